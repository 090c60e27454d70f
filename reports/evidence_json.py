"""Which bytes stand for the evidence inside a report, and how are they read back?"""

import json
from dataclasses import dataclass

import msgspec

from core.canonical import canonical, result_digest
from core.evidence import Evidence, OpinionEvidence, ReportKind
from core.ids import Digest
from core.language import Translator
from reports.document import Document
from reports.packing import EVIDENCE_NAME, REPORT_NAME, Attachment

SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a report says about itself."""

    schema: int
    kind: str
    language: str
    evidence: Digest
    report: str | None
    signer: str | None
    name: str | None
    certificate: Digest | None
    meaning: str | None
    subject: str | None = None
    """Whom a certificate names that an authority issued."""
    issuer: str | None = None
    chain: tuple[Digest, ...] = ()
    """The certificates of the authorities between, which the signature carries."""


def attachments(
    evidence: Evidence | OpinionEvidence, document: Document, translator: Translator
) -> tuple[Attachment, ...]:
    """Return what is embedded: the evidence, and what the report says about itself."""
    return (
        Attachment(
            name=EVIDENCE_NAME,
            data=canonical(evidence),
            description=translator.tr("Evidence, in a form that machines can read and compare"),
        ),
        Attachment(
            name=REPORT_NAME,
            data=canonical(claim(document)),
            description=translator.tr("Kind, language and signer of this report"),
        ),
    )


def claim(document: Document) -> Claim:
    """Return what a document says about itself."""
    issue = document.issue
    return Claim(
        schema=SCHEMA,
        kind=document.kind.value,
        language=document.language.value,
        evidence=document.evidence_digest,
        report=None if issue is None else issue.report,
        signer=None if issue is None else issue.signer_id,
        name=None if issue is None else issue.signer,
        certificate=None if issue is None else issue.certificate_digest,
        meaning=None if issue is None else issue.meaning.value,
        subject=None if issue is None or not issue.subject else issue.subject,
        issuer=None if issue is None or not issue.issuer else issue.issuer,
        chain=() if issue is None else issue.chain,
    )


def digest_of(data: bytes) -> Digest:
    """Return the evidence digest of embedded bytes; `ValueError` when they are no JSON."""
    return result_digest(json.loads(data))


def read_evidence(data: bytes) -> Evidence:
    """Read the embedded evidence of a version; `msgspec.ValidationError` when it is something else."""
    return msgspec.json.decode(data, type=Evidence)


def read_opinion(data: bytes) -> OpinionEvidence:
    """Read the embedded evidence of an opinion; `msgspec.ValidationError` when it is something else."""
    return msgspec.json.decode(data, type=OpinionEvidence)


def read_any(data: bytes, kind: str) -> Evidence | OpinionEvidence:
    """Read the evidence embedded in a report of a kind."""
    return read_opinion(data) if kind == ReportKind.AUDIT_OPINION else read_evidence(data)


def read_claim(data: bytes) -> Claim:
    """Read what a report says about itself; `msgspec.ValidationError` when it is something else."""
    return msgspec.json.decode(data, type=Claim)
