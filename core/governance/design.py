"""What was a version made for, what was tried, and how was its data parted?

The design record of a version: business goal, success criteria with the value reached, the simpler approach
that was tried, benefit and cost, candidates and experiments, split of the data with its proof, labeling, use
outside the firm.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from core.governance.split import Split, SplitProof
from core.ids import DatasetId, Digest, DocumentId, Exact, ModelId, PersonId, RunId, VersionId
from core.messages import Message, message
from core.policy import Relation
from core.texts import Text


class CriterionState(StrEnum):
    """Whether a success criterion is met; computed, never entered."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    OPEN = "open"
    """No value was recorded."""


class ExperimentSource(StrEnum):
    """Where an experiment's figures come from."""

    ENTERED = "entered"
    MLFLOW = "mlflow"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredValue:
    """A value taken from a stored run: that makes it evidence."""

    run: RunId
    check: str
    measure: str
    subject: str | None = None
    """A class, a group as "feature: label", or None for the whole table."""
    dataset: DatasetId
    dataset_digest: Digest
    result_digest: Digest
    """Of the run, so that a changed run is seen."""
    low: float | None = None
    """Lower end of its interval."""
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One criterion of success: a measure, its target, the value reached."""

    measure: Text
    """In words: what is measured on what, for example "AUC on loans of 2025"."""
    relation: Relation
    target: Exact
    value: Exact | None = None
    source: MeasuredValue | None = None
    """None: the value was entered by a person, or there is none."""
    earlier_targets: tuple[Exact, ...] = ()
    """Targets that held while a value was already known: a target moved afterwards stays visible."""

    @property
    def state(self) -> CriterionState:
        """Return whether the value is on the right side of the target, compared exactly."""
        if self.value is None:
            return CriterionState.OPEN
        return CriterionState.REACHED if self._met(Fraction(self.value)) else CriterionState.NOT_REACHED

    @property
    def certain(self) -> bool | None:
        """Tell whether the whole interval lies on the value's side; None where there is no interval."""
        ends = None if self.source is None else (self.source.low, self.source.high)
        if self.value is None or ends is None or ends == (None, None):
            return None
        met = self._met(Fraction(self.value))
        return all(end is not None and self._met(Fraction(end)) is met for end in ends)

    def _met(self, value: Fraction) -> bool:
        target = Fraction(self.target)
        return value >= target if self.relation is Relation.AT_LEAST else value <= target


@dataclass(frozen=True, slots=True, kw_only=True)
class SimplerApproach:
    """A simpler approach that was tried first."""

    approach: Text
    result: Text | None = None
    """What came of it, and why it was not enough or was taken as baseline."""
    value: Exact | None = None
    """Its figure, on the measure of the first criterion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """One candidate that was trained and measured."""

    name: str
    run: str = ""
    """Id in the experiment tracker; empty for one that was entered."""
    source: ExperimentSource = ExperimentSource.ENTERED
    status: str = ""
    """As the tracker states it, for example "FINISHED"."""
    started_at: datetime | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    metrics: Mapping[str, Exact] = field(default_factory=dict)
    code: str = ""
    """Commit the tracker recorded."""
    chosen: bool = False
    """Whether this version came from it."""
    remark: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Labeling:
    """How the outcomes the model learned were made."""

    by: Text
    """Who labels, with which training."""
    guideline: DocumentId | None = None
    guideline_words: Text | None = None
    """Where the guideline lies when it is no document of the workspace."""
    agreement_measure: Text | None = None
    """For example "Cohen's kappa of two readers on 200 cases"."""
    agreement: Exact | None = None
    subjectivity: Text | None = None
    """What is known to be a matter of opinion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignRecord:
    """The design-time record of one version; its history is the audit trail."""

    version: VersionId
    model: ModelId
    goal: Text | None = None
    why_learning: Text | None = None
    """Why machine learning at all."""
    benefit: Text | None = None
    cost: Text | None = None
    outside_use: Text | None = None
    """Whether and how it is used outside the firm; "none" is an answer."""
    criteria: tuple[Criterion, ...] = ()
    simpler: tuple[SimplerApproach, ...] = ()
    experiments: tuple[Experiment, ...] = ()
    split: Split | None = None
    proof: SplitProof | None = None
    labeling: Labeling | None = None
    recorded_by: PersonId
    recorded_at: datetime


def missing(record: DesignRecord | None) -> tuple[Message, ...]:
    """Return what the record does not say yet, in its order."""
    if record is None:
        return (message("There is no design record."),)
    parts: tuple[tuple[object, Message], ...] = (
        (record.goal, message("The business goal is not stated.")),
        (record.criteria, message("No success criterion is stated.")),
        (record.why_learning, message("It is not stated why machine learning is used.")),
        (record.simpler, message("No simpler approach is named that was tried.")),
        (record.benefit, message("The benefit is not stated.")),
        (record.cost, message("The cost is not stated.")),
        (record.experiments, message("No candidate or experiment is recorded.")),
        (record.split, message("It is not stated how the data were split.")),
        (record.proof, message("It is not proven that the parts of the data do not overlap.")),
        (record.labeling, message("It is not stated how the outcomes were labeled.")),
        (record.outside_use, message("It is not stated whether it is used outside the firm.")),
    )
    return tuple(text for value, text in parts if not value)


def kept_targets(before: Iterable[Criterion], after: Iterable[Criterion]) -> tuple[Criterion, ...]:
    """Return the new criteria, each with the targets it had while a value was known.

    Criteria are told apart by the words of their measure: who renames one starts it anew, and the trail
    shows both.
    """
    known = {item.measure.body: item for item in before}
    kept = []
    for item in after:
        old = known.get(item.measure.body)
        earlier = () if old is None else old.earlier_targets
        moved = old is not None and (old.target, old.relation) != (item.target, item.relation)
        if old is not None and moved and old.value is not None:
            earlier = (*earlier, old.target)
        kept.append(replace(item, earlier_targets=earlier))
    return tuple(kept)
