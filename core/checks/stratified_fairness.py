"""Does a gap between groups remain among people who are alike in what may count?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Check, CheckInput, Family, Need
from core.checks.parts.against import Against
from core.checks.parts.controls import FEW, MOST_SEARCHED, control_columns, searched_columns
from core.checks.parts.feature_sets import FeatureSet, feature_sets, group_columns, left_out_note
from core.checks.parts.findings import Found, together
from core.checks.parts.group_records import rate_measurement
from core.checks.parts.group_result import group_result
from core.checks.parts.questions import Question, class_question
from core.checks.parts.reference import CHOSEN, HIGHEST, Compared, chosen_reference, unknown_references
from core.checks.parts.reversals import Searched, reversals
from core.checks.parts.strata_records import pooled_comparisons, pooled_table, strata_table, unshared
from core.checks.parts.strata_tables import (
    KINDS,
    RATIOS,
    Answers,
    Layers,
    layers,
    pooled_pair,
    require_pooled,
)
from core.checks.parts.tallies import minimum_rows
from core.checks.parts.verdicts import not_measured, refused, without_value
from core.checks.parts.weighing import Parameters
from core.inventory import Task
from core.messages import message
from core.policy import Threshold
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, Conclusion, Group, Verdict
from core.statistics.confusion import Share
from core.statistics.encoding import Encoded, cross

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

MOST_STRATA = 2000
"""Strata that are pooled; more would mostly hold one group only."""


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Compare groups within the strata of the control features, and search all columns for reversals.

    Parameters
    ----------
    data
        Table, predictions, groupings and control features.
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
    Mantel and Haenszel 1959, JNCI 22:719-748; Bickel, Hammel and O'Connell 1975, Science 187:398-404;
    Kamiran, Zliobaite and Calders 2013, Knowledge and Information Systems 35:613-644.
    """
    if data.task not in CHECK.tasks:
        return refused(CHECK, data, Reason(code=ReasonCode.TASK_NOT_SUPPORTED))
    if not any(grouping.column in data.table.columns for grouping in data.groupings):
        return refused(CHECK, data, Reason(code=ReasonCode.NO_SENSITIVE_FEATURE))
    question = class_question(data)
    if isinstance(question, Reason):
        return refused(CHECK, data, question)
    return _stratified(data, question, progress)


def _stratified(data: CheckInput, question: Question, progress: Progress) -> CheckResult:
    used = question.rows.used
    controls = control_columns(data, used.keep)
    searched, more = searched_columns(data, used.keep, _besides(data))
    columns = group_columns(data, used.keep)
    others = [item for item in searched if len(columns) > 1 or item.name != columns[0].name]
    if not controls and not others:
        return refused(CHECK, data, Reason(code=ReasonCode.NO_STRATA))
    features, left_out = feature_sets(columns, crossed=data.intersections)
    unknown = unknown_references(data.references, [item.name for item in columns])
    parts = [Found(notes=(*used.notes, *left_out_note(left_out), *_not_searched(more), *unknown))]
    cut = cross(controls)[0] if controls else None
    for at, feature in enumerate(features):
        name = feature.groups.name
        progress(at / len(features), message("Comparing the groups of {feature}", feature=name))
        parts.append(_feature(data, question, feature, (cut, searched)))
    return _result(data, question, together(parts), controls)


def _not_searched(more: int) -> tuple[Reason, ...]:
    values: dict[str, str | int | float] = {"n": more, "most": MOST_SEARCHED}
    return (Reason(code=ReasonCode.COLUMNS_NOT_SEARCHED, values=values),) if more else ()


def _besides(data: CheckInput) -> list[str]:
    names = [data.target, data.weight, data.options.time, *data.targets, *data.predictions]
    return [name for name in names if name is not None]


@dataclass(frozen=True, slots=True)
class _Groups:
    """The groups of one feature that are compared."""

    feature: FeatureSet
    rows: "Floats"
    hits: "Floats"
    worth: "Floats"
    eligible: tuple[int, ...]
    minimum: int
    reference: int | Reason
    rule: str


