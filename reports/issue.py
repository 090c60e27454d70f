"""How does a report get from the evidence of a workspace into a signed and filed PDF?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.errors import ConflictError
from core.evidence import (
    Evidence,
    IssuedReport,
    OpinionEvidence,
    Party,
    ReportKind,
    SignatureMeaning,
)
from core.ids import OpinionId, PersonId, VersionId
from core.messages import message
from core.opinion import Opinion
from core.people import Permission
from core.progress import SILENT, Part, Progress
from core.running.environment import application
from core.texts import Language
from core.workspace.changes import Changes
from core.workspace.facade import Workspace
from core.workspace.requests import NewOpinion
from core.workspace.session import Session
from reports.filing import Signer, Writing, render_report, write_and_file

__all__ = [
    "DRAFT",
    "IssueRequest",
    "OpinionIssue",
    "draft_opinion",
    "draft_report",
    "issue_opinion",
    "issue_report",
    "issue_reports",
    "render_report",
]

DRAFT = OpinionId("OPN-DRAFT")
"""Stands for the id of an opinion that no workspace keeps yet."""
_NOBODY = PersonId("P-DRAFT")


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRequest:
    """A report on a version to be issued."""

    version: VersionId
    kind: ReportKind
    language: Language
    meaning: SignatureMeaning
    evidence: Evidence | None = None
    """Evidence gathered before, so that several reports share it; None: as it is now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionIssue:
    """An audit opinion to be issued, in one or more languages from one evidence set."""

    opinion: OpinionId
    languages: tuple[Language, ...]
    meaning: SignatureMeaning = SignatureMeaning.REVIEW


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
    writing = Writing(
        evidence=_evidence(workspace, request),
        kind=request.kind,
        language=request.language,
        meaning=request.meaning,
    )
    return write_and_file(workspace, Signer(session=session, key=key), writing, progress)


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


def issue_opinion(
    workspace: Workspace,
    session: Session,
    request: OpinionIssue,
    passphrase: str,
    progress: Progress = SILENT,
) -> tuple[tuple[IssuedReport, ...], Changes]:
    """Sign and file an audit opinion in each language; their evidence digests are equal.

    Raises like `issue_report`; what was filed before a later language failed stays filed.
    """
    session.require(Permission.SIGN_REPORT)
    signer = Signer(session=session, key=workspace.people.signing_key(session, passphrase))
    progress(0.0, message("Gathering the evidence"))
    evidence = workspace.opinions.evidence(request.opinion)
    issued: list[IssuedReport] = []
    for number, language in enumerate(request.languages):
        writing = Writing(
            evidence=evidence,
            kind=ReportKind.AUDIT_OPINION,
            language=language,
            meaning=request.meaning,
        )
        part = Part(progress, number / len(request.languages), (number + 1) / len(request.languages))
        issued.append(write_and_file(workspace, signer, writing, part)[0])
    return tuple(issued), Changes.REPORTS


def draft_report(workspace: Workspace, version: VersionId, kind: ReportKind, language: Language) -> bytes:
    """Return the report as it would be now, unsigned and marked so on every page."""
    return render_report(workspace.reporting.evidence(version), kind, language, None)


def draft_opinion(new: NewOpinion, language: Language, author: str | None) -> bytes:
    """Return the opinion as it would be, unsigned and marked so on every page; needs no workspace."""
    return render_report(_drafted(new, author), ReportKind.AUDIT_OPINION, language, None)


def _drafted(new: NewOpinion, author: str | None) -> OpinionEvidence:
    written = () if author is None else (_writer(author),)
    opinion = Opinion(
        id=DRAFT,
        title=new.title,
        subject=new.subject,
        examination=new.examination,
        observations=new.observations,
        grade=new.grade,
        conclusion=new.conclusion,
        author=_NOBODY,
        written_at=new.examination.examined_at,
        example=new.example,
    )
    return OpinionEvidence(
        application=application(),
        gathered_at=new.examination.examined_at,
        workspace=None,
        opinion=opinion,
        parties=written,
    )


def _writer(name: str) -> Party:
    return Party(id=_NOBODY, name=name, roles=(), certificate_digest=None, example=False)


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
