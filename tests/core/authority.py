"""What does a bank's certification authority do in the tests? It issues real certificates for requests."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How a certificate is to differ from a good one."""

    name: str | None = None
    """Common name instead of the one requested."""
    ca: bool = False
    signs: bool = True
    certifies: bool | None = None
    purposes: tuple[x509.ObjectIdentifier, ...] = ()
    constrained: bool = True
    """Whether it says if it is an authority."""
    begins: timedelta = timedelta(hours=-1)
    ends: timedelta = timedelta(days=365)


GOOD = Wanted()


@dataclass(kw_only=True)
class Authority:
    """A key with its certificate, which certifies others."""

    name: str
    now: datetime
    above: "Authority | None" = None
    wanted: Wanted = field(default_factory=lambda: Wanted(ca=True, ends=timedelta(days=3650)))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP384R1()))

    def __post_init__(self) -> None:
        """Have the own certificate made: by the authority above, or by itself."""
        by, issuer = (self.key, None) if self.above is None else (self.above.key, self.above.subject)
        self.certificate = _certificate(
            self.key.public_key(), self.subject, self.wanted, self.now, (by, issuer or self.subject)
        )

    @property
    def subject(self) -> x509.Name:
        """Return its name."""
        return x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "DE"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Beispielbank AG"),
                x509.NameAttribute(NameOID.COMMON_NAME, self.name),
            ]
        )

    @property
    def pem(self) -> bytes:
        """Return its certificate."""
        return self.certificate.public_bytes(Encoding.PEM)

    def issue(self, request: str, wanted: Wanted = GOOD) -> x509.Certificate:
        """Certify the key of a request (PEM)."""
        found = x509.load_pem_x509_csr(request.encode())
        assert found.is_signature_valid
        subject = found.subject
        if wanted.name is not None:
            subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, wanted.name)])
        return _certificate(found.public_key(), subject, wanted, self.now, (self.key, self.subject))

    def answer(self, request: str, wanted: Wanted = GOOD) -> bytes:
        """Return what is sent back: the certificate, and those of the authorities up to the root's."""
        way, at = [self.issue(request, wanted).public_bytes(Encoding.PEM)], self
        while at.above is not None:
            way.append(at.pem)
            at = at.above
        return b"".join(way)


def twin(bank: Authority) -> Authority:
    """Return an authority of the same name with another key."""
    return Authority(name=bank.name, now=bank.now, above=bank.above)


def unsorted(*certificates: x509.Certificate) -> bytes:
    """Return a PKCS#7 file whose certificates do not lie in the order of DER, as openssl writes it."""
    data = pkcs7.serialize_certificates(list(certificates), Encoding.DER)
    first, second = sorted((item.public_bytes(Encoding.DER) for item in certificates), key=data.index)
    return data.replace(first + second, second + first)


def _certificate(
    public: CertificatePublicKeyTypes,
    subject: x509.Name,
    wanted: Wanted,
    now: datetime,
    issuer: tuple[ec.EllipticCurvePrivateKey, x509.Name],
) -> x509.Certificate:
    key, above = issuer
    certifies = wanted.ca if wanted.certifies is None else wanted.certifies
    usage = x509.KeyUsage(
        digital_signature=wanted.signs and not wanted.ca,
        content_commitment=False,
        key_encipherment=not wanted.signs,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certifies,
        crl_sign=certifies,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(above)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + wanted.begins)
        .not_valid_after(now + wanted.ends)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
    )
    if wanted.constrained:
        builder = builder.add_extension(x509.BasicConstraints(ca=wanted.ca, path_length=None), critical=True)
    if wanted.purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(wanted.purposes), critical=False)
    return builder.sign(key, SHA256())
