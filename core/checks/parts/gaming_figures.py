"""How many rejections can be turned, at which cost, with which features, and at whose expense?"""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.class_figures import data_table
from core.checks.parts.findings import Found
from core.checks.parts.rows import favorable_class
from core.checks.parts.searched import Search
from core.checks.parts.shares import mean_of, nothing, share_of
from core.options import Costs
from core.reasons import Reason, ReasonCode
from core.results import DataTable, Interval, Measurement
from core.statistics.encoding import MISSING, encode_classes
from core.statistics.intervals import newcombe

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

COST_LIMIT = 1.0
"""What counts as cheap: one standard deviation of one feature with cost 1."""
CURVE = (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0)
"""Costs at which the share that can be turned is shown."""
OUTCOMES = ("gamed_unfavorable_rate", "gamed_unfavorable_gap")


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """True outcomes, as far as they are known."""

    known: "Flags"
    """Shape (rows of the table,)."""
    bad: "Flags"
    """Where the unfavorable outcome is true."""


def gaming_figures(data: CheckInput, state: Search, accepted: "Flags") -> Found:
    """Measure what the search found.

    Parameters
    ----------
    data
        The check's input.
    state
        The search when it was over.
    accepted
        Shape (rows of the table,): decisions on the rows as they are.

    Returns
    -------
    Found
        Shares with Wilson intervals; the median cost with the interval of its order statistics.
    """
    cost = state.best.cost
    cheap = cost <= COST_LIMIT + 1e-9
    figures = [
        share_of(data, "gameable_share", cheap),
        share_of(data, "turnable_share", np.isfinite(cost)),
        _median(data, cost),
        *_outcomes(data, state.rows[cheap], accepted),
    ]
    return Found(measurements=tuple(figures), tables=(_curve(data, cost), _features(data, state)))


def truth_of(data: CheckInput) -> Truth | Reason:
    """Read true outcomes, or say why there are none."""
    favorable = favorable_class(data) or ""
    if data.target is None or data.target not in data.table.columns:
        return Reason(code=ReasonCode.NO_LABELS)
    column = encode_classes(data.table[data.target], data.target)
    known = column.codes != MISSING
    if not known.any():
        return Reason(code=ReasonCode.ALL_MISSING, values={"column": data.target})
    if favorable not in column.labels:
        values: dict[str, str | int | float] = {"favorable": favorable, "column": data.target}
        return Reason(code=ReasonCode.FAVORABLE_UNKNOWN, values=values)
    return Truth(known=known, bad=known & (column.codes != column.labels.index(favorable)))


def _median(data: CheckInput, cost: "Floats") -> Measurement:
    """Record the cost at which half of the rejections turn; those that never turn cost infinitely much."""
    rows, ordered = len(cost), np.sort(cost)
    middle = float(ordered[(rows - 1) // 2]) if rows else float("inf")
    if not np.isfinite(middle):
        return nothing("gaming_cost", Reason(code=ReasonCode.BEYOND_ALL), rows=rows)
    low, high = _order_bounds(rows, float(Fraction(data.policy.confidence)))
    top = float(ordered[high]) if high is not None else float("inf")
    interval = Interval(
        low=0.0 if low is None else float(ordered[low]),
        high=top if np.isfinite(top) else None,
        level=data.policy.confidence,
        method="order_statistics",
    )
    return Measurement(measure="gaming_cost", value=middle, n=rows, interval=interval)


def _order_bounds(rows: int, level: float) -> tuple[int | None, int | None]:
    """Return the places of the ordered values between which the median lies."""
    from scipy.stats import binom

    below = int(binom.ppf((1 - level) / 2, rows, 0.5)) - 1
    low = below if below >= 0 and binom.cdf(below, rows, 0.5) <= (1 - level) / 2 else None
    return low, None if low is None else rows - 1 - low


def _outcomes(data: CheckInput, gamed: "npt.NDArray[np.int64]", accepted: "Flags") -> list[Measurement]:
    """Compare the true outcomes of cheap turns with those of accepted rows."""
    truth = truth_of(data)
    if isinstance(truth, Reason):
        return [nothing(name, truth) for name in OUTCOMES]
    turned = truth.bad[gamed][truth.known[gamed]]
    taken = truth.bad[accepted & truth.known]
    rate = share_of(data, OUTCOMES[0], turned)
    if not len(turned) or not len(taken):
        return [rate, nothing(OUTCOMES[1], Reason(code=ReasonCode.EMPTY_DENOMINATOR))]
    level = data.policy.confidence
    x1, n1, x2, n2 = int(turned.sum()), len(turned), int(taken.sum()), len(taken)
    low, high = newcombe(x1, n1, x2, n2, float(Fraction(level)))
    gap = Measurement(
        measure=OUTCOMES[1],
        value=x1 / n1 - x2 / n2,
        n=n1 + n2,
        interval=Interval(low=low, high=high, level=level, method="newcombe"),
    )
    return [rate, gap, *_loss(data, data.options.costs, turned)]


def _loss(data: CheckInput, costs: Costs | None, turned: "Flags") -> list[Measurement]:
    """Record what one turned rejection costs on average: a bad one costs, a good one saves."""
    if costs is None:
        return []
    wrong, missed = (float(Fraction(item)) for item in (costs.false_favorable, costs.false_unfavorable))
    return [mean_of(data, "gaming_loss", np.where(turned, wrong, -missed))]


def _curve(data: CheckInput, cost: "Floats") -> DataTable:
    shares = [share_of(data, "gameable_share", cost <= limit + 1e-9) for limit in CURVE]
    ends = [item.interval for item in shares]
    return data_table(
        "gaming_costs",
        cost=list(CURVE),
        n=[item.n for item in shares],
        share=[item.value for item in shares],
        low=[None if end is None else end.low for end in ends],
        high=[None if end is None else end.high for end in ends],
    )


def _features(data: CheckInput, state: Search) -> DataTable:
    """Lay out how often each feature takes part in a cheapest way, and how far it is moved."""
    turned = np.isfinite(state.best.cost)
    cheap = state.best.cost <= COST_LIMIT + 1e-9
    rows = []
    for at, option in enumerate(state.options):
        used = np.isfinite(state.best.target[:, at])
        moved = None
        if option.number and (used & turned).any():
            start = option.feature.numbers[state.rows]
            away = (state.best.target[:, at] - start) / option.feature.deviation
            moved = float(np.median(away[used & turned]))
        share = share_of(data, "turnable_share", used[turned])
        rows.append((option.feature.name, share, moved, int((used & cheap).sum())))
    rows.sort(key=lambda row: (-(row[1].value or 0.0), row[0]))
    ends = [share.interval for _, share, _, _ in rows]
    return data_table(
        "gaming_features",
        feature=[name for name, _, _, _ in rows],
        n=[share.n for _, share, _, _ in rows],
        share=[share.value for _, share, _, _ in rows],
        low=[None if end is None else end.low for end in ends],
        high=[None if end is None else end.high for end in ends],
        median_move=[moved for _, _, moved, _ in rows],
        cheap=[cheap for _, _, _, cheap in rows],
    )
