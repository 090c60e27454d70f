"""How is a figure about a table recorded, and which of many columns decides its verdict?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from core.checks.base import Check, CheckInput
from core.checks.parts.findings import Found
from core.checks.parts.verdicts import conclude, not_measured, without_value
from core.checks.parts.weighing import Parameters, all_rows
from core.ids import Exact
from core.policy import Relation, Threshold
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, Conclusion, Definition, Interval, Measurement, RunState, Verdict, worst
from core.statistics.intervals import wilson

MOST = 10
"""Columns that get a verdict of their own under one limit; more are counted in a note."""
_ORDER = (Verdict.FAILED, Verdict.NOT_DECIDABLE, Verdict.PASSED, Verdict.NOT_APPLICABLE)


def number(level: Exact) -> float:
    """Return a confidence level as a number."""
    return float(Fraction(level))


def interval(bounds: tuple[float, float] | None, level: Exact, method: str) -> Interval | None:
    """Record bounds; None where there are none."""
    return None if bounds is None else Interval(low=bounds[0], high=bounds[1], level=level, method=method)


def share_of(
    measure: str, hits: float, rows: float, *, level: Exact, subject: str | None = None
) -> Measurement:
    """Record a share of rows with its Wilson interval; without rows it is not computable."""
    if rows <= 0:
        reason = Reason(code=ReasonCode.EMPTY_DENOMINATOR)
        return Measurement(measure=measure, subject=subject, value=None, n=0, reason=reason)
    return Measurement(
        measure=measure,
        subject=subject,
        value=hits / rows,
        numerator=hits,
        denominator=rows,
        n=round(rows),
        interval=interval(wilson(hits, rows, number(level)), level, "wilson"),
    )


def fact(measure: str, value: float, *, n: int, level: Exact, subject: str | None = None) -> Measurement:
    """Record what was counted in this very table: nothing is estimated, both bounds are the value."""
    bounds = (float(value), float(value))
    return Measurement(
        measure=measure, subject=subject, value=value, n=n, interval=interval(bounds, level, "full_count")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Conclusions under the limits, and what was left out of them."""

    conclusions: tuple[Conclusion, ...]
    notes: tuple[Reason, ...]


def judged(
    limits: Sequence[Threshold],
    figures: Sequence[Measurement],
    *,
    known: frozenset[str],
    lacking: Reason,
) -> Judged:
    """Judge each limit on all figures of its measure.

    Parameters
    ----------
    limits
        Limits of the policy.
    figures
        Figures of the table, several per measure where several columns have it.
    known
        Measures the check takes at all.
    lacking
        Why a measure it takes has no figure here.

    Returns
    -------
    Judged
        Per limit one verdict for each figure that did not pass (the gravest ones), else one for the figure
        nearest to the limit.
    """
    parts = [_under(limit, figures, known, lacking) for limit in limits]
    return Judged(
        conclusions=tuple(item for part in parts for item in part.conclusions),
        notes=tuple(item for part in parts for item in part.notes),
    )


def judged_by(
    check: Check, data: CheckInput, figures: Sequence[Measurement], lacking: Callable[[str], Reason]
) -> Judged:
    """Judge every limit of the policy, with the reason each measure without figure has; see `judged`."""
    parts = [
        judged((limit,), figures, known=check.measures, lacking=lacking(limit.measure))
        for limit in data.thresholds(check.id)
    ]
    return Judged(
        conclusions=tuple(item for part in parts for item in part.conclusions),
        notes=tuple(item for part in parts for item in part.notes),
    )


def _under(
    limit: Threshold, figures: Sequence[Measurement], known: frozenset[str], lacking: Reason
) -> Judged:
    named = [item for item in figures if item.measure == limit.measure]
    if not named:
        alone = without_value(limit, None, lacking) if limit.measure in known else not_measured(limit)
        return Judged(conclusions=(alone,), notes=())
    every = sorted((_one(limit, item) for item in named), key=lambda item: _gravity(item, limit))
    shown = [item for item in every if item.verdict in {Verdict.FAILED, Verdict.NOT_DECIDABLE}]
    if not shown:
        return Judged(conclusions=(every[0],), notes=())
    return Judged(conclusions=tuple(shown[:MOST]), notes=tuple(_more(limit, shown[MOST:])))


def _one(limit: Threshold, figure: Measurement) -> Conclusion:
    counted = figure.interval is not None and figure.interval.method == "wilson"
    found = conclude(limit, figure, subject=figure.subject, rows=figure.denominator if counted else None)
    exact = figure.interval is not None and figure.interval.method == "full_count"
    if not exact or found.verdict not in {Verdict.PASSED, Verdict.FAILED}:
        return found
    code = ReasonCode.COUNT_BEYOND if found.verdict is Verdict.FAILED else ReasonCode.COUNT_WITHIN
    return replace(found, reason=Reason(code=code))


def _gravity(item: Conclusion, limit: Threshold) -> tuple[int, float, str]:
    value = 0.0 if item.value is None else item.value
    away = value if limit.relation is Relation.AT_LEAST else -value
    return _ORDER.index(item.verdict), away, item.subject or ""


def _more(limit: Threshold, left: Sequence[Conclusion]) -> Iterable[Reason]:
    if left:
        values: dict[str, str | int | float] = {"n": len(left), "measure": limit.measure}
        yield Reason(code=ReasonCode.MORE_BEYOND, values=values)


def result_of(
    check: Check, data: CheckInput, found: Found, *, rows: int | None = None, parameters: Parameters
) -> CheckResult:
    """Put a result together; without any limit it says that the policy sets none."""
    conclusions = found.conclusions or tuple(_unjudged(item) for item in found.measurements[:1])
    return CheckResult(
        check=check.id,
        check_version=check.version,
        state=RunState.FINISHED,
        verdict=worst(item.verdict for item in conclusions),
        definition=Definition(
            rows=len(data.table) if rows is None else rows,
            rows_total=all_rows(data),
            filter=data.filter,
            favorable=data.favorable,
            positive=data.favorable,
            cut_off=data.cut_off,
            groupings=data.groupings,
            parameters=Parameters(confidence=data.policy.confidence, seed=data.seed) | parameters,
        ),
        conclusions=conclusions,
        groups=found.groups,
        comparisons=found.comparisons,
        measurements=found.measurements,
        tables=found.tables,
        notes=found.notes,
    )


def weights_ignored(data: CheckInput) -> tuple[Reason, ...]:
    """Say that the check counts lines of the table although there is a weight column."""
    if data.weight is None or data.weight not in data.table.columns:
        return ()
    return (Reason(code=ReasonCode.WEIGHTS_IGNORED, values={"column": data.weight}),)


def _unjudged(figure: Measurement) -> Conclusion:
    return Conclusion(
        measure=figure.measure,
        subject=figure.subject,
        value=figure.value,
        interval=figure.interval,
        verdict=Verdict.NOT_APPLICABLE,
        reason=Reason(code=ReasonCode.NO_THRESHOLD),
    )
