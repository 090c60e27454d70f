"""How far would a figure move if other rows had been drawn?

Resampling rows and counting them is the same as drawing the cells of the count from a multinomial
distribution, so the cost does not depend on the number of rows.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from core.statistics.intervals import Bounds, wilson

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

RESAMPLES = 2000
"""Redraws for a percentile interval."""
BLOCKS = 4000
"""Random blocks of rows that stand for the rows of a larger table."""
WRITTEN_OUT = 20_000_000
"""Rows up to which counted rows are written out to be put into blocks."""


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
    return _redrawn(np.asarray(cells, dtype=float).tobytes(), np.shape(cells), seed, resamples)


@lru_cache(maxsize=4)
def _redrawn(cells: bytes, shape: tuple[int, ...], seed: int, resamples: int) -> "Floats":
    """Draw once for all figures of the same counts."""
    flat = np.frombuffer(cells, dtype=float)
    filled = np.flatnonzero(flat)
    drawn = np.zeros((resamples, flat.size))
    if filled.size:
        shares = flat[filled] / flat[filled].sum()
        # The last share is what is left: sums of floats may exceed 1 by a rounding error.
        rng = np.random.default_rng(seed)
        drawn[:, filled] = rng.multinomial(round(flat.sum()), shares, size=resamples)
    drawn.setflags(write=False)
    return drawn.reshape(resamples, *shape)


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


def cell_intervals(
    cells: "Floats", figures: "Mapping[str, Callable[[Floats], Floats]]", *, seed: int, level: float = 0.95
) -> dict[str, Bounds | None]:
    """Return the percentile intervals of several figures of the same counts, all from one set of redraws."""
    drawn = redraw(cells, seed=seed)
    return {name: percentile_bounds(figure(drawn), level) for name, figure in figures.items()}


def table_interval(
    cells: "Floats", figure: "Callable[[Floats], Floats]", *, seed: int, level: float = 0.95
) -> Bounds | None:
    """Return the interval of a figure of a table of true against predicted classes.

    Parameters
    ----------
    cells
        Shape (classes, classes), first the true class.
    figure
        Takes shape (..., classes, classes), returns shape (...).
    seed, level
        Seed of the draws; confidence level.

    Returns
    -------
    tuple or None
        Percentiles of redrawn tables. Where all of these agree, as for a table without any error, which few
        rows do not prove, the figures at the bounds of every class's recall.

    References
    ----------
    Efron and Tibshirani 1993, An Introduction to the Bootstrap, section 13.3; Wilson 1927, JASA 22:209-212.
    """
    return _widened(cells, figure, cell_interval(cells, figure, seed=seed, level=level), level)


def table_intervals(
    cells: "Floats", figures: "Mapping[str, Callable[[Floats], Floats]]", *, seed: int, level: float = 0.95
) -> dict[str, Bounds | None]:
    """Return the intervals of several figures of the same table; see `table_interval`."""
    found = cell_intervals(cells, figures, seed=seed, level=level)
    return {name: _widened(cells, figure, found[name], level) for name, figure in figures.items()}


def _widened(
    cells: "Floats", figure: "Callable[[Floats], Floats]", found: Bounds | None, level: float
) -> Bounds | None:
    if found is None or found[1] - found[0] > 1e-12 * max(1.0, abs(found[0])):
        return found
    values = [float(figure(_at_bound(cells, level, upper=upper))) for upper in (False, True)]
    known = [value for value in values if np.isfinite(value)]
    return min(found[0], *known), max(found[1], *known)


def _at_bound(cells: "Floats", level: float, *, upper: bool) -> "Floats":
    """Return the table in which the recall of every class lies at its Wilson bound."""
    rows, hits = cells.sum(axis=1), np.diagonal(cells).copy()
    moved = cells.astype(float).copy()
    for at in np.flatnonzero(rows > 0):
        low, high = wilson(min(hits[at], rows[at]), rows[at], level)
        missed, wanted = rows[at] - hits[at], rows[at] * (1 - (high if upper else low))
        even = np.where(np.arange(len(rows)) == at, 0.0, 1.0 / max(1, len(rows) - 1))
        spread = even if missed <= 0 else np.where(even > 0, cells[at] / missed, 0.0)
        moved[at] = wanted * spread
        moved[at, at] = rows[at] - wanted
    return moved


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
    return _drawn(sums, np.full(len(sums), 1 / len(sums)), len(sums), (seed, resamples))


def distinct_rows(
    columns: "Sequence[Floats]", counts: "Floats | None" = None
) -> "tuple[npt.NDArray[np.int64], Floats]":
    """Find the distinct rows of a table in a fixed order, and how often each occurs.

    Parameters
    ----------
    columns
        Arrays of shape (rows,); at least one.
    counts
        Shape (rows,): how many rows each entry stands for; None for one.

    Returns
    -------
    tuple of numpy.ndarray
        A position of each distinct row, ordered by the columns from first to last, and its number of rows.
        Neither depends on the order of the table, nor on whether equal rows were written out or counted.
    """
    order = np.lexsort(tuple(reversed([np.asarray(column) for column in columns])))
    new = np.zeros(len(order), dtype=bool)
    new[:1] = True
    for column in columns:
        ordered = np.asarray(column)[order]
        new[1:] |= ordered[1:] != ordered[:-1]
    starts = np.flatnonzero(new)
    number = np.ones(len(order)) if counts is None else counts[order]
    found = np.add.reduceat(number, starts) if len(starts) else np.zeros(0)
    return order[starts], found


def redrawn_counts(columns: "Floats", counts: "Floats", *, seed: int, resamples: int = RESAMPLES) -> "Floats":
    """Return the column sums of redrawn tables of which only the distinct rows are given.

    Parameters
    ----------
    columns
        Shape (distinct rows, k): what a figure sums over one row of each kind.
    counts
        Shape (distinct rows,): how many rows of each kind there are, whole numbers.
    seed, resamples
        Seed of blocks and draws; number of tables B.

    Returns
    -------
    numpy.ndarray
        Shape (B, k). Up to `BLOCKS` distinct rows these are drawn themselves; beyond, random blocks of rows;
        beyond `WRITTEN_OUT` rows the sums are drawn from the normal distribution they then follow.
    """
    total = float(counts.sum())
    if len(columns) <= BLOCKS:
        return _drawn(columns, counts / total, round(total), (seed, resamples))
    if total > WRITTEN_OUT:
        return _normal(columns, counts, (seed, resamples))
    rows = round(total)
    block = (np.random.default_rng(seed).permutation(rows) * BLOCKS) // rows
    kind = np.repeat(np.arange(len(columns)), counts.astype(np.int64))
    sums = np.column_stack([np.bincount(block, column[kind], BLOCKS) for column in columns.T]).astype(float)
    return _drawn(sums, np.full(BLOCKS, 1 / BLOCKS), BLOCKS, (seed, resamples))


def _drawn(parts: "Floats", shares: "Floats", rows: int, draws: tuple[int, int]) -> "Floats":
    seed, resamples = draws
    rng = np.random.default_rng([seed, 1])
    found = [
        rng.multinomial(rows, shares, size=min(100, resamples - start)) @ parts
        for start in range(0, resamples, 100)
    ]
    return np.concatenate(found).astype(float)


def _normal(columns: "Floats", counts: "Floats", draws: tuple[int, int]) -> "Floats":
    seed, resamples = draws
    total = counts.sum()
    mean = counts @ columns / total
    spread = (columns - mean) * counts[:, None]
    covariance = (columns - mean).T @ spread
    rng = np.random.default_rng([seed, 1])
    return rng.multivariate_normal(mean * total, covariance, size=resamples, method="eigh")
