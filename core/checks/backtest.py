"""Did what the model predicted come true, in all and in every window of time?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Check, CheckInput, Family, Need
from core.checks.parts.class_figures import data_table
from core.checks.parts.credit_rows import Judged, judged_rows, level_of, unweighted
from core.checks.parts.findings import Found
from core.checks.parts.periods import periods_of
from core.checks.parts.rulings import Ruling, between, concluded, measured, missing, small_number, tested
from core.checks.parts.verdicts import refused
from core.checks.parts.weighing import Selection, select
from core.inventory import Task
from core.messages import message
from core.policy import Threshold
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, Conclusion, DataTable, Measurement
from core.statistics import expected
from core.statistics.grades import jeffreys_bounds
from core.statistics.means import mean_of, student
from core.statistics.significance import holm

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]

TOO_SMALL = 0.2
"""Share of the rows in windows too small to show a doubled number, beyond which nothing was shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The rows of one window of time, or all."""

    label: str
    predicted: "Floats"
    """Shape (rows,): probability of the unfavorable class, or predicted number."""
    realized: "Floats"
    counts: "Floats"

    @property
    def rows(self) -> float:
        """Return the number of rows."""
        return float(self.counts.sum())

    @property
    def sums(self) -> tuple[float, float]:
        """Return what was predicted and what happened, in all."""
        return float(self.counts @ self.predicted), float(self.counts @ self.realized)


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Compare predictions with outcomes.

    Parameters
    ----------
    data
        Table with outcomes and probabilities (binary) or predicted numbers; a column with days for windows.
    progress
        Told at the start.

    Returns
    -------
    CheckResult
        Not applicable with the reason where there is nothing to compare.

    References
    ----------
    Regulation (EU) No 575/2013, Article 185(b); European Banking Authority 2017, EBA/GL/2017/16, chapter 9.
    """
    if data.task not in CHECK.tasks:
        return refused(CHECK, data, Reason(code=ReasonCode.TASK_NOT_SUPPORTED))
    progress(0.0, message("Comparing predictions with outcomes"))
    if data.task is Task.REGRESSION:
        return _numbers(data)
    judged = judged_rows(data)
    if isinstance(judged, Reason):
        return refused(CHECK, data, judged)
    if judged.risk is None:
        return refused(CHECK, data, Reason(code=ReasonCode.NOT_A_PROBABILITY))
    return _classes(data, judged, judged.risk)


def _classes(data: CheckInput, judged: Judged, risk: "Floats") -> CheckResult:
    whole = Span(label="", predicted=risk, realized=judged.bad.astype(float), counts=judged.counts)
    spans, notes = _spans(data, whole, judged.used.keep)
    p = [expected.number_test(span.predicted, span.sums[1], counts=span.counts) for span in spans]
    corrected = holm(p)
    found = Found(
        measurements=(*_class_figures(data, whole), *_window_figure(spans, corrected, notes)),
        tables=() if not spans else (_class_table(data, spans, p, corrected),),
        notes=(*judged.used.notes, *notes),
    )
    return concluded(CHECK, data, found, used=judged.used, rulings={"window_p": _ruling(spans)})


def _numbers(data: CheckInput) -> CheckResult:
    read = _number_rows(data)
    if isinstance(read, Reason):
        return refused(CHECK, data, read)
    used, whole = read
    spans, notes = _spans(data, whole, used.keep)
    found = Found(
        measurements=_number_figures(data, whole),
        tables=() if not spans else (_number_table(data, spans),),
        notes=(*used.notes, *notes),
    )
    return concluded(CHECK, data, found, used=used)


