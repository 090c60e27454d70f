"""Does a release certificate let exactly the certified file through, and only while it counts?"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from core.canonical import sha256
from core.errors import NotAllowedError
from core.governance.certificates import Refusal, Signed, file_bytes, read_certificate
from core.governance.gate import GateVerdict
from core.ids import DecisionId, Digest
from core.keys import strength
from core.keys.trust import check_chain
from core.people import Role
from core.stages import Stage
from core.workspace import NewPerson
from core.workspace.governance.certificate_check import CertificateRequest, check_certificate
from tests.conftest import FixedClock
from tests.core.casework import PASSPHRASE, Firm, reopened, said
from tests.core.conftest import CHEAP, START
from tests.core.gatework import VERSION, approve, missing_rules
from tests.core.test_gate_cases import raise_severe, with_file

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def issued(firm: Firm) -> bytes:
    with_file(firm)
    decision = approve(firm)
    record, _ = firm.workspace.certificates.issue(
        firm.as_(Role.RISK_MANAGER), decision.id, firm.key(Role.RISK_MANAGER), report_check=lambda _: True
    )
    return firm.workspace.certificates.data(record.id)


def pem(firm: Firm, role: Role = Role.RISK_MANAGER) -> bytes:
    found = firm.person(role).certificate
    assert found is not None
    return found.encode()


class Desk:
    """A certificate, a file and a trusted certificate on disk, as a pipeline has them."""

    def __init__(self, folder: Path, data: bytes, trust: bytes, now: datetime) -> None:
        self.certificate, self.file = folder / "release.json", folder / "deployed.onnx"
        self.certificate.write_bytes(data)
        self.file.write_bytes(b"weights")
        self.data, self.trust, self.now = data, trust, now

    def judge(
        self, *, stage: Stage = Stage.CHAMPION, days: int | None = None, later: timedelta = timedelta()
    ) -> GateVerdict:
        request = CertificateRequest(
            certificate=self.certificate,
            artifact=self.file,
            trust=self.trust,
            stage=stage,
            max_age_days=days,
        )
        return check_certificate(request, self.now + later)

    def rules(self, **given: object) -> set[str]:
        return missing_rules(self.judge(**given))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def made_once(validated_once: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes, bytes]:
    """A good certificate, its signer's certificate, and that of somebody else."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strength, "STANDARD", CHEAP)
        firm = reopened(validated_once, tmp_path_factory.mktemp("issued"), FixedClock(START))
        try:
            return issued(firm), pem(firm), pem(firm, Role.AUDITOR)
        finally:
            firm.workspace.close()


@pytest.fixture
def desk(made_once: tuple[bytes, bytes, bytes], tmp_path: Path) -> Desk:
    """A good certificate for the file beside it."""
    return Desk(tmp_path, made_once[0], made_once[1], START)


def test_the_certified_file_passes_and_the_verdict_says_what_it_cannot_see(desk: Desk) -> None:
    verdict = desk.judge()
    assert verdict.passed
    assert "cannot be seen" in str(verdict.remarks[0])


def test_another_file_does_not_pass_whatever_it_is_called(desk: Desk) -> None:
    desk.file.write_bytes(b"Weights")
    assert desk.rules() == {"gate.subject.artifact.other"}


def test_it_counts_as_long_as_the_policy_says_or_shorter(desk: Desk) -> None:
    assert desk.judge(later=timedelta(days=30)).passed
    assert desk.rules(later=timedelta(days=30, seconds=1)) == {"gate.certificate.age.old"}
    assert desk.rules(days=7, later=timedelta(days=8)) == {"gate.certificate.age.old"}
    assert desk.rules(days=90, later=timedelta(days=31)) == {"gate.certificate.age.old"}


def test_a_clock_set_back_lets_nothing_through(desk: Desk) -> None:
    assert "gate.certificate.age.future" in desk.rules(later=timedelta(minutes=-6))
    assert "gate.certificate.age.future" in desk.rules(later=timedelta(days=-400))


def test_it_holds_for_its_stages_only(desk: Desk) -> None:
    signed = read_certificate(desk.data)
    assert signed is not None
    assert set(signed.body.stages) == set(Stage)
    desk.certificate.write_bytes(
        file_bytes(replace(signed, body=replace(signed.body, stages=(Stage.SHADOW,))))
    )
    assert {"gate.certificate.stage", "gate.approval.signature"} <= desk.rules()


def test_nobody_or_somebody_else_is_trusted(desk: Desk, made_once: tuple[bytes, bytes, bytes]) -> None:
    desk.trust = b""
    assert desk.rules() == {"gate.certificate.trust.no_trust"}
    desk.trust = made_once[2]
    assert desk.rules() == {"gate.certificate.trust"}
    desk.trust = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    assert desk.rules() == {"gate.certificate.trust.unreadable"}


