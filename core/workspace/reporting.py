"""Which evidence is there for a report, and which reports were filed?"""

import os
from pathlib import Path

from core.audit import Action, Checkpoint
from core.errors import ConflictError, IntegrityError
from core.evidence import Evidence, IssuedReport, OpinionEvidence, ReportKind
from core.ids import Digest, OpinionId, ReportId, VersionId
from core.messages import message
from core.people import Permission
from core.store.files import file_sha256, sync_folder, writing
from core.texts import Language
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.gathering import gather
from core.workspace.lookup import the_opinion, the_version
from core.workspace.requests import NewReport
from core.workspace.session import Session
from core.workspace.trail import Trail

FOLDER = "reports"
TEMPORARY = (".part", ".tmp")
"""Endings of files that are still being written; so are names that begin with a dot."""


class Reporting:
    """Evidence and filed reports."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk
        self._trail = Trail(desk)

    def evidence(self, version: VersionId) -> Evidence:
        """Gather everything a report on the version rests on."""
        return gather(self._desk, self._trail, version)

    def reserve(
        self, about: VersionId | OpinionId, kind: ReportKind, language: Language
    ) -> tuple[ReportId, Path]:
        """Return a new report's id and its final path; nothing is written yet.

        The file is written beside it, with the ending `.part`, until `file` gives it its name.
        """
        if kind is ReportKind.AUDIT_OPINION:
            the_opinion(self._desk.store, OpinionId(about))
        else:
            the_version(self._desk.store, VersionId(about))
        number = len(self._desk.store.all(IssuedReport)) + 1
        report = ReportId(f"REP-{number:04d}")
        return report, self._desk.folder / FOLDER / _name(about, kind, language, report)

    def file(self, session: Session, new: NewReport) -> tuple[IssuedReport, Changes]:
        """Record digest and event of a signed file in one transaction, then move it to its final path.

        Start-up completes or removes what an interruption leaves behind.
        """
        session.require(Permission.SIGN_REPORT)
        _sync(new.temporary)
        issued = self._issued(session, new)
        final = self._desk.folder / issued.path
        with self._desk.store.transaction(session) as step:
            if final.exists() or step.get(IssuedReport, new.id) is not None:
                raise ConflictError(
                    message(
                        "Another report was filed as {report} meanwhile. Nothing was changed. "
                        "Issue it again.",
                        report=new.id,
                    )
                )
            step.put(issued, Action.REPORT_ISSUED)
        _move(new.temporary, final)
        return issued, Changes.REPORTS

    def _issued(self, session: Session, new: NewReport) -> IssuedReport:
        version, opinion, checkpoint = _about(new.evidence)
        return IssuedReport(
            id=new.id,
            kind=new.kind,
            language=new.language,
            version=version,
            path=f"{FOLDER}/{_name(version or opinion, new.kind, new.language, new.id)}",
            sha256=file_sha256(new.temporary),
            evidence=new.evidence.digest,
            signed_by=session.person.id,
            meaning=new.meaning,
            issued_at=self._desk.clock(),
            checkpoint=checkpoint,
            opinion=opinion,
        )

    def all(self) -> tuple[IssuedReport, ...]:
        """Return every filed report, newest first."""
        return self._desk.store.all(IssuedReport)[::-1]

    def find(self, sha256: Digest) -> IssuedReport | None:
        """Return the filed report with this digest."""
        return next(iter(self._desk.store.select(IssuedReport, sha256=sha256)), None)

    def path(self, report: IssuedReport) -> Path:
        """Return where the file lies; raises `IntegrityError` if it is gone."""
        path = self._desk.folder / report.path
        if not path.is_file():
            raise IntegrityError(
                message(
                    "The file of {report} is gone from the folder “reports”. Bring it back from a backup.",
                    report=report.id,
                )
            )
        return path


def recover(desk: Desk) -> None:
    """Give recorded reports the name they were to get when the program stopped, and remove the rest.

    Only files that are still being written by their name are touched.
    """
    folder = desk.folder / FOLDER
    leftovers = [path for path in folder.glob("*") if path.is_file() and _is_temporary(path)]
    if not leftovers:
        return
    wanted = {
        report.sha256: desk.folder / report.path
        for report in desk.store.all(IssuedReport)
        if not (desk.folder / report.path).exists()
    }
    for leftover in leftovers:
        final = wanted.pop(file_sha256(leftover), None)
        if final is None:
            leftover.unlink(missing_ok=True)
        else:
            _move(leftover, final)


def _about(
    evidence: Evidence | OpinionEvidence,
) -> tuple[VersionId | None, OpinionId | None, Checkpoint]:
    """Return what a report is about, and the state of the trail it witnesses."""
    if isinstance(evidence, Evidence):
        return evidence.version.id, None, evidence.trail
    if evidence.trail is None:
        raise ValueError("a draft is never filed")
    return None, evidence.opinion.id, evidence.trail


def _name(about: str | None, kind: ReportKind, language: Language, report: ReportId) -> str:
    return f"{about}_{kind}_{language}_{report}.pdf"


def _is_temporary(path: Path) -> bool:
    return path.suffix in TEMPORARY or path.name.startswith(".")


def _sync(path: Path) -> None:
    with writing(), path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _move(temporary: Path, final: Path) -> None:
    with writing():
        temporary.replace(final)
        sync_folder(final.parent)
