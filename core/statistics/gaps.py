"""How large is the gap between the groups with the highest and the lowest rate?

The gap of k groups is the largest of many, and the largest of noisy figures is too large. So its verdict
needs more than a bootstrap: for more than one compared pair the interval is widened to those of the pairs,
each at a level that holds for all pairs together (Bonferroni).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from core.statistics.bootstrap import RESAMPLES, percentile_bounds, redraw
from core.statistics.confusion import Share, rate_values
from core.statistics.intervals import newcombe, ratio_interval

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

_SHUFFLED = 10**9
"""Rows from which on shuffling hits over groups is the same as tossing for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounded:
    """Two bounds and how they were made."""

    low: float | None
    high: float | None
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extremes:
    """The groups with the lowest and the highest of one rate."""

    rate: str
    worst: int
    """Position of the lowest rate among the shares."""
    best: int
    """Position of the highest rate: the reference."""


def extremes(rate: str, shares: Sequence[Share]) -> Extremes | None:
    """Find lowest and highest rate by exact fractions; of equal ones the larger group counts.

    Parameters
    ----------
    rate
        Rate id.
    shares
        One per group; groups whose rate is not computable are passed over.

    Returns
    -------
    Extremes or None
        None with fewer than two computable rates.
    """
    known = [
        (exact, item.effective, at) for at, item in enumerate(shares) if (exact := item.exact) is not None
    ]
    if len(known) < 2:
        return None
    best = max(known, key=lambda item: (item[0], item[1], -item[2]))
    rest = [item for item in known if item[2] != best[2]]
    worst = min(rest, key=lambda item: (item[0], -item[1], item[2]))
    return Extremes(rate=rate, worst=worst[2], best=best[2])


def exact_gap(shares: Sequence[Share], found: Extremes, *, ratio: bool) -> Fraction | None:
    """Return highest minus lowest rate, or lowest over highest; None where the highest rate is 0."""
    low, high = shares[found.worst].exact, shares[found.best].exact
    if low is None or high is None or (ratio and high == 0):
        return None
    return low / high if ratio else high - low


def pair_bounds(group: Share, reference: Share, *, ratio: bool, level: float) -> Bounded:
    """Return the interval of one pair: Newcombe for reference minus group, Katz or Koopman for the ratio.

    Parameters
    ----------
    group, reference
        Computable rates; for a ratio the reference's is above 0.
    ratio
        Whether the ratio group over reference is meant.
    level
        Confidence level.

    Returns
    -------
    Bounded
        Bounds and method.
    """
    if ratio:
        least, most, method = _ratio(group, reference, level)
        return Bounded(low=least, high=most, method=method)
    low, high = newcombe(reference.hits, reference.effective, group.hits, group.effective, level)
    return Bounded(low=low, high=high, method="newcombe")


def all_pairs_bounds(shares: Sequence[Share], found: Extremes, *, ratio: bool, level: float) -> Bounded:
    """Return bounds that hold for the extreme pair and, on the safe side, for every group.

    Parameters
    ----------
    shares
        One per group.
    found
        The extreme pair.
    ratio
        Whether ratios are meant.
    level
        Level of each pair's interval, already corrected for their number.

    Returns
    -------
    Bounded
        The extreme pair's own bounds; the side on which a pass is decided is the farthest of all groups'.
    """
    reference = shares[found.best]
    worst = pair_bounds(shares[found.worst], reference, ratio=ratio, level=level)
    others = [
        pair_bounds(item, reference, ratio=ratio, level=level)
        for at, item in enumerate(shares)
        if at != found.best and item.exact is not None
    ]
    if ratio:
        low = min((item.low for item in others if item.low is not None), default=worst.low)
        return Bounded(low=low, high=worst.high, method=worst.method)
    high = max((item.high for item in others if item.high is not None), default=worst.high)
    return Bounded(low=worst.low, high=high, method=worst.method)


