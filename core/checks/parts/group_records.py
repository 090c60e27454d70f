"""What is recorded of each group, and of each group beside the reference?"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.parts.tallies import Tally
from core.ids import Exact
from core.results import Comparison, Group, Interval, Measurement, Reason, ReasonCode, Significance
from core.statistics import significance
from core.statistics.bootstrap import cell_interval
from core.statistics.confusion import LABEL_FREE, RATES, SUMMARIES, Share, treatment_equality
from core.statistics.discrimination import delong
from core.statistics.gaps import extremes, pair_bounds
from core.statistics.intervals import wilson

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

FOUR_FIFTHS = Fraction(4, 5)
"""29 CFR 1607.4(D)."""

COMPARED = {
    "selection_rate": ("demographic_parity_difference", "impact_ratio"),
    "tpr": ("equal_opportunity_difference", "equal_opportunity_ratio"),
    "fpr": ("fpr_difference", "fpr_ratio"),
    "ppv": ("predictive_parity_difference", "predictive_parity_ratio"),
    "accuracy": ("accuracy_difference", "accuracy_ratio"),
}
"""Rates on which each group is compared with the highest, and what difference and ratio are called."""

_EMPTY = {
    "tpr": ReasonCode.NO_POSITIVES,
    "fnr": ReasonCode.NO_POSITIVES,
    "fpr": ReasonCode.NO_NEGATIVES,
    "tnr": ReasonCode.NO_NEGATIVES,
}


def rate_measurement(rate: str, share: Share, *, rows: int, level: Exact, subject: str | None) -> Measurement:
    """Record one share with its Wilson interval, or the reason why it is not computable."""
    interval = None
    if share.denominator > 0:
        low, high = wilson(share.hits, share.effective, float(Fraction(level)))
        interval = Interval(low=low, high=high, level=level, method="wilson")
    empty = Reason(code=_EMPTY.get(rate, ReasonCode.EMPTY_DENOMINATOR))
    return Measurement(
        measure=rate,
        subject=subject,
        value=share.value,
        numerator=share.numerator,
        denominator=share.denominator,
        n=rows,
        interval=interval,
        reason=empty if interval is None else None,
    )


def group_measurements(tally: Tally, at: int, *, level: Exact, seed: int) -> tuple[Measurement, ...]:
    """Record every figure of one group.

    Parameters
    ----------
    tally
        Counts of the feature's groups.
    at
        Position of the group.
    level, seed
        Confidence level; seed of redraws for figures that are not shares.

    Returns
    -------
    tuple of Measurement
        Only the selection rate where the true class is not known.
    """
    label, rows = tally.labels[at], int(tally.rows[at])
    names = RATES if tally.labeled else LABEL_FREE
    shares = [
        rate_measurement(name, tally.share(name, at), rows=rows, level=level, subject=label)
        for name in RATES
        if name in names
    ]
    if not tally.labeled:
        return tuple(shares)
    cells = tally.effective()[at]
    figures = {**SUMMARIES, "treatment_equality": treatment_equality}
    for name, figure in figures.items():
        value = float(figure(cells))
        bounds = cell_interval(cells, figure, seed=seed, level=float(Fraction(level)))
        shares.append(_figure(name, label, value, rows, bootstrap_interval(bounds, level)))
    return tuple(shares)


def bootstrap_interval(bounds: tuple[float, float] | None, level: Exact) -> Interval | None:
    """Record percentile bounds; None where there are none."""
    if bounds is None:
        return None
    return Interval(low=bounds[0], high=bounds[1], level=level, method="bootstrap")


def group_auc(
    truth: "npt.NDArray[np.bool_]", score: "Floats", weights: "Floats | None", *, level: Exact, label: str
) -> Measurement:
    """Record how well the score tells the classes apart within one group."""
    known = np.isfinite(score)
    weight = None if weights is None else weights[known]
    found = delong(truth[known], score[known], weights=weight, level=float(Fraction(level)))
    positives = int(truth[known].sum())
    lacking = ReasonCode.NO_POSITIVES if not positives else ReasonCode.NO_NEGATIVES
    area, bounds = (None, None) if found is None else found
    interval = (
        None if bounds is None else Interval(low=bounds[0], high=bounds[1], level=level, method="delong")
    )
    return Measurement(
        measure="auc",
        subject=label,
        value=area,
        n=int(known.sum()),
        interval=interval,
        reason=Reason(code=lacking) if area is None else None,
    )


def group_record(tally: Tally, at: int, minimum: int, measurements: tuple[Measurement, ...]) -> Group:
    """Record one group; too small ones stay visible with the reason."""
    rows = int(tally.rows[at])
    small = Reason(code=ReasonCode.GROUP_TOO_SMALL, values={"n": rows, "minimum": minimum})
    return Group(
        feature=tally.feature,
        label=tally.labels[at],
        n=rows,
        excluded=small if rows < minimum else None,
        measurements=measurements,
    )


def comparisons(tally: Tally, eligible: Sequence[int], level: Exact) -> tuple[Comparison, ...]:
    """Compare every large enough group with the one that has the highest rate.

    Parameters
    ----------
    tally
        Counts of the feature's groups.
    eligible
        Positions of the groups that are large enough: the reference is chosen among them only.
    level
        Confidence level.

    Returns
    -------
    tuple of Comparison
        Per rate; groups without the rate are left out.
    """
    found = []
    for rate in COMPARED:
        if not tally.labeled and rate not in LABEL_FREE:
            continue
        shares = [tally.share(rate, at) for at in eligible]
        pair = extremes(rate, shares)
        if pair is None:
            continue
        for place, share in enumerate(shares):
            if place != pair.best and share.denominator > 0:
                ends = (eligible[place], eligible[pair.best])
                found.append(_comparison(rate, tally, ends, (share, shares[pair.best]), level))
    return tuple(found)


def with_holm(found: Sequence[Comparison]) -> tuple[Comparison, ...]:
    """Add Holm's correction; the family is all comparisons of the result, for each test by itself."""
    corrected: dict[tuple[int, str], float | None] = {}
    for name in ("fisher_exact", "chi_square", "two_sd"):
        tests = [(at, test.p) for at, item in enumerate(found) for test in item.tests if test.test == name]
        for (at, _), p in zip(tests, significance.holm([p for _, p in tests]), strict=True):
            corrected[at, name] = p
    return tuple(
        replace(item, tests=tuple(replace(test, p_holm=corrected[at, test.test]) for test in item.tests))
        for at, item in enumerate(found)
    )


