"""Are the certificates of persons those that the trail tells of, and do they fit each other?"""

from collections.abc import Iterable, Iterator

from core.audit import AuditEvent
from core.canonical import to_json
from core.ids import Digest, PersonId
from core.people import Person
from core.store.codec import unnamed

FIELDS = ("certificate", "certificate_digest", "certificate_chain", "former_certificates")
_Told = dict[str, tuple[object, int]]
"""The last value of each field in the trail, with the number of the event."""


def wrong_fields(
    persons: Iterable[Person], events: Iterable[AuditEvent]
) -> Iterator[tuple[PersonId, str, int | None]]:
    """Yield person, field and last event of what is not as the trail tells, or contradicts itself."""
    told: dict[str, _Told] = {}
    for event in events:
        if event.before is not None and event.after is not None:
            known = told.setdefault(event.object.id, {})
            known |= {name: (value, event.seq) for name, value in event.after.fields.items()}
    for person in persons:
        yield from _wrong(person, told.get(person.id, {}))


def _wrong(person: Person, told: _Told) -> Iterator[tuple[PersonId, str, int | None]]:
    contradicted = set(_contradicted(person))
    for name in FIELDS:
        value, seq = told.get(name, (None, None))
        if name in contradicted or (seq is not None and value != unnamed(to_json(getattr(person, name)))):
            yield person.id, name, seq


def _contradicted(person: Person) -> Iterator[str]:
    from core.keys.issued import linked
    from core.keys.signing import public_key

    if _digest(person.certificate) != person.certificate_digest:
        yield "certificate"
    if person.certificate is not None and not linked(person.certificate, person.certificate_chain):
        yield "certificate_chain"
    keys = {public_key(item) for item in person.certificates}
    former = person.former_certificates
    if len(keys) > 1 or any(_digest(item.certificate) != item.digest for item in former):
        yield "former_certificates"


def _digest(certificate: str | None) -> Digest | None:
    from core.keys.signing import certificate_digest

    try:
        return None if certificate is None else certificate_digest(certificate)
    except ValueError:
        return Digest("")
