"""What are the numbers of the whole portfolio, read with the same few queries however many models there are?

Lines of models come from the cache of lists (ADR 14): these are figures to look at, and no guard reads them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from core.audit import ObjectKind
from core.decisions import Decision, DecisionKind
from core.findings import Finding, FindingScope
from core.governance.ageing import ageing
from core.governance.determinations import Determination, DeterminationKind
from core.governance.due import DueItem, DueKind
from core.governance.exceptions import ExceptionOutcome
from core.governance.incidents import Incident, IncidentState
from core.governance.kpis import Kpis, ModelFacts, kpis
from core.governance.monitoring import Monitor, Observation
from core.governance.overview import Matter, Overview, TierState, Tile, TileKind, matter_of, tile_of
from core.governance.portfolio import Standing
from core.ids import FindingId, ModelId, MonitorId, VersionId, model_of
from core.inventory import ENDED, OPERATING, Model, ModelVersion, State
from core.model_list import EVERY_MODEL, ModelLine, Now
from core.policy import Policy
from core.risk import Band, RiskAssessment
from core.store import paging
from core.workspace.desk import Desk
from core.workspace.governance.determined import in_force
from core.workspace.governance.due import Due
from core.workspace.governance.due_topics.findings import about
from core.workspace.governance.reviews import AssessmentHead, DecisionHead, Reviews
from core.workspace.review import RELEASED

_EVERY = 1_000_000
_OVERRIDES = frozenset({DeterminationKind.TIER_OVERRIDE, DeterminationKind.POLICY_EXCEPTION})


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelHead:
    """What the figures need of a model."""

    id: ModelId
    registered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """Everything that is read once."""

    today: date
    policy: Policy
    lines: tuple[ModelLine, ...]
    due: tuple[DueItem, ...]
    findings: tuple[Finding, ...]
    assessed: Mapping[VersionId, AssessmentHead]
    """The newest per version."""
    decisions: tuple[DecisionHead, ...]
    """All of them, oldest first."""
    given: tuple[Determination, ...]
    """Tier overrides and exceptions that are in force."""
    observed: Mapping[MonitorId, Observation]
    """The newest per monitoring."""
    monitors: tuple[Monitor, ...]
    ended: frozenset[VersionId]


class PortfolioOverview:
    """Tiles, key figures, and models by tier and state."""

    def __init__(self, desk: Desk) -> None:
        """Read from the desk of one workspace."""
        self._desk = desk

    def all(self) -> Overview:
        """Return everything the first page shows."""
        read = self._read()
        return Overview(
            day=read.today,
            models=len(read.lines),
            tiles=self._tiles(read),
            tiers=_tiers(read.lines),
            kpis=kpis(self._facts(read), read.today),
            ageing=ageing(read.findings, read.today),
            due=read.due,
        )

    def standings(self) -> tuple[Standing, ...]:
        """Return where the version that counts of each assessed model stands on the matrix."""
        counting = {line.version.id for line in self._lines() if line.version is not None}
        newest = self._desk.store.newest_heads(RiskAssessment, Standing, per=("version",))
        return tuple(item for item in newest if item.version in counting)

    def kpis(self) -> Kpis:
        """Return the key figures alone."""
        read = self._read()
        return kpis(self._facts(read), read.today)

    def blocking(self) -> frozenset[FindingId]:
        """Return the standing findings of a severity that blocks an approval in the tier of the version."""
        return frozenset(item.id for item in _blocking(self._read()))

    def _read(self) -> _Read:
        store, today = self._desk.store, self._desk.clock().date()
        assessed = store.newest_heads(RiskAssessment, AssessmentHead, per=("version",))
        chosen = (item for item in store.all(Determination) if item.kind in _OVERRIDES)
        return _Read(
            today=today,
            policy=self._desk.policy,
            lines=self._lines(),
            due=Due(self._desk).items(),
            findings=store.all(Finding),
            assessed={item.version: item for item in assessed},
            decisions=store.newest_heads(Decision, DecisionHead, per=("id",)),
            given=in_force(store, chosen, today),
            observed={item.monitor: item for item in store.all(Observation)},
            monitors=store.all(Monitor),
            ended=frozenset(
                item.id for state in ENDED for item in store.select(ModelVersion, state=state.value)
            ),
        )

    def _lines(self) -> tuple[ModelLine, ...]:
        now = Now(today=self._desk.clock().date(), policy=self._desk.policy_digest)
        with self._desk.store.lists() as lists:
            return paging.page(lists, EVERY_MODEL, now, after=None, limit=_EVERY).lines

    def _tiles(self, read: _Read) -> tuple[Tile, ...]:
        due = [matter_of(item, read.today) for item in read.due]
        found: Mapping[TileKind, Iterable[Matter]] = {
            TileKind.OVERDUE: (item for item in due if item.overdue),
            TileKind.AWAITING: (_of_line(line) for line in read.lines if line.awaits_decision),
            TileKind.LAPSED: (_of_line(line) for line in read.lines if _lapsed(line)),
            TileKind.BLOCKING: (_of_finding(item, read.today) for item in _blocking(read)),
            TileKind.CONDITIONS: (item for item in due if item.kind is DueKind.CONDITION),
            TileKind.REVIEWS: self._reviews(read.today),
            TileKind.ALARMS: (_of_monitor(item, read) for item in read.monitors if _alarmed(item, read)),
            TileKind.INCIDENTS: self._incidents(read.lines),
        }
        return tuple(tile_of(kind, matters) for kind, matters in found.items())

    def _reviews(self, today: date) -> Iterable[Matter]:
        for item in Reviews(self._desk).all():
            if item.overdue(today):
                yield Matter(
                    kind=DueKind.REVIEW,
                    id=item.version,
                    what=item.name,
                    who=item.owner,
                    day=item.next,
                    overdue=True,
                    model=item.model,
                    version=item.version,
                )

    def _incidents(self, lines: Iterable[ModelLine]) -> Iterable[Matter]:
        owners = {line.id: line.model.owner for line in lines}
        for item in self._desk.store.all(Incident):
            if item.state is not IncidentState.CLOSED:
                yield Matter(
                    kind=ObjectKind.INCIDENT,
                    id=item.id,
                    what=item.title,
                    who=owners.get(item.model),
                    day=item.detected_at.date(),
                    model=item.model,
                    version=item.version,
                )

    def _facts(self, read: _Read) -> Iterable[ModelFacts]:
        heads = self._desk.store.newest_heads(Model, ModelHead, per=("id",))
        registered = {head.id: head.registered_at.date() for head in heads}
        newest = {item.version: item for item in read.decisions}
        released: dict[ModelId, date] = {}
        for item in read.decisions:
            if item.kind is not DecisionKind.REJECT:
                released.setdefault(model_of(item.version), item.decided_at.date())
        overrides = Counter(item.model for item in read.given if _overrides(item))
        monitored = {monitor.version for monitor in read.monitors if monitor.active}
        for line in read.lines:
            version = None if line.version is None else line.version.id
            decision = None if version is None else newest.get(version)
            ends = None if decision is None else decision.expires
            yield ModelFacts(
                model=line.id,
                in_operation=line.version is not None and line.version.state in OPERATING,
                assessed=line.tier is not None,
                checked=bool(line.passed + line.failed + line.undecided),
                approved=_approved(line, decision),
                monitored=version in monitored,
                review_due=min((day for day in (line.reassess_by, ends) if day is not None), default=None),
                registered=registered[line.id],
                released=released.get(line.id),
                overrides=overrides[line.id],
            )


def _of_line(line: ModelLine) -> Matter:
    version = None if line.version is None else line.version.id
    return Matter(
        kind=ObjectKind.VERSION,
        id=version or line.id,
        what=line.model.name,
        who=line.model.owner,
        model=line.id,
        version=version,
    )


def _of_finding(finding: Finding, today: date) -> Matter:
    return Matter(
        kind=ObjectKind.FINDING,
        id=finding.id,
        what=about(finding),
        who=finding.owner,
        day=finding.due,
        overdue=finding.overdue(today),
        model=model_of(finding.version),
        version=finding.version,
    )


def _of_monitor(monitor: Monitor, read: _Read) -> Matter:
    return Matter(
        kind=ObjectKind.MONITOR,
        id=monitor.id,
        what=monitor.name,
        who=monitor.owner,
        day=read.observed[monitor.id].observed_at.date(),
        model=model_of(monitor.version),
        version=monitor.version,
    )


def _lapsed(line: ModelLine) -> bool:
    """Tell whether a version is released although its approval no longer holds."""
    return line.version is not None and line.version.state in RELEASED and line.awaits_decision


def _approved(line: ModelLine, decision: DecisionHead | None) -> bool:
    """Tell whether the version rests on an approval that holds; one under review awaits another decision."""
    if line.version is None or decision is None or decision.kind is DecisionKind.REJECT:
        return False
    return line.version.state in RELEASED and not line.awaits_decision


def _alarmed(monitor: Monitor, read: _Read) -> bool:
    newest = read.observed.get(monitor.id)
    return monitor.active and newest is not None and bool(newest.alarms)


def _overrides(item: Determination) -> bool:
    return item.kind is DeterminationKind.TIER_OVERRIDE or item.outcome == ExceptionOutcome.GRANTED


def _blocking(read: _Read) -> tuple[Finding, ...]:
    current = {line.id: line.version.id for line in read.lines if line.version is not None}
    tiers = {
        item.version: Band(item.outcome)
        for item in read.given
        if item.kind is DeterminationKind.TIER_OVERRIDE and item.version is not None
    }

    def blocks(finding: Finding) -> bool:
        about = finding.version
        if finding.scope is not FindingScope.VERSION:
            about = current.get(model_of(about), about)
        elif about in read.ended:
            return False
        assessment = read.assessed.get(about)
        tier = tiers.get(about) or (Band.SEVERE if assessment is None else assessment.tier)
        return finding.severity in read.policy.tiers[tier].blocks

    return tuple(item for item in read.findings if item.stands(read.today) and blocks(item))


def _tiers(lines: Iterable[ModelLine]) -> tuple[TierState, ...]:
    found = Counter((line.tier, None if line.version is None else line.version.state) for line in lines)
    bands: tuple[Band | None, ...] = (*reversed(Band), None)
    states: tuple[State | None, ...] = (*State, None)
    return tuple(
        TierState(tier=tier, state=state, models=found[tier, state])
        for tier in bands
        for state in states
        if found[tier, state]
    )
