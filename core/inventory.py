"""Which models, versions and data sets are there, and in which state?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from core.deletion import Deletion
from core.ids import DatasetId, Digest, Exact, ModelId, PersonId, UseCaseId, VendorId, VersionId
from core.texts import Text
from core.ties import Dependency, Responsibility


class State(StrEnum):
    """The life of a version; the only list of states."""

    DRAFT = "draft"
    IN_VALIDATION = "in_validation"
    APPROVED = "approved"
    APPROVED_WITH_CONDITIONS = "approved_with_conditions"
    REJECTED = "rejected"
    PRE_VALIDATION_USE = "pre_validation_use"
    IN_USE = "in_use"
    UNDER_REVIEW = "under_review"
    RESTRICTED = "restricted"
    SUSPENDED = "suspended"
    RETIRED = "retired"


_OPERATING = frozenset({State.IN_USE, State.UNDER_REVIEW, State.RESTRICTED, State.SUSPENDED, State.RETIRED})
_DECIDED = frozenset({State.APPROVED, State.APPROVED_WITH_CONDITIONS, State.REJECTED})

TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.IN_VALIDATION, State.PRE_VALIDATION_USE, State.RETIRED}),
    State.IN_VALIDATION: _DECIDED | {State.DRAFT, State.PRE_VALIDATION_USE, State.RETIRED},
    State.PRE_VALIDATION_USE: frozenset({State.IN_VALIDATION, State.SUSPENDED, State.RETIRED}),
    State.APPROVED: frozenset({State.IN_USE, State.UNDER_REVIEW, State.RETIRED}),
    State.APPROVED_WITH_CONDITIONS: frozenset({State.IN_USE, State.UNDER_REVIEW, State.RETIRED}),
    State.REJECTED: frozenset({State.DRAFT, State.RETIRED}),
    State.IN_USE: _OPERATING - {State.IN_USE},
    State.UNDER_REVIEW: (_OPERATING | _DECIDED) - {State.UNDER_REVIEW},
    State.RESTRICTED: _OPERATING - {State.RESTRICTED},
    State.SUSPENDED: frozenset({State.UNDER_REVIEW, State.RETIRED}),
    State.RETIRED: frozenset(),
}
"""From each state, the states a version may go to next."""


class ModelKind(StrEnum):
    """What sort of thing calculates."""

    MACHINE_LEARNING = "machine_learning"
    STATISTICAL = "statistical"
    EXPERT = "expert"
    SPREADSHEET = "spreadsheet"
    VENDOR = "vendor"
    GENERATIVE = "generative"


class RecordBasis(StrEnum):
    """What an inventory entry rests on."""

    REGISTERED = "registered"
    TAKEN_OVER = "taken_over"
    """Taken over from an older register, not evidenced: can never pass a gate."""


class Task(StrEnum):
    """What the model predicts."""

    BINARY = "binary"
    MULTICLASS = "multiclass"
    MULTILABEL = "multilabel"
    REGRESSION = "regression"


class ScoreMeans(StrEnum):
    """What a higher score says about the person (scorecards score good, PD models score bad)."""

    FAVORABLE = "favorable"
    UNFAVORABLE = "unfavorable"


class ColumnRole(StrEnum):
    """What a column is for; a column may have several roles (a feature may also be sensitive)."""

    TARGET = "target"
    PREDICTION = "prediction"
    SCORE = "score"
    SENSITIVE = "sensitive"
    FEATURE = "feature"
    ROW_ID = "row_id"
    TIME = "time"
    WEIGHT = "weight"
    SEGMENT = "segment"
    IGNORED = "ignored"


class SensitivePurpose(StrEnum):
    """What a sensitive column may be used for; stated by a person, never assumed."""

    MODEL_INPUT = "model_input"
    """The model reads it; groups are compared by it."""
    GROUP_COMPARISON = "group_comparison"
    """Held lawfully for another purpose; groups are compared by it."""
    BIAS_TEST_ONLY = "bias_test_only"
    """Special categories processed only to detect and correct bias (AI Act Art. 4a): access is recorded,
    export blocked, and the values are deleted by a date that is set when they come in."""


class DatasetKind(StrEnum):
    """What a data set was used for."""

    TRAINING = "training"
    VALIDATION = "validation"
    TEST = "test"
    OUT_OF_TIME = "out_of_time"
    PRODUCTION = "production"
    MONITORING = "monitoring"


class ArtifactFormat(StrEnum):
    """The model formats that are opened, each in the model worker only."""

    SKOPS = "skops"
    ONNX = "onnx"
    LIGHTGBM = "lightgbm"
    """LightGBM's text format."""
    XGBOOST = "xgboost"
    """XGBoost's JSON and UBJSON formats; needs the extra of the same name."""
    CATBOOST = "catboost"
    """CatBoost's binary format; needs the extra of the same name."""
    PICKLE = "pickle"
    """A pickle or joblib file; through the allow-list only, and with a named person's consent."""


