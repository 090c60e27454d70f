"""Is a signature made with the person's own signing key, and is it nobody else's?

Separation of duties is told by persons; it holds only as long as a key stands for one person.
"""

from collections.abc import Iterable

from core.errors import NotAllowedError
from core.ids import Digest, PersonId
from core.messages import message
from core.people import Person
from core.store.actor import shared_key
from core.workspace.lookup import Reader
from core.workspace.people import SigningKey


def sign_as(reader: Reader, person: PersonId, key: SigningKey, data: bytes) -> str:
    """Return the signature over data by the key recorded for a person, and for nobody else.

    Raises `NotAllowedError` for any other key, whatever the key says of whom it belongs to.
    """
    from core.keys.signing import certificate_digest, verify_signature

    stored = reader.get(Person, person)
    if stored is None or stored.certificate is None or key.person.id != person:
        raise _not_own()
    if sharing(stored, reader.all(Person)):
        raise NotAllowedError(shared_key(stored))
    signature = key.sign(data)
    fits = certificate_digest(stored.certificate) == stored.certificate_digest
    if not fits or not verify_signature(stored.certificate, data, signature):
        raise _not_own()
    return signature


def signed_by(person: Person | None, certificate: Digest, data: bytes, signature: str) -> bool:
    """Tell whether a person signed data with the key of a certificate they have or had."""
    from core.keys.signing import certificate_digest, verify_signature

    found = None if person is None else person.certificate_of(certificate)
    try:
        fits = found is not None and certificate_digest(found) == certificate
    except ValueError:
        return False
    return found is not None and fits and verify_signature(found, data, signature)


def sharing(person: Person, people: Iterable[Person]) -> tuple[Person, ...]:
    """Return the other persons who have a ledger key or a signing key of this person's."""
    own = _keys(person)
    return tuple(other for other in people if other.id != person.id and not own.isdisjoint(_keys(other)))


def shared_keys(people: Iterable[Person]) -> tuple[PersonId, ...]:
    """Return who has a key that somebody else has as well."""
    holders: dict[str, set[PersonId]] = {}
    for person in people:
        for key in _keys(person):
            holders.setdefault(key, set()).add(person.id)
    return tuple(sorted({who for group in holders.values() if len(group) > 1 for who in group}))


def _keys(person: Person) -> frozenset[str]:
    from core.keys.signing import public_key

    signing = (public_key(item) for item in person.certificates)
    return frozenset({person.ledger_key, *(key.hex() for key in signing if key is not None)})


def _not_own() -> NotAllowedError:
    return NotAllowedError(message("The signing key belongs to somebody else. Sign with your own key."))
