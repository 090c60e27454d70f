"""What was found in one part of a check, to be put together to its result?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.reasons import Reason
from core.results import Comparison, Conclusion, DataColumn, DataTable, Group, Measurement


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Figures, comparisons and verdicts of one feature, one label or a whole table."""

    groups: tuple[Group, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    conclusions: tuple[Conclusion, ...] = ()
    notes: tuple[Reason, ...] = ()
    tables: tuple[DataTable, ...] = ()


def together(parts: Iterable[Found]) -> Found:
    """Put parts one after the other; a note that several of them make is said once."""
    every = tuple(parts)
    return Found(
        groups=tuple(item for part in every for item in part.groups),
        comparisons=tuple(item for part in every for item in part.comparisons),
        measurements=tuple(item for part in every for item in part.measurements),
        conclusions=tuple(item for part in every for item in part.conclusions),
        notes=once([item for part in every for item in part.notes]),
        tables=tuple(item for part in every for item in part.tables),
    )


def once(notes: Sequence[Reason]) -> tuple[Reason, ...]:
    """Leave out notes that were made before."""
    return tuple(note for at, note in enumerate(notes) if note not in notes[:at])


def merged(tables: Iterable[DataTable]) -> tuple[DataTable, ...]:
    """Put tables of the same id and columns below each other."""
    found: dict[tuple[str, tuple[str, ...]], list[DataTable]] = {}
    for table in tables:
        key = (table.id, tuple(column.name for column in table.columns))
        found.setdefault(key, []).append(table)
    return tuple(_below(parts) for parts in found.values())


def _below(parts: Sequence[DataTable]) -> DataTable:
    columns = (
        DataColumn(
            name=column.name, values=tuple(value for part in parts for value in part.column(column.name))
        )
        for column in parts[0].columns
    )
    return DataTable(id=parts[0].id, columns=tuple(columns))
