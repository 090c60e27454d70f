"""Which gaps are there between the groups of a feature, and are they beyond a threshold?"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from core.checks.parts.tallies import Tally
from core.checks.parts.verdicts import is_beyond, verdict_of, without_value
from core.errors import IntegrityError
from core.ids import Exact
from core.messages import message
from core.policy import Threshold
from core.reasons import Reason, ReasonCode
from core.results import Conclusion, Interval, Measurement, Verdict
from core.statistics import power
from core.statistics.confusion import LABEL_FREE, Share
from core.statistics.gaps import (
    Bounded,
    Extremes,
    all_pairs_bounds,
    exact_gap,
    expected_under_equality,
    extremes,
    hull,
    redrawn_gap,
)
from core.statistics.second_opinion import TOLERANCE
from core.statistics.second_opinion import gaps as other_gaps


@dataclass(frozen=True, slots=True, kw_only=True)
class GapKind:
    """One way to put the gap between groups into a figure."""

    measure: str
    rates: tuple[str, ...]
    """The largest gap over these rates counts."""
    ratio: bool = False
    """Lowest over highest instead of highest minus lowest."""


KINDS = (
    GapKind(measure="impact_ratio", rates=("selection_rate",), ratio=True),
    GapKind(measure="demographic_parity_difference", rates=("selection_rate",)),
    GapKind(measure="equal_opportunity_difference", rates=("tpr",)),
    GapKind(measure="equal_opportunity_ratio", rates=("tpr",), ratio=True),
    GapKind(measure="fpr_difference", rates=("fpr",)),
    GapKind(measure="fpr_ratio", rates=("fpr",), ratio=True),
    GapKind(measure="equalized_odds_difference", rates=("tpr", "fpr")),
    GapKind(measure="predictive_parity_difference", rates=("ppv",)),
    GapKind(measure="predictive_parity_ratio", rates=("ppv",), ratio=True),
    GapKind(measure="accuracy_difference", rates=("accuracy",)),
    GapKind(measure="accuracy_ratio", rates=("accuracy",), ratio=True),
    *(
        GapKind(measure=f"{rate}_{kind}", rates=(rate,), ratio=kind == "ratio")
        for rate in ("base_rate", "tnr", "fnr", "fdr", "npv", "for")
        for kind in ("difference", "ratio")
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One gap of one feature, measured."""

    kind: GapKind
    figure: Measurement
    exact: Fraction | None
    pair: power.Pair | None = None
    """The extreme pair, for the numbers of rows that would decide."""
    rows_per_denominator: float = 1.0
    """Rows of the compared group per row of the rate's denominator."""
    pair_level: float = 0.95
    """Level of each pair's interval."""
    detail: str | None = None
    """Labels of the extreme pair."""


def measure_gap(kind: GapKind, tally: Tally, eligible: Sequence[int], *, level: Exact, seed: int) -> Gap:
    """Measure one gap between the groups that are large enough.

    Parameters
    ----------
    kind
        Which gap.
    tally
        Counts of the feature's groups.
    eligible
        Positions of the compared groups.
    level, seed
        Confidence level; seed of redraws.

    Returns
    -------
    Gap
        Without value, and with the reason, where fewer than two groups have the rate or the highest is 0.
    """
    shares = {rate: [tally.share(rate, at) for at in eligible] for rate in kind.rates}
    found = {rate: extremes(rate, shares[rate]) for rate in kind.rates}
    rows = int(tally.rows[list(eligible)].sum())
    pairs = [pair for pair in found.values() if pair is not None]
    if not computable(kind, tally) or len(pairs) < len(kind.rates):
        return _missing(kind, tally, rows, _why(kind, tally, found))
    sizes = [(exact_gap(shares[pair.rate], pair, ratio=kind.ratio), pair) for pair in pairs]
    known = [(value, pair) for value, pair in sizes if value is not None]
    if not known:
        return _missing(kind, tally, rows, ReasonCode.REFERENCE_RATE_ZERO)
    value, worst = max(known, key=lambda item: -item[0] if kind.ratio else item[0])
    return _measured(_Found(kind, tally, eligible, shares, worst, value), rows, level, seed)


