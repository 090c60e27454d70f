"""How is the design record of a version seen and kept from the command line?"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.call import Call, of
from cli.inputs import exact, one_of
from cli.tables import table
from core.errors import UserError
from core.governance.design import (
    Criterion,
    DesignRecord,
    Experiment,
    Labeling,
    SimplerApproach,
    missing,
)
from core.governance.split import Split, SplitMethod, SplitShare
from core.ids import DocumentId, RunId
from core.inventory import DatasetKind
from core.messages import N_, message
from core.policy import Relation
from core.texts import Text
from core.workspace.governance.designs import DesignEdit, ReachedValue

if TYPE_CHECKING:
    from rich.table import Table

app = typer.Typer()
group = typer.Typer()
app.add_typer(
    group, name="design", help=N_("Design record: goal, success criteria, experiments, split, labeling.")
)
Version = Annotated[str, typer.Argument(help=N_("Version, as MODEL@LABEL or MODEL."))]
Reason = Annotated[str | None, typer.Option(help=N_("Why; required once the version is no draft."))]
_CRITERION = re.compile(r"^(?P<what>.+?)\s*(?P<sign>>=|<=)\s*(?P<target>[^:]+?)\s*(?::\s*(?P<value>.+))?$")


@group.command("show", help=N_("Show the design record and what it does not say yet."))
def show(context: typer.Context, version: Version) -> None:
    """Print a design record."""
    call = of(context)
    with call.reading() as workspace:
        found = workspace.inventory.resolve(version).id
        record = workspace.designs.of(found)
        proof = workspace.designs.proof_state(found)
    lines = [] if record is None else _words(call, record)
    if proof is not None:
        lines.append(call.tr("Proof of the split: {state}", state=call.translator.label(proof)))
    lines += [call.tr("Missing: {what}", what=call.translator.say(item)) for item in missing(record)]
    parts = [] if record is None else [_criteria(call, record), _experiments(call, record)]
    call.answer(record, *lines, *parts)


@group.command("set", help=N_("Record parts of the design; what is not named stays as it is."))
def set_(
    context: typer.Context,
    version: Version,
    goal: Annotated[str | None, typer.Option(help=N_("Business goal."))] = None,
    why: Annotated[str | None, typer.Option(help=N_("Why machine learning."))] = None,
    benefit: Annotated[str | None, typer.Option(help=N_("Expected benefit."))] = None,
    cost: Annotated[str | None, typer.Option(help=N_("Expected cost."))] = None,
    outside: Annotated[str | None, typer.Option(help=N_("Use outside the firm, or none."))] = None,
    criterion: Annotated[
        list[str] | None,
        typer.Option(help=N_("MEASURE>=TARGET or MEASURE<=TARGET, and :VALUE if reached; may be repeated.")),
    ] = None,
    simpler: Annotated[
        list[str] | None, typer.Option(help=N_("APPROACH=RESULT of a simpler approach; may be repeated."))
    ] = None,
    split: Annotated[
        str | None, typer.Option(help=N_("Split: random, stratified, time, group or given."))
    ] = None,
    split_column: Annotated[
        str | None, typer.Option(help=N_("Column of the time, the units or the strata."))
    ] = None,
    split_seed: Annotated[int | None, typer.Option(help=N_("Seed of the split."))] = None,
    share: Annotated[
        list[str] | None, typer.Option(help=N_("KIND=SHARE, as training=0.7; may be repeated."))
    ] = None,
    labeled_by: Annotated[str | None, typer.Option(help=N_("Who labeled the outcomes."))] = None,
    guideline: Annotated[str | None, typer.Option(help=N_("Id of the document with the guideline."))] = None,
    agreement: Annotated[
        str | None, typer.Option(help=N_("MEASURE=VALUE of the agreement between those who label."))
    ] = None,
    subjectivity: Annotated[str | None, typer.Option(help=N_("What is known to be subjective."))] = None,
    reason: Reason = None,
) -> None:
    """Record parts of the design of a version."""
    call = of(context)
    stated = None
    if split is not None:
        shares = tuple(
            SplitShare(kind=one_of(DatasetKind, kind, "--share"), share=exact(value, "--share"))
            for kind, value in pairs(share or (), "--share").items()
        )
        method = one_of(SplitMethod, split, "--split")
        stated = Split(method=method, column=split_column, seed=split_seed, shares=shares)
    labeling = None
    if labeled_by is not None:
        agreed = pairs((agreement,) if agreement else (), "--agreement")
        labeling = Labeling(
            by=call.text(labeled_by),
            guideline=None if guideline is None else DocumentId(guideline),
            agreement_measure=next((call.text(key) for key in agreed), None),
            agreement=next((exact(value, "--agreement") for value in agreed.values()), None),
            subjectivity=_text(call, subjectivity),
        )
    new = [_criterion(call, item) for item in criterion or ()]
    tried = tuple(
        SimplerApproach(approach=call.text(key), result=call.text(value))
        for key, value in pairs(simpler or (), "--simpler").items()
    )
    with call.acting() as (workspace, session, _):
        found = workspace.inventory.resolve(version).id
        known = workspace.designs.of(found)
        edit = DesignEdit(
            goal=_text(call, goal),
            why_learning=_text(call, why),
            benefit=_text(call, benefit),
            cost=_text(call, cost),
            outside_use=_text(call, outside),
            criteria=_merged(known, new) if new else None,
            simpler=(*(() if known is None else known.simpler), *tried) if tried else None,
            split=stated,
            labeling=labeling,
        )
        record, _changes = workspace.designs.record(session, found, edit, _text(call, reason))
    call.answer(record, call.tr("Recorded: design of {version}.", version=found))


@group.command("reach", help=N_("Take what a criterion reached from a stored run: that makes it evidence."))
def reach(
    context: typer.Context,
    version: Version,
    criterion: Annotated[int, typer.Argument(help=N_("Number of the criterion, from 1."))],
    run: Annotated[str, typer.Option(help=N_("Id of the run, for example RUN-0001."))],
    check: Annotated[str, typer.Option(help=N_("Check, for example performance."))],
    measure: Annotated[str, typer.Option(help=N_("Measure, for example roc_auc."))],
    subject: Annotated[
        str | None, typer.Option(help=N_("Class, or group as FEATURE: LABEL; default: the whole table."))
    ] = None,
    reason: Reason = None,
) -> None:
    """Take a value from a run."""
    call = of(context)
    value = ReachedValue(
        criterion=criterion - 1, run=RunId(run), check=check, measure=measure, subject=subject
    )
    with call.acting() as (workspace, session, _):
        found = workspace.inventory.resolve(version).id
        record, _changes = workspace.designs.reached(session, found, value, _text(call, reason))
    call.answer(record, _criteria(call, record))


@group.command("import-mlflow", help=N_("Take experiments over from a folder mlruns or a file mlflow.db."))
def import_mlflow(
    context: typer.Context,
    version: Version,
    source: Annotated[Path, typer.Argument(help=N_("Store, experiment or run folder, or mlflow.db."))],
    reason: Reason = None,
) -> None:
    """Import experiments; nothing of MLflow is run."""
    from core.exchange.mlflow_runs import read_runs

    call = of(context)
    experiments = read_runs(source)
    with call.acting() as (workspace, session, _):
        found = workspace.inventory.resolve(version).id
        record, _changes = workspace.designs.add_experiments(session, found, experiments, _text(call, reason))
    said = call.tr("{count} experiments taken over for {version}.", count=len(experiments), version=found)
    call.answer(record, said, _experiments(call, record))


@group.command(
    "experiment", help=N_("Enter a candidate that was tried, or say that the version came from it.")
)
def experiment(
    context: typer.Context,
    version: Version,
    name: Annotated[str, typer.Argument(help=N_("Name of the experiment, or its run id."))],
    metric: Annotated[
        list[str] | None, typer.Option(help=N_("NAME=VALUE of a figure; may be repeated."))
    ] = None,
    parameter: Annotated[
        list[str] | None, typer.Option(help=N_("NAME=VALUE of a parameter; may be repeated."))
    ] = None,
    commit: Annotated[str, typer.Option(help=N_("Commit of its code."))] = "",
    remark: Annotated[str | None, typer.Option(help=N_("What came of it."))] = None,
    chosen: Annotated[bool, typer.Option("--chosen", help=N_("This version came from it."))] = False,
    reason: Reason = None,
) -> None:
    """Record one experiment by hand; a known one is only chosen where nothing else is said."""
    call = of(context)
    made = Experiment(
        name=name,
        metrics={key: exact(value, "--metric") for key, value in pairs(metric or (), "--metric").items()},
        parameters=pairs(parameter or (), "--parameter"),
        code=commit,
        remark=_text(call, remark),
    )
    with call.acting() as (workspace, session, _):
        found, why = workspace.inventory.resolve(version).id, _text(call, reason)
        record = workspace.designs.of(found)
        known = record is not None and name in {
            key for item in record.experiments for key in (item.run, item.name)
        }
        if made != Experiment(name=name) or not known:
            record, _changes = workspace.designs.add_experiments(session, found, (made,), why)
        if chosen:
            record, _changes = workspace.designs.choose(session, found, name, why)
    assert record is not None  # noqa: S101 (recorded, or known)
    call.answer(record, _experiments(call, record))


def pairs(items: Sequence[str], option: str) -> dict[str, str]:
    """Return what was typed as NAME=VALUE; raises `UserError` for anything else."""
    found = {}
    for item in items:
        name, sign, value = item.partition("=")
        if not sign or not name.strip():
            raise UserError(
                message("{value} is no pair for {option}. Write NAME=VALUE.", value=item, option=option)
            )
        found[name.strip()] = value.strip()
    return found


def _text(call: Call, body: str | None) -> Text | None:
    return None if body is None else call.text(body)


def _criterion(call: Call, typed: str) -> Criterion:
    match = _CRITERION.match(typed)
    if match is None:
        raise UserError(
            message("{value} is no criterion. Write MEASURE>=TARGET or MEASURE<=TARGET.", value=typed)
        )
    relation = Relation.AT_LEAST if match["sign"] == ">=" else Relation.AT_MOST
    return Criterion(
        measure=call.text(match["what"]),
        relation=relation,
        target=exact(match["target"], "--criterion"),
        value=None if match["value"] is None else exact(match["value"], "--criterion"),
    )


def _merged(known: DesignRecord | None, new: Sequence[Criterion]) -> tuple[Criterion, ...]:
    kept = {} if known is None else {item.measure.body: item for item in known.criteria}
    return tuple((kept | {item.measure.body: item for item in new}).values())


def _words(call: Call, record: DesignRecord) -> list[str]:
    parts: Mapping[str, Text | None] = {
        N_("Business goal"): record.goal,
        N_("Why machine learning"): record.why_learning,
        N_("Benefit"): record.benefit,
        N_("Cost"): record.cost,
        N_("Use outside the firm"): record.outside_use,
    }
    said = [
        f"{call.tr(name)}: {call.translator.text(text)}" for name, text in parts.items() if text is not None
    ]
    for item in record.simpler:
        result = "" if item.result is None else f": {call.translator.text(item.result)}"
        said.append(f"{call.tr('Simpler approach')}: {call.translator.text(item.approach)}{result}")
    if record.split is not None:
        column = f" ({record.split.column})" if record.split.column else ""
        said.append(f"{call.tr('Split method')}: {call.translator.label(record.split.method)}{column}")
    if record.labeling is not None:
        said.append(f"{call.tr('Labeled by')}: {call.translator.text(record.labeling.by)}")
    return said


def _criteria(call: Call, record: DesignRecord) -> "Table":
    heads = (N_("No."), N_("Success criterion"), N_("Target"), N_("Value"), N_("From"), N_("State"))
    rows = (
        (
            str(number),
            call.translator.text(item.measure),
            f"{'≥' if item.relation is Relation.AT_LEAST else '≤'} {item.target}",
            str(item.value or "–"),
            call.tr("entered") if item.source is None else item.source.run,
            call.translator.label(item.state),
        )
        for number, item in enumerate(record.criteria, 1)
    )
    return table([call.tr(head) for head in heads], rows)


def _experiments(call: Call, record: DesignRecord) -> "Table":
    rows = (
        (
            item.name,
            call.tr("chosen") if item.chosen else item.status,
            ", ".join(f"{key} = {value}" for key, value in item.metrics.items()),
            ", ".join(f"{key} = {value}" for key, value in item.parameters.items()),
        )
        for item in record.experiments
    )
    return table(
        [call.tr(head) for head in (N_("Experiment"), N_("Status"), N_("Figures"), N_("Parameters"))], rows
    )
