"""How far do groups lie apart on figures that join two rates, such as average odds and treatment equality?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from math import log

import numpy as np

from core.checks.parts.against import Against, Outlook, Pair
from core.checks.parts.measured_gaps import disagree, empty_code
from core.checks.parts.tallies import Tally
from core.ids import Exact
from core.policy import Threshold
from core.reasons import Reason, ReasonCode
from core.results import Measurement
from core.statistics import power
from core.statistics.confusion import Share
from core.statistics.gaps import Bounded, shuffled_rates
from core.statistics.intervals import z_value
from core.statistics.joined import absolute_bounds, mean_bounds, odds_difference_bounds, odds_ratio_bounds
from core.statistics.second_opinion import TOLERANCE

MOST_PAIRED = 30
"""Groups up to which every pair is compared; beyond, each with the highest and the lowest."""

Two = tuple[Share, Share]
"""Both rates of one group: true and false positive rate, or the share of false negatives among errors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedKind:
    """One way to put the gap on two rates into a figure."""

    measure: str
    odds: bool = False
    """Whether it is made of false negatives per false positive instead of both error rates."""
    ratio: bool = False
    absolute: bool = False


JOINED = (
    JoinedKind(measure="average_odds_difference"),
    JoinedKind(measure="average_absolute_odds_difference", absolute=True),
    JoinedKind(measure="treatment_equality_difference", odds=True),
    JoinedKind(measure="treatment_equality_ratio", odds=True, ratio=True),
)
JOINED_MEASURES = frozenset(kind.measure for kind in JOINED)


def measure_joined(
    kind: JoinedKind, tally: Tally, eligible: Sequence[int], reference: int | None, *, level: Exact
) -> Against:
    """Measure one joined gap between the groups that are large enough.

    Parameters
    ----------
    kind
        Which gap.
    tally
        Counts of the feature's groups.
    eligible
        Positions of the compared groups.
    reference
        Position of a chosen group; None: every pair of groups counts, the lower against the higher.
    level
        Confidence level for all pairs together.

    Returns
    -------
    Against
        Without pairs, and with the reason, where fewer than two groups have both rates.
    """
    found = (
        [at for at in eligible if _value(kind, _two(kind, tally, at)) is not None] if tally.labeled else []
    )
    lacking = _lacking(kind, tally, eligible, reference)
    pairs = (
        [_pair(kind, tally, ends) for ends in _ends(kind, tally, found, reference)] if lacking is None else []
    )
    kept = tuple(pair for pair in pairs if pair is not None)
    return Against(
        measure=kind.measure,
        subject=tally.feature,
        ratio=kind.ratio,
        pairs=kept,
        rows=int(tally.rows[list(eligible)].sum()),
        level=level,
        lacking=Reason(code=lacking or ReasonCode.REFERENCE_RATE_ZERO) if not kept else None,
    )


def with_expected(
    figure: Measurement, kind: JoinedKind, tally: Tally, eligible: Sequence[int], seed: int
) -> Measurement:
    """Add what chance alone makes of the gap of highest and lowest: answers are shuffled over groups."""
    if figure.value is None or (kind.absolute and len(eligible) > MOST_PAIRED):
        return figure
    both = [_two(kind, tally, at) for at in eligible]
    both = [item for item in both if min(share.denominator for share in item) > 0]
    rates = [shuffled_rates([item[at] for item in both], seed=seed, index=10 + at) for at in (0, 1)]
    if kind.odds:
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.where(rates[0] < 1, rates[0] / (1 - rates[0]), np.nan)
    else:
        values = (rates[0] + rates[1]) / 2
    high, low = values.max(axis=1), values.min(axis=1)
    if kind.absolute:
        apart = [np.abs(part[:, :, None] - part[:, None, :]) for part in rates]
        gaps = ((apart[0] + apart[1]) / 2).max(axis=(1, 2))
    else:
        gaps = (
            np.divide(low, high, out=np.full(len(low), np.nan), where=high > 0) if kind.ratio else high - low
        )
    known = gaps[np.isfinite(gaps)]
    if not known.size:
        return figure
    reason: dict[str, str | int | float] = {"groups": len(both), "expected": float(known.mean())}
    return replace(figure, reason=Reason(code=ReasonCode.UPWARD_BIAS, values=reason))


def require_joined(tally: Tally, eligible: Sequence[int]) -> None:
    """Compare the joined figures of every group with those that follow from the other libraries' rates.

    Raises
    ------
    IntegrityError
        They disagree by more than 1e-9: a defect.
    """
    others = tally.others
    for at in eligible if {"tpr", "fpr", "fnr", "base_rate"} <= others.keys() else ():
        odds = _value(JOINED[0], _two(JOINED[0], tally, at))
        if odds is not None and abs(float(odds) - (others["tpr"][at] + others["fpr"][at]) / 2) > TOLERANCE:
            raise disagree("average_odds_difference", tally.feature)
        errors = _value(JOINED[2], _two(JOINED[2], tally, at))
        below = others["fpr"][at] * (1 - others["base_rate"][at])
        if errors is None or below <= 0:
            continue
        theirs = others["fnr"][at] * others["base_rate"][at] / below
        if abs(float(errors) - theirs) > TOLERANCE * max(1.0, theirs) * 10:
            raise disagree("treatment_equality", tally.feature)


