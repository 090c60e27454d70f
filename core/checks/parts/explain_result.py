"""How do the figures of an explanation become its verdicts and its result?

These checks count every row of the table once, whatever its weight, and say so.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Check, CheckInput
from core.checks.parts.findings import Found
from core.checks.parts.verdicts import conclude, not_measured, without_value
from core.checks.parts.weighing import Parameters
from core.ids import Exact
from core.policy import Threshold
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, Conclusion, Definition, Interval, Measurement, RunState, Verdict, worst
from core.statistics.bootstrap import RESAMPLES, block_sums, percentile_bounds, redrawn_sums
from core.statistics.intervals import wilson

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


BLOCKS = 1000
"""Random blocks that stand for the rows of a larger sample when it is redrawn."""


def share_figure(measure: str, hits: int, n: int, *, level: Exact, subject: str | None = None) -> Measurement:
    """Record a share of rows with its Wilson interval; no rows: not computable."""
    if not n:
        return missing_figure(measure, ReasonCode.EMPTY_DENOMINATOR, subject)
    low, high = wilson(hits, n, float(Fraction(level)))
    return Measurement(
        measure=measure,
        subject=subject,
        value=hits / n,
        numerator=hits,
        denominator=n,
        n=n,
        interval=Interval(low=low, high=high, level=level, method="wilson"),
    )


def mean_figure(
    measure: str, values: "Floats", data: CheckInput, *, subject: str | None = None
) -> Measurement:
    """Record a mean over rows with its bootstrap interval; no rows: not computable."""
    return mean_figures(measure, values[:, None], data, (subject,))[0]


def mean_figures(
    measure: str, columns: "Floats", data: CheckInput, subjects: Sequence[str | None]
) -> tuple[Measurement, ...]:
    """Record the means of several columns over the same rows, all from one set of redraws."""
    if not len(columns):
        return tuple(missing_figure(measure, ReasonCode.EMPTY_DENOMINATOR, name) for name in subjects)
    drawn = redrawn_means(columns, data)
    return tuple(
        Measurement(
            measure=measure,
            subject=name,
            value=float(np.mean(columns[:, at])),
            n=len(columns),
            interval=redrawn_interval(drawn[:, at], data, len(columns)),
        )
        for at, name in enumerate(subjects)
    )


def missing_figure(measure: str, code: ReasonCode, subject: str | None = None, n: int = 0) -> Measurement:
    """Record why a figure is not computable."""
    return Measurement(measure=measure, subject=subject, value=None, n=n, reason=Reason(code=code))


def redrawn_means(values: "Floats", data: CheckInput) -> "Floats":
    """Return the means of redrawn rows: of shape (redraws,), or (redraws, k) for k columns."""
    columns = values if values.ndim == 2 else values[:, None]
    parts = block_sums(np.column_stack([np.ones(len(columns)), columns]), seed=data.seed, blocks=BLOCKS)
    drawn = redrawn_sums(parts, seed=data.seed)
    means: Floats = drawn[:, 1:] / drawn[:, :1]
    return means if values.ndim == 2 else means[:, 0]


def redrawn_interval(drawn: "Floats", data: CheckInput, rows: int) -> Interval | None:
    """Record the percentile bounds of redrawn values; None where most are not computable.

    Few rows, redrawn, only repeat themselves: with fewer than a group needs nothing is shown by them.
    """
    level = data.policy.confidence
    bounds = percentile_bounds(drawn, float(Fraction(level)))
    if bounds is None or rows < data.policy.minimum_group:
        return None
    return Interval(low=bounds[0], high=bounds[1], level=level, method="bootstrap")


def bound(figure: Measurement, *, low: bool) -> float | None:
    """Return one end of a figure's interval, for the data behind a chart."""
    if figure.interval is None:
        return None
    return figure.interval.low if low else figure.interval.high


def weights_ignored(data: CheckInput) -> tuple[Reason, ...]:
    """Say that a weight column was not used; nothing where there is none."""
    if data.weight is None:
        return ()
    return (Reason(code=ReasonCode.WEIGHTS_IGNORED, values={"column": data.weight}),)


def finished(
    check: Check, data: CheckInput, found: Found, *, rows: int, parameters: Parameters
) -> CheckResult:
    """Put together the result of a check that could be run.

    Parameters
    ----------
    check, data
        The check and its input.
    found
        Figures, tables, notes; verdicts where the check drew its own.
    rows
        Rows used.
    parameters
        What else changes the numbers; seed, confidence and redraws are added.

    Returns
    -------
    CheckResult
        Judged by the policy; without limits the first figure stands without verdict.
    """
    conclusions = found.conclusions or judged(check, data, found.measurements)
    return CheckResult(
        check=check.id,
        check_version=check.version,
        state=RunState.FINISHED,
        verdict=worst(item.verdict for item in conclusions),
        definition=_definition(data, rows, parameters),
        conclusions=conclusions,
        measurements=found.measurements,
        groups=found.groups,
        comparisons=found.comparisons,
        tables=found.tables,
        notes=(*found.notes, *weights_ignored(data)),
    )


def _definition(data: CheckInput, rows: int, parameters: Parameters) -> Definition:
    common: Parameters = {
        "confidence": data.policy.confidence,
        "resamples": RESAMPLES,
        "seed": data.seed,
    }
    return Definition(
        rows=rows,
        rows_total=len(data.table),
        filter=data.filter,
        favorable=data.favorable,
        positive=data.favorable,
        cut_off=data.cut_off,
        groupings=data.groupings,
        parameters=common | parameters,
    )


def judged(check: Check, data: CheckInput, figures: Sequence[Measurement]) -> tuple[Conclusion, ...]:
    """Judge every figure the policy limits; without limits the first figure stands without verdict."""
    limits = data.thresholds(check.id)
    found = tuple(item for limit in limits for item in _by(limit, check, figures))
    return found or tuple(_unjudged(item) for item in figures[:1])


def _by(limit: Threshold, check: Check, figures: Sequence[Measurement]) -> tuple[Conclusion, ...]:
    named = [item for item in figures if item.measure == limit.measure]
    if not named and limit.measure in check.measures:
        return (without_value(limit, None, Reason(code=ReasonCode.TASK_NOT_SUPPORTED)),)
    if not named:
        return (not_measured(limit),)
    return tuple(
        conclude(limit, item, subject=item.subject, rows=item.denominator if _is_share(item) else None)
        for item in named
    )


def _is_share(figure: Measurement) -> bool:
    return figure.interval is not None and figure.interval.method == "wilson"


def _unjudged(figure: Measurement) -> Conclusion:
    reason = Reason(code=ReasonCode.NO_THRESHOLD) if figure.value is not None else figure.reason
    return Conclusion(
        measure=figure.measure,
        subject=figure.subject,
        value=figure.value,
        interval=figure.interval,
        verdict=Verdict.NOT_APPLICABLE,
        reason=reason or Reason(code=ReasonCode.EMPTY_DENOMINATOR),
    )
