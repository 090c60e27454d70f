"""Do probabilities come true as often as they say?"""

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
    weight, squared = _shares(len(truth), weights, counts)
    place = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], probability, side="left")
    rows, squares, scores, hits = (
        np.bincount(place, part, bins) for part in (weight, squared, weight * probability, weight * truth)
    )
    return tuple(_bin(scores[at], hits[at], rows[at], squares[at]) for at in np.flatnonzero(rows))


def _bin(score: float, hits: float, rows: float, squares: float) -> Bin:
    return Bin(
        mean_score=float(score / rows),
        hits=float(hits),
        rows=float(rows),
        effective=float(rows**2 / squares),
    )


def expected_calibration_error(bins: tuple[Bin, ...]) -> float:
    """Return the mean distance of mean probability and frequency over bins, weighted by rows.

    References
    ----------
    Naeini, Cooper and Hauskrecht 2015, AAAI, 2901-2907.
    """
    total = sum(part.rows for part in bins)
    return sum(part.rows / total * abs(part.hits / part.rows - part.mean_score) for part in bins)
