"""How far has a distribution moved away from its reference?

Counts of the same bins, or two samples of numbers, in; distances out. A distance of two samples of the same
distribution is above 0 by chance alone: `psi_bounds` and `psi_by_chance` say by how much.
"""

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.statistics.intervals import Bounds

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Counts = Sequence[float] | npt.NDArray[np.float64] | npt.NDArray[np.int64]

FLOOR = 1e-4
"""Share that an empty bin is taken to have, so that a bin that vanished is not left out of the sum."""
_TINY = 1e-9
"""Below, what is left of 1 has too few digits."""
_TOO_MANY = 10_000_000
"""Product of the sizes beyond which the exact distribution of the KS distance takes too long."""


def psi(reference_counts: "Counts", counts: "Counts", floor: float = FLOOR) -> float | None:
    """Return the population stability index of two counts of the same bins.

    Parameters
    ----------
    reference_counts, counts
        Rows (or weights, or shares) per bin, not negative, in the same order of bins.
    floor
        Smallest share a bin is taken to have.

    Returns
    -------
    float or None
        0 for equal shares, never negative, the same when the two are exchanged; None where one of the two has
        no rows.

    References
    ----------
    Siddiqi 2006, Credit Risk Scorecards, chapter 9; Kullback and Leibler 1951, Annals of Mathematical
    Statistics 22:79-86 (the symmetric divergence J).
    """
    both = shares_of(reference_counts, counts)
    if both is None:
        return None
    first, second = (np.maximum(share, floor) for share in both)
    return float(((first - second) * np.log(first / second)).sum())


def psi_by_chance(rows: float, other: float, bins: int, level: float = 0.95) -> float:
    """Return the value that the index of two samples of one distribution rarely exceeds.

    Parameters
    ----------
    rows, other
        Rows of the two samples, above 0.
    bins
        Number of bins.
    level
        Share of samples that stay below.

    Returns
    -------
    float
        `(1/rows + 1/other)` times the quantile of chi-square with `bins - 1` degrees of freedom.

    References
    ----------
    Yurdakul and Naranjo 2020, Journal of Risk Model Validation 14(4):89-100.
    """
    from scipy.special import chdtri

    return float((1 / rows + 1 / other) * chdtri(bins - 1, 1 - level)) if bins > 1 else 0.0


def psi_bounds(reference_counts: "Counts", counts: "Counts", level: float = 0.95) -> Bounds | None:
    """Return the bounds between which the index of the two populations lies.

    Parameters
    ----------
    reference_counts, counts
        Rows per bin, effective rows where they are weighted.
    level
        Confidence level.

    Returns
    -------
    tuple or None
        The sum follows a non-central chi-square distribution; its scale is chosen so that the spread is that
        of the delta method. Half a row is added to each bin, and the bounds are widened to hold the index
        itself, which chance pushes upwards. None where one of the two has no rows.

    References
    ----------
    Yurdakul and Naranjo 2020, Journal of Risk Model Validation 14(4):89-100 (distribution without a change).
    """
    value = psi(reference_counts, counts)
    if value is None:
        return None
    first, second = _columns(reference_counts, counts)
    used = (first + second) > 0
    bins = int(used.sum())
    if bins < 2:
        return value, value
    sums = (float(first.sum()), float(second.sum()))
    p, q = ((part[used] + 0.5) / (part[used].sum() + 0.5 * bins) for part in (first, second))
    smoothed = float(((p - q) * np.log(p / q)).sum())
    scale = _scale(p, q, sums, smoothed)
    low, high = (bound / scale for bound in _noncentrality(smoothed * scale, bins - 1, level))
    return min(low, value), max(high, value)


def _scale(p: "Floats", q: "Floats", rows: tuple[float, float], value: float) -> float:
    """Return by what the index is multiplied to be chi-square: four times its value over its variance."""
    null = 1 / (1 / rows[0] + 1 / rows[1])
    variance = _spread(p, np.log(p / q) + 1 - q / p) / rows[0]
    variance += _spread(q, np.log(q / p) + 1 - p / q) / rows[1]
    return 4 * value / variance if value > 1e-9 and variance > 0 else null


