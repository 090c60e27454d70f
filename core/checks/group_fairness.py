"""How large is the gap between groups?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.checks.base import Check, CheckInput
from core.checks.parts.group_records import (
    comparisons,
    group_auc,
    group_measurements,
    group_record,
    rate_measurement,
    with_holm,
)
from core.checks.parts.measured_gaps import KINDS, Gap, judge_gap, measure_gap, require_agreement
from core.checks.parts.rows import Rows, class_rows, favorable_class, favorable_score
from core.checks.parts.tallies import Counted, Tally, minimum_rows, tallies
from core.checks.parts.verdicts import is_beyond, not_measured, refused, without_value
from core.inventory import Task
from core.messages import message
from core.policy import Threshold
from core.progress import Progress
from core.results import (
    CheckResult,
    Comparison,
    Conclusion,
    Definition,
    Group,
    Measurement,
    Reason,
    ReasonCode,
    RunState,
    Verdict,
    worst,
)
from core.statistics import power
from core.statistics.bootstrap import RESAMPLES
from core.statistics.confusion import LABEL_FREE, RATES
from core.statistics.encoding import encode_groups
from core.statistics.inequality import theil

_FOUR_FIFTHS = 0.8


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Measure every group, compare the large enough ones, and judge the gaps.

    Parameters
    ----------
    data
        Table, predictions and groupings; the favorable class counts as positive.
    progress
        Told after each feature.

    Returns
    -------
    CheckResult
        Not applicable with the reason where there is nothing to judge.

    Raises
    ------
    IntegrityError
        Two implementations of the same figure disagree.

    References
    ----------
    Barocas, Hardt and Narayanan 2023, Fairness and Machine Learning, chapter 3; 29 CFR 1607.4(D).
    """
    reason = _refusal(data)
    if reason is not None:
        return refused(CHECK, data, reason)
    rows = class_rows(data)
    if isinstance(rows, Reason):
        return refused(CHECK, data, rows)
    progress(0.0, message("Counting groups"))
    counted = _counted(data, rows)
    found = tallies(counted)
    minimum = minimum_rows(data.policy.minimum_group, data.policy.minimum_share, len(rows.keep))
    parts = []
    for at, tally in enumerate(found):
        progress(at / len(found), message("Comparing the groups of {feature}", feature=tally.feature))
        parts.append(_judged(data, tally, minimum))
    aucs = _aucs(data, rows, counted)
    return _result(data, rows, _Outcome(parts, _overall(data, found[0]), aucs, minimum))


@dataclass(frozen=True, slots=True)
class _Part:
    """What was found for one feature or intersection."""

    groups: tuple[Group, ...]
    comparisons: tuple[Comparison, ...]
    measurements: tuple[Measurement, ...]
    conclusions: tuple[Conclusion, ...]
    notes: tuple[Reason, ...]
    masked: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class _Outcome:
    parts: Sequence[_Part]
    overall: tuple[Measurement, ...]
    aucs: dict[tuple[str, str], Measurement]
    minimum: int


def _refusal(data: CheckInput) -> Reason | None:
    if data.task not in CHECK.tasks:
        return Reason(code=ReasonCode.TASK_NOT_SUPPORTED)
    if data.favorable is None:
        return Reason(code=ReasonCode.NO_FAVORABLE_CLASS)
    if not any(grouping.column in data.table.columns for grouping in data.groupings):
        return Reason(code=ReasonCode.NO_SENSITIVE_FEATURE)
    return None


def _counted(data: CheckInput, rows: Rows) -> Counted:
    favorable = favorable_class(data) or ""
    features = tuple(
        encode_groups(data.table[grouping.column].iloc[rows.keep], grouping)
        for grouping in data.groupings
        if grouping.column in data.table.columns
    )
    truth = None if rows.truth is None else rows.is_class(rows.truth, favorable).astype(np.int64)
    predicted = rows.is_class(rows.predicted, favorable).astype(np.int64)
    return Counted(features=features, truth=truth, predicted=predicted, weights=rows.weights, seed=data.seed)


