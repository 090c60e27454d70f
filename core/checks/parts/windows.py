"""What changes from one stretch of time to another, and is it more than chance?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Check, CheckInput
from core.checks.parts.class_figures import data_table
from core.checks.parts.estimates import Estimate
from core.checks.parts.losses import LOSSES, pair_table, ruled, unpaired
from core.checks.parts.verdicts import conclude, without_value
from core.ids import Exact
from core.policy import Relation, Threshold
from core.reasons import Reason, ReasonCode
from core.results import Conclusion, DataTable, Measurement, worst
from core.statistics.trend import Trend, heterogeneity, share_trend, weighted_trend

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Line = tuple[str, str | None, str, float, float | None, float]

DESCRIBING = ("selection_rate", "base_rate", "mean_score", "mean_prediction", "mean_outcome")
"""Figures that are no better or worse, but whose change shows that something moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One stretch of time with its figures."""

    label: str
    position: int
    rows: int
    mask: "Flags"
    """Which of the judged rows lie in it."""
    enough: bool
    """Whether it has rows enough to be judged."""
    estimates: tuple[Estimate, ...]

    def find(self, measure: str, subject: str | None) -> Estimate | None:
        """Return one of its figures."""
        for item in self.estimates:
            if (item.measure, item.subject) == (measure, subject):
                return item
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """Figures before and after."""

    before: tuple[Estimate, ...]
    after: tuple[Estimate, ...]
    first: tuple[Window, ...]
    """Windows that `before` pools; empty where a reference sample takes their place."""
    recent: tuple[Window, ...]
    reference: int | None
    """Rows of the reference sample."""

    def note(self) -> Reason:
        """Say what was compared with what."""
        rows = sum(window.rows for window in self.recent)
        values: dict[str, str | int | float] = {"recent": _span(self.recent), "rows": rows}
        if self.reference is not None:
            values |= {"n": self.reference}
            return Reason(code=ReasonCode.BASELINE_REFERENCE, values=values)
        values |= {"first": _span(self.first), "n": sum(window.rows for window in self.first)}
        return Reason(code=ReasonCode.BASELINE_WINDOWS, values=values)


def changes(baseline: Baseline, level: Exact) -> tuple[tuple[Measurement, ...], DataTable]:
    """Return how much worse recent rows are than those before, and both sides as a table."""
    pairs = unpaired(baseline.after, baseline.before)
    return tuple(pair.loss.measurement(level) for pair in pairs), pair_table(pairs, level)


def verdicts(
    check: Check, data: CheckInput, windows: Sequence[Window], drift: Sequence[Measurement]
) -> tuple[Conclusion, ...]:
    """Judge the change by the policy, and every window by limits on figures themselves.

    Parameters
    ----------
    check, data
        The check and its input.
    windows
        All windows; those with too few rows are not judged.
    drift
        How much worse recent rows are.

    Returns
    -------
    tuple of Conclusion
        For a limit on a figure itself the worst window decides; intervals hold for all windows together
        (Bonferroni).
    """
    direct = [limit for limit in data.thresholds(check.id) if limit.measure in LOSSES]
    rest = replace(data, policy=replace(data.policy, thresholds=_without(data.policy.thresholds, direct)))
    found = list(ruled(check, rest, drift))
    enough = [window for window in windows if window.enough]
    for limit in direct:
        keys = dict.fromkeys(
            item.subject for window in enough for item in window.estimates if item.measure == limit.measure
        )
        if not keys:
            reason = Reason(code=ReasonCode.TASK_NOT_SUPPORTED)
            found.append(without_value(limit, None, reason))
        found += [_worst_window(limit, subject, enough, data.policy.confidence) for subject in keys]
    return tuple(found)


def _without(every: Sequence[Threshold], some: Sequence[Threshold]) -> tuple[Threshold, ...]:
    return tuple(limit for limit in every if limit not in some)


def _worst_window(
    limit: Threshold, subject: str | None, windows: Sequence[Window], level: Exact
) -> Conclusion:
    known = [(window, window.find(limit.measure, subject)) for window in windows]
    valued = [(window, item) for window, item in known if item is not None and item.value is not None]
    if not valued:
        lacking = next((item.reason for _, item in known if item is not None and item.reason), None)
        return without_value(limit, subject, lacking or Reason(code=ReasonCode.EMPTY_DENOMINATOR))
    together = 1 - (1 - float(Fraction(level))) / len(valued)
    judged = []
    for window, item in valued:
        figure = replace(item.measurement(level), interval=item.interval(level, together))
        judged.append(replace(conclude(limit, figure, subject=subject), detail=window.label))
    gravest = worst(item.verdict for item in judged)
    sign = 1 if limit.relation is Relation.AT_LEAST else -1
    return min(
        (item for item in judged if item.verdict is gravest),
        key=lambda item: sign * (0.0 if item.value is None else item.value),
    )


def trends(windows: Sequence[Window], headline: str) -> tuple[tuple[Reason, ...], DataTable]:
    """Test every figure for a steady change and for differences between windows.

    Parameters
    ----------
    windows
        All windows; those with too few rows take no part.
    headline
        The figure whose trend is said in a note.

    Returns
    -------
    tuple
        Notes, and a table: measure, subject, test, statistic, degrees of freedom, p.
    """
    enough = [window for window in windows if window.enough]
    keys = dict.fromkeys((item.measure, item.subject) for window in enough for item in window.estimates)
    lines: list[Line] = []
    notes: list[Reason] = []
    for measure, subject in keys:
        if measure not in LOSSES and measure not in DESCRIBING:
            continue
        known = _known(enough, measure, subject)
        found = _trend(known)
        if found is not None:
            trend, test = found
            lines.append((measure, subject, test, trend.z, None, trend.p))
            if measure == headline and not notes:
                notes.append(_said(measure, trend))
        spread = _spread(known)
        if spread is not None:
            lines.append((measure, subject, "cochran_q", spread[0], float(spread[1]), spread[2]))
    names = ("measure", "subject", "test", "statistic", "freedom", "p")
    columns = list(zip(*lines, strict=True)) if lines else [()] * len(names)
    return tuple(notes), data_table("trends", **dict(zip(names, columns, strict=True)))


Known = list[tuple[Window, Estimate]]


def _known(windows: Sequence[Window], measure: str, subject: str | None) -> Known:
    found = [(window, window.find(measure, subject)) for window in windows]
    return [(window, item) for window, item in found if item is not None and item.value is not None]


def _trend(known: Known) -> tuple[Trend, str] | None:
    at = np.array([float(window.position) for window, _ in known])
    if known and all(item.share is not None for _, item in known):
        shares = [item.share for _, item in known if item.share is not None]
        trend = share_trend(
            at, np.array([part.hits for part in shares]), np.array([part.effective for part in shares])
        )
        return None if trend is None else (trend, "armitage")
    usable = _with_errors(known)
    if usable is None:
        return None
    at, values, errors = usable
    trend = weighted_trend(at, values, errors)
    return None if trend is None else (trend, "weighted_trend")


def _spread(known: Known) -> tuple[float, int, float] | None:
    usable = _with_errors(known)
    return None if usable is None else heterogeneity(usable[1], usable[2])


def _with_errors(
    known: Known,
) -> "tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]] | None":
    found = [(float(window.position), item.value or 0.0, item.error()) for window, item in known]
    usable = [(at, value, error) for at, value, error in found if error is not None]
    if len(usable) < 2:
        return None
    columns = np.array(usable, dtype=float)
    return columns[:, 0], columns[:, 1], columns[:, 2]


def _said(measure: str, trend: Trend) -> Reason:
    code = ReasonCode.TREND_FOUND if trend.p < 0.05 else ReasonCode.NO_TREND
    values: dict[str, str | int | float] = {"measure": measure, "p": trend.p}
    if code is ReasonCode.TREND_FOUND:
        values["slope"] = trend.slope
    return Reason(code=code, values=values)


def window_table(windows: Sequence[Window], level: Exact) -> DataTable:
    """Lay out every figure of every window: window, rows, enough, measure, subject, value, low, high."""
    columns: dict[str, list[float | str | None]] = {
        name: []
        for name in ("window", "position", "n", "enough", "measure", "subject", "value", "low", "high")
    }
    for window in windows:
        for item in window.estimates:
            figure = item.measurement(level)
            low, high = (None, None)
            if figure.interval is not None:
                low, high = figure.interval.low, figure.interval.high
            line = (window.label, float(window.position), float(window.rows), float(window.enough))
            values = (*line, item.measure, item.subject, item.value, low, high)
            for column, value in zip(columns.values(), values, strict=True):
                column.append(value)
    return data_table("windows", **columns)


def _span(windows: Sequence[Window]) -> str:
    if not windows:
        return ""
    first, last = windows[0].label, windows[-1].label
    return first if first == last else f"{first} – {last}"
