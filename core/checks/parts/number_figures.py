"""How far do predicted numbers lie from the true ones?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.class_figures import data_table
from core.checks.parts.estimates import Estimate, absent, of_error, of_sums
from core.checks.parts.findings import Found
from core.checks.parts.group_records import bootstrap_interval
from core.checks.parts.number_rows import NumberRows, Numbers, number_rows
from core.checks.parts.weighing import Selection
from core.reasons import Reason, ReasonCode
from core.results import DataTable, Interval, Measurement
from core.statistics import deviance
from core.statistics.bootstrap import percentile_bounds, redrawn_counts
from core.statistics.confusion import divide
from core.statistics.regression import FIGURES, summands

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

QUANTILES: Mapping[str, float] = {"median_error": 0.5, "error_p90": 0.9, "error_p99": 0.99}
CLAIMS = ("poisson_deviance", "poisson_d2", "gamma_deviance", "gamma_d2")
RANKS = ("lorenz_gini", "lorenz_gini_share")
NUMBER_FIGURES = frozenset({*FIGURES, *QUANTILES, "bias_ratio", *CLAIMS, *RANKS})
"""What is taken of a regression."""
MOST_POINTS = 200
"""Points of the Lorenz curve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberFound:
    """What was measured, and on which rows."""

    found: Found
    used: Selection


def number_figures(data: CheckInput) -> NumberFound | Reason:
    """Measure a regression.

    Parameters
    ----------
    data
        The check's input; `score` holds the output.

    Returns
    -------
    NumberFound or Reason
        Measurements, the Lorenz curve and the rows used; or why nothing can be judged.
    """
    rows = number_rows(data)
    if isinstance(rows, Reason):
        return rows
    if rows.truth is None:
        return Reason(code=ReasonCode.NO_LABELS)
    return NumberFound(found=_measured(rows, data), used=rows.used)


def _measured(rows: NumberRows, data: CheckInput) -> Found:
    numbers, level = rows.distinct(), data.policy.confidence
    curve, ranks = _ranks(numbers)
    further = (_bias(numbers), *_claims(numbers), *ranks)
    return Found(
        measurements=(
            *_errors(numbers, data),
            *_quantiles(numbers, data),
            *(item.measurement(level) for item in further),
        ),
        tables=curve,
        notes=rows.used.notes,
    )


def _truth(numbers: Numbers) -> "Floats":
    assert numbers.truth is not None  # noqa: S101 (the caller has refused tables without labels)
    return numbers.truth


def _errors(numbers: Numbers, data: CheckInput) -> tuple[Measurement, ...]:
    columns = summands(_truth(numbers), numbers.output, numbers.weights, numbers.counts)
    drawn = redrawn_counts(columns, numbers.counts, seed=data.seed)
    level = float(Fraction(data.policy.confidence))
    found = []
    for name, figure in FIGURES.items():
        value = float(figure(numbers.counts @ columns))
        known = bool(np.isfinite(value))
        bounds = percentile_bounds(figure(drawn), level) if known else None
        found.append(
            Measurement(
                measure=name,
                value=value if known else None,
                n=numbers.rows,
                interval=bootstrap_interval(bounds, data.policy.confidence),
                reason=None if known else Reason(code=ReasonCode.EMPTY_DENOMINATOR),
            )
        )
    return tuple(found)


def _quantiles(numbers: Numbers, data: CheckInput) -> tuple[Measurement, ...]:
    """Record which error most rows do not exceed; weighted rows by their effective number."""
    level = data.policy.confidence
    weights = np.ones(len(numbers.output)) if numbers.weights is None else numbers.weights
    share = weights * numbers.counts
    worth = share * (share.sum() / (weights**2 * numbers.counts).sum())
    found = []
    for name, part in QUANTILES.items():
        value, bounds = deviance.quantile_bounds(
            np.abs(numbers.output - _truth(numbers)), part, worth=worth, level=float(Fraction(level))
        )
        interval = None
        if bounds is not None:
            interval = Interval(low=bounds[0], high=bounds[1], level=level, method="order_statistics")
        found.append(Measurement(measure=name, value=value, n=numbers.rows, interval=interval))
    return tuple(found)


def _weighted(numbers: Numbers) -> "Floats":
    return np.ones(len(numbers.output)) if numbers.weights is None else numbers.weights


def _bias(numbers: Numbers) -> Estimate:
    """Return the sum of predictions over that of true values, where that has a sign."""
    truth = _truth(numbers)
    if (truth < 0).any() or not truth.any():
        return absent("bias_ratio", numbers.rows, ReasonCode.MEAN_NOT_POSITIVE)
    columns = _weighted(numbers)[:, None] * np.column_stack([truth, numbers.output])

    def bias(sums: "Floats") -> "Floats":
        return divide(sums[..., 1], sums[..., 0])

    return of_sums("bias_ratio", bias, columns, numbers.counts)


def _claims(numbers: Numbers) -> tuple[Estimate, ...]:
    """Return deviances of count and amount models, where they are defined."""
    truth, output = _truth(numbers), numbers.output
    poisson: dict[str, Callable[[Floats], Floats]] = {
        "poisson_deviance": deviance.mean_deviance,
        "poisson_d2": deviance.poisson_d2,
    }
    gamma: dict[str, Callable[[Floats], Floats]] = {
        "gamma_deviance": deviance.mean_deviance,
        "gamma_d2": deviance.gamma_d2,
    }
    found: list[Estimate] = []
    for figures, fits, summed in (
        (poisson, deviance.poisson_fits(truth, output), deviance.poisson_summands),
        (gamma, deviance.gamma_fits(truth, output), deviance.gamma_summands),
    ):
        if fits:
            columns = summed(truth, output, numbers.weights)
            found += [of_sums(name, figure, columns, numbers.counts) for name, figure in figures.items()]
        else:
            found += [absent(name, numbers.rows, ReasonCode.NOT_FOR_COUNTS) for name in figures]
    return tuple(found)


def _ranks(numbers: Numbers) -> tuple[tuple[DataTable, ...], tuple[Estimate, ...]]:
    """Return the ordered Lorenz curve of the true amounts and its index, alone and against the best."""
    truth = _truth(numbers)
    curves = [
        deviance.lorenz(truth, by, weights=numbers.weights, counts=numbers.counts)
        for by in (numbers.output, truth)
    ]
    ours, best = curves
    if ours is None or best is None:
        return (), tuple(absent(name, numbers.rows, ReasonCode.NOT_FOR_COUNTS) for name in RANKS)
    index = of_error("lorenz_gini", ours.gini, ours.error, numbers.rows)
    over = ours.over(best, numbers.counts)
    share = absent("lorenz_gini_share", numbers.rows, ReasonCode.EMPTY_DENOMINATOR)
    if over is not None:
        share = of_error("lorenz_gini_share", over[0], over[1], numbers.rows)
    keep = np.unique(np.linspace(0, len(ours.share) - 1, MOST_POINTS).round().astype(int))
    columns = (ours.share[keep].tolist(), ours.amount[keep].tolist())
    at_best = np.interp(ours.share[keep], best.share, best.amount).tolist()
    return (data_table("lorenz", share=columns[0], amount=columns[1], best=at_best),), (index, share)
