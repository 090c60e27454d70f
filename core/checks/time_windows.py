"""Do the predictions stay as good over time?"""

import numpy as np

from core.checks.base import Check, CheckInput, Family, Need
from core.checks.overfit import of_reference
from core.checks.parts.findings import Found
from core.checks.parts.judged import Judged, judged
from core.checks.parts.losses import LOSS_MEASURES, LOSSES, finished
from core.checks.parts.periods import Periods, periods_of
from core.checks.parts.verdicts import refused
from core.checks.parts.windows import Baseline, Window, changes, trends, verdicts, window_table
from core.inventory import Task
from core.messages import message
from core.options import SampleRole
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult

NAMED = 6
"""Small windows that are named in a note."""


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Measure each month, quarter or year, and what changed since the first ones or the reference.

    Parameters
    ----------
    data
        Table with the column of days that `options.time` names; labels where they are known.
    progress
        Told between windows.

    Returns
    -------
    CheckResult
        Without labels the windows are described by selection rate and mean score. Not applicable with the
        reason where there are no two windows to compare.

    References
    ----------
    Gama et al. 2014, ACM Computing Surveys 46:44 (concept drift).
    """
    progress(0.0, message("Sorting rows into time windows"))
    periods = periods_of(data)
    if isinstance(periods, Reason):
        return refused(CHECK, data, periods)
    found = judged(data)
    if isinstance(found, Reason):
        return refused(CHECK, data, found)
    windows = _windows(data, found, periods, progress)
    enough = [window for window in windows if window.enough]
    if len(enough) < 2:
        values: dict[str, str | int | float] = {"minimum": data.policy.minimum_group}
        return refused(CHECK, data, Reason(code=ReasonCode.ONE_WINDOW_ONLY, values=values))
    progress(0.8, message("Comparing the first windows with the last"))
    baseline = _baseline(data, found, windows)
    return _result(data, found, (periods, windows), baseline)


def _windows(data: CheckInput, found: Judged, periods: Periods, progress: Progress) -> tuple[Window, ...]:
    codes = periods.codes[found.used.keep]
    windows = []
    for at, label in enumerate(periods.labels):
        progress(0.8 * at / len(periods.labels), message("Measuring time windows"))
        mask = codes == at
        if not mask.any():
            continue
        counts = found.used.counts
        rows = int(mask.sum()) if counts is None else round(float(counts[mask].sum()))
        windows.append(
            Window(
                label=label,
                position=int(periods.position[at]),
                rows=rows,
                mask=mask,
                enough=rows >= data.policy.minimum_group,
                estimates=found.estimates(mask),
            )
        )
    return tuple(windows)


def _baseline(data: CheckInput, found: Judged, windows: tuple[Window, ...]) -> Baseline:
    """Pool the last quarter of the windows, and the first quarter unless there is a reference sample."""
    enough = [window for window in windows if window.enough]
    part = max(1, len(enough) // 4)
    recent, first = enough[-part:], enough[:part]
    sample = data.samples.get(SampleRole.REFERENCE)
    there = None if sample is None else judged(of_reference(data, sample))
    after = found.estimates(np.logical_or.reduce([window.mask for window in recent]))
    if there is None or isinstance(there, Reason) or there.labeled != found.labeled:
        before = found.estimates(np.logical_or.reduce([window.mask for window in first]))
        return Baseline(before=before, after=after, first=tuple(first), recent=tuple(recent), reference=None)
    return Baseline(
        before=there.estimates(),
        after=after,
        first=(),
        recent=tuple(recent),
        reference=there.used.rows,
    )


def _result(
    data: CheckInput,
    found: Judged,
    over_time: tuple[Periods, tuple[Window, ...]],
    baseline: Baseline,
) -> CheckResult:
    periods, windows = over_time
    level = data.policy.confidence
    drift, side_by_side = changes(baseline, level)
    trend_notes, trend_table = trends(windows, _headline(data, found))
    whole = tuple(item.measurement(level) for item in found.estimates())
    notes = (*found.used.notes, *_notes(data, periods, windows), baseline.note(), *trend_notes)
    return finished(
        CHECK,
        data,
        found.used,
        Found(
            conclusions=verdicts(CHECK, data, windows, drift),
            measurements=(*drift, *whole),
            tables=(window_table(windows, level), side_by_side, trend_table),
            notes=notes,
        ),
        {
            "time": periods.column,
            "period": periods.period.value,
            "windows": len(windows),
            "minimum_rows": data.policy.minimum_group,
        },
    )


def _headline(data: CheckInput, found: Judged) -> str:
    """Return the figure whose trend is said first."""
    if not found.labeled:
        return "mean_prediction" if data.task is Task.REGRESSION else "selection_rate"
    measures = {item.measure for item in found.estimates() if item.value is not None}
    for name in ("auc", "r2", "macro_f1", "balanced_accuracy"):
        if name in measures:
            return name
    return "accuracy"


def _notes(data: CheckInput, periods: Periods, windows: tuple[Window, ...]) -> tuple[Reason, ...]:
    notes = []
    if periods.unknown:
        example = periods.unreadable[0] if periods.unreadable else ""
        values: dict[str, str | int | float] = {
            "n": periods.unknown,
            "column": periods.column,
            "example": example,
        }
        code = ReasonCode.DAYS_UNREADABLE if example else ReasonCode.ROWS_DROPPED
        notes.append(Reason(code=code, values=values))
    small = [window.label for window in windows if not window.enough]
    if small:
        named = ", ".join(small[:NAMED]) + (" …" if len(small) > NAMED else "")
        notes.append(
            Reason(
                code=ReasonCode.WINDOWS_SMALL,
                values={"n": len(small), "minimum": data.policy.minimum_group, "windows": named},
            )
        )
    if not data.target and data.task is not Task.MULTILABEL:
        notes.append(Reason(code=ReasonCode.NO_LABELS))
    return tuple(notes)


CHECK = Check(
    id="time_windows",
    version=2,
    tasks=(Task.BINARY, Task.MULTICLASS, Task.MULTILABEL, Task.REGRESSION),
    family=Family.PERFORMANCE,
    run=run,
    needs=frozenset({Need.TIME}),
    uses=frozenset({Need.REFERENCE, Need.LABELS, Need.SCORES}),
    measures=LOSS_MEASURES | frozenset(LOSSES),
)
"""The check, found by listing this folder."""
