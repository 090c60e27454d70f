"""What do the counts of right and wrong decisions say about each group?

Cells are arrays of shape (..., 2, 2): first the true class, then the predicted one, 1 = favorable.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

TN, FP, FN, TP = (0, 0), (0, 1), (1, 0), (1, 1)
_ALL = (TN, FP, FN, TP)

RATES: Mapping[str, tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]] = {
    "selection_rate": ((TP, FP), _ALL),
    "base_rate": ((TP, FN), _ALL),
    "tpr": ((TP,), (TP, FN)),
    "fpr": ((FP,), (FP, TN)),
    "tnr": ((TN,), (FP, TN)),
    "fnr": ((FN,), (TP, FN)),
    "ppv": ((TP,), (TP, FP)),
    "fdr": ((FP,), (TP, FP)),
    "npv": ((TN,), (TN, FN)),
    "for": ((FN,), (TN, FN)),
    "accuracy": ((TP, TN), _ALL),
}
"""Every share of a confusion matrix: the cells of its numerator and of its denominator."""

LABEL_FREE = frozenset({"selection_rate"})
"""Rates that can be taken without knowing the true class."""


@dataclass(frozen=True, slots=True)
class Share:
    """A numerator and a denominator, with the number of rows they are worth."""

    numerator: float
    denominator: float
    effective: float
    """Rows, or Kish's effective number for weighted tables."""

    @property
    def value(self) -> float | None:
        """Return the share; None for 0/0."""
        return self.numerator / self.denominator if self.denominator > 0 else None

    @property
    def exact(self) -> Fraction | None:
        """Return the share as an exact fraction; None for 0/0."""
        if self.denominator <= 0:
            return None
        return Fraction(self.numerator) / Fraction(self.denominator)

    @property
    def hits(self) -> float:
        """Return the numerator in effective rows."""
        if self.effective == self.denominator:
            return self.numerator
        return min(self.effective, self.numerator / self.denominator * self.effective)


def share(rate: str, cells: "Floats", squares: "Floats | None" = None) -> Share:
    """Return one rate of one group.

    Parameters
    ----------
    rate
        Key of `RATES`.
    cells
        Shape (2, 2): rows, or sums of weights.
    squares
        Shape (2, 2): sums of squared weights; None for counted rows.

    Returns
    -------
    Share
        With denominator 0 where the rate is not computable.

    References
    ----------
    Kish 1965, Survey Sampling, section 8.2 (effective number of rows).
    """
    above, below = RATES[rate]
    numerator = float(sum(cells[cell] for cell in above))
    denominator = float(sum(cells[cell] for cell in below))
    if squares is None:
        return Share(numerator, denominator, denominator)
    spread = float(sum(squares[cell] for cell in below))
    return Share(numerator, denominator, denominator**2 / spread if spread > 0 else 0.0)


def rate_values(rate: str, cells: "Floats") -> "Floats":
    """Return one rate for many confusion matrices at once.

    Parameters
    ----------
    rate
        Key of `RATES`.
    cells
        Shape (..., 2, 2).

    Returns
    -------
    numpy.ndarray
        Shape (...); NaN for 0/0, to be left out by the caller.
    """
    above, below = RATES[rate]
    numerator = np.add.reduce([cells[..., i, j] for i, j in above])
    denominator = np.add.reduce([cells[..., i, j] for i, j in below])
    return divide(numerator, denominator)


def balanced_accuracy(cells: "Floats") -> "Floats":
    """Return the mean of true positive and true negative rate, shape (...); NaN if either is 0/0."""
    balanced: Floats = (rate_values("tpr", cells) + rate_values("tnr", cells)) / 2
    return balanced


def f1(cells: "Floats") -> "Floats":
    """Return the harmonic mean of precision and recall, shape (...); NaN for 0/0."""
    hits = 2 * cells[..., 1, 1]
    return divide(hits, hits + cells[..., 0, 1] + cells[..., 1, 0])


def mcc(cells: "Floats") -> "Floats":
    """Return Matthews' correlation of true and predicted class, shape (...); NaN for 0/0.

    References
    ----------
    Matthews 1975, Biochimica et Biophysica Acta 405:442-451.
    """
    tn, fp, fn, tp = (cells[..., i, j] for i, j in _ALL)
    below = np.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
    return divide(tp * tn - fp * fn, below)


def treatment_equality(cells: "Floats") -> "Floats":
    """Return false negatives per false positive, shape (...); NaN where there are no false positives.

    References
    ----------
    Berk et al. 2021, Sociological Methods & Research 50:3-44.
    """
    return divide(cells[..., 1, 0], cells[..., 0, 1])


SUMMARIES = {"balanced_accuracy": balanced_accuracy, "f1": f1, "mcc": mcc}
"""Figures of a confusion matrix that are not a share of rows."""


def divide(numerator: "Floats", denominator: "Floats") -> "Floats":
    """Divide elementwise; NaN where the denominator is not above 0."""
    numerator, denominator = np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float)
    result = np.full(np.broadcast(numerator, denominator).shape, np.nan)
    np.divide(numerator, denominator, out=result, where=denominator > 0)
    return result