def _two(kind: JoinedKind, tally: Tally, at: int) -> Two:
    if not kind.odds:
        return tally.share("tpr", at), tally.share("fpr", at)
    missed, alarms = float(tally.cells[at, 1, 0]), float(tally.cells[at, 0, 1])
    worth = missed + alarms
    if tally.squares is not None:
        spread = float(tally.squares[at, 1, 0] + tally.squares[at, 0, 1])
        worth = worth**2 / spread if spread > 0 else 0.0
    share = Share(missed, missed + alarms, worth)
    return share, share


def _value(kind: JoinedKind, both: Two) -> Fraction | None:
    first, second = both[0].exact, both[1].exact
    if first is None or second is None:
        return None
    if kind.odds:
        return first / (1 - first) if first < 1 else None
    return (first + second) / 2


def _lacking(
    kind: JoinedKind, tally: Tally, eligible: Sequence[int], reference: int | None
) -> ReasonCode | None:
    if not tally.labeled:
        return ReasonCode.NO_LABELS
    asked = eligible if reference is None else [reference]
    known = [at for at in asked if _value(kind, _two(kind, tally, at)) is not None]
    if len(known) >= (2 if reference is None else 1):
        return None
    if kind.odds:
        return ReasonCode.EMPTY_DENOMINATOR
    empty = next(
        (rate for rate in ("tpr", "fpr") if all(tally.share(rate, at).denominator == 0 for at in asked)), ""
    )
    return empty_code(empty)


def _ends(
    kind: JoinedKind, tally: Tally, found: Sequence[int], reference: int | None
) -> list[tuple[int, int]]:
    """Return the pairs: each group and the chosen one, or the lower and the higher of every two."""
    if reference is not None:
        return [(at, reference) for at in found if at != reference]
    values = {at: _value(kind, _two(kind, tally, at)) or Fraction(0) for at in found}
    ordered = sorted(found, key=lambda at: (values[at], at))
    if len(ordered) <= MOST_PAIRED:
        return list(combinations(ordered, 2))
    low, high = ordered[0], ordered[-1]
    return [(low, high), *((low, at) for at in ordered[1:-1]), *((at, high) for at in ordered[1:-1])]


def _pair(kind: JoinedKind, tally: Tally, ends: tuple[int, int]) -> Pair | None:
    group, reference = (_two(kind, tally, at) for at in ends)
    low, high = _value(kind, group), _value(kind, reference)
    if low is None or high is None or (kind.ratio and (high == 0 or low == 0)):
        return None
    value = low / high if kind.ratio else high - low
    if kind.absolute:
        apart = [
            abs((reference[at].exact or Fraction(0)) - (group[at].exact or Fraction(0))) for at in (0, 1)
        ]
        value = (apart[0] + apart[1]) / 2
    both = _Ends(kind, group, reference, float(tally.rows[ends[0]]))
    detail = " / ".join(tally.labels[at] or "–" for at in ends)
    return Pair(detail=detail, value=value, bounds=both.bounds, outlook=both.outlook)


@dataclass(frozen=True, slots=True)
class _Ends:
    """Both rates of a group and of its reference."""

    kind: JoinedKind
    group: Two
    reference: Two
    rows: float

    def bounds(self, level: float) -> Bounded | None:
        """Return the interval of difference or ratio."""
        found = _METHODS[self.kind.measure](self.reference, self.group, level)
        method = "newcombe" if self.kind.absolute else "mover"
        return None if found is None else Bounded(low=found[0], high=found[1], method=method)

    def outlook(self, threshold: Threshold, level: float) -> Outlook:
        """Say what would decide, from the width of the interval; of ratios on their logarithms."""
        bounds, limit = self.bounds(level), float(threshold.number)
        ends = None if bounds is None else (bounds.low, bounds.high)
        if ends is None or ends[0] is None or ends[1] is None or limit <= 0:
            return None, None
        values = [float(_value(self.kind, item) or 0) for item in (self.group, self.reference)]
        if self.kind.ratio:
            if ends[0] <= 0:
                return None, None
            ratio = min(values) / max(values)
            error, away = (log(ends[1]) - log(ends[0])) / (2 * z_value(level)), log(ratio / limit)
            smallest = limit * (1 - float(np.exp(-power.reach(level) * error)))
            close = power.too_close(ratio, limit)
        else:
            apart = abs(values[1] - values[0])
            error, away = (ends[1] - ends[0]) / (2 * z_value(level)), apart - limit
            smallest, close = power.reach(level) * error, power.too_close(apart, limit)
        return smallest, None if close else power.needed_n_scaled(self.rows, error, away, level)


_METHODS: "dict[str, Callable[[Two, Two, float], tuple[float, float | None] | None]]" = {
    "average_odds_difference": mean_bounds,
    "average_absolute_odds_difference": absolute_bounds,
    "treatment_equality_difference": odds_difference_bounds,
    "treatment_equality_ratio": odds_ratio_bounds,
}
