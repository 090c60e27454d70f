"""Are external checks listed, allowed and withdrawn from the terminal?"""

import json
from pathlib import Path

import pytest

from cli.main import run
from core.keys import strength
from tests.core.conftest import CHEAP
from tests.core.external_packages import install_example

CHECK = "external.approval_ceiling"
NAME = "Selin Aydın"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with one administrator, and the example of the documentation installed."""
    monkeypatch.setattr(strength, "STANDARD", CHEAP)
    monkeypatch.syspath_prepend(str(install_example(tmp_path)))
    secret, place = tmp_path / "passphrase", tmp_path / "ws"
    secret.write_text("Korrekt-Pferd-9-Batterie\n", encoding="utf-8")
    monkeypatch.setenv("PRUEFSTEIN_PASSPHRASE_FILE", str(secret))
    assert run(["init", str(place), "--name", NAME]) == 0
    return place


def test_a_check_is_listed_allowed_and_withdrawn(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    common = ["--workspace", str(folder)]

    def said(*arguments: str) -> str:
        capsys.readouterr()
        assert run([*common, *arguments]) == 0
        return capsys.readouterr().out

    assert "not allowed" in said("external", "list", "--language", "en")
    out = said("external", "allow", CHECK, "--reason", "Geprüft", "--as", NAME, "--language", "de")
    assert "ist mit der Prüfsumme" in out
    listed = json.loads(said("external", "list", "--json"))
    assert CHECK in json.dumps(listed)
    assert "zugelassen" in said("external", "list", "--language", "de")
    assert "may not run any more" in said(
        "external", "withdraw", CHECK, "--reason", "Mistake", "--as", NAME, "--language", "en"
    )
    assert "zurückgezogen" in said("external", "list", "--language", "de")


def test_wrong_input_is_a_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    common = ["--workspace", str(folder), "--language", "de"]
    assert run([*common, "external", "allow", "external.other", "--reason", "x", "--as", NAME]) == 2
    assert f"Installiert sind: {CHECK}" in capsys.readouterr().err
    assert run([*common, "external", "allow", CHECK, "--reason", "x"]) == 2
    assert run([*common, "external", "allow", CHECK, "--reason", " ", "--as", NAME]) == 2
    assert "Begründung fehlt" in capsys.readouterr().err
