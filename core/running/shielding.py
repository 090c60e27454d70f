"""What of groups too small to be compared leaves a check, where their column is kept for bias tests only?

AI Act Art. 4a: a group of few persons in such a column could point at a person, so its name and figures stay
inside; that there are such rows, and how many, is said.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.inventory import Grouping
from core.options import columns_of
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, Conclusion, DataTable, Group

if TYPE_CHECKING:
    from core.checks.base import CheckInput

TOGETHER = "…"
"""Label of the groups that are counted together, and of every one that is not named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hidden:
    """Which names stay inside."""

    columns: tuple[str, ...]
    """Kept for bias tests only."""
    names: frozenset[str]
    """Of their small groups, and of those they make together with other columns."""

    loose: bool
    """Whether the options name such a column, so that a line may tell its values without naming it."""

    def of(self, feature: str) -> bool:
        """Tell whether a feature is made of such a column."""
        return any(_is_of(feature, column) for column in self.columns)

    def told(self, text: str) -> bool:
        """Tell whether a text names one of the groups."""
        return self.said(text) != text

    def said(self, text: str) -> str:
        """Return a text without the names."""
        for name in sorted(self.names, key=len, reverse=True):
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", TOGETHER, text)
        return text


def shielded(results: Iterable[CheckResult], data: "CheckInput") -> tuple[CheckResult, ...]:
    """Return the results with the small groups of protected columns counted together and not named."""
    if not data.protected:
        return tuple(results)
    small = _small(data)
    return tuple(_shielded(result, data, small) for result in results)


def _small(data: "CheckInput") -> frozenset[str]:
    """Return how the values and groups of protected columns are called that few rows have."""
    import numpy as np

    from core.statistics.encoding import encode_groups

    groupings = {item.column: item for item in data.groupings}
    names: set[str] = set()
    for column in data.protected:
        if column not in data.table.columns:
            continue
        rows = data.table[data.weight].to_numpy(dtype=float) if data.counted and data.weight else None
        encoded = encode_groups(data.table[column], groupings.get(column, Grouping(column=column)))
        sizes = np.bincount(encoded.codes, weights=rows, minlength=len(encoded.labels))
        names |= {
            label
            for label, n in zip(encoded.labels, sizes, strict=True)
            if label and n < data.policy.minimum_group
        }
    return frozenset(names)


def _shielded(result: CheckResult, data: "CheckInput", small: frozenset[str]) -> CheckResult:
    least = data.policy.minimum_group
    alone = [group for group in result.groups if _hides(group, data.protected, least)]
    hidden = _Hidden(
        columns=data.protected,
        names=small | {group.label for group in alone if group.label},
        loose=not columns_of(data.options).isdisjoint(data.protected),
    )
    names = {(group.feature, group.label) for group in alone}
    shown = [group for group in result.groups if (group.feature, group.label) not in names]
    features = dict.fromkeys(group.feature for group in alone)
    together = [_together([group for group in alone if group.feature == name], least) for name in features]
    return replace(
        result,
        groups=(*shown, *together),
        conclusions=tuple(_unnamed(item, hidden) for item in result.conclusions),
        comparisons=tuple(
            item
            for item in result.comparisons
            if not {(item.feature, item.group), (item.feature, item.reference)} & names
        ),
        measurements=tuple(
            item
            for item in result.measurements
            if item.subject is None or not (_mentions(item.subject, hidden) and hidden.told(item.subject))
        ),
        notes=tuple(_note(item, hidden) for item in result.notes),
        tables=tuple(_without(table, hidden, names) for table in result.tables),
    )


def _hides(group: Group, protected: tuple[str, ...], least: int) -> bool:
    excluded = group.excluded is not None and group.excluded.code is ReasonCode.GROUP_TOO_SMALL
    small = excluded or (0 < group.n < least and group.label != TOGETHER)
    return small and any(_is_of(group.feature, column) for column in protected)


def _unnamed(item: Conclusion, hidden: _Hidden) -> Conclusion:
    if item.subject is None or item.detail is None or not hidden.of(item.subject):
        return item
    return replace(item, detail=hidden.said(item.detail))


def _note(item: Reason, hidden: _Hidden) -> Reason:
    texts = [value for value in item.values.values() if isinstance(value, str)]
    if not any(_mentions(text, hidden) for text in texts):
        return item
    values = {
        key: hidden.said(value) if isinstance(value, str) else value for key, value in item.values.items()
    }
    return replace(item, values=values)


def _mentions(text: str, hidden: _Hidden) -> bool:
    return hidden.of(text) or any(
        re.search(rf"(?<!\w){re.escape(column)}(?!\w)", text) for column in hidden.columns
    )


def _is_of(feature: str, column: str) -> bool:
    """Tell whether a feature is made of a column: alone, crossed with others, or on one label."""
    crossed = feature.partition(" · ")[0]
    return feature == column or f" x {column} x " in f" x {crossed} x "


def _together(groups: list[Group], least: int) -> Group:
    first = groups[0]
    minimum = least if first.excluded is None else first.excluded.values.get("minimum", least)
    return Group(
        feature=first.feature,
        label=TOGETHER,
        n=sum(group.n for group in groups),
        excluded=Reason(
            code=ReasonCode.SMALL_GROUPS_TOGETHER, values={"groups": len(groups), "minimum": minimum}
        ),
        measurements=(),
    )


def _without(table: DataTable, hidden: _Hidden, names: set[tuple[str, str]]) -> DataTable:
    """Return a table without the lines of the hidden groups, whatever its columns are called."""
    lines = zip(*(column.values for column in table.columns), strict=True)
    kept = [at for at, line in enumerate(lines) if not _names(line, hidden, names)]
    if not table.columns or len(kept) == len(table.columns[0].values):
        return table
    return replace(
        table,
        columns=tuple(
            replace(column, values=tuple(column.values[at] for at in kept)) for column in table.columns
        ),
    )


def _names(line: tuple[float | str | None, ...], hidden: _Hidden, names: set[tuple[str, str]]) -> bool:
    texts = [cell for cell in line if isinstance(cell, str)]
    if any((feature, label) in names for feature in texts for label in texts):
        return True
    where = hidden.loose or any(_mentions(text, hidden) for text in texts)
    return where and any(map(hidden.told, texts))
