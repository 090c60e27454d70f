"""Do passphrases and keys keep what they promise?"""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import ExtensionOID, NameOID

from core.decisions import DecisionKind
from core.errors import IntegrityError, NotAllowedError, UserError
from core.ids import VersionId
from core.keys import ledger, signing, strength
from core.people import PersonKind, Role
from core.texts import Language, Text
from core.workspace import DecisionRequest, NewPerson
from tests.conftest import FixedClock
from tests.core.casework import PASSPHRASE, Firm, said


def new(name: str = "Jörg Weiß", **given: object) -> NewPerson:
    fields: dict[str, object] = {"roles": (Role.OWNER,), "passphrase": PASSPHRASE, **given}
    return NewPerson(name=Text(name, Language.GERMAN), **fields)  # type: ignore[arg-type]


@pytest.mark.usefixtures("cheap_keys")
def test_a_ledger_key_opens_with_its_passphrase_only() -> None:
    key = Ed25519PrivateKey.generate()
    file = ledger.seal(key, "Über-Passphrase")
    assert ledger.unseal(file, "Über-Passphrase").private_bytes_raw() == key.private_bytes_raw()
    assert key.private_bytes_raw().hex() not in file.decode()
    with pytest.raises(NotAllowedError, match="passphrase is wrong"):
        ledger.unseal(file, "über-Passphrase")


@pytest.mark.usefixtures("cheap_keys")
def test_composed_and_decomposed_accents_are_the_same_passphrase() -> None:
    file = ledger.seal(Ed25519PrivateKey.generate(), "Schl\u00fcssel")
    ledger.unseal(file, "Schlu\u0308ssel")


@pytest.mark.usefixtures("cheap_keys")
@pytest.mark.parametrize(
    "name", ["v", "kdf", "memory_kib", "iterations", "salt", "nonce", "sealed", "public"]
)
def test_every_change_of_a_key_file_is_noticed(name: str) -> None:
    file = json.loads(ledger.seal(Ed25519PrivateKey.generate(), PASSPHRASE))
    value = file[name]
    file[name] = value + 8 if isinstance(value, int) else ("0" if value[0] != "0" else "1") + value[1:]
    with pytest.raises((NotAllowedError, IntegrityError)):
        ledger.unseal(json.dumps(file).encode(), PASSPHRASE)


@pytest.mark.usefixtures("cheap_keys")
@pytest.mark.parametrize("data", [b"", b"{}", b"\xff\xfe", b"[]"])
def test_a_damaged_key_file_is_called_damaged(data: bytes) -> None:
    with pytest.raises(IntegrityError, match="damaged"):
        ledger.read(data)


def test_a_key_file_cannot_ask_for_endless_memory() -> None:
    file = json.loads(ledger.seal(Ed25519PrivateKey.generate(), PASSPHRASE)) | {"memory_kib": 1 << 30}
    with pytest.raises(IntegrityError):
        ledger.unseal(json.dumps(file).encode(), PASSPHRASE)


def test_the_standard_costs_are_those_that_were_decided() -> None:
    cost = strength.STANDARD
    assert (cost.argon2_memory_kib, cost.argon2_iterations, cost.pkcs12_rounds) == (65536, 3, 600_000)


def test_certificates_are_made_for_documents_and_mark_examples(firm: Firm) -> None:
    session = firm.as_(Role.ADMINISTRATOR)
    person, _ = firm.workspace.people.add(session, new("Anna Beispiel", example=True))
    assert person.certificate is not None
    certificate = x509.load_pem_x509_certificate(person.certificate.encode())
    subject = {item.oid: item.value for item in certificate.subject}
    assert subject[NameOID.COMMON_NAME] == "Anna Beispiel (Example)"
    assert subject[NameOID.ORGANIZATION_NAME] == "Prüfstein example"
    usage = certificate.extensions.get_extension_for_oid(ExtensionOID.KEY_USAGE).value
    assert isinstance(usage, x509.KeyUsage)
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign
    purposes = certificate.extensions.get_extension_for_oid(ExtensionOID.EXTENDED_KEY_USAGE).value
    assert list(purposes) == [signing.DOCUMENT_SIGNING]  # type: ignore[call-overload]
    assert person.certificate_digest == signing.certificate_digest(person.certificate)


def test_names_of_real_persons_stand_alone_in_the_certificate(firm: Firm) -> None:
    person, _ = firm.workspace.people.add(firm.as_(Role.ADMINISTRATOR), new("Ö" * 90))
    certificate = x509.load_pem_x509_certificate(str(person.certificate).encode())
    assert [item.value for item in certificate.subject] == ["Ö" * 32]


def test_a_signature_fits_only_its_data_and_its_person(firm: Firm) -> None:
    key, other = firm.key(Role.RISK_MANAGER), firm.key(Role.VALIDATOR)
    signature = key.sign(b"decision")
    assert signing.verify_signature(str(key.person.certificate), b"decision", signature)
    assert not signing.verify_signature(str(key.person.certificate), b"another", signature)
    assert not signing.verify_signature(str(other.person.certificate), b"decision", signature)
    assert not signing.verify_signature(str(key.person.certificate), b"decision", "zz")


def test_wrong_passphrases_open_nothing(firm: Firm) -> None:
    people, session = firm.workspace.people, firm.as_(Role.OWNER)
    for attempt in (
        lambda: people.sign_in(session.person.id, "wrong passphrase"),
        lambda: people.unlock(session, "wrong passphrase"),
        lambda: people.signing_key(session, "wrong passphrase"),
    ):
        with pytest.raises(NotAllowedError, match="passphrase is wrong"):
            attempt()


