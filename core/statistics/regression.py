"""How far do predicted numbers lie from the true ones?

Every figure is made of sums over rows, so that an interval needs only redrawn sums.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from core.statistics.confusion import divide

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

WEIGHT, ABSOLUTE, ERROR, SQUARED, TRUE, TRUE_SQUARED = range(6)


def summands(
    truth: "Floats",
    output: "Floats",
    weights: "Floats | None" = None,
    counts: "Floats | None" = None,
) -> "Floats":
    """Return what the figures sum over rows.

    Parameters
    ----------
    truth, output
        Shape (rows,): true and predicted values.
    weights
        Shape (rows,), or None.
    counts
        Shape (rows,): how many rows each entry stands for, which the mean of the true values needs.

    Returns
    -------
    numpy.ndarray
        Shape (rows, 6): weight, absolute error, error (predicted minus true), squared error, true value
        from its mean, its square. The true value is centered so that squares of large values keep digits.
    """
    weight = np.ones(len(truth)) if weights is None else weights
    error = output - truth
    centered = truth - np.average(truth, weights=weight if counts is None else weight * counts)
    parts = [np.ones(len(truth)), np.abs(error), error, error**2, centered, centered**2]
    return np.column_stack([weight * part for part in parts])


def mae(sums: "Floats") -> "Floats":
    """Return the mean absolute error, shape (...) from sums of shape (..., 6)."""
    return divide(sums[..., ABSOLUTE], sums[..., WEIGHT])


def rmse(sums: "Floats") -> "Floats":
    """Return the root of the mean squared error, shape (...)."""
    root: Floats = np.sqrt(mse(sums))
    return root


def mse(sums: "Floats") -> "Floats":
    """Return the mean squared error, shape (...)."""
    return divide(sums[..., SQUARED], sums[..., WEIGHT])


def mean_error(sums: "Floats") -> "Floats":
    """Return the mean of predicted minus true, shape (...): above 0 the model predicts too much."""
    return divide(sums[..., ERROR], sums[..., WEIGHT])


def r2(sums: "Floats") -> "Floats":
    """Return the share of the variance that is explained, shape (...); NaN if nothing varies."""
    return 1 - divide(sums[..., SQUARED], variation(sums))


def rmse_trivial(sums: "Floats") -> "Floats":
    """Return the error of always predicting the mean of this table, shape (...)."""
    root: Floats = np.sqrt(divide(variation(sums), sums[..., WEIGHT]))
    return root


def variation(sums: "Floats") -> "Floats":
    """Return the sum of squared distances of the true values from their mean, shape (...)."""
    mean_square = divide(sums[..., TRUE] ** 2, sums[..., WEIGHT])
    total: Floats = np.maximum(sums[..., TRUE_SQUARED] - mean_square, 0.0)
    return total


FIGURES: "Mapping[str, Callable[[Floats], Floats]]" = {
    "mae": mae,
    "rmse": rmse,
    "r2": r2,
    "mean_error": mean_error,
    "rmse_trivial": rmse_trivial,
}
