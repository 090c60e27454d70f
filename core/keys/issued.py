"""Is what a certification authority sent good for a person's key, chain and all?

Read are PEM, DER and PKCS#7 (RFC 2315) files. The chain is checked twice: link by link, so that what is wrong
can be named, and then as a whole by the same reading of RFC 5280 that later checks signatures. The topmost
certificate is taken as given here; whether it is the right authority is for those who check to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from asn1crypto import cms, pem
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from core.canonical import sha256
from core.errors import UserError
from core.ids import Digest
from core.keys.described import CertificateFacts, described, self_signed, short_name
from core.keys.trust import check_chain, may_sign
from core.messages import Message, message

LARGEST = 1 << 20
"""Bytes of the largest file that is read."""
_MOST = 10
_PKCS7 = (b"-----BEGIN PKCS7-----", b"-----BEGIN CMS-----")


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedCertificate:
    """A certificate an authority issued for a key, with the way to its root."""

    certificate: str
    """PEM."""
    digest: Digest
    """SHA-256 of the certificate's DER bytes."""
    chain: tuple[str, ...]
    """Certificates of the authorities between, PEM, the issuer's first; without the root."""
    root: str | None
    """Name of the root, where it was sent along."""
    facts: CertificateFacts


def certificates_in(data: bytes) -> Sequence[x509.Certificate]:
    """Return the certificates of a file (PEM, DER or PKCS#7); raises `UserError` when it holds none."""
    if len(data) > LARGEST:
        raise _unreadable()
    try:
        if any(mark in data for mark in _PKCS7):
            return _pkcs7(pem.unarmor(data[data.index(b"-----BEGIN ") :])[2])
        if b"-----BEGIN " in data:
            return x509.load_pem_x509_certificates(data)
        return _der(data)
    except (ValueError, TypeError, KeyError, UnsupportedAlgorithm) as error:
        raise _unreadable() from error


def read_certificates(files: Sequence[bytes]) -> tuple[x509.Certificate, ...]:
    """Return the certificates of some files, each once; raises `UserError` for too many or none."""
    found: dict[bytes, x509.Certificate] = {}
    for data in files:
        for item in certificates_in(data):
            found[item.public_bytes(Encoding.DER)] = item
    if len(found) > _MOST:
        raise _refused(
            message(
                "More than {count} certificates were given. Nothing was changed. Leave out what does not "
                "belong to the chain.",
                count=_MOST,
            )
        )
    return tuple(found.values())


def examined(files: Sequence[bytes], public: bytes, moment: datetime) -> IssuedCertificate:
    """Return the certificate for a public key (SubjectPublicKeyInfo, DER) with its chain.

    Raises `UserError` that names the first thing that does not hold at the moment.
    """
    found = read_certificates(files)
    leaf = _own(found, public)
    _check_leaf(leaf)
    above = _above(leaf, [item for item in found if item is not leaf])
    for item in (leaf, *above):
        _check_time(item, moment)
    for item in above:
        _check_authority(item)
    problem = check_chain([_pem(leaf), *map(_pem, above[:-1])], _pem(above[-1]).encode(), moment)
    if problem is not None:
        raise _refused(
            message(
                "The chain of certificates does not hold: {problem}. Nothing was changed. Ask the "
                "certification authority for a certificate for signatures, with its whole chain.",
                problem=problem,
            )
        )
    root = above[-1] if self_signed(above[-1]) else None
    facts = described(_pem(leaf))
    if facts is None:
        raise _unreadable()
    return IssuedCertificate(
        certificate=_pem(leaf),
        digest=sha256(leaf.public_bytes(Encoding.DER)),
        chain=tuple(_pem(item) for item in above if item is not root),
        root=None if root is None else short_name(root.subject),
        facts=facts,
    )


def digests(found: Sequence[x509.Certificate]) -> frozenset[Digest]:
    """Return the SHA-256 of each certificate's DER bytes."""
    return frozenset(sha256(item.public_bytes(Encoding.DER)) for item in found)


def linked(certificate: str, chain: Sequence[str]) -> bool:
    """Tell whether each certificate (PEM) is signed by the next one."""
    try:
        found = [x509.load_pem_x509_certificate(item.encode()) for item in (certificate, *chain)]
    except ValueError:
        return False
    return all(_issued_by(item, above) for item, above in pairwise(found))


def _der(data: bytes) -> Sequence[x509.Certificate]:
    try:
        return [x509.load_der_x509_certificate(data)]
    except ValueError:
        return _pkcs7(data)


