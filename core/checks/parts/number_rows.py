"""Which rows of a regression can be judged, and what are their numbers?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.rows import PREDICTION
from core.checks.parts.weighing import Selection, select
from core.reasons import Reason, ReasonCode
from core.statistics.bootstrap import distinct_rows

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRows:
    """The rows with a predicted and, where there is a target, a true number."""

    used: Selection
    truth: "Floats | None"
    output: "Floats"

    def distinct(self, mask: "Flags | None" = None) -> "Numbers":
        """Return the distinct rows, of all kept rows or of the masked ones."""
        some = np.ones(len(self.output), dtype=bool) if mask is None else mask
        output = self.output[some]
        truth = None if self.truth is None else self.truth[some]
        weights = None if self.used.weights is None else self.used.weights[some]
        counts = None if self.used.counts is None else self.used.counts[some]
        columns = [item for item in (truth, output, weights) if item is not None]
        at, found = distinct_rows(columns, counts)
        return Numbers(
            truth=None if truth is None else truth[at],
            output=output[at],
            weights=None if weights is None else weights[at],
            counts=found,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Distinct pairs of true and predicted numbers in a fixed order."""

    truth: "Floats | None"
    output: "Floats"
    weights: "Floats | None"
    """Weight of a row of each kind."""
    counts: "Floats"
    """How many rows of each kind there are."""

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        return round(float(self.counts.sum()))


def number_rows(data: CheckInput) -> NumberRows | Reason:
    """Choose the rows of a regression.

    Parameters
    ----------
    data
        The check's input; `score` holds the output.

    Returns
    -------
    NumberRows or Reason
        Without true numbers where the table has no target; a reason where nothing can be judged.
    """
    import pandas as pd

    if not len(data.table):
        return Reason(code=ReasonCode.NO_ROWS)
    if data.score is None:
        return Reason(code=ReasonCode.NO_SCORES)
    output, truth = np.asarray(data.score, dtype=float), None
    columns = {PREDICTION: np.isfinite(output)}
    if data.target is not None:
        if data.target not in data.table.columns:
            return Reason(code=ReasonCode.NO_LABELS)
        numbers = pd.to_numeric(data.table[data.target], errors="coerce")
        truth = numbers.to_numpy(dtype=float, na_value=np.nan)
        columns[data.target] = columns.get(data.target, True) & np.isfinite(truth)
    used = select(data, columns)
    if isinstance(used, Reason):
        return used
    return NumberRows(used=used, truth=None if truth is None else truth[used.keep], output=output[used.keep])
