"""How well does a model assign several labels, each by itself and all together?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.class_figures import (
    RARE,
    class_measurements,
    class_table,
    data_table,
    overall_measurements,
    rare_recall,
)
from core.checks.parts.findings import Found, together
from core.checks.parts.group_records import bootstrap_interval
from core.checks.parts.questions import Question, Unasked, label_questions
from core.checks.parts.weighing import Selection, select
from core.reasons import Reason, ReasonCode
from core.results import DataTable, Measurement
from core.statistics.bootstrap import distinct_rows, percentile_bounds, redrawn_counts
from core.statistics.confusion import divide

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

LABEL_MEASURES = frozenset(
    {
        "recall",
        "precision",
        "f1",
        "base_rate",
        "accuracy",
        "accuracy_trivial",
        "balanced_accuracy",
        "kappa",
        "mcc",
        "rare_class_recall",
    }
)
"""What is taken on each label by itself."""
JOINT_MEASURES = ("macro_f1", "micro_f1", "exact_match", "hamming_loss")
"""What is taken on all labels together."""

WEIGHT, EXACT, WRONG, FIRST = range(4)
"""Columns of what the joint figures sum; from `FIRST` on right, wrong and missed flags of each label."""


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """What was measured, and on which rows."""

    found: Found
    used: Selection
    labels: tuple[str, ...]
    missing: Mapping[str, Reason]
    """Labels that cannot be judged, with the reason."""


def label_figures(data: CheckInput) -> LabelFigures | Reason:
    """Measure every label, and all together.

    Parameters
    ----------
    data
        The check's input; true and predicted labels are columns of zeros and ones.

    Returns
    -------
    LabelFigures or Reason
        Recall, precision and the rest speak of the label being assigned; a reason where nothing can be
        judged.
    """
    asked = label_questions(data)
    if isinstance(asked, Reason):
        return asked
    if not data.targets:
        return Reason(code=ReasonCode.NO_LABELS)
    missing = {item.label: item.reason for item in asked if isinstance(item, Unasked)}
    questions = [item for item in asked if isinstance(item, Question)]
    if not questions:
        return next(iter(missing.values()))
    parts = [_of_label(data, item) for item in questions]
    joint, used = _joint(data, questions)
    table = Found(measurements=joint, tables=(_table(questions, parts),), notes=tuple(missing.values()))
    labels = tuple(item.label or "" for item in questions)
    return LabelFigures(together([table, *parts]), used, labels, missing)


def _of_label(data: CheckInput, question: Question) -> Found:
    """Measure one label: its assignment is the class that matters, its absence the trivial answer."""
    rows = question.rows
    table = class_table(rows, level=data.policy.confidence, seed=data.seed)
    assert table is not None  # noqa: S101 (two classes never are too many)
    of_class = tuple(item for item in class_measurements(table) if item.subject == "1")
    named = tuple(replace(item, subject=question.label) for item in (*of_class, *overall_measurements(table)))
    rate = next((item.value for item in named if item.measure == "base_rate"), None)
    notes = list(rows.used.notes)
    if rate is None:
        empty = Reason(code=ReasonCode.NO_POSITIVES)
        named += tuple(
            Measurement(measure=name, subject=question.label, value=None, n=table.rows, reason=empty)
            for name in ("recall", "precision", "f1", "base_rate")
        )
    if rate is None or rate < RARE:
        shown = 0.0 if rate is None else rate
        values: dict[str, str | int | float] = {
            "label": question.label or "",
            "n": round(shown * table.rows),
            "share": shown,
        }
        notes.append(Reason(code=ReasonCode.RARE_LABEL, values=values))
        named += tuple(rare_recall(item) for item in named if item.measure == "recall")
    return Found(measurements=named, notes=tuple(notes))


def _joint(data: CheckInput, questions: Sequence[Question]) -> tuple[tuple[Measurement, ...], Selection]:
    """Measure all labels together, on the rows on which all of them are known."""
    used, columns = joint_columns(data, questions)
    at, counts = distinct_rows(list(columns.T), used.counts)
    columns = columns[at]
    drawn = redrawn_counts(columns, counts, seed=data.seed)
    level = data.policy.confidence
    found = []
    for name, figure in _FIGURES.items():
        value = float(figure(counts @ columns))
        bounds = percentile_bounds(figure(drawn), float(Fraction(level)))
        known = bool(np.isfinite(value))
        found.append(
            Measurement(
                measure=name,
                value=value if known else None,
                n=used.rows,
                interval=bootstrap_interval(bounds, level) if known else None,
                reason=None if known else Reason(code=ReasonCode.EMPTY_DENOMINATOR),
            )
        )
    return tuple(found), used


def joint_columns(data: CheckInput, questions: Sequence[Question]) -> "tuple[Selection, Floats]":
    """Return the common rows of all labels and what each of them adds to the joint figures."""
    lines = len(data.table)
    known = {}
    flags = []
    for question in questions:
        present = np.zeros(lines, dtype=bool)
        present[question.rows.used.keep] = True
        known[question.label or ""] = present
        flags.append((_spread(question, lines, true=True), _spread(question, lines, true=False)))
    found = select(data, known)
    used = questions[0].rows.used if isinstance(found, Reason) else found
    kept = [(truth[used.keep], said[used.keep]) for truth, said in flags]
    wrong = np.column_stack([truth != said for truth, said in kept])
    weight = np.ones(len(used.keep)) if used.weights is None else used.weights
    parts = [np.ones(len(used.keep)), ~wrong.any(axis=1), wrong.mean(axis=1)]
    for truth, said in kept:
        parts += [truth & said, ~truth & said, truth & ~said]
    return used, np.column_stack([weight * part for part in parts]).astype(float)


def _spread(question: Question, lines: int, *, true: bool) -> "npt.NDArray[np.bool_]":
    """Return over all lines of the table where the label is assigned."""
    rows = question.rows
    column = rows.truth if true and rows.truth is not None else rows.predicted
    found = np.zeros(lines, dtype=bool)
    found[rows.used.keep] = rows.is_class(column, "1")
    return found


def _f1(hits: "Floats", alarms: "Floats", misses: "Floats") -> "Floats":
    return divide(2 * hits, 2 * hits + alarms + misses)


def _macro(sums: "Floats") -> "Floats":
    """Return the mean F1 of the labels; one that neither occurs nor is named has none."""
    scores = _f1(sums[..., FIRST::3], sums[..., FIRST + 1 :: 3], sums[..., FIRST + 2 :: 3])
    known = np.isfinite(scores)
    return divide(np.where(known, scores, 0.0).sum(axis=-1), known.sum(axis=-1).astype(float))


def _micro(sums: "Floats") -> "Floats":
    """Return F1 over all flags, in which frequent labels count more."""
    hits, alarms, misses = (sums[..., FIRST + at :: 3].sum(axis=-1) for at in range(3))
    return _f1(hits, alarms, misses)


_FIGURES: "Mapping[str, Callable[[Floats], Floats]]" = {
    "macro_f1": _macro,
    "micro_f1": _micro,
    "exact_match": lambda sums: divide(sums[..., EXACT], sums[..., WEIGHT]),
    "hamming_loss": lambda sums: divide(sums[..., WRONG], sums[..., WEIGHT]),
}


def joint_figures() -> "Mapping[str, Callable[[Floats], Floats]]":
    """Return what is taken on all labels together, from the sums of `joint_columns`."""
    return _FIGURES


def _table(questions: Sequence[Question], parts: Sequence[Found]) -> DataTable:
    """Lay out label by label what was found, the trivial answer beside it."""
    figures = [{item.measure: item for item in part.measurements} for part in parts]
    names = ("base_rate", "recall", "precision", "f1", "accuracy", "accuracy_trivial")
    columns = {name: [found[name].value if name in found else None for found in figures] for name in names}
    return data_table(
        "labels",
        label=[item.label or "" for item in questions],
        n=[float(item.rows.used.rows) for item in questions],
        **columns,
    )
