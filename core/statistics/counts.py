"""How many rows lie in each cell of groups, true classes and predicted classes?"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Codes = npt.NDArray[np.int64] | npt.NDArray[np.int8]
    Cube = npt.NDArray[np.float64]

CHUNK = 1 << 16
"""Rows per step: the keys of one step stay in the processor's cache."""
DENSE_LIMIT = 1 << 22
"""Cells up to which the cube is held whole."""
RECOUNT_LIMIT = 1_000_000
"""Rows up to which everything is counted a second time; beyond, a seeded sample of that size is."""


def count_cube(
    codes: "Sequence[Codes]", sizes: Sequence[int], *, weights: "npt.NDArray[np.float64] | None" = None
) -> "Cube":
    """Count rows, or sum weights, by all codes at once.

    Parameters
    ----------
    codes
        One array of shape (rows,) per dimension, each from 0 to below its size.
    sizes
        Number of codes per dimension; their product at most `DENSE_LIMIT`.
    weights
        Shape (rows,); None counts rows.

    Returns
    -------
    numpy.ndarray
        Shape `sizes`; every marginal and intersection is a sum over its axes.
    """
    cells = math.prod(sizes)
    if cells > DENSE_LIMIT:
        raise ValueError(f"{cells} cells are more than a dense cube may have")
    total = np.zeros(cells)
    for start in range(0, len(codes[0]), CHUNK):
        part = slice(start, start + CHUNK)
        key = np.zeros(len(codes[0][part]), dtype=np.int64)
        for column, size in zip(codes, sizes, strict=True):
            key *= size
            key += column[part]
        if key.size and (key.min() < 0 or key.max() >= cells):
            raise ValueError("a code lies outside its dimension")
        total += np.bincount(key, weights=None if weights is None else weights[part], minlength=cells)
    return total.reshape(tuple(sizes))


def count_again(
    codes: "Sequence[Codes]", sizes: Sequence[int], *, counts: "npt.NDArray[np.float64] | None" = None
) -> "Cube":
    """Count the same cells a second way, in SQL by DuckDB, as a check on `count_cube`.

    Parameters
    ----------
    codes, sizes
        As for `count_cube`.
    counts
        Shape (rows,): how many rows each entry stands for; None for one.

    Returns
    -------
    numpy.ndarray
        Shape `sizes`.
    """
    import duckdb
    import pyarrow as pa

    small = [column.astype(np.min_scalar_type(size)) for column, size in zip(codes, sizes, strict=True)]
    names = [f"c{index}" for index in range(len(small))]
    columns = dict(zip(names, small, strict=True)) | ({} if counts is None else {"n": counts})
    by, said = ", ".join(names), "count(*)" if counts is None else "sum(n)"
    with duckdb.connect() as connection:
        connection.register("entries", pa.table(columns))
        found = connection.sql(f"SELECT {by}, CAST({said} AS DOUBLE) AS n FROM entries GROUP BY {by}")  # noqa: S608
        cells = found.fetchnumpy()
    total = np.zeros(tuple(sizes))
    total[tuple(np.asarray(cells[name], dtype=np.int64) for name in names)] = cells["n"]
    return total


def counts_agree(
    codes: "Sequence[Codes]",
    sizes: Sequence[int],
    *,
    cube: "Cube",
    seed: int,
    counts: "npt.NDArray[np.float64] | None" = None,
) -> bool:
    """Tell whether the second count agrees; beyond `RECOUNT_LIMIT` rows both count one seeded sample.

    Parameters
    ----------
    codes, sizes
        As for `count_cube`.
    cube
        What `count_cube` returned for rows, or for whole numbers of rows.
    seed
        Seed of the sample.
    counts
        Shape (rows,): how many rows each entry stands for; None for one.

    Returns
    -------
    bool
        False means a defect: no figure made from the cube may be used.
    """
    rows = len(codes[0])
    if rows <= RECOUNT_LIMIT:
        return bool(np.array_equal(cube, count_again(codes, sizes, counts=counts)))
    sample = np.sort(np.random.default_rng(seed).choice(rows, RECOUNT_LIMIT, replace=False))
    some = [column[sample] for column in codes]
    part = None if counts is None else counts[sample]
    whole = float(rows) if counts is None else float(counts.sum())
    same = np.array_equal(count_cube(some, sizes, weights=part), count_again(some, sizes, counts=part))
    return bool(cube.sum() == whole) and bool(same)
