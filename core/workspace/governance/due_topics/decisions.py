"""Which conditions are due, which approvals and determinations end, which assessments are due again?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.decisions import Decision
from core.governance.determinations import Determination, DeterminationKind
from core.governance.due import DueItem, DueKind
from core.ids import DatasetId, DeterminationId, ModelId, PersonId, VersionId, model_of
from core.inventory import ENDED, Dataset, ModelVersion
from core.messages import message
from core.policy import Policy
from core.risk import RiskAssessment
from core.store import Store
from core.workspace.governance.owners import owners_of
from core.workspace.governance.reviews import AssessmentHead
from core.workspace.governance.tiers import VersionHead


@dataclass(frozen=True, slots=True, kw_only=True)
class _Determined:
    """Until when which question is answered."""

    id: DeterminationId
    kind: DeterminationKind
    model: ModelId
    version: VersionId | None = None
    topic: str = ""
    expires: date | None = None
    decided_by: PersonId
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deleted:
    """That columns were deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """By when columns of a data set are deleted."""

    id: DatasetId
    delete_by: date | None = None
    deletion: _Deleted | None = None


def items(store: Store, _policy: Policy, _today: date) -> Iterator[DueItem]:
    """Yield what is due about decisions, determinations, assessments and deletions."""
    ended = {version.id for version in store.heads(ModelVersion, VersionHead, state=tuple(ENDED))}
    owners = owners_of(store)
    decisions = store.all(Decision)
    newest = {decision.version: decision for decision in decisions}
    ending: dict[VersionId, list[Decision]] = {}
    for decision in decisions:
        if decision.expires is not None:
            ending.setdefault(decision.version, []).append(decision)
    for decision in decisions:
        yield from _conditions(
            decision, over=decision.version in ended or newest[decision.version] != decision
        )
    for decision in newest.values():
        mine = ending.get(decision.version, ())
        yield from _approval(decision, owners, over=decision.version in ended, mine=mine)
    assessed = store.newest_heads(RiskAssessment, AssessmentHead, per=("id",))
    yield from _reassessments(assessed, owners, ended)
    yield from _determinations(store.heads(Determination, _Determined))
    yield from _deletions(store.heads(Dataset, _Kept))


def _conditions(decision: Decision, *, over: bool) -> Iterator[DueItem]:
    for number, condition in enumerate(decision.conditions, 1):
        yield DueItem(
            kind=DueKind.CONDITION,
            id=decision.id,
            part=str(number),
            what=condition.text,
            who=condition.owner,
            day=condition.due,
            model=model_of(decision.version),
            version=decision.version,
            settled=over or condition.met_at is not None,
            revision=int(condition.met_at is not None),
        )


def _approval(
    decision: Decision, owners: Mapping[ModelId, PersonId], *, over: bool, mine: Sequence[Decision]
) -> Iterator[DueItem]:
    """Yield the end of a version's approval; a rejection takes an earlier end off the calendar."""
    if not mine or mine[-1].expires is None:
        return
    yield DueItem(
        kind=DueKind.APPROVAL,
        id=decision.version,
        what=message("The approval of {version} ends", version=decision.version),
        who=owners.get(model_of(decision.version)),
        day=mine[-1].expires,
        model=model_of(decision.version),
        version=decision.version,
        settled=over or not decision.is_approval,
        revision=len(mine),
    )


def _reassessments(
    assessments: Iterable[AssessmentHead], owners: Mapping[ModelId, PersonId], ended: set[VersionId]
) -> Iterator[DueItem]:
    count: dict[VersionId, int] = {}
    newest: dict[VersionId, AssessmentHead] = {}
    for item in assessments:
        newest[item.version] = item
        count[item.version] = count.get(item.version, 0) + 1
    for version, assessment in newest.items():
        yield DueItem(
            kind=DueKind.REASSESSMENT,
            id=version,
            what=message("The risk of {version} is assessed again", version=version),
            who=owners.get(model_of(version)),
            day=assessment.reassess_by,
            model=model_of(version),
            version=version,
            settled=version in ended,
            revision=count[version],
        )


def _determinations(found: Iterable[_Determined]) -> Iterator[DueItem]:
    every = tuple(found)
    newest = {(item.kind, item.model, item.version, item.topic): item.id for item in every}
    for item in every:
        if item.expires is None:
            continue
        replaced = newest[item.kind, item.model, item.version, item.topic] != item.id
        yield DueItem(
            kind=DueKind.DETERMINATION,
            id=item.id,
            what=message("{kind} ends", kind=item.kind),
            who=item.decided_by,
            day=item.expires,
            model=item.model,
            version=item.version,
            settled=replaced or item.withdrawn_at is not None,
            revision=int(item.withdrawn_at is not None),
        )


def _deletions(datasets: Iterable[_Kept]) -> Iterator[DueItem]:
    for dataset in datasets:
        if dataset.delete_by is not None:
            yield DueItem(
                kind=DueKind.DELETION,
                id=dataset.id,
                what=message("Columns of {dataset} kept for bias tests are deleted", dataset=dataset.id),
                day=dataset.delete_by,
                settled=dataset.deletion is not None,
                revision=int(dataset.deletion is not None),
            )
