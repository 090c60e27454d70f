"""On which side of a threshold does a figure lie, and what would it take to know?"""

from dataclasses import dataclass
from fractions import Fraction

from core.checks.base import Check, CheckInput
from core.checks.parts.weighing import all_rows
from core.policy import Relation, Threshold
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, Conclusion, Definition, Interval, Measurement, RunState, Verdict
from core.statistics import power
from core.statistics.intervals import z_value

_HEADLINE = {
    "group_fairness": "impact_ratio",
    "performance": "accuracy",
    "explanation": "additivity_deviation",
    "robustness": "noise_flip_rate",
    "sensitivity": "largest_selection_shift",
    "gaming": "gameable_share",
    "proxies": "proxy_auc",
    "privacy": "unique_share",
    "data_quality": "missing_share",
    "leakage": "feature_auc",
    "drift": "psi",
    "weak_spots": "slice_accuracy_gap",
    "representation": "underrepresentation",
}
"""The measure a refusal speaks of where the policy limits none."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Between which values a figure keeps to a threshold; None: unbounded on this side."""

    low: Fraction | None
    high: Fraction | None

    def beyond(self, value: Fraction | float) -> bool:
        """Tell, by exact fractions, whether a point value lies outside."""
        exact = Fraction(value)
        return (self.low is not None and exact < self.low) or (self.high is not None and exact > self.high)

    def verdict(self, interval: Interval | None) -> tuple[Verdict, ReasonCode]:
        """Return passed or failed only if the whole interval lies on one side."""
        undecided = (Verdict.NOT_DECIDABLE, ReasonCode.INTERVAL_CONTAINS_THRESHOLD)
        if interval is None:
            return undecided
        least = None if interval.low is None else Fraction(interval.low)
        most = None if interval.high is None else Fraction(interval.high)
        if self._within(least, most):
            return Verdict.PASSED, ReasonCode.INTERVAL_WITHIN
        under = self.low is not None and most is not None and most < self.low
        over = self.high is not None and least is not None and least > self.high
        return (Verdict.FAILED, ReasonCode.INTERVAL_BEYOND) if under or over else undecided

    def _within(self, least: Fraction | None, most: Fraction | None) -> bool:
        above = self.low is None or (least is not None and least >= self.low)
        return above and (self.high is None or (most is not None and most <= self.high))


def one_sided(threshold: Threshold) -> Allowed:
    """Return what a threshold allows as it is written."""
    if threshold.relation is Relation.AT_LEAST:
        return Allowed(threshold.number, None)
    return Allowed(None, threshold.number)


def two_sided(threshold: Threshold, *, ratio: bool) -> Allowed:
    """Return what a threshold allows against a chosen reference: as far above it as below.

    Parameters
    ----------
    threshold
        At least 4/5 of a ratio allows 4/5 to 5/4; at most 0.1 of a difference allows -0.1 to 0.1.
    ratio
        Whether the figure is a ratio.

    Returns
    -------
    Allowed
        One-sided for limits that have no other side.
    """
    limit, least = threshold.number, threshold.relation is Relation.AT_LEAST
    if ratio and limit > 0:
        low, high = sorted((limit, 1 / limit))
        return Allowed(low, high) if least == (limit <= 1) else one_sided(threshold)
    return Allowed(-limit, limit) if not ratio and not least else one_sided(threshold)


def is_beyond(value: Fraction | float, threshold: Threshold) -> bool:
    """Tell, by exact fractions, whether a point value lies on the wrong side of the threshold."""
    return one_sided(threshold).beyond(value)


def verdict_of(interval: Interval | None, threshold: Threshold) -> tuple[Verdict, ReasonCode]:
    """Return passed or failed only if the whole interval lies on one side of the threshold."""
    return one_sided(threshold).verdict(interval)


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


_UNANSWERED = frozenset(
    {
        ReasonCode.NOT_MEASURED,
        ReasonCode.REFERENCE_UNKNOWN,
        ReasonCode.REFERENCE_TOO_SMALL,
        ReasonCode.TOO_MANY_GROUPS,
        ReasonCode.TOO_MANY_STRATA,
        ReasonCode.NOT_A_FLAG,
        ReasonCode.RARE_ABSENT,
    }
)
"""Reasons by which something that was asked stays without answer."""


def without_value(threshold: Threshold, subject: str | None, reason: Reason) -> Conclusion:
    """Say why a threshold cannot be applied; what was asked and not answered is missing evidence, no pass."""
    unknown = reason.code in _UNANSWERED
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
    return CheckResult(
        check=check.id,
        check_version=check.version,
        state=RunState.FINISHED,
        verdict=Verdict.NOT_APPLICABLE,
        definition=Definition(
            rows=0,
            rows_total=all_rows(data),
            filter=data.filter,
            favorable=data.favorable,
            cut_off=data.cut_off,
            groupings=data.groupings,
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
