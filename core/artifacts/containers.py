"""What kind of file is this, told by its first bytes and without unpacking or running anything?"""

import bz2
import io
import lzma
import pickletools
import struct
import zipfile
import zlib
from collections.abc import Callable
from enum import StrEnum

from core.messages import Message, message

_HEAD = 4096
_OPCODES = 40
_PACKED = 1 << 20
"""Packed bytes that are looked at beyond as many as are wanted: what cannot be packed grows a little."""
_DIRECTORY = 4 << 20


class PickleKind(StrEnum):
    """How an object was pickled."""

    PLAIN = "pickle"
    COMPRESSED = "compressed"
    NUMPY = "numpy"


_COMPRESSED: tuple[tuple[tuple[bytes, ...], Callable[[bytes, int], bytes]], ...] = (
    # the first of several parts only, and by compiled code: a header may be as long as the file
    ((b"\x1f\x8b",), lambda data, most: zlib.decompressobj(wbits=31).decompress(data, most)),
    ((b"BZh",), lambda data, most: bz2.BZ2Decompressor().decompress(data, most)),
    (
        (b"\xfd7zXZ", b"]\x00\x00"),
        lambda data, most: lzma.LZMADecompressor(memlimit=128 << 20).decompress(data, most),
    ),
    (
        (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda"),
        lambda data, most: zlib.decompressobj().decompress(data, most),
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


def unpacked(data: bytes, most: int = _HEAD) -> bytes | None:
    """Return the first bytes inside a compressed file, None if it is not compressed or damaged."""
    for starts, decompress in _COMPRESSED:
        if data.startswith(starts):
            try:
                return decompress(data[: most + _PACKED], most)
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


def require_small_directory(data: bytes) -> None:
    """Raise `zipfile.BadZipFile` for an archive whose list of entries is too long to be read."""
    # the reader's own search, so that both mean the same list; it lies at the end and can be stated twice
    end = zipfile._EndRecData(io.BytesIO(data))  # type: ignore[attr-defined]  # noqa: SLF001
    if end and end[5] > _DIRECTORY:
        raise zipfile.BadZipFile("too many entries")


def archive_kind(names: set[str]) -> Message | None:
    """Return the name of a zip archive that holds pickled content, None for any other archive."""
    if any(name.endswith("data.pkl") for name in names):
        return message("a PyTorch model (a zip archive with pickled content)")
    if any(name.endswith("python_model.pkl") for name in names):
        return message("an MLflow model with program code (a zip archive with pickled content)")
    if any(name.endswith((".pkl", ".pickle", ".joblib")) for name in names):
        return message("a zip archive with pickled content")
    if names and all(name.endswith(".npy") for name in names):
        return message("a NumPy archive")
    return None


def other_archive(names: set[str]) -> Message:
    """Return the name of a zip archive that holds no model."""
    for sign, said in _INSIDE:
        if sign in names:
            return said()
    return message("a zip archive")


_INSIDE: tuple[tuple[str, Callable[[], Message]], ...] = (
    ("xl/workbook.xml", lambda: message("an Excel workbook")),
    ("word/document.xml", lambda: message("a Word document")),
    ("ppt/presentation.xml", lambda: message("a presentation")),
    ("META-INF/MANIFEST.MF", lambda: message("a Java program")),
    ("model.weights.h5", lambda: message("a Keras model")),
    ("model.ini", lambda: message("an H2O model")),
)
_SIGNATURES: tuple[tuple[bytes, Callable[[], Message]], ...] = (
    (b"7z\xbc\xaf\x27\x1c", lambda: message("a 7z archive")),
    (b"Rar!\x1a\x07", lambda: message("a RAR archive")),
    (b"PAR1", lambda: message("a Parquet table")),
    (b"ARROW1", lambda: message("an Arrow table")),
    (b"\x93NUMPY", lambda: message("a NumPy array")),
    (b"$FL2", lambda: message("an SPSS data file")),
    (b"$FL3", lambda: message("an SPSS data file")),
    (b"<stata_dta>", lambda: message("a Stata data file")),
    (b"%PDF", lambda: message("a PDF document")),
    (b"\x89PNG", lambda: message("an image")),
    (b"\xff\xd8\xff", lambda: message("an image")),
    (b"SQLite format 3", lambda: message("an SQLite database")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", lambda: message("an older Office document")),
    (b"\x7fELF", lambda: message("a program")),
    (b"MZ", lambda: message("a program")),
    (b"#!/", lambda: message("a program")),
    (b"GGUF", lambda: message("a language model in GGUF format")),
    (b"RDX2\n", lambda: message("an R data file")),
    (b"RDX3\n", lambda: message("an R data file")),
    (_LZ4, lambda: message("a file compressed with LZ4, which is not unpacked here")),
    (b"\x28\xb5\x2f\xfd", lambda: message("a file compressed with Zstandard, which is not unpacked here")),
)


def no_model(data: bytes) -> Message | None:
    """Return what a file is that is no model, None if nothing is recognized."""
    for start, said in _SIGNATURES:
        if data.startswith(start):
            return said()
    if data[257:262] == b"ustar":
        return message("a tar archive")
    if data.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ")):
        return _compressed(unpacked(data) or b"")
    return message("a text file") if _is_text(data[:_HEAD]) else None


def _compressed(head: bytes) -> Message:
    """Say what lies inside a compressed file, as far as its first bytes tell."""
    if head[257:262] == b"ustar":
        return message("a compressed tar archive")
    if head.startswith((b"RDX2\n", b"RDX3\n", b"X\n\x00\x00")):
        return message("an R data file")
    return message("a compressed file")


def is_archive(data: bytes) -> bool:
    """Tell whether a file is meant to hold other files."""
    if data.startswith((b"PK", b"7z\xbc\xaf", b"Rar!\x1a\x07", b"MSCF")) or data[257:262] == b"ustar":
        return True
    return (unpacked(data) or b"")[257:262] == b"ustar"


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    try:
        head[:-4].decode("utf-8") if len(head) == _HEAD else head.decode("utf-8")
    except UnicodeDecodeError:
        return False
    control = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
    return control == 0
