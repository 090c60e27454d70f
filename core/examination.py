"""What was received, what was asked of it, and what was found, before any inventory knows it?

Schema 1 of the one-shot audit; published as docs/schema/examination-1.schema.json.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import msgspec

from core.ids import Digest, Exact
from core.inventory import (
    ArtifactFormat,
    Column,
    Companion,
    Consent,
    CutOff,
    Grouping,
    SensitivePurpose,
    TableDialect,
    Task,
)
from core.options import PLAIN, CheckOptions, SampleFacts
from core.policy import Policy
from core.remarks import Remark
from core.results import CheckResult
from core.texts import Text

SCHEMA = 1


class ScanVerdict(StrEnum):
    """What a static scanner says; a hint, never a permission."""

    NOTHING_FOUND = "nothing_found"
    SUSPICIOUS = "suspicious"
    DANGEROUS = "dangerous"
    NOT_SCANNABLE = "not_scannable"


class WeightMeans(StrEnum):
    """What the numbers of a weight column say."""

    COUNTS = "counts"
    """How many rows each line stands for, as in a published table."""
    WEIGHTS = "weights"
    """How much each row counts, as in a survey: figures rest on the effective number of rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """The result of one scanner."""

    scanner: str
    """Name and version, for example "picklescan 1.0.5"."""
    verdict: ScanVerdict
    found: tuple[str, ...] = ()
    """What it names, for example "os.system"; at most 20."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedTable:
    """A table as received and how it was read."""

    file_name: Text
    digest: Digest
    size: int
    dialect: TableDialect
    rows: int
    columns: tuple[Column, ...]
    """Only those the plan names, with their roles, and the model's inputs."""
    remarks: tuple[Remark, ...] = ()
    """What was assumed to read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedModel:
    """A model file as received and what it is."""

    file_name: Text
    digest: Digest
    size: int
    format: ArtifactFormat
    estimator: str
    features: tuple[str, ...]
    outputs: tuple[str, ...]
    """Classes or outputs, as the file states them."""
    libraries: Mapping[str, str]
    """Versions named inside the file."""
    companions: tuple[Companion, ...] = ()
    scans: tuple[Scan, ...] = ()
    remarks: tuple[Remark, ...] = ()
    consent: Consent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is asked, stated before anything is calculated."""

    task: Task
    label: tuple[str, ...] = ()
    """Column with the true outcome; several 0/1 columns for a multi-label task; empty: rates only."""
    prediction: tuple[str, ...] = ()
    """Column with the predicted outcome; for a multi-label task in the order of `label`."""
    score: str | None = None
    cut_off: CutOff | None = None
    favorable: str | None = None
    """Value favorable to the person."""
    groupings: tuple[Grouping, ...] = ()
    purposes: Mapping[str, SensitivePurpose] = field(default_factory=dict)
    """Of the sensitive columns."""
    intersections: bool = False
    """Whether groups of several sensitive features are formed and compared as well."""
    weight: str | None = None
    """Column with weights or counts of rows."""
    weight_means: WeightMeans | None = None
    """What the weight column says; None: recognized, and then said in the remarks."""
    references: Mapping[str, str] = field(default_factory=dict)
    """Sensitive feature and the group the others are compared with; without one: the highest rate."""
    where: str | None = None
    """Which rows, as an expression of core.examining.expression."""
    minimum_group: int | None = None
    """None: as the policy says."""
    minimum_share: Exact | None = None
    seed: int = 7
    checks: tuple[str, ...] | None = None
    """Ids of the checks; None: group fairness, performance, and the explanation where a model is at hand."""
    options: CheckOptions = PLAIN
    other_prediction: str | None = None
    """Column with what another version predicts for the same rows."""
    other_score: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelAgreement:
    """Whether a received model says what a received table claims that it said."""

    rows: int
    differing: int | None
    """Rows whose predicted value differs; None where the table holds scores only, or numbers."""
    largest: float | None
    """Largest absolute difference of scores, or of predicted numbers; None where the table holds none."""
    tolerance: float
    """Difference accepted, relative to the largest number where that exceeds 1."""
    agrees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """A whole one-shot audit: everything needed to do it again and to print it."""

    schema: int = SCHEMA
    application: str
    """Name and version of the program."""
    examined_at: datetime
    table: ReceivedTable
    model: ReceivedModel | None = None
    plan: Plan
    policy: Policy
    rows: int
    """Rows left after `where`."""
    agreement: ModelAgreement | None = None
    """Where both a model and predictions were received: the figures rest on the predictions."""
    results: tuple[CheckResult, ...]
    result_digest: Digest
    """Of all results, floats rounded to 12 significant digits."""
    environment: Mapping[str, str]
    confinement: str
    """"full", "partial", "none", or "not needed" where no model was opened."""
    samples: tuple[SampleFacts, ...] = ()
    """With what it was compared."""


def examination_schema() -> dict[str, object]:
    """Return the JSON Schema of what `pruefstein audit --json` prints: the examination as `result`."""
    whole = msgspec.json.schema(Examination)
    return {
        "$defs": whole["$defs"],
        "type": "object",
        "required": ["result"],
        "properties": {"result": {"$ref": whole["$ref"]}},
        "additionalProperties": False,
    }
