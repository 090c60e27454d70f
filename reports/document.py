"""What does a report say, before anybody decides how its pages look?

A frozen tree in one language. A statement of a result cannot be made without evidence or the person
who attests it; the constructors refuse it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from core.evidence import ReportKind, SignatureMeaning
from core.ids import Digest, ReportId
from core.texts import Language
from reports.drawing import Drawing


class Tone(StrEnum):
    """How something is meant; each has a word or a shape beside its color."""

    NEUTRAL = "neutral"
    INFO = "info"
    OK = "ok"
    WARN = "warn"
    BAD = "bad"


class Align(StrEnum):
    """How a column is set."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence about the model, with what it rests on."""

    text: str
    evidence: tuple[str, ...] = ()
    """Ids of the records that show it."""
    attested: str = ""
    """Who states it, where only a person can; printed with the word "attested"."""

    def __post_init__(self) -> None:
        """Refuse a statement that nobody could check."""
        if not self.evidence and not self.attested:
            raise ValueError(f"statement without evidence: {self.text}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """How something was measured or is to be read; says nothing about the model itself."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a named person wrote, in their words."""

    text: str
    author: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What is missing, and who must provide it."""

    text: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Callout:
    """A short message that must not be overlooked."""

    title: str
    text: str = ""
    tone: Tone
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a table."""

    text: str
    tone: Tone | None = None
    fill: tuple[str, str] | None = None
    """Names of the fill and text color of a chip."""
    strong: bool = False
    """Whether its first line is stressed."""
    code: bool = False
    """Whether it is a digest or another string without spaces that may break anywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnHead:
    """The head of a column."""

    title: str
    share: float = 1.0
    """Of the table's width, relative to the other columns."""
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under heads that are repeated on every page."""

    columns: tuple[ColumnHead, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    evidence: tuple[str, ...]
    compact: bool = False
    """Whether it is set small, for many figures."""

    def __post_init__(self) -> None:
        """Refuse a row that does not fit under the heads."""
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"a row does not fit its {len(self.columns)} columns: {self.caption}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A chart with its caption."""

    drawing: Drawing
    caption: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFacts:
    """Names and values, one below the other."""

    rows: tuple[tuple[str, Cell], ...]
    evidence: tuple[str, ...]


Block: TypeAlias = Statement | Method | Opinion | Gap | Callout | Table | Figure | KeyFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with what stands below it."""

    number: str
    """"1", "2.3", "A"."""
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple["Section", ...] = ()
    outdated: str = ""
    """Why its evidence belongs to another state of the version; printed below the heading."""
    new_page: bool = False
    listed: bool = True
    """Whether it stands in the contents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The first page."""

    kind: str
    """Kind of report, in small capitals above the title."""
    title: str
    subtitle: str
    verdict: Callout | None
    facts: KeyFacts
    digests: KeyFacts
    notice: str
    """What the report is not."""
    example: str = ""
    """Says that model or persons are an example."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Who issues the report as what; drafts have none."""

    report: ReportId
    meaning: SignatureMeaning
    signer: str
    """Name as printed."""
    signer_id: str
    certificate_digest: Digest
    moment: datetime
    example: bool
    subject: str = ""
    """Whom the certificate names; empty where it is self-signed and names the signer."""
    issuer: str = ""
    """The certification authority that issued it; empty where it is self-signed."""
    chain: tuple[Digest, ...] = ()
    """The certificates of the authorities between, which the signature carries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole report."""

    kind: ReportKind
    language: Language
    header: str
    """Model and version, on every page."""
    evidence_digest: Digest
    moment: datetime
    """When the evidence was gathered."""
    cover: Cover
    sections: tuple[Section, ...]
    closing: Section
    """The last page, which carries the signature."""
    issue: Issue | None

    @property
    def title(self) -> str:
        """Return the title as file viewers show it."""
        return f"{self.cover.kind}: {self.cover.title}"

    def walk(self) -> Iterator[Section]:
        """Yield every section, the closing one last."""
        yield from _walk(self.sections)
        yield from _walk((self.closing,))


def strings(document: Document) -> Iterator[str]:
    """Yield every text of the tree, for tests that look for words."""
    cover = document.cover
    yield from (cover.kind, cover.title, cover.subtitle, cover.notice, cover.example)
    for block in (cover.verdict, cover.facts, cover.digests):
        if block is not None:
            yield from block_strings(block)
    for section in document.walk():
        yield from (section.title, section.outdated)
        for item in section.blocks:
            yield from block_strings(item)


def block_strings(block: Block) -> Iterator[str]:
    """Yield every text of a block."""
    match block:
        case Statement() | Method() | Opinion():
            yield block.text
        case Gap():
            yield from (block.text, *block.items)
        case Callout():
            yield from (block.title, block.text)
        case Table():
            yield block.caption
            yield from (head.title for head in block.columns)
            yield from (cell.text for row in block.rows for cell in row)
        case Figure():
            yield block.caption
            yield from (text.text for text in block.drawing.texts)
        case KeyFacts():
            for name, cell in block.rows:
                yield from (name, cell.text)


def _walk(sections: Iterable[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _walk(section.sections)
