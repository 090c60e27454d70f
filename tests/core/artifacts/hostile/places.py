"""What could stand under a name instead of a file?"""

import os
import socket
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.core.artifacts.hostile.calls import Aim


def fifo(aim: Aim, path: Path) -> None:
    """A pipe nobody writes to: reading it would wait forever."""
    os.mkfifo(path)


def link(aim: Aim, path: Path) -> None:
    """A link to a file elsewhere."""
    target = aim.folder.parent / f"{aim.folder.name}-target.pkl"
    target.write_bytes(aim.raw)
    path.symlink_to(target)


def link_to_secrets(aim: Aim, path: Path) -> None:
    """A link to a file of the system."""
    path.symlink_to("/etc/passwd")


def endless(aim: Aim, path: Path) -> None:
    """A link to a device that never ends."""
    path.symlink_to("/dev/zero")


def loop(aim: Aim, path: Path) -> None:
    """Two links that lead to each other."""
    other = aim.folder / "other"
    path.symlink_to(other)
    other.symlink_to(path)


def folder_loop(aim: Aim, path: Path) -> None:
    """A folder that holds itself."""
    path.mkdir()
    (path / "inner").symlink_to(path)


def listening(aim: Aim, path: Path) -> None:
    """A socket."""
    place = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        place.bind(path.name)
    finally:
        os.chdir(here)
        place.close()


def sparse(aim: Aim, path: Path) -> None:
    """A file that states three gigabytes and holds nothing."""
    with path.open("wb") as file:
        file.truncate(3 << 30)


def dangling(aim: Aim, path: Path) -> None:
    """A link to nothing."""
    path.symlink_to("nowhere")


PLACES: Mapping[str, Callable[[Aim, Path], None]] = {
    "pipe": fifo,
    "link to a file": link,
    "link to the system": link_to_secrets,
    "link to an endless device": endless,
    "link to itself": loop,
    "link to nothing": dangling,
    "folder that holds itself": folder_loop,
    "socket": listening,
    "file of 3 GB": sparse,
}
