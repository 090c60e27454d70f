"""Are probabilities too high, too low, or too extreme, and could that be chance?"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

EDGE = 1e-9
"""Probabilities nearer to 0 or 1 are moved to this distance before their log-odds are taken."""
_STEPS = 60
_FAR = 30.0
"""Log-odds beyond which a fit is running away: the classes are separated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A coefficient with its standard error."""

    value: float
    error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalibration:
    """The logistic line through log-odds, and the shift that would suffice with slope 1."""

    intercept: Fit
    slope: Fit
    shift: Fit
    """Calibration in the large: above 0 the event is more frequent than predicted."""
    statistic: float | None
    """Likelihood ratio against intercept 0 and slope 1; None for weighted rows."""
    p: float | None


def log_odds(probability: "Floats") -> "Floats":
    """Return log(p / (1 - p)), probabilities cut at `EDGE`."""
    safe = np.clip(probability, EDGE, 1 - EDGE)
    odds: Floats = np.log(safe) - np.log1p(-safe)
    return odds


def recalibrate(
    truth: "Floats",
    probability: "Floats",
    *,
    weights: "Floats | None" = None,
    counts: "Floats | None" = None,
) -> Recalibration | None:
    """Fit the event's log-odds as a straight line of the predicted log-odds.

    Parameters
    ----------
    truth, probability
        Shape (rows,): 1 where the event happened; 0 to 1.
    weights, counts
        Shape (rows,): weight of a row, rows it stands for; or None.

    Returns
    -------
    Recalibration or None
        None where only one class occurs, all probabilities are equal, or the classes are separated. Errors
        of weighted rows are those of the sandwich estimator.

    References
    ----------
    Cox 1958, Biometrika 45:562-565; Miller, Hui and Tierney 1991, Statistics in Medicine 10:1213-1226;
    White 1982, Econometrica 50:1-25 (sandwich).
    """
    ones = np.ones(len(truth))
    number, weight = (ones if given is None else given for given in (counts, weights))
    line = log_odds(probability)
    both = _newton(np.column_stack([ones, line]), truth, (weight, number), np.zeros(len(line)))
    shift = _newton(ones[:, None], truth, (weight, number), line)
    if both is None or shift is None:
        return None
    (a, b), errors = both
    statistic = None if weights is not None else _likelihood_ratio(truth, line, number, (a, b))
    p = None if statistic is None else math.exp(-statistic / 2)
    intercept, slope = Fit(value=a, error=errors[0]), Fit(value=b, error=errors[1])
    moved = Fit(value=shift[0][0], error=shift[1][0])
    return Recalibration(intercept=intercept, slope=slope, shift=moved, statistic=statistic, p=p)


def spiegelhalter(
    truth: "Floats",
    probability: "Floats",
    *,
    weights: "Floats | None" = None,
    counts: "Floats | None" = None,
) -> tuple[float, float] | None:
    """Test whether the Brier score is as large as the probabilities themselves say.

    Parameters
    ----------
    truth, probability, weights, counts
        As for `recalibrate`.

    Returns
    -------
    tuple or None
        z and two-sided normal p; None where every probability is 0, 1/2 or 1.

    References
    ----------
    Spiegelhalter 1986, Statistics in Medicine 5:421-433.
    """
    from scipy.special import ndtr

    number = np.ones(len(truth)) if counts is None else counts
    weight = np.ones(len(truth)) if weights is None else weights
    away = (number * weight * (truth - probability) * (1 - 2 * probability)).sum()
    spread = (number * weight**2 * (1 - 2 * probability) ** 2 * probability * (1 - probability)).sum()
    if spread <= 0:
        return None
    z = float(away / math.sqrt(spread))
    return z, float(2 * ndtr(-abs(z)))


Sums = tuple["Floats", "Floats"]


def _newton(
    design: "Floats", truth: "Floats", worth: Sums, offset: "Floats"
) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
    """Maximize the likelihood; None where it has no maximum."""
    weight, number = worth
    share = weight * number
    beta = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        expected = _logistic(design @ beta + offset)
        information = design.T @ (design * (share * expected * (1 - expected))[:, None])
        gradient = design.T @ (share * (truth - expected))
        if np.linalg.cond(information) > 1e14:
            return None
        step = np.linalg.solve(information, gradient)
        beta = beta + np.clip(step, -2.0, 2.0)
        if np.abs(beta).max() > _FAR:
            return None
        if np.abs(step).max() < 1e-12 * (1 + np.abs(beta).max()):
            break
    else:
        return None
    expected = _logistic(design @ beta + offset)
    bread = np.linalg.inv(design.T @ (design * (share * expected * (1 - expected))[:, None]))
    if (weight == 1).all():
        covariance = bread
    else:
        scores = design * (weight * (truth - expected))[:, None]
        covariance = bread @ (scores.T @ (scores * number[:, None])) @ bread
    errors = np.sqrt(np.diagonal(covariance))
    return tuple(beta.tolist()), tuple(errors.tolist())


def _logistic(line: "Floats") -> "Floats":
    return 1 / (1 + np.exp(-np.clip(line, -500, 500)))


def _likelihood_ratio(truth: "Floats", line: "Floats", number: "Floats", found: tuple[float, float]) -> float:
    def likelihood(odds: "Floats") -> float:
        return float((number * (truth * odds - np.logaddexp(0.0, odds))).sum())

    return max(0.0, 2 * (likelihood(found[0] + found[1] * line) - likelihood(line)))
