"""Who may decide on a version, on what exactly, and does it still hold?"""

from core.decisions import Binding, Decision, Lapse, Obstacle
from core.ids import DecisionId, VersionId
from core.people import Person
from core.workspace.changes import Changes
from core.workspace.people import SigningKey
from core.workspace.requests import DecisionRequest
from core.workspace.session import Session


class Decisions:
    """Signed decisions."""

    def binding(self, version: VersionId) -> Binding:
        """Return what a decision taken now would be bound to."""
        raise NotImplementedError

    def obstacles(self, version: VersionId, person: Person) -> tuple[Obstacle, ...]:
        """Return what stands against an approval of the version by this person; empty: nothing."""
        raise NotImplementedError

    def rejection_obstacles(self, version: VersionId, person: Person) -> tuple[Obstacle, ...]:
        """Return what stands against a rejection of the version by this person; empty: nothing."""
        raise NotImplementedError

    def decide(self, session: Session, request: DecisionRequest, key: SigningKey) -> tuple[Decision, Changes]:
        """Record a signed decision and move the state; `NotAllowedError` names the first obstacle."""
        raise NotImplementedError

    def of(self, version: VersionId) -> tuple[Decision, ...]:
        """Return a version's decisions, newest first."""
        raise NotImplementedError

    def all(self) -> tuple[Decision, ...]:
        """Return every decision, newest first."""
        raise NotImplementedError

    def lapsed(self, version: VersionId) -> tuple[Lapse, ...]:
        """Return what was replaced since the newest decision; empty while it holds."""
        raise NotImplementedError

    def meet_condition(self, session: Session, decision: DecisionId, index: int) -> tuple[Decision, Changes]:
        """Record that a condition is met; never lapses the approval."""
        raise NotImplementedError
