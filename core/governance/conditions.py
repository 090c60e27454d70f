"""Which conditions do approvals have, and how does each of them stand?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.decisions import Condition, Decision
from core.ids import DecisionId, VersionId


class ConditionState(StrEnum):
    """How a condition of an approval stands."""

    OPEN = "open"
    PROVED = "proved"
    """What shows that it is met was handed in; nobody else has looked at it yet."""
    MET = "met"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionLine:
    """A condition with the decision it belongs to."""

    decision: DecisionId
    version: VersionId
    number: int
    """Place in the decision, from 1 on."""
    condition: Condition
    overdue: bool
    """Whether its day has passed without being met; a proof nobody confirmed does not count."""
    counts: bool
    """Whether it belongs to the newest decision on the version; a later decision takes its place."""

    @property
    def id(self) -> str:
        """Return how it is named: "D-0001/2" is the second condition of that decision."""
        return f"{self.decision}/{self.number}"

    @property
    def index(self) -> int:
        """Return its place from 0 on, as use cases ask for it."""
        return self.number - 1

    @property
    def state(self) -> ConditionState:
        """Return how it stands."""
        return state_of(self.condition)


def state_of(condition: Condition) -> ConditionState:
    """Return how a condition stands."""
    if condition.met_at is not None:
        return ConditionState.MET
    return ConditionState.PROVED if condition.proof else ConditionState.OPEN


def condition_lines(decisions: Iterable[Decision], today: date) -> tuple[ConditionLine, ...]:
    """Return the conditions of decisions (given newest first): what counts first, then by day."""
    seen: set[VersionId] = set()
    found = [line for item in decisions for line in _of(item, today, seen)]
    return tuple(
        sorted(
            found,
            key=lambda line: (
                line.condition.met_at is not None,
                not line.counts,
                line.condition.due,
                line.id,
            ),
        )
    )


def _of(decision: Decision, today: date, seen: set[VersionId]) -> Iterator[ConditionLine]:
    counts = decision.version not in seen
    seen.add(decision.version)
    for number, condition in enumerate(decision.conditions, 1):
        yield ConditionLine(
            decision=decision.id,
            version=decision.version,
            number=number,
            condition=condition,
            overdue=counts and condition.met_at is None and condition.due < today,
            counts=counts,
        )
