"""How do figures, purpose and complexity become bands, and the bands a tier?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from core.ids import Exact
from core.risk import (
    BOOK_BORDERS,
    Band,
    Borders,
    Complexity,
    ComplexityAnswer,
    Exposure,
    Materiality,
    Rating,
    TierFactor,
    TierSource,
    Trigger,
    band,
)
from core.texts import Text

BANDS = tuple(Band)


class ComplexityEffect(StrEnum):
    """What the complexity does to the tier."""

    NONE = "none"
    """It is shown beside it."""
    STEP = "step"
    """A complexity above the tier raises it by one band."""
    FULL = "full"
    """The tier is at least the complexity."""


def _matrix() -> dict[Band, tuple[Band, Band, Band, Band]]:
    low, medium, high, severe = Band
    return {
        low: (low, low, medium, high),
        medium: (low, medium, high, high),
        high: (medium, high, high, severe),
        severe: (high, high, severe, severe),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialityRule:
    """From which figures on an exposure is medium, high and severe, and what the purpose makes of it."""

    currency: str = "EUR"
    amount: tuple[Exact, Exact, Exact] = (Exact("1000000"), Exact("25000000"), Exact("250000000"))
    """Smallest amounts of medium, high, severe."""
    decisions: tuple[int, int, int] = (1_000, 50_000, 500_000)
    persons: tuple[int, int, int] = (500, 25_000, 250_000)
    bands: Mapping[Band, tuple[Band, Band, Band, Band]] = field(default_factory=_matrix)
    """For each exposure: the materiality at purpose low, medium, high, severe."""
    figures_for: tuple[Band, ...] = ()
    """Tiers in which an approval needs the exposure in figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplexityRule:
    """From how many points on a model is complex, and what follows."""

    points: tuple[int, int, int] = (5, 10, 15)
    """Fewest points (0 to 21) of medium, high, severe."""
    effect: ComplexityEffect = ComplexityEffect.STEP
    required_for: tuple[Band, ...] = ()
    """Tiers in which an approval needs the complexity rated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReassessmentRule:
    """Which triggers block an approval until the version is assessed again."""

    blocking: tuple[Trigger, ...] = (
        Trigger.DATE,
        Trigger.VERSION,
        Trigger.DATA,
        Trigger.INCIDENT,
        Trigger.USE,
    )
    outage_months: int = 12
    """How long an incident speaks against a rating."""
    override_days: int = 365
    """How long a tier below the computed one lasts at most."""


def exposure_band(exposure: Exposure, rule: MaterialityRule) -> Band:
    """Return the highest band any of the figures gives; low without figures."""
    found = [Band.LOW]
    if exposure.amount is not None:
        found.append(_step(Fraction(exposure.amount), [Fraction(item) for item in rule.amount]))
    if exposure.decisions is not None:
        found.append(_step(Fraction(exposure.decisions), [Fraction(item) for item in rule.decisions]))
    if exposure.persons is not None:
        found.append(_step(Fraction(exposure.persons), [Fraction(item) for item in rule.persons]))
    return max(found, key=lambda item: item.rank)


def materiality_of(exposure: Exposure, purpose: Band, reason: Text, rule: MaterialityRule) -> Materiality:
    """Return exposure, purpose and what the policy's table makes of both."""
    rated = exposure_band(exposure, rule)
    return Materiality(
        exposure=exposure,
        exposure_band=rated,
        purpose=purpose,
        purpose_reason=reason,
        band=rule.bands[rated][purpose.rank],
    )


def complexity_of(answers: tuple[ComplexityAnswer, ...], rule: ComplexityRule) -> Complexity:
    """Return the band of the points of all factors."""
    points = sum(item.rating.rank for item in answers)
    steps = [Fraction(item) for item in rule.points]
    return Complexity(answers=answers, points=points, band=_step(Fraction(points), steps))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiering:
    """A tier with what set it."""

    tier: Band
    factors: tuple[TierFactor, ...]


def tiering(
    ratings: Iterable[Rating],
    materiality: Band,
    complexity: Complexity | None,
    *,
    rule: ComplexityRule,
    borders: Borders = BOOK_BORDERS,
) -> Tiering:
    """Return the tier: highest inherent band or materiality, raised by the complexity as the policy says."""
    rated = [
        TierFactor(
            source=TierSource.KIND,
            kind=item.kind,
            perspective=item.perspective,
            band=band(item.inherent.score, borders),
        )
        for item in ratings
    ]
    rated.append(TierFactor(source=TierSource.MATERIALITY, band=materiality))
    highest = max((item.band for item in rated), key=lambda item: item.rank)
    setting = tuple(item for item in rated if item.band is highest)
    if complexity is None or complexity.band.rank <= highest.rank:
        return Tiering(tier=highest, factors=setting)
    raised = _raised(highest, complexity.band, rule.effect)
    if raised is highest:
        return Tiering(tier=highest, factors=setting)
    factor = TierFactor(source=TierSource.COMPLEXITY, band=complexity.band)
    return Tiering(tier=raised, factors=(factor, *setting))


def _raised(tier: Band, complexity: Band, effect: ComplexityEffect) -> Band:
    match effect:
        case ComplexityEffect.NONE:
            return tier
        case ComplexityEffect.STEP:
            return BANDS[tier.rank + 1]
        case ComplexityEffect.FULL:
            return complexity


def _step(value: Fraction, steps: Iterable[Fraction]) -> Band:
    return BANDS[sum(value >= step for step in steps)]
