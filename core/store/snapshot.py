"""What does a verification look at, all of one moment?"""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Connection, select

from core.audit import AuditEvent, ObjectKind
from core.canonical import sha256
from core.errors import IntegrityError
from core.ids import Digest, ModelId
from core.store import derived, events, reading, summary
from core.store.aggregates import Aggregate, T
from core.store.codec import decode, document_references, salted_digest
from core.store.mapping import Mapper, mappers
from core.store.rows import CounterRow, TextRow
from core.store.summary import Summed
from core.texts import Language, Text

_CHUNK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObject:
    """One row of an aggregate's table, for verification."""

    name: tuple[str, str]
    """Object kind and id."""
    digest: Digest
    created_seq: int
    rev_seq: int
    value: Aggregate | None
    """Its texts are left out."""
    readable: bool
    """Whether the document describes such a value."""
    columns_agree: bool
    """Whether id and projection columns equal the document."""
    files: tuple[Digest, ...]
    texts: tuple[Digest, ...]
    """Salted digests in the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredText:
    """One row of the table of texts, for verification."""

    digest: Digest
    erased: bool
    agrees: bool
    """Whether salt and text still give the digest; an erased text must be empty."""


class Snapshot:
    """The whole database at one moment."""

    def __init__(self, connection: Connection, address: str) -> None:
        """Read inside the transaction of the connection; others can open the database at the address."""
        self._connection = connection
        self.address = address

    @property
    def connection(self) -> sqlite3.Connection:
        """Return the plain connection, inside of the same transaction, for reading many rows."""
        return cast("sqlite3.Connection", self._connection.connection.driver_connection)

    def event_span(self) -> tuple[int, int]:
        """Return the smallest and the largest number of an event; 1 and 0 when there is none."""
        return events.span(self._connection)

    def hashes(self) -> Iterator[bytes]:
        """Yield the event hashes, oldest first."""
        return events.hashes(self._connection)

    def first_id(self, kind: type[T]) -> str:
        """Return the id of the oldest value of a kind; empty if there is none."""
        return reading.first_id(self._connection, kind) or ""

    def event_count(self) -> int:
        """Return the number of events."""
        return events.count(self._connection)

    def counters(self) -> dict[str, int]:
        """Return the last number given for each prefix of an id."""
        rows = self._connection.execute(select(CounterRow.prefix, CounterRow.last))
        return {row.prefix: row.last for row in rows}

    def person_events(self) -> Iterator[AuditEvent]:
        """Yield the readable events about persons, oldest first."""
        return events.about(self._connection, ObjectKind.PERSON)

    def get(self, kind: type[T], identity: str) -> T | None:
        """Return one value with its texts, or None."""
        return reading.get(self._connection, kind, identity)

    def summed(self) -> Iterator[Summed]:
        """Yield the line of every model, calculated from the records, by id."""
        return summary.summed(self._connection)

    def summed_of(self, model: ModelId) -> Summed | None:
        """Return the line of one model, calculated from the records; None if there is no such model."""
        return summary.summed_of(self._connection, model)

    def differing_lists(self) -> Iterator[str]:
        """Yield the names of cached lines and entries that do not say what the records say."""
        return derived.differing(self._connection)

    def objects(self, *kinds: type[Aggregate]) -> Iterator[StoredObject]:
        """Yield every stored object of some kinds, or of every kind."""
        for mapper in mappers():
            if kinds and mapper.value not in kinds:
                continue
            statement = select(mapper.row.__table__).order_by(mapper.row.created_seq)
            result = self._connection.execution_options(yield_per=_CHUNK).execute(statement)
            for row in result.mappings():
                yield _stored(mapper, cast("Mapping[str, object]", row))

    def texts(self) -> Iterator[StoredText]:
        """Yield every text."""
        result = self._connection.execution_options(yield_per=_CHUNK).execute(select(TextRow.__table__))
        for row in result:
            yield StoredText(
                digest=Digest(row.digest),
                erased=bool(row.erased),
                agrees=_agrees(row.digest, row.salt, (row.body, row.language, row.translation), row.erased),
            )


def _stored(mapper: Mapper[Aggregate], row: Mapping[str, object]) -> StoredObject:
    document = cast("bytes", row["document"])
    texts: tuple[Digest, ...] = ()
    value: Aggregate | None
    try:
        texts = document_references(document)
        value = decode(mapper.value, document, {})
    except (IntegrityError, ValueError):
        value = None
    return StoredObject(
        name=(mapper.kind.value, str(row["id"])),
        digest=sha256(document),
        created_seq=cast("int", row["created_seq"]),
        rev_seq=cast("int", row["rev_seq"]),
        value=value,
        readable=value is not None,
        columns_agree=value is not None and _columns_agree(mapper, value, row),
        files=() if value is None else mapper.files(value),
        texts=texts,
    )


def _columns_agree(mapper: Mapper[Aggregate], value: Aggregate, row: Mapping[str, object]) -> bool:
    expected = {**mapper.columns(value), "id": mapper.key(value)}
    return all(row[name] == content for name, content in expected.items())


def _agrees(digest: str, salt: bytes, said: tuple[str, str, str | None], erased: int) -> bool:
    body, language, translation = said
    if erased:
        return (body, translation, salt) == ("", None, b"")
    if language not in set(Language):
        return False
    return salted_digest(salt, Text(body, Language(language), translation)) == digest
