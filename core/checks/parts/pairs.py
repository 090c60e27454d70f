"""How does each group stand beside the reference, and what does the policy say to that pair?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from core.checks.parts.reference import CHOSEN, HIGHEST
from core.checks.parts.tallies import Tally
from core.checks.parts.verdicts import one_sided, two_sided
from core.ids import Exact
from core.policy import Threshold
from core.reasons import Reason, ReasonCode
from core.results import Comparison, Interval, Measurement, Significance, Verdict, worst
from core.statistics import significance
from core.statistics.confusion import LABEL_FREE, Share
from core.statistics.gaps import extremes, pair_bounds

FOUR_FIFTHS = Fraction(4, 5)
"""29 CFR 1607.4(D)."""

COMPARED = {
    "selection_rate": ("demographic_parity_difference", "impact_ratio"),
    "tpr": ("equal_opportunity_difference", "equal_opportunity_ratio"),
    "fpr": ("fpr_difference", "fpr_ratio"),
    "ppv": ("predictive_parity_difference", "predictive_parity_ratio"),
    "accuracy": ("accuracy_difference", "accuracy_ratio"),
}
"""Rates on which each group is compared, and what difference and ratio are called."""

_JOINT = {"equalized_odds_difference": frozenset({"tpr", "fpr"})}
"""Limits on the larger of several differences hold for each of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """By what pairs are judged."""

    level: Exact
    thresholds: tuple[Threshold, ...]
    reference: int | None = None
    """Position of the chosen reference; None: the highest rate."""


def comparisons(tally: Tally, eligible: Sequence[int], terms: Terms) -> tuple[Comparison, ...]:
    """Compare every large enough group with the reference.

    Parameters
    ----------
    tally
        Counts of the feature's groups.
    eligible
        Positions of the groups that are large enough: the reference is one of them.
    terms
        Level, limits and the chosen reference.

    Returns
    -------
    tuple of Comparison
        Per rate; groups without the rate are left out.
    """
    found = []
    for rate in COMPARED:
        if not tally.labeled and rate not in LABEL_FREE:
            continue
        shares = {at: tally.share(rate, at) for at in eligible}
        reference = _reference(rate, shares, terms)
        if reference is None:
            continue
        for at, share in shares.items():
            if at != reference and share.denominator > 0:
                found.append(_comparison(rate, tally, (at, reference), terms))
    return tuple(found)


def with_holm(found: Sequence[Comparison]) -> tuple[Comparison, ...]:
    """Add Holm's correction; the family is all comparisons of the result, for each test by itself."""
    corrected: dict[tuple[int, str], float | None] = {}
    for name in dict.fromkeys(test.test for item in found for test in item.tests):
        tests = [(at, test.p) for at, item in enumerate(found) for test in item.tests if test.test == name]
        for (at, _), p in zip(tests, significance.holm([p for _, p in tests]), strict=True):
            corrected[at, name] = p
    return tuple(
        replace(item, tests=tuple(replace(test, p_holm=corrected[at, test.test]) for test in item.tests))
        for at, item in enumerate(found)
    )


def pair_verdict(
    rate: str, figures: Mapping[str, Measurement], thresholds: Sequence[Threshold], *, chosen: bool
) -> tuple[Verdict, Reason]:
    """Judge one pair by every limit on its difference or ratio; the gravest verdict counts.

    Parameters
    ----------
    rate
        What is compared.
    figures
        Difference and ratio by measure id.
    thresholds
        Limits of the policy.
    chosen
        Whether the reference was chosen, so that limits have two sides.

    Returns
    -------
    tuple
        Verdict and reason, which names measure and limit; not applicable where no limit is set.
    """
    judged = [
        _one_verdict(threshold, figure, chosen=chosen)
        for threshold in thresholds
        if (figure := _limited(rate, figures, threshold)) is not None
    ]
    if not judged:
        return Verdict.NOT_APPLICABLE, Reason(code=ReasonCode.NO_THRESHOLD)
    gravest = worst(verdict for verdict, _ in judged)
    return next(item for item in judged if item[0] is gravest)


def pair_figure(
    measure: str, label: str, value: Fraction | float, rows: int, interval: Interval | None
) -> Measurement:
    """Record a difference or ratio of one pair."""
    return Measurement(measure=measure, subject=label, value=float(value), n=rows, interval=interval)


def _reference(rate: str, shares: Mapping[int, Share], terms: Terms) -> int | None:
    """Return the position of the group the others are compared with; None where it has no such rate."""
    if terms.reference is not None:
        return terms.reference if shares[terms.reference].denominator > 0 else None
    pair = extremes(rate, list(shares.values()))
    return None if pair is None else list(shares)[pair.best]


