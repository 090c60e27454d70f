"""Which evidence is there for a report, and which reports were filed?"""

from pathlib import Path

from core.evidence import Evidence, IssuedReport, ReportKind, SignatureMeaning
from core.ids import Digest, ReportId, VersionId
from core.texts import Language
from core.workspace.changes import Changes
from core.workspace.session import Session


class Reporting:
    """Evidence and filed reports."""

    def evidence(self, version: VersionId) -> Evidence:
        """Gather everything a report on the version rests on."""
        raise NotImplementedError

    def reserve(self, version: VersionId, kind: ReportKind, language: Language) -> tuple[ReportId, Path]:
        """Return a new report's id and its final path; nothing is written yet."""
        raise NotImplementedError

    def file(
        self,
        session: Session,
        *,
        report: ReportId,
        evidence: Evidence,
        kind: ReportKind,
        language: Language,
        meaning: SignatureMeaning,
        temporary: Path,
    ) -> tuple[IssuedReport, Changes]:
        """Record digest and event of a signed file in one transaction, then move it to its final path.

        `temporary` must be in the reports folder and fsynced; start-up completes or removes leftovers.
        """
        raise NotImplementedError

    def all(self) -> tuple[IssuedReport, ...]:
        """Return every filed report, newest first."""
        raise NotImplementedError

    def find(self, sha256: Digest) -> IssuedReport | None:
        """Return the filed report with this digest."""
        raise NotImplementedError

    def path(self, report: IssuedReport) -> Path:
        """Return where the file lies."""
        raise NotImplementedError