def _comparison(
    rate: str, tally: Tally, ends: tuple[int, int], shares: tuple[Share, Share], level: Exact
) -> Comparison:
    group, reference = shares
    rows = int(tally.rows[list(ends)].sum())
    difference_id, ratio_id = COMPARED[rate]
    label = tally.labels[ends[0]]
    low, high = group.exact, reference.exact
    assert low is not None and high is not None  # noqa: S101, PT018 (both denominators are above 0)
    ratio = None if high == 0 else low / high
    ratio_interval = None if ratio is None else _pair_interval(shares, level, ratio=True)
    return Comparison(
        measure=rate,
        feature=tally.feature,
        group=label,
        reference=tally.labels[ends[1]],
        reference_rule="highest_rate",
        difference=_pair_figure(difference_id, label, high - low, rows, _pair_interval(shares, level)),
        ratio=_pair_figure(ratio_id, label, ratio, rows, ratio_interval),
        tests=_tests(tally, group, reference),
        below_four_fifths=None if ratio is None or rate != "selection_rate" else ratio < FOUR_FIFTHS,
    )


def _pair_interval(shares: tuple[Share, Share], level: Exact, *, ratio: bool = False) -> Interval:
    bounds = pair_bounds(*shares, ratio=ratio, level=float(Fraction(level)))
    return Interval(low=bounds.low, high=bounds.high, level=level, method=bounds.method)


def _pair_figure(
    measure: str, label: str, value: Fraction | None, rows: int, interval: "Interval | None"
) -> Measurement:
    zero = Reason(code=ReasonCode.REFERENCE_RATE_ZERO)
    return Measurement(
        measure=measure,
        subject=label,
        value=None if value is None else float(value),
        n=rows,
        interval=interval,
        reason=zero if value is None else None,
    )


def _figure(name: str, label: str, value: float, rows: int, interval: Interval | None) -> Measurement:
    known = bool(np.isfinite(value))
    return Measurement(
        measure=name,
        subject=label,
        value=value if known else None,
        n=rows,
        interval=interval if known else None,
        reason=None if known else Reason(code=ReasonCode.EMPTY_DENOMINATOR),
    )


def _tests(tally: Tally, group: Share, reference: Share) -> tuple[Significance, ...]:
    x1, n1, x2, n2 = group.hits, group.effective, reference.hits, reference.effective
    found: list[Significance] = []
    if tally.squares is None and n1 + n2 <= significance.FISHER_LIMIT:
        exact = significance.fisher_exact(int(x1), int(n1), int(x2), int(n2))
        found.append(_significance("fisher_exact", exact))
    square = significance.chi_square([[x1, n1 - x1], [x2, n2 - x2]])
    found.append(_significance("chi_square", None if square is None else (square[0], square[2])))
    found.append(_significance("two_sd", significance.two_sd(x1, n1, x2, n2)))
    return tuple(found)


def _significance(name: str, outcome: tuple[float, float] | None) -> Significance:
    if outcome is None:
        return Significance(test=name, statistic=None, p=None)
    statistic, p = outcome
    return Significance(test=name, statistic=statistic if np.isfinite(statistic) else None, p=p)