def redrawn_gap(cells: "Floats", rates: Sequence[str], *, ratio: bool, seed: int) -> "Floats":
    """Return the gap in redrawn tables, the largest over the rates.

    Parameters
    ----------
    cells
        Shape (groups, 2, 2), the compared groups in effective rows.
    rates
        Rates whose largest gap counts.
    ratio
        Whether lowest over highest is meant.
    seed
        Seed of the draws.

    Returns
    -------
    numpy.ndarray
        Shape (B,); NaN where fewer than two groups have a rate.
    """
    drawn = redraw(cells, seed=seed)
    return _largest([_spread(rate_values(rate, drawn), ratio=ratio) for rate in rates], ratio=ratio)


def expected_under_equality(
    shares_of_rates: Sequence[Sequence[Share]], *, ratio: bool, seed: int
) -> float | None:
    """Return the gap that chance alone makes: hits are shuffled over the groups, their sizes kept.

    Parameters
    ----------
    shares_of_rates
        For each rate the shares of all groups.
    ratio
        Whether lowest over highest is meant.
    seed
        Seed of the permutations.

    Returns
    -------
    float or None
        Mean over permutations; None where no permutation gives a gap.

    References
    ----------
    Good 2005, Permutation, Parametric and Bootstrap Tests of Hypotheses, chapter 3.
    """
    spreads = [
        _spread(shuffled_rates(shares, seed=seed, index=index), ratio=ratio)
        for index, shares in enumerate(shares_of_rates)
    ]
    values = _largest(spreads, ratio=ratio)
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else None


def shuffled_rates(shares: Sequence[Share], *, seed: int, index: int) -> "Floats":
    """Return the rates of groups after their hits were shuffled over them, sizes kept.

    Parameters
    ----------
    shares
        One per group; groups without a denominator are left out.
    seed, index
        Seed of the permutations; number of the rate, so that several rates are shuffled independently.

    Returns
    -------
    numpy.ndarray
        Shape (B, groups with a denominator).
    """
    known = [item for item in shares if item.denominator > 0]
    sizes = tuple(max(1, round(item.effective)) for item in known)
    hits = min(sum(sizes), round(sum(item.hits for item in known)))
    return _shuffled_rates(sizes, hits, (seed, index))


@lru_cache(maxsize=64)
def _shuffled_rates(sizes: tuple[int, ...], hits: int, seeds: tuple[int, int]) -> "Floats":
    """Shuffle once for all figures of the same counts."""
    rng = np.random.default_rng([seeds[0], 2, seeds[1]])
    number = np.array(sizes)
    if sum(sizes) < _SHUFFLED:
        drawn = rng.multivariate_hypergeometric(number, hits, size=RESAMPLES, method="marginals")
    else:
        drawn = rng.binomial(number, hits / sum(sizes), size=(RESAMPLES, len(sizes)))
    rates: Floats = drawn / number
    rates.setflags(write=False)
    return rates


def hull(first: Bounded, values: "Floats", level: float) -> Bounded:
    """Widen bounds by the percentile interval of redrawn values, if there is one."""
    second = percentile_bounds(values, level)
    if second is None:
        return first
    low = None if first.low is None else min(first.low, second[0])
    high = None if first.high is None else max(first.high, second[1])
    return Bounded(low=low, high=high, method="bootstrap_pairs")


def _ratio(group: Share, reference: Share, level: float) -> tuple[float, float | None, str]:
    return ratio_interval(group.hits, group.effective, reference.hits, reference.effective, level)


def _spread(rates: "Floats", *, ratio: bool) -> "Floats":
    known = np.isfinite(rates)
    low = np.where(known, rates, np.inf).min(axis=-1)
    high = np.where(known, rates, -np.inf).max(axis=-1)
    usable = known.sum(axis=-1) >= 2
    if ratio:
        usable &= high > 0
    spread = np.full(len(rates), np.nan)
    spread[usable] = (low[usable] / high[usable]) if ratio else (high[usable] - low[usable])
    return spread


def _largest(spreads: "Sequence[Floats]", *, ratio: bool) -> "Floats":
    """Return the graver of several gaps per draw; NaN only where all are."""
    stacked = np.stack(spreads)
    known = np.isfinite(stacked)
    filler = np.inf if ratio else -np.inf
    filled = np.where(known, stacked, filler)
    graver: Floats = filled.min(axis=0) if ratio else filled.max(axis=0)
    return np.where(known.any(axis=0), graver, np.nan)
