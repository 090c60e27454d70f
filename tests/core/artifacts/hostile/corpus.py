"""Which hostile files are there, and what becomes of them when they are handed in?"""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.core.artifacts.hostile import control
from tests.core.artifacts.hostile.bombs import BOMBS
from tests.core.artifacts.hostile.calls import CALLS, INERT, KNOCKS, Aim
from tests.core.artifacts.hostile.models import MODELS
from tests.core.artifacts.hostile.places import PLACES
from tests.core.artifacts.hostile.wrapping import WRAPPED

ROOT = Path(__file__).parents[4]


@dataclass(frozen=True, slots=True)
class Hostile:
    """One hostile file."""

    name: str
    group: str
    path: Path
    aim: Aim
    control: str = ""
    """How it is loaded without protection; empty: it has no effect that could be shown."""
    knocks: bool = False
    """Whether its effect is a packet and not a mark."""


class Listener:
    """Listens on this machine for whoever an attack sends."""

    def __init__(self) -> None:
        self.streams = socket.socket()
        self.streams.bind(("127.0.0.1", 0))
        self.streams.listen(64)
        self.streams.settimeout(0.05)
        self.port = int(self.streams.getsockname()[1])
        self.datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.datagrams.bind(("127.0.0.1", self.port))
        self.datagrams.settimeout(0.05)

    def heard(self) -> int:
        """Return how many knocked since the last time."""
        return sum(1 for _ in self._connections()) + sum(1 for _ in self._packets())

    def _connections(self) -> Iterator[int]:
        while True:
            try:
                self.streams.accept()[0].close()
            except TimeoutError:
                return
            yield 1

    def _packets(self) -> Iterator[int]:
        while True:
            try:
                self.datagrams.recv(100)
            except TimeoutError:
                return
            yield 1


@contextmanager
def listening() -> Iterator[Listener]:
    """Listen while the block runs."""
    listener = Listener()
    try:
        yield listener
    finally:
        listener.streams.close()
        listener.datagrams.close()


def build(folder: Path, port: int) -> tuple[Hostile, ...]:
    """Make every hostile file below the folder; the marks they try to leave lie in `folder/marks`."""
    (folder / "marks").mkdir()
    return tuple(_all(folder, port))


def _all(folder: Path, port: int) -> Iterator[Hostile]:
    for name, attack in CALLS.items():
        aim = _aim(folder, port, f"call {name}")
        path = _written(aim, "model.pkl", attack(aim))
        way = "joblib" if "joblib array" in name else "pickle"
        yield Hostile(name, "call", path, aim, "" if name in INERT else way)
    for name, attack in KNOCKS.items():
        aim = _aim(folder, port, f"knock {name}")
        yield Hostile(name, "network", _written(aim, "model.pkl", attack(aim)), aim, "pickle", knocks=True)
    for name, wrapped in WRAPPED.items():
        aim = _aim(folder, port, f"wrapped {name}")
        yield Hostile(name, "wrapped", _written(aim, wrapped.file, wrapped.data(aim)), aim, wrapped.control)
    for name, (file, data) in BOMBS.items():
        aim = _aim(folder, port, f"bomb {name}")
        yield Hostile(name, "bomb", _written(aim, file, data()), aim)
    for name, (file, made, way) in MODELS.items():
        aim = _aim(folder, port, f"model {name}")
        yield Hostile(name, "model", _written(aim, file, made(aim)), aim, way)
    for name, place in PLACES.items():
        aim = _aim(folder, port, f"place {name}")
        place(aim, aim.folder / "model.pkl")
        yield Hostile(name, "place", aim.folder / "model.pkl", aim)


def _aim(folder: Path, port: int, name: str) -> Aim:
    plain = "".join(sign if sign.isalnum() else "-" for sign in name)
    (folder / plain).mkdir()
    return Aim(folder / "marks" / plain, port, folder / plain)


def _written(aim: Aim, file: str, data: bytes) -> Path:
    path = aim.folder / file
    path.write_bytes(data)
    return path


def known_files(folder: Path, port: int) -> tuple[Hostile, ...]:
    """Take the test files of picklescan, which nobody here has looked into; they are only ever handed in."""
    aim = Aim(folder / "none", port, folder)
    return tuple(Hostile(path.name, "picklescan", path, aim) for path in sorted(folder.iterdir()))


def unprotected(files: tuple[Hostile, ...]) -> None:
    """Load every file that has an effect in a process that is thrown away."""
    wanted = [(item.control, str(item.path)) for item in files if item.control]
    subprocess.run(
        [sys.executable, control.__file__], input=json.dumps(wanted), text=True, cwd=ROOT, check=True,
        capture_output=True, timeout=120,
    )  # fmt: skip
