"""How far do the rates of groups lie from those of a chosen reference group?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.checks.parts.against import Against, Outlook, Pair
from core.checks.parts.measured_gaps import KINDS, GapKind, computable, disagree, empty_code
from core.checks.parts.tallies import Tally
from core.ids import Exact
from core.policy import Threshold
from core.reasons import Reason, ReasonCode
from core.statistics import power
from core.statistics.confusion import Share
from core.statistics.gaps import Bounded, pair_bounds
from core.statistics.second_opinion import TOLERANCE


def measure_against(
    kind: GapKind, tally: Tally, eligible: Sequence[int], reference: int, *, level: Exact
) -> Against:
    """Measure one gap between the chosen reference and every other group that is large enough.

    Parameters
    ----------
    kind
        Which gap; every one of its rates gives pairs.
    tally
        Counts of the feature's groups.
    eligible
        Positions of the compared groups.
    reference
        Position of the chosen group, one of them.
    level
        Confidence level for all pairs together.

    Returns
    -------
    Against
        Without pairs, and with the reason, where the reference has no such rate or it is 0 for a ratio.
    """
    lacking = _lacking(kind, tally, reference)
    pairs = []
    for rate in kind.rates if lacking is None else ():
        base = tally.share(rate, reference)
        for at in eligible:
            share = tally.share(rate, at)
            if at != reference and share.denominator > 0 and base.denominator > 0:
                pairs.append(_pair(kind, tally, (at, reference), (share, base)))
    return Against(
        measure=kind.measure,
        subject=tally.feature,
        ratio=kind.ratio,
        pairs=tuple(pairs),
        rows=int(tally.rows[list(eligible)].sum()),
        level=level,
        lacking=None if lacking is None else Reason(code=lacking),
    )


def require_rates(tally: Tally, eligible: Sequence[int], reference: int) -> None:
    """Compare differences to the reference with those of fairlearn's rates.

    Raises
    ------
    IntegrityError
        They disagree by more than 1e-9: a defect.
    """
    for rate in {rate for kind in KINDS for rate in kind.rates} & tally.others.keys():
        values = tally.others[rate]
        base = tally.share(rate, reference)
        for at in eligible:
            share = tally.share(rate, at)
            if share.value is None or base.value is None:
                continue
            if abs((base.value - share.value) - (values[reference] - values[at])) > TOLERANCE:
                raise disagree(rate, tally.feature)


def _lacking(kind: GapKind, tally: Tally, reference: int) -> ReasonCode | None:
    if not computable(kind, tally):
        return ReasonCode.NO_LABELS
    shares = {rate: tally.share(rate, reference) for rate in kind.rates}
    empty = next((rate for rate, share in shares.items() if share.denominator == 0), None)
    if empty is not None:
        return empty_code(empty)
    zero = any(share.numerator == 0 for share in shares.values())
    return ReasonCode.REFERENCE_RATE_ZERO if kind.ratio and zero else None


@dataclass(frozen=True, slots=True)
class _Ends:
    """The rates of one group and of the reference."""

    group: Share
    reference: Share
    ratio: bool
    scale: float
    """Rows of the group per row of the rate's denominator."""

    def bounds(self, level: float) -> Bounded:
        """Return the interval of difference or ratio."""
        return pair_bounds(self.group, self.reference, ratio=self.ratio, level=level)

    def outlook(self, threshold: Threshold, level: float) -> Outlook:
        """Say what would decide; where the group has the higher rate the two change places."""
        limit = float(threshold.number)
        if limit <= 0:
            return None, None
        swapped = (self.group.value or 0.0) > (self.reference.value or 0.0)
        pair = self._pair(swapped=swapped)
        if self.ratio:
            below = pair.group / pair.reference < limit
            smallest = power.detectable_ratio(pair, limit, below=below, level=level)
            needed = power.needed_n_ratio(pair, limit, level)
        else:
            above = pair.reference - pair.group > limit
            smallest = power.detectable_difference(pair, limit, above=above, level=level)
            needed = power.needed_n_difference(pair, limit, level)
        rows = self.scale * (pair.proportion if swapped else 1.0)
        return smallest, None if needed is None else int(np.ceil(needed * rows))

    def _pair(self, *, swapped: bool) -> power.Pair:
        lower, higher = (self.reference, self.group) if swapped else (self.group, self.reference)
        return power.Pair(
            group=lower.value or 0.0,
            reference=higher.value or 0.0,
            rows=lower.effective,
            proportion=higher.effective / lower.effective,
        )


def _pair(kind: GapKind, tally: Tally, ends: tuple[int, int], shares: tuple[Share, Share]) -> Pair:
    group, base = shares
    low, high = group.exact, base.exact
    assert low is not None and high is not None  # noqa: S101, PT018 (both denominators are above 0)
    both = _Ends(group, base, kind.ratio, float(tally.rows[ends[0]]) / group.effective)
    return Pair(
        detail=" / ".join(tally.labels[at] or "–" for at in ends),
        value=low / high if kind.ratio else high - low,
        bounds=both.bounds,
        outlook=both.outlook,
    )
