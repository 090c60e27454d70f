"""Which yes-or-no questions does a table of classes or labels answer?

A binary or multiclass table answers one: is the favorable class decided, and is it true? A multi-label table
answers one per label.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.rows import Rows, class_problem, class_rows, favorable_class, paired_rows
from core.inventory import Task
from core.reasons import Reason, ReasonCode
from core.statistics.encoding import MISSING, Encoded, encode_classes

if TYPE_CHECKING:
    import numpy.typing as npt

_FLAGS = {"0": "0", "1": "1", "false": "0", "true": "1"}
"""How a label that is assigned or not may be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One yes-or-no question, answered by truth and prediction for every kept row."""

    label: str | None
    """Of a multi-label task."""
    favorable: str
    """The answer that is favorable, as classes are written."""
    rows: Rows

    @property
    def truth(self) -> "npt.NDArray[np.int64] | None":
        """Return 1 where the favorable answer is true."""
        if self.rows.truth is None:
            return None
        return self.rows.is_class(self.rows.truth, self.favorable).astype(np.int64)

    @property
    def predicted(self) -> "npt.NDArray[np.int64]":
        """Return 1 where the favorable answer was predicted."""
        return self.rows.is_class(self.rows.predicted, self.favorable).astype(np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unasked:
    """A label that cannot be judged."""

    label: str
    reason: Reason


def class_question(data: CheckInput) -> Question | Reason:
    """Return the question of a binary or multiclass table, or why it cannot be asked."""
    favorable = favorable_class(data)
    if favorable is None:
        return Reason(code=ReasonCode.NO_FAVORABLE_CLASS)
    rows = class_rows(data)
    if isinstance(rows, Reason):
        return rows
    problem = class_problem(rows, favorable, data.target)
    return problem or Question(label=None, favorable=favorable, rows=rows)


def label_questions(data: CheckInput) -> tuple[Question | Unasked, ...] | Reason:
    """Return one question per label of a multi-label table; none of them vanishes.

    Parameters
    ----------
    data
        The check's input; that the label is assigned counts as favorable unless "0" is stated.

    Returns
    -------
    tuple or Reason
        A reason where there is nothing to ask at all.
    """
    if data.task is not Task.MULTILABEL:
        return Reason(code=ReasonCode.TASK_NOT_SUPPORTED)
    if not len(data.table):
        return Reason(code=ReasonCode.NO_ROWS)
    if not data.predictions:
        return Reason(code=ReasonCode.NO_SCORES)
    if data.targets and len(data.targets) != len(data.predictions):
        values: dict[str, str | int | float] = {
            "targets": len(data.targets),
            "predictions": len(data.predictions),
        }
        return Reason(code=ReasonCode.LABELS_NOT_PAIRED, values=values)
    favorable = _FLAGS.get((favorable_class(data) or "1").lower())
    if favorable is None:
        names = ", ".join(data.targets or data.predictions)
        missing: dict[str, str | int | float] = {"favorable": data.favorable or "", "column": names}
        return Reason(code=ReasonCode.FAVORABLE_UNKNOWN, values=missing)
    pairs = zip(data.targets or data.predictions, data.predictions, strict=True)
    return tuple(_question(data, label, said, favorable) for label, said in pairs)


def flags(data: CheckInput, name: str) -> Encoded | Reason:
    """Read a column of zeros and ones, whichever way they are written.

    Parameters
    ----------
    data
        The check's input.
    name
        Name of the column.

    Returns
    -------
    Encoded or Reason
        Classes "0" and "1"; a reason where the column is missing or holds anything else.
    """
    if name not in data.table.columns:
        return Reason(code=ReasonCode.ALL_MISSING, values={"column": name})
    found = encode_classes(data.table[name], name)
    if not {label.lower() for label in found.labels} <= _FLAGS.keys():
        return Reason(code=ReasonCode.NOT_A_FLAG, values={"column": name})
    place = np.array([*(int(_FLAGS[label.lower()]) for label in found.labels), MISSING], dtype=np.int64)
    return Encoded(name=name, labels=("0", "1"), codes=place[found.codes])


def _question(data: CheckInput, label: str, prediction: str, favorable: str) -> Question | Unasked:
    predicted = flags(data, prediction)
    truth = flags(data, label) if data.targets else None
    for column in (truth, predicted):
        if isinstance(column, Reason):
            return Unasked(label=label, reason=column)
    assert isinstance(predicted, Encoded)  # noqa: S101 (narrows the type)
    assert not isinstance(truth, Reason)  # noqa: S101 (narrows the type)
    rows = paired_rows(data, truth, predicted)
    if isinstance(rows, Reason):
        return Unasked(label=label, reason=rows)
    return Question(label=label, favorable=favorable, rows=rows)
