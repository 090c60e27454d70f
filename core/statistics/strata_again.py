"""What comes out of the pooled figures when each is calculated a second, different way?

Exact fractions stratum by stratum instead of sums of arrays, moments of the hypergeometric distribution
instead of formulas, a root that is searched instead of solved for.
"""

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

Table = tuple[Fraction, Fraction, Fraction, Fraction]


def second_figures(tables: "Floats") -> dict[str, float]:
    """Return the pooled figures of strata.

    Parameters
    ----------
    tables
        Shape (strata, 2, 2): group and reference, hits and misses.

    Returns
    -------
    dict
        "odds_ratio", "difference", "ratio", "cmh", "breslow_day", as far as they are computable.
    """
    rows = [_table(item) for item in tables]
    both = [item for item in rows if item[0] + item[1] and item[2] + item[3]]
    some = [item for item in both if item[0] + item[2] and item[1] + item[3]]
    found = {**_shares(both), **_odds(some)}
    if found.get("odds_ratio", 0.0) > 0 and len(some) > 1:
        found["breslow_day"] = _heterogeneity(some, found["odds_ratio"])
    return found


def _table(item: "Floats") -> Table:
    a, b, c, d = (Fraction(float(value)) for value in item.ravel())
    return a, b, c, d


def _shares(both: list[Table]) -> dict[str, float]:
    found: dict[str, float] = {}
    weight = difference = above = below = Fraction(0)
    for a, b, c, d in both:
        share = 1 / (1 / (a + b) + 1 / (c + d))
        weight += share
        difference += share * (c / (c + d) - a / (a + b))
        above += share * a / (a + b)
        below += share * c / (c + d)
    if weight:
        found["difference"] = float(difference / weight)
    if below:
        found["ratio"] = float(above / below)
    return found


def _odds(some: list[Table]) -> dict[str, float]:
    found: dict[str, float] = {}
    above = sum((a * d / (a + b + c + d) for a, b, c, d in some), Fraction(0))
    below = sum((b * c / (a + b + c + d) for a, b, c, d in some), Fraction(0))
    if below:
        found["odds_ratio"] = float(above / below)
    whole = all(value.denominator == 1 for item in some for value in item)
    if not some or not whole:
        return found
    away = variance = Fraction(0)
    for a, b, c, d in some:
        rows, drawn, marked = a + b + c + d, a + b, (a + c) / (a + b + c + d)
        away += a - drawn * marked
        variance += drawn * marked * (1 - marked) * (rows - drawn) / (rows - 1)
    if variance:
        found["cmh"] = float(away**2 / variance)
    return found


def _heterogeneity(some: list[Table], ratio: float) -> float:
    statistic = total = spread = 0.0
    for table in some:
        a, b, c, d = (float(value) for value in table)
        expected = _searched(ratio, a + b, c + d, a + c)
        cells = (expected, a + b - expected, a + c - expected, c + d - (a + c) + expected)
        variance = 1 / sum(1 / cell for cell in cells)
        statistic += (a - expected) ** 2 / variance
        total, spread = total + a - expected, spread + variance
    return max(0.0, statistic - total**2 / spread)


def _searched(ratio: float, first: float, second: float, hits: float) -> float:
    from scipy.optimize import brentq

    def away(x: float) -> float:
        return x * (second - hits + x) - ratio * (hits - x) * (first - x)

    low, high = max(0.0, hits - second), min(first, hits)
    return float(brentq(away, low, high, xtol=1e-13, rtol=8.9e-16, maxiter=300))
