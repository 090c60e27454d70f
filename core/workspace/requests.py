"""What does a person hand in for each use case?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from core.decisions import DecisionKind
from core.evidence import Evidence, OpinionEvidence, ReportKind, SignatureMeaning
from core.examination import Examination
from core.findings import FindingScope, Severity
from core.ids import DatasetId, ModelId, PersonId, ReportId, VersionId
from core.inventory import (
    ArtifactFormat,
    Column,
    CutOff,
    DatasetKind,
    Grouping,
    ModelKind,
    RecordBasis,
    TableDialect,
    Task,
)
from core.opinion import Observation, OpinionGrade
from core.options import PLAIN, CheckOptions
from core.people import PersonKind, Role
from core.texts import Language, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """A person to be added, with both keys made at once."""

    name: Text
    roles: tuple[Role, ...]
    passphrase: str = field(repr=False)
    kind: PersonKind = PersonKind.HUMAN
    example: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewModel:
    """A model to be registered."""

    name: Text
    purpose: Text
    intended_use: Text
    kind: ModelKind
    owner: PersonId
    business_area: Text
    basis: RecordBasis = RecordBasis.REGISTERED
    vendor: Text | None = None
    example: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDataset:
    """A table to be registered, with the meaning of its columns."""

    path: Path
    name: Text
    kind: DatasetKind
    dialect: TableDialect
    """As recognized by `Inventory.preview_table`, or corrected by the person."""
    columns: tuple[Column, ...]
    favorable: str | None = None
    groupings: tuple[Grouping, ...] = ()
    source: Text | None = None
    delete_by: date | None = None
    """Required where columns are kept for bias tests only."""
    necessity: Text | None = None
    """Required where columns are kept for bias tests only: why bias cannot be found without them."""
    example: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """A version to be registered, with its model files or without one."""

    model: ModelId
    label: str
    task: Task
    developer: PersonId
    artifacts: tuple[Path, ...] = ()
    cut_off: CutOff | None = None
    datasets: tuple[DatasetId, ...] = ()
    golden_from: DatasetId | None = None
    """Data set whose first rows become the golden sample; default: the first data set."""
    consent: Text | None = None
    """Why a pickle-class file may be opened in the confined worker; the acting person consents by it."""
    converted: ArtifactFormat | None = None
    """Format in which the first file is kept as well, converted here: skops or ONNX."""
    training: Mapping[str, str] = field(default_factory=dict)
    notes: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest:
    """A suite of checks to be run."""

    version: VersionId
    dataset: DatasetId
    checks: tuple[str, ...] | None = None
    """Check ids; None: those the policy makes mandatory for the tier; without a tier the standard ones."""
    seed: int = 7
    options: CheckOptions = PLAIN
    reference: DatasetId | None = None
    """Data the rows are compared with; None: the version's training data where it is registered with it."""
    other_version: VersionId | None = None
    """Version that is asked about the same rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFinding:
    """A finding raised by a person."""

    version: VersionId
    title: Text
    description: Text | None = None
    severity: Severity
    owner: PersonId
    due: date | None = None
    """None: by severity, from the policy."""
    scope: FindingScope = FindingScope.VERSION
    """Whether it counts against the version alone, or every version of the model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRequest:
    """A decision to be recorded and signed."""

    version: VersionId
    kind: DecisionKind
    reason: Text
    conditions: tuple[tuple[Text, PersonId, date], ...] = ()
    """What must still be done, by whom, until when."""
    expires: date | None = None
    """None: as long as the policy allows for the tier."""
    accepted_undecided: Text | None = None
    """Why not decidable results are accepted by name in tiers high and severe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReport:
    """A signed report to be filed."""

    id: ReportId
    """As reserved."""
    evidence: Evidence | OpinionEvidence
    kind: ReportKind
    language: Language
    meaning: SignatureMeaning
    temporary: Path
    """The signed file in the reports folder, fsynced, with the ending `.part`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOpinion:
    """What an auditor writes about an examination."""

    title: Text
    """What was examined, for example "Scoring of supplier X"."""
    subject: Text | None = None
    """Engagement: by whom received, when, for which question."""
    examination: Examination
    observations: tuple[Observation, ...] = ()
    grade: OpinionGrade | None = None
    """None: figures are recorded, no opinion is expressed."""
    conclusion: Text | None = None
    """Required with a grade, and only with one."""
    example: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """How an examination becomes a version of the inventory."""

    model: NewModel | ModelId
    """A model to be registered, or one that is there."""
    label: str
    """Of the new version."""
    table: Path
    """The examined table; its digest must be the examined one."""
    model_file: Path | None = None
    """The examined model file; required if there was one."""
    data_kind: DatasetKind = DatasetKind.TEST
    developer: PersonId | None = None
    """None: the model's owner."""
    delete_by: date | None = None
    """Required where columns are kept for bias tests only; so is the next."""
    necessity: Text | None = None
    consent: Text | None = None
    """Why the acting person lets a pickle-class file be opened in the confined worker; required for one."""
