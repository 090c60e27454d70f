"""How do the means of each group stand beside those of the reference?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from core.checks.base import CheckInput
from core.checks.parts.against import Against, Outlook, Pair
from core.checks.parts.mean_records import GroupMeans, mean_interval
from core.checks.parts.pairs import pair_figure, pair_verdict, significance_record
from core.ids import Exact
from core.policy import Threshold
from core.reasons import Reason, ReasonCode
from core.results import Comparison, Measurement
from core.statistics import power
from core.statistics.encoding import Encoded
from core.statistics.gaps import Bounded
from core.statistics.intervals import z_value
from core.statistics.means import Mean, fieller, welch, welch_test


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberKind:
    """One way to put the gap between means into a figure."""

    measure: str
    mean: str
    ratio: bool = False


NUMBER_KINDS = (
    NumberKind(measure="mean_prediction_difference", mean="mean_prediction"),
    NumberKind(measure="mean_prediction_ratio", mean="mean_prediction", ratio=True),
    NumberKind(measure="mean_outcome_difference", mean="mean_outcome"),
    NumberKind(measure="mean_outcome_ratio", mean="mean_outcome", ratio=True),
    NumberKind(measure="mean_error_difference", mean="mean_error"),
    NumberKind(measure="mae_difference", mean="mae"),
    NumberKind(measure="mae_ratio", mean="mae", ratio=True),
)

COMPARED = {
    "mean_prediction": ("mean_prediction_difference", "mean_prediction_ratio"),
    "mean_outcome": ("mean_outcome_difference", "mean_outcome_ratio"),
    "mean_error": ("mean_error_difference", "mean_error_ratio"),
    "mae": ("mae_difference", "mae_ratio"),
}
"""Means on which each group is compared, and what difference and ratio are called."""

_SIGNED = frozenset({"mean_error"})
"""Means around 0, of which a ratio says nothing."""

Ends = tuple[list[int], int]
"""Positions of the compared groups, and of the reference."""


def mean_against(
    kind: NumberKind, groups: Encoded, found: Sequence[GroupMeans], ends: Ends, *, level: Exact
) -> Against:
    """Measure one gap between the reference and every other group that is large enough.

    Parameters
    ----------
    kind
        Which gap.
    groups, found
        The groups and their means.
    ends
        Positions of the compared groups and of the reference among them.
    level
        Confidence level for all pairs together.

    Returns
    -------
    Against
        Without pairs, and with the reason, where there are no true numbers, or a mean is not above 0 and a
        ratio would say nothing.
    """
    eligible, reference = ends
    lacking = _lacking(kind, found, eligible)
    pairs = []
    for at in eligible if lacking is None else ():
        if at != reference:
            means = (found[at].means[kind.mean], found[reference].means[kind.mean])
            both = _Ends(*means, kind.ratio, found[at].rows)
            detail = " / ".join(groups.labels[end] or "–" for end in (at, reference))
            pairs.append(Pair(detail=detail, value=both.value, bounds=both.bounds, outlook=both.outlook))
    return Against(
        measure=kind.measure,
        subject=groups.name,
        ratio=kind.ratio,
        pairs=tuple(pairs),
        rows=sum(found[at].rows for at in eligible),
        level=level,
        lacking=None if lacking is None else Reason(code=lacking),
    )


def mean_comparisons(
    data: CheckInput, groups: Encoded, found: Sequence[GroupMeans], ends: tuple[list[int], int, str]
) -> tuple[Comparison, ...]:
    """Compare every large enough group with the reference, on every mean there is."""
    eligible, reference, rule = ends
    compared = []
    for name in (mean for mean in COMPARED if mean in found[reference].means):
        for at in (place for place in eligible if place != reference):
            labels = (groups.labels[at], groups.labels[reference])
            item = _comparison(data, name, labels, (found[at], found[reference]))
            compared.append(replace(item, feature=groups.name, reference_rule=rule))
    return tuple(compared)


def _comparison(
    data: CheckInput, name: str, labels: tuple[str, str], ends: tuple[GroupMeans, GroupMeans]
) -> Comparison:
    group, reference = (item.means[name] for item in ends)
    rows, level = sum(item.rows for item in ends), data.policy.confidence
    number = float(Fraction(level))
    apart = mean_interval(welch(reference, group, number), level, "welch")
    difference = pair_figure(COMPARED[name][0], labels[0], reference.value - group.value, rows, apart)
    ratio = _ratio(name, labels[0], (group, reference), rows, level)
    figures = {item.measure: item for item in (difference, ratio)}
    verdict, reason = pair_verdict(name, figures, data.thresholds("group_fairness"), chosen=True)
    return Comparison(
        measure=name,
        feature="",
        group=labels[0],
        reference=labels[1],
        reference_rule="",
        difference=difference,
        ratio=ratio,
        tests=(significance_record("welch", welch_test(reference, group)),),
        verdict=verdict,
        reason=reason,
    )


def _ratio(name: str, label: str, ends: tuple[Mean, Mean], rows: int, level: Exact) -> Measurement:
    group, reference = ends
    measure = COMPARED[name][1]
    code = ReasonCode.NO_RATIO if name in _SIGNED else ReasonCode.MEAN_NOT_POSITIVE
    if name in _SIGNED or group.value <= 0 or reference.value <= 0:
        return Measurement(measure=measure, subject=label, value=None, n=rows, reason=Reason(code=code))
    interval = mean_interval(fieller(group, reference, float(Fraction(level))), level, "fieller")
    figure = pair_figure(measure, label, group.value / reference.value, rows, interval)
    return replace(figure, numerator=group.value, denominator=reference.value)


def _lacking(kind: NumberKind, found: Sequence[GroupMeans], eligible: Sequence[int]) -> ReasonCode | None:
    if any(kind.mean not in found[at].means for at in eligible):
        return ReasonCode.NO_LABELS
    if kind.ratio and any(found[at].means[kind.mean].value <= 0 for at in eligible):
        return ReasonCode.MEAN_NOT_POSITIVE
    return None


@dataclass(frozen=True, slots=True)
class _Ends:
    """The means of one group and of the reference."""

    group: Mean
    reference: Mean
    ratio: bool
    rows: int

    @property
    def value(self) -> float:
        """Return group over reference, or reference minus group."""
        if self.ratio:
            return self.group.value / self.reference.value
        return self.reference.value - self.group.value

    def bounds(self, level: float) -> Bounded | None:
        """Return the interval of difference or ratio."""
        found = fieller(self.group, self.reference, level) if self.ratio else None
        found = found if self.ratio else welch(self.reference, self.group, level)
        method = "fieller" if self.ratio else "welch"
        return None if found is None else Bounded(low=found[0], high=found[1], method=method)

    def outlook(self, threshold: Threshold, level: float) -> Outlook:
        """Say what would decide, from the width of the interval."""
        bounds = self.bounds(level)
        if bounds is None or bounds.low is None or bounds.high is None:
            return None, None
        error = (bounds.high - bounds.low) / (2 * z_value(level))
        limit, value = float(threshold.number), abs(self.value)
        if self.ratio and value > 1 and limit > 0:
            limit = 1 / limit
        needed = power.needed_n_scaled(self.rows, error, value - limit, level)
        return power.reach(level) * error, None if power.too_close(value, limit) else needed
