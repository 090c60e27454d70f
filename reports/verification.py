"""Is a report unchanged, who signed it, and does it agree with the workspace?

Whatever cannot be parsed is invalid; nothing a file holds can make this module raise.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from core.canonical import sha256
from core.errors import UserError
from core.evidence import SignatureMeaning
from core.ids import Digest, PersonId
from core.keys.issued import certificates_in
from core.messages import Message, message
from core.workspace.facade import Workspace
from reports.strictness import looks_like_pdf, mentions_signature

SCHEMA = 1


class Outcome(StrEnum):
    """What can be said about a file."""

    VALID = "valid"
    """Unchanged, completely covered by a valid signature, and nothing contradicts it."""
    DIFFERS = "differs"
    """The signature is valid, but the file contradicts itself or the workspace."""
    CHANGED = "changed"
    """Changed since it was signed, or its signature is gone or wrong."""
    UNSIGNED = "unsigned"
    """A PDF without a signature, for example a draft."""
    NOT_PDF = "not_pdf"
    """Another kind of file."""


class Identity(StrEnum):
    """How far the signer's identity is known; a self-signed certificate proves none by itself."""

    TRUSTED = "trusted"
    """Confirmed by a certificate of the trust list."""
    KNOWN = "known"
    """The certificate is the one a person of this workspace signs with."""
    NOT_CONFIRMED = "not_confirmed"


class Aspect(StrEnum):
    """What is compared."""

    SIGNER = "signer"
    EVIDENCE = "evidence"
    FILE = "file"
    RECORDS = "records"
    TRAIL = "trail"
    CERTIFICATE = "certificate"


class Agreement(StrEnum):
    """How a comparison came out."""

    EQUAL = "equal"
    DIFFERS = "differs"
    NOT_COMPARED = "not_compared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One comparison with its sentence."""

    aspect: Aspect
    agreement: Agreement
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who signed, when and as what, as the signature says."""

    name: str
    person: PersonId | None
    """Id in the workspace the report comes from."""
    certificate: Digest
    moment: datetime | None
    """By the clock of the signer's computer."""
    meaning: SignatureMeaning | None
    issuer: str | None = None
    """Who issued the certificate, as it says itself; None where it is self-signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the report is about, as the file says."""

    report: str | None
    kind: str
    language: str
    model: str
    """What it is about: the model's name, or the title of an opinion."""
    version: str | None
    """None for an opinion."""
    workspace: str
    evidence: Digest
    gathered_at: datetime
    opinion: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Everything that was found out about one file; JSON through `core.canonical.to_json`."""

    schema: int = SCHEMA
    file: str
    sha256: Digest
    outcome: Outcome
    intact: bool
    """No byte that the signature covers was changed."""
    valid: bool
    """The signature was made with the key of its certificate."""
    complete: bool
    """The signature covers the whole file, and nothing was added afterwards."""
    identity: Identity
    signed: Signed | None = None
    about: About | None = None
    comparisons: tuple[Compared, ...] = ()
    sentences: tuple[Message, ...]
    """The result in words, the most important one first."""

    @property
    def accepted(self) -> bool:
        """Tell whether the file is intact, valid and complete, and nothing contradicts it."""
        return self.outcome is Outcome.VALID


def verify(path: Path, workspace: Workspace | None = None, *, trust: tuple[Path, ...] = ()) -> Verification:
    """Check a report; `workspace` adds comparisons, `trust` names certificates (PEM) that confirm identity.

    Raises `UserError` only when the file cannot be read at all, or a trusted one holds no certificate.
    """
    try:
        data = path.read_bytes()
        roots = tuple(_root(item.read_bytes()) for item in trust)
    except OSError as error:
        raise UserError(
            message(
                "The file {name} cannot be read ({error}), so nothing was checked. Choose another file.",
                name=path.name,
                error=error.strerror or str(error),
            )
        ) from error
    return verify_bytes(path.name, data, workspace, trust=roots)


def _root(data: bytes) -> bytes:
    """Return trusted certificates as PEM; a file without one is a mistake of who asks, not of the report."""
    return b"".join(item.public_bytes(Encoding.PEM) for item in certificates_in(data))


def verify_bytes(
    name: str, data: bytes, workspace: Workspace | None = None, *, trust: tuple[bytes, ...] = ()
) -> Verification:
    """Check the bytes of a report."""
    if not looks_like_pdf(data):
        text = message("{name} is not a PDF file; nothing could be checked.", name=name)
        return _refused(name, data, Outcome.NOT_PDF, text)
    try:
        from reports.inspection import inspect

        return inspect(name, data, workspace, trust)
    except Exception:  # noqa: BLE001 (whatever cannot be parsed is not what was signed)
        return _refused(name, data, Outcome.CHANGED, *_changed_sentences())


def unsigned(name: str, data: bytes) -> Verification:
    """Return the result for a PDF in which no signature was found."""
    if mentions_signature(data):
        return _refused(name, data, Outcome.CHANGED, *_changed_sentences())
    return _refused(
        name,
        data,
        Outcome.UNSIGNED,
        message("{name} carries no signature: nobody vouches for its content.", name=name),
        message("Drafts are not signed. A signed report that lost its signature was changed."),
    )


def signature_removed(name: str, data: bytes) -> Verification:
    """Return the result for a report that names its signer and carries no signature."""
    return _refused(
        name,
        data,
        Outcome.CHANGED,
        message("Changed: the report names its signer, but its signature was removed."),
        message("Do not rely on this file. Ask for the report as it was filed."),
    )


def changed(found: Mapping[str, bool], base: Verification) -> Verification:
    """Return the result for a file whose signature does not hold, with what was found out."""
    return Verification(
        file=base.file,
        sha256=base.sha256,
        outcome=Outcome.CHANGED,
        intact=found["intact"],
        valid=found["valid"],
        complete=found["complete"],
        identity=Identity.NOT_CONFIRMED,
        sentences=_changed_sentences(),
    )


def _refused(name: str, data: bytes, outcome: Outcome, *sentences: Message) -> Verification:
    return Verification(
        file=name,
        sha256=sha256(data),
        outcome=outcome,
        intact=False,
        valid=False,
        complete=False,
        identity=Identity.NOT_CONFIRMED,
        sentences=sentences,
    )


def _changed_sentences() -> tuple[Message, ...]:
    return (
        message("Changed: this file is not what was signed."),
        message("Do not rely on this file. Ask for the report as it was filed."),
    )
