"""How often does each group score above the median of all?

The scoring variant of New York City's Local Law 144 (6 RCNY 5-301): for tools that score and decide nothing,
the share of each group strictly above the median of the full sample takes the place of the selection rate.
"""

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.class_groups import CHECK_ID, question_minimum
from core.checks.parts.feature_sets import group_columns
from core.checks.parts.findings import Found
from core.checks.parts.group_records import rate_measurement
from core.checks.parts.measured_gaps import GapKind, judge_gap, measure_gap
from core.checks.parts.questions import Question
from core.checks.parts.rows import favorable_score
from core.checks.parts.tallies import Counted, Tally, tallies
from core.checks.parts.verdicts import without_value
from core.inventory import Task
from core.policy import Threshold
from core.reasons import Reason, ReasonCode
from core.results import Conclusion, DataColumn, DataTable, Measurement
from core.statistics.gaps import extremes, pair_bounds

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

RATIO = GapKind(measure="scoring_impact_ratio", rates=("selection_rate",), ratio=True)
_FIGURES = ("n", "above", "rate", "low", "high", "ratio", "ratio_low", "ratio_high")


def scoring_rates(data: CheckInput, question: Question) -> Found:
    """Compare the shares of the groups above the median score.

    Parameters
    ----------
    data
        The check's input; binary tasks with a score whose direction is stated.
    question
        The judged rows.

    Returns
    -------
    Found
        A table by group and one ratio per feature, judged where the policy limits it; nothing without score.
    """
    score = favorable_score(data)
    if data.task is not Task.BINARY:
        return Found()
    used = question.rows.used
    kept = None if score is None else score[used.keep]
    known = None if kept is None else np.isfinite(kept)
    if kept is None or known is None or not known.any():
        names = [item.name for item in group_columns(data, used.keep[:1])]
        lacking = Reason(code=ReasonCode.NO_SCORES)
        return Found(conclusions=tuple(item for name in names for item in _lacking(data, name, lacking)))
    counts = None if used.counts is None else used.counts[known]
    weights = None if used.weights is None else used.weights[known]
    above = kept[known] > median(kept[known], counts if weights is None else weights)
    counted = Counted(
        features=group_columns(data, used.keep[known]),
        truth=None,
        predicted=above.astype(np.int64),
        weights=weights,
        counts=counts,
        seed=data.seed,
    )
    single = [item for item in tallies(counted)[0] if item.marginal]
    return _found(data, single, question_minimum(data, question))


def _limits(data: CheckInput) -> list[Threshold]:
    return [limit for limit in data.thresholds(CHECK_ID) if limit.measure == RATIO.measure]


def _lacking(data: CheckInput, feature: str, reason: Reason) -> list[Conclusion]:
    return [without_value(limit, feature, reason) for limit in _limits(data)]


def median(values: "Floats", shares: "Floats | None") -> float:
    """Return the median of rows that may be counted or weighted; between two middle values their mean."""
    if shares is None:
        return float(np.median(values))
    order = np.argsort(values, kind="stable")
    reached, ordered = np.cumsum(shares[order]), values[order]
    half = reached[-1] / 2
    low = int(np.searchsorted(reached, half, side="left"))
    high = int(np.searchsorted(reached, half, side="right"))
    return float((ordered[low] + ordered[min(high, len(ordered) - 1)]) / 2)


def _found(data: CheckInput, found: list[Tally], minimum: int) -> Found:
    lines: list[tuple[str, str, tuple[float | None, ...]]] = []
    figures: list[Measurement] = []
    conclusions: list[Conclusion] = []
    for tally in found:
        eligible = tally.eligible(minimum)
        if len(eligible) < 2:
            reason = Reason(code=ReasonCode.ONE_GROUP_ONLY, values={"feature": tally.feature})
            conclusions += _lacking(data, tally.feature, reason)
            continue
        gap = measure_gap(RATIO, tally, eligible, level=data.policy.confidence, seed=data.seed)
        figures.append(gap.figure)
        conclusions += [judge_gap(limit, gap) for limit in _limits(data)]
        lines += _lines(data, tally, eligible)
    table = _table(lines) if lines else ()
    return Found(measurements=tuple(figures), conclusions=tuple(conclusions), tables=table)


def _lines(
    data: CheckInput, tally: Tally, eligible: tuple[int, ...]
) -> "list[tuple[str, str, tuple[float | None, ...]]]":
    level = data.policy.confidence
    shares = [tally.share("selection_rate", at) for at in eligible]
    pair = extremes("selection_rate", shares)
    best = None if pair is None else shares[pair.best]
    found = []
    for at in range(len(tally.labels)):
        share = tally.share("selection_rate", at)
        rows = int(tally.rows[at])
        rate = rate_measurement("selection_rate", share, rows=rows, level=level, subject=tally.labels[at])
        ratio: tuple[float | None, ...] = (None, None, None)
        if best is not None and at in eligible and best.numerator > 0:
            bounds = pair_bounds(share, best, ratio=True, level=float(Fraction(level)))
            ratio = (
                float((share.exact or Fraction(0)) / (best.exact or Fraction(1))),
                bounds.low,
                bounds.high,
            )
        interval = rate.interval
        ends = (None, None) if interval is None else (interval.low, interval.high)
        found.append(
            (tally.feature, tally.labels[at], (float(rows), rate.numerator, rate.value, *ends, *ratio))
        )
    return found


def _table(lines: "list[tuple[str, str, tuple[float | None, ...]]]") -> tuple[DataTable]:
    names = [
        DataColumn(name=name, values=tuple(str(line[at]) for line in lines))
        for at, name in enumerate(("feature", "group"))
    ]
    numbers = [
        DataColumn(name=name, values=tuple(line[2][at] for line in lines)) for at, name in enumerate(_FIGURES)
    ]
    return (DataTable(id="scoring_rates", columns=(*names, *numbers)),)