def _pkcs7(data: bytes) -> Sequence[x509.Certificate]:
    """Read the certificates of a PKCS#7 file, in whatever order: most tools do not sort them as DER asks."""
    content = cms.ContentInfo.load(data)
    if content["content_type"].native != "signed_data":
        raise ValueError("no signed data")
    found = [item.chosen for item in content["content"]["certificates"] if item.name == "certificate"]
    if not found:
        raise ValueError("no certificates")
    return [x509.load_der_x509_certificate(item.dump()) for item in found]


def _own(found: Sequence[x509.Certificate], public: bytes) -> x509.Certificate:
    own = [item for item in found if _public(item) == public]
    if not own:
        raise _refused(
            message(
                "No certificate in the file belongs to your signing key. Nothing was changed. Choose the one "
                "that was issued on the request written here."
            )
        )
    if len(own) > 1:
        raise _refused(
            message(
                "Several certificates in the file belong to your signing key. Nothing was changed. Leave "
                "only the new one in it."
            )
        )
    return own[0]


def _public(item: x509.Certificate) -> bytes | None:
    try:
        return item.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except (UnsupportedAlgorithm, ValueError):
        return None


def _check_leaf(leaf: x509.Certificate) -> None:
    if self_signed(leaf):
        raise _refused(
            message(
                "The certificate is self-signed: no certification authority issued it. Nothing was changed. "
                "Choose the one that an authority issued on the request written here."
            )
        )
    try:
        fit = may_sign(leaf)
    except ValueError as error:
        raise _unreadable() from error
    if not fit:
        raise _refused(
            message(
                "The certificate is not one for signatures of a person: it lacks the key usage "
                "“digitalSignature” or “nonRepudiation”, or it is that of an authority. Nothing was changed. "
                "Ask the certification authority for another one."
            )
        )


def _above(leaf: x509.Certificate, others: list[x509.Certificate]) -> list[x509.Certificate]:
    """Return the certificates above, from the issuer's upwards; every one that was given must be needed."""
    way: list[x509.Certificate] = []
    item = leaf
    while not (way and self_signed(item)):
        named = [other for other in others if other.subject == item.issuer]
        if not named:
            break
        above = next((other for other in named if _issued_by(item, other)), None)
        if above is None:
            raise _refused(
                message(
                    "“{name}” says that “{issuer}” issued it, but the signature does not fit that "
                    "certificate. Nothing was changed. Ask the certification authority for the whole chain.",
                    name=short_name(item.subject),
                    issuer=short_name(item.issuer),
                )
            )
        others.remove(above)
        way.append(above)
        item = above
    if not way:
        raise _refused(
            message(
                "The certificate of the issuer, “{issuer}”, is missing. Nothing was changed. Choose its file "
                "together with the certificate.",
                issuer=short_name(leaf.issuer),
            )
        )
    if others:
        raise _refused(
            message(
                "“{name}” does not belong to the chain of the certificate. Nothing was changed. Leave it "
                "out.",
                name=short_name(others[0].subject),
            )
        )
    return way


def _issued_by(item: x509.Certificate, above: x509.Certificate) -> bool:
    try:
        item.verify_directly_issued_by(above)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True


def _check_time(item: x509.Certificate, moment: datetime) -> None:
    begin, end = item.not_valid_before_utc, item.not_valid_after_utc
    if not begin <= moment <= end:
        raise _refused(
            message(
                "The certificate of “{name}” holds from {begin} to {end}, not now. Nothing was changed. Ask "
                "the certification authority for one that holds.",
                name=short_name(item.subject),
                begin=begin,
                end=end,
            )
        )


def _check_authority(item: x509.Certificate) -> None:
    try:
        fit = item.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        usage = item.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        fit, usage = False, None
    if usage is None or not (fit and usage.key_cert_sign):
        raise _refused(
            message(
                "“{name}” is no certification authority and may issue no certificates. Nothing was changed. "
                "Ask the certification authority for the whole chain.",
                name=short_name(item.subject),
            )
        )


def _pem(item: x509.Certificate) -> str:
    return item.public_bytes(Encoding.PEM).decode()


def _refused(said: Message) -> UserError:
    return UserError(said)


def _unreadable() -> UserError:
    return UserError(
        message(
            "The file holds no certificate that can be read. Nothing was changed. Choose the file that the "
            "certification authority sent (PEM, DER or PKCS#7)."
        )
    )
