"""What is different between two versions: fields, files, data, training, figures, risk, findings, design?

Pure: it compares what was read of two versions and reads nothing itself. Both need not be of one model.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from core.findings import Finding
from core.governance.design import DesignRecord
from core.governance.in_sync import libraries
from core.governance.measured import Figure, figures
from core.ids import Digest, VersionId
from core.inventory import ColumnRole, Dataset, ModelVersion, ScoreMeans
from core.messages import Message, message
from core.policy import Relation
from core.results import CheckRun
from core.risk import RiskAssessment
from core.texts import Text

Value = str | int | float | StrEnum | date | Message | Text | None
"""What can be shown of a field; texts of people are shown as written."""


Pair = tuple[str, str]
"""Two values, for example a severity and a state; said in the language of whoever reads."""


class Area(StrEnum):
    """Which part of a version differs."""

    VERSION = "version"
    ARTIFACT = "artifact"
    DATA = "data"
    TRAINING = "training"
    RISK = "risk"
    FINDINGS = "findings"
    DESIGN = "design"


class Kind(StrEnum):
    """In which way it differs."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """All that is known of one version."""

    version: ModelVersion
    datasets: tuple[Dataset, ...] = ()
    """Those of the version."""
    assessment: RiskAssessment | None = None
    runs: tuple[CheckRun, ...] = ()
    """Oldest first."""
    findings: tuple[Finding, ...] = ()
    design: DesignRecord | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    """What persons are called, by their id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that differs."""

    area: Area
    name: Message
    detail: str | Message | Text = ""
    """Which one, where there are several: a feature, a data set, a library."""
    before: Value = None
    after: Value = None

    @property
    def kind(self) -> Kind:
        """Return whether something came, went or changed."""
        if self.before is None:
            return Kind.ADDED
        return Kind.REMOVED if self.after is None else Kind.CHANGED


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricChange:
    """One figure of both versions on the very same data."""

    check: str
    measure: str
    subject: str | None
    dataset_digest: Digest
    before: Figure
    after: Figure

    @property
    def difference(self) -> float:
        """Return the later value minus the earlier one."""
        return self.after.value - self.before.value

    @property
    def apart(self) -> bool | None:
        """Tell whether the two intervals do not touch; None where one is not known on both sides."""
        ends = (self.before.low, self.before.high, self.after.low, self.after.high)
        if any(end is None for end in ends):
            return None
        low, high, other_low, other_high = (float(end) for end in ends if end is not None)
        return other_low > high or low > other_high


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The difference of two versions."""

    before: VersionId
    after: VersionId
    changes: tuple[Change, ...]
    metrics: tuple[MetricChange, ...]
    """Only figures of the same check, measure, subject and data on both sides."""
    not_comparable: int
    """Figures that only one side has for the same data."""

    def of(self, area: Area) -> tuple[Change, ...]:
        """Return the changes of one part."""
        return tuple(change for change in self.changes if change.area is area)


def difference(before: Side, after: Side) -> Difference:
    """Return everything that differs between two versions, in the order of the areas."""
    changes = (
        *_version(before, after),
        *_artifacts(before.version, after.version),
        *_data(before.datasets, after.datasets),
        *_training(before.version, after.version),
        *_risk(before.assessment, after.assessment),
        *_findings(before.findings, after.findings),
        *_design(before.design, after.design),
    )
    metrics, alone = _metrics(before.runs, after.runs)
    return Difference(
        before=before.version.id,
        after=after.version.id,
        changes=tuple(changes),
        metrics=metrics,
        not_comparable=alone,
    )


def _pair(
    area: Area, name: Message, values: tuple[Value, Value], detail: str | Message | Text = ""
) -> Iterator[Change]:
    """Yield a change if the two values differ."""
    if values[0] != values[1]:
        yield Change(area=area, name=name, detail=detail, before=values[0], after=values[1])


def _maps(
    area: Area, name: Message, before: Mapping[str, Value], after: Mapping[str, Value]
) -> Iterator[Change]:
    """Yield what differs between two mappings, key by key."""
    for key in sorted({*before, *after}):
        yield from _pair(area, name, (before.get(key), after.get(key)), key)


def _said(
    area: Area, name: Message, before: Mapping[Pair, Value], after: Mapping[Pair, Value]
) -> Iterator[Change]:
    """Yield what differs between two mappings whose keys are pairs of values with names of their own."""
    for key in sorted({*before, *after}):
        detail = message("{first}, {second}", first=key[0], second=key[1])
        yield from _pair(area, name, (before.get(key), after.get(key)), detail)


def _version(before: Side, after: Side) -> Iterator[Change]:
    one, two = before.version, after.version
    fields: tuple[tuple[Message, tuple[Value, Value]], ...] = (
        (message("Task"), (one.task, two.task)),
        (message("State"), (one.state, two.state)),
        (message("Developer"), (_developer(before), _developer(after))),
        (message("Cut-off"), (_cut_off(one), _cut_off(two))),
        (message("Meaning of the score"), (_meaning(one), _meaning(two))),
    )
    for name, values in fields:
        yield from _pair(Area.VERSION, name, values)


def _developer(side: Side) -> str:
    return side.names.get(side.version.developer, side.version.developer)


def _cut_off(version: ModelVersion) -> str | None:
    return None if version.cut_off is None else str(version.cut_off.value)


def _meaning(version: ModelVersion) -> ScoreMeans | None:
    return None if version.cut_off is None else version.cut_off.score_means


