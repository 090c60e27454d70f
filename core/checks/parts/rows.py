"""Which rows of a table can be judged, and what are their classes and weights?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.inventory import ScoreMeans
from core.results import Reason, ReasonCode
from core.statistics.encoding import MISSING, Encoded, class_text, encode_classes

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]

PREDICTION = "prediction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows that can be judged."""

    keep: "npt.NDArray[np.int64]"
    """Their positions in the table."""
    truth: Encoded | None
    """True classes of the kept rows; None without a target column."""
    predicted: Encoded
    """Predicted classes of the kept rows."""
    weights: "Floats | None"
    notes: tuple[Reason, ...]

    def is_class(self, column: Encoded, label: str) -> "Flags":
        """Tell for each row whether it is of the class."""
        flags: Flags = np.zeros(len(column.codes), dtype=bool)
        if label in column.labels:
            flags = column.codes == column.labels.index(label)
        return flags


def favorable_class(data: CheckInput) -> str | None:
    """Return the favorable class as classes are written."""
    return None if data.favorable is None else class_text(data.favorable)


def favorable_score(data: CheckInput) -> "Floats | None":
    """Return scores turned so that a higher one is favorable; None if the direction was not stated."""
    means = data.score_means or (data.cut_off.score_means if data.cut_off else None)
    if data.score is None or means is None:
        return None
    score = np.asarray(data.score, dtype=float)
    if means is ScoreMeans.FAVORABLE:
        return score
    return 1 - score if is_probability(score) else -score


def is_probability(score: "Floats") -> bool:
    """Tell whether all finite scores lie between 0 and 1."""
    known = score[np.isfinite(score)]
    return bool(known.size) and bool(known.min() >= 0) and bool(known.max() <= 1)


def class_rows(data: CheckInput) -> Rows | Reason:
    """Return the rows with a prediction, a true class (if there is a target) and a usable weight.

    Parameters
    ----------
    data
        The check's input.

    Returns
    -------
    Rows or Reason
        A reason where nothing can be judged: no rows, no predictions, everything missing, one class only.
    """
    if not len(data.table):
        return Reason(code=ReasonCode.NO_ROWS)
    if data.predicted is None:
        return Reason(code=ReasonCode.NO_SCORES)
    predicted = encode_classes(data.predicted, PREDICTION)
    columns = {PREDICTION: predicted.codes != MISSING}
    truth = None
    if data.target is not None:
        if data.target not in data.table.columns:
            return Reason(code=ReasonCode.NO_LABELS)
        truth = encode_classes(data.table[data.target], data.target)
        columns[data.target] = truth.codes != MISSING
    weights = row_weights(data)
    if data.weight is not None and weights is not None:
        columns[data.weight] = np.isfinite(weights) & (weights > 0)
    return _kept(columns, predicted, truth, weights)


def row_weights(data: CheckInput) -> "Floats | None":
    """Return the weight column as numbers, NaN where it holds none; None without such a column."""
    import pandas as pd

    if data.weight is None or data.weight not in data.table.columns:
        return None
    numbers = pd.to_numeric(data.table[data.weight], errors="coerce")
    return numbers.to_numpy(dtype=float, na_value=np.nan)


def dropped_notes(columns: "Mapping[str, Flags]") -> tuple[Reason, ...]:
    """Say for each column how many rows were left out for it."""
    return tuple(
        Reason(code=ReasonCode.ROWS_DROPPED, values={"n": int((~known).sum()), "column": name})
        for name, known in columns.items()
        if not known.all()
    )


def all_missing(columns: "Mapping[str, Flags]") -> Reason | None:
    """Name the first column that has no usable value in any row."""
    for name, known in columns.items():
        if not known.any():
            return Reason(code=ReasonCode.ALL_MISSING, values={"column": name})
    return None


def _kept(
    columns: "Mapping[str, Flags]", predicted: Encoded, truth: Encoded | None, weights: "Floats | None"
) -> Rows | Reason:
    missing = all_missing(columns)
    if missing is not None:
        return missing
    keep = np.flatnonzero(np.logical_and.reduce(list(columns.values())))
    if not keep.size:
        return Reason(code=ReasonCode.NO_ROWS)
    truth = None if truth is None else _taken(truth, keep)
    if truth is not None and len(np.unique(truth.codes)) < 2:
        return Reason(code=ReasonCode.ONE_CLASS_ONLY, values={"column": truth.name})
    return Rows(
        keep=keep,
        truth=truth,
        predicted=_taken(predicted, keep),
        weights=None if weights is None else weights[keep],
        notes=dropped_notes(columns),
    )


def _taken(column: Encoded, keep: "npt.NDArray[np.int64]") -> Encoded:
    return Encoded(name=column.name, labels=column.labels, codes=column.codes[keep])
