"""Who works here, and what may each role do?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.ids import Digest, PersonId
from core.texts import Text


class Role(StrEnum):
    """What a person does in the process; one person may have several roles."""

    ADMINISTRATOR = "administrator"
    OWNER = "owner"
    DEVELOPER = "developer"
    VALIDATOR = "validator"
    RISK_MANAGER = "risk_manager"
    HEAD_OF_RISK = "head_of_risk"
    """A level above: the policy may demand it for the decisions of a tier."""
    AUDITOR = "auditor"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    SERVICE = "service"


class PersonKind(StrEnum):
    """Whether somebody can be held responsible, or a pipeline acts."""

    HUMAN = "human"
    SERVICE = "service"


class Permission(StrEnum):
    """What a use case asks for before it does anything."""

    MANAGE_PEOPLE = "manage_people"
    REGISTER = "register"
    ASSESS = "assess"
    RUN_CHECKS = "run_checks"
    RAISE_FINDING = "raise_finding"
    CLOSE_FINDING = "close_finding"
    DECIDE = "decide"
    OPERATE = "operate"
    SIGN_REPORT = "sign_report"
    EXPORT = "export"
    DELETE_SENSITIVE = "delete_sensitive"
    """Delete columns that were kept for bias tests only."""
    ALLOW_EXTERNAL = "allow_external"
    """Allow a check of another maker, or withdraw that."""


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.MANAGE_PEOPLE,
            Permission.EXPORT,
            Permission.DELETE_SENSITIVE,
            Permission.ALLOW_EXTERNAL,
        }
    ),
    Role.OWNER: frozenset(
        {
            Permission.REGISTER,
            Permission.ASSESS,
            Permission.RUN_CHECKS,
            Permission.OPERATE,
            Permission.SIGN_REPORT,
            Permission.EXPORT,
            Permission.DELETE_SENSITIVE,
        }
    ),
    Role.DEVELOPER: frozenset({Permission.REGISTER, Permission.RUN_CHECKS, Permission.EXPORT}),
    Role.VALIDATOR: frozenset(
        {
            Permission.ASSESS,
            Permission.RUN_CHECKS,
            Permission.RAISE_FINDING,
            Permission.CLOSE_FINDING,
            Permission.SIGN_REPORT,
            Permission.EXPORT,
        }
    ),
    Role.RISK_MANAGER: frozenset(
        {
            Permission.ASSESS,
            Permission.RUN_CHECKS,
            Permission.RAISE_FINDING,
            Permission.CLOSE_FINDING,
            Permission.DECIDE,
            Permission.OPERATE,
            Permission.SIGN_REPORT,
            Permission.EXPORT,
        }
    ),
    Role.HEAD_OF_RISK: frozenset(
        {
            Permission.RAISE_FINDING,
            Permission.CLOSE_FINDING,
            Permission.DECIDE,
            Permission.SIGN_REPORT,
            Permission.EXPORT,
        }
    ),
    Role.AUDITOR: frozenset(
        {Permission.RUN_CHECKS, Permission.RAISE_FINDING, Permission.SIGN_REPORT, Permission.EXPORT}
    ),
    Role.DATA_PROTECTION_OFFICER: frozenset(
        {
            Permission.RAISE_FINDING,
            Permission.SIGN_REPORT,
            Permission.EXPORT,
            Permission.DELETE_SENSITIVE,
        }
    ),
    Role.SERVICE: frozenset({Permission.RUN_CHECKS, Permission.EXPORT}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerCertificate:
    """A certificate with which a person signed before another one took its place; the key is the same."""

    certificate: str
    """PEM."""
    digest: Digest
    chain: tuple[str, ...] = ()
    """Certificates of the authorities between, PEM."""
    replaced_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody, or a pipeline, that acts in a workspace."""

    id: PersonId
    name: Text
    """Personal data: never in the chain except as salted digest."""
    kind: PersonKind
    roles: tuple[Role, ...]
    ledger_key: str
    """Ed25519 public key, raw, hexadecimal: verifies the person's audit events."""
    certificate: str | None
    """Self-signed or issued X.509 certificate of the signing key, PEM; None for a service identity."""
    certificate_digest: Digest | None
    """SHA-256 of the certificate's DER bytes."""
    active: bool = True
    example: bool = False
    """Whether this is a demonstration person of the example workspace with a published passphrase."""
    certificate_chain: tuple[str, ...] = ()
    """Certificates of the authorities between certificate and root, PEM, the issuer's first; without the
    root, which those who check must have from elsewhere."""
    former_certificates: tuple[FormerCertificate, ...] = ()
    """What was signed with them stays valid; oldest first."""

    @property
    def certificate_digests(self) -> tuple[Digest, ...]:
        """Return the digests of all certificates of the person, the present one first."""
        present = () if self.certificate_digest is None else (self.certificate_digest,)
        return (*present, *(item.digest for item in self.former_certificates))

    @property
    def certificates(self) -> tuple[str, ...]:
        """Return all certificates of the person (PEM), the present one first."""
        present = () if self.certificate is None else (self.certificate,)
        return (*present, *(item.certificate for item in self.former_certificates))

    def certificate_of(self, digest: Digest) -> str | None:
        """Return the certificate, present or former, that is recorded under a digest; None if none is."""
        return next(iter(self.chain_of(digest)), None)

    def chain_of(self, digest: Digest) -> tuple[str, ...]:
        """Return the certificate under a digest and those of the authorities between; empty if none is."""
        if self.certificate is not None and digest == self.certificate_digest:
            return (self.certificate, *self.certificate_chain)
        former = next((item for item in self.former_certificates if item.digest == digest), None)
        return () if former is None else (former.certificate, *former.chain)

    def may(self, permission: Permission) -> bool:
        """Tell whether one of the person's roles carries the permission."""
        return self.active and any(permission in PERMISSIONS[role] for role in self.roles)
