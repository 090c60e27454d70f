"""How is a share, a mean or a ratio of means of sampled rows recorded?"""

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.group_records import bootstrap_interval
from core.reasons import Reason, ReasonCode
from core.results import Interval, Measurement
from core.statistics import means
from core.statistics.bootstrap import sum_interval
from core.statistics.intervals import wilson

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

Figure = Callable[["Floats"], "Floats"]
"""Takes sums of columns, shape (..., k); returns shape (...)."""


def share_of(data: CheckInput, measure: str, flags: "Flags", subject: str | None = None) -> Measurement:
    """Record in how many of the rows something holds, with the Wilson interval.

    Parameters
    ----------
    data
        The check's input, whose policy sets the level.
    measure, subject
        What the share is called, and what it is about.
    flags
        Shape (rows,).

    Returns
    -------
    Measurement
        Without value, with the reason, for no rows.
    """
    hits, rows = int(np.count_nonzero(flags)), len(flags)
    if not rows:
        return nothing(measure, Reason(code=ReasonCode.EMPTY_DENOMINATOR), subject)
    level = data.policy.confidence
    low, high = wilson(hits, rows, float(Fraction(level)))
    return Measurement(
        measure=measure,
        subject=subject,
        value=hits / rows,
        numerator=float(hits),
        denominator=float(rows),
        n=rows,
        interval=Interval(low=low, high=high, level=level, method="wilson"),
    )


def mean_of(data: CheckInput, measure: str, values: "Floats", subject: str | None = None) -> Measurement:
    """Record a mean over rows with Student's interval; rows without a finite value are left out."""
    known = values[np.isfinite(values)]
    if not known.size:
        return nothing(measure, Reason(code=ReasonCode.EMPTY_DENOMINATOR), subject)
    level, mean = data.policy.confidence, means.mean_of(known)
    bounds, interval = means.student(mean, float(Fraction(level))), None
    if bounds is not None:
        low = max(0.0, bounds[0]) if known.min() >= 0 else bounds[0]
        interval = Interval(low=low, high=bounds[1], level=level, method="student")
    return Measurement(measure=measure, subject=subject, value=mean.value, n=known.size, interval=interval)


def ratio(above: int, below: int) -> "Figure":
    """Return the figure that divides one column sum by another."""

    def figure(sums: "Floats") -> "Floats":
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Floats = sums[..., above] / sums[..., below]
        return found

    return figure


def figure_of(
    data: CheckInput, measure: str, columns: "Floats", figure: "Figure", subject: str | None = None
) -> Measurement:
    """Record a figure of column sums over rows with its bootstrap interval."""
    value = float(figure(columns.sum(axis=0))) if len(columns) else float("nan")
    if not np.isfinite(value):
        return nothing(measure, Reason(code=ReasonCode.EMPTY_DENOMINATOR), subject, rows=len(columns))
    level = data.policy.confidence
    bounds = sum_interval(columns, figure, seed=data.seed, level=float(Fraction(level)))
    if bounds is not None and bounds[0] == bounds[1]:
        bounds = _of_constant(value, len(columns), float(Fraction(level))) or bounds
    return Measurement(
        measure=measure,
        subject=subject,
        value=value,
        n=len(columns),
        interval=bootstrap_interval(bounds, level) if len(columns) > 1 else None,
    )


def nothing(measure: str, reason: Reason, subject: str | None = None, *, rows: int = 0) -> Measurement:
    """Record that a figure is not computable, with the reason."""
    return Measurement(measure=measure, subject=subject, value=None, n=rows, reason=reason)


def _of_constant(value: float, rows: int, level: float) -> tuple[float, float] | None:
    """Return the Wilson interval for a share that is 0 or 1 in every row, where redraws show nothing."""
    return wilson(round(value) * rows, rows, level) if value in {0.0, 1.0} else None
