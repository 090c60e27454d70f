"""Which verdict follows where a figure is a test or a count, and not a value with an interval?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from core.checks.base import Check, CheckInput
from core.checks.parts.findings import Found, once
from core.checks.parts.verdicts import conclude, is_beyond, not_measured, without_value
from core.checks.parts.weighing import Selection, weight_parameters
from core.policy import Threshold
from core.reasons import Reason, ReasonCode
from core.results import (
    CheckResult,
    Conclusion,
    Definition,
    Interval,
    Measurement,
    RunState,
    Verdict,
    worst,
)
from core.statistics.intervals import wilson

Ruling = Callable[[Threshold, Measurement], Conclusion]
"""Judges one figure by its limit, where an interval does not say it."""


def measured(
    measure: str,
    value: float | None,
    n: float,
    *,
    subject: str | None = None,
    interval: Interval | None = None,
) -> Measurement:
    """Record a figure with its rows and interval."""
    return Measurement(measure=measure, subject=subject, value=value, n=round(n), interval=interval)


def between(data: CheckInput, bounds: tuple[float, float] | None, method: str) -> Interval | None:
    """Record bounds at the policy's level; None where there are none."""
    if bounds is None:
        return None
    return Interval(low=bounds[0], high=bounds[1], level=data.policy.confidence, method=method)


def share_of(
    data: CheckInput, measure: str, hits: float, n: float, subject: str | None = None
) -> Measurement:
    """Record a share of rows with its Wilson interval; no rows: not computable."""
    if n <= 0:
        return missing(measure, 0, Reason(code=ReasonCode.EMPTY_DENOMINATOR), subject)
    return Measurement(
        measure=measure,
        subject=subject,
        value=hits / n,
        numerator=hits,
        denominator=n,
        n=round(n),
        interval=between(data, wilson(hits, n, float(Fraction(data.policy.confidence))), "wilson"),
    )


def missing(measure: str, n: float, reason: Reason, subject: str | None = None) -> Measurement:
    """Record that a figure is not computable, and why."""
    return Measurement(measure=measure, subject=subject, value=None, n=round(n), reason=reason)


def small_number(value: float) -> str | float:
    """Return a p value for a sentence: rounded, or as a power of ten where that would print zero."""
    return f"{value:.1e}" if 0 < value < 0.0005 else round(value, 4)


def ruled(threshold: Threshold, figure: Measurement, verdict: Verdict, reason: Reason) -> Conclusion:
    """Record a verdict that does not follow from an interval."""
    value = 0.0 if figure.value is None else figure.value
    return Conclusion(
        measure=threshold.measure,
        subject=figure.subject,
        value=figure.value,
        interval=figure.interval,
        threshold=threshold,
        verdict=verdict,
        reason=reason,
        beyond=is_beyond(value, threshold),
    )


def tested(
    threshold: Threshold, figure: Measurement, *, rejects: Reason, keeps: Reason, power: bool
) -> Conclusion:
    """Judge a p value: below the limit failed, else passed only where a real deviation would have shown.

    Parameters
    ----------
    threshold, figure
        The least p value, and the one found.
    rejects, keeps
        What is said of a p value below the limit, and of another.
    power
        Whether these rows would have shown a deviation that matters.

    Returns
    -------
    Conclusion
        Not decidable where the test is silent for want of rows.
    """
    if is_beyond(0.0 if figure.value is None else figure.value, threshold):
        return ruled(threshold, figure, Verdict.FAILED, rejects)
    return ruled(threshold, figure, Verdict.PASSED if power else Verdict.NOT_DECIDABLE, keeps)


def concluded(
    check: Check,
    data: CheckInput,
    found: Found,
    *,
    used: Selection,
    rulings: Mapping[str, Ruling] | None = None,
) -> CheckResult:
    """Put together a result whose figures are judged by their intervals, or by rulings of their own.

    Parameters
    ----------
    check, data, found
        The check, its input, and figures without verdicts.
    used
        The rows used.
    rulings
        Measure and how a figure of it is judged; a figure without value keeps its reason.

    Returns
    -------
    CheckResult
        In the order of the policy's limits; see `with_parameters` for further settings.
    """
    return _result(check, data, found, (_judged(check, data, found.measurements, rulings or {}), used))


def _result(
    check: Check, data: CheckInput, found: Found, judged: tuple[tuple[Conclusion, ...], Selection]
) -> CheckResult:
    conclusions, used = judged
    return CheckResult(
        check=check.id,
        check_version=check.version,
        state=RunState.FINISHED,
        verdict=worst(item.verdict for item in conclusions),
        definition=Definition(
            rows=used.rows,
            rows_total=used.total,
            filter=data.filter,
            favorable=data.favorable,
            positive=data.favorable,
            cut_off=data.cut_off,
            groupings=data.groupings,
            parameters={
                "confidence": data.policy.confidence,
                "seed": data.seed,
                **weight_parameters(data, used),
            },
        ),
        conclusions=conclusions,
        measurements=found.measurements,
        groups=found.groups,
        comparisons=found.comparisons,
        tables=found.tables,
        notes=once(found.notes),
    )


def with_parameters(result: CheckResult, **parameters: str | float | bool) -> CheckResult:
    """Add to a result what else changes its numbers."""
    definition = replace(result.definition, parameters={**result.definition.parameters, **parameters})
    return replace(result, definition=definition)


def _judged(
    check: Check, data: CheckInput, figures: Sequence[Measurement], rulings: Mapping[str, Ruling]
) -> tuple[Conclusion, ...]:
    found: list[Conclusion] = []
    for limit in data.thresholds(check.id):
        named = [item for item in figures if item.measure == limit.measure]
        if not named and limit.measure in check.measures:
            found.append(without_value(limit, None, Reason(code=ReasonCode.TASK_NOT_SUPPORTED)))
        elif not named:
            found.append(not_measured(limit))
        found += [_conclusion(limit, item, rulings.get(limit.measure)) for item in named]
    return tuple(found) or tuple(_unjudged(item) for item in figures[:1])


def _conclusion(limit: Threshold, figure: Measurement, rule: Ruling | None) -> Conclusion:
    if rule is not None and figure.value is not None:
        return rule(limit, figure)
    share = figure.interval is not None and figure.interval.method == "wilson"
    return conclude(limit, figure, subject=figure.subject, rows=figure.denominator if share else None)


def _unjudged(figure: Measurement) -> Conclusion:
    return Conclusion(
        measure=figure.measure,
        subject=figure.subject,
        value=figure.value,
        interval=figure.interval,
        verdict=Verdict.NOT_APPLICABLE,
        reason=Reason(code=ReasonCode.NO_THRESHOLD),
    )
