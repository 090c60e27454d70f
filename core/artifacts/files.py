"""Where do a model's files lie, and are they still those that were inspected?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from core.artifacts import mlflow
from core.artifacts.folders import read_below, read_file
from core.artifacts.received import received
from core.canonical import sha256
from core.errors import IntegrityError
from core.inventory import Artifact
from core.messages import message


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactFiles:
    """A model's files where they are kept, each under a name of its own."""

    main: Path
    companions: Mapping[str, Path] = field(default_factory=dict)
    """Further files by the name the model file gives them."""


Source = Path | ArtifactFiles
"""A file as received, a folder that holds a model, or the files kept of one."""


@dataclass(frozen=True, slots=True)
class Contents:
    """A model's bytes, and those of its further files by name."""

    data: bytes = field(repr=False)
    companions: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def contents(source: Source, artifact: Artifact) -> Contents:
    """Read a model's files; raises `IntegrityError` unless each is what it was when it was inspected."""
    data = _main(source)
    _require(sha256(data) == artifact.digest, _name(source))
    beside = {}
    for companion in artifact.companions:
        beside[companion.name] = _companion(source, companion.name)
        _require(sha256(beside[companion.name]) == companion.digest, companion.name)
    return Contents(data, beside)


def _main(source: Source) -> bytes:
    if isinstance(source, ArtifactFiles):
        return received(source.main)
    if source.is_dir():
        return read_below(source, mlflow.look(source).name)
    return received(source)


def _companion(source: Source, name: str) -> bytes:
    if isinstance(source, ArtifactFiles):
        return read_file(source.companions[name], name)
    folder = (source / mlflow.look(source).name).parent if source.is_dir() else source.parent
    return read_below(folder, name)


def _name(source: Source) -> str:
    return source.main.name if isinstance(source, ArtifactFiles) else source.name


def _require(same: object, name: str) -> None:
    if not same:
        raise IntegrityError(
            message(
                "The model file “{name}” is not the one that was registered: its digest differs. Nothing "
                "was scored. "
                "Restore the file from a backup.",
                name=name,
            )
        )
