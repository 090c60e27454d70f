"""Which stored object does a text belong to?"""

from sqlalchemy import Connection, func, select

from core.ids import Digest
from core.store.aggregates import Aggregate
from core.store.mapping import Mapper, mappers
from core.store.rows import EventRow

Owner = tuple[Mapper[Aggregate], str, bytes]
"""Mapper, id and document."""


def owner_of(connection: Connection, text: Digest) -> Owner | None:
    """Return the object that says a text, said it earlier, or was changed for the reason it gives."""
    for mapper in mappers():
        statement = select(mapper.row.id, mapper.row.document).where(
            func.instr(mapper.row.document, text.encode()) > 0
        )
        row = connection.execute(statement.order_by(mapper.row.created_seq).limit(1)).first()
        if row is not None:
            return mapper, row.id, row.document
    return _from_events(connection, text)


def _from_events(connection: Connection, text: Digest) -> Owner | None:
    statement = (
        select(EventRow.object_kind, EventRow.object_id)
        .where(func.instr(EventRow.payload, text.encode()) > 0)
        .order_by(EventRow.seq)
        .limit(1)
    )
    event = connection.execute(statement).first()
    for mapper in mappers():
        if event is not None and mapper.kind.value == event.object_kind:
            document = connection.execute(
                select(mapper.row.document).where(mapper.row.id == event.object_id)
            ).scalar_one_or_none()
            return None if document is None else (mapper, event.object_id, document)
    return None
