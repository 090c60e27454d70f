"""What does a list of all models show, with the same few queries however many there are?"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from core.decisions import Decision, lapsed
from core.facts import Known
from core.findings import Finding
from core.ids import DatasetId, VersionId
from core.inventory import Dataset, Model, ModelVersion, State, current
from core.people import Person
from core.policy import Policy
from core.results import CheckRun, RunHead, RunState, Verdict
from core.risk import Band, Perspective, RiskAssessment
from core.store import Store

V = TypeVar("V")
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSummary:
    """One line of the inventory: a model with its current version."""

    model: Model
    version: ModelVersion | None
    """The version that counts: in use, else approved, else the newest."""
    owner_name: str
    inherent: int | None
    """Highest inherent score of the committed assessment."""
    residual: int | None
    tier: Band | None
    reassess_by: date | None
    overdue: bool
    passed: int
    """Checks passed in the latest run."""
    failed: int
    undecided: int
    open_findings: int
    awaits_decision: bool
    """In validation, or decided but lapsed."""
    open_conditions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shelf:
    """Everything of the workspace that a list needs, sorted by what it belongs to."""

    owners: Mapping[str, str]
    datasets: Mapping[DatasetId, Dataset]
    assessments: Mapping[VersionId, list[RiskAssessment]]
    runs: Mapping[VersionId, list[RunHead]]
    findings: Mapping[VersionId, list[Finding]]
    decisions: Mapping[VersionId, list[Decision]]
    policy: Policy


def summaries(reader: Store, policy: Policy, today: date) -> tuple[ModelSummary, ...]:
    """Return one line per model, by id."""
    shelf = _Shelf(
        owners={person.id: person.name.name() for person in reader.all(Person)},
        datasets={dataset.id: dataset for dataset in reader.all(Dataset)},
        assessments=_by(reader.all(RiskAssessment), lambda item: item.version),
        runs=_by(
            reader.newest_heads(CheckRun, RunHead, per=("version", "dataset")), lambda item: item.version
        ),
        findings=_by(reader.all(Finding), lambda item: item.version),
        decisions=_by(reader.all(Decision), lambda item: item.version),
        policy=policy,
    )
    versions = _by(reader.all(ModelVersion), lambda item: item.model)
    models = sorted(reader.all(Model), key=lambda model: model.id)
    return tuple(_summary(model, current(versions.get(model.id, ())), shelf, today) for model in models)


def _by(values: Iterable[V], key: Callable[[V], K]) -> dict[K, list[V]]:
    found: dict[K, list[V]] = defaultdict(list)
    for value in values:
        found[key(value)].append(value)
    return dict(found)


def _summary(model: Model, version: ModelVersion | None, shelf: _Shelf, today: date) -> ModelSummary:
    if version is None:
        return _empty(model, shelf)
    facts = _facts(model, version, shelf)
    risk, decisions = facts.assessment, shelf.decisions.get(version.id, [])
    verdicts = _verdicts(facts.runs[-1]) if facts.runs else []
    return ModelSummary(
        model=model,
        version=version,
        owner_name=shelf.owners.get(model.owner, model.owner),
        inherent=highest(risk, residual=False),
        residual=highest(risk, residual=True),
        tier=None if risk is None else risk.tier,
        reassess_by=None if risk is None else risk.reassess_by,
        overdue=risk is not None and risk.reassess_by < today and version.state is not State.RETIRED,
        passed=verdicts.count(Verdict.PASSED),
        failed=verdicts.count(Verdict.FAILED),
        undecided=verdicts.count(Verdict.NOT_DECIDABLE),
        open_findings=sum(finding.stands(today) for finding in facts.findings),
        awaits_decision=_awaits(facts, decisions, today),
        open_conditions=len(decisions[-1].open_conditions) if decisions else 0,
    )


def _empty(model: Model, shelf: _Shelf) -> ModelSummary:
    return ModelSummary(
        model=model,
        version=None,
        owner_name=shelf.owners.get(model.owner, model.owner),
        inherent=None,
        residual=None,
        tier=None,
        reassess_by=None,
        overdue=False,
        passed=0,
        failed=0,
        undecided=0,
        open_findings=0,
        awaits_decision=False,
        open_conditions=0,
    )


def _facts(model: Model, version: ModelVersion, shelf: _Shelf) -> Known[RunHead]:
    runs = shelf.runs.get(version.id, [])
    used = dict.fromkeys((*version.datasets, *(run.dataset for run in runs)))
    assessments = shelf.assessments.get(version.id, [])
    return Known(
        model=model,
        version=version,
        datasets=tuple(shelf.datasets[dataset] for dataset in used),
        assessment=assessments[-1] if assessments else None,
        runs=tuple(runs),
        findings=tuple(shelf.findings.get(version.id, ())),
        policy=shelf.policy,
    )


def highest(assessment: RiskAssessment | None, *, residual: bool) -> int | None:
    """Return the highest score of the firm's ratings, before or after controls."""
    if assessment is None:
        return None
    firm = (rating for rating in assessment.ratings if rating.perspective is Perspective.FIRM)
    return max((rating.residual if residual else rating.inherent).score for rating in firm)


def _verdicts(run: RunHead) -> list[Verdict]:
    return [result.verdict for result in run.results if result.state is RunState.FINISHED]


def _awaits(facts: Known[RunHead], decisions: list[Decision], today: date) -> bool:
    state = facts.version.state
    if state in {State.IN_VALIDATION, State.UNDER_REVIEW}:
        return True
    if not decisions or not decisions[-1].is_approval or state in {State.RETIRED, State.SUSPENDED}:
        return False
    newest = decisions[-1]
    return not newest.in_force(today) or bool(lapsed(newest.binding, facts.binding(today)))