def leaves(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the place of every value in a JSON tree."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list) and value:
        for number, item in enumerate(value):
            yield from leaves(item, (*path, number))
    else:
        yield path


def flipped(value: object) -> object:
    """Return something else of the same kind."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str() if len(value) > 3 and value[3].isdigit():
            return value[:3] + str((int(value[3]) + 1) % 10) + value[4:]
        case str():
            return value[:-1] + ("a" if value[-1:] != "a" else "b")
        case None:
            return "x"
    return ["x"]


def test_no_field_can_be_changed(desk: Desk) -> None:
    import rfc8785

    places = list(leaves(json.loads(desk.data)))
    assert len(places) > 30
    for place in places:
        tree = json.loads(desk.data)
        holder = tree
        for key in place[:-1]:
            holder = holder[key]
        before = holder[place[-1]]
        holder[place[-1]] = flipped(before)
        assert holder[place[-1]] != before, place
        desk.certificate.write_bytes(rfc8785.dumps(tree))
        assert not desk.judge().passed, place


FORMS: dict[str, Callable[[bytes], bytes]] = {
    "line end": lambda data: data + b"\n",
    "something behind": lambda data: data + b"{}",
    "pretty": lambda data: json.dumps(json.loads(data), indent=1).encode(),
    "repeated key": lambda data: data.replace(b'{"body":', b'{"body":{},"body":', 1),
    "unknown key": lambda data: data.replace(b'{"body":', b'{"aaa":1,"body":', 1),
    "other version": lambda data: data.replace(b"certificate-1", b"certificate-2"),
    "other algorithm": lambda data: data.replace(b"ECDSA-P256-SHA256", b"none"),
    "empty": lambda _: b"",
    "huge": lambda data: data + b" " * (1 << 20),
    "deep": lambda _: b"[" * 100_000,
    "no JSON": lambda _: b"\xff\xfe",
    "other form of a number": lambda data: data.replace(b'"maximum_age_days":30', b'"maximum_age_days":30.0'),
    "escaped": lambda data: data.replace(b"MOD-0001@1", b"MOD\\u002d0001@1"),
}


@pytest.mark.parametrize("form", sorted(FORMS))
def test_only_the_exact_form_is_read(desk: Desk, form: str) -> None:
    changed = FORMS[form](desk.data)
    assert changed != desk.data
    desk.certificate.write_bytes(changed)
    verdict = desk.judge()
    assert "gate.certificate.form" in missing_rules(verdict)
    assert not verdict.passed


def test_a_signature_for_something_else_does_not_count(validated: Firm, tmp_path: Path) -> None:
    desk = Desk(tmp_path, issued(validated), pem(validated), validated.clock())
    signed = read_certificate(desk.data)
    assert signed is not None
    key = validated.key(Role.RISK_MANAGER)
    from core.canonical import canonical

    bare = replace(signed.signature, value=key.sign(canonical(signed.body)))
    desk.certificate.write_bytes(file_bytes(Signed(body=signed.body, signature=bare)))
    assert desk.rules() == {"gate.approval.signature"}


def test_it_is_printed_again_as_it_was_and_named_by_an_event(validated: Firm) -> None:
    data = issued(validated)
    record = validated.workspace.certificates.all()[0]
    assert validated.workspace.certificates.data(record.id) == data
    assert record.digest == sha256(data)
    assert validated.workspace.trail.verify().intact
    path = validated.workspace._desk.files.path(record.digest)
    path.chmod(0o640)
    path.write_bytes(data.replace(b"champion", b"shadow"))
    assert not validated.workspace.trail.verify().intact


def issue_as(firm: Firm, role: Role, *, key: Role | None = None) -> None:
    firm.workspace.certificates.issue(
        firm.as_(role), DecisionId("D-0001"), firm.key(key or role), report_check=lambda _: True
    )


@pytest.mark.parametrize(
    "role", [Role.OWNER, Role.DEVELOPER, Role.VALIDATOR, Role.AUDITOR, Role.ADMINISTRATOR]
)
def test_only_who_may_decide_issues_one(validated: Firm, role: Role) -> None:
    with_file(validated)
    approve(validated)
    before = validated.workspace.trail.count()
    with pytest.raises(NotAllowedError):
        issue_as(validated, role)
    assert validated.workspace.trail.count() == before


def test_nobody_issues_one_with_the_key_of_somebody_else(validated: Firm) -> None:
    with_file(validated)
    approve(validated)
    with pytest.raises(NotAllowedError, match="belongs to somebody else"):
        issue_as(validated, Role.OWNER, key=Role.RISK_MANAGER)


def test_a_developer_who_may_decide_certifies_not_their_own_work(validated: Firm) -> None:
    firm = validated
    version = with_file(firm)
    approve(firm)
    firm.workspace.people.change(
        firm.as_(Role.ADMINISTRATOR),
        version.developer,
        roles=(Role.DEVELOPER, Role.RISK_MANAGER),
        active=True,
    )
    firm.sessions[Role.DEVELOPER] = firm.workspace.people.sign_in(version.developer, PASSPHRASE)
    with pytest.raises(NotAllowedError, match="own work"):
        issue_as(firm, Role.DEVELOPER)


def test_a_stale_session_that_lost_the_role_issues_nothing(validated: Firm) -> None:
    firm = validated
    with_file(firm)
    approve(firm)
    other = NewPerson(name=said("Second"), roles=(Role.RISK_MANAGER,), passphrase=PASSPHRASE)
    person, _ = firm.workspace.people.add(firm.as_(Role.ADMINISTRATOR), other)
    session = firm.workspace.people.sign_in(person.id, PASSPHRASE)
    key = firm.workspace.people.signing_key(session, PASSPHRASE)
    firm.workspace.people.change(firm.as_(Role.ADMINISTRATOR), person.id, roles=(Role.AUDITOR,), active=True)
    with pytest.raises(NotAllowedError):
        firm.workspace.certificates.issue(session, DecisionId("D-0001"), key)


def test_what_does_not_pass_the_gate_gets_none(validated: Firm) -> None:
    with_file(validated)
    approve(validated)
    raise_severe(validated)
    with pytest.raises(NotAllowedError, match="for no stage"):
        issue_as(validated, Role.RISK_MANAGER)


def test_a_version_without_a_file_gets_none(validated: Firm) -> None:
    approve(validated)
    with pytest.raises(NotAllowedError, match="no model file"):
        issue_as(validated, Role.RISK_MANAGER)


def certificate(
    name: str,
    *,
    issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None = None,
    ca: bool = False,
    signing: bool = True,
    days: int = 30,
    curve: ec.EllipticCurve | None = None,
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Make a certificate of an authority or of a signer."""
    key = ec.generate_private_key(curve or ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    above, by = (None, key) if issuer is None else issuer
    usage = x509.KeyUsage(
        digital_signature=signing and not ca,
        content_commitment=False,
        key_encipherment=not signing,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if above is None else above.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
    )
    return builder.sign(by, SHA256()), key


def text(item: x509.Certificate) -> str:
    return item.public_bytes(Encoding.PEM).decode()


def test_an_authority_confirms_whom_it_certified_directly_or_through_another() -> None:
    root = certificate("Root", ca=True)
    middle = certificate("Middle", ca=True, issuer=root)
    signer = certificate("Signer", issuer=middle)
    trusted = text(root[0]).encode()
    assert check_chain((text(signer[0]), text(middle[0])), trusted, NOW) is None
    assert check_chain((text(signer[0]),), trusted, NOW) is Refusal.NOT_CONFIRMED
    assert check_chain(
        (text(signer[0]), text(middle[0])), text(certificate("Root", ca=True)[0]).encode(), NOW
    )
    assert check_chain((text(certificate("Direct", issuer=root)[0]),), trusted, NOW) is None


def test_what_is_no_authority_confirms_nobody() -> None:
    person = certificate("Person")
    signer = certificate("Signer", issuer=person)
    assert check_chain((text(signer[0]),), text(person[0]).encode(), NOW) is Refusal.NOT_CONFIRMED
    alone = certificate("Alone")
    assert check_chain((text(alone[0]),), text(alone[0]).encode(), NOW) is None
    assert (
        check_chain((text(alone[0]),), text(certificate("Alone")[0]).encode(), NOW) is Refusal.NOT_CONFIRMED
    )


@pytest.mark.parametrize(("moment", "expected"), [(-2, Refusal.NOT_VALID_NOW), (31, Refusal.NOT_VALID_NOW)])
def test_certificates_count_in_their_time_only(moment: int, expected: Refusal) -> None:
    root = certificate("Root", ca=True, days=90)
    signer = certificate("Signer", issuer=root)
    trusted = text(root[0]).encode()
    assert check_chain((text(signer[0]),), trusted, NOW + timedelta(days=moment)) is expected


def test_an_authority_that_ran_out_confirms_nobody() -> None:
    root = certificate("Root", ca=True, days=2)
    signer = certificate("Signer", issuer=root)
    trusted = text(root[0]).encode()
    assert check_chain((text(signer[0]),), trusted, NOW + timedelta(days=3)) is Refusal.NOT_CONFIRMED


def test_keys_for_other_uses_and_other_kinds_are_refused() -> None:
    root = certificate("Root", ca=True)
    trusted = text(root[0]).encode()
    other = certificate("Encrypts", issuer=root, signing=False)
    assert check_chain((text(other[0]),), trusted, NOW) is Refusal.USAGE
    assert check_chain((text(root[0]),), trusted, NOW) is Refusal.USAGE
    curve = certificate("Other curve", issuer=root, curve=ec.SECP384R1())
    assert check_chain((text(curve[0]),), trusted, NOW) is Refusal.WEAK
    assert check_chain((), trusted, NOW) is Refusal.NO_CERTIFICATE


def test_the_record_names_the_version_and_the_digest(validated: Firm) -> None:
    data = issued(validated)
    found = validated.workspace.certificates.of(VERSION)
    assert [item.digest for item in found] == [Digest(sha256(data))]
    assert found[0].file_name.body == "MOD-0001-1_RC-0001.release.json"
