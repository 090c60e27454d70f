"""What lies around a version now, for a report to state?"""

from collections import Counter
from dataclasses import replace

from core.governance.campaigns import Attestation, Campaign
from core.governance.challenges import Challenge
from core.governance.contingency import Contingency
from core.governance.deployments import Deployment
from core.governance.documents import Document
from core.governance.incidents import Incident
from core.governance.monitoring import Monitor, Observation
from core.governance.reproduction import Reproduction
from core.governance.surroundings import OBSERVATIONS, Attested, Surroundings
from core.governance.use_cases import UseCase
from core.governance.vendors import Vendor
from core.ids import MonitorId
from core.inventory import Model, ModelVersion
from core.workspace.desk import Desk
from core.workspace.governance.dependencies import Dependencies
from core.workspace.governance.overview import PortfolioOverview


def surroundings(desk: Desk, model: Model, version: ModelVersion) -> Surroundings:
    """Collect it from the records."""
    store, about = desk.store, (None, version.id)
    monitors = store.select(Monitor, version=version.id)
    seen = store.select(Observation, version=version.id)
    rests = Dependencies(desk)
    return Surroundings(
        use_case=None if model.use_case is None else store.get(UseCase, model.use_case),
        vendor=None if model.vendor_record is None else store.get(Vendor, model.vendor_record),
        documents=tuple(item for item in store.select(Document, model=model.id) if item.version in about),
        feeds=rests.around(model.id).users,
        shared=rests.shared_of(model.id),
        deployments=store.select(Deployment, version=version.id),
        contingency=store.get(Contingency, model.id),
        incidents=tuple(item for item in store.select(Incident, model=model.id) if item.version in about),
        monitors=monitors,
        observations=_newest(seen),
        observed=dict(Counter(item.monitor for item in seen)),
        reproductions=tuple(
            replace(item, log=None) for item in store.select(Reproduction, version=version.id)
        ),
        challenges=tuple(item for item in store.select(Challenge, model=model.id) if item.version in about),
        attestations=_attested(desk, model),
        kpis=PortfolioOverview(desk).kpis(),
    )


def _newest(seen: tuple[Observation, ...]) -> tuple[Observation, ...]:
    """Return the newest of each monitoring, oldest first."""
    left: dict[MonitorId, int] = {}
    kept = []
    for item in reversed(seen):
        left[item.monitor] = left.get(item.monitor, OBSERVATIONS) - 1
        if left[item.monitor] >= 0:
            kept.append(item)
    return tuple(reversed(kept))


def _attested(desk: Desk, model: Model) -> tuple[Attested, ...]:
    given = desk.store.select(Attestation, model=model.id)
    campaigns = {item.id: item for item in desk.store.all(Campaign)} if given else {}
    return tuple(
        Attested(statement=campaigns[item.campaign].statement, attestation=item)
        for item in given
        if item.campaign in campaigns
    )
