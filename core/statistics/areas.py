"""How well does a score tell the classes apart within each group, when there are many rows?

Scores of each group and class are sorted once; where each lies among the other class is then looked up for
one class, and follows for the other from counting.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.statistics.intervals import Bounds, wilson, z_value

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]
    Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area under the ROC curve."""

    value: float
    variance: float | None
    """None below two rows in a class."""
    smaller: float
    """Rows of the smaller class, effective ones for weighted tables."""

    @property
    def error(self) -> float | None:
        """Return the standard error; where the classes are told apart fully, what Wilson's interval gives."""
        if self.variance is None:
            return None
        if self.variance > 0:
            return math.sqrt(self.variance)
        low, high = wilson(self.value * self.smaller, self.smaller, 0.95)
        return (high - low) / z_value(0.95)

    def bounds(self, level: float) -> tuple[Bounds, str] | None:
        """Return DeLong's bounds and their method; Wilson's where the variance is estimated as 0.

        References
        ----------
        van Dantzig 1951, Indagationes Mathematicae 13:1-8: the variance is at most A (1 - A) / min(m, n), so
        the interval of a share of the smaller class is wide enough.
        """
        if self.variance is None:
            return None
        if self.variance == 0:
            return wilson(self.value * self.smaller, self.smaller, level), "wilson"
        step = z_value(level) * math.sqrt(self.variance)
        return (max(0.0, self.value - step), min(1.0, self.value + step)), "delong"


def areas_by_group(
    truth: "Flags",
    score: "Floats",
    codes: "Codes",
    *,
    groups: int,
    shares: "tuple[Floats | None, Floats | None]" = (None, None),
) -> tuple[Area | None, ...]:
    """Return the area of every group.

    Parameters
    ----------
    truth, score
        Shape (rows,): True for the positive class, which higher scores mean; equal scores count half.
    codes
        Shape (rows,): from 0 to below `groups`.
    groups
        Number of groups.
    shares
        Weight of a row and how many rows an entry stands for, each of shape (rows,) or None.

    Returns
    -------
    tuple
        One per group; None where a class has no rows.

    References
    ----------
    DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44:837-845; Sun and Xu 2014, IEEE SPL 21:1389-1393.
    """
    parts = _parts(codes * 2 + truth, 2 * groups)
    pairs = [(parts[2 * at + 1], parts[2 * at]) for at in range(groups)]
    if all(item is None for item in shares):
        return tuple(_plain(np.sort(score[one]), np.sort(score[other])) for one, other in pairs)
    estimate = _counted if shares[0] is None else _weighted
    return tuple(
        estimate(_side(score, shares, one), _side(score, shares, other)) if len(one) and len(other) else None
        for one, other in pairs
    )


def _parts(key: "Codes", size: int) -> "list[Codes]":
    """Return the rows of each key; small whole numbers are sorted without comparing them."""
    small = key.astype(np.int16) if size < 2**15 else key
    order = np.argsort(small, kind="stable")
    return np.split(order, np.cumsum(np.bincount(key, minlength=size))[:-1])


def _plain(positive: "Floats", negative: "Floats") -> Area | None:
    """Return the area of sorted scores, one row each."""
    m, n = len(positive), len(negative)
    if not m or not n:
        return None
    left = np.searchsorted(negative, positive, side="left")
    right = np.searchsorted(negative, positive, side="right")
    # A negative lies below as many positives as have more than its position of negatives below them.
    above = m - np.cumsum(np.bincount(left, minlength=n + 1))[:n]
    level = m - np.cumsum(np.bincount(right, minlength=n + 1))[:n]
    won, lost = (left + right).astype(float), (above + level).astype(float)
    return _estimate(_runs(won, np.ones(m)), _runs(lost, np.ones(n)), (m, n))


def _counted(positive: "_Side", negative: "_Side") -> Area | None:
    """Return the area of entries that stand for several rows: the same bits as for the written-out rows."""
    won, lost = 2 * _below(positive.score, negative), 2 * (positive.rows - _below(negative.score, positive))
    sizes = (round(positive.rows), round(negative.rows))
    return _estimate(_runs(won, positive.share), _runs(lost, negative.share), sizes)


def _runs(doubled: "Floats", counts: "Floats") -> "tuple[Floats, Floats]":
    """Join neighbors with the same placement."""
    starts = np.flatnonzero(np.diff(doubled, prepend=np.nan) != 0)
    return doubled[starts], np.add.reduceat(counts, starts)


def _estimate(
    won: "tuple[Floats, Floats]", lost: "tuple[Floats, Floats]", sizes: tuple[int, int]
) -> Area | None:
    """Return the area from doubled placements of both classes and how many rows have each."""
    m, n = sizes
    if not m or not n:
        return None
    area = float((won[0] * won[1]).sum()) / (2 * m * n)
    smaller = float(min(m, n))
    if smaller < 2:
        return Area(value=area, variance=None, smaller=smaller)
    variance = float((won[1] * (won[0] / (2 * n) - area) ** 2).sum()) / ((m - 1) * m)
    variance += float((lost[1] * (lost[0] / (2 * m) - area) ** 2).sum()) / ((n - 1) * n)
    return Area(value=area, variance=0.0 if area in {0.0, 1.0} else variance, smaller=smaller)


@dataclass(frozen=True, slots=True)
class _Side:
    score: "Floats"
    share: "Floats"
    """What each entry counts in all."""
    squares: "Floats"
    rows: float

    @property
    def effective(self) -> float:
        return float(self.share.sum()) ** 2 / float(self.squares.sum())


def _side(score: "Floats", shares: "tuple[Floats | None, Floats | None]", rows: "Codes") -> _Side:
    ones = np.ones(len(rows))
    weight, count = (ones if item is None else item[rows] for item in shares)
    values = score[rows]
    order = np.lexsort((count, weight, values))
    weight, count = weight[order], count[order]
    return _Side(values[order], weight * count, weight**2 * count, float(count.sum()))


def _weighted(positive: _Side, negative: _Side) -> Area | None:
    total, other = float(positive.share.sum()), float(negative.share.sum())
    if total <= 0 or other <= 0:
        return None
    won = _below(positive.score, negative) / other
    area = float((won * positive.share).sum()) / total
    smaller = min(positive.effective, negative.effective)
    if min(positive.rows, negative.rows) < 2:
        return Area(value=area, variance=None, smaller=smaller)
    lost = 1 - _below(negative.score, positive) / total
    variance = _spread(won, positive, area) + _spread(lost, negative, area)
    exact = min(area, 1 - area) < 1e-15
    return Area(value=area, variance=0.0 if exact else variance, smaller=smaller)


def _below(score: "Floats", others: _Side) -> "Floats":
    reached = np.concatenate([[0.0], np.cumsum(others.share)])
    left = reached[np.searchsorted(others.score, score, side="left")]
    found: Floats = (left + reached[np.searchsorted(others.score, score, side="right")]) / 2
    return found


def _spread(parts: "Floats", side: _Side, mean: float) -> float:
    spread = float((side.squares * (parts - mean) ** 2).sum()) / float(side.share.sum()) ** 2
    return spread * side.rows / (side.rows - 1)
