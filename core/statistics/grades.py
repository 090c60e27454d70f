"""Do rating grades default as often as their probability of default says?

Every test supposes that defaults are independent, except those with a correlation.
"""

import math
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from core.statistics.intervals import Bounds

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

_STEPS = 4001
"""Points at which the common factor is tried; its normal density is 0 beyond eight standard deviations."""
_WIDE = 8.0
EXACT = 20_000
"""Rows up to which two grades are compared exactly."""


def jeffreys_p(defaults: float, rows: float, pd: float) -> float:
    """Return how probable it is, given the defaults, that the true probability is no higher than `pd`.

    Parameters
    ----------
    defaults, rows
        Observed defaults and rows, `0 <= defaults <= rows` and `rows > 0`.
    pd
        The estimated probability of default, 0 to 1.

    Returns
    -------
    float
        The posterior distribution Beta(defaults + 1/2, rows - defaults + 1/2) at `pd`. A small value speaks
        for an estimate that is too low.

    References
    ----------
    European Central Bank, Instructions for reporting the validation results of internal models, February
    2019, section 2.5.3 (PD back-testing with a Jeffreys test).
    """
    from scipy.special import betainc

    _require(defaults, rows, pd)
    return float(betainc(defaults + 0.5, rows - defaults + 0.5, pd))


def two_sided(p: float) -> float:
    """Return twice the smaller tail of a one-sided p value, at most 1."""
    return min(1.0, 2 * min(p, 1 - p))


def jeffreys_bounds(defaults: float, rows: float, level: float = 0.95) -> Bounds:
    """Return the bounds of a share by Jeffreys' prior, 0 and 1 where there is no default or nothing else.

    Parameters
    ----------
    defaults, rows
        Hits and rows, `0 <= defaults <= rows` and `rows > 0`.
    level
        Confidence level.

    Returns
    -------
    tuple of float
        Quantiles of the posterior distribution.

    References
    ----------
    Brown, Cai and DasGupta 2001, Statistical Science 16:101-133, section 4.1.2.
    """
    from scipy.special import betaincinv

    _require(defaults, rows, 0.5)
    tail = (1 - level) / 2
    a, b = defaults + 0.5, rows - defaults + 0.5
    low = 0.0 if defaults == 0 else float(betaincinv(a, b, tail))
    high = 1.0 if defaults == rows else float(betaincinv(a, b, 1 - tail))
    return low, high


def binomial_p(defaults: float, rows: float, pd: float) -> float:
    """Return the probability of at least so many defaults if `pd` is true.

    Parameters
    ----------
    defaults, rows, pd
        As for `jeffreys_p`.

    Returns
    -------
    float
        Exact one-sided p value; 1 without a default.

    References
    ----------
    Basel Committee on Banking Supervision 2005, Working Paper 14, section III.5 (binomial test).
    """
    from scipy.special import betainc

    _require(defaults, rows, pd)
    return 1.0 if defaults <= 0 else float(betainc(defaults, rows - defaults + 1, pd))


def normal_p(defaults: float, rows: float, pd: float) -> float | None:
    """Return the normal approximation of `binomial_p`; None where `pd` is 0 or 1.

    References
    ----------
    Basel Committee on Banking Supervision 2005, Working Paper 14, section III.5.
    """
    _require(defaults, rows, pd)
    deviation = math.sqrt(rows * pd * (1 - pd))
    return None if deviation == 0 else NormalDist().cdf((rows * pd - defaults) / deviation)


def retail_correlation(pd: float) -> float:
    """Return the correlation of defaults that supervisors suppose for other retail exposures.

    Parameters
    ----------
    pd
        Probability of default, 0 to 1.

    Returns
    -------
    float
        Between 0.03 for risky and 0.16 for safe debtors.

    References
    ----------
    Regulation (EU) No 575/2013, Article 154(1).
    """
    share = (1 - math.exp(-35 * pd)) / (1 - math.exp(-35))
    return 0.03 * share + 0.16 * (1 - share)


def correlated_p(defaults: float, rows: float, pd: float, correlation: float) -> float:
    """Return the probability of at least so many defaults when all debtors share one factor.

    Parameters
    ----------
    defaults, rows, pd
        As for `jeffreys_p`.
    correlation
        Correlation of the debtors' assets, 0 for none, below 1.

    Returns
    -------
    float
        The binomial tail, averaged over the common factor.

    References
    ----------
    Vasicek 2002, Risk 15(12):160-162; Tasche 2003, A traffic lights approach to PD validation.
    """
    from scipy.special import betainc, ndtr, ndtri

    if correlation <= 0 or not 0 < pd < 1 or defaults <= 0:
        return binomial_p(defaults, rows, pd)
    factor = np.linspace(-_WIDE, _WIDE, _STEPS)
    chance = ndtr((ndtri(pd) - math.sqrt(correlation) * factor) / math.sqrt(1 - correlation))
    density = np.exp(-(factor**2) / 2)
    tails = betainc(defaults, rows - defaults + 1, chance)
    return float(tails @ density / density.sum())


def power_doubled(rows: float, pd: float, alpha: float = 0.05) -> float:
    """Return how surely the Jeffreys test would notice that twice as many default as estimated.

    Parameters
    ----------
    rows
        Number of rows, above 0.
    pd
        The estimate; twice as much is at most 1.
    alpha
        Level of the one-sided test.

    Returns
    -------
    float
        Probability of a p value below `alpha`, 0 where no number of defaults would give one.
    """
    if pd <= 0:
        return 0.0
    low, high = -1, math.floor(rows)
    if jeffreys_p(high, rows, pd) >= alpha:
        return 0.0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if jeffreys_p(middle, rows, pd) < alpha else (middle, high)
    return binomial_p(high, rows, min(1.0, 2 * pd))


def lower_share_p(x1: float, n1: float, x2: float, n2: float) -> float | None:
    """Return how probable a share of the first group so far below that of the second is if both are equal.

    Parameters
    ----------
    x1, n1, x2, n2
        Hits and rows of the two groups, whole numbers.

    Returns
    -------
    float or None
        Fisher's exact one-sided p; beyond `EXACT` rows by the pooled normal test. None for an empty margin.

    References
    ----------
    Fisher 1935, The Design of Experiments, section 11.
    """
    from scipy.stats import hypergeom

    total, hits = n1 + n2, x1 + x2
    if not (n1 > 0 and n2 > 0 and 0 < hits < total):
        return None
    if total <= EXACT:
        return float(hypergeom.cdf(round(x1), round(total), round(hits), round(n1)))
    pooled = hits / total
    deviation = math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    return NormalDist().cdf((x1 / n1 - x2 / n2) / deviation)


def _require(defaults: float, rows: float, pd: float) -> None:
    if not (rows > 0 and 0 <= defaults <= rows and 0 <= pd <= 1):
        raise ValueError("needs 0 <= defaults <= rows, rows > 0 and a probability")
