"""What lies inside a compressed file or an archive, unpacked in memory and never further than a limit?"""

import bz2
import io
import itertools
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from core.artifacts import pickle_words as words
from core.artifacts.containers import is_pickle, require_small_directory

MOST_BYTES = 1 << 30
"""All that is unpacked from one file, together."""
_CALM = 32 << 20
_RATIO = 250
_ENTRIES = 10_000
_DEPTH = 4
_CHUNK = 1 << 20

BROKEN = (
    OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError, ValueError,
    RuntimeError, NotImplementedError, struct.error, KeyError, IndexError, RecursionError, OverflowError,
)  # fmt: skip
"""What unpacking a damaged or crafted archive raises."""


class TooLargeError(ValueError):
    """More would be unpacked than is allowed."""


class NotUnpackedError(ValueError):
    """A kind of packing that is not unpacked here, or that a file uses to deceive."""


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


@dataclass(slots=True)
class Budget:
    """How much may still be unpacked."""

    left: int = MOST_BYTES

    def take(self, made: int, packed: int) -> None:
        """Count unpacked bytes; raises `TooLargeError` when they are too many or packed too tight."""
        self.left -= made
        if self.left < 0 or (made > _CALM and made > _RATIO * max(packed, 1)):
            raise TooLargeError(words.TOO_MUCH)


@dataclass(slots=True)
class Unpacked:
    """The pickles inside a file, and what could not be looked into."""

    pickles: list[bytes] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """What is odd about an archive, for example a name that leads out of its folder."""


def packing(data: bytes) -> str | None:
    """Return how the bytes are compressed, None if they are not (or not in a way known here)."""
    if data[:2] == b"\x1f\x8b":
        return "gzip"
    if data[:3] == b"BZh":
        return "bz2"
    if data[:6] == b"\xfd7zXZ\x00":
        return "xz"
    if data[:3] == b"]\x00\x00":
        return "lzma"
    if len(data) > 2 and data[0] & 0x0F == 8 and data[0] >> 4 <= 7 and (data[0] << 8 | data[1]) % 31 == 0:
        return "zlib"
    return None


def decompressed(data: bytes, budget: Budget) -> bytes:
    """Return the bytes without their compression; raises `TooLargeError` or what a damaged file raises."""
    kind, parts, rest, made = packing(data), [], data, 0
    while rest:
        decompressor, before = _decompressor(kind), len(rest)
        while not decompressor.eof:
            part = decompressor.decompress(rest, _CHUNK)
            rest = getattr(decompressor, "unconsumed_tail", b"")
            if not part and not rest and not decompressor.eof:
                raise EOFError("compressed data ends too early")
            made += len(part)
            budget.take(len(part), len(part))
            Budget().take(made, len(data))
            parts.append(part)
        rest = decompressor.unused_data
        if len(rest) == before or packing(rest) != kind:
            break
    if rest.strip(b"\x00"):
        raise NotUnpackedError(words.BEHIND)
    return b"".join(parts)


def _decompressor(kind: str | None) -> _Decompressor:
    if kind in {"gzip", "zlib"}:
        return zlib.decompressobj(31 if kind == "gzip" else 15)
    if kind == "bz2":
        return bz2.BZ2Decompressor()
    return lzma.LZMADecompressor(memlimit=256 << 20)


def unpack(data: bytes, budget: Budget) -> Unpacked:
    """Return every pickle inside the bytes, however it is wrapped; never raises for a bad file."""
    found = Unpacked()
    try:
        _into(data, found, budget, 0)
    except TooLargeError:
        found.problems.append(words.TOO_MUCH)
    except BROKEN as error:
        found.problems.append(str(error) if isinstance(error, NotUnpackedError) else words.DAMAGED)
    return found


def _into(data: bytes, found: Unpacked, budget: Budget, depth: int) -> None:
    if depth > _DEPTH:
        raise NotUnpackedError(words.NESTED)
    if data[:2] == b"PK":
        for part in _zip_entries(data, found, budget):
            _into(part, found, budget, depth + 1)
    elif packing(data) is not None and not _text(data):
        _into(decompressed(data, budget), found, budget, depth + 1)
    elif data[257:262] == b"ustar":
        for part in _tar_entries(data, found, budget):
            _into(part, found, budget, depth + 1)
    elif data[:6] == b"\x93NUMPY":
        found.pickles += _numpy_objects(data)
    elif data[:4] in SEALED:
        raise NotUnpackedError(words.SEALED)
    elif is_pickle(data[: 1 << 16]) or data[:1] == b"\x80":
        found.pickles.append(data)


SEALED = frozenset({b"7z\xbc\xaf", b"Rar!", b"\x04\x22\x4d\x18", b"\x28\xb5\x2f\xfd", b"MSCF"})
"""7z, RAR, LZ4, Zstandard, Microsoft cabinet."""


def _text(data: bytes) -> bool:
    """Tell whether bytes that could be zlib are ordinary text, for example "x;y"."""
    head = data[:512]
    return all(byte in b"\t\n\r" or 32 <= byte < 127 for byte in head)


def _zip_entries(data: bytes, found: Unpacked, budget: Budget) -> Iterator[bytes]:
    require_small_directory(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if len(entries) > _ENTRIES:
            raise NotUnpackedError(words.MANY)
        _not_overlapping(entries)
        for entry in entries:
            if _leads_out(entry.filename):
                found.remarks.append(entry.filename[:120])
            if entry.is_dir():
                continue
            if entry.flag_bits & 1:
                raise NotUnpackedError(words.PASSWORD)
            if entry.create_system == 3 and entry.external_attr >> 28 == 0o12:
                found.remarks.append(entry.filename[:120])
                continue
            with archive.open(entry) as file:
                yield _limited(file, entry.compress_size, budget)


def _not_overlapping(entries: "list[zipfile.ZipInfo]") -> None:
    """Refuse entries that share their bytes: a bomb that unpacks the same bytes many times."""
    spans = sorted((entry.header_offset, entry.header_offset + 30 + entry.compress_size) for entry in entries)
    for (_, end), (start, _) in itertools.pairwise(spans):
        if start < end:
            raise NotUnpackedError(words.OVERLAPPING)


def _tar_entries(data: bytes, found: Unpacked, budget: Budget) -> Iterator[bytes]:
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        for number, entry in enumerate(archive):
            if number >= _ENTRIES:
                raise NotUnpackedError(words.MANY)
            if _leads_out(entry.name):
                found.remarks.append(entry.name[:120])
            if not entry.isreg():
                found.remarks += [] if entry.isdir() else [entry.name[:120]]
                continue
            file = archive.extractfile(entry)
            if file is not None:
                with file:
                    yield _limited(file, entry.size, budget)


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def _limited(file: _Readable, packed: int, budget: Budget) -> bytes:
    parts, made = [], 0
    while part := file.read(_CHUNK):
        made += len(part)
        budget.take(len(part), len(part))
        Budget().take(made, packed)
        parts.append(part)
    return b"".join(parts)


def _leads_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]


def _numpy_objects(data: bytes) -> list[bytes]:
    """Return the pickle behind the header of a NumPy file with objects, nothing for one with numbers."""
    width = 2 if data[6:7] == b"\x01" else 4
    size = int.from_bytes(data[8 : 8 + width], "little")
    start = 8 + width + size
    header = data[8 + width : start]
    if size > 1 << 20 or not header:
        raise NotUnpackedError(words.DAMAGED)
    return [data[start:]] if b"O" in header.split(b"fortran_order")[0].split(b"descr")[-1] else []
