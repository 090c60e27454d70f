"""What of groups too small to be compared leaves a check, where their column is kept for bias tests only?

AI Act Art. 4a: a group of few persons in such a column could point at a person, so its name and figures stay
inside; that there are such rows, and how many, is said.
"""

from collections.abc import Iterable
from dataclasses import replace

from core.reasons import Reason, ReasonCode
from core.results import CheckResult, DataTable, Group

TOGETHER = "…"
"""Label of the groups that are counted together."""


def shielded(results: Iterable[CheckResult], protected: tuple[str, ...]) -> tuple[CheckResult, ...]:
    """Return the results with the small groups of protected columns counted together and not named."""
    return tuple(_shielded(result, protected) if protected else result for result in results)


def _shielded(result: CheckResult, protected: tuple[str, ...]) -> CheckResult:
    hidden = [group for group in result.groups if _hides(group, protected)]
    if not hidden:
        return result
    names = {(group.feature, group.label) for group in hidden}
    shown = [group for group in result.groups if (group.feature, group.label) not in names]
    features = dict.fromkeys(group.feature for group in hidden)
    together = [_together([group for group in hidden if group.feature == name]) for name in features]
    return replace(
        result,
        groups=(*shown, *together),
        tables=tuple(_without(table, names) for table in result.tables),
    )


def _hides(group: Group, protected: tuple[str, ...]) -> bool:
    small = group.excluded is not None and group.excluded.code is ReasonCode.GROUP_TOO_SMALL
    return small and any(_is_of(group.feature, column) for column in protected)


def _is_of(feature: str, column: str) -> bool:
    """Tell whether a feature is made of a column: alone, crossed with others, or on one label."""
    crossed = feature.partition(" · ")[0]
    return feature == column or f" x {column} x " in f" x {crossed} x "


def _together(groups: list[Group]) -> Group:
    first = groups[0]
    minimum = 0 if first.excluded is None else first.excluded.values.get("minimum", 0)
    return Group(
        feature=first.feature,
        label=TOGETHER,
        n=sum(group.n for group in groups),
        excluded=Reason(
            code=ReasonCode.SMALL_GROUPS_TOGETHER, values={"groups": len(groups), "minimum": minimum}
        ),
        measurements=(),
    )


def _without(table: DataTable, names: set[tuple[str, str]]) -> DataTable:
    """Return a table without the lines of the hidden groups."""
    columns = {column.name for column in table.columns}
    if not {"feature", "group"} <= columns:
        return table
    pairs = zip(table.column("feature"), table.column("group"), strict=True)
    kept = [at for at, pair in enumerate(pairs) if pair not in names]
    return replace(
        table,
        columns=tuple(
            replace(column, values=tuple(column.values[at] for at in kept)) for column in table.columns
        ),
    )
