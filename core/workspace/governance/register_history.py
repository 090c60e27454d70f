"""Who changed a field of the register when, from what to what, and why?"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import cast

from core.audit import AuditEvent, ObjectKind
from core.governance.register import (
    NOT_APPLICABLE,
    FieldSpec,
    Piece,
    Place,
    shown,
)
from core.governance.register.edits import FieldChange
from core.ids import Digest, ModelId
from core.messages import message
from core.store import Store
from core.store.events import EventFilter
from core.texts import Text

_ATTRIBUTE = {Place.WORDS: "words", Place.DUTY: "duties", Place.DEPENDENCIES: "dependencies"}
_PAGE = 500
Fields = Mapping[str, object]
_Raw = tuple[str, Text | None]
_NOTHING: _Raw = ("", None)


def history(
    store: Store, model: ModelId, field: FieldSpec, names: Mapping[str, str]
) -> tuple[FieldChange, ...]:
    """Return every change of a field since the registration, newest first."""
    found: list[FieldChange] = []
    for event in _events(store, model):
        if event.before is None or event.after is None:
            continue
        old, new = (_raw(store, field, state.fields) for state in (event.before, event.after))
        if _touches(field, event) and old != new:
            found.append(
                FieldChange(
                    seq=event.seq,
                    when=datetime.fromisoformat(event.ts),
                    who=event.actor,
                    old=_pieces(field, old, names),
                    new=_pieces(field, new, names),
                    reason=None if event.reason is None else store.text(Digest(event.reason)),
                )
            )
    return tuple(found)


def _events(store: Store, model: ModelId) -> Iterator[AuditEvent]:
    """Yield the events about a model, newest first."""
    before: int | None = None
    while True:
        wanted = EventFilter(object_kind=ObjectKind.MODEL, object_id=model, before=before, limit=_PAGE)
        page = store.events(wanted)
        yield from (event for event, _ in page)
        if len(page) < _PAGE:
            return
        before = page[-1][0].seq


def _touches(field: FieldSpec, event: AuditEvent) -> bool:
    states = (state for state in (event.before, event.after) if state is not None)
    changed = {name for state in states for name in state.fields}
    own = field.key if field.place is Place.ATTRIBUTE else _ATTRIBUTE.get(field.place, "facts")
    return own in changed or (field.may_not_apply and "facts" in changed)


def _raw(store: Store, field: FieldSpec, fields: Fields) -> _Raw:
    """Return a field as it stood in the old or new values of an event."""
    facts = _mapping(fields.get("facts"))
    if facts.get(field.key) == NOT_APPLICABLE:
        return NOT_APPLICABLE, None
    match field.place:
        case Place.ATTRIBUTE:
            return _content(store, fields.get(field.key))
        case Place.WORDS:
            return _content(store, _mapping(fields.get("words")).get(field.key))
        case Place.FACTS:
            return _content(store, facts.get(field.key))
        case Place.DUTY:
            held = (item for item in _items(fields.get("duties")) if item.get("duty") == field.duty)
            return str(next(held, {}).get("person", "")), None
        case Place.DEPENDENCIES:
            lines = (f"{item.get('kind')}: {item.get('name')}" for item in _items(fields.get("dependencies")))
            return "\n".join(lines), None
    return _NOTHING


def _content(store: Store, value: object) -> _Raw:
    digest = _mapping(value).get("text")
    if isinstance(digest, str):
        text = store.text(Digest(digest))
        return ("" if text is None else text.body, text)
    return ("" if value is None else str(value), None)


def _mapping(value: object) -> Fields:
    return cast("Fields", value) if isinstance(value, dict) else {}


def _items(value: object) -> list[Fields]:
    return [_mapping(item) for item in value] if isinstance(value, list) else []


def _pieces(field: FieldSpec, raw: _Raw, names: Mapping[str, str]) -> tuple[Piece, ...]:
    written, text = raw
    if written == NOT_APPLICABLE:
        return (message("does not apply"),)
    return shown(field, written, text, names) if written else ()
