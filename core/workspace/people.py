"""Who is there, and who signs in?"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.audit import Action
from core.errors import IntegrityError, NotAllowedError, UserError
from core.ids import PersonId
from core.keys import ledger, signing
from core.keys.passphrase import check_new, passphrase_bytes
from core.messages import message
from core.people import Permission, Person, PersonKind, Role
from core.store import Files, Store
from core.store.files import write_durably
from core.texts import Text
from core.workspace.changes import Changes
from core.workspace.requests import NewPerson
from core.workspace.session import Session

LEDGER_FILE = "ledger.json"
SIGNING_FILE = "signing.p12"


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A signing key as unlocked for one signature; dropped right after it."""

    person: Person
    pkcs12: bytes = field(repr=False)
    """For pyHanko: `SimpleSigner.load_pkcs12_data(pkcs12, [], passphrase)`."""
    passphrase: bytes = field(repr=False)

    def sign(self, data: bytes) -> str:
        """Return the ECDSA P-256 SHA-256 signature (DER, hexadecimal)."""
        return signing.sign(self.pkcs12, self.passphrase, data)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePerson:
    """A person with the keys that were just made; nothing is stored yet."""

    person: Person
    key: Ed25519PrivateKey = field(repr=False)
    ledger_file: bytes = field(repr=False)
    signing_file: bytes | None = field(repr=False)


class People:
    """The persons of a workspace."""

    def __init__(self, store: Store, files: Files, folder: Path, clock: Callable[[], datetime]) -> None:
        """Work on a workspace's records and its folder of keys."""
        self._store = store
        self._files = files
        self._keys = folder / "keys"
        self._clock = clock

    def all(self) -> tuple[Person, ...]:
        """Return everybody, in the order they were added."""
        return self._store.all(Person)

    def get(self, person: PersonId) -> Person:
        """Return one person; raises `UserError` if there is none."""
        found = self._store.get(Person, person)
        if found is None:
            raise _unknown(person)
        return found

    def find(self, who: str) -> Person:
        """Return the person with this id or (unique, case-insensitive) name; `UserError` otherwise."""
        everybody = self.all()
        wanted = who.strip().casefold()
        matching = [person for person in everybody if person.id.casefold() == wanted] or [
            person for person in everybody if person.name.name().casefold() == wanted
        ]
        if not matching:
            raise _unknown(who)
        if len(matching) > 1:
            raise UserError(
                message(
                    "{count} persons are called “{name}”. Nothing was changed. Give the id instead: {ids}.",
                    count=len(matching),
                    name=who,
                    ids=", ".join(person.id for person in matching),
                )
            )
        return matching[0]

    def add(self, session: Session, new: NewPerson) -> tuple[Person, Changes]:
        """Add a person with a ledger key, and (humans) a signing key with a self-signed certificate."""
        session.require(Permission.MANAGE_PEOPLE)
        with self._store.transaction(session) as transaction:
            made = make_person(new, self._clock())
            write_keys(self._keys, made)
            transaction.put(made.person, Action.PERSON_ADDED)
        return made.person, Changes.PEOPLE

    def change(
        self,
        session: Session,
        person: PersonId,
        *,
        roles: tuple[Role, ...],
        active: bool,
        reason: Text | None = None,
    ) -> tuple[Person, Changes]:
        """Give a person other roles, or end their work here; the last administrator stays one."""
        session.require(Permission.MANAGE_PEOPLE)
        with self._store.transaction(session, reason) as transaction:
            old = transaction.get(Person, person)
            if old is None:
                raise _unknown(person)
            changed = replace(old, roles=_roles(roles, old.kind), active=active)
            if changed == old:
                raise UserError(message("{name} has these roles already.", name=old.name.name()))
            transaction.put(changed, Action.PERSON_CHANGED)
            if not any(other.may(Permission.MANAGE_PEOPLE) for other in transaction.all(Person)):
                raise NotAllowedError(
                    message(
                        "{name} is the last administrator, so nothing was changed. "
                        "Make another person administrator first.",
                        name=old.name.name(),
                    )
                )
        return changed, Changes.PEOPLE

    def sign_in(self, person: PersonId, passphrase: str) -> Session:
        """Unlock the ledger key; raises `NotAllowedError` for a wrong passphrase."""
        found = self.get(person)
        if not found.active:
            raise NotAllowedError(
                message(
                    "{name} no longer works in this workspace and cannot sign in. "
                    "Ask an administrator, or sign in as another person.",
                    name=found.name.name(),
                )
            )
        return Session(found, self._ledger_key(found, passphrase), self._clock)

    def unlock(self, session: Session, passphrase: str) -> None:
        """Unlock a locked session again; raises `NotAllowedError` for a wrong passphrase."""
        session.unlock(self._ledger_key(session.person, passphrase))

    def signing_key(self, session: Session, passphrase: str) -> SigningKey:
        """Unlock the signing key of the signed-in person for one signature.

        Raises `NotAllowedError` for a wrong passphrase or a service identity.
        """
        person = session.person
        if person.kind is PersonKind.SERVICE or person.certificate is None:
            raise NotAllowedError(
                message(
                    "{name} is a service identity and cannot sign. Nothing was changed. "
                    "Switch to a person who may sign.",
                    name=person.name.name(),
                )
            )
        packed, secret = self._key_file(person, SIGNING_FILE), passphrase_bytes(passphrase)
        key = SigningKey(person=person, pkcs12=packed, passphrase=secret)
        probe = b"pruefstein: does the key file belong to the certificate?"
        if not signing.verify_signature(person.certificate, probe, key.sign(probe)):
            raise _foreign_key(person)
        return key

    def ledger_key_on_disk(self, person: PersonId) -> str | None:
        """Return the public key in a person's key file; None when there is no readable file."""
        try:
            return ledger.read((self._keys / person / LEDGER_FILE).read_bytes()).public
        except (OSError, IntegrityError):
            return None

    def _ledger_key(self, person: Person, passphrase: str) -> Ed25519PrivateKey:
        key = ledger.unseal(self._key_file(person, LEDGER_FILE), passphrase)
        if ledger.public_hex(key) != person.ledger_key:
            raise _foreign_key(person)
        return key

    def _key_file(self, person: Person, name: str) -> bytes:
        try:
            return (self._keys / person.id / name).read_bytes()
        except OSError as error:
            raise ledger.damaged() from error


