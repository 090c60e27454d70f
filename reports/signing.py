"""How does a report get its signature?

PAdES B-B: one certifying signature that allows no later change, ECDSA P-256 with SHA-256, with the
appearance of `reports.stamp`. This module is the only one that knows how the library signs.
"""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from asn1crypto import pem, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigFieldSpec,
    SigSeedSubFilter,
)
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from core.errors import NotAllowedError
from core.language import Translator
from core.messages import message
from core.workspace.people import SigningKey
from reports.document import Issue
from reports.layout.pages import SIGNATURE_BOX
from reports.stamp import stamp

_EDGE_TO_EDGE = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, Margins(0, 0, 0, 0))

FIELD = "Signature1"
"""Name of the only signature field."""


class _Signer(PdfSigner):
    """Signs at a given moment, so that the printed and the signed time are the same."""

    def __init__(self, issue: Issue, signer: SimpleSigner, style: StaticStampStyle) -> None:
        super().__init__(_metadata(issue), signer, stamp_style=style, new_field_spec=_field())
        self._moment = issue.moment

    def init_signing_session(
        self,
        pdf_out: BasePdfFileWriter,
        existing_fields_only: bool = False,  # noqa: FBT001, FBT002
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only=existing_fields_only)
        session.system_time = self._moment
        return session


def sign(raw: bytes, issue: Issue, key: SigningKey, translator: Translator) -> bytes:
    """Return the PDF with one more revision that holds the signature."""
    signer = _signer(key)
    writer = IncrementalPdfFileWriter(BytesIO(raw))
    with TemporaryDirectory() as folder:
        appearance = Path(folder) / "stamp.pdf"
        appearance.write_bytes(stamp(issue, translator))
        style = StaticStampStyle.from_pdf_file(
            str(appearance), border_width=0, background_opacity=1.0, background_layout=_EDGE_TO_EDGE
        )
        signed = _Signer(issue, signer, style).sign_pdf(writer)
    return bytes(signed.getvalue())


def _signer(key: SigningKey) -> SimpleSigner:
    """Return the key with the certificate recorded for the person, which can be newer than the key's file."""
    opened = SimpleSigner.load_pkcs12_data(key.pkcs12, [], key.passphrase)
    if opened is None or key.person.certificate is None:
        raise NotAllowedError(
            message("The signing key could not be opened; nothing was signed. Check the passphrase.")
        )
    carried = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    for item in key.person.certificate_chain:
        carried.register(_certificate(item))
    own = _certificate(key.person.certificate)
    return SimpleSigner(signing_cert=own, signing_key=opened.signing_key, cert_registry=carried)


def _certificate(text: str) -> x509.Certificate:
    return x509.Certificate.load(pem.unarmor(text.encode())[2])


def _metadata(issue: Issue) -> PdfSignatureMetadata:
    return PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        name=issue.signer,
        reason=issue.meaning.value,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )


def _field() -> SigFieldSpec:
    left, bottom, right, top = SIGNATURE_BOX
    return SigFieldSpec(
        FIELD,
        on_page=-1,
        box=(round(left), round(bottom), round(right), round(top)),
        field_mdp_spec=FieldMDPSpec(FieldMDPAction.ALL),
    )
