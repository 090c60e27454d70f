"""When must a version in operation be reviewed again, and when was it reviewed last?"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.ids import ModelId, PersonId, VersionId
from core.inventory import State
from core.risk import Band
from core.texts import Text

SOON_DAYS = 60
"""From so many days before its day on, a review is shown as due soon."""


class ReviewState(StrEnum):
    """How the periodic review of a version stands."""

    CURRENT = "current"
    SOON = "soon"
    OVERDUE = "overdue"
    MISSING = "missing"
    """In operation, but no assessment and no approval gives a day: nobody ever reviewed it here."""
    RUNNING = "running"
    """The version is under review."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodicReview:
    """One version in operation with its last and its next review."""

    model: ModelId
    name: Text
    owner: PersonId
    version: VersionId
    state: State
    tier: Band | None
    """Of the assessment in force; None: not assessed."""
    interval_months: int
    """How often the policy asks for a review in this tier; without an assessment that of the strictest."""
    last: date | None
    """Day of the newest assessment or decision; None: there is neither."""
    last_source: str
    """Id of that assessment or decision; empty: there is none."""
    reassess_by: date | None
    approval_ends: date | None
    """Last day of the approval; None: the newest decision is no approval, or there is none."""

    @property
    def next(self) -> date | None:
        """Return the earlier of the day of reassessment and the end of the approval."""
        days = [day for day in (self.reassess_by, self.approval_ends) if day is not None]
        return min(days, default=None)

    def review_state(self, today: date) -> ReviewState:
        """Return how the review stands on a day."""
        if self.state is State.UNDER_REVIEW:
            return ReviewState.RUNNING
        if self.next is None:
            return ReviewState.MISSING
        if self.next < today:
            return ReviewState.OVERDUE
        return ReviewState.SOON if self.next <= today + timedelta(days=SOON_DAYS) else ReviewState.CURRENT

    def overdue(self, today: date) -> bool:
        """Tell whether the day has passed, or no day was ever set; also while a review is running."""
        return self.next is None or self.next < today
