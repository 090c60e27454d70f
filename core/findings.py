"""What is wrong with a version, who mends it, and until when?"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.ids import FindingId, PersonId, RunId, VersionId
from core.texts import Text


class Severity(StrEnum):
    """How bad a finding is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    SEVERE = "severe"


class FindingState(StrEnum):
    """The life of a finding."""

    PROPOSED = "proposed"
    """Derived from a check; not yet confirmed by a person."""
    OPEN = "open"
    CLOSED = "closed"
    DISMISSED = "dismissed"
    """Proposed, but a person gave a reason why it is none."""
    ACCEPTED = "accepted"
    """The risk is accepted by name, with reason and expiry."""


class FindingCause(StrEnum):
    """Why a check proposed a finding."""

    FAILED = "failed"
    EVIDENCE_INSUFFICIENT = "evidence_insufficient"
    """Not decidable, but the point value lies beyond the threshold."""
    OBSERVED = "observed"
    """Raised by a person without a check."""


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

    @property
    def is_open(self) -> bool:
        """Tell whether it still stands: confirmed and neither closed nor accepted."""
        return self.state is FindingState.OPEN

    def stands(self, today: date) -> bool:
        """Tell whether it counts against the version: open, or its acceptance has run out."""
        if self.state is FindingState.ACCEPTED:
            return self.accepted_until is None or self.accepted_until < today
        return self.is_open
