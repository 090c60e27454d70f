"""In which direction, and how far, does the output move with each of the most important features?"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Answers, Check, CheckInput, Family, Need
from core.checks.parts.chances import chance
from core.checks.parts.class_figures import data_table
from core.checks.parts.effect_curves import Curves, Design, designed, measured
from core.checks.parts.explain_result import finished
from core.checks.parts.findings import Found
from core.checks.parts.posing import Grid, drawn_rows, exchanged, grid_of, is_movable, questions, scores_of
from core.checks.parts.verdicts import refused
from core.inventory import Task
from core.messages import message
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, DataTable

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]
    Rows = npt.NDArray[np.int64]

SHOWN = 6
"""Features shown."""
_SCREENED = 300
"""Rows on which the most important features are found where there are no attributions."""
_STREAM = 41
_LINES = 40
"""Rows drawn one by one."""


def ask(data: CheckInput, answers: tuple[Answers, ...]) -> "pd.DataFrame | None":
    """Ask which features matter where that is not known, then for their effects."""
    candidates = _candidates(data)
    if isinstance(candidates, Reason):
        return None
    if len(answers) == _screens(data):
        chosen = _chosen(data, candidates, answers)
        designs = [] if chosen is None else _designs(data, chosen)
        return questions(data, np.concatenate([item.positions for item in designs])) if designs else None
    return None if answers else questions(data, _screening(data, candidates))


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Lay out partial dependence, single rows and accumulated local effects.

    Parameters
    ----------
    data
        Table and the answers of the model.
    progress
        Told between the parts.

    Returns
    -------
    CheckResult
        Not applicable with the reason where the model cannot be asked.

    References
    ----------
    Friedman 2001, Annals of Statistics 29:1189-1232; Goldstein et al. 2015, JCGS 24:44-65; Apley and Zhu
    2020, JRSS B 82:1059-1086.
    """
    candidates = _candidates(data)
    if isinstance(candidates, Reason):
        return refused(CHECK, data, candidates)
    answers, screens = data.answers.get(CHECK.id, ()), _screens(data)
    if not answers:
        return refused(CHECK, data, Reason(code=ReasonCode.NO_ARTIFACT))
    chosen = _chosen(data, candidates, answers[:screens])
    designs = [] if chosen is None else _designs(data, chosen)
    score = scores_of(answers[screens:], sum(len(item.positions) for item in designs))
    if score is None:
        return refused(CHECK, data, Reason(code=ReasonCode.QUESTIONS_REFUSED))
    progress(0.0, message("Drawing effects"))
    ends = np.cumsum([len(item.positions) for item in designs])[:-1]
    parts = np.split(chance(data, score), ends)
    curves = [measured(data, *pair) for pair in zip(designs, parts, strict=True)]
    return _result(data, candidates, curves)


def _candidates(data: CheckInput) -> tuple[str, ...] | Reason:
    """Return the features that can be moved, or why there are none."""
    if data.task not in CHECK.tasks:
        return Reason(code=ReasonCode.TASK_NOT_SUPPORTED)
    if not len(data.table):
        return Reason(code=ReasonCode.NO_ROWS)
    if not data.features or not set(data.features) <= set(data.table.columns):
        return Reason(code=ReasonCode.NO_ARTIFACT)
    found = tuple(
        name
        for name in data.features
        if is_movable(data.table[name]) and len(grid_of(data, name, 2).taken) > 1
    )
    return found or Reason(code=ReasonCode.NOTHING_TO_MOVE)


def _screens(data: CheckInput) -> int:
    """Return how many rounds are needed to find the most important features."""
    return 0 if data.attributions is not None and data.attributions.values.size else 1


def _screening(data: CheckInput, candidates: Sequence[str]) -> "Rows":
    """Return rows as they are, then with one feature at a time dealt out anew."""
    rows = drawn_rows(data, np.arange(len(data.table)), _SCREENED, _STREAM)
    parts = [exchanged(data, rows, candidates[0], rows)]
    for at, name in enumerate(candidates):
        rng = np.random.default_rng([data.seed, _STREAM, at])
        parts.append(exchanged(data, rows, name, rng.permutation(rows)))
    return np.concatenate(parts)


