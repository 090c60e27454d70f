"""Who challenged a model, what came of it, and was the challenge effective?

Supervisors ask for effective challenge: by people with the expertise, the independence and the standing to
change something (SR 26-2, section VI; before it SR 11-7). The log keeps all three with every entry.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.ids import ChallengeId, ModelId, PersonId, VersionId
from core.texts import Text


class ChallengeTopic(StrEnum):
    """What is questioned."""

    PURPOSE = "purpose"
    DATA = "data"
    METHOD = "method"
    ASSUMPTION = "assumption"
    RESULT = "result"
    LIMITATION = "limitation"
    USE = "use"
    ALTERNATIVE = "alternative"
    """A simpler or other approach was not considered."""


class ChallengeOutcome(StrEnum):
    """What came of it."""

    OPEN = "open"
    CHANGED = "changed"
    """The model, its use or its limits were changed."""
    PLANNED = "planned"
    """A change is agreed on and is followed as a finding."""
    UPHELD = "upheld"
    """Nothing was changed, for reasons the challenger accepts."""
    DISPUTED = "disputed"
    """Nothing was changed, and the challenger does not accept the reasons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeAnswer:
    """What was said to a challenge, by whom and when."""

    text: Text
    by: PersonId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """One entry of the log."""

    id: ChallengeId
    model: ModelId
    version: VersionId | None = None
    topic: ChallengeTopic
    question: Text
    """What is questioned, and why."""
    expertise: Text
    """Why the challenger can judge it."""
    standing: Text
    """What lets the challenger bring about a change: mandate, reporting line."""
    raised_by: PersonId
    raised_at: datetime
    due: date | None = None
    answer: Text | None = None
    """The newest answer."""
    answered_by: PersonId | None = None
    answered_at: datetime | None = None
    earlier: tuple[ChallengeAnswer, ...] = ()
    """What was answered before, oldest first; nothing that was said is ever taken away."""
    outcome: ChallengeOutcome = ChallengeOutcome.OPEN
    conclusion: Text | None = None
    evidence: tuple[str, ...] = ()
    """Ids of findings, runs or documents that show what came of it."""
    closed_by: PersonId | None = None
    closed_at: datetime | None = None
    example: bool = False

    @property
    def is_open(self) -> bool:
        """Tell whether nothing has come of it yet."""
        return self.outcome is ChallengeOutcome.OPEN

    @property
    def answers(self) -> tuple[ChallengeAnswer, ...]:
        """Return every answer, oldest first."""
        if self.answer is None or self.answered_by is None or self.answered_at is None:
            return self.earlier
        return (*self.earlier, ChallengeAnswer(text=self.answer, by=self.answered_by, at=self.answered_at))

    def overdue(self, today: date) -> bool:
        """Tell whether an answer should be there by now."""
        return self.is_open and self.due is not None and self.due < today


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """How much came of the challenges of a model or a portfolio."""

    raised: int
    open: int
    overdue: int
    led_to_change: int
    """Changed, or a change agreed on."""
    disputed: int
    days_to_close: float | None
    """Median; None while none is closed."""


def effect(challenges: Iterable[Challenge], today: date) -> Effect:
    """Count what came of challenges."""
    found = tuple(challenges)
    days = sorted(
        (item.closed_at - item.raised_at).total_seconds() / 86400
        for item in found
        if item.closed_at is not None
    )
    middle = len(days) // 2
    median = None
    if days:
        median = days[middle] if len(days) % 2 else (days[middle - 1] + days[middle]) / 2
    changed = {ChallengeOutcome.CHANGED, ChallengeOutcome.PLANNED}
    return Effect(
        raised=len(found),
        open=sum(item.is_open for item in found),
        overdue=sum(item.overdue(today) for item in found),
        led_to_change=sum(item.outcome in changed for item in found),
        disputed=sum(item.outcome is ChallengeOutcome.DISPUTED for item in found),
        days_to_close=median,
    )
