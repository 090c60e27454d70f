"""Which features move the output, and do the attributions add up to it?"""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Attributions, Check, CheckInput, Family, Need
from core.checks.parts.chances import cell_text
from core.checks.parts.class_figures import data_table
from core.checks.parts.explain_result import BLOCKS
from core.checks.parts.explained_cases import case_table, cases
from core.checks.parts.explained_repeats import repeat_figures, repeat_notes, repeat_table
from core.checks.parts.group_records import bootstrap_interval
from core.checks.parts.verdicts import conclude, not_measured, refused
from core.ids import Exact
from core.inventory import Task
from core.messages import message
from core.policy import Relation, Threshold
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, Conclusion, DataTable, Definition, Measurement, RunState, Verdict, worst
from core.statistics.bootstrap import RESAMPLES, block_sums, percentile_bounds, redrawn_sums
from core.statistics.ranks import spearman, top_overlap

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

TOP = 5
"""Features whose place at the top is watched."""
SWARM = 400
"""Rows in the beeswarm."""
DOUBLE, SINGLE = "0.000001", "0.00001"
"""Allowed deviation: absolute in double precision; times max(1, |output|) in single precision."""


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Measure additivity, global importance and its stability, and lay out charts.

    Parameters
    ----------
    data
        Table and attributions; the model itself is not here.
    progress
        Told between the parts.

    Returns
    -------
    CheckResult
        Not applicable with the reason where there are no attributions.

    References
    ----------
    Lundberg and Lee 2017, NeurIPS 30:4765-4774 (local accuracy).
    """
    reason = _refusal(data)
    if reason is not None or data.attributions is None:
        return refused(CHECK, data, reason or Reason(code=ReasonCode.NO_ARTIFACT))
    found = _in_rows(data.attributions)
    progress(0.0, message("Adding up attributions"))
    added, additivity = _additivity(found)
    progress(0.3, message("Ordering features by importance"))
    importance = _importance(found, data)
    figures = (additivity, *importance.measurements)
    others = [limit for limit in data.thresholds(CHECK.id) if limit.measure != "additivity_deviation"]
    conclusions = (added, *(_judged(limit, figures) for limit in others))
    shown = cases(found, data)
    tables = (
        importance.table,
        _beeswarm(found, data),
        _local(found, data, shown[0].at),
        case_table(found, data, shown),
        *repeat_table(found),
    )
    return _result(data, found, conclusions, (*figures, *repeat_figures(found)), (tables, shown[0].at))


def _refusal(data: CheckInput) -> Reason | None:
    found = data.attributions
    if data.task not in CHECK.tasks:
        return Reason(code=ReasonCode.TASK_NOT_SUPPORTED)
    if found is None:
        return Reason(code=ReasonCode.NO_ARTIFACT)
    return Reason(code=ReasonCode.NO_ROWS) if not len(data.table) or not found.values.size else None


def _in_rows(found: Attributions) -> Attributions:
    """Lay the values out row by row: sums round differently when the same values lie in columns."""
    return replace(
        found,
        values=np.ascontiguousarray(found.values, dtype=float),
        outputs=np.ascontiguousarray(found.outputs, dtype=float),
    )


def _result(
    data: CheckInput,
    found: Attributions,
    conclusions: tuple[Conclusion, ...],
    figures: tuple[Measurement, ...],
    laid_out: tuple[tuple[DataTable, ...], int],
) -> CheckResult:
    rows, (tables, local) = len(found.rows), laid_out
    sampled = Reason(code=ReasonCode.SAMPLED, values={"n": rows, "total": len(data.table)})
    return CheckResult(
        check=CHECK.id,
        check_version=CHECK.version,
        state=RunState.FINISHED,
        verdict=worst(item.verdict for item in conclusions),
        definition=_definition(data, found, local),
        conclusions=conclusions,
        measurements=figures,
        tables=tables,
        notes=(*((sampled,) if rows < len(data.table) else ()), *repeat_notes(found, TOP)),
    )


@dataclass(frozen=True, slots=True)
class _Importance:
    measurements: tuple[Measurement, ...]
    table: DataTable


def _additivity(found: Attributions) -> tuple[Conclusion, Measurement]:
    """Judge whether base and attributions add up to each row's output."""
    gaps = np.abs(found.base + found.values.sum(axis=1) - found.outputs)
    rows, known = len(gaps), bool(np.isfinite(gaps).all())
    allowed = np.full(rows, float(DOUBLE))
    if found.float32:
        allowed = float(SINGLE) * np.maximum(1.0, np.abs(found.outputs))
    worst_row = int(np.argmax(gaps / allowed)) if known else 0
    held = known and bool(gaps[worst_row] <= allowed[worst_row])
    limit = float(allowed[worst_row]) if known else float(DOUBLE)
    deviation = float(gaps[worst_row]) if known else None
    values: dict[str, str | int | float] = {
        "deviation": "∞" if deviation is None else f"{deviation:.1e}",
        "allowed": f"{limit:.1e}",
    }
    code = ReasonCode.ADDITIVITY_HELD if held else ReasonCode.ADDITIVITY_BROKEN
    reason = Reason(code=code, values=values)
    conclusion = Conclusion(
        measure="additivity_deviation",
        value=deviation,
        threshold=_tolerance(Exact(f"{limit:.12f}"), single=found.float32),
        verdict=Verdict.PASSED if held else Verdict.FAILED,
        reason=reason,
        beyond=not held,
    )
    figure = Measurement(
        measure="additivity_deviation", value=deviation, n=rows, reason=None if known else reason
    )
    return conclusion, figure


