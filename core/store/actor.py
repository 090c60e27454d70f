"""May who signed in still act: the stored person, with the stored rights, and with a key of their own?

Asked inside every step, whatever the session says of itself: a session is an object in memory, and roles,
keys and persons may have changed since somebody signed in.
"""

import secrets

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, func, select

from core.errors import NotAllowedError
from core.messages import Message, message
from core.people import Person
from core.store import reading
from core.store.events import Signer
from core.store.mapping import mapper_of

_PURPOSE = b"pruefstein: who acts? "
"""In front of what is signed to prove a key: never the hash of an event."""


def check_actor(connection: Connection, signer: Signer) -> None:
    """Raise `NotAllowedError` unless the signer is a person of this workspace as stored, with their own key.

    Refused are who was deactivated or is unknown here, who claims a role they do not have (any more), whose
    key is locked or is not the recorded one, and who shares a key or certificate with somebody else, because
    then nobody could tell who acted.
    """
    claimed = signer.person
    stored = reading.get(connection, Person, claimed.id)
    if stored is None or not stored.active or _identity(stored) != _identity(claimed):
        raise NotAllowedError(
            message(
                "{name} may no longer act in this workspace. Nothing was changed. "
                "Sign in again, or switch to another person.",
                name=claimed.name.name(),
            )
        )
    if not set(stored.roles).issuperset(claimed.roles):
        raise NotAllowedError(
            message(
                "{name} has other roles than at sign-in. Nothing was changed. Sign in again.",
                name=stored.name.name(),
            )
        )
    if not _holds_key(signer, stored):
        raise NotAllowedError(
            message(
                "{name} is not signed in with the key recorded here. Nothing was changed. Sign in again.",
                name=stored.name.name(),
            )
        )
    _check_alone(connection, stored)


def _identity(person: Person) -> tuple[object, ...]:
    return person.kind, person.ledger_key, person.certificate, person.certificate_digest


def _holds_key(signer: Signer, stored: Person) -> bool:
    challenge = _PURPOSE + secrets.token_bytes(32)
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(stored.ledger_key))
        key.verify(signer.sign(challenge), challenge)
    except (InvalidSignature, ValueError):
        return False
    return True


def _check_alone(connection: Connection, stored: Person) -> None:
    """Refuse a key or certificate that stands in the record of somebody else as well."""
    row = mapper_of(Person).row
    for mark in (stored.ledger_key, *stored.certificate_digests):
        holders = select(func.count()).select_from(row).where(func.instr(row.document, mark.encode()) > 0)
        if connection.execute(holders).scalar_one() != 1:
            raise NotAllowedError(shared_key(stored))


def shared_key(person: Person) -> Message:
    """Return what is said of a person whose key is not theirs alone."""
    return message(
        "{name} has the same key or certificate as another person, so nobody could tell who acted. Nothing "
        "was changed. An administrator must add the person anew, with a key of their own.",
        name=person.name.name(),
    )
