"""What does a model rest on, what is hit when something fails, and what do models share?"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.governance.use_cases import worst
from core.ids import DatasetId, Digest, ModelId, VendorId, VersionId
from core.inventory import Dataset, Model, ModelVersion, State
from core.risk import Band
from core.ties import DependencyKind

Edges = Mapping[ModelId, tuple[ModelId, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """One thing a model rests on, without the note."""

    kind: DependencyKind
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTies:
    """What is needed of a model to know what it rests on: the same record, read without its words."""

    id: ModelId
    dependencies: tuple[Tie, ...] = ()
    vendor_record: VendorId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Libraries:
    """The libraries that a model file names."""

    libraries: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionTies:
    """What is needed of a version to know what it rests on."""

    id: VersionId
    model: ModelId
    state: State
    datasets: tuple[DatasetId, ...] = ()
    artifacts: tuple[Libraries, ...] = ()


class Graph:
    """Which model feeds which: an edge goes from the feeder to the model that uses its output."""

    def __init__(self, models: Iterable[Model | ModelTies]) -> None:
        """Take the recorded feeder models; feeders that are not in the inventory are left out."""
        listed = tuple(models)
        known = {model.id for model in listed}
        self._up: dict[ModelId, tuple[ModelId, ...]] = {
            model.id: tuple(feeder for feeder in feeders_of(model) if feeder in known) for model in listed
        }
        down: dict[ModelId, list[ModelId]] = {model.id: [] for model in listed}
        for model, feeders in self._up.items():
            for feeder in feeders:
                down[feeder].append(model)
        self._down: dict[ModelId, tuple[ModelId, ...]] = {key: tuple(value) for key, value in down.items()}

    def feeders(self, model: ModelId) -> tuple[ModelId, ...]:
        """Return the models whose output goes straight into this one."""
        return self._up.get(model, ())

    def users(self, model: ModelId) -> tuple[ModelId, ...]:
        """Return the models that use this one's output."""
        return self._down.get(model, ())

    def upstream(self, model: ModelId) -> tuple[ModelId, ...]:
        """Return everything the model rests on, directly or not, the nearest first; without itself."""
        return _reached((model,), self._up)

    def downstream(self, model: ModelId) -> tuple[ModelId, ...]:
        """Return all that is hit when the model fails or changes, the nearest first; without itself."""
        return _reached((model,), self._down)

    def downstream_of(self, models: Iterable[ModelId]) -> tuple[ModelId, ...]:
        """Return all that is hit when any of the models fails, without these themselves; sorted.

        Asked for each of thousands of shared things, so it goes level by level and not model by model.
        """
        start = set(models)
        seen, level = set(start), set(start)
        while level:
            level = {fed for model in level for fed in self._down.get(model, ())} - seen
            seen |= level
        return tuple(sorted(seen - start))

    def in_cycle(self, model: ModelId) -> bool:
        """Tell whether the model feeds itself through others."""
        return any(model in self._down[reached] for reached in (model, *self.downstream(model)))

    def cycles(self) -> tuple[tuple[ModelId, ...], ...]:
        """Return the groups of models that feed each other in a circle, each sorted."""
        found: dict[tuple[ModelId, ...], None] = {}
        for model in self._up:
            if self.in_cycle(model):
                above = set(self.upstream(model))
                found[tuple(sorted({model, *(item for item in self.downstream(model) if item in above)}))] = (
                    None
                )
        return tuple(found)


def feeders_of(model: Model | ModelTies) -> tuple[ModelId, ...]:
    """Return the feeder models as recorded."""
    return tuple(
        ModelId(item.name) for item in model.dependencies if item.kind is DependencyKind.FEEDER_MODEL
    )


def _reached(start: tuple[ModelId, ...], edges: Edges) -> tuple[ModelId, ...]:
    seen: dict[ModelId, None] = {}
    known = set(start)
    waiting = deque(item for model in start for item in edges.get(model, ()))
    while waiting:
        model = waiting.popleft()
        if model not in seen and model not in known:
            seen[model] = None
            waiting.extend(edges.get(model, ()))
    return tuple(seen)


class SharedKind(StrEnum):
    """What several models have in common."""

    DATASET = "dataset"
    """The same registered file, by its digest."""
    LIBRARY = "library"
    """Named in a model file or recorded."""
    FEEDER_MODEL = "feeder_model"
    DATA_SOURCE = "data_source"
    SYSTEM = "system"
    ASSUMPTION = "assumption"
    VENDOR = "vendor"


