"""What happened, and is the record of it intact?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from core.audit import Action, AuditEvent, Checkpoint, Depth, ObjectKind, TrailState
from core.canonical import timestamp
from core.errors import IntegrityError, NotAllowedError
from core.ids import Digest, PersonId
from core.messages import message
from core.people import Role
from core.progress import SILENT, Progress
from core.store.events import EventFilter
from core.texts import Text
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.session import Session
from core.workspace.verifying import Verifier, filed_reports


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailQuery:
    """Which part of the trail is asked for."""

    object_kind: ObjectKind | None = None
    object_id: str | None = None
    actor: PersonId | None = None
    action: Action | None = None
    since: date | None = None
    """First day (UTC)."""
    until: date | None = None
    """Last day (UTC)."""
    before: int | None = None
    """Only events with a smaller sequence number: the key for the next page."""
    limit: int = 200


def _begin(day: date | None) -> str | None:
    return None if day is None else timestamp(datetime.combine(day, time.min, UTC))


EVERYTHING = TrailQuery()
_MAY_ERASE = frozenset({Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER})


class Trail:
    """The audit trail."""

    def __init__(self, desk: Desk) -> None:
        """Work on a workspace."""
        self._desk = desk

    def events(self, query: TrailQuery = EVERYTHING) -> tuple[tuple[AuditEvent, Digest], ...]:
        """Return events with their hashes, newest first."""
        return self._desk.store.events(
            EventFilter(
                object_kind=query.object_kind,
                object_id=query.object_id,
                actor=query.actor,
                action=query.action,
                since=_begin(query.since),
                until=None if query.until is None else _begin(query.until + timedelta(days=1)),
                before=query.before,
                limit=query.limit,
            )
        )

    def count(self) -> int:
        """Return the number of events."""
        return self._desk.store.event_count()

    def text(self, salted: str) -> Text | None:
        """Return the text behind a salted digest; None if it was erased or is unknown."""
        return self._desk.store.text(Digest(salted))

    def reasons(self, events: Iterable[AuditEvent]) -> Mapping[Digest, Text]:
        """Return the reasons of events, by their salted digest, as far as they were not erased."""
        return self._desk.store.texts(Digest(event.reason) for event in events if event.reason)

    def erase(self, session: Session, salted: str, reason: Text) -> Changes:
        """Erase a text for good, for example a name; the trail keeps its salted digest and who erased it.

        By an administrator or a data protection officer. What a signed decision said can then no longer be
        checked against its signature. Backup copies and filed reports keep the text.
        """
        if not _MAY_ERASE.intersection(session.person.roles):
            raise NotAllowedError(
                message(
                    "{name} may not erase texts. Nothing was changed. "
                    "Switch to an administrator or a data protection officer.",
                    name=session.person.name.name(),
                )
            )
        with self._desk.store.transaction(session, reason) as step:
            step.erase_text(Digest(salted))
        self._desk.store.forget()
        return ~Changes.NONE

    def checkpoint(self) -> Checkpoint:
        """Return size, head and Merkle root as they are now."""
        found = self._desk.store.checkpoint()
        if found is None:
            raise IntegrityError(
                message(
                    "The audit trail is empty although the workspace is in use. Nothing was changed. "
                    "Go on with a copy from the folder “backups”."
                )
            )
        return found

    def verify(self, progress: Progress = SILENT, depth: Depth = Depth.SIGNATURES) -> TrailState:
        """Check the chain, the signatures, the objects in both directions, the texts, the files and the
        checkpoints that filed reports carry.

        Less deep, only the last event's signature is checked: its hash covers all others.
        """  # noqa: D205
        filed = filed_reports(self._desk.folder)
        if depth is Depth.SIGNATURES:
            self._desk.store.check_pages()
        with self._desk.store.snapshot() as snapshot:
            return Verifier(self._desk, snapshot, progress, filed=filed).run(depth)
