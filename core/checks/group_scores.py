"""Does a score order people, and do its probabilities come true, equally well in every group?"""

from collections.abc import Mapping, Sequence

import numpy as np

from core.checks.base import Check, CheckInput, Family, Need
from core.checks.parts.class_figures import data_table
from core.checks.parts.feature_sets import FeatureSet, feature_sets, group_columns, left_out_note
from core.checks.parts.findings import Found, together
from core.checks.parts.group_result import group_result
from core.checks.parts.measured_gaps import disagree
from core.checks.parts.number_rows import NumberRows, number_rows
from core.checks.parts.reference import CHOSEN, LARGEST, Compared, chosen_reference, unknown_references
from core.checks.parts.score_groups import (
    WIDTHS,
    ScoreGroup,
    ScoreRows,
    bounds_of,
    group_areas,
    group_members,
    score_group,
    score_rows,
)
from core.checks.parts.spreads import MOST_SPREAD, Beside, Estimate, beside, spread, with_equality
from core.checks.parts.tallies import minimum_rows
from core.checks.parts.value_groups import value_group
from core.checks.parts.verdicts import not_measured, refused, without_value
from core.checks.parts.weighing import Parameters, Selection
from core.inventory import Task
from core.messages import message
from core.policy import Threshold
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, Conclusion, DataTable, Group, Verdict
from core.statistics.calibration_bounds import DRAWS, chance_errors
from core.statistics.second_opinion import TOLERANCE
from core.statistics.second_scores import error_disagreement, rank_disagreement, score_disagreement

DIFFERENCES: Mapping[str, str] = {
    "auc": "auc_difference",
    "gini": "gini_difference",
    "ks": "ks_difference",
    "brier": "brier_difference",
    "ece": "ece_difference",
    "score_deviation": "score_deviation_difference",
    "mean_score": "mean_score_difference",
    "spearman": "spearman_difference",
    "mae": "mae_difference",
    "rmse": "rmse_difference",
    "mean_error": "mean_error_difference",
}
"""What the gap between groups on a figure is called."""
_BESIDE = frozenset({"auc", "brier", "score_deviation", "mean_score", "spearman", "rmse"})
"""Figures on which each group is put beside the reference."""

Rows = ScoreRows | NumberRows


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Measure the scores of every group, and judge how far groups lie apart.

    Parameters
    ----------
    data
        Table, scores and groupings; higher = favorable after turning.
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
    DeLong et al. 1988, Biometrics 44:837-845; Borkan et al. 2019, WWW Companion, 491-500 (AUC by group).
    """
    if not any(grouping.column in data.table.columns for grouping in data.groupings):
        return refused(CHECK, data, Reason(code=ReasonCode.NO_SENSITIVE_FEATURE))
    rows = _rows(data)
    if isinstance(rows, Reason):
        return refused(CHECK, data, rows)
    columns = group_columns(data, rows.used.keep)
    features, left_out = feature_sets(columns, crossed=data.intersections)
    labeled = () if rows.truth is not None else (Reason(code=ReasonCode.NO_LABELS),)
    parts = [Found(notes=(*rows.used.notes, *labeled, *left_out_note(left_out)))]
    for at, feature in enumerate(features):
        name = feature.groups.name
        progress(at / len(features), message("Comparing the groups of {feature}", feature=name))
        parts.append(_feature(data, rows, feature))
    unknown = unknown_references(data.references, [item.name for item in columns])
    return _result(data, together([*parts, Found(notes=unknown)]), rows.used)


def _rows(data: CheckInput) -> Rows | Reason:
    if data.task is Task.MULTILABEL:
        return Reason(code=ReasonCode.TASK_NOT_SUPPORTED)
    if data.task is not Task.REGRESSION:
        return score_rows(data)
    found = number_rows(data)
    lacking = Reason(code=ReasonCode.NO_LABELS)
    return lacking if isinstance(found, NumberRows) and found.truth is None else found


def _feature(data: CheckInput, rows: Rows, feature: FeatureSet) -> Found:
    groups = feature.groups
    if len(groups.labels) > MOST_SPREAD:
        values: dict[str, str | int | float] = {"feature": groups.name, "n": len(groups.labels)}
        reason = Reason(code=ReasonCode.TOO_MANY_GROUPS, values=values | {"most": MOST_SPREAD})
        return Found(conclusions=_lacking(data, groups.name, reason), notes=(reason,))
    found = _groups(data, rows, feature)
    policy = data.policy
    minimum = minimum_rows(policy.minimum_group, policy.minimum_share, rows.used.rows)
    small = sum(item.rows < minimum for item in found)
    excluded = Reason(code=ReasonCode.GROUPS_EXCLUDED, values={"n": small, "feature": groups.name})
    seen = Found(
        groups=tuple(_record(groups.name, item, minimum) for item in found),
        tables=_tables(rows, groups.name, found),
        notes=(excluded,) if small else (),
    )
    return together([seen, _judged(data, feature, found, minimum)])


def _groups(data: CheckInput, rows: Rows, feature: FeatureSet) -> list[ScoreGroup]:
    labels, codes = feature.groups.labels, feature.groups.codes
    if isinstance(rows, NumberRows):
        members = group_members(codes, len(labels))
        numbers = [
            value_group(rows, member, label, data) for member, label in zip(members, labels, strict=True)
        ]
        _require_errors(rows, feature, numbers)
        _require_ranks(rows, feature, numbers)
        return numbers
    codes = codes[rows.order]
    areas = group_areas(rows, codes, len(labels))
    members = group_members(codes, len(labels))
    found = [score_group(rows, members[at], label, data, areas[at]) for at, label in enumerate(labels)]
    for member, item in zip(members, found, strict=True):
        ours = {figure.measure: figure.value for figure in item.measurements if figure.value is not None}
        if rows.truth is not None:
            parts = (rows.truth[member], rows.score[member], rows.share[member])
            if score_disagreement(*parts, ours, seed=data.seed) > TOLERANCE:
                raise disagree("auc", f"{feature.groups.name} {item.label}")
    return found


def _require_errors(rows: NumberRows, feature: FeatureSet, found: Sequence[ScoreGroup]) -> None:
    """Compare the errors of predicted numbers with scikit-learn's."""
    if rows.truth is None:
        return
    weights = rows.used.weights if rows.used.counts is None else rows.used.counts
    share = np.ones(len(rows.output)) if weights is None else weights
    for code, item in enumerate(found):
        mask = feature.groups.codes == code
        ours = {figure.measure: figure.value for figure in item.measurements if figure.value is not None}
        away = error_disagreement(rows.output[mask], rows.truth[mask], share[mask], ours)
        if away > TOLERANCE:
            raise disagree("mae", f"{feature.groups.name} {item.label}")


