"""What becomes of what is wrong?"""

from datetime import date

from core.findings import Finding, Severity
from core.ids import FindingId, PersonId, VersionId
from core.texts import Text
from core.workspace.changes import Changes
from core.workspace.requests import NewFinding
from core.workspace.session import Session


class Findings:
    """Findings, proposed and confirmed."""

    def all(self) -> tuple[Finding, ...]:
        """Return every finding, newest first."""
        raise NotImplementedError

    def of(self, version: VersionId) -> tuple[Finding, ...]:
        """Return a version's findings, newest first."""
        raise NotImplementedError

    def get(self, finding: FindingId) -> Finding:
        """Return one finding; raises `UserError` if there is none."""
        raise NotImplementedError

    def raise_new(self, session: Session, new: NewFinding) -> tuple[Finding, Changes]:
        """Raise a finding a person observed."""
        raise NotImplementedError

    def confirm(
        self,
        session: Session,
        finding: FindingId,
        *,
        severity: Severity,
        owner: PersonId,
        due: date | None = None,
        description: Text | None = None,
    ) -> tuple[Finding, Changes]:
        """Confirm a proposed finding; due by severity from the policy when not given."""
        raise NotImplementedError

    def dismiss(self, session: Session, finding: FindingId, reason: Text) -> tuple[Finding, Changes]:
        """Say why a proposed finding is none."""
        raise NotImplementedError

    def close(self, session: Session, finding: FindingId, reason: Text) -> tuple[Finding, Changes]:
        """Close an open finding; by another person than its owner."""
        raise NotImplementedError

    def accept(
        self, session: Session, finding: FindingId, reason: Text, until: date
    ) -> tuple[Finding, Changes]:
        """Accept the risk by name until a day; needs the right to decide."""
        raise NotImplementedError
