"""How good is a figure on some rows, and how far does it lie from the same figure elsewhere?

Every estimate has an interval at any level. Two estimates of independent rows are compared by their own
intervals (Zou and Donner), which gives Newcombe's interval for two shares and the unpaired DeLong interval
for two areas.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.ids import Exact
from core.reasons import Reason, ReasonCode
from core.results import Interval, Measurement
from core.statistics.confusion import Share
from core.statistics.intervals import Bounds, wilson, z_value

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

AtLevel = Callable[[float], Bounds | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One figure on one set of rows."""

    measure: str
    subject: str | None = None
    value: float | None
    rows: int
    bounds: AtLevel
    """Its interval at any level; None where there is none."""
    method: str
    share: Share | None = None
    reason: Reason | None = None

    def measurement(self, level: Exact) -> Measurement:
        """Record it."""
        return Measurement(
            measure=self.measure,
            subject=self.subject,
            value=self.value,
            numerator=None if self.share is None else self.share.numerator,
            denominator=None if self.share is None else self.share.denominator,
            n=self.rows,
            interval=self.interval(level),
            reason=self.reason,
        )

    def interval(self, level: Exact, confidence: float | None = None) -> Interval | None:
        """Return its interval, labeled with a level; `confidence` is that of one of several together."""
        if self.value is None:
            return None
        found = self.bounds(float(Fraction(level)) if confidence is None else confidence)
        if found is None:
            return None
        return Interval(low=found[0], high=found[1], level=level, method=self.method)

    def error(self) -> float | None:
        """Return the standard error that its interval stands for; None where it has none above 0."""
        found = None if self.value is None else self.bounds(0.95)
        if found is None or found[1] <= found[0]:
            return None
        return (found[1] - found[0]) / (2 * z_value(0.95))


def no_bounds(_: float) -> Bounds | None:
    """Return no interval."""
    return None


def of_share(measure: str, share: Share, rows: int, subject: str | None = None) -> Estimate:
    """Return a share with Wilson's interval; without value where no row is in the denominator."""
    empty = share.value is None
    return Estimate(
        measure=measure,
        subject=subject,
        value=share.value,
        rows=rows,
        bounds=no_bounds if empty else lambda level: wilson(share.hits, share.effective, level),
        method="wilson",
        share=share,
        reason=Reason(code=ReasonCode.EMPTY_DENOMINATOR) if empty else None,
    )


def of_mean_share(measure: str, shares: tuple[Share, ...], rows: int) -> Estimate:
    """Return the mean of independent shares, such as the balanced accuracy; empty ones do not count.

    References
    ----------
    Zou and Donner 2008, Statistics in Medicine 27:1693-1702.
    """
    known = [(share, share.value) for share in shares if share.value is not None]
    if not known:
        return absent(measure, rows, ReasonCode.EMPTY_DENOMINATOR)
    value = sum(part for _, part in known) / len(known)

    def bounds(level: float) -> Bounds:
        ends = [(part, wilson(share.hits, share.effective, level)) for share, part in known]
        below = math.sqrt(sum((part - low) ** 2 for part, (low, _) in ends)) / len(known)
        above = math.sqrt(sum((high - part) ** 2 for part, (_, high) in ends)) / len(known)
        return max(0.0, value - below), min(1.0, value + above)

    return Estimate(measure=measure, value=value, rows=rows, bounds=bounds, method="mover")


def of_error(
    measure: str,
    value: float,
    error: float | None,
    rows: int,
    *,
    method: str = "delta",
) -> Estimate:
    """Return a figure with the normal interval of its standard error; without one where there is none."""

    def bounds(level: float) -> Bounds | None:
        return None if error is None else (value - z_value(level) * error, value + z_value(level) * error)

    known = math.isfinite(value)
    return Estimate(
        measure=measure,
        value=value if known else None,
        rows=rows,
        bounds=bounds if known else no_bounds,
        method=method,
        reason=None if known else Reason(code=ReasonCode.EMPTY_DENOMINATOR),
    )


