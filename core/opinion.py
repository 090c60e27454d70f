"""What does an auditor write about what was received, and what stays of it?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.examination import Examination
from core.findings import Severity
from core.ids import OpinionId, PersonId, VersionId
from core.texts import Language, Text


class OpinionGrade(StrEnum):
    """The four kinds of an auditor's opinion (ISA 700 and 705); chosen by the author, never suggested."""

    UNQUALIFIED = "unqualified"
    QUALIFIED = "qualified"
    ADVERSE = "adverse"
    DISCLAIMED = "disclaimed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A finding of the opinion."""

    title: Text
    description: Text | None = None
    severity: Severity
    check: str | None = None
    """Check and measure it rests on, where it comes from a result."""
    measure: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """An examination with what its author concludes; kept in a workspace, without any inventory entry."""

    id: OpinionId
    title: Text
    """What was examined, for example "Scoring of supplier X"."""
    subject: Text | None = None
    """Engagement: by whom received, when, for which question."""
    examination: Examination
    observations: tuple[Observation, ...] = ()
    grade: OpinionGrade | None = None
    """None: no opinion is expressed; the report says that it records figures only."""
    conclusion: Text | None = None
    """The opinion in the author's own words; required with a grade."""
    author: PersonId
    written_at: datetime
    promoted: VersionId | None = None
    """The version it became in the inventory."""
    example: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionHead:
    """What a list shows of an opinion: the same document, read without the examination."""

    id: OpinionId
    title: Text
    subject: Text | None = None
    grade: OpinionGrade | None = None
    author: PersonId
    written_at: datetime
    promoted: VersionId | None = None
    example: bool = False


def title_text(title: str, language: Language, examination: Examination) -> Text:
    """Return a title in the language it was written in; the name of the examined file has none."""
    named = title == examination.table.file_name.body
    return Text(title, language, translation=title if named else None)
