"""What describes one field of the model register?

Which fields there are stands in the modules of the folder `table`; each says which regulators list it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NewType, TypeAlias

from core.decisions import Decision
from core.findings import Finding
from core.governance.determinations import Determination
from core.ids import DatasetId, PersonId, RunId, VersionId
from core.inventory import Dataset, Model, ModelKind, ModelVersion, current
from core.messages import Message
from core.policy import Policy
from core.results import ResultHead, RunState
from core.risk import Band, RiskAssessment, TierOverride
from core.texts import Text
from core.ties import Dependency, Duty

FieldKey = NewType("FieldKey", str)
"""Stable name of a field, for example "operating_boundaries"."""
NOT_APPLICABLE = "not_applicable"
"""What the facts hold where a person stated that a field does not apply."""


class FieldKind(StrEnum):
    """What is entered."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    NUMBER = "number"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    """Any number of the choices."""
    LIST = "list"
    """One entry a line."""
    PERSON = "person"
    MODELS = "models"
    """References to models of the inventory, one a line."""
    COUNTRIES = "countries"
    """ISO 3166 alpha-2 codes."""
    DEPENDENCIES = "dependencies"
    """One a line: kind, colon, name."""


class FormSection(StrEnum):
    """Where in the form a field stands, in the order of the form."""

    IDENTITY = "identity"
    PEOPLE = "people"
    USE = "use"
    RISK = "risk"
    DATA = "data"
    TECHNIQUE = "technique"
    OPERATION = "operation"
    PRIVACY = "privacy"
    AI_ACT = "ai_act"
    SCOPE = "scope"


class FieldLevel(StrEnum):
    """What a field is about."""

    MODEL = "model"
    VERSION = "version"
    """Of the version that counts."""
    DERIVED = "derived"
    """Put together from other records."""


class Place(StrEnum):
    """Where the value is kept."""

    ATTRIBUTE = "attribute"
    """The attribute of `Model` that has the name of the key."""
    WORDS = "words"
    """`Model.words`: free text and personal data."""
    FACTS = "facts"
    """`Model.facts`: days, numbers, choices."""
    DUTY = "duty"
    """The person in `Model.duties`."""
    DEPENDENCIES = "dependencies"
    NOWHERE = "nowhere"
    """It can only be derived."""


class FieldList(StrEnum):
    """The lists of fields that regulators publish, or are said to."""

    E23 = "e23"
    SS1_23 = "ss1_23"
    SR_26_2 = "sr_26_2"
    GDPR_30 = "gdpr_30"
    ANNEX_VIII_A = "annex_viii_a"
    ANNEX_VIII_B = "annex_viii_b"
    ANNEX_VIII_C = "annex_viii_c"
    MARISK = "marisk"


FRAMEWORKS: Mapping[FieldList, str] = {
    FieldList.E23: "ca-osfi-e23",
    FieldList.SS1_23: "uk-pra-ss1-23",
    FieldList.SR_26_2: "us-sr-26-2",
    FieldList.GDPR_30: "gdpr",
    FieldList.ANNEX_VIII_A: "eu-ai-act",
    FieldList.ANNEX_VIII_B: "eu-ai-act",
    FieldList.ANNEX_VIII_C: "eu-ai-act",
    FieldList.MARISK: "de-marisk-435",
}
"""The framework each list belongs to, by its id in the catalogue of regulations."""


class Strength(StrEnum):
    """How firmly a list asks for a field."""

    REQUIRED = "required"
    NOT_NEGLIGIBLE = "not_negligible"
    """Required unless the inherent risk is negligible."""
    WHERE_APPLICABLE = "where_applicable"
    """Required where it applies; otherwise a person states that it does not."""
    IMPLIED = "implied"
    """Not listed, but other demands of the framework cannot be met without it; never counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """That a list asks for a field."""

    list: FieldList
    item: str
    """The item of the list; several fields may make up one item, which is filled when all of them are."""
    strength: Strength
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value that can be chosen."""

    key: str
    label: str
    """English, the id in the catalogue of messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country as a value; its name is found where it is shown."""

    code: str
    """ISO 3166 alpha-2."""


Piece: TypeAlias = str | int | bool | Decimal | date | Text | Message | StrEnum | Country
"""One part of a value as it is shown; the edge says it in its language."""
Stored: TypeAlias = str | Text | tuple[Dependency, ...] | None
"""What is kept of an entered value; None empties the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunMark:
    """What the register needs of a run: the same document, read without its figures."""

    id: RunId
    version: VersionId
    dataset: DatasetId
    state: RunState
    results: tuple[ResultHead, ...]
    run_by: PersonId
    finished_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFacts:
    """Everything that fields of one model are derived from."""

    model: Model
    today: date
    versions: tuple[ModelVersion, ...] = ()
    """Oldest first."""
    subject: ModelVersion | None = None
    """The version that is meant: the one that counts, looked for once, or the one a report is on."""
    assessment: RiskAssessment | None = None
    """In force for the version that counts."""
    override: TierOverride | None = None
    """The tier as determined otherwise, while that is in force."""
    decisions: tuple[Decision, ...] = ()
    """On all versions, oldest first."""
    findings: tuple[Finding, ...] = ()
    """On all versions, oldest first."""
    datasets: tuple[Dataset, ...] = ()
    """Of the version that counts and of its runs."""
    runs: tuple[RunMark, ...] = ()
    """The newest per data set, oldest first, of the version that counts."""
    determinations: tuple[Determination, ...] = ()
    """In force about the model and its versions, oldest first."""
    production_from: date | None = None
    """First day of the earliest deployment that decided about anything."""
    use_case: Text | None = None
    """Name of the use case."""
    vendor: Text | None = None
    """Name in the vendor's entry."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Of persons and models, by their id."""
    policy: Policy | None = None

    @property
    def version(self) -> ModelVersion | None:
        """Return the version that counts."""
        return self.subject or current(self.versions)

    @property
    def tier(self) -> Band | None:
        """Return the tier: as determined otherwise, else as assessed; None while there is no assessment."""
        if self.assessment is None:
            return None
        return self.assessment.tier if self.override is None else self.override.tier

    def name_of(self, person: PersonId) -> str:
        """Return a person's name, or the id of somebody unknown."""
        return self.names.get(person, person)


