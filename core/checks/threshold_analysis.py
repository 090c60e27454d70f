"""What would other cut-offs change for the groups, for errors and for costs?"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Check, CheckInput, Family, Need
from core.checks.parts.class_figures import data_table
from core.checks.parts.cut_off_limits import PointGap, keeps_performance, point_gap, wanted_gaps
from core.checks.parts.cut_offs import MOST_CUT_OFFS, Decided, Scored, decided, nearest_cut_offs
from core.checks.parts.feature_sets import FeatureSet, feature_sets, group_columns, left_out_note
from core.checks.parts.findings import Found, together
from core.checks.parts.group_records import bootstrap_interval, rate_measurement
from core.checks.parts.group_result import group_result
from core.checks.parts.reference import Compared, chosen_reference
from core.checks.parts.score_groups import score_rows
from core.checks.parts.tallies import MOST_GROUPS, minimum_rows
from core.checks.parts.verdicts import conclude, not_measured, refused, without_value
from core.checks.parts.weighing import Parameters, Selection
from core.inventory import ScoreMeans, Task
from core.messages import message
from core.options import Costs
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, Conclusion, DataTable, Measurement, Verdict
from core.statistics.bootstrap import RESAMPLES, cell_interval
from core.statistics.confusion import divide
from core.statistics.encoding import Encoded

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

EQUALIZED = ("selection_rate", "tpr")
"""Rates for which group-specific cut-offs are sought."""
_SHARES = ("selection_rate", "tpr", "fpr", "tnr", "ppv", "accuracy")


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Decide at every cut-off of a grid, and say at which of them the policy's limits hold.

    Parameters
    ----------
    data
        Scores with a stated direction, groupings, limits of group fairness and performance, costs.
    progress
        Told after each feature.

    Returns
    -------
    CheckResult
        Figures without verdict unless the policy limits the cost; nothing is changed or retrained.

    Raises
    ------
    IntegrityError
        Two ways of counting disagree.

    References
    ----------
    Hardt, Price and Srebro 2016, NeurIPS; Corbett-Davies et al. 2017, KDD, 797-806; Elkan 2001, IJCAI.
    """
    scored = _scored(data)
    if isinstance(scored, Reason):
        return refused(CHECK, data, scored)
    used, rows = scored
    grid = rows.grid()
    whole = decided(rows, _everybody(len(used.keep)), grid, ())
    features, left_out = feature_sets(group_columns(data, used.keep), crossed=data.intersections)
    parts, gaps = [Found(notes=(*used.notes, *left_out_note(left_out)))], []
    for at, feature in enumerate(features):
        said = message("Trying cut-offs for the groups of {feature}", feature=feature.groups.name)
        progress(at / len(features), said)
        found, lines = _feature(data, (rows, grid, whole), feature)
        parts.append(found)
        gaps += lines
    parts.insert(1, _whole(data, (rows, grid, whole), gaps))
    return _result(data, together(parts), used)


def _everybody(rows: int) -> Encoded:
    """Return all rows as one group."""
    return Encoded(name="", labels=("",), codes=np.zeros(rows, dtype=np.int64))


Tried = tuple[Scored, "Floats", Decided]
"""Scores, cut-offs and the decisions about all rows."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One gap of one feature at one cut-off."""

    feature: str
    at: int
    gap: PointGap


def _scored(data: CheckInput) -> tuple[Selection, Scored] | Reason:
    """Return the raw scores of the judged rows and what they mean."""
    means = data.score_means or (data.cut_off.score_means if data.cut_off else None)
    if data.score is not None and len(data.table) and means is None:
        return Reason(code=ReasonCode.NO_CUT_OFF)
    found = score_rows(data)
    if isinstance(found, Reason):
        return found
    assert data.score is not None  # noqa: S101 (without one there are no rows)
    keep, truth = found.used.keep, None
    if found.truth is not None:
        truth = np.zeros(len(keep), dtype=np.int64)
        truth[found.order] = found.truth
    return found.used, Scored(
        score=np.asarray(data.score, dtype=float)[keep],
        means=means or ScoreMeans.FAVORABLE,
        truth=truth,
        weights=found.used.weights,
        counts=found.used.counts,
        own=None if data.cut_off is None else float(data.cut_off.number),
    )


