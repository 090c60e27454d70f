"""Who is there, and who signs in?"""

from dataclasses import dataclass, field

from core.ids import PersonId
from core.people import Person
from core.workspace.changes import Changes
from core.workspace.requests import NewPerson
from core.workspace.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A signing key as unlocked for one signature; dropped right after it."""

    person: Person
    pkcs12: bytes = field(repr=False)
    """For pyHanko: `SimpleSigner.load_pkcs12_data(pkcs12, [], passphrase)`."""
    passphrase: bytes = field(repr=False)

    def sign(self, data: bytes) -> str:
        """Return the ECDSA P-256 SHA-256 signature (DER, hexadecimal)."""
        raise NotImplementedError


class People:
    """The persons of a workspace."""

    def all(self) -> tuple[Person, ...]:
        """Return everybody, in the order they were added."""
        raise NotImplementedError

    def get(self, person: PersonId) -> Person:
        """Return one person; raises `UserError` if there is none."""
        raise NotImplementedError

    def find(self, who: str) -> Person:
        """Return the person with this id or (unique, case-insensitive) name; `UserError` otherwise."""
        raise NotImplementedError

    def add(self, session: Session, new: NewPerson) -> tuple[Person, Changes]:
        """Add a person with a ledger key, and (humans) a signing key with a self-signed certificate."""
        raise NotImplementedError

    def sign_in(self, person: PersonId, passphrase: str) -> Session:
        """Unlock the ledger key; raises `NotAllowedError` for a wrong passphrase."""
        raise NotImplementedError

    def unlock(self, session: Session, passphrase: str) -> None:
        """Unlock a locked session again; raises `NotAllowedError` for a wrong passphrase."""
        raise NotImplementedError

    def signing_key(self, session: Session, passphrase: str) -> SigningKey:
        """Unlock the signing key of the signed-in person for one signature.

        Raises `NotAllowedError` for a wrong passphrase or a service identity.
        """
        raise NotImplementedError