def _spread(share: "Floats", slope: "Floats") -> float:
    mean = float(share @ slope)
    return float(share @ (slope - mean) ** 2)


def _noncentrality(observed: float, freedom: int, level: float) -> Bounds:
    """Return the non-centralities under which the observed sum is just not too large or too small.

    For the upper one a sum below what chance alone gives counts as that: few rows that happen to be equal say
    little about their populations.
    """
    if observed > 1e4:
        half = math.sqrt(2 * freedom + 4 * observed) * _normal(level)
        return max(0.0, observed - freedom - half), observed - freedom + half
    upper = _solved(max(observed, float(freedom)), freedom, (1 - level) / 2)
    return _solved(observed, freedom, (1 + level) / 2), upper


def _solved(observed: float, freedom: int, share: float) -> float:
    """Return the non-centrality at which sums up to the observed one have a probability; 0 if none has."""
    from scipy.special import chndtr

    if float(chndtr(observed, freedom, 0.0)) <= share:
        return 0.0
    low, high = 0.0, max(2 * observed, 10.0)
    while float(chndtr(observed, freedom, high)) > share:
        low, high = high, 2 * high
    for _ in range(60):
        middle = (low + high) / 2
        inside = float(chndtr(observed, freedom, middle)) > share
        low, high = (middle, high) if inside else (low, middle)
    return (low + high) / 2


def _normal(level: float) -> float:
    from core.statistics.intervals import z_value

    return z_value(level)


def jensen_shannon(reference_counts: "Counts", counts: "Counts", base: float = 2.0) -> float | None:
    """Return the Jensen-Shannon distance of two counts of the same bins, between 0 and 1.

    Parameters
    ----------
    reference_counts, counts
        As for `psi`.
    base
        Of the logarithm: 2, or `math.e` for nats, where the largest distance is the root of ln 2.

    Returns
    -------
    float or None
        Square root of the divergence; None where one of the two has no rows.

    References
    ----------
    Lin 1991, IEEE Transactions on Information Theory 37:145-151; Endres and Schindelin 2003, same journal
    49:1858-1860 (the square root is a metric).
    """
    divergence = jensen_shannon_divergence(reference_counts, counts, base)
    return None if divergence is None else math.sqrt(divergence)


def jensen_shannon_divergence(
    reference_counts: "Counts", counts: "Counts", base: float = 2.0
) -> float | None:
    """Return the Jensen-Shannon divergence of two counts of the same bins, the square of the distance.

    Parameters
    ----------
    reference_counts, counts, base
        As for `jensen_shannon`.

    Returns
    -------
    float or None
        At most 1 to the base 2; None where one of the two has no rows.

    References
    ----------
    Lin 1991, IEEE Transactions on Information Theory 37:145-151.
    """
    both = shares_of(reference_counts, counts)
    if both is None:
        return None
    first, second = both
    middle = (first + second) / 2
    divergence = (relative_entropy(first, middle) + relative_entropy(second, middle)) / 2
    return min(max(divergence, 0.0), 1.0) * math.log(2) / math.log(base)


def relative_entropy(share: "Floats", other: "Floats") -> float:
    """Return the divergence of shares from others, to the base 2; where there is a share there is another."""
    there = share > 0
    return float((share[there] * np.log2(share[there] / other[there])).sum())


def ks(first: "npt.ArrayLike", second: "npt.ArrayLike") -> tuple[float, float] | None:
    """Return the largest distance of two distribution functions, and how likely chance gives one as large.

    Parameters
    ----------
    first, second
        Numbers of the two samples; values that are not finite are left out.

    Returns
    -------
    tuple or None
        Distance and two-sided p, exact for small samples (`ks_p`); None where a sample has no numbers.

    References
    ----------
    Kolmogorov 1933, Giornale dell'Istituto Italiano degli Attuari 4:83-91; Hodges 1958, Arkiv för Matematik
    3:469-486 (exact distribution by counting paths).
    """
    one, other = (np.sort(_finite(values)) for values in (first, second))
    if not one.size or not other.size:
        return None
    distance = ks_distance(one, other)
    return distance, ks_p(distance, one.size, other.size)


