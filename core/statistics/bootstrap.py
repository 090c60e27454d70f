"""How far would a figure move if other rows had been drawn?

Resampling rows and counting them is the same as drawing the cells of the count from a multinomial
distribution, so the cost does not depend on the number of rows.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from core.statistics.intervals import Bounds

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

RESAMPLES = 2000
"""Redraws for a percentile interval."""
BLOCKS = 4000
"""Random blocks of rows that stand for the rows of a larger table."""


def redraw(cells: "Floats", *, seed: int, resamples: int = RESAMPLES) -> "Floats":
    """Draw tables of counts with the proportions of one table.

    Parameters
    ----------
    cells
        Counts (or effective counts) of any shape.
    seed
        Seed of the draws.
    resamples
        Number of tables B.

    Returns
    -------
    numpy.ndarray
        Shape (B, *cells.shape).

    References
    ----------
    Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 13.
    """
    flat = np.asarray(cells, dtype=float).ravel()
    filled = np.flatnonzero(flat)
    drawn = np.zeros((resamples, flat.size))
    if filled.size:
        shares = flat[filled] / flat[filled].sum()
        # The last share is what is left: sums of floats may exceed 1 by a rounding error.
        rng = np.random.default_rng(seed)
        drawn[:, filled] = rng.multinomial(round(flat.sum()), shares, size=resamples)
    return drawn.reshape(resamples, *np.shape(cells))


def percentile_bounds(values: "Floats", level: float = 0.95) -> Bounds | None:
    """Return the bounds between which the middle share of the redrawn values lies.

    Parameters
    ----------
    values
        Shape (B,); NaN for redraws on which the figure is not computable.
    level
        Confidence level.

    Returns
    -------
    tuple or None
        Lower and upper bound; None when fewer than half of the redraws are computable.
    """
    known = values[np.isfinite(values)]
    if not known.size or known.size * 2 < values.size:
        return None
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def cell_interval(
    cells: "Floats", figure: "Callable[[Floats], Floats]", *, seed: int, level: float = 0.95
) -> Bounds | None:
    """Return the percentile interval of any figure of counts.

    Parameters
    ----------
    cells
        Counts of any shape.
    figure
        Takes shape (B, *cells.shape), returns shape (B,), NaN where not computable.
    seed, level
        Seed of the draws; confidence level.

    Returns
    -------
    tuple or None
        Lower and upper bound; None if the figure is mostly not computable.
    """
    return percentile_bounds(figure(redraw(cells, seed=seed)), level)


def block_sums(columns: "Floats", *, seed: int, blocks: int = BLOCKS) -> "Floats":
    """Add up rows in random blocks, so that means of a large table can be redrawn cheaply.

    Parameters
    ----------
    columns
        Shape (rows, k): what a figure sums over rows.
    seed
        Seed of the assignment to blocks.
    blocks
        Number of blocks; a table with no more rows keeps its rows.

    Returns
    -------
    numpy.ndarray
        Shape (min(rows, blocks), k).
    """
    rows = len(columns)
    if rows <= blocks:
        return columns
    order = np.random.default_rng(seed).permutation(rows)
    sums: Floats = np.add.reduceat(columns[order], np.arange(blocks) * rows // blocks, axis=0)
    return sums


def sum_interval(
    columns: "Floats", figure: "Callable[[Floats], Floats]", *, seed: int, level: float = 0.95
) -> Bounds | None:
    """Return the percentile interval of a figure that is made of sums over rows.

    Parameters
    ----------
    columns
        Shape (rows, k): the summands.
    figure
        Takes sums of shape (B, k), returns shape (B,).
    seed, level
        Seed of blocks and draws; confidence level.

    Returns
    -------
    tuple or None
        Lower and upper bound; None if the figure is mostly not computable.
    """
    if not len(columns):
        return None
    return percentile_bounds(figure(redrawn_sums(columns, seed=seed)), level)


def redrawn_sums(columns: "Floats", *, seed: int, resamples: int = RESAMPLES) -> "Floats":
    """Return the column sums of redrawn tables, shape (B, k); see `sum_interval`."""
    sums = block_sums(columns, seed=seed)
    rng = np.random.default_rng([seed, 1])
    equal = np.full(len(sums), 1 / len(sums))
    parts = [
        rng.multinomial(len(sums), equal, size=min(100, resamples - start)) @ sums
        for start in range(0, resamples, 100)
    ]
    return np.concatenate(parts).astype(float)
