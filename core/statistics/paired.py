"""Do two models that judged the same rows differ by more than chance?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.statistics.discrimination import no_variance_error
from core.statistics.intervals import Bounds, z_value

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaPair:
    """Two areas under the ROC curve on the same rows."""

    first: float
    second: float
    error: float | None
    """Standard error of the difference; None below two rows in a class."""

    @property
    def difference(self) -> float:
        """Return first minus second."""
        return self.first - self.second

    def bounds(self, level: float = 0.95) -> Bounds | None:
        """Return the normal interval of the difference, cut at -1 and 1."""
        if self.error is None:
            return None
        step = z_value(level) * self.error
        return max(-1.0, self.difference - step), min(1.0, self.difference + step)

    def test(self) -> tuple[float, float] | None:
        """Return z and two-sided p of equal areas; None where the scores rank alike or rows are too few."""
        if not self.error:
            return None
        z = self.difference / self.error
        return z, math.erfc(abs(z) / math.sqrt(2))


def delong_pair(
    truth: "Flags",
    first: "Floats",
    second: "Floats",
    *,
    weights: "Floats | None" = None,
    counts: "Floats | None" = None,
) -> AreaPair | None:
    """Compare the areas of two scores of the same rows.

    Parameters
    ----------
    truth, first, second, weights, counts
        Shape (rows,): as for `core.statistics.discrimination.delong`, with two scores.

    Returns
    -------
    AreaPair or None
        None if a class is empty.

    References
    ----------
    DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44:837-845, equation for L S L'.
    """
    weight = np.ones(len(truth)) if weights is None else weights
    number = np.ones(len(truth)) if counts is None else counts
    positive, negative = (_Class(weight[mask], number[mask]) for mask in (truth, ~truth))
    if positive.total <= 0 or negative.total <= 0:
        return None
    won = [_placements(score[truth], score[~truth], negative.share) for score in (first, second)]
    lost = [1 - _placements(score[~truth], score[truth], positive.share) for score in (first, second)]
    areas = [float((part * positive.share).sum() / positive.total) for part in won]
    if positive.rows < 2 or negative.rows < 2:
        return AreaPair(first=areas[0], second=areas[1], error=None)
    gap = areas[0] - areas[1]
    error = math.sqrt(positive.variance(won[0] - won[1], gap) + negative.variance(lost[0] - lost[1], gap))
    if error <= 1e-12 and not _alike(first, second):
        error = _unseen(areas, min(positive.effective, negative.effective))
    return AreaPair(first=areas[0], second=areas[1], error=error)


def _unseen(areas: Sequence[float], smaller: float) -> float:
    """Return the error where few rows show no difference, which does not prove that there is none."""
    return math.hypot(*(no_variance_error(area, smaller) for area in areas))


def _alike(first: "Floats", second: "Floats") -> bool:
    """Tell whether two scores put the rows in the same order."""
    orders = [np.unique(score, return_inverse=True)[1] for score in (first, second)]
    return bool((orders[0] == orders[1]).all())


def mcnemar_chi_square(
    only_first: float, only_second: float, *, corrected: bool = True
) -> tuple[float, float] | None:
    """Return McNemar's chi-square with one degree of freedom, and its p.

    Parameters
    ----------
    only_first, only_second
        Rows on which only the first, or only the second, is right.
    corrected
        Whether with the continuity correction of Edwards.

    Returns
    -------
    tuple or None
        Statistic and p; None where they never disagree.

    References
    ----------
    McNemar 1947, Psychometrika 12:153-157; Edwards 1948, Psychometrika 13:185-187.
    """
    from scipy.special import chdtrc

    n = only_first + only_second
    if n <= 0:
        return None
    apart = max(0.0, abs(only_first - only_second) - (1.0 if corrected else 0.0))
    statistic = apart**2 / n
    return statistic, float(chdtrc(1, statistic))


def mcnemar(only_first: int, only_second: int) -> float:
    """Return the exact two-sided p that two error rates on the same rows are equal.

    Parameters
    ----------
    only_first, only_second
        Rows on which only the first, or only the second, is right.

    Returns
    -------
    float
        1 where they never disagree.

    References
    ----------
    McNemar 1947, Psychometrika 12:153-157; Fagerland, Lydersen and Laake 2013, BMC Medical Research
    Methodology 13:91 (exact conditional test).
    """
    from scipy.special import bdtr

    n = only_first + only_second
    return min(1.0, 2 * float(bdtr(min(only_first, only_second), n, 0.5))) if n else 1.0


@dataclass(frozen=True, slots=True)
class _Class:
    """What the rows of one class count."""

    weights: "Floats"
    counts: "Floats"

    @property
    def share(self) -> "Floats":
        """Return what each entry counts."""
        share: Floats = self.weights * self.counts
        return share

    @property
    def total(self) -> float:
        """Return the sum of weights."""
        return float(self.share.sum())

    @property
    def rows(self) -> float:
        """Return the number of rows."""
        return float(self.counts.sum())

    @property
    def effective(self) -> float:
        """Return how many equally weighted rows these are worth (Kish)."""
        return self.total**2 / float((self.counts * self.weights**2).sum())

    def variance(self, parts: "Floats", mean: float) -> float:
        """Return the variance of the weighted mean of parts."""
        spread = float((self.counts * self.weights**2 * (parts - mean) ** 2).sum() / self.total**2)
        return spread * self.rows / (self.rows - 1)


def _placements(values: "Floats", others: "Floats", share: "Floats") -> "Floats":
    """Return for each value the share of the others below it, ties half."""
    order = np.argsort(others, kind="stable")
    total = np.concatenate([[0.0], np.cumsum(share[order])])
    kinds, back = np.unique(values, return_inverse=True)
    sorted_others = others[order]
    left = total[np.searchsorted(sorted_others, kinds, side="left")]
    right = total[np.searchsorted(sorted_others, kinds, side="right")]
    shares: Floats = ((left + right) / (2 * total[-1]))[back]
    return shares
