"""How does a file become a table with types, and what is shown before?"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.data import columnar, formats
from core.data.column_words import about_columns, about_writing
from core.data.conversion import Converter, MisfitError, to_series
from core.data.csv import line_of
from core.data.digest import file_digest
from core.data.names import missing_columns
from core.data.preview import TablePreview
from core.data.profile import profile
from core.data.raw import Raw
from core.data.recognition import Decision, decide, recognize, samples
from core.data.suggestions import suggest_columns, suggest_groupings
from core.data.typed import NOTHING, TypedDialect
from core.errors import UserError
from core.inventory import Column, TableDialect, TableFormat
from core.messages import Message

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = ["converted", "file_digest", "preview", "read_table"]

_SHOWN = 20
_TYPED = (TableFormat.PARQUET, TableFormat.FEATHER)
_WRITTEN = (TableFormat.CSV, TableFormat.XLSX)


def preview(
    path: Path, dialect: TableDialect | None = None, *, typed: TypedDialect = NOTHING
) -> TablePreview:
    """Read the head of a table and say what was assumed, or read it with a corrected dialect.

    Without a dialect, what was `typed` is taken as it is and only the rest is recognized; likewise for a
    dialect without a decimal sign, of which encoding, delimiter and sheet are taken.

    Raises `UserError` for a file that is missing, empty, damaged, or no table.
    """
    if dialect is not None and dialect.format in _WRITTEN and dialect.decimal is None:
        typed = TypedDialect(encoding=dialect.encoding, delimiter=dialect.delimiter, sheet=dialect.sheet)
        dialect = None
    raw = formats.look(path, dialect, typed)
    settled, notes = raw.dialect, raw.assumptions
    seen = {} if settled.format in _TYPED else samples(raw.table)
    if dialect is None and settled.format not in _TYPED:
        settled = recognize(raw.table, settled, typed)
    if settled.format not in _TYPED:
        notes = (*notes, *about_writing(settled, seen))
    raw = replace(raw, dialect=settled)
    with columnar.guarded(path, settled.format):
        return _shown(path, raw, notes, seen)


def _shown(path: Path, raw: Raw, notes: tuple[Message, ...], seen: dict[str, list[str]]) -> TablePreview:
    """Return what is shown of a table whose dialect is settled; `seen` are different cells of its columns."""
    decisions = [_decide(raw, name) for name in raw.table.column_names]
    profiles, rows = profile(raw, decisions)
    columns = suggest_columns(decisions, profiles)
    return TablePreview(
        dialect=raw.dialect,
        assumptions=(*notes, *about_columns(decisions, seen, raw.dialect)),
        columns=columns,
        groupings=suggest_groupings(raw, columns),
        rows=_head(raw.table),
        row_count=_count(path, raw),
        sheets=raw.sheets,
        profiles=profiles,
        profiled_rows=rows,
    )


def read_table(path: Path, dialect: TableDialect, columns: Sequence[Column]) -> "pd.DataFrame":
    """Read the named columns, each with the type stated for it: text stays text.

    Types: number float64; integer int64 (float64 where cells are missing); text str; boolean bool (object
    where cells are missing); date datetime64. Raises `UserError` for a missing column or a cell that does not
    fit its type, naming the row.
    """
    import pandas as pd
    import pyarrow as pa

    parts = list(converted(path, dialect, columns))
    whole = pa.concat_tables(parts)
    with columnar.guarded(path, dialect.format):
        series = {column.name: to_series(whole.column(column.name), column) for column in columns}
    return pd.DataFrame(series, index=pd.RangeIndex(whole.num_rows))


def converted(path: Path, dialect: TableDialect, columns: Sequence[Column]) -> Iterator["pa.Table"]:
    """Yield all rows in parts, the named columns with their stated types; at least one part.

    Raises `UserError` as `read_table` does, naming the line where the file has lines.
    """
    import pyarrow as pa

    names = [column.name for column in columns]
    converter = Converter(dialect)
    try:
        for table in formats.batches(path, dialect, names):
            absent = [name for name in names if name not in table.column_names]
            if absent:
                raise missing_columns(path, absent)
            with columnar.guarded(path, dialect.format):
                part = pa.table(
                    {column.name: converter.convert(table.column(column.name), column) for column in columns}
                )
            yield part
    except MisfitError as error:
        line = line_of(path, dialect, error.position) if dialect.format is TableFormat.CSV else None
        raise UserError(error.sentence(line)) from None


def _count(path: Path, raw: Raw) -> int | None:
    """Return the number of rows where it is known without reading a very large file."""
    if raw.complete:
        return int(raw.table.num_rows)
    if raw.dialect.format in _TYPED:
        return columnar.row_count(path, raw.dialect.format)
    return None


def _decide(raw: Raw, name: str) -> Decision:
    import pyarrow as pa

    column = raw.table.column(name)
    if raw.dialect.format in _TYPED or not pa.types.is_string(column.type):
        return Decision(name=name, dtype=columnar.dtype_of(column))
    return decide(name, column, raw.dialect, stated=name in raw.texts)


def _head(table: "pa.Table") -> tuple[tuple[str, ...], ...]:
    rows = table.slice(0, _SHOWN).to_pylist()
    return tuple(tuple("" if value is None else str(value) for value in row.values()) for row in rows)
