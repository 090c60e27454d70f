"""What do all table formats look like before their columns get types?"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.inventory import TableDialect
from core.messages import Message

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """A table as read: text columns from CSV, XLSX and JSON lines, typed ones from Parquet and Feather."""

    table: "pa.Table"
    dialect: TableDialect
    complete: bool = True
    """False when only the head of a large file was read."""
    assumptions: tuple[Message, ...] = ()
    sheets: tuple[str, ...] = field(default=())
    texts: frozenset[str] = frozenset()
    """Columns whose values the file itself calls text, so that figures in them are no numbers."""
