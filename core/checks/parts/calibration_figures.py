"""How far do probabilities or predicted numbers lie from what happened?"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.calibrated import Calibrated
from core.checks.parts.class_figures import data_table
from core.checks.parts.estimates import of_error, of_sums
from core.checks.parts.findings import Found
from core.checks.parts.group_records import bootstrap_interval
from core.checks.parts.number_rows import NumberRows, Numbers
from core.checks.parts.scores import Scores
from core.reasons import Reason, ReasonCode
from core.results import DataTable, Measurement
from core.statistics import calibration
from core.statistics.bootstrap import cell_intervals
from core.statistics.confusion import divide
from core.statistics.intervals import wilson
from core.statistics.means import mean_of, student
from core.statistics.recalibration import Recalibration, recalibrate, spiegelhalter
from core.statistics.regression import mean_error, summands

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Figure = Callable[[Floats], Floats]
    Line = tuple[str, float, float | None, float]

PROBABILITY_MEASURES = frozenset(
    {
        *("ece", "mce", "brier", "brier_skill", "reliability", "resolution", "uncertainty"),
        *("calibration_gap", "calibration_ratio", "calibration_intercept", "calibration_slope"),
    }
)
NUMBER_MEASURES = frozenset({"bias_ratio", "mean_error", "calibration_slope"})
MANY = 10_000
"""Rows from which on tests reject what does not matter."""


def probability_figures(rows: Calibrated, bins: int) -> Found:
    """Measure probabilities against outcomes.

    Parameters
    ----------
    rows
        Rows with a probability and an outcome.
    bins
        Number of bins of about equally many rows.

    Returns
    -------
    Found
        Figures, the bins with Wilson intervals, the parts of the Brier score, and the tests.
    """
    scores = rows.scores
    truth = scores.truth.astype(float)
    parts = calibration.mass_bins(
        truth, scores.score, bins=bins, weights=scores.weights, counts=scores.counts
    )
    line = recalibrate(truth, scores.score, weights=scores.weights, counts=scores.counts)
    brier = _brier(scores)
    return Found(
        measurements=(
            *_of_bins(parts, scores, brier),
            *brier,
            *_whole(scores),
            *_line(line, scores),
        ),
        tables=(_bins_table(parts, scores.number), _tests(parts, line, scores)),
        notes=_notes(parts, scores),
    )


def _of_bins(
    parts: Sequence[calibration.Bin], scores: Scores, brier: tuple[Measurement, ...]
) -> tuple[Measurement, ...]:
    """Record the figures that bins give, with intervals from redrawn hits and misses of the bins."""
    bins = tuple(parts)
    score = next(item.value for item in brier if item.measure == "brier") or 0.0
    murphy = calibration.decomposition(bins, score)
    values = {
        "ece": calibration.expected_calibration_error(bins),
        "mce": calibration.maximum_calibration_error(bins),
        "reliability": murphy.reliability,
        "resolution": murphy.resolution,
        "uncertainty": murphy.uncertainty,
    }
    worth = np.array([part.effective for part in bins])
    rates = np.array([part.rate for part in bins])
    cells = np.stack([worth * (1 - rates), worth * rates], axis=-1)
    figures = _bin_figures(np.array([part.mean_score for part in bins]))
    bounds = cell_intervals(cells, figures, seed=scores.seed, level=scores.number)
    found = [
        Measurement(
            measure=name,
            value=value,
            n=scores.rows,
            interval=bootstrap_interval(bounds[name], scores.level),
        )
        for name, value in values.items()
    ]
    chance = calibration.chance_calibration_error(bins)
    found.insert(1, Measurement(measure="ece_chance", value=chance, n=scores.rows))
    found.append(Measurement(measure="within_bins", value=murphy.within, n=scores.rows))
    return tuple(found)


def _bin_figures(means: "Floats") -> "Mapping[str, Figure]":
    """Return the figures of cells of shape (..., bins, 2): misses and hits."""

    def away(cells: "Floats") -> "tuple[Floats, Floats]":
        rows = cells.sum(axis=-1)
        return rows, np.abs(cells[..., 1] - rows * means)

    def spread(cells: "Floats") -> "Floats":
        rows = cells.sum(axis=-1)
        overall = divide(cells[..., 1].sum(axis=-1), rows.sum(axis=-1))[..., None]
        parts = np.nan_to_num(divide((cells[..., 1] - rows * overall) ** 2, rows))
        return divide(parts.sum(axis=-1), rows.sum(axis=-1))

    def unsure(cells: "Floats") -> "Floats":
        overall = divide(cells[..., 1].sum(axis=-1), cells.sum(axis=(-2, -1)))
        return overall * (1 - overall)

    def mean_square(cells: "Floats") -> "Floats":
        rows, apart = away(cells)
        return divide(np.nan_to_num(divide(apart**2, rows)).sum(axis=-1), rows.sum(axis=-1))

    return {
        "ece": lambda cells: divide(away(cells)[1].sum(axis=-1), away(cells)[0].sum(axis=-1)),
        "mce": lambda cells: np.nan_to_num(divide(away(cells)[1], away(cells)[0])).max(axis=-1),
        "reliability": mean_square,
        "resolution": spread,
        "uncertainty": unsure,
    }


def _brier(scores: Scores) -> tuple[Measurement, ...]:
    truth, weights = scores.truth.astype(float), _weights(scores)
    squares = calibration.brier_parts(truth, scores.score)
    columns = np.column_stack([weights, weights * squares, weights * truth])

    def skill(sums: "Floats") -> "Floats":
        share = divide(sums[..., 2], sums[..., 0])
        return 1 - divide(divide(sums[..., 1], sums[..., 0]), share * (1 - share))

    figures: dict[str, Figure] = {
        "brier": lambda sums: divide(sums[..., 1], sums[..., 0]),
        "brier_skill": skill,
    }
    return tuple(
        of_sums(name, figure, columns, scores.counts).measurement(scores.level)
        for name, figure in figures.items()
    )


def _whole(scores: Scores) -> tuple[Measurement, ...]:
    """Record the observed share beside the mean probability: calibration in the large."""
    weights = _weights(scores)
    columns = np.column_stack([weights, weights * scores.truth, weights * scores.score])
    figures: dict[str, Figure] = {
        "calibration_gap": lambda sums: divide(sums[..., 1] - sums[..., 2], sums[..., 0]),
        "calibration_ratio": lambda sums: divide(sums[..., 1], sums[..., 2]),
    }
    return tuple(
        of_sums(name, figure, columns, scores.counts).measurement(scores.level)
        for name, figure in figures.items()
    )


def _line(line: Recalibration | None, scores: Scores) -> tuple[Measurement, ...]:
    names = ("calibration_intercept", "calibration_slope")
    if line is None:
        separated = Reason(code=ReasonCode.SEPARATED)
        return tuple(Measurement(measure=name, value=None, n=scores.rows, reason=separated) for name in names)
    fits = (line.shift, line.slope)
    return tuple(
        of_error(name, fit.value, fit.error, scores.rows, method="likelihood").measurement(scores.level)
        for name, fit in zip(names, fits, strict=True)
    )


def _bins_table(parts: Sequence[calibration.Bin], level: float) -> DataTable:
    bounds = [
        wilson(min(part.rate * part.effective, part.effective), part.effective, level) for part in parts
    ]
    return data_table(
        "calibration",
        mean_score=[part.mean_score for part in parts],
        rate=[part.rate for part in parts],
        n=[part.rows for part in parts],
        hits=[part.hits for part in parts],
        low=[low for low, _ in bounds],
        high=[high for _, high in bounds],
    )


def _tests(parts: Sequence[calibration.Bin], line: Recalibration | None, scores: Scores) -> DataTable:
    from scipy.special import chdtrc

    found: list[Line] = []
    z = spiegelhalter(scores.truth.astype(float), scores.score, weights=scores.weights, counts=scores.counts)
    if z is not None:
        found.append(("spiegelhalter", z[0], None, z[1]))
    fit = calibration.hosmer_lemeshow(tuple(parts))
    if fit is not None:
        found.append(("hosmer_lemeshow", fit[0], float(fit[1]), float(chdtrc(fit[1], fit[0]))))
        if fit[1] > 2:
            p = float(chdtrc(fit[1] - 2, fit[0]))
            found.append(("hosmer_lemeshow_fitted", fit[0], float(fit[1] - 2), p))
    if line is not None and line.statistic is not None and line.p is not None:
        found.append(("recalibration", line.statistic, 2.0, line.p))
    names, statistics, freedom, p_values = zip(*found, strict=True) if found else ((), (), (), ())
    return data_table("tests", test=names, statistic=statistics, freedom=freedom, p=p_values)


def _notes(parts: Sequence[calibration.Bin], scores: Scores) -> tuple[Reason, ...]:
    chance = calibration.chance_calibration_error(tuple(parts))
    notes = [Reason(code=ReasonCode.CALIBRATION_BY_CHANCE, values={"value": chance})]
    if len(parts) == 1:
        notes.append(Reason(code=ReasonCode.ALL_SAME_SCORE))
    if scores.rows >= MANY:
        notes.append(Reason(code=ReasonCode.TEST_GROWS_WITH_ROWS, values={"n": scores.rows}))
    return tuple(notes)


def _weights(scores: Scores) -> "Floats":
    return np.ones(len(scores.score)) if scores.weights is None else scores.weights


def number_figures(data: CheckInput, rows: NumberRows, bins: int) -> Found:
    """Measure predicted numbers against true ones.

    Parameters
    ----------
    data
        The check's input.
    rows
        Rows with a true and a predicted number; weights such as exposure count.
    bins
        Number of bins of about equal weight by rising prediction.

    Returns
    -------
    Found
        Sum over sum, mean error, slope of true over predicted, and the bins with intervals.
    """
    numbers = rows.distinct()
    assert numbers.truth is not None  # noqa: S101 (the caller has looked)
    level = data.policy.confidence
    weights = np.ones(len(numbers.output)) if numbers.weights is None else numbers.weights
    truth, output = numbers.truth, numbers.output
    pairs = (np.ones(len(truth)), truth, output, output**2, output * truth)
    columns = weights[:, None] * np.column_stack(pairs)
    errors = summands(truth, output, numbers.weights, numbers.counts)
    found = (
        of_sums("bias_ratio", _bias, columns, numbers.counts),
        of_sums("mean_error", mean_error, errors, numbers.counts),
        of_sums("calibration_slope", _slope, columns, numbers.counts),
    )
    return Found(
        measurements=tuple(item.measurement(level) for item in found),
        tables=(_deciles(numbers, weights, bins, data),),
    )


def _bias(sums: "Floats") -> "Floats":
    return divide(sums[..., 2], sums[..., 1])


def _slope(sums: "Floats") -> "Floats":
    """Return the slope of the straight line of true over predicted numbers."""
    weight, true, said, square, product = (sums[..., at] for at in range(5))
    spread = square - divide(said**2, weight)
    varies = np.where(spread > 1e-12 * np.abs(square), spread, 0.0)
    return divide(product - divide(said * true, weight), varies)


def _deciles(numbers: Numbers, weights: "Floats", bins: int, data: CheckInput) -> DataTable:
    assert numbers.truth is not None  # noqa: S101 (the caller has looked)
    place = calibration.mass_places(numbers.output, bins, weights * numbers.counts)
    level = float(Fraction(data.policy.confidence))
    lines: list[tuple[float | None, ...]] = []
    for at in np.unique(place):
        some = place == at
        counts = numbers.counts[some]
        own = None if numbers.weights is None else numbers.weights[some]
        true = mean_of(numbers.truth[some], counts=counts, weights=own)
        said = mean_of(numbers.output[some], counts=counts, weights=own)
        low, high = student(true, level) or (None, None)
        exposure = float(weights[some] @ counts)
        lines.append((said.value, true.value, low, high, float(counts.sum()), exposure))
    columns = list(zip(*lines, strict=True))
    names = ("predicted", "actual", "low", "high", "n", "exposure")
    return data_table("deciles", **dict(zip(names, columns, strict=True)))
