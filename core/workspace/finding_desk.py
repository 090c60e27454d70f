"""How is one thing done with a finding: read again, guarded, entered in its life-line, recorded?"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from core.audit import Action
from core.errors import NotAllowedError
from core.findings import Finding, FindingDeed, FindingEntry, after
from core.governance.finding_rules import FindingCase, refusal
from core.ids import FindingId
from core.messages import Message, message
from core.people import Permission, Person
from core.policy import TierRule
from core.risk import Band, RiskAssessment
from core.store.transaction import Transaction
from core.texts import Text
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.lookup import Reader, require_text, the_finding, the_model, the_version
from core.workspace.risk_facts import tier_override
from core.workspace.session import Session

TOUCHED = Changes.FINDINGS | Changes.INVENTORY | Changes.DECISIONS
_D = FindingDeed
ACTIONS = {
    _D.CONFIRMED: Action.FINDING_CONFIRMED,
    _D.DISMISSED: Action.FINDING_DISMISSED,
    _D.MERGED: Action.FINDING_DISMISSED,
    _D.REPORTED: Action.FINDING_REMEDIED,
    _D.VERIFIED: Action.FINDING_CLOSED,
    _D.CLOSED: Action.FINDING_CLOSED,
    _D.ACCEPTED: Action.FINDING_ACCEPTED,
    _D.RENEWED: Action.FINDING_ACCEPTED,
    _D.REOPENED: Action.FINDING_REOPENED,
}
"""How each deed is called in the audit trail; the others change the finding."""
_REASONS = {
    _D.DISMISSED: message("The reason is missing. Write why this is not a finding."),
    _D.VERIFIED: message("The reason is missing. Write what was looked at and why it shows the mending."),
    _D.CLOSED: message("The reason is missing. Write how the finding was mended."),
    _D.ACCEPTED: message("The reason is missing. Write why the risk is accepted."),
    _D.RENEWED: message("The reason is missing. Write why the risk is accepted."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """One deed inside its transaction: the finding as it is stored now, and who acts."""

    step: Transaction
    case: FindingCase
    deed: FindingDeed
    now: datetime
    reason: Text | None

    @property
    def finding(self) -> Finding:
        """Return the finding as it was before."""
        return self.case.finding

    def put(self, changed: Finding, *, before: str | None = None, became: str | None = None) -> Finding:
        """Move the finding on, enter the deed in its life-line and record it with a signed event."""
        state = after(self.finding, self.deed)
        assert state is not None  # noqa: S101 (refused before)
        entry = FindingEntry(
            deed=self.deed,
            by=self.case.person.id,
            at=self.now,
            reason=self.reason,
            before=before,
            after=became,
        )
        done = replace(changed, state=state, life=(*changed.life, entry))
        self.step.put(done, ACTIONS.get(self.deed, Action.FINDING_CHANGED))
        return done


class FindingDesk:
    """What all use cases of findings share."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def case(self, finding: FindingId, person: Person) -> FindingCase:
        """Return what the guards ask for; the window shows by it who may do what."""
        return case_of(self._desk.store, self._desk, finding, person)

    def refusal(self, finding: FindingId, deed: FindingDeed, person: Person) -> Message | None:
        """Return why a person may not do this with a finding now, or None."""
        return refusal(self.case(finding, person), deed)

    @contextmanager
    def _doing(
        self, session: Session, finding: FindingId, deed: FindingDeed, reason: Text | None = None
    ) -> Iterator[Doing]:
        """Open a transaction in which everything is read again and the deed is allowed."""
        with self._desk.store.transaction(session, reason) as step:
            case = case_of(step, self._desk, finding, stored_person(step, session))
            refused = refusal(case, deed)
            if refused is not None:
                raise NotAllowedError(refused)
            if reason is not None:
                missing = message("The reason is missing. Write why.")
                require_text(reason, _REASONS.get(deed, missing))
            yield Doing(step=step, case=case, deed=deed, now=self._desk.clock(), reason=reason)


def stored_person(step: Transaction, session: Session) -> Person:
    """Return who acts with the roles they have now, not with those of the time of signing in."""
    return step.get(Person, session.person.id) or session.person


def require_now(step: Transaction, session: Session, permission: Permission) -> None:
    """Refuse who no longer has a role that carries the permission, whatever the session says."""
    person = stored_person(step, session)
    if not person.may(permission):
        raise NotAllowedError(
            message(
                "{name} may not do this: none of their roles allows it. Switch to a person who may.",
                name=person.name.name(),
            )
        )


def case_of(reader: Reader, desk: Desk, finding: FindingId, person: Person) -> FindingCase:
    """Gather what the guards of a finding ask for."""
    found = the_finding(reader, finding)
    version = the_version(reader, found.version)
    policy = desk.policy
    rule = _rule(reader, desk, found)
    return FindingCase(
        finding=found,
        version=version,
        model=the_model(reader, version.model),
        rules=policy.findings,
        approver=rule.acceptance_approver or rule.approver,
        person=person,
        today=desk.clock().date(),
    )


def _rule(reader: Reader, desk: Desk, finding: Finding) -> TierRule:
    """Return what the policy asks for in the tier of the finding's version; without one, the highest."""
    determined = tier_override(reader, finding.version)
    if determined is not None:
        return desk.policy.tiers[determined.tier]
    assessments = reader.select(RiskAssessment, version=finding.version)
    return desk.policy.tiers[assessments[-1].tier if assessments else Band.SEVERE]
