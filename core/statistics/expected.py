"""Did as many things happen as the probabilities said?"""

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

EXACT_ROWS = 20_000
"""Rows up to which the number's distribution is calculated exactly; beyond, the normal one says the same."""
_LEAF, _DIRECT = 64, 1000


def poisson_binomial(probability: "Floats") -> "Floats":
    """Return the distribution of the number of hits among independent rows of unequal probability.

    Parameters
    ----------
    probability
        Shape (rows,), 0 to 1.

    Returns
    -------
    numpy.ndarray
        Shape (rows + 1,): the probability of 0, 1, ... hits; exact to about 1e-15.

    References
    ----------
    Biscarri, Zhao and Brunner 2018, Computational Statistics and Data Analysis 122:92-100 (halves folded by
    the fast Fourier transform); Hong 2013, ibid. 59:41-51.
    """
    parts = [_folded(probability[at : at + _LEAF]) for at in range(0, len(probability), _LEAF)]
    while len(parts) > 1:
        pairs = [parts[at : at + 2] for at in range(0, len(parts), 2)]
        parts = [_joined(pair) for pair in pairs]
    return parts[0] if parts else np.ones(1)


def number_test(probability: "Floats", observed: float, *, counts: "Floats | None" = None) -> float:
    """Test the number of hits against the probabilities, two-sided.

    Parameters
    ----------
    probability
        Shape (entries,), 0 to 1.
    observed
        Number of hits.
    counts
        Shape (entries,): how many rows each entry stands for; None for one.

    Returns
    -------
    float
        Twice the smaller tail, at most 1; beyond `EXACT_ROWS` rows by the normal distribution with a term for
        skewness.

    References
    ----------
    Hong 2013, Computational Statistics and Data Analysis 59:41-51 (refined normal approximation).
    """
    rows = float(len(probability)) if counts is None else float(counts.sum())
    if rows > EXACT_ROWS:
        return _normal_test(probability, observed, counts)
    chances = poisson_binomial(_written_out(probability, counts))
    at = min(max(round(observed), 0), len(chances) - 1)
    below, above = float(chances[: at + 1].sum()), float(chances[at:].sum())
    return min(1.0, 2 * min(below, above))


def number_bounds(
    probability: "Floats", *, counts: "Floats | None" = None, level: float = 0.95
) -> tuple[float, float]:
    """Return between which numbers of hits the count lies if the probabilities are true.

    Parameters
    ----------
    probability, counts
        As for `number_test`.
    level
        Share of samples that lie between the bounds, at least.

    Returns
    -------
    tuple of float
        Smallest and largest number.
    """
    tail = (1 - level) / 2
    rows = float(len(probability)) if counts is None else float(counts.sum())
    if rows <= EXACT_ROWS:
        total = np.cumsum(poisson_binomial(_written_out(probability, counts)))
        low = int(np.searchsorted(total, tail, side="right"))
        high = int(np.searchsorted(total, 1 - tail, side="left"))
        return float(low), float(min(high, len(total) - 1))
    shape = _shape(probability, counts)
    ends = [shape.smallest(share) for share in (tail, 1 - tail)]
    return max(0.0, ends[0]), min(rows, ends[1])


def moments(probability: "Floats", counts: "Floats | None" = None) -> tuple[float, float]:
    """Return mean and standard deviation of the number of hits."""
    number = np.ones(len(probability)) if counts is None else counts
    mean = float(number @ probability)
    return mean, math.sqrt(float(number @ (probability * (1 - probability))))


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the normal distribution with a term for skewness needs."""

    mean: float
    deviation: float
    skew: float

    def up_to(self, number: float) -> float:
        """Return how likely at most so many hits are."""
        if self.deviation == 0:
            return 1.0 if number >= round(self.mean) else 0.0
        x = (number + 0.5 - self.mean) / self.deviation
        usual = NormalDist()
        return min(1.0, max(0.0, usual.cdf(x) + self.skew * (1 - x * x) * usual.pdf(x) / 6))

    def smallest(self, share: float) -> float:
        """Return the smallest number that so large a share of samples does not exceed."""
        low = math.floor(self.mean - 8 * self.deviation) - 1
        high = math.ceil(self.mean + 8 * self.deviation)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.up_to(middle) >= share else (middle, high)
        return float(high)


def _shape(probability: "Floats", counts: "Floats | None") -> _Shape:
    mean, deviation = moments(probability, counts)
    rows = np.ones(len(probability)) if counts is None else counts
    third = float(rows @ (probability * (1 - probability) * (1 - 2 * probability)))
    return _Shape(mean, deviation, third / deviation**3 if deviation else 0.0)


def _normal_test(probability: "Floats", observed: float, counts: "Floats | None") -> float:
    shape = _shape(probability, counts)
    return min(1.0, 2 * min(shape.up_to(observed), 1 - shape.up_to(observed - 1)))


def _written_out(probability: "Floats", counts: "Floats | None") -> "Floats":
    return probability if counts is None else np.repeat(probability, counts.astype(np.int64))


def _folded(probability: "Floats") -> "Floats":
    chances = np.ones(1)
    for chance in probability:
        chances = np.convolve(chances, [1 - chance, chance])
    return chances


def _joined(pair: "list[Floats]") -> "Floats":
    from scipy.signal import fftconvolve

    if len(pair) == 1:
        return pair[0]
    first, second = pair
    if len(first) < _DIRECT:
        return np.convolve(first, second)
    joined: Floats = np.maximum(fftconvolve(first, second), 0.0)
    return joined
