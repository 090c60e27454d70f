"""How well do predicted claims, counts or amounts fit the true ones?

As in `core.statistics.regression` every figure is made of sums over rows.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.statistics.confusion import divide

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

WEIGHT, DEVIANCE, TRUE, NULL = range(4)


def poisson_fits(truth: "Floats", output: "Floats") -> bool:
    """Tell whether the Poisson deviance is defined: no true value below 0, every prediction above 0."""
    return bool((truth >= 0).all() and (output > 0).all())


def gamma_fits(truth: "Floats", output: "Floats") -> bool:
    """Tell whether the Gamma deviance is defined: everything above 0."""
    return bool((truth > 0).all() and (output > 0).all())


def poisson_summands(truth: "Floats", output: "Floats", weights: "Floats | None" = None) -> "Floats":
    """Return what the Poisson figures sum over rows.

    Parameters
    ----------
    truth, output, weights
        Shape (rows,): true values from 0, predictions above 0, weights such as exposure or None.

    Returns
    -------
    numpy.ndarray
        Shape (rows, 4): weight, deviance, true value, and y log y for the deviance of the mean alone.

    References
    ----------
    McCullagh and Nelder 1989, Generalized Linear Models, table 2.1.
    """
    weight = np.ones(len(truth)) if weights is None else weights
    logs = np.where(truth > 0, truth * np.log(np.where(truth > 0, truth, 1.0)), 0.0)
    deviance = 2 * (logs - truth * np.log(output) - truth + output)
    return np.column_stack([weight, weight * deviance, weight * truth, weight * logs])


def gamma_summands(truth: "Floats", output: "Floats", weights: "Floats | None" = None) -> "Floats":
    """Return what the Gamma figures sum over rows, shape (rows, 4); see `poisson_summands`.

    References
    ----------
    McCullagh and Nelder 1989, Generalized Linear Models, table 2.1.
    """
    weight = np.ones(len(truth)) if weights is None else weights
    deviance = 2 * (truth / output - 1 - np.log(truth / output))
    return np.column_stack([weight, weight * deviance, weight * truth, weight * np.log(truth)])


def mean_deviance(sums: "Floats") -> "Floats":
    """Return the mean deviance, shape (...) from sums of shape (..., 4)."""
    return divide(sums[..., DEVIANCE], sums[..., WEIGHT])


def poisson_d2(sums: "Floats") -> "Floats":
    """Return the share of the Poisson deviance of the mean alone that is explained, shape (...).

    References
    ----------
    Hastie, Tibshirani and Wainwright 2015, Statistical Learning with Sparsity, section 3.2.
    """
    mean = divide(sums[..., TRUE], sums[..., WEIGHT])
    with np.errstate(divide="ignore", invalid="ignore"):
        null = 2 * (sums[..., NULL] - sums[..., TRUE] * np.log(mean))
    return _explained(sums, null)


def gamma_d2(sums: "Floats") -> "Floats":
    """Return the share of the Gamma deviance of the mean alone that is explained, shape (...)."""
    mean = divide(sums[..., TRUE], sums[..., WEIGHT])
    null = 2 * (sums[..., WEIGHT] * np.log(mean) - sums[..., NULL])
    return _explained(sums, null)


def _explained(sums: "Floats", null: "Floats") -> "Floats":
    """Return 1 - deviance / null; NaN where the true values do not vary."""
    usual = np.where(np.isfinite(null) & (null > 1e-12 * sums[..., WEIGHT]), null, 0.0)
    return 1 - divide(sums[..., DEVIANCE], usual)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lorenz:
    """How well predictions rank the true amounts, least first."""

    gini: float
    error: float | None
    """Standard error; None below two rows."""
    share: "Floats"
    """Shape (points,): cumulated exposure, 0 to 1."""
    amount: "Floats"
    """Shape (points,): cumulated true amount, 0 to 1."""
    influence: "Floats"
    """Shape (rows,): how much a row of each kind moves the index, 0 on average."""

    def over(self, best: "Lorenz", counts: "Floats") -> tuple[float, float | None] | None:
        """Return the index as share of the best possible one, with its standard error; None if that is 0."""
        if best.gini <= 0:
            return None
        share, rows = self.gini / best.gini, float(counts.sum())
        moved = (self.influence - share * best.influence) / best.gini
        return share, _error(moved, counts) if rows >= 2 else None


def lorenz(
    truth: "Floats",
    output: "Floats",
    *,
    weights: "Floats | None" = None,
    counts: "Floats | None" = None,
) -> Lorenz | None:
    """Return the ordered Lorenz curve of true amounts in the order of predictions, and its Gini index.

    Parameters
    ----------
    truth, output
        Shape (rows,): true amounts (per unit of weight) from 0; predictions. Equal predictions count half.
    weights, counts
        Shape (rows,): weight of a row such as exposure, how many rows it stands for; or None.

    Returns
    -------
    Lorenz or None
        None where an amount is below 0 or all are 0. The error is that of the linearized index.

    References
    ----------
    Frees, Meyers and Cummings 2014, Journal of Risk and Insurance 81:335-366; Denuit, Sznajder and Trufin
    2019, Insurance: Mathematics and Economics 89:128-139.
    """
    weight = np.ones(len(truth)) if weights is None else weights
    number = np.ones(len(truth)) if counts is None else counts
    if (truth < 0).any() or not (weight * number / (weight * number).sum() * truth).sum() > 0:
        return None
    return _ordered(truth, output, weight, number)


def _ordered(truth: "Floats", output: "Floats", weight: "Floats", number: "Floats") -> Lorenz:
    """Return the curve of amounts of which none is negative and one is above 0."""
    share = weight * number / (weight * number).sum()
    kinds, back = np.unique(output, return_inverse=True)
    mass, sums = np.bincount(back, share, len(kinds)), np.bincount(back, share * truth, len(kinds))
    rank = (np.cumsum(mass) - mass / 2)[back]
    above = (sums.sum() - np.cumsum(sums) + sums / 2)[back]
    mean, half = float(sums.sum()), float((share * truth * rank).sum())
    relative = weight / (weight * number).sum() * number.sum()
    moved = relative * (truth * rank + above - 2 * half - half / mean * (truth - mean))
    rows = float(number.sum())
    influence = 2 / mean * moved
    return Lorenz(
        gini=2 * half / mean - 1,
        error=_error(influence, number) if rows >= 2 else None,
        influence=influence,
        share=np.concatenate([[0.0], np.cumsum(mass)]),
        amount=np.concatenate([[0.0], np.cumsum(sums) / mean]),
    )


def _error(influence: "Floats", counts: "Floats") -> float:
    rows = float(counts.sum())
    return math.sqrt(float((counts * influence**2).sum()) / (rows - 1) / rows)


def quantile_bounds(
    values: "Floats", share: float, *, worth: "Floats", level: float = 0.95
) -> tuple[float, tuple[float, float] | None]:
    """Return a quantile of values with its distribution-free interval.

    Parameters
    ----------
    values
        Shape (rows,).
    share
        Which quantile, 0.9 for the value that 90 % do not exceed.
    worth
        Shape (rows,): effective rows of each entry.
    level
        Confidence level.

    Returns
    -------
    tuple
        The quantile (the smallest value not exceeded by at least this share) and its bounds; None: few rows.

    References
    ----------
    David and Nagaraja 2003, Order Statistics, section 7.1.
    """
    from scipy.special import bdtr

    order = np.argsort(values, kind="stable")
    ranked, total = values[order], np.cumsum(worth[order])
    rows = float(total[-1])

    def at(rank: float) -> float:
        return float(ranked[min(int(np.searchsorted(total, rank - 1e-9, side="left")), len(ranked) - 1)])

    whole = math.floor(rows + 1e-9)
    tail = (1 - level) / 2
    low, high = _ranks(whole, share, tail)
    covered = bdtr(high - 1, whole, share) - (bdtr(low - 1, whole, share) if low >= 1 else 1.0)
    bounds = (at(low), at(high)) if low >= 1 and high <= whole and covered >= level - 1e-9 else None
    return at(share * rows), bounds


def _ranks(rows: int, share: float, tail: float) -> tuple[int, int]:
    """Return between which ranks the quantile lies with the level that leaves `tail` on both sides."""
    from scipy.stats import binom

    low = int(binom.ppf(tail, rows, share))
    high = int(binom.ppf(1 - tail, rows, share)) + 1
    return low, high
