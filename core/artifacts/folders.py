"""Which files beside a model may be read, and how is nothing outside its folder reached?"""

import os
import re
import stat
from pathlib import Path

from core.data.files import reason
from core.errors import UntrustedArtifactError, UserError
from core.messages import message

MOST_BYTES = 2 << 30
"""Largest file taken, and largest sum of a model's files."""
_MOST_ENTRIES = 10_000
_DEEPEST = 12
_LONGEST = 512
_DEVICES = re.compile(
    r"(con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f<>:\"|?*\\]")
_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)


def is_plain(name: str) -> bool:
    """Tell whether a name stays below a folder on every system: "weights.bin" or "parts/weights.bin".

    Not so are absolute paths, drive letters, "..", backslashes, control characters and the names of devices.
    """
    parts = name.split("/")
    return len(name) <= _LONGEST and all(
        part not in {"", ".", ".."}
        and not _CONTROL.search(part)
        and not _DEVICES.fullmatch(part.strip())
        and part == part.rstrip(". ")
        for part in parts
    )


def read_below(folder: Path, name: str, most: int = MOST_BYTES) -> bytes:
    """Return the bytes of a file below a folder.

    Raises `UntrustedArtifactError` for a name that leads elsewhere, a link on the way, or what is no ordinary
    file; `UserError` when it is missing, unreadable or larger than `most` bytes.
    """
    if not is_plain(name):
        raise _outside(name)
    where = folder
    for part in name.split("/"):
        where = where / part
        if where.is_symlink():
            raise _outside(name)
    return read_file(where, name, most)


def read_file(path: Path, name: str, most: int = MOST_BYTES) -> bytes:
    """Return an ordinary file's bytes; raises as `read_below` does. A link as last part is not followed."""
    try:
        handle = os.open(path, _FLAGS)
    except OSError as error:
        if path.is_symlink():
            raise _outside(name) from None
        raise UserError(
            message(
                "The model needs the file “{name}”, which could not be read ({reason}). Nothing was opened. "
                "Put it where the model expects it.",
                name=name,
                reason=reason(error),
            )
        ) from None
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise _outside(name)
        if found.st_size > most:
            raise too_large(name)
        return file.read(found.st_size)


def too_large(name: str) -> UserError:
    """Return what is said about files larger than a worker takes."""
    return UserError(
        message(
            "The file “{name}” is larger than 2 GB and was not opened. Use a smaller model.",
            name=name,
        )
    )


def survey(folder: Path) -> None:
    """Raise `UntrustedArtifactError` for a folder with links or devices, or with unusually many files."""
    seen = 0
    open_ends = [(folder, 0)]
    while open_ends:
        where, depth = open_ends.pop()
        for entry in _entries(where):
            seen += 1
            if seen > _MOST_ENTRIES or depth > _DEEPEST:
                raise UntrustedArtifactError(
                    message(
                        "The folder “{name}” holds unusually many files (more than {most}, or nested deeper "
                        "than {deep} folders). It was not opened. Choose the model's own folder.",
                        name=folder.name,
                        most=_MOST_ENTRIES,
                        deep=_DEEPEST,
                    )
                )
            if entry.is_dir(follow_symlinks=False):
                open_ends.append((Path(entry.path), depth + 1))
            elif not entry.is_file(follow_symlinks=False):
                raise _outside(str(Path(entry.path).relative_to(folder)))


def _entries(folder: Path) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as found:
            entries = []
            for entry in found:
                entries.append(entry)
                if len(entries) > _MOST_ENTRIES:
                    break
            return entries
    except OSError as error:
        raise UserError(
            message(
                "The folder “{name}” could not be read ({reason}). Nothing was opened. "
                "Check its permissions.",
                name=folder.name,
                reason=reason(error),
            )
        ) from None


def _outside(name: str) -> UntrustedArtifactError:
    return UntrustedArtifactError(
        message(
            "The model refers to other files, and “{name}” is a link or leads out of the model's own "
            "folder. It was not opened, because such a model could read files of this computer. Ask for a "
            "folder that holds everything itself.",
            name=name,
        )
    )
