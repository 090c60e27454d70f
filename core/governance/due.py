"""What must be done by which day, and by whom?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.ids import ModelId, PersonId, VersionId
from core.messages import Message
from core.texts import Text


class DueKind(StrEnum):
    """What is due."""

    FINDING = "finding"
    FINDING_STEP = "finding_step"
    ACCEPTANCE = "acceptance"
    """A risk is accepted until this day."""
    CONDITION = "condition"
    REQUEST = "request"
    REASSESSMENT = "reassessment"
    APPROVAL = "approval"
    """An approval holds until this day."""
    DETERMINATION = "determination"
    """An exception, an override or a permitted use holds until this day."""
    CONTINGENCY_TEST = "contingency_test"
    DELETION = "deletion"
    """Columns kept for bias tests only are deleted by this day."""
    REVIEW = "review"
    CAMPAIGN = "campaign"
    CHALLENGE = "challenge"
    OBSERVATION = "observation"
    """New rows of a monitored version are expected by this day."""
    LABELS = "labels"
    """The true values of observed rows are expected by this day."""
    CERTIFICATE = "certificate"
    """A person's certificate ends on this day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueItem:
    """One thing that is due on a day."""

    kind: DueKind
    id: str
    """Id of the object; kept over all its changes."""
    part: str = ""
    """Which part of it, for example the number of a condition."""
    what: Text | Message
    who: PersonId | None = None
    """Who has to do it; None: whoever has the role."""
    former: tuple[PersonId, ...] = ()
    """Who had to do it before: it is taken off their calendars."""
    day: date
    model: ModelId | None = None
    version: VersionId | None = None
    settled: bool = False
    """Done, replaced or no longer needed: listed only to take it off a calendar."""
    revision: int = 0
    """Grows with every change of the object."""

    @property
    def uid(self) -> str:
        """Return the name that stays the same whatever becomes of it."""
        return "-".join(part for part in (self.kind.value, self.id, self.part) if part)

    def overdue(self, today: date) -> bool:
        """Tell whether the day has passed."""
        return not self.settled and self.day < today
