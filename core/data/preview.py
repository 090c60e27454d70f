"""What does the head of a table look like, and what was assumed to read it?"""

from dataclasses import dataclass

from core.data.profile_types import ColumnProfile
from core.inventory import Column, Grouping, TableDialect
from core.messages import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePreview:
    """The first rows, the dialect, and suggestions a person corrects."""

    dialect: TableDialect
    assumptions: tuple[Message, ...]
    """What was recognized and how, one sentence each."""
    columns: tuple[Column, ...]
    """With suggested roles; favorable class, score direction and sensitive columns are never assumed."""
    groupings: tuple[Grouping, ...]
    """Suggested for columns that look continuous; empty otherwise."""
    rows: tuple[tuple[str, ...], ...]
    """At most 20 rows, cells as text in the file's own writing."""
    row_count: int | None
    """None when counting would mean reading a very large file."""
    sheets: tuple[str, ...] = ()
    """For XLSX."""
    profiles: tuple[ColumnProfile, ...] = ()
    """One per column, in their order."""
    profiled_rows: int = 0
    """Rows the profiles were made from; all of them unless the file is very large."""
