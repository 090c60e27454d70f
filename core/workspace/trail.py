"""What happened, and is the record of it intact?"""

from dataclasses import dataclass

from core.audit import AuditEvent, Checkpoint, ObjectKind, TrailState
from core.ids import Digest, PersonId
from core.progress import SILENT, Progress
from core.texts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailQuery:
    """Which part of the trail is asked for."""

    object_kind: ObjectKind | None = None
    object_id: str | None = None
    actor: PersonId | None = None
    before: int | None = None
    """Only events with a smaller sequence number: the key for the next page."""
    limit: int = 200


EVERYTHING = TrailQuery()


class Trail:
    """The audit trail."""

    def events(self, query: TrailQuery = EVERYTHING) -> tuple[tuple[AuditEvent, Digest], ...]:
        """Return events with their hashes, newest first."""
        raise NotImplementedError

    def count(self) -> int:
        """Return the number of events."""
        raise NotImplementedError

    def text(self, salted: str) -> Text | None:
        """Return the text behind a salted digest; None if it was erased or is unknown."""
        raise NotImplementedError

    def checkpoint(self) -> Checkpoint:
        """Return size, head and Merkle root as they are now."""
        raise NotImplementedError

    def verify(self, progress: Progress = SILENT, *, every_signature: bool = True) -> TrailState:
        """Check the chain, the signatures, the objects in both directions, the texts, the files and the
        checkpoints that filed reports carry.
        """  # noqa: D205
        raise NotImplementedError
