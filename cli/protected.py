"""What was typed about columns that are kept for bias tests only?"""

from dataclasses import dataclass, replace
from datetime import date

from cli.call import Call
from cli.inputs import grouping
from core.inventory import Column, ColumnRole, SensitivePurpose
from core.workspace import NewDataset


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Which columns, until when, and why."""

    columns: tuple[str, ...]
    """As typed, with cut points like any sensitive feature."""
    day: date | None
    why: str | None


def guarded(call: Call, new: NewDataset, guard: Guard) -> NewDataset:
    """Return the data set with the purposes stated; such a column is sensitive and nothing else."""
    names = {grouping(item).column for item in guard.columns}
    return replace(
        new,
        columns=tuple(_kept(column) if column.name in names else column for column in new.columns),
        delete_by=guard.day,
        necessity=None if guard.why is None else call.text(guard.why),
    )


def _kept(column: Column) -> Column:
    return replace(column, roles=(ColumnRole.SENSITIVE,), purpose=SensitivePurpose.BIAS_TEST_ONLY)