def _chosen(
    data: CheckInput, candidates: Sequence[str], answers: Sequence[Answers]
) -> tuple[str, ...] | None:
    """Return the most important features: by attributions, else by what exchanging them changes."""
    found = data.attributions
    if found is not None and found.values.size:
        sizes = dict(zip(found.features, np.nanmean(np.abs(found.values), axis=0), strict=True))
        weights = [float(sizes.get(name, 0.0)) for name in candidates]
    else:
        rows = min(len(data.table), _SCREENED)
        score = scores_of(answers, rows * (1 + len(candidates)))
        if score is None:
            return None
        moved = score.reshape(1 + len(candidates), rows)
        weights = [float(part) for part in np.abs(moved[1:] - moved[0]).mean(axis=1)]
    order = np.argsort(-np.array(weights), kind="stable")[:SHOWN]
    return tuple(candidates[int(at)] for at in order)


def _designs(data: CheckInput, chosen: Sequence[str]) -> list[Design]:
    return [designed(data, name, stream=_STREAM) for name in chosen]


def _result(data: CheckInput, candidates: Sequence[str], curves: Sequence[Curves]) -> CheckResult:
    left_out = [item.grid.feature for item in curves if not item.grid.number and not item.grid.whole]
    ordered = [item.grid.feature for item in curves if not item.grid.number and item.accumulated is not None]
    notes = (
        *_named(ReasonCode.CATEGORIES_LEFT_OUT, left_out),
        *_named(ReasonCode.CATEGORIES_ORDERED, ordered),
    )
    if len(curves) < len(candidates):
        values: dict[str, str | int | float] = {"n": len(curves), "total": len(candidates)}
        notes = (Reason(code=ReasonCode.FEATURES_CHOSEN, values=values), *notes)
    figures = tuple(figure for item in curves for figure in item.figures)
    found = Found(measurements=figures, tables=(_effects(curves), _lines(curves)), notes=notes)
    used = max(len(item.rows) for item in curves)
    parameters: dict[str, str | int | float | bool] = {
        "rows_of_partial_dependence": used,
        "rows_of_accumulated_effects": max(item.accumulated_rows for item in curves),
        "values": max(len(item.grid.taken) for item in curves),
    }
    return finished(CHECK, data, found, rows=used, parameters=parameters)


def _named(code: ReasonCode, features: Sequence[str]) -> tuple[Reason, ...]:
    return (Reason(code=code, values={"features": ", ".join(features)}),) if features else ()


def _effects(curves: Sequence[Curves]) -> DataTable:
    lines = [(item, at) for item in curves for at in range(len(item.grid.taken))]
    return data_table(
        "effects",
        feature=[item.grid.feature for item, _ in lines],
        kind=["number" if item.grid.number else "category" for item, _ in lines],
        x=[_number(item.grid, at) for item, at in lines],
        label=[item.grid.labels[at] for item, at in lines],
        n=[float(item.grid.counts[at]) for item, at in lines],
        mean=[float(item.mean[at]) for item, at in lines],
        low=[float(item.low[at]) for item, at in lines],
        high=[float(item.high[at]) for item, at in lines],
        change=[float(item.mean[at] - item.mean[0]) for item, at in lines],
        change_low=[float(item.change_low[at]) for item, at in lines],
        change_high=[float(item.change_high[at]) for item, at in lines],
        accumulated=[_at(item.accumulated, at) for item, at in lines],
        accumulated_low=[_at(item.accumulated_low, at) for item, at in lines],
        accumulated_high=[_at(item.accumulated_high, at) for item, at in lines],
    )


def _number(grid: Grid, at: int) -> float | None:
    return float(grid.values[at]) if grid.number else None


def _at(values: "Floats | None", at: int) -> float | None:
    return None if values is None or not np.isfinite(values[at]) else float(values[at])


def _lines(curves: Sequence[Curves]) -> DataTable:
    """Lay out single rows, each moved so that it starts at 0 (centered)."""
    lines = [
        (item, row, at)
        for item in curves
        for row in range(min(len(item.rows), _LINES))
        for at in range(len(item.grid.taken))
    ]
    return data_table(
        "single_rows",
        feature=[item.grid.feature for item, *_ in lines],
        row=[float(item.rows[row]) for item, row, _ in lines],
        x=[_number(item.grid, at) for item, _, at in lines],
        label=[item.grid.labels[at] for item, _, at in lines],
        value=[float(item.single[row, at]) for item, row, at in lines],
        centered=[float(item.single[row, at] - item.single[row, 0]) for item, row, at in lines],
    )


CHECK = Check(
    id="effects",
    version=2,
    tasks=(Task.BINARY, Task.MULTICLASS, Task.REGRESSION),
    family=Family.EXPLANATION,
    needs=frozenset({Need.ANSWERS}),
    uses=frozenset({Need.ATTRIBUTIONS, Need.SCORES}),
    run=run,
    ask=ask,
    measures=frozenset({"effect_range", "accumulated_range", "effect_disagreement"}),
)
"""The check, found by listing this folder."""
