"""Which bytes stand for a value, so that equal values have equal digests on every machine?"""

import hashlib
import math
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

import rfc8785

from core.ids import Digest
from core.texts import Text


def sha256(data: bytes) -> Digest:
    """Return the SHA-256 of bytes in hexadecimal."""
    return Digest(hashlib.sha256(data).hexdigest())


def timestamp(moment: datetime) -> str:
    """Return a moment in UTC with microseconds, for example "2026-11-21T14:03:00.000000Z"."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def to_json(value: object, text: Callable[[Text], object] | None = None) -> object:
    """Turn a core value into JSON types; `text` replaces every `Text` (default: its plain fields).

    Raises `TypeError` for a value that has no canonical form, `ValueError` for NaN and infinity.
    """
    match value:
        case None | bool() | int():
            return value
        case Text() if text is not None:
            return text(value)
        case StrEnum():
            return value.value
        case str():
            return value
        case float():
            return _finite(value)
        case datetime():
            return timestamp(value)
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case Mapping():
            return {str(key): to_json(item, text) for key, item in value.items()}
        case tuple() | list():
            return [to_json(item, text) for item in value]
        case frozenset():
            return sorted(str(to_json(item, text)) for item in value)
        case _ if is_dataclass(value):
            return {field.name: to_json(getattr(value, field.name), text) for field in fields(value)}
    raise TypeError(f"no canonical form for {type(value).__name__}")


def canonical(value: object) -> bytes:
    """Return the RFC 8785 bytes of a core value."""
    return rfc8785.dumps(to_json(value))  # type: ignore[arg-type]


def digest(value: object) -> Digest:
    """Return the digest of a core value's canonical bytes."""
    return sha256(canonical(value))


def result_digest(value: object) -> Digest:
    """Return the digest of a result with floats rounded to 12 significant digits.

    Rounding makes results comparable that differ by the last bits of floating arithmetic only.
    """
    return sha256(rfc8785.dumps(_rounded(to_json(value))))  # type: ignore[arg-type]


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("NaN and infinity have no canonical form; use None with a reason")
    return value


def _rounded(value: object) -> object:
    match value:
        case bool() | int() | str() | None:
            return value
        case float():
            return float(f"{value:.12g}")
        case list():
            return [_rounded(item) for item in value]
        case dict():
            return {key: _rounded(item) for key, item in value.items()}
    raise TypeError(f"not JSON: {type(value).__name__}")
