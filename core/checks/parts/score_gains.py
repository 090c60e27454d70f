"""How many of the cases that matter lie among those the score puts first?"""

from typing import TYPE_CHECKING

import numpy as np

from core.checks.parts.class_figures import data_table
from core.checks.parts.group_records import bootstrap_interval
from core.checks.parts.scores import Scores
from core.reasons import Reason, ReasonCode
from core.results import DataTable, Measurement
from core.statistics.bootstrap import cell_intervals
from core.statistics.confusion import divide
from core.statistics.gains import Slice, gain_slices, precision_recall_points
from core.statistics.intervals import wilson

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

GAIN_MEASURES = ("top_decile_lift", "top_decile_capture")


def gains(scores: Scores) -> tuple[tuple[Measurement, ...], tuple[DataTable, ...]]:
    """Measure what a score brings when the cases it puts first are looked at first.

    Parameters
    ----------
    scores
        Truth: the cases that matter; a higher score puts a case first.

    Returns
    -------
    tuple
        Lift and captured cases of the first tenth; the table of tenths and the precision-recall curve.
        Equal scores are never split, so the first part may hold more than a tenth.
    """
    parts = gain_slices(scores.truth, scores.score, weights=scores.weights, counts=scores.counts)
    total, hits = sum(part.weight for part in parts), sum(part.hits for part in parts)
    if hits <= 0 or hits >= total:
        empty = Reason(code=ReasonCode.EMPTY_DENOMINATOR)
        lacking = (
            Measurement(measure=name, value=None, n=scores.rows, reason=empty) for name in GAIN_MEASURES
        )
        return tuple(lacking), ()
    recall, precision = precision_recall_points(scores.truth, scores.score, scores.share)
    curve = data_table("precision_recall", recall=recall.tolist(), precision=precision.tolist())
    return _first(parts, scores), (_table(parts, scores.number), curve)


def _first(parts: tuple[Slice, ...], scores: Scores) -> tuple[Measurement, ...]:
    worth = np.array([part.effective for part in parts])
    rates = np.array([part.hits / part.weight for part in parts])
    cells = np.stack([worth * (1 - rates), worth * rates], axis=-1)

    def capture(drawn: "Floats") -> "Floats":
        return divide(drawn[..., 0, 1], drawn[..., 1].sum(axis=-1))

    def lift(drawn: "Floats") -> "Floats":
        first = divide(drawn[..., 0, 1], drawn[..., 0, :].sum(axis=-1))
        return divide(first * drawn.sum(axis=(-2, -1)), drawn[..., 1].sum(axis=-1))

    figures = dict(zip(GAIN_MEASURES, (lift, capture), strict=True))
    bounds = cell_intervals(cells, figures, seed=scores.seed, level=scores.number)
    hits = sum(part.hits for part in parts)
    captured = parts[0].hits / hits
    values = (captured / (parts[0].weight / sum(part.weight for part in parts)), captured)
    return tuple(
        Measurement(
            measure=name,
            value=value,
            n=scores.rows,
            interval=bootstrap_interval(bounds[name], scores.level),
        )
        for name, value in zip(GAIN_MEASURES, values, strict=True)
    )


def _table(parts: tuple[Slice, ...], level: float) -> DataTable:
    total, hits = sum(part.weight for part in parts), sum(part.hits for part in parts)
    rates = [part.hits / part.weight for part in parts]
    bounds = [
        wilson(min(part.effective, rate * part.effective), part.effective, level)
        for part, rate in zip(parts, rates, strict=True)
    ]
    return data_table(
        "gains",
        part=[float(at) for at in range(1, len(parts) + 1)],
        n=[part.rows for part in parts],
        mean_score=[part.mean_score for part in parts],
        hits=[part.hits for part in parts],
        rate=rates,
        low=[low for low, _ in bounds],
        high=[high for _, high in bounds],
        lift=[rate * total / hits for rate in rates],
        share=(np.cumsum([part.weight for part in parts]) / total).tolist(),
        captured=(np.cumsum([part.hits for part in parts]) / hits).tolist(),
    )
