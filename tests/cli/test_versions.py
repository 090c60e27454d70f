"""Do the commands about design, training, difference and reproduction do what the window does?"""

import json
from pathlib import Path

import pytest

from cli.main import run
from core.people import Role
from core.workspace import Workspace
from tests.core.casework import PASSPHRASE, Firm
from tests.core.conftest import cheap_keys, firm  # noqa: F401
from tests.core.governance.test_mlflow_runs import make_run

FIRST, SECOND = "MOD-0001@1", "MOD-0001@2"


@pytest.fixture
def folder(firm: Firm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:  # noqa: F811
    """A closed workspace with two drafts of one model on one table, opened by its own clock."""
    monkeypatch.setitem(Workspace.open.__func__.__kwdefaults__, "clock", firm.clock)  # type: ignore[attr-defined]
    secret = tmp_path / "passphrase"
    secret.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    monkeypatch.setenv("PRUEFSTEIN_PASSPHRASE_FILE", str(secret))
    first = firm.version()
    firm.version("2", model=first.model, datasets=first.datasets)
    firm.workspace.close()
    return firm.workspace.folder


def call(folder: Path, *arguments: str, by: Role | None = None) -> int:
    """Run a command in English; `by` names who acts."""
    who = [] if by is None else ["--as", f"The {by.value}"]
    return run(["--workspace", str(folder), "--language", "en", *who, *arguments])


def test_a_design_is_set_and_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = call(
        folder, "design", "set", FIRST, "--goal", "Fewer losses", "--criterion", "AUC>=0.75:0.81",
        "--criterion", "Calibration error <= 0.05", "--simpler", "scorecard=AUC 0.71",
        "--split", "random", "--split-seed", "7", "--share", "training=0.7", "--labeled-by", "Officers",
        by=Role.DEVELOPER,
    )  # fmt: skip
    assert done == 0
    assert call(folder, "design", "show", FIRST) == 0
    said = capsys.readouterr().out
    for part in ("Business goal: Fewer losses", "≥ 0.75", "Reached", "No value yet", "scorecard: AUC 0.71"):
        assert part in said, said
    assert "Missing: The benefit is not stated." in said
    assert call(folder, "--json", "design", "show", FIRST) == 0
    record = json.loads(capsys.readouterr().out)["result"]
    assert record["split"]["seed"] == 7
    assert [item["target"] for item in record["criteria"]] == ["0.75", "0.05"]


def test_experiments_are_taken_over_from_a_folder(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_run(tmp_path / "mlruns", "b" * 32, "forest")
    assert call(folder, "design", "import-mlflow", FIRST, str(tmp_path / "mlruns"), by=Role.DEVELOPER) == 0
    said = capsys.readouterr().out
    assert "1 experiments taken over" in said
    assert "auc = 0.79" in said


def test_an_experiment_is_entered_by_hand_and_chosen(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    enter = ("design", "experiment", FIRST)
    figures = ("--metric", "auc=0.71", "--parameter", "depth=4")
    assert call(folder, *enter, "boosting", *figures, by=Role.DEVELOPER) == 0
    assert call(folder, *enter, "forest", "--metric", "auc=0.70", "--chosen", by=Role.DEVELOPER) == 0
    assert call(folder, *enter, "boosting", "--chosen", by=Role.DEVELOPER) == 0
    capsys.readouterr()
    assert call(folder, "--json", "design", "show", FIRST) == 0
    found = json.loads(capsys.readouterr().out)["result"]["experiments"]
    assert [(item["name"], item["chosen"]) for item in found] == [("boosting", True), ("forest", False)]
    assert (found[0]["metrics"], found[0]["source"]) == ({"auc": "0.71"}, "entered")
    assert call(folder, *enter, "worse", "--metric", "auc=good", by=Role.DEVELOPER) != 0


def test_training_facts_are_completed_and_seen_in_the_difference(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = tmp_path / "uv.lock"
    lock.write_text("numpy", encoding="utf-8")
    facts = ("--fact", "commit=a1b2c3d", "--fact", "repository=git", "--lock", str(lock))
    assert call(folder, "training", SECOND, *facts, by=Role.DEVELOPER) == 0
    assert "a1b2c3d" in capsys.readouterr().out
    assert call(folder, "--json", "diff", FIRST, SECOND) == 0
    changes = json.loads(capsys.readouterr().out)["result"]["changes"]
    found = {item["detail"]: (item["before"], item["after"]) for item in changes}
    assert found["commit"] == (None, "a1b2c3d")
    assert set(found) == {"commit", "repository", "lock_digest", "lock_file"}
    assert call(folder, "training", SECOND, "--fact", "commit=main", by=Role.DEVELOPER) != 0
    assert "is no commit" in capsys.readouterr().err


def test_a_proof_of_one_kind_of_data_and_a_script_without_data_say_why(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(folder, "split-proof", FIRST, by=Role.DEVELOPER) != 0
    assert "no two data sets of different kinds" in capsys.readouterr().err
    script = tmp_path / "train.py"
    script.write_text("pass", encoding="utf-8")
    assert call(folder, "reproduce", FIRST, str(script), "--consent", "ours", by=Role.VALIDATOR) != 0
    assert "has no training data" in capsys.readouterr().err
    assert call(folder, "reproduce", FIRST, str(script), by=Role.VALIDATOR) != 0
    assert "why this script may be run" in capsys.readouterr().err
    assert call(folder, "reproduce", FIRST) == 0
