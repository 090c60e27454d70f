"""Does a series of values rise or fall, or is that chance?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations
from math import erfc, factorial, sqrt
from statistics import median

FEWEST = 5
"""With fewer values even a strict order of them is likely by chance (two-sided p at 4: 0.083)."""
SHORT = 300
"""Values up to which every pair is looked at here; a library takes the longer ones."""
EXACT = 33
"""Values up to which p is counted; beyond, the normal distribution differs by nothing that is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MannKendall:
    """The test of Mann for a monotone trend."""

    tau: float
    """Kendall's tau-b between value and time, -1 to 1."""
    p: float
    """Two-sided."""
    slope: float
    """Median of all pairwise slopes per step (Theil and Sen)."""
    n: int


def mann_kendall(values: Sequence[float]) -> MannKendall | None:
    """Test values in the order of their time for a monotone trend.

    Parameters
    ----------
    values
        Known values, oldest first, shape (n,).

    Returns
    -------
    MannKendall | None
        None for fewer than five values, or where all are equal.

    References
    ----------
    Mann 1945, Econometrica 13:245-259; Sen 1968, JASA 63:1379-1389. Without ties the p value is exact.
    """
    if len(values) < FEWEST or len(set(values)) == 1:
        return None
    return _of_pairs(values) if len(values) <= SHORT else _of_many(values)


def _of_many(values: Sequence[float]) -> MannKendall:
    from scipy.stats import kendalltau, theilslopes

    steps = list(range(len(values)))
    found = kendalltau(steps, list(values))
    return MannKendall(
        tau=float(found.statistic),
        p=float(found.pvalue),
        slope=float(theilslopes(list(values), steps).slope),
        n=len(values),
    )


def _of_pairs(values: Sequence[float]) -> MannKendall:
    n = len(values)
    rises = [(later - earlier, j - i) for (i, earlier), (j, later) in combinations(enumerate(values), 2)]
    up, down = sum(rise > 0 for rise, _ in rises), sum(rise < 0 for rise, _ in rises)
    ties = [count for count in Counter(values).values() if count > 1]
    fewer = min(up, down)
    counted = not ties and (n <= EXACT or fewer <= 1)
    return MannKendall(
        tau=(up - down) / sqrt(len(rises)) / sqrt(up + down),
        p=_counted_p(n, fewer) if counted else _normal_p(n, up - down, ties),
        slope=float(median(rise / steps for rise, steps in rises)),
        n=n,
    )


def _counted_p(n: int, fewer: int) -> float:
    """Return the share of all orders of n values with so few inversions or less, on both sides."""
    if 4 * fewer == n * (n - 1):
        return 1.0
    orders = [1] + [0] * fewer
    for size in range(2, n + 1):  # a value put among the others makes 0 to size - 1 inversions
        sums = list(accumulate(orders))
        orders = [sums[at] - (sums[at - size] if at >= size else 0) for at in range(fewer + 1)]
    return min(1.0, 2 * sum(orders) / factorial(n))


def _normal_p(n: int, difference: int, ties: Sequence[int]) -> float:
    """Return p by the normal distribution; equal values make its variance smaller (Kendall 1970)."""
    less = sum(count * (count - 1) * (2 * count + 5) for count in ties)
    variance = (n * (n - 1) * (2 * n + 5) - less) / 18
    return erfc(abs(difference) / sqrt(variance) / sqrt(2))
