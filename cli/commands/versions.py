"""How are two versions compared, and a version completed, proven and made again from the command line?"""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.call import Call, of
from cli.commands.design import Reason, Version, pairs
from cli.inputs import exact, existing
from cli.tables import table
from core.governance.difference import Change, Difference, Value
from core.governance.reproduction import ALL, TOLERANCE, Reproduction
from core.governance.significance import prefilled
from core.governance.split import PairOverlap
from core.ids import DatasetId, ReproductionId
from core.messages import N_
from core.workspace.governance.reproductions import SECONDS, NewReproduction
from core.workspace.governance.versions import VersionChange

if TYPE_CHECKING:
    from rich.table import Table

app = typer.Typer()
_SHOWN = 12
"""Letters of a digest."""


@app.command(help=N_("Show everything that differs between two versions, also of two models."))
def diff(
    context: typer.Context,
    before: Annotated[str, typer.Argument(help=N_("Earlier version, as MODEL@LABEL."))],
    after: Annotated[str, typer.Argument(help=N_("Later version, as MODEL@LABEL."))],
) -> None:
    """Compare two versions."""
    call = of(context)
    with call.reading() as workspace:
        first = workspace.inventory.resolve(before).id
        found = workspace.versions.difference(first, workspace.inventory.resolve(after).id)
    heads = (N_("Part"), N_("What differs"), N_("Kind"), N_("Before"), N_("After"))
    rows = (_change(call, item) for item in found.changes)
    answers = ", ".join(f"{item.question} = {item.answer}" for item in prefilled(found))
    call.answer(
        found,
        call.tr("{before} and {after}: {count} differences", before=found.before, after=found.after,
                count=len(found.changes)),
        table([call.tr(head) for head in heads], rows),
        *_metrics(call, found),
        call.tr("For the determination “significant_change” follows: {answers}", answers=answers),
    )  # fmt: skip


@app.command(help=N_("Complete the training facts of a draft, or show what a version lacks."))
def training(
    context: typer.Context,
    version: Version,
    fact: Annotated[
        list[str] | None,
        typer.Option(help=N_("NAME=VALUE: repository, commit, seed, parameter:NAME, library:NAME.")),
    ] = None,
    lock: Annotated[Path | None, typer.Option(help=N_("Lock file of the libraries; kept by digest."))] = None,
    dataset: Annotated[
        list[str] | None, typer.Option(help=N_("Id of a registered data set; may be given several times."))
    ] = None,
) -> None:
    """Show or complete model, data, code, environment, parameters and seed."""
    call = of(context)
    change = VersionChange(
        facts=pairs(fact or (), "--fact"),
        lock_file=None if lock is None else existing(lock),
        datasets=tuple(DatasetId(item) for item in dataset or ()),
    )
    if change != VersionChange():
        with call.acting() as (workspace, session, _):
            found = workspace.inventory.resolve(version).id
            workspace.versions.complete(session, found, change)
            parts = workspace.versions.in_sync(found)
    else:
        with call.reading() as workspace:
            parts = workspace.versions.in_sync(workspace.inventory.resolve(version).id)
    rows = (
        (
            call.translator.label(item.part),
            ", ".join(item.recorded) or "–",
            "" if item.missing is None else call.translator.say(item.missing),
        )
        for item in parts
    )
    call.answer(parts, table([call.tr(head) for head in (N_("Part"), N_("Recorded"), N_("Missing"))], rows))


@app.command("split-proof", help=N_("Compare a version's data sets row by row and keep the proof."))
def split_proof(context: typer.Context, version: Version, reason: Reason = None) -> None:
    """Prove that training and test data do not overlap."""
    call = of(context)
    with call.acting() as (workspace, session, _), call.progress() as progress:
        found = workspace.inventory.resolve(version).id
        why = None if reason is None else call.text(reason)
        record, _changes = workspace.designs.prove_split(session, found, progress, why)
        state = workspace.designs.proof_state(found)
    assert record.proof is not None  # noqa: S101 (just made)
    assert state is not None  # noqa: S101
    rows_of = {part.dataset: part.rows for part in record.proof.parts}
    heads = (
        N_("First"),
        N_("Second"),
        N_("Equal rows"),
        N_("Share"),
        N_("Shared row ids"),
        N_("Shared units"),
        N_("In order"),
    )
    rows = (_pair(call, pair, rows_of) for pair in record.proof.pairs)
    call.answer(
        record.proof,
        call.tr("Proof of the split: {state}", state=call.translator.label(state)),
        table([call.tr(head) for head in heads], rows),
    )
    if state != "no_overlap":
        raise typer.Exit(1)


