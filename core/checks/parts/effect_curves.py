"""What is the model asked to see the effect of one feature, and what do its answers say?"""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.chances import chance
from core.checks.parts.explain_result import (
    BLOCKS,
    missing_figure,
    redrawn_interval,
    redrawn_means,
    share_figure,
)
from core.checks.parts.posing import Grid, drawn_rows, exchanged, grid_of
from core.reasons import ReasonCode
from core.results import Measurement
from core.statistics.bootstrap import block_sums, redrawn_sums
from core.statistics.effects import against_mean, category_effect, centered_effect, intervals_of

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Rows = npt.NDArray[np.int64]

ROWS, ACCUMULATED_ROWS = 400, 2000
VALUES, CATEGORIES = 21, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """The questions about one feature."""

    grid: Grid
    rows: "Rows"
    """Rows of the partial dependence: asked at every value."""
    local: "Rows"
    """Rows of the accumulated effect: asked at the lower and at the upper end of a step."""
    step: "Rows"
    """Shape (local rows,): the step of each."""
    positions: "Rows"
    """Shape (questions, features): rows x values, then lower ends, then upper ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curves:
    """The effect of one feature."""

    grid: Grid
    rows: "Rows"
    single: "Floats"
    """Shape (rows, values)."""
    mean: "Floats"
    """Shape (values,): the partial dependence, with its interval."""
    low: "Floats"
    high: "Floats"
    change_low: "Floats"
    """Shape (values,): interval of the change against the first value."""
    change_high: "Floats"
    accumulated: "Floats | None"
    accumulated_low: "Floats | None"
    accumulated_high: "Floats | None"
    accumulated_rows: int
    figures: tuple[Measurement, ...]


def designed(data: CheckInput, feature: str, *, stream: int) -> Design:
    """Plan the questions about one feature.

    Parameters
    ----------
    data
        The check's input.
    feature
        A feature with at least two values.
    stream
        Stream of the seed with which rows are drawn.

    Returns
    -------
    Design
        Without steps where categories cannot be ordered, because no row has a score.
    """
    grid = grid_of(data, feature, VALUES)
    if not grid.number:
        grid = _ordered(data, grid_of(data, feature, CATEGORIES))
    everyone = np.arange(len(data.table))
    rows = drawn_rows(data, everyone, ROWS, stream)
    local, step = _steps(data, grid, drawn_rows(data, everyone, ACCUMULATED_ROWS, stream + 1))
    dependence = [exchanged(data, rows, feature, np.full(len(rows), taken)) for taken in grid.taken]
    ends = [exchanged(data, local, feature, grid.taken[step + up]) for up in (0, 1)]
    return Design(
        grid=grid, rows=rows, local=local, step=step, positions=np.concatenate([*dependence, *ends])
    )


def _ordered(data: CheckInput, grid: Grid) -> Grid:
    """Put categories in the order of their mean score; as they are where there are no scores."""
    if data.score is None:
        return grid
    score, codes = chance(data, data.score), _codes(data, grid)
    known = np.isfinite(score) & (codes >= 0)
    sums = np.bincount(codes[known], weights=score[known], minlength=len(grid.taken))
    counts = np.bincount(codes[known], minlength=len(grid.taken))
    if not counts.all():
        return grid
    order = np.argsort(sums / counts, kind="stable")
    return Grid(
        feature=grid.feature,
        number=False,
        taken=grid.taken[order],
        values=grid.values,
        labels=tuple(grid.labels[at] for at in order),
        counts=grid.counts[order],
        total=grid.total,
    )


def _codes(data: CheckInput, grid: Grid) -> "Rows":
    """Return for each row of the table the place of its category in the grid; -1 for others."""
    import pandas as pd

    codes, _ = pd.factorize(data.table[grid.feature])
    place = np.full(int(codes.max(initial=-1)) + 2, -1, dtype=np.int64)
    place[codes[grid.taken]] = np.arange(len(grid.taken))
    found: Rows = place[codes]
    found[codes < 0] = -1
    return found


def _steps(data: CheckInput, grid: Grid, rows: "Rows") -> tuple["Rows", "Rows"]:
    """Return rows of the accumulated effect, each with the step it takes part in."""
    if grid.number:
        numbers = data.table[grid.feature].to_numpy(dtype=float, na_value=np.nan)[rows]
        known = np.isfinite(numbers)
        return rows[known], intervals_of(numbers[known], grid.values)
    if data.score is None:
        return rows[:0], rows[:0]
    codes = _codes(data, grid)[rows]
    upward = (codes >= 0) & (codes < len(grid.taken) - 1)
    downward = codes > 0
    local = np.concatenate([rows[upward], rows[downward]])
    return local, np.concatenate([codes[upward], codes[downward] - 1])


def measured(data: CheckInput, design: Design, answers: "Floats") -> Curves:
    """Turn the answers about one feature into its curves and figures.

    Parameters
    ----------
    data, design
        The check's input; what was asked.
    answers
        Shape (questions,): higher = favorable.

    Returns
    -------
    Curves
        Means with bootstrap intervals over rows.
    """
    rows, values = len(design.rows), len(design.grid.taken)
    single = np.ascontiguousarray(answers[: rows * values].reshape(values, rows).T)
    lower, upper = np.split(answers[rows * values :], 2)
    drawn = redrawn_means(single, data)
    low, high = _ends(drawn, data)
    change_low, change_high = _ends(drawn - drawn[:, :1], data)
    local = _accumulated(data, design, upper - lower)
    effect, effect_drawn = (None, None) if local is None else local
    effect_low, effect_high = (None, None) if effect_drawn is None else _ends(effect_drawn, data)
    return Curves(
        grid=design.grid,
        rows=design.rows,
        single=single,
        mean=single.mean(axis=0),
        low=low,
        high=high,
        change_low=change_low,
        change_high=change_high,
        accumulated=effect,
        accumulated_low=effect_low,
        accumulated_high=effect_high,
        accumulated_rows=len(design.local),
        figures=_figures(data, design, (single, drawn), (effect, effect_drawn)),
    )


def _ends(drawn: "Floats", data: CheckInput) -> tuple["Floats", "Floats"]:
    level = float(Fraction(data.policy.confidence))
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return low, high


def _accumulated(data: CheckInput, design: Design, change: "Floats") -> tuple["Floats", "Floats"] | None:
    """Return the accumulated effect at each value, and that of redrawn rows."""
    steps, rows = len(design.grid.taken) - 1, len(design.local)
    if not rows or steps < 1:
        return None
    columns = np.zeros((rows, 2 * steps))
    columns[np.arange(rows), design.step] = 1
    columns[np.arange(rows), steps + design.step] = change
    drawn = redrawn_sums(block_sums(columns, seed=data.seed, blocks=BLOCKS), seed=data.seed)
    sums = np.vstack([columns.sum(axis=0), drawn])
    found = _effect(design, sums[:, :steps], sums[:, steps:])
    return found[0], found[1:]


def _effect(design: Design, counts: "Floats", sums: "Floats") -> "Floats":
    if design.grid.number:
        return centered_effect(counts, sums)
    means = np.zeros(sums.shape)
    np.divide(sums, counts, out=means, where=counts > 0)
    sizes = np.broadcast_to(design.grid.counts.astype(float), (len(sums), len(design.grid.counts)))
    return category_effect(means, sizes)


def _figures(
    data: CheckInput,
    design: Design,
    single: tuple["Floats", "Floats"],
    effect: tuple["Floats | None", "Floats | None"],
) -> tuple[Measurement, ...]:
    feature, level = design.grid.feature, data.policy.confidence
    curves, drawn = single
    against, moving = against_mean(curves)
    return (
        _range("effect_range", feature, (curves.mean(axis=0), drawn), len(curves), data),
        _range("accumulated_range", feature, effect, len(design.local), data),
        share_figure("effect_disagreement", against, moving, level=level, subject=feature),
    )


def _range(
    measure: str,
    feature: str,
    found: tuple["Floats | None", "Floats | None"],
    rows: int,
    data: CheckInput,
) -> Measurement:
    values, drawn = found
    if values is None or drawn is None:
        return missing_figure(measure, ReasonCode.NO_SCORES, feature)
    return Measurement(
        measure=measure,
        subject=feature,
        value=float(values.max() - values.min()),
        n=rows,
        interval=redrawn_interval(drawn.max(axis=1) - drawn.min(axis=1), data, rows),
    )
