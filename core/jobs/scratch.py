"""How is a scratch folder surely removed, whatever a worker left in it?

A worker may nest folders deeper than any recursion reaches, hold more open names than a process may, or make
folders nobody may read. So nothing is walked down: folders inside folders are moved up and emptied there.
"""

import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path

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
    """Empty a folder until nothing of it can be moved up or removed any more."""
    moved = 0
    while names := _folders(top):
        before = moved
        for name in names:
            inner = _open(name, top)
            for deeper in _folders(inner):
                moved += 1
                os.rename(deeper, f".up-{moved}-{os.urandom(8).hex()}", src_dir_fd=inner, dst_dir_fd=top)
            os.close(inner)
            os.rmdir(name, dir_fd=top)
        if moved == before:
            return


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
