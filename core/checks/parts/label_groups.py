"""How far do groups differ on each label of a multi-label task, the rare ones included?"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.checks.base import CheckInput
from core.checks.parts.class_figures import data_table
from core.checks.parts.class_groups import question_groups
from core.checks.parts.findings import Found, together
from core.checks.parts.limits import CLASS_MEASURES, class_limits, not_taken
from core.checks.parts.questions import Question, Unasked, label_questions
from core.checks.parts.verdicts import without_value
from core.checks.parts.weighing import Selection
from core.progress import Part, Progress
from core.reasons import Reason, ReasonCode
from core.results import Conclusion, DataTable, Measurement, Verdict, of_label, worst

RARE = 0.05
"""Below this share of assigned rows a label is pointed out."""

MACRO = {
    "macro_impact_ratio": "impact_ratio",
    "macro_demographic_parity_difference": "demographic_parity_difference",
    "macro_equalized_odds_difference": "equalized_odds_difference",
}
"""Means over all labels that have the figure, each label counting the same."""


@dataclass(frozen=True, slots=True)
class _Label:
    """One label with what was found on it."""

    name: str
    found: Found
    used: Selection | None


def label_groups(data: CheckInput, progress: Progress) -> tuple[Found, Selection] | Reason:
    """Compare groups on every label of a multi-label task.

    Parameters
    ----------
    data
        The check's input; true and predicted labels are columns of zeros and ones.
    progress
        Told after each feature of each label.

    Returns
    -------
    tuple or Reason
        What was found with the rows of the best covered label; a reason where no label can be judged.
        A label that cannot be judged stays with its reason.
    """
    asked = label_questions(data)
    if isinstance(asked, Reason):
        return asked
    features = [item.column for item in data.groupings if item.column in data.table.columns]
    labels = [
        _label(data, item, features, Part(progress, at / len(asked), (at + 1) / len(asked)))
        for at, item in enumerate(asked)
    ]
    used = [item.used for item in labels if item.used is not None]
    if not used:
        return next(item.reason for item in asked if isinstance(item, Unasked))
    whole = together(item.found for item in labels)
    summary = Found(
        measurements=tuple(figure for name in features for figure in _macro(labels, name)),
        tables=(_table(labels, features),),
        notes=() if data.targets else (Reason(code=ReasonCode.NO_LABELS),),
    )
    return together([summary, whole]), max(used, key=lambda item: item.rows)


def _label(data: CheckInput, item: Question | Unasked, features: Sequence[str], progress: Progress) -> _Label:
    if isinstance(item, Unasked):
        return _Label(item.label, _missing(data, item, features), None)
    found = question_groups(data, item, progress)
    notes = (*item.rows.used.notes, *_rare(item))
    return _Label(item.label or "", together([Found(notes=notes), found]), item.rows.used)


def _missing(data: CheckInput, item: Unasked, features: Sequence[str]) -> Found:
    """Keep a label that cannot be judged visible in every feature."""
    conclusions: list[Conclusion] = []
    for name in features:
        subject = of_label(name, item.label)
        conclusions += [
            without_value(limit, subject, item.reason)
            if limit.measure in CLASS_MEASURES
            else not_taken(limit, subject)
            for limit in class_limits(data)
        ]
    return Found(conclusions=tuple(conclusions), notes=(item.reason,))


def _rare(question: Question) -> tuple[Reason, ...]:
    """Note a label that is assigned in few rows."""
    rows, truth = question.rows, question.rows.truth or question.rows.predicted
    assigned = rows.is_class(truth, "1")
    counts = rows.used.counts
    n = int(assigned.sum()) if counts is None else round(float(counts[assigned].sum()))
    share = n / rows.used.rows
    if share >= RARE:
        return ()
    values: dict[str, str | int | float] = {"label": question.label or "", "n": n, "share": share}
    return (Reason(code=ReasonCode.RARE_LABEL, values=values),)


def _macro(labels: Sequence[_Label], feature: str) -> list[Measurement]:
    """Return means over the labels, with how many labels they rest on."""
    found = []
    for macro, measure in MACRO.items():
        subjects = {of_label(feature, item.name) for item in labels}
        figures = [
            figure
            for item in labels
            for figure in item.found.measurements
            if figure.measure == measure and figure.subject in subjects and figure.value is not None
        ]
        total = sum(figure.value or 0.0 for figure in figures)
        found.append(
            Measurement(
                measure=macro,
                subject=feature,
                value=total / len(figures) if figures else None,
                numerator=total,
                denominator=float(len(figures)),
                n=max((figure.n for figure in figures), default=0),
                reason=None if figures else Reason(code=ReasonCode.EMPTY_DENOMINATOR),
            )
        )
    return found


def _table(labels: Sequence[_Label], features: Sequence[str]) -> DataTable:
    """Lay out label by label what was found, one line for every feature."""
    lines = [(item, feature) for item in labels for feature in features]
    return data_table(
        "labels",
        label=[item.name for item, _ in lines],
        feature=[feature for _, feature in lines],
        n=[_figure(item, "selection_rate", item.name, "n") for item, _ in lines],
        base_rate=[_figure(item, "base_rate", item.name) for item, _ in lines],
        selection_rate=[_figure(item, "selection_rate", item.name) for item, _ in lines],
        impact_ratio=[_gap(item, "impact_ratio", feature) for item, feature in lines],
        difference=[_gap(item, "demographic_parity_difference", feature) for item, feature in lines],
        equalized_odds=[_gap(item, "equalized_odds_difference", feature) for item, feature in lines],
        verdict=[_verdict(item, feature).value for item, feature in lines],
    )


def _figure(item: _Label, measure: str, subject: str, what: str = "value") -> float | None:
    for figure in item.found.measurements:
        if (figure.measure, figure.subject) == (measure, subject):
            return float(figure.n) if what == "n" else figure.value
    return None


def _gap(item: _Label, measure: str, feature: str) -> float | None:
    return _figure(item, measure, of_label(feature, item.name))


def _verdict(item: _Label, feature: str) -> Verdict:
    subject = of_label(feature, item.name)
    return worst(found.verdict for found in item.found.conclusions if found.subject == subject)
