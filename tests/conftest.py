"""What does every test stand on?"""

import os
import shutil
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
REFERENCE_DATA = "PRUEFSTEIN_REFERENCE_DATA"
LOCAL = {"127.0.0.1", "::1", "localhost"}

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("LOKY_MAX_CPU_COUNT", "1")
"""Where /proc does not tell the cores, as in a bare root, joblib would warn while a test trains a model."""


class FixedClock:
    """A clock that stands still until it is told to move."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, step: timedelta) -> datetime:
        """Move on and return the new moment."""
        self.now += step
        return self.now


def pytest_configure(config: pytest.Config) -> None:
    """Compile the German catalogue when its text is newer; once, not in every worker."""
    if hasattr(config, "workerinput"):
        return
    folder = ROOT / "resources" / "locale" / "de" / "LC_MESSAGES"
    text, binary = folder / "pruefstein.po", folder / "pruefstein.mo"
    if not binary.exists() or binary.stat().st_mtime < text.stat().st_mtime:
        subprocess.run([sys.executable, str(ROOT / "tools" / "messages.py"), "compile"], check=True)


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands at a known moment."""
    return FixedClock(datetime(2026, 11, 2, 9, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder with reference data and published cases; tests that need it are skipped without it."""
    folder = Path(os.environ.get(REFERENCE_DATA, ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no reference data: set {REFERENCE_DATA} to their folder")
    return folder


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder of the shipped example."""
    return ROOT / "resources" / "examples"


@pytest.fixture(scope="session")
def small_examples(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same folder with the first 150 rows of each table only."""
    folder = tmp_path_factory.mktemp("small") / "examples"
    shutil.copytree(examples / "models", folder / "models")
    for table in examples.glob("*.csv"):
        (folder / table.name).write_bytes(b"".join(table.read_bytes().splitlines(keepends=True)[:151]))
    return folder


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        inside = self.family == getattr(socket, "AF_UNIX", None)
        if not inside and not (isinstance(address, tuple) and address[0] in LOCAL):
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def reference_catalogue(reference_data: Path) -> str:
    """The catalogue of requirements that lies beside the reference data."""
    path = reference_data.parent / "regulations" / "catalogue.yaml"
    if not path.is_file():
        pytest.skip("no catalogue beside the reference data")
    return path.read_text(encoding="utf-8")
