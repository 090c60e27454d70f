"""How does a table cross a pipe and come back with the same types?"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def to_arrow(table: "pd.DataFrame") -> bytes:
    """Return a table as Arrow IPC stream without pandas' metadata, so that equal tables give equal bytes."""
    import pyarrow as pa

    plain = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, plain.schema) as writer:
        writer.write_table(plain)
    return bytes(sink.getvalue())


def from_arrow(data: bytes) -> "pd.DataFrame":
    """Return the table of an Arrow IPC stream; raises `ValueError` if it is not one."""
    import pyarrow as pa

    try:
        with pa.ipc.open_stream(data) as reader:
            table = reader.read_all()
        table.validate(full=True)
    except pa.ArrowException as error:
        raise ValueError(str(error)) from None
    return table.to_pandas()  # type: ignore[no-any-return]
