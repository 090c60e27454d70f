"""How do two groups compare within strata, pooled over all of them?

Tables are arrays of shape (strata, 2, 2): first the group, then the reference; first hits, then misses. They
may hold effective rows of weighted tables.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.statistics.intervals import Bounds, z_value

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """One pooled figure with its bounds."""

    value: float
    bounds: Bounds | None
    """None where the variance is not computable."""


def informative(tables: "Floats") -> "Floats":
    """Return the strata that hold both groups as well as hits and misses; the others say nothing of odds."""
    rows, hits = tables.sum(axis=2), tables.sum(axis=1)
    told: Floats = tables[(rows > 0).all(axis=1) & (hits > 0).all(axis=1)]
    return told


def shared(tables: "Floats") -> "Floats":
    """Return the strata that hold both groups."""
    both: Floats = tables[(tables.sum(axis=2) > 0).all(axis=1)]
    return both


def pooled_odds_ratio(tables: "Floats", level: float = 0.95) -> Pooled | None:
    """Return the common odds ratio of group against reference.

    Parameters
    ----------
    tables
        Shape (strata, 2, 2).
    level
        Confidence level.

    Returns
    -------
    Pooled or None
        None where no stratum gives a denominator; without bounds where the ratio is 0.

    References
    ----------
    Mantel and Haenszel 1959, JNCI 22:719-748; Robins, Breslow and Greenland 1986, Biometrics 42:311-323.
    """
    (a, b), (c, d), n = _cells(informative(tables))
    r, s = a * d / n, b * c / n
    above, below = float(r.sum()), float(s.sum())
    if below <= 0:
        return None
    value = above / below
    if value == 0:
        return Pooled(value=0.0, bounds=None)
    p, q = (a + d) / n, (b + c) / n
    variance = float((p * r).sum()) / (2 * above**2)
    variance += float((p * s + q * r).sum()) / (2 * above * below)
    variance += float((q * s).sum()) / (2 * below**2)
    return Pooled(value=value, bounds=_logarithmic(value, variance, level))


def pooled_difference(tables: "Floats", level: float = 0.95) -> Pooled | None:
    """Return the pooled difference reference minus group.

    Parameters
    ----------
    tables
        Shape (strata, 2, 2).
    level
        Confidence level.

    Returns
    -------
    Pooled or None
        None where no stratum holds both groups. Each stratum counts by n1 n0 / (n1 + n0).

    References
    ----------
    Mantel and Haenszel 1959, JNCI 22:719-748; Sato 1989, Biometrics 45:1323-1324 (variance that holds for
    few large as for many small strata).
    """
    found = shared(tables)
    if not len(found):
        return None
    (a, b), (c, d), n = _cells(found)
    first, second = a + b, c + d
    weight = first * second / n
    value = float((weight * (c / second - a / first)).sum() / weight.sum())
    # Sato's terms are written for group minus reference.
    p = (first**2 * c - second**2 * a + first * second * (second - first) / 2) / n**2
    q = (a * d + c * b) / (2 * n)
    variance = (-value * float(p.sum()) + float(q.sum())) / float(weight.sum()) ** 2
    half = z_value(level) * math.sqrt(max(0.0, variance))
    return Pooled(value=value, bounds=(max(-1.0, value - half), min(1.0, value + half)))


def pooled_ratio(tables: "Floats", level: float = 0.95) -> Pooled | None:
    """Return the pooled ratio of rates, group over reference.

    Parameters
    ----------
    tables
        Shape (strata, 2, 2).
    level
        Confidence level.

    Returns
    -------
    Pooled or None
        None where the reference has no hit in any shared stratum; without bounds where the ratio is 0.

    References
    ----------
    Greenland and Robins 1985, Biometrics 41:55-68.
    """
    (a, b), (c, d), n = _cells(shared(tables))
    first, second = a + b, c + d
    above, below = float((a * second / n).sum()), float((c * first / n).sum())
    if below <= 0:
        return None
    value = above / below
    if value == 0:
        return Pooled(value=0.0, bounds=None)
    variance = float((((a + c) * first * second - a * c * n) / n**2).sum()) / (above * below)
    return Pooled(value=value, bounds=_logarithmic(value, variance, level))


def cmh_test(tables: "Floats") -> tuple[float, float] | None:
    """Test whether group and outcome are independent within the strata.

    Parameters
    ----------
    tables
        Shape (strata, 2, 2).

    Returns
    -------
    tuple or None
        Statistic (one degree of freedom, no continuity correction) and p; None without informative stratum.

    References
    ----------
    Cochran 1954, Biometrics 10:417-451; Mantel and Haenszel 1959, JNCI 22:719-748.
    """
    from scipy.special import chdtrc

    (a, b), (c, d), n = _cells(informative(tables))
    some = n > 1
    a, b, c, d, n = a[some], b[some], c[some], d[some], n[some]
    variance = float(((a + b) * (c + d) * (a + c) * (b + d) / (n**2 * (n - 1))).sum())
    if variance <= 0:
        return None
    away = float((a - (a + b) * (a + c) / n).sum())
    statistic = away**2 / variance
    return statistic, float(chdtrc(1, statistic))


def breslow_day(tables: "Floats") -> tuple[float, int, float] | None:
    """Test whether the odds ratio is the same in all strata.

    Parameters
    ----------
    tables
        Shape (strata, 2, 2).

    Returns
    -------
    tuple or None
        Statistic with Tarone's correction, degrees of freedom and p; None below two informative strata or
        where the common odds ratio is 0 or has no bound.

    References
    ----------
    Breslow and Day 1980, Statistical Methods in Cancer Research I, section 4.4; Tarone 1985, Biometrika
    72:91-95.
    """
    from scipy.special import chdtrc

    found = informative(tables)
    common = pooled_odds_ratio(found)
    if len(found) < 2 or common is None or common.value <= 0:
        return None
    (a, b), (c, d), _ = _cells(found)
    expected = _expected(common.value, (a + b, c + d), a + c)
    parts = 1 / expected + 1 / (a + b - expected) + 1 / (a + c - expected) + 1 / (c + d - a - c + expected)
    variance = 1 / parts
    away = a - expected
    statistic = float((away**2 / variance).sum()) - float(away.sum()) ** 2 / float(variance.sum())
    freedom = len(found) - 1
    return max(0.0, statistic), freedom, float(chdtrc(freedom, max(0.0, statistic)))


def _expected(ratio: float, rows: "tuple[Floats, Floats]", hits: "Floats") -> "Floats":
    """Return the hits of the group that a common odds ratio gives, the margins kept."""
    first, second = rows
    # ratio = x (second - hits + x) / ((hits - x) (first - x)), a quadratic in x.
    square = 1 - ratio
    linear = second - hits + ratio * (hits + first)
    constant = -ratio * hits * first
    root = np.sqrt(np.maximum(linear**2 - 4 * square * constant, 0.0))
    # This form of the root does not cancel where the ratio is near 1.
    expected: Floats = -2 * constant / (linear + root)
    return expected


def _cells(tables: "Floats") -> "tuple[tuple[Floats, Floats], tuple[Floats, Floats], Floats]":
    group, reference = (tables[:, 0, 0], tables[:, 0, 1]), (tables[:, 1, 0], tables[:, 1, 1])
    return group, reference, tables.sum(axis=(1, 2))


def _logarithmic(value: float, variance: float, level: float) -> Bounds:
    step = math.exp(min(z_value(level) * math.sqrt(max(0.0, variance)), 700.0))
    return value / step, value * step
