"""How is one step recorded: documents, events and texts together or not at all?"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from core.audit import VERSION, Action, AuditEvent, ObjectRef, ObjectState
from core.canonical import sha256, timestamp
from core.errors import UserError
from core.ids import Digest
from core.messages import message
from core.store import events, reading
from core.store.actor import check_actor
from core.store.aggregates import Aggregate, T
from core.store.codec import changed_fields, document_references, encode, salted
from core.store.derived import Touched
from core.store.engine import damaged
from core.store.events import Head, Signer
from core.store.mapping import Mapper, mapper_of
from core.store.owners import owner_of
from core.store.rows import CounterRow
from core.store.texts import add_texts, erase, find_texts
from core.texts import Text

TOLERATED_STEP_BACK = timedelta(minutes=2)
"""Clocks are corrected by small steps; then the last event's time is used again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What does not change during a transaction."""

    db: str
    """Random id of the workspace."""
    signer: Signer
    clock: Callable[[], datetime]
    reason: Text | None


class Transaction:
    """One step: every change in it is recorded by one signed event, all joined by one id."""

    def __init__(self, connection: Connection, scene: Scene) -> None:
        """Begin behind the last event."""
        self._connection = connection
        self._scene = scene
        self._head: Head = events.head(connection)
        self._tx = uuid.uuid4().hex
        self._ts = _moment(scene.clock(), self._head.ts)
        self._reason = self._write_reason(scene.reason)
        self._touched = Touched()

    def today(self) -> date:
        """Return the day by the clock of the workspace."""
        return self._scene.clock().date()

    def put(self, value: Aggregate, action: Action) -> None:
        """Insert or replace the document and its projection, and append one signed event."""
        mapper = mapper_of(type(value))
        identity = mapper.key(value)
        old = self._document(mapper, identity)
        encoded = encode(value, self._known(old))
        add_texts(self._connection, encoded.fresh)
        before, after = _states(old, encoded.document)
        self._append(action, ObjectRef(kind=mapper.kind, id=identity, tx=self._tx), before, after)
        self._write(mapper, value, encoded.document)
        self._touched.put(value)

    def settle(self) -> None:
        """Let the caches of lists and words follow what was written; called once, at the end."""
        self._touched.settle(self._connection, self._head.seq)

    def new_id(self, kind: type[Aggregate]) -> str:
        """Return the next free id of an aggregate, for example "MOD-0001"."""
        prefix = mapper_of(kind).prefix
        if prefix is None:
            raise TypeError(f"{kind.__name__} has no numbered id")
        last = self._connection.execute(
            upsert(CounterRow)
            .values(prefix=prefix, last=1)
            .on_conflict_do_update(index_elements=["prefix"], set_={"last": CounterRow.last + 1})
            .returning(CounterRow.last)
        ).scalar_one()
        identity = f"{prefix}-{last:04d}"
        if self.get(kind, identity) is not None:
            raise damaged()
        return identity

    def get(self, kind: type[T], identity: str) -> T | None:
        """Return one value, or None."""
        return reading.get(self._connection, kind, identity)

    def all(self, kind: type[T]) -> tuple[T, ...]:
        """Return every value, oldest first."""
        return reading.everything(self._connection, kind)

    def select(self, kind: type[T], **columns: str) -> tuple[T, ...]:
        """Return the values whose projection columns hold the given contents, oldest first."""
        return reading.selected(self._connection, kind, columns.items())

    def newest(self, kind: type[T]) -> T | None:
        """Return the value whose last event is the latest of its kind."""
        return reading.newest(self._connection, kind)

    def erase_text(self, digest: Digest) -> None:
        """Erase a text; documents and trail keep its salted digest.

        Raises `UserError` when there is no such text, or it was erased before.
        """
        text = find_texts(self._connection, (digest,)).get(digest)
        holder = owner_of(self._connection, digest)
        if text is None or text.erased or holder is None:
            raise UserError(
                message(
                    "There is no such text, or it was erased before. Nothing was changed. Look it up again."
                )
            )
        mapper, identity, document = holder
        erase(self._connection, digest)
        state = ObjectState(digest=sha256(document), fields={"erased": {"text": digest}})
        self._append(Action.TEXT_ERASED, ObjectRef(kind=mapper.kind, id=identity, tx=self._tx), state, state)
        self._connection.execute(
            update(mapper.row).where(mapper.row.id == identity).values(rev_seq=self._head.seq)
        )
        owner = self.get(mapper.value, identity)
        if owner is not None:
            self._touched.erased(owner)

    def check_actor(self) -> None:
        """Refuse who may not act here, whatever the session says; see `core.store.actor`."""
        check_actor(self._connection, self._scene.signer)

    def _write_reason(self, reason: Text | None) -> Digest | None:
        if reason is None:
            return None
        item = salted(reason)
        add_texts(self._connection, (item,))
        return item.digest

    def _document(self, mapper: Mapper[T], identity: str) -> bytes | None:
        statement = select(mapper.row.document).where(mapper.row.id == identity)
        return self._connection.execute(statement).scalar_one_or_none()

    def _known(self, old: bytes | None) -> dict[Text, Digest]:
        if old is None:
            return {}
        found = find_texts(self._connection, document_references(old))
        return {text: digest for digest, text in found.items()}

    def _append(
        self, action: Action, target: ObjectRef, before: ObjectState | None, after: ObjectState
    ) -> None:
        person = self._scene.signer.person
        event = AuditEvent(
            v=VERSION,
            db=self._scene.db,
            seq=self._head.seq + 1,
            ts=self._ts,
            actor=person.id,
            key=person.ledger_key,
            action=action,
            object=target,
            before=before,
            after=after,
            reason=self._reason,
        )
        self._head = events.append(self._connection, event, self._head.hash, self._scene.signer)

    def _write(self, mapper: Mapper[T], value: T, document: bytes) -> None:
        fresh = {**mapper.columns(value), "document": document, "rev_seq": self._head.seq}
        done = self._connection.execute(
            update(mapper.row).where(mapper.row.id == mapper.key(value)).values(**fresh)
        )
        if done.rowcount == 0:
            row = {"id": mapper.key(value), "created_seq": self._head.seq, **fresh}
            self._connection.execute(insert(mapper.row), row)


def _states(old: bytes | None, new: bytes) -> tuple[ObjectState | None, ObjectState]:
    if old is None:
        return None, ObjectState(digest=sha256(new), fields={})
    before, after = changed_fields(old, new)
    return (
        ObjectState(digest=sha256(old), fields=before),
        ObjectState(digest=sha256(new), fields=after),
    )


def _moment(now: datetime, last: str) -> str:
    stamp = timestamp(now)
    if stamp >= last:
        return stamp
    if datetime.fromisoformat(last) - now.astimezone(UTC) <= TOLERATED_STEP_BACK:
        return last
    raise UserError(
        message(
            "The clock of this computer stands at {now}, before the last entry of the audit trail ({last}). "
            "Nothing was changed. Set the clock, then do it again.",
            now=now.astimezone(UTC),
            last=datetime.fromisoformat(last),
        )
    )
