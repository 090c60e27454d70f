"""Which scores are judged, whichever way their rows were written down?"""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.rows import Rows, favorable_class
from core.checks.parts.weighing import Selection
from core.ids import Exact
from core.statistics.bootstrap import distinct_rows

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Distinct scores of the judged rows in rising order, higher = favorable."""

    truth: "Flags"
    """True where the favorable class occurred."""
    score: "Floats"
    weights: "Floats | None"
    """Weight of a row of each kind."""
    counts: "Floats"
    """How many rows of each kind there are."""
    level: Exact
    seed: int

    @property
    def number(self) -> float:
        """Return the confidence level as a number."""
        return float(Fraction(self.level))

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        return round(float(self.counts.sum()))

    @property
    def share(self) -> "Floats":
        """Return what each kind counts in all."""
        if self.weights is None:
            return self.counts
        share: Floats = self.counts * self.weights
        return share

    def worth(self) -> "Floats":
        """Return shares scaled so that they add up to the effective number of rows."""
        if self.weights is None:
            return self.counts
        scaled: Floats = self.share * (self.share.sum() / (self.counts * self.weights**2).sum())
        return scaled


def scores_of(data: CheckInput, rows: Rows, score: "Floats", mask: "Flags | None" = None) -> Scores | None:
    """Collect the scores of the judged rows.

    Parameters
    ----------
    data
        The check's input.
    rows
        The judged rows, with true classes.
    score
        Shape (kept rows,): higher = favorable.
    mask
        Which of the kept rows are meant; None for all.

    Returns
    -------
    Scores or None
        None where no row has a score.
    """
    favorable = favorable_class(data) or ""
    truth = np.zeros(len(score), dtype=bool) if rows.truth is None else rows.is_class(rows.truth, favorable)
    known = np.isfinite(score) if mask is None else np.isfinite(score) & mask
    if not known.any():
        return None
    weights, counts = taken(rows.used, known)
    columns = [score[known], truth[known].astype(float)]
    at, found = distinct_rows(columns if weights is None else [*columns, weights], counts)
    return Scores(
        truth=truth[known][at],
        score=score[known][at],
        weights=None if weights is None else weights[at],
        counts=found,
        level=data.policy.confidence,
        seed=data.seed,
    )


def taken(used: Selection, mask: "Flags") -> "tuple[Floats | None, Floats | None]":
    """Return weights and counts of some of the kept rows."""
    weights = None if used.weights is None else used.weights[mask]
    return weights, None if used.counts is None else used.counts[mask]
