"""How does a report get from the evidence of a workspace into a signed and filed PDF?"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import ConflictError, UserError
from core.evidence import Evidence, IssuedReport, ReportKind, SignatureMeaning
from core.ids import ReportId, VersionId
from core.language import Translator
from core.messages import message
from core.people import Permission
from core.progress import SILENT, Progress
from core.texts import Language
from core.workspace.changes import Changes
from core.workspace.facade import Workspace
from core.workspace.people import SigningKey
from core.workspace.requests import NewReport
from core.workspace.session import Session
from reports.document import Issue
from reports.kinds import report_kinds

UNFINISHED = ".part"
"""Ending of a file that is still being written; start-up completes or removes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRequest:
    """A report to be issued."""

    version: VersionId
    kind: ReportKind
    language: Language
    meaning: SignatureMeaning
    evidence: Evidence | None = None
    """Evidence gathered before, so that several reports share it; None: as it is now."""


def issue_report(
    workspace: Workspace,
    session: Session,
    request: IssueRequest,
    passphrase: str,
    progress: Progress = SILENT,
) -> tuple[IssuedReport, Changes]:
    """Gather, render, sign to a temporary file, and file it; nothing is filed when a step fails.

    Raises `NotAllowedError` for a wrong passphrase or a person who may not sign, `ConflictError` when the
    request's evidence is no longer what the workspace holds, `UserError` when the file cannot be written.
    """
    session.require(Permission.SIGN_REPORT)
    key = workspace.people.signing_key(session, passphrase)
    progress(0.05, message("Gathering the evidence"))
    evidence = _evidence(workspace, request)
    report, final = workspace.reporting.reserve(request.version, request.kind, request.language)
    issue = _issue(report, request.meaning, key, evidence)
    progress(0.2, message("Laying out the pages"))
    raw = render_report(evidence, request.kind, request.language, issue)
    progress(0.75, message("Signing"))
    signed = _signed(raw, issue, key, request.language)
    progress(0.9, message("Filing the report"))
    temporary = _written(final, signed)
    try:
        filed = NewReport(
            id=report,
            evidence=evidence,
            kind=request.kind,
            language=request.language,
            meaning=request.meaning,
            temporary=temporary,
        )
        return workspace.reporting.file(session, filed)
    except BaseException:
        _discard(workspace, report, temporary)
        raise


def issue_reports(
    workspace: Workspace,
    session: Session,
    requests: Sequence[IssueRequest],
    passphrase: str,
    progress: Progress = SILENT,
) -> tuple[tuple[IssuedReport, ...], Changes]:
    """Issue several reports on one version from one evidence set; their evidence digests are equal."""
    evidence = workspace.reporting.evidence(requests[0].version)
    issued: list[IssuedReport] = []
    changes = Changes.NONE
    for number, request in enumerate(requests):
        progress(number / len(requests), message("Writing and signing the report"))
        one, touched = issue_report(workspace, session, replace(request, evidence=evidence), passphrase)
        issued.append(one)
        changes |= touched
    return tuple(issued), changes


def draft_report(workspace: Workspace, version: VersionId, kind: ReportKind, language: Language) -> bytes:
    """Return the report as it would be now, unsigned and marked so on every page."""
    return render_report(workspace.reporting.evidence(version), kind, language, None)


def render_report(evidence: Evidence, kind: ReportKind, language: Language, issue: Issue | None) -> bytes:
    """Return the PDF before signing; equal evidence, kind, language and issue give equal bytes."""
    from reports.evidence_json import attachments
    from reports.pdf import render

    translator = Translator(language)
    document = report_kinds()[kind].build(evidence, translator, issue)
    return render(document, attachments(evidence, document, translator))


def _evidence(workspace: Workspace, request: IssueRequest) -> Evidence:
    """Return the evidence to be signed: never one that the workspace does not hold."""
    now, given = workspace.reporting.evidence(request.version), request.evidence
    if given is None:
        return now
    same = replace(now, gathered_at=given.gathered_at, trail=given.trail, extract=given.extract)
    if same.digest != given.digest or not set(given.extract) <= set(now.extract):
        raise ConflictError(
            message(
                "The records have changed since the evidence was gathered. Nothing was filed. Issue it again."
            )
        )
    return given


def _issue(report: ReportId, meaning: SignatureMeaning, key: SigningKey, evidence: Evidence) -> Issue:
    person = key.person
    if person.certificate_digest is None:
        raise ValueError("a signing key without a certificate")
    return Issue(
        report=report,
        meaning=meaning,
        signer=person.name.name(),
        signer_id=person.id,
        certificate_digest=person.certificate_digest,
        moment=evidence.gathered_at.replace(microsecond=0),
        example=person.example,
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
