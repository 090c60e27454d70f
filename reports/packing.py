"""How do evidence, language and description get into a finished PDF?"""

from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

from pikepdf import Array, AttachedFileSpec, Dictionary, Name, ObjectStreamMode, Pdf

from core.texts import Language
from reports.document import Document

EVIDENCE_NAME = "evidence.json"
"""The evidence in canonical form."""
REPORT_NAME = "report.json"
"""What the report says about itself: kind, language, number, signer."""

_TAGS = {Language.GERMAN: "de-DE", Language.ENGLISH: "en-GB"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file inside the PDF."""

    name: str
    data: bytes
    description: str


def pack(raw: bytes, document: Document, attachments: tuple[Attachment, ...]) -> bytes:
    """Return the PDF with attachments and metadata; equal input gives equal bytes."""
    with Pdf.open(BytesIO(raw)) as pdf:
        _describe(pdf, document)
        for page in pdf.pages:
            for annotation in page.get("/Annots", []):
                annotation.F = 4
        specs = [_attach(pdf, item, document.moment) for item in attachments]
        pdf.Root.AF = Array([spec.obj for spec in specs])
        pdf.Root.Lang = _TAGS[document.language]
        target = BytesIO()
        pdf.save(
            target,
            min_version="1.7",
            deterministic_id=True,
            object_stream_mode=ObjectStreamMode.disable,
        )
        return target.getvalue()


def attachments_of(pdf: Pdf) -> dict[str, bytes]:
    """Return the files inside a PDF by name."""
    return {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}


def _attach(pdf: Pdf, item: Attachment, moment: datetime) -> AttachedFileSpec:
    stamp = _pdf_date(moment)
    spec = AttachedFileSpec(
        pdf,
        item.data,
        filename=item.name,
        description=item.description,
        mime_type="application/json",
        creation_date=stamp,
        mod_date=stamp,
    )
    spec.obj.AFRelationship = Name.Data
    pdf.attachments[item.name] = spec
    return spec


def _describe(pdf: Pdf, document: Document) -> None:
    stamp, title = _pdf_date(document.moment), document.title
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    pdf.docinfo["/Title"] = title
    pdf.docinfo["/Creator"] = "Prüfstein"
    pdf.docinfo["/CreationDate"] = stamp
    pdf.docinfo["/ModDate"] = stamp
    moment = document.moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = title
        metadata["dc:language"] = {_TAGS[document.language]}
        metadata["xmp:CreatorTool"] = "Prüfstein"
        metadata["xmp:CreateDate"] = moment
        metadata["xmp:ModifyDate"] = moment
        metadata["xmp:MetadataDate"] = moment
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


def _pdf_date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")
