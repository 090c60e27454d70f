"""How well does a regression order the members of each group, and how far does it miss?"""

from fractions import Fraction
from math import atanh, sqrt, tanh
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.mean_records import mean_interval
from core.checks.parts.number_rows import NumberRows
from core.checks.parts.score_groups import ScoreGroup
from core.reasons import Reason, ReasonCode
from core.results import Measurement
from core.statistics.intervals import z_value
from core.statistics.means import Mean, mean_of, student
from core.statistics.ranks import weighted_spearman

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int64]

_FEWEST = 4
"""Rows below which a rank correlation has no interval."""


def value_group(rows: NumberRows, member: "Codes", label: str, data: CheckInput) -> ScoreGroup:
    """Take every figure of one group of a regression.

    Parameters
    ----------
    rows
        The judged rows, with true numbers.
    member
        Positions of the group's rows among them.
    label
        Its label.
    data
        Level.

    Returns
    -------
    ScoreGroup
        Rank correlation, errors and means, each with interval and standard error.

    References
    ----------
    Bonett and Wright 2000, Psychometrika 65:23-28 (interval of Spearman's correlation).
    """
    part = _Part(rows, member, label, data)
    error = part.output - part.truth
    found = [
        part.correlation(),
        part.mean("mae", np.abs(error)),
        part.root(error**2),
        part.mean("mean_error", error),
        part.mean("mean_prediction", part.output),
        part.mean("mean_outcome", part.truth),
    ]
    return ScoreGroup(
        label=label,
        rows=part.rows,
        measurements=tuple(item for item, _ in found),
        errors={item.measure: error for item, error in found},
    )


class _Part:
    """The rows of one group."""

    def __init__(self, rows: NumberRows, member: "Codes", label: str, data: CheckInput) -> None:
        assert rows.truth is not None  # noqa: S101 (asked only where true numbers are known)
        used = rows.used
        weights = None if used.weights is None else used.weights[member]
        counts = None if used.counts is None else used.counts[member]
        columns = [item for item in (counts, weights, rows.truth[member]) if item is not None]
        order = np.lexsort((*columns, rows.output[member]))
        self.label, self.level = label, data.policy.confidence
        self.output, self.truth = rows.output[member][order], rows.truth[member][order]
        self.weights = None if weights is None else weights[order]
        self.counts = None if counts is None else counts[order]
        self.rows = len(member) if counts is None else round(float(counts.sum()))

    @property
    def number(self) -> float:
        return float(Fraction(self.level))

    def taken(self, values: "Floats") -> Mean:
        return mean_of(values, counts=self.counts, weights=self.weights)

    def mean(self, measure: str, values: "Floats") -> "tuple[Measurement, float | None]":
        mean = self.taken(values)
        bounds, error = student(mean, self.number), mean.squared_error
        figure = self._figure(measure, mean.value, bounds, "student")
        return figure, None if error is None else sqrt(error)

    def root(self, squares: "Floats") -> "tuple[Measurement, float | None]":
        mean = self.taken(squares)
        bounds, error = student(mean, self.number), mean.squared_error
        roots = None if bounds is None else (sqrt(max(0.0, bounds[0])), sqrt(max(0.0, bounds[1])))
        value = sqrt(mean.value)
        away = sqrt(error) / (2 * value) if error is not None and value > 0 else None
        return self._figure("rmse", value, roots, "student"), away

    def correlation(self) -> "tuple[Measurement, float | None]":
        number = np.ones(len(self.output)) if self.counts is None else self.counts
        share = number if self.weights is None else number * self.weights
        value = weighted_spearman(self.output, self.truth, share)
        if value is None:
            reason = Reason(code=ReasonCode.CONSTANT_SCORE)
            return self._figure("spearman", None, None, "fisher_z", reason), None
        rows = self.taken(self.output).rows
        if rows < _FEWEST or abs(value) > 1 - 1e-12:
            return self._figure("spearman", value, None, "fisher_z"), None
        step = sqrt((1 + value**2 / 2) / (rows - 3))
        half = z_value(self.number) * step
        bounds = (tanh(atanh(value) - half), tanh(atanh(value) + half))
        return self._figure("spearman", value, bounds, "fisher_z"), step * (1 - value**2)

    def _figure(
        self,
        measure: str,
        value: float | None,
        bounds: tuple[float, float] | None,
        method: str,
        reason: Reason | None = None,
    ) -> Measurement:
        short = Reason(code=ReasonCode.TOO_FEW_ROWS) if bounds is None and reason is None else reason
        return Measurement(
            measure=measure,
            subject=self.label,
            value=value,
            n=self.rows,
            interval=mean_interval(bounds, self.level, method),
            reason=short,
        )
