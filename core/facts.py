"""What is known about a version when somebody decides on it?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeAlias, TypeVar

from core.decisions import Binding
from core.findings import Finding
from core.governance.determinations import Determination
from core.governance.reassessment import Due
from core.governance.replacing import Replaced
from core.governance.scales import Scale
from core.ids import DatasetId, Digest, RunId
from core.inventory import Dataset, Model, ModelVersion
from core.policy import Policy, TierRule
from core.results import CheckRun
from core.risk import Band, RiskAssessment, TierOverride


class RunIdentity(Protocol):
    """What a decision is bound to of a run: whole runs and their heads have it."""

    @property
    def id(self) -> RunId:
        """Return the run's id."""

    @property
    def dataset(self) -> DatasetId:
        """Return the data set it was made on."""

    @property
    def result_digest(self) -> Digest:
        """Return the digest of its results."""


R = TypeVar("R", bound=RunIdentity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known(Generic[R]):
    """One version with everything a decision, a list and a report need to know of it."""

    model: Model
    version: ModelVersion
    datasets: tuple[Dataset, ...]
    """The version's data sets and those its runs were made on."""
    assessment: RiskAssessment | None
    """The assessment in force."""
    runs: tuple[R, ...]
    """Oldest first."""
    findings: tuple[Finding, ...]
    """Oldest first."""
    policy: Policy
    changed: tuple[DatasetId, ...] = ()
    """Data sets registered by reference whose file is gone or has other contents now."""
    override: TierOverride | None = None
    """The tier as determined otherwise, while that is in force."""
    scale: Scale | None = None
    """The scale of the assessment; None where it was not asked for."""
    due: tuple[Due, ...] = ()
    """Why the version must be assessed again."""
    exceptions: tuple[Determination, ...] = ()
    """Granted exceptions from the policy that are in force, their signatures valid."""
    early_use: Determination | None = None
    """The permission of use before validation that is in force, its signature valid."""
    replaced: tuple[Replaced, ...] = ()
    """Checks that need the model file which the version does not have, and the documents in their place."""

    @property
    def tier(self) -> Band:
        """Return the tier: as determined, else as assessed; severe while there is no assessment."""
        if self.assessment is None:
            return Band.SEVERE
        return self.assessment.tier if self.override is None else self.override.tier

    @property
    def mandatory(self) -> tuple[str, ...]:
        """Return the ids of the checks that the policy makes mandatory for the tier and the task."""
        return self.policy.checks_for(self.tier, self.version.task)

    @property
    def rule(self) -> TierRule:
        """Return what the policy asks for in the tier."""
        return self.policy.tiers[self.tier]

    @property
    def latest_runs(self) -> tuple[R, ...]:
        """Return the latest run per data set, by data set id."""
        return latest_per_dataset(self.runs)

    def dataset(self, dataset: DatasetId) -> Dataset:
        """Return one of the data sets; `KeyError` if it is not among them."""
        for known in self.datasets:
            if known.id == dataset:
                return known
        raise KeyError(dataset)

    def binding(self, today: date) -> Binding:
        """Return what a decision taken today would be bound to."""
        runs = self.latest_runs
        return Binding(
            version=self.version.id,
            artifacts=tuple(artifact.digest for artifact in self.version.artifacts),
            cut_off=self.version.cut_off,
            data=self._data(runs),
            runs=tuple(run.id for run in runs),
            results=tuple(run.result_digest for run in runs),
            assessment=None if self.assessment is None else self.assessment.id,
            policy=self.policy.digest,
            findings=tuple(finding.id for finding in self.findings if finding.stands(today)),
            tier_override=None if self.override is None else self.override.id,
        )

    def _data(self, runs: Iterable[R]) -> tuple[Digest, ...]:
        """Return the digests of what is used and is still there as it was registered.

        A table that lies outside and was replaced there is no longer what its digest says.
        """
        used = dict.fromkeys((*self.version.datasets, *(run.dataset for run in runs)))
        return tuple(self.dataset(dataset).digest for dataset in used if dataset not in self.changed)


Facts: TypeAlias = Known[CheckRun]
"""With all figures. Made as `Known(...)`: a slotted generic cannot be called by its alias."""


def latest_per_dataset(runs: Iterable[R]) -> tuple[R, ...]:
    """Return the last of the runs (given oldest first) per data set, by data set id."""
    newest = {run.dataset: run for run in runs}
    return tuple(newest[dataset] for dataset in sorted(newest))
