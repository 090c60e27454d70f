"""Does a person sign with the certificate that an authority issued for their key, and with no other?"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from core.audit import Action, Problem
from core.errors import ConflictError, NotAllowedError, UserError
from core.governance.campaigns import AttestationAnswer
from core.governance.certificates import read_certificate
from core.governance.gate import GateVerdict, Outcome
from core.ids import Digest
from core.keys import strength
from core.keys.described import described
from core.keys.signing import RequestNames
from core.people import Person, Role
from core.stages import Stage
from core.store.codec import encode, unnamed
from core.workspace import Session
from core.workspace.governance.campaigns import NewAttestation, NewCampaign
from core.workspace.governance.certificate_check import CertificateRequest, check_certificate
from core.workspace.governance.gate_people import confirmed
from core.workspace.own_certificates import NewCertificate
from tests.conftest import FixedClock
from tests.core import casework
from tests.core.authority import GOOD, Authority, Wanted, twin, unsorted
from tests.core.casework import PASSPHRASE, Firm, said
from tests.core.conftest import CHEAP, START
from tests.core.gatework import VERSION, approve, missing_rules
from tests.core.test_gate_cases import with_file

MANAGER = Role.RISK_MANAGER


@pytest.fixture(scope="module")
def bank() -> Authority:
    """The authority that issues, below the root."""
    root = Authority(name="Beispielbank Root CA", now=START)
    return Authority(name="Beispielbank Issuing CA 1", now=START, above=root)


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    """A workspace in which nothing is ever installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strength, "STANDARD", CHEAP)
        firm = casework.found(tmp_path_factory.mktemp("still"), FixedClock(START))
        count = firm.workspace.trail.count()
        yield firm
        assert firm.workspace.trail.count() == count
        firm.workspace.close()


def root_of(bank: Authority) -> Authority:
    assert bank.above is not None
    return bank.above


def requested(firm: Firm, role: Role = MANAGER) -> str:
    return firm.workspace.own_certificates.request(firm.as_(role), firm.key(role))


def install(firm: Firm, *files: bytes, role: Role = MANAGER) -> Person:
    desk = firm.workspace.own_certificates
    seen = desk.preview(firm.person(role).id, files)
    return desk.install(firm.as_(role), firm.key(role), NewCertificate(files=files, seen=seen.digest))[0]


def test_a_request_is_for_the_own_key_and_says_for_whom(still: Firm) -> None:
    names = RequestNames(organization="Beispielbank AG", country="de", email="risk@example.org")
    text = still.workspace.own_certificates.request(still.as_(MANAGER), still.key(MANAGER), names)
    found = x509.load_pem_x509_csr(text.encode())
    assert found.is_signature_valid
    assert (
        found.public_key()
        == x509.load_pem_x509_certificate((still.person(MANAGER).certificate or "").encode()).public_key()
    )
    subject = {item.oid: item.value for item in found.subject}
    assert subject[NameOID.COMMON_NAME] == still.person(MANAGER).name.body
    assert (subject[NameOID.ORGANIZATION_NAME], subject[NameOID.COUNTRY_NAME]) == ("Beispielbank AG", "DE")
    mail = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert mail.get_values_for_type(x509.RFC822Name) == ["risk@example.org"]
    assert found.extensions.get_extension_for_class(x509.KeyUsage).value.content_commitment
    for wrong in (RequestNames(country="Deutschland"), RequestNames(email="jörg@example.org")):
        with pytest.raises(UserError, match="cannot stand in a certificate"):
            still.workspace.own_certificates.request(still.as_(MANAGER), still.key(MANAGER), wrong)


