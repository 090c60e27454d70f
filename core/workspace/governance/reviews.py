"""Which versions in operation are reviewed when, and how is a review begun?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from core.decisions import Decision, DecisionKind
from core.governance.periodic import PeriodicReview
from core.ids import AssessmentId, DecisionId, ModelId, PersonId, VersionId
from core.inventory import OPERATING, Model, ModelVersion, RecordBasis
from core.messages import Message, message
from core.policy import Policy
from core.risk import Band, RiskAssessment, months_later
from core.texts import Text
from core.workspace.desk import Desk
from core.workspace.governance.tiers import VersionHead, overridden
from core.workspace.lookup import facts_of
from core.workspace.movement import against


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionHead:
    """What a list needs of a decision."""

    id: DecisionId
    version: VersionId
    kind: DecisionKind
    decided_at: datetime
    expires: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentHead:
    """What a list needs of a risk assessment."""

    id: AssessmentId
    version: VersionId
    tier: Band
    committed_at: datetime
    reassess_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelHead:
    """What a list needs of a model."""

    id: ModelId
    name: Text
    owner: PersonId


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of one version; the tier only where another one than assessed is in force."""

    assessment: AssessmentHead | None
    decision: DecisionHead | None
    tier: Band | None


class Reviews:
    """Periodic reviews; everything is read from decisions, assessments and states."""

    def __init__(self, desk: Desk) -> None:
        """Read from the desk of one workspace."""
        self._desk = desk

    def all(self) -> tuple[PeriodicReview, ...]:
        """Return every version in operation, the earliest day first, those without a day before all."""
        store, policy = self._desk.store, self._desk.policy
        states = tuple(state.value for state in OPERATING)
        versions = store.heads(ModelVersion, VersionHead, state=states)
        models = {item.id: item for item in store.headings(Model, ModelHead)} if versions else {}
        assessed = {item.version: item for item in store.newest_heads(
            RiskAssessment, AssessmentHead, per=("version",))}  # fmt: skip
        tiers = overridden(store)
        decided = {item.version: item for item in store.newest_heads(
            Decision, DecisionHead, per=("version",))}  # fmt: skip
        known = {
            item.id: _Known(assessed.get(item.id), decided.get(item.id), tiers.get(item.id))
            for item in versions
        }
        found = (
            _review(item, models[item.model], known[item.id], policy)
            for item in versions
            if item.model in models
        )
        return tuple(sorted(found, key=lambda item: (item.next or date.min, item.version)))

    def against(self, version: VersionId) -> tuple[Message, ...]:
        """Return what speaks against the use of a version now; why to assess again is told by the risk."""
        return tuple(self._against(version))

    def _against(self, version: VersionId) -> Iterator[Message]:
        desk = self._desk
        facts, today = facts_of(desk.store, version, desk.policy), desk.clock().date()
        decisions = desk.store.select(Decision, version=version)
        newest = decisions[-1] if decisions else None
        if newest is not None and newest.is_approval:
            yield from against(newest, facts, today)
        elif newest is not None:
            yield message("The newest decision {decision} rejects the version.", decision=newest.id)
        elif facts.model.basis is RecordBasis.TAKEN_OVER:
            yield message("Taken over from an older register: nobody has decided on it here.")
        if facts.assessment is None:
            yield message("Its risk was never assessed here.")


def _reassess_by(known: _Known, policy: Policy) -> date | None:
    """Return the last day until which the risk must be assessed again; a raised tier makes it earlier."""
    assessed = known.assessment
    if assessed is None or known.tier is None:
        return None if assessed is None else assessed.reassess_by
    months = policy.tiers[known.tier].reassess_months
    return min(assessed.reassess_by, months_later(assessed.committed_at.date(), months))


def _review(
    version: VersionHead,
    model: ModelHead,
    known: _Known,
    policy: Policy,
) -> PeriodicReview:
    assessment, decision = known.assessment, known.decision
    tier = known.tier
    if tier is None and assessment is not None:
        tier = assessment.tier
    last, source = _last(assessment, decision)
    return PeriodicReview(
        model=model.id,
        name=model.name,
        owner=model.owner,
        version=version.id,
        state=version.state,
        tier=tier,
        interval_months=policy.tiers[tier or Band.SEVERE].reassess_months,
        last=last,
        last_source=source,
        reassess_by=_reassess_by(known, policy),
        approval_ends=None if decision is None else decision.expires,
    )


def _last(assessment: AssessmentHead | None, decision: DecisionHead | None) -> tuple[date | None, str]:
    acts: Iterable[tuple[date, str]] = (
        *([] if assessment is None else [(assessment.committed_at.date(), str(assessment.id))]),
        *([] if decision is None else [(decision.decided_at.date(), str(decision.id))]),
    )
    day, source = max(acts, default=(None, ""))
    return day, source
