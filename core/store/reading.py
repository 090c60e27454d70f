"""How are values read inside one transaction?"""

import gc
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TypeVar

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.sql import Select

from core.store.aggregates import T
from core.store.codec import S, decode, document_references, head_of, heading
from core.store.mapping import Mapper, mapper_of
from core.store.rows import DocumentRow
from core.store.texts import find_texts

V = TypeVar("V")
_MANY = 20_000
"""New objects of one reading, from which on looking through them is felt."""


def get(connection: Connection, kind: type[T], identity: str) -> T | None:
    """Return one value, or None."""
    mapper = mapper_of(kind)
    values = _values(connection, kind, _documents(mapper).where(mapper.row.id == identity))
    return values[0] if values else None


def document(connection: Connection, kind: type[T], identity: str) -> bytes | None:
    """Return the stored bytes of one value, or None."""
    mapper = mapper_of(kind)
    return connection.execute(
        select(mapper.row.document).where(mapper.row.id == identity)
    ).scalar_one_or_none()


def documents(connection: Connection, kind: type[T]) -> Sequence[tuple[str, bytes]]:
    """Return id and stored bytes of every value."""
    row = mapper_of(kind).row
    return [(found.id, found.document) for found in connection.execute(select(row.id, row.document))]


def everything(connection: Connection, kind: type[T]) -> tuple[T, ...]:
    """Return every value, oldest first."""
    mapper = mapper_of(kind)
    return _values(connection, kind, _documents(mapper).order_by(mapper.row.created_seq))


def newest_heads(connection: Connection, kind: type[T], shape: type[S], per: Iterable[str]) -> tuple[S, ...]:
    """Return the newest value per content of the columns, in a smaller shape, oldest first."""
    mapper = mapper_of(kind)
    columns = [mapper.row.__table__.c[name] for name in per]
    newest_ones = select(func.max(mapper.row.created_seq)).group_by(*columns)
    statement = _documents(mapper).where(mapper.row.created_seq.in_(newest_ones))
    rows = connection.execute(statement.order_by(mapper.row.created_seq)).all()
    with _nothing_thrown_away():
        return tuple(head_of(shape, row[0]) for row in rows)


def heads(
    connection: Connection, kind: type[T], shape: type[S], columns: Mapping[str, str | tuple[str, ...]]
) -> tuple[S, ...]:
    """Return the values that hold the contents, or one of them, smaller and without texts, oldest first."""
    row = mapper_of(kind).row
    statement = _holding(_documents(mapper_of(kind)), row, columns)
    with _nothing_thrown_away():
        rows = connection.execute(statement.order_by(row.created_seq)).all()
        return tuple(head_of(shape, row[0]) for row in rows)


def headings(connection: Connection, kind: type[T], shape: type[S]) -> tuple[S, ...]:
    """Return every value in a smaller shape with its texts, oldest first."""
    rows = connection.execute(_documents(mapper_of(kind)).order_by(mapper_of(kind).row.created_seq)).all()
    heads = [heading(shape, row[0]) for row in rows]
    texts = find_texts(connection, (item for head in heads for item in document_references(head)))
    return tuple(decode(shape, head, texts) for head in heads)


def first_id(connection: Connection, kind: type[T]) -> str | None:
    """Return the id of the oldest value, whose document is not read."""
    row = mapper_of(kind).row
    return connection.execute(select(row.id).order_by(row.created_seq).limit(1)).scalar_one_or_none()


def selected(connection: Connection, kind: type[T], columns: Iterable[tuple[str, str]]) -> tuple[T, ...]:
    """Return the values whose projection columns hold the given contents, oldest first."""
    mapper = mapper_of(kind)
    statement = _documents(mapper).order_by(mapper.row.created_seq)
    for name, content in columns:
        statement = statement.where(mapper.row.__table__.c[name] == str(content))
    return _values(connection, kind, statement)


def among(connection: Connection, kind: type[T], column: str, contents: Iterable[str]) -> tuple[T, ...]:
    """Return the values whose projection column holds one of the contents, oldest first."""
    mapper = mapper_of(kind)
    held = mapper.row.__table__.c[column].in_(listed(contents))
    return _values(connection, kind, _documents(mapper).where(held).order_by(mapper.row.created_seq))


def listed(contents: Iterable[str]) -> "Select[tuple[str]]":
    """Return contents as a query of one parameter, however many they are."""
    return select(func.json_each(json.dumps(sorted(contents))).table_valued("value").c.value)


def count(connection: Connection, kind: type[T], columns: Mapping[str, str | tuple[str, ...]]) -> int:
    """Return how many values hold the given contents, or one of them, in their projection columns."""
    row = mapper_of(kind).row
    statement = _holding(select(func.count()).select_from(row), row, columns)
    return connection.execute(statement).scalar_one()


def contents(
    connection: Connection,
    kind: type[T],
    column: str,
    columns: Mapping[str, str | tuple[str, ...]],
    span: tuple[str, int],
) -> tuple[str, ...]:
    """Return what a projection column holds behind a content, each once and in order, up to a number."""
    row = mapper_of(kind).row
    asked, (after, limit) = row.__table__.c[column], span
    statement = _holding(select(asked).distinct(), row, columns).where(asked > after)
    return tuple(connection.execute(statement.order_by(asked).limit(limit)).scalars())


def _holding(
    statement: "Select[V]", row: type[DocumentRow], columns: Mapping[str, str | tuple[str, ...]]
) -> "Select[V]":
    for name, content in columns.items():
        one = (content,) if isinstance(content, str) else content
        statement = statement.where(row.__table__.c[name].in_([str(item) for item in one]))
    return statement


def newest_id(connection: Connection, kind: type[T]) -> str | None:
    """Return the id of the value whose last event is the latest of its kind; its document is not read."""
    return connection.execute(_newest_id(mapper_of(kind).row)).scalar_one_or_none()


@cache
def _newest_id(row: type[DocumentRow]) -> "Select[str]":
    return select(row.id).order_by(row.rev_seq.desc()).limit(1)


def newest(connection: Connection, kind: type[T]) -> T | None:
    """Return the value whose last event is the latest of its kind."""
    mapper = mapper_of(kind)
    statement = _documents(mapper).order_by(mapper.row.rev_seq.desc()).limit(1)
    values = _values(connection, kind, statement)
    return values[0] if values else None


def _documents(mapper: Mapper[T]) -> "Select[bytes]":
    return select(mapper.row.document)


def _values(connection: Connection, kind: type[T], statement: "Select[bytes]") -> tuple[T, ...]:
    with _nothing_thrown_away():
        rows: Sequence[Row[bytes]] = connection.execute(statement).all()
        documents = [row[0] for row in rows]
        wanted = (item for document in documents for item in document_references(document))
        texts = find_texts(connection, wanted)
        return tuple(decode(kind, document, texts) for document in documents)


@contextmanager
def _nothing_thrown_away() -> Iterator[None]:
    """Let nobody look for garbage while only new values are made: with many of them that is half the time.

    Very many of them are not looked through afterwards either, which would stop every thread for a second;
    they go when nobody holds them any more. The window looks through everything when nobody is there.
    """
    wanted = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if gc.get_count()[0] > _MANY:
            gc.freeze()
        if wanted:
            gc.enable()
