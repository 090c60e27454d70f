"""How is a finding mended, verified, postponed and reopened from the command line, and how old is it?"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from cli.call import Call, of
from cli.commands.findings import Id, Reason, group
from cli.inputs import condition, day, one_of
from cli.tables import table
from core.errors import UserError
from core.findings import Finding, FindingScope, Severity
from core.governance.ageing import EDGES, Ageing, AgeLine
from core.ids import DocumentId, FindingId, RunId, model_of
from core.messages import N_, message
from core.texts import Text
from core.workspace import Changes, NewFinding, Session, Workspace
from core.workspace.mending import NewPlan

if TYPE_CHECKING:
    from rich.table import Table

app = typer.Typer()
Done = Callable[[Workspace, Session, FindingId], tuple[Finding, Changes]]


def _act(context: typer.Context, finding: str, do: Done) -> None:
    call = of(context)
    with call.acting() as (workspace, session, _):
        done, _changes = do(workspace, session, FindingId(finding))
    call.answer(done, call.tr("{finding}: {state}", finding=done.id, state=done.state))


def _text(context: typer.Context, body: str) -> Text:
    return of(context).text(body)


@group.command("raise", help=N_("Raise a finding that was noticed without a check."))
def raise_(
    context: typer.Context,
    version: Annotated[str, typer.Argument(help=N_("Version, as MODEL@LABEL or MODEL."))],
    title: Annotated[str, typer.Option(help=N_("What is wrong, in one sentence."))],
    severity: Annotated[str, typer.Option(help=N_("low, medium, high or severe."))],
    owner: Annotated[str, typer.Option(help=N_("Who mends it: name or id."))],
    scope: Annotated[
        str, typer.Option(help=N_("What it counts against: version, model or process."))
    ] = "version",
    due: Annotated[
        str | None, typer.Option(help=N_("Until when; default: by severity, from the policy."))
    ] = None,
) -> None:
    """Raise a finding."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        new = NewFinding(
            version=workspace.inventory.resolve(version).id,
            title=call.text(title),
            severity=one_of(Severity, severity, "--severity"),
            owner=workspace.people.find(owner).id,
            due=day(due, "--due"),
            scope=one_of(FindingScope, scope, "--scope"),
        )
        done, _changes = workspace.findings.raise_new(session, new)
    call.answer(done, call.tr("{finding}: {state}", finding=done.id, state=done.state))


@group.command(help=N_("Write root cause and plan of a finding, or record a step as done."))
def remedy(
    context: typer.Context,
    finding: Id,
    cause: Annotated[str | None, typer.Option(help=N_("Why it came to this."))] = None,
    step: Annotated[
        list[str] | None, typer.Option(help=N_("A step, as PERSON:2027-01-31:TEXT; repeat for more."))
    ] = None,
    done: Annotated[int | None, typer.Option(help=N_("Number of a step that is done."))] = None,
    note: Annotated[str | None, typer.Option(help=N_("What was done in that step."))] = None,
) -> None:
    """Plan the remediation, or record progress."""
    if (done is None) == (cause is None):
        raise UserError(
            message("Give either --cause with --step, or --done with --note. Nothing was changed.")
        )

    def act(workspace: Workspace, session: Session, which: FindingId) -> tuple[Finding, Changes]:
        if done is not None:
            said = _text(context, note or "")
            return workspace.findings.complete_step(session, which, done - 1, said)
        steps = [condition(item) for item in step or ()]
        plan = NewPlan(
            root_cause=_text(context, cause or ""),
            steps=tuple(
                (_text(context, text), workspace.people.find(who).id, due) for who, due, text in steps
            ),
        )
        return workspace.findings.plan(session, which, plan)

    _act(context, finding, act)


@group.command("report-mended", help=N_("Say that a finding is mended, with evidence; it is verified then."))
def report_mended(
    context: typer.Context,
    finding: Id,
    text: Annotated[str, typer.Option(help=N_("What was done and how that mends it."))],
    document: Annotated[list[str] | None, typer.Option(help=N_("Id of a filed document."))] = None,
    run: Annotated[list[str] | None, typer.Option(help=N_("Id of a run."))] = None,
) -> None:
    """Report a finding mended."""
    documents = tuple(DocumentId(item) for item in document or ())
    runs = tuple(RunId(item) for item in run or ())
    _act(
        context,
        finding,
        lambda workspace, session, which: workspace.findings.report_mended(
            session, which, _text(context, text), documents=documents, runs=runs
        ),
    )


@group.command(help=N_("Close what was reported mended; by somebody who did not work on it."))
def verify(context: typer.Context, finding: Id, reason: Reason) -> None:
    """Verify a closure."""
    said = _text(context, reason)
    _act(context, finding, lambda workspace, who, which: workspace.findings.verify(who, which, said))