@dataclass(frozen=True, slots=True)
class _Found:
    kind: GapKind
    tally: Tally
    eligible: Sequence[int]
    shares: dict[str, list[Share]]
    worst: Extremes
    value: Fraction

    @property
    def pair_count(self) -> int:
        """Return how many pairs compete to be the extreme one, over all rates."""
        known = [sum(share.denominator > 0 for share in shares) for shares in self.shares.values()]
        return sum(count * (count - 1) // 2 for count in known)


def _measured(found: _Found, rows: int, level: Exact, seed: int) -> Gap:
    number = float(Fraction(level))
    pairs = found.pair_count
    pair_level = 1 - (1 - number) / pairs
    shares, ratio = found.shares[found.worst.rate], found.kind.ratio
    bounds = all_pairs_bounds(shares, found.worst, ratio=ratio, level=pair_level)
    if pairs > 1:
        bounds = _widened(found, bounds, pair_level, number, seed)
    group, reference = shares[found.worst.worst], shares[found.worst.best]
    at = found.eligible[found.worst.worst]
    labels = (found.tally.labels[found.eligible[place]] for place in (found.worst.worst, found.worst.best))
    return Gap(
        kind=found.kind,
        figure=Measurement(
            measure=found.kind.measure,
            subject=found.tally.feature,
            value=float(found.value),
            n=rows,
            interval=Interval(low=bounds.low, high=bounds.high, level=level, method=bounds.method),
            reason=_bias(found, seed),
        ),
        exact=found.value,
        pair=_power_pair(group, reference),
        rows_per_denominator=float(found.tally.rows[at]) / group.effective,
        pair_level=pair_level,
        detail=" / ".join(label or "–" for label in labels),
    )


def _widened(found: _Found, bounds: Bounded, pair_level: float, level: float, seed: int) -> Bounded:
    ratio = found.kind.ratio
    for rate, shares in found.shares.items():
        pair = extremes(rate, shares)
        if rate == found.worst.rate or pair is None:
            continue
        other = all_pairs_bounds(shares, pair, ratio=ratio, level=pair_level)
        high = None if bounds.high is None or other.high is None else max(bounds.high, other.high)
        bounds = Bounded(low=bounds.low, high=high, method=bounds.method)
    cells = found.tally.effective()[list(found.eligible)]
    return hull(bounds, redrawn_gap(cells, found.kind.rates, ratio=ratio, seed=seed), level)


def _bias(found: _Found, seed: int) -> Reason | None:
    expected = expected_under_equality(list(found.shares.values()), ratio=found.kind.ratio, seed=seed)
    if expected is None:
        return None
    groups = len(found.eligible)
    return Reason(code=ReasonCode.UPWARD_BIAS, values={"groups": groups, "expected": expected})


def _power_pair(group: Share, reference: Share) -> power.Pair:
    return power.Pair(
        group=group.value or 0.0,
        reference=reference.value or 0.0,
        rows=group.effective,
        proportion=reference.effective / group.effective,
    )


def computable(kind: GapKind, tally: Tally) -> bool:
    """Tell whether the rates of a gap can be taken: most need the true class."""
    return tally.labeled or set(kind.rates) <= LABEL_FREE


def _why(kind: GapKind, tally: Tally, found: dict[str, Extremes | None]) -> ReasonCode:
    if not computable(kind, tally):
        return ReasonCode.NO_LABELS
    return empty_code(next((rate for rate in kind.rates if found[rate] is None), ""))


def empty_code(rate: str) -> ReasonCode:
    """Return why a rate cannot be taken where its denominator is 0."""
    codes = {
        "fpr": ReasonCode.NO_NEGATIVES,
        "tnr": ReasonCode.NO_NEGATIVES,
        "tpr": ReasonCode.NO_POSITIVES,
        "fnr": ReasonCode.NO_POSITIVES,
    }
    return codes.get(rate, ReasonCode.EMPTY_DENOMINATOR)


def _missing(kind: GapKind, tally: Tally, rows: int, code: ReasonCode) -> Gap:
    figure = Measurement(
        measure=kind.measure, subject=tally.feature, value=None, n=rows, reason=Reason(code=code)
    )
    return Gap(kind=kind, figure=figure, exact=None)


def judge_gap(threshold: Threshold, gap: Gap) -> Conclusion:
    """Judge a gap by its own interval, and say how many rows per group would decide.

    Parameters
    ----------
    threshold
        The limit on this kind of gap.
    gap
        As measured.

    Returns
    -------
    Conclusion
        Not applicable with the reason where the gap has no value.
    """
    if gap.exact is None or gap.figure.value is None:
        reason = gap.figure.reason or Reason(code=ReasonCode.EMPTY_DENOMINATOR)
        return without_value(threshold, gap.figure.subject, reason)
    verdict, code = verdict_of(gap.figure.interval, threshold)
    smallest, needed = None, None
    if verdict is Verdict.NOT_DECIDABLE:
        smallest, needed = _outlook(threshold, gap)
        if power.too_close(gap.figure.value, float(threshold.number)):
            code = ReasonCode.NEEDED_N_NOT_REACHABLE
    return Conclusion(
        measure=threshold.measure,
        subject=gap.figure.subject,
        detail=gap.detail,
        value=gap.figure.value,
        interval=gap.figure.interval,
        threshold=threshold,
        verdict=verdict,
        reason=Reason(code=code),
        beyond=is_beyond(gap.exact, threshold),
        minimum_detectable=smallest,
        needed_n=needed,
    )


def _outlook(threshold: Threshold, gap: Gap) -> tuple[float | None, int | None]:
    """Return the smallest gap from the limit these rows could show, and the rows per group needed."""
    limit, level, pair = float(threshold.number), gap.pair_level, gap.pair
    if pair is None or gap.figure.value is None or limit <= 0:
        return None, None
    if gap.kind.ratio:
        below = gap.figure.value < limit
        smallest = power.detectable_ratio(pair, limit, below=below, level=level)
        needed = power.needed_n_ratio(pair, limit, level)
    else:
        above = gap.figure.value > limit
        smallest = power.detectable_difference(pair, limit, above=above, level=level)
        needed = power.needed_n_difference(pair, limit, level)
    return smallest, None if needed is None else int(np.ceil(needed * gap.rows_per_denominator))


def require_agreement(tally: Tally, eligible: Sequence[int], gaps: Sequence[Gap]) -> None:
    """Compare the gaps with fairlearn's, where every compared group has rows of both classes.

    Raises
    ------
    IntegrityError
        They disagree by more than 1e-9: a defect.
    """
    cells = tally.cells[list(eligible)]
    if tally.labeled and not (cells.sum(axis=2) > 0).all():
        return
    theirs = other_gaps({name: values[list(eligible)] for name, values in tally.others.items()})
    for gap in gaps:
        other = theirs.get(gap.kind.measure)
        if other is None or gap.figure.value is None or not computable(gap.kind, tally):
            continue
        if abs(other - gap.figure.value) > TOLERANCE:
            raise disagree(gap.kind.measure, tally.feature)


def disagree(measure: str, feature: str) -> IntegrityError:
    """Return the error that stops a run whose two calculations differ."""
    return IntegrityError(
        message(
            "Two calculations of {measure} for {feature} disagree. No result was stored; please report this.",
            measure=measure,
            feature=feature,
        )
    )
