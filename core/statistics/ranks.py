"""Does an order of importance hold when other rows are drawn?"""

from typing import TYPE_CHECKING

import numpy as np

from core.statistics.bootstrap import block_sums, redrawn_sums

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


def weighted_spearman(first: "Floats", second: "Floats", shares: "Floats") -> float | None:
    """Return the rank correlation of two columns whose entries count differently.

    Parameters
    ----------
    first, second
        Shape (rows,).
    shares
        Shape (rows,): how many rows, or how much weight, an entry stands for.

    Returns
    -------
    float or None
        None where all values of a column are equal.

    References
    ----------
    Spearman 1904, American Journal of Psychology 15:72-101; ranks are those of the written-out rows.
    """
    ranks = [_counted_ranks(column, shares) for column in (first, second)]
    total = float(shares.sum())
    away = [rank - float((shares * rank).sum()) / total for rank in ranks]
    below = np.sqrt(float((shares * away[0] ** 2).sum()) * float((shares * away[1] ** 2).sum()))
    # Equal values leave nothing but rounding.
    if below <= 1e-12 * total**3:
        return None
    return float(np.clip(float((shares * away[0] * away[1]).sum()) / below, -1.0, 1.0))


def _counted_ranks(values: "Floats", shares: "Floats") -> "Floats":
    _, place = np.unique(values, return_inverse=True)
    held = np.bincount(place, shares)
    ranks: Floats = (np.cumsum(held) - held / 2)[place]
    return ranks


_REDRAWS, _BLOCKS = 200, 1000


def order_stable(sizes: "Floats", top: int, *, seed: int, share: float = 0.95) -> bool:
    """Tell whether the order of the largest means would hold if other rows had been drawn.

    Parameters
    ----------
    sizes
        Shape (rows, k).
    top
        How many of the largest means are watched.
    seed
        Seed of the redraws.
    share
        Share of redraws in which the same features must stand at the top, in the same order.

    Returns
    -------
    bool
        False below two rows.
    """
    if len(sizes) < 2:
        return False
    parts = block_sums(sizes, seed=seed, blocks=_BLOCKS)
    drawn = redrawn_sums(parts, seed=seed, resamples=_REDRAWS)
    wanted = np.argsort(-sizes.mean(axis=0), kind="stable")[:top]
    found = np.argsort(-drawn, axis=1, kind="stable")[:, :top]
    return bool((found == wanted).all(axis=1).mean() >= share)
