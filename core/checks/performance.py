"""How good are the predictions, class by class, and are they better than a trivial model?"""

from collections.abc import Sequence
from dataclasses import replace

from core.checks.base import Check, CheckInput, Family, Need
from core.checks.parts.class_figures import (
    CLASS_MEANS,
    RARE,
    ClassTable,
    class_measurements,
    class_table,
    confusion_data,
    lift,
    overall_measurements,
    rare_classes,
    rare_recalls,
)
from core.checks.parts.findings import Found
from core.checks.parts.headline import headline, ordered, said, without_evidence
from core.checks.parts.label_figures import JOINT_MEASURES, LABEL_MEASURES, label_figures
from core.checks.parts.number_figures import NUMBER_FIGURES, number_figures
from core.checks.parts.rows import Rows, class_problem, class_rows, favorable_class
from core.checks.parts.score_figures import SCORE_MEASURES, ScoreFigures, score_figures
from core.checks.parts.verdicts import conclude, not_measured, refused, without_value
from core.checks.parts.weighing import Parameters, Selection, weight_parameters
from core.inventory import Task
from core.messages import message
from core.policy import Threshold
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, Conclusion, Definition, Measurement, RunState, Verdict, worst
from core.statistics.bootstrap import RESAMPLES

_SHARES = frozenset({"recall", "precision", "base_rate", "accuracy", "accuracy_trivial", "rare_class_recall"})
"""Figures with a Wilson interval, from which the needed rows follow directly."""
_OF_CLASSES = frozenset({"recall", "precision", "f1", "base_rate", "lift"})

_ALL = frozenset(
    {*_OF_CLASSES, *SCORE_MEASURES, *NUMBER_FIGURES, *LABEL_MEASURES, *JOINT_MEASURES, *CLASS_MEANS}
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
    if data.task is Task.REGRESSION:
        return _regression(data)
    return _labels(data) if data.task is Task.MULTILABEL else _classification(data, progress)


def _regression(data: CheckInput) -> CheckResult:
    figures = number_figures(data)
    if isinstance(figures, Reason):
        return refused(CHECK, data, figures)
    conclusions = _all_conclusions(data, figures.found.measurements, None)
    return _result(data, figures.used, replace(figures.found, conclusions=conclusions))


def _labels(data: CheckInput) -> CheckResult:
    """Judge a multi-label table label by label; one that cannot be judged stays with its reason."""
    figures = label_figures(data)
    if isinstance(figures, Reason):
        return refused(CHECK, data, figures)
    limits, found = data.thresholds(CHECK.id), figures.found
    conclusions = _all_conclusions(data, found.measurements, figures.labels)
    missing = tuple(
        without_value(limit, label, reason)
        for limit in limits
        if limit.measure in LABEL_MEASURES
        for label, reason in figures.missing.items()
    )
    return _result(data, figures.used, replace(found, conclusions=(*conclusions, *missing)))


def _classification(data: CheckInput, progress: Progress) -> CheckResult:
    rows = class_rows(data)
    if isinstance(rows, Reason):
        return refused(CHECK, data, rows)
    if rows.truth is None:
        return refused(CHECK, data, Reason(code=ReasonCode.NO_LABELS))
    problem = _mixed_codings(data, rows)
    table = class_table(rows, level=data.policy.confidence, seed=data.seed)
    if problem is not None or table is None:
        return refused(CHECK, data, problem or Reason(code=ReasonCode.TASK_NOT_SUPPORTED))
    by_class = class_measurements(table)
    progress(0.5, message("Measuring scores"))
    scores = score_figures(data, rows) if _has_scores(data) else ScoreFigures(measurements=())
    judged, rare = _judged_classes(data, table), rare_recalls(table)
    named = dict.fromkeys((*(judged if data.task is Task.BINARY else ()), *(i.subject or "" for i in rare)))
    lifts = tuple(lift(table, label) for label in named)
    measurements = (*overall_measurements(table), *by_class, *rare, *lifts, *scores.measurements)
    found = Found(
        conclusions=_all_conclusions(data, measurements, judged),
        measurements=measurements,
        tables=(confusion_data(table), *scores.tables),
        notes=(*rows.used.notes, *rare_classes(table), *scores.notes),
    )
    return _result(data, rows.used, found)


def _has_scores(data: CheckInput) -> bool:
    """Tell whether order and probabilities are asked about: with several classes those of the favorable."""
    return data.task is Task.BINARY or (data.score is not None and data.favorable is not None)


def _mixed_codings(data: CheckInput, rows: Rows) -> Reason | None:
    """Say that labels and predictions, or the favorable class, are written in different ways."""
    favorable = favorable_class(data)
    return None if favorable is None else class_problem(rows, favorable, data.target)


def _judged_classes(data: CheckInput, table: ClassTable) -> tuple[str, ...]:
    """Return the unfavorable class of a binary task (bad loans must be found), else every class."""
    favorable = favorable_class(data)
    if data.task is Task.BINARY and favorable is not None:
        return tuple(label for label in table.labels if label != favorable)
    return table.labels


def _all_conclusions(
    data: CheckInput, measurements: Sequence[Measurement], classes: tuple[str, ...] | None
) -> tuple[Conclusion, ...]:
    return tuple(
        conclusion
        for threshold in data.thresholds(CHECK.id)
        for conclusion in _conclusions(threshold, measurements, classes)
    )


def _conclusions(
    threshold: Threshold, measurements: Sequence[Measurement], classes: tuple[str, ...] | None
) -> tuple[Conclusion, ...]:
    named = [item for item in measurements if item.measure == threshold.measure]
    if threshold.measure in _OF_CLASSES and classes is not None:
        named = [item for item in named if item.subject in classes]
    if not named and threshold.measure in _ALL:
        return (without_value(threshold, None, _not_here(threshold, classes)),)
    if not named:
        return (not_measured(threshold),)
    return tuple(without_evidence(_conclusion(threshold, item), measurements) for item in named)


def _not_here(threshold: Threshold, classes: tuple[str, ...] | None) -> Reason:
    """Say why a figure that the check takes has no value here."""
    if threshold.measure == "rare_class_recall" and classes is not None:
        return Reason(code=ReasonCode.NO_RARE_CLASS, values={"share": RARE})
    return Reason(code=ReasonCode.TASK_NOT_SUPPORTED)


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


def _result(data: CheckInput, used: Selection, found: Found) -> CheckResult:
    measurements = ordered(found.measurements)
    conclusions = found.conclusions or (_unjudged(measurements[0]),)
    parameters: Parameters = {
        "headline": headline(measurements),
        "confidence": data.policy.confidence,
        "resamples": RESAMPLES,
        "seed": data.seed,
    }
    return CheckResult(
        check=CHECK.id,
        check_version=CHECK.version,
        state=RunState.FINISHED,
        verdict=worst(item.verdict for item in conclusions),
        definition=Definition(
            rows=used.rows,
            rows_total=used.total,
            filter=data.filter,
            favorable=data.favorable,
            positive=data.favorable,
            cut_off=data.cut_off,
            parameters=parameters | weight_parameters(data, used),
        ),
        conclusions=conclusions,
        measurements=measurements,
        tables=found.tables,
        notes=(*found.notes, *said(measurements)),
    )


CHECK = Check(
    id="performance",
    version=4,
    tasks=(Task.BINARY, Task.MULTICLASS, Task.MULTILABEL, Task.REGRESSION),
    family=Family.PERFORMANCE,
    run=run,
    needs=frozenset({Need.LABELS}),
    uses=frozenset({Need.SCORES}),
    measures=_ALL,
)
"""The check, found by listing this folder."""
