"""How does a table cross a pipe and come back with the same types?"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

PART = 1 << 18
"""Rows of a table that cross at once, so that a large one is never held twice."""


def to_arrow(table: "pd.DataFrame") -> bytes:
    """Return a table as Arrow IPC stream without pandas' metadata, so that equal tables give equal bytes."""
    import pyarrow as pa

    return _stream(pa.Table.from_pandas(table, preserve_index=False))


def in_parts(table: "pd.DataFrame") -> tuple[int, Iterator[bytes]]:
    """Return in how many parts a table crosses, and the parts, each made when it is sent."""
    count = max(1, -(-len(table) // PART))
    return count, _parts(table, count)


def from_arrow(data: bytes) -> "pd.DataFrame":
    """Return the table of an Arrow IPC stream; raises `ValueError` if it is not one."""
    return from_parts([data])


def from_parts(parts: Sequence[bytes]) -> "pd.DataFrame":
    """Return the table whose parts came as Arrow IPC streams; raises `ValueError` if they are not."""
    import pyarrow as pa

    try:
        tables = [_read(part) for part in parts]
        whole = pa.concat_tables(tables) if len(tables) > 1 else tables[0]
    except pa.ArrowException as error:
        raise ValueError(str(error)) from None
    # what was received is given up column by column; only a table of several parts is worth it
    return whole.to_pandas(split_blocks=len(tables) > 1)  # type: ignore[no-any-return]


def _parts(table: "pd.DataFrame", count: int) -> Iterator[bytes]:
    import pyarrow as pa

    schema = pa.Schema.from_pandas(table, preserve_index=False)
    for position in range(count):
        part = table.iloc[position * PART : (position + 1) * PART]
        yield _stream(pa.Table.from_pandas(part, schema=schema, preserve_index=False))


def _stream(table: "pa.Table") -> bytes:
    import pyarrow as pa

    plain = table.replace_schema_metadata(None)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, plain.schema) as writer:
        writer.write_table(plain)
    return bytes(sink.getvalue())


def _read(data: bytes) -> "pa.Table":
    import pyarrow as pa

    with pa.ipc.open_stream(data) as reader:
        table = reader.read_all()
    table.validate(full=True)
    return table
