"""What is done when a model is unavailable, and was that ever tried?"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.ids import DocumentId, ModelId, PersonId
from core.risk import months_later
from core.texts import Text


class PlanTestResult(StrEnum):
    """How a test of the plan went."""

    PASSED = "passed"
    PARTLY = "partly"
    """It worked, with flaws that are recorded."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTest:
    """One test of the plan."""

    day: date
    result: PlanTestResult
    note: Text
    """What was tried and what happened."""
    by: PersonId
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Contingency:
    """The contingency plan of one model."""

    model: ModelId
    fallback: Text
    """What is done instead, by whom, with which rule or older version."""
    outage_hours: int | None = None
    """How long the model may be unavailable before the fallback begins."""
    plan: DocumentId | None = None
    responsible: PersonId
    recorded_at: datetime
    tests: tuple[PlanTest, ...] = ()
    """In the order they were recorded."""
    example: bool = False

    @property
    def last_test(self) -> PlanTest | None:
        """Return the test of the latest day; of several on one day the one recorded last."""
        newest = max((test.day for test in self.tests), default=None)
        return next((test for test in reversed(self.tests) if test.day == newest), None)

    def next_test(self, months: int) -> date:
        """Return by when the plan must be tested: so many months after the last test if that did not fail.

        A plan that was never tested is due on the day it was recorded, a failed one on the day it failed.
        """
        last = self.last_test
        if last is None:
            return self.recorded_at.date()
        return last.day if last.result is PlanTestResult.FAILED else months_later(last.day, months)

    def overdue(self, today: date, months: int) -> bool:
        """Tell whether a test should have been made by now."""
        return self.next_test(months) < today
