"""In which bins do a column and its reference lie, and how far apart are they?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.statistics import drift, screening
from core.statistics.intervals import Bounds

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Counts = npt.NDArray[np.int64]

PARTS = 10
"""Quantile bins of the reference."""
SORTED = 100_000
"""Rows up to which columns are sorted; larger ones are counted in fine steps (see `screening`)."""
REDRAWS = 400
POINTS = 400
"""Quantiles that stand for a sample when it is redrawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two columns of numbers in the same bins."""

    edges: "Floats"
    """Upper ends of all bins but the last: a bin holds its upper end."""
    reference: "Counts"
    """Rows per bin, with those of missing values at the end."""
    counts: "Counts"
    distance: float | None
    """Kolmogorov-Smirnov distance; None where a column has no numbers."""
    bound: float
    """By how much the exact distance may be larger; 0 if it is exact."""
    moved: float | None
    """Wasserstein distance in the unit of the values."""
    spread: float | None
    """Standard deviation of the reference."""


def compare(reference: "Floats", values: "Floats", *, exact: bool = True) -> Compared:
    """Compare a column of numbers with its reference.

    Parameters
    ----------
    reference, values
        Shape (rows,) each; NaN is missing and has a bin of its own; infinite values lie in the outer bins.
    exact
        Whether the Kolmogorov-Smirnov distance of large columns is exact or only bounded.

    Returns
    -------
    Compared
        Bins cut at tenths of the reference; a value with a tenth of the rows or more has a bin of its own.
    """
    if max(len(reference), len(values)) <= SORTED:
        return _sorted(reference, values)
    lens = screening.lens_of(reference)
    both = (screening.histogram(reference, lens), screening.histogram(values, lens))
    single = screening.single_valued((reference, values), both, lens)
    if screening.too_coarse(both[0], single):
        return _sorted(reference, values)
    return _stepped((reference, values), both, (lens, single), exact=exact)


def quantile_edges(ordered: "Floats", parts: int = PARTS) -> "Floats":
    """Return the upper ends of bins with about equal numbers of rows, except for the last.

    Parameters
    ----------
    ordered
        The reference in rising order, without NaN.
    parts
        Number of bins.

    Returns
    -------
    numpy.ndarray
        A value that many rows share gets a bin for itself, so that what lies below it stays apart.
    """
    rows = len(ordered)
    if not rows:
        return np.zeros(0)
    places = np.unique(-(-np.arange(1, parts) * rows // parts) - 1)
    cuts = ordered[np.append(np.maximum(places, 0), rows - 1)]
    ends, heavy = [], []
    for cut in np.unique(cuts):
        share = np.searchsorted(ordered, cut, "right") - np.searchsorted(ordered, cut, "left")
        if share * parts >= rows:
            heavy.append(cut)
        elif cut < ordered[-1]:
            ends.append(cut)
    below = np.nextafter(np.array(heavy), -np.inf)
    return np.unique(np.concatenate([ends, heavy, below]))


def counts_in(ordered: "Floats", edges: "Floats") -> "Counts":
    """Return how many of the ordered values lie in each bin."""
    below = np.searchsorted(ordered, edges, "right")
    return np.diff(np.concatenate([[0], below, [len(ordered)]]))


def _sorted(reference: "Floats", values: "Floats") -> Compared:
    first, second = (np.sort(part[~np.isnan(part)]) for part in (reference, values))
    edges = quantile_edges(first)
    counts = [np.append(counts_in(part, edges), 0) for part in (first, second)]
    for part, whole, known in zip(counts, (reference, values), (first, second), strict=True):
        part[-1] = len(whole) - len(known)
    both = bool(first.size) and bool(second.size)
    finite = both and bool(np.isfinite(first[[0, -1]]).all() and np.isfinite(second[[0, -1]]).all())
    return Compared(
        edges=edges,
        reference=counts[0],
        counts=counts[1],
        distance=drift.ks_distance(first, second) if both else None,
        bound=0.0,
        moved=drift.wasserstein(first, second) if finite else None,
        spread=spread_of(first),
    )


def _stepped(
    numbers: "tuple[Floats, Floats]",
    histograms: tuple[screening.Histogram, screening.Histogram],
    steps: "tuple[screening.Lens, npt.NDArray[np.bool_] | None]",
    *,
    exact: bool,
) -> Compared:
    (first, second), (lens, single) = histograms, steps
    ends = screening.tenths(first, PARTS)
    found, way = screening.screened(first, second, single), screening.moved(first, second, lens)
    distance = None if found is None else found.distance
    if exact and found is not None and found.bound > 0:
        distance = screening.exact_distance(numbers, histograms, lens, single)
    return Compared(
        edges=screening.upper_edges(lens)[ends],
        reference=np.append(screening.in_bins(first, ends), first.missing),
        counts=np.append(screening.in_bins(second, ends), second.missing),
        distance=distance,
        bound=0.0 if found is None or exact else found.bound,
        moved=None if way is None else way[0],
        spread=lens.spread,
    )


def spread_of(values: "Floats") -> float | None:
    """Return the standard deviation of finite values; None where it is 0 or not a number."""
    known = values if bool(np.isfinite(values.sum())) else values[np.isfinite(values)]
    if not known.size:
        return None
    with np.errstate(over="ignore", invalid="ignore"):
        found = float(known.std())
    return found if np.isfinite(found) and found > 0 else None


def divergence_bounds(
    reference: "Counts | Floats", counts: "Counts | Floats", *, seed: int, level: float = 0.95
) -> Bounds | None:
    """Return bounds of the Jensen-Shannon distance from redrawn counts, without what chance adds.

    Parameters
    ----------
    reference, counts
        Rows per bin.
    seed, level
        Seed of the draws; confidence level.

    Returns
    -------
    tuple or None
        Widened to hold the distance itself, and down to 0 where samples of one population of these sizes
        lie as far apart; None where one of the two has no rows.

    References
    ----------
    Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 13.
    """
    value = drift.jensen_shannon(reference, counts)
    if value is None:
        return None
    rng = np.random.default_rng([seed, 7])
    parts = [np.asarray(part, dtype=float) for part in (reference, counts)]
    sizes = [int(part.sum()) for part in parts]
    both = parts[0] + parts[1]
    drawn = _divergences(rng, sizes, [part / part.sum() for part in parts])
    chance = _divergences(rng, sizes, [both / both.sum()] * 2)
    low, high = _beyond_chance(value**2, drawn, chance, level)
    return min(float(np.sqrt(low)), value), max(float(np.sqrt(min(high, 1.0))), value)


def _divergences(rng: np.random.Generator, sizes: Sequence[int], shares: "Sequence[Floats]") -> "Floats":
    """Return the divergences of redrawn counts, shape (redraws,)."""
    drawn = [rng.multinomial(rows, part, size=REDRAWS) for rows, part in zip(sizes, shares, strict=True)]
    first, second = (part / part.sum(axis=1, keepdims=True) for part in drawn)
    middle = (first + second) / 2
    found: Floats = (_relative(first, middle) + _relative(second, middle)) / 2
    return np.clip(found, 0, 1)


def _beyond_chance(value: float, drawn: "Floats", chance: "Floats", level: float) -> Bounds:
    """Return percentile bounds whose lower end leaves out what chance alone gives.

    A distance is never negative, so samples of one population lie apart and redrawn samples still farther.
    """
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    upwards = max(float(drawn.mean()) - value, 0.0)
    least = min(float(low) - 2 * upwards, value - float(np.quantile(chance, (1 + level) / 2)))
    return min(max(least, 0.0), value), max(float(high), value)


def _relative(share: "Floats", other: "Floats") -> "Floats":
    """Return the divergence of each row of shares from another, to the base 2."""
    ratio = np.divide(share, other, out=np.ones_like(share), where=share > 0)
    found: Floats = (share * np.log2(ratio)).sum(axis=1)
    return found


def moved_bounds(
    reference: "Floats", values: "Floats", moved: float, *, seed: int, level: float = 0.95
) -> Bounds | None:
    """Return bounds of the Wasserstein distance from redrawn samples, without what chance adds.

    Parameters
    ----------
    reference, values
        The samples; NaN and infinite values are left out. Of larger samples `POINTS` quantiles are redrawn.
    moved
        The distance.
    seed, level
        Seed of the draws; confidence level.

    Returns
    -------
    tuple or None
        As for `divergence_bounds`; None where a sample has no numbers.
    """
    parts = [_points(part) for part in (reference, values)]
    if not all(len(points) for points, _ in parts):
        return None
    places = np.unique(np.concatenate([points for points, _ in parts]))
    rng = np.random.default_rng([seed, 8])
    shares = [_shares_at(points, places) for points, _ in parts]
    rows = [size for _, size in parts]
    both = (shares[0] * rows[0] + shares[1] * rows[1]) / sum(rows)
    drawn = _ways(rng, rows, shares, places)
    return _beyond_chance(moved, drawn, _ways(rng, rows, [both, both], places), level)


def _shares_at(points: "Floats", places: "Floats") -> "Floats":
    """Return the share of the points at each place."""
    counts = np.bincount(np.searchsorted(places, points), minlength=len(places))
    return np.asarray(counts / len(points), dtype=np.float64)


def _ways(
    rng: np.random.Generator, rows: Sequence[int], shares: "Sequence[Floats]", places: "Floats"
) -> "Floats":
    """Return the Wasserstein distances of redrawn samples, shape (redraws,)."""
    drawn = [
        rng.multinomial(size, part, size=REDRAWS) / size for size, part in zip(rows, shares, strict=True)
    ]
    below = np.cumsum(drawn[0] - drawn[1], axis=1)[:, :-1]
    found: Floats = np.abs(below) @ np.diff(places)
    return found


def _points(values: "Floats") -> "tuple[Floats, int]":
    """Return the values that stand for a sample, in rising order, and its size."""
    known = values[np.isfinite(values)]
    if len(known) > POINTS:
        picked = np.sort(known[:: max(1, len(known) // SORTED)])
        return picked[(np.arange(POINTS) * 2 + 1) * len(picked) // (2 * POINTS)], len(known)
    return np.sort(known), len(known)


def ks_bounds(distance: float, rows: int, other: int, level: float = 0.95) -> Bounds:
    """Return the bounds of the distance of two distribution functions from the bands around both.

    Parameters
    ----------
    distance
        Of the samples.
    rows, other
        Their sizes.
    level
        Confidence level.

    Returns
    -------
    tuple of float
        Within 0 and 1.

    References
    ----------
    Massart 1990, Annals of Probability 18:1269-1283.
    """
    half = sum(float(np.sqrt(np.log(4 / (1 - level)) / (2 * size))) for size in (rows, other))
    return max(0.0, distance - half), min(1.0, distance + half)