def _comparison(rate: str, tally: Tally, ends: tuple[int, int], terms: Terms) -> Comparison:
    group, reference = (tally.share(rate, at) for at in ends)
    rows, label = int(tally.rows[list(ends)].sum()), tally.labels[ends[0]]
    difference, ratio = _figures(rate, (group, reference), rows, label, terms.level)
    chosen = terms.reference is not None
    figures = {item.measure: item for item in (difference, ratio)}
    verdict, reason = pair_verdict(rate, figures, terms.thresholds, chosen=chosen)
    exact = _ratio(group, reference) if rate == "selection_rate" else None
    return Comparison(
        measure=rate,
        feature=tally.feature,
        group=label,
        reference=tally.labels[ends[1]],
        reference_rule=CHOSEN if chosen else HIGHEST,
        difference=difference,
        ratio=ratio,
        tests=_tests(tally, group, reference),
        below_four_fifths=None if exact is None else exact < FOUR_FIFTHS,
        above_five_fourths=None if exact is None or not chosen else exact > 1 / FOUR_FIFTHS,
        verdict=verdict,
        reason=reason,
    )


def _figures(
    rate: str, shares: tuple[Share, Share], rows: int, label: str, level: Exact
) -> tuple[Measurement, Measurement]:
    group, reference = shares
    difference_id, ratio_id = COMPARED[rate]
    low, high = group.exact, reference.exact
    assert low is not None and high is not None  # noqa: S101, PT018 (both denominators are above 0)
    difference = pair_figure(difference_id, label, high - low, rows, _interval(shares, level))
    if high == 0:
        zero = Reason(code=ReasonCode.REFERENCE_RATE_ZERO)
        ratio = Measurement(measure=ratio_id, subject=label, value=None, n=rows, reason=zero)
    else:
        ratio = pair_figure(ratio_id, label, low / high, rows, _interval(shares, level, ratio=True))
    return difference, replace(ratio, numerator=group.value, denominator=reference.value)


def _ratio(group: Share, reference: Share) -> Fraction | None:
    low, high = group.exact, reference.exact
    return None if low is None or high is None or high == 0 else low / high


def _interval(shares: tuple[Share, Share], level: Exact, *, ratio: bool = False) -> Interval:
    bounds = pair_bounds(*shares, ratio=ratio, level=float(Fraction(level)))
    return Interval(low=bounds.low, high=bounds.high, level=level, method=bounds.method)


def _limited(rate: str, figures: Mapping[str, Measurement], threshold: Threshold) -> Measurement | None:
    """Return the figure of the pair that a threshold limits."""
    if rate in _JOINT.get(threshold.measure, ()):
        return figures.get(COMPARED[rate][0])
    return figures.get(threshold.measure)


def _one_verdict(threshold: Threshold, figure: Measurement, *, chosen: bool) -> tuple[Verdict, Reason]:
    if figure.value is None:
        return Verdict.NOT_APPLICABLE, figure.reason or Reason(code=ReasonCode.EMPTY_DENOMINATOR)
    ratio = figure.denominator is not None
    allowed = two_sided(threshold, ratio=ratio) if chosen else one_sided(threshold)
    verdict, code = allowed.verdict(figure.interval)
    values: dict[str, str | int | float] = {"measure": threshold.measure, "limit": threshold.limit}
    return verdict, Reason(code=code, values=values)


def _tests(tally: Tally, group: Share, reference: Share) -> tuple[Significance, ...]:
    x1, n1, x2, n2 = group.hits, group.effective, reference.hits, reference.effective
    found: list[Significance] = []
    if tally.squares is None and n1 + n2 <= significance.FISHER_LIMIT:
        exact = significance.fisher_exact(int(x1), int(n1), int(x2), int(n2))
        found.append(significance_record("fisher_exact", exact))
    square = significance.chi_square([[x1, n1 - x1], [x2, n2 - x2]])
    found.append(significance_record("chi_square", None if square is None else (square[0], square[2])))
    found.append(significance_record("two_sd", significance.two_sd(x1, n1, x2, n2)))
    return tuple(found)


def significance_record(name: str, outcome: tuple[float, float] | None) -> Significance:
    """Record a test; an infinite statistic is left out."""
    if outcome is None:
        return Significance(test=name, statistic=None, p=None)
    statistic, p = outcome
    return Significance(test=name, statistic=statistic if np.isfinite(statistic) else None, p=p)
