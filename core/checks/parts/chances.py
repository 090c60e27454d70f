"""How likely does the model find the favorable outcome, and who was refused it?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Answers, CheckInput
from core.checks.parts.rows import favorable_class
from core.inventory import ScoreMeans, Task
from core.options import Change, FeatureRule
from core.reasons import Reason, ReasonCode
from core.statistics.encoding import class_text, value_text

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]
    Rows = npt.NDArray[np.int64]

MOST_LIKELY = "probability of the class predicted most often"
"""The scale of attributions that speak of no stated class."""


def chance(data: CheckInput, score: "Floats") -> "Floats":
    """Return scores turned so that higher is favorable; a regression's output as it is."""
    means = data.score_means or (data.cut_off.score_means if data.cut_off else None)
    values = np.asarray(score, dtype=float)
    if data.task is not Task.BINARY or means is not ScoreMeans.UNFAVORABLE:
        return values
    return 1.0 - values


def is_favorable(data: CheckInput, predicted: "npt.NDArray[np.object_]") -> "Flags":
    """Tell for each predicted class whether it is the favorable one."""
    wanted = favorable_class(data)
    texts, codes = np.unique(np.asarray(predicted, dtype=object).astype(str), return_inverse=True)
    flags: Flags = np.array([class_text(text) == wanted for text in texts], dtype=bool)[codes]
    return flags


def granted(data: CheckInput, answers: Answers) -> "Flags | None":
    """Tell which questions the model answers favorably; None where it names no classes and none follow."""
    if answers.predicted is not None:
        return is_favorable(data, answers.predicted)
    if answers.score is None or data.cut_off is None or data.task is not Task.BINARY:
        return None
    reached = np.asarray(answers.score, dtype=float) >= data.cut_off.number
    return reached if data.cut_off.score_means is ScoreMeans.FAVORABLE else ~reached


def no_decision(data: CheckInput) -> Reason | None:
    """Say why nobody can have been refused anything."""
    if data.task not in {Task.BINARY, Task.MULTICLASS}:
        return Reason(code=ReasonCode.TASK_NOT_SUPPORTED)
    if not len(data.table):
        return Reason(code=ReasonCode.NO_ROWS)
    if data.predicted is None:
        return Reason(code=ReasonCode.NO_SCORES)
    return Reason(code=ReasonCode.NO_FAVORABLE_CLASS) if data.favorable is None else None


def no_answers(data: CheckInput, check: str) -> Reason | None:
    """Say why the model could not be asked."""
    if not len(data.table):
        return Reason(code=ReasonCode.NO_ROWS)
    if not data.features or not set(data.features) <= set(data.table.columns):
        return Reason(code=ReasonCode.NO_ARTIFACT)
    return None if data.answers.get(check) else Reason(code=ReasonCode.NO_ARTIFACT)


def rules(data: CheckInput) -> dict[str, FeatureRule]:
    """Return for every feature how it may change; sensitive ones never, whatever was stated."""
    stated = {rule.column: rule for rule in data.options.rules}
    fixed = {grouping.column for grouping in data.groupings}
    found = {}
    for name in data.features:
        rule = stated.get(name, FeatureRule(column=name))
        found[name] = FeatureRule(column=name, change=Change.FIXED) if name in fixed else rule
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Rows with attributions that are numbers."""

    rows: "Rows"
    """Positions in the table."""
    values: "Floats"
    """Shape (rows, features)."""
    outputs: "Floats"
    base: float
    features: tuple[str, ...]
    scale: str


def explained_rows(data: CheckInput) -> Explained | Reason:
    """Return the explained rows whose attributions are numbers, or why there are none."""
    found = data.attributions
    if found is None:
        return Reason(code=ReasonCode.NO_ARTIFACT)
    inside = found.rows < len(data.table)
    known = np.isfinite(found.values).all(axis=1) & np.isfinite(found.outputs) & inside
    if not len(data.table) or not found.values.size or not known.any() or not np.isfinite(found.base):
        return Reason(code=ReasonCode.NO_ROWS)
    return Explained(
        rows=np.ascontiguousarray(found.rows[known]),
        values=np.ascontiguousarray(found.values[known], dtype=float),
        outputs=np.ascontiguousarray(found.outputs[known], dtype=float),
        base=found.base,
        features=found.features,
        scale=found.scale,
    )


def about(found: Explained, data: CheckInput) -> dict[str, str | int | float | bool]:
    """Return by what attributions were made, for the record."""
    given = data.attributions
    if given is None:
        return {}
    return {
        "explainer": given.explainer,
        "scale": found.scale,
        "base": found.base,
        "background_rows": given.background_rows,
        "background_digest": given.background_digest,
    }


def cell_text(data: CheckInput, column: str, row: int) -> str | None:
    """Return a cell as text; None where the value is missing or the column is not shown."""
    import pandas as pd

    if column not in data.table.columns:
        return None
    value = data.table[column].iloc[row]
    return None if pd.isna(value) else value_text(value)
