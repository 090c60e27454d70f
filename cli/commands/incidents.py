"""How are incidents reported and settled from the command line?"""

from datetime import UTC, date, datetime
from typing import Annotated

import typer

from cli.call import Call, of
from cli.inputs import day, exact, one_of
from cli.tables import table
from core.errors import UserError
from core.findings import Severity
from core.governance.incidents import Incident, IncidentKind, NoticeBasis
from core.ids import IncidentId, ModelId, VersionId, model_of
from core.messages import N_, message
from core.workspace.governance.incidents import Facts, NewIncident, NewNotice

app = typer.Typer()
group = typer.Typer()
app.add_typer(group, name="incident", help=N_("Report incidents, add what is known, close them."))

Id = Annotated[str, typer.Argument(help=N_("Id of the incident, for example INC-0001."))]
Reason = Annotated[str, typer.Option(help=N_("Why; it is kept in the audit trail."))]
Ended = Annotated[str | None, typer.Option(help=N_("When it ended, as 2027-01-31T14:30."))]
Affected = Annotated[str | None, typer.Option(help=N_("Who was affected and how."))]
Persons = Annotated[int | None, typer.Option(min=0, help=N_("How many persons were affected."))]
Decisions = Annotated[int | None, typer.Option(min=0, help=N_("How many decisions were affected."))]
Amount = Annotated[str | None, typer.Option(help=N_("Amount with currency, as “12500 EUR”."))]
SeverityName = Annotated[str, typer.Option(help=N_("low, medium, high or severe."))]


@group.command("list", help=N_("List incidents, newest first."))
def list_(context: typer.Context) -> None:
    """List incidents."""
    call = of(context)
    with call.reading() as workspace:
        found = workspace.incidents.all()
    headings = (
        call.tr("Id"), call.tr("About"), call.tr("Severity"), call.tr("State"), call.tr("Title"),
        call.tr("Notices due"),
    )  # fmt: skip
    label = call.translator.label
    rows = (
        (
            item.id,
            item.version or item.model,
            label(item.severity),
            label(item.state),
            call.translator.text(item.title),
            ", ".join(call.translator.date(note.due) for note in item.notices if note.sent is None) or "–",
        )
        for item in found
    )
    call.answer(found, table(headings, rows))


@group.command(help=N_("Report an incident with a model or version."))
def report(
    context: typer.Context,
    subject: Annotated[str, typer.Argument(help=N_("Model or version, as MOD-0001 or MOD-0001@2."))],
    title: Annotated[str, typer.Option(help=N_("What happened, in one sentence."))],
    description: Annotated[str, typer.Option(help=N_("What happened."))],
    kind: Annotated[str, typer.Option(help=N_("unavailable, wrong_output, data_breach ..."))] = "other",
    severity: SeverityName = "medium",
    detected: Annotated[str | None, typer.Option(help=N_("When, as 2027-01-31T14:30; default: now."))] = None,
    began: Annotated[str | None, typer.Option(help=N_("When it began, as 2027-01-31T14:30."))] = None,
    affected: Affected = None,
    persons: Persons = None,
    decisions: Decisions = None,
    amount: Amount = None,
) -> None:
    """Report an incident."""
    call = of(context)
    sum_, currency = _money(amount)
    facts = Facts(
        title=call.text(title),
        description=call.text(description),
        kind=one_of(IncidentKind, kind, "--kind"),
        severity=one_of(Severity, severity, "--severity"),
        began_at=_moment(began, "--began"),
        affected=None if affected is None else call.text(affected),
        persons=persons,
        decisions=decisions,
        amount=None if sum_ is None else exact(sum_, "--amount"),
        currency=currency,
    )
    version = VersionId(subject) if "@" in subject else None
    model = ModelId(subject) if version is None else model_of(version)
    when = _moment(detected, "--detected") or datetime.now(UTC)
    with call.acting() as (workspace, session, _):
        new = NewIncident(model=model, version=version, detected_at=when, facts=facts)
        made, _changes = workspace.incidents.report(session, new)
    _say(call, made)


