"""How is a table of numbers read from a process that nobody vouches for?

The Arrow stream a worker sends is read here, not by Arrow's own library: only columns of float64 without
missing values, uncompressed, are understood. Every offset is checked before it is followed, and nothing
larger than what arrived is ever built. Format: Arrow columnar format, "IPC streaming format", and its
flatbuffers (Message.fbs, Schema.fbs).
"""

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_CONTINUES = 0xFFFFFFFF
_METADATA = 64 << 20
_COLUMNS = 10_000
_BATCHES = 1_000_000
_SCHEMA, _RECORDS = 1, 3
_FLOATING, _DOUBLE, _LITTLE = 3, 2, 0


class NotFloatsError(Exception):
    """The bytes are not a table of float64 columns."""


def read_floats(data: bytes, rows: int) -> "npt.NDArray[np.float64]":
    """Return an Arrow stream of float64 columns with exactly `rows` rows, shape (rows, columns).

    Raises `NotFloatsError` for everything else.
    """
    try:
        return _read(data, rows)
    except (struct.error, ValueError, IndexError, OverflowError) as error:
        raise NotFloatsError(type(error).__name__) from None


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of a flatbuffer: where it starts, and where its fields are."""

    data: bytes
    start: int

    def scalar(self, field: int, kind: str, default: int = 0) -> int:
        """Return a number of the table."""
        place = self._place(field)
        return default if place is None else _number(self.data, place, kind)

    def has(self, field: int) -> bool:
        """Tell whether the table has the field."""
        return self._place(field) is not None

    def table(self, field: int) -> "_Table":
        """Return the table the field leads to."""
        place = self._followed(field)
        return _Table(self.data, place)

    def tables(self, field: int) -> list["_Table"]:
        """Return the tables of a vector."""
        start, count = self._vector(field, _COLUMNS)
        places = [start + 4 * position for position in range(count)]
        return [_Table(self.data, place + _number(self.data, place, "I")) for place in places]

    def pairs(self, field: int) -> list[tuple[int, int]]:
        """Return a vector of structs of two whole numbers each."""
        start, count = self._vector(field, 2 * _COLUMNS)
        numbers = [_number(self.data, start + 8 * position, "q") for position in range(2 * count)]
        return list(zip(numbers[::2], numbers[1::2], strict=True))

    def _vector(self, field: int, most: int) -> tuple[int, int]:
        if not self.has(field):
            return 0, 0
        place = self._followed(field)
        count = _number(self.data, place, "I")
        if count > most:
            raise NotFloatsError("too many columns")
        return place + 4, count

    def _followed(self, field: int) -> int:
        place = self._place(field)
        if place is None:
            raise NotFloatsError("a part is missing")
        return place + _number(self.data, place, "I")

    def _place(self, field: int) -> int | None:
        directory = self.start - _number(self.data, self.start, "i")
        if 4 + 2 * field + 2 > _number(self.data, directory, "H"):
            return None
        offset = _number(self.data, directory + 4 + 2 * field, "H")
        return self.start + offset if offset else None


def _number(data: bytes, place: int, kind: str) -> int:
    if not 0 <= place <= len(data) - struct.calcsize("<" + kind):
        raise NotFloatsError("an offset leads outside")
    return int(struct.unpack_from("<" + kind, data, place)[0])


def _read(data: bytes, rows: int) -> "npt.NDArray[np.float64]":
    import numpy as np

    kind, schema, _, place = _message(data, 0)
    if kind != _SCHEMA:
        raise NotFloatsError("a schema comes first")
    columns = _columns(schema)
    if 8 * rows * columns > len(data):
        raise NotFloatsError("fewer numbers than rows")
    parts: list[list[npt.NDArray[np.float64]]] = []
    seen = 0
    for _ in range(_BATCHES):
        if _is_end(data, place):
            break
        kind, batch, body, place = _message(data, place)
        if kind != _RECORDS:
            raise NotFloatsError("only records follow a schema")
        parts.append(_batch(batch, body, columns))
        seen += len(parts[-1][0])
        if seen > rows:
            raise NotFloatsError("more rows than asked for")
    if seen != rows or not _is_end(data, place):
        raise NotFloatsError("another number of rows than asked for")
    found = (
        [np.concatenate([part[position] for part in parts]) for position in range(columns)] if parts else []
    )
    return np.column_stack(found) if found else np.empty((0, columns))


def _is_end(data: bytes, place: int) -> bool:
    return place == len(data) or data[place : place + 8] == struct.pack("<II", _CONTINUES, 0)


def _message(data: bytes, place: int) -> tuple[int, _Table, bytes, int]:
    """Return kind, header and body of a message, and where the next one starts."""
    size = _number(data, place + 4, "I")
    start = place + 8
    if _number(data, place, "I") != _CONTINUES or not 0 < size <= min(_METADATA, len(data) - start):
        raise NotFloatsError("no message")
    root = data[start : start + size]
    message = _Table(root, _number(root, 0, "I"))
    length = message.scalar(3, "q")
    if not 0 <= length <= len(data) - start - size:
        raise NotFloatsError("a body that is not there")
    body = data[start + size : start + size + length]
    return message.scalar(1, "B"), message.table(2), body, start + size + length


def _columns(schema: _Table) -> int:
    fields = schema.tables(1)
    if schema.scalar(0, "h") != _LITTLE or not fields:
        raise NotFloatsError("no columns")
    for field in fields:
        double = field.scalar(2, "B") == _FLOATING and field.table(3).scalar(0, "h") == _DOUBLE
        if not double or field.has(4):
            raise NotFloatsError("a column of another type")
    return len(fields)


def _batch(batch: _Table, body: bytes, columns: int) -> "list[npt.NDArray[np.float64]]":
    import numpy as np

    length, nodes, buffers = batch.scalar(0, "q"), batch.pairs(1), batch.pairs(2)
    if batch.has(3) or len(nodes) != columns or len(buffers) != 2 * columns:
        raise NotFloatsError("compressed or of another form")
    if length < 0 or 8 * length * columns > len(body) or any(node != (length, 0) for node in nodes):
        raise NotFloatsError("missing values or missing bytes")
    found = []
    for offset, size in buffers[1::2]:
        if offset < 0 or size < 8 * length or offset + 8 * length > len(body):
            raise NotFloatsError("a buffer outside its body")
        found.append(np.frombuffer(body, dtype="<f8", count=length, offset=offset))
    return found
