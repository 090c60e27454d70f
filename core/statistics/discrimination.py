"""How well does a score tell the two classes apart?"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.statistics.intervals import Bounds, wilson, z_value

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]


def delong(
    truth: "Flags",
    score: "Floats",
    *,
    weights: "Floats | None" = None,
    counts: "Floats | None" = None,
    level: float = 0.95,
) -> tuple[float, Bounds | None] | None:
    """Return the area under the ROC curve with DeLong's interval, cut at 0 and 1.

    Parameters
    ----------
    truth, score
        Shape (rows,): True for the positive class, which higher scores mean; equal scores count half.
    weights, counts
        Shape (rows,): weight of a row, how many rows an entry stands for; or None.
    level
        Confidence level.

    Returns
    -------
    tuple or None
        Area and bounds (None below two rows in a class); None if a class is empty. Where the variance is
        estimated as 0, as for classes told apart fully, Wilson's bounds on the rows of the smaller class.

    References
    ----------
    DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44:837-845; Sun and Xu 2014, IEEE SPL 21:1389-1393;
    van Dantzig 1951, Indagationes Mathematicae 13:1-8 (the variance is at most A (1 - A) / min(m, n)).
    """
    found = _area(truth, score, weights, counts)
    if found is None or found[1] is None:
        return None if found is None else (found[0], None)
    area, error, smaller = found[0], found[1], found[2]
    if error == 0:
        return area, wilson(area * smaller, smaller, level)
    step = z_value(level) * error
    return area, (max(0.0, area - step), min(1.0, area + step))


def delong_area(
    truth: "Flags",
    score: "Floats",
    *,
    weights: "Floats | None" = None,
    counts: "Floats | None" = None,
) -> tuple[float, float | None] | None:
    """Return the area under the ROC curve with DeLong's standard error, never 0; see `delong`."""
    found = _area(truth, score, weights, counts)
    if found is None or found[1] != 0:
        return None if found is None else found[:2]
    return found[0], no_variance_error(found[0], found[2])


def no_variance_error(area: float, smaller: float) -> float:
    """Return the standard error that Wilson's interval gives an area whose variance is estimated as 0."""
    low, high = wilson(area * smaller, smaller, 0.95)
    return (high - low) / z_value(0.95)


def _area(
    truth: "Flags", score: "Floats", weights: "Floats | None", counts: "Floats | None"
) -> tuple[float, float | None, float] | None:
    """Return area, DeLong's standard error, and the effective rows of the smaller class."""
    # The order of rows does not matter here, and sorted values are looked up several times faster.
    positive, negative = (_side(score, weights, counts, mask) for mask in (truth, ~truth))
    if positive.total <= 0 or negative.total <= 0:
        return None
    won = _placements(positive, negative)
    area = float((won * positive.share).sum() / positive.total)
    smaller = min(positive.effective, negative.effective)
    if positive.rows < 2 or negative.rows < 2:
        return area, None, smaller
    lost = 1 - _placements(negative, positive)
    error = math.sqrt(_variance(won, positive, area) + _variance(lost, negative, area))
    # Rounding of means of equal placements must not pass for a variance.
    return area, error if error > 1e-12 else 0.0, smaller


@dataclass(frozen=True, slots=True)
class _Side:
    """The scores of one class in rising order."""

    score: "Floats"
    weights: "Floats"
    counts: "Floats"

    @property
    def share(self) -> "Floats":
        """Return what each entry counts."""
        share: Floats = self.weights * self.counts
        return share

    @property
    def total(self) -> float:
        """Return the sum of weights."""
        return float(self.share.sum())

    @property
    def rows(self) -> float:
        """Return the number of rows."""
        return float(self.counts.sum())

    @property
    def effective(self) -> float:
        """Return how many equally weighted rows these are worth (Kish)."""
        return self.total**2 / float((self.counts * self.weights**2).sum())


def _side(score: "Floats", weights: "Floats | None", counts: "Floats | None", mask: "Flags") -> _Side:
    values = score[mask]
    ones = np.ones(len(values))
    weight = ones if weights is None else weights[mask]
    count = ones if counts is None else counts[mask]
    order = np.argsort(values, kind="stable") if weights is None else np.lexsort((weight, values))
    return _Side(values[order], weight[order], count[order])


def roc_points(
    truth: "Flags", score: "Floats", *, weights: "Floats | None" = None, most: int = 200
) -> tuple["Floats", "Floats"]:
    """Return false and true positive rate for falling cut-offs, thinned to at most `most` points.

    Parameters
    ----------
    truth, score, weights
        As for `delong`; both classes must have rows.
    most
        Largest number of points; first and last are kept.

    Returns
    -------
    tuple of numpy.ndarray
        False positive rates and true positive rates, from (0, 0) to (1, 1).
    """
    fpr, tpr = _curve(truth, score, weights)
    if len(fpr) > most:
        keep = np.unique(np.linspace(0, len(fpr) - 1, most).round().astype(int))
        fpr, tpr = fpr[keep], tpr[keep]
    return fpr, tpr


