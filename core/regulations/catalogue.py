"""What does a regulation ask for, against which text, in force since when?

One TOML file per framework in `resources/regulations`; its SHA-256 is the digest that evidence carries.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

import msgspec

from core.canonical import sha256
from core.errors import IntegrityError
from core.ids import Digest
from core.messages import message
from core.texts import Language

FOLDER = Path(__file__).parent.parent.parent / "resources" / "regulations"
SCHEMA = 1
NOT_READ = Digest("")
"""Digest of a catalogue that was not read from a file."""


class Mode(StrEnum):
    """Who can answer a requirement."""

    AUTOMATIC = "automatic"
    """The application assembles the answer; a person still confirms."""
    QUESTIONNAIRE = "questionnaire"
    """A person answers structured questions."""
    ATTESTATION = "attestation"
    """Only a named person can state it."""


class EvidenceType(StrEnum):
    """Of what kind a piece of evidence is."""

    INVENTORY_FIELD = "inventory_field"
    INVENTORY_EXPORT = "inventory_export"
    DATASET_RECORD = "dataset_record"
    CHECK_RESULT = "check_result"
    RISK_ASSESSMENT = "risk_assessment"
    QUESTIONNAIRE = "questionnaire"
    ATTESTATION = "attestation"
    SIGNED_DECISION = "signed_decision"
    SIGNED_REPORT = "signed_report"
    DOCUMENT = "document"
    FINDING = "finding"
    LOG = "log"
    AUDIT_TRAIL = "audit_trail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """One piece of evidence that a requirement asks for."""

    type: EvidenceType
    name: str
    """Which one, for example "group_fairness"; empty for a type that needs no name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One requirement, in own words, with the text it was compared with."""

    id: str
    citation: str
    citation_de: str
    title_en: str
    title_de: str
    requirement_en: str
    requirement_de: str
    evidence: tuple[str, ...]
    """"type" or "type:name"; see `demands`."""
    mode: Mode
    check: str | None = None
    """What can be computed about it."""
    applies_if_en: str | None = None
    """The condition under which it applies at all."""
    applies_if_de: str | None = None
    applies_from: date | None = None
    note_en: str | None = None
    note_de: str | None = None
    checked: str | None = None
    """Day and text it was compared with; None: with no primary text."""
    verify: bool = False
    """Whether the wording is not confirmed."""

    @property
    def demands(self) -> tuple[Demand, ...]:
        """Return the pieces of evidence asked for."""
        pairs = (item.partition(":") for item in self.evidence)
        return tuple(Demand(type=EvidenceType(kind), name=name) for kind, _, name in pairs)

    def title(self, language: Language) -> str:
        """Return the short name in a language."""
        return self.title_de if language is Language.GERMAN else self.title_en

    def cited(self, language: Language) -> str:
        """Return where it stands, in a language."""
        return self.citation_de if language is Language.GERMAN else self.citation

    def requirement(self, language: Language) -> str:
        """Return what is asked, in a language."""
        return self.requirement_de if language is Language.GERMAN else self.requirement_en

    def applies_if(self, language: Language) -> str | None:
        """Return the condition in a language; None when it always applies."""
        return self.applies_if_de if language is Language.GERMAN else self.applies_if_en

    def note(self, language: Language) -> str | None:
        """Return the caveat in a language."""
        return self.note_de if language is Language.GERMAN else self.note_en


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A group of requirements."""

    id: str
    title_en: str
    title_de: str
    controls: tuple[Control, ...]

    def title(self, language: Language) -> str:
        """Return the heading in a language."""
        return self.title_de if language is Language.GERMAN else self.title_en


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """The law or guidance itself."""

    id: str
    title_en: str
    title_de: str
    citation: str
    citation_de: str
    jurisdiction: str
    kind: str
    status: str
    effective_from: date
    effective_to: date | None = None
    basis_en: str
    """Which texts were read, and how far."""
    basis_de: str

    def title(self, language: Language) -> str:
        """Return the name in a language."""
        return self.title_de if language is Language.GERMAN else self.title_en

    def cited(self, language: Language) -> str:
        """Return where it stands, in a language."""
        return self.citation_de if language is Language.GERMAN else self.citation

    def basis(self, language: Language) -> str:
        """Return what was read, in a language."""
        return self.basis_de if language is Language.GERMAN else self.basis_en


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """One framework's requirements as shipped."""

    schema: int
    as_of: date
    notice_en: str
    notice_de: str
    framework: Framework
    sections: tuple[Part, ...]
    digest: Digest = NOT_READ
    """SHA-256 of the file's bytes; set when it is read."""

    @property
    def controls(self) -> tuple[Control, ...]:
        """Return every requirement in the order of the file."""
        return tuple(control for part in self.sections for control in part.controls)

    def control(self, control_id: str) -> Control:
        """Return one requirement; `KeyError` if there is none of this id."""
        for control in self.controls:
            if control.id == control_id:
                return control
        raise KeyError(control_id)

    def notice(self, language: Language) -> str:
        """Return what the catalogue is and is not."""
        return self.notice_de if language is Language.GERMAN else self.notice_en


def available() -> tuple[str, ...]:
    """Return the ids of the shipped frameworks."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def load(framework: str) -> Catalogue:
    """Read and validate a shipped framework; `IntegrityError` when its file is gone or damaged."""
    path = FOLDER / f"{framework}.toml"
    try:
        return parse(path.read_bytes())
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise IntegrityError(
            message(
                "The requirements of {framework} cannot be read ({error}); no report can be judged against "
                "them. Install the application again.",
                framework=framework,
                error=str(error),
            )
        ) from error


def parse(data: bytes) -> Catalogue:
    """Turn a file's bytes into a catalogue; `ValueError` names what is wrong with it."""
    content = {**tomllib.loads(data.decode("utf-8")), "digest": sha256(data)}
    catalogue = msgspec.convert(content, Catalogue)
    problems = tuple(_problems(catalogue))
    if problems:
        raise ValueError("; ".join(problems))
    return catalogue


def _problems(catalogue: Catalogue) -> list[str]:
    ids = [control.id for control in catalogue.controls]
    rows = [f"{name} occurs twice" for name in sorted({name for name in ids if ids.count(name) > 1})]
    if catalogue.schema != SCHEMA:
        rows.append(f"schema {catalogue.schema} is not {SCHEMA}")
    for control in catalogue.controls:
        rows += [f"{control.id}: {text}" for text in _control_problems(control)]
    return rows


def _control_problems(control: Control) -> list[str]:
    rows = [] if control.evidence else ["asks for no evidence"]
    known = set(EvidenceType)
    rows += [f"unknown evidence {item}" for item in control.evidence if item.partition(":")[0] not in known]
    if (control.applies_if_en is None) != (control.applies_if_de is None):
        rows.append("the condition lacks one language")
    if (control.note_en is None) != (control.note_de is None):
        rows.append("the note lacks one language")
    if control.checked is None and not (control.verify or control.note_en):
        rows.append("neither compared with a text nor marked as not confirmed")
    return rows