def of_sums(
    measure: str, figure: "Callable[[Floats], Floats]", columns: "Floats", counts: "Floats"
) -> Estimate:
    """Return a figure of sums over rows with the interval of its linearization.

    Parameters
    ----------
    measure
        Measure id.
    figure
        Takes sums of shape (..., k), returns shape (...); doubling all sums must not change it.
    columns
        Shape (entries, k): what it sums over one row of each kind.
    counts
        Shape (entries,): how many rows of each kind there are.

    Returns
    -------
    Estimate
        Without interval below two rows.

    References
    ----------
    Davison and Hinkley 1997, Bootstrap Methods and Their Application, section 2.7 (delta method).
    """
    rows = float(counts.sum())
    mean = counts @ columns / rows
    value = float(figure(mean))
    if not math.isfinite(value) or rows < 2:
        return of_error(measure, value, None, round(rows))
    gradient = _gradient(figure, mean, np.sqrt(counts @ (columns - mean) ** 2 / rows))
    moved = (columns - mean) @ gradient
    variance = float(counts @ moved**2) / (rows - 1) / rows
    error = math.sqrt(variance) if math.isfinite(variance) else None
    return of_error(measure, value, error, round(rows))


def absent(measure: str, rows: int, code: ReasonCode, subject: str | None = None) -> Estimate:
    """Return a figure that is not computable, with the reason."""
    return Estimate(
        measure=measure,
        subject=subject,
        value=None,
        rows=rows,
        bounds=no_bounds,
        method="",
        reason=Reason(code=code),
    )


def gap(first: Estimate, second: Estimate, measure: str) -> Estimate:
    """Return first minus second of independent rows.

    References
    ----------
    Zou and Donner 2008, Statistics in Medicine 27:1693-1702.
    """
    one, other = first.value, second.value
    if one is None or other is None:
        return _lacking(first, second, measure)

    def bounds(level: float) -> Bounds | None:
        ends, others = first.bounds(level), second.bounds(level)
        if ends is None or others is None:
            return None
        below = math.hypot(one - ends[0], others[1] - other)
        above = math.hypot(ends[1] - one, other - others[0])
        return one - other - below, one - other + above

    return Estimate(
        measure=measure,
        subject=first.subject,
        value=one - other,
        rows=first.rows + second.rows,
        bounds=bounds,
        method=_GAPS.get(first.method, "mover"),
    )


def ratio(first: Estimate, second: Estimate, measure: str) -> Estimate:
    """Return first over second of independent rows, both above 0; the interval is made of logarithms."""
    one, other = first.value, second.value
    if one is None or other is None:
        return _lacking(first, second, measure)
    if one <= 0 or other <= 0:
        return absent(measure, first.rows + second.rows, ReasonCode.MEAN_NOT_POSITIVE, first.subject)

    def bounds(level: float) -> Bounds | None:
        ends, others = _log_error(first), _log_error(second)
        if ends is None or others is None:
            return None
        step = math.exp(z_value(level) * math.hypot(ends, others))
        return one / other / step, one / other * step

    return Estimate(
        measure=measure,
        subject=first.subject,
        value=one / other,
        rows=first.rows + second.rows,
        bounds=bounds,
        method="mover",
    )


_GAPS = {"wilson": "newcombe", "delong": "delong", "delta": "delta"}


def _log_error(figure: Estimate) -> float | None:
    found = figure.bounds(0.95)
    if found is None or not figure.value:
        return None
    return (found[1] - found[0]) / (2 * z_value(0.95)) / figure.value


def _lacking(first: Estimate, second: Estimate, measure: str) -> Estimate:
    reason = first.reason or second.reason or Reason(code=ReasonCode.EMPTY_DENOMINATOR)
    return Estimate(
        measure=measure,
        subject=first.subject,
        value=None,
        rows=first.rows + second.rows,
        bounds=no_bounds,
        method="",
        reason=reason,
    )


def _gradient(figure: "Callable[[Floats], Floats]", at: "Floats", spread: "Floats") -> "Floats":
    """Differentiate numerically where a column varies; the others do not matter."""
    found = np.zeros(len(at))
    for place in np.flatnonzero(spread > 0):
        step = np.zeros(len(at))
        step[place] = 1e-6 * (spread[place] if at[place] == 0 else min(spread[place], abs(at[place])))
        found[place] = (float(figure(at + step)) - float(figure(at - step))) / (2 * step[place])
    return found
