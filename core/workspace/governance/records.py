"""What is everything that the register's fields of a model are derived from?"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from core.decisions import Decision
from core.findings import Finding
from core.governance.deployments import Deployment
from core.governance.determinations import Determination, DeterminationKind, newest
from core.governance.register import RecordFacts, RunMark
from core.governance.use_cases import UseCase
from core.governance.vendors import Vendor
from core.ids import DatasetId, ModelId, UseCaseId, VendorId, VersionId
from core.inventory import Dataset, Model, ModelVersion, current
from core.people import Person
from core.policy import Policy
from core.results import CheckRun, ResultHead
from core.risk import Band, RiskAssessment, TierOverride
from core.store import Store
from core.store.beforehand import Beforehand
from core.texts import Text
from core.ties import DependencyKind
from core.workspace.governance.determined import in_force
from core.workspace.lookup import Reader, the_model

V = TypeVar("V")
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shelf:
    """The records by what they belong to."""

    reader: Reader
    policy: Policy
    names: Mapping[str, str]
    versions: Callable[[ModelId], tuple[ModelVersion, ...]]
    assessments: Callable[[VersionId], tuple[RiskAssessment, ...]]
    decisions: Callable[[VersionId], tuple[Decision, ...]]
    findings: Callable[[VersionId], tuple[Finding, ...]]
    runs: Callable[[VersionId], tuple[RunMark, ...]]
    dataset: Callable[[DatasetId], Dataset | None]
    determinations: Callable[[ModelId], tuple[Determination, ...]]
    deployments: Callable[[VersionId], tuple[Deployment, ...]]
    use_case: Callable[[UseCaseId], UseCase | None]
    vendor: Callable[[VendorId], Vendor | None]


def facts_of_model(reader: Reader, model: ModelId, policy: Policy) -> RecordFacts:
    """Gather what the fields of one model are derived from; raises `UserError` if there is none."""
    found = the_model(reader, model)
    shelf = _Shelf(
        reader=reader,
        policy=policy,
        names=names_for(reader, found),
        versions=lambda item: reader.select(ModelVersion, model=item),
        assessments=lambda item: reader.select(RiskAssessment, version=item),
        decisions=lambda item: reader.select(Decision, version=item),
        findings=lambda item: reader.select(Finding, version=item),
        runs=lambda item: tuple(_mark(run) for run in reader.select(CheckRun, version=item)),
        dataset=lambda item: reader.get(Dataset, item),
        determinations=lambda item: reader.select(Determination, model=item),
        deployments=lambda item: reader.select(Deployment, version=item),
        use_case=lambda item: reader.get(UseCase, item),
        vendor=lambda item: reader.get(Vendor, item),
    )
    return _facts(found, shelf)


def facts_of_all(store: Store, policy: Policy) -> tuple[RecordFacts, ...]:
    """Gather it for every model, by id, with the same few queries however many there are."""
    shelf = _full(store, policy)
    models = sorted(shelf.reader.all(Model), key=lambda item: item.id)
    return tuple(_facts(model, shelf) for model in models)


def _full(store: Store, policy: Policy) -> _Shelf:
    known = Beforehand(store)
    versions = _by(store.all(ModelVersion), lambda item: item.model)
    assessments = _by(store.all(RiskAssessment), lambda item: item.version)
    decisions = _by(store.all(Decision), lambda item: item.version)
    findings = _by(store.all(Finding), lambda item: item.version)
    marks = store.newest_heads(CheckRun, RunMark, per=("version", "dataset"))
    runs = _by(marks, lambda item: item.version)
    determinations = _by(store.all(Determination), lambda item: item.model)
    deployments = _by(store.all(Deployment), lambda item: item.version)
    people = {str(item.id): item.name.name() for item in store.all(Person)}
    return _Shelf(
        reader=known,
        policy=policy,
        names=people | {str(item.id): item.name.body for item in known.all(Model)},
        versions=lambda item: versions.get(item, ()),
        assessments=lambda item: assessments.get(item, ()),
        decisions=lambda item: decisions.get(item, ()),
        findings=lambda item: findings.get(item, ()),
        runs=lambda item: runs.get(item, ()),
        dataset={item.id: item for item in store.all(Dataset)}.get,
        determinations=lambda item: determinations.get(item, ()),
        deployments=lambda item: deployments.get(item, ()),
        use_case={item.id: item for item in store.all(UseCase)}.get,
        vendor={item.id: item for item in store.all(Vendor)}.get,
    )


def _facts(model: Model, shelf: _Shelf) -> RecordFacts:
    versions, today = shelf.versions(model.id), shelf.reader.today()
    counting = current(versions)
    given = in_force(shelf.reader, shelf.determinations(model.id), today)
    assessments = () if counting is None else shelf.assessments(counting.id)
    runs = () if counting is None else _newest(shelf.runs(counting.id))
    decisions = [item for version in versions for item in shelf.decisions(version.id)]
    return RecordFacts(
        model=model,
        today=today,
        versions=versions,
        subject=counting,
        assessment=assessments[-1] if assessments else None,
        override=None if counting is None else _override(given, counting.id),
        decisions=tuple(sorted(decisions, key=lambda item: item.decided_at)),
        findings=tuple(item for version in versions for item in shelf.findings(version.id)),
        datasets=() if counting is None else _datasets(counting, runs, shelf),
        runs=runs,
        determinations=given,
        production_from=_production_from(versions, shelf),
        use_case=_use_case(model, shelf),
        vendor=_vendor(model, shelf),
        names=shelf.names,
        policy=shelf.policy,
    )


def _newest(runs: Iterable[RunMark]) -> tuple[RunMark, ...]:
    """Return the newest run per data set, oldest first."""
    return tuple(sorted({run.dataset: run for run in runs}.values(), key=lambda run: run.finished_at))


def _datasets(version: ModelVersion, runs: Iterable[RunMark], shelf: _Shelf) -> tuple[Dataset, ...]:
    used = dict.fromkeys((*version.datasets, *(run.dataset for run in runs)))
    return tuple(item for used_one in used if (item := shelf.dataset(used_one)) is not None)


def _override(given: Iterable[Determination], version: VersionId) -> TierOverride | None:
    about = [item for item in given if item.version == version]
    found = newest(about, DeterminationKind.TIER_OVERRIDE)
    if found is None:
        return None
    return TierOverride(id=found.id, tier=Band(found.outcome), expires=found.expires)


def _production_from(versions: Iterable[ModelVersion], shelf: _Shelf) -> date | None:
    """Return the first day on which a version decided about anything."""
    days = [item.since for one in versions for item in shelf.deployments(one.id) if item.decides]
    return min(days, default=None)


def _use_case(model: Model, shelf: _Shelf) -> Text | None:
    found = None if model.use_case is None else shelf.use_case(model.use_case)
    return None if found is None else found.name


def _vendor(model: Model, shelf: _Shelf) -> Text | None:
    found = None if model.vendor_record is None else shelf.vendor(model.vendor_record)
    return None if found is None else found.name


def names_for(reader: Reader, model: Model) -> dict[str, str]:
    """Return the names of all persons and of the models that a model depends on."""
    people = {str(item.id): item.name.name() for item in reader.all(Person)}
    fed_by = (item.name for item in model.dependencies if item.kind is DependencyKind.FEEDER_MODEL)
    feeders = (reader.get(Model, name) for name in fed_by)
    return people | {str(item.id): item.name.body for item in feeders if item is not None}


def _mark(run: CheckRun) -> RunMark:
    return RunMark(
        id=run.id,
        version=run.version,
        dataset=run.dataset,
        state=run.state,
        results=tuple(
            ResultHead(check=item.check, state=item.state, verdict=item.verdict) for item in run.results
        ),
        run_by=run.run_by,
        finished_at=run.finished_at,
    )


def _by(values: Iterable[V], key: Callable[[V], K]) -> dict[K, tuple[V, ...]]:
    found: dict[K, list[V]] = defaultdict(list)
    for value in values:
        found[key(value)].append(value)
    return {name: tuple(items) for name, items in found.items()}
