"""Are the caches of lists and words filled up to the last event, and do they say what the records say?

Lines of models (`model_summary`) and the full-text index (`search_text`) are calculated from the records in
the transaction that writes those (ADR 16). They stand outside the trail; whoever edits them is found by
comparing them with the records.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, Engine, create_engine, func, insert, select, text, update
from sqlalchemy.pool import StaticPool

from core.audit import ObjectKind
from core.ids import ModelId, PersonId
from core.inventory import Model
from core.people import Person
from core.store import reading, search, summary
from core.store.aggregates import Aggregate
from core.store.mapping import mapper_of, mappers
from core.store.rows import Base, EventRow, SummaryRow, WatermarkRow

FORM = 2
"""Raised whenever lines or entries are calculated otherwise: then everything is filled anew."""
_NAME = "lists"
_FILLED = text(
    "SELECT form = :form AND seq = coalesce((SELECT max(seq) FROM event), 0) "
    "FROM watermark WHERE name = :name"
)
TABLES = ("model_summary", "search_entry", "watermark")


def is_filled(connection: Connection) -> bool:
    """Tell whether the caches go up to the last event, by the present rules."""
    return bool(connection.execute(_FILLED, {"name": _NAME, "form": FORM}).scalar_one_or_none())


def rebuild(connection: Connection, target: Connection | None = None) -> None:
    """Fill the caches anew from the records; `target` may be another database."""
    into = connection if target is None else target
    summary.refill(connection, into)
    search.refill(connection, into)
    _mark(into, _last(connection))


def in_memory(connection: Connection) -> Engine:
    """Return a database in memory that holds nothing but the caches, filled from the records."""
    beside = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    with beside.begin() as target:
        Base.metadata.create_all(target, tables=[Base.metadata.tables[name] for name in TABLES])
        target.execute(text(search.TABLE))
        rebuild(connection, target)
    return beside


class Touched:
    """What a transaction wrote, until the caches follow it."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._values: dict[tuple[ObjectKind, str], Aggregate] = {}
        self._erased = False

    def put(self, value: Aggregate) -> None:
        """Note a value that was written."""
        mapper = mapper_of(type(value))
        self._values[mapper.kind, mapper.key(value)] = value

    def erased(self, value: Aggregate) -> None:
        """Note a value of which a text was erased."""
        self.put(value)
        self._erased = True

    def settle(self, connection: Connection, seq: int) -> None:
        """Let the caches follow, up to the event with this number."""
        if not self._values:
            return
        if not self._was_filled(connection):
            return
        if any(kind is ObjectKind.POLICY for kind, _ in self._values):
            summary.refill(connection, connection)
        else:
            summary.renew(connection, self._models())
        names = search.names_of(connection)
        affected = [*self._values.values(), *self._follow_persons(connection)]
        entries = (search.entry_of(value, names) for value in affected)
        search.renew(connection, (entry for entry in entries if entry is not None))
        if self._erased:
            search.optimize(connection)
        _mark(connection, seq)

    def _was_filled(self, connection: Connection) -> bool:
        """Leave caches alone that lag behind: they are filled anew when the workspace is opened."""
        seq = connection.execute(
            select(WatermarkRow.seq).where(WatermarkRow.name == _NAME, WatermarkRow.form == FORM)
        ).scalar_one_or_none()
        first = any(kind is ObjectKind.WORKSPACE for kind, _ in self._values)
        return first or seq is not None

    def _models(self) -> dict[ModelId, None]:
        found: dict[ModelId, None] = {}
        for value in self._values.values():
            _, model = search.subject(mapper_of(type(value)), value)
            if model is not None:
                found[model] = None
        return found

    def _follow_persons(self, connection: Connection) -> Iterator[Model]:
        """Yield the models whose entry names somebody who is called otherwise now."""
        for value in tuple(self._values.values()):
            if isinstance(value, Person):
                summary.rename_owner(connection, value.id, value.name.name())
                yield from _named_in(connection, value.id)


def _named_in(connection: Connection, person: PersonId) -> Iterator[Model]:
    row = mapper_of(Model).row
    holding = select(row.id).where(func.instr(row.document, person.encode()) > 0)
    for identity in connection.execute(holding).scalars().all():
        found = reading.get(connection, Model, identity)
        if found is not None:
            yield found


def differing(connection: Connection) -> Iterator[str]:
    """Yield the names of cached lines and entries that do not say what the records say.

    Caches of other rules are compared with nothing: nobody reads them until they are filled anew.
    """
    if not _of_this_form(connection):
        return
    wanted = {str(row["id"]): row for row in summary.rows_of(connection)}
    for kept in connection.execute(select(SummaryRow.__table__)).mappings():
        identity = str(kept["id"])
        if wanted.pop(identity, None) != dict(kept):
            yield f"list {identity}"
    yield from (f"list {identity}" for identity in wanted)
    entries = {(entry.kind, entry.object): entry for entry in search.entries_of(connection)}
    for entry in search.kept(connection):
        if entries.pop((entry.kind, entry.object), None) != entry:
            yield f"search {entry.kind} {entry.object}"
    yield from (f"search {kind} {identity}" for kind, identity in entries)


def known_kinds() -> frozenset[ObjectKind]:
    """Return the kinds that have entries in the index."""
    return frozenset(mapper.kind for mapper in mappers()) - search.LEFT_OUT


def _of_this_form(connection: Connection) -> bool:
    asked = select(WatermarkRow.form).where(WatermarkRow.name == _NAME)
    return connection.execute(asked).scalar_one_or_none() in {None, FORM}


def _last(connection: Connection) -> int:
    return connection.execute(select(func.max(EventRow.seq))).scalar_one_or_none() or 0


def _mark(connection: Connection, seq: int) -> None:
    done = connection.execute(
        update(WatermarkRow).where(WatermarkRow.name == _NAME).values(seq=seq, form=FORM)
    )
    if done.rowcount == 0:
        connection.execute(insert(WatermarkRow), {"name": _NAME, "seq": seq, "form": FORM})
