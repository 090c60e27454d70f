"""How many rows and errors lie in each slice of one or two columns, and how do slices differ from the rest?

Columns are taken in blocks of two, and two blocks at a time are counted in one pass over the rows: a cube of
four columns holds six pairs. So 20 columns need 45 passes for their 190 pairs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Codes = npt.NDArray[np.uint8]
    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

CHUNK = 1 << 16
"""Rows per step: their keys stay in the processor's cache."""
MOST_BINS = 16
"""Codes a column may have: a cube of four columns has at most 65,536 cells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Rows and errors of each cell."""

    rows: "Floats"
    errors: "Floats"
    """Sum of the errors."""
    squares: "Floats"
    """Sum of their squares; of flags the same as their sum."""

    def over(self, axes: tuple[int, ...]) -> "Sums":
        """Add up over some axes."""
        return Sums(
            rows=self.rows.sum(axis=axes),
            errors=self.errors.sum(axis=axes),
            squares=self.squares.sum(axis=axes),
        )


def single_sums(codes: "Codes", size: int, errors: "Flags | Floats") -> Sums:
    """Count one column.

    Parameters
    ----------
    codes
        Shape (rows,), each below the size.
    size
        Number of codes.
    errors
        Shape (rows,): whether, or by how much, each row is wrong.

    Returns
    -------
    Sums
        Shape (size,).
    """
    return _cube(codes.astype(np.uint16), size, errors)


def pair_sums(
    columns: "Sequence[Codes]", sizes: Sequence[int], errors: "Flags | Floats"
) -> Iterator[tuple[int, int, Sums]]:
    """Yield the sums of each pair of columns.

    Parameters
    ----------
    columns, sizes
        As for `single_sums`; at most `MOST_BINS` codes each.
    errors
        Shape (rows,).

    Yields
    ------
    tuple
        Positions of both columns, the smaller first, and sums of shape (size of the first, of the second).
    """
    if any(size > MOST_BINS for size in sizes):
        raise ValueError(f"a column may have {MOST_BINS} codes at most")
    blocks = [tuple(range(at, min(at + 2, len(columns)))) for at in range(0, len(columns), 2)]
    joined = [_joined([columns[at] for at in block], [sizes[at] for at in block]) for block in blocks]
    if len(blocks) == 1 and len(columns) == 2:
        yield 0, 1, _shaped(_cube(joined[0], sizes[0] * sizes[1], errors), tuple(sizes))
    for first, second in combinations(range(len(blocks)), 2):
        at = (*blocks[first], *blocks[second])
        inner = _product(sizes, blocks[second])
        sums = _chunked((joined[first], joined[second]), (_product(sizes, blocks[first]), inner), errors)
        yield from _pairs(
            _shaped(sums, tuple(sizes[place] for place in at)), at, _fresh(first, second, blocks)
        )


def _fresh(first: int, second: int, blocks: list[tuple[int, ...]]) -> frozenset[tuple[int, int]]:
    """Return the pairs that this pass gives: those across the blocks, and within a block once."""
    pairs = {(one, other) for one in blocks[first] for other in blocks[second]}
    if second == first + 1 and len(blocks[first]) == 2:
        pairs.add((blocks[first][0], blocks[first][1]))
    if (first, second) == (len(blocks) - 2, len(blocks) - 1) and len(blocks[second]) == 2:
        pairs.add((blocks[second][0], blocks[second][1]))
    return frozenset(pairs)


def _pairs(
    cube: Sums, at: tuple[int, ...], wanted: frozenset[tuple[int, int]]
) -> Iterator[tuple[int, int, Sums]]:
    for one, other in combinations(range(len(at)), 2):
        if (at[one], at[other]) in wanted:
            rest = tuple(axis for axis in range(len(at)) if axis not in {one, other})
            yield at[one], at[other], cube.over(rest)


def _joined(columns: "Sequence[Codes]", sizes: Sequence[int]) -> "npt.NDArray[np.uint16]":
    key = columns[0].astype(np.uint16)
    for column, size in zip(columns[1:], sizes[1:], strict=True):
        key = key * np.uint16(size) + column
    return key


def _product(sizes: Sequence[int], block: tuple[int, ...]) -> int:
    return int(np.prod([sizes[at] for at in block]))


def _shaped(sums: Sums, shape: tuple[int, ...]) -> Sums:
    return Sums(
        rows=sums.rows.reshape(shape), errors=sums.errors.reshape(shape), squares=sums.squares.reshape(shape)
    )


def _cube(key: "npt.NDArray[np.uint16]", cells: int, errors: "Flags | Floats") -> Sums:
    return _chunked((np.zeros(len(key), dtype=np.uint16), key), (1, cells), errors)


