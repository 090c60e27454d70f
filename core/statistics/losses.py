"""How far do predicted numbers lie from the true ones, by the losses that other libraries name?

The checks of performance take the figures they print from sums over rows, with intervals; these functions
are for comparison with published figures. Truth, output and weights have the shape (rows,).
"""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Numbers = npt.ArrayLike


def mean_absolute_error(truth: "Numbers", output: "Numbers", weights: "Numbers | None" = None) -> float:
    """Return the mean absolute error."""
    true, said = _both(truth, output)
    return _mean(np.abs(said - true), weights)


def mean_squared_error(truth: "Numbers", output: "Numbers", weights: "Numbers | None" = None) -> float:
    """Return the mean squared error."""
    true, said = _both(truth, output)
    return _mean((said - true) ** 2, weights)


def root_mean_squared_error(truth: "Numbers", output: "Numbers", weights: "Numbers | None" = None) -> float:
    """Return the root of the mean squared error."""
    return float(np.sqrt(mean_squared_error(truth, output, weights)))


def mean_absolute_percentage_error(
    truth: "Numbers", output: "Numbers", weights: "Numbers | None" = None
) -> float | None:
    """Return the mean of absolute errors over absolute true values, 0.1 for 10 %.

    None where a true value is 0: the figure does not exist there, whatever small number replaces the 0.
    """
    true, said = _both(truth, output)
    return _mean(np.abs((said - true) / true), weights) if (true != 0).all() else None


def mean_squared_log_error(
    truth: "Numbers", output: "Numbers", weights: "Numbers | None" = None
) -> float | None:
    """Return the mean squared difference of log(1 + value); None where a value is not above -1."""
    true, said = _both(truth, output)
    if min(true.min(), said.min()) <= -1:
        return None
    return _mean((np.log1p(said) - np.log1p(true)) ** 2, weights)


def median_absolute_error(truth: "Numbers", output: "Numbers") -> float:
    """Return the median of the absolute errors, the mean of the two in the middle for an even number."""
    true, said = _both(truth, output)
    return float(np.median(np.abs(said - true)))


def largest_error(truth: "Numbers", output: "Numbers") -> float:
    """Return the largest absolute error."""
    true, said = _both(truth, output)
    return float(np.abs(said - true).max())


def quantile_loss(
    truth: "Numbers", output: "Numbers", share: float, weights: "Numbers | None" = None
) -> float:
    """Return the mean pinball loss of predictions of a quantile.

    Parameters
    ----------
    truth, output, weights
        True values; predictions of their quantile; weights or None.
    share
        Which quantile, between 0 and 1: 0.9 for the value that 90 % do not exceed.

    References
    ----------
    Koenker and Bassett 1978, Econometrica 46:33-50.
    """
    true, said = _both(truth, output)
    away = true - said
    return _mean(np.maximum(share * away, (share - 1) * away), weights)


def r2_score(truth: "Numbers", output: "Numbers", weights: "Numbers | None" = None) -> float | None:
    """Return the explained share of the variance about the mean; None where nothing varies."""
    return tweedie_d2(truth, output, 0.0, weights)


def tweedie_deviance(
    truth: "Numbers", output: "Numbers", power: float, weights: "Numbers | None" = None
) -> float | None:
    """Return the mean unit deviance of a Tweedie distribution.

    Parameters
    ----------
    truth, output, weights
        True values; predicted means; weights such as exposure or None.
    power
        Power of the variance function: 0 normal (squared error), 1 Poisson, 2 Gamma, 3 inverse Gaussian,
        between 1 and 2 compound Poisson; none lies between 0 and 1.

    Returns
    -------
    float or None
        None where the deviance is not defined: a predicted mean of 0 or less, a true value below 0, or of 0
        from power 2 on.

    Raises
    ------
    ValueError
        The power lies between 0 and 1.

    References
    ----------
    Jørgensen 1987, Journal of the Royal Statistical Society B 49:127-162.
    """
    true, said = _both(truth, output)
    units = _units(true, said, power)
    return None if units is None else _mean(units, weights)


def poisson_deviance(truth: "Numbers", output: "Numbers", weights: "Numbers | None" = None) -> float | None:
    """Return the mean Poisson deviance; see `tweedie_deviance`."""
    return tweedie_deviance(truth, output, 1.0, weights)


def gamma_deviance(truth: "Numbers", output: "Numbers", weights: "Numbers | None" = None) -> float | None:
    """Return the mean Gamma deviance; see `tweedie_deviance`."""
    return tweedie_deviance(truth, output, 2.0, weights)


def tweedie_d2(
    truth: "Numbers", output: "Numbers", power: float, weights: "Numbers | None" = None
) -> float | None:
    """Return the share of the deviance of the mean alone that predictions explain; see `tweedie_deviance`.

    References
    ----------
    Hastie, Tibshirani and Wainwright 2015, Statistical Learning with Sparsity, section 3.2.
    """
    true, _ = _both(truth, output)
    found = tweedie_deviance(truth, output, power, weights)
    null = tweedie_deviance(truth, np.full(len(true), _mean(true, weights)), power, weights)
    if found is None or null is None or not null > 1e-15 * max(1.0, float(np.abs(true).max())):
        return None
    return 1 - found / null


def _units(true: "Floats", said: "Floats", power: float) -> "Floats | None":
    """Return each row's deviance; None where it is not defined."""
    if 0 < power < 1:
        raise ValueError("no Tweedie distribution has a power between 0 and 1")
    squares: Floats = (true - said) ** 2
    if power == 0:
        return squares
    low = 0.0 if 1 <= power < 2 else -np.inf if power < 0 else np.nextafter(0.0, 1.0)
    if not (said > 0).all() or not (true >= low).all():
        return None
    parts: Floats
    if power == 1:
        parts = np.where(true > 0, true * np.log(np.where(true > 0, true, 1.0) / said), 0.0) - true + said
    elif power == 2:
        parts = np.log(said / true) + true / said - 1
    else:
        first = np.maximum(true, 0.0) ** (2 - power) / ((1 - power) * (2 - power))
        parts = first - true * said ** (1 - power) / (1 - power) + said ** (2 - power) / (2 - power)
    return 2 * parts


def _both(truth: "Numbers", output: "Numbers") -> "tuple[Floats, Floats]":
    return np.asarray(truth, dtype=float), np.asarray(output, dtype=float)


def _mean(values: "Floats", weights: "Numbers | None") -> float:
    return float(np.average(values, weights=None if weights is None else np.asarray(weights, dtype=float)))
