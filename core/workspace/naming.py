"""Which version is meant by MODEL[@VERSION]?"""

from collections.abc import Iterable

from core.errors import UserError
from core.ids import version_id
from core.inventory import ENDED, Model, ModelVersion
from core.messages import message
from core.workspace.lookup import Reader


def resolve(reader: Reader, reference: str) -> ModelVersion:
    """Return the version meant; raises `UserError` naming the candidates when it is not clear."""
    wanted = reference.strip()
    models = reader.all(Model)
    found = _named(models, wanted)
    if found:
        return _only_version(_only(found, wanted), reader)
    name, at, label = wanted.rpartition("@")
    found = _named(models, name) if at else []
    if not found:
        raise UserError(
            message(
                "There is no model “{reference}”. Known models: {known}.",
                reference=name if at else wanted,
                known=_listed(model.id for model in models),
            )
        )
    return _labeled(_only(found, name), label, reader)


def _named(models: Iterable[Model], wanted: str) -> list[Model]:
    by_id = [model for model in models if model.id.casefold() == wanted.casefold()]
    return by_id or [model for model in models if model.name.name().casefold() == wanted.casefold()]


def _only(models: list[Model], wanted: str) -> Model:
    if len(models) > 1:
        raise UserError(
            message(
                "Several models are called “{name}”: {candidates}. Name one by its id.",
                name=wanted,
                candidates=_listed(model.id for model in models),
            )
        )
    return models[0]


def _labeled(model: Model, label: str, reader: Reader) -> ModelVersion:
    versions = reader.select(ModelVersion, model=model.id)
    for version in versions:
        if version.id == version_id(model.id, label):
            return version
    raise UserError(
        message(
            "{model} has no version “{label}”. Its versions: {candidates}.",
            model=model.id,
            label=label,
            candidates=_listed(version.id for version in versions),
        )
    )


def _only_version(model: Model, reader: Reader) -> ModelVersion:
    versions = reader.select(ModelVersion, model=model.id)
    living = [version for version in versions if version.state not in ENDED]
    meant = living or versions
    if len(meant) == 1:
        return meant[0]
    if not meant:
        raise UserError(message("{model} has no version yet. Register one first.", model=model.id))
    raise UserError(
        message(
            "{model} has several versions: {candidates}. Say which one is meant.",
            model=model.id,
            candidates=_listed(version.id for version in meant),
        )
    )


def _listed(names: Iterable[str]) -> str:
    known = list(names)
    return ", ".join((*known[:12], *(("…",) if len(known) > 12 else ()))) or "–"