def ks_distance(first: "Floats", second: "Floats") -> float:
    """Return the largest distance of the distribution functions of two sorted samples without gaps."""
    places = np.concatenate([first, second])
    gaps = np.searchsorted(first, places, "right") * len(second)
    gaps -= np.searchsorted(second, places, "right") * len(first)
    return float(Fraction(int(np.abs(gaps).max()), len(first) * len(second)))


def ks_p(distance: float, rows: int, other: int) -> float:
    """Return how likely two samples of one distribution without ties lie as far apart.

    Parameters
    ----------
    distance
        Largest distance of the two distribution functions.
    rows, other
        Sizes of the samples.

    Returns
    -------
    float
        Exact up to a product of sizes of ten million, asymptotic beyond, and where it is below 1e-9. With
        ties the true p is smaller.

    References
    ----------
    Hodges 1958, Arkiv för Matematik 3:469-486; Smirnov 1939, Bulletin de l'Université de Moscou 2:3-14.
    """
    from scipy.special import kolmogorov

    rough = float(kolmogorov(distance * math.sqrt(rows * other / (rows + other))))
    if rows * other > _TOO_MANY:
        return rough
    found = _exact_p(distance, *sorted((rows, other)))
    return found if found > _TINY else min(rough, _TINY)


def _exact_p(distance: float, rows: int, other: int) -> float:
    """Count the lattice paths that stay within the distance, as shares of all paths, diagonal by diagonal."""
    reach, both = round(distance * rows * other), rows + other
    at = np.arange(rows + 1, dtype=np.int64)
    ways = np.zeros(rows + 1)
    ways[0] = 1.0 if reach > 0 else 0.0
    for step in range(1, both + 1):
        first = max(0, (step * rows - reach) // both, step - other)
        last = min(rows, (step * rows + reach) // both + 1, step)
        part = slice(first, last + 1)
        place = at[part]
        found = ways[part] * (step - place)
        found[0 if first else 1 :] += ways[max(first - 1, 0) : last] * place[0 if first else 1 :]
        found[np.abs(place * both - step * rows) >= reach] = 0.0
        ways[max(first - 1, 0)] = 0.0
        ways[part] = found / step
    return float(min(1.0, max(0.0, 1 - ways[-1])))


def wasserstein(first: "npt.ArrayLike", second: "npt.ArrayLike") -> float | None:
    """Return how far values must be moved on average to turn one sample into the other.

    Parameters
    ----------
    first, second
        Numbers of the two samples; values that are not finite are left out.

    Returns
    -------
    float or None
        In the unit of the values; None where a sample has no numbers.

    References
    ----------
    Vallender 1974, Theory of Probability and its Applications 18:784-786.
    """
    one, other = (np.sort(_finite(values)) for values in (first, second))
    if not one.size or not other.size:
        return None
    places = np.concatenate([one, other])
    places.sort(kind="mergesort")
    below = np.searchsorted(one, places[:-1], "right") / one.size
    beside = np.searchsorted(other, places[:-1], "right") / other.size
    return float(np.abs(below - beside) @ np.diff(places))


def _finite(values: "npt.ArrayLike") -> "Floats":
    numbers: Floats = np.asarray(values, dtype=float).ravel()
    known: Floats = numbers[np.isfinite(numbers)]
    return known


def shares_of(reference_counts: "Counts", counts: "Counts") -> "tuple[Floats, Floats] | None":
    """Return both counts as shares; None where one of the two has no rows."""
    first, second = _columns(reference_counts, counts)
    if not first.sum() > 0 or not second.sum() > 0:
        return None
    return first / first.sum(), second / second.sum()


def _columns(reference_counts: "Counts", counts: "Counts") -> "tuple[Floats, Floats]":
    first, second = (np.asarray(part, dtype=float).ravel() for part in (reference_counts, counts))
    if first.shape != second.shape:
        raise ValueError("both counts must be of the same bins")
    if (first < 0).any() or (second < 0).any():
        raise ValueError("counts cannot be negative")
    return first, second