class TableFormat(StrEnum):
    """The table formats that are read."""

    CSV = "csv"
    PARQUET = "parquet"
    XLSX = "xlsx"
    FEATHER = "feather"
    """Feather version 2, which is an Arrow file."""
    JSON_LINES = "json_lines"
    """One JSON object a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model of the inventory: one purpose, any number of versions."""

    id: ModelId
    name: Text
    purpose: Text
    """What the firm wants to achieve with it."""
    intended_use: Text
    """Who uses it, for which decisions, within which limits."""
    kind: ModelKind
    basis: RecordBasis = RecordBasis.REGISTERED
    vendor: Text | None = None
    """Who supplies it, for vendor models."""
    owner: PersonId
    business_area: Text
    registered_at: datetime
    example: bool = False
    use_case: UseCaseId | None = None
    vendor_record: VendorId | None = None
    """The vendor's entry; `vendor` is the name as it was written at registration."""
    foreign_id: str | None = None
    """Its id in the register it was taken over from."""
    words: Mapping[str, Text] = field(default_factory=dict)
    """Free text of the register's further fields, by the key of the field."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Dates, numbers, choices and lists of the register's further fields, by the key of the field."""
    duties: tuple[Responsibility, ...] = ()
    dependencies: tuple[Dependency, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A named person's consent to open a pickle-class file in the confined worker."""

    by: PersonId | None
    """None: given outside any workspace, by the name only."""
    name: str
    """As printed in reports."""
    reason: Text
    given_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """A further file without which a model file cannot be read, for example ONNX weights kept outside."""

    name: str
    """As the model file calls it: a plain name or a path below its folder, with "/"."""
    digest: Digest
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """A model file as received, kept under its digest."""

    format: ArtifactFormat
    digest: Digest
    size: int
    """Bytes."""
    file_name: Text
    features: tuple[str, ...]
    """Input columns in the order the model expects them."""
    libraries: Mapping[str, str]
    """Library versions named inside the file, for example {"scikit-learn": "1.9.1"}."""
    estimator: str
    """What the file says it holds, for example "Pipeline(ColumnTransformer, LogisticRegression)"."""
    companions: tuple[Companion, ...] = ()
    consent: Consent | None = None
    """Who consented to opening it; only and always for pickle-class files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldenSample:
    """Rows and scores kept at registration and re-scored before every run."""

    digest: Digest
    """Of the Arrow file with the rows and the column `score`."""
    rows: int
    tolerance: float
    """Largest absolute difference accepted when re-scored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOff:
    """The score from which on the model says yes."""

    value: Exact
    """Compared as score >= value; "5/6" is read exactly."""
    score_means: ScoreMeans
    """Whether reaching the cut-off is the favorable or the unfavorable outcome."""

    @property
    def number(self) -> float:
        """Return the cut-off as the nearest float."""
        return float(Fraction(self.value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """How a sensitive column becomes groups."""

    column: str
    edges: tuple[Exact, ...] = ()
    """Cut points of a continuous column; empty for a column whose values are the groups."""
    right_closed: bool = True
    """True: groups are <= edge and > edge; False: < edge and >= edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a data set."""

    name: str
    dtype: str
    """"number", "integer", "text", "boolean" or "date"."""
    roles: tuple[ColumnRole, ...]
    purpose: SensitivePurpose | None = None
    """For sensitive columns; None: not stated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDialect:
    """What was assumed in order to read a file; shown, correctable, stored."""

    format: TableFormat
    encoding: str | None = None
    """For CSV and JSON lines, for example "utf-8", "utf-8-sig", "cp1252", "utf-16"."""
    delimiter: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    sheet: str | None = None
    """For XLSX."""
    missing: tuple[str, ...] = ("",)
    """Cell contents read as missing."""
    quote: str | None = '"'
    """The sign around cells that hold delimiters; None: there is none."""
    skipped: int = 0
    """Lines (CSV) or rows (XLSX) above the header that are no part of the table."""
    header: bool = True
    """False: the first line is data and columns are called by their numbers."""
    date_format: str | None = None
    """How days are written, as in `datetime.strptime`, for example "%d.%m.%Y"; "excel" for Excel's day
    numbers; None: ISO 8601."""
    footer: int = 0
    """Lines (CSV) or rows (XLSX) at the end that are no part of the table, such as totals."""
    printed: bool = False
    """True: a list as printed, in which blanks around cells and lines of dashes are layout."""
    composed: bool = False
    """True: letters written in two parts (u and a diaeresis) are put together (Unicode NFC)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A registered table: what it is, where it lies, what its columns mean."""

    id: DatasetId
    name: Text
    kind: DatasetKind
    digest: Digest
    """Of the file's bytes."""
    size: int
    file_name: Text
    reference: str | None
    """Path of the file when it was not copied into the workspace; None for a copy."""
    dialect: TableDialect
    rows: int
    columns: tuple[Column, ...]
    favorable: str | None = None
    """The value of the target (and prediction) that is favorable to the person."""
    groupings: tuple[Grouping, ...] = ()
    source: Text | None = None
    """Where the data come from and under which licence."""
    registered_at: datetime
    example: bool = False
    delete_by: date | None = None
    """Day by which columns kept for bias tests only must be deleted; required where there are any."""
    necessity: Text | None = None
    """Why bias cannot be found without these columns; for the record of processing."""
    deletion: Deletion | None = None
    """The digest of the data set stays that of the file as registered, so that results keep their subject."""

    def named(self, role: ColumnRole) -> tuple[str, ...]:
        """Return the names of the columns that carry the role."""
        return tuple(column.name for column in self.columns if role in column.roles)

    @property
    def bias_test_only(self) -> tuple[str, ...]:
        """Return the names of the columns kept for bias tests only, deleted or not."""
        return tuple(
            column.name for column in self.columns if column.purpose is SensitivePurpose.BIAS_TEST_ONLY
        )

    @property
    def readable(self) -> tuple[Column, ...]:
        """Return the columns whose values still exist."""
        gone = set() if self.deletion is None else {column.name for column in self.deletion.columns}
        return tuple(column for column in self.columns if column.name not in gone)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelVersion:
    """One version: what exactly is validated, decided on and used."""

    id: VersionId
    model: ModelId
    label: str
    task: Task
    state: State
    developer: PersonId
    artifacts: tuple[Artifact, ...] = ()
    """The same model in one or more formats; empty for models without a file."""
    cut_off: CutOff | None = None
    datasets: tuple[DatasetId, ...] = ()
    golden: GoldenSample | None = None
    training: Mapping[str, str] = field(default_factory=dict)
    """Facts for reproduction: code reference, seed, parameters, environment."""
    notes: Text | None = None
    registered_at: datetime


OPERATING = (State.IN_USE, State.RESTRICTED, State.UNDER_REVIEW)
APPROVED_STATES = (State.APPROVED, State.APPROVED_WITH_CONDITIONS)
ENDED = frozenset({State.RETIRED, State.REJECTED})
"""States of versions that are not meant when a model is named without a version."""


def next_states(state: State, basis: RecordBasis) -> frozenset[State]:
    """Return where a version may go next; taken-over models may be recorded as in use without a decision."""
    if basis is RecordBasis.TAKEN_OVER and state is State.DRAFT:
        return TRANSITIONS[state] | {State.IN_USE}
    return TRANSITIONS[state]


def current(versions: Iterable[ModelVersion]) -> ModelVersion | None:
    """Return the version that counts: in use, else approved, else the newest that has not ended.

    Versions are given oldest first; of several in the same position the newest counts.
    """
    newest_first = tuple(versions)[::-1]
    return min(newest_first, key=lambda version: precedence(version.state), default=None)


def precedence(state: State) -> int:
    """Return 0 for what counts before all others, 3 for what has ended."""
    if state in OPERATING:
        return 0
    if state in APPROVED_STATES:
        return 1
    return 3 if state in ENDED else 2
