"""Which share of the rows has each group, and which has it in the population?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.checks.base import CheckInput
from core.checks.parts.columns import reference
from core.checks.parts.weighing import weighing
from core.reasons import Reason, ReasonCode
from core.statistics.encoding import NOT_STATED, Encoded, encode_groups, intersect, value_text

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

_WHOLE = Fraction(1, 1000)
"""Stated shares may miss 1 by so much for having been rounded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """The groups of one feature, or of an intersection, here and in the population."""

    feature: str
    source: str
    """"stated" shares, or those of the "reference" sample; "none": only sizes are known."""
    labels: tuple[str, ...]
    """Of both, without that of missing values."""
    rows: "Floats"
    """Rows here."""
    population: "Floats | None"
    """Shares in the population, which add up to 1; None without any."""
    reference: "Floats | None"
    """Rows of the reference."""
    not_stated: float
    """Rows here whose value is missing: they have no group."""
    notes: tuple[Reason, ...] = ()

    @property
    def total(self) -> float:
        """Return the rows here that have a group."""
        return float(self.rows.sum())


def shares(data: CheckInput) -> tuple[Shares, ...]:
    """Return every sensitive feature, and their intersection where asked, beside each population known."""
    there = [item for item in data.groupings if item.column in data.table.columns]
    weights = _weights(data)
    other = reference(data)
    found = []
    for item in there:
        here = _tally(encode_groups(data.table[item.column], item), weights)
        stated = data.options.population.get(item.column)
        if stated:
            found.append(_stated(item.column, here, stated))
        if other is not None and other.table is not None and item.column in other.table.columns:
            found.append(_sampled(item.column, here, _tally(encode_groups(other.table[item.column], item))))
        if not found or found[-1].feature != item.column:
            found.append(_alone(item.column, here))
    return (*found, *_crossed(data, weights))


def _weights(data: CheckInput) -> "Floats | None":
    """Return how many rows each line stands for; None where every line is one row."""
    found = weighing(data)
    return np.nan_to_num(found.values) if found is not None and found.whole else None


def _tally(groups: Encoded, weights: "Floats | None" = None) -> dict[str, float]:
    counts = np.bincount(groups.codes, weights=weights, minlength=len(groups.labels))
    return {label: float(count) for label, count in zip(groups.labels, counts, strict=True)}


def _stated(feature: str, here: dict[str, float], stated: Mapping[str, str]) -> Shares:
    wanted = {value_text(label): Fraction(share) for label, share in stated.items()}
    total = sum(wanted.values(), Fraction(0))
    notes: tuple[Reason, ...] = ()
    if abs(total - 1) > _WHOLE:
        values: dict[str, str | int | float] = {"feature": feature, "total": float(total)}
        notes = (Reason(code=ReasonCode.POPULATION_NOT_WHOLE, values=values),)
    labels = _labels(here, wanted)
    population = np.array(
        [float(wanted.get(label, Fraction(0)) / total) if total else 0.0 for label in labels]
    )
    found = _shares(feature, "stated", (labels, here), population if total else None)
    return replace(found, notes=notes)


def _sampled(feature: str, here: dict[str, float], there: dict[str, float]) -> Shares:
    labels = _labels(here, there)
    rows = np.array([there.get(label, 0.0) for label in labels])
    known = rows / rows.sum() if rows.sum() > 0 else None
    return replace(_shares(feature, "reference", (labels, here), known), reference=rows)


def _alone(feature: str, here: dict[str, float]) -> Shares:
    return _shares(feature, "none", (_labels(here, {}), here), None)


def _shares(
    feature: str, source: str, groups: tuple[tuple[str, ...], dict[str, float]], population: "Floats | None"
) -> Shares:
    labels, here = groups
    return Shares(
        feature=feature,
        source=source,
        labels=labels,
        rows=np.array([here.get(label, 0.0) for label in labels]),
        population=population,
        reference=None,
        not_stated=here.get(NOT_STATED, 0.0),
    )


def _labels(here: Mapping[str, object], there: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(label for label in dict.fromkeys([*here, *there]) if label != NOT_STATED)


def _crossed(data: CheckInput, weights: "Floats | None") -> tuple[Shares, ...]:
    """Return the intersection of all features, of rows that state every one of them."""
    there = [item for item in data.groupings if item.column in data.table.columns]
    if not data.intersections or len(there) < 2:
        return ()
    name, here = _intersection(data.table, data, weights)
    other = reference(data)
    if other is None or other.table is None or any(item.column not in other.table for item in there):
        return (_alone(name, here),)
    return (_sampled(name, here, _intersection(other.table, data, None)[1]),)


def _intersection(
    table: pd.DataFrame, data: CheckInput, weights: "Floats | None"
) -> tuple[str, dict[str, float]]:
    groups = [
        encode_groups(table[item.column], item)
        for item in data.groupings
        if item.column in data.table.columns
    ]
    stated = np.ones(len(table), dtype=bool)
    for part in groups:
        if NOT_STATED in part.labels:
            stated &= part.codes != part.labels.index(NOT_STATED)
    kept = tuple(Encoded(name=part.name, labels=part.labels, codes=part.codes[stated]) for part in groups)
    crossed = intersect(kept)
    found = _tally(crossed, None if weights is None else weights[stated])
    return crossed.name, {label: count for label, count in found.items() if count}
