"""Does a trusted certificate confirm a signer's certificate?

A trusted file holds the signer's own certificate (then it must be the same, byte for byte) or the certificate
of an authority; then the chain is checked as RFC 5280 asks, by the verifier of `cryptography`.
Revocation lists are not asked: nothing here uses a network.
"""

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from core.governance.certificates import Refusal

_STRONG = (SHA256, SHA384, SHA512)
_LONGEST_CHAIN = 4
_OF_PEOPLE = frozenset(
    {
        ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
        ExtendedKeyUsageOID.CLIENT_AUTH,
        ExtendedKeyUsageOID.EMAIL_PROTECTION,
        x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36"),
        x509.ObjectIdentifier("1.3.6.1.4.1.311.10.3.12"),
    }
)
"""Document signing is there twice: RFC 9336, and the number Microsoft gave it before."""
_UNDERSTOOD = frozenset(
    {
        x509.BasicConstraints.oid,
        x509.KeyUsage.oid,
        x509.ExtendedKeyUsage.oid,
        x509.SubjectKeyIdentifier.oid,
        x509.AuthorityKeyIdentifier.oid,
        x509.SubjectAlternativeName.oid,
        x509.CertificatePolicies.oid,
    }
)


def check_chain(certificates: Sequence[str], trusted: bytes, moment: datetime) -> Refusal | None:
    """Return why the first certificate (PEM, then those between) is not confirmed at a moment, or None."""
    if not certificates:
        return Refusal.NO_CERTIFICATE
    try:
        chain = [x509.load_pem_x509_certificate(item.encode()) for item in certificates]
        anchors = x509.load_pem_x509_certificates(trusted) if trusted.strip() else []
        if any(not _exact(item, said) for item, said in zip(chain, certificates, strict=True)):
            return Refusal.UNREADABLE
        problem = _own_problem(chain[0], moment)
    except ValueError:
        return Refusal.UNREADABLE
    if problem is not None:
        return problem
    if not anchors:
        return Refusal.NO_TRUST
    if chain[0] in anchors:
        return None
    return _by_authority(chain, anchors, moment)


def subject_of(certificate: str) -> str:
    """Return what a readable certificate (PEM) calls its holder, in one line."""
    found = x509.load_pem_x509_certificate(certificate.encode())
    return found.subject.rfc4514_string()


def _exact(item: x509.Certificate, said: str) -> bool:
    """Tell whether the text is the certificate and nothing else: PEM allows other signs around it."""
    return item.public_bytes(Encoding.PEM).decode() == said


def _own_problem(leaf: x509.Certificate, moment: datetime) -> Refusal | None:
    key = leaf.public_key()
    strong = isinstance(leaf.signature_hash_algorithm, _STRONG)
    if (
        not isinstance(key, ec.EllipticCurvePublicKey)
        or not isinstance(key.curve, ec.SECP256R1)
        or not strong
    ):
        return Refusal.WEAK
    if not leaf.not_valid_before_utc <= moment <= leaf.not_valid_after_utc:
        return Refusal.NOT_VALID_NOW
    if any(item.critical and item.oid not in _UNDERSTOOD for item in leaf.extensions):
        return Refusal.USAGE
    return None if may_sign(leaf) else Refusal.USAGE


def may_sign(leaf: x509.Certificate) -> bool:
    """Tell whether a certificate is one for signatures, and not that of an authority."""
    try:
        usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return (usage.digital_signature or usage.content_commitment) and not _is_authority(leaf)


def _is_authority(leaf: x509.Certificate) -> bool:
    """Tell whether it says it is one; without basic constraints it is none (RFC 5280, 4.2.1.9)."""
    try:
        return leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _by_authority(
    chain: list[x509.Certificate], anchors: list[x509.Certificate], moment: datetime
) -> Refusal | None:
    signer = ExtensionPolicy.permit_all().require_present(x509.KeyUsage, Criticality.AGNOSTIC, _signing_usage)
    builder = PolicyBuilder().time(moment).store(Store(anchors)).max_chain_depth(_LONGEST_CHAIN)
    verifier = builder.extension_policies(
        ca_policy=ExtensionPolicy.webpki_defaults_ca().may_be_present(
            x509.ExtendedKeyUsage, Criticality.AGNOSTIC, _certifies_people
        ),
        ee_policy=signer,
    ).build_client_verifier()
    try:
        verifier.verify(chain[0], chain[1:])
    except (VerificationError, ValueError):
        return Refusal.NOT_CONFIRMED
    return None


def _certifies_people(
    _policy: Policy, _authority: x509.Certificate, usage: x509.ExtendedKeyUsage | None
) -> None:
    """Take an authority that is confined to certificates of people, not only one for clients of TLS."""
    if usage is not None and _OF_PEOPLE.isdisjoint(usage):
        raise ValueError("the authority certifies no people")


def _signing_usage(_policy: Policy, _leaf: x509.Certificate, usage: x509.KeyUsage) -> None:
    if not (usage.digital_signature or usage.content_commitment):
        raise ValueError("the key is not for signatures")
