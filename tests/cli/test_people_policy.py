"""Are persons changed and policies adopted from the command line, by those who may?"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509

from cli.main import run
from core.people import Role
from core.policy_file import default_policy
from core.workspace import Workspace
from tests.core.casework import PASSPHRASE, Firm
from tests.core.conftest import cheap_keys, validated, validated_once  # noqa: F401
from tests.core.gatework import VERSION, approve

Say = Callable[..., tuple[int, str]]


@pytest.fixture
def say(
    validated: Firm,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> Say:
    """Run a command as the administrator or somebody else, on an approved version."""
    secret, admin = tmp_path / "secret", validated.person(Role.ADMINISTRATOR)
    secret.write_text(PASSPHRASE, encoding="utf-8")
    monkeypatch.setenv("PRUEFSTEIN_PASSPHRASE_FILE", str(secret))
    monkeypatch.setitem(Workspace.open.__func__.__kwdefaults__, "clock", validated.clock)  # type: ignore[attr-defined]
    approve(validated)
    validated.workspace.close()

    def said(*arguments: str, who: str = admin.id) -> tuple[int, str]:
        known = ["--workspace", str(validated.workspace.folder), "--language", "en", "--as", who]
        code = run([*known, *arguments])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return said


def test_roles_change_people_leave_and_the_last_administrator_stays(
    validated: Firm,  # noqa: F811
    say: Say,
    tmp_path: Path,
) -> None:
    admin, auditor = validated.person(Role.ADMINISTRATOR), validated.person(Role.AUDITOR)
    leave = ("people", "change", admin.id, "--left", "--reason", "gone")
    assert "last administrator" in say(*leave)[1]
    assert say("people", "change", auditor.id, "--reason", "why")[0] == 2
    assert say("people", "change", auditor.id, "--role", "owner", "--reason", "x", who=auditor.id)[0] == 2
    assert say("people", "change", auditor.id, "--role", "auditor", "--reason", "x")[0] == 2
    more = ("--role", "auditor", "--role", "administrator")
    assert say("people", "change", auditor.id, *more, "--reason", "deputy")[0] == 0
    assert say(*leave, who=auditor.id) == (0, "The administrator left.\n")
    assert say("people", "list", who=auditor.id)[1].count("no") >= 1
    assert "cannot sign in" in say("people", "change", auditor.id, "--left", "--reason", "x")[1]

    saved = tmp_path / "auditor.pem"
    told = say("people", "certificate", "The auditor", "--output", str(saved))[1]
    assert str(auditor.certificate_digest) in told
    assert x509.load_pem_x509_certificate(saved.read_bytes()).subject.rfc4514_string() == "CN=The auditor"
    assert say("people", "certificate", "The auditor", "--output", str(saved))[0] == 2


def test_a_policy_is_saved_compared_and_adopted_by_who_may(
    validated: Firm,  # noqa: F811
    say: Say,
    tmp_path: Path,
) -> None:
    kept, new = tmp_path / "kept.toml", tmp_path / "new.toml"
    assert say("policy", "show", "--output", str(kept))[0] == 0
    assert kept.read_bytes() == default_policy()
    new.write_bytes(default_policy().replace(b"certificate_days = 30", b"certificate_days = 7"))
    code, text = say("--json", "policy", "compare", str(new))
    assert (code, json.loads(text)["result"]) == (
        0,
        [{"key": "gate.certificate_days", "before": "30", "after": "7"}],
    )
    assert say("gate", VERSION)[0] == 0
    adopt = ("policy", "adopt", str(new), "--reason", "shorter")
    assert say(*adopt, who=validated.person(Role.OWNER).id)[0] == 2
    assert say(*adopt, who=validated.person(Role.RISK_MANAGER).id)[0] == 0
    assert say("policy", "compare", str(new))[1] == "Nothing differs from the policy in force.\n"
    assert "gate.approval.lapsed.policy" in say("gate", VERSION)[1]
