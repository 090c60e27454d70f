"""How are the bytes of a table read that may be packed, without unpacking a bomb?"""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from core.data.files import opened, unreadable
from core.errors import UserError
from core.messages import Message, message

GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
_DAMAGED = (zlib.error, EOFError, gzip.BadGzipFile, zipfile.BadZipFile, NotImplementedError, RuntimeError)
_LEAST = 256 << 20
_RATIO = 100
"""A packed table may unpack to 256 MiB, or to a hundred times its size if that is more."""


class _Limited(io.RawIOBase):
    """A stream that refuses to deliver more than a number of bytes."""

    def __init__(self, path: Path, source: BinaryIO | gzip.GzipFile, limit: int) -> None:
        super().__init__()
        self._path, self._source, self._left = path, source, limit

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Fill the buffer; raises `UserError` for damaged bytes and beyond the limit."""
        try:
            part = self._source.read(len(buffer))
        except _DAMAGED:
            raise unreadable(self._path, "ZIP") from None
        self._left -= len(part)
        if self._left < 0:
            raise UserError(
                message(
                    "The file “{name}” unpacks to far more than its size lets expect. Nothing was read. "
                    "Unpack it yourself if you trust it, and choose the table.",
                    name=self._path.name,
                )
            )
        buffer[: len(part)] = part
        return len(part)


@contextmanager
def unpacked(path: Path) -> Iterator[BinaryIO]:
    """Open the bytes of a text table: as they are, or unpacked from gzip or from a ZIP with one file."""
    with opened(path) as file:
        magic = file.peek(4)[:4]
        limit = max(_LEAST, path.stat().st_size * _RATIO)
        if magic.startswith(GZIP):
            with gzip.GzipFile(fileobj=file) as source:
                yield io.BufferedReader(_Limited(path, source, limit))  # type: ignore[type-var]
        elif magic.startswith(ZIP):
            with single_file(path, file) as source:
                yield io.BufferedReader(_Limited(path, source, limit))  # type: ignore[type-var]
        else:
            yield file


@contextmanager
def single_file(path: Path, file: BinaryIO) -> Iterator[BinaryIO]:
    """Open the only file of a ZIP archive; raises `UserError` if there is another number, or a password."""
    try:
        with zipfile.ZipFile(file) as archive:
            inside = [item for item in archive.infolist() if not item.is_dir()]
            if len(inside) != 1:
                raise UserError(_several(path, len(inside)))
            if inside[0].flag_bits & 1:
                raise UserError(
                    message(
                        "The archive “{name}” is protected by a password. Nothing was read. "
                        "Unpack it and choose the table.",
                        name=path.name,
                    )
                )
            with archive.open(inside[0]) as source:
                yield source  # type: ignore[misc]
    except (zipfile.BadZipFile, NotImplementedError):
        raise unreadable(path, "ZIP") from None


def _several(path: Path, count: int) -> Message:
    return message(
        "The archive “{name}” holds {count} files, so it is not clear which is the table. Nothing was "
        "read. Unpack it and choose the table.",
        name=path.name,
        count=count,
    )


def about_packing(path: Path) -> tuple[Message, ...]:
    """Say whether the table was unpacked."""
    with opened(path) as file:
        magic = file.read(4)
    if magic.startswith(GZIP):
        return (message("The file is compressed (gzip) and was unpacked for reading."),)
    if magic.startswith(ZIP):
        return (message("The file is an archive (ZIP) with one table, which was unpacked for reading."),)
    return ()
