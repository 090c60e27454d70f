"""Which rows of a table can be judged, and what are their classes and weights?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.weighing import Selection, select
from core.inventory import ScoreMeans
from core.reasons import Reason, ReasonCode
from core.statistics.encoding import MISSING, Encoded, class_text, encode_classes

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]

PREDICTION = "prediction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows that can be judged, with their classes."""

    used: Selection
    truth: Encoded | None
    """True classes of the kept rows; None without a target column."""
    predicted: Encoded
    """Predicted classes of the kept rows."""

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
    if data.target is None:
        return paired_rows(data, None, predicted)
    if data.target not in data.table.columns:
        return Reason(code=ReasonCode.NO_LABELS)
    truth = encode_classes(data.table[data.target], data.target)
    rows = paired_rows(data, truth, predicted)
    if isinstance(rows, Rows) and rows.truth is not None and len(np.unique(rows.truth.codes)) < 2:
        return Reason(code=ReasonCode.ONE_CLASS_ONLY, values={"column": truth.name})
    return rows


def paired_rows(data: CheckInput, truth: Encoded | None, predicted: Encoded) -> Rows | Reason:
    """Keep the rows that have a predicted class, a true one where there are any, and a usable weight."""
    columns = {predicted.name: predicted.codes != MISSING}
    if truth is not None:
        columns[truth.name] = columns.get(truth.name, True) & (truth.codes != MISSING)
    used = select(data, columns)
    if isinstance(used, Reason):
        return used
    return Rows(
        used=used,
        truth=None if truth is None else _taken(truth, used.keep),
        predicted=_taken(predicted, used.keep),
    )


def class_problem(rows: Rows, favorable: str, target: str | None) -> Reason | None:
    """Say why classes cannot be told apart: the favorable one is missing, or two codings were mixed.

    Parameters
    ----------
    rows
        The judged rows.
    favorable
        The favorable class as classes are written.
    target
        Name of the target column.

    Returns
    -------
    Reason or None
        Without this, a misspelled favorable class would make every rate 0.
    """
    said = _present(rows.predicted)
    true = said if rows.truth is None else _present(rows.truth)
    if favorable not in true:
        where = PREDICTION if rows.truth is None else rows.truth.name
        values: dict[str, str | int | float] = {"favorable": favorable, "column": where}
        return Reason(code=ReasonCode.FAVORABLE_UNKNOWN, values=values)
    if not true & said:
        return Reason(code=ReasonCode.CLASSES_DIFFER, values={"column": target or ""})
    return None


def _present(column: Encoded) -> set[str]:
    return {column.labels[int(code)] for code in np.unique(column.codes)}


def _taken(column: Encoded, keep: "npt.NDArray[np.int64]") -> Encoded:
    return Encoded(name=column.name, labels=column.labels, codes=column.codes[keep])
