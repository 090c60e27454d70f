"""Are persons changed, certificates installed and policies adopted by command, by those who may?"""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from cli.main import run
from core.governance.certificates import read_certificate
from core.people import Role
from core.policy_file import default_policy
from core.workspace import Workspace
from tests.core.authority import Authority, Wanted
from tests.core.casework import PASSPHRASE, Firm
from tests.core.conftest import START, cheap_keys, validated, validated_once  # noqa: F401
from tests.core.gatework import VERSION, approve
from tests.core.test_gate_cases import with_file

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
    monkeypatch.setattr("core.workspace.facade.local_clock", validated.clock)
    monkeypatch.setattr("reports.gating.report_check", lambda _: lambda _: True)
    with_file(validated)
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


@pytest.fixture
def bank() -> Authority:
    """An authority below its root."""
    return Authority(
        name="Beispielbank Issuing CA 1",
        now=START,
        above=Authority(name="Beispielbank Root CA", now=START),
    )


def installed(say: Say, folder: Path, bank: Authority) -> x509.Certificate:
    """Have a certificate issued on a request, and install it after a look at it."""
    request, leaf, chain = (folder / name for name in ("own.csr", "own.pem", "chain.pem"))
    code, text = say("people", "request-certificate", "--output", str(request), "--country", "DE")
    assert (code, "Send it" in text) == (0, True)
    assert say("people", "request-certificate", "--output", str(request))[0] == 2
    issued = bank.issue(request.read_text(), Wanted(ends=timedelta(days=20)))
    leaf.write_bytes(issued.public_bytes(Encoding.PEM))
    chain.write_bytes(bank.pem + root_of(bank).pem)
    install = ("people", "install-certificate", str(leaf), str(chain))
    assert "is missing" in say("people", "install-certificate", str(leaf))[1]
    assert say("people", "install-certificate", str(folder / "none.pem"))[0] == 2
    code, text = say(*install)
    assert (code, "Nothing was changed yet" in text) == (0, True)
    assert "Issued by: CN=Beispielbank Issuing CA 1" in text
    assert "ends on 22 Nov 2026 already" in text
    assert "signs with it from now on" in say(*install, "--yes")[1]
    assert "did so before" in say(*install, "--yes")[1]
    return issued


def root_of(bank: Authority) -> Authority:
    assert bank.above is not None
    return bank.above


def listed(say: Say, who: str) -> str:
    """Return the line of a person in the list."""
    return say("people", "list")[1].split(who)[1].split("\n")[0]


def test_from_the_request_to_a_release_that_the_root_confirms(
    validated: Firm,  # noqa: F811
    say: Say,
    tmp_path: Path,
    bank: Authority,
) -> None:
    who = validated.person(Role.RISK_MANAGER).id
    assert "self-signed" in listed(say, who)
    mine = partial(say, who=who)
    issued = installed(mine, tmp_path, bank)
    row = listed(say, who)
    assert "Beispielbank" in row
    assert "22 Nov 2026" in row
    assert "ends soon" in row
    files = (str(tmp_path / "own.pem"), str(tmp_path / "chain.pem"))
    other = validated.person(Role.AUDITOR).id
    assert "is that of" in say("people", "install-certificate", *files, who=other)[1]

    release, artifact, trust = (tmp_path / name for name in ("release.json", "model.onnx", "root.pem"))
    artifact.write_bytes(b"weights")
    trust.write_bytes(root_of(bank).pem)
    assert mine("certificate", "issue", "D-0001", "--output", str(release))[0] == 0
    signed = read_certificate(release.read_bytes())
    assert signed is not None
    found = [x509.load_pem_x509_certificate(item.encode()) for item in signed.signature.certificates]
    assert found == [issued, bank.certificate]
    judge = ("gate", "--certificate", str(release), "--artifact", str(artifact), "--trust")
    assert say(*judge, str(trust))[0] == 0
    trust.write_bytes(Authority(name=root_of(bank).name, now=START).pem)
    code, text = say("--json", *judge, str(trust))
    assert code == 1
    demands = json.loads(text)["result"]["demands"]
    assert [item["rule"] for item in demands if item["outcome"] == "missing"] == ["gate.certificate.trust"]