def _judged(data: CheckInput, tally: Tally, minimum: int) -> _Part:
    eligible, level = tally.eligible(minimum), data.policy.confidence
    groups = tuple(
        group_record(tally, at, minimum, group_measurements(tally, at, level=level, seed=data.seed))
        for at in range(len(tally.labels))
    )
    thresholds = data.thresholds(CHECK.id)
    if len(eligible) < 2:
        lacking = _one_group(tally)
        verdicts = tuple(without_value(limit, tally.feature, lacking) for limit in thresholds)
        return _Part(groups, (), (), verdicts if tally.marginal else (), _notes(tally, eligible))
    gaps = [measure_gap(kind, tally, eligible, level=level, seed=data.seed) for kind in KINDS]
    require_agreement(tally, eligible, gaps)
    measured = tuple(gap.figure for gap in gaps)
    if not tally.marginal:
        return _Part(groups, (), measured, (), (), _masked(gaps, thresholds))
    verdicts = tuple(_verdict(limit, gaps) for limit in thresholds) or (_unjudged(gaps[0]),)
    compared = comparisons(tally, eligible, level)
    return _Part(
        groups, compared, (*measured, *_equality(tally, compared)), verdicts, _notes(tally, eligible)
    )


def _one_group(tally: Tally) -> Reason:
    if tally.labels == ("",):
        return Reason(code=ReasonCode.ALL_MISSING, values={"column": tally.feature})
    return Reason(code=ReasonCode.ONE_GROUP_ONLY, values={"feature": tally.feature})


def _verdict(threshold: Threshold, gaps: Sequence[Gap]) -> Conclusion:
    for gap in gaps:
        if gap.kind.measure == threshold.measure:
            return judge_gap(threshold, gap)
    return not_measured(threshold)


def _unjudged(gap: Gap) -> Conclusion:
    """Show the impact ratio without verdict where the policy sets no threshold at all."""
    return Conclusion(
        measure=gap.kind.measure,
        subject=gap.figure.subject,
        detail=gap.detail,
        value=gap.figure.value,
        interval=gap.figure.interval,
        verdict=Verdict.NOT_APPLICABLE,
        reason=Reason(code=ReasonCode.NO_THRESHOLD),
    )


def _masked(gaps: Sequence[Gap], thresholds: Sequence[Threshold]) -> tuple[Reason, ...]:
    """Note an intersection whose impact ratio is beyond its threshold."""
    ratio = gaps[0]
    if ratio.exact is None or ratio.figure.value is None:
        return ()
    beyond = any(
        limit.measure == ratio.kind.measure and is_beyond(ratio.exact, limit) for limit in thresholds
    )
    values: dict[str, str | int | float] = {
        "feature": ratio.figure.subject or "",
        "value": ratio.figure.value,
    }
    return (Reason(code=ReasonCode.MASKED_DISPARITY, values=values),) if beyond else ()


def _notes(tally: Tally, eligible: Sequence[int]) -> tuple[Reason, ...]:
    notes = []
    small = len(tally.labels) - len(eligible)
    if small and tally.marginal:
        values: dict[str, str | int | float] = {"n": small, "feature": tally.feature}
        notes.append(Reason(code=ReasonCode.GROUPS_EXCLUDED, values=values))
    if tally.labeled and tally.marginal:
        for at in eligible:
            values = {"feature": tally.feature, "group": tally.labels[at]}
            for rate, code in (("fpr", ReasonCode.NO_NEGATIVES), ("tpr", ReasonCode.NO_POSITIVES)):
                if tally.share(rate, at).denominator == 0:
                    notes.append(Reason(code=code, values=values))
    return tuple(notes)


def _equality(tally: Tally, compared: Sequence[Comparison]) -> tuple[Measurement, ...]:
    """Return the rows per group that would show four fifths to differ from equality."""
    first = next((item for item in compared if item.measure == "selection_rate"), None)
    if first is None:
        return ()
    at = tally.labels.index(first.reference)
    rate = tally.share("selection_rate", at).value or 0.0
    needed = power.needed_n_equality(rate, _FOUR_FIFTHS)
    zero = Reason(code=ReasonCode.REFERENCE_RATE_ZERO)
    return (
        Measurement(
            measure="needed_n_equality",
            subject=tally.feature,
            value=None if needed is None else float(needed),
            n=int(tally.rows.sum()),
            reason=zero if needed is None else None,
        ),
    )