Derive: TypeAlias = Callable[[RecordFacts], tuple[Piece, ...]]
"""Returns nothing where there is nothing to derive from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One field of the register."""

    key: FieldKey
    label: str
    """English, the id in the catalogue of messages."""
    kind: FieldKind
    section: FormSection
    level: FieldLevel = FieldLevel.MODEL
    place: Place = Place.WORDS
    hint: str = ""
    """What belongs there; English, the id in the catalogue of messages."""
    choices: tuple[Choice, ...] = ()
    countries: tuple[str, ...] = ()
    """Which codes are allowed; empty: all."""
    demands: tuple[Demand, ...] = ()
    kinds: tuple[ModelKind, ...] = ()
    """Kinds of model the field is made for; empty: all. Shown for the others as well, but never missed."""
    kind_hints: Mapping[ModelKind, str] = field(default_factory=dict)
    """What belongs there for a kind of model, beyond the hint; English, the ids in the catalogue."""
    derive: Derive | None = None
    derived_first: bool = True
    """Whether what other records say outweighs what was entered."""
    duty: Duty | None = None
    needed: bool = False
    """Whether the model cannot be without it, so that it cannot be emptied."""
    may_not_apply: bool = False
    """Whether a person may state that it does not apply."""

    @property
    def enterable(self) -> bool:
        """Tell whether a person can enter it at all."""
        return self.place is not Place.NOWHERE

    def meant_for(self, kind: ModelKind) -> bool:
        """Tell whether the field is made for a kind of model."""
        return not self.kinds or kind in self.kinds

    def demand(self, wanted: FieldList) -> Demand | None:
        """Return what a list asks of the field."""
        return next((item for item in self.demands if item.list is wanted), None)


class Origin(StrEnum):
    """Where a shown value comes from."""

    STATED = "stated"
    """Entered by a person."""
    DERIVED = "derived"
    """Put together from other records, and up to date with them."""
    NOT_APPLICABLE = "not_applicable"
    """A person stated that the field does not apply."""
    OTHER_KIND = "other_kind"
    """Made for other kinds of model, and nothing was entered."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldValue:
    """The value of one field of one model."""

    field: FieldSpec
    origin: Origin
    pieces: tuple[Piece, ...] = ()
    """What is shown, in order."""
    raw: str = ""
    """What was entered, as `parse` reads it; empty for derived values."""

    @property
    def filled(self) -> bool:
        """Tell whether the register holds an answer."""
        return self.origin is not Origin.MISSING

    @property
    def enterable(self) -> bool:
        """Tell whether a person can change it now: what is derived is changed where it comes from."""
        return self.field.enterable and (self.origin is not Origin.DERIVED or not self.field.derived_first)