RECORDED = {
    DependencyKind.FEEDER_MODEL: SharedKind.FEEDER_MODEL,
    DependencyKind.DATA_SOURCE: SharedKind.DATA_SOURCE,
    DependencyKind.LIBRARY: SharedKind.LIBRARY,
    DependencyKind.SYSTEM: SharedKind.SYSTEM,
    DependencyKind.ASSUMPTION: SharedKind.ASSUMPTION,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedThing:
    """One thing that several models rest on: if it fails or is wrong, it hits all of them at once."""

    kind: SharedKind
    name: str
    models: tuple[ModelId, ...]
    indirect: tuple[ModelId, ...]
    """Further models that are fed by these."""
    share: float
    """Of all models, 0 to 1, with the indirect ones."""
    worst: Band | None
    """Highest tier among all of them."""
    editions: tuple[str, ...] = ()
    """Versions of a library that are in use."""

    @property
    def hit(self) -> tuple[ModelId, ...]:
        """Return every model that is hit."""
        return (*self.models, *self.indirect)

    @property
    def id(self) -> str:
        """Return what it is selected by."""
        return f"{self.kind}:{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """Everything aggregate risk is calculated from."""

    models: tuple[Model | ModelTies, ...]
    versions: Mapping[ModelId, tuple[ModelVersion | VersionTies, ...]]
    """Per model the versions that count: those that are not retired or rejected."""
    datasets: Mapping[str, Dataset]
    tiers: Mapping[ModelId, Band | None]
    vendors: Mapping[str, str]
    """Names of vendors by id."""


def shared_things(stock: Stock, *, least: int = 2, about: ModelId | None = None) -> tuple[SharedThing, ...]:
    """Return what at least so many models rest on, what hits most models first.

    `about` leaves only what hits one model, itself or through what feeds it.
    """
    users: dict[tuple[SharedKind, str], dict[ModelId, None]] = {}
    names: dict[tuple[SharedKind, str], str] = {}
    editions: dict[tuple[SharedKind, str], set[str]] = {}
    for model in stock.models:
        for kind, key, name, edition in _things(model, stock):
            place = (kind, key)
            users.setdefault(place, {})[model.id] = None
            names.setdefault(place, name)
            if edition:
                editions.setdefault(place, set()).add(edition)
    graph = Graph(stock.models)
    bearing = None if about is None else {about, *graph.upstream(about)}
    found = [
        _shared(place, (names[place], tuple(sorted(editions.get(place, ())))), tuple(hit), (stock, graph))
        for place, hit in users.items()
        if len(hit) >= least and (bearing is None or not bearing.isdisjoint(hit))
    ]
    return tuple(sorted(found, key=lambda item: (-len(item.hit), item.kind, item.name)))


def _shared(
    place: tuple[SharedKind, str],
    named: tuple[str, tuple[str, ...]],
    models: tuple[ModelId, ...],
    around: tuple[Stock, Graph],
) -> SharedThing:
    stock, graph = around
    indirect = graph.downstream_of(models)
    hit = (*models, *indirect)
    return SharedThing(
        kind=place[0],
        name=named[0],
        models=tuple(sorted(models)),
        indirect=indirect,
        share=len(hit) / len(stock.models),
        worst=worst(map(stock.tiers.get, hit)),
        editions=named[1],
    )


def _things(model: Model | ModelTies, stock: Stock) -> Iterable[tuple[SharedKind, str, str, str]]:
    """Yield kind, key, name and edition of everything a model rests on."""
    for version in stock.versions.get(model.id, ()):
        for dataset in version.datasets:
            found = stock.datasets.get(dataset)
            if found is not None:
                yield SharedKind.DATASET, found.digest, _named(found), ""
        for artifact in version.artifacts:
            for library, edition in artifact.libraries.items():
                yield SharedKind.LIBRARY, library.casefold(), library, edition
    for item in model.dependencies:
        digest = _digest_of(item.name, stock) if item.kind is DependencyKind.DATA_SOURCE else None
        if digest is not None:
            yield SharedKind.DATASET, digest[0], digest[1], ""
        else:
            yield RECORDED[item.kind], item.name.strip().casefold(), item.name.strip(), ""
    if model.vendor_record is not None:
        name = stock.vendors.get(model.vendor_record, model.vendor_record)
        yield SharedKind.VENDOR, model.vendor_record, name, ""


def _named(dataset: Dataset) -> str:
    return f"{dataset.id} {dataset.name.name()}"


def _digest_of(name: str, stock: Stock) -> tuple[Digest, str] | None:
    """Return digest and name where a recorded source is a registered data set."""
    found = stock.datasets.get(name)
    return None if found is None else (found.digest, _named(found))
