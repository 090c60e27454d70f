"""What would become of each model of an MLflow registry?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.exchange.mlflow_registry import MlflowRegistry, RegisteredModel, RegistryVersion
from core.exchange.mlflow_runs import COMMIT_TAG, NAME_TAG
from core.governance.in_sync import COMMIT, PARAMETER, SEED, is_commit
from core.governance.mlflow_imports import (
    FOREIGN,
    NAME_FACT,
    NUMBER_FACT,
    RUN_FACT,
    FileKey,
    FilePlan,
    MlflowModelPlan,
    MlflowTerms,
    VersionPlan,
)
from core.governance.register.importing import Named, NameIndex, RowAction, Twin
from core.ids import ModelId, VersionId
from core.inventory import Model, ModelVersion, State
from core.messages import message
from core.texts import Text

_SEEDS = ("seed", "random_state", "random_seed")
_MOST_NOTES = 10_000
_FILE_LINE = "\nfile: "
"""Begins the line of the notes that says why a version has no model file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the inventory holds now."""

    models: Mapping[ModelId, Model]
    versions: Mapping[ModelId, tuple[ModelVersion, ...]]
    now: datetime
    run: frozenset[VersionId] = frozenset()
    """Versions that were checked already."""

    def may_get_file(self, version: ModelVersion) -> bool:
        """Tell whether a version that was taken over without its file may still get it: a fresh draft."""
        fresh = version.state is State.DRAFT and version.id not in self.run
        return fresh and not version.artifacts and version.training.get(NUMBER_FACT) is not None

    def version(self, model: ModelId | None, version: VersionId | None) -> ModelVersion | None:
        """Return a version of a model, or None."""
        there = () if model is None else self.versions.get(model, ())
        return next((item for item in there if item.id == version), None)

    def known(self, name: str) -> ModelId | None:
        """Return the model a registered model became in an earlier import."""
        for model, versions in self.versions.items():
            if any(item.training.get(NAME_FACT) == name for item in versions):
                return model
        by_id = (item.id for item in self.models.values() if item.foreign_id == f"{FOREIGN}{name}")
        return next(by_id, None)


def planned(registry: MlflowRegistry, terms: MlflowTerms, standing: Standing) -> tuple[MlflowModelPlan, ...]:
    """Return a plan for each registered model, by name."""
    rows = [Named(row=at, name=item.name) for at, item in enumerate(registry.models, 1)]
    names = [Named(model=item.id, name=item.name.body) for item in standing.models.values()]
    index = NameIndex([*rows, *names])
    return tuple(
        _model(item, terms, standing, index.twins(item.name, at))
        for at, item in enumerate(registry.models, 1)
    )


def _model(
    found: RegisteredModel, terms: MlflowTerms, standing: Standing, twins: Sequence[Twin]
) -> MlflowModelPlan:
    plan = MlflowModelPlan(name=found.name, action=RowAction.NEW)
    choice, known = terms.choices.get(found.name), standing.known(found.name)
    if choice is not None and choice.action is RowAction.SKIP:
        return replace(plan, action=RowAction.SKIP, why=message("It was left out by choice."))
    if known is not None:
        return _joined(plan, found, known, terms, standing)
    if choice is not None and choice.model in standing.models and choice.model is not None:
        return _joined(plan, found, choice.model, terms, standing)
    others = tuple(item for item in twins if item.model is not None)
    if others and choice is None:
        why = message("It may be the same as “{name}”.", name=others[0].name)
        return replace(plan, action=RowAction.DECIDE, twins=others, why=why)
    return replace(plan, versions=_versions(found, (), terms), twins=others)


def _joined(
    plan: MlflowModelPlan, found: RegisteredModel, model: ModelId, terms: MlflowTerms, standing: Standing
) -> MlflowModelPlan:
    versions = _versions(found, standing.versions.get(model, ()), terms)
    added = any(item.action is RowAction.NEW for item in versions)
    return replace(plan, action=RowAction.CHANGE if added else RowAction.SAME, model=model, versions=versions)


def _versions(
    found: RegisteredModel, there: Sequence[ModelVersion], terms: MlflowTerms
) -> tuple[VersionPlan, ...]:
    taken = {item.label.casefold() for item in there}
    known = {
        item.training.get(NUMBER_FACT): item for item in there if item.training.get(NAME_FACT) == found.name
    }
    plans = []
    for item in found.versions:
        plan = _version(item, taken)
        before = known.get(item.number)
        if before is not None:
            plan = _again(plan, found, item, before, terms)
        plans.append(plan)
    return tuple(plans)


def _version(item: RegistryVersion, taken: set[str]) -> VersionPlan:
    label = item.number if item.number not in taken else f"mlflow-{item.number}"
    return VersionPlan(
        number=item.number,
        label=label,
        action=RowAction.NEW,
        metrics=0 if item.run is None else len(item.run.metrics),
        parameters=0 if item.run is None else len(item.run.parameters),
        why=message("Its run is not in the store: it comes without figures.") if item.run is None else None,
    )


def _again(
    plan: VersionPlan,
    found: RegisteredModel,
    item: RegistryVersion,
    before: ModelVersion,
    terms: MlflowTerms,
) -> VersionPlan:
    stated = facts(found, item)
    same = all(before.training.get(key) == value for key, value in stated.items())
    said = notes(found, item, terms)
    if same and before.notes is not None and before.notes.body.partition(_FILE_LINE)[0] == said.body:
        return replace(plan, label=before.label, action=RowAction.SAME, known=before.id, why=None)
    why = message("MLflow says otherwise now. Here it stays as it was taken over.")
    return replace(plan, label=before.label, action=RowAction.SKIP, known=before.id, why=why)


def facts(found: RegisteredModel, item: RegistryVersion) -> dict[str, str]:
    """Return the facts of a version: by what it is known again, and what its run says of its making."""
    stated = {NAME_FACT: found.name, NUMBER_FACT: item.number, RUN_FACT: item.run_id}
    if item.run is not None:
        stated |= {f"{PARAMETER}{key}": value for key, value in item.run.parameters.items()}
        seeds = (item.run.parameters[key] for key in _SEEDS if key in item.run.parameters)
        stated[SEED] = next((seed for seed in seeds if seed.isdigit()), "")
        commit = item.run.tags.get(COMMIT_TAG, "")
        stated[COMMIT] = commit if is_commit(commit) else ""
    return {key: stated[key] for key in sorted(stated) if stated[key]}


def notes(found: RegisteredModel, item: RegistryVersion, terms: MlflowTerms) -> Text:
    """Return what the registry says in words and paths, which a person may have written."""
    tags = {} if item.run is None else {key: item.run.tags[key] for key in item.run.tags if key != COMMIT_TAG}
    lines = (
        item.description,
        f"MLflow: {found.name}, version {item.number}",
        f"stage: {item.stage}" if item.stage else "",
        f"aliases: {', '.join(item.aliases)}" if item.aliases else "",
        f"source: {item.source}" if item.source else "",
        *(f"tag {key}: {value}" for key, value in item.tags.items()),
        *(f"run tag {key}: {value}" for key, value in sorted(tags.items()) if key != NAME_TAG),
        *(f"model tag {key}: {value}" for key, value in found.tags.items()),
    )
    return Text("\n".join(line for line in lines if line)[:_MOST_NOTES], terms.language)


def with_reason(said: Text, why: Text | None) -> Text:
    """Return the notes of a version with why it has no model file."""
    if why is None:
        return said
    return Text(f"{said.body}{_FILE_LINE}{' '.join(why.body.split())}"[: 2 * _MOST_NOTES], said.language)


def wanted(
    models: Sequence[MlflowModelPlan], standing: Standing
) -> Iterator[tuple[FileKey, ModelVersion | None]]:
    """Yield the versions whose file is asked for, and what is known of them here."""
    for model in models:
        for item in model.versions:
            there = standing.version(model.model, item.known)
            if item.action is RowAction.NEW:
                yield (model.name, item.number), None
            elif there is None or item.action is not RowAction.SAME:
                continue
            elif there.artifacts or standing.may_get_file(there):
                yield (model.name, item.number), there


def filed(
    models: Sequence[MlflowModelPlan], files: Mapping[FileKey, FilePlan], standing: Standing
) -> tuple[MlflowModelPlan, ...]:
    """Return the plans with what becomes of the files."""
    asked = dict(wanted(models, standing))
    done = []
    for model in models:
        versions = tuple(
            _filed(item, files.get((model.name, item.number)), asked[model.name, item.number])
            if (model.name, item.number) in asked
            else item
            for item in model.versions
        )
        added = any(item.action is RowAction.CHANGE for item in versions)
        action = RowAction.CHANGE if added and model.action is RowAction.SAME else model.action
        done.append(replace(model, versions=versions, action=action))
    return tuple(done)


def _filed(plan: VersionPlan, file: FilePlan | None, there: ModelVersion | None) -> VersionPlan:
    if file is None:
        return plan
    if there is None:
        return replace(plan, file=file)
    if not there.artifacts:
        return replace(plan, file=file, action=RowAction.CHANGE if file.taken else RowAction.SAME)
    if file.digest is None or file.digest in {item.digest for item in there.artifacts}:
        return plan
    why = message("Its model file is another one in MLflow now. Here it stays as it was taken over.")
    return replace(plan, action=RowAction.SKIP, why=why)


def comparable(models: Sequence[MlflowModelPlan]) -> tuple[object, ...]:
    """Return what must be the same when an import is made as when it was shown."""
    return tuple(
        (
            item.name,
            item.action,
            item.model,
            [(one.label, one.action, one.takes_file) for one in item.versions],
        )
        for item in models
    )
