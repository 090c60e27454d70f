"""Is what was determined still what was signed, and does it hold?"""

from collections.abc import Iterable
from datetime import date

from core.governance.determinations import Determination, DeterminationKind, newest, signed_bytes
from core.governance.exceptions import EarlyUseOutcome, granted
from core.governance.signatures import SignatureState
from core.ids import VersionId
from core.people import Person
from core.texts import Text
from core.workspace.lookup import Reader
from core.workspace.own_key import signed_by

__all__ = [
    "SignatureState",
    "early_use",
    "exceptions",
    "in_force",
    "signature_state",
    "signed_texts",
    "state_with",
    "version_determination",
]


def signature_state(reader: Reader, determination: Determination) -> SignatureState:
    """Check the signature with the certificate of the person who determined it."""
    person = reader.get(Person, determination.decided_by)
    return state_with(person, determination)


def state_with(person: Person | None, determination: Determination) -> SignatureState:
    """Check the signature with the certificates of a person."""
    if any(text.erased for text in signed_texts(determination)):
        return SignatureState.TEXT_ERASED
    said = signed_bytes(determination)
    signed = signed_by(person, determination.certificate_digest, said, determination.signature)
    return SignatureState.VALID if signed else SignatureState.INVALID


def signed_texts(determination: Determination) -> tuple[Text, ...]:
    """Return the free texts the signature covers."""
    notes = (answer.note for answer in determination.answers)
    found = (determination.reason, determination.limits, *notes)
    return tuple(text for text in found if text is not None)


def in_force(reader: Reader, found: Iterable[Determination], today: date) -> tuple[Determination, ...]:
    """Return those of the determinations (oldest first) that are the newest of their question and hold.

    One whose signature is not valid is left out: nothing may rest on it.
    """
    last = {(item.kind, item.model, item.version, item.topic): item for item in found}
    return tuple(
        item
        for item in last.values()
        if item.holds(today) and signature_state(reader, item) is SignatureState.VALID
    )


def exceptions(reader: Reader, version: VersionId) -> tuple[Determination, ...]:
    """Return the granted exceptions from the policy that are in force for a version."""
    found = [
        item
        for item in reader.select(Determination, version=version)
        if item.kind is DeterminationKind.POLICY_EXCEPTION
    ]
    return granted(in_force(reader, found, reader.today()), reader.today())


def early_use(reader: Reader, version: VersionId) -> Determination | None:
    """Return the permission of use before validation that is in force, or None."""
    found = version_determination(reader, DeterminationKind.PRE_VALIDATION_USE, version, reader.today())
    return found if found is not None and found.outcome == EarlyUseOutcome.PERMITTED else None


def version_determination(
    reader: Reader, kind: DeterminationKind, version: VersionId, today: date
) -> Determination | None:
    """Return what is in force about a version, for use cases that rest on it."""
    found = newest(reader.select(Determination, version=version), kind)
    return None if found is None else next(iter(in_force(reader, (found,), today)), None)
