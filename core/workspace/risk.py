"""How is the risk of a version assessed?"""

from core.ids import VersionId
from core.risk import Band, Rating, RiskAssessment
from core.workspace.changes import Changes
from core.workspace.session import Session


class Risk:
    """Committed assessments."""

    def assess(
        self, session: Session, version: VersionId, ratings: tuple[Rating, ...], materiality: Band
    ) -> tuple[RiskAssessment, Changes]:
        """Commit an assessment; needs the four kinds (firm's perspective) with a rationale each."""
        raise NotImplementedError

    def latest(self, version: VersionId) -> RiskAssessment | None:
        """Return the assessment in force."""
        raise NotImplementedError

    def history(self, version: VersionId) -> tuple[RiskAssessment, ...]:
        """Return all assessments, newest first."""
        raise NotImplementedError
