"""What does a release certificate say, and which bytes are signed?

The file is the RFC 8785 form of `Signed`; any other form, an unknown or repeated key, or a byte behind it
makes it unreadable. The signature covers a fixed prefix and the RFC 8785 form of the body.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import msgspec

from core.audit import Checkpoint
from core.canonical import canonical
from core.governance.gate import Demand
from core.ids import CertificateId, DecisionId, DeterminationId, Digest, ModelId, PersonId, VersionId
from core.inventory import ArtifactFormat, CutOff
from core.risk import Band
from core.stages import Stage
from core.texts import Text

SCHEMA = "pruefstein-release-certificate-1"
ALGORITHM = "ECDSA-P256-SHA256"
LONGEST = 1 << 20
"""Bytes of the largest file that is read."""
_PREFIX = SCHEMA.encode() + b"\x00"


class Refusal(StrEnum):
    """Why a signer's certificate is not confirmed."""

    NO_CERTIFICATE = "no_certificate"
    NO_TRUST = "no_trust"
    UNREADABLE = "unreadable"
    WEAK = "weak"
    USAGE = "usage"
    NOT_VALID_NOW = "not_valid_now"
    NOT_CONFIRMED = "not_confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedFile:
    """A further file without which a model file cannot be read."""

    name: str
    digest: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedArtifact:
    """A model file that may be deployed."""

    digest: Digest
    size: int
    format: ArtifactFormat
    companions: tuple[CertifiedFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedCondition:
    """A condition of the approval that was open when the certificate was issued."""

    text: str
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedException:
    """A demand that a signed exception set aside."""

    demand: Demand
    id: DeterminationId
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What is certified."""

    schema: str
    id: CertificateId
    workspace: str
    """Random id of the workspace."""
    model: ModelId
    model_name: str
    version: VersionId
    artifacts: tuple[CertifiedArtifact, ...]
    cut_off: CutOff | None
    stages: tuple[Stage, ...]
    """For which the gate let the version through when the certificate was issued."""
    tier: Band
    decision: DecisionId
    state_digest: Digest
    decided_at: datetime
    expires: date
    """Last day of the approval."""
    holds_until: date
    """The earliest of: last day of the approval, next assessment of the risk, ends of exceptions and of
    acceptances."""
    conditions: tuple[CertifiedCondition, ...]
    exceptions: tuple[CertifiedException, ...]
    policy: Digest
    maximum_age_days: int
    """How long the firm's policy lets a certificate count."""
    checkpoint: Checkpoint
    """State of the audit trail it rests on."""
    issued_at: datetime
    issued_by: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """The signature with the certificates of who issued it."""

    algorithm: str
    value: str
    """DER, hexadecimal."""
    certificates: tuple[str, ...]
    """PEM, the signer's first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The whole file."""

    body: Body
    signature: Seal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseCertificate:
    """The record of a certificate that was issued; the file lies under its digest."""

    id: CertificateId
    model: ModelId
    version: VersionId
    decision: DecisionId
    digest: Digest
    """Of the file's bytes."""
    size: int
    file_name: Text
    stages: tuple[Stage, ...]
    holds_until: date
    maximum_age_days: int
    issued_by: PersonId
    issued_at: datetime
    example: bool = False


def signed_bytes(body: Body) -> bytes:
    """Return the bytes that the signature covers."""
    return _PREFIX + canonical(body)


def file_bytes(signed: Signed) -> bytes:
    """Return the file."""
    return canonical(signed)


def read_certificate(data: bytes) -> Signed | None:
    """Return what a file says; None unless it is exactly the canonical form of a certificate we know."""
    if len(data) > LONGEST:
        return None
    try:
        found = msgspec.json.decode(data, type=Signed)
        same = file_bytes(found) == data
    except (msgspec.MsgspecError, ValueError, TypeError, RecursionError):
        return None
    known = found.body.schema == SCHEMA and found.signature.algorithm == ALGORITHM
    return found if same and known else None


def certificate_schema() -> dict[str, object]:
    """Return the JSON Schema of the file."""
    return msgspec.json.schema(Signed)
