"""Between which bounds do a mean, a difference of means and a ratio of means lie?

Rows may be counted (whole numbers: each entry stands for that many rows) or weighted (then Kish's effective
number of rows takes the place of their number).
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.statistics.intervals import Bounds

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """A mean with what its intervals need."""

    value: float
    rows: float
    """Number of rows, or Kish's effective number for weighted ones."""
    variance: float | None
    """Of single rows, with the denominator rows - 1; None below two rows."""
    total: float = 0.0
    """Sum of the values, weights included."""
    weight: float = 0.0
    """Sum of the weights, or number of rows: the mean is total over weight."""

    @property
    def squared_error(self) -> float | None:
        """Return the variance of the mean; None below two rows."""
        return None if self.variance is None else self.variance / self.rows


def mean_of(values: "Floats", *, counts: "Floats | None" = None, weights: "Floats | None" = None) -> Mean:
    """Take a mean.

    Parameters
    ----------
    values
        Shape (entries,), at least one.
    counts
        Shape (entries,): how many rows each entry stands for.
    weights
        Shape (entries,): weight of a row of each entry, for example exposure.

    Returns
    -------
    Mean
        With the effective number of rows where there are weights.

    References
    ----------
    Kish 1965, Survey Sampling, section 8.2 (effective number of rows).
    """
    number = np.ones(len(values)) if counts is None else counts
    share = number if weights is None else number * weights
    weight = float(share.sum())
    total = float((share * values).sum())
    value = total / weight
    rows = weight if weights is None else weight**2 / float((number * weights**2).sum())
    spread = float((share * (values - value) ** 2).sum()) / weight
    known = rows >= 2
    return Mean(
        value=value,
        rows=rows,
        variance=spread * rows / (rows - 1) if known else None,
        total=total,
        weight=weight,
    )


def student(mean: Mean, level: float = 0.95) -> Bounds | None:
    """Return the t interval of a mean; None below two rows.

    References
    ----------
    Student 1908, Biometrika 6:1-25.
    """
    error = mean.squared_error
    if error is None:
        return None
    half = _quantile(level, mean.rows - 1) * math.sqrt(error)
    return mean.value - half, mean.value + half


def welch(first: Mean, second: Mean, level: float = 0.95) -> Bounds | None:
    """Return the interval of the difference of two means, `first - second`; None below two rows in a group.

    References
    ----------
    Welch 1947, Biometrika 34:28-35.
    """
    if first.squared_error is None or second.squared_error is None:
        return None
    gap, error = first.value - second.value, math.sqrt(first.squared_error + second.squared_error)
    half = _quantile(level, _freedom(first, second, 1.0)) * error if error else 0.0
    return gap - half, gap + half


def welch_test(first: Mean, second: Mean) -> tuple[float, float] | None:
    """Test two means for equality without assuming equal variances.

    Returns
    -------
    tuple or None
        Statistic and two-sided p; None below two rows in a group or where nothing varies.
    """
    from scipy.special import stdtr

    if first.squared_error is None or second.squared_error is None:
        return None
    error = math.sqrt(first.squared_error + second.squared_error)
    if not error:
        return None
    statistic = (first.value - second.value) / error
    return statistic, float(2 * stdtr(_freedom(first, second, 1.0), -abs(statistic)))


def fieller(first: Mean, second: Mean, level: float = 0.95) -> Bounds | None:
    """Return the interval of the ratio of two means, `first / second`.

    Parameters
    ----------
    first, second
        Means above 0.
    level
        Confidence level.

    Returns
    -------
    tuple or None
        None where the second mean cannot be told from 0, so that the ratio has no bounds.

    References
    ----------
    Fieller 1954, JRSS B 16:175-185; Tamhane and Logan 2004, Biometrical Journal 46:1-16 (unequal variances).
    """
    if first.squared_error is None or second.squared_error is None or second.value == 0:
        return None
    ratio = first.value / second.value
    square = _quantile(level, _freedom(first, second, ratio)) ** 2
    # The bounds solve (first - r second)^2 = t^2 (v1 + r^2 v2) for r.
    a = second.value**2 - square * second.squared_error
    b = first.value * second.value
    c = first.value**2 - square * first.squared_error
    inside = b * b - a * c
    if a <= 0 or inside < 0:
        return None
    return (b - math.sqrt(inside)) / a, (b + math.sqrt(inside)) / a


def _freedom(first: Mean, second: Mean, ratio: float) -> float:
    """Return Welch's and Satterthwaite's degrees of freedom of `first - ratio * second`."""
    one = first.squared_error or 0.0
    two = (second.squared_error or 0.0) * ratio**2
    below = one**2 / (first.rows - 1) + two**2 / (second.rows - 1)
    return (one + two) ** 2 / below if below > 0 else first.rows + second.rows - 2


def _quantile(level: float, freedom: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + level / 2))
