"""How far do estimates of groups lie apart, whatever they estimate, and is that more than allowed?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from math import erfc, sqrt
from typing import TYPE_CHECKING

import numpy as np

from core.checks.parts.against import Against, Outlook, Pair
from core.checks.parts.pairs import pair_figure, pair_verdict
from core.ids import Exact
from core.policy import Threshold
from core.reasons import Reason, ReasonCode
from core.results import Comparison, Interval, Measurement, Significance
from core.statistics import power
from core.statistics.bootstrap import RESAMPLES
from core.statistics.gaps import Bounded
from core.statistics.intervals import Bounds, z_value

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

MOST_SPREAD = 60
"""Groups whose estimates are compared pair by pair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One figure of one group."""

    label: str
    value: float
    error: float | None
    """Standard error; None where it is not computable."""
    rows: int
    bounds: "Callable[[float], Bounds] | None" = None
    """Its interval at a level, for figures that chance makes larger; None: normal about the value."""
    chance: "Floats | None" = None
    """Shape (draws,): what chance alone makes of such a figure."""


def spread(
    measure: str, feature: str, found: Sequence[Estimate], *, reference: int | None, level: Exact
) -> Against:
    """Measure how far estimates lie apart.

    Parameters
    ----------
    measure, feature
        Ids of the difference and of the feature.
    found
        One per compared group.
    reference
        Position of a chosen reference group; None: all pairs count, and the largest gap is that of highest
        and lowest.
    level
        Confidence level for all pairs together.

    Returns
    -------
    Against
        Without pairs where fewer than two groups have the figure.

    References
    ----------
    Independent estimates are normal about their true values; see e.g. Hanley and McNeil 1982, Radiology
    143:29-36. Pairs share the level by Bonferroni's inequality.
    """
    if reference is None:
        ends = [(one, two) for one, two in combinations(range(len(found)), 2)]
        pairs = [_pair(*sorted((found[one], found[two]), key=lambda item: item.value)) for one, two in ends]
    else:
        pairs = [_pair(item, found[reference]) for at, item in enumerate(found) if at != reference]
    return Against(
        measure=measure,
        subject=feature,
        ratio=False,
        pairs=tuple(pairs),
        rows=sum(item.rows for item in found),
        level=level,
    )


def with_equality(figure: Measurement, found: Sequence[Estimate], seed: int) -> Measurement:
    """Add to the gap of highest and lowest what chance alone makes of it with equal true values.

    Parameters
    ----------
    figure
        The gap.
    found
        The estimates of the groups.
    seed
        Seed of the draws.

    Returns
    -------
    Measurement
        As it came where standard errors are missing.
    """
    drawn = _by_chance(found, seed)
    if figure.value is None or drawn is None:
        return figure
    expected = float((drawn.max(axis=1) - drawn.min(axis=1)).mean())
    values: dict[str, str | int | float] = {"groups": len(found), "expected": expected}
    return replace(figure, reason=Reason(code=ReasonCode.UPWARD_BIAS, values=values))


def _by_chance(found: Sequence[Estimate], seed: int) -> "Floats | None":
    """Draw the estimates as chance alone makes them, shape (draws, groups)."""
    errors = [item.error for item in found if item.error is not None]
    chances = [item.chance for item in found if item.chance is not None]
    if len(found) < 2:
        return None
    if len(chances) == len(found):
        return np.column_stack(chances)
    if len(errors) < len(found):
        return None
    normal: Floats = np.random.default_rng([seed, 3]).normal(size=(RESAMPLES, len(errors))) * np.array(errors)
    return normal


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """By what groups are put beside their reference."""

    measure: str
    difference: str
    """Id of the difference."""
    feature: str
    rule: str
    """How the reference was chosen."""
    level: Exact
    thresholds: tuple[Threshold, ...]


def beside(terms: Beside, found: Sequence[Estimate], reference: int) -> tuple[Comparison, ...]:
    """Put every group beside the reference, each pair at the confidence level of one comparison."""
    return tuple(
        _comparison(terms, item, found[reference]) for at, item in enumerate(found) if at != reference
    )


def _comparison(terms: Beside, group: Estimate, reference: Estimate) -> Comparison:
    rows = group.rows + reference.rows
    bounds = _Ends(group, reference).bounds(float(Fraction(terms.level)))
    interval = None
    if bounds is not None:
        interval = Interval(low=bounds.low, high=bounds.high, level=terms.level, method=bounds.method)
    apart = reference.value - group.value
    difference = pair_figure(terms.difference, group.label, apart, rows, interval)
    figures = {terms.difference: difference}
    verdict, reason = pair_verdict(terms.measure, figures, terms.thresholds, chosen=True)
    no_ratio = Reason(code=ReasonCode.NO_RATIO)
    return Comparison(
        measure=terms.measure,
        feature=terms.feature,
        group=group.label,
        reference=reference.label,
        reference_rule=terms.rule,
        difference=difference,
        ratio=Measurement(measure=terms.measure, subject=group.label, value=None, n=rows, reason=no_ratio),
        tests=(_test(group, reference),),
        verdict=verdict,
        reason=reason,
    )


def _test(group: Estimate, reference: Estimate) -> Significance:
    error = _joint(group, reference)
    if not error:
        return Significance(test="normal", statistic=None, p=None)
    z = (reference.value - group.value) / error
    return Significance(test="normal", statistic=z, p=erfc(abs(z) / sqrt(2)))


def _pair(group: Estimate, reference: Estimate) -> Pair:
    both = _Ends(group, reference)
    return Pair(
        detail=" / ".join(item.label or "–" for item in (group, reference)),
        value=reference.value - group.value,
        bounds=both.bounds,
        outlook=both.outlook,
    )


def _joint(one: Estimate, two: Estimate) -> float | None:
    return None if one.error is None or two.error is None else sqrt(one.error**2 + two.error**2)


def _apart(
    group: "Callable[[float], Bounds]", reference: "Callable[[float], Bounds]", level: float
) -> Bounded:
    """Subtract two intervals that hold together with the level (Bonferroni)."""
    one, two = (bounds(1 - (1 - level) / 2) for bounds in (group, reference))
    return Bounded(low=two[0] - one[1], high=two[1] - one[0], method="beyond_chance")


@dataclass(frozen=True, slots=True)
class _Ends:
    """The estimates of two groups."""

    group: Estimate
    reference: Estimate

    def bounds(self, level: float) -> Bounded | None:
        """Return the interval of reference minus group."""
        both = self.group.bounds, self.reference.bounds
        if both[0] is not None and both[1] is not None:
            return _apart(both[0], both[1], level)
        error = _joint(self.group, self.reference)
        if error is None:
            return None
        value, half = self.reference.value - self.group.value, z_value(level) * error
        return Bounded(low=value - half, high=value + half, method="normal")

    def outlook(self, threshold: Threshold, level: float) -> Outlook:
        """Say what would decide, from the standard errors."""
        error, limit = _joint(self.group, self.reference), float(threshold.number)
        if error is None:
            return None, None
        value = abs(self.reference.value - self.group.value)
        needed = power.needed_n_scaled(self.group.rows, error, value - limit, level)
        return power.reach(level) * error, None if power.too_close(value, limit) else needed
