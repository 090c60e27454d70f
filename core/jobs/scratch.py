"""How is a scratch folder surely removed, whatever a worker left in it?

A worker may nest folders deeper than any recursion reaches, hold more open names than a process may, or make
folders nobody may read. So folders are walked down a little way only; what lies deeper is moved up first.
"""

import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path

_DEPTH = 64
_OPEN = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)


def remove(folder: Path) -> None:
    """Remove a folder with everything in it; links are removed and never followed. Does not raise."""
    if os.rename not in os.supports_dir_fd:
        with suppress(RecursionError):
            shutil.rmtree(folder, ignore_errors=True)
        return
    with suppress(OSError):
        top = os.open(folder, _OPEN)
        try:
            _empty(top)
        finally:
            os.close(top)
        folder.rmdir()


def _empty(top: int) -> None:
    """Empty a folder in rounds; what lies too deep is moved up for the next one."""
    while names := _folders(top):
        for name in names:
            _take_down(top, name, top, 0)


def _take_down(folder: int, name: str, top: int, depth: int) -> None:
    """Remove a folder within another; from a depth on, those inside are moved to the top instead."""
    inner = _open(name, folder)
    try:
        for deeper in _folders(inner):
            if depth < _DEPTH:
                _take_down(inner, deeper, top, depth + 1)
            else:
                os.rename(deeper, f".up-{os.urandom(12).hex()}", src_dir_fd=inner, dst_dir_fd=top)
    finally:
        os.close(inner)
    os.rmdir(name, dir_fd=folder)


def _folders(folder: int) -> list[str]:
    """Remove what is no folder, and return the names of what is."""
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                found.append(entry.name)
            else:
                os.unlink(entry.name, dir_fd=folder)
    return found


def _open(name: str, folder: int) -> int:
    """Open a folder that its maker may have locked."""
    if stat.S_IMODE(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode) & 0o700 != 0o700:
        os.chmod(name, 0o700, dir_fd=folder)
    return os.open(name, _OPEN, dir_fd=folder)