@group.command(help=N_("Add what is known of an incident."))
def update(
    context: typer.Context,
    incident: Id,
    reason: Reason,
    cause: Annotated[str | None, typer.Option(help=N_("Cause."))] = None,
    remedy: Annotated[str | None, typer.Option(help=N_("What was done so that it does not recur."))] = None,
    severity: Annotated[str | None, typer.Option(help=N_("low, medium, high or severe."))] = None,
    ended: Ended = None,
    affected: Affected = None,
    persons: Persons = None,
    decisions: Decisions = None,
    contained: Annotated[bool, typer.Option(help=N_("The harm goes on no longer."))] = False,
) -> None:
    """Add what is known."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        old = workspace.incidents.get(IncidentId(incident))
        facts = Facts(
            title=old.title,
            description=old.description,
            kind=old.kind,
            severity=old.severity if severity is None else one_of(Severity, severity, "--severity"),
            began_at=old.began_at,
            ended_at=_moment(ended, "--ended") or old.ended_at,
            affected=old.affected if affected is None else call.text(affected),
            persons=old.persons if persons is None else persons,
            decisions=old.decisions if decisions is None else decisions,
            amount=old.amount,
            currency=old.currency,
            cause=old.cause if cause is None else call.text(cause),
            measure=old.measure if remedy is None else call.text(remedy),
        )
        done, _changes = workspace.incidents.update(
            session, old.id, facts, call.text(reason), contained=contained
        )
    _say(call, done)


@group.command(help=N_("Record that an authority is to be told."))
def notice(
    context: typer.Context,
    incident: Id,
    authority: Annotated[str, typer.Argument(help=N_("Name of the authority."))],
    basis: Annotated[str, typer.Option(help=N_("gdpr_breach, ai_act_serious or other."))] = "other",
    due: Annotated[str | None, typer.Option(help=N_("Last day; default: by the basis."))] = None,
) -> None:
    """Add a notice."""
    call = of(context)
    new = NewNotice(
        authority=call.text(authority), basis=one_of(NoticeBasis, basis, "--basis"), due=day(due, "--due")
    )
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.incidents.add_notice(session, IncidentId(incident), new)
    _say(call, done)


@group.command(help=N_("Record the day on which an authority was told."))
def sent(
    context: typer.Context,
    incident: Id,
    number: Annotated[int, typer.Argument(min=1, help=N_("Which notice, counted from 1."))],
    on: Annotated[str, typer.Option(help=N_("Day, as 2027-01-31."))],
) -> None:
    """Record a notice as sent."""
    call, when = of(context), day(on, "--on")
    assert isinstance(when, date)  # noqa: S101 (the option is required)
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.incidents.sent(session, IncidentId(incident), number - 1, when)
    _say(call, done)


@group.command(help=N_("Close an incident; another person than who reported it does so."))
def close(context: typer.Context, incident: Id, reason: Reason) -> None:
    """Close an incident."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.incidents.close(session, IncidentId(incident), call.text(reason))
    _say(call, done)


@group.command(help=N_("Open a closed incident again."))
def reopen(context: typer.Context, incident: Id, reason: Reason) -> None:
    """Open an incident again."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.incidents.reopen(session, IncidentId(incident), call.text(reason))
    _say(call, done)


def _say(call: Call, incident: Incident) -> None:
    call.answer(incident, call.tr("{finding}: {state}", finding=incident.id, state=incident.state))


def _moment(value: str | None, option: str) -> datetime | None:
    """Return a moment typed as 2027-01-31T14:30, in local time unless it says otherwise."""
    if value is None:
        return None
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except ValueError:
        raise UserError(
            message(
                "{value} is no time for {option}. Write it as 2027-01-31T14:30.", value=value, option=option
            )
        ) from None


def _money(value: str | None) -> tuple[str | None, str]:
    amount, _, currency = (value or "").strip().partition(" ")
    return amount or None, currency.strip().upper()