def _feature(data: CheckInput, tried: Tried, feature: FeatureSet) -> tuple[Found, list[_Line]]:
    rows, grid, _ = tried
    groups, policy = feature.groups, data.policy
    if len(groups.labels) > MOST_GROUPS:
        values: dict[str, str | int | float] = {"feature": groups.name, "n": len(groups.labels)}
        return Found(
            notes=(Reason(code=ReasonCode.TOO_MANY_GROUPS, values=values | {"most": MOST_GROUPS}),)
        ), []
    counted = decided(rows, groups, grid, feature.columns)
    minimum = minimum_rows(policy.minimum_group, policy.minimum_share, round(float(counted.rows.sum())))
    eligible = tuple(int(at) for at in np.flatnonzero(counted.rows >= minimum))
    reference = chosen_reference(data.references, _compared(feature, counted, minimum))
    lacking = reference if isinstance(reference, Reason) else None
    if len(eligible) < 2 and lacking is None:
        lacking = Reason(code=ReasonCode.ONE_GROUP_ONLY, values={"feature": groups.name})
    if lacking is not None:
        return Found(notes=(lacking,)), []
    limits = data.thresholds("group_fairness")
    kinds = wanted_gaps(limits, labeled=counted.labeled)
    terms = (reference if isinstance(reference, int) else None, policy.confidence, limits)
    lines = [
        _Line(groups.name, at, point_gap(kind, counted.tally(at), eligible, terms))
        for at in range(len(grid))
        for kind in kinds
    ]
    small = len(groups.labels) - len(eligible)
    excluded = Reason(code=ReasonCode.GROUPS_EXCLUDED, values={"n": small, "feature": groups.name})
    tables = (_gap_table(grid, lines), *_group_cut_offs(data, tried, counted, eligible))
    return Found(tables=tables, notes=(excluded,) if small else ()), lines


def _compared(feature: FeatureSet, counted: Decided, minimum: int) -> Compared:
    return Compared(
        feature=feature.groups.name,
        columns=feature.columns,
        labels=counted.labels,
        parts=feature.parts,
        rows=[float(item) for item in counted.rows],
        minimum=minimum,
    )


def _gap_table(grid: "Floats", lines: Sequence[_Line]) -> DataTable:
    kept = [None if line.gap.kept is None else float(line.gap.kept) for line in lines]
    return data_table(
        "cut_off_gaps",
        feature=[line.feature for line in lines],
        measure=[line.gap.measure for line in lines],
        cut_off=[float(grid[line.at]) for line in lines],
        value=[None if line.gap.value is None else float(line.gap.value) for line in lines],
        low=[line.gap.low for line in lines],
        high=[line.gap.high for line in lines],
        kept=kept,
    )


def _group_cut_offs(
    data: CheckInput, tried: Tried, counted: Decided, eligible: Sequence[int]
) -> tuple[DataTable, ...]:
    """List the cut-off of each group at which a rate would be that of all rows at the version's cut-off."""
    rows, grid, whole = tried
    if rows.own is None:
        return ()
    own = int(np.searchsorted(grid, rows.own))
    lines: list[list[float | str | None]] = []
    for rate in EQUALIZED if counted.labeled else EQUALIZED[:1]:
        wanted = whole.tally(own).share(rate, 0).value
        if wanted is None:
            continue
        for at, place in zip(eligible, nearest_cut_offs(counted, rate, wanted, eligible), strict=True):
            reached = counted.tally(place).share(rate, at)
            before = counted.tally(own).share(rate, at)
            figure = rate_measurement(rate, reached, rows=0, level=data.policy.confidence, subject=None)
            ends = (None, None) if figure.interval is None else (figure.interval.low, figure.interval.high)
            head: list[float | str | None] = [
                counted.feature,
                rate,
                counted.labels[at],
                float(counted.rows[at]),
            ]
            lines.append([*head, wanted, before.value, float(grid[place]), reached.value, *ends])
    names = ("feature", "rate", "group", "n", "wanted", "now", "cut_off", "reached", "low", "high")
    columns = {name: [line[at] for line in lines] for at, name in enumerate(names)}
    return (data_table("group_cut_offs", **columns),) if lines else ()


def _whole(data: CheckInput, tried: Tried, gaps: Sequence[_Line]) -> Found:
    """Measure all rows at every cut-off, and say where all limits of the policy hold."""
    rows, grid, whole = tried
    costs, limits = data.options.costs or Costs(), data.thresholds("performance")
    lines, kept = [], []
    for at, cut_off in enumerate(grid):
        tally = whole.tally(at)
        judged = [keeps_performance(whole.cells[at, 0], limits)] if whole.labeled else []
        judged += [line.gap.kept for line in gaps if line.at == at]
        known = [item for item in judged if item is not None]
        kept.append(all(known) if known else None)
        shares = [tally.share(name, 0) if _taken(name, whole) else None for name in _SHARES]
        first = rate_measurement(
            "selection_rate",
            tally.share("selection_rate", 0),
            rows=0,
            level=data.policy.confidence,
            subject=None,
        )
        ends = (None, None) if first.interval is None else (first.interval.low, first.interval.high)
        price = _cost(whole.cells[at, 0], costs) if whole.labeled else None
        own = rows.own is not None and float(cut_off) == rows.own
        flags = (None if kept[-1] is None else float(kept[-1]), float(own))
        values = (None if item is None else item.value for item in shares)
        lines.append([float(cut_off), *values, *ends, price, *flags])
    names = ("cut_off", *_SHARES, "selection_low", "selection_high", "cost", "kept", "own")
    table = data_table("cut_offs", **{name: [line[at] for line in lines] for at, name in enumerate(names)})
    figures = _own_figures(data, tried, costs)
    return Found(
        measurements=figures,
        conclusions=_conclusions(data, figures),
        tables=(table,),
        notes=_kept_note(grid, kept),
    )


