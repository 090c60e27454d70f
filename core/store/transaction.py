"""How is one step recorded: documents, events and texts together or not at all?"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from sqlalchemy import Connection, bindparam, func, insert, select, update
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

CHUNK = 500
"""Documents that are read and written together."""
_ID = "of_id"
"""Name of the parameter that says which row is replaced."""
Change = tuple[ObjectRef, ObjectState | None, ObjectState]
"""What was changed, and what stands before and after."""
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

    def now(self) -> datetime:
        """Return the moment by the clock of the workspace."""
        return self._scene.clock()

    def put(self, value: Aggregate, action: Action) -> None:
        """Insert or replace the document and its projection, and append one signed event."""
        self._put(((value, action),))

    def put_all(self, changes: Iterable[tuple[Aggregate, Action]]) -> None:
        """Do the same for many values of one kind, in their order; much faster than one by one."""
        left = iter(changes)
        while part := tuple(islice(left, CHUNK)):
            self._put(part)

    def _put(self, changes: Sequence[tuple[Aggregate, Action]]) -> None:
        mapper = mapper_of(type(changes[0][0]))
        values = {mapper.key(value): value for value, _ in changes}
        if len(values) < len(changes) or any(not isinstance(value, mapper.value) for value, _ in changes):
            raise ValueError("values that are written together are of one kind, each once")
        old = self._documents(mapper, tuple(values))
        texts = find_texts(
            self._connection, (item for found in old.values() for item in document_references(found))
        )
        written = {name: encode(value, _known(old.get(name), texts)) for name, value in values.items()}
        add_texts(self._connection, (item for encoded in written.values() for item in encoded.fresh))
        before = self._head
        self._append(
            (action, *self._change(mapper, name, old.get(name), encoded.document))
            for (name, encoded), (_, action) in zip(written.items(), changes, strict=True)
        )
        rows = [
            {"id": name, **mapper.columns(values[name]), "document": encoded.document, "rev_seq": number}
            for number, (name, encoded) in enumerate(written.items(), before.seq + 1)
        ]
        self._write(mapper, rows, old)
        for value in values.values():
            self._touched.put(value)

    def settle(self) -> None:
        """Let the caches of lists and words follow what was written; called once, at the end."""
        self._touched.settle(self._connection, self._head.seq)

    def new_id(self, kind: type[Aggregate]) -> str:
        """Return the next free id of an aggregate, for example "MOD-0001"."""
        return self.new_ids(kind, 1)[0]

    def new_ids(self, kind: type[Aggregate], count: int) -> tuple[str, ...]:
        """Return the next free ids of an aggregate."""
        prefix = mapper_of(kind).prefix
        if prefix is None:
            raise TypeError(f"{kind.__name__} has no numbered id")
        last = self._connection.execute(
            upsert(CounterRow)
            .values(prefix=prefix, last=count)
            .on_conflict_do_update(index_elements=["prefix"], set_={"last": CounterRow.last + count})
            .returning(CounterRow.last)
        ).scalar_one()
        found = tuple(f"{prefix}-{number:04d}" for number in range(last - count + 1, last + 1))
        if self._taken(kind, found):
            raise damaged()
        return found

    def _taken(self, kind: type[Aggregate], identities: Sequence[str]) -> bool:
        row = mapper_of(kind).row.__table__.c.id
        parts = (identities[at : at + CHUNK] for at in range(0, len(identities), CHUNK))
        counts = (select(func.count()).where(row.in_(part)) for part in parts)
        return any(self._connection.execute(count).scalar_one() for count in counts)

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
        target = ObjectRef(kind=mapper.kind, id=identity, tx=self._tx)
        self._append([(Action.TEXT_ERASED, target, state, state)])
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

    def _documents(self, mapper: Mapper[T], identities: Sequence[str]) -> dict[str, bytes]:
        columns = mapper.row.__table__.c
        statement = select(columns.id, columns.document).where(columns.id.in_(identities))
        return {row.id: row.document for row in self._connection.execute(statement)}

    def _change(self, mapper: Mapper[T], identity: str, old: bytes | None, new: bytes) -> Change:
        target = ObjectRef(kind=mapper.kind, id=identity, tx=self._tx)
        return (target, *_states(old, new))

    def _append(self, changes: Iterable[tuple[Action, ObjectRef, ObjectState | None, ObjectState]]) -> None:
        person = self._scene.signer.person
        made = (
            AuditEvent(
                v=VERSION,
                db=self._scene.db,
                seq=number,
                ts=self._ts,
                actor=person.id,
                key=person.ledger_key,
                action=action,
                object=target,
                before=before,
                after=after,
                reason=self._reason,
            )
            for number, (action, target, before, after) in enumerate(changes, self._head.seq + 1)
        )
        self._head = events.append(self._connection, made, self._head, self._scene.signer)

    def _write(
        self, mapper: Mapper[T], rows: Iterable[Mapping[str, object]], old: Mapping[str, bytes]
    ) -> None:
        """Write documents with their projection: those that are there are replaced."""
        fresh, again = list[Mapping[str, object]](), list[Mapping[str, object]]()
        for row in rows:
            if row["id"] in old:
                again.append({**row, _ID: row["id"]})
            else:
                fresh.append({**row, "created_seq": row["rev_seq"]})
        if again:
            self._connection.execute(update(mapper.row).where(mapper.row.id == bindparam(_ID)), again)
        if fresh:
            self._connection.execute(insert(mapper.row), fresh)


def _known(old: bytes | None, texts: Mapping[Digest, Text]) -> dict[Text, Digest]:
    """Return the texts of a stored document, which keep their salted digests."""
    if old is None:
        return {}
    return {texts[digest]: digest for digest in document_references(old) if digest in texts}


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
