"""What does a protobuf message say, read field by field without any generated code?

Only what an ONNX file needs: https://protobuf.dev/programming-guides/encoding/.
"""

from collections.abc import Iterator
from dataclasses import dataclass

_VARINT = 0


class NotProtobufError(ValueError):
    """The bytes are not a well-formed message."""


class TooManyFieldsError(Exception):
    """The message has more fields than its reader has patience for."""


@dataclass(slots=True)
class Patience:
    """How many fields may still be read, all messages within each other together."""

    fields: int = 1 << 62


def fields(data: memoryview, patience: Patience | None = None) -> Iterator[tuple[int, "int | memoryview"]]:
    """Yield number and value of each field: integers as they are, everything else as its bytes.

    Raises `NotProtobufError` for what is no message, `TooManyFieldsError` where patience ends.
    """
    patience = patience or Patience()
    position = 0
    while position < len(data):
        patience.fields -= 1
        if patience.fields < 0:
            raise TooManyFieldsError
        key, position = _varint(data, position)
        number, kind = key >> 3, key & 7
        if number == 0:
            raise NotProtobufError("field number 0")
        if kind == _VARINT:
            value, position = _varint(data, position)
            yield number, value
            continue
        size, position = _size(data, position, kind)
        if position + size > len(data):
            raise NotProtobufError("a field reaches beyond the end")
        yield number, data[position : position + size]
        position += size


def text(value: "int | memoryview") -> str:
    """Return a field's value as text."""
    return str(value) if isinstance(value, int) else bytes(value).decode("utf-8", errors="replace")


def packed(value: "int | memoryview") -> list[int]:
    """Return a repeated integer field, packed or not; negative numbers are read as such."""
    if isinstance(value, int):
        return [_signed(value)]
    position, numbers = 0, []
    while position < len(value):
        number, position = _varint(value, position)
        numbers.append(_signed(number))
    return numbers


def _signed(number: int) -> int:
    return number - (1 << 64) if number >= 1 << 63 else number


def _size(data: memoryview, position: int, kind: int) -> tuple[int, int]:
    match kind:
        case 1:
            return 8, position
        case 2:
            return _varint(data, position)
        case 5:
            return 4, position
    raise NotProtobufError(f"wire type {kind}")


def _varint(data: memoryview, position: int) -> tuple[int, int]:
    value = shift = 0
    while shift < 70:
        if position >= len(data):
            raise NotProtobufError("a number reaches beyond the end")
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7
    raise NotProtobufError("a number is too long")
