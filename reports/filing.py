"""How does a report become a signed file under its final name, wholly or not at all?"""

import os
from dataclasses import dataclass
from pathlib import Path

from core.errors import UserError
from core.evidence import IssuedReport, OpinionEvidence, ReportKind, SignatureMeaning
from core.ids import OpinionId, ReportId, VersionId
from core.keys.described import described
from core.keys.signing import certificate_digest
from core.language import Translator
from core.messages import message
from core.progress import Progress
from core.texts import Language
from core.workspace.changes import Changes
from core.workspace.facade import Workspace
from core.workspace.people import SigningKey
from core.workspace.requests import NewReport
from core.workspace.session import Session
from reports.document import Issue
from reports.kinds import AnyEvidence, build

UNFINISHED = ".part"
"""Ending of a file that is still being written; start-up completes or removes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What is to be written, signed and filed."""

    evidence: AnyEvidence
    kind: ReportKind
    language: Language
    meaning: SignatureMeaning

    @property
    def about(self) -> VersionId | OpinionId:
        """Return what the report is about."""
        if isinstance(self.evidence, OpinionEvidence):
            return self.evidence.opinion.id
        return self.evidence.version.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signs and files."""

    session: Session
    key: SigningKey


def write_and_file(
    workspace: Workspace, signer: Signer, writing: Writing, progress: Progress
) -> tuple[IssuedReport, Changes]:
    """Render, sign to a temporary file, and file it; nothing is filed when a step fails."""
    report, final = workspace.reporting.reserve(writing.about, writing.kind, writing.language)
    issue = _issue(report, writing, signer.key)
    progress(0.2, message("Laying out the pages"))
    raw = render_report(writing.evidence, writing.kind, writing.language, issue)
    progress(0.75, message("Signing"))
    signed = _signed(raw, issue, signer.key, writing.language)
    progress(0.9, message("Filing the report"))
    temporary = _written(final, signed)
    try:
        filed = NewReport(
            id=report,
            evidence=writing.evidence,
            kind=writing.kind,
            language=writing.language,
            meaning=writing.meaning,
            temporary=temporary,
        )
        return workspace.reporting.file(signer.session, filed)
    except BaseException:
        _discard(workspace, report, temporary)
        raise


def render_report(evidence: AnyEvidence, kind: ReportKind, language: Language, issue: Issue | None) -> bytes:
    """Return the PDF before signing; equal evidence, kind, language and issue give equal bytes."""
    from reports.evidence_json import attachments
    from reports.pdf import render

    translator = Translator(language)
    document = build(evidence, kind, translator, issue)
    return render(document, attachments(evidence, document, translator))


def _issue(report: ReportId, writing: Writing, key: SigningKey) -> Issue:
    person = key.person
    if person.certificate_digest is None:
        raise ValueError("a signing key without a certificate")
    facts = described(person.certificate or "")
    issued = facts is not None and not facts.self_signed
    return Issue(
        report=report,
        meaning=writing.meaning,
        signer=person.name.name(),
        signer_id=person.id,
        certificate_digest=person.certificate_digest,
        moment=writing.evidence.gathered_at.replace(microsecond=0),
        example=person.example,
        subject=facts.subject if facts is not None and issued else "",
        issuer=facts.issuer if facts is not None and issued else "",
        chain=tuple(certificate_digest(item) for item in person.certificate_chain),
    )


def _signed(raw: bytes, issue: Issue, key: SigningKey, language: Language) -> bytes:
    from reports.signing import sign

    return sign(raw, issue, key, Translator(language))


def _written(final: Path, data: bytes) -> Path:
    temporary = final.with_name(final.name + UNFINISHED)
    try:
        temporary.parent.mkdir(exist_ok=True)
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise UserError(
            message(
                "The report could not be written ({error}); nothing was filed. Free space on the disk or "
                "give write permission to the folder “reports”, then issue it again.",
                error=error.strerror or str(error),
            )
        ) from error
    return temporary


def _discard(workspace: Workspace, report: ReportId, temporary: Path) -> None:
    """Remove a file whose record was not written; one that is recorded stays for start-up to complete."""
    if not any(filed.id == report for filed in workspace.reporting.all()):
        temporary.unlink(missing_ok=True)
