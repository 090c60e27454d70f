"""What went wrong in operation, and what became of it?"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from core.audit import Action
from core.errors import NotAllowedError, UserError
from core.findings import Severity
from core.governance.incidents import (
    Incident,
    IncidentKind,
    IncidentState,
    Notice,
    NoticeBasis,
    notice_due,
)
from core.ids import Exact, IncidentId, ModelId, VersionId, model_of
from core.inventory import ModelVersion
from core.messages import Message, message
from core.people import Permission
from core.store.transaction import Transaction
from core.texts import Text
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.governance.incident_rules import check_facts, closing_refusal, reopening_refusal
from core.workspace.lookup import Reader, require_one_of, require_text, the_model, the_version
from core.workspace.review import set_under_review
from core.workspace.session import Session

MAY_REPORT = (Permission.RAISE_FINDING, Permission.OPERATE, Permission.REGISTER)
MAY_CHANGE = (Permission.RAISE_FINDING, Permission.OPERATE)
_GRADES = tuple(Severity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of an incident; it grows while it is looked into."""

    title: Text
    description: Text
    kind: IncidentKind
    severity: Severity
    began_at: datetime | None = None
    ended_at: datetime | None = None
    affected: Text | None = None
    persons: int | None = None
    decisions: int | None = None
    amount: Exact | None = None
    currency: str = ""
    cause: Text | None = None
    measure: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIncident:
    """An incident to be reported."""

    model: ModelId
    version: VersionId | None = None
    """None: the model whatever the version."""
    detected_at: datetime
    facts: Facts
    notices: tuple["NewNotice", ...] = ()
    example: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNotice:
    """An authority that is to be told."""

    authority: Text
    basis: NoticeBasis = NoticeBasis.OTHER
    due: date | None = None
    """None: the last day of the general period of the basis."""


class Incidents:
    """The incident register."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def all(self) -> tuple[Incident, ...]:
        """Return every incident, newest first."""
        return self._desk.store.all(Incident)[::-1]

    def of(self, model: ModelId) -> tuple[Incident, ...]:
        """Return a model's incidents, newest first."""
        return self._desk.store.select(Incident, model=model)[::-1]

    def get(self, incident: IncidentId) -> Incident:
        """Return one incident; raises `UserError` if there is none."""
        return the_incident(self._desk.store, incident)

    def since(self, subject: ModelId | VersionId, moment: datetime) -> tuple[Incident, ...]:
        """Return what was reported after a moment on a model, or on a version and its model, oldest first.

        These are the reasons to assess anew.
        """
        version = VersionId(subject) if "@" in subject else None
        model = ModelId(subject) if version is None else model_of(version)
        return tuple(
            item
            for item in self._desk.store.select(Incident, model=model)
            if item.reported_at > moment and (version is None or item.concerns(version))
        )

    def report(self, session: Session, new: NewIncident) -> tuple[Incident, Changes]:
        """Report an incident; a serious one sets what is released of the model under review."""
        require_one_of(session, *MAY_REPORT)
        now = self._desk.clock()
        check_facts(new.facts, new.detected_at, now)
        with self._desk.store.transaction(session) as step:
            the_model(step, new.model)
            if new.version is not None and the_version(step, new.version).model != new.model:
                raise UserError(
                    message("{version} is no version of {model}.", version=new.version, model=new.model)
                )
            incident = _with(
                Incident(
                    id=IncidentId(step.new_id(Incident)),
                    model=new.model,
                    version=new.version,
                    title=new.facts.title,
                    description=new.facts.description,
                    severity=new.facts.severity,
                    detected_at=new.detected_at,
                    notices=tuple(_notice(item, new.detected_at) for item in new.notices),
                    reported_by=session.person.id,
                    reported_at=now,
                    example=new.example,
                ),
                new.facts,
            )
            step.put(incident, Action.INCIDENT_REPORTED)
            changes = _review(step, incident)
        return incident, Changes.OPERATION | Changes.RISK | changes

    def update(
        self, session: Session, incident: IncidentId, facts: Facts, reason: Text, *, contained: bool = False
    ) -> tuple[Incident, Changes]:
        """Record what is known by now; `contained`: the harm goes on no longer.

        A lower severity takes the right to close findings and another person than who reported it.
        """
        require_one_of(session, *MAY_CHANGE)
        require_text(reason, message("The reason is missing. Write what is new."))
        with self._desk.store.transaction(session, reason) as step:
            old = _living(step, incident)
            check_facts(facts, old.detected_at, self._desk.clock())
            if _GRADES.index(facts.severity) < _GRADES.index(old.severity):
                session.require(Permission.CLOSE_FINDING)
                _refuse_reporter(session, old)
            state = IncidentState.CONTAINED if contained else old.state
            changed = replace(_with(old, facts), state=state)
            step.put(changed, Action.INCIDENT_CHANGED)
            changes = _review(step, changed) if not old.serious else Changes.NONE
        return changed, Changes.OPERATION | Changes.RISK | changes

    def add_notice(self, session: Session, incident: IncidentId, new: NewNotice) -> tuple[Incident, Changes]:
        """Record that an authority is to be told."""
        require_one_of(session, *MAY_CHANGE)
        with self._desk.store.transaction(session) as step:
            old = _living(step, incident)
            notice = _notice(new, old.detected_at)
            changed = replace(old, notices=(*old.notices, notice))
            step.put(changed, Action.INCIDENT_CHANGED)
        return changed, Changes.OPERATION

    def sent(self, session: Session, incident: IncidentId, index: int, day: date) -> tuple[Incident, Changes]:
        """Record the day on which an authority was told."""
        require_one_of(session, *MAY_CHANGE)
        with self._desk.store.transaction(session) as step:
            old = _living(step, incident)
            if not 0 <= index < len(old.notices) or old.notices[index].sent is not None:
                raise UserError(
                    message(
                        "{incident} has no such notice that is open. Refresh the list.", incident=incident
                    )
                )
            if not old.detected_at.date() <= day <= self._desk.clock().date():
                raise UserError(
                    message("The day lies before the incident or in the future. Nothing was changed.")
                )
            told = replace(old.notices[index], sent=day)
            changed = replace(old, notices=(*old.notices[:index], told, *old.notices[index + 1 :]))
            step.put(changed, Action.INCIDENT_CHANGED)
        return changed, Changes.OPERATION

    def close(self, session: Session, incident: IncidentId, reason: Text) -> tuple[Incident, Changes]:
        """Close an incident; needs cause, measure and all notices, by another person than who reported it."""
        session.require(Permission.CLOSE_FINDING)
        require_text(reason, message("The reason is missing. Write why the incident is over."))
        with self._desk.store.transaction(session, reason) as step:
            old = _living(step, incident)
            _refuse_reporter(session, old)
            refused = closing_refusal(old) or _own_work(step, session, old)
            if refused is not None:
                raise NotAllowedError(refused)
            closed = replace(
                old,
                state=IncidentState.CLOSED,
                closed_by=session.person.id,
                closed_at=self._desk.clock(),
            )
            step.put(closed, Action.INCIDENT_CHANGED)
        return closed, Changes.OPERATION | Changes.RISK

    def reopen(self, session: Session, incident: IncidentId, reason: Text) -> tuple[Incident, Changes]:
        """Open a closed incident again; a serious one sets what is released under review again."""
        session.require(Permission.RAISE_FINDING)
        require_text(reason, message("The reason is missing. Write why the incident is opened again."))
        with self._desk.store.transaction(session, reason) as step:
            old = the_incident(step, incident)
            refused = reopening_refusal(old)
            if refused is not None:
                raise NotAllowedError(refused)
            opened = replace(old, state=IncidentState.OPEN, closed_by=None, closed_at=None)
            step.put(opened, Action.INCIDENT_CHANGED)
            changes = _review(step, opened)
        return opened, Changes.OPERATION | Changes.RISK | changes


