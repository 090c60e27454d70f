"""What does the table itself say that was predicted, where no model is at hand?"""

from typing import TYPE_CHECKING

from core.artifacts.opened import class_text
from core.errors import UserError
from core.inventory import ColumnRole, CutOff, ScoreMeans, Task
from core.messages import message
from core.running.judging import Terms
from core.running.meaning import Meaning
from core.running.predictions import Predictions

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd


def stated(meaning: Meaning, table: "pd.DataFrame", terms: Terms) -> Predictions:
    """Return the predictions and scores the table holds; classes follow from scores by the cut-off only.

    Raises `UserError` when there are none, some rows lack them, or classes would have to be guessed.
    """
    features = meaning.named(ColumnRole.FEATURE)
    if meaning.predictions:
        return Predictions(score=None, predicted=None, features=features)
    predicted = _column(meaning, table, ColumnRole.PREDICTION)
    score = _column(meaning, table, ColumnRole.SCORE)
    if predicted is None and score is None:
        raise UserError(
            message(
                "There is neither a model file nor a column with predictions or scores, so nothing can be "
                "checked. Name a column with predictions or scores, or give the model file."
            )
        )
    numbers = None if score is None else _numbers(score)
    if terms.task is Task.REGRESSION:
        numbers = _numbers(predicted) if predicted is not None else numbers
        return Predictions(score=numbers, predicted=None, features=features)
    classes = _classes(predicted) if predicted is not None else None
    if classes is None and numbers is not None:
        classes = _after_cut_off(meaning, table, terms, numbers)
    return Predictions(score=numbers, predicted=classes, features=features)


def reached_text(cut_off: CutOff, *, reached: bool) -> str:
    """Return how an outcome is called that has no name but its side of the cut-off, for example ">= 0.5"."""
    return f"{'>=' if reached else '<'} {cut_off.value}"


def _column(meaning: Meaning, table: "pd.DataFrame", role: ColumnRole) -> "npt.NDArray[np.object_] | None":
    names = meaning.named(role)
    if not names:
        return None
    column = table[names[0]]
    missing = int(column.isna().sum())
    if missing:
        raise UserError(
            message(
                "{count} rows of “{column}” are empty, so the predictions are incomplete. Nothing was "
                "calculated. Complete the table, or leave these rows out.",
                count=missing,
                column=names[0],
            )
        )
    return column.to_numpy(dtype=object)


def _numbers(values: "npt.NDArray[np.object_]") -> "npt.NDArray[np.float64]":
    import numpy as np

    try:
        numbers = values.astype(np.float64)
    except (ValueError, TypeError):
        numbers = np.array([np.nan])
    if not np.isfinite(numbers).all():
        raise UserError(
            message(
                "The column with predictions or scores must hold numbers. Correct its role, or how the file "
                "is read."
            )
        )
    return numbers


def _classes(values: "npt.NDArray[np.object_]") -> "npt.NDArray[np.object_]":
    """Return classes as they are written; rows of one class share one text."""
    import numpy as np
    import pandas as pd

    codes, found = pd.factorize(values)
    return np.array([class_text(value) for value in found], dtype=object)[codes]


def _after_cut_off(
    meaning: Meaning, table: "pd.DataFrame", terms: Terms, score: "npt.NDArray[np.float64]"
) -> "npt.NDArray[np.object_]":
    """Return the classes that follow from scores and the cut-off; nothing is guessed."""
    import numpy as np

    cut_off = terms.cut_off
    if terms.task is not Task.BINARY or cut_off is None or meaning.favorable is None:
        raise UserError(
            message(
                "From scores alone no classes follow: a binary task with a cut-off and a favorable value is "
                "needed. State them, or add a column with predictions."
            )
        )
    good = class_text(meaning.favorable)
    other = _other_class(meaning, table, cut_off, good)
    reached, below = (good, other) if cut_off.score_means is ScoreMeans.FAVORABLE else (other, good)
    return np.where(score >= cut_off.number, reached, below).astype(object)


def _other_class(meaning: Meaning, table: "pd.DataFrame", cut_off: CutOff, favorable: str) -> str:
    """Return the other value of the target; without a target the other side of the cut-off."""
    targets = meaning.named(ColumnRole.TARGET)
    if not targets:
        return reached_text(cut_off, reached=cut_off.score_means is ScoreMeans.UNFAVORABLE)
    others = {class_text(value) for value in table[targets[0]].dropna().unique()} - {favorable}
    if len(others) != 1:
        raise UserError(
            message(
                "The target must hold exactly two values so that classes follow from scores. "
                "Choose another target, or add a column with predictions."
            )
        )
    return others.pop()
