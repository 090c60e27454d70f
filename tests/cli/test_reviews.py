"""Do the commands of reviews, conditions and key figures do what the window does?"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.main import run
from core.inventory import State
from core.people import Role
from core.workspace import Workspace
from tests.core.casework import PASSPHRASE, Firm
from tests.core.conftest import cheap_keys, validated, validated_once  # noqa: F401
from tests.core.governance.test_conditions import READY, conditional

STEPS = """
risk_manager | campaign open --title Year --statement True --due 2027-01-31
owner        ! campaign open --title Year --statement True --due 2027-01-31
validator    ! campaign attest CAM-0001 MOD-0001
owner        ! campaign attest CAM-0001 MOD-0001 --answer refused
owner        | campaign attest CAM-0001 --mine
validator    ! campaign attest CAM-0001 --mine
owner        ! campaign attest CAM-0001 --mine
owner        | campaign attest CAM-0001 MOD-0001 --answer with_exceptions --text renewals
owner        ! campaign close CAM-0001 --note done
risk_manager | campaign close CAM-0001 --note done
owner        ! challenge raise MOD-0001 --topic data --question q --expertise e --standing s
validator    ! challenge raise MOD-0001 --topic colour --question q --expertise e --standing s
validator    | challenge raise MOD-0001@1 --topic data --question q --expertise e --standing s
validator    ! challenge answer CH-0001 --text because
developer    | challenge answer CH-0001 --text because
developer    | challenge show CH-0001
developer    ! challenge conclude CH-0001 --outcome upheld --conclusion fine
validator    ! challenge conclude CH-0001 --outcome changed --conclusion fine
validator    | challenge conclude CH-0001 --outcome changed --conclusion fine --evidence MOD-0001@1
validator    ! condition prove D-0001 1 --proof MOD-0001@1 --note see
owner        ! condition prove D-0001 0 --proof MOD-0001@1 --note see
owner        ! condition prove D-0001 1 --proof DOC-0009 --note see
owner        | condition prove D-0001 1 --proof MOD-0001@1 --note see
owner        ! condition met D-0001 1
validator    | condition return D-0001 1 --reason thin
validator    ! condition met D-0001 1
owner        | condition prove D-0001 1 --proof MOD-0001@1 --proof RUN-0001 --note better
validator    | condition met D-0001 1
developer    ! review start MOD-0001@1 --reason yearly
risk_manager | review start MOD-0001@1 --reason yearly
risk_manager | review set-overdue
"""
"""Who acts, whether it works (|) or is refused (!), and the command."""


@pytest.fixture
def folder(validated: Firm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:  # noqa: F811
    """A firm whose version was approved with a condition and is in use; the commands share its workspace."""
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    monkeypatch.setenv("PRUEFSTEIN_PASSPHRASE_FILE", str(secret))
    conditional(validated)
    validated.move(READY, State.IN_USE)
    close = Workspace.close
    monkeypatch.setattr(Workspace, "open", lambda _path, **_given: validated.workspace)
    monkeypatch.setattr(Workspace, "close", lambda _workspace: None)
    yield validated.workspace.folder
    monkeypatch.setattr(Workspace, "close", close)


def answered(
    folder: Path, line: str, capsys: pytest.CaptureFixture[str], who: str = ""
) -> tuple[int, object]:
    """Run a command, by somebody where one acts; return exit code and the machine-readable answer."""
    acting = ["--as", who] if who else []
    code = run(["--workspace", str(folder), *acting, "--json", *line.split()])
    return code, json.loads(capsys.readouterr().out)


def test_every_verb_works_for_who_may_and_is_refused_to_everybody_else(
    folder: Path,
    validated: Firm,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    for step in STEPS.strip().splitlines():
        who, sign, line = step[:12].strip(), step[13], step[15:]
        code, answer = answered(folder, line, capsys, validated.person(Role(who)).id)
        assert isinstance(answer, dict)
        assert (code == 0) is (sign == "|"), (step, answer)
        assert ("error" in answer) is (sign == "!"), (step, answer)
    decisions = validated.workspace.decisions
    assert decisions.conditions()[0].condition.met_by == validated.person(Role.VALIDATOR).id
    assert validated.workspace.inventory.version(READY).state is State.UNDER_REVIEW
    assert validated.workspace.trail.verify().intact


def test_lists_and_figures_are_read_in_both_languages(
    folder: Path,
    validated: Firm,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    validated.later(days=40)
    code, answer = answered(folder, "condition list", capsys)
    assert isinstance(answer, dict)
    (line,) = answer["result"]
    assert (code, line["decision"], line["number"], line["overdue"]) == (0, "D-0001", 1, True)
    code, answer = answered(folder, "lines MOD-0001", capsys)
    assert isinstance(answer, dict)
    assert answer["result"][0]["empty"] == ["third"]
    expected = {
        "condition list --all": "Verantwortlich",
        "decisions show MOD-0001@1": "Nichts, woran sie gebunden ist, wurde seither ersetzt.",
        "review list": "Überprüfung",
        "lines": "Erste Linie",
        "overview": "Kennzahl",
        "campaign list": "Bestätigungsrunde",
        "challenge list": "Einwand",
    }
    for command, words in expected.items():
        assert run(["--workspace", str(folder), "--language", "de", *command.split()]) == 0, command
        assert words in capsys.readouterr().out, command


def test_an_overdue_review_and_a_missing_attestation_leave_with_an_error(
    folder: Path,
    validated: Firm,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    manager = validated.person(Role.RISK_MANAGER).id
    opened = "campaign open --title Year --statement True --due 2026-11-30"
    assert answered(folder, opened, capsys, manager)[0] == 0
    assert answered(folder, "campaign show CAM-0001", capsys)[0] == 0
    assert answered(folder, "review list --overdue", capsys)[0] == 0
    validated.later(days=2000)

    assert answered(folder, "campaign show CAM-0001", capsys)[0] == 1
    assert answered(folder, "review list --overdue", capsys)[0] == 1
