"""How are findings seen and settled from the command line?"""

from typing import Annotated

import typer

from cli.call import Call, of
from cli.inputs import day, one_of
from cli.tables import table
from core.findings import Finding, Severity
from core.ids import FindingId
from core.messages import N_

app = typer.Typer()
group = typer.Typer()
app.add_typer(
    group, name="findings", help=N_("List findings; plan, report, verify, accept, postpone or reopen them.")
)

Id = Annotated[str, typer.Argument(help=N_("Id of the finding, for example F-0001."))]
Reason = Annotated[str, typer.Option(help=N_("Why; it is kept in the audit trail."))]


@group.command("list", help=N_("List findings, newest first."))
def list_(
    context: typer.Context,
    version: Annotated[str | None, typer.Option(help=N_("Only those of this version."))] = None,
) -> None:
    """List findings."""
    call = of(context)
    with call.reading() as workspace:
        if version is None:
            found = workspace.findings.all()
        else:
            found = workspace.findings.of(workspace.inventory.resolve(version).id)
    headings = (
        call.tr("Finding"),
        call.tr("Version"),
        call.tr("Severity"),
        call.tr("State"),
        call.tr("About"),
    )
    call.answer(found, table(headings, (_row(call, item) for item in found)))


@group.command(help=N_("Confirm a proposed finding."))
def confirm(
    context: typer.Context,
    finding: Id,
    severity: Annotated[str, typer.Option(help=N_("low, medium, high or severe."))],
    owner: Annotated[str, typer.Option(help=N_("Who mends it: name or id."))],
    due: Annotated[
        str | None, typer.Option(help=N_("Until when; default: by severity, from the policy."))
    ] = None,
) -> None:
    """Confirm a proposed finding."""
    call = of(context)
    grade, until = one_of(Severity, severity, "--severity"), day(due, "--due")
    with call.acting() as (workspace, session, _):
        person = workspace.people.find(owner).id
        done, _changes = workspace.findings.confirm(
            session, FindingId(finding), severity=grade, owner=person, due=until
        )
    _say(call, done)


@group.command(help=N_("Say why a proposed finding is none."))
def dismiss(context: typer.Context, finding: Id, reason: Reason) -> None:
    """Dismiss a proposed finding."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.findings.dismiss(session, FindingId(finding), call.text(reason))
    _say(call, done)


@group.command(help=N_("Close without a report, where the policy permits it for the severity."))
def close(context: typer.Context, finding: Id, reason: Reason) -> None:
    """Close an open finding."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.findings.close(session, FindingId(finding), call.text(reason))
    _say(call, done)


@group.command(help=N_("Accept the risk of a finding by name until a day."))
def accept(
    context: typer.Context,
    finding: Id,
    reason: Reason,
    until: Annotated[str, typer.Option(help=N_("Last day of the acceptance, as 2027-01-31."))],
    measure: Annotated[
        str | None, typer.Option(help=N_("What lowers the risk meanwhile; needed for high and severe ones."))
    ] = None,
) -> None:
    """Accept the risk of a finding."""
    call = of(context)
    last = day(until, "--until")
    assert last is not None  # noqa: S101 (the option is required)
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.findings.accept(
            session,
            FindingId(finding),
            call.text(reason),
            last,
            measure=call.text(measure) if measure else None,
        )
    _say(call, done)


def _say(call: Call, finding: Finding) -> None:
    call.answer(finding, call.tr("{finding}: {state}", finding=finding.id, state=finding.state))


def _row(call: Call, finding: Finding) -> tuple[str, ...]:
    from core.measures import measure_label

    if finding.title is not None:
        about = call.translator.text(finding.title)
    else:
        measured = call.tr(measure_label(finding.measure)) if finding.measure else finding.check or ""
        about = f"{call.translator.label(finding.cause)}: {measured} {finding.subject or ''}".rstrip()
    label = call.translator.label
    return finding.id, finding.version, label(finding.severity), label(finding.state), about
