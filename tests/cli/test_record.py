"""Is the register read, changed, told and counted from the command line?"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.main import run
from core.workspace import Workspace
from tests.core.casework import PASSPHRASE, Firm
from tests.core.conftest import cheap_keys, validated, validated_once  # noqa: F401

Say = Callable[..., str]


@pytest.fixture
def say(
    validated: Firm,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> Say:
    """Run a command as the owner of a model that is ready; returns what it printed."""
    monkeypatch.setitem(Workspace.open.__func__.__kwdefaults__, "clock", validated.clock)  # type: ignore[attr-defined]
    secret = tmp_path / "passphrase"
    secret.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    monkeypatch.setenv("PRUEFSTEIN_PASSPHRASE_FILE", str(secret))
    validated.model(name="Second")
    validated.workspace.close()

    def said(*arguments: str, fails: bool = False, person: str = "The owner") -> str:
        capsys.readouterr()
        folder = str(validated.workspace.folder)
        code = run(["--workspace", folder, "--language", "en", "--as", person, *arguments])
        printed = capsys.readouterr()
        assert bool(code) is fails, printed.err
        return printed.err if fails else printed.out

    return said


def test_the_record_of_processing_of_one_model_is_one_list(say: Say) -> None:
    told = say("record", "show", "MOD-0001", "--list", "gdpr_30")
    assert "Categories of recipients" in told
    assert "Operating boundaries" not in told
    say("record", "show", "MOD-0001", "--list", "gdpr_31", fails=True)


def test_fields_are_set_shown_and_their_history_told(say: Say) -> None:
    assert "fields changed: 2" in say(
        "record",
        "set",
        "MOD-0001",
        "limitations=No companies",
        "exposure_value=1000000.5",
        "--reason",
        "Review",
    )
    shown = json.loads(say("--json", "record", "show", "Credit score", "--filled"))["result"]
    assert {
        "key": "limitations",
        "origin": "stated",
        "value": "No companies",
        "entered": "No companies",
    } in shown
    (change,) = json.loads(say("--json", "record", "history", "MOD-0001", "limitations"))["result"]
    assert (change["who"], change["after"], change["reason"]) == ("The owner", "No companies", "Review")
    assert "operating_boundaries" in say("record", "fields")


def test_completeness_is_counted_per_list(say: Say) -> None:
    found = json.loads(say("--json", "record", "completeness", "--framework", "e23"))["result"]
    assert [(item["model"], item["required"]) for item in found] == [("MOD-0001", 17), ("MOD-0002", 17)]
    missing = {key for item in found[0]["missing"] for key in item["fields"]}
    assert "limitations" in missing
    say("record", "set", "MOD-0001", "limitations=No companies", "--reason", "Review")
    (again,) = json.loads(say("--json", "record", "completeness", "MOD-0001", "--framework", "e23"))["result"]
    assert again["filled"] == found[0]["filled"] + 1
    assert "list" in say("record", "completeness", "MOD-0001", "--framework", "sr_26_2")


def test_many_models_change_only_with_yes(say: Say) -> None:
    bulk = (
        "record",
        "bulk",
        "monitoring_frequency=monthly",
        "--model",
        "all",
        "--reason",
        "Monthly from now",
    )
    assert "add --yes" in say(*bulk)
    assert json.loads(say("--json", "record", "history", "MOD-0002", "monitoring_frequency"))["result"] == []
    assert "Changed" in say(*bulk, "--yes")
    assert (
        len(json.loads(say("--json", "record", "history", "MOD-0002", "monitoring_frequency"))["result"]) == 1
    )


def test_what_is_wrong_is_said_and_who_may_not_is_refused(say: Say) -> None:
    common = ("record", "set", "MOD-0001")
    assert "has no field" in say(*common, "nonsense=1", "--reason", "x", fails=True)
    assert "KEY=VALUE" in say(*common, "limitations", "--reason", "x", fails=True)
    assert "names no model" in say("record", "show", "Nobody", fails=True)
    assert "may not do this" in say(
        *common, "limitations=x", "--reason", "x", fails=True, person="The auditor"
    )
