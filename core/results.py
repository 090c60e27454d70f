"""What did a check find, in numbers that can be recomputed and said in any language?

Schema 1 of the result. Every stored reason is a code with values, never a sentence.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.ids import DatasetId, Digest, Exact, PersonId, RunId, VersionId
from core.inventory import CutOff, Grouping, Task
from core.options import PLAIN, CheckOptions, SampleFacts
from core.policy import Threshold
from core.reasons import Reason

SCHEMA = 1


class Verdict(StrEnum):
    """What can be said about a measure and its threshold."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_DECIDABLE = "not_decidable"
    NOT_APPLICABLE = "not_applicable"


class RunState(StrEnum):
    """How a run, or one check of it, ended."""

    FINISHED = "finished"
    ERRORED = "errored"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Where the true value may lie."""

    low: float | None
    """None: unbounded or not computable on this side."""
    high: float | None
    level: Exact
    """For example "0.95"."""
    method: str
    """"wilson", "clopper_pearson", "newcombe", "katz", "koopman", "bootstrap", "delong", "student", "welch",
    "fieller"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One figure with all that is needed to judge it."""

    measure: str
    """Measure id, for example "selection_rate", "recall", "mean_abs_attribution"."""
    subject: str | None = None
    """What it is about: a group's label, a class, a feature; None for the whole table."""
    value: float | None
    """None: not computable, see `reason`."""
    numerator: float | None = None
    denominator: float | None = None
    n: int
    """Rows it was taken on."""
    interval: Interval | None = None
    reason: Reason | None = None


def of_label(feature: str, label: str | None) -> str:
    """Name a sensitive feature as compared on one label of a multi-label task, for example "sex · jazz"."""
    return feature if label is None else f"{feature} · {label}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One group of one sensitive feature (or of an intersection)."""

    feature: str
    """Column, or columns joined by " x " for an intersection; for a multi-label task with the label, see
    `of_label`."""
    label: str
    """The value, or "<= 25"; the empty string stands for "not stated"."""
    n: int
    excluded: Reason | None = None
    """Why the group takes no part in comparisons; its figures stay visible."""
    measurements: tuple[Measurement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Significance:
    """One statistical test."""

    test: str
    """"fisher_exact", "chi_square", "two_sd", "welch"."""
    statistic: float | None
    p: float | None
    p_holm: float | None = None
    """After Holm's correction over the family of this result; shown beside p, never instead of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One group against a reference, on one measure."""

    measure: str
    feature: str
    group: str
    reference: str
    """Label of the reference group."""
    reference_rule: str
    """How it was chosen: "highest_rate", "chosen", "largest"."""
    difference: Measurement
    """Reference minus group: above 0 the group has less."""
    ratio: Measurement
    """Group over reference; numerator and denominator are the two rates or means."""
    tests: tuple[Significance, ...] = ()
    below_four_fifths: bool | None = None
    """By exact point value; None where the measure has no such rule or no ratio."""
    above_five_fourths: bool | None = None
    """By exact point value, the other end of the band; only where the reference was chosen."""
    verdict: Verdict | None = None
    """Of this pair, by the threshold of its ratio or difference; None in results of older versions."""
    reason: Reason | None = None
    """Why the verdict is what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """A measure, its threshold and the verdict."""

    measure: str
    subject: str | None = None
    """A sensitive feature, a class; None for the whole table."""
    detail: str | None = None
    """The worst pair, for example "<= 25 / > 25"."""
    value: float | None
    interval: Interval | None = None
    threshold: Threshold | None = None
    verdict: Verdict
    reason: Reason
    beyond: bool = False
    """Whether the point value lies on the wrong side of the threshold."""
    minimum_detectable: float | None = None
    """Smallest distance from the threshold these numbers could have shown with 80 % power."""
    needed_n: int | None = None
    """Rows at which the interval would exclude the threshold with 80 % power.

    Of a pair: rows of the group, the reference growing in proportion; else rows of the figure itself.
    """
    two_sided: bool = False
    """Whether the threshold holds in both directions, because the reference group was chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataColumn:
    """One column of chart or table data."""

    name: str
    values: tuple[float | str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTable:
    """Data behind a chart: "beeswarm", "local", "global_importance", ..."""

    id: str
    columns: tuple[DataColumn, ...]

    def column(self, name: str) -> tuple[float | str | None, ...]:
        """Return the values of the named column; `KeyError` if there is none."""
        for column in self.columns:
            if column.name == name:
                return column.values
        raise KeyError(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What the figures of a result mean."""

    rows: int
    """Rows used."""
    rows_total: int
    filter: str | None = None
    """Which rows, as an expression; None for all."""
    favorable: str | None = None
    positive: str | None = None
    """The class that confusion metrics count as positive: the favorable class."""
    cut_off: CutOff | None = None
    groupings: tuple[Grouping, ...] = ()
    parameters: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    """Everything else that changes the numbers: resamples, background size and digest, output scale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What one check found."""

    schema: int = SCHEMA
    check: str
    check_version: int
    state: RunState
    verdict: Verdict
    """The worst of the conclusions: failed, not decidable, passed, not applicable."""
    definition: Definition
    conclusions: tuple[Conclusion, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    groups: tuple[Group, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    tables: tuple[DataTable, ...] = ()
    notes: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRun:
    """A suite of checks on one version and one data set, replayable."""

    id: RunId
    version: VersionId
    dataset: DatasetId
    dataset_digest: Digest
    artifact: Digest | None
    """The model file that scored; None for a predictions-only run."""
    task: Task
    cut_off: CutOff | None
    policy: Digest
    seed: int
    state: RunState
    results: tuple[CheckResult, ...]
    predictions: Digest | None
    """Of the Arrow file with the predictions: every figure can be recomputed from it without the model."""
    result_digest: Digest
    """Of all results, floats rounded to 12 significant digits."""
    environment: Mapping[str, str]
    """Library versions, Python, platform."""
    confinement: str
    """"full", "partial", "none", or "not needed" where no model was opened."""
    run_by: PersonId
    started_at: datetime
    finished_at: datetime
    options: CheckOptions = PLAIN
    """What was asked besides."""
    samples: tuple[SampleFacts, ...] = ()
    """With what it was compared."""

    @property
    def verdict(self) -> Verdict:
        """Return the worst verdict of the run's checks."""
        return worst(result.verdict for result in self.results)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultHead:
    """What a list shows of a check's result."""

    check: str
    state: RunState
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class RunHead:
    """What a list shows of a run: the same document, read without its figures."""

    id: RunId
    version: VersionId
    dataset: DatasetId
    state: RunState
    results: tuple[ResultHead, ...]
    result_digest: Digest
    finished_at: datetime


_ORDER = (Verdict.FAILED, Verdict.NOT_DECIDABLE, Verdict.PASSED, Verdict.NOT_APPLICABLE)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the gravest verdict; not applicable if there is none."""
    return min(verdicts, key=_ORDER.index, default=Verdict.NOT_APPLICABLE)
