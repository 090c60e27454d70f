"""Does an order of importance hold when other rows are drawn?"""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


def middle_ranks(values: "Floats") -> "Floats":
    """Return ranks from 1 along the last axis, ties sharing their mean rank; shape as given."""
    less = (values[..., None, :] < values[..., :, None]).sum(axis=-1)
    equal = (values[..., None, :] == values[..., :, None]).sum(axis=-1)
    ranks: Floats = less + (equal + 1) / 2
    return ranks


def spearman(values: "Floats", against: "Floats") -> "Floats":
    """Return the rank correlation of each row with one order.

    Parameters
    ----------
    values
        Shape (B, k).
    against
        Shape (k,).

    Returns
    -------
    numpy.ndarray
        Shape (B,); NaN where all values of a row are equal.

    References
    ----------
    Spearman 1904, American Journal of Psychology 15:72-101.
    """
    first, second = middle_ranks(values), middle_ranks(against)
    first = first - first.mean(axis=-1, keepdims=True)
    second = second - second.mean()
    below = np.sqrt((first**2).sum(axis=-1) * (second**2).sum())
    correlation = np.full(len(first), np.nan)
    np.divide(first @ second, below, out=correlation, where=below > 0)
    return correlation


def top_overlap(values: "Floats", against: "Floats", k: int) -> "Floats":
    """Return the share of the k largest of `against` that are among the k largest of each row, shape (B,)."""
    best = np.zeros(len(against), dtype=bool)
    best[np.argsort(-against, kind="stable")[:k]] = True
    chosen = np.argsort(-values, axis=-1, kind="stable")[:, :k]
    overlap: Floats = best[chosen].mean(axis=-1)
    return overlap
