"""What is registered?"""

from typing import Annotated

import typer

from cli.call import Call, of
from cli.tables import table, version_line
from core.messages import N_
from core.workspace.inventory import ModelSummary

app = typer.Typer()


@app.command(help=N_("List the models of the inventory."))
def models(context: typer.Context) -> None:
    """List models with what counts."""
    call = of(context)
    with call.reading() as workspace:
        summaries = workspace.inventory.summaries()
    headings = (
        call.tr("Id"), call.tr("Model"), call.tr("Owner"), call.tr("State"), call.tr("Tier"),
        call.tr("Passed / failed / not decidable"), call.tr("Open findings"),
    )  # fmt: skip
    call.answer(summaries, table(headings, (_row(call, item) for item in summaries)))


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


def _row(call: Call, item: ModelSummary) -> tuple[str, ...]:
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