def _require_ranks(rows: NumberRows, feature: FeatureSet, found: Sequence[ScoreGroup]) -> None:
    """Compare the rank correlations of unweighted rows with scipy's."""
    if rows.truth is None or rows.used.weights is not None or rows.used.counts is not None:
        return
    for code, item in enumerate(found):
        value = next((figure.value for figure in item.measurements if figure.measure == "spearman"), None)
        mask = feature.groups.codes == code
        if value is not None and rank_disagreement(rows.output[mask], rows.truth[mask], value) > TOLERANCE:
            raise disagree("spearman", f"{feature.groups.name} {item.label}")


def _record(feature: str, item: ScoreGroup, minimum: int) -> Group:
    small = Reason(code=ReasonCode.GROUP_TOO_SMALL, values={"n": item.rows, "minimum": minimum})
    return Group(
        feature=feature,
        label=item.label,
        n=item.rows,
        excluded=small if item.rows < minimum else None,
        measurements=item.measurements,
    )


def _judged(data: CheckInput, feature: FeatureSet, found: Sequence[ScoreGroup], minimum: int) -> Found:
    groups = feature.groups
    eligible = [item for item in found if item.rows >= minimum]
    chosen = chosen_reference(
        data.references,
        Compared(
            feature=groups.name,
            columns=feature.columns,
            labels=groups.labels,
            parts=feature.parts,
            rows=[item.rows for item in found],
            minimum=minimum,
        ),
    )
    lacking = chosen if isinstance(chosen, Reason) else None
    if len(eligible) < 2 and lacking is None:
        lacking = Reason(code=ReasonCode.ONE_GROUP_ONLY, values={"feature": groups.name})
        if groups.labels == ("",):
            lacking = Reason(code=ReasonCode.ALL_MISSING, values={"column": groups.name})
    if lacking is not None:
        return Found(conclusions=_lacking(data, groups.name, lacking))
    reference = found[chosen].label if isinstance(chosen, int) else None
    parts = [_measure(data, groups.name, name, (eligible, reference)) for name in DIFFERENCES]
    return together(_ensured(data, groups.name, parts))


def _measure(
    data: CheckInput, feature: str, name: str, compared: tuple[Sequence[ScoreGroup], str | None]
) -> Found:
    """Compare the groups on one figure, and judge the gap by every limit on it."""
    eligible, chosen = compared
    estimates = _estimates(name, eligible, data.seed)
    if not any(item.measure == name for group in eligible for item in group.measurements):
        return Found()
    at = next((at for at, item in enumerate(estimates) if item.label == chosen), None) if chosen else None
    limits = [limit for limit in data.thresholds(CHECK.id) if limit.measure == DIFFERENCES[name]]
    if chosen is not None and at is None:
        reason = Reason(code=ReasonCode.EMPTY_DENOMINATOR)
        return Found(conclusions=tuple(without_value(limit, feature, reason) for limit in limits))
    apart = spread(DIFFERENCES[name], feature, estimates, reference=at, level=data.policy.confidence)
    figure = apart.figure() if at is not None else with_equality(apart.figure(), estimates, data.seed)
    largest = max(
        range(len(estimates)),
        key=lambda place: (bool(estimates[place].label), estimates[place].rows),
        default=0,
    )
    terms = Beside(
        measure=name,
        difference=DIFFERENCES[name],
        feature=feature,
        rule=LARGEST if at is None else CHOSEN,
        level=data.policy.confidence,
        thresholds=tuple(limits),
    )
    shown = name in _BESIDE and len(estimates) > 1
    return Found(
        measurements=(figure,),
        comparisons=beside(terms, estimates, largest if at is None else at) if shown else (),
        conclusions=tuple(apart.judged(limit) for limit in limits),
    )


