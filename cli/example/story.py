"""What is told in the example: who, which models, in which order?"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from core.decisions import DecisionKind
from core.findings import Severity
from core.inventory import (
    DatasetKind,
    ModelKind,
    RecordBasis,
    ScoreMeans,
    SensitivePurpose,
    State,
    Task,
)
from core.opinion import OpinionGrade
from core.options import CheckOptions
from core.people import Role
from core.risk import Band, RiskKind
from core.texts import Language, Text

FOLDER = Path(__file__).parent.parent.parent / "resources" / "examples"


class Said(msgspec.Struct, frozen=True):
    """A text in both languages."""

    de: str
    en: str

    def text(self) -> Text:
        """Return it as it would have been written by a German firm."""
        return Text(self.de, Language.GERMAN, self.en)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person of the example with a published passphrase."""

    key: str
    name: str
    roles: tuple[Role, ...]
    passphrase: str


class Table(msgspec.Struct, frozen=True):
    """A data set and what its columns mean."""

    key: str
    file: str
    kind: DatasetKind
    name: Said
    target: str
    favorable: str | None = None
    sensitive: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


class Entry(msgspec.Struct, frozen=True):
    """A model of the inventory."""

    key: str
    name: Said
    purpose: Said
    use: Said
    area: Said
    kind: ModelKind
    basis: RecordBasis = RecordBasis.REGISTERED
    vendor: Said | None = None


class Rated(msgspec.Struct, frozen=True):
    """One risk kind: likelihood and impact before and after controls."""

    kind: RiskKind
    inherent: tuple[int, int]
    residual: tuple[int, int]
    why: Said


class Survey(msgspec.Struct, frozen=True):
    """A run of every check on a further data set, after the decision."""

    table: str
    other: str
    """Label of the version it is compared with."""


class Step(msgspec.Struct, frozen=True):
    """A version with all that happened to it."""

    model: str
    label: str
    task: Task
    days_ago: int
    """Day of the registration; what follows, follows on the days after."""
    notes: Said
    files: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    cut_off: str | None = None
    score_means: ScoreMeans | None = None
    materiality: Band | None = None
    ratings: tuple[Rated, ...] = ()
    validated: bool = False
    """Whether it went into validation and was checked."""
    survey: Survey | None = None
    decision: DecisionKind | None = None
    """What the approver means to do; a blocking finding turns it into a rejection."""
    reason: Said | None = None
    condition: Said | None = None
    accepted: Said | None = None
    """Why not decidable results are accepted by name."""
    afterwards: tuple[State, ...] = ()
    afterwards_reason: Said | None = None
    training: dict[str, str] = {}


class Remarked(msgspec.Struct, frozen=True):
    """An observation of the auditor and the result it rests on."""

    title: Said
    description: Said
    severity: Severity
    check: str
    measure: str
    subject: str


class Received(msgspec.Struct, frozen=True):
    """A table of predictions that was received, what is asked of it, and what the auditor concludes."""

    file: str
    title: Said
    subject: Said
    task: Task
    label: str
    prediction: str
    score: str
    cut_off: str
    score_means: ScoreMeans
    favorable: str
    sensitive: tuple[str, ...]
    purposes: dict[str, SensitivePurpose]
    grade: OpinionGrade
    conclusion: Said
    observation: tuple[Remarked, ...]
    model: Entry
    """What it becomes in the inventory."""
    label_of_version: str
    necessity: Said
    """Why bias cannot be found without the column that is kept for bias tests only."""
    kept_days: int
    """After how many days that column is deleted."""


class Story(msgspec.Struct, frozen=True):
    """Everything that is told."""

    source: Said
    rejection: Said
    """Why a version with blocking findings is rejected."""
    handed_over: Said
    """Why a version goes into validation."""
    finding: Said
    """What the validator writes to a finding."""
    survey_options: CheckOptions
    """What is asked when every check is made."""
    table: tuple[Table, ...]
    model: tuple[Entry, ...]
    version: tuple[Step, ...]
    received: Received

    def find_table(self, key: str) -> Table:
        """Return a table of the story; `StopIteration` for a wrong key."""
        return next(table for table in self.table if table.key == key)


@cache
def read_story() -> Story:
    """Read the story that is shipped."""
    text = (FOLDER / "story.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), type=Story)


@cache
def read_persons() -> tuple[Person, ...]:
    """Read the persons that are shipped."""
    data = msgspec.json.decode((FOLDER / "persons.json").read_bytes())
    return msgspec.convert(data["persons"], type=tuple[Person, ...])
