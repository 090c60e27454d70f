"""Could the gap between two groups be chance?"""

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

FISHER_LIMIT = 20_000
"""Rows up to which Fisher's test is calculated; beyond, chi-square says the same."""

Test = tuple[float, float]
"""Statistic and two-sided p."""


def fisher_exact(
    x1: int, n1: int, x2: int, n2: int, *, alternative: Literal["two-sided", "greater", "less"] = "two-sided"
) -> Test | None:
    """Test two shares exactly, given the margins.

    Parameters
    ----------
    x1, n1, x2, n2
        Hits and rows of the two groups, whole numbers.
    alternative
        "greater" asks whether the first share is the larger one, "less" whether it is the smaller.

    Returns
    -------
    tuple or None
        Sample odds ratio (may be infinite) and p; None for an empty margin.

    References
    ----------
    Fisher 1935, The Design of Experiments, section 11.
    """
    from scipy.stats import fisher_exact as exact

    if not _testable(x1, n1, x2, n2):
        return None
    outcome = exact([[x1, n1 - x1], [x2, n2 - x2]], alternative=alternative)
    return float(outcome.statistic), float(outcome.pvalue)


def chi_square(
    table: "Sequence[Sequence[float]] | npt.NDArray[np.float64]", *, yates: bool = False
) -> tuple[float, int, float] | None:
    """Test a table of counts for independence.

    Parameters
    ----------
    table
        Counts, shape (rows, columns).
    yates
        Whether with the continuity correction, which is meant for two rows and two columns only; the checks
        do without it, as it makes the test too cautious.

    Returns
    -------
    tuple or None
        Statistic, degrees of freedom and p; None where a row or column is empty.

    References
    ----------
    Pearson 1900, Philosophical Magazine 50:157-175; Yates 1934, JRSS Supplement 1:217-235.
    """
    counts = np.asarray(table, dtype=float)
    expected = _expected(counts)
    if expected is None:
        return None
    away = np.abs(counts - expected)
    if yates and counts.shape == (2, 2):
        away = away - np.minimum(0.5, away)
    return _by_chi_square(float((away**2 / expected).sum()), counts)


def g_test(
    table: "Sequence[Sequence[float]] | npt.NDArray[np.float64]",
) -> tuple[float, int, float] | None:
    """Test a table of counts for independence by the ratio of likelihoods, without correction.

    Parameters
    ----------
    table
        Counts, shape (rows, columns).

    Returns
    -------
    tuple or None
        Statistic, degrees of freedom and p; None where a row or column is empty.

    References
    ----------
    Wilks 1935, Annals of Mathematical Statistics 6:190-196.
    """
    counts = np.asarray(table, dtype=float)
    expected = _expected(counts)
    if expected is None:
        return None
    logs = np.where(counts > 0, np.log(np.where(counts > 0, counts, 1.0) / expected), 0.0)
    return _by_chi_square(max(0.0, 2 * float((counts * logs).sum())), counts)


def _expected(counts: "npt.NDArray[np.float64]") -> "npt.NDArray[np.float64] | None":
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    if min(counts.shape) < 2 or (rows == 0).any() or (columns == 0).any():
        return None
    found: npt.NDArray[np.float64] = np.outer(rows, columns) / counts.sum()
    return found


def _by_chi_square(statistic: float, counts: "npt.NDArray[np.float64]") -> tuple[float, int, float]:
    from scipy.special import chdtrc

    freedom = (counts.shape[0] - 1) * (counts.shape[1] - 1)
    return statistic, freedom, float(chdtrc(freedom, statistic))


def two_sd(x1: float, n1: float, x2: float, n2: float) -> Test | None:
    """Return by how many pooled standard deviations two shares differ; beyond 2 the rule speaks.

    Parameters
    ----------
    x1, n1, x2, n2
        Hits and rows of the two groups.

    Returns
    -------
    tuple or None
        `(x1/n1 - x2/n2)` in standard deviations, and two-sided normal p; None for an empty margin.

    References
    ----------
    Hazelwood School District v. United States, 433 U.S. 299 (1977), note 17.
    """
    if not _testable(x1, n1, x2, n2):
        return None
    pooled = (x1 + x2) / (n1 + n2)
    deviation = math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    z = (x1 / n1 - x2 / n2) / deviation
    return z, 2 * NormalDist().cdf(-abs(z))


def holm(p_values: Sequence[float | None]) -> tuple[float | None, ...]:
    """Correct a family of p values for their number, step by step from the smallest.

    Parameters
    ----------
    p_values
        Raw p values; None for tests that could not be made, which do not count.

    Returns
    -------
    tuple
        Corrected p values in the same order, at most 1.

    References
    ----------
    Holm 1979, Scandinavian Journal of Statistics 6:65-70.
    """
    known = sorted((p, index) for index, p in enumerate(p_values) if p is not None)
    corrected: list[float | None] = [None] * len(p_values)
    highest = 0.0
    for rank, (p, index) in enumerate(known):
        highest = max(highest, min(1.0, p * (len(known) - rank)))
        corrected[index] = highest
    return tuple(corrected)


def _testable(x1: float, n1: float, x2: float, n2: float) -> bool:
    return n1 > 0 and n2 > 0 and 0 < x1 + x2 < n1 + n2
