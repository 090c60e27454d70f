"""Which documents are filed, what are they about, and do they still count?

A document is a file of any kind under its digest. It is never opened or executed here: what it says is for
people; that it is the same file as when it was filed is for the machine.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import PurePath

from core.ids import Digest, DocumentId, ModelId, PersonId, VersionId, model_of
from core.texts import Text


class DocumentKind(StrEnum):
    """What a document is for."""

    METHODOLOGY = "methodology"
    VALIDATION_REPORT = "validation_report"
    VENDOR_DOCUMENTATION = "vendor_documentation"
    CONTRACT = "contract"
    MINUTES = "minutes"
    EVIDENCE = "evidence"
    POLICY = "policy"
    IMPACT_ASSESSMENT = "impact_assessment"
    """Data protection impact assessment (GDPR Art. 35)."""
    CONTINGENCY_PLAN = "contingency_plan"
    INSTRUCTIONS = "instructions"
    """Instructions for use."""
    OTHER = "other"


class DocumentState(StrEnum):
    """Whether a document still counts."""

    CURRENT = "current"
    EXPIRED = "expired"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A filed document about one thing; the same file may be filed for several things."""

    id: DocumentId
    title: Text
    kind: DocumentKind
    subject: str | None
    """Id of what it is about: a model, version, vendor, finding, incident ...; None: the whole firm."""
    file_name: Text
    digest: Digest
    """Of the file's bytes."""
    size: int
    """Bytes."""
    language: str
    """Language it is written in, ISO 639-1, for example "de"; empty where there is none."""
    valid_until: date | None = None
    """Last day; None: without an end."""
    replaces: DocumentId | None = None
    note: Text | None = None
    filed_by: PersonId
    filed_at: datetime
    example: bool = False
    withdrawn_by: PersonId | None = None
    withdrawn_at: datetime | None = None
    withdrawn_because: Text | None = None

    @property
    def version(self) -> VersionId | None:
        """Return the version it is about, if it is about one."""
        return VersionId(self.subject) if self.subject is not None and "@" in self.subject else None

    @property
    def model(self) -> ModelId | None:
        """Return the model it is about, if it is about a model or one of its versions."""
        if self.version is not None:
            return model_of(self.version)
        if self.subject is not None and self.subject.startswith("MOD-"):
            return ModelId(self.subject)
        return None


def document_state(document: Document, replaced: frozenset[DocumentId], today: date) -> DocumentState:
    """Return whether a document counts; `replaced` are the ids that later documents replace."""
    if document.withdrawn_at is not None:
        return DocumentState.WITHDRAWN
    if document.id in replaced:
        return DocumentState.REPLACED
    if document.valid_until is not None and document.valid_until < today:
        return DocumentState.EXPIRED
    return DocumentState.CURRENT


def replaced_by(documents: Iterable[Document]) -> frozenset[DocumentId]:
    """Return the ids that are replaced by one of the documents that was not withdrawn."""
    return frozenset(item.replaces for item in documents if item.replaces and item.withdrawn_at is None)


SHOWN_BY_DESKTOP = frozenset(
    {
        ".pdf", ".txt", ".md", ".csv", ".tsv", ".json", ".xml", ".log", ".rtf", ".docx", ".xlsx", ".pptx",
        ".odt", ".ods", ".odp", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".webp", ".eml",
    }
)  # fmt: skip
"""Endings of files that may be handed to the desktop's viewer after asking; all others are only saved."""
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}
)
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
LONGEST_NAME = 120


def safe_file_name(name: str) -> str:
    """Return a name under which a file can be written on every system, whatever it was called.

    Separators, control and direction signs become "_"; reserved names of Windows get a leading "_".
    """
    plain = "".join("_" if unicodedata.category(sign) in {"Cf", "Co", "Cs", "Cn"} else sign for sign in name)
    plain = _UNSAFE.sub("_", unicodedata.normalize("NFC", plain)).strip(" .")
    stem, suffix = PurePath(plain).stem, PurePath(plain).suffix[:16]
    kept = stem[: LONGEST_NAME - len(suffix)].strip(" .") or "document"
    if kept.split(".", 1)[0].casefold() in _RESERVED:
        kept = f"_{kept}"
    return f"{kept}{suffix}"


def may_be_shown(name: str) -> bool:
    """Tell whether the desktop may be asked to show a file of this name."""
    return PurePath(safe_file_name(name)).suffix.casefold() in SHOWN_BY_DESKTOP
