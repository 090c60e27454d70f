"""Is every byte of a signed file accounted for, down to the last digit of the signature's container?

A signature does not cover itself. Bytes of its container that mean nothing (letter case of digits,
padding, encodings with the same meaning) could be changed unnoticed, so they must be exactly what this
application writes: the container is built again from its meaning and compared byte for byte.
"""

import re

from asn1crypto import algos, cms

_BYTE_RANGE = re.compile(rb"/ByteRange ?\[ ?(\d+) (\d+) (\d+) (\d+) *\]")
_SIGNATURE_MARKS = (b"/ByteRange", b"ETSI.CAdES.detached", b"adbe.pkcs7.detached")


def looks_like_pdf(data: bytes) -> bool:
    """Tell whether a file is, or once was, a PDF file."""
    return b"%PDF-" in data[:1024] or (b"%%EOF" in data and b"endobj" in data)


def mentions_signature(data: bytes) -> bool:
    """Tell whether there are traces of a signature, whatever a parser finds."""
    return any(mark in data for mark in _SIGNATURE_MARKS)


def whole_file_signed(data: bytes) -> bool:
    """Tell whether one signature covers everything but its own container, and the container is as written."""
    found = _BYTE_RANGE.findall(data)
    if len(found) != 1:
        return False
    start, before, after, rest = (int(number) for number in found[0])
    if start != 0 or not 0 < before < after or after + rest != len(data):
        return False
    return container(data[before:after]) is not None


def container(gap: bytes) -> bytes | None:
    """Return the DER bytes of the container between the covered ranges; None when it is not as written."""
    if gap[:1] != b"<" or gap[-1:] != b">" or not re.fullmatch(rb"(?:[0-9A-F]{2})+", gap[1:-1]):
        return None
    padded = bytes.fromhex(gap[1:-1].decode("ascii"))
    size = _der_size(padded)
    if size is None or size > len(padded) or any(padded[size:]):
        return None
    der = padded[:size]
    return der if rebuilt(der) == der else None


def rebuilt(der: bytes) -> bytes:
    """Return the only container this application writes with the same meaning; raises for other contents."""
    parsed = cms.ContentInfo.load(der, strict=True)["content"]
    (signer,) = parsed["signer_infos"]
    certificates = list(parsed["certificates"])
    number = signer["sid"].chosen["serial_number"].native
    (certificate,) = (item for item in certificates if item.chosen.serial_number == number)
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
    again = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {
                    "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                        {
                            "issuer": certificate.chosen.issuer,
                            "serial_number": certificate.chosen.serial_number,
                        }
                    )
                }
            ),
            "digest_algorithm": sha256,
            "signed_attrs": signer["signed_attrs"],
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            "signature": signer["signature"].native,
        }
    )
    return bytes(_content(again, certificates, sha256).dump(force=True))


def _content(
    signer: cms.SignerInfo, certificates: list[cms.CertificateChoices], sha256: algos.DigestAlgorithm
) -> cms.ContentInfo:
    return cms.ContentInfo(
        {
            "content_type": "signed_data",
            "content": cms.SignedData(
                {
                    "version": "v1",
                    "digest_algorithms": [sha256],
                    "encap_content_info": {"content_type": "data"},
                    "certificates": certificates,
                    "signer_infos": [signer],
                }
            ),
        }
    )


def _der_size(data: bytes) -> int | None:
    """Return how many bytes the outer DER value takes; None when it does not begin with one."""
    if len(data) < 2 or data[0] != 0x30:
        return None
    if data[1] < 0x80:
        return 2 + data[1]
    count = data[1] & 0x7F
    return 2 + count + int.from_bytes(data[2 : 2 + count], "big") if 1 <= count <= 4 else None
