"""How risky is a model, and what follows from that?"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from core.ids import AssessmentId, DeterminationId, Digest, Exact, PersonId, VersionId
from core.texts import Text

Borders: TypeAlias = tuple[int, int, int]
"""Highest score of the bands low, medium and high; everything above is severe."""
BOOK_BORDERS: Borders = (3, 9, 16)
"""1-3 low, 4-9 medium, 10-16 high, 20-25 severe (Treveil et al., Introducing MLOps)."""
BUILT_IN_SCALE = "5x5-1"
"""Id of the scale that every workspace begins with."""


class Band(StrEnum):
    """The four bands of the 5x5 matrix; also the tiers."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    SEVERE = "severe"

    @property
    def rank(self) -> int:
        """Return 0 for low up to 3 for severe."""
        return _RANKS[self]


_RANKS = {band: rank for rank, band in enumerate(Band)}


class RiskKind(StrEnum):
    """The four kinds every model is rated on (Treveil et al., Introducing MLOps)."""

    UNAVAILABLE = "unavailable"
    WRONG_PREDICTION = "wrong_prediction"
    DECAY = "decay"
    SKILLS_LOST = "skills_lost"


_KINDS = frozenset(RiskKind)


class Perspective(StrEnum):
    """Whose harm is rated."""

    FIRM = "firm"
    DATA_SUBJECT = "data_subject"


class Axis(StrEnum):
    """What a control lowers."""

    LIKELIHOOD = "likelihood"
    IMPACT = "impact"
    BOTH = "both"


class Effectiveness(StrEnum):
    """How well a control works."""

    NOT_TESTED = "not_tested"
    INEFFECTIVE = "ineffective"
    PARTLY = "partly"
    EFFECTIVE = "effective"


class ComplexityFactor(StrEnum):
    """What makes a model complex (PRA SS1/23, principle 1.3)."""

    DATA = "data"
    METHOD = "method"
    INTERPRETABILITY = "interpretability"
    EXPLAINABILITY = "explainability"
    TRANSPARENCY = "transparency"
    BIAS = "bias"
    AUTONOMY = "autonomy"


class TierSource(StrEnum):
    """What can set a tier."""

    KIND = "kind"
    MATERIALITY = "materiality"
    COMPLEXITY = "complexity"


class Trigger(StrEnum):
    """Why a version must be assessed again."""

    DATE = "date"
    VERSION = "version"
    DATA = "data"
    DRIFT = "drift"
    INCIDENT = "incident"
    USE = "use"
    NORM = "norm"


def score(likelihood: int, impact: int) -> int:
    """Return likelihood times impact, 1 to 25; both must be 1 to 5."""
    if not (1 <= likelihood <= 5 and 1 <= impact <= 5):
        raise ValueError("likelihood and impact are 1 to 5")
    return likelihood * impact


def band(points: int, borders: Borders = BOOK_BORDERS) -> Band:
    """Return the band of a score: 1-3 low, 4-9 medium, 10-16 high, 20-25 severe, or by other borders."""
    for found, highest in zip(Band, borders, strict=False):
        if points <= highest:
            return found
    return Band.SEVERE