@app.command(help=N_("Run a training script in the confined worker and compare its scores."))
def reproduce(
    context: typer.Context,
    version: Version,
    script: Annotated[
        Path | None, typer.Argument(help=N_("Python script; left out: list what was reproduced."))
    ] = None,
    consent: Annotated[
        str | None, typer.Option(help=N_("Why this program code may be run; you answer for it."))
    ] = None,
    data: Annotated[
        list[str] | None,
        typer.Option("--input", help=N_("NAME=DATA SET the script reads; default: the training data.")),
    ] = None,
    predict: Annotated[
        str | None, typer.Option(help=N_("Data set whose rows are scored; default: the test data."))
    ] = None,
    parameter: Annotated[list[str] | None, typer.Option(help=N_("NAME=VALUE; may be repeated."))] = None,
    seed: Annotated[int, typer.Option(help=N_("Seed."))] = 7,
    tolerance: Annotated[str, typer.Option(help=N_("Largest difference that counts as equal."))] = TOLERANCE,
    share: Annotated[str, typer.Option(help=N_("Share of rows that must be equal."))] = ALL,
    seconds: Annotated[int, typer.Option(help=N_("Longest run."))] = SECONDS,
    again: Annotated[
        str | None, typer.Option(help=N_("Id of a reproduction whose script is run once more."))
    ] = None,
) -> None:
    """Reproduce a version; exit 1 when its scores are not reproduced."""
    call = of(context)
    if script is None and again is None:
        _list(call, version)
        return
    why = call.text(consent or "")
    inputs = tuple((name, DatasetId(item)) for name, item in pairs(data or (), "--input").items())
    with call.acting() as (workspace, session, _), call.progress() as progress:
        if again is not None:
            made, _changes = workspace.reproductions.again(session, ReproductionId(again), why, progress)
        else:
            assert script is not None  # noqa: S101 (asked above)
            new = NewReproduction(
                version=workspace.inventory.resolve(version).id,
                script=existing(script),
                consent=why,
                inputs=inputs,
                predict_on=None if predict is None else DatasetId(predict),
                seed=seed,
                parameters=pairs(parameter or (), "--parameter"),
                tolerance=exact(tolerance, "--tolerance"),
                share=exact(share, "--share"),
                seconds=seconds,
            )
            made, _changes = workspace.reproductions.run(session, new, progress)
    call.answer(made, *_said(call, made))
    if made.state != "reproduced":
        raise typer.Exit(1)


def _list(call: Call, version: str) -> None:
    with call.reading() as workspace:
        found = workspace.reproductions.of(workspace.inventory.resolve(version).id)
    rows = ((item.id, call.translator.label(item.state), _figures(call, item)) for item in found)
    call.answer(
        found, table([call.tr(head) for head in (N_("Reproduction"), N_("State"), N_("Figures"))], rows)
    )


def _said(call: Call, made: Reproduction) -> list[str]:
    lines = [f"{made.id}: {call.translator.label(made.state)}", _figures(call, made)]
    return lines if made.log is None else [*lines, made.log.body]


def _figures(call: Call, made: Reproduction) -> str:
    if made.compared is None:
        return "" if made.failure is None else call.translator.label(made.failure)
    found = made.compared
    return call.tr(
        "{equal} of {rows} rows equal, largest difference {largest}",
        equal=found.equal,
        rows=found.rows,
        largest=f"{found.largest:.3g}",
    )


def _change(call: Call, item: Change) -> tuple[str, ...]:
    detail = item.detail if isinstance(item.detail, str) else call.translator.value(item.detail)
    name = call.translator.say(item.name) + (f": {detail}" if detail else "")
    label = call.translator.label
    return label(item.area), name, label(item.kind), _value(call, item.before), _value(call, item.after)


def _value(call: Call, value: Value) -> str:
    if not isinstance(value, str) or isinstance(value, StrEnum):
        return call.translator.value(value)
    is_digest = len(value) == 64 and all(sign in "0123456789abcdef" for sign in value)
    return value[:_SHOWN] if is_digest else value


def _metrics(call: Call, found: Difference) -> "list[Table]":
    from core.measures import measure_label

    number = call.translator.number
    rows = [
        (
            item.check,
            call.tr(measure_label(item.measure)) + (f", {item.subject}" if item.subject else ""),
            number(item.before.value),
            number(item.after.value),
            number(item.difference),
            {True: call.tr("beyond chance"), False: call.tr("within the intervals"), None: ""}[item.apart],
        )
        for item in found.metrics
        if item.difference
    ]
    heads = (N_("Check"), N_("Measure"), N_("Before"), N_("After"), N_("Difference"), N_("Intervals"))
    return [table([call.tr(head) for head in heads], rows)] if rows else []


def _pair(call: Call, pair: PairOverlap, rows: dict[DatasetId, int]) -> tuple[str, ...]:
    share = pair.equal_in_second / rows[pair.second] if rows[pair.second] else 0.0
    order = {True: call.tr("yes"), False: call.tr("no"), None: "–"}[pair.in_order]
    count = ["–" if item is None else str(item) for item in (pair.ids_shared, pair.groups_shared)]
    return pair.first, pair.second, str(pair.equal_in_second), f"{share:.1%}", *count, order
