"""Does a figure move steadily over time, or from window to window by more than chance?"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """The straight line through the values of windows."""

    slope: float
    """Change from one window to the next."""
    error: float
    z: float
    p: float


def weighted_trend(at: "Floats", values: "Floats", errors: "Floats") -> Trend | None:
    """Fit a straight line through values whose standard errors are known.

    Parameters
    ----------
    at, values, errors
        Shape (windows,): position of each window, its figure, the figure's standard error above 0.

    Returns
    -------
    Trend or None
        None with fewer than three windows.

    References
    ----------
    Thompson and Sharp 1999, Statistics in Medicine 18:2693-2708 (fixed-effect meta-regression).
    """
    if len(at) < 3:
        return None
    worth = 1 / errors**2
    middle = float((worth * at).sum() / worth.sum())
    spread = float((worth * (at - middle) ** 2).sum())
    if spread <= 0:
        return None
    slope = float((worth * (at - middle) * values).sum() / spread)
    return _trend(slope, 1 / math.sqrt(spread))


def share_trend(at: "Floats", hits: "Floats", rows: "Floats") -> Trend | None:
    """Test whether a share rises or falls with the position of its window.

    Parameters
    ----------
    at, hits, rows
        Shape (windows,): position of each window, hits and rows.

    Returns
    -------
    Trend or None
        None with fewer than three windows, or if nothing or everything is a hit.

    References
    ----------
    Armitage 1955, Biometrics 11:375-386.
    """
    total = float(rows.sum())
    if len(at) < 3 or not 0 < hits.sum() < total:
        return None
    overall = float(hits.sum()) / total
    middle = float((rows * at).sum()) / total
    spread = float((rows * (at - middle) ** 2).sum())
    if spread <= 0:
        return None
    slope = float(((at - middle) * (hits - rows * overall)).sum()) / spread
    return _trend(slope, math.sqrt(overall * (1 - overall) / spread))


def heterogeneity(values: "Floats", errors: "Floats") -> tuple[float, int, float] | None:
    """Test whether windows differ by more than their standard errors explain.

    Returns
    -------
    tuple or None
        Cochran's Q, degrees of freedom and p; None with fewer than two windows.

    References
    ----------
    Cochran 1954, Biometrics 10:101-129.
    """
    from scipy.special import chdtrc

    if len(values) < 2:
        return None
    worth = 1 / errors**2
    mean = (worth * values).sum() / worth.sum()
    statistic = float((worth * (values - mean) ** 2).sum())
    return statistic, len(values) - 1, float(chdtrc(len(values) - 1, statistic))


def _trend(slope: float, error: float) -> Trend:
    z = slope / error
    return Trend(slope=slope, error=error, z=z, p=math.erfc(abs(z) / math.sqrt(2)))
