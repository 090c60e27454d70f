"""How does a file become a table with types, and what is shown before?"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.data import numbers, parquet
from core.data.conversion import convert
from core.data.csv import read_csv
from core.data.digest import file_digest
from core.data.files import table_format
from core.data.parquet import read_parquet
from core.data.preview import TablePreview
from core.data.raw import Raw
from core.data.suggestions import suggest_groupings, suggest_roles
from core.data.xlsx import read_xlsx
from core.errors import UserError
from core.inventory import Column, TableDialect, TableFormat
from core.messages import message

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = ["file_digest", "preview", "read_table"]

_SHOWN = 20


def preview(path: Path, dialect: TableDialect | None = None) -> TablePreview:
    """Read the head of a table and say what was assumed, or read it with a corrected dialect.

    Raises `UserError` for a file that is missing, empty, damaged, or no table.
    """
    raw = _read(path, dialect, whole=False)
    columns = tuple(
        Column(name=name, dtype=_dtype(raw, name), roles=suggest_roles(name))
        for name in raw.table.column_names
    )
    return TablePreview(
        dialect=raw.dialect,
        assumptions=raw.assumptions,
        columns=columns,
        groupings=suggest_groupings(raw, columns),
        rows=_shown(raw.table),
        row_count=raw.table.num_rows if raw.complete else None,
        sheets=raw.sheets,
    )


def read_table(path: Path, dialect: TableDialect, columns: Sequence[Column]) -> "pd.DataFrame":
    """Read the named columns, each with the type stated for it: text stays text.

    Types: number float64; integer int64 (float64 where cells are missing); text str; boolean bool (object
    where cells are missing); date datetime64. Raises `UserError` for a missing column or a cell that does not
    fit its type, naming the row.
    """
    import pandas as pd

    raw = _read(path, dialect, whole=True)
    missing = [column.name for column in columns if column.name not in raw.table.column_names]
    if missing:
        raise UserError(
            message(
                "The table “{name}” does not have the columns {columns}. Nothing was read. "
                "Correct the names or the delimiter.",
                name=path.name,
                columns=", ".join(missing[:12]),
            )
        )
    return pd.DataFrame({column.name: convert(raw, column) for column in columns})


def _read(path: Path, dialect: TableDialect | None, *, whole: bool) -> Raw:
    found = table_format(path)
    if dialect is not None and dialect.format is not found:
        raise UserError(
            message(
                "The file “{name}” is not a {expected} file but a {found} file. Nothing was read. Choose "
                "the file anew.",
                name=path.name,
                expected=dialect.format,
                found=found,
            )
        )
    match found:
        case TableFormat.CSV:
            return read_csv(path, dialect, whole=whole)
        case TableFormat.PARQUET:
            return read_parquet(path, dialect, whole=whole)
        case TableFormat.XLSX:
            return read_xlsx(path, dialect)


def _dtype(raw: Raw, name: str) -> str:
    import pyarrow as pa
    import pyarrow.compute as pc

    column = raw.table.column(name)
    if raw.dialect.format is TableFormat.PARQUET or not pa.types.is_string(column.type):
        return parquet.dtype_of(column.type)
    return numbers.dtype_of(pc.unique(column).to_pylist(), raw.dialect)


def _shown(table: "pa.Table") -> tuple[tuple[str, ...], ...]:
    rows = table.slice(0, _SHOWN).to_pylist()
    return tuple(tuple("" if value is None else str(value) for value in row.values()) for row in rows)
