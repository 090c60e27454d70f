"""How does somebody type commands, here and on a machine that has neither workspace nor network?"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT
from tests.end_to_end.conftest import Answer, Command

_ALONE = """
import sys
forbidden = sys.argv.pop(1)

def hook(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "sqlite3.connect"}:
        raise SystemExit(f"reached for {event}")
    if event in {"open", "os.listdir", "os.scandir"} and str(arguments[0]).startswith(forbidden):
        raise SystemExit(f"looked into {arguments[0]}")

sys.addaudithook(hook)
from cli.main import main
main()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """Commands in English, each answered with one JSON document."""

    command: Command

    def do(self, *arguments: str, code: int = 0) -> dict[str, object]:
        """Return what a command answers; it must leave with the code."""
        answer = self.command(*arguments, "--json", "--language", "en")
        assert answer.code == code, (arguments, answer)
        return answer.result

    def listed(self, *arguments: str) -> list[dict[str, object]]:
        """Return a list that a command answers."""
        answer = self.command(*arguments, "--json", "--language", "en")
        assert answer.code == 0, (arguments, answer)
        return list_of(json.loads(answer.out)["result"])

    def refused(self, *arguments: str) -> str:
        """Return the words of a refusal."""
        answer = self.command(*arguments, "--json", "--language", "en")
        assert answer.code == 2, (arguments, answer)
        return str(json.loads(answer.out)["error"]["message"])

    def typed(self, *arguments: str, code: int = 0) -> str:
        """Return what stands on the screen."""
        answer = self.command(*arguments, "--language", "en")
        assert answer.code == code, (arguments, answer)
        return answer.out


def list_of(value: object) -> list[dict[str, object]]:
    """Return a list of an answer."""
    assert isinstance(value, list)
    return value


def elsewhere(folder: Path, forbidden: Path, *arguments: str) -> Answer:
    """Run a command in a process of its own that may neither connect nor look into a folder."""
    return _process(folder, ["-c", _ALONE, str(forbidden), *arguments])


def second_process(folder: Path, *arguments: str) -> Answer:
    """Run a command in a process of its own."""
    return _process(folder, ["-m", "cli.main", *arguments])


def _process(folder: Path, arguments: list[str]) -> Answer:
    inherited = ("PATH", "SYSTEMROOT", "LANG", "TMPDIR")
    environment = {name: os.environ[name] for name in inherited if name in os.environ}
    environment |= {"PYTHONPATH": str(ROOT), "HOME": str(folder), "COLUMNS": "140", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8",
        timeout=120, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return Answer(code=done.returncode, out=done.stdout, err=done.stderr)
