"""Can a file be read, and what is said if not?"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from core.errors import UserError
from core.messages import Message, message

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@contextmanager
def opened(path: Path) -> Iterator[BufferedReader]:
    """Open a file for reading; raises `UserError` for a missing file, a folder, or missing permission.

    A pipe or a device that might never end is not waited for.
    """
    if path.is_dir():
        raise UserError(
            message(
                "“{name}” is a folder. Nothing was read. Choose the file with the table inside it.",
                name=path.name,
            )
        )
    try:
        file = os.fdopen(os.open(path, _FLAGS), "rb")
    except FileNotFoundError:
        raise UserError(
            message("The file “{path}” does not exist. Nothing was read. Check the path.", path=str(path))
        ) from None
    except OSError as error:
        raise _refused(path, error) from None
    with file:
        _require_ordinary(path, os.fstat(file.fileno()).st_mode)
        try:
            yield file
        except OSError as error:
            if error.errno is None or error.filename is not None:
                raise
            raise _refused(path, error) from None


def _refused(path: Path, error: OSError) -> UserError:
    return UserError(
        message(
            "The file “{name}” could not be read ({reason}). Nothing was changed. Check the path and "
            "its permissions.",
            name=path.name,
            reason=reason(error),
        )
    )


def _require_ordinary(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise UserError(
            message(
                "“{name}” is neither a file nor a folder but a device, a pipe or a socket. Nothing was "
                "read. Save what it delivers as a file and choose that.",
                name=path.name,
            )
        )


def reason(error: OSError) -> Message | str:
    """Return why the system refused, in the user's language where it is the usual reason."""
    if isinstance(error, PermissionError):
        return message("no permission")
    if isinstance(error, FileNotFoundError):
        return message("it does not exist")
    return error.strerror or type(error).__name__


def unreadable(path: Path, kind: str) -> UserError:
    """Return what is said about a table that is damaged or cut off."""
    return UserError(
        message(
            "The file “{name}” could not be read as {kind}: it is damaged or incomplete. Nothing was read. "
            "Export the table again.",
            name=path.name,
            kind=kind,
        )
    )
