"""Where do model files and tables lie, so that none can change or vanish unnoticed?"""

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from core.errors import IntegrityError, PruefsteinError, UserError
from core.ids import Digest
from core.messages import message

_BLOCK = 1 << 20
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Files:
    """A folder of files named by their SHA-256: `ab/abcdef...`."""

    def __init__(self, folder: Path) -> None:
        """Use the folder; it is made when the first file is added."""
        self.folder = folder

    def add(self, source: Path | bytes) -> Digest:
        """Store a copy under its digest and return the digest; adding it again changes nothing.

        The copy is complete and on disk before it gets its name.
        Raises `UserError` when the source cannot be read or the disk is full.
        """
        with writing(), _opened(source) as stream:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.folder, prefix=".incoming-")
            try:
                digest = _copy(stream, handle)
                self._settle(Path(name), digest)
            finally:
                Path(name).unlink(missing_ok=True)
        return digest

    def path(self, digest: Digest) -> Path:
        """Return where a file lies; raises `IntegrityError` if it is gone."""
        path = self._place(digest)
        if not path.is_file():
            raise IntegrityError(
                message(
                    "A file of the workspace is missing (digest {digest}). What rests on it cannot be "
                    "repeated. Bring the file back from a backup copy of the workspace folder.",
                    digest=digest[:12],
                )
            )
        return path

    def verify(self, digest: Digest) -> bool:
        """Tell whether the stored file still has its digest; raises `IntegrityError` if it is gone."""
        return file_sha256(self.path(digest)) == digest

    def remove(self, digest: Digest) -> None:
        """Remove a file for good; harmless when it is gone."""
        with writing():
            place = self._place(digest)
            place.unlink(missing_ok=True)
            if place.parent.is_dir():
                sync_folder(place.parent)

    def sweep(self) -> None:
        """Remove what an interrupted copy left behind."""
        for leftover in self.folder.glob(".incoming-*"):
            leftover.unlink(missing_ok=True)

    def _place(self, digest: Digest) -> Path:
        return self.folder / digest[:2] / digest

    def _settle(self, temporary: Path, digest: Digest) -> None:
        place = self._place(digest)
        if place.is_file() and file_sha256(place) == digest:
            return
        place.parent.mkdir(exist_ok=True)
        temporary.chmod(0o440)
        temporary.replace(place)
        sync_folder(place.parent)
        sync_folder(self.folder)


def file_sha256(path: Path) -> Digest:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return Digest(hashlib.file_digest(stream, "sha256").hexdigest())


def write_durably(path: Path, data: bytes, *, mode: int = 0o640) -> None:
    """Write a small file so that after a crash it is either the old one or the new one."""
    with writing():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).chmod(mode)
            Path(name).replace(path)
            sync_folder(path.parent)
        finally:
            Path(name).unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a rename in the folder survive a power loss, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def writing() -> Iterator[None]:
    """Turn errors of the file system into sentences for people."""
    try:
        yield
    except OSError as error:
        raise trouble(error) from error


def trouble(error: OSError) -> PruefsteinError:
    """Return what to tell about a file that could not be written."""
    name = Path(str(error.filename)).name if error.filename else "–"
    if error.errno in _NO_SPACE:
        return UserError(message("The disk is full. Nothing was changed. Free some space, then do it again."))
    if error.errno in _FORBIDDEN:
        return UserError(
            message(
                "You have no permission to write “{name}”. Nothing was changed. "
                "Get write permission for the folder, or choose another one.",
                name=name,
            )
        )
    return UserError(
        message(
            "“{name}” could not be written ({reason}). Nothing was changed. Check the disk and the folder.",
            name=name,
            reason=error.strerror or type(error).__name__,
        )
    )


@contextmanager
def _opened(source: Path | bytes) -> "Iterator[BinaryIO]":
    if isinstance(source, bytes):
        from io import BytesIO

        yield BytesIO(source)
        return
    try:
        stream = source.open("rb")
    except OSError as error:
        raise UserError(
            message(
                "The file “{name}” cannot be read ({reason}). Nothing was changed. "
                "Check that it exists, that it is a file, and that you may read it.",
                name=source.name,
                reason=error.strerror or type(error).__name__,
            )
        ) from error
    with stream:
        yield stream


def _copy(stream: BinaryIO, handle: int) -> Digest:
    digest = hashlib.sha256()
    with os.fdopen(handle, "wb") as target:
        while block := stream.read(_BLOCK):
            digest.update(block)
            target.write(block)
        target.flush()
        os.fsync(target.fileno())
    return Digest(digest.hexdigest())