def _feature(
    data: CheckInput, question: Question, feature: FeatureSet, by: tuple[Encoded | None, Sequence[Encoded]]
) -> Found:
    cut, searched = by
    found = _groups(data, question, feature)
    records = Found(groups=_records(data, found))
    name = feature.groups.name
    if isinstance(found.reference, Reason):
        return together([records, Found(conclusions=_lacking(data, name, found.reference))])
    answers = _answers(data, question)
    search = Searched(
        groups=feature.groups,
        columns=feature.columns,
        eligible=found.eligible,
        reference=found.reference,
        answers=answers,
        level=data.policy.confidence,
    )
    turned = reversals(search, searched)
    if cut is None:
        reason = Reason(code=ReasonCode.NO_CONTROLS)
        return together([records, turned, Found(conclusions=_lacking(data, name, reason))])
    if len(cut.labels) > MOST_STRATA:
        values: dict[str, str | int | float] = {
            "controls": cut.name,
            "n": len(cut.labels),
            "most": MOST_STRATA,
        }
        reason = Reason(code=ReasonCode.TOO_MANY_STRATA, values=values)
        return together([records, turned, Found(conclusions=_lacking(data, name, reason), notes=(reason,))])
    return together([records, _pooled(data, found, layers(feature.groups, cut, answers)), turned])


def _groups(data: CheckInput, question: Question, feature: FeatureSet) -> _Groups:
    used, groups = question.rows.used, feature.groups
    number = np.ones(len(groups.codes)) if used.counts is None else used.counts
    share = number if used.weights is None else used.weights
    size = len(groups.labels)
    rows = np.bincount(groups.codes, number, size)
    total = np.bincount(groups.codes, share, size)
    squares = np.bincount(groups.codes, number if used.weights is None else share**2, size)
    hits = np.bincount(groups.codes, share * question.predicted, size)
    worth = total if used.weights is None else total**2 / squares
    policy = data.policy
    minimum = minimum_rows(policy.minimum_group, policy.minimum_share, used.rows)
    eligible = tuple(int(at) for at in np.flatnonzero(rows >= minimum))
    chosen = chosen_reference(
        data.references,
        Compared(
            feature=groups.name,
            columns=feature.columns,
            labels=groups.labels,
            parts=feature.parts,
            rows=[float(item) for item in rows],
            minimum=minimum,
        ),
    )
    reference = _reference(groups, eligible, hits / total, chosen)
    rule = HIGHEST if chosen is None else CHOSEN
    return _Groups(
        feature,
        rows.astype(float),
        (hits * (worth / total)).astype(float),
        worth.astype(float),
        eligible,
        minimum,
        reference,
        rule,
    )


def _reference(
    groups: Encoded, eligible: Sequence[int], rates: "Floats", chosen: int | Reason | None
) -> int | Reason:
    if isinstance(chosen, Reason):
        return chosen
    if len(eligible) < 2:
        code, key = ReasonCode.ONE_GROUP_ONLY, "feature"
        if groups.labels == ("",):
            code, key = ReasonCode.ALL_MISSING, "column"
        return Reason(code=code, values={key: groups.name})
    return chosen if chosen is not None else max(eligible, key=lambda at: (rates[at], -at))


def _answers(data: CheckInput, question: Question) -> Answers:
    used = question.rows.used
    return Answers(
        truth=question.truth,
        predicted=question.predicted,
        weights=used.weights,
        counts=used.counts,
        seed=data.seed,
    )


def _records(data: CheckInput, found: _Groups) -> tuple[Group, ...]:
    groups, level = found.feature.groups, data.policy.confidence
    records = []
    for at, label in enumerate(groups.labels):
        rows, worth = int(found.rows[at]), float(found.worth[at])
        share = Share(float(found.hits[at]), worth, worth)
        values: dict[str, str | int | float] = {"n": rows, "minimum": found.minimum}
        small = Reason(code=ReasonCode.GROUP_TOO_SMALL, values=values)
        rate = rate_measurement("selection_rate", share, rows=rows, level=level, subject=label)
        records.append(
            Group(
                feature=groups.name,
                label=label,
                n=rows,
                excluded=small if rows < found.minimum else None,
                measurements=(rate,),
            )
        )
    return tuple(records)


