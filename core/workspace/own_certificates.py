"""How does a person get a certificate from a certification authority, and sign with it from then on?

The key stays the same: what was signed with the certificate before stays valid, and both are recorded.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.audit import Action
from core.errors import ConflictError, NotAllowedError, UserError
from core.ids import Digest, PersonId
from core.keys.issued import LARGEST, IssuedCertificate, digests, examined, read_certificates
from core.keys.signing import RequestNames, public_key, request
from core.messages import Message, message
from core.people import FormerCertificate, Person, PersonKind
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.lookup import Reader
from core.workspace.own_key import sign_as
from core.workspace.people import SigningKey
from core.workspace.session import Session

_PURPOSE = b"pruefstein: is this the key of the person?\x00"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCertificate:
    """What a certification authority sent, and what the person was shown of it."""

    files: tuple[bytes, ...]
    """PEM, DER or PKCS#7: the certificate, those of the authorities between, and the root if at hand."""
    seen: Digest
    """Digest of the certificate that the person saw and wants."""


def certificate_files(paths: Iterable[Path]) -> tuple[bytes, ...]:
    """Read files that hold certificates; raises `UserError` for what cannot be read."""
    return tuple(_file(path) for path in paths)


def _file(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as error:
        raise UserError(
            message("“{name}” cannot be read. Nothing was changed. Name another file.", name=path.name)
        ) from error


class OwnCertificates:
    """Certificates of people; everybody sees to their own, with their own key."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def request(self, session: Session, key: SigningKey, names: RequestNames | None = None) -> str:
        """Return a certificate signing request (PKCS#10, PEM) for the key of who signed in."""
        self._desk.store.check_actor(session)
        person = _signer(self._desk.store, session, key)
        return request(
            key.pkcs12, key.passphrase, person.name.name(), names or RequestNames(), example=person.example
        )

    def preview(self, person: PersonId, files: Sequence[bytes]) -> IssuedCertificate:
        """Return what would be installed for a person; `UserError` says why it cannot be."""
        found = self._desk.store.get(Person, person)
        if found is None or found.certificate is None:
            raise _service()
        return self._examined(self._desk.store, found, files)

    def remarks(self, person: Person, issued: IssuedCertificate) -> tuple[Message, ...]:
        """Return what a person should look at before they install a certificate."""
        found = []
        if not issued.facts.is_called(person.name.name()):
            found.append(
                message(
                    "The certificate names “{subject}”, and the person is called “{name}” here: install it "
                    "only if both are the same.",
                    subject=issued.facts.name,
                    name=person.name.name(),
                )
            )
        if issued.facts.ends_soon(self._desk.clock().date()):
            found.append(
                message(
                    "The certificate ends on {day} already: ask for another one in good time.",
                    day=issued.facts.ends.date(),
                )
            )
        return tuple(found)

    def install(self, session: Session, key: SigningKey, new: NewCertificate) -> tuple[Person, Changes]:
        """Let who signed in sign with the certificate that an authority issued for their key.

        Other sessions of the same person end with it: they still hold the certificate before.
        """
        with self._desk.store.transaction(session) as step:
            person = _signer(step, session, key)
            issued = self._examined(step, person, new.files)
            if issued.digest != new.seen:
                raise ConflictError(
                    message(
                        "The file holds another certificate than the one you were shown. Nothing was "
                        "changed. Look at it again."
                    )
                )
            changed = self._with(person, issued)
            step.put(changed, Action.CERTIFICATE_INSTALLED)
        session.person = changed
        return changed, Changes.PEOPLE

    def _examined(self, reader: Reader, person: Person, files: Sequence[bytes]) -> IssuedCertificate:
        given = digests(read_certificates(files))
        for other in reader.all(Person):
            if other.id != person.id and not given.isdisjoint(other.certificate_digests):
                raise NotAllowedError(
                    message(
                        "The certificate is that of {name}. Nothing was changed. Choose the one that was "
                        "issued to you.",
                        name=other.name.name(),
                    )
                )
        if not given.isdisjoint(person.certificate_digests):
            raise UserError(
                message(
                    "{name} signs with this certificate, or did so before. Nothing was changed. Choose the "
                    "new one.",
                    name=person.name.name(),
                )
            )
        return examined(files, public_key(person.certificate or "") or b"", self._desk.clock())

    def _with(self, person: Person, issued: IssuedCertificate) -> Person:
        assert person.certificate is not None  # noqa: S101 (asked by `_signer`)
        assert person.certificate_digest is not None  # noqa: S101
        former = FormerCertificate(
            certificate=person.certificate,
            digest=person.certificate_digest,
            chain=person.certificate_chain,
            replaced_at=self._desk.clock(),
        )
        return replace(
            person,
            certificate=issued.certificate,
            certificate_digest=issued.digest,
            certificate_chain=issued.chain,
            former_certificates=(*person.former_certificates, former),
        )


def _signer(reader: Reader, session: Session, key: SigningKey) -> Person:
    """Return who signed in as recorded now; refuse who has no key, or brings one that is not theirs alone."""
    person = reader.get(Person, session.person.id)
    if person is None or person.kind is PersonKind.SERVICE or person.certificate is None:
        raise _service()
    if key.person.id != person.id:
        raise NotAllowedError(message("The signing key belongs to somebody else. Sign with your own key."))
    sign_as(reader, person.id, key, _PURPOSE)
    return person


def _service() -> NotAllowedError:
    return NotAllowedError(message("Only a person signs and has a certificate. Switch to a person."))
