"""What does the signature of a parsed PDF prove, and does its content agree with itself?

Called only by `reports.verification`, which catches whatever a hostile file makes raise here.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO

from asn1crypto import pem, x509
from pikepdf import Pdf
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from core.canonical import sha256
from core.evidence import Evidence, OpinionEvidence, SignatureMeaning
from core.ids import Digest, PersonId
from core.keys.described import CertificateFacts, described
from core.messages import Message, message
from core.workspace.facade import Workspace
from reports.agreement import compare, identity_in
from reports.evidence_json import Claim, digest_of, read_any, read_claim
from reports.packing import EVIDENCE_NAME, REPORT_NAME, attachments_of
from reports.signing import FIELD
from reports.strictness import whole_file_signed
from reports.verification import (
    About,
    Agreement,
    Aspect,
    Compared,
    Identity,
    Outcome,
    Signed,
    Verification,
    changed,
    signature_removed,
    unsigned,
)

for _library in ("pyhanko", "pyhanko_certvalidator", "pikepdf"):
    # A damaged file is a result here, said in words; the libraries' log would repeat it as an error.
    logging.getLogger(_library).addHandler(logging.NullHandler())
    logging.getLogger(_library).propagate = False

_FOR_SIGNATURES = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})
"""One of them is enough: an authority may issue either."""
_REVISIONS = 2
"""The report itself, and the one that adds the signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Content:
    """What lies inside the report."""

    evidence: Evidence | OpinionEvidence
    digest: Digest
    claim: Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proof:
    """What a signature that holds shows, apart from any workspace."""

    content: _Content
    signed: Signed
    trusted: bool
    own: tuple[Compared, ...]


def inspect(name: str, data: bytes, workspace: Workspace | None, trust: tuple[bytes, ...]) -> Verification:
    """Return what a PDF's signature proves; may raise anything when the file is damaged."""
    reader = PdfFileReader(BytesIO(data), strict=True)
    signatures = tuple(reader.embedded_signatures)
    if not signatures:
        return _without_signature(name, data)
    base = unsigned(name, data)
    if len(signatures) != 1:
        return changed({"intact": False, "valid": False, "complete": False}, base)
    status = _status(signatures[0], trust)
    found = {
        "intact": bool(status.intact),
        "valid": bool(status.valid),
        "complete": _complete(reader, signatures[0], status, data),
    }
    if not all(found.values()):
        return changed(found, base)
    content = _content(data)
    if _carried(signatures[0]) != sorted(content.claim.chain):
        return changed({**found, "complete": False}, base)
    signed = _signed(signatures[0], content.claim)
    trusted = bool(status.trusted) and bool(trust)
    own = (
        _signer_agrees(content, signed, _facts(signatures[0])),
        _evidence_agrees(content),
        _in_validity(signatures[0].signer_cert, signed),
    )
    return _result(name, data, workspace, _Proof(content=content, signed=signed, trusted=trusted, own=own))


def _without_signature(name: str, data: bytes) -> Verification:
    with Pdf.open(BytesIO(data)) as pdf:
        inside = attachments_of(pdf)
    if REPORT_NAME in inside and read_claim(inside[REPORT_NAME]).signer is not None:
        return signature_removed(name, data)
    return unsigned(name, data)


def _status(signature: EmbeddedPdfSignature, trust: tuple[bytes, ...]) -> PdfSignatureStatus:
    certificate = signature.signer_cert
    roots = [found for item in trust for found in _certificates(item)] or [certificate]
    moment = signature.self_reported_timestamp
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=moment)
    return validate_pdf_signature(
        signature, signer_validation_context=context, key_usage_settings=_FOR_SIGNATURES
    )


def _carried(signature: EmbeddedPdfSignature) -> list[Digest]:
    """Return the digests of the certificates beside the signer's: no signature covers them."""
    return sorted(sha256(item.dump()) for item in signature.other_embedded_certs)


def _facts(signature: EmbeddedPdfSignature) -> CertificateFacts:
    facts = described(pem.armor("CERTIFICATE", signature.signer_cert.dump()).decode())
    if facts is None:
        raise ValueError("the signer's certificate cannot be read")
    return facts


def _complete(
    reader: PdfFileReader, signature: EmbeddedPdfSignature, status: PdfSignatureStatus, data: bytes
) -> bool:
    docmdp = signature.docmdp_level
    return (
        status.coverage is SignatureCoverageLevel.ENTIRE_FILE
        and reader.xrefs.total_revisions == _REVISIONS
        and signature.field_name == FIELD
        and docmdp is MDPPerm.NO_CHANGES
        and bool(status.docmdp_ok)
        and whole_file_signed(data)
    )


def _content(data: bytes) -> _Content:
    with Pdf.open(BytesIO(data)) as pdf:
        inside = attachments_of(pdf)
    raw = inside[EVIDENCE_NAME]
    claim = read_claim(inside[REPORT_NAME])
    return _Content(evidence=read_any(raw, claim.kind), digest=digest_of(raw), claim=claim)


def _signed(signature: EmbeddedPdfSignature, claim: Claim) -> Signed:
    certificate, facts = signature.signer_cert, _facts(signature)
    reason = str(signature.sig_object.get("/Reason", ""))
    moment = signature.self_reported_timestamp
    return Signed(
        name=facts.name,
        person=None if claim.signer is None else PersonId(claim.signer),
        certificate=sha256(certificate.dump()),
        moment=moment if isinstance(moment, datetime) else None,
        meaning=SignatureMeaning(reason) if reason in set(SignatureMeaning) else None,
        issuer=None if facts.self_signed else facts.issuer_name,
    )


