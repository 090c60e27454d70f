"""What becomes of what is wrong?"""

from dataclasses import replace
from datetime import date

from core.audit import Action
from core.errors import NotAllowedError, UserError
from core.findings import Finding, FindingCause, FindingState, Severity
from core.ids import FindingId, PersonId, VersionId
from core.messages import message
from core.people import Permission
from core.proposals import due_date
from core.texts import Text
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.lookup import active_person, require_text, the_finding, the_version
from core.workspace.requests import NewFinding
from core.workspace.review import review_when_blocking
from core.workspace.session import Session

_TOUCHED = Changes.FINDINGS | Changes.INVENTORY | Changes.DECISIONS


class Findings:
    """Findings, proposed and confirmed."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def all(self) -> tuple[Finding, ...]:
        """Return every finding, newest first."""
        return self._desk.store.all(Finding)[::-1]

    def of(self, version: VersionId) -> tuple[Finding, ...]:
        """Return a version's findings, newest first."""
        return self._desk.store.select(Finding, version=version)[::-1]

    def get(self, finding: FindingId) -> Finding:
        """Return one finding; raises `UserError` if there is none."""
        return the_finding(self._desk.store, finding)

    def raise_new(self, session: Session, new: NewFinding) -> tuple[Finding, Changes]:
        """Raise a finding a person observed; a blocking one sets a released version under review."""
        session.require(Permission.RAISE_FINDING)
        require_text(new.title, message("The finding has no title. Say in one sentence what is wrong."))
        now = self._desk.clock()
        with self._desk.store.transaction(session) as step:
            the_version(step, new.version)
            active_person(step, new.owner)
            finding = Finding(
                id=FindingId(step.new_id(Finding)),
                version=new.version,
                cause=FindingCause.OBSERVED,
                title=new.title,
                description=new.description,
                severity=new.severity,
                state=FindingState.OPEN,
                owner=new.owner,
                due=self._due(new.severity, new.due),
                raised_by=session.person.id,
                raised_at=now,
            )
            step.put(finding, Action.FINDING_RAISED)
            changes = review_when_blocking(step, self._desk, finding)
        return finding, _TOUCHED | changes

    def confirm(
        self,
        session: Session,
        finding: FindingId,
        *,
        severity: Severity,
        owner: PersonId,
        due: date | None = None,
        description: Text | None = None,
    ) -> tuple[Finding, Changes]:
        """Confirm a proposed finding; due by severity from the policy when not given."""
        session.require(Permission.RAISE_FINDING)
        with self._desk.store.transaction(session) as step:
            proposed = _in_state(the_finding(step, finding), FindingState.PROPOSED)
            active_person(step, owner)
            confirmed = replace(
                proposed,
                state=FindingState.OPEN,
                severity=severity,
                owner=owner,
                due=self._due(severity, due),
                description=description or proposed.description,
            )
            step.put(confirmed, Action.FINDING_CONFIRMED)
            changes = review_when_blocking(step, self._desk, confirmed)
        return confirmed, _TOUCHED | changes

    def dismiss(self, session: Session, finding: FindingId, reason: Text) -> tuple[Finding, Changes]:
        """Say why a proposed finding is none; not by the developer of the version."""
        session.require(Permission.CLOSE_FINDING)
        require_text(reason, message("The reason is missing. Write why this is not a finding."))
        with self._desk.store.transaction(session, reason) as step:
            proposed = _in_state(the_finding(step, finding), FindingState.PROPOSED)
            if the_version(step, proposed.version).developer == session.person.id:
                raise NotAllowedError(
                    message(
                        "You developed this version and cannot dismiss findings on it. "
                        "Ask somebody else to look at it."
                    )
                )
            dismissed = self._ended(session, proposed, FindingState.DISMISSED, reason)
            step.put(dismissed, Action.FINDING_DISMISSED)
        return dismissed, _TOUCHED

    def close(self, session: Session, finding: FindingId, reason: Text) -> tuple[Finding, Changes]:
        """Close an open finding, or one whose risk was accepted; by another person than its owner."""
        session.require(Permission.CLOSE_FINDING)
        require_text(reason, message("The reason is missing. Write how the finding was mended."))
        with self._desk.store.transaction(session, reason) as step:
            standing = _in_state(the_finding(step, finding), FindingState.OPEN, FindingState.ACCEPTED)
            if standing.owner == session.person.id:
                raise NotAllowedError(
                    message(
                        "You own {finding}, so somebody else must check that it is mended and close it.",
                        finding=standing.id,
                    )
                )
            closed = self._ended(session, standing, FindingState.CLOSED, reason)
            step.put(closed, Action.FINDING_CLOSED)
        return closed, _TOUCHED

    def accept(
        self, session: Session, finding: FindingId, reason: Text, until: date
    ) -> tuple[Finding, Changes]:
        """Accept the risk by name until a day; needs the right to decide, never by the finding's owner."""
        session.require(Permission.DECIDE)
        require_text(reason, message("The reason is missing. Write why the risk is accepted."))
        if until <= self._desk.clock().date():
            raise UserError(message("An acceptance ends on a day in the future. Choose a later day."))
        with self._desk.store.transaction(session, reason) as step:
            standing = _in_state(the_finding(step, finding), FindingState.OPEN, FindingState.ACCEPTED)
            self._refuse_interested(session, standing, the_version(step, standing.version).developer)
            accepted = replace(
                self._ended(session, standing, FindingState.ACCEPTED, reason), accepted_until=until
            )
            step.put(accepted, Action.FINDING_ACCEPTED)
        return accepted, _TOUCHED

    def _refuse_interested(self, session: Session, finding: Finding, developer: PersonId) -> None:
        if session.person.id in {finding.owner, developer}:
            raise NotAllowedError(
                message(
                    "You own {finding} or developed the version, so you cannot accept the risk yourself. "
                    "Somebody else with the right to decide must do it.",
                    finding=finding.id,
                )
            )

    def _due(self, severity: Severity, due: date | None) -> date:
        today = self._desk.clock().date()
        if due is not None and due < today:
            raise UserError(message("The finding would be due in the past. Choose a later day."))
        return due or due_date(self._desk.policy, severity, today)

    def _ended(self, session: Session, finding: Finding, state: FindingState, reason: Text) -> Finding:
        return replace(
            finding,
            state=state,
            closed_by=session.person.id,
            closed_at=self._desk.clock(),
            closing_reason=reason,
            accepted_until=None,
        )


def _in_state(finding: Finding, *states: FindingState) -> Finding:
    if finding.state not in states:
        raise NotAllowedError(
            message(
                "{finding} is in the state “{state}”, so this cannot be done with it any more. Nothing was "
                "changed. Refresh the list.",
                finding=finding.id,
                state=finding.state,
            )
        )
    return finding
