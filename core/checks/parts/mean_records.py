"""What is recorded of the predicted and true numbers of each group?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.parts.measured_gaps import disagree
from core.checks.parts.number_rows import NumberRows, Numbers
from core.ids import Exact
from core.reasons import Reason, ReasonCode
from core.results import Interval, Measurement
from core.statistics.encoding import Encoded
from core.statistics.means import Mean, mean_of, student
from core.statistics.second_opinion import TOLERANCE, errors_by_group

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]

LABELED = ("mean_outcome", "mean_error", "mae")
"""Means that need the true number."""


@dataclass(frozen=True, slots=True)
class GroupMeans:
    """The means of one group."""

    means: dict[str, Mean]
    """By measure: mean_prediction and, with true numbers, those of `LABELED`."""
    numbers: Numbers

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        return self.numbers.rows


def group_means(rows: NumberRows, mask: "Flags | None") -> GroupMeans:
    """Take the means of some of the rows, or of all."""
    numbers = rows.distinct(mask)
    values = {"mean_prediction": numbers.output}
    if numbers.truth is not None:
        error = numbers.output - numbers.truth
        values |= {"mean_outcome": numbers.truth, "mean_error": error, "mae": np.abs(error)}
    means = {
        name: mean_of(column, counts=numbers.counts, weights=numbers.weights)
        for name, column in values.items()
    }
    return GroupMeans(means, numbers)


def mean_measurements(found: GroupMeans, label: str | None, *, level: Exact) -> tuple[Measurement, ...]:
    """Record means and the root mean squared error with t intervals.

    Parameters
    ----------
    found
        Means of the group.
    label
        The group; None for the whole table.
    level
        Confidence level.

    Returns
    -------
    tuple of Measurement
        Only the mean prediction where the true numbers are not known.
    """
    figures = []
    for name, mean in found.means.items():
        bounds = student(mean, float(Fraction(level)))
        figures.append(
            Measurement(
                measure=name,
                subject=label,
                value=mean.value,
                numerator=mean.total,
                denominator=mean.weight,
                n=found.rows,
                interval=mean_interval(bounds, level, "student"),
                reason=None if bounds is not None else Reason(code=ReasonCode.TOO_FEW_ROWS),
            )
        )
    return (*figures, *_root(found, label, level))


def mean_interval(bounds: tuple[float, float] | None, level: Exact, method: str) -> Interval | None:
    """Record an interval of a mean; None where there is none."""
    return None if bounds is None else Interval(low=bounds[0], high=bounds[1], level=level, method=method)


def require_means(rows: NumberRows, groups: Encoded, found: Sequence[GroupMeans]) -> None:
    """Compare the means of all groups with the other libraries'.

    Raises
    ------
    IntegrityError
        They disagree by more than 1e-9 of the size of the numbers: a defect.
    """
    truth = rows.output if rows.truth is None else rows.truth
    used = rows.used
    theirs = errors_by_group(
        groups.codes, truth, rows.output, used.counts if used.weights is None else used.weights
    )
    size = max(1.0, float(np.abs(truth).max()), float(np.abs(rows.output).max()))
    for at, item in enumerate(found):
        for name, mean in item.means.items():
            if abs(mean.value - float(theirs[name][at])) > TOLERANCE * size:
                raise disagree(name, f"{groups.name} {groups.labels[at]}")


def _root(found: GroupMeans, label: str | None, level: Exact) -> tuple[Measurement, ...]:
    """Record the root of the mean squared error; its bounds are the roots of those of the mean."""
    numbers = found.numbers
    if numbers.truth is None:
        return ()
    squares = (numbers.output - numbers.truth) ** 2
    mean = mean_of(squares, counts=numbers.counts, weights=numbers.weights)
    bounds = student(mean, float(Fraction(level)))
    roots = None if bounds is None else (math.sqrt(max(0.0, bounds[0])), math.sqrt(bounds[1]))
    return (
        Measurement(
            measure="rmse",
            subject=label,
            value=math.sqrt(mean.value),
            n=found.rows,
            interval=mean_interval(roots, level, "student"),
            reason=None if roots is not None else Reason(code=ReasonCode.TOO_FEW_ROWS),
        ),
    )
