"""How are checks run from a pipeline, and what does the exit code say?"""

from dataclasses import replace
from typing import Annotated

import typer

from cli.call import Call, of
from cli.check_options import OneOption, OptionsFile, check_options
from cli.tables import conclusions
from core.errors import UserError
from core.ids import DatasetId
from core.inventory import ModelVersion
from core.messages import N_, message
from core.results import CheckRun, RunState, Verdict
from core.texts import Language
from core.workspace import RunRequest, Workspace
from core.workspace.checking import Replay

app = typer.Typer()


@app.command(help=N_("Run the checks on a version. Exit code 0: nothing failed and nothing broke; else 1."))
def check(
    context: typer.Context,
    version: Annotated[str, typer.Argument(help=N_("Version, as MODEL@LABEL or MODEL."))],
    dataset: Annotated[
        str | None, typer.Option(help=N_("Data set; default: the first one of the version."))
    ] = None,
    only: Annotated[list[str] | None, typer.Option(help=N_("Run only this check; may be repeated."))] = None,
    every: Annotated[bool, typer.Option("--all", help=N_("Run every check that has what it needs."))] = False,
    reference: Annotated[
        str | None,
        typer.Option(help=N_("Data set the rows are compared with; default: the version's training data.")),
    ] = None,
    other_version: Annotated[
        str | None, typer.Option(help=N_("Version that is asked about the same rows."))
    ] = None,
    options: OptionsFile = None,
    option: OneOption = None,
    plan: Annotated[
        bool, typer.Option("--plan", help=N_("Only say what would be run, and by which limits it is judged."))
    ] = False,
    seed: Annotated[int, typer.Option(help=N_("Seed of everything that is drawn at random."))] = 7,
    strict: Annotated[bool, typer.Option(help=N_("Not decidable counts as failed."))] = False,
) -> None:
    """Run checks and leave with the exit code of their verdict."""
    call = of(context)
    with call.acting() as (workspace, session, _), call.progress() as progress:
        meant = workspace.inventory.resolve(version)
        request = RunRequest(
            version=meant.id,
            dataset=_dataset(meant, dataset),
            checks=tuple(only) if only else None,
            seed=seed,
            options=check_options(options, option),
            reference=None if reference is None else DatasetId(reference),
            other_version=None if other_version is None else workspace.inventory.resolve(other_version).id,
        )
        if every:
            request = replace(request, checks=workspace.checking.applicable(request))
        if plan:
            _say_plan(call, workspace, request)
            raise typer.Exit(0)
        run, _changes = workspace.checking.run(session, request, progress)
    call.answer(
        run,
        conclusions(call, run),
        call.tr("{run} on {version}: {verdict}", run=run.id, version=run.version, verdict=run.verdict),
    )
    raise typer.Exit(exit_code(run, strict=strict))


@app.command(
    help=N_(
        "Repeat a stored run with the same inputs and compare; "
        "exit code 1 if it differs or cannot be compared."
    )
)
def replay(
    context: typer.Context,
    run: Annotated[str, typer.Argument(help=N_("Id of the run, for example RUN-0001."))],
) -> None:
    """Recompute a stored run."""
    from core.ids import RunId

    call = of(context)
    with call.progress() as progress, call.reading_or_acting() as (workspace, session):
        result = workspace.checking.replay(RunId(run), progress, session=session)
    call.answer(result, _said(call, result))
    raise typer.Exit(0 if result.equal else 1)


def _say_plan(call: Call, workspace: Workspace, request: RunRequest) -> None:
    """Print the checks with their limits and sources, and the digest of the policy."""
    from cli.tables import table
    from core.checks.texts import check_text
    from reports.wording import Wording

    stated, wording = workspace.checking.stated(request), Wording(translator=call.translator)
    german = call.translator.language is Language.GERMAN
    rows = [
        (
            check_text(check, call.translator.language).title,
            "–" if limit is None else f"{wording.measure(limit.measure)} {wording.threshold(limit)}",
            "" if limit is None else (limit.source_de if german else limit.source_en),
        )
        for check, limits in stated.items()
        for limit in (limits or (None,))
    ]
    policy = workspace.policy
    call.answer(
        stated,
        call.tr(
            "Policy {name} {version}, digest {digest}",
            name=policy.name,
            version=policy.version,
            digest=policy.digest,
        ),
        table((call.tr("Check"), call.tr("Limit"), call.tr("Source")), rows),
    )


def _said(call: Call, found: Replay) -> str:
    """Return what came of a repetition, a sentence for each kind of outcome."""
    if found.equal:
        return call.tr("{run} recomputed: all results are equal.", run=found.run)
    parts = []
    if found.differing:
        checks = ", ".join(found.differing)
        parts.append(call.tr("{run} recomputed: {checks} differ.", run=found.run, checks=checks))
    if found.older:
        parts.append(
            call.tr(
                "{run}: {checks} computed by an older version of the check, so nothing can be compared."
                " Run the checks again.",
                run=found.run,
                checks=", ".join(found.older),
            )
        )
    return " ".join(parts)


def exit_code(run: CheckRun, *, strict: bool) -> int:
    """Return 0 only without failed and errored; with `strict` not decidable counts as failed."""
    broke = run.state is not RunState.FINISHED or any(
        item.state is not RunState.FINISHED for item in run.results
    )
    verdicts = {item.verdict for item in run.results}
    undecided = strict and Verdict.NOT_DECIDABLE in verdicts
    return int(broke or Verdict.FAILED in verdicts or undecided)


def _dataset(version: ModelVersion, wanted: str | None) -> DatasetId:
    if wanted is not None:
        return DatasetId(wanted)
    if not version.datasets:
        raise UserError(
            message("{version} has no data set to check on. Name one with --dataset.", version=version.id)
        )
    return version.datasets[0]