def _tolerance(limit: Exact, *, single: bool) -> Threshold:
    english = "tolerance of the method: 1e-6 in double precision"
    german = "Toleranz des Verfahrens: 1e-6 bei doppelter Genauigkeit"
    if single:
        english = "tolerance of the method: 1e-5 × max(1, |output|) in single precision"
        german = "Toleranz des Verfahrens: 1e-5 × max(1, |Ausgabe|) bei einfacher Genauigkeit"
    return Threshold(
        check=CHECK.id,
        measure="additivity_deviation",
        relation=Relation.AT_MOST,
        limit=limit,
        source_en=english,
        source_de=german,
    )


def _importance(found: Attributions, data: CheckInput) -> _Importance:
    """Measure mean absolute attributions and whether their order holds in redrawn rows."""
    size = np.abs(np.nan_to_num(found.values, nan=0.0, posinf=0.0, neginf=0.0))
    means, rows = size.mean(axis=0), len(size)
    parts = block_sums(np.column_stack([np.ones(rows), size]), seed=data.seed, blocks=BLOCKS)
    drawn = redrawn_sums(parts, seed=data.seed)
    redrawn = drawn[:, 1:] / drawn[:, :1]
    level = data.policy.confidence
    bounds = [percentile_bounds(column, float(Fraction(level))) for column in redrawn.T]
    order, enough = np.argsort(-means, kind="stable"), rows >= data.policy.minimum_group
    figures = [
        Measurement(
            measure="mean_abs_attribution",
            subject=found.features[at],
            value=float(means[at]),
            n=rows,
            interval=bootstrap_interval(bounds[at] if enough else None, level),
        )
        for at in order
    ]
    table = data_table(
        "global_importance",
        feature=[found.features[at] for at in order],
        mean_abs=[float(means[at]) for at in order],
        low=[_side(bounds[at], 0) for at in order],
        high=[_side(bounds[at], 1) for at in order],
    )
    stable = _stability("rank_stability", spearman(redrawn, means), rows, data)
    top = _stability("top_overlap", top_overlap(redrawn, means, min(TOP, len(means))), rows, data)
    return _Importance((*figures, stable, top), table)


def _side(bounds: tuple[float, float] | None, at: int) -> float | None:
    return None if bounds is None else bounds[at]