def test_what_the_authority_issued_is_installed_and_the_old_certificate_is_kept(
    firm: Firm, bank: Authority
) -> None:
    before = firm.person(MANAGER)
    answer = bank.answer(requested(firm), Wanted(ends=timedelta(days=40)))
    shown = firm.workspace.own_certificates.preview(before.id, (answer, root_of(bank).pem))
    assert (shown.facts.name, shown.facts.issuer_name) == (before.name.body, bank.name)
    assert shown.root == "Beispielbank Root CA"
    assert not shown.facts.self_signed

    person = install(firm, answer)
    assert (person.certificate_digest, person.certificate_chain) == (shown.digest, (bank.pem.decode(),))
    assert [item.certificate for item in person.former_certificates] == [before.certificate]
    assert person.certificate_of(before.certificate_digest or Digest("")) == before.certificate
    assert firm.as_(MANAGER).person == firm.workspace.people.get(person.id) == person

    event = firm.workspace.trail.events()[0][0]
    assert (event.action, event.actor, event.object.id) == (
        Action.CERTIFICATE_INSTALLED,
        person.id,
        person.id,
    )
    assert event.after is not None
    assert event.after.fields["certificate"] == unnamed(person.certificate)
    assert "BEGIN CERTIFICATE" not in str(event), "a certificate names a person"
    assert firm.workspace.trail.verify().intact

    day = (START + timedelta(days=40)).date()
    assert not shown.facts.ends_soon(day - timedelta(days=31))
    assert shown.facts.ends_soon(day - timedelta(days=30))
    assert described("no certificate") is None


def test_every_usual_form_of_an_answer_is_read(still: Firm, bank: Authority) -> None:
    text = requested(still)
    leaf, root = bank.issue(text), root_of(bank)
    pem = leaf.public_bytes(Encoding.PEM)
    whole = [root.certificate, bank.certificate, leaf]
    forms = {
        "pkcs7": (pkcs7.serialize_certificates(whole, Encoding.PEM),),
        "pkcs7 unsorted": (unsorted(leaf, bank.certificate),),
        "pkcs7 der": (pkcs7.serialize_certificates(whole, Encoding.DER),),
        "any order": (b"# the chain\n" + root.pem + bank.pem + b"\n" + pem + pem,),
        "two files": (pem, bank.pem),
        "root directly": (root.answer(text), root.pem),
        "der": (leaf.public_bytes(Encoding.DER), bank.certificate.public_bytes(Encoding.DER)),
    }
    for form, files in forms.items():
        shown = still.workspace.own_certificates.preview(still.person(MANAGER).id, files)
        assert shown.chain == (() if form == "root directly" else (bank.pem.decode(),)), form


def test_authorities_confined_to_people_and_leaves_without_constraints_are_common(
    still: Firm, bank: Authority
) -> None:
    mail, server = ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.SERVER_AUTH
    text, who = requested(still), still.person(MANAGER).id
    people = below(bank, Wanted(ca=True, ends=timedelta(days=900), purposes=(mail,)))
    answer = people.answer(text, Wanted(constrained=False, purposes=(mail,)))
    assert len(still.workspace.own_certificates.preview(who, (answer,)).chain) == 2
    servers = below(bank, Wanted(ca=True, ends=timedelta(days=900), purposes=(server,)))
    with pytest.raises(UserError, match="does not hold"):
        still.workspace.own_certificates.preview(who, (servers.answer(text),))


