"""How does the output change with one feature, when everything else stays as it is?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Accumulated:
    """An accumulated local effect."""

    values: "Floats"
    """Shape (edges,): centered, so that the mean over the rows is 0."""
    counts: "Codes"
    """Shape (edges - 1,): rows of each interval."""


def intervals_of(numbers: "Floats", edges: "Floats") -> "Codes":
    """Return the interval (edge, next edge] of each number; the smallest edge belongs to the first.

    Parameters
    ----------
    numbers
        Shape (rows,), all between the first and the last edge.
    edges
        Shape (k + 1,), rising.

    Returns
    -------
    numpy.ndarray
        Shape (rows,): 0 to k - 1.
    """
    found: Codes = np.clip(np.searchsorted(edges, numbers, side="left") - 1, 0, len(edges) - 2)
    return found


def accumulated_effect(change: "Floats", interval: "Codes", intervals: int) -> Accumulated:
    """Accumulate the mean change of the output over each interval.

    Parameters
    ----------
    change
        Shape (rows,): output at the upper edge of the row's interval minus that at the lower edge.
    interval
        Shape (rows,): 0 to intervals - 1.
    intervals
        Their number.

    Returns
    -------
    Accumulated
        The uncentered effect is 0 at the first edge; centered by the mean of both edges of each interval,
        weighted by its rows. An interval without rows changes nothing.

    References
    ----------
    Apley and Zhu 2020, JRSS B 82:1059-1086, equations 15 and 16.
    """
    counts = np.bincount(interval, minlength=intervals)
    sums = np.bincount(interval, weights=change, minlength=intervals)
    return Accumulated(
        values=centered_effect(counts[None, :], np.asarray(sums, dtype=float)[None, :])[0], counts=counts
    )


def centered_effect(counts: "Floats | Codes", sums: "Floats") -> "Floats":
    """Return centered effects from the rows and sums of changes of each interval.

    Parameters
    ----------
    counts, sums
        Shape (B, k): one line per (redrawn) table.

    Returns
    -------
    numpy.ndarray
        Shape (B, k + 1).
    """
    steps = np.zeros(sums.shape)
    np.divide(sums, counts, out=steps, where=counts > 0)
    whole = np.concatenate([np.zeros((len(steps), 1)), np.cumsum(steps, axis=1)], axis=1)
    middle = (whole[:, 1:] + whole[:, :-1]) / 2
    total = np.maximum(counts.sum(axis=1, keepdims=True), 1)
    effect: Floats = whole - (middle * counts).sum(axis=1, keepdims=True) / total
    return effect


def category_effect(steps: "Floats", counts: "Floats | Codes") -> "Floats":
    """Return the centered effect of ordered categories from the mean changes between neighbors.

    Parameters
    ----------
    steps
        Shape (B, k - 1): mean change from each category to the next, over the rows of both.
    counts
        Shape (B, k): rows of each category.

    Returns
    -------
    numpy.ndarray
        Shape (B, k): the mean over the rows is 0.

    References
    ----------
    Apley and Zhu 2020, JRSS B 82:1059-1086, supplement (categorical predictors).
    """
    whole = np.concatenate([np.zeros((len(steps), 1)), np.cumsum(steps, axis=1)], axis=1)
    total = np.maximum(counts.sum(axis=1, keepdims=True), 1)
    effect: Floats = whole - (whole * counts).sum(axis=1, keepdims=True) / total
    return effect


def against_mean(curves: "Floats") -> tuple[int, int]:
    """Count the curves that move against their mean, and those that move at all.

    Parameters
    ----------
    curves
        Shape (rows, values): one line per row (individual conditional expectation).

    Returns
    -------
    tuple of int
        Curves whose covariance with the mean curve is negative; curves that are not flat.

    References
    ----------
    Goldstein et al. 2015, JCGS 24:44-65 (centered curves).
    """
    own = curves - curves.mean(axis=1, keepdims=True)
    mean = curves.mean(axis=0) - curves.mean()
    moving = np.abs(own).max(axis=1) > 1e-12
    against = (own @ mean < -1e-12) & moving
    return int(against.sum()), int(moving.sum())