def _stability(measure: str, values: "Floats", rows: int, data: CheckInput) -> Measurement:
    """Record a share of agreement in redrawn rows; few rows, redrawn, only repeat themselves."""
    known, level = values[np.isfinite(values)], data.policy.confidence
    enough = rows >= data.policy.minimum_group
    bounds = percentile_bounds(values, float(Fraction(level))) if enough else None
    return Measurement(
        measure=measure,
        value=float(known.mean()) if known.size else None,
        n=rows,
        interval=bootstrap_interval(bounds, level),
        reason=None if known.size else Reason(code=ReasonCode.EMPTY_DENOMINATOR),
    )


def _judged(threshold: Threshold, figures: tuple[Measurement, ...]) -> Conclusion:
    figure = next((item for item in figures if item.measure == threshold.measure), None)
    return not_measured(threshold) if figure is None else conclude(threshold, figure, subject=figure.subject)


def _beeswarm(found: Attributions, data: CheckInput) -> DataTable:
    """Lay out attributions of up to 400 rows with each value's place among the explained rows."""
    rows = np.arange(len(found.rows))
    if len(rows) > SWARM:
        rows = np.sort(np.random.default_rng(data.seed).choice(rows, SWARM, replace=False))
    finite = np.isfinite(found.values)
    features: list[str] = []
    attributions: list[float | None] = []
    positions: list[float | None] = []
    for at, feature in enumerate(found.features):
        place = _places(data.table, feature, found.rows)
        for row in rows:
            features.append(feature)
            attributions.append(float(found.values[row, at]) if finite[row, at] else None)
            positions.append(None if place is None or not np.isfinite(place[row]) else float(place[row]))
    return data_table("beeswarm", feature=features, attribution=attributions, position=positions)


def _places(table: "pd.DataFrame", feature: str, rows: "npt.NDArray[np.int64]") -> "Floats | None":
    """Return where each value lies between the smallest (0) and largest (1) by rank; None for text."""
    from pandas.api.types import is_numeric_dtype

    if feature not in table.columns or not is_numeric_dtype(table[feature]):
        return None
    ranks = table[feature].iloc[rows].rank(method="average")
    values = ranks.to_numpy(dtype=float, na_value=np.nan)
    top = np.nanmax(values) if np.isfinite(values).any() else np.nan
    if not np.isfinite(top) or top <= 1:
        return np.full(len(values), np.nan)
    low = np.nanmin(values)
    spread: Floats = (values - low) / (top - low) if top > low else np.full(len(values), 0.5)
    return spread


def _local(found: Attributions, data: CheckInput, local: int) -> DataTable:
    """Lay out one row: every feature with its value, largest attribution first."""
    row = found.values[local]
    order = np.argsort(-np.abs(np.nan_to_num(row)), kind="stable")
    values = [cell_text(data, found.features[at], int(found.rows[local])) for at in order]
    return data_table(
        "local",
        feature=[found.features[at] for at in order],
        value=values,
        attribution=[float(row[at]) if np.isfinite(row[at]) else None for at in order],
    )


def _definition(data: CheckInput, found: Attributions, local: int) -> Definition:
    output = float(found.outputs[local])
    parameters: dict[str, str | int | float | bool] = {
        "background_rows": found.background_rows,
        "background_digest": found.background_digest,
        "explainer": found.explainer,
        "scale": found.scale,
        "float32": found.float32,
        "base": found.base if np.isfinite(found.base) else "∞",
        "explained_rows": len(found.rows),
        "local_row": int(found.rows[local]),
        "output": output if np.isfinite(output) else "∞",
        "confidence": data.policy.confidence,
        "resamples": RESAMPLES,
        "seed": data.seed,
    }
    return Definition(
        rows=len(found.rows),
        rows_total=len(data.table),
        filter=data.filter,
        favorable=data.favorable,
        positive=data.favorable,
        cut_off=data.cut_off,
        parameters=parameters,
    )


CHECK = Check(
    id="explanation",
    version=3,
    tasks=(Task.BINARY, Task.MULTICLASS, Task.REGRESSION),
    family=Family.EXPLANATION,
    needs=frozenset({Need.ATTRIBUTIONS}),
    uses=frozenset({Need.LABELS, Need.SCORES}),
    run=run,
    measures=frozenset({"additivity_deviation", "mean_abs_attribution", "rank_stability", "top_overlap"}),
)
"""The check, found by listing this folder."""
