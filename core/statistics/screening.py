"""How far do two large columns of numbers lie apart, without sorting them?

Each number, moved by a round center, becomes a float of 32 bits; the upper 16 of them keep the order of
numbers. So 65,536 counts hold a column: 128 steps for each power of two of the distance from the center.
Distances of such histograms bound those of the numbers, and only the numbers of a few steps must be sorted to
know them exactly.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Counts = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]

BINS = 1 << 16
_TURN = np.int32(0x7FFFFFFF)
_LOWEST, _HIGHEST = 32768 - 0x7F80 - 1, 32768 + 0x7F80
"""Steps of minus and plus infinity; what lies beyond them is no number."""
CHUNK = 1 << 16
FINER = 256
"""Cells of a step that may hold the largest distance."""
CROWDED = 0.005
"""From this share of the rows in one step on it is looked whether they are all the same value."""
HEAVY = 0.02
"""A step with more of the rows should hold a single value; else the column must be sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lens:
    """Where the steps are fine, and how wide."""

    center: float
    unit: float
    """A power of two."""
    spread: float | None = None
    """Standard deviation of the reference; None where it is 0 or not a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """One column in steps."""

    counts: "Counts"
    """Shape (65536,): rows with a number, infinite ones too, per step in rising order."""
    missing: int

    @property
    def rows(self) -> int:
        """Return the rows with a number."""
        return int(self.counts.sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """What two histograms say of the Kolmogorov-Smirnov distance of the numbers behind them."""

    distance: float
    """Largest distance at an edge of a step: never more than the exact one."""
    bound: float
    """The exact distance is at most so much larger."""


def lens_of(values: "Floats") -> Lens:
    """Choose the center at the mean and the unit by the spread, both rounded against the order of rows.

    Parameters
    ----------
    values
        Shape (rows,); NaN and infinite values are left out.

    Returns
    -------
    Lens
        Center 0 and unit 1 where nothing is known.
    """
    known = values if bool(np.isfinite(values.sum())) else values[np.isfinite(values)]
    if not known.size:
        return Lens(center=0.0, unit=1.0)
    with np.errstate(over="ignore", invalid="ignore"):
        mean, spread = float(known.mean()), float(known.std())
    if not (math.isfinite(mean) and math.isfinite(spread) and spread > 1e-12 * abs(mean)):
        return Lens(center=float(known.min()), unit=1.0)
    unit = 2.0 ** math.floor(math.log2(spread))
    return Lens(center=round(mean / unit * 4) * unit / 4, unit=unit, spread=spread)


def histogram(values: "Floats", lens: Lens) -> Histogram:
    """Count a column in steps.

    Parameters
    ----------
    values
        Shape (rows,), not copied as a whole.
    lens
        The same for columns that are compared.

    Returns
    -------
    Histogram
        Rows per step; values that are no number are counted as missing.
    """
    total = np.zeros(BINS, dtype=np.int64)
    step = max(CHUNK, min(len(values), 1 << 20))
    for start in range(0, len(values), step):
        total += np.bincount(steps(values[start : start + step], lens), minlength=BINS)
    missing = int(total[:_LOWEST].sum() + total[_HIGHEST + 1 :].sum())
    total[:_LOWEST] = 0
    total[_HIGHEST + 1 :] = 0
    return Histogram(counts=total, missing=missing)


def steps(values: "Floats", lens: Lens) -> "npt.NDArray[np.intp]":
    """Return the step of each number, in the order of the numbers.

    References
    ----------
    IEEE 754-2019, section 3.4 (the order of encodings); Herf 2001, Radix Tricks.
    """
    bits = _ordered(values, lens)
    bits >>= 16
    bits += 32768
    return bits.astype(np.intp)


def _ordered(values: "Floats", lens: Lens) -> "npt.NDArray[np.int32]":
    """Return whole numbers of 32 bits in the order of the numbers."""
    with np.errstate(over="ignore", invalid="ignore"):
        moved = ((values - lens.center) * (1 / lens.unit)).astype(np.float32)
    bits = moved.view(np.int32)
    bits ^= (bits >> 31) & _TURN
    return bits


def upper_edges(lens: Lens) -> "Floats":
    """Return the largest number each step could hold, plus infinity for the last of them."""
    bits = (np.arange(BINS, dtype=np.int64) - 32768 + 1) * (1 << 16) - 1
    turned = np.where(bits < 0, bits ^ int(_TURN), bits).astype(np.int32)
    with np.errstate(invalid="ignore"):
        edges = turned.view(np.float32).astype(float) * lens.unit + lens.center
    edges[_HIGHEST:] = np.inf
    edges[: _LOWEST + 1] = -np.inf
    return edges


def single_valued(
    numbers: "tuple[Floats, Floats]", histograms: tuple[Histogram, Histogram], lens: Lens
) -> "Flags | None":
    """Tell which steps hold a single value; None where no step holds enough rows for this to matter.

    Parameters
    ----------
    numbers, histograms, lens
        Two columns with their histograms.

    Returns
    -------
    numpy.ndarray or None
        Shape (65536,). A histogram says all about a step with a single value, however many rows it holds.
    """
    if not any((part.counts > CROWDED * max(part.rows, 1)).any() for part in histograms):
        return None
    one, several = np.zeros(BINS), np.zeros(BINS, dtype=bool)
    for mark in (False, True):
        for values in numbers:
            for start in range(0, len(values), 1 << 18):
                part = values[start : start + (1 << 18)]
                step = steps(part, lens)
                if mark:
                    several[step[one[step] != part]] = True
                else:
                    one[step] = part
    return ~several


def screened(reference: Histogram, other: Histogram, single: "Flags | None" = None) -> Screened | None:
    """Bound the Kolmogorov-Smirnov distance of two columns by their histograms; None without numbers.

    Parameters
    ----------
    reference, other
        Of the same lens.
    single
        Which steps hold a single value, where that is known.

    Returns
    -------
    Screened or None
        Distance at the edges of steps, and how much larger the exact one can be.
    """
    lower, upper = _both(reference, other, single)
    if lower is None or upper is None:
        return None
    scale = reference.rows * other.rows
    return Screened(
        distance=float(Fraction(int(lower.max()), scale)),
        bound=float(Fraction(int(upper.max()) - int(lower.max()), scale)),
    )


def _both(
    reference: Histogram, other: Histogram, single: "Flags | None"
) -> "tuple[Counts | None, Counts | None]":
    """Return, times both numbers of rows, the distance at the end of each step and the most within it."""
    if not reference.rows or not other.rows:
        return None, None
    counts, zero = (reference.counts, other.counts), np.int64(0)
    lower, upper = _gaps(counts, (zero, zero), (reference.rows, other.rows))
    return lower, upper if single is None else np.where(single, lower, upper)


def _gaps(
    counts: "tuple[Counts, Counts]",
    base: "tuple[Counts | np.int64, Counts | np.int64]",
    rows: tuple[int, int],
) -> "tuple[Counts, Counts]":
    """Return the distance at the end of each cell and the most within it, given rows before the cells."""
    first, second = (np.cumsum(part) + start for part, start in zip(counts, base, strict=True))
    first, second = first * rows[1], second * rows[0]
    before, beside = first - counts[0] * rows[1], second - counts[1] * rows[0]
    lower: Counts = np.abs(first - second)
    filled = (counts[0] > 0) & (counts[1] > 0)
    upper: Counts = np.where(filled, np.maximum(first - beside, second - before), lower)
    return lower, upper


def exact_distance(
    numbers: "tuple[Floats, Floats]",
    histograms: tuple[Histogram, Histogram],
    lens: Lens,
    single: "Flags | None" = None,
) -> float | None:
    """Return the exact Kolmogorov-Smirnov distance; only numbers of steps that may hold it are sorted.

    Parameters
    ----------
    numbers
        The two columns.
    histograms
        Of the columns.
    lens
        Of the histograms.
    single
        Which steps hold a single value, where that is known.

    Returns
    -------
    float or None
        Equal to `drift.ks_distance`; None where a column has no numbers.
    """
    lower, upper = _both(*histograms, single)
    if lower is None or upper is None:
        return None
    wanted = upper > lower.max()
    best = int(lower.max())
    if wanted.any():
        best = max(best, _within(numbers, histograms, (lens, wanted)))
    return float(Fraction(best, histograms[0].rows * histograms[1].rows))


def _within(
    numbers: "tuple[Floats, Floats]", histograms: tuple[Histogram, Histogram], where: "tuple[Lens, Flags]"
) -> int:
    """Return the largest distance at a number within the wanted steps, times both numbers of rows."""
    lens, wanted = where
    at = np.repeat(np.flatnonzero(wanted), FINER)
    base = [np.cumsum(np.where(wanted, 0, part.counts))[at] for part in histograms]
    picked = [_taken(values, lens, wanted) for values in numbers]
    rank = np.cumsum(wanted) - 1
    cells = [_cells(values, lens, rank) for values in picked]
    fine = [np.bincount(part, minlength=len(at)) for part in cells]
    rows = (histograms[0].rows, histograms[1].rows)
    lower, upper = _gaps((fine[0], fine[1]), (base[0], base[1]), rows)
    best = int(lower.max(initial=0))
    left = upper > best
    if not left.any():
        return best
    before = [start + np.cumsum(np.where(left, 0, part)) for start, part in zip(base, fine, strict=True)]
    kept = [np.sort(values[left[cell]]) for values, cell in zip(picked, cells, strict=True)]
    places = np.concatenate(kept)
    cell = _cells(places, lens, rank)
    first, second = (
        part[cell] + np.searchsorted(values, places, "right")
        for part, values in zip(before, kept, strict=True)
    )
    return max(best, int(np.abs(first * rows[1] - second * rows[0]).max(initial=0)))


def _taken(values: "Floats", lens: Lens, wanted: "Flags") -> "Floats":
    parts = []
    for start in range(0, len(values), 1 << 20):
        part = values[start : start + (1 << 20)]
        parts.append(part[wanted[steps(part, lens)]])
    return np.concatenate(parts) if parts else values[:0]


def _cells(values: "Floats", lens: Lens, rank: "Counts") -> "Counts":
    """Return for each number the place of its step among the wanted ones, cut into finer cells."""
    bits = _ordered(values, lens)
    fine = ((bits >> 8) & (FINER - 1)).astype(np.int64)
    found: Counts = rank[(bits >> 16) + 32768] * FINER + fine
    return found


def tenths(reference: Histogram, parts: int = 10) -> "Counts":
    """Return the steps after which a bin ends, so that bins hold about equal numbers of reference rows.

    Parameters
    ----------
    reference
        Histogram of the reference.
    parts
        Number of bins; a step that holds as many rows as one bin is a bin of its own.

    Returns
    -------
    numpy.ndarray
        Steps in rising order; the last bin has no end.
    """
    counts, rows = reference.counts, max(reference.rows, 1)
    after = np.cumsum(counts)
    last = after == rows
    crossed = (after * parts // rows > (after - counts) * parts // rows) & ~last
    heavy = counts * parts >= rows
    ends = np.flatnonzero(crossed | heavy)
    return np.unique(np.concatenate([ends, np.flatnonzero(heavy) - 1]))


def in_bins(column: Histogram, ends: "Counts") -> "Counts":
    """Return the rows of a histogram in the bins that end after the given steps."""
    whole = np.cumsum(column.counts)
    below = np.concatenate([[0], whole[ends], whole[-1:]])
    return np.diff(below)


def too_coarse(column: Histogram, single: "Flags | None") -> bool:
    """Tell whether a step holds many rows of different values, so that the histogram hides how they lie."""
    if single is None:
        return False
    return bool(((column.counts > HEAVY * max(column.rows, 1)) & ~single).any())


def moved(reference: Histogram, other: Histogram, lens: Lens) -> tuple[float, float] | None:
    """Return the Wasserstein distance of two histograms, and by how much that of the numbers can differ.

    Parameters
    ----------
    reference, other
        Of the same lens.
    lens
        Their lens.

    Returns
    -------
    tuple or None
        None where a column has no numbers, or infinite ones.
    """
    infinite = any(part.counts[[_LOWEST, _HIGHEST]].any() for part in (reference, other))
    if infinite or not reference.rows or not other.rows:
        return None
    used = np.flatnonzero((reference.counts > 0) | (other.counts > 0))
    edges = upper_edges(lens)
    first = np.cumsum(reference.counts[used]) / reference.rows
    second = np.cumsum(other.counts[used]) / other.rows
    middle = (edges[used] + edges[used - 1]) / 2
    width = edges[used] - edges[used - 1]
    mass = reference.counts[used] / reference.rows + other.counts[used] / other.rows
    value = float((np.abs(first - second)[:-1] * np.diff(middle)).sum())
    return value, float((mass * width).sum()) / 2