def test_a_session_locks_after_a_quarter_of_an_hour_and_opens_again(firm: Firm, clock: FixedClock) -> None:
    session = firm.as_(Role.OWNER)
    clock.advance(timedelta(minutes=15))
    assert not session.locked
    clock.advance(timedelta(seconds=1))
    with pytest.raises(NotAllowedError, match="locked out"):
        session.sign(b"x")
    firm.workspace.people.unlock(session, PASSPHRASE)
    assert session.sign(b"x")


def test_a_service_identity_has_no_signing_key(firm: Firm) -> None:
    people = firm.workspace.people
    pipeline, _ = people.add(
        firm.as_(Role.ADMINISTRATOR), new("Pipeline", kind=PersonKind.SERVICE, roles=(Role.SERVICE,))
    )
    assert pipeline.certificate is None
    with pytest.raises(NotAllowedError, match="service identity"):
        people.signing_key(people.sign_in(pipeline.id, PASSPHRASE), PASSPHRASE)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"passphrase": "short"}, "fewer than 8"),
        ({"roles": ()}, "at least one role"),
        ({"name": "  "}, "name is empty"),
        ({"roles": (Role.SERVICE, Role.OWNER)}, "belongs to pipelines alone"),
        ({"roles": (Role.OWNER,), "kind": PersonKind.SERVICE}, "belongs to pipelines alone"),
    ],
)
def test_persons_that_make_no_sense_are_refused(firm: Firm, given: dict[str, object], words: str) -> None:
    before = firm.workspace.people.all()
    with pytest.raises(UserError, match=words):
        firm.workspace.people.add(firm.as_(Role.ADMINISTRATOR), new(**given))  # type: ignore[arg-type]
    assert firm.workspace.people.all() == before


def test_only_administrators_add_persons(firm: Firm) -> None:
    with pytest.raises(NotAllowedError, match="may not do this"):
        firm.workspace.people.add(firm.as_(Role.AUDITOR), new())


def test_persons_are_found_by_id_or_unique_name(firm: Firm) -> None:
    people, session = firm.workspace.people, firm.as_(Role.ADMINISTRATOR)
    one, _ = people.add(session, new())
    assert people.find("jörg weiß") == people.find(one.id.lower()) == one
    people.add(session, new())
    with pytest.raises(UserError, match="2 persons are called"):
        people.find("Jörg Weiß")
    with pytest.raises(UserError, match="no person"):
        people.find("Nobody")


def test_roles_change_but_the_last_administrator_stays(firm: Firm) -> None:
    people, session = firm.workspace.people, firm.as_(Role.ADMINISTRATOR)
    with pytest.raises(NotAllowedError, match="last administrator"):
        people.change(session, session.person.id, roles=(Role.AUDITOR,), active=True)
    owner = firm.person(Role.OWNER)
    people.change(session, owner.id, roles=(Role.OWNER, Role.ADMINISTRATOR), active=True)
    people.change(session, session.person.id, roles=(Role.AUDITOR,), active=True)
    assert people.get(owner.id).roles == (Role.ADMINISTRATOR, Role.OWNER)
    assert firm.workspace.trail.verify().intact


def test_who_lost_a_role_writes_nothing_with_an_old_session(validated: Firm) -> None:
    stale, key = validated.as_(Role.RISK_MANAGER), validated.key(Role.RISK_MANAGER)
    admin = validated.as_(Role.ADMINISTRATOR)
    validated.workspace.people.change(admin, stale.person.id, roles=(Role.AUDITOR,), active=True)
    asked = DecisionRequest(
        version=VersionId("MOD-0001@1"), kind=DecisionKind.APPROVE, reason=said("as it was yesterday")
    )

    with pytest.raises(NotAllowedError, match="other roles than at sign-in"):
        validated.workspace.decisions.decide(stale, asked, key)

    assert validated.workspace.decisions.all() == ()


def test_key_files_are_readable_for_their_owner_only(firm: Firm) -> None:
    for path in (firm.workspace.folder / "keys").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_swapped_key_file_is_refused_and_found_by_verification(firm: Firm) -> None:
    one, two = firm.person(Role.OWNER), firm.person(Role.VALIDATOR)
    keys = firm.workspace.folder / "keys"
    swap(keys / one.id / "ledger.json", keys / two.id / "ledger.json")
    with pytest.raises(IntegrityError, match="does not belong"):
        firm.workspace.people.sign_in(one.id, PASSPHRASE)
    found = {problem.object for problem in firm.workspace.trail.verify().problems}
    assert found == {f"person {one.id}", f"person {two.id}"}


def test_a_swapped_signing_key_is_refused(firm: Firm) -> None:
    one, two = firm.person(Role.OWNER), firm.person(Role.VALIDATOR)
    keys = firm.workspace.folder / "keys"
    swap(keys / one.id / "signing.p12", keys / two.id / "signing.p12")
    with pytest.raises(IntegrityError, match="does not belong"):
        firm.key(Role.OWNER)


def test_secrets_are_not_shown_when_a_value_is_printed(firm: Firm) -> None:
    key = firm.key(Role.OWNER)
    assert PASSPHRASE not in repr(key)
    assert PASSPHRASE not in repr(new())
    assert said("x")


def swap(one: Path, two: Path) -> None:
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
