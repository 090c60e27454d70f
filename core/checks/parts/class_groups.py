"""How often does each group get the favorable answer, rightly and wrongly, and how far do groups differ?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from core.checks.base import CheckInput
from core.checks.parts.chosen_gaps import measure_against, require_rates
from core.checks.parts.feature_sets import group_columns, left_out_note
from core.checks.parts.findings import Found, together
from core.checks.parts.group_records import (
    group_measurements,
    group_record,
)
from core.checks.parts.joined_gaps import JOINED, JoinedKind, measure_joined, require_joined, with_expected
from core.checks.parts.limits import CLASS_MEASURES, class_limits, not_taken
from core.checks.parts.masking import Beyond, masked, turned
from core.checks.parts.measured_gaps import KINDS, Gap, judge_gap, measure_gap, require_agreement
from core.checks.parts.pairs import Terms, comparisons
from core.checks.parts.questions import Question
from core.checks.parts.reference import Compared, chosen_reference
from core.checks.parts.spread_table import SpreadTerms, spread_table
from core.checks.parts.table_figures import group_aucs, overall_rates, rows_for_equality, with_auc
from core.checks.parts.tallies import (
    MOST_GROUPS,
    MOST_INTERSECTIONS,
    Counted,
    Tally,
    TooFine,
    left_out_combinations,
    minimum_rows,
    tallies,
)
from core.checks.parts.verdicts import without_value
from core.messages import message
from core.policy import Threshold
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import Conclusion, Measurement, Verdict, of_label

CHECK_ID = "group_fairness"
_BELOW = 2
"""Fewer groups than this cannot be compared."""


@dataclass(frozen=True, slots=True)
class _Figure:
    """One gap of one feature, ready to be judged by any threshold."""

    measurement: Measurement
    detail: str | None
    beyond: Callable[[Threshold], bool]
    judge: Callable[[Threshold], Conclusion]


@dataclass(frozen=True, slots=True)
class _Part:
    """What was found for one feature or intersection."""

    found: Found
    beyond: tuple[Beyond, ...] = ()


def question_groups(data: CheckInput, question: Question, progress: Progress) -> Found:
    """Measure every group, compare the large enough ones, and judge the gaps.

    Parameters
    ----------
    data
        The check's input.
    question
        What is compared.
    progress
        Told after each feature.

    Returns
    -------
    Found
        Features first, then their intersections; those are judged only where this was asked for.

    Raises
    ------
    IntegrityError
        Two implementations of the same figure disagree.
    """
    counted, minimum = counted_groups(data, question), question_minimum(data, question)
    found, fine = tallies(counted)
    parts = []
    for at, tally in enumerate(found):
        progress(at / len(found), message("Comparing the groups of {feature}", feature=tally.feature))
        parts.append(_compared(data, tally, minimum))
    left_out = [_left_out(data, item, question.label) for item in fine]
    whole = together([*(part.found for part in parts), *left_out])
    overall = overall_rates(data, found[0], question.label) if found else ()
    aucs = group_aucs(data, question, counted)
    hidden = masked([item for part in parts for item in part.beyond])
    flips = turned(found, whole.comparisons, minimum, data.policy.confidence)
    return replace(
        whole,
        groups=tuple(with_auc(group, aucs) for group in whole.groups),
        measurements=(*overall, *whole.measurements),
        notes=(*whole.notes, *left_out_note(left_out_combinations(counted)), *hidden, *flips),
    )


def counted_groups(data: CheckInput, question: Question) -> Counted:
    """Return groups and answers of the judged rows, ready to be counted."""
    used = question.rows.used
    return Counted(
        features=group_columns(data, used.keep),
        truth=question.truth,
        predicted=question.predicted,
        weights=used.weights,
        counts=used.counts,
        seed=data.seed,
        label=question.label,
        deep=data.intersections,
    )


def question_minimum(data: CheckInput, question: Question) -> int:
    """Return how many rows a group needs to be compared."""
    return minimum_rows(data.policy.minimum_group, data.policy.minimum_share, question.rows.used.rows)


def _compared(data: CheckInput, tally: Tally, minimum: int) -> _Part:
    eligible, level = tally.eligible(minimum), data.policy.confidence
    groups = tuple(
        group_record(tally, at, minimum, group_measurements(tally, at, level=level, seed=data.seed))
        for at in range(len(tally.labels))
    )
    reference = chosen_reference(data.references, _groups_of(tally, minimum))
    judged = tally.marginal or data.intersections
    notes = _notes(tally, eligible) if judged else ()
    lacking = reference if isinstance(reference, Reason) else _one_group(tally, eligible)
    if lacking is not None:
        verdicts = tuple(_lacking(limit, tally.feature, lacking) for limit in class_limits(data))
        return _Part(Found(groups=groups, conclusions=verdicts if judged else (), notes=notes))
    chosen = reference if isinstance(reference, int) else None
    figures = _figures(data, tally, eligible, chosen)
    beyond = _beyond(data, tally, figures)
    if not judged:
        return _Part(Found(groups=groups, measurements=tuple(item.measurement for item in figures)), beyond)
    terms = Terms(level=level, thresholds=class_limits(data), reference=chosen)
    pairs = comparisons(tally, eligible, terms)
    spread = SpreadTerms(eligible=eligible, reference=chosen, level=level, seed=data.seed)
    measured = (*(item.measurement for item in figures), *rows_for_equality(tally, pairs))
    found = Found(
        groups=groups,
        comparisons=pairs,
        measurements=measured,
        conclusions=_verdicts(data, figures),
        notes=notes,
        tables=(spread_table(tally, spread),),
    )
    return _Part(found, beyond)


def _figures(
    data: CheckInput, tally: Tally, eligible: Sequence[int], chosen: int | None
) -> tuple[_Figure, ...]:
    level = data.policy.confidence
    if chosen is not None:
        require_rates(tally, eligible, chosen)
        pairs = [measure_against(kind, tally, eligible, chosen, level=level) for kind in KINDS]
        plain = tuple(_Figure(item.figure(), item.detail(), item.beyond, item.judged) for item in pairs)
    else:
        gaps = [measure_gap(kind, tally, eligible, level=level, seed=data.seed) for kind in KINDS]
        require_agreement(tally, eligible, gaps)
        plain = tuple(_figure(gap) for gap in gaps)
    require_joined(tally, eligible)
    return (*plain, *(_joined(data, tally, kind, (eligible, chosen)) for kind in JOINED))


def _joined(
    data: CheckInput, tally: Tally, kind: JoinedKind, ends: tuple[Sequence[int], int | None]
) -> _Figure:
    eligible, chosen = ends
    item = measure_joined(kind, tally, eligible, chosen, level=data.policy.confidence)
    figure = item.figure()
    if chosen is None:
        figure = with_expected(figure, kind, tally, eligible, data.seed)
    return _Figure(figure, item.detail(), item.beyond, item.judged)


def _figure(gap: Gap) -> _Figure:
    return _Figure(
        measurement=gap.figure,
        detail=gap.detail,
        beyond=lambda limit: judge_gap(limit, gap).beyond,
        judge=lambda limit: judge_gap(limit, gap),
    )


def _verdicts(data: CheckInput, figures: Sequence[_Figure]) -> tuple[Conclusion, ...]:
    by_measure = {item.measurement.measure: item for item in figures}
    feature = figures[0].measurement.subject
    found = tuple(
        by_measure[limit.measure].judge(limit) if limit.measure in by_measure else not_taken(limit, feature)
        for limit in class_limits(data)
    )
    return found or (_unjudged(figures[0]),)


def _lacking(limit: Threshold, feature: str, reason: Reason) -> Conclusion:
    if limit.measure in CLASS_MEASURES:
        return without_value(limit, feature, reason)
    return not_taken(limit, feature)


def _unjudged(item: _Figure) -> Conclusion:
    """Show the impact ratio without verdict where the policy sets no threshold at all."""
    figure = item.measurement
    return Conclusion(
        measure=figure.measure,
        subject=figure.subject,
        detail=item.detail,
        value=figure.value,
        interval=figure.interval,
        verdict=Verdict.NOT_APPLICABLE,
        reason=Reason(code=ReasonCode.NO_THRESHOLD),
    )


def _groups_of(tally: Tally, minimum: int) -> Compared:
    return Compared(
        feature=tally.feature,
        columns=tally.columns,
        labels=tally.labels,
        parts=tally.parts,
        rows=[float(rows) for rows in tally.rows],
        minimum=minimum,
    )


def _one_group(tally: Tally, eligible: Sequence[int]) -> Reason | None:
    if len(eligible) >= _BELOW:
        return None
    if tally.labels == ("",):
        return Reason(code=ReasonCode.ALL_MISSING, values={"column": tally.feature})
    return Reason(code=ReasonCode.ONE_GROUP_ONLY, values={"feature": tally.feature})


def _left_out(data: CheckInput, item: TooFine, label: str | None) -> Found:
    """Say that a feature or an intersection has too many groups; a single feature is missing evidence."""
    single = " x " not in item.feature
    values: dict[str, str | int | float] = {
        "feature": item.feature,
        "n": item.groups,
        "most": MOST_GROUPS if single else MOST_INTERSECTIONS,
    }
    reason = Reason(code=ReasonCode.TOO_MANY_GROUPS, values=values)
    subject, limits = of_label(item.feature, label), class_limits(data)
    judged = tuple(_lacking(limit, subject, reason) for limit in limits) if single else ()
    return Found(conclusions=judged, notes=(reason,) if single or data.intersections else ())


def _beyond(data: CheckInput, tally: Tally, figures: Sequence[_Figure]) -> tuple[Beyond, ...]:
    """Return the gaps of a feature or intersection whose point value lies beyond a limit."""
    limits = class_limits(data)
    return tuple(
        Beyond(columns=tally.columns, measure=figure.measure, value=figure.value, feature=tally.feature)
        for item in figures
        if (figure := item.measurement).value is not None
        and any(limit.measure == figure.measure and item.beyond(limit) for limit in limits)
    )


def _notes(tally: Tally, eligible: Sequence[int]) -> tuple[Reason, ...]:
    notes = []
    small = len(tally.labels) - len(eligible)
    if small:
        values: dict[str, str | int | float] = {"n": small, "feature": tally.feature}
        notes.append(Reason(code=ReasonCode.GROUPS_EXCLUDED, values=values))
    if tally.labeled and len(eligible) >= _BELOW:
        for at in eligible:
            values = {"feature": tally.feature, "group": tally.labels[at]}
            for rate, code in (("fpr", ReasonCode.NO_NEGATIVES), ("tpr", ReasonCode.NO_POSITIVES)):
                if tally.share(rate, at).denominator == 0:
                    notes.append(Reason(code=code, values=values))
    return tuple(notes)