def _pooled(data: CheckInput, found: _Groups, counted: Layers) -> Found:
    assert isinstance(found.reference, int)  # noqa: S101 (asked by the caller)
    level, reference = data.policy.confidence, found.reference
    others = [at for at in found.eligible if at != reference]
    feature, rows = counted.groups.name, int(found.rows[list(found.eligible)].sum())
    figures = []
    for measure, (rate, _, _) in KINDS.items():
        if rate != "selection_rate" and not counted.labeled:
            continue
        tables = [counted.tables(rate, at, reference) for at in others]
        labels = [(counted.groups.labels[at], counted.groups.labels[reference]) for at in others]
        pairs = [pooled_pair(measure, table, both) for table, both in zip(tables, labels, strict=True)]
        figures.append(
            Against(
                measure=measure,
                subject=feature,
                ratio=measure in RATIOS,
                pairs=tuple(pair for pair in pairs if pair is not None),
                rows=rows,
                level=level,
                lacking=Reason(code=ReasonCode.NO_SHARED_STRATUM),
            )
        )
    for at in others:
        require_pooled(counted.tables("selection_rate", at, reference), feature)
    ends = [(at, reference) for at in others]
    return Found(
        measurements=tuple(item.figure() for item in figures),
        comparisons=pooled_comparisons(data, counted, ends, (found.rule, CHECK.id)),
        conclusions=_conclusions(data, feature, figures),
        tables=(pooled_table(data, counted, ends), strata_table(data, counted, ends)),
        notes=tuple(note for pair in ends for note in unshared(counted, pair)),
    )


def _conclusions(data: CheckInput, feature: str, figures: Sequence[Against]) -> tuple[Conclusion, ...]:
    by_measure = {item.measure: item for item in figures}
    limits = data.thresholds(CHECK.id)
    found = tuple(
        by_measure[limit.measure].judged(limit) if limit.measure in by_measure else _not_taken(limit, feature)
        for limit in limits
    )
    first = figures[0].figure()
    bare = Conclusion(
        measure=first.measure,
        subject=feature,
        detail=figures[0].detail(),
        value=first.value,
        interval=first.interval,
        verdict=Verdict.NOT_APPLICABLE,
        reason=Reason(code=ReasonCode.NO_THRESHOLD) if first.value is not None else first.reason or _empty(),
    )
    return found or (bare,)


def _empty() -> Reason:
    return Reason(code=ReasonCode.EMPTY_DENOMINATOR)


def _not_taken(limit: Threshold, feature: str) -> Conclusion:
    if limit.measure in KINDS:
        return without_value(limit, feature, Reason(code=ReasonCode.NO_LABELS))
    return not_measured(limit)


def _lacking(data: CheckInput, feature: str, reason: Reason) -> tuple[Conclusion, ...]:
    bare = Conclusion(
        measure="pooled_difference",
        subject=feature,
        value=None,
        verdict=Verdict.NOT_APPLICABLE,
        reason=reason,
    )
    return tuple(
        without_value(limit, feature, reason) if limit.measure in KINDS else not_measured(limit)
        for limit in data.thresholds(CHECK.id)
    ) or (bare,)


def _result(data: CheckInput, question: Question, found: Found, controls: Sequence[Encoded]) -> CheckResult:
    policy, used = data.policy, question.rows.used
    parameters: Parameters = {
        "minimum_group": minimum_rows(policy.minimum_group, policy.minimum_share, used.rows),
        "confidence": policy.confidence,
        "controls": ", ".join(item.name for item in controls) or "–",
        "values_searched": FEW,
        "intersections": data.intersections,
    }
    parameters |= {f"reference of {column}": label for column, label in sorted(data.references.items())}
    return group_result(CHECK, data, found, used=used, parameters=parameters)


CHECK = Check(
    id="stratified_fairness",
    version=1,
    tasks=(Task.BINARY, Task.MULTICLASS),
    family=Family.FAIRNESS,
    run=run,
    needs=frozenset({Need.GROUPS}),
    uses=frozenset({Need.CONTROLS, Need.LABELS}),
    measures=frozenset(KINDS),
)
"""The check, found by listing this folder."""
