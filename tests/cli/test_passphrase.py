"""Does a passphrase come only from where it may come from?"""

import io
import os
import sys
from pathlib import Path

import pytest

from cli.application import build
from cli.passphrase import VARIABLE, new_passphrase, read_passphrase
from core.errors import UserError
from core.language import Translator
from core.texts import Language

ENGLISH = Translator(Language.ENGLISH)


def test_the_named_file_is_read_without_its_line_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secret"
    file.write_text("mit Umlaut ä\r\n", encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(file))
    assert read_passphrase(ENGLISH, "Jana", None) == "mit Umlaut ä"
    assert new_passphrase(ENGLISH, "Jana", None) == "mit Umlaut ä"


def test_a_descriptor_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "missing"))
    reading, writing = os.pipe()
    os.write(writing, b"from the pipe\nrest")
    os.close(writing)
    assert read_passphrase(ENGLISH, "Jana", reading) == "from the pipe"
    os.close(reading)


def test_an_unreadable_file_and_a_closed_descriptor_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "missing"))
    with pytest.raises(UserError, match="cannot be read"):
        read_passphrase(ENGLISH, "Jana", None)
    with pytest.raises(UserError, match="descriptor"):
        read_passphrase(ENGLISH, "Jana", 987)


def test_without_a_terminal_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    with pytest.raises(UserError, match="no terminal"):
        read_passphrase(ENGLISH, "Jana", None)


def test_no_command_takes_a_passphrase_as_argument() -> None:
    def parameters(command: object) -> list[str]:
        own = [name for parameter in getattr(command, "params", []) for name in parameter.opts]
        inner = getattr(command, "commands", {}).values()
        return own + [name for item in inner for name in parameters(item)]

    named = [name for name in parameters(build(ENGLISH)) if "pass" in name]
    assert set(named) == {"--passphrase-fd", "--new-passphrase-fd"}
