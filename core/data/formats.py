"""Which module reads which format of tables?"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.data import columnar, csv, json_lines, xlsx
from core.data.kinds import table_format
from core.data.raw import Raw
from core.data.typed import NOTHING, TypedDialect
from core.errors import UserError
from core.inventory import TableDialect, TableFormat
from core.messages import message

if TYPE_CHECKING:
    import pyarrow as pa


def look(path: Path, dialect: TableDialect | None, typed: TypedDialect = NOTHING) -> Raw:
    """Read the head of a table, or all of a small one, and recognize what the dialect leaves open."""
    match _checked(path, dialect):
        case TableFormat.CSV:
            return csv.look(path, dialect, typed)
        case TableFormat.XLSX:
            return xlsx.look(path, dialect, typed)
        case TableFormat.JSON_LINES:
            return json_lines.look(path, dialect, typed)
        case TableFormat.PARQUET | TableFormat.FEATHER as kind:
            return columnar.look(path, dialect, kind)


def batches(path: Path, dialect: TableDialect, wanted: Sequence[str] | None = None) -> Iterator["pa.Table"]:
    """Yield all rows of a table in parts, with the columns that are wanted and that it has."""
    match _checked(path, dialect):
        case TableFormat.CSV:
            yield from csv.batches(path, dialect, wanted)
        case TableFormat.XLSX:
            yield from xlsx.batches(path, dialect, wanted)
        case TableFormat.JSON_LINES:
            yield from json_lines.batches(path, dialect, wanted)
        case TableFormat.PARQUET | TableFormat.FEATHER:
            yield from columnar.batches(path, dialect, wanted)


def _checked(path: Path, dialect: TableDialect | None) -> TableFormat:
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
    return found
