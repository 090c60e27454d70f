"""Do probabilities come true as often as they say?"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

_SMALLEST = float(np.finfo(np.float64).eps)
"""Probabilities of 0 and 1 are moved by this much for the logarithm, as scikit-learn does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """One stretch of probabilities that holds rows."""

    mean_score: float
    hits: float
    rows: float
    """Sum of weights, or rows."""
    effective: float
    variance: float = 0.0
    """Sum of p (1 - p), weights squared: how much the hits vary if the probabilities are true."""

    @property
    def rate(self) -> float:
        """Return the observed share."""
        return self.hits / self.rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Decomposition:
    """Of what the Brier score is made: brier = reliability - resolution + uncertainty + within."""

    brier: float
    reliability: float
    """Mean squared distance of probability and frequency over the bins; 0 is best."""
    resolution: float
    """How far the frequencies of the bins lie from the overall one; more is better."""
    uncertainty: float
    """Variance of the outcome: the score of always naming the prevalence."""
    within: float
    """What remains because probabilities differ within a bin."""


def brier_parts(truth: "Floats", probability: "Floats") -> "Floats":
    """Return each row's squared error, shape (rows,); their mean is the Brier score.

    References
    ----------
    Brier 1950, Monthly Weather Review 78:1-3.
    """
    parts: Floats = (probability - truth) ** 2
    return parts


def log_loss_parts(truth: "Floats", probability: "Floats") -> "Floats":
    """Return each row's negative log likelihood, shape (rows,); their mean is the log loss."""
    safe = np.clip(probability, _SMALLEST, 1 - _SMALLEST)
    parts: Floats = -np.where(truth > 0, np.log(safe), np.log1p(-safe))
    return parts


def _shares(rows: int, weights: "Floats | None", counts: "Floats | None") -> "tuple[Floats, Floats]":
    """Return what each entry counts, and the sum of its squared weights."""
    number = np.ones(rows) if counts is None else counts
    return (number, number) if weights is None else (number * weights, number * weights**2)


def calibration_bins(
    truth: "Floats",
    probability: "Floats",
    *,
    bins: int = 10,
    weights: "Floats | None" = None,
    counts: "Floats | None" = None,
) -> tuple[Bin, ...]:
    """Sort probabilities into equally wide bins and compare mean probability with what happened.

    Parameters
    ----------
    truth, probability
        Shape (rows,): 1 where the positive class occurred; 0 to 1.
    bins
        Number of equally wide bins; an inner edge belongs to the bin below it.
    weights, counts
        Shape (rows,): weight of a row, how many rows it stands for; or None.

    Returns
    -------
    tuple of Bin
        Bins that hold rows, in rising order.

    References
    ----------
    DeGroot and Fienberg 1983, The Statistician 32:12-22.
    """
    place = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], probability, side="left")
    return _filled(place, bins, truth, probability, _shares(len(truth), weights, counts))


def mass_bins(
    truth: "Floats",
    probability: "Floats",
    *,
    bins: int = 10,
    weights: "Floats | None" = None,
    counts: "Floats | None" = None,
) -> tuple[Bin, ...]:
    """Sort probabilities into bins of about equally many rows; equal probabilities share a bin.

    Parameters
    ----------
    truth, probability, bins, weights, counts
        As for `calibration_bins`; probabilities may be any numbers here.

    Returns
    -------
    tuple of Bin
        Bins that hold rows, in rising order; fewer than asked where many probabilities are equal.
    """
    place = mass_places(probability, bins, _shares(len(truth), weights, counts)[0])
    return _filled(place, bins, truth, probability, _shares(len(truth), weights, counts))


def mass_places(values: "Floats", bins: int, share: "Floats") -> "npt.NDArray[np.int64]":
    """Return for each value the bin, from 0, in which the middle of its equals lies when ranked by weight."""
    kinds, back = np.unique(values, return_inverse=True)
    mass = np.bincount(back, share, len(kinds))
    middle = (np.cumsum(mass) - mass / 2) / mass.sum()
    place = np.minimum((middle * bins).astype(np.int64), bins - 1)
    found: npt.NDArray[np.int64] = place[back]
    return found