def _number_rows(data: CheckInput) -> tuple[Selection, Span] | Reason:
    import pandas as pd

    if not len(data.table):
        return Reason(code=ReasonCode.NO_ROWS)
    if data.target is None or data.target not in data.table.columns:
        return Reason(code=ReasonCode.NO_LABELS)
    if data.score is None or len(data.score) != len(data.table):
        return Reason(code=ReasonCode.NO_SCORES)
    truth = pd.to_numeric(data.table[data.target], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    score = np.asarray(data.score, dtype=float)
    used = select(data, {data.target: np.isfinite(truth), "score": np.isfinite(score)})
    if isinstance(used, Reason):
        return used
    used = unweighted(data, used)
    counts = np.ones(len(used.keep)) if used.counts is None else used.counts
    return used, Span(label="", predicted=score[used.keep], realized=truth[used.keep], counts=counts)


def _spans(data: CheckInput, whole: Span, keep: "Codes") -> tuple[tuple[Span, ...], tuple[Reason, ...]]:
    """Cut the rows into windows of time; those with fewer rows than a group needs are left out."""
    found = periods_of(data)
    if isinstance(found, Reason):
        return (), (found,) if data.options.time is not None else ()
    codes, minimum = found.codes[keep], data.policy.minimum_group
    spans = [
        Span(
            label=label,
            predicted=whole.predicted[codes == at],
            realized=whole.realized[codes == at],
            counts=whole.counts[codes == at],
        )
        for at, label in enumerate(found.labels)
    ]
    large = tuple(span for span in spans if span.rows >= minimum)
    dropped = sum(0 < span.rows < minimum for span in spans)
    if not dropped:
        return large, ()
    values: dict[str, str | int | float] = {"n": dropped, "minimum": minimum}
    return large, (Reason(code=ReasonCode.WINDOWS_DROPPED, values=values),)


def _class_figures(data: CheckInput, whole: Span) -> tuple[Measurement, ...]:
    predicted, realized = whole.sums
    bounds = expected.number_bounds(whole.predicted, counts=whole.counts, level=level_of(data))
    p = expected.number_test(whole.predicted, realized, counts=whole.counts)
    method = "poisson_binomial" if whole.rows <= expected.EXACT_ROWS else "poisson_binomial_normal"
    return (
        _ratio(data, whole),
        measured("predicted_number", predicted, whole.rows, interval=between(data, bounds, method)),
        measured("realized", realized, whole.rows),
        measured("number_p", p, whole.rows),
    )


def _ratio(data: CheckInput, span: Span) -> Measurement:
    """Record realized over predicted number, with the interval of the realized share."""
    (predicted, realized), rows = span.sums, span.rows
    if predicted <= 0:
        return missing("realized_to_predicted", rows, Reason(code=ReasonCode.EMPTY_DENOMINATOR))
    low, high = jeffreys_bounds(realized, rows, level_of(data))
    scaled = between(data, (low * rows / predicted, high * rows / predicted), "jeffreys")
    return measured("realized_to_predicted", realized / predicted, rows, interval=scaled)


def _window_figure(
    spans: tuple[Span, ...], corrected: tuple[float | None, ...], notes: tuple[Reason, ...]
) -> tuple[Measurement, ...]:
    known = [(p, span.label) for p, span in zip(corrected, spans, strict=True) if p is not None]
    if not known:
        return (missing("window_p", 0, notes[0] if notes else Reason(code=ReasonCode.NO_TIME)),)
    p, label = min(known)
    rows = sum(span.rows for span in spans)
    return (measured("window_p", p, rows, subject=label),)


def _ruling(spans: tuple[Span, ...]) -> Ruling:
    rows = sum(span.rows for span in spans)
    weak = sum(span.rows for span in spans if not _shows_double(span))
    share = weak / rows if rows else 1.0
    enough = share <= TOO_SMALL
    values: dict[str, str | int | float] = {} if enough else {"share": round(100 * share)}
    keeps = Reason(code=ReasonCode.TEST_KEEPS if enough else ReasonCode.TEST_WITHOUT_POWER, values=values)

    def rule(threshold: Threshold, figure: Measurement) -> Conclusion:
        rejects = Reason(code=ReasonCode.TEST_REJECTS, values={"p": small_number(figure.value or 0.0)})
        return tested(threshold, figure, rejects=rejects, keeps=keeps, power=enough)

    return rule


def _shows_double(span: Span) -> bool:
    """Tell whether a doubled number would be noticed with 80 % power."""
    _, high = expected.number_bounds(span.predicted, counts=span.counts)
    mean, deviation = expected.moments(np.minimum(1.0, 2 * span.predicted), span.counts)
    return mean - 0.8416 * deviation > high


def _class_table(
    data: CheckInput, spans: tuple[Span, ...], p: list[float], corrected: tuple[float | None, ...]
) -> DataTable:
    bounds = [expected.number_bounds(x.predicted, counts=x.counts, level=level_of(data)) for x in spans]
    ratios = [_ratio(data, span) for span in spans]
    return data_table(
        "windows",
        window=[span.label for span in spans],
        n=[span.rows for span in spans],
        predicted=[span.sums[0] for span in spans],
        realized=[span.sums[1] for span in spans],
        low=[low for low, _ in bounds],
        high=[high for _, high in bounds],
        ratio=[figure.value for figure in ratios],
        ratio_low=[None if figure.interval is None else figure.interval.low for figure in ratios],
        ratio_high=[None if figure.interval is None else figure.interval.high for figure in ratios],
        p=p,
        p_holm=corrected,
    )


def _number_figures(data: CheckInput, whole: Span) -> tuple[Measurement, ...]:
    predicted, realized = whole.sums
    error = mean_of(whole.predicted - whole.realized, counts=whole.counts)
    bounds = student(error, level_of(data))
    return (
        _number_ratio(data, whole),
        measured("mean_error", error.value, whole.rows, interval=between(data, bounds, "student")),
        measured("predicted_sum", predicted, whole.rows),
        measured("realized_sum", realized, whole.rows),
    )


def _number_ratio(data: CheckInput, span: Span) -> Measurement:
    predicted, realized = span.sums
    if predicted <= 0:
        return missing("realized_to_predicted", span.rows, Reason(code=ReasonCode.MEAN_NOT_POSITIVE))
    ratio = realized / predicted
    # Given the predictions, the ratio is a mean of what remains, on the scale of the mean prediction.
    bounds = student(mean_of(span.realized - ratio * span.predicted, counts=span.counts), level_of(data))
    scale = span.rows / predicted
    ends = None if bounds is None else (ratio + bounds[0] * scale, ratio + bounds[1] * scale)
    return measured("realized_to_predicted", ratio, span.rows, interval=between(data, ends, "student"))


def _number_table(data: CheckInput, spans: tuple[Span, ...]) -> DataTable:
    ratios = [_number_ratio(data, span) for span in spans]
    errors = [mean_of(span.predicted - span.realized, counts=span.counts) for span in spans]
    bounds = [student(error, level_of(data)) or (None, None) for error in errors]
    return data_table(
        "windows",
        window=[span.label for span in spans],
        n=[span.rows for span in spans],
        predicted=[span.sums[0] for span in spans],
        realized=[span.sums[1] for span in spans],
        ratio=[figure.value for figure in ratios],
        ratio_low=[None if figure.interval is None else figure.interval.low for figure in ratios],
        ratio_high=[None if figure.interval is None else figure.interval.high for figure in ratios],
        mean_error=[error.value for error in errors],
        error_low=[low for low, _ in bounds],
        error_high=[high for _, high in bounds],
    )


CHECK = Check(
    id="backtest",
    version=1,
    tasks=(Task.BINARY, Task.REGRESSION),
    family=Family.CREDIT,
    run=run,
    needs=frozenset({Need.LABELS, Need.SCORES}),
    uses=frozenset({Need.TIME}),
    measures=frozenset(
        {
            "realized_to_predicted",
            "predicted_number",
            "realized",
            "number_p",
            "window_p",
            "mean_error",
            "predicted_sum",
            "realized_sum",
        }
    ),
)
"""The check, found by listing this folder."""
