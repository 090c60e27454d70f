"""With which shifted inputs is a model tried for stress?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.asked import Block, Said, sampled
from core.checks.parts.movable import Feature, Kind, features
from core.options import FeatureRule
from core.statistics.perturbation import grid

if TYPE_CHECKING:
    import numpy.typing as npt

    from core.checks.parts.asked import Values

    Floats = npt.NDArray[np.float64]
    Places = npt.NDArray[np.int64]

STEPS = (-3, -2, -1, 1, 2, 3)
"""Shifts of one feature in standard deviations."""
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles that a feature is set to for all rows."""
SCENARIOS = (1, 2, 3)
"""Standard deviations by which all numbers worsen together."""
MOST_ROWS = 1000
MOST_CATEGORIES = 6
"""Categories of a feature that all rows are set to, the most frequent ones."""
_BUDGET = 80_000


class ShiftKind(StrEnum):
    """What was done to the rows."""

    PLAIN = "plain"
    STEP = "step"
    """One feature moved by standard deviations."""
    LEVEL = "level"
    """One feature set to a quantile."""
    CATEGORY = "category"
    """One feature set to a category."""
    SCENARIO = "scenario"
    """All numbers worsened together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One block with what was done."""

    kind: ShiftKind
    feature: str
    step: float
    """Standard deviations, or the quantile."""
    value: str | float | None
    """What the feature was set to."""
    block: Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Stress:
    """Everything a model is asked in the first round."""

    rows: "Places"
    shifts: tuple[Shift, ...]
    features: tuple[Feature, ...]


def stress(data: CheckInput) -> Stress:
    """Lay out the questions about single features; the same for the same input."""
    found = features(data)
    blocks = 1 + sum(_blocks(item) for item in found)
    rows = sampled(data, max(1, min(MOST_ROWS, _BUDGET // blocks)), "sensitivity")
    rules = {rule.column: rule for rule in data.options.rules}
    shifts = [item for feature in found for item in _shifts(feature, rows, rules.get(feature.name))]
    plain = Shift(kind=ShiftKind.PLAIN, feature="", step=0.0, value=None, block=Block(rows=rows))
    return Stress(rows=rows, shifts=(plain, *shifts), features=found)


def scenarios(data: CheckInput, plan: Stress, said: Sequence[Said]) -> tuple[Shift, ...]:
    """Worsen all numbers together, each in the direction that lowers the mean score for the person.

    Parameters
    ----------
    data
        The check's input.
    plan, said
        The first round and its answers.

    Returns
    -------
    tuple of Shift
        Empty where no single shift moves the mean score down.
    """
    directions = worse_directions(plan, said)
    if not any(directions.values()):
        return ()
    rules = {rule.column: rule for rule in data.options.rules}
    by_name = {item.name: item for item in plan.features}
    found = []
    for step in SCENARIOS:
        changed = {
            name: _moved(by_name[name], plan.rows, step * sign, rules.get(name))
            for name, sign in directions.items()
            if sign
        }
        block = Block(rows=plan.rows, changed=changed)
        found.append(Shift(kind=ShiftKind.SCENARIO, feature="", step=float(step), value=None, block=block))
    return tuple(found)


def worse_directions(plan: Stress, said: Sequence[Said]) -> dict[str, int]:
    """Return for each number the direction that lowers the mean score: -1, 1, or 0 for neither."""
    found: dict[str, int] = {}
    base = _mean(said[0])
    lowest: dict[str, float] = {}
    for shift, answers in zip(plan.shifts, said, strict=True):
        if shift.kind is ShiftKind.STEP and abs(shift.step) == 1:
            mean = _mean(answers)
            found.setdefault(shift.feature, 0)
            if mean < lowest.get(shift.feature, base):
                found[shift.feature], lowest[shift.feature] = int(shift.step), mean
    return found


def _mean(said: Said) -> float:
    if said.good is not None and np.isfinite(said.good).all():
        return float(said.good.mean())
    return float("nan") if said.accepted is None else float(said.accepted.mean())


def _blocks(item: Feature) -> int:
    if item.moves:
        return len(STEPS) + len(LEVELS)
    return min(len(item.categories), MOST_CATEGORIES) if item.swaps else 0


def _shifts(item: Feature, rows: "Places", rule: FeatureRule | None) -> Iterator[Shift]:
    if item.moves:
        yield from _steps(item, rows, rule)
        yield from _levels(item, rows)
    elif item.swaps:
        yield from _categories(item, rows)


def _steps(item: Feature, rows: "Places", rule: FeatureRule | None) -> Iterator[Shift]:
    for step in STEPS:
        block = Block(rows=rows, changed={item.name: _moved(item, rows, step, rule)})
        yield Shift(kind=ShiftKind.STEP, feature=item.name, step=float(step), value=None, block=block)


def _moved(item: Feature, rows: "Places", step: float, rule: FeatureRule | None) -> "Values":
    """Shift by standard deviations, within what a rule says is possible.

    Without a rule, values that never change their sign stay on their side of the observed end: an income
    does not become negative, and a model that takes logarithms still answers.
    """
    low = item.low if item.low >= 0 else -np.inf
    high = item.high if item.high <= 0 else np.inf
    if rule is not None:
        low = low if rule.low is None else float(Fraction(rule.low))
        high = high if rule.high is None else float(Fraction(rule.high))
    return item.cast(np.clip(item.numbers[rows] + step * item.deviation, low, high))


def _levels(item: Feature, rows: "Places") -> Iterator[Shift]:
    for level in LEVELS:
        value = float(grid(item.numbers, 1, level, level)[0])
        block = Block(rows=rows, changed={item.name: item.cast(np.full(len(rows), value))})
        yield Shift(kind=ShiftKind.LEVEL, feature=item.name, step=level, value=value, block=block)


def _categories(item: Feature, rows: "Places") -> Iterator[Shift]:
    common = np.argsort(-item.shares, kind="stable")[:MOST_CATEGORIES]
    for code in sorted(int(at) for at in common):
        block = Block(rows=rows, changed={item.name: item.of_codes(np.full(len(rows), code))})
        text = str(item.categories[code])
        yield Shift(kind=ShiftKind.CATEGORY, feature=item.name, step=0.0, value=text, block=block)


__all__ = ["Kind", "Shift", "ShiftKind", "Stress", "scenarios", "stress", "worse_directions"]
