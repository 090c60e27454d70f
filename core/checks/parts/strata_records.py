"""What is recorded of two groups in strata, one by one and together?"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import CheckInput
from core.checks.parts.class_figures import data_table
from core.checks.parts.pairs import pair_verdict
from core.checks.parts.strata_tables import RATES, Layers
from core.reasons import Reason, ReasonCode
from core.results import Comparison, DataTable, Interval, Measurement, Significance
from core.statistics import strata
from core.statistics.intervals import newcombe
from core.statistics.strata import Pooled

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

Ends = tuple[int, int]
"""Positions of a group and of its reference."""

_DIFFERENCES = {
    "selection_rate": "pooled_difference",
    "tpr": "pooled_tpr_difference",
    "fpr": "pooled_fpr_difference",
}
MOST_LISTED = 200
"""Strata that are listed one by one."""


def pooled_comparisons(
    data: CheckInput, counted: Layers, pairs: Sequence[Ends], rule: tuple[str, str]
) -> tuple[Comparison, ...]:
    """Put every group beside the reference within the strata, with both tests.

    Parameters
    ----------
    data
        Level and limits.
    counted
        Counts of groups and strata.
    pairs
        Groups and their reference.
    rule
        How the reference was chosen; the check whose limits count.

    Returns
    -------
    tuple of Comparison
        On the selection rate and, with true classes, on the two error rates.
    """
    rates = RATES if counted.labeled else RATES[:1]
    found = (_comparison(data, counted, pair, rate, rule) for rate in rates for pair in pairs)
    return tuple(item for item in found if item is not None)


def pooled_table(data: CheckInput, counted: Layers, pairs: Sequence[Ends]) -> DataTable:
    """Return one line per pair and rate: figures over all rows and within the strata."""
    number = float(Fraction(data.policy.confidence))
    lines = []
    for rate in RATES if counted.labeled else RATES[:1]:
        for group, reference in pairs:
            labels = (counted.groups.labels[group], counted.groups.labels[reference])
            tables = counted.tables(rate, group, reference)
            lines.append([counted.groups.name, rate, *labels, *_figures(tables, number)])
    names = ["feature", "rate", "group", "reference", "strata", "informative", "rows", "informative_rows"]
    names += ["crude_difference", "crude_ratio", "difference", "difference_low", "difference_high"]
    names += ["ratio", "ratio_low", "ratio_high", "odds_ratio", "odds_low", "odds_high", "cmh_p"]
    names += ["breslow_day_p", "against"]
    return data_table("pooled", **{name: [line[at] for line in lines] for at, name in enumerate(names)})


def strata_table(data: CheckInput, counted: Layers, pairs: Sequence[Ends]) -> DataTable:
    """Return one line per pair and stratum, the largest strata first up to `MOST_LISTED` per pair."""
    number = float(Fraction(data.policy.confidence))
    lines: list[list[str | float | None]] = []
    for group, reference in pairs:
        tables = counted.tables("selection_rate", group, reference)
        rows = tables.sum(axis=(1, 2))
        for at in np.sort(np.argsort(-rows, kind="stable")[:MOST_LISTED]):
            if rows[at] > 0:
                labels = [counted.groups.labels[end] for end in (group, reference)]
                head = [counted.groups.name, *labels, counted.strata.labels[at] or "–"]
                lines.append([*head, *_stratum(tables[at], number)])
    names = ["feature", "group", "reference", "stratum", "n_group", "rate_group", "n_reference"]
    names += ["rate_reference", "difference", "low", "high"]
    return data_table("strata", **{name: [line[at] for line in lines] for at, name in enumerate(names)})


def unshared(counted: Layers, pair: Ends) -> tuple[Reason, ...]:
    """Say how many rows lie in strata that hold only one of two groups."""
    tables = counted.tables("selection_rate", *pair)
    total, used = round(float(tables.sum())), round(float(strata.shared(tables).sum()))
    values: dict[str, str | int | float] = {
        "n": total - used,
        "total": total,
        "group": counted.groups.labels[pair[0]] or "–",
        "reference": counted.groups.labels[pair[1]] or "–",
    }
    return (Reason(code=ReasonCode.STRATA_UNSHARED, values=values),) if total > used else ()


def _comparison(
    data: CheckInput, counted: Layers, pair: Ends, rate: str, rule: tuple[str, str]
) -> Comparison | None:
    tables, number = counted.tables(rate, *pair), float(Fraction(data.policy.confidence))
    apart = strata.pooled_difference(tables, number)
    if apart is None:
        return None
    label, n = counted.groups.labels[pair[0]], round(float(tables.sum()))
    level = data.policy.confidence
    difference = _figure(
        _DIFFERENCES[rate], label, apart, n, Interval(low=None, high=None, level=level, method="sato")
    )
    found = strata.pooled_ratio(tables, number)
    ratio = _figure(
        "pooled_ratio", label, found, n, Interval(low=None, high=None, level=level, method="greenland_robins")
    )
    ratio = replace(ratio, numerator=ratio.value, denominator=None if found is None else 1.0)
    figures = {_DIFFERENCES[rate]: difference} | ({"pooled_ratio": ratio} if rate == "selection_rate" else {})
    limits = data.thresholds(rule[1])
    verdict, reason = pair_verdict(rate, figures, limits, chosen=True)
    return Comparison(
        measure=rate,
        feature=counted.groups.name,
        group=label,
        reference=counted.groups.labels[pair[1]],
        reference_rule=rule[0],
        difference=difference,
        ratio=ratio,
        tests=_tests(tables),
        verdict=verdict,
        reason=reason,
    )


def _figure(measure: str, label: str, found: Pooled | None, n: int, shape: Interval) -> Measurement:
    if found is None:
        reason = Reason(code=ReasonCode.REFERENCE_RATE_ZERO)
        return Measurement(measure=measure, subject=label, value=None, n=n, reason=reason)
    interval = None
    if found.bounds is not None:
        interval = replace(shape, low=found.bounds[0], high=found.bounds[1])
    return Measurement(measure=measure, subject=label, value=found.value, n=n, interval=interval)


def _tests(tables: "Floats") -> tuple[Significance, ...]:
    cmh, same = strata.cmh_test(tables), strata.breslow_day(tables)
    nothing = Significance(test="", statistic=None, p=None)
    return (
        replace(nothing, test="cmh") if cmh is None else Significance(test="cmh", statistic=cmh[0], p=cmh[1]),
        replace(nothing, test="breslow_day")
        if same is None
        else Significance(test="breslow_day", statistic=same[0], p=same[2]),
    )


def _figures(tables: "Floats", level: float) -> list[float | None]:
    both, some = strata.shared(tables), strata.informative(tables)
    whole = tables.sum(axis=0)
    cmh, same = strata.cmh_test(tables), strata.breslow_day(tables)
    filled = int((tables.sum(axis=(1, 2)) > 0).sum())
    return [
        float(filled),
        float(len(some)),
        float(tables.sum()),
        float(both.sum()),
        *_crude(whole),
        *_ends(strata.pooled_difference(tables, level)),
        *_ends(strata.pooled_ratio(tables, level)),
        *_ends(strata.pooled_odds_ratio(tables, level)),
        None if cmh is None else cmh[1],
        None if same is None else same[2],
        _against(both),
    ]


def _crude(whole: "Floats") -> tuple[float | None, float | None]:
    rows = whole.sum(axis=1)
    if not (rows > 0).all():
        return None, None
    group, reference = (float(rate) for rate in whole[:, 0] / rows)
    return reference - group, group / reference if reference > 0 else None


def _against(both: "Floats") -> float | None:
    """Return in how many shared strata the group has the higher rate."""
    if not len(both):
        return None
    rates = both[:, :, 0] / both.sum(axis=2)
    return float((rates[:, 0] > rates[:, 1]).sum())


def _ends(found: Pooled | None) -> tuple[float | None, float | None, float | None]:
    if found is None:
        return None, None, None
    low, high = found.bounds or (None, None)
    return found.value, low, high


def _stratum(table: "Floats", level: float) -> list[float | None]:
    (a, b), (c, d) = table.tolist()
    n, m = a + b, c + d
    rates = (a / n if n else None, c / m if m else None)
    if rates[0] is None or rates[1] is None:
        return [n, rates[0], m, rates[1], None, None, None]
    low, high = newcombe(c, m, a, n, level)
    return [n, rates[0], m, rates[1], rates[1] - rates[0], low, high]
