"""How risky is a model, and what follows from that?"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.ids import AssessmentId, Digest, PersonId, VersionId
from core.texts import Text


class Band(StrEnum):
    """The four bands of the 5x5 matrix; also the tiers."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    SEVERE = "severe"

    @property
    def rank(self) -> int:
        """Return 0 for low up to 3 for severe."""
        return list(Band).index(self)


class RiskKind(StrEnum):
    """The four kinds every model is rated on (Treveil et al., Introducing MLOps)."""

    UNAVAILABLE = "unavailable"
    WRONG_PREDICTION = "wrong_prediction"
    DECAY = "decay"
    SKILLS_LOST = "skills_lost"


class Perspective(StrEnum):
    """Whose harm is rated."""

    FIRM = "firm"
    DATA_SUBJECT = "data_subject"


def score(likelihood: int, impact: int) -> int:
    """Return likelihood times impact, 1 to 25; both must be 1 to 5."""
    if not (1 <= likelihood <= 5 and 1 <= impact <= 5):
        raise ValueError("likelihood and impact are 1 to 5")
    return likelihood * impact


def band(points: int) -> Band:
    """Return the band of a score: 1-3 low, 4-9 medium, 10-16 high, 20-25 severe."""
    if points <= 3:
        return Band.LOW
    if points <= 9:
        return Band.MEDIUM
    return Band.HIGH if points <= 16 else Band.SEVERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One cell of the matrix."""

    likelihood: int
    """1 (rare) to 5 (very likely)."""
    impact: int
    """1 (very low) to 5 (very large)."""

    def __post_init__(self) -> None:
        """Refuse a cell outside the matrix."""
        score(self.likelihood, self.impact)

    @property
    def score(self) -> int:
        """Return likelihood times impact."""
        return score(self.likelihood, self.impact)

    @property
    def band(self) -> Band:
        """Return the band the cell lies in."""
        return band(self.score)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """One risk kind, before and after controls."""

    kind: RiskKind
    perspective: Perspective = Perspective.FIRM
    inherent: Level
    residual: Level
    rationale: Text
    """Required: why these cells, and which controls make the difference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskAssessment:
    """A committed assessment of one version."""

    id: AssessmentId
    version: VersionId
    ratings: tuple[Rating, ...]
    materiality: Band
    """Exposure and purpose taken together, rated by a person (SR 26-2, section III)."""
    tier: Band
    scale: str
    """Version of the scales used, for example "5x5-1"."""
    policy: Digest
    """Policy in force, which gave the reassessment interval."""
    committed_by: PersonId
    committed_at: datetime
    reassess_by: date


def tier_of(ratings: Iterable[Rating], materiality: Band) -> Band:
    """Return the highest inherent band over all kinds, raised to materiality if that is higher.

    Controls never lower the tier.
    """
    return max((*(rating.inherent.band for rating in ratings), materiality), key=lambda item: item.rank)


def months_later(day: date, months: int) -> date:
    """Return the same day of the month `months` later, or that month's last day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
