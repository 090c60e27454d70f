"""How is a Parquet file read?"""

from pathlib import Path
from typing import TYPE_CHECKING

from core.data.files import opened, unreadable
from core.data.names import header_names
from core.data.raw import Raw
from core.inventory import TableDialect, TableFormat
from core.messages import message

if TYPE_CHECKING:
    import pyarrow as pa

_WHOLE = 64 << 20
_HEAD_ROWS = 20_000


def read_parquet(path: Path, dialect: TableDialect | None, *, whole: bool) -> Raw:
    """Read a Parquet file with its own types; raises `UserError` for a damaged file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with opened(path) as source:
        try:
            file = pq.ParquetFile(source)
            complete = whole or path.stat().st_size <= _WHOLE
            table = file.read() if complete else _head(file)
        except (pa.ArrowException, OSError):
            raise unreadable(path, "Parquet") from None
    names, notes = header_names(path, table.column_names)
    plain = table.rename_columns(names).replace_schema_metadata(None)
    settled = dialect or TableDialect(format=TableFormat.PARQUET)
    said = () if dialect else (message("Types of the columns: as stated in the Parquet file."), *notes)
    return Raw(table=plain, dialect=settled, complete=complete, assumptions=said)


def _head(file: "pa.parquet.ParquetFile") -> "pa.Table":
    import pyarrow as pa

    batch = next(file.iter_batches(batch_size=_HEAD_ROWS), None)
    return pa.Table.from_batches([batch] if batch is not None else [], schema=file.schema_arrow)


def dtype_of(kind: "pa.DataType") -> str:
    """Return the column type that a type of Arrow stands for."""
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return dtype_of(kind.value_type)
    if pa.types.is_boolean(kind):
        return "boolean"
    if pa.types.is_integer(kind):
        return "integer"
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return "number"
    return "date" if pa.types.is_timestamp(kind) or pa.types.is_date(kind) else "text"
