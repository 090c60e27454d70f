"""Is what came back from a worker what was asked for?"""

from typing import TYPE_CHECKING, TypeVar

import msgspec

from core.errors import PruefsteinError
from core.messages import message

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

T = TypeVar("T")


def require(condition: object) -> None:
    """Raise `PruefsteinError` unless the worker's answer holds what it must."""
    if not condition:
        raise PruefsteinError(
            message(
                "The calculation's process gave an answer of the wrong form, so it was discarded. "
                "Nothing was changed. Do not use the file before its origin is cleared."
            )
        )


def parsed(body: bytes, kind: type[T]) -> T:
    """Return the JSON body as a value of the type."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError:
        require(condition=False)
        raise


def matrix(tables: tuple[bytes, ...], rows: int) -> "npt.NDArray[np.float64]":
    """Return the only table of an answer as finite float64 numbers of shape (rows, columns)."""
    import numpy as np
    import pyarrow as pa

    require(len(tables) == 1)
    try:
        with pa.ipc.open_stream(tables[0]) as reader:
            schema = reader.schema
            require(0 < len(schema) <= 10_000 and all(field.type == pa.float64() for field in schema))
            table = reader.read_all()
        table.validate(full=True)
    except (pa.ArrowException, OSError):
        require(condition=False)
        raise
    require(table.num_rows == rows and all(column.null_count == 0 for column in table.columns))
    values = np.column_stack([column.to_numpy() for column in table.columns]).reshape(rows, len(schema))
    require(np.isfinite(values).all())
    return values
