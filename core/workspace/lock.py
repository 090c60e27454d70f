"""Who has the workspace open for writing?

The operating system holds the lock and gives it back when a process dies; the file only names the holder.
"""

import getpass
import os
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec

from core.errors import ConflictError
from core.messages import message
from core.store.files import writing

NAME = "workspace.lock"
WAIT_SECONDS = 5.0
_STEP_SECONDS = 0.1
_FAR = 1 << 30
"""Windows locks byte ranges: a byte behind the end leaves the text readable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who writes."""

    pid: int
    host: str
    name: str
    """User name."""


class Lock:
    """The right to write in a workspace, held by one process at a time."""

    def __init__(self, stream: IO[bytes]) -> None:
        """Keep the locked file open."""
        self._stream = stream

    @classmethod
    def take(cls, folder: Path) -> "Lock":
        """Take the lock; after 5 s `ConflictError` names the holder."""
        path = folder / NAME
        with writing():
            stream = path.open("r+b" if path.exists() else "w+b")
        deadline = time.monotonic() + WAIT_SECONDS
        while not _try_lock(stream):
            if time.monotonic() >= deadline:
                holder = _read(stream)
                stream.close()
                raise _held(holder)
            time.sleep(_STEP_SECONDS)
        _name(stream, Holder(pid=os.getpid(), host=socket.gethostname(), name=_user()))
        return cls(stream)

    def release(self) -> None:
        """Give the lock back; harmless when repeated."""
        if self._stream.closed:
            return
        self._stream.truncate(0)
        _unlock(self._stream)
        self._stream.close()


def _name(stream: IO[bytes], holder: Holder) -> None:
    stream.seek(0)
    stream.truncate()
    stream.write(msgspec.json.encode(holder))
    stream.flush()


def _read(stream: IO[bytes]) -> Holder | None:
    stream.seek(0)
    try:
        return msgspec.json.decode(stream.read(), type=Holder)
    except msgspec.MsgspecError:
        return None


def _held(holder: Holder | None) -> ConflictError:
    if holder is None:
        return ConflictError(
            message(
                "The workspace is open for writing in another window or program. Nothing was changed. "
                "Close it there, or open the workspace for reading only."
            )
        )
    return ConflictError(
        message(
            "The workspace is open for writing by {name} on {host} (process {pid}). Nothing was changed. "
            "Close it there, or open the workspace for reading only.",
            name=holder.name,
            host=holder.host,
            pid=str(holder.pid),
        )
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "?"


if sys.platform == "win32":
    import msvcrt

    def _try_lock(stream: IO[bytes]) -> bool:
        stream.seek(_FAR)
        try:
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(stream: IO[bytes]) -> None:
        stream.seek(_FAR)
        msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(stream: IO[bytes]) -> bool:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(stream: IO[bytes]) -> None:
        fcntl.flock(stream, fcntl.LOCK_UN)
