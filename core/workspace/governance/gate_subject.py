"""Which version is asked about, by its name or by the very file that is to be deployed?"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from core.decisions import Decision
from core.errors import UserError
from core.governance.gate import FileFacts
from core.ids import Digest, ModelId, VersionId
from core.inventory import Artifact, Model, ModelVersion, State, current
from core.messages import message
from core.stages import Stage
from core.workspace.desk import Desk
from core.workspace.lookup import the_version

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRequest:
    """What is asked: a model, one of its versions, a file, or a version with a file."""

    subject: str | None = None
    """"MOD-0001" or "MOD-0001@2"; None: found by the file."""
    artifact: Path | None = None
    stage: Stage = Stage.CHAMPION
    every_signature: bool = False
    trust: tuple[bytes, ...] = ()
    """Trusted certificates (PEM), where the policy demands a confirmed identity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Which version is meant, with the file as it was handed in."""

    version: VersionId | None
    """None: the file belongs to no version."""
    file: FileFacts | None = None
    companions_missing: tuple[str, ...] = ()


def resolve(desk: Desk, request: GateRequest) -> Subject:
    """Find the version; raises `UserError` when none or several could be meant."""
    file = None if request.artifact is None else hashed(request.artifact)
    if request.subject is not None:
        named = _named(desk, request.subject, request.stage)
        return _with_file(the_version(desk.store, named), request.artifact, file)
    if file is None or request.artifact is None:
        raise UserError(message("Nothing is named. Give a model, a version, or a file with --artifact."))
    holders = [item for item in desk.store.all(ModelVersion) if _artifact(item, file.digest) is not None]
    if not holders:
        return Subject(version=None, file=file)
    models = {item.model for item in holders}
    if len(models) > 1:
        raise UserError(
            message(
                "“{name}” is a model file of several models: {versions}. Nothing was judged. "
                "Name the version as well.",
                name=file.name,
                versions=", ".join(item.id for item in holders),
            )
        )
    chosen = holders[0] if len(holders) == 1 else _only(desk, holders, request.stage)
    return _with_file(chosen, request.artifact, file)


def hashed(path: Path) -> FileFacts:
    """Hash a file block by block; raises `UserError` if it cannot be read."""
    digest, size = hashlib.sha256(), 0
    try:
        if not path.is_file():
            raise FileNotFoundError(path)  # a folder, a pipe or a device is no model file
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
                size += len(block)
    except OSError as error:
        raise UserError(
            message(
                "“{name}” is no file that can be read. Nothing was judged. Name another file.", name=path.name
            )
        ) from error
    return FileFacts(name=path.name, digest=Digest(digest.hexdigest()), size=size)


def _named(desk: Desk, subject: str, stage: Stage) -> VersionId:
    if "@" in subject:
        return the_version(desk.store, VersionId(subject)).id
    model = desk.store.get(Model, ModelId(subject))
    if model is None:
        raise UserError(
            message("There is no model {id}. Nothing was judged. Name a model or version.", id=subject)
        )
    versions = desk.store.select(ModelVersion, model=model.id)
    if not versions:
        raise UserError(
            message("{id} has no version yet. Nothing was judged. Register a version first.", id=model.id)
        )
    return _only(desk, list(versions), stage).id


def _only(desk: Desk, versions: list[ModelVersion], stage: Stage) -> ModelVersion:
    """Return the one version that could pass; without any, the one that counts."""
    qualifying = [item for item in versions if _qualifies(desk, item, stage)]
    if len(qualifying) > 1:
        raise UserError(
            message(
                "Several versions qualify for the stage {stage}: {versions}. Nothing was judged. "
                "Name one of them.",
                stage=stage,
                versions=", ".join(item.id for item in qualifying),
            )
        )
    counting = qualifying[0] if qualifying else current(versions)
    assert counting is not None  # noqa: S101 (there is at least one version)
    return counting


def _qualifies(desk: Desk, version: ModelVersion, stage: Stage) -> bool:
    rule = desk.policy.gate.stages.get(stage)
    if rule is None:
        return False
    if rule.pre_validation and version.state is State.PRE_VALIDATION_USE:
        return True
    decisions = desk.store.select(Decision, version=version.id)
    return version.state in rule.states and bool(decisions) and decisions[-1].is_approval


def _artifact(version: ModelVersion, digest: Digest) -> Artifact | None:
    return next((item for item in version.artifacts if item.digest == digest), None)


def _with_file(version: ModelVersion, path: Path | None, file: FileFacts | None) -> Subject:
    if path is None or file is None:
        return Subject(version=version.id)
    artifact = _artifact(version, file.digest)
    companions = () if artifact is None else artifact.companions
    absent = tuple(item.name for item in companions if not _beside(path, item.name, item.digest))
    return Subject(version=version.id, file=file, companions_missing=absent)


def _beside(path: Path, name: str, digest: Digest) -> bool:
    try:
        return hashed(path.parent / name).digest == digest
    except UserError:
        return False
