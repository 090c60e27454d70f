"""On which side of a threshold does a figure lie, and what would it take to know?"""

from fractions import Fraction

from core.checks.base import Check, CheckInput
from core.policy import Relation, Threshold
from core.results import (
    CheckResult,
    Conclusion,
    Definition,
    Interval,
    Measurement,
    Reason,
    ReasonCode,
    RunState,
    Verdict,
)
from core.statistics import power
from core.statistics.intervals import z_value

_HEADLINE = {
    "group_fairness": "impact_ratio",
    "performance": "accuracy",
    "explanation": "additivity_deviation",
}
"""The measure a refusal speaks of where the policy limits none."""


def is_beyond(value: Fraction | float, threshold: Threshold) -> bool:
    """Tell, by exact fractions, whether a point value lies on the wrong side of the threshold."""
    exact = Fraction(value)
    return exact < threshold.number if threshold.relation is Relation.AT_LEAST else exact > threshold.number


def verdict_of(interval: Interval | None, threshold: Threshold) -> tuple[Verdict, ReasonCode]:
    """Return passed or failed only if the whole interval lies on one side of the threshold."""
    undecided = (Verdict.NOT_DECIDABLE, ReasonCode.INTERVAL_CONTAINS_THRESHOLD)
    if interval is None:
        return undecided
    limit, low, high = threshold.number, interval.low, interval.high
    if threshold.relation is Relation.AT_LEAST:
        within = low is not None and Fraction(low) >= limit
        beyond = high is not None and Fraction(high) < limit
    else:
        within = high is not None and Fraction(high) <= limit
        beyond = low is not None and Fraction(low) > limit
    if within:
        return Verdict.PASSED, ReasonCode.INTERVAL_WITHIN
    return (Verdict.FAILED, ReasonCode.INTERVAL_BEYOND) if beyond else undecided


def conclude(
    threshold: Threshold, figure: Measurement, *, subject: str | None = None, rows: float | None = None
) -> Conclusion:
    """Judge one figure by its own interval.

    Parameters
    ----------
    threshold
        The limit.
    figure
        Value, interval and exact numerator and denominator of a share.
    subject
        What the verdict is about.
    rows
        Effective rows; given for shares, whose needed number follows from the Wilson interval itself.

    Returns
    -------
    Conclusion
        Not applicable with the figure's reason where it has no value.
    """
    if figure.value is None:
        reason = figure.reason or Reason(code=ReasonCode.EMPTY_DENOMINATOR)
        return without_value(threshold, subject, reason)
    return _judged(threshold, figure, subject, rows)


def without_value(threshold: Threshold, subject: str | None, reason: Reason) -> Conclusion:
    """Say why a threshold cannot be applied; a measure nobody takes is missing evidence, not a pass."""
    unknown = reason.code is ReasonCode.NOT_MEASURED
    return Conclusion(
        measure=threshold.measure,
        subject=subject,
        value=None,
        threshold=threshold,
        verdict=Verdict.NOT_DECIDABLE if unknown else Verdict.NOT_APPLICABLE,
        reason=reason,
    )


def not_measured(threshold: Threshold) -> Conclusion:
    """Say that the policy limits a measure the check does not take."""
    reason = Reason(code=ReasonCode.NOT_MEASURED, values={"measure": threshold.measure})
    return without_value(threshold, None, reason)


def refused(check: Check, data: CheckInput, reason: Reason) -> CheckResult:
    """Return a result that is not applicable as a whole, with the reason."""
    limits = data.thresholds(check.id)
    bare = Conclusion(
        measure=_HEADLINE.get(check.id, check.id),
        value=None,
        verdict=Verdict.NOT_APPLICABLE,
        reason=reason,
    )
    rows = len(data.table)
    return CheckResult(
        check=check.id,
        check_version=check.version,
        state=RunState.FINISHED,
        verdict=Verdict.NOT_APPLICABLE,
        definition=Definition(
            rows=0, rows_total=rows, favorable=data.favorable, cut_off=data.cut_off, groupings=data.groupings
        ),
        conclusions=tuple(without_value(limit, None, reason) for limit in limits) or (bare,),
        notes=(reason,),
    )


def _judged(threshold: Threshold, figure: Measurement, subject: str | None, rows: float | None) -> Conclusion:
    value = figure.value or 0.0
    verdict, code = verdict_of(figure.interval, threshold)
    smallest, needed = None, None
    if verdict is Verdict.NOT_DECIDABLE:
        smallest, needed = _outlook(threshold, figure, rows)
        if power.too_close(value, float(threshold.number)):
            code = ReasonCode.NEEDED_N_NOT_REACHABLE
    return Conclusion(
        measure=threshold.measure,
        subject=subject,
        value=value,
        interval=figure.interval,
        threshold=threshold,
        verdict=verdict,
        reason=Reason(code=code),
        beyond=is_beyond(_exact(figure), threshold),
        minimum_detectable=smallest,
        needed_n=needed,
    )


def _exact(figure: Measurement) -> Fraction | float:
    if figure.numerator is not None and figure.denominator:
        return Fraction(figure.numerator) / Fraction(figure.denominator)
    return 0.0 if figure.value is None else figure.value


def _outlook(
    threshold: Threshold, figure: Measurement, rows: float | None
) -> tuple[float | None, int | None]:
    limit, interval = float(threshold.number), figure.interval
    value = 0.0 if figure.value is None else figure.value
    if interval is None or interval.low is None or interval.high is None:
        return None, None
    level = float(Fraction(interval.level))
    if rows is not None:
        smallest = power.detectable_share(rows, limit, below=value < limit, level=level)
        return smallest, power.needed_n_share(value, limit, level)
    error = (interval.high - interval.low) / (2 * z_value(level))
    smallest = power.reach(level) * error
    close = power.too_close(value, limit)
    return smallest, None if close else power.needed_n_scaled(figure.n, error, value - limit, level)