def _artifacts(one: ModelVersion, two: ModelVersion) -> Iterator[Change]:
    formats = [{item.format.value: item for item in side.artifacts} for side in (one, two)]
    digests = [{key: str(item.digest) for key, item in side.items()} for side in formats]
    yield from _maps(Area.ARTIFACT, message("Digest of the file"), digests[0], digests[1])
    heads = [side.artifacts[0] if side.artifacts else None for side in (one, two)]
    estimators = [None if head is None else head.estimator for head in heads]
    yield from _pair(Area.ARTIFACT, message("Algorithm"), (estimators[0], estimators[1]))
    features: list[dict[str, Value]] = [
        {} if head is None else {name: name for name in head.features} for head in heads
    ]
    yield from _maps(Area.ARTIFACT, message("Feature"), features[0], features[1])
    known: list[dict[str, Value]] = [dict(libraries(side)) for side in (one, two)]
    yield from _maps(Area.ARTIFACT, message("Library"), known[0], known[1])


def _data(one: Iterable[Dataset], two: Iterable[Dataset]) -> Iterator[Change]:
    first, second = ({item.id: item for item in side} for side in (one, two))
    for key in sorted({*first, *second}):
        old, new = first.get(key), second.get(key)
        digests = (None if old is None else str(old.digest), None if new is None else str(new.digest))
        yield from _pair(Area.DATA, message("Data set"), digests, key)
    for name, sets in (
        (message("Source of the data"), [_sources(side.values()) for side in (first, second)]),
        (message("Target column"), [_targets(side.values()) for side in (first, second)]),
    ):
        yield from _maps(Area.DATA, name, sets[0], sets[1])


def _sources(datasets: Iterable[Dataset]) -> dict[str, Value]:
    return {item.source.body: item.source.body for item in datasets if item.source is not None}


def _targets(datasets: Iterable[Dataset]) -> dict[str, Value]:
    return {name: name for item in datasets for name in item.named(ColumnRole.TARGET)}


def _training(one: ModelVersion, two: ModelVersion) -> Iterator[Change]:
    yield from _maps(Area.TRAINING, message("Training fact"), dict(one.training), dict(two.training))


def _risk(one: RiskAssessment | None, two: RiskAssessment | None) -> Iterator[Change]:
    tiers = tuple(None if item is None else item.tier for item in (one, two))
    yield from _pair(Area.RISK, message("Tier"), (tiers[0], tiers[1]))
    grades = tuple(None if item is None else item.materiality for item in (one, two))
    yield from _pair(Area.RISK, message("Materiality"), (grades[0], grades[1]))
    first, second = _cells(one), _cells(two)
    yield from _said(Area.RISK, message("Rating"), first, second)


def _cells(assessment: RiskAssessment | None) -> dict[Pair, Value]:
    if assessment is None:
        return {}
    return {
        (item.kind, item.perspective): (
            f"{item.inherent.likelihood}×{item.inherent.impact} → "
            f"{item.residual.likelihood}×{item.residual.impact}"
        )
        for item in assessment.ratings
    }


def _findings(one: Iterable[Finding], two: Iterable[Finding]) -> Iterator[Change]:
    counts = [_counted(side) for side in (one, two)]
    yield from _said(Area.FINDINGS, message("Findings"), counts[0], counts[1])


def _counted(findings: Iterable[Finding]) -> dict[Pair, Value]:
    counts: dict[Pair, int] = {}
    for item in findings:
        key = (item.severity, item.state)
        counts[key] = counts.get(key, 0) + 1
    return dict(counts)


def _design(one: DesignRecord | None, two: DesignRecord | None) -> Iterator[Change]:
    first, second = _design_fields(one), _design_fields(two)
    for name in dict.fromkeys((*first, *second)):
        yield from _pair(Area.DESIGN, Message(name), (first.get(name), second.get(name)))
    targets = [_criteria(side) for side in (one, two)]
    for key, named in sorted({**_measures(one), **_measures(two)}.items()):
        values = (targets[0].get(key), targets[1].get(key))
        yield from _pair(Area.DESIGN, message("Success criterion"), values, named)


def _design_fields(record: DesignRecord | None) -> dict[str, Value]:
    if record is None:
        return {}
    words = {
        message("Business goal").text: record.goal,
        message("Why machine learning").text: record.why_learning,
        message("Benefit").text: record.benefit,
        message("Cost").text: record.cost,
        message("Use outside the firm").text: record.outside_use,
    }
    found: dict[str, Value] = {name: text for name, text in words.items() if text is not None}
    if record.split is not None:
        found[message("Split method").text] = record.split.method
    if record.experiments:
        found[message("Experiments").text] = len(record.experiments)
    return found


_SIGNS = {Relation.AT_LEAST: "≥", Relation.AT_MOST: "≤"}


def _criteria(record: DesignRecord | None) -> dict[str, Value]:
    if record is None:
        return {}
    return {
        item.measure.body: f"{_SIGNS[item.relation]} {item.target} ({item.value or '–'})"
        for item in record.criteria
    }


def _measures(record: DesignRecord | None) -> dict[str, Text]:
    """Return what the criteria are called, by the words that tell them apart."""
    return {} if record is None else {item.measure.body: item.measure for item in record.criteria}


def _metrics(one: Iterable[CheckRun], two: Iterable[CheckRun]) -> tuple[tuple[MetricChange, ...], int]:
    first, second = figures(one), figures(two)
    shared = [key for key in first if key in second]
    data = {key[0] for key in first} & {key[0] for key in second}
    alone = sum(key[0] in data for key in {*first} ^ {*second})
    found = tuple(
        MetricChange(
            check=key[1],
            measure=key[2],
            subject=key[3],
            dataset_digest=key[0],
            before=first[key],
            after=second[key],
        )
        for key in shared
    )
    return found, alone
