"""What do the exit code and the two output streams say?"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.application import PANELS, build
from cli.main import globals_first, run
from cli.words import BORROWED
from core.language import Translator
from core.texts import Language
from tests.conftest import ROOT
from tests.core.authority import Authority
from tests.core.conftest import START
from tests.reports.conftest import signing


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, "LANG": "C.UTF-8", "COLUMNS": "120", "NO_COLOR": "1", **environment}
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *arguments],
        cwd=ROOT, env=variables, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


@pytest.fixture(scope="module")
def signed_report() -> bytes:
    """Return a signed report."""
    return signing().report()


def test_options_for_every_command_may_stand_anywhere() -> None:
    assert globals_first(["check", "M@1", "--json", "--as", "Jana", "--seed", "3", "--workspace=w"]) == [
        "--json", "--as", "Jana", "--workspace=w", "check", "M@1", "--seed", "3",
    ]  # fmt: skip
    assert globals_first(["verify", "--", "--json"]) == ["verify", "--", "--json"]
    assert globals_first(["models", "--as"]) == ["--as", "models"]


@pytest.mark.parametrize(
    ("arguments", "english", "german"),
    [
        (["check"], "VERSION is missing", "VERSION fehlt"),
        (["--nonsense"], "no option --nonsense", "Option --nonsense gibt es nicht"),
        (["nonsense"], "There is no command nonsense.", "Es gibt keinen Befehl nonsense."),
        (["models", "x", "y"], "That is too much: y.", "Das ist zu viel: y."),
        (["campaign"], "No command is given.", "Es ist kein Befehl angegeben."),
        (["check", "M", "--seed", "x"], "value of --seed", "Wert von --seed"),
        (["verify", "no-such.pdf"], "There is no file", "gibt es nicht"),
    ],
)
def test_bad_input_leaves_with_2_and_one_sentence_in_both_languages(
    arguments: list[str], english: str, german: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for language, sentence in (("en", english), ("de", german)):
        assert run([*arguments, "--language", language]) == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        assert sentence in printed.err


def test_an_error_is_one_json_document_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["models", "--workspace", str(tmp_path / "none")], ["check"], ["nonsense"]):
        assert run([*arguments, "--json"]) == 2
        printed = capsys.readouterr()
        document = json.loads(printed.out)
        assert set(document) == {"error"}
        assert document["error"]["message"]
        assert printed.err == ""


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Options", "Inventory", "Run the checks on a version"]),
        ("de", ["Optionen", "Inventar", "Die Prüfungen für eine Version ausführen"]),
    ],
)
def test_help_is_said_in_both_languages(language: str, words: list[str]) -> None:
    done = command("--help", "--language", language)
    assert done.returncode == 0
    for word in words:
        assert word in done.stdout


def test_german_help_of_a_command_holds_no_english(tmp_path: Path) -> None:
    done = command("register", "--help", PRUEFSTEIN_LANGUAGE="de", XDG_CONFIG_HOME=str(tmp_path))
    for english in (*BORROWED[:3], "Show this", "required", "default", "Usage", "OPTIONS", "<str>", "SIGN"):
        assert english not in done.stdout


def test_every_command_stands_under_a_heading_of_the_help() -> None:
    found = build(Translator(Language.GERMAN))
    assert sorted(found.commands) == sorted(name for names in PANELS.values() for name in names)
    headings = {getattr(item, "rich_help_panel", None) for item in found.commands.values()}
    assert headings == {Translator(Language.GERMAN).tr(panel) for panel in PANELS}


def test_a_reader_that_goes_away_leaves_no_traceback() -> None:
    done = subprocess.run(
        f"{sys.executable} -m cli.main --help | head -n 1",
        cwd=ROOT, shell=True, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_doctor_says_what_is_here_and_what_is_not() -> None:
    done = command("doctor", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["result"]
    assert found["confinement"] in {"full", "partial", "none"}
    assert dict(found["versions"])["scikit-learn"]


def test_without_a_display_the_window_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert run([]) == 2
    assert "no display" in capsys.readouterr().err


def test_an_unknown_language_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "--language", "fr"]) == 2
    assert "de, en" in capsys.readouterr().err


@pytest.mark.parametrize("extra", [b"\0" * 10, b"\n", b"%%EOF\n"])
def test_a_report_with_anything_appended_is_refused_by_the_exit_code(
    signed_report: bytes, extra: bytes, tmp_path: Path
) -> None:
    report = tmp_path / "report.pdf"
    report.write_bytes(signed_report)
    assert run(["verify", str(report), "--workspace", str(tmp_path)]) == 0
    report.write_bytes(signed_report + extra)
    assert run(["verify", str(report), "--workspace", str(tmp_path)]) == 1


def test_a_trusted_file_without_a_certificate_says_nothing_about_the_report(
    signed_report: bytes,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    report, trust = tmp_path / "report.pdf", tmp_path / "root.pem"
    report.write_bytes(signed_report)
    asked = ["--language", "en", "--workspace", str(tmp_path), "verify", str(report), "--trust", str(trust)]
    assert run(asked) == 2
    trust.write_text("no certificate")
    assert run(asked) == 2
    assert "holds no certificate" in capsys.readouterr().err
    trust.write_bytes(Authority(name="Stranger", now=START).pem)
    assert run(asked) == 0
    assert "Identity: not confirmed" in capsys.readouterr().out