def _taken(name: str, whole: Decided) -> bool:
    return whole.labeled or name == "selection_rate"


def _cost(cells: "Floats", costs: Costs) -> float:
    return float(_costs(cells, costs))


def _costs(cells: "Floats", costs: Costs) -> "Floats":
    """Return the mean cost per row, shape (...) from (..., 2, 2)."""
    wrong = float(Fraction(costs.false_favorable)) * cells[..., 0, 1]
    wrong = wrong + float(Fraction(costs.false_unfavorable)) * cells[..., 1, 0]
    return divide(wrong, cells.sum(axis=(-2, -1)))


def _own_figures(data: CheckInput, tried: Tried, costs: Costs) -> tuple[Measurement, ...]:
    """Measure selection rate and cost at the version's own cut-off."""
    rows, grid, whole = tried
    if rows.own is None:
        return ()
    at = int(np.searchsorted(grid, rows.own))
    tally, n, level = whole.tally(at), round(float(whole.rows[0])), data.policy.confidence
    selected = rate_measurement(
        "selection_rate", tally.share("selection_rate", 0), rows=n, level=level, subject=None
    )
    if not whole.labeled:
        return (selected,)
    cells = tally.effective()[0]
    bounds = cell_interval(
        cells, lambda drawn: _costs(drawn, costs), seed=data.seed, level=float(Fraction(level))
    )
    cost = Measurement(
        measure="mean_cost", value=_cost(cells, costs), n=n, interval=bootstrap_interval(bounds, level)
    )
    return selected, cost


def _conclusions(data: CheckInput, figures: Sequence[Measurement]) -> tuple[Conclusion, ...]:
    by_name = {item.measure: item for item in figures}
    lacking = Reason(code=ReasonCode.NO_CUT_OFF if not figures else ReasonCode.NO_LABELS)
    found = tuple(
        conclude(limit, by_name[limit.measure])
        if limit.measure in by_name
        else (without_value(limit, None, lacking) if limit.measure in CHECK.measures else not_measured(limit))
        for limit in data.thresholds(CHECK.id)
    )
    first = figures[0] if figures else None
    bare = Conclusion(
        measure="selection_rate",
        value=None if first is None else first.value,
        interval=None if first is None else first.interval,
        verdict=Verdict.NOT_APPLICABLE,
        reason=Reason(code=ReasonCode.NO_THRESHOLD if first is not None else ReasonCode.NO_CUT_OFF),
    )
    return found or (bare,)


def _kept_note(grid: "Floats", kept: Sequence[bool | None]) -> tuple[Reason, ...]:
    if all(item is None for item in kept):
        return ()
    good = [float(cut_off) for cut_off, item in zip(grid, kept, strict=True) if item]
    values: dict[str, str | int | float] = {"tried": len(grid)}
    if not good:
        return (Reason(code=ReasonCode.KEPT_NOWHERE, values=values),)
    values |= {"kept": len(good), "low": good[0], "high": good[-1]}
    return (Reason(code=ReasonCode.KEPT_RANGE, values=values),)


def _result(data: CheckInput, found: Found, used: Selection) -> CheckResult:
    policy, costs = data.policy, data.options.costs or Costs()
    parameters: Parameters = {
        "minimum_group": minimum_rows(policy.minimum_group, policy.minimum_share, used.rows),
        "confidence": policy.confidence,
        "quantiles": MOST_CUT_OFFS,
        "resamples": RESAMPLES,
        "seed": data.seed,
        "cost_false_favorable": costs.false_favorable,
        "cost_false_unfavorable": costs.false_unfavorable,
        "intersections": data.intersections,
    }
    parameters |= {f"reference of {column}": label for column, label in sorted(data.references.items())}
    return group_result(CHECK, data, found, used=used, parameters=parameters)


CHECK = Check(
    id="threshold_analysis",
    version=1,
    tasks=(Task.BINARY,),
    family=Family.FAIRNESS,
    run=run,
    needs=frozenset({Need.SCORES}),
    uses=frozenset({Need.GROUPS, Need.LABELS}),
    measures=frozenset({"mean_cost", "selection_rate"}),
)
"""The check, found by listing this folder."""
