"""Which registered models with which versions does an MLflow registry hold?

Read from a folder (`mlruns/models/<name>/version-<n>`) or an SQLite file, as they lie. Where the registry
says a model file lies is text: such a path may lead anywhere; `core.exchange.mlflow_places` looks for its
parts below the named folders. Runs are looked for by their id inside the named store, and nowhere else.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from core.canonical import canonical
from core.errors import UserError
from core.exchange.mlflow_files import MOST_RUNS, damaged, folders, is_link, meta_of, short, too_many, values
from core.exchange.mlflow_runs import RawRun, run_in
from core.messages import message

PERSONAL = frozenset({"mlflow.user", "mlflow.source.name"})
"""Tags that say who ran something, or the path of a home folder; both are left out."""
RUN_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What ids of runs and models look like."""
_NUMBER = re.compile(r"[1-9][0-9]{0,9}")
_STORES = ("mlruns", "mlflow.db")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryVersion:
    """One version of a registered model, as MLflow states it."""

    number: str
    """From 1."""
    description: str = ""
    stage: str = ""
    """"Production" and the like, as somebody set it there; no approval."""
    status: str = ""
    source: str = ""
    """Where its file is said to lie; only looked for by its parts, below the named folders."""
    storage: str = ""
    """The same, where MLflow 3 says it more exactly."""
    model_id: str = ""
    """Id of the logged model in MLflow 3."""
    run_id: str = ""
    created_ms: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    run: RawRun | None = None
    """None: the store holds no such run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredModel:
    """A registered model."""

    name: str
    description: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    versions: tuple[RegistryVersion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MlflowRegistry:
    """A registry as found, by name."""

    name: str
    """Of the folder or file."""
    models: tuple[RegisteredModel, ...]

    @property
    def content(self) -> bytes:
        """Return what was read as canonical JSON, to be kept as evidence and to see a change."""
        return canonical(self)


def read_registry(path: Path) -> MlflowRegistry:
    """Return the registry of an MLflow folder or SQLite file.

    Raises `UntrustedArtifactError` for links and hostile contents, `UserError` when there is no registry.
    """
    if path.is_symlink():
        raise is_link(path.name)
    place = store_of(path)
    if place.is_file():
        from core.exchange.mlflow_registry_database import models_of

        found = models_of(place)
    else:
        found = _models(place)
    if not found:
        raise _none(path)
    if sum(len(item.versions) for item in found) > MOST_RUNS:
        raise too_many(path.name)
    return MlflowRegistry(name=path.name, models=tuple(sorted(found, key=lambda item: item.name)))


def store_of(path: Path) -> Path:
    """Return the store in a folder: the folder itself, its folder mlruns, or its file mlflow.db.

    Raises `UserError` where there is none.
    """
    if path.is_file():
        return path
    if not path.is_dir():
        raise UserError(
            message("“{name}” does not exist. Name the folder mlruns or the file mlflow.db.", name=path.name)
        )
    if (path / "models").is_dir():
        return path
    for inner in (path / name for name in _STORES):
        if inner.is_symlink():
            raise is_link(inner.name)
        if inner.is_file() or (inner / "models").is_dir():
            return inner
    raise _none(path)


def _none(path: Path) -> UserError:
    if (path / "MLmodel").is_file():
        return UserError(
            message(
                "“{name}” is one logged model and no registry. Nothing was taken over. Register a version "
                "and choose this folder as its model file (pruefstein register NAME --file FOLDER).",
                name=path.name,
            )
        )
    return UserError(
        message(
            "“{name}” holds no model registry of MLflow. Nothing was taken over. Name the folder mlruns with "
            "its folder models, or the file mlflow.db; experiments alone are taken over on a version.",
            name=path.name,
        )
    )


def _models(store: Path) -> list[RegisteredModel]:
    if (store / "models").is_symlink():
        raise is_link("models")
    experiments = [place for place in folders(store) if place.name not in {".trash", "models"}]
    return [_model(place, experiments) for place in folders(store / "models")]


def _model(folder: Path, experiments: Iterable[Path]) -> RegisteredModel:
    meta = meta_of(folder / "meta.yaml")
    aliases = values(folder / "aliases", tail=False)
    places = tuple(experiments)
    found = [_version(place, places) for place in folders(folder) if place.name.startswith("version-")]
    return RegisteredModel(
        name=_name(meta.get("name", ""), folder.name),
        description=short(meta.get("description", "")),
        tags=kept(values(folder / "tags", tail=False)),
        versions=ordered(found, aliases),
    )


def _name(stated: str, folder: str) -> str:
    name = short(stated)
    if name != folder:
        raise damaged(f"{folder[:80]}/meta.yaml")
    return name


def _version(folder: Path, experiments: Iterable[Path]) -> RegistryVersion:
    meta = meta_of(folder / "meta.yaml")
    if f"version-{meta.get('version', '')}" != folder.name:
        raise damaged(f"{folder.name}/meta.yaml")
    run = meta.get("run_id", "")
    return RegistryVersion(
        number=meta["version"],
        description=short(meta.get("description", "")),
        stage=stage_of(meta.get("current_stage", "")),
        status=short(meta.get("status", "")),
        source=short(meta.get("source", "")),
        storage=short(meta.get("storage_location", "")),
        model_id=short(meta.get("model_id", "")),
        run_id=short(run),
        created_ms=short(meta.get("creation_timestamp", "")),
        tags=kept(values(folder / "tags", tail=False)),
        run=_run(run, experiments),
    )


def _run(run: str, experiments: Iterable[Path]) -> RawRun | None:
    """Return a run of the store by its id, which never becomes a path of another form."""
    if not RUN_ID.fullmatch(run):
        return None
    for experiment in experiments:
        place = experiment / run
        if place.is_symlink():
            raise is_link(run)
        if place.is_dir():
            return run_in(place)
    return None


def ordered(versions: Iterable[RegistryVersion], aliases: Mapping[str, str]) -> tuple[RegistryVersion, ...]:
    """Return the versions by number, each with the aliases that name it; deleted ones are left out."""
    found = []
    for item in versions:
        if not _NUMBER.fullmatch(item.number):
            raise damaged(f"version-{item.number[:20]}")
        if item.stage != "Deleted_Internal":
            named = tuple(sorted(name for name, number in aliases.items() if number == item.number))
            found.append(replace(item, aliases=named))
    return tuple(sorted(found, key=lambda item: int(item.number)))


def kept(tags: Mapping[str, str]) -> dict[str, str]:
    """Return the tags without those that say who ran something."""
    return {key: tags[key] for key in sorted(tags) if key not in PERSONAL}


def stage_of(stated: str) -> str:
    """Return the stage, empty for "None", which is how MLflow writes that there is none."""
    return "" if stated == "None" else short(stated)
