"""Where does the example workspace come from, and when is it complete?"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cli.example.people import Cast
from cli.example.received import conclude, sign
from cli.example.story import Person, Story, read_persons, read_story
from cli.example.tell import tell
from core.errors import UserError
from core.evidence import ReportKind, SignatureMeaning
from core.ids import VersionId
from core.messages import message
from core.progress import SILENT, Progress
from core.texts import Language
from core.workspace import Workspace
from core.workspace.facade import local_clock

REPORTED = ("kredit", "2")
"""Model and label of the version the signed reports are about, besides the opinion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The example workspace."""

    folder: str
    reports: tuple[str, ...]
    """Absolute paths of the signed reports."""
    persons: tuple[Person, ...]
    reused: bool


def build(folder: Path, progress: Progress = SILENT, *, clock: Callable[[], datetime] = local_clock) -> Built:
    """Build the example workspace, or return the one that is there.

    It is made in a folder beside and renamed at the end, so a stopped build leaves nothing half done.
    """
    if (folder / "workspace.db").exists():
        return _there(folder)
    if folder.exists() and any(folder.iterdir()):
        raise UserError(message("The folder {folder} is not empty. Name a new one.", folder=str(folder)))
    unfinished = folder.with_name(folder.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    _make(unfinished, read_story(), progress, clock())
    if folder.exists():
        folder.rmdir()
    unfinished.rename(folder)
    return _there(folder, reused=False)


def _make(folder: Path, story: Story, progress: Progress, now: datetime) -> None:
    cast = Cast.create(folder, read_persons(), now)
    try:
        versions = tell(cast, story, progress)
        opinion = conclude(cast, story.received, progress)
        _issue(cast, versions[REPORTED], progress)
        sign(cast, opinion)
    finally:
        cast.workspace.close()


def _issue(cast: Cast, version: VersionId, progress: Progress) -> None:
    from reports.issue import IssueRequest, issue_report

    signers = {ReportKind.MODEL_RISK: "validator", ReportKind.GDPR_AUDIT: "auditor"}
    cast.clock.go_to(0, 23)
    evidence = cast.workspace.reporting.evidence(version)
    for position, (kind, signer) in enumerate(signers.items()):
        for language in Language:
            progress(0.9 + 0.05 * position, message("Signing the reports"))
            request = IssueRequest(
                version=version,
                kind=kind,
                language=language,
                meaning=SignatureMeaning.REVIEW,
                evidence=evidence,
            )
            session, passphrase = cast.session(signer), cast.person(signer).passphrase
            issue_report(cast.workspace, session, request, passphrase)


def _there(folder: Path, *, reused: bool = True) -> Built:
    workspace = Workspace.open(folder, read_only=True)
    try:
        issued = sorted(workspace.reporting.all(), key=lambda report: report.id)
        paths = tuple(str(workspace.reporting.path(report).resolve()) for report in issued)
    finally:
        workspace.close()
    return Built(folder=str(folder.resolve()), reports=paths, persons=read_persons(), reused=reused)
