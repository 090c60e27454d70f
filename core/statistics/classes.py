"""How well are several classes told apart?

Cells are counts of shape (..., classes, classes): first the true class, then the predicted one.
"""

from typing import TYPE_CHECKING

import numpy as np

from core.statistics.confusion import divide
from core.statistics.encoding import encode_classes

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


def one_against_rest(cells: "Floats", at: int) -> "Floats":
    """Return the confusion matrix of one class, shape (..., 2, 2), 1 = the class."""
    total = cells.sum(axis=(-2, -1))
    actual, predicted = cells[..., at, :].sum(axis=-1), cells[..., :, at].sum(axis=-1)
    hits = cells[..., at, at]
    misses, alarms = actual - hits, predicted - hits
    rest = total - hits - misses - alarms
    return np.stack([np.stack([rest, alarms], axis=-1), np.stack([misses, hits], axis=-1)], axis=-2)


def accuracy(cells: "Floats") -> "Floats":
    """Return the share of rows on the diagonal, shape (...); NaN without rows."""
    return divide(np.trace(cells, axis1=-2, axis2=-1), cells.sum(axis=(-2, -1)))


def mean_recall(cells: "Floats") -> "Floats":
    """Return the balanced accuracy: the mean recall of the classes that occur, shape (...)."""
    recalls = divide(np.diagonal(cells, axis1=-2, axis2=-1), cells.sum(axis=-1))
    known = np.isfinite(recalls)
    return divide(np.where(known, recalls, 0.0).sum(axis=-1), known.sum(axis=-1).astype(float))


def class_f1(cells: "Floats") -> "Floats":
    """Return F1 of every class, shape (..., classes); NaN for one that neither occurs nor is named."""
    hits = np.diagonal(cells, axis1=-2, axis2=-1)
    return divide(2 * hits, cells.sum(axis=-1) + cells.sum(axis=-2))


def class_precision(cells: "Floats") -> "Floats":
    """Return the precision of every class, shape (..., classes); NaN for one that is never named."""
    return divide(np.diagonal(cells, axis1=-2, axis2=-1), cells.sum(axis=-2))


def macro(parts: "Floats") -> "Floats":
    """Return the mean of the computable parts, shape (...) from (..., classes)."""
    known = np.isfinite(parts)
    return divide(np.where(known, parts, 0.0).sum(axis=-1), known.sum(axis=-1).astype(float))


def by_prevalence(parts: "Floats", cells: "Floats") -> "Floats":
    """Return the mean of parts weighted by the rows of each class; one that is not computable counts 0."""
    rows = cells.sum(axis=-1)
    return divide((np.where(np.isfinite(parts), parts, 0.0) * rows).sum(axis=-1), rows.sum(axis=-1))


def matthews(cells: "Floats") -> "Floats":
    """Return Matthews' correlation of several classes, shape (...); NaN where one side never varies.

    References
    ----------
    Gorodkin 2004, Computational Biology and Chemistry 28:367-374.
    """
    true, said = cells.sum(axis=-1), cells.sum(axis=-2)
    total, hits = cells.sum(axis=(-2, -1)), np.trace(cells, axis1=-2, axis2=-1)
    spread_true = total**2 - (true**2).sum(axis=-1)
    spread_said = total**2 - (said**2).sum(axis=-1)
    return divide(hits * total - (true * said).sum(axis=-1), np.sqrt(spread_true * spread_said))


def cohen_kappa(cells: "Floats") -> "Floats":
    """Return the agreement beyond chance, shape (...); NaN where chance alone agrees fully.

    References
    ----------
    Cohen 1960, Educational and Psychological Measurement 20:37-46.
    """
    total = cells.sum(axis=(-2, -1))
    chance = divide((cells.sum(axis=-1) * cells.sum(axis=-2)).sum(axis=-1), total**2)
    return divide(accuracy(cells) - chance, 1 - chance)


def weighted_kappa(cells: "Floats", *, power: int = 2) -> "Floats":
    """Return Cohen's kappa of ordered classes, in which a farther miss weighs more, shape (...).

    Parameters
    ----------
    cells
        Shape (..., classes, classes), the classes in their order.
    power
        1 for linear, 2 for quadratic weights.

    References
    ----------
    Cohen 1968, Psychological Bulletin 70:213-220.
    """
    at = np.arange(cells.shape[-1])
    away = np.abs(at[:, None] - at[None, :]).astype(float) ** power
    total = cells.sum(axis=(-2, -1))
    chance = cells.sum(axis=-1)[..., :, None] * cells.sum(axis=-2)[..., None, :]
    expected = divide((away * chance).sum(axis=(-2, -1)), total)
    return 1 - divide((away * cells).sum(axis=(-2, -1)), expected)


def class_log_loss(
    truth: "npt.NDArray[np.int64]", probability: "Floats", weights: "Floats | None" = None
) -> float:
    """Return the mean log loss of the probabilities of several classes.

    Parameters
    ----------
    truth
        Shape (rows,): position of the true class among the columns.
    probability
        Shape (rows, classes); rows are scaled to add up to 1, and values next to 0 moved to the smallest
        number that is told from 0.
    weights
        Shape (rows,), or None.
    """
    said = np.asarray(probability, dtype=float)
    smallest = float(np.finfo(np.float64).eps)
    scaled = np.clip(said / said.sum(axis=1, keepdims=True), smallest, 1 - smallest)
    return float(np.average(-np.log(scaled[np.arange(len(said)), np.asarray(truth)]), weights=weights))


def class_brier(
    truth: "npt.NDArray[np.int64]", probability: "Floats", weights: "Floats | None" = None
) -> float:
    """Return the Brier score of several classes as its author defined it, from 0 to 2.

    References
    ----------
    Brier 1950, Monthly Weather Review 78:1-3.
    """
    said = np.asarray(probability, dtype=float)
    true = np.eye(said.shape[1])[np.asarray(truth)]
    return float(np.average(((said - true) ** 2).sum(axis=1), weights=weights))


def confusion_matrix(
    truth: "npt.ArrayLike", predicted: "npt.ArrayLike", weights: "Floats | None" = None
) -> "tuple[tuple[str, ...], Floats]":
    """Count true classes (rows) against predicted ones (columns).

    Returns
    -------
    tuple
        Labels that occur on either side, sorted as text or by number, and cells of shape (classes, classes).
    """
    values = np.concatenate([np.asarray(truth).astype(object), np.asarray(predicted).astype(object)])
    both = encode_classes(values)
    true, said = both.codes[: len(both.codes) // 2], both.codes[len(both.codes) // 2 :]
    size = len(both.labels)
    counts = np.bincount(true.astype(np.int64) * size + said, weights, minlength=size * size)
    return both.labels, counts.astype(float).reshape(size, size)


def likelihood_ratios(cells: "Floats") -> tuple[float | None, float | None]:
    """Return how much a positive and a negative prediction shift the odds; None for 0/0 and x/0.

    Parameters
    ----------
    cells
        Shape (2, 2), 1 = positive.

    Returns
    -------
    tuple
        TPR / FPR and FNR / TNR.
    """
    (tn, fp), (fn, tp) = cells
    positives, negatives = tp + fn, fp + tn
    up = float(tp / positives / (fp / negatives)) if positives and fp else None
    down = float(fn / positives / (tn / negatives)) if positives and tn else None
    return up, down
