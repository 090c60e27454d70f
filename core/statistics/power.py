"""How many rows would decide, and which gap could these rows have shown?

"Decide" means: the verdict's own interval excludes the limit with 80 % power if the observed value is true.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

from core.statistics.intervals import koopman, newcombe, z_value

POWER = 0.8
TOO_CLOSE = 0.01
"""Within 1 % of the limit no reachable number of rows decides."""
_STEPS = 2000
_LARGEST = 10**9

Error = Callable[[float], float]
"""Supposed value of the measure -> standard error on the measure's scale with the rows at hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two groups that are compared, in effective rows of the rate's denominator."""

    group: float
    """Rate of the group."""
    reference: float
    """Rate of the reference, the higher one."""
    rows: float
    """Rows of the group."""
    proportion: float
    """Rows of the reference per row of the group."""


def reach(level: float) -> float:
    """Return by how many standard errors a value must lie off the limit, 2.80 for 0.95 and 80 % power."""
    return z_value(level) + NormalDist().inv_cdf(POWER)


def too_close(value: float, limit: float) -> bool:
    """Tell whether a value lies within 1 % of the limit."""
    return abs(value - limit) <= TOO_CLOSE * abs(limit)


def needed_n_ratio(pair: Pair, limit: float, level: float = 0.95) -> int | None:
    """Return the rows per group at which the log interval of a ratio excludes the limit.

    Parameters
    ----------
    pair
        The observed rates and how many reference rows there are per row of the group.
    limit
        Threshold of the ratio.
    level
        Level of the interval.

    Returns
    -------
    int or None
        Rows of the group, the reference growing in proportion; None: not reachable.
    """
    value = pair.group / pair.reference
    if too_close(value, limit):
        return None
    if pair.group == 0 or pair.group == pair.reference == 1:
        return _search(lambda n: _ratio_excludes(pair, n, limit, level))
    variance = (1 - pair.group) / pair.group + (1 - pair.reference) / pair.reference / pair.proportion
    return _whole((reach(level) / math.log(limit / value)) ** 2 * variance)


def needed_n_difference(pair: Pair, limit: float, level: float = 0.95) -> int | None:
    """Return the rows per group at which the interval of a difference excludes the limit.

    Parameters
    ----------
    pair
        The observed rates and how many reference rows there are per row of the group.
    limit
        Threshold of the difference reference minus group.
    level
        Level of the interval.

    Returns
    -------
    int or None
        Rows of the group, the reference growing in proportion; None: not reachable.
    """
    value = pair.reference - pair.group
    if too_close(value, limit):
        return None
    variance = _bernoulli(pair.group) + _bernoulli(pair.reference) / pair.proportion
    if variance == 0:
        return _search(lambda n: _difference_excludes(pair, n, limit, level))
    return _whole((reach(level) / (value - limit)) ** 2 * variance)


def needed_n_share(value: float, limit: float, level: float = 0.95) -> int | None:
    """Return the rows at which the Wilson interval of a share excludes the limit; None: not reachable."""
    if too_close(value, limit):
        return None
    spread = z_value(level) * math.sqrt(_bernoulli(limit)) + NormalDist().inv_cdf(POWER) * math.sqrt(
        _bernoulli(value)
    )
    return _whole((spread / (value - limit)) ** 2)


def needed_n_scaled(n: float, error: float, distance: float, level: float = 0.95) -> int | None:
    """Return the rows at which an error that falls with the root of n suffices; None for distance 0."""
    return None if distance == 0 else _whole(n * (reach(level) * error / distance) ** 2)


def needed_n_equality(reference: float, limit: float, level: float = 0.95) -> int | None:
    """Return the rows per group that show a ratio of `limit` to differ from equality, two equal groups.

    Parameters
    ----------
    reference
        Rate of the reference group, above 0.
    limit
        The ratio to be told from 1, for example 0.8.
    level
        Level of the test.

    Returns
    -------
    int or None
        388 at a rate of 50 %, 859 at 30 %, 3,213 at 10 % for 0.8; None where the rate is 0.

    References
    ----------
    Fleiss, Levin and Paik 2003, Statistical Methods for Rates and Proportions, section 4.2.
    """
    if not 0 < reference <= 1 or limit == 1:
        return None
    group = limit * reference
    middle = (group + reference) / 2
    spread = z_value(level) * math.sqrt(2 * _bernoulli(middle)) + NormalDist().inv_cdf(POWER) * math.sqrt(
        _bernoulli(group) + _bernoulli(reference)
    )
    return _whole((spread / (reference - group)) ** 2)


def detectable_ratio(pair: Pair, limit: float, *, below: bool, level: float = 0.95) -> float | None:
    """Return the smallest distance from the limit that the rows at hand show with 80 % power.

    Parameters
    ----------
    pair
        The observed rate of the reference and the rows of both groups.
    limit
        Threshold of the ratio.
    below
        Whether the distance below the limit is meant, or the one above.
    level
        Level of the interval.

    Returns
    -------
    float or None
        Distance of the ratio from the limit; None: none that is possible.
    """

    def shown(ratio: float) -> bool:
        group = ratio * pair.reference
        variance = (1 - group) / group / pair.rows
        variance += (1 - pair.reference) / pair.reference / (pair.rows * pair.proportion)
        return abs(math.log(ratio / limit)) >= reach(level) * math.sqrt(variance)

    end = 0.0 if below else min(1.0, 1 / pair.reference)
    return _first(limit, end, shown)


def detectable_difference(pair: Pair, limit: float, *, above: bool, level: float = 0.95) -> float | None:
    """Return the smallest distance from the limit that the rows at hand show; see `detectable_ratio`."""

    def shown(gap: float) -> bool:
        variance = _bernoulli(pair.reference - gap) / pair.rows
        variance += _bernoulli(pair.reference) / (pair.rows * pair.proportion)
        return abs(gap - limit) >= reach(level) * math.sqrt(variance)

    return _first(limit, pair.reference if above else 0.0, shown)


def detectable_share(n: float, limit: float, *, below: bool, level: float = 0.95) -> float | None:
    """Return the smallest distance of a share from the limit that n rows show with 80 % power."""
    root, ahead = z_value(level), NormalDist().inv_cdf(POWER)

    def shown(value: float) -> bool:
        spread = root * math.sqrt(_bernoulli(limit)) + ahead * math.sqrt(_bernoulli(value))
        return abs(value - limit) >= spread / math.sqrt(n)

    return _first(limit, 0.0 if below else 1.0, shown)


def _first(limit: float, end: float, shown: Callable[[float], bool]) -> float | None:
    if (end - limit) == 0:
        return None
    for step in range(1, _STEPS):
        value = limit + (end - limit) * step / _STEPS
        if shown(value):
            return abs(value - limit)
    return None


def _bernoulli(p: float) -> float:
    return max(0.0, p * (1 - p))


def _whole(n: float) -> int | None:
    return None if not math.isfinite(n) or n > _LARGEST else max(1, math.ceil(n))


def _ratio_excludes(pair: Pair, n: int, limit: float, level: float) -> bool:
    rows = n * pair.proportion
    low, high = koopman(pair.group * n, n, pair.reference * rows, rows, level)
    return low >= limit or (high is not None and high < limit)


def _difference_excludes(pair: Pair, n: int, limit: float, level: float) -> bool:
    rows = n * pair.proportion
    low, high = newcombe(pair.reference * rows, rows, pair.group * n, n, level)
    return high <= limit or low > limit


def _search(excludes: Callable[[int], bool]) -> int | None:
    high = 1
    while not excludes(high):
        high *= 2
        if high > _LARGEST:
            return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if excludes(middle) else (middle, high)
    return high
