"""Can determinations be made, listed, checked and withdrawn from the command line?"""

import json
from pathlib import Path

import pytest

from cli.main import run
from core.workspace import Workspace
from tests.core.casework import PASSPHRASE, Firm
from tests.core.conftest import cheap_keys, validated, validated_once  # noqa: F401
from tests.core.normwork import CREDIT

MANAGER = "The risk_manager"


@pytest.fixture
def folder(validated: Firm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:  # noqa: F811
    """The folder of a version that is ready, opened by the clock of the workspace."""
    monkeypatch.setitem(Workspace.open.__func__.__kwdefaults__, "clock", validated.clock)  # type: ignore[attr-defined]
    secret = tmp_path / "passphrase"
    secret.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    monkeypatch.setenv("PRUEFSTEIN_PASSPHRASE_FILE", str(secret))
    validated.workspace.close()
    return str(validated.workspace.folder)


def given(words: dict[str, str]) -> list[str]:
    return [
        part for key, value in words.items() for one in value.split() for part in ("--answer", f"{key}={one}")
    ]


def test_a_class_is_signed_listed_verified_and_withdrawn(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*arguments: str, code: int = 0) -> str:
        capsys.readouterr()
        assert run(["--workspace", folder, "--language", "en", "--as", MANAGER, *arguments]) == code
        return capsys.readouterr().out

    file = tmp_path / "answers.toml"
    lines = [f"{key} = {json.dumps(value.split())}" for key, value in CREDIT.items()]
    file.write_text("\n".join(lines), encoding="utf-8")
    made = said("determine", "ai_act", "MOD-0001", "--answers", str(file), "--reason", "As answered")
    assert "DT-0001" in made
    assert "High-risk (Annex III)" in made
    assert "Signature valid" in said("determinations", "list", "MOD-0001")
    assert "Annex III point 5(b)" in said("determinations", "show", "DT-0001")
    assert "1 determinations checked, 0 wrong" in said("determinations", "verify")
    said("determinations", "withdraw", "DT-0001", "--reason", "Typo")
    assert "withdrawn" in said("determinations", "list")


def test_an_outcome_that_does_not_follow_and_missing_answers_leave_with_an_error(
    folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    common = ["--workspace", folder, "--language", "de", "--as", MANAGER, "determine", "ai_act", "MOD-0001"]
    wrong = ["--reason", "x", "--outcome", "minimal", *given(CREDIT)]
    assert run([*common, *wrong]) != 0
    assert "Aus den Antworten folgt" in capsys.readouterr().err
    assert run([*common, "--reason", "x", "--answer", "ai_system=yes"]) != 0
    assert "hat keine Antwort" in capsys.readouterr().err


def test_questions_are_printed_and_tried_without_a_workspace(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--language", "de", "classify", "questions"]) == 0
    assert "annex_iii: In welchem Bereich" in capsys.readouterr().out
    assert run(["--language", "en", "--json", "classify", "questions", "scope"]) == 0
    assert len(json.loads(capsys.readouterr().out)["result"]["frameworks"]) == 14
    assert run(["--language", "en", "classify", "try", "ai_act", *given(CREDIT)]) == 0
    out = capsys.readouterr().out
    assert "high_risk_annex_iii" in out
    assert "from 2 Dec 2027" in out
