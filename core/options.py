"""What is asked of the checks besides predictions and groups, and with what are they compared?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.ids import DatasetId, Digest, Exact, VersionId
from core.inventory import DatasetKind
from core.texts import Text

ONE = Exact("1")
"""What a cost is where nobody said more."""


class Change(StrEnum):
    """How the person concerned could change a feature."""

    ANY = "any"
    UP = "up"
    DOWN = "down"
    FIXED = "fixed"
    """Not at all: never offered as advice."""


class Direction(StrEnum):
    """How a score is expected to move when a feature rises."""

    UP = "up"
    DOWN = "down"


class Period(StrEnum):
    """How long one window of time is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class SampleRole(StrEnum):
    """What a second set of rows or scores is for."""

    REFERENCE = "reference"
    """Rows the model learned from, or was approved on: drift, leakage, overfit gap, membership."""
    OTHER_VERSION = "other_version"
    """What another version says of the same rows."""
    OTHER_ARTIFACT = "other_artifact"
    """What another file of the same version says of the same rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureRule:
    """What may be done with a feature, and what is expected of it."""

    column: str
    change: Change = Change.ANY
    low: Exact | None = None
    """Smallest value that is possible."""
    high: Exact | None = None
    cost: Exact = ONE
    """Effort of a change by one standard deviation, or to another category."""
    expected: Direction | None = None
    """How the chance of the favorable outcome (or a predicted number) must move when the value rises."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """One rating grade, with the probability of the unfavorable outcome it stands for."""

    label: str
    pd: Exact | None = None
    """None: the mean score of its rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What wrong decisions cost, in any unit."""

    false_favorable: Exact = ONE
    """A favorable decision that turns out wrong, such as a loan that defaults."""
    false_unfavorable: Exact = ONE


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricAnswer:
    """One step on the way to a measure of fairness."""

    question: str
    """Id of the question, see `core.metric_guide`."""
    answer: str
    reason: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricChoice:
    """Which measure of fairness counts here, and why."""

    measure: str
    answers: tuple[MetricAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """Everything beyond the plain question; the empty one asks nothing more."""

    time: str | None = None
    """Column with a day; without one the column with that role."""
    period: Period = Period.MONTH
    grade: str | None = None
    """Column with the rating grade."""
    grades: tuple[Grade, ...] = ()
    """From best to worst; empty: ordered by their mean score."""
    decision: str | None = None
    """Column with what was finally decided, so that overrides of the prediction show."""
    segments: tuple[str, ...] = ()
    """Columns by which weak spots are sought; empty: those with that role, else features and groups."""
    controls: tuple[str, ...] = ()
    """Columns within whose values groups are compared (control features)."""
    quasi_identifiers: tuple[str, ...] = ()
    """Columns by which a person could be recognized together; empty: all features and groups."""
    rules: tuple[FeatureRule, ...] = ()
    costs: Costs | None = None
    population: Mapping[str, Mapping[str, Exact]] = field(default_factory=dict)
    """Sensitive feature, group, and its share in the population the model is meant for."""
    metric: MetricChoice | None = None


PLAIN = CheckOptions()
"""Nothing was asked besides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFacts:
    """With what a run was compared, for the record and for its replay."""

    role: SampleRole
    name: Text
    digest: Digest
    """Of the data set, or of the model file that gave the other scores; else of the table."""
    rows: int
    dataset: DatasetId | None = None
    kind: DatasetKind | None = None
    version: VersionId | None = None


def columns_of(options: CheckOptions) -> frozenset[str]:
    """Return every column the options name."""
    single = (options.time, options.grade, options.decision)
    return frozenset(
        {
            *(name for name in single if name is not None),
            *options.segments,
            *options.controls,
            *options.quasi_identifiers,
            *(rule.column for rule in options.rules),
            *options.population,
        }
    )
