"""In which ways does a table differ from its reference before any distribution is looked at?"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.checks.base import CheckInput
from core.checks.parts.columns import Kind, kind_of, missing, numbers, reference
from core.checks.parts.profile import MOST_CATEGORIES, Profile
from core.statistics.encoding import class_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One column beside its reference."""

    name: str
    was: Kind
    """What sort of values the reference holds."""
    new_categories: tuple[int, int, int] | None = None
    """Rows with a category the reference does not have, rows with a value, and how many such categories."""
    outside: tuple[int, int] | None = None
    """Numbers outside of the reference's range, of all finite numbers."""
    low: float | None = None
    high: float | None = None

    def other_type(self, now: Kind) -> bool:
        """Tell whether the type changed; an empty column has none."""
        return Kind.EMPTY not in {self.was, now} and self.was is not now


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """A table beside its reference."""

    lost: tuple[str, ...]
    new: tuple[str, ...]
    changes: tuple[Change, ...]


def compared(data: CheckInput, profiles: tuple[Profile, ...]) -> Schema | None:
    """Compare the columns of a table with those of its reference; None without one."""
    other = reference(data)
    if other is None or other.table is None:
        return None
    here, there = list(data.table.columns), list(other.table.columns)
    known = {item.name: item for item in profiles}
    return Schema(
        lost=tuple(str(name) for name in there if name not in here),
        new=tuple(str(name) for name in here if name not in there),
        changes=tuple(_changes(data, other.table, known)),
    )


def _changes(data: CheckInput, other: pd.DataFrame, known: dict[str, Profile]) -> Iterator[Change]:
    for name in data.table.columns:
        if name in other.columns:
            yield _change(data.table[name], other[name], known[str(name)], ids=name in data.row_ids)


def _change(values: pd.Series, other: pd.Series, now: Profile, *, ids: bool) -> Change:
    was = kind_of(other)
    if ids or now.kind in {Kind.DATE, Kind.EMPTY} or was is Kind.EMPTY:
        return Change(name=now.name, was=was)
    if now.kind is Kind.NUMBER and was is Kind.NUMBER:
        return _range(values, other, now.name)
    return _categories(values, other, now, was)


def _range(values: pd.Series, other: pd.Series, name: str) -> Change:
    here, there = (part[np.isfinite(part)] for part in (numbers(values), numbers(other)))
    if not there.size:
        return Change(name=name, was=Kind.NUMBER)
    low, high = float(there.min()), float(there.max())
    outside = int(((here < low) | (here > high)).sum())
    return Change(name=name, was=Kind.NUMBER, outside=(outside, len(here)), low=low, high=high)


def _categories(values: pd.Series, other: pd.Series, now: Profile, was: Kind) -> Change:
    uniques = {class_text(item).strip() for item in pd.unique(other[~missing(other)])}
    if len(uniques) > MOST_CATEGORIES or now.distinct > MOST_CATEGORIES:
        return Change(name=now.name, was=was)
    codes, found = pd.factorize(values)
    none = missing(values)
    unknown = np.array([class_text(item).strip() not in uniques for item in found] + [False], dtype=bool)
    rows = int((unknown[codes] & ~none).sum())
    kinds = len({class_text(item).strip() for item in found[unknown[:-1]]} - {""})
    return Change(name=now.name, was=was, new_categories=(rows, int((~none).sum()), kinds))
