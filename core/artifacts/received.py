"""Which bytes did somebody hand in as a model?

Only an ordinary file is read, and only the one that was named. A link among received files could lead to
anything its reader may see, so it is not followed but explained; a pipe or a device that might never end is
not waited for.
"""

import os
import stat
from pathlib import Path

from core.artifacts.folders import MOST_BYTES, too_large
from core.data.files import reason
from core.errors import UserError
from core.messages import message

_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)


def received(path: Path) -> bytes:
    """Return a file's bytes; raises `UserError` if it is no ordinary file, too large, or cannot be read."""
    try:
        _require_ordinary(path, path.lstat().st_mode)
        return _bytes(path)
    except OSError as error:
        raise UserError(
            message(
                "The file “{name}” could not be read ({reason}). Nothing was changed. Check the path and "
                "its permissions.",
                name=path.name,
                reason=reason(error),
            )
        ) from None


def _bytes(path: Path) -> bytes:
    """Read what was opened and no more: the name can mean something else by now, and a file can grow."""
    handle = os.open(path, _FLAGS)
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        _require_ordinary(path, found.st_mode)
        if found.st_size > MOST_BYTES:
            raise too_large(path.name)
        return file.read(found.st_size)


def _require_ordinary(path: Path, mode: int) -> None:
    if stat.S_ISLNK(mode):
        raise UserError(
            message(
                "“{name}” is a link to another place ({target}). Links are not followed, so that only what "
                "you chose is read. Choose the file itself.",
                name=path.name,
                target=str(path.readlink())[:200],
            )
        )
    if not stat.S_ISREG(mode):
        raise UserError(
            message(
                "“{name}” is neither a file nor a folder but a device, a pipe or a socket. Nothing was "
                "read. Save what it delivers as a file and choose that.",
                name=path.name,
            )
        )
