"""How far do probabilities or predicted numbers lie from what happened?"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.calibrated import Calibrated
from core.checks.parts.class_figures import data_table
from core.checks.parts.estimates import of_error, of_sums
from core.checks.parts.findings import Found
from core.checks.parts.number_rows import NumberRows, Numbers
from core.checks.parts.scores import Scores
from core.ids import Exact
from core.reasons import Reason, ReasonCode
from core.results import DataTable, Interval, Measurement
from core.statistics import calibration, calibration_bounds
from core.statistics.confusion import divide
from core.statistics.intervals import Bounds, wilson
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
    """Record the figures that bins give, with bounds that hold whatever chance adds."""
    bins = tuple(parts)
    score = next(item.value for item in brier if item.measure == "brier") or 0.0
    murphy = calibration.decomposition(bins, score)
    values = {
        "ece": calibration.expected_calibration_error(bins),
        "mce": calibration.maximum_calibration_error(bins),
        "reliability": murphy.reliability,
        "resolution": murphy.resolution,
    }
    known = {
        name: bounds_of(bins, level=scores.number, seed=scores.seed) for name, bounds_of in _BOUNDS.items()
    }
    found = [
        Measurement(
            measure=name,
            value=value,
            n=scores.rows,
            interval=beyond_chance(known.get(name), scores.level),
        )
        for name, value in values.items()
    ]
    chance = calibration.chance_calibration_error(bins)
    found.insert(1, Measurement(measure="ece_chance", value=chance, n=scores.rows))
    found.append(Measurement(measure="within_bins", value=murphy.within, n=scores.rows))
    return tuple(found)


_BOUNDS = {
    "ece": calibration_bounds.error_bounds,
    "mce": calibration_bounds.largest_bounds,
    "reliability": calibration_bounds.reliability_bounds,
    "resolution": calibration_bounds.resolution_bounds,
}


def beyond_chance(bounds: Bounds | None, level: Exact) -> Interval | None:
    """Record the bounds of an error without what chance adds to it; None where there are none."""
    if bounds is None:
        return None
    return Interval(low=bounds[0], high=bounds[1], level=level, method="beyond_chance")


def _brier(scores: Scores) -> tuple[Measurement, ...]:
    truth, weights = scores.truth.astype(float), _weights(scores)
    squares = calibration.brier_parts(truth, scores.score)
    columns = np.column_stack([weights, weights * squares, weights * truth])

    def skill(sums: "Floats") -> "Floats":
        share = divide(sums[..., 2], sums[..., 0])
        return 1 - divide(divide(sums[..., 1], sums[..., 0]), share * (1 - share))

    def unsure(sums: "Floats") -> "Floats":
        share = divide(sums[..., 2], sums[..., 0])
        return share * (1 - share)

    figures: dict[str, Figure] = {
        "brier": lambda sums: divide(sums[..., 1], sums[..., 0]),
        "brier_skill": skill,
        "uncertainty": unsure,
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