def _result(name: str, data: bytes, workspace: Workspace | None, proof: _Proof) -> Verification:
    content, signed = proof.content, proof.signed
    about = _about(content)
    others = () if workspace is None else compare(workspace, content.evidence, about, sha256(data))
    identity = Identity.TRUSTED if proof.trusted else identity_in(workspace, signed.certificate)
    comparisons = (*proof.own, *others)
    differs = any(item.agreement is Agreement.DIFFERS for item in comparisons)
    outcome = Outcome.DIFFERS if differs else Outcome.VALID
    result = Verification(
        file=name,
        sha256=sha256(data),
        outcome=outcome,
        intact=True,
        valid=True,
        complete=True,
        identity=identity,
        signed=signed,
        about=about,
        comparisons=comparisons,
        sentences=(),
    )
    return replace(result, sentences=_sentences(result))


def _about(content: _Content) -> About:
    evidence, claim = content.evidence, content.claim
    opinion = evidence.opinion if isinstance(evidence, OpinionEvidence) else None
    version = evidence.version.id if isinstance(evidence, Evidence) else None
    return About(
        report=claim.report,
        kind=claim.kind,
        language=claim.language,
        model=_named(evidence),
        version=version,
        workspace=evidence.workspace or "",
        evidence=content.digest,
        gathered_at=evidence.gathered_at,
        opinion=None if opinion is None else opinion.id,
    )


def _named(evidence: Evidence | OpinionEvidence) -> str:
    if isinstance(evidence, OpinionEvidence):
        return evidence.opinion.title.name()
    return evidence.model.name.name()


def _signer_agrees(content: _Content, signed: Signed, facts: CertificateFacts) -> Compared:
    claim = content.claim
    party = next((item for item in content.evidence.parties if item.id == claim.signer), None)
    expected = {claim.certificate, signed.certificate if party is None else party.certificate_digest}
    meaning = None if signed.meaning is None else signed.meaning.value
    named = claim.name is not None and _names(facts, claim)
    if expected == {signed.certificate} and meaning == claim.meaning and named:
        text = message("The signature is by the person and with the meaning that the report names.")
        if not facts.self_signed and not facts.is_called(claim.name or ""):
            text = message(
                "The report names {name}, its certificate {subject}; both stand in what was signed.",
                name=claim.name,
                subject=facts.subject,
            )
        return Compared(aspect=Aspect.SIGNER, agreement=Agreement.EQUAL, message=text)
    text = message("The report names another signer or another meaning than its signature.")
    return Compared(aspect=Aspect.SIGNER, agreement=Agreement.DIFFERS, message=text)


def _names(facts: CertificateFacts, claim: Claim) -> bool:
    """Tell whether a certificate is made for the name in the report, or for whom the report says it is."""
    if facts.self_signed:
        return facts.name.startswith((claim.name or "")[:64])
    return (claim.subject, claim.issuer) == (facts.subject, facts.issuer)


def _evidence_agrees(content: _Content) -> Compared:
    if content.digest == content.claim.evidence == content.evidence.digest:
        text = message("The embedded evidence has the digest that the report prints.")
        return Compared(aspect=Aspect.EVIDENCE, agreement=Agreement.EQUAL, message=text)
    text = message("The embedded evidence is another one than the report names.")
    return Compared(aspect=Aspect.EVIDENCE, agreement=Agreement.DIFFERS, message=text)


def _in_validity(certificate: x509.Certificate, signed: Signed) -> Compared:
    start, end = certificate.not_valid_before, certificate.not_valid_after
    if signed.moment is not None and start <= signed.moment <= end:
        text = message("The certificate was valid at the time of signing.")
        return Compared(aspect=Aspect.CERTIFICATE, agreement=Agreement.EQUAL, message=text)
    text = message("The certificate was not valid at the time of signing, which the signer's computer gave.")
    return Compared(aspect=Aspect.CERTIFICATE, agreement=Agreement.DIFFERS, message=text)


def _sentences(found: Verification) -> tuple[Message, ...]:
    """Return the result in words: what holds, who signed, how far the person is known, what differs."""
    if found.outcome is Outcome.VALID:
        first = message("Unchanged: the signature is valid and covers the whole file.")
    else:
        first = message("The signature is valid, but the report does not agree with what is known here.")
    rows = [first]
    if found.signed is not None:
        rows.append(_signed_sentence(found.signed))
    rows.append(_identity_sentence(found.identity, None if found.signed is None else found.signed.issuer))
    grave = [item.message for item in found.comparisons if item.agreement is Agreement.DIFFERS]
    return (*rows, *grave)


def _signed_sentence(signed: Signed) -> Message:
    return message(
        "Signed by {name} as {meaning} on {moment}, by the clock of the signer's computer.",
        name=signed.name,
        meaning=signed.meaning,
        moment=signed.moment,
    )


def _identity_sentence(identity: Identity, issuer: str | None) -> Message:
    match identity:
        case Identity.TRUSTED:
            return message("Identity: confirmed by a certificate of the trust list.")
        case Identity.KNOWN:
            return message(
                "Identity: known in this workspace; the certificate is the one this person signs with here."
            )
        case Identity.NOT_CONFIRMED if issuer is not None:
            return message(
                "Identity: not confirmed. “{issuer}” is said to have issued the certificate; name the "
                "certificate of its root with --trust to check that.",
                issuer=issuer,
            )
        case Identity.NOT_CONFIRMED:
            return message(
                "Identity: not confirmed. The certificate is self-signed and not known here; compare its "
                "digest."
            )


def _certificates(data: bytes) -> list[x509.Certificate]:
    """Return the certificates of a file: one in DER, or any number in PEM."""
    found = [item[2] for item in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
    return [x509.Certificate.load(der) for der in found]