def ks_distance(truth: "Flags", score: "Floats", weights: "Floats | None" = None) -> float:
    """Return the largest distance between the score distributions of the two classes.

    References
    ----------
    Kolmogorov-Smirnov distance; in scoring see Thomas, Edelman and Crook 2002, Credit Scoring, 7.4.
    """
    fpr, tpr = _curve(truth, score, weights)
    return float(np.abs(tpr - fpr).max())


def ks_class_bounds(distance: float, positives: float, negatives: float, level: float = 0.95) -> Bounds:
    """Return the bounds of the distance of two classes, without what chance adds to it.

    Parameters
    ----------
    distance
        Of the samples.
    positives, negatives
        Rows of the classes; with weights their effective numbers.
    level
        Confidence level.

    Returns
    -------
    tuple of float
        At least the distance less the largest one that equal distributions show; at most the distance and
        the normal error of both functions at one fixed score, which is largest at their medians.

    References
    ----------
    Kolmogorov 1933 and Smirnov 1939, see van der Vaart 1998, Asymptotic Statistics, section 19.3.
    """
    from scipy.special import kolmogi

    scale = math.sqrt(1 / positives + 1 / negatives)
    chance = float(kolmogi((1 - level) / 2)) * scale
    return max(0.0, distance - chance), min(1.0, distance + z_value(level) * scale / 2)


def score_cells(
    truth: "Flags",
    score: "Floats",
    *,
    weights: "Floats | None" = None,
    counts: "Floats | None" = None,
    bins: int = 512,
) -> "Floats":
    """Count rows by class and rising score bin, shape (2, bins), for redrawing figures of the order.

    Bins are cut at quantiles of the rows; `weights` is what an entry counts in all, `counts` its rows.
    """
    unique = np.unique(score)
    edges = unique
    if len(unique) > bins:
        rows = np.ones(len(score)) if counts is None else counts
        edges = np.quantile(score, np.linspace(0, 1, bins), weights=rows, method="inverted_cdf")
    place = np.searchsorted(edges, score, side="left")
    key = truth.astype(np.int64) * (len(edges) + 1) + place
    what = counts if weights is None else weights
    return np.bincount(key, what, minlength=2 * (len(edges) + 1)).reshape(2, -1).astype(float)


def ks_of_cells(cells: "Floats") -> "Floats":
    """Return the KS distance of binned scores, shape (...) from (..., 2, bins); NaN if a class is empty."""
    totals = cells.sum(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.cumsum(cells, axis=-1) / totals
    distance: Floats = np.abs(shares[..., 0, :] - shares[..., 1, :]).max(axis=-1)
    return distance


def precision_of_cells(cells: "Floats") -> "Floats":
    """Return the average precision of binned scores, shape (...) from (..., 2, bins)."""
    falling = np.cumsum(cells[..., ::-1], axis=-1)
    hits, alarms = falling[..., 1, :], falling[..., 0, :]
    steps = np.diff(hits, prepend=0.0, axis=-1)
    total = hits[..., -1]
    with np.errstate(invalid="ignore", divide="ignore"):
        area: Floats = np.where(steps > 0, steps * hits / (hits + alarms), 0.0).sum(axis=-1) / total
    return area


def average_precision(truth: "Flags", score: "Floats", weights: "Floats | None" = None) -> float | None:
    """Return the area under the precision-recall steps; None without positive rows.

    References
    ----------
    Davis and Goadrich 2006, ICML, 233-240.
    """
    hits, alarms = _cumulated(truth, score, weights)
    if hits[-1] <= 0:
        return None
    precision = hits / np.where(alarms + hits > 0, alarms + hits, 1)
    return float((np.diff(hits, prepend=0.0) * precision).sum() / hits[-1])


def _placements(side: _Side, others: _Side) -> "Floats":
    """Return for each score of one class the share of the other class below it, ties half."""
    total = np.concatenate([[0.0], np.cumsum(others.share)])
    left = total[np.searchsorted(others.score, side.score, side="left")]
    right = total[np.searchsorted(others.score, side.score, side="right")]
    shares: Floats = (left + right) / (2 * total[-1])
    return shares


def _variance(parts: "Floats", side: _Side, mean: float) -> float:
    spread = float((side.counts * side.weights**2 * (parts - mean) ** 2).sum() / side.total**2)
    return spread * side.rows / (side.rows - 1)


def _cumulated(truth: "Flags", score: "Floats", weights: "Floats | None") -> tuple["Floats", "Floats"]:
    weight = np.ones(len(score)) if weights is None else weights
    order = np.argsort(-score, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(score[order]) != 0, True))
    hits = np.cumsum(np.where(truth, weight, 0.0)[order])[ends]
    alarms = np.cumsum(np.where(truth, 0.0, weight)[order])[ends]
    return hits, alarms


def _curve(truth: "Flags", score: "Floats", weights: "Floats | None") -> tuple["Floats", "Floats"]:
    hits, alarms = _cumulated(truth, score, weights)
    fpr = np.concatenate([[0.0], alarms / alarms[-1]])
    tpr = np.concatenate([[0.0], hits / hits[-1]])
    return fpr, tpr
