"""What kind of file is this, told by its first bytes and without unpacking or running anything?"""

import bz2
import gzip
import io
import lzma
import pickletools
import struct
import zlib
from collections.abc import Callable
from enum import StrEnum

from core.messages import Message, message

_HEAD = 4096
_OPCODES = 40


class PickleKind(StrEnum):
    """How an object was pickled."""

    PLAIN = "pickle"
    COMPRESSED = "compressed"
    NUMPY = "numpy"


_COMPRESSED: tuple[tuple[tuple[bytes, ...], Callable[[bytes], bytes]], ...] = (
    ((b"\x1f\x8b",), lambda data: gzip.GzipFile(fileobj=io.BytesIO(data)).read(_HEAD)),
    ((b"BZh",), lambda data: bz2.BZ2Decompressor().decompress(data, _HEAD)),
    (
        (b"\xfd7zXZ", b"]\x00\x00"),
        lambda data: lzma.LZMADecompressor(memlimit=128 << 20).decompress(data, _HEAD),
    ),
    (
        (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda"),
        lambda data: zlib.decompressobj().decompress(data, _HEAD),
    ),
)
_LZ4 = b"\x04\x22\x4d\x18"


def pickled(data: bytes) -> PickleKind | None:
    """Tell whether the bytes are a pickle, also compressed as joblib does; None if they are not.

    Only opcodes are listed, nothing is executed. A file damaged behind its first opcodes counts too.
    """
    if is_pickle(data[: 1 << 16]):
        return PickleKind.PLAIN
    if data.startswith(b"\x93NUMPY") and b"'|O'" in data[:256]:
        return PickleKind.NUMPY
    head = unpacked(data)
    return PickleKind.COMPRESSED if head and is_pickle(head) else None


def unpacked(data: bytes) -> bytes | None:
    """Return the first bytes inside a compressed file, None if it is not compressed or damaged."""
    for starts, decompress in _COMPRESSED:
        if data.startswith(starts):
            try:
                return decompress(data)
            except (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError):
                return None
    return None


def is_pickle(data: bytes) -> bool:
    """Tell whether the bytes begin with pickle opcodes; text that only looks like one does not count."""
    if data[:1] == b"\x80":
        return len(data) > 1 and data[1] <= 5 and _opcodes(data)[0] >= 2
    if data[:1] not in {b"(", b"c", b"]", b"}", b"I", b"S", b"V", b"F", b"L", b"p", b"i"}:
        return False
    count, ended, names = _opcodes(data)
    return ended and count >= 2 and bool(names & {"GLOBAL", "INST", "REDUCE", "MARK", "BUILD", "EMPTY_DICT"})


def _opcodes(data: bytes) -> tuple[int, bool, set[str]]:
    """Return how many opcodes could be read, whether the pickle ended properly, and their names."""
    names: list[str] = []
    try:
        for opcode, _, _ in pickletools.genops(data):
            names.append(opcode.name)
            if opcode.name == "STOP" or len(names) > _OPCODES:
                return len(names), True, set(names)
    except (ValueError, IndexError, KeyError, TypeError, OverflowError, EOFError, struct.error):
        return len(names), False, set(names)
    return len(names), False, set(names)


def other_model(data: bytes) -> Message | None:
    """Return the name of a model format that is known but not opened."""
    head = data[:_HEAD]
    if head.startswith(b"tree\n") and b"num_class=" in head:
        return message("a LightGBM model")
    if (head.startswith(b"{L") and b"learner" in head) or (
        head.lstrip().startswith(b"{") and b'"learner"' in head
    ):
        return message("an XGBoost model")
    if head.startswith(b"CBM1"):
        return message("a CatBoost model")
    if b"<PMML" in head:
        return message("a PMML model")
    if head.startswith(b"\x89HDF"):
        return message("an HDF5 file, possibly a Keras model")
    return None


def archive_kind(names: set[str]) -> Message | None:
    """Return the name of a zip archive that holds pickled content, None for any other archive."""
    if any(name.endswith("data.pkl") for name in names):
        return message("a PyTorch model (a zip archive with pickled content)")
    if any(name.endswith((".pkl", ".pickle", ".joblib")) for name in names):
        return message("a zip archive with pickled content")
    if names and all(name.endswith(".npy") for name in names):
        return message("a NumPy archive")
    return None


_SIGNATURES: tuple[tuple[bytes, Callable[[], Message]], ...] = (
    (b"7z\xbc\xaf\x27\x1c", lambda: message("a 7z archive")),
    (b"PAR1", lambda: message("a Parquet table")),
    (b"ARROW1", lambda: message("an Arrow table")),
    (b"\x93NUMPY", lambda: message("a NumPy array")),
    (b"%PDF", lambda: message("a PDF document")),
    (b"\x89PNG", lambda: message("an image")),
    (b"\xff\xd8\xff", lambda: message("an image")),
    (b"SQLite format 3", lambda: message("an SQLite database")),
    (b"\x7fELF", lambda: message("a program")),
    (b"MZ", lambda: message("a program")),
    (_LZ4, lambda: message("a compressed file")),
)


def no_model(data: bytes) -> Message | None:
    """Return what a file is that is no model, None if nothing is recognized."""
    for start, said in _SIGNATURES:
        if data.startswith(start):
            return said()
    if data[257:262] == b"ustar":
        return message("a tar archive")
    if data.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ")):
        return message("a compressed file")
    return message("a text file") if _is_text(data[:_HEAD]) else None


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    try:
        head[:-4].decode("utf-8") if len(head) == _HEAD else head.decode("utf-8")
    except UnicodeDecodeError:
        return False
    control = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
    return control == 0