def _filled(
    place: "npt.NDArray[np.int64]",
    bins: int,
    truth: "Floats",
    probability: "Floats",
    shares: "tuple[Floats, Floats]",
) -> tuple[Bin, ...]:
    weight, squared = shares
    spread = squared * probability * (1 - probability)
    parts = (weight, squared, weight * probability, weight * truth, spread)
    rows, squares, scores, hits, variance = (np.bincount(place, part, bins) for part in parts)
    return tuple(
        Bin(
            mean_score=float(scores[at] / rows[at]),
            hits=float(hits[at]),
            rows=float(rows[at]),
            effective=float(rows[at] ** 2 / squares[at]),
            variance=float(variance[at]),
        )
        for at in np.flatnonzero(rows)
    )


def expected_calibration_error(bins: tuple[Bin, ...]) -> float:
    """Return the mean distance of mean probability and frequency over bins, weighted by rows.

    References
    ----------
    Naeini, Cooper and Hauskrecht 2015, AAAI, 2901-2907.
    """
    total = sum(part.rows for part in bins)
    return sum(part.rows / total * abs(part.hits / part.rows - part.mean_score) for part in bins)


def maximum_calibration_error(bins: tuple[Bin, ...]) -> float:
    """Return the largest distance of mean probability and frequency of a bin."""
    return max(abs(part.rate - part.mean_score) for part in bins)


def chance_calibration_error(bins: tuple[Bin, ...]) -> float:
    """Return the calibration error to be expected of true probabilities with as few rows, by chance alone.

    References
    ----------
    Bröcker 2012, Climate Dynamics 39:655-667 (bias of binned scores); a normal variable lies
    sqrt(2/pi) standard deviations off its mean on average.
    """
    total = sum(part.rows for part in bins)
    return sum(math.sqrt(2 / math.pi * max(part.variance, 0.0)) for part in bins) / total


def decomposition(bins: tuple[Bin, ...], brier: float) -> Decomposition:
    """Take the Brier score apart.

    Parameters
    ----------
    bins
        Of all rows.
    brier
        Their Brier score.

    Returns
    -------
    Decomposition
        The parts add up to the score.

    References
    ----------
    Murphy 1973, Journal of Applied Meteorology 12:595-600; Stephenson, Coelho and Jolliffe 2008, Weather and
    Forecasting 23:752-757 (the part within bins).
    """
    total = sum(part.rows for part in bins)
    overall = sum(part.hits for part in bins) / total
    reliability = sum(part.rows * (part.mean_score - part.rate) ** 2 for part in bins) / total
    resolution = sum(part.rows * (part.rate - overall) ** 2 for part in bins) / total
    uncertainty = overall * (1 - overall)
    return Decomposition(
        brier=brier,
        reliability=reliability,
        resolution=resolution,
        uncertainty=uncertainty,
        within=brier - reliability + resolution - uncertainty,
    )


def hosmer_lemeshow(bins: tuple[Bin, ...]) -> tuple[float, int] | None:
    """Compare events with expected events bin by bin.

    Returns
    -------
    tuple or None
        Statistic and number of bins, which is its degrees of freedom on rows the model did not learn from
        (two less on those it did); None where a bin expects no or only events.

    References
    ----------
    Hosmer and Lemeshow 1980, Communications in Statistics A9:1043-1069.
    """
    statistic = 0.0
    for part in bins:
        scale = part.effective / part.rows
        expected, rows = part.mean_score * part.effective, part.effective
        if not 0 < expected < rows:
            return None
        statistic += (part.hits * scale - expected) ** 2 / (expected * (1 - expected / rows))
    return statistic, len(bins)