def band_ranges(borders: Borders = BOOK_BORDERS) -> dict[Band, str]:
    """Return the scores of each band that can be reached, for example "10–16"."""
    reachable = sorted({likelihood * impact for likelihood in range(1, 6) for impact in range(1, 6)})
    found: dict[Band, list[int]] = {}
    for points in reachable:
        found.setdefault(band(points, borders), []).append(points)
    return {item: f"{points[0]}–{points[-1]}" for item, points in found.items()}


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
        """Return the band the cell lies in on the built-in scale; see `RiskAssessment.band_of`."""
        return band(self.score)


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """What lowers a risk, and who keeps it working."""

    name: Text
    owner: PersonId | None = None
    effectiveness: Effectiveness = Effectiveness.NOT_TESTED
    reduces: Axis = Axis.BOTH


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where the risk shall lie, until when, and what brings it there."""

    level: Level
    by: date
    measure: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """Somebody with the right to decide bears a residual risk above the appetite line, until a day."""

    by: PersonId
    at: datetime
    until: date
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """One risk kind, before and after controls."""

    kind: str
    """One of `RiskKind`, or the id of a kind of the scale."""
    perspective: Perspective = Perspective.FIRM
    inherent: Level
    residual: Level
    rationale: Text
    """Required: why these cells, and which controls make the difference."""
    controls: tuple[Control, ...] = ()
    target: Target | None = None
    evidence: tuple[str, ...] = ()
    """Ids of what the rating rests on: runs, findings, documents, incidents."""
    raised_because: Text | None = None
    """Why the residual risk lies above the inherent one; required where it does."""
    acceptance: Acceptance | None = None

    def __post_init__(self) -> None:
        """Take one of the four kinds as such, however it was read."""
        if self.kind in _KINDS:
            object.__setattr__(self, "kind", RiskKind(self.kind))

    @property
    def slot(self) -> tuple[str, Perspective]:
        """Return what is rated: kind and perspective."""
        return self.kind, self.perspective


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """How much depends on the model, in figures (SR 26-2, section III)."""

    amount: Exact | None = None
    """Of the portfolio or the decisions of one year, in `currency`."""
    currency: str = ""
    decisions: int | None = None
    """Decisions in one year."""
    persons: int | None = None
    """Persons concerned in one year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Materiality:
    """Exposure and purpose, each as entered and as rated, and what follows from both."""

    exposure: Exposure
    exposure_band: Band
    purpose: Band
    """How much the purpose weighs; rated by a person."""
    purpose_reason: Text
    band: Band


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplexityAnswer:
    """One factor of the complexity, as rated."""

    factor: ComplexityFactor
    rating: Band
    reason: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Complexity:
    """How complex the model is, by factors."""

    answers: tuple[ComplexityAnswer, ...]
    points: int
    """0 for a low factor up to 3 for a severe one, added up."""
    band: Band


@dataclass(frozen=True, slots=True, kw_only=True)
class TierFactor:
    """One of the things that set the tier."""

    source: TierSource
    kind: str = ""
    """For a kind of risk."""
    perspective: Perspective | None = None
    band: Band


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessedState:
    """What the version was when it was assessed."""

    artifacts: tuple[Digest, ...] = ()
    cut_off: str = ""
    data: tuple[Digest, ...] = ()
    use: Mapping[str, Text] = field(default_factory=dict)
    """Purpose and use as the register said then, by key of the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContradictionAnswer:
    """Why a rating stands although a measurement speaks against it."""

    contradiction: str
    """Key of the contradiction: it holds for this evidence only."""
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskAssessment:
    """A committed assessment of one version."""

    id: AssessmentId
    version: VersionId
    ratings: tuple[Rating, ...]
    materiality: Band
    """Exposure and purpose taken together (SR 26-2, section III)."""
    tier: Band
    scale: str
    """Version of the scales used, for example "5x5-1"."""
    policy: Digest
    """Policy in force, which gave the reassessment interval."""
    committed_by: PersonId
    committed_at: datetime
    reassess_by: date
    borders: Borders = BOOK_BORDERS
    """Of the bands, as its scale says."""
    materiality_inputs: Materiality | None = None
    """None: the materiality was rated by a person without figures."""
    complexity: Complexity | None = None
    tier_factors: tuple[TierFactor, ...] = ()
    """What set the tier; empty in assessments of older versions."""
    state: AssessedState | None = None
    answers: tuple[ContradictionAnswer, ...] = ()

    def band_of(self, level: Level) -> Band:
        """Return the band of a cell on the assessment's own scale."""
        return band(level.score, self.borders)

    def rating(self, kind: str, perspective: Perspective) -> Rating | None:
        """Return one rating; None where nothing was rated."""
        return next((item for item in self.ratings if item.slot == (kind, perspective)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TierOverride:
    """Another tier than the assessment gives, by a signed determination that is in force."""

    id: DeterminationId
    tier: Band
    expires: date | None = None

    def holds(self, today: date) -> bool:
        """Tell whether its last day has not passed."""
        return self.expires is None or today <= self.expires


def tier_of(ratings: Iterable[Rating], materiality: Band, borders: Borders = BOOK_BORDERS) -> Band:
    """Return the highest inherent band over all kinds, raised to materiality if that is higher.

    Controls never lower the tier.
    """
    bands = (band(rating.inherent.score, borders) for rating in ratings)
    return max((*bands, materiality), key=lambda item: item.rank)


def months_later(day: date, months: int) -> date:
    """Return the same day of the month `months` later, or that month's last day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
