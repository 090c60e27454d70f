"""What is registered?"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Annotated

import typer

from cli.call import Call, of
from cli.tables import table, version_line
from core.messages import N_
from core.model_list import ModelLine, ModelQuery
from core.saved_filters import SavedFilters
from core.workspace import Workspace

app = typer.Typer()


@app.command(help=N_("List the models of the inventory."))
def models(
    context: typer.Context,
    text: Annotated[
        str, typer.Argument(help=N_("Only models in whose records every one of these words occurs."))
    ] = "",
    saved: Annotated[
        str | None, typer.Option("--filter", help=N_("Name of a filter that was kept in the window."))
    ] = None,
    limit: Annotated[int | None, typer.Option(help=N_("At most so many."), min=1)] = None,
) -> None:
    """List models with what counts."""
    call = of(context)
    with call.reading() as workspace:
        lines = tuple(islice(_lines(workspace, _query(call, workspace, saved, text)), limit))
    headings = (
        call.tr("Id"), call.tr("Model"), call.tr("Owner"), call.tr("State"), call.tr("Tier"),
        call.tr("Passed / failed / not decidable"), call.tr("Open findings"),
    )  # fmt: skip
    call.answer(lines, table(headings, (_row(call, item) for item in lines)))


@app.command(help=N_("Find models, versions, findings and other records by words."))
def search(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help=N_("Words, each whole or its beginning."))],
    limit: Annotated[int, typer.Option(help=N_("How many."), min=1, max=1000)] = 20,
) -> None:
    """Find records; those with the words in their title come first."""
    call = of(context)
    with call.reading() as workspace:
        hits = workspace.inventory.search(text, limit)
    headings = (call.tr("Kind"), call.tr("Id"), call.tr("Model"), call.tr("Title"))
    rows = ((call.translator.label(hit.kind), hit.id, hit.model or "", hit.title) for hit in hits)
    call.answer(hits, table(headings, rows))


def _query(call: Call, workspace: Workspace, saved: str | None, text: str) -> ModelQuery:
    if saved is None:
        return ModelQuery(text=text)
    asked = None if call.person is None else workspace.people.find(call.person).id
    query = SavedFilters().get(saved).for_person(asked)
    return replace(query, text=f"{query.text} {text}".strip())


def _lines(workspace: Workspace, query: ModelQuery) -> Iterator[ModelLine]:
    page = workspace.inventory.page(query)
    yield from page.lines
    while page.next is not None:
        page = workspace.inventory.page(query, after=page.next)
        yield from page.lines


@app.command(help=N_("Show a version with its last run, findings and decisions."))
def show(
    context: typer.Context,
    version: Annotated[str, typer.Argument(help=N_("Version, as MODEL@LABEL or MODEL."))],
) -> None:
    """Show one version."""
    call = of(context)
    with call.reading() as workspace:
        meant = workspace.inventory.resolve(version)
        evidence = workspace.reporting.evidence(meant.id)
    lines = [call.translator.text(evidence.model.name), version_line(call, meant)]
    lines += [
        call.tr("{run} on {version}: {verdict}", run=run.id, version=run.version, verdict=run.verdict)
        for run in evidence.runs
    ]
    lines += [call.tr("{finding}: {state}", finding=item.id, state=item.state) for item in evidence.findings]
    lines += [
        call.tr("{decision} of {day}: {kind}", decision=item.id, day=item.decided_at.date(), kind=item.kind)
        for item in evidence.decisions
    ]
    call.answer(evidence, *lines)


def _row(call: Call, item: ModelLine) -> tuple[str, ...]:
    label = call.translator.label
    return (
        item.model.id if item.version is None else item.version.id,
        call.translator.text(item.model.name),
        item.owner_name,
        "" if item.version is None else label(item.version.state),
        "" if item.tier is None else label(item.tier),
        f"{item.passed} / {item.failed} / {item.undecided}",
        str(item.open_findings),
    )
