"""Which gaps show only in an intersection, though each of its features looks even?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.checks.parts.tallies import Tally
from core.reasons import Reason, ReasonCode
from core.results import Comparison
from core.statistics.intervals import newcombe


@dataclass(frozen=True, slots=True, kw_only=True)
class Beyond:
    """A gap of a feature or an intersection whose point value lies beyond a limit."""

    columns: tuple[str, ...]
    measure: str
    value: float
    feature: str


def masked(found: Sequence[Beyond]) -> tuple[Reason, ...]:
    """Note the intersections beyond a limit that every one of their features keeps.

    Parameters
    ----------
    found
        All gaps beyond a limit, of features as of intersections.

    Returns
    -------
    tuple of Reason
        In the order given.

    References
    ----------
    Kearns et al. 2018, ICML, 2564-2572 (fairness gerrymandering).
    """
    single = {(item.columns[0], item.measure) for item in found if len(item.columns) == 1}
    return tuple(
        _note(item)
        for item in found
        if len(item.columns) > 1 and not any((name, item.measure) in single for name in item.columns)
    )


def turned(
    tallies: Sequence[Tally], compared: Sequence[Comparison], minimum: int, level: str
) -> tuple[Reason, ...]:
    """Note where the gap between two groups of a feature points the other way within a group of another.

    Parameters
    ----------
    tallies
        Counts of features and intersections.
    compared
        Comparisons of the features on the selection rate.
    minimum
        Rows a group of the intersection needs.
    level
        Confidence level; each stratum's interval holds for all strata together (Bonferroni).

    Returns
    -------
    tuple of Reason
        Only gaps that can be told from chance on both sides.
    """
    pairs = [item for item in compared if item.measure == "selection_rate" and _clear(item)]
    notes = (
        note
        for tally in tallies
        if len(tally.columns) == 2
        for item in pairs
        for note in _within(tally, item, minimum, float(Fraction(level)))
    )
    return tuple(notes)


def _note(item: Beyond) -> Reason:
    values: dict[str, str | int | float] = {"feature": item.feature, "value": item.value}
    if item.measure == "impact_ratio":
        return Reason(code=ReasonCode.MASKED_DISPARITY, values=values)
    return Reason(code=ReasonCode.MASKED_GAP, values={"measure": item.measure, **values})


def _clear(item: Comparison) -> bool:
    interval = item.difference.interval
    return interval is not None and ((interval.low or 0.0) > 0 or (interval.high or 0.0) < 0)


def _within(tally: Tally, item: Comparison, minimum: int, level: float) -> Iterator[Reason]:
    name = item.feature.partition(" · ")[0]
    if name not in tally.columns:
        return
    own = tally.columns.index(name)
    places = {parts: at for at, parts in enumerate(tally.parts) if tally.rows[at] >= minimum}
    strata = sorted({parts[1 - own] for parts in places})
    whole = item.difference.value or 0.0
    for stratum in strata:
        ends = [places.get(_cell(own, label, stratum)) for label in (item.group, item.reference)]
        if ends[0] is None or ends[1] is None:
            continue
        group, reference = (tally.share("selection_rate", at) for at in ends if at is not None)
        each = 1 - (1 - level) / len(strata)
        low, high = newcombe(reference.hits, reference.effective, group.hits, group.effective, each)
        value = (reference.value or 0.0) - (group.value or 0.0)
        if value * whole < 0 and (low > 0 or high < 0):
            yield Reason(
                code=ReasonCode.SIGN_FLIP,
                values={
                    "stratum": f"{tally.columns[1 - own]}: {stratum or '–'}",
                    "group": item.group or "–",
                    "reference": item.reference or "–",
                    "feature": item.feature,
                    "value": value,
                    "whole": whole,
                },
            )


def _cell(own: int, label: str, stratum: str) -> tuple[str, ...]:
    return (label, stratum) if own == 0 else (stratum, label)
