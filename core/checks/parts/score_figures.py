"""How well does a score order people, and do its probabilities come true?"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.class_figures import RARE, data_table
from core.checks.parts.group_records import bootstrap_interval
from core.checks.parts.rows import Rows, favorable_class, favorable_score, is_probability
from core.checks.parts.score_gains import GAIN_MEASURES, gains
from core.checks.parts.scores import Scores, scores_of
from core.inventory import Task
from core.reasons import Reason, ReasonCode
from core.results import DataTable, Interval, Measurement
from core.statistics import calibration, discrimination
from core.statistics.bootstrap import cell_interval, percentile_bounds, redrawn_counts
from core.statistics.calibration_bounds import error_bounds
from core.statistics.confusion import divide
from core.statistics.intervals import wilson

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

SCORE_MEASURES = (
    *("auc", "gini", "ks", "average_precision", "precision_trivial", *GAIN_MEASURES),
    *("brier", "log_loss", "ece"),
)
_ORDER_MEASURES = SCORE_MEASURES[:-3]
_PROBABILITY_MEASURES = ("brier", "log_loss", "ece")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFigures:
    """Everything that is taken from scores."""

    measurements: tuple[Measurement, ...]
    tables: tuple[DataTable, ...] = ()
    notes: tuple[Reason, ...] = ()


def score_figures(data: CheckInput, rows: Rows) -> ScoreFigures:
    """Measure order and probabilities of the scores.

    Parameters
    ----------
    data
        The check's input; the direction of the score must be stated.
    rows
        The judged rows.

    Returns
    -------
    ScoreFigures
        Measurements without value, with the reason, where there are no usable scores.
    """
    several = data.task is Task.MULTICLASS
    score = data.score if several else favorable_score(data)
    if score is None or data.favorable is None or rows.truth is None:
        return _no_scores(rows)
    kept = np.asarray(score, dtype=float)[rows.used.keep]
    scores = scores_of(data, rows, kept)
    if scores is None:
        return _no_scores(rows)
    dropped = rows.used.rows - scores.rows
    note = Reason(code=ReasonCode.ROWS_DROPPED, values={"n": dropped, "column": "score"})
    watched = scores if several else replace(scores, truth=~scores.truth, score=-scores.score)
    order, order_tables = _order(scores, watched)
    other = _rare_favorable(scores, favorable_class(data)) if not several else ()
    probabilities, calibration_tables = _probabilities(scores)
    return ScoreFigures(
        measurements=(*order, *other, *probabilities),
        tables=(*order_tables, *calibration_tables),
        notes=(note,) if dropped else (),
    )


def _no_scores(rows: Rows) -> ScoreFigures:
    return ScoreFigures(measurements=_absent(SCORE_MEASURES, rows.used.rows, ReasonCode.NO_SCORES))


def _rare_favorable(scores: Scores, label: str | None) -> tuple[Measurement, ...]:
    """Record the average precision of the favorable class too, where it is the rare one."""
    if float(scores.share[scores.truth].sum()) >= RARE * float(scores.share.sum()):
        return ()
    return (replace(_precision(scores), subject=label),)


def _precision(watched: Scores) -> Measurement:
    value = discrimination.average_precision(watched.truth, watched.score, watched.share)
    found = _ordered("average_precision", value, watched, discrimination.precision_of_cells)
    if value is None or found.interval is None or found.interval.low != found.interval.high:
        return found
    # A mean over the rows of the class: where no redraw differs, the few of them bound it.
    share, squares = watched.share[watched.truth], (watched.share**2 / watched.counts)[watched.truth]
    rows = float(share.sum() ** 2 / squares.sum())
    low, high = wilson(min(1.0, value) * rows, rows, watched.number)
    interval = Interval(low=low, high=max(high, value), level=watched.level, method="wilson")
    return replace(found, interval=interval)


def _order(scores: Scores, watched: Scores) -> tuple[tuple[Measurement, ...], tuple[DataTable, ...]]:
    truth, score, share, n = scores.truth, scores.score, scores.share, scores.rows
    found = discrimination.delong(
        truth, score, weights=scores.weights, counts=scores.counts, level=scores.number
    )
    if found is None:
        return _absent(_ORDER_MEASURES, n, ReasonCode.EMPTY_DENOMINATOR), ()
    area, bounds = found
    interval, doubled = None, None
    if bounds is not None:
        method = "delong" if 0 < area < 1 else "wilson"
        interval = Interval(low=bounds[0], high=bounds[1], level=scores.level, method=method)
        gini = (2 * bounds[0] - 1, 2 * bounds[1] - 1)
        doubled = Interval(low=gini[0], high=gini[1], level=scores.level, method=method)
    fpr, tpr = discrimination.roc_points(truth, score, weights=share)
    measurements = (
        Measurement(measure="auc", value=area, n=n, interval=interval),
        Measurement(measure="gini", value=2 * area - 1, n=n, interval=doubled),
        _distance(scores),
        _precision(watched),
        Measurement(measure="precision_trivial", value=_prevalence(watched), n=n),
    )
    first, tables = gains(watched)
    roc = data_table("roc", fpr=fpr.tolist(), tpr=tpr.tolist())
    return (*measurements, *first), (roc, *tables)


def _distance(scores: Scores) -> Measurement:
    """Record the distance of the two classes with bounds that hold whatever chance adds to it."""
    value = discrimination.ks_distance(scores.truth, scores.score, scores.share)
    share, squares = scores.share, scores.share**2 / scores.counts
    sides = (scores.truth, ~scores.truth)
    sizes = [float(share[side].sum() ** 2 / squares[side].sum()) for side in sides]
    low, high = discrimination.ks_class_bounds(value, sizes[0], sizes[1], scores.number)
    interval = Interval(low=low, high=high, level=scores.level, method="beyond_chance")
    return Measurement(measure="ks", value=value, n=scores.rows, interval=interval)


def _prevalence(watched: Scores) -> float:
    return float(watched.share[watched.truth].sum() / watched.share.sum())


def _ordered(
    measure: str, value: float | None, scores: Scores, figure: "Callable[[Floats], Floats]"
) -> Measurement:
    """Record a figure of the order; its interval redraws the counts of class and score bin."""
    cells = discrimination.score_cells(
        scores.truth, scores.score, weights=scores.worth(), counts=scores.counts
    )
    bounds = cell_interval(cells, figure, seed=scores.seed, level=scores.number)
    return Measurement(
        measure=measure,
        value=value,
        n=scores.rows,
        interval=bootstrap_interval(bounds, scores.level),
    )


def _probabilities(scores: Scores) -> tuple[tuple[Measurement, ...], tuple[DataTable, ...]]:
    n = scores.rows
    if not is_probability(scores.score):
        return _absent(_PROBABILITY_MEASURES, n, ReasonCode.NOT_A_PROBABILITY), ()
    truth = scores.truth.astype(float)
    bins = calibration.calibration_bins(truth, scores.score, weights=scores.weights, counts=scores.counts)
    measurements = (
        _mean("brier", calibration.brier_parts(truth, scores.score), scores),
        _mean("log_loss", calibration.log_loss_parts(truth, scores.score), scores),
        _calibration_error(bins, scores),
    )
    return measurements, (_calibration_data(bins, scores.number),)


def _mean(measure: str, parts: "Floats", scores: Scores) -> Measurement:
    weights = np.ones(len(parts)) if scores.weights is None else scores.weights
    columns = np.column_stack([weights, weights * parts])

    def figure(sums: "Floats") -> "Floats":
        return divide(sums[..., 1], sums[..., 0])

    drawn = redrawn_counts(columns, scores.counts, seed=scores.seed)
    return Measurement(
        measure=measure,
        value=float(figure(scores.counts @ columns)),
        n=scores.rows,
        interval=bootstrap_interval(percentile_bounds(figure(drawn), scores.number), scores.level),
    )


def _calibration_error(bins: tuple[calibration.Bin, ...], scores: Scores) -> Measurement:
    """Record the calibration error with bounds that hold whatever chance adds to it."""
    low, high = error_bounds(bins, level=scores.number, seed=scores.seed)
    return Measurement(
        measure="ece",
        value=calibration.expected_calibration_error(bins),
        n=scores.rows,
        interval=Interval(low=low, high=high, level=scores.level, method="beyond_chance"),
    )


def _calibration_data(bins: tuple[calibration.Bin, ...], level: float) -> DataTable:
    rates = [part.hits / part.rows for part in bins]
    bounds = [
        wilson(min(rate * part.effective, part.effective), part.effective, level)
        for rate, part in zip(rates, bins, strict=True)
    ]
    return data_table(
        "calibration",
        mean_score=[part.mean_score for part in bins],
        rate=rates,
        n=[part.rows for part in bins],
        low=[low for low, _ in bounds],
        high=[high for _, high in bounds],
    )


def _absent(measures: tuple[str, ...], n: int, code: ReasonCode) -> tuple[Measurement, ...]:
    return tuple(Measurement(measure=name, value=None, n=n, reason=Reason(code=code)) for name in measures)