def _estimates(name: str, eligible: Sequence[ScoreGroup], seed: int) -> list[Estimate]:
    return [
        Estimate(
            label=group.label,
            value=item.value,
            error=group.errors.get(name),
            rows=group.rows,
            bounds=bounds_of(group, name, seed),
            chance=chance_errors(group.bins, seed=seed, index=at) if name == "ece" and group.bins else None,
        )
        for at, group in enumerate(eligible)
        for item in group.measurements
        if item.measure == name and item.value is not None
    ]


def _ensured(data: CheckInput, feature: str, parts: list[Found]) -> list[Found]:
    """Add what the policy limits and nobody measures; without any limit the first gap without verdict."""
    limits = data.thresholds(CHECK.id)
    figures = [item for part in parts for item in part.measurements]
    if not limits and figures:
        first = figures[0]
        shown = Conclusion(
            measure=first.measure,
            subject=feature,
            value=first.value,
            interval=first.interval,
            verdict=Verdict.NOT_APPLICABLE,
            reason=Reason(code=ReasonCode.NO_THRESHOLD),
        )
        return [*parts, Found(conclusions=(shown,))]
    judged = {item.measure for part in parts for item in part.conclusions}
    missing = [limit for limit in limits if limit.measure not in judged]
    return [*parts, Found(conclusions=tuple(_not_taken(limit, feature) for limit in missing))]


def _not_taken(limit: Threshold, feature: str) -> Conclusion:
    if limit.measure in DIFFERENCES.values():
        return without_value(limit, feature, Reason(code=ReasonCode.TASK_NOT_SUPPORTED))
    return not_measured(limit)


def _lacking(data: CheckInput, feature: str, reason: Reason) -> tuple[Conclusion, ...]:
    limits = data.thresholds(CHECK.id)
    bare = Conclusion(
        measure="spearman_difference" if data.task is Task.REGRESSION else "auc_difference",
        subject=feature,
        value=None,
        verdict=Verdict.NOT_APPLICABLE,
        reason=reason,
    )
    known = DIFFERENCES.values()
    return tuple(
        without_value(limit, feature, reason) if limit.measure in known else not_measured(limit)
        for limit in limits
    ) or (bare,)


def _tables(rows: Rows, feature: str, found: Sequence[ScoreGroup]) -> tuple[DataTable, ...]:
    if isinstance(rows, NumberRows):
        return ()
    lines: list[tuple[float | str, ...]] = [
        (item.label, *line) for item in found for line in item.reliability
    ]
    low, high = (0.0, 1.0) if rows.score[0] >= 0 and rows.score[-1] <= 1 else (rows.score[0], rows.score[-1])
    width = (float(high) - float(low)) / WIDTHS
    bars: list[tuple[float | str, ...]] = [
        (item.label, float(low) + at * width, float(low) + (at + 1) * width, float(value))
        for item in found
        if item.distribution is not None
        for at, value in enumerate(item.distribution / item.distribution.sum())
    ]
    names = ("group", "mean_score", "rate", "n", "low", "high")
    return (
        *((_table("reliability", feature, names, lines),) if lines else ()),
        _table("score_distribution", feature, ("group", "low", "high", "share"), bars),
    )


def _table(
    id_: str, feature: str, names: Sequence[str], lines: Sequence[tuple[float | str, ...]]
) -> DataTable:
    columns: dict[str, list[float | str | None]] = {"feature": [feature] * len(lines)}
    columns |= {name: [line[at] for line in lines] for at, name in enumerate(names)}
    return data_table(id_, **columns)


def _result(data: CheckInput, found: Found, used: Selection) -> CheckResult:
    policy = data.policy
    parameters: Parameters = {
        "minimum_group": minimum_rows(policy.minimum_group, policy.minimum_share, used.rows),
        "confidence": policy.confidence,
        "resamples": DRAWS,
        "seed": data.seed,
        "intersections": data.intersections,
        "calibration_bins": 10,
    }
    parameters |= {f"reference of {column}": label for column, label in sorted(data.references.items())}
    return group_result(CHECK, data, found, used=used, parameters=parameters)


CHECK = Check(
    id="group_scores",
    version=2,
    tasks=(Task.BINARY, Task.MULTICLASS, Task.REGRESSION),
    family=Family.FAIRNESS,
    run=run,
    needs=frozenset({Need.SCORES, Need.GROUPS}),
    uses=frozenset({Need.LABELS}),
    measures=frozenset(DIFFERENCES.values()),
)
"""The check, found by listing this folder."""
