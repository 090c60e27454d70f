"""Does a regression predict more or less, or worse, for some groups?"""

from collections.abc import Sequence

from core.checks.base import CheckInput
from core.checks.parts.against import Against
from core.checks.parts.class_groups import CHECK_ID
from core.checks.parts.feature_sets import FeatureSet, feature_sets, group_columns, left_out_note
from core.checks.parts.findings import Found, together
from core.checks.parts.limits import NUMBER_MEASURES, not_taken
from core.checks.parts.mean_pairs import NUMBER_KINDS, mean_against, mean_comparisons
from core.checks.parts.mean_records import GroupMeans, group_means, mean_measurements, require_means
from core.checks.parts.number_rows import NumberRows, number_rows
from core.checks.parts.reference import CHOSEN, LARGEST, Compared, chosen_reference
from core.checks.parts.tallies import MOST_GROUPS, MOST_INTERSECTIONS, minimum_rows
from core.checks.parts.verdicts import without_value
from core.checks.parts.weighing import Selection
from core.messages import message
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import Conclusion, Group, Verdict
from core.statistics.encoding import Encoded


def number_groups(data: CheckInput, progress: Progress) -> tuple[Found, Selection] | Reason:
    """Measure means and errors of every group, compare them with the reference, and judge the gaps.

    Parameters
    ----------
    data
        The check's input; `score` holds the predicted numbers.
    progress
        Told after each feature.

    Returns
    -------
    tuple or Reason
        What was found and on which rows; a reason where there is nothing to judge.

    Raises
    ------
    IntegrityError
        Two implementations of the same figure disagree.
    """
    rows = number_rows(data)
    if isinstance(rows, Reason):
        return rows
    features, left_out = feature_sets(group_columns(data, rows.used.keep), crossed=data.intersections)
    parts = [_whole(data, rows), Found(notes=left_out_note(left_out))]
    for at, feature in enumerate(features):
        name = feature.groups.name
        progress(at / len(features), message("Comparing the groups of {feature}", feature=name))
        parts.append(_compared(data, rows, feature))
    return together(parts), rows.used


def _whole(data: CheckInput, rows: NumberRows) -> Found:
    means = group_means(rows, None)
    notes = rows.used.notes
    if rows.truth is None:
        notes = (*notes, Reason(code=ReasonCode.NO_LABELS))
    return Found(measurements=mean_measurements(means, None, level=data.policy.confidence), notes=notes)


def _compared(data: CheckInput, rows: NumberRows, feature: FeatureSet) -> Found:
    groups, most = feature.groups, MOST_GROUPS if len(feature.columns) == 1 else MOST_INTERSECTIONS
    if len(groups.labels) > most:
        values: dict[str, str | int | float] = {
            "feature": groups.name,
            "n": len(groups.labels),
            "most": most,
        }
        return _without(data, groups.name, Reason(code=ReasonCode.TOO_MANY_GROUPS, values=values))
    found = [group_means(rows, groups.codes == code) for code in range(len(groups.labels))]
    require_means(rows, groups, found)
    policy = data.policy
    minimum = minimum_rows(policy.minimum_group, policy.minimum_share, rows.used.rows)
    records = tuple(_record(data, groups, at, (item, minimum)) for at, item in enumerate(found))
    eligible = [at for at, item in enumerate(found) if item.rows >= minimum]
    small = len(found) - len(eligible)
    values = {"n": small, "feature": groups.name}
    notes = (Reason(code=ReasonCode.GROUPS_EXCLUDED, values=values),) if small else ()
    judged = _judged(data, feature, found, (eligible, minimum))
    return together([Found(groups=records, notes=notes), judged])


def _record(data: CheckInput, groups: Encoded, at: int, sized: tuple[GroupMeans, int]) -> Group:
    means, minimum = sized
    label = groups.labels[at]
    values: dict[str, str | int | float] = {"n": means.rows, "minimum": minimum}
    small = Reason(code=ReasonCode.GROUP_TOO_SMALL, values=values)
    return Group(
        feature=groups.name,
        label=label,
        n=means.rows,
        excluded=small if means.rows < minimum else None,
        measurements=mean_measurements(means, label, level=data.policy.confidence),
    )


def _judged(
    data: CheckInput, feature: FeatureSet, found: Sequence[GroupMeans], sized: tuple[list[int], int]
) -> Found:
    eligible, minimum = sized
    groups = feature.groups
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
    if isinstance(chosen, Reason):
        return _without(data, groups.name, chosen, noted=False)
    if len(eligible) < 2:
        return _without(data, groups.name, _one_group(groups), noted=False)
    reference = _largest(groups, found, eligible) if chosen is None else chosen
    pairs = [
        mean_against(kind, groups, found, (eligible, reference), level=data.policy.confidence)
        for kind in NUMBER_KINDS
    ]
    rule = LARGEST if chosen is None else CHOSEN
    return Found(
        comparisons=mean_comparisons(data, groups, found, (eligible, reference, rule)),
        measurements=tuple(item.figure() for item in pairs),
        conclusions=_conclusions(data, pairs),
    )


def _largest(groups: Encoded, found: Sequence[GroupMeans], eligible: Sequence[int]) -> int:
    """Return the largest group; people who stated nothing are the reference only where nobody else is."""
    return max(eligible, key=lambda at: (bool(groups.labels[at]), found[at].rows, -at))


def _one_group(groups: Encoded) -> Reason:
    if groups.labels == ("",):
        return Reason(code=ReasonCode.ALL_MISSING, values={"column": groups.name})
    return Reason(code=ReasonCode.ONE_GROUP_ONLY, values={"feature": groups.name})


def _without(data: CheckInput, feature: str, reason: Reason, *, noted: bool = True) -> Found:
    conclusions = tuple(
        without_value(limit, feature, reason)
        if limit.measure in NUMBER_MEASURES
        else not_taken(limit, feature)
        for limit in data.thresholds(CHECK_ID)
    )
    return Found(conclusions=conclusions or (_bare(feature, reason),), notes=(reason,) if noted else ())


def _conclusions(data: CheckInput, pairs: Sequence[Against]) -> tuple[Conclusion, ...]:
    by_measure = {item.measure: item for item in pairs}
    feature = pairs[0].subject
    found = tuple(
        by_measure[limit.measure].judged(limit) if limit.measure in by_measure else not_taken(limit, feature)
        for limit in data.thresholds(CHECK_ID)
    )
    if any(item.reason.code is not ReasonCode.TASK_NOT_SUPPORTED for item in found):
        return found
    return (_shown(pairs[0]), *found)


def _shown(pair: Against) -> Conclusion:
    """Show the difference of mean predictions without verdict where the policy limits none of the figures."""
    figure = pair.figure()
    return Conclusion(
        measure=figure.measure,
        subject=figure.subject,
        detail=pair.detail(),
        value=figure.value,
        interval=figure.interval,
        verdict=Verdict.NOT_APPLICABLE,
        reason=Reason(code=ReasonCode.NO_THRESHOLD),
    )


def _bare(feature: str, reason: Reason) -> Conclusion:
    return Conclusion(
        measure="mean_prediction_difference",
        subject=feature,
        value=None,
        verdict=Verdict.NOT_APPLICABLE,
        reason=reason,
    )