def _chunked(
    keys: "tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint16]]",
    sizes: tuple[int, int],
    errors: "Flags | Floats",
) -> Sums:
    """Count the cells of two keys, a part of the rows at a time."""
    cells, flags = sizes[0] * sizes[1], errors.dtype == np.bool_
    total = np.zeros(2 * cells if flags else cells, dtype=np.int64)
    sums, squares = np.zeros(cells), np.zeros(cells)
    key = np.empty(min(CHUNK, max(len(errors), 1)), dtype=np.int64)
    for start in range(0, len(errors), CHUNK):
        part = slice(start, start + CHUNK)
        here, wrong = key[: len(errors[part])], errors[part]
        np.multiply(keys[0][part], sizes[1], out=here, casting="unsafe", dtype=np.int64)
        here += keys[1][part]
        if flags:
            here *= 2
            here += wrong.astype(np.int64)
            total += np.bincount(here, minlength=2 * cells)
        else:
            total += np.bincount(here, minlength=cells)
            sums += np.bincount(here, weights=wrong, minlength=cells)
            squares += np.bincount(here, weights=wrong * wrong, minlength=cells)
    if flags:
        both = total.reshape(cells, 2)
        wrongs = both[:, 1].astype(float)
        return Sums(rows=both.sum(axis=1).astype(float), errors=wrongs, squares=wrongs)
    return Sums(rows=total.astype(float), errors=sums, squares=squares)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """Each slice beside the rest of the rows; arrays of shape (slices,)."""

    value: "Floats"
    """Difference of the mean errors, slice less rest; or their ratio."""
    low: "Floats"
    high: "Floats"
    p: "Floats"
    """Two-sided, of no difference."""


def share_gaps(part: Sums, whole: Sums, z: float) -> Gaps:
    """Compare shares of wrong rows.

    Parameters
    ----------
    part
        Sums of each slice.
    whole
        Sums of all rows, shape ().
    z
        Normal quantile of the intervals.

    Returns
    -------
    Gaps
        Differences with Newcombe's hybrid score interval and the pooled test of two shares.

    References
    ----------
    Newcombe 1998, Statistics in Medicine 17:873-890, method 10.
    """
    n, rest = part.rows, whole.rows - part.rows
    one, other = part.errors / n, (whole.errors - part.errors) / rest
    (low, high), (least, most) = _wilson(one, n, z), _wilson(other, rest, z)
    value = one - other
    pooled = whole.errors / whole.rows
    spread = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / rest))
    return Gaps(
        value=value,
        low=value - np.hypot(one - low, most - other),
        high=value + np.hypot(high - one, other - least),
        p=_two_sided(np.divide(value, spread, out=np.zeros_like(value), where=spread > 0)),
    )


def mean_gaps(part: Sums, whole: Sums, z: float) -> Gaps:
    """Compare mean errors by their difference; see `share_gaps`.

    References
    ----------
    Welch 1947, Biometrika 34:28-35 (normal limit).
    """
    one, other, spread = _means(part, whole)
    error = np.sqrt(spread[0] + spread[1])
    value = one - other
    return Gaps(value=value, low=value - z * error, high=value + z * error, p=_two_sided(_over(value, error)))


def ratio_gaps(part: Sums, whole: Sums, z: float) -> Gaps:
    """Compare mean errors, none of them negative, by their ratio; see `share_gaps`.

    References
    ----------
    Katz et al. 1978, Biometrics 34:469-474 (logarithm of a ratio).
    """
    one, other, spread = _means(part, whole)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = one / other
        error = np.sqrt(spread[0] / one**2 + spread[1] / other**2)
        return Gaps(
            value=value,
            low=value * np.exp(-z * error),
            high=value * np.exp(z * error),
            p=_two_sided(_over(np.log(value), error)),
        )


def _means(part: Sums, whole: Sums) -> "tuple[Floats, Floats, tuple[Floats, Floats]]":
    n, rest = part.rows, whole.rows - part.rows
    one, other = part.errors / n, (whole.errors - part.errors) / rest
    first = np.maximum(part.squares / n - one**2, 0) / np.maximum(n - 1, 1)
    second = np.maximum((whole.squares - part.squares) / rest - other**2, 0) / np.maximum(rest - 1, 1)
    return one, other, (first, second)


def _over(value: "Floats", error: "Floats") -> "Floats":
    away: Floats = np.where(value == 0, 0.0, np.inf)
    return np.divide(value, error, out=away, where=error > 0)


def _wilson(share: "Floats", rows: "Floats", z: float) -> "tuple[Floats, Floats]":
    middle = (share + z * z / (2 * rows)) / (1 + z * z / rows)
    half = z / (1 + z * z / rows) * np.sqrt(share * (1 - share) / rows + z * z / (4 * rows * rows))
    low = np.where(share <= 0, 0.0, np.maximum(0.0, middle - half))
    high = np.where(share >= 1, 1.0, np.minimum(1.0, middle + half))
    return low, high


def _two_sided(z: "Floats") -> "Floats":
    from scipy.special import ndtr

    found: Floats = 2 * ndtr(-np.abs(z))
    return found
