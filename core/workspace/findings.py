"""What becomes of what is wrong?"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from core.audit import Action
from core.errors import NotAllowedError, UserError
from core.findings import (
    Finding,
    FindingCause,
    FindingDeed,
    FindingLink,
    FindingScope,
    FindingState,
    LinkKind,
    Severity,
)
from core.governance.ageing import Ageing, ageing
from core.governance.finding_rules import accepting, regrade_refusal
from core.ids import FindingId, PersonId, VersionId
from core.messages import message
from core.people import Permission
from core.proposals import due_date
from core.texts import Text
from core.workspace.changes import Changes
from core.workspace.finding_desk import TOUCHED, Doing, require_now
from core.workspace.lookup import (
    active_person,
    findings_on,
    require_text,
    the_finding,
    the_version,
)
from core.workspace.mending import Mending, ended
from core.workspace.requests import NewFinding
from core.workspace.review import review_when_blocking
from core.workspace.session import Session


class Findings(Mending):
    """Findings, proposed and confirmed."""

    def all(self) -> tuple[Finding, ...]:
        """Return every finding, newest first."""
        return self._desk.store.all(Finding)[::-1]

    def number(self, states: Iterable[FindingState]) -> int:
        """Return how many findings are in one of the states, which are not read for it."""
        return self._desk.store.count(Finding, state=tuple(states))

    def of(self, version: VersionId) -> tuple[Finding, ...]:
        """Return the findings noticed on a version, newest first."""
        return self._desk.store.select(Finding, version=version)[::-1]

    def concerning(self, version: VersionId) -> tuple[Finding, ...]:
        """Return what counts against a version, newest first: its own findings and those on the model."""
        return findings_on(self._desk.store, the_version(self._desk.store, version))[::-1]

    def ageing(self) -> Ageing:
        """Return how old what stands is, and how that went in the last twelve months."""
        return ageing(self._desk.store.all(Finding), self._desk.clock().date())

    def get(self, finding: FindingId) -> Finding:
        """Return one finding; raises `UserError` if there is none."""
        return the_finding(self._desk.store, finding)

    def raise_new(self, session: Session, new: NewFinding) -> tuple[Finding, Changes]:
        """Raise a finding a person observed; a blocking one sets a released version under review."""
        session.require(Permission.RAISE_FINDING)
        require_text(new.title, message("The finding has no title. Say in one sentence what is wrong."))
        now = self._desk.clock()
        with self._desk.store.transaction(session) as step:
            require_now(step, session, Permission.RAISE_FINDING)
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
                scope=new.scope,
            )
            step.put(finding, Action.FINDING_RAISED)
            changes = review_when_blocking(step, self._desk, finding)
        return finding, TOUCHED | changes

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
        with self._doing(session, finding, FindingDeed.CONFIRMED) as doing:
            active_person(doing.step, owner)
            proposed = doing.finding
            confirmed = replace(
                proposed,
                severity=severity,
                owner=owner,
                due=self._due(severity, due),
                description=description or proposed.description,
            )
            changed = doing.put(confirmed)
            changes = review_when_blocking(doing.step, self._desk, changed)
        return changed, TOUCHED | changes

    def dismiss(self, session: Session, finding: FindingId, reason: Text) -> tuple[Finding, Changes]:
        """Say why a proposed finding is none; not by the developer of the version."""
        with self._doing(session, finding, FindingDeed.DISMISSED, reason) as doing:
            changed = doing.put(ended(doing))
        return changed, TOUCHED

    def accept(
        self,
        session: Session,
        finding: FindingId,
        reason: Text,
        until: date,
        *,
        measure: Text | None = None,
    ) -> tuple[Finding, Changes]:
        """Accept the risk by name until a day, or once more; by the approver of the version's tier.

        `measure` is what lowers the risk meanwhile; the policy says for which severities it is needed.
        """
        deed = accepting(self.get(finding))
        with self._doing(session, finding, deed, reason) as doing:
            self._check_acceptance(doing, until, measure)
            before = doing.finding.accepted_until
            accepted = replace(ended(doing), accepted_until=until, compensation=measure)
            changed = doing.put(
                accepted, before=None if before is None else before.isoformat(), became=until.isoformat()
            )
        return changed, TOUCHED

    def reopen(
        self, session: Session, finding: FindingId, reason: Text, due: date | None = None
    ) -> tuple[Finding, Changes]:
        """Open what was closed, dismissed or accepted again; a blocking one sets the version under review."""
        with self._doing(session, finding, FindingDeed.REOPENED, reason) as doing:
            old = doing.finding
            if old.owner is None:
                raise UserError(
                    message("{finding} was never confirmed. Raise a finding of your own.", finding=finding)
                )
            reopened = replace(
                old,
                due=self._due(old.severity, due),
                closed_by=None,
                closed_at=None,
                closing_reason=None,
                accepted_until=None,
                compensation=None,
                links=tuple(link for link in old.links if link.kind is not LinkKind.MERGED_INTO),
            )
            changed = doing.put(reopened, before=old.state.value)
            changes = review_when_blocking(doing.step, self._desk, changed)
        return changed, TOUCHED | changes

    def regrade(
        self, session: Session, finding: FindingId, severity: Severity, reason: Text
    ) -> tuple[Finding, Changes]:
        """Give another severity; a worse one is due earlier, a better one is never given by its owner."""
        with self._doing(session, finding, FindingDeed.REGRADED, reason) as doing:
            refused = regrade_refusal(doing.case, severity)
            if refused is not None:
                raise NotAllowedError(refused)
            old = doing.finding
            latest = due_date(self._desk.policy, severity, doing.case.today)
            due = min(old.due or latest, latest) if severity.rank > old.severity.rank else old.due
            changed = doing.put(
                replace(old, severity=severity, due=due), before=old.severity.value, became=severity.value
            )
            changes = review_when_blocking(doing.step, self._desk, changed)
        return changed, TOUCHED | changes

    def postpone(
        self, session: Session, finding: FindingId, due: date, reason: Text
    ) -> tuple[Finding, Changes]:
        """Let it be due later; never by its owner, as often and as long as the policy permits."""
        with self._doing(session, finding, FindingDeed.POSTPONED, reason) as doing:
            old, rules, today = doing.finding.due, doing.case.rules, doing.case.today
            latest = max(old or today, today) + timedelta(days=rules.postponement_days)
            if due < today or (old is not None and due <= old) or due > latest:
                raise UserError(
                    message(
                        "{finding} can be postponed to a day after {old} and until {latest}. "
                        "Choose a day in between.",
                        finding=finding,
                        old=old or today,
                        latest=latest,
                    )
                )
            before = None if old is None else old.isoformat()
            changed = doing.put(replace(doing.finding, due=due), before=before, became=due.isoformat())
        return changed, TOUCHED

    def reassign(
        self, session: Session, finding: FindingId, owner: PersonId, reason: Text
    ) -> tuple[Finding, Changes]:
        """Make somebody else responsible; who was so before still cannot verify it."""
        with self._doing(session, finding, FindingDeed.REASSIGNED, reason) as doing:
            active_person(doing.step, owner)
            old = doing.finding.owner
            changed = doing.put(replace(doing.finding, owner=owner), before=old, became=owner)
        return changed, TOUCHED

    def merge(
        self, session: Session, finding: FindingId, into: FindingId, reason: Text
    ) -> tuple[Finding, Changes]:
        """Dismiss a finding that says the same as another one, which must weigh at least as much."""
        with self._doing(session, finding, FindingDeed.MERGED, reason) as doing:
            other = the_finding(doing.step, into)
            _check_merge(doing.finding, other)
            link = FindingLink(kind=LinkKind.MERGED_INTO, to=into)
            merged = replace(ended(doing), links=(*doing.finding.links, link))
            changed = doing.put(merged, became=into)
        return changed, TOUCHED

    def link(
        self, session: Session, finding: FindingId, other: FindingId, kind: LinkKind
    ) -> tuple[Finding, Changes]:
        """Note that a finding is related to another one; nothing else changes."""
        if kind is LinkKind.MERGED_INTO:
            raise UserError(message("Findings are merged with a reason, not linked. Use “Merge”."))
        with self._doing(session, finding, FindingDeed.LINKED) as doing:
            the_finding(doing.step, other)
            link = FindingLink(kind=kind, to=other)
            if other == finding or link in doing.finding.links:
                raise UserError(message("{finding} has this link already, or is the same.", finding=finding))
            changed = doing.put(replace(doing.finding, links=(*doing.finding.links, link)), became=other)
        return changed, TOUCHED

    def _check_acceptance(self, doing: Doing, until: date, measure: Text | None) -> None:
        today, finding = doing.case.today, doing.finding
        latest = today + timedelta(days=doing.case.rules.acceptance_days[finding.severity])
        if until <= today:
            raise UserError(message("An acceptance ends on a day in the future. Choose a later day."))
        if until > latest:
            raise UserError(
                message(
                    "By the policy a finding of severity {severity} is accepted until {latest} at most. "
                    "Choose an earlier day.",
                    severity=finding.severity,
                    latest=latest,
                )
            )
        if finding.severity in doing.case.rules.compensation_required:
            require_text(
                measure, message("Write what lowers the risk meanwhile; the policy asks for such a measure.")
            )

    def _due(self, severity: Severity, due: date | None) -> date:
        today = self._desk.clock().date()
        if due is not None and due < today:
            raise UserError(message("The finding would be due in the past. Choose a later day."))
        return due or due_date(self._desk.policy, severity, today)


def _check_merge(finding: Finding, other: Finding) -> None:
    """Refuse a merger by which something that counts would count less, or nowhere."""
    wide = finding.scope is not FindingScope.VERSION
    if (
        other.id == finding.id
        or not other.is_open
        or other.severity.rank < finding.severity.rank
        or not other.concerns(finding.version)
        or (wide and other.scope is FindingScope.VERSION)
    ):
        raise NotAllowedError(
            message(
                "{finding} cannot be merged into {other}: that one must be open, count against the same "
                "version or model, and be at least as severe.",
                finding=finding.id,
                other=other.id,
            )
        )