def write_keys(folder: Path, made: MadePerson) -> None:
    """Write the key files of a new person below the folder of keys, readable for this user only."""
    own = folder / made.person.id
    write_durably(own / LEDGER_FILE, made.ledger_file, mode=0o600)
    if made.signing_file is not None:
        write_durably(own / SIGNING_FILE, made.signing_file, mode=0o600)
    folder.chmod(0o700)
    own.chmod(0o700)


def make_person(new: NewPerson, now: datetime) -> MadePerson:
    """Make a person with both keys; nothing is written."""
    check_new(new.passphrase)
    name = new.name.name().strip()
    if not name:
        raise UserError(
            message("The name is empty. No person was added. Enter the name as it is to be printed.")
        )
    key = Ed25519PrivateKey.generate()
    human = new.kind is PersonKind.HUMAN
    made = signing.make(name, new.passphrase, now, example=new.example) if human else None
    person = Person(
        id=PersonId(new_person_id()),
        name=new.name,
        kind=new.kind,
        roles=_roles(new.roles, new.kind),
        ledger_key=ledger.public_hex(key),
        certificate=None if made is None else made.certificate,
        certificate_digest=None if made is None else made.digest,
        example=new.example,
    )
    return MadePerson(
        person=person,
        key=key,
        ledger_file=ledger.seal(key, new.passphrase),
        signing_file=None if made is None else made.pkcs12,
    )


def new_person_id() -> str:
    """Return a pseudonym: "P-" and eight random characters."""
    return f"P-{secrets.token_hex(4)}"


def _roles(roles: tuple[Role, ...], kind: PersonKind) -> tuple[Role, ...]:
    unique = tuple(role for role in Role if role in roles)
    if not unique:
        raise UserError(message("A person needs at least one role. Nothing was changed. Choose a role."))
    allowed = {Role.SERVICE} if kind is PersonKind.SERVICE else set(Role) - {Role.SERVICE}
    if not allowed.issuperset(unique):
        raise UserError(
            message(
                "The role “service” belongs to pipelines alone, and a pipeline has no other role. "
                "Nothing was changed. Choose other roles, or add a pipeline of its own."
            )
        )
    return unique


def _unknown(who: str) -> UserError:
    return UserError(
        message(
            "There is no person “{name}” in this workspace. Nothing was changed. "
            "Check the spelling, or look at the list of persons.",
            name=who,
        )
    )


def _foreign_key(person: Person) -> IntegrityError:
    return IntegrityError(
        message(
            "The key file of {name} does not belong to the key recorded in the workspace. "
            "Nothing was changed. Bring the folder “keys” back from a backup copy.",
            name=person.name.name(),
        )
    )
