"""How concentrated are rating grades, and how far do rows move between them?"""

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from core.statistics.confusion import divide

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


def herfindahl(counts: "Floats") -> float | None:
    """Return the sum of squared shares, from 1 over the number of grades to 1; None without rows.

    References
    ----------
    Hirschman 1964, American Economic Review 54:761-762.
    """
    total = float(counts.sum())
    return None if total <= 0 else float(((counts / total) ** 2).sum())


def normalized_herfindahl(counts: "Floats") -> float | None:
    """Return the Herfindahl index scaled from 0 (all grades equally filled) to 1 (one grade holds all).

    Parameters
    ----------
    counts
        Shape (grades,): rows of each grade, empty grades included.

    Returns
    -------
    float or None
        None without rows or with one grade only.
    """
    index, grades = herfindahl(counts), len(counts)
    return None if index is None or grades < 2 else (index - 1 / grades) / (1 - 1 / grades)


def concentration_p(now: "Floats", before: "Floats") -> float | None:
    """Return how probable so much more concentration than before would be by chance.

    Parameters
    ----------
    now, before
        Shape (grades,): rows of each grade, the same grades.

    Returns
    -------
    float or None
        One-sided p value of the coefficients of variation; None without rows, with one grade, or where
        the grades are equally filled now.

    References
    ----------
    European Central Bank, Instructions for reporting the validation results of internal models, February
    2019, section 2.5.5.3 (concentration in rating grades).
    """
    current, initial = _variation(now), _variation(before)
    if current is None or initial is None or current == 0:
        return None
    grades = len(now)
    spread = math.sqrt(current**2 * (0.5 + current**2))
    return NormalDist().cdf(-math.sqrt(grades - 1) * (current - initial) / spread)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """How rows moved from one grade to another."""

    rows: float
    stayed: float
    worse: float
    """Rows that moved to a worse grade."""
    better: float
    bandwidth_worse: float | None
    """Notches moved to worse grades over the most that were possible; None where none was possible."""
    bandwidth_better: float | None
    notches: float
    """Mean number of notches moved, without direction."""


def moves(matrix: "Floats") -> Moves | None:
    """Sum up a migration matrix.

    Parameters
    ----------
    matrix
        Shape (grades, grades): rows by grade before and grade after, both from best to worst.

    Returns
    -------
    Moves or None
        None without rows.

    References
    ----------
    European Central Bank, Instructions for reporting the validation results of internal models, February
    2019, section 2.5.5.1 (matrix weighted bandwidth).
    """
    total = float(matrix.sum())
    if total <= 0:
        return None
    at = np.arange(len(matrix))
    steps = at[None, :] - at[:, None]
    up, down = np.triu(matrix, 1), np.tril(matrix, -1)
    most = np.maximum(at, len(matrix) - 1 - at)
    return Moves(
        rows=total,
        stayed=float(np.trace(matrix)),
        worse=float(up.sum()),
        better=float(down.sum()),
        bandwidth_worse=_bandwidth(up, steps, most),
        bandwidth_better=_bandwidth(down, steps, most),
        notches=float((matrix * np.abs(steps)).sum() / total),
    )


def mean_notches(matrices: "Floats") -> "Floats":
    """Return the mean number of notches moved, shape (...) from (..., grades, grades)."""
    steps = np.abs(_steps(matrices.shape[-1]))
    return divide((matrices * steps).sum(axis=(-2, -1)), matrices.sum(axis=(-2, -1)))


def width_worse(matrices: "Floats") -> "Floats":
    """Return the bandwidth to worse grades, shape (...) from (..., grades, grades); NaN where none moved."""
    return _widths(np.triu(matrices, 1))


def width_better(matrices: "Floats") -> "Floats":
    """Return the bandwidth to better grades, shape (...) from (..., grades, grades); NaN where none moved."""
    return _widths(np.tril(matrices, -1))


def normalized_of_cells(counts: "Floats") -> "Floats":
    """Return the normalized Herfindahl index, shape (...) from (..., grades)."""
    grades = counts.shape[-1]
    shares = divide((counts**2).sum(axis=-1), counts.sum(axis=-1) ** 2)
    scaled: Floats = (shares - 1 / grades) / (1 - 1 / grades)
    return scaled


def _widths(parts: "Floats") -> "Floats":
    size = parts.shape[-1]
    at = np.arange(size)
    possible = (parts.sum(axis=-1) * np.maximum(at, size - 1 - at)).sum(axis=-1)
    return divide((parts * np.abs(_steps(size))).sum(axis=(-2, -1)), possible)


def _steps(size: int) -> "npt.NDArray[np.int64]":
    at = np.arange(size)
    return at[None, :] - at[:, None]


def _bandwidth(part: "Floats", steps: "npt.NDArray[np.int64]", most: "npt.NDArray[np.int64]") -> float | None:
    possible = float((part.sum(axis=1) * most).sum())
    return None if possible <= 0 else float((part * np.abs(steps)).sum() / possible)


def _variation(counts: "Floats") -> float | None:
    """Return the coefficient of variation of the grades' shares."""
    total, grades = float(counts.sum()), len(counts)
    if total <= 0 or grades < 2:
        return None
    return math.sqrt(grades * float(((counts / total - 1 / grades) ** 2).sum()))
