"""Does the command line record what surrounds the models, as the window does?"""

import json
from pathlib import Path

import pytest

from cli.main import run
from core.people import Role
from core.workspace import Workspace
from tests.core.casework import PASSPHRASE, Firm
from tests.core.conftest import cheap_keys, validated, validated_once  # noqa: F401

BY_OWNER = """
use-case add Loans --goal Fewer --decision Whether --area Retail
use-case assign MOD-0001 UC-0001
use-case change UC-0001 --status active --reason started
vendor add Acme --country DE --subcontractor Cloud --next-review 2027-05-01
vendor change VEN-0001 --due-diligence 2026-11-01 --reason yearly
vendor assign MOD-0001 VEN-0001
document add {paper} --title Method --kind methodology --subject MOD-0001
document withdraw DOC-0001 --reason wrong
duty assign MOD-0001 devops {validator} --deputy {manager} --reason team
duty leave {validator} --last 2027-03-31 --reason leaving
duty leave {validator} --reason stays
duty end MOD-0001 devops {validator} --reason over
depends add MOD-0001 system Core
depends remove MOD-0001 system Core --reason replaced
deploy add MOD-0001@1 --system Loans --since 2026-11-02 --stage shadow
deploy change DEP-0001 --restrictions none --reason noted
deploy end DEP-0001 --last 2026-11-30 --reason over
contingency set MOD-0001 --fallback byhand --after-hours 4
incident report MOD-0001@1 --title Wrong --description cents --detected 2026-11-01T10:00 --amount 9EUR
incident report MOD-0001@1 --title Wrong --description cents --detected 2026-11-01T10:00
incident notice INC-0001 BaFin --due 2026-12-01
incident sent INC-0001 1 --on 2026-11-02
incident update INC-0001 --cause unit --remedy checked --contained --reason found
incident close INC-0001 --reason over
"""
"""One command a line; "amount 9EUR" has no currency, and the owner may not close."""
REFUSED = ("amount 9EUR", "incident close")


def act(folder: Path, who: str, line: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Run one command as somebody; return exit code and what it printed."""
    code = run(["--workspace", str(folder), "--as", who, "--json", *line.split()])
    return code, capsys.readouterr().out


def test_every_verb_does_what_it_says_and_a_refusal_leaves_with_an_error(
    validated: Firm,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    secret, paper = tmp_path / "secret", tmp_path / "method.pdf"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    paper.write_bytes(b"%PDF-1.7")
    monkeypatch.setenv("PRUEFSTEIN_PASSPHRASE_FILE", str(secret))
    people = {role: validated.person(role).id for role in (Role.OWNER, Role.VALIDATOR, Role.RISK_MANAGER)}
    names = {"paper": paper, "validator": people[Role.VALIDATOR], "manager": people[Role.RISK_MANAGER]}
    folder = validated.workspace.folder
    monkeypatch.setattr(Workspace, "open", lambda _path, **_given: validated.workspace)
    close = Workspace.close
    monkeypatch.setattr(Workspace, "close", lambda _workspace: None)
    for line in BY_OWNER.strip().format(**names).splitlines():
        code, printed = act(folder, people[Role.OWNER], line, capsys)
        refused = any(word in line for word in REFUSED)
        assert (code != 0) is refused, line
        assert ("error" in json.loads(printed)) is refused, line
    assert act(folder, people[Role.RISK_MANAGER], "incident close INC-0001 --reason over", capsys)[0] == 0
    assert act(folder, people[Role.RISK_MANAGER], "incident reopen INC-0001 --reason again", capsys)[0] == 0
    test = "contingency test MOD-0001 --result passed --on 2026-11-02 --note good"
    assert act(folder, people[Role.VALIDATOR], test, capsys)[0] == 0
    for group in ("use-case", "vendor", "document", "deploy", "contingency", "incident"):
        code, printed = act(folder, people[Role.OWNER], f"{group} list", capsys)
        assert (code, len(json.loads(printed)["result"])) == (0, 2 if group == "vendor" else 1), group
    for line in ("duty list MOD-0001", "duty skills", "depends list MOD-0001", "depends shared"):
        assert run(["--workspace", str(folder), "--language", "de", *line.split()]) == 0
        assert capsys.readouterr().out
    saved = act(folder, people[Role.OWNER], f"document save DOC-0001 --folder {folder}", capsys)
    assert (saved[0], (folder / "method.pdf").read_bytes()) == (0, b"%PDF-1.7")
    monkeypatch.setattr(Workspace, "close", close)
