"""Is risk assessed, shown, compared, accepted and overridden from the command line, scales adopted?"""

import json
from pathlib import Path

import pytest

from cli.main import run
from core.workspace import Workspace
from tests.core.casework import PASSPHRASE, Firm
from tests.core.conftest import cheap_keys, validated, validated_once  # noqa: F401

MANAGER, VALIDATOR, AUDITOR = "The risk_manager", "The validator", "The auditor"
FULL = """
scale = "SC-0001"

[materiality]
amount = 30000000
currency = "EUR"
persons = 60000
purpose = "medium"
reason = "Decides on loans"

[[ratings]]
kind = "unavailable"
inherent = [4, 4]
residual = [3, 3]
rationale = "Manual fallback"
evidence = ["RUN-0001"]
[[ratings.controls]]
name = "Second look"
owner = "The owner"
effectiveness = "partly"
reduces = "likelihood"
"""
OTHERS = "".join(
    f'\n[[ratings]]\nkind = "{kind}"\ninherent = [2, 2]\nresidual = [1, 2]\nrationale = "known"\n'
    for kind in ("wrong_prediction", "decay", "skills_lost")
)
LINE = '\n[[appetite]]\nperspective = "firm"\nhighest = 4\nreason_de = "Vorstand"\nreason_en = "Board"\n'


@pytest.fixture
def folder(validated: Firm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:  # noqa: F811
    """The folder of a version that is ready, opened by the clock of the workspace."""
    monkeypatch.setitem(Workspace.open.__func__.__kwdefaults__, "clock", validated.clock)  # type: ignore[attr-defined]
    secret = tmp_path / "passphrase"
    secret.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    monkeypatch.setenv("PRUEFSTEIN_PASSPHRASE_FILE", str(secret))
    validated.workspace.close()
    return str(validated.workspace.folder)


def test_risk_is_governed_from_the_command_line(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(who: str, *arguments: str, code: int = 0) -> str:
        capsys.readouterr()
        assert run(["--workspace", folder, "--language", "en", "--as", who, *arguments]) == code
        return capsys.readouterr().out

    scale, full = tmp_path / "scale.toml", tmp_path / "full.toml"
    scale.write_text(said(MANAGER, "risk", "scale", "show") + LINE, encoding="utf-8")
    full.write_text(FULL + OTHERS, encoding="utf-8")
    adopt = ("risk", "scale", "adopt", str(scale), "--reason", "A line")
    assert run(["--workspace", folder, "--as", AUDITOR, *adopt]) != 0
    assert "SC-0001 is in force" in said(MANAGER, *adopt)
    assert "Tier High" in said(VALIDATOR, "assess", "MOD-0001", "--file", str(full))
    shown = said(MANAGER, "risk", "show", "MOD-0001")
    assert "4x4 16 High" in shown
    assert "Materiality: High" in shown
    assert "moved" not in shown
    compared = said(MANAGER, "risk", "compare", "RA-0001", "RA-0002")
    assert "4x4 16" in " ".join(compared.split())
    capsys.readouterr()
    assert run(["--workspace", folder, "--json", "risk", "heatmap"]) == 0
    assert json.loads(capsys.readouterr().out)["result"] == {"3x3": ["MOD-0001@1"]}
    accept = ("risk", "accept", "MOD-0001", "unavailable", "--reason", "Known", "--until", "2026-12-01")
    assert run(["--workspace", folder, "--as", VALIDATOR, *accept]) != 0
    assert "accepted until" in said(MANAGER, *accept)
    override = ("risk", "override", "MOD-0001", "low", "--reason", "Pilot")
    assert run(["--workspace", folder, "--as", MANAGER, *override]) != 0
    assert "tier Low" in said(MANAGER, *override, "--until", "2027-03-01")
    assert "tier Low" in said(MANAGER, "risk", "show", "MOD-0001")
    assert "MOD-0001" not in said(MANAGER, "risk", "due")


@pytest.mark.parametrize(
    "text",
    ["ratings = 3", 'materiality = "low"\nratings = []\ncolor = 1', FULL.replace("[4, 4]", "[6, 4]")],
    ids=["no list", "unknown key", "outside the matrix"],
)
def test_a_file_that_describes_no_assessment_is_refused(
    folder: str, tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(text, encoding="utf-8")
    common = ["--workspace", folder, "--language", "en", "--as", VALIDATOR, "assess", "MOD-0001"]
    assert run([*common, "--file", str(file)]) != 0
    assert "describes no assessment" in capsys.readouterr().err
    assert run(common) != 0
    assert run([*common, "--file", str(file), "--materiality", "low"]) != 0
