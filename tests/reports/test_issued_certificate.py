"""Does a report carry the certificate an authority issued with its chain, checked to the last bit?"""

import random
import re
import shutil
import subprocess
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import cms
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader

from core.evidence import ReportKind
from core.keys import signing as keys
from core.keys.issued import examined
from core.language import Translator
from core.texts import Language
from reports.filing import Writing, _issue
from reports.verification import Agreement, Identity, Outcome, Verification, verify_bytes
from tests.core.authority import Authority, Wanted
from tests.reports import factory
from tests.reports.conftest import Signing, signing

SPELLED = "Süß, Renate"
"""How the authority writes the name."""


@cache
def bank() -> Authority:
    root = Authority(name="Beispielbank Root CA", now=factory.MOMENT)
    return Authority(name="Beispielbank Issuing CA 1", now=factory.MOMENT, above=root)


def root() -> Authority:
    above = bank().above
    assert above is not None
    return above


@cache
def certified() -> Signing:
    """Return the validator with a certificate of the bank's authority."""
    plain = signing()
    key = plain.key
    text = keys.request(key.pkcs12, key.passphrase, key.person.name.name(), keys.RequestNames(), example=True)
    public = keys.public_key(key.person.certificate or "") or b""
    issued = examined((bank().answer(text, Wanted(name=SPELLED)), root().pem), public, factory.MOMENT)
    person = replace(
        key.person,
        certificate=issued.certificate,
        certificate_digest=issued.digest,
        certificate_chain=issued.chain,
    )
    parties = tuple(
        replace(party, certificate_digest=issued.digest) if party.id == person.id else party
        for party in plain.evidence.parties
    )
    evidence, own = replace(plain.evidence, parties=parties), replace(key, person=person)
    writing = Writing(
        evidence=evidence,
        kind=ReportKind.MODEL_RISK,
        language=Language.ENGLISH,
        meaning=plain.issue.meaning,
    )
    return Signing(key=own, evidence=evidence, issue=_issue(plain.issue.report, writing, own))


@cache
def report() -> bytes:
    return certified().report(language=Language.ENGLISH)


def checked(data: bytes, *trust: bytes) -> Verification:
    return verify_bytes("report.pdf", data, trust=trust)


def test_the_root_alone_confirms_the_signer() -> None:
    found = checked(report(), root().pem)
    assert (found.outcome, found.identity) == (Outcome.VALID, Identity.TRUSTED)
    assert {item.agreement for item in found.comparisons} == {Agreement.EQUAL}
    assert found.signed is not None
    assert (found.signed.name, found.signed.issuer) == (SPELLED, bank().name)
    signer = str(found.comparisons[0].message)
    assert "Dr. Renate Süß" in signer, "the name in the report"
    assert "Süß\\, Renate" in signer, "and the one in its certificate"
    stranger = Authority(name=root().name, now=factory.MOMENT)
    assert checked(report(), stranger.pem + root().pem).identity is Identity.TRUSTED
    for trust in ((stranger.pem,), ()):
        found = checked(report(), *trust)
        assert (found.outcome, found.identity) == (Outcome.VALID, Identity.NOT_CONFIRMED)
        for language in Language:
            said = " ".join(Translator(language).say(item) for item in found.sentences)
            assert bank().name in said
            assert "self-signed" not in said
            assert "selbst signiert" not in said


def test_leaf_and_chain_lie_in_the_signature_and_other_tools_confirm_them(tmp_path: Path) -> None:
    (embedded,) = PdfFileReader(BytesIO(report())).embedded_signatures
    leaf, between = embedded.signer_cert, embedded.other_embedded_certs
    assert [item.dump() for item in between] == [bank().certificate.public_bytes(Encoding.DER)]
    if shutil.which("openssl") is None or shutil.which("pdfsig") is None:
        pytest.skip("openssl or poppler-utils is not installed")
    files = {"leaf.der": leaf.dump(), "between.pem": bank().pem, "root.pem": root().pem, "r.pdf": report()}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    moment = str(int(factory.MOMENT.timestamp()))
    asked = ["openssl", "verify", "-attime", moment, "-CAfile", "root.pem", "-untrusted", "between.pem"]
    said = subprocess.run([*asked, "leaf.der"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert said.stdout == "leaf.der: OK\n", said.stderr
    shown = subprocess.run(
        ["pdfsig", "-nocert", "r.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False
    ).stdout
    assert "Signature is Valid" in shown
    assert "Total document signed" in shown


def gap(data: bytes) -> tuple[int, int]:
    found = re.search(rb"/ByteRange ?\[ ?0 (\d+) (\d+)", data)
    assert found is not None
    return int(found[1]) + 1, int(found[2]) - 1


def with_certificates(data: bytes, certificates: list[asn1.Certificate]) -> bytes:
    """Put other certificates into the signature's container, which no signature covers."""
    start, end = gap(data)
    container = cms.ContentInfo.load(bytes.fromhex(data[start:end].decode()))
    container["content"]["certificates"] = [
        cms.CertificateChoices(name="certificate", value=item) for item in certificates
    ]
    written = bytes(container.dump(force=True)).hex().upper().encode()
    assert len(written) <= end - start
    return data[:start] + written.ljust(end - start, b"0") + data[end:]


def test_certificates_taken_away_added_or_altered_are_found() -> None:
    data = report()
    (embedded,) = PdfFileReader(BytesIO(data)).embedded_signatures
    leaf = embedded.signer_cert
    between = asn1.Certificate.load(bank().certificate.public_bytes(Encoding.DER))
    above = asn1.Certificate.load(root().certificate.public_bytes(Encoding.DER))
    assert checked(with_certificates(data, [leaf, between])).outcome is Outcome.VALID, "the same again"
    for other in ([leaf], [leaf, above], [leaf, between, between]):
        assert checked(with_certificates(data, other)).outcome is Outcome.CHANGED
    start, _ = gap(data)
    chance = random.Random(7)
    for _ in range(12):
        changed = bytearray(data)
        changed[chance.randrange(start, start + 3800)] ^= 1 << chance.randrange(8)
        assert checked(bytes(changed)).outcome is Outcome.CHANGED


def test_a_report_that_names_another_certificate_holder_differs() -> None:
    signer = certified()
    lying = replace(signer.issue, subject="CN=Somebody else")
    data = replace(signer, issue=lying).report(language=Language.ENGLISH)
    assert checked(data, root().pem).outcome is Outcome.DIFFERS
