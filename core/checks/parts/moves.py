"""Which changes of its features may a refused row make, and what do they cost?

A change takes its value from another row of the table, so only values that occur are proposed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.chances import rules
from core.checks.parts.posing import grid_of, is_movable, is_number
from core.options import Change, FeatureRule

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]
    Rows = npt.NDArray[np.int64]

VALUES, CATEGORIES = 10, 8
_BETWEEN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """A feature that may change."""

    at: int
    """Its place among the features."""
    rule: FeatureRule
    number: bool
    ordered: bool
    """Whether "up" and "down" mean something: numbers and truth values."""
    numbers: "Floats"
    """Shape (table rows,): NaN for missing values, and for categories."""
    codes: "Rows"
    """Shape (table rows,): equal for equal values, -1 for missing ones."""
    deviation: float
    grid: "Rows"
    """Rows that hold the values tried first."""
    sorted_rows: "Rows"
    """A row of each number, in rising order."""

    def cost(self, own: "Rows", taken: "Rows") -> "Floats":
        """Return the effort: standard deviations of a number, or one change of category, times its cost."""
        worth = float(Fraction(self.rule.cost))
        changed = (self.codes[own] != self.codes[taken]).astype(float)
        if not self.number:
            whole: Floats = worth * changed
            return whole
        with np.errstate(invalid="ignore"):
            steps = np.abs(self.numbers[taken] - self.numbers[own]) / self.deviation
        effort: Floats = worth * np.where(np.isfinite(steps), steps, changed)
        return effort

    def allowed(self, own: "Rows", taken: "Rows") -> "Flags":
        """Tell which values may be taken: another one, known, within the limits, in the rule's direction."""
        fine: Flags = (self.codes[taken] >= 0) & (self.codes[own] != self.codes[taken])
        change, to, start = self.rule.change, self.numbers[taken], self.numbers[own]
        if self.number and self.rule.low is not None:
            fine &= to >= float(Fraction(self.rule.low))
        if self.number and self.rule.high is not None:
            fine &= to <= float(Fraction(self.rule.high))
        if change is Change.UP:
            return fine & (to > start)
        if change is Change.DOWN:
            return fine & (to < start)
        return fine

    def between(self, own: int, taken: int) -> "Rows":
        """Return some rows with numbers between two values, evenly spread over those that occur."""
        if not self.number or not np.isfinite(self.numbers[own]):
            return np.empty(0, dtype=np.int64)
        values = self.numbers[self.sorted_rows]
        low, high = sorted((self.numbers[own], self.numbers[taken]))
        inside: Rows = self.sorted_rows[(values > low) & (values < high)]
        if len(inside) <= _BETWEEN:
            return inside
        spread: Rows = inside[np.linspace(0, len(inside) - 1, _BETWEEN).round().astype(int)]
        return spread


def levers(data: CheckInput) -> tuple[Lever, ...]:
    """Return the features that may change under the rules and hold more than one value."""
    found = []
    for at, (name, rule) in enumerate(rules(data).items()):
        if rule.change is not Change.FIXED and is_movable(data.table[name]):
            lever = _lever(data, at, rule)
            directed = rule.change in {Change.UP, Change.DOWN}
            if len(lever.grid) > 1 and (lever.ordered or not directed):
                found.append(lever)
    return tuple(found)


def _lever(data: CheckInput, at: int, rule: FeatureRule) -> Lever:
    import pandas as pd
    from pandas.api.types import is_bool_dtype

    column = data.table[data.features[at]]
    number, ordered = is_number(column), is_bool_dtype(column) or is_number(column)
    numbers = np.full(len(column), np.nan)
    if ordered:
        numbers = column.to_numpy(dtype=float, na_value=np.nan)
    finite = np.flatnonzero(np.isfinite(numbers))
    _, first = np.unique(numbers[finite], return_index=True)
    codes = pd.factorize(column)[0].astype(np.int64)
    if number:
        codes = np.where(np.isfinite(numbers), codes, -1)
    deviation = float(numbers[finite].std()) if finite.size else 0.0
    return Lever(
        at=at,
        rule=rule,
        number=number,
        ordered=ordered,
        numbers=numbers,
        codes=codes,
        deviation=deviation or 1.0,
        grid=grid_of(data, data.features[at], VALUES if number else CATEGORIES).taken,
        sorted_rows=finite[first],
    )


def total_cost(found: Sequence[Lever], rows: "Rows", positions: "Rows") -> "Floats":
    """Return the cost of whole changes.

    Parameters
    ----------
    found
        The features that may change.
    rows
        Shape (changes,): the row that is changed.
    positions
        Shape (changes, features): see `core.checks.parts.posing`.

    Returns
    -------
    numpy.ndarray
        Shape (changes,).
    """
    cost = np.zeros(len(rows))
    for lever in found:
        cost += lever.cost(rows, positions[:, lever.at])
    return cost
