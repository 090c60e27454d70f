"""Whose ledger key was valid when?"""

from collections.abc import Iterable
from dataclasses import dataclass

from core.audit import AuditEvent
from core.ids import PersonId
from core.people import Person
from core.trail.segment import KeySpan


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A key that is valid for events after one number."""

    after: int
    key: str
    active: bool


class Keyring:
    """The ledger keys of all persons over time, told by the persons' events."""

    def __init__(self, persons: Iterable[Person], events: Iterable[AuditEvent]) -> None:
        """Take the persons as they are now and the events about persons, oldest first."""
        self._spans: dict[PersonId, list[Span]] = {}
        history: dict[str, list[AuditEvent]] = {}
        for event in events:
            history.setdefault(event.object.id, []).append(event)
        for person in persons:
            self._spans[person.id] = _spans(person, history.get(person.id, []))

    def key(self, person: PersonId, seq: int) -> str | None:
        """Return the key a person had to use for an event; None if the person could not act then."""
        for span in reversed(self._spans.get(person, [])):
            if span.after < seq:
                return span.key if span.active else None
        return None

    def spans(self) -> dict[str, tuple[KeySpan, ...]]:
        """Return the keys of all persons over time, for those who check a segment of the trail."""
        return {
            person: tuple(KeySpan(after=span.after, key=span.key if span.active else None) for span in spans)
            for person, spans in self._spans.items()
        }


def _spans(person: Person, events: list[AuditEvent]) -> list[Span]:
    """Walk back from the person as they are now."""
    key, active = person.ledger_key, person.active
    spans: list[Span] = []
    for event in reversed(events):
        founder = event.before is None and event.actor == person.id
        spans.append(Span(after=0 if founder else event.seq, key=key, active=active))
        if event.before is not None:
            key = str(event.before.fields.get("ledger_key", key))
            active = bool(event.before.fields.get("active", active))
    return spans[::-1]
