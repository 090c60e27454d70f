"""How is the audit trail written and read?"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

import msgspec
from sqlalchemy import Connection, func, insert, select

from core.audit import GENESIS, Action, AuditEvent, ObjectKind, event_hash
from core.canonical import canonical
from core.ids import Digest, PersonId
from core.people import Person
from core.store.rows import EventRow

_CHUNK = 1000
_BEHIND_ALL = 1 << 62


class Signer(Protocol):
    """Somebody who acts: a session."""

    @property
    def person(self) -> Person:
        """Return who acts."""

    def sign(self, data: bytes) -> bytes:
        """Sign with the ledger key; raises `NotAllowedError` when locked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of the chain."""

    seq: int
    hash: bytes
    ts: str


EMPTY = Head(seq=0, hash=GENESIS, ts="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One row of the trail exactly as stored, for verification."""

    seq: int
    payload: bytes
    prev: bytes
    hash: bytes
    signature: bytes
    copies: tuple[str, ...]
    """The search columns: ts, actor, action, object kind, object id, tx."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """Which events are asked for."""

    object_kind: ObjectKind | None = None
    object_id: str | None = None
    actor: PersonId | None = None
    action: Action | None = None
    since: str | None = None
    """First moment, as events write it."""
    until: str | None = None
    """Behind the last moment."""
    before: int | None = None
    limit: int = 200


def head(connection: Connection) -> Head:
    """Return the last event's number, hash and time."""
    statement = select(EventRow.seq, EventRow.hash, EventRow.ts).order_by(EventRow.seq.desc()).limit(1)
    row = connection.execute(statement).first()
    return EMPTY if row is None else Head(seq=row.seq, hash=row.hash, ts=row.ts)


def append(connection: Connection, made: Iterable[AuditEvent], last: Head, signer: Signer) -> Head:
    """Sign events, each on its own, and write them behind the last one."""
    rows = []
    for event in made:
        payload = canonical(event)
        linked = event_hash(last.hash, payload)
        row = {"seq": event.seq, "payload": payload, "prev": last.hash, "hash": linked}
        signed = {**row, "signature": signer.sign(linked)}
        rows.append(signed | dict(zip(COPIES, copies_of(event), strict=True)))
        last = Head(seq=event.seq, hash=linked, ts=event.ts)
    connection.execute(insert(EventRow), rows)
    return last


COPIES = ("ts", "actor", "action", "object_kind", "object_id", "tx")


def copies_of(event: AuditEvent) -> tuple[str, ...]:
    """Return what the search columns of an event hold, in the order of `COPIES`."""
    target = event.object
    return (event.ts, event.actor, event.action.value, target.kind.value, target.id, target.tx)


def parsed(payload: bytes) -> AuditEvent:
    """Return the event of a payload; raises `msgspec.MsgspecError` if it is none."""
    return msgspec.json.decode(payload, type=AuditEvent)


def listed(connection: Connection, wanted: EventFilter) -> tuple[tuple[AuditEvent, Digest], ...]:
    """Return events with their hashes, newest first."""
    statement = select(EventRow.payload, EventRow.hash).order_by(EventRow.seq.desc()).limit(wanted.limit)
    if wanted.object_kind is not None:
        statement = statement.where(EventRow.object_kind == wanted.object_kind.value)
    if wanted.object_id is not None:
        if wanted.object_kind is None:  # the index begins with the kind
            statement = statement.where(EventRow.object_kind.in_([kind.value for kind in ObjectKind]))
        statement = statement.where(EventRow.object_id == wanted.object_id)
    if wanted.actor is not None:
        statement = statement.where(EventRow.actor == wanted.actor)
    if wanted.action is not None:
        statement = statement.where(EventRow.action == wanted.action.value)
    if wanted.since is not None:
        statement = statement.where(EventRow.seq >= _number_at(connection, wanted.since))
    ends = [wanted.before] if wanted.before is not None else []
    if wanted.until is not None:
        ends.append(_number_at(connection, wanted.until))
    if ends:
        statement = statement.where(EventRow.seq < min(ends))
    return tuple((parsed(row.payload), Digest(row.hash.hex())) for row in connection.execute(statement))


def _number_at(connection: Connection, moment: str) -> int:
    """Return the number of the first event at or behind a moment: time never runs back in a trail."""
    statement = select(EventRow.seq).where(EventRow.ts >= moment).order_by(EventRow.ts, EventRow.seq).limit(1)
    found = connection.execute(statement).scalar_one_or_none()
    return _BEHIND_ALL if found is None else found


def about(connection: Connection, kind: ObjectKind) -> Iterator[AuditEvent]:
    """Yield the events about a kind of object, oldest first, leaving out what cannot be read."""
    statement = select(EventRow.payload).where(EventRow.object_kind == kind.value).order_by(EventRow.seq)
    for row in connection.execute(statement):
        with suppress(msgspec.MsgspecError, UnicodeDecodeError):
            yield parsed(row.payload)


def count(connection: Connection) -> int:
    """Return the number of events."""
    return connection.execute(select(func.count()).select_from(EventRow)).scalar_one()


def span(connection: Connection) -> tuple[int, int]:
    """Return the smallest and the largest number of an event; 1 and 0 when there is none."""
    ends = (select(end(EventRow.seq)).scalar_subquery() for end in (func.min, func.max))
    row = connection.execute(select(*ends)).one()  # one by one: together they would read the whole trail
    return (1, 0) if row[0] is None else (row[0], row[1])


def first_numbers(connection: Connection, kind: ObjectKind, identity: str | None = None) -> dict[str, int]:
    """Return the number of the first event about each object of a kind, or about one of them."""
    statement = select(EventRow.object_id, func.min(EventRow.seq)).where(EventRow.object_kind == kind.value)
    if identity is not None:
        statement = statement.where(EventRow.object_id == identity)
    return {row[0]: row[1] for row in connection.execute(statement.group_by(EventRow.object_id))}


def newest(connection: Connection, kind: ObjectKind, identity: str) -> Link | None:
    """Return the last event about an object, exactly as stored; None if there is none."""
    columns = (EventRow.seq, EventRow.payload, EventRow.prev, EventRow.hash, EventRow.signature)
    copies = (getattr(EventRow, name) for name in COPIES)
    statement = (
        select(*columns, *copies)
        .where(EventRow.object_kind == kind.value, EventRow.object_id == identity)
        .order_by(EventRow.seq.desc())
        .limit(1)
    )
    row = connection.execute(statement).first()
    return None if row is None else _link(tuple(row))


def hashes(connection: Connection) -> Iterator[bytes]:
    """Yield the event hashes, oldest first."""
    result = connection.execution_options(yield_per=_CHUNK).execute(
        select(EventRow.hash).order_by(EventRow.seq)
    )
    for row in result:
        yield row[0]


def _link(row: "tuple[object, ...]") -> Link:
    seq, payload, prev, linked, signature, *copies = row
    return Link(
        seq=int(str(seq)),
        payload=_bytes(payload),
        prev=_bytes(prev),
        hash=_bytes(linked),
        signature=_bytes(signature),
        copies=tuple(str(item) for item in copies),
    )


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else b""
