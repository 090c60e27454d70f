"""By how much do mean score, selection rate and expected outcomes change when inputs shift?"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.asked import Said
from core.checks.parts.class_figures import data_table
from core.checks.parts.rows import is_probability
from core.checks.parts.shares import mean_of
from core.checks.parts.shifted import Shift, ShiftKind
from core.inventory import Task
from core.results import DataTable, Interval, Measurement
from core.statistics.perturbation import paired_shift

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What one shift does, each figure with its interval; None where it cannot be taken."""

    shift: Shift
    rows: int
    mean: Measurement | None
    selection: Measurement | None
    unfavorable: Measurement | None


@dataclass(frozen=True, slots=True)
class Book:
    """The rows as they are, with what is expected of them."""

    plain: Said
    accepted: "Flags | None"
    unfavorable: "Floats | None"
    """Probability of the unfavorable outcome of each row; None without probabilities."""


def book(data: CheckInput, plain: Said) -> Book:
    """Read the answers to the rows as they are."""
    return Book(plain, plain.accepted, _unfavorable(data, plain))


def changed(data: CheckInput, rows: Book, shift: Shift, said: Said) -> Changed:
    """Measure one shift against the rows as they are.

    Parameters
    ----------
    data
        The check's input.
    rows
        The rows as they are.
    shift, said
        What was done, and the answers.

    Returns
    -------
    Changed
        Mean changes with Student's interval of the paired differences; the selection rate by the rows that
        joined and left.
    """
    subject = _subject(shift)
    mean = unfavorable = None
    if said.score is not None and rows.plain.score is not None:
        mean = mean_of(data, "mean_score_shift", said.score - rows.plain.score, subject)
    stressed = _unfavorable(data, said)
    if stressed is not None and rows.unfavorable is not None and rows.accepted is not None:
        moved = (stressed - rows.unfavorable)[rows.accepted]
        unfavorable = mean_of(data, "expected_unfavorable_shift", moved, subject)
    return Changed(
        shift=shift,
        rows=len(shift.block.rows),
        mean=mean,
        selection=selection_shift(data, rows, said, subject),
        unfavorable=unfavorable,
    )


def selection_shift(
    data: CheckInput, rows: Book, said: Said, subject: str, level: float | None = None
) -> Measurement | None:
    """Record the change of the selection rate, at the policy's level or a stricter one."""
    now = said.accepted
    if rows.accepted is None or now is None:
        return None
    gained, lost = int((now & ~rows.accepted).sum()), int((rows.accepted & ~now).sum())
    stated = data.policy.confidence
    change, low, high = paired_shift(gained, lost, len(now), level or float(Fraction(stated)))
    return Measurement(
        measure="selection_rate_shift",
        subject=subject,
        value=change,
        n=len(now),
        interval=Interval(low=low, high=high, level=stated, method="mover"),
    )


def expected(data: CheckInput, rows: Book, said: Said, measure: str) -> Measurement | None:
    """Record the expected share of unfavorable outcomes among the rows accepted before any shift."""
    chances = _unfavorable(data, said)
    if chances is None or rows.accepted is None or not rows.accepted.any():
        return None
    return mean_of(data, measure, chances[rows.accepted])


def shift_table(found: Sequence[Changed]) -> DataTable:
    """Lay out every shift with its figures."""
    columns: dict[str, list[float | str | None]] = {
        "kind": [item.shift.kind.value for item in found],
        "feature": [item.shift.feature for item in found],
        "step": [item.shift.step for item in found],
        "value": [None if item.shift.value is None else str(item.shift.value) for item in found],
        "n": [item.rows for item in found],
    }
    figures = {
        "score": [item.mean for item in found],
        "selection": [item.selection for item in found],
        "unfavorable": [item.unfavorable for item in found],
    }
    for name, values in figures.items():
        ends = [None if item is None else item.interval for item in values]
        columns[name] = [None if item is None else item.value for item in values]
        columns[f"{name}_low"] = [None if end is None else end.low for end in ends]
        columns[f"{name}_high"] = [None if end is None else end.high for end in ends]
    return data_table("shifts", **columns)


def one_step(shift: Shift) -> str:
    """Name a shift of one feature, for example "income −1 SD"."""
    sign = "−" if shift.step < 0 else "+"
    return f"{shift.feature} {sign}{abs(shift.step):.0f} SD"


def _unfavorable(data: CheckInput, said: Said) -> "Floats | None":
    if data.task is not Task.BINARY or said.score is None or not is_probability(said.score):
        return None
    if data.score_means is None and data.cut_off is None:
        return None
    chances: Floats = 1 - said.score if said.rising else said.score
    return chances


def _subject(shift: Shift) -> str:
    if shift.kind is ShiftKind.STEP:
        return one_step(shift)
    if shift.kind is ShiftKind.SCENARIO:
        return f"{shift.step:.0f} SD"
    return f"{shift.feature} = {shift.value}"
