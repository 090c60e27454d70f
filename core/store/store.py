"""How are the records of a workspace read and written, from any thread?"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from core.audit import AuditEvent, Checkpoint, Merkle, ObjectKind
from core.canonical import sha256, timestamp
from core.errors import NotAllowedError, UserError
from core.ids import Digest
from core.messages import message
from core.store import derived, engine, events, reading, schema
from core.store.actor import check_actor
from core.store.aggregates import T, WorkspaceRecord
from core.store.codec import S
from core.store.engine import DiskFullError, damaged, plain_words
from core.store.events import EventFilter, Link, Signer
from core.store.mapping import mapper_of
from core.store.reserve import Reserve
from core.store.snapshot import Snapshot
from core.store.texts import find_texts
from core.store.transaction import Scene, Transaction
from core.texts import Text


class Store:
    """The database of one workspace; every call takes its own connection from a pool."""

    def __init__(self, database: Path, clock: Callable[[], datetime], *, read_only: bool = False) -> None:
        """Open the database, whose schema must be the present one."""
        self.database = database
        self.clock = clock
        self.read_only = read_only
        immutable = read_only and engine.needs_immutable(database)
        self._address = engine.address(database, immutable=immutable)
        self._reader = engine.reader(database, immutable=immutable)
        self._writer = None if read_only else engine.writer(database)
        self._reserve = Reserve(database.with_name("reserve.bin"))
        self._id: str | None = None
        self._beside: Engine | None = None
        if self._writer is not None:
            with plain_words(), self._writer.connect():
                self._reserve.keep()

    @property
    def id(self) -> str:
        """Return the random id of the workspace."""
        if self._id is None:
            with self._reading() as connection:
                found = reading.first_id(connection, WorkspaceRecord)
                begun = found is not None or events.count(connection) > 0
            if found is None and begun:
                raise damaged()
            if found is None:
                raise UserError(
                    message(
                        "Creating this workspace was interrupted, so there is nothing in it. "
                        "Delete the folder and create the workspace again."
                    )
                )
            self._id = found
        return self._id

    def today(self) -> date:
        """Return the day by the clock of the workspace."""
        return self.clock().date()

    @contextmanager
    def transaction(self, session: Signer, reason: Text | None = None) -> Iterator[Transaction]:
        """Begin one step; it is recorded at the end, or not at all when an error passes through.

        Raises `NotAllowedError` in a workspace opened for reading, `ConflictError` when another writer
        does not finish in time, `UserError` when the disk is full or may not be written.
        """
        scene = Scene(db=self.id, signer=session, clock=self.clock, reason=reason)
        with self._writing(scene) as transaction:
            transaction.check_actor()
            yield transaction

    def check_actor(self, session: Signer) -> None:
        """Refuse who may not act here, where what is done leaves no event; see `core.store.actor`."""
        with self._reading() as connection:
            check_actor(connection, session)

    @contextmanager
    def founding(self, session: Signer, record: WorkspaceRecord) -> Iterator[Transaction]:
        """Begin the very first step, in which the acting person is added."""
        scene = Scene(db=record.id, signer=session, clock=self.clock, reason=None)
        with self._writing(scene) as transaction:
            yield transaction

    def get(self, kind: type[T], identity: str) -> T | None:
        """Return one value, or None."""
        with self._reading() as connection:
            return reading.get(connection, kind, identity)

    def last_event(self, kind: type[T], identity: str) -> tuple[bytes, Link] | None:
        """Return a value's stored bytes and the last event about it, both exactly as stored."""
        with self._reading() as connection:
            stored = reading.document(connection, kind, identity)
            link = events.newest(connection, mapper_of(kind).kind, identity)
            return None if stored is None or link is None else (stored, link)

    def all(self, kind: type[T]) -> tuple[T, ...]:
        """Return every value, oldest first."""
        with self._reading() as connection:
            return reading.everything(connection, kind)

    def newest_heads(self, kind: type[T], shape: type[S], *, per: tuple[str, ...]) -> tuple[S, ...]:
        """Return the newest value per content of projection columns, oldest first: for lists of large values.

        Only the fields of the smaller shape are read; it holds no texts.
        """
        with self._reading() as connection:
            return reading.newest_heads(connection, kind, shape, per)

    def heads(self, kind: type[T], shape: type[S], **columns: str | tuple[str, ...]) -> tuple[S, ...]:
        """Return the values that hold the contents, or one of them, in a smaller shape, oldest first.

        It holds no texts: for lists of which little is shown, or that are only counted.
        """
        with self._reading() as connection:
            return reading.heads(connection, kind, shape, columns)

    def headings(self, kind: type[T], shape: type[S]) -> tuple[S, ...]:
        """Return every value in a smaller shape with its texts, oldest first: for lists of large values."""
        with self._reading() as connection:
            return reading.headings(connection, kind, shape)

    def select(self, kind: type[T], **columns: str) -> tuple[T, ...]:
        """Return the values whose projection columns hold the given contents, oldest first."""
        with self._reading() as connection:
            return reading.selected(connection, kind, columns.items())

    def digests(self, kind: type[T]) -> Mapping[str, Digest]:
        """Return the SHA-256 of the stored bytes of every value, by id."""
        with self._reading() as connection:
            return {name: sha256(stored) for name, stored in reading.documents(connection, kind)}

    def newest_id(self, kind: type[T]) -> str | None:
        """Return the id of the value whose last event is the latest of its kind."""
        with self._reading() as connection:
            return reading.newest_id(connection, kind)

    def count(self, kind: type[T], **columns: str | tuple[str, ...]) -> int:
        """Return how many values hold the given contents, or one of them, in their projection columns."""
        with self._reading() as connection:
            return reading.count(connection, kind, columns)

    def contents(
        self, kind: type[T], column: str, *, after: str, limit: int, **columns: str | tuple[str, ...]
    ) -> tuple[str, ...]:
        """Return what a projection column holds behind a content, each once and in order.

        Only of values that hold the other contents, or one of them, in their projection columns.
        """
        with self._reading() as connection:
            return reading.contents(connection, kind, column, columns, (after, limit))

    def newest(self, kind: type[T]) -> T | None:
        """Return the value whose last event is the latest of its kind."""
        with self._reading() as connection:
            return reading.newest(connection, kind)

    def events(self, wanted: EventFilter) -> tuple[tuple[AuditEvent, Digest], ...]:
        """Return events with their hashes, newest first."""
        with self._reading() as connection:
            return events.listed(connection, wanted)

    def first_events(self, kind: ObjectKind, identity: str | None = None) -> Mapping[str, int]:
        """Return the number of the first event about each object of a kind, or about one of them."""
        with self._reading() as connection:
            return events.first_numbers(connection, kind, identity)

    def event_count(self) -> int:
        """Return the number of events."""
        with self._reading() as connection:
            return events.count(connection)

    def text(self, salted: Digest) -> Text | None:
        """Return the text behind a salted digest; None if it was erased or is unknown."""
        with self._reading() as connection:
            text = find_texts(connection, (salted,)).get(salted)
        return None if text is None or text.erased else text

    def texts(self, salted: Iterable[Digest]) -> Mapping[Digest, Text]:
        """Return the texts behind salted digests that were not erased; unknown digests are left out."""
        with self._reading() as connection:
            found = find_texts(connection, salted)
        return {digest: text for digest, text in found.items() if not text.erased}

    def checkpoint(self) -> Checkpoint | None:
        """Return size, head and Merkle root as they are now; None when there is no event."""
        with self._reading() as connection:
            merkle = Merkle()
            head = b""
            for head in events.hashes(connection):
                merkle.append(head)
        if merkle.size == 0:
            return None
        return Checkpoint(
            db=self.id,
            size=merkle.size,
            head=Digest(head.hex()),
            root=Digest(merkle.root().hex()),
            ts=timestamp(self.clock()),
        )

    @contextmanager
    def lists(self) -> Iterator[Connection]:
        """Hold the caches of lists and words, filled up to the last event.

        In a workspace opened for reading that nobody filled them in, they are filled in memory.
        """
        with self._reading() as connection:
            if self._beside is None and not derived.is_filled(connection):
                self._beside = derived.in_memory(connection)
            if self._beside is None:
                yield connection
                return
        with self._beside.connect() as beside:
            yield beside

    def fill_lists(self) -> None:
        """Fill the caches of lists and words anew where they do not go up to the last event."""
        with self._reading() as connection:
            filled = derived.is_filled(connection)
        if not filled and self._writer is not None:
            with plain_words(), self._writer.begin() as connection:
                derived.rebuild(connection)

    def check_pages(self) -> None:
        """Check every page of a file too large for that when it is opened; `IntegrityError` if bad."""
        if self.database.stat().st_size > schema.AT_ONCE:
            schema.check_pages(self.database, immutable="immutable" in self._address)

    def forget(self) -> None:
        """Empty the log of the database, in which erased texts would stay for a while."""
        if self._writer is not None:
            with plain_words(), closing(self._writer.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Hold the state of this moment for verification while others go on writing."""
        with self._reading() as connection:
            yield Snapshot(connection, self._address)

    def close(self) -> None:
        """Close all connections."""
        self._reader.dispose()
        if self._beside is not None:
            self._beside.dispose()
        if self._writer is not None:
            self._writer.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with plain_words(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def _writing(self, scene: Scene) -> Iterator[Transaction]:
        if self._writer is None:
            raise NotAllowedError(
                message(
                    "The workspace is open for reading only, so nothing was changed. "
                    "Close it and open it for writing."
                )
            )
        try:
            with plain_words(), self._writer.begin() as connection:
                transaction = Transaction(connection, scene)
                yield transaction
                transaction.settle()
        except DiskFullError:
            self._reserve.release()
            raise
