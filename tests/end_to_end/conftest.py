"""What do the tests of the whole line share?"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.example import build as example_build
from cli.example.story import read_persons, read_story
from cli.main import run
from core.keys import strength
from core.progress import SILENT

PASSPHRASE = "Prüfung mit Umlaut 7"

QUICK = strength.Strength(argon2_memory_kib=64, argon2_iterations=1, argon2_lanes=1, pkcs12_rounds=1000)
"""Guessing costs nothing here: the tests need no protection, only speed."""


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strength, "STANDARD", QUICK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def result(self) -> dict[str, object]:
        """The result of a command with --json."""
        value = json.loads(self.out)["result"]
        assert isinstance(value, dict)
        return value


Command = Callable[..., Answer]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run a command of the command line in this process; everybody here has the same passphrase."""
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE + "\n", encoding="utf-8")
    monkeypatch.setenv("PRUEFSTEIN_PASSPHRASE_FILE", str(secret))
    monkeypatch.setenv("PRUEFSTEIN_WORKSPACE", str(tmp_path / "workspace"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "140")

    def call(*arguments: str) -> Answer:
        capsys.readouterr()
        code = run(list(arguments))
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return Answer(code=code, out=printed.out, err=printed.err)

    return call


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example workspace with the two versions of the credit score and their signed reports."""
    import msgspec

    folder = tmp_path_factory.mktemp("example") / "workspace"
    story = read_story()
    kept = tuple(step for step in story.version if step.model == "kredit")
    models = tuple(entry for entry in story.model if entry.key == "kredit")
    tables = tuple(table for table in story.table if table.key.startswith("kredit"))
    reduced = msgspec.structs.replace(story, version=kept, model=models, table=tables)
    before, strength.STANDARD = strength.STANDARD, QUICK
    try:
        example_build._make(folder, reduced, SILENT, datetime.now(UTC))
    finally:
        strength.STANDARD = before
    assert read_persons()
    return folder