@group.command("return", help=N_("Send back what was reported mended and is not."))
def return_(context: typer.Context, finding: Id, reason: Reason) -> None:
    """Send a finding back."""
    said = _text(context, reason)
    _act(context, finding, lambda workspace, who, which: workspace.findings.send_back(who, which, said))


@group.command(help=N_("Open a closed, dismissed or accepted finding again."))
def reopen(
    context: typer.Context,
    finding: Id,
    reason: Reason,
    due: Annotated[
        str | None, typer.Option(help=N_("Until when; default: by severity, from the policy."))
    ] = None,
) -> None:
    """Reopen a finding."""
    said, until = _text(context, reason), day(due, "--due")
    _act(context, finding, lambda workspace, who, which: workspace.findings.reopen(who, which, said, until))


@group.command(help=N_("Let a finding be due later; every time is counted."))
def postpone(
    context: typer.Context,
    finding: Id,
    reason: Reason,
    due: Annotated[str, typer.Option(help=N_("New day, as 2027-01-31."))],
) -> None:
    """Postpone a finding."""
    said, until = _text(context, reason), day(due, "--due")
    assert until is not None  # noqa: S101 (the option is required)
    _act(context, finding, lambda workspace, who, which: workspace.findings.postpone(who, which, until, said))


@group.command(help=N_("Give a finding another severity."))
def severity(
    context: typer.Context,
    finding: Id,
    to: Annotated[str, typer.Option(help=N_("low, medium, high or severe."))],
    reason: Reason,
) -> None:
    """Change the severity."""
    said, grade = _text(context, reason), one_of(Severity, to, "--to")
    _act(context, finding, lambda workspace, who, which: workspace.findings.regrade(who, which, grade, said))


@group.command(help=N_("Make somebody else responsible for a finding."))
def reassign(
    context: typer.Context,
    finding: Id,
    to: Annotated[str, typer.Option(help=N_("Who mends it: name or id."))],
    reason: Reason,
) -> None:
    """Change the responsibility."""
    said = _text(context, reason)

    def act(workspace: Workspace, session: Session, which: FindingId) -> tuple[Finding, Changes]:
        return workspace.findings.reassign(session, which, workspace.people.find(to).id, said)

    _act(context, finding, act)


@group.command(help=N_("Merge a finding into another one that says the same."))
def merge(
    context: typer.Context,
    finding: Id,
    into: Annotated[str, typer.Option(help=N_("Id of the finding that stays."))],
    reason: Reason,
) -> None:
    """Merge two findings."""
    said, other = _text(context, reason), FindingId(into)
    _act(context, finding, lambda workspace, who, which: workspace.findings.merge(who, which, other, said))


@group.command(help=N_("Show how old findings are, how long overdue, and the last twelve months."))
def ageing(context: typer.Context) -> None:
    """Show the ages of what stands."""
    call = of(context)
    with call.reading() as workspace:
        found = workspace.findings.ageing()
        names = {item.id: item.name.name() for item in workspace.people.all()}
    tr, label = call.tr, call.translator.label
    numbers = (*(tr("up to {days} days", days=edge) for edge in EDGES), tr("older"))
    heads = (tr("Group"), tr("Standing"), tr("Overdue"), tr("Oldest, days"), *numbers)
    lines = [_line(label(line.severity) if line.severity else "", line) for line in found.severities]
    lines += [_line(names.get(line.owner, "–") if line.owner else "–", line) for line in found.owners]
    lines += [_line(line.model or "", line) for line in found.models]
    call.answer(found, table(heads, lines), _items(call, found), _trend(call, found))


def _line(name: str, line: AgeLine) -> tuple[str, ...]:
    return name, str(line.standing), str(line.overdue), str(line.oldest), *(str(n) for n in line.buckets)


def _items(call: Call, found: Ageing) -> "Table":
    tr = call.tr
    heads = (
        tr("Finding"), tr("Severity"), tr("Model"), tr("Age, days"), tr("Overdue, days"), tr("Postponed"),
    )  # fmt: skip
    rows = (
        (
            item.finding.id,
            call.translator.label(item.finding.severity),
            model_of(item.finding.version),
            str(item.days),
            str(item.overdue),
            str(item.postponed),
        )
        for item in found.items
    )
    return table(heads, rows)


def _trend(call: Call, found: Ageing) -> "Table":
    heads = (call.tr("Until"), call.tr("Raised"), call.tr("Settled"), call.tr("Standing"))
    rows = (
        (call.translator.date(month.last), str(month.raised), str(month.settled), str(month.standing))
        for month in found.trend
    )
    return table(heads, rows)
