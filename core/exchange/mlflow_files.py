"""How are the files of an MLflow folder read that may come from anybody?

Links are never followed, files and numbers of them have limits, and only what YAML and plain text can say is
read: nothing is run.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from core.artifacts import simple_yaml
from core.data.files import reason
from core.errors import UntrustedArtifactError, UserError
from core.messages import message

MOST_RUNS, MOST_ENTRIES = 1_000, 500
MOST_CHARACTERS = 500
_META_BYTES, _VALUE_BYTES, _TAIL_BYTES = 64 << 10, 64 << 10, 4096
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def too_many(name: str) -> UntrustedArtifactError:
    """Return what is said about a store beyond the limits."""
    return UntrustedArtifactError(
        message(
            "“{name}” holds more than is taken over at once ({runs} runs, {entries} parameters or figures of "
            "a run). Nothing was taken over. Name one experiment or one run.",
            name=name,
            runs=MOST_RUNS,
            entries=MOST_ENTRIES,
        )
    )


def is_link(name: str) -> UntrustedArtifactError:
    """Return what is said about a link."""
    return UntrustedArtifactError(
        message(
            "“{name}” is a link or no ordinary file, so it could lead to other files of this computer. "
            "Nothing was taken over. Ask for a folder that holds everything itself.",
            name=name,
        )
    )


def damaged(name: str) -> UserError:
    """Return what is said about a file that is not as MLflow writes it."""
    return UserError(
        message(
            "“{name}” is damaged or written in an unusual way. Nothing was taken over. "
            "Export the experiment from MLflow again.",
            name=name,
        )
    )


def folders(folder: Path) -> list[Path]:
    """Return the folders in a folder by name; raises for a link, and when there is too much."""
    return sorted(entry for entry in entries(folder) if entry.is_dir())


def entries(folder: Path) -> list[Path]:
    """Return what lies in a folder; raises for a link, and when there is too much."""
    found = []
    try:
        with os.scandir(folder) as listed:
            for entry in listed:
                if entry.is_symlink():
                    raise is_link(entry.name)
                found.append(Path(entry.path))
                if len(found) > MOST_RUNS:
                    raise too_many(folder.name)
    except OSError as error:
        raise _unreadable(folder.name, error) from None
    return found


def meta_of(path: Path) -> dict[str, str]:
    """Return the plain entries of a meta.yaml; raises `UserError` for one that is not as MLflow writes it."""
    try:
        found = simple_yaml.read(_small(path, _META_BYTES).decode("utf-8"))
    except (simple_yaml.NotSimpleError, UnicodeDecodeError, RecursionError):
        raise damaged(f"{path.parent.name}/{path.name}") from None
    if not isinstance(found, dict):
        raise damaged(f"{path.parent.name}/{path.name}")
    return {str(key): value for key, value in found.items() if isinstance(value, str)}


def values(folder: Path, *, tail: bool) -> dict[str, str]:
    """Return the file contents of a folder by name; names with "/" lie in folders of their own."""
    found: dict[str, str] = {}
    for path in _files(folder, 0):
        if len(found) >= MOST_ENTRIES:
            raise too_many(folder.parent.name)
        data = _tail(path) if tail else _small(path, _VALUE_BYTES)
        name = path.relative_to(folder).as_posix()
        found[short(name)] = short(data.decode("utf-8", errors="replace").strip(), end=tail)
    return found


def _files(folder: Path, depth: int) -> Iterator[Path]:
    if folder.is_symlink():
        raise is_link(folder.name)
    if not folder.is_dir() or depth > 4:
        return
    for entry in sorted(entries(folder)):
        if entry.is_dir():
            yield from _files(entry, depth + 1)
        else:
            yield entry


def _opened(path: Path) -> int:
    try:
        handle = os.open(path, _FLAGS)
    except OSError as error:
        if path.is_symlink():
            raise is_link(path.name) from None
        raise _unreadable(path.name, error) from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise is_link(path.name)
    return handle


def _small(path: Path, most: int) -> bytes:
    with os.fdopen(_opened(path), "rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise damaged(f"{path.parent.name}/{path.name}")
    return data


def _tail(path: Path) -> bytes:
    with os.fdopen(_opened(path), "rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _TAIL_BYTES))
        return file.read(_TAIL_BYTES)


def short(text: str, *, end: bool = False) -> str:
    """Return printable text of bounded length."""
    cut = text[-MOST_CHARACTERS:] if end else text[:MOST_CHARACTERS]
    return "".join(sign for sign in cut if sign.isprintable() or sign == "\n")


def _unreadable(name: str, error: OSError) -> UserError:
    return UserError(
        message(
            "“{name}” could not be read ({reason}). Nothing was taken over. Check that you may read it.",
            name=name,
            reason=reason(error),
        )
    )