def the_incident(reader: Reader, incident: IncidentId) -> Incident:
    """Return an incident; raises `UserError` if there is none."""
    found = reader.get(Incident, incident)
    if found is None:
        raise UserError(message("There is no incident {id}. Choose one from the list.", id=incident))
    return found


def _living(step: Transaction, incident: IncidentId) -> Incident:
    found = the_incident(step, incident)
    if found.state is IncidentState.CLOSED:
        raise NotAllowedError(
            message("{incident} is closed and stays as it is. Open it again first.", incident=incident)
        )
    return found


def _with(incident: Incident, facts: Facts) -> Incident:
    return replace(
        incident,
        title=facts.title,
        description=facts.description,
        kind=facts.kind,
        severity=facts.severity,
        began_at=facts.began_at,
        ended_at=facts.ended_at,
        affected=facts.affected,
        persons=facts.persons,
        decisions=facts.decisions,
        amount=facts.amount,
        currency=facts.currency,
        cause=facts.cause,
        measure=facts.measure,
    )


def _notice(new: NewNotice, detected_at: datetime) -> Notice:
    require_text(new.authority, message("The authority has no name. Write who is to be told."))
    due = new.due or notice_due(new.basis, detected_at)
    if due is None:
        raise UserError(message("It is not said by when the authority is to be told. State the day."))
    if due < detected_at.date():
        raise UserError(message("The notice would be due before the incident. State a later day."))
    return Notice(authority=new.authority, basis=new.basis, due=due)


def _review(step: Transaction, incident: Incident) -> Changes:
    changes = Changes.NONE
    if incident.serious:
        for version in step.select(ModelVersion, model=incident.model):
            if incident.concerns(version.id):
                changes |= set_under_review(step, version)
    return changes


def _refuse_reporter(session: Session, incident: Incident) -> None:
    if incident.reported_by == session.person.id:
        raise NotAllowedError(
            message("You reported {incident}, so somebody else must do this.", incident=incident.id)
        )


def _own_work(step: Transaction, session: Session, incident: Incident) -> Message | None:
    """Return why the person may not judge the incident: they developed what went wrong."""
    concerned = [
        item for item in step.select(ModelVersion, model=incident.model) if incident.concerns(item.id)
    ]
    if not any(item.developer == session.person.id for item in concerned):
        return None
    return message(
        "You developed what {incident} is about, so somebody else must close it.", incident=incident.id
    )
