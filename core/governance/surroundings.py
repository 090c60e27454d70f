"""What is recorded around a version that a report states besides the version itself?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from core.governance.campaigns import Attestation
from core.governance.challenges import Challenge
from core.governance.contingency import Contingency
from core.governance.dependencies import SharedThing
from core.governance.deployments import Deployment
from core.governance.documents import Document
from core.governance.incidents import Incident
from core.governance.kpis import Kpis
from core.governance.monitoring import Monitor, Observation
from core.governance.reproduction import Reproduction
from core.governance.use_cases import UseCase
from core.governance.vendors import Vendor
from core.ids import ModelId, MonitorId, PersonId
from core.texts import Text

OBSERVATIONS = 12
"""So many newest observations of each monitoring are stated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attested:
    """What was attested of the model in a campaign, with the statement it was asked for."""

    statement: Text
    attestation: Attestation


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Everything around a version when the evidence was gathered; texts of scripts and logs are left out."""

    use_case: UseCase | None = None
    vendor: Vendor | None = None
    documents: tuple[Document, ...] = ()
    """Filed for the model or the version, also withdrawn and replaced ones."""
    feeds: tuple[ModelId, ...] = ()
    """Models that rest on this one, directly."""
    shared: tuple[SharedThing, ...] = ()
    """What this and other models rest on together."""
    deployments: tuple[Deployment, ...] = ()
    """Of the version."""
    contingency: Contingency | None = None
    incidents: tuple[Incident, ...] = ()
    """Of the version, or of the model whatever the version."""
    monitors: tuple[Monitor, ...] = ()
    """Of the version."""
    observations: tuple[Observation, ...] = ()
    """The newest of each monitoring, oldest first."""
    observed: Mapping[MonitorId, int] = field(default_factory=dict)
    """How many observations there are in all."""
    reproductions: tuple[Reproduction, ...] = ()
    """Of the version."""
    challenges: tuple[Challenge, ...] = ()
    """Of the version, or of the model whatever the version."""
    attestations: tuple[Attested, ...] = ()
    """Of the model, from all campaigns."""
    kpis: Kpis | None = None
    """The key figures of the whole portfolio; None in evidence gathered before they were stated."""

    def of(self, monitor: MonitorId) -> tuple[Observation, ...]:
        """Return the stated observations of a monitoring, oldest first."""
        return tuple(item for item in self.observations if item.monitor == monitor)

    def people(self) -> Iterator[PersonId]:
        """Name everybody who did or answers for something of it."""
        for who in self._named():
            if who is not None:
                yield who

    def _named(self) -> Iterator[PersonId | None]:
        if self.use_case is not None:
            yield self.use_case.owner
        if self.contingency is not None:
            yield self.contingency.responsible
            yield from (test.by for test in self.contingency.tests)
        yield from (who for item in self.documents for who in (item.filed_by, item.withdrawn_by))
        yield from (who for item in self.deployments for who in (item.recorded_by, item.ended_by))
        yield from (who for item in self.incidents for who in (item.reported_by, item.closed_by))
        yield from (who for item in self.monitors for who in (item.owner, item.set_up_by))
        yield from (item.observed_by for item in self.observations)
        yield from (item.run_by for item in self.reproductions)
        for challenge in self.challenges:
            yield from (challenge.raised_by, *(item.by for item in challenge.answers), challenge.closed_by)
        for item in self.attestations:
            yield from (item.attestation.given_by, item.attestation.for_)
