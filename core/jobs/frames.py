"""What crosses the pipes between the application and its workers, and what is refused whoever sends?

A frame is one kind byte, eight bytes of length (big endian) and the payload. JSON payloads are decoded into
the types below, tables are Arrow IPC streams; nothing is ever unpickled.
"""

import math
import string
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import IO, TypeVar

import msgspec

from core.messages import Message

JSON = b"J"
ARROW = b"A"
BYTES = b"B"
_HEADER = struct.Struct(">cQ")
_CHUNK = 1 << 20
_SENTENCE = 2_000
_VALUE = 2_000
_VALUES = 32
_DEPTH = 4

T = TypeVar("T")


class FrameError(Exception):
    """The other process sent something outside the protocol."""


class NoteKind(StrEnum):
    """What a worker says."""

    HELLO = "hello"
    PROGRESS = "progress"
    ERROR = "error"
    RESULT = "result"


class WireMessage(msgspec.Struct, frozen=True):
    """A message as it crosses the pipe."""

    text: str
    values: dict[str, "str | int | float | WireMessage | None"] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One statement of a worker; a result is followed by one JSON frame and `tables` more frames."""

    kind: NoteKind
    said: WireMessage | None = None
    fraction: float = 0.0
    error: str = ""
    """Name of the error class."""
    tables: int = 0
    confinement: str = ""
    layers: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The first frame a worker receives."""

    scratch: str
    """The only folder it may write to."""
    seconds: int
    memory: int
    """Bytes of address space."""
    environment: Mapping[str, str] = field(default_factory=dict)


def write_frame(stream: IO[bytes], kind: bytes, payload: bytes) -> None:
    """Write one frame."""
    stream.write(_HEADER.pack(kind, len(payload)))
    stream.write(payload)
    stream.flush()


def read_frame(
    stream: IO[bytes], limit: int, kinds: tuple[bytes, ...] = (JSON, ARROW, BYTES)
) -> tuple[bytes, bytes] | None:
    """Read one frame, None at the end; raises `FrameError` for another kind or more bytes than `limit`.

    Memory grows with what really arrives, never with the length the frame claims.
    """
    head = _exactly(stream, _HEADER.size)
    if head is None:
        return None
    kind, size = _HEADER.unpack(head)
    if kind not in kinds or size > limit:
        raise FrameError(f"frame of kind {kind!r} and {size} bytes")
    payload = _exactly(stream, size)
    if payload is None and size:
        raise FrameError("the stream ended inside a frame")
    return kind, payload or b""


def decoded(payload: bytes, kind: type[T]) -> T:
    """Return JSON as a value of the type; raises `FrameError` for anything else, however deep."""
    try:
        return msgspec.json.decode(payload, type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError, OverflowError) as error:
        raise FrameError(type(error).__name__) from None


def wire(message: Message) -> WireMessage:
    """Turn a message into its form on the pipe; dates and enum values become text."""
    return WireMessage(message.text, {key: _wire_value(item) for key, item in message.values.items()})


def unwire(said: WireMessage | None, known: frozenset[str] | None, depth: int = 0) -> Message:
    """Return the message; raises `FrameError` if its sentence is not among the known ones (None: any).

    A sentence without the values it names is refused too, so that it can be said in every language.
    """
    if said is None or len(said.text) > _SENTENCE or (known is not None and said.text not in known):
        raise FrameError("a sentence outside the agreed list")
    if depth > _DEPTH or len(said.values) > _VALUES or not _placeholders(said.text) <= set(said.values):
        raise FrameError("a sentence without its values")
    return Message(said.text, {key: _plain(item, known, depth) for key, item in said.values.items()})


def _placeholders(text: str) -> set[str]:
    try:
        fields = [field for _, field, _, _ in string.Formatter().parse(text) if field is not None]
    except ValueError:
        raise FrameError("a sentence with broken placeholders") from None
    if not all(field.isidentifier() for field in fields):
        raise FrameError("a sentence with foreign placeholders")
    return set(fields)


def _exactly(stream: IO[bytes], size: int) -> bytes | None:
    parts: list[bytes] = []
    missing = size
    while missing:
        part = stream.read(min(missing, _CHUNK))
        if not part:
            if parts:
                raise FrameError("the stream ended inside a frame")
            return None
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _wire_value(
    value: "str | int | float | Decimal | date | StrEnum | Message | None",
) -> "str | int | float | WireMessage | None":
    if isinstance(value, Message):
        return wire(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, (str, int, float)) or value is None:
        return value
    return str(value)


def _plain(
    value: "str | int | float | WireMessage | None", known: frozenset[str] | None, depth: int
) -> "str | int | float | Message | None":
    if isinstance(value, WireMessage):
        return unwire(value, known, depth + 1)
    if isinstance(value, str):
        return "".join(sign for sign in value[:_VALUE] if sign.isprintable())
    if isinstance(value, (int, float)) and not (math.isfinite(value) and abs(value) < 1e18):
        raise FrameError("a number out of range")
    return value
