"""Who is accepted by one of two versions only?"""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from core.statistics.intervals import z_value

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]


def matched(score: "Floats", counts: "Floats", wanted: float) -> "Flags":
    """Accept the best scores until the number is as near as possible to the wanted one.

    Parameters
    ----------
    score, counts
        Shape (rows,): higher = better; how many rows each stands for.
    wanted
        Number of rows to accept.

    Returns
    -------
    numpy.ndarray
        Shape (rows,). Equal scores are accepted or rejected together, so that the order of rows does not
        matter; of two cut-offs equally near the stricter one is taken.
    """
    kinds, back = np.unique(-score, return_inverse=True)
    sizes = np.bincount(back, counts, minlength=len(kinds))
    reached = np.concatenate([[0.0], np.cumsum(sizes)])
    cut = int(np.argmin(np.abs(reached - wanted)))
    flags: Flags = back < cut
    return flags


def paired_shares(
    only_first: float, only_second: float, n: float, level: float = 0.95
) -> tuple[float, float, float]:
    """Return the difference of two shares of the same rows with its interval.

    Parameters
    ----------
    only_first, only_second
        Rows that are hits of the first only, or of the second only.
    n
        All rows, above 0.
    level
        Confidence level.

    Returns
    -------
    tuple of float
        Difference first minus second, lower and upper bound of the score interval.

    References
    ----------
    Tango 1998, Statistics in Medicine 17:891-908.
    """
    value = (only_first - only_second) / n
    z = z_value(level)

    def distance(gap: float) -> float:
        return _score(only_first, only_second, n, gap)

    low = -1.0 if value <= -1 else _crossing(lambda gap: distance(gap) - z, -1.0, value)
    high = 1.0 if value >= 1 else _crossing(lambda gap: distance(gap) + z, value, 1.0)
    return value, low, high


def _score(b: float, c: float, n: float, gap: float) -> float:
    """Return by how many standard errors the data lie above a supposed difference."""
    # The likelihood's maximum for the share of the second only is the larger root of a quadratic.
    first = -b - c + (2 * n - b + c) * gap
    second = -c * gap * (1 - gap)
    share = max(0.0, (math.sqrt(max(0.0, first * first - 8 * n * second)) - first) / (4 * n))
    variance = n * (2 * share + gap * (1 - gap))
    above = b - c - n * gap
    if variance <= 1e-15:
        return 0.0 if abs(above) < 1e-12 else math.copysign(math.inf, above)
    return above / math.sqrt(variance)


def _crossing(function: Callable[[float], float], low: float, high: float) -> float:
    """Return where a falling function crosses 0."""
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) > 0 else (low, middle)
    return (low + high) / 2
