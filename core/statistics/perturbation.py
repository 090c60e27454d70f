"""How are values moved a little, and which moves go the wrong way?"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from core.statistics.intervals import wilson

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]

NORMAL_MAD = 1.4826022185056018
"""Standard deviation of a normal distribution per median absolute deviation."""


def stream(seed: int, *names: str | int) -> np.random.Generator:
    """Return a generator of its own for each use, so that what else is drawn changes nothing.

    Parameters
    ----------
    seed
        Seed of the run.
    names
        What is drawn, for example a column and a share.

    Returns
    -------
    numpy.random.Generator
        The same in every process and whichever other columns there are.
    """
    keys = [crc32(str(name).encode()) for name in names]
    return np.random.default_rng([seed, *keys])


def spread(values: "Floats") -> float:
    """Return the standard deviation, or the scaled median absolute deviation where that is smaller.

    Parameters
    ----------
    values
        Shape (rows,); values that are not finite are left out.

    Returns
    -------
    float
        0 for fewer than two values or a constant. Where more than half of the values are the same the median
        absolute deviation is 0 and the standard deviation stands.

    References
    ----------
    Rousseeuw and Croux 1993, JASA 88:1273-1283, section 1.
    """
    known = values[np.isfinite(values)]
    if known.size < 2:
        return 0.0
    plain = float(known.std(ddof=1))
    robust = NORMAL_MAD * float(np.median(np.abs(known - np.median(known))))
    return min(plain, robust) if robust > 0 else plain


def deviation(values: "Floats") -> float:
    """Return the standard deviation of the finite values; 0 for fewer than two."""
    known = values[np.isfinite(values)]
    return float(known.std(ddof=1)) if known.size > 1 else 0.0


def noisy(values: "Floats", size: float, rng: np.random.Generator, *, whole: bool) -> "Floats":
    """Add normal noise and keep to the range of the values.

    Parameters
    ----------
    values
        Shape (rows,); missing values stay missing.
    size
        Standard deviation of the noise.
    rng
        Its own stream, see `stream`.
    whole
        Whether only whole numbers occur and the results are rounded.

    Returns
    -------
    numpy.ndarray
        Shape (rows,).
    """
    moved = values + size * rng.standard_normal(len(values))
    return np.rint(moved) if whole else moved


def swapped(codes: "Codes", shares: "Floats", rng: np.random.Generator) -> "Codes":
    """Replace each category by another one, drawn by how often the others occur.

    Parameters
    ----------
    codes
        Shape (rows,): -1 for a missing category, which is replaced as well.
    shares
        Shape (categories,): how often each occurs; at least two above 0.
    rng
        Its own stream, see `stream`.

    Returns
    -------
    numpy.ndarray
        Shape (rows,): never the code that was there.
    """
    own = np.where(codes >= 0, shares[np.maximum(codes, 0)], 0.0)
    start = np.where(codes >= 0, np.cumsum(shares)[np.maximum(codes, 0)], 0.0)
    drawn = (start + rng.random(len(codes)) * (1 - own)) % 1.0
    found = np.searchsorted(np.cumsum(shares), drawn, side="right")
    found = np.minimum(found, len(shares) - 1)
    # Rounding at the edges may hit the category that was there.
    return np.where(found == codes, (codes + 1) % len(shares), found).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Moves:
    """What a score does along rising values of one feature, row by row."""

    wrong: "npt.NDArray[np.int64]"
    """Shape (rows,): steps that go the wrong way."""
    steps: int
    """Steps of each row."""
    largest: "Floats"
    """Shape (rows,): the largest step the wrong way, 0 if there is none."""


def wrong_moves(curves: "Floats", *, rising: bool, tolerance: float) -> Moves:
    """Find the steps of each curve that go against the expected direction.

    Parameters
    ----------
    curves
        Shape (rows, grid): the response at rising values of the feature.
    rising
        Whether the response is expected to rise.
    tolerance
        Steps the wrong way up to this size are rounding.

    Returns
    -------
    Moves
        Adjacent grid values are compared.
    """
    steps = np.diff(curves, axis=1) * (1.0 if rising else -1.0)
    against = np.maximum(-steps, 0.0)
    return Moves(
        wrong=(against > tolerance).sum(axis=1).astype(np.int64),
        steps=steps.shape[1],
        largest=np.where(against > tolerance, against, 0.0).max(axis=1, initial=0.0),
    )


def grid(values: "Floats", points: int, low: float = 0.05, high: float = 0.95) -> "Floats":
    """Return distinct rising values at evenly spaced quantiles; empty where none is finite."""
    known = values[np.isfinite(values)]
    if not known.size:
        return np.zeros(0)
    return np.unique(np.quantile(known, np.linspace(low, high, points), method="inverted_cdf"))


def paired_shift(gained: int, lost: int, rows: int, level: float = 0.95) -> tuple[float, float, float]:
    """Return the change of a share when the same rows are asked twice, and its interval.

    Parameters
    ----------
    gained, lost
        Rows that joined and left; the others stayed.
    rows
        All rows, above 0.
    level
        Confidence level.

    Returns
    -------
    tuple of float
        Change, lower and upper bound. The Wilson intervals of both shares are put together with the
        correlation that two categories of the same rows have.

    References
    ----------
    Newcombe 1998, Statistics in Medicine 17:2635-2650; Donner and Zou 2012, Statistical Methods in Medical
    Research 21:347-359 (variance estimates recovered from the limits of both parts).
    """
    up, down = gained / rows, lost / rows
    low_up, high_up = wilson(gained, rows, level)
    low_down, high_down = wilson(lost, rows, level)
    free = (1 - up) * (1 - down)
    # Two categories exclude each other: where one is drawn more often, the other is drawn less often.
    related = -math.sqrt(up * down / free) if free > 0 else -1.0
    below = _length(up - low_up, high_down - down, related)
    above = _length(high_up - up, down - low_down, related)
    change = up - down
    return change, max(-1.0, change - below), min(1.0, change + above)


def _length(first: float, second: float, related: float) -> float:
    return math.sqrt(max(0.0, first**2 - 2 * related * first * second + second**2))