def _overall(data: CheckInput, tally: Tally) -> tuple[Measurement, ...]:
    """Return the rates of the whole table, and how unequally benefits are spread."""
    whole = replace(
        tally,
        labels=("",),
        rows=tally.rows.sum(axis=0, keepdims=True),
        cells=tally.cells.sum(axis=0, keepdims=True),
        squares=None if tally.squares is None else tally.squares.sum(axis=0, keepdims=True),
    )
    level, rows = data.policy.confidence, int(whole.rows[0])
    found = [
        rate_measurement(rate, whole.share(rate, 0), rows=rows, level=level, subject=None)
        for rate in RATES
        if tally.labeled or rate in LABEL_FREE
    ]
    if tally.labeled:
        # Benefits of the cells (tn, fp, fn, tp): predicted minus true plus 1.
        index = theil(np.array([1.0, 2.0, 0.0, 1.0]), whole.cells[0].ravel())
        empty = None if index is not None else Reason(code=ReasonCode.EMPTY_DENOMINATOR)
        found.append(Measurement(measure="theil", value=index, n=rows, reason=empty))
    return tuple(found)


def _aucs(data: CheckInput, rows: Rows, counted: Counted) -> dict[tuple[str, str], Measurement]:
    """Return the AUC within each group of each feature, where scores with a stated direction exist."""
    score = favorable_score(data)
    if score is None or counted.truth is None or data.task is not Task.BINARY:
        return {}
    truth, kept = counted.truth == 1, score[rows.keep]
    found = {}
    for feature in counted.features:
        for code, label in enumerate(feature.labels):
            members = feature.codes == code
            weights = None if rows.weights is None else rows.weights[members]
            found[feature.name, label] = group_auc(
                truth[members], kept[members], weights, level=data.policy.confidence, label=label
            )
    return found


def _result(data: CheckInput, rows: Rows, outcome: _Outcome) -> CheckResult:
    parts = outcome.parts
    conclusions = tuple(item for part in parts for item in part.conclusions)
    groups = (group for part in parts for group in part.groups)
    ratios = [item for item in conclusions if item.measure == "impact_ratio"]
    masked = () if any(item.beyond for item in ratios) else [note for part in parts for note in part.masked]
    return CheckResult(
        check=CHECK.id,
        check_version=CHECK.version,
        state=RunState.FINISHED,
        verdict=worst(item.verdict for item in conclusions),
        definition=_definition(data, rows, outcome.minimum),
        conclusions=conclusions,
        measurements=(*outcome.overall, *(item for part in parts for item in part.measurements)),
        groups=tuple(_with_auc(group, outcome.aucs) for group in groups),
        comparisons=with_holm([item for part in parts for item in part.comparisons]),
        notes=(*_table_notes(data, rows), *(note for part in parts for note in part.notes), *masked),
    )


def _with_auc(group: Group, aucs: dict[tuple[str, str], Measurement]) -> Group:
    auc = aucs.get((group.feature, group.label))
    return group if auc is None else replace(group, measurements=(*group.measurements, auc))


def _table_notes(data: CheckInput, rows: Rows) -> tuple[Reason, ...]:
    notes = list(rows.notes)
    if rows.weights is not None:
        notes.append(Reason(code=ReasonCode.WEIGHTED, values={"column": data.weight or ""}))
    if rows.truth is None:
        notes.append(Reason(code=ReasonCode.NO_LABELS))
    return tuple(notes)


def _definition(data: CheckInput, rows: Rows, minimum: int) -> Definition:
    parameters: dict[str, str | int | float | bool] = {
        "minimum_group": minimum,
        "confidence": data.policy.confidence,
        "resamples": RESAMPLES,
        "seed": data.seed,
        "reference": "highest_rate",
    }
    if data.weight is not None:
        parameters["weight"] = data.weight
    return Definition(
        rows=len(rows.keep),
        rows_total=len(data.table),
        favorable=data.favorable,
        positive=data.favorable,
        cut_off=data.cut_off,
        groupings=data.groupings,
        parameters=parameters,
    )


CHECK = Check(
    id="group_fairness",
    version=1,
    tasks=(Task.BINARY, Task.MULTICLASS),
    needs_attributions=False,
    run=run,
)
"""The check, found by listing this folder."""
