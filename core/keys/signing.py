"""How is the key kept with which a person signs decisions and reports?

ECDSA P-256 in a PKCS#12 file (PBES2, AES-256-CBC, PBKDF2-SHA-256); its first certificate is self-signed and
so proves integrity, not identity. A certification authority can issue another one for the same key, on a
request (PKCS#10); the file stays as it is.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PrivateFormat,
    PublicFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID, ObjectIdentifier

from core.canonical import sha256
from core.errors import UserError
from core.ids import Digest
from core.keys import strength
from core.keys.described import EXAMPLE_SUFFIX
from core.keys.ledger import damaged
from core.keys.passphrase import passphrase_bytes, wrong_passphrase
from core.messages import message

DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""RFC 9336."""
EXAMPLE_ORGANIZATION = "Prüfstein example"
_LIFETIME = timedelta(days=2 * 365)
_LONGEST_NAME = 64
"""Upper bound of a common name (X.520), counted in bytes by the library."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSigningKey:
    """A signing key that was just made."""

    pkcs12: bytes = field(repr=False)
    certificate: str
    """PEM."""
    digest: Digest
    """SHA-256 of the certificate's DER bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestNames:
    """What a request says of its holder beside the name; an authority may write something else."""

    organization: str = ""
    country: str = ""
    """Two letters, for example "DE"."""
    email: str = ""


def make(name: str, passphrase: str, now: datetime, *, example: bool) -> NewSigningKey:
    """Return a new key with its self-signed certificate, kept under the passphrase."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(key, _subject(name, example=example), now)
    protection = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(strength.STANDARD.pkcs12_rounds)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(SHA256())
        .build(passphrase_bytes(passphrase))
    )
    packed = pkcs12.serialize_key_and_certificates(b"signing", key, certificate, None, protection)
    return NewSigningKey(
        pkcs12=packed,
        certificate=certificate.public_bytes(Encoding.PEM).decode(),
        digest=sha256(certificate.public_bytes(Encoding.DER)),
    )


def request(packed: bytes, passphrase: bytes, subject: str, names: RequestNames, *, example: bool) -> str:
    """Return a certificate signing request (PKCS#10, PEM) for the key of a PKCS#12 file.

    Raises `NotAllowedError` when the passphrase does not open the file, `UserError` for names that no
    certificate can hold.
    """
    key = _key(packed, passphrase)
    try:
        builder = (
            x509.CertificateSigningRequestBuilder()
            .subject_name(_requested(subject, names, example=example))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(), critical=True)
            .add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
        )
        if names.email:
            mail = x509.SubjectAlternativeName([x509.RFC822Name(names.email)])
            builder = builder.add_extension(mail, critical=False)
    except ValueError as error:
        raise UserError(
            message(
                "Organization, country or e-mail cannot stand in a certificate. Nothing was written. Give "
                "the country as two letters, for example DE, the e-mail in plain letters, and the "
                "organization in at most 64."
            )
        ) from error
    return builder.sign(key, SHA256()).public_bytes(Encoding.PEM).decode()


def sign(packed: bytes, passphrase: bytes, data: bytes) -> str:
    """Return the ECDSA signature with SHA-256 over data (DER, hexadecimal).

    Raises `NotAllowedError` when the passphrase does not open the PKCS#12 file.
    """
    return _key(packed, passphrase).sign(data, ec.ECDSA(SHA256())).hex()


def verify_signature(certificate: str, data: bytes, signature: str) -> bool:
    """Tell whether a signature (DER, hexadecimal) over data was made with the key of a PEM certificate."""
    try:
        key = _read(certificate).public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey):
            return False
        key.verify(bytes.fromhex(signature), data, ec.ECDSA(SHA256()))
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True


def certificate_digest(certificate: str) -> Digest:
    """Return the SHA-256 of a PEM certificate's DER bytes."""
    return sha256(_read(certificate).public_bytes(Encoding.DER))


@lru_cache(maxsize=256)
def _read(certificate: str) -> x509.Certificate:
    """Read a certificate once: lists check many signatures of the same people."""
    return x509.load_pem_x509_certificate(certificate.encode())


def public_key(certificate: str) -> bytes | None:
    """Return the public key of a PEM certificate (SubjectPublicKeyInfo, DER); None if it cannot be read."""
    try:
        key = x509.load_pem_x509_certificate(certificate.encode()).public_key()
    except (UnsupportedAlgorithm, ValueError):
        return None
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _key(packed: bytes, passphrase: bytes) -> ec.EllipticCurvePrivateKey:
    try:
        key, _, _ = pkcs12.load_key_and_certificates(packed, passphrase)
    except ValueError as error:
        raise wrong_passphrase() from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise damaged()
    return key


def _subject(name: str, *, example: bool) -> x509.Name:
    if not example:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _cut(name, _LONGEST_NAME))])
    shown = _cut(name, _LONGEST_NAME - len(EXAMPLE_SUFFIX)) + EXAMPLE_SUFFIX
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, EXAMPLE_ORGANIZATION),
            x509.NameAttribute(NameOID.COMMON_NAME, shown),
        ]
    )


def _requested(name: str, names: RequestNames, *, example: bool) -> x509.Name:
    first = [(NameOID.COUNTRY_NAME, names.country.upper())]
    if not example:
        first.append((NameOID.ORGANIZATION_NAME, names.organization))
    given = [x509.NameAttribute(oid, value) for oid, value in first if value]
    return x509.Name([*given, *_subject(name, example=example)])


def _cut(name: str, size: int) -> str:
    """Cut a name between two characters so that its UTF-8 form fits."""
    return name.encode()[:size].decode(errors="ignore")


def _certificate(key: ec.EllipticCurvePrivateKey, subject: x509.Name, now: datetime) -> x509.Certificate:
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + _LIFETIME)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(), critical=True)
        .add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
        .sign(key, SHA256())
    )


def _usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