def other_key(bank: Authority, text: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    other = x509.CertificateSigningRequestBuilder().subject_name(
        x509.load_pem_x509_csr(text.encode()).subject
    )
    return bank.answer(other.sign(key, SHA256()).public_bytes(Encoding.PEM).decode())


def below(bank: Authority, wanted: Wanted) -> Authority:
    return Authority(name="Office", now=START, above=bank, wanted=wanted)


Sent = Callable[[Authority, str], bytes]
REFUSED: dict[str, tuple[Sent, str]] = {
    "nothing": (lambda _bank, _text: b"", "no certificate that can be read"),
    "something else": (lambda _bank, text: text.encode(), "no certificate that can be read"),
    "broken": (lambda bank, text: bank.answer(text).replace(b"A", b"!", 3), "can be read"),
    "too large": (lambda _bank, _text: b"-----BEGIN " + b"x" * (1 << 20), "can be read"),
    "another key": (other_key, "No certificate in the file belongs to your signing key"),
    "two for the key": (lambda bank, text: bank.answer(text) + bank.answer(text), "Several certificates"),
    "an authority's": (lambda bank, text: bank.answer(text, Wanted(ca=True)), "not one for signatures"),
    "for encryption": (lambda bank, text: bank.answer(text, Wanted(signs=False)), "not one for signatures"),
    "over": (
        lambda bank, text: bank.answer(text, Wanted(begins=timedelta(days=-9), ends=timedelta(days=-1))),
        "not now",
    ),
    "not begun": (lambda bank, text: bank.answer(text, Wanted(begins=timedelta(days=1))), "not now"),
    "authority over": (
        lambda bank, text: below(
            bank, Wanted(ca=True, begins=timedelta(days=-9), ends=timedelta(days=-1))
        ).answer(text),
        "“Office” holds from",
    ),
    "issuer missing": (
        lambda bank, text: bank.issue(text).public_bytes(Encoding.PEM),
        "“Beispielbank Issuing CA 1”, is missing",
    ),
    "issuer of that name": (
        lambda bank, text: bank.issue(text).public_bytes(Encoding.PEM) + twin(bank).pem,
        "signature does not fit",
    ),
    "no authority": (lambda bank, text: below(bank, GOOD).answer(text), "is no certification authority"),
    "may not certify": (
        lambda bank, text: below(bank, Wanted(ca=True, certifies=False)).answer(text),
        "is no certification authority",
    ),
    "stranger": (
        lambda bank, text: bank.answer(text) + Authority(name="Stranger", now=START).pem,
        "“Stranger” does not belong",
    ),
    "too many": (
        lambda bank, text: b"".join(bank.answer(text) for _ in range(11)),
        "More than 10",
    ),
}  # fmt: skip


def test_what_is_not_good_is_refused_and_nothing_changes(still: Firm, bank: Authority) -> None:
    text, key = requested(still), still.key(MANAGER)
    desk, count = still.workspace.own_certificates, still.workspace.trail.count()
    before = still.person(MANAGER)
    for name, (sent, why) in REFUSED.items():
        files = (sent(bank, text),)
        with pytest.raises(UserError, match=why):
            desk.preview(before.id, files)
        with pytest.raises(UserError, match=why):
            desk.install(still.as_(MANAGER), key, NewCertificate(files=files, seen=Digest(name)))
    own = (before.certificate or "").encode()
    with pytest.raises(UserError, match="signs with this certificate, or did so before"):
        desk.preview(before.id, (own,))
    assert still.workspace.people.get(before.id) == before == still.as_(MANAGER).person
    assert still.workspace.trail.count() == count


def test_a_self_signed_one_is_not_issued_by_anybody(still: Firm, bank: Authority) -> None:
    from cryptography.hazmat.primitives.serialization import pkcs12

    key = still.key(MANAGER)
    private, _, _ = pkcs12.load_key_and_certificates(key.pkcs12, key.passphrase)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    alone = Authority(name="Own", now=START, wanted=GOOD, key=private)
    with pytest.raises(UserError, match="self-signed"):
        install(still, alone.pem)


def test_only_the_own_session_key_and_what_was_seen_count(firm: Firm, bank: Authority) -> None:
    desk, session, key = firm.workspace.own_certificates, firm.as_(MANAGER), firm.key(MANAGER)
    files = (bank.answer(requested(firm)),)
    seen = desk.preview(session.person.id, files).digest
    new = NewCertificate(files=files, seen=seen)
    other, count = firm.as_(Role.ADMINISTRATOR), firm.workspace.trail.count()
    with pytest.raises(NotAllowedError, match="somebody else"):
        desk.install(other, key, new)
    with pytest.raises(NotAllowedError, match="somebody else"):
        desk.request(other, key)
    with pytest.raises(UserError, match="belongs to your signing key"):
        desk.install(other, firm.key(Role.ADMINISTRATOR), new)
    forged = replace(firm.key(Role.ADMINISTRATOR), person=session.person)
    with pytest.raises(NotAllowedError, match="somebody else"):
        desk.install(session, forged, new)
    with pytest.raises(NotAllowedError, match="passphrase is wrong"):
        desk.install(session, replace(key, passphrase=b"a wrong passphrase"), new)
    with pytest.raises(ConflictError, match="another certificate"):
        desk.install(session, key, replace(new, seen=Digest("0" * 64)))
    stale = Session(session.person, session._key, firm.clock)  # type: ignore[arg-type]
    session.lock()
    with pytest.raises(NotAllowedError, match="locked out"):
        desk.install(session, key, new)
    with pytest.raises(NotAllowedError, match="locked out"):
        desk.request(session, key)
    assert firm.workspace.trail.count() == count

    firm.workspace.people.unlock(session, PASSPHRASE)
    desk.install(session, key, new)
    with pytest.raises(NotAllowedError, match="may no longer act"):
        desk.request(stale, key)
    with pytest.raises(UserError, match="did so before"):
        desk.install(session, key, new)
    with pytest.raises(NotAllowedError, match=f"is that of {session.person.name.body}"):
        install(firm, *files, role=Role.VALIDATOR)


def test_one_key_under_two_names_is_found_whoever_issued_the_certificate(firm: Firm, bank: Authority) -> None:
    validator, manager = firm.person(Role.VALIDATOR), firm.person(MANAGER)
    leaf = bank.issue(requested(firm, Role.VALIDATOR), Wanted(name=manager.name.body))
    forged = replace(
        manager,
        certificate=leaf.public_bytes(Encoding.PEM).decode(),
        certificate_digest=Digest(leaf.fingerprint(SHA256()).hex()),
        certificate_chain=(bank.pem.decode(),),
    )
    with firm.workspace._desk.store.transaction(firm.as_(Role.ADMINISTRATOR)) as step:
        step.put(forged, Action.PERSON_CHANGED)
    shared = {
        item.object for item in firm.workspace.trail.verify().problems if item.problem is Problem.KEY_SHARED
    }
    assert shared == {f"person {validator.id}", f"person {manager.id}"}
    session = firm.workspace.people.sign_in(manager.id, PASSPHRASE)
    hers = replace(firm.key(Role.VALIDATOR), person=forged)
    with pytest.raises(NotAllowedError, match="same key or certificate"):
        firm.workspace.own_certificates.install(session, hers, NewCertificate(files=(), seen=Digest("")))


def judged(firm: Firm, data: bytes, trust: bytes) -> GateVerdict:
    release, file = firm.folder / "release.json", firm.folder / "deployed.onnx"
    release.write_bytes(data)
    file.write_bytes(b"weights")
    asked = CertificateRequest(certificate=release, artifact=file, trust=trust, stage=Stage.CHAMPION)
    return check_certificate(asked, firm.clock())


def released(firm: Firm) -> bytes:
    decision = firm.workspace.decisions.of(VERSION)[0]
    record, _ = firm.workspace.certificates.issue(
        firm.as_(MANAGER), decision.id, firm.key(MANAGER), report_check=lambda _: True
    )
    return firm.workspace.certificates.data(record.id)


def test_a_release_certificate_is_confirmed_by_the_root_alone_and_older_ones_stay_valid(
    validated: Firm, bank: Authority
) -> None:
    firm, root = validated, root_of(bank)
    with_file(firm)
    decision = approve(firm)
    own = (firm.person(MANAGER).certificate or "").encode()
    older = released(firm)
    firm.later(days=1)
    leaf = bank.issue(requested(firm), Wanted(begins=timedelta(hours=23)))
    person = install(firm, leaf.public_bytes(Encoding.PEM), bank.pem)

    assert firm.workspace.decisions.signature_valid(decision)
    desk = firm.workspace._desk
    for trust, outcome in ((root.pem, Outcome.MET), (own, Outcome.MET), (b"", Outcome.MISSING)):
        assert confirmed(desk, decision, (trust,)).outcome is outcome, "who approved: the key is the same"
    stranger = Authority(name=root.name, now=START)
    assert confirmed(desk, decision, (stranger.pem,)).outcome is Outcome.MISSING
    newer = released(firm)
    signed = read_certificate(newer)
    assert signed is not None
    assert signed.signature.certificates == (person.certificate, bank.pem.decode())
    assert judged(firm, newer, root.pem).passed
    assert judged(firm, newer, (person.certificate or "").encode()).passed
    assert missing_rules(judged(firm, newer, stranger.pem)) == {"gate.certificate.trust"}
    assert missing_rules(judged(firm, newer, own)) == {"gate.certificate.trust"}
    assert judged(firm, older, own).passed
    assert missing_rules(judged(firm, older, root.pem)) == {"gate.certificate.trust"}
    assert firm.workspace.trail.verify().intact


def test_attestations_carry_leaf_and_chain(firm: Firm, bank: Authority) -> None:
    model, campaigns = firm.model(), firm.workspace.campaigns
    day = firm.clock().date() + timedelta(days=9)
    new = NewCampaign(title=said("Inventory"), statement=said("The entry is true."), due=day)
    opened, _ = campaigns.open(firm.as_(MANAGER), new)
    person = install(firm, bank.answer(requested(firm, Role.OWNER)), role=Role.OWNER)
    answer = NewAttestation(campaign=opened.id, model=model, answer=AttestationAnswer.AFFIRMED)
    given, _ = campaigns.attest(firm.as_(Role.OWNER), answer, firm.key(Role.OWNER))
    assert given.certificates == (person.certificate, bank.pem.decode())
    assert campaigns.signature_valid(given)
    assert not campaigns.signature_valid(replace(given, certificates=(bank.pem.decode(),)))
    text = requested(firm, Role.OWNER)
    install(firm, bank.answer(text, Wanted(name="Renewed")), role=Role.OWNER)
    assert campaigns.signature_valid(given)
    assert len(firm.person(Role.OWNER).former_certificates) == 2
    assert firm.workspace.trail.verify().intact


CHANGED: tuple[tuple[Callable[[Person], Person], set[str]], ...] = (
    (lambda item: replace(item, certificate_chain=()), {"certificate_chain"}),
    (lambda item: replace(item, former_certificates=()), {"former_certificates"}),
    (
        lambda item: replace(
            item,
            certificate=item.former_certificates[0].certificate,
            certificate_digest=item.former_certificates[0].digest,
        ),
        {"certificate", "certificate_digest", "certificate_chain"},
    ),
)


def test_fields_changed_in_the_database_are_named(firm: Firm, bank: Authority) -> None:
    person = install(firm, bank.answer(requested(firm)))
    with closing(sqlite3.connect(firm.workspace.folder / "workspace.db")) as database:
        row = database.execute("SELECT document FROM person WHERE id = ?", (person.id,)).fetchone()
        name = Digest(row[0].split(b'"name":{"text":"')[1][:64].decode())
        for change, fields in CHANGED:
            document = encode(change(person), {person.name: name}).document
            database.execute("UPDATE person SET document = ? WHERE id = ?", (document, person.id))
            database.commit()
            problems = firm.workspace.trail.verify().problems
            found = {item.object for item in problems if item.problem is Problem.OBJECT_CHANGED}
            assert found == {f"person {person.id}", *(f"person {person.id}, {field}" for field in fields)}
