"""Which bytes stand for the evidence inside a report, and how are they read back?"""

import json
from dataclasses import dataclass

import msgspec

from core.canonical import canonical, result_digest
from core.evidence import Evidence
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


def attachments(evidence: Evidence, document: Document, translator: Translator) -> tuple[Attachment, ...]:
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
    )


def digest_of(data: bytes) -> Digest:
    """Return the evidence digest of embedded bytes; `ValueError` when they are no JSON."""
    return result_digest(json.loads(data))


def read_evidence(data: bytes) -> Evidence:
    """Read embedded evidence; `msgspec.ValidationError` when it does not follow the schema."""
    return msgspec.json.decode(data, type=Evidence)


def read_claim(data: bytes) -> Claim:
    """Read what a report says about itself; `msgspec.ValidationError` when it is something else."""
    return msgspec.json.decode(data, type=Claim)
