"""What is wrong with a version, who mends it, and until when?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.ids import Digest, FindingId, PersonId, RunId, VersionId, model_of
from core.texts import Text


class Severity(StrEnum):
    """How bad a finding is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    SEVERE = "severe"

    @property
    def rank(self) -> int:
        """Return 0 for the least bad, 3 for the worst."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class FindingState(StrEnum):
    """The life of a finding."""

    PROPOSED = "proposed"
    """Derived from a check; not yet confirmed by a person."""
    OPEN = "open"
    CLOSED = "closed"
    DISMISSED = "dismissed"
    """A person gave a reason why it is none, or merged it into another one."""
    ACCEPTED = "accepted"
    """The risk is accepted by name, with reason and expiry."""
    REPORTED = "reported"
    """Its owner says it is mended; somebody else must still verify that."""


class FindingCause(StrEnum):
    """Why a check proposed a finding."""

    FAILED = "failed"
    EVIDENCE_INSUFFICIENT = "evidence_insufficient"
    """Not decidable, but the point value lies beyond the threshold."""
    OBSERVED = "observed"
    """Raised by a person without a check."""


class FindingScope(StrEnum):
    """What a finding counts against."""

    VERSION = "version"
    MODEL = "model"
    """Every version of the model; the named one is where it was noticed."""
    PROCESS = "process"
    """The process around the model, and so every version of it."""


class FindingDeed(StrEnum):
    """What can be done with a finding."""

    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    MERGED = "merged"
    PLANNED = "planned"
    STEP_DONE = "step_done"
    REPORTED = "reported"
    RETURNED = "returned"
    VERIFIED = "verified"
    CLOSED = "closed"
    """Closed without report and verification, where the policy permits it."""
    ACCEPTED = "accepted"
    RENEWED = "renewed"
    """Accepted once more."""
    REOPENED = "reopened"
    REGRADED = "regraded"
    POSTPONED = "postponed"
    REASSIGNED = "reassigned"
    LINKED = "linked"


_S, _D = FindingState, FindingDeed
_STAYS = {_S.OPEN: _S.OPEN, _S.ACCEPTED: _S.ACCEPTED}
FINDING_MOVES: Mapping[FindingDeed, Mapping[FindingState, FindingState]] = {
    _D.CONFIRMED: {_S.PROPOSED: _S.OPEN},
    _D.DISMISSED: {_S.PROPOSED: _S.DISMISSED},
    _D.MERGED: {_S.PROPOSED: _S.DISMISSED, _S.OPEN: _S.DISMISSED},
    _D.PLANNED: _STAYS,
    _D.STEP_DONE: _STAYS,
    _D.REPORTED: {_S.OPEN: _S.REPORTED, _S.ACCEPTED: _S.REPORTED},
    _D.RETURNED: {_S.REPORTED: _S.OPEN},
    _D.VERIFIED: {_S.REPORTED: _S.CLOSED},
    _D.CLOSED: {_S.OPEN: _S.CLOSED, _S.ACCEPTED: _S.CLOSED},
    _D.ACCEPTED: {_S.OPEN: _S.ACCEPTED},
    _D.RENEWED: {_S.ACCEPTED: _S.ACCEPTED},
    _D.REOPENED: {_S.CLOSED: _S.OPEN, _S.DISMISSED: _S.OPEN, _S.ACCEPTED: _S.OPEN},
    _D.REGRADED: {**_STAYS, _S.REPORTED: _S.REPORTED},
    _D.POSTPONED: {_S.OPEN: _S.OPEN},
    _D.REASSIGNED: _STAYS,
    _D.LINKED: {state: state for state in FindingState},
}
"""Every way a finding can go: by which deed, from which state to which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStep:
    """One step of a remediation plan."""

    text: Text
    who: PersonId
    due: date
    done_by: PersonId | None = None
    done_at: datetime | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remediation:
    """How a finding is to be mended."""

    root_cause: Text
    steps: tuple[PlanStep, ...]
    planned_by: PersonId
    planned_at: datetime

    @property
    def open_steps(self) -> tuple[PlanStep, ...]:
        """Return the steps that are not done."""
        return tuple(step for step in self.steps if step.done_at is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A document or run that shows that a finding is mended, as it was when it was named."""

    id: str
    """Id of a document or run."""
    digest: Digest
    """Of the document's file, or of the run's results."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MendingReport:
    """What an owner says when a finding is mended."""

    text: Text
    proofs: tuple[Proof, ...]
    by: PersonId
    at: datetime


class LinkKind(StrEnum):
    """How a finding is related to another one."""

    MERGED_INTO = "merged_into"
    RELATED = "related"
    CAUSED_BY = "caused_by"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLink:
    """A relation to another finding."""

    kind: LinkKind
    to: FindingId


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingEntry:
    """One thing that was done with a finding, for its life-line."""

    deed: FindingDeed
    by: PersonId
    at: datetime
    reason: Text | None = None
    before: str | None = None
    """What was replaced: a severity, a day, a person's id."""
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that must be mended or accepted."""

    id: FindingId
    version: VersionId
    cause: FindingCause
    run: RunId | None = None
    check: str | None = None
    measure: str | None = None
    subject: str | None = None
    """What the measure was taken on: a sensitive feature, a class; None for the whole model."""
    title: Text | None = None
    """Required for observed findings; for others the sentence is made from the conclusion."""
    description: Text | None = None
    severity: Severity
    state: FindingState
    owner: PersonId | None = None
    due: date | None = None
    raised_by: PersonId
    raised_at: datetime
    closed_by: PersonId | None = None
    closed_at: datetime | None = None
    closing_reason: Text | None = None
    accepted_until: date | None = None
    scope: FindingScope = FindingScope.VERSION
    remediation: Remediation | None = None
    reports: tuple[MendingReport, ...] = ()
    """Each time it was reported mended; the last one counts."""
    compensation: Text | None = None
    """What lowers the risk while it is accepted."""
    links: tuple[FindingLink, ...] = ()
    life: tuple[FindingEntry, ...] = ()
    """What was done with it, oldest first; findings of earlier forms begin where this was introduced."""

    @property
    def is_open(self) -> bool:
        """Tell whether it is confirmed and neither closed nor accepted; a report alone closes nothing."""
        return self.state in {FindingState.OPEN, FindingState.REPORTED}

    def stands(self, today: date) -> bool:
        """Tell whether it counts against the version: open, or its acceptance has run out.

        A report that it is mended changes nothing about that until somebody verifies it.
        """
        if self.accepted_until is not None and self.state in {FindingState.ACCEPTED, FindingState.REPORTED}:
            return self.accepted_until < today
        return self.is_open or self.state is FindingState.ACCEPTED

    def overdue(self, today: date) -> bool:
        """Tell whether it stands although it should have been mended by now."""
        return self.stands(today) and self.due is not None and self.due < today

    def concerns(self, version: VersionId) -> bool:
        """Tell whether it counts against a version: its own, or any of the model if it is wider."""
        if self.scope is FindingScope.VERSION:
            return self.version == version
        return model_of(self.version) == model_of(version)

    def times(self, deed: FindingDeed) -> int:
        """Return how often something was done with it."""
        return sum(entry.deed is deed for entry in self.life)


def after(finding: Finding, deed: FindingDeed) -> FindingState | None:
    """Return the state a deed leads to; None where it cannot be done in this state.

    What is sent back while an acceptance was named stays accepted until that runs out.
    """
    target = FINDING_MOVES[deed].get(finding.state)
    if deed is FindingDeed.RETURNED and target is not None and finding.accepted_until is not None:
        return FindingState.ACCEPTED
    return target
