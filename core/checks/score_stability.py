"""Have scores and grades moved away from those the model was approved on?"""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Check, CheckInput, Family, Need
from core.checks.parts.class_figures import data_table
from core.checks.parts.credit_rows import level_of
from core.checks.parts.findings import Found
from core.checks.parts.grading import BINS, bin_codes, quantile_edges
from core.checks.parts.migrations import migration
from core.checks.parts.populations import Population, baseline, grade_order, scored, windows
from core.checks.parts.rulings import between, concluded, measured, missing, with_parameters
from core.checks.parts.verdicts import refused
from core.inventory import Task
from core.messages import message
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, DataTable, Measurement
from core.statistics import drift
from core.statistics.bootstrap import cell_interval
from core.statistics.migration import (
    concentration_p,
    herfindahl,
    normalized_herfindahl,
    normalized_of_cells,
)

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Compare scores and grades with those of the reference sample, or of the first window of time.

    Parameters
    ----------
    data
        Scores; a reference sample with scores of its own, or a column with days.
    progress
        Told at the start.

    Returns
    -------
    CheckResult
        Not applicable with the reason where there is nothing to compare with.

    References
    ----------
    Siddiqi 2006, Credit Risk Scorecards, chapter 9; European Central Bank 2019, Instructions for reporting
    the validation results of internal models, section 2.5.5.
    """
    if data.task not in CHECK.tasks:
        return refused(CHECK, data, Reason(code=ReasonCode.TASK_NOT_SUPPORTED))
    progress(0.0, message("Comparing scores with the reference"))
    now = scored(data)
    if isinstance(now, Reason):
        return refused(CHECK, data, now)
    pair = baseline(data, now)
    if isinstance(pair, Reason):
        return refused(CHECK, data, pair)
    before, later, notes = pair
    found = _found(data, before, later, now)
    result = concluded(CHECK, data, replace(found, notes=(*notes, *found.notes)), used=now.used)
    return with_parameters(
        result,
        bins=BINS,
        floor=drift.FLOOR,
        reference_rows=round(before.rows),
        compared_rows=round(later.rows),
    )


def _found(data: CheckInput, before: Population, later: Population, now: Population) -> Found:
    edges = quantile_edges(before.score, before.counts)
    moved = migration(data, edges)
    over_time, left_out = windows(data, before, now, edges)
    return Found(
        measurements=(
            *_score_figures(data, before, later, edges),
            *_grade_figures(data, before, later),
            *moved.measurements,
        ),
        tables=(
            _bin_table(before, later, edges),
            *_grade_tables(data, before, later),
            *over_time,
            *moved.tables,
        ),
        notes=(*now.used.notes, *_chance(before, later, edges), *left_out),
    )


def _binned(sample: Population, edges: "Floats") -> "Floats":
    return np.bincount(bin_codes(sample.score, edges), sample.counts, minlength=len(edges) + 1).astype(float)


def _score_figures(
    data: CheckInput, before: Population, later: Population, edges: "Floats"
) -> tuple[Measurement, ...]:
    first, second = _binned(before, edges), _binned(later, edges)
    return (_psi(data, "score_psi", first, second),)


def _psi(data: CheckInput, measure: str, first: "Floats", second: "Floats") -> Measurement:
    value, n = drift.psi(first, second), float(second.sum())
    if value is None:
        return missing(measure, n, Reason(code=ReasonCode.NO_ROWS))
    bounds = drift.psi_bounds(first, second, level_of(data))
    return measured(measure, value, n, interval=between(data, bounds, "noncentral_chi_square"))


def _grade_figures(data: CheckInput, before: Population, later: Population) -> tuple[Measurement, ...]:
    order = grade_order(data, before, later)
    if order is None:
        reason = Reason(code=ReasonCode.NO_GRADE)
        names = ("grade_psi", "herfindahl", "herfindahl_normalized", "concentration_p")
        return tuple(missing(name, later.rows, reason) for name in names)
    first, second = before.by_grade(order), later.by_grade(order)
    return _psi(data, "grade_psi", first, second), *_concentration(data, first, second)


def _concentration(data: CheckInput, first: "Floats", second: "Floats") -> tuple[Measurement, ...]:
    n, empty = float(second.sum()), Reason(code=ReasonCode.EMPTY_DENOMINATOR)
    values = {
        "herfindahl": herfindahl(second),
        "herfindahl_normalized": normalized_herfindahl(second),
        "concentration_p": concentration_p(second, first),
    }
    drawn = None
    if len(second) > 1 and n >= data.policy.minimum_group:
        drawn = cell_interval(second, normalized_of_cells, seed=data.seed, level=level_of(data))
    spread = {"herfindahl_normalized": between(data, drawn, "bootstrap")}
    if drawn is not None:
        ends = (_raw(drawn[0], len(second)), _raw(drawn[1], len(second)))
        spread["herfindahl"] = between(data, ends, "bootstrap")
    return tuple(
        missing(name, n, empty) if value is None else measured(name, value, n, interval=spread.get(name))
        for name, value in values.items()
    )


def _raw(normalized: float, grades: int) -> float:
    """Return the Herfindahl index of a normalized one."""
    return normalized * (1 - 1 / grades) + 1 / grades


def _bin_table(before: Population, later: Population, edges: "Floats") -> DataTable:
    first, second = _binned(before, edges), _binned(later, edges)
    ends = edges[::-1].tolist()
    return data_table(
        "score_bins",
        bin=[str(at + 1) for at in range(len(first))],
        above=[*ends, None],
        up_to=[None, *ends],
        reference=(first / first.sum()).tolist(),
        share=(second / second.sum()).tolist(),
        reference_n=first.tolist(),
        n=second.tolist(),
        psi=_parts(first, second),
    )


def _grade_tables(data: CheckInput, before: Population, later: Population) -> tuple[DataTable, ...]:
    order = grade_order(data, before, later)
    if order is None:
        return ()
    first, second = before.by_grade(order), later.by_grade(order)
    if not first.sum() or not second.sum():
        return ()
    table = data_table(
        "grade_shares",
        grade=order,
        reference=(first / first.sum()).tolist(),
        share=(second / second.sum()).tolist(),
        reference_n=first.tolist(),
        n=second.tolist(),
        psi=_parts(first, second),
    )
    return (table,)


def _parts(first: "Floats", second: "Floats") -> list[float]:
    """Return what each bin adds to the index."""
    p, q = (np.maximum(part / part.sum(), drift.FLOOR) for part in (first, second))
    parts: list[float] = ((p - q) * np.log(p / q)).tolist()
    return parts


def _chance(before: Population, later: Population, edges: "Floats") -> tuple[Reason, ...]:
    value = drift.psi_by_chance(before.rows, later.rows, len(edges) + 1)
    return (Reason(code=ReasonCode.BY_CHANCE, values={"value": round(value, 4)}),) if value else ()


CHECK = Check(
    id="score_stability",
    version=2,
    tasks=(Task.BINARY, Task.REGRESSION),
    family=Family.CREDIT,
    run=run,
    needs=frozenset({Need.SCORES}),
    uses=frozenset({Need.REFERENCE, Need.TIME, Need.OTHER_VERSION, Need.GRADE}),
    measures=frozenset(
        {
            "score_psi",
            "grade_psi",
            "herfindahl",
            "herfindahl_normalized",
            "concentration_p",
            "migration_stable",
            "migration_worse",
            "migration_better",
            "migration_notches",
            "bandwidth_worse",
            "bandwidth_better",
        }
    ),
)
"""The check, found by listing this folder."""
