"""Which data sets are there, who read their protected columns, and how are these deleted?"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.call import Call, of
from cli.tables import table
from core.ids import DatasetId
from core.inventory import Dataset
from core.messages import N_

app = typer.Typer()
group = typer.Typer()
app.add_typer(group, name="data", help=N_("List data sets; export, or delete columns kept for bias tests."))

_DATASET = Annotated[str, typer.Argument(help=N_("Id of the data set, for example DS-0001."))]


@group.command("list", help=N_("List the data sets with their protected columns."))
def list_(context: typer.Context) -> None:
    """List data sets."""
    call = of(context)
    with call.reading() as workspace:
        datasets = workspace.inventory.datasets()
        changed = set(workspace.inventory.changed_data())
    headings = (
        call.tr("Id"), call.tr("Data set"), call.tr("Rows"), call.tr("For bias tests only"),
        call.tr("Delete by"), call.tr("State"),
    )  # fmt: skip
    rows = (_row(call, item, outdated=item.id in changed) for item in datasets)
    call.answer(datasets, table(headings, rows))


@group.command(help=N_("List who read the columns kept for bias tests only, newest first."))
def accesses(context: typer.Context, dataset: _DATASET) -> None:
    """List the recorded accesses of a data set."""
    call = of(context)
    with call.reading() as workspace:
        events = workspace.sensitive.accesses(workspace.inventory.dataset(DatasetId(dataset)).id)
        names = {person.id: person.name.name() for person in workspace.people.all()}
    headings = (call.tr("No."), call.tr("Time"), call.tr("Person"), call.tr("What"))
    label = call.translator.label
    rows = (
        (str(event.seq), event.ts[:19], names.get(event.actor, event.actor), label(event.action))
        for event in events
    )
    call.answer(events, table(headings, rows))


@group.command(help=N_("List what must be deleted and by when. Exit code 1 if something is overdue."))
def due(context: typer.Context) -> None:
    """List the data sets whose protected columns wait for their deletion."""
    call = of(context)
    with call.reading() as workspace:
        found = workspace.sensitive.due(datetime.now(UTC).date())
    headings = (call.tr("Id"), call.tr("Columns"), call.tr("Delete by"), "")
    rows = (
        (
            item.dataset.id,
            ", ".join(item.columns),
            call.translator.date(item.day),
            call.tr("overdue") if item.overdue else "",
        )
        for item in found
    )
    call.answer(found, table(headings, rows))
    raise typer.Exit(1 if any(item.overdue for item in found) else 0)


@group.command(help=N_("Write a data set as CSV, never with columns kept for bias tests only."))
def export(
    context: typer.Context,
    dataset: _DATASET,
    file: Annotated[Path, typer.Argument(help=N_("File to be written."))],
    column: Annotated[
        list[str] | None, typer.Option(help=N_("Only this column; may be given several times."))
    ] = None,
) -> None:
    """Export a data set."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        columns = tuple(column) if column else None
        rows = workspace.sensitive.export(session, DatasetId(dataset), file, columns)
    call.answer({"rows": rows, "file": str(file)}, call.tr("{n} rows written to {file}.", n=rows, file=file))


@group.command(help=N_("Delete the columns kept for bias tests only, for good; digest and counts stay."))
def delete(
    context: typer.Context,
    dataset: _DATASET,
    reason: Annotated[str, typer.Option(help=N_("Why they are deleted now."))],
) -> None:
    """Delete protected columns."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        deleted, _changes = workspace.sensitive.delete(session, DatasetId(dataset), call.text(reason))
    columns = () if deleted.deletion is None else deleted.deletion.columns
    said = [
        call.tr("Deleted from {dataset}: {columns}. Copies outside the workspace are not touched.",
                dataset=deleted.id, columns=", ".join(item.name for item in columns))
    ]  # fmt: skip
    call.answer(deleted, *said)


def _row(call: Call, dataset: Dataset, *, outdated: bool) -> tuple[str, ...]:
    state = call.tr("the file was changed or is gone") if outdated else ""
    if dataset.deletion is not None:
        state = call.tr("deleted on {day}", day=dataset.deletion.at.date())
    return (
        dataset.id,
        call.translator.text(dataset.name),
        str(dataset.rows),
        ", ".join(dataset.bias_test_only),
        "" if dataset.delete_by is None else call.translator.date(dataset.delete_by),
        state,
    )
