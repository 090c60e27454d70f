"""What does a model rest on, what is wrong with that, and what do models share?"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.audit import Action
from core.errors import UserError
from core.findings import Finding, Severity
from core.governance.dependencies import (
    Graph,
    ModelTies,
    SharedThing,
    Stock,
    VersionTies,
    shared_things,
)
from core.governance.feeders import AlertKind, FeederAlert
from core.governance.incidents import Incident, IncidentState
from core.governance.vendors import Vendor
from core.ids import DatasetId, ModelId
from core.inventory import ENDED, Dataset, Model, ModelVersion, current
from core.messages import message
from core.people import Permission
from core.store.transaction import Transaction
from core.texts import Text
from core.ties import Dependency, DependencyKind
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.governance.tiers import tiers_of
from core.workspace.governance.usable import use_refusal
from core.workspace.lookup import require_one_of, require_text, the_dataset, the_model
from core.workspace.session import Session

MAY_RECORD = (Permission.REGISTER, Permission.OPERATE, Permission.ASSESS)
_TOUCHED = Changes.INVENTORY | Changes.ESTATE
_GRAVE = frozenset({Severity.HIGH, Severity.SEVERE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighborhood:
    """A model between what it rests on and what rests on it."""

    model: ModelId
    feeders: tuple[ModelId, ...]
    upstream: tuple[ModelId, ...]
    users: tuple[ModelId, ...]
    downstream: tuple[ModelId, ...]
    in_cycle: bool


class Dependencies:
    """Dependencies of models and what follows from them."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def of(self, model: ModelId) -> tuple[Dependency, ...]:
        """Return what a model rests on, as recorded."""
        return the_model(self._desk.store, model).dependencies

    def graph(self) -> Graph:
        """Return which model feeds which."""
        return Graph(self._desk.store.heads(Model, ModelTies))

    def around(self, model: ModelId) -> Neighborhood:
        """Return what a model rests on and what is hit when it fails or changes."""
        the_model(self._desk.store, model)
        graph = self.graph()
        return Neighborhood(
            model=model,
            feeders=graph.feeders(model),
            upstream=graph.upstream(model),
            users=graph.users(model),
            downstream=graph.downstream(model),
            in_cycle=graph.in_cycle(model),
        )

    def alerts(self, model: ModelId) -> tuple[FeederAlert, ...]:
        """Return what is wrong with the models this one rests on, directly or not, the nearest first."""
        graph = self.graph()
        direct = set(graph.feeders(model))
        found: list[FeederAlert] = []
        for feeder in graph.upstream(model):
            found += [
                FeederAlert(feeder=feeder, direct=feeder in direct, kind=kind, about=about)
                for kind, about in self._wrong(feeder)
            ]
        return tuple(found)

    def shared(self, *, least: int = 2) -> tuple[SharedThing, ...]:
        """Return what several models rest on: if it fails, it hits all of them at once."""
        return shared_things(self._stock(), least=least)

    def shared_of(self, model: ModelId) -> tuple[SharedThing, ...]:
        """Return what a model shares with others, itself or through the models that feed it."""
        return shared_things(self._stock(), about=model)

    def _stock(self) -> Stock:
        store = self._desk.store
        living: dict[ModelId, list[VersionTies]] = {}
        for version in store.heads(ModelVersion, VersionTies):
            if version.state not in ENDED:
                living.setdefault(version.model, []).append(version)
        return Stock(
            models=store.heads(Model, ModelTies),
            versions={model: tuple(found) for model, found in living.items()},
            datasets={dataset.id: dataset for dataset in store.all(Dataset)},
            tiers=tiers_of(store),
            vendors={vendor.id: vendor.name.name() for vendor in store.all(Vendor)},
        )

    def record(
        self, session: Session, model: ModelId, dependency: Dependency, reason: Text | None = None
    ) -> tuple[Model, Changes]:
        """Record what a model rests on; a circle of models needs a note that says why."""
        require_one_of(session, *MAY_RECORD)
        with self._desk.store.transaction(session, reason) as step:
            found = the_model(step, model)
            cleaned = replace(dependency, name=dependency.name.strip())
            _check(step, found, cleaned)
            changed = replace(found, dependencies=(*found.dependencies, cleaned))
            _refuse_circle(step, changed, cleaned)
            step.put(changed, Action.MODEL_CHANGED)
        return changed, _TOUCHED

    def remove(
        self, session: Session, model: ModelId, kind: DependencyKind, name: str, *, reason: Text
    ) -> tuple[Model, Changes]:
        """Say that a model rests on something no longer."""
        require_one_of(session, *MAY_RECORD)
        require_text(reason, message("The reason is missing. Write why the model no longer rests on it."))
        with self._desk.store.transaction(session, reason) as step:
            found = the_model(step, model)
            kept = tuple(item for item in found.dependencies if not _same(item, kind, name))
            if len(kept) == len(found.dependencies):
                raise UserError(message("{model} has no such dependency. Nothing was changed.", model=model))
            changed = replace(found, dependencies=kept)
            step.put(changed, Action.MODEL_CHANGED)
        return changed, _TOUCHED

    def _wrong(self, feeder: ModelId) -> Iterable[tuple[AlertKind, tuple[str, ...]]]:
        store, today = self._desk.store, self._desk.clock().date()
        version = current(store.select(ModelVersion, model=feeder))
        if version is None:
            yield AlertKind.NO_VERSION, (feeder,)
            return
        if use_refusal(store, version.id, self._desk) is not None:
            yield AlertKind.NOT_APPROVED, (version.id,)
        findings = store.select(Finding, version=version.id)
        grave = tuple(item.id for item in findings if item.stands(today) and item.severity in _GRAVE)
        if grave:
            yield AlertKind.FINDINGS, grave
        incidents = store.select(Incident, model=feeder)
        open_ones = tuple(item.id for item in incidents if item.state is not IncidentState.CLOSED)
        if open_ones:
            yield AlertKind.INCIDENT, open_ones


def _same(item: Dependency, kind: DependencyKind, name: str) -> bool:
    return item.kind is kind and item.name.casefold() == name.strip().casefold()


def _check(step: Transaction, model: Model, dependency: Dependency) -> None:
    if not dependency.name:
        raise UserError(
            message("The dependency has no name. Nothing was changed. Say what the model rests on.")
        )
    if any(_same(item, dependency.kind, dependency.name) for item in model.dependencies):
        raise UserError(message("That is recorded already. Nothing was changed."))
    if dependency.kind is DependencyKind.FEEDER_MODEL:
        the_model(step, ModelId(dependency.name))
        if dependency.name == model.id:
            raise UserError(message("A model does not feed itself. Nothing was changed. Choose another one."))
    elif dependency.kind is DependencyKind.DATA_SOURCE and dependency.name.startswith("DS-"):
        the_dataset(step, DatasetId(dependency.name))


def _refuse_circle(step: Transaction, changed: Model, dependency: Dependency) -> None:
    if dependency.kind is not DependencyKind.FEEDER_MODEL:
        return
    others = (model for model in step.all(Model) if model.id != changed.id)
    explained = dependency.note is not None and bool(dependency.note.body.strip())
    if not explained and Graph((*others, changed)).in_cycle(changed.id):
        raise UserError(
            message(
                "{feeder} rests on {model} itself, so the two would feed each other. Nothing was changed. "
                "If that is so, say in the note why and how it is kept in check.",
                feeder=dependency.name,
                model=changed.id,
            )
        )
