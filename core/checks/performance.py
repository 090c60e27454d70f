"""How good are the predictions, class by class, and are they better than a trivial model?"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.checks.base import Check, CheckInput
from core.checks.parts.class_figures import (
    ClassTable,
    class_measurements,
    class_table,
    confusion_data,
    lift,
    overall_measurements,
    rare_classes,
)
from core.checks.parts.number_figures import number_figures
from core.checks.parts.rows import Rows, class_rows, favorable_class
from core.checks.parts.score_figures import SCORE_MEASURES, ScoreFigures, score_figures
from core.checks.parts.verdicts import conclude, not_measured, refused, without_value
from core.inventory import Task
from core.messages import message
from core.policy import Threshold
from core.progress import Progress
from core.results import (
    CheckResult,
    Conclusion,
    DataTable,
    Definition,
    Measurement,
    Reason,
    ReasonCode,
    RunState,
    Verdict,
    worst,
)
from core.statistics.bootstrap import RESAMPLES
from core.statistics.regression import FIGURES

_SHARES = frozenset({"recall", "precision", "base_rate", "accuracy", "accuracy_trivial"})
"""Figures with a Wilson interval, from which the needed rows follow directly."""
_OF_CLASSES = frozenset({"recall", "precision", "f1", "base_rate", "lift"})

_ALL = (
    _OF_CLASSES
    | set(SCORE_MEASURES)
    | set(FIGURES)
    | {"accuracy", "accuracy_trivial", "balanced_accuracy", "kappa", "mcc"}
)
"""What the check takes for one task or another."""


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Measure the predictions and judge them by the policy.

    Parameters
    ----------
    data
        Table with the target, predictions, scores.
    progress
        Told between the parts.

    Returns
    -------
    CheckResult
        Not applicable with the reason where there is nothing to judge.

    References
    ----------
    Hand 2009, Machine Learning 77:103-123; Saito and Rehmsmeier 2015, PLoS ONE 10:e0118432.
    """
    if data.task not in CHECK.tasks:
        return refused(CHECK, data, Reason(code=ReasonCode.TASK_NOT_SUPPORTED))
    progress(0.0, message("Measuring predictions"))
    return _regression(data) if data.task is Task.REGRESSION else _classification(data, progress)


def _regression(data: CheckInput) -> CheckResult:
    found = number_figures(data)
    if isinstance(found, Reason):
        return refused(CHECK, data, found)
    measurements, notes, rows = found
    conclusions = tuple(
        conclusion
        for threshold in data.thresholds(CHECK.id)
        for conclusion in _conclusions(threshold, measurements, None)
    )
    return _result(data, _Outcome(rows, conclusions, measurements, (), notes))


def _classification(data: CheckInput, progress: Progress) -> CheckResult:
    rows = class_rows(data)
    if isinstance(rows, Reason):
        return refused(CHECK, data, rows)
    if rows.truth is None:
        return refused(CHECK, data, Reason(code=ReasonCode.NO_LABELS))
    table = class_table(rows, level=data.policy.confidence, seed=data.seed)
    if table is None:
        return refused(CHECK, data, Reason(code=ReasonCode.TASK_NOT_SUPPORTED))
    by_class = class_measurements(table)
    progress(0.5, message("Measuring scores"))
    binary = data.task is Task.BINARY
    scores = score_figures(data, rows) if binary else ScoreFigures(measurements=())
    judged = _judged_classes(data, table)
    lifts = tuple(lift(table, label) for label in judged) if binary else ()
    measurements = (*overall_measurements(table), *by_class, *lifts, *scores.measurements)
    conclusions = tuple(
        conclusion
        for threshold in data.thresholds(CHECK.id)
        for conclusion in _conclusions(threshold, measurements, judged)
    )
    notes = (*_notes(data, rows), *rare_classes(table), *scores.notes)
    tables = (confusion_data(table), *scores.tables)
    return _result(data, _Outcome(table.rows, conclusions, measurements, tables, notes))


def _judged_classes(data: CheckInput, table: ClassTable) -> tuple[str, ...]:
    """Return the unfavorable class of a binary task (bad loans must be found), else every class."""
    favorable = favorable_class(data)
    if data.task is Task.BINARY and favorable is not None:
        return tuple(label for label in table.labels if label != favorable)
    return table.labels


def _conclusions(
    threshold: Threshold, measurements: Sequence[Measurement], classes: tuple[str, ...] | None
) -> tuple[Conclusion, ...]:
    named = [item for item in measurements if item.measure == threshold.measure]
    if threshold.measure in _OF_CLASSES:
        named = [item for item in named if item.subject in (classes or ())]
    if not named and threshold.measure in _ALL:
        reason = Reason(code=ReasonCode.TASK_NOT_SUPPORTED)
        return (without_value(threshold, None, reason),)
    if not named:
        return (not_measured(threshold),)
    return tuple(_conclusion(threshold, item) for item in named)


def _conclusion(threshold: Threshold, figure: Measurement) -> Conclusion:
    rows = figure.denominator if figure.measure in _SHARES else None
    return conclude(threshold, figure, subject=figure.subject, rows=rows)


def _unjudged(figure: Measurement) -> Conclusion:
    return Conclusion(
        measure=figure.measure,
        value=figure.value,
        interval=figure.interval,
        verdict=Verdict.NOT_APPLICABLE,
        reason=Reason(code=ReasonCode.NO_THRESHOLD),
    )


def _notes(data: CheckInput, rows: Rows) -> tuple[Reason, ...]:
    if rows.weights is None:
        return rows.notes
    return (*rows.notes, Reason(code=ReasonCode.WEIGHTED, values={"column": data.weight or ""}))


@dataclass(frozen=True, slots=True)
class _Outcome:
    rows: int
    conclusions: tuple[Conclusion, ...]
    measurements: tuple[Measurement, ...]
    tables: tuple[DataTable, ...]
    notes: tuple[Reason, ...]


def _result(data: CheckInput, outcome: _Outcome) -> CheckResult:
    conclusions = outcome.conclusions or (_unjudged(outcome.measurements[0]),)
    parameters: dict[str, str | int | float | bool] = {
        "confidence": data.policy.confidence,
        "resamples": RESAMPLES,
        "seed": data.seed,
    }
    if data.weight is not None:
        parameters["weight"] = data.weight
    return CheckResult(
        check=CHECK.id,
        check_version=CHECK.version,
        state=RunState.FINISHED,
        verdict=worst(item.verdict for item in conclusions),
        definition=Definition(
            rows=outcome.rows,
            rows_total=len(data.table),
            favorable=data.favorable,
            positive=data.favorable,
            cut_off=data.cut_off,
            parameters=parameters,
        ),
        conclusions=conclusions,
        measurements=outcome.measurements,
        tables=outcome.tables,
        notes=outcome.notes,
    )


CHECK = Check(
    id="performance",
    version=1,
    tasks=(Task.BINARY, Task.MULTICLASS, Task.REGRESSION),
    needs_attributions=False,
    run=run,
)
"""The check, found by listing this folder."""
