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
    truth
        Shape (rows,): 1 where the positive class occurred.
    probability
        Shape (rows,), 0 to 1.
    bins
        Number of equally wide bins; a value on an inner edge belongs to the bin below it.
    weights
        Shape (rows,), or None.
    counts
        Shape (rows,): how many rows each entry stands for; None for one.

    Returns
    -------
    tuple of Bin
        Bins that hold rows, in rising order.

    References
    ----------
    DeGroot and Fienberg 1983, The Statistician 32:12-22.
    """
    number = np.ones(len(truth)) if counts is None else counts
    weight, squared = number, number
    if weights is not None:
        weight, squared = number * weights, number * weights**2
    place = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], probability, side="left")
    rows, squares = np.bincount(place, weight, bins), np.bincount(place, squared, bins)
    scores, hits = np.bincount(place, weight * probability, bins), np.bincount(place, weight * truth, bins)
    return tuple(
        Bin(
            mean_score=float(scores[at] / rows[at]),
            hits=float(hits[at]),
            rows=float(rows[at]),
            effective=float(rows[at] ** 2 / squares[at]),
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
