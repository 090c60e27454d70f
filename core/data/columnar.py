"""How are files read that state the types of their columns: Parquet and Feather?"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from core.data.files import opened, unreadable
from core.data.names import column_names, listed
from core.data.raw import Raw
from core.errors import UserError
from core.inventory import TableDialect, TableFormat
from core.messages import Message, message

if TYPE_CHECKING:
    import pyarrow as pa

_WHOLE = 64 << 20
_ROWS = 65_536
"""Rows that are read at a time."""
_HEAD = 200_000
"""Rows of a large file that are looked at."""
_COLUMNS = 20_000
_HELD = 256 << 20
"""Bytes of unpacked columns beyond which a file counts as large, however small it is on the disk."""
_MANY = 5_000_000
"""Rows beyond which a file counts as large."""
_UNEVEN = 8
"""Bytes that a cell takes at least, also where the file repeats one value or names none."""
_LARGEST = (1 << 63) - 1
_EXACT = 1 << 53
"""Whole numbers beyond this cannot be kept exactly beside missing cells."""


def look(path: Path, dialect: TableDialect | None, kind: TableFormat) -> Raw:
    """Read the head of a file, or all of a small one, with its own types.

    Raises `UserError` for a damaged file.
    """
    import pyarrow as pa

    settled = dialect or TableDialect(format=kind)
    complete = path.stat().st_size <= _WHOLE
    notes = _about_names(path, kind)
    parts, rows, held = [], 0, 0
    for part in batches(path, settled):
        parts.append(part)
        rows, held = rows + part.num_rows, held + part.nbytes
        complete = complete and held <= _HELD and rows <= _MANY
        if not complete and (rows >= _HEAD or held > _HELD):
            break
    table = pa.concat_tables(parts)
    stated = {
        TableFormat.PARQUET: message("Types of the columns: as stated in the Parquet file."),
        TableFormat.FEATHER: message("Types of the columns: as stated in the Feather file."),
    }[kind]
    with guarded(path, kind):
        said = (stated, *notes, *about_types(table))
    return Raw(table=table, dialect=settled, complete=complete, assumptions=said)


def _about_names(path: Path, kind: TableFormat) -> tuple[Message, ...]:
    with _opened(path, kind) as source:
        return column_names(source.names)[1]


def batches(path: Path, dialect: TableDialect, wanted: Sequence[str] | None = None) -> Iterator["pa.Table"]:
    """Yield all rows of a Parquet or Feather file in parts, checked before they are used."""
    import pyarrow as pa

    with _opened(path, dialect.format) as source:
        names, _ = column_names(source.names)
        places = [place for place, name in enumerate(names) if wanted is None or name in wanted]
        chosen = [names[place] for place in places]
        with guarded(path, dialect.format):
            empty = source.schema.remove_metadata().empty_table().select(places).rename_columns(chosen)
        yield empty
        reader = source.read(places)
        while True:
            with guarded(path, dialect.format):
                batch = next(reader, None)
                if batch is None:
                    return
                batch.validate(full=True)
                part = pa.Table.from_batches([batch]).rename_columns(chosen).replace_schema_metadata(None)
            yield part


def _label(kind: TableFormat) -> str:
    return "Parquet" if kind is TableFormat.PARQUET else "Feather"


@contextmanager
def _opened(path: Path, kind: TableFormat) -> Iterator["_Source"]:
    """Open a file: its schema, and how batches of the columns at some places are read."""
    with opened(path) as file:
        with guarded(path, kind):
            source = _Parquet(file) if kind is TableFormat.PARQUET else _Feather(file)
        if len(source.schema) > _COLUMNS:
            raise UserError(
                message(
                    "“{name}” has {count} columns; up to {most} are read. Nothing was read. Choose a smaller "
                    "table.",
                    name=path.name,
                    count=len(source.schema),
                    most=_COLUMNS,
                )
            )
        yield source


@contextmanager
def guarded(path: Path, kind: TableFormat) -> Iterator[None]:
    """Turn what a damaged file with stated types lets fail, at whatever value, into a sentence."""
    import pyarrow as pa

    if kind not in {TableFormat.PARQUET, TableFormat.FEATHER}:
        yield
        return
    try:
        yield
    except (pa.ArrowException, OSError, ArithmeticError, MemoryError, ValueError, KeyError):
        raise unreadable(path, _label(kind)) from None


class _Parquet:
    """The batches of a Parquet file."""

    def __init__(self, file: BinaryIO) -> None:
        import pyarrow.parquet as pq

        self._file = pq.ParquetFile(file)
        self.schema: pa.Schema = self._file.schema_arrow
        self.names = tuple(self.schema.names)
        self.rows = int(self._file.metadata.num_rows)
        groups = range(self._file.metadata.num_row_groups)
        self.bytes = sum(int(self._file.metadata.row_group(group).total_byte_size) for group in groups)

    def read(self, places: Sequence[int]) -> "Iterator[pa.RecordBatch]":
        names = [self.names[place] for place in places]
        unique = len(set(self.names)) == len(self.names)
        for batch in self._file.iter_batches(batch_size=_ROWS, columns=names if unique else None):
            yield batch if unique else batch.select(list(places))


class _Feather:
    """The batches of a Feather file."""

    def __init__(self, file: BinaryIO) -> None:
        import pyarrow as pa

        self._file = file
        self.schema: pa.Schema = pa.ipc.open_file(file).schema
        self.names = tuple(self.schema.names)

    def read(self, places: Sequence[int]) -> "Iterator[pa.RecordBatch]":
        import pyarrow as pa

        reader = pa.ipc.open_file(self._file, options=pa.ipc.IpcReadOptions(included_fields=list(places)))
        for position in range(reader.num_record_batches):
            yield reader.get_batch(position)


_Source = _Parquet | _Feather


def row_count(path: Path, kind: TableFormat) -> int:
    """Return how many rows a file holds, without reading them where it says so itself."""
    with _opened(path, kind) as source:
        if isinstance(source, _Parquet):
            return source.rows
        return sum(batch.num_rows for batch in source.read([0])) if len(source.schema) else 0


def unpacked_size(path: Path, kind: TableFormat) -> int:
    """Return about how many bytes the table takes in memory."""
    with _opened(path, kind) as source:
        stated = source.bytes if isinstance(source, _Parquet) else path.stat().st_size
        columns = len(source.schema)
    return max(stated, row_count(path, kind) * columns * _UNEVEN)


def about_types(table: "pa.Table") -> Iterable[Message]:
    """Say which columns hold what a check cannot compare as it is."""
    import pyarrow as pa

    kinds = {field.name: field.type for field in table.schema}
    nested = [name for name, kind in kinds.items() if pa.types.is_nested(kind)]
    if nested:
        yield message(
            "Columns with lists or structures inside are read as JSON text: {names}.", names=listed(nested)
        )
    raw = [name for name, kind in kinds.items() if pa.types.is_binary(kind) or pa.types.is_large_binary(kind)]
    if raw:
        yield message("Columns with bytes are read as hexadecimal figures: {names}.", names=listed(raw))
    zoned = [name for name, kind in kinds.items() if pa.types.is_timestamp(kind) and kind.tz is not None]
    if zoned:
        yield message("Times with a time zone are read as UTC: {names}.", names=listed(zoned))
    exact = [name for name, kind in kinds.items() if pa.types.is_decimal(kind)]
    if exact:
        yield message(
            "Decimal numbers are read with about 16 significant figures: {names}.", names=listed(exact)
        )


def dtype_of(values: "pa.ChunkedArray") -> str:
    """Return the column type that a typed column stands for."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = values.type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_boolean(kind):
        return "boolean"
    if pa.types.is_integer(kind):
        if values.null_count and len(values) > values.null_count:
            ends = pc.min_max(values.cast(kind)).as_py()
            return "integer" if max(abs(ends["min"]), abs(ends["max"])) <= _EXACT else "text"
        if pa.types.is_uint64(kind) and len(values) and pc.max(values).as_py() > _LARGEST:
            return "text"
        return "integer"
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return "number"
    return "date" if pa.types.is_timestamp(kind) or pa.types.is_date(kind) else "text"
