"""How do records get into the full-text index, and which of them hold the words that were typed?

The index is a cache (ADR 16) of texts that can be erased: erasing one rewrites the index, so that the words
are nowhere in the file.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from itertools import islice

from sqlalchemy import Connection, Row, delete, func, insert, select, text

from core.audit import ObjectKind
from core.findings import Finding
from core.ids import ModelId, PersonId, VersionId, model_of
from core.inventory import Model, ModelVersion
from core.people import Person
from core.results import CheckRun
from core.store import reading
from core.store.aggregates import Aggregate
from core.store.mapping import Mapper, mapper_of, mappers
from core.store.rows import EntryRow
from core.store.wording import matching, plain
from core.texts import Text

LEFT_OUT = frozenset(
    {
        ObjectKind.WORKSPACE,
        ObjectKind.PERSON,
        ObjectKind.POLICY,
        ObjectKind.EXTERNAL,
        ObjectKind.SCALE,
        ObjectKind.CERTIFICATE,
    }
)
"""Kinds nobody looks for by their words."""
_CHUNK = 500
"""Records that are written together."""
Key = tuple[ObjectKind, str]
"""Kind and id of a record."""
_LARGE = frozenset({"results", "examination", "binding", "ratings", "columns"})
"""Fields whose insides hold figures or are found elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One record in the index."""

    kind: ObjectKind
    object: str
    model: ModelId | None
    version: VersionId | None
    title: str
    body: str
    people: str = ""
    """Names of those who answer for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One record that holds the words."""

    kind: ObjectKind
    id: str
    model: ModelId | None
    version: VersionId | None
    title: str


def entry_of(value: Aggregate, names: Mapping[PersonId, str]) -> Entry | None:
    """Return what the index holds of a value; None for kinds that are left out."""
    mapper = mapper_of(type(value))
    if mapper.kind in LEFT_OUT:
        return None
    identity = mapper.key(value)
    version, model = subject(mapper, value)
    title = _title(value, identity)
    said = dict.fromkeys((*_codes(value, identity), *_texts(value)))
    return Entry(
        kind=mapper.kind,
        object=identity,
        model=model,
        version=version,
        title=title,
        body=_with_sharp("\n".join(filter(None, said))),
        people=_people(value, names),
    )


def subject(mapper: Mapper[Aggregate], value: Aggregate) -> tuple[VersionId | None, ModelId | None]:
    """Return the version and the model a value is about."""
    if isinstance(value, Model):
        return None, value.id
    if isinstance(value, ModelVersion):
        return value.id, value.model
    columns = mapper.columns(value)
    version, model = columns.get("version"), columns.get("model")
    if model is None and version is not None:
        model = model_of(VersionId(version))
    return (
        None if version is None else VersionId(version),
        None if model is None else ModelId(model),
    )


def _title(value: Aggregate, identity: str) -> str:
    if isinstance(value, ModelVersion):
        return value.label
    for name in ("name", "title"):
        said = getattr(value, name, None)
        if isinstance(said, Text) and said.body:
            return said.body
    if isinstance(value, Finding) and value.check is not None:
        return " ".join(filter(None, (value.check, value.subject)))
    return identity


def _codes(value: Aggregate, identity: str) -> Iterator[str]:
    """Yield ids and plain words by which a record is known; a version's id is its model's, found there."""
    if not isinstance(value, ModelVersion):
        yield identity
    match value:
        case Model():
            yield from (value.foreign_id or "", *_in_order(value.facts))
            yield from (item.name for item in value.dependencies)
        case ModelVersion():
            yield from (*_in_order(value.training), *(item.estimator for item in value.artifacts))
        case CheckRun():
            yield from (value.dataset, *(result.check for result in value.results))
        case Finding():
            yield from (value.check or "", value.subject or "")


def _in_order(said: Mapping[str, str]) -> Iterator[str]:
    """Yield what is said in the order in which a stored record is read again, whoever entered it how."""
    return (item for _, item in sorted(said.items()))


def _texts(value: object) -> Iterator[str]:
    match value:
        case Text():
            yield from () if value.erased else (value.body, value.translation or "")
        case tuple():
            for item in value:
                yield from _texts(item)
        case Mapping():
            for _, item in sorted(value.items()):
                yield from _texts(item)
        case _ if is_dataclass(value):
            for field in fields(value):
                if field.name not in _LARGE:
                    yield from _texts(getattr(value, field.name))


def _people(value: Aggregate, names: Mapping[PersonId, str]) -> str:
    if not isinstance(value, Model):
        return ""
    answering = dict.fromkeys((value.owner, *(duty.person for duty in value.duties)))
    return _with_sharp("\n".join(names.get(person, "") for person in answering).strip())


def _with_sharp(said: str) -> str:
    """Add the words in which the index would take "ß" for another letter than "ss"."""
    more = [plain(word) for word in said.split() if "ß" in word]
    return " ".join((said, *more))


def names_of(connection: Connection) -> dict[PersonId, str]:
    """Return what all persons are called."""
    return {person.id: person.name.name() for person in reading.everything(connection, Person)}


def entries_of(connection: Connection) -> Iterator[Entry]:
    """Yield what the index should hold of every record."""
    names = names_of(connection)
    for mapper in mappers():
        if mapper.kind not in LEFT_OUT:
            for value in reading.everything(connection, mapper.value):
                found = entry_of(value, names)
                if found is not None:
                    yield found


def refill(connection: Connection, target: Connection) -> None:
    """Write the whole index anew."""
    target.execute(text("DELETE FROM search_text"))
    target.execute(delete(EntryRow))
    numbered = list(enumerate(entries_of(connection), start=1))
    if numbered:
        target.execute(insert(EntryRow), [{"number": number, **_keys(entry)} for number, entry in numbered])
        target.execute(_ADD, [{"number": number, **_words(entry)} for number, entry in numbered])
    optimize(target)


def renew(connection: Connection, entries: Iterable[Entry]) -> None:
    """Write some records into the index again."""
    left = iter(entries)
    while part := tuple(islice(left, _CHUNK)):
        _renew(connection, {(entry.kind, entry.object): entry for entry in part})


def _renew(connection: Connection, entries: Mapping[Key, Entry]) -> None:
    known = _numbers(connection, entries)
    last = connection.execute(select(func.max(EntryRow.number))).scalar_one_or_none() or 0
    fresh = [entry for key, entry in entries.items() if key not in known]
    numbered = [*((number, entries[key]) for key, number in known.items()), *enumerate(fresh, last + 1)]
    if known:
        again = [{"number": number} for number in known.values()]
        connection.execute(_DROP, again)
        connection.execute(_FORGET, again)
    connection.execute(insert(EntryRow), [{"number": number, **_keys(entry)} for number, entry in numbered])
    connection.execute(_ADD, [{"number": number, **_words(entry)} for number, entry in numbered])


def _numbers(
    connection: Connection, keys: Iterable[tuple[ObjectKind, str]]
) -> dict[tuple[ObjectKind, str], int]:
    """Return the numbers of the entries that are in the index."""
    wanted = set(keys)
    rows = connection.execute(
        select(EntryRow.kind, EntryRow.object, EntryRow.number).where(
            EntryRow.kind.in_(sorted({kind.value for kind, _ in wanted})),
            EntryRow.object.in_(reading.listed({name for _, name in wanted})),
        )
    )
    found = {(ObjectKind(row.kind), str(row.object)): int(row.number) for row in rows}
    return {key: number for key, number in found.items() if key in wanted}


def optimize(connection: Connection) -> None:
    """Merge the index into one piece, in which nothing is left of what was taken out."""
    connection.execute(text("INSERT INTO search_text (search_text) VALUES ('optimize')"))


TABLE = (
    "CREATE VIRTUAL TABLE search_text USING fts5 "
    "(title, body, people, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3')"
)
"""As the migration makes it."""
_ADD = text("INSERT INTO search_text (rowid, title, body, people) VALUES (:number, :title, :body, :people)")
_DROP = text("DELETE FROM search_text WHERE rowid = :number")
_FORGET = text("DELETE FROM search_entry WHERE number = :number")
_TITLES = text(
    "SELECT e.kind, e.object, e.model, e.version, t.title FROM search_text t "
    "JOIN search_entry e ON e.number = t.rowid WHERE search_text MATCH :query LIMIT :limit"
)
_KEPT = text(
    "SELECT e.kind, e.object, e.model, e.version, t.title, t.body, t.people FROM search_entry e "
    "LEFT JOIN search_text t ON e.number = t.rowid ORDER BY e.number"
)


def _keys(entry: Entry) -> dict[str, str | None]:
    return {
        "kind": entry.kind.value,
        "object": entry.object,
        "model": entry.model,
        "version": entry.version,
    }


def _words(entry: Entry) -> dict[str, str]:
    return {"title": entry.title, "body": entry.body, "people": entry.people}


def found(connection: Connection, typed: str, limit: int) -> tuple[Found, ...]:
    """Return records that hold every word, those with the words in their title first."""
    query = matching(typed)
    if query is None:
        return ()
    titled = connection.execute(_TITLES, {"query": f"title : ({query})", "limit": limit}).all()
    anywhere = connection.execute(_TITLES, {"query": query, "limit": 2 * limit}).all()
    hits = {(row.kind, row.object): _found(row) for row in (*titled, *anywhere)}
    return tuple(hits.values())[:limit]


def kept(connection: Connection) -> Iterator[Entry]:
    """Yield what the index holds now."""
    for row in connection.execute(_KEPT):
        yield Entry(
            kind=ObjectKind(row.kind),
            object=row.object,
            model=row.model,
            version=row.version,
            title=row.title or "",
            body=row.body or "",
            people=row.people or "",
        )


def _found(row: "Row[tuple[str, str, str | None, str | None, str]]") -> Found:
    return Found(
        kind=ObjectKind(row.kind),
        id=row.object,
        model=None if row.model is None else ModelId(row.model),
        version=None if row.version is None else VersionId(row.version),
        title=row.title,
    )
