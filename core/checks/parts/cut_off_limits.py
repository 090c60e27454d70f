"""Which limits of the policy does a cut-off keep, and how large are the gaps it makes?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from core.checks.parts.chosen_gaps import measure_against
from core.checks.parts.measured_gaps import KINDS, GapKind, computable
from core.checks.parts.tallies import Tally
from core.checks.parts.verdicts import is_beyond
from core.ids import Exact
from core.policy import Threshold
from core.statistics.confusion import balanced_accuracy, f1, mcc, share
from core.statistics.gaps import all_pairs_bounds, exact_gap, extremes

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

GAPS = ("impact_ratio", "demographic_parity_difference", "equal_opportunity_difference", "fpr_difference")
"""Gaps that are taken at every cut-off."""

_RATES = {"accuracy": "accuracy", "recall": "tnr", "precision": "npv"}
"""Limits on the performance hold for the unfavorable class, as in the check of performance."""
_FIGURES: "Mapping[str, Callable[[Floats], Floats]]" = {"balanced_accuracy": balanced_accuracy, "mcc": mcc}


@dataclass(frozen=True, slots=True, kw_only=True)
class PointGap:
    """One gap of one feature at one cut-off."""

    measure: str
    value: Fraction | float | None
    low: float | None = None
    high: float | None = None
    kept: bool | None = None
    """Whether the point value keeps the policy's limits; None without limit or without value."""


def wanted_gaps(limits: Sequence[Threshold], *, labeled: bool) -> tuple[GapKind, ...]:
    """Return the gaps that are taken: the usual ones and whatever else the policy limits."""
    named = {*GAPS, *(limit.measure for limit in limits)}
    return tuple(
        kind for kind in KINDS if kind.measure in named and (labeled or set(kind.rates) == {"selection_rate"})
    )


def point_gap(
    kind: GapKind, tally: Tally, eligible: Sequence[int], terms: tuple[int | None, Exact, Sequence[Threshold]]
) -> PointGap:
    """Measure one gap at one cut-off.

    Parameters
    ----------
    kind
        Which gap.
    tally
        Counts at the cut-off.
    eligible
        Positions of the compared groups.
    terms
        Position of a chosen reference or None, confidence level, limits of the policy.

    Returns
    -------
    PointGap
        Its interval holds for all pairs of groups (Bonferroni), not for all cut-offs.
    """
    reference, level, limits = terms
    mine = [limit for limit in limits if limit.measure == kind.measure]
    if reference is not None:
        against = measure_against(kind, tally, eligible, reference, level=level)
        figure = against.figure()
        kept = None if not mine or figure.value is None else not any(against.beyond(limit) for limit in mine)
        low, high = (None, None) if figure.interval is None else (figure.interval.low, figure.interval.high)
        return PointGap(measure=kind.measure, value=figure.value, low=low, high=high, kept=kept)
    return _extreme(kind, tally, eligible, (float(Fraction(level)), mine))


def keeps_performance(cells: "Floats", limits: Sequence[Threshold]) -> bool | None:
    """Tell whether a confusion matrix of all rows keeps the limits on performance; None if none applies."""
    judged = [found for limit in limits if (found := _kept(cells, limit)) is not None]
    return all(judged) if judged else None


def _extreme(
    kind: GapKind, tally: Tally, eligible: Sequence[int], terms: tuple[float, Sequence[Threshold]]
) -> PointGap:
    level, limits = terms
    found = []
    for rate in kind.rates if computable(kind, tally) else ():
        shares = [tally.share(rate, at) for at in eligible]
        pair = extremes(rate, shares)
        value = None if pair is None else exact_gap(shares, pair, ratio=kind.ratio)
        if pair is not None and value is not None:
            known = sum(item.denominator > 0 for item in shares)
            bounds = all_pairs_bounds(
                shares, pair, ratio=kind.ratio, level=1 - (1 - level) / max(1, known * (known - 1) // 2)
            )
            found.append((value, bounds))
    if len(found) < len(kind.rates):
        return PointGap(measure=kind.measure, value=None)
    value, bounds = max(found, key=lambda item: -item[0] if kind.ratio else item[0])
    kept = None if not limits else not any(is_beyond(value, limit) for limit in limits)
    return PointGap(measure=kind.measure, value=value, low=bounds.low, high=bounds.high, kept=kept)


def _kept(cells: "Floats", limit: Threshold) -> bool | None:
    if limit.measure in _RATES:
        exact = share(_RATES[limit.measure], cells).exact
        return None if exact is None else not is_beyond(exact, limit)
    swapped = cells[::-1, ::-1]
    figure = f1 if limit.measure == "f1" else _FIGURES.get(limit.measure)
    if figure is None:
        return None
    value = float(figure(swapped))
    return None if value != value else not is_beyond(value, limit)  # noqa: PLR0124 (NaN is not itself)
