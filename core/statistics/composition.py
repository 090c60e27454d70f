"""Do groups have the shares among the rows that they have in a population?"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.statistics.intervals import Bounds, wilson, z_value

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


def goodness_of_fit(
    counts: "Sequence[float] | Floats", shares: "Sequence[float] | Floats"
) -> tuple[float, int, float] | None:
    """Test whether counts follow given shares.

    Parameters
    ----------
    counts
        Rows per group.
    shares
        Share of each group in the population; they add up to 1.

    Returns
    -------
    tuple or None
        Statistic, degrees of freedom and p of chi-square; None for fewer than two groups, without rows, or
        where rows lie in a group the population does not have.

    References
    ----------
    Pearson 1900, Philosophical Magazine 50:157-175.
    """
    from scipy.special import chdtrc

    rows, wanted = np.asarray(counts, dtype=float), np.asarray(shares, dtype=float)
    used = wanted > 0
    if used.sum() < 2 or rows.sum() <= 0 or rows[~used].any():
        return None
    expected = wanted[used] * rows.sum()
    statistic = float(((rows[used] - expected) ** 2 / expected).sum())
    freedom = int(used.sum()) - 1
    return statistic, freedom, float(chdtrc(freedom, statistic))


def share_ratio(hits: float, rows: float, share: float, level: float = 0.95) -> Bounds:
    """Return the bounds of a share over a share that is known exactly: Wilson's, divided by it.

    References
    ----------
    Wilson 1927, JASA 22:209-212.
    """
    low, high = wilson(hits, rows, level)
    return low / share, high / share


def sampled_ratio(hits: float, rows: float, others: float, size: float, level: float = 0.95) -> Bounds:
    """Return the bounds of a share over a share in a second sample, which has at least one such row.

    Parameters
    ----------
    hits, rows
        Rows of the group and all rows here.
    others, size
        The same in the second sample.
    level
        Confidence level.

    Returns
    -------
    tuple of float
        Both Wilson intervals combined on the logarithmic scale.

    References
    ----------
    Zou and Donner 2008, Statistics in Medicine 27:1693-1702.
    """
    (low, high), (least, most) = wilson(hits, rows, level), wilson(others, size, level)
    one, other = hits / rows, others / size
    value = one / other
    down = math.hypot(_log(one, low), _log(most, other))
    up = math.hypot(_log(high, one), _log(other, least))
    if not one:
        return 0.0, high / least if least else math.inf
    return value * math.exp(-down), value * math.exp(up)


def _log(upper: float, lower: float) -> float:
    return math.log(upper / lower) if lower > 0 and upper > 0 else math.inf


def rows_for_group(share: float, minimum: int, chance: float = 0.95) -> int | None:
    """Return how many rows must be drawn so that a group has enough of them with the given probability.

    Parameters
    ----------
    share
        Share of the group in the population.
    minimum
        Rows it must have.
    chance
        Probability with which it then has them.

    Returns
    -------
    int or None
        Smallest number by the binomial distribution; None for a share of 0 or beyond 10¹² rows.
    """
    from scipy.special import bdtrc

    if not 0 < share <= 1 or minimum < 1:
        return None
    if share == 1:
        return minimum
    z = z_value(2 * chance - 1)
    low, high = minimum - 1, math.ceil((minimum + z * z + z * math.sqrt(minimum + z * z) + 10) / share)
    if high > 1e12:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        enough = float(bdtrc(minimum - 1, middle, share)) >= chance
        low, high = (low, middle) if enough else (middle, high)
    return high
