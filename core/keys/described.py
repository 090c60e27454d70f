"""Whom does a certificate name, who issued it, and from when until when does it hold?"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import NameOID

EXAMPLE_SUFFIX = " (Example)"
"""Behind the name of a demonstration person, so that no certificate passes for a real one."""
ENDS_SOON = timedelta(days=30)
"""How long before its end a certificate is warned of: an authority takes its time for another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """What lists and dialogs show of a certificate."""

    subject: str
    """The whole name of the holder, RFC 4514."""
    name: str
    """The holder's common name, or the whole name."""
    issuer: str
    issuer_name: str
    self_signed: bool
    begins: datetime
    ends: datetime

    def is_called(self, name: str) -> bool:
        """Tell whether the holder's common name is this name, whatever the letter case."""
        return self.name.removesuffix(EXAMPLE_SUFFIX).strip().casefold() == name.strip().casefold()

    def ends_soon(self, today: date) -> bool:
        """Tell whether the certificate has ended or ends within 30 days."""
        return self.ends.date() - today <= ENDS_SOON


@lru_cache(maxsize=512)
def described(certificate: str) -> CertificateFacts | None:
    """Return what a certificate (PEM) says; None if it cannot be read."""
    try:
        found = x509.load_pem_x509_certificate(certificate.encode())
        return CertificateFacts(
            subject=found.subject.rfc4514_string(),
            name=short_name(found.subject),
            issuer=found.issuer.rfc4514_string(),
            issuer_name=short_name(found.issuer),
            self_signed=self_signed(found),
            begins=found.not_valid_before_utc,
            ends=found.not_valid_after_utc,
        )
    except ValueError:
        return None


def short_name(name: x509.Name) -> str:
    """Return the common name, or else the whole name."""
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()


def self_signed(certificate: x509.Certificate) -> bool:
    """Tell whether a certificate is signed with its own key."""
    try:
        certificate.verify_directly_issued_by(certificate)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True
