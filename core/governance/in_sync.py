"""Do model, data, code, environment, parameters and seed of a version stand together?

A version can be made again only if all six are known. They are facts of the version's record (`training`):
the keys are plain words, parameters and libraries have a prefix.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.inventory import Dataset, DatasetKind, ModelVersion
from core.messages import Message, message

REPOSITORY, COMMIT, SEED = "repository", "commit", "seed"
LOCK, LOCK_NAME = "lock_digest", "lock_file"
PARAMETER, LIBRARY = "parameter:", "library:"
_COMMIT = re.compile(r"[0-9a-fA-F]{7,64}")


class Part(StrEnum):
    """What a version is made of."""

    MODEL = "model"
    DATA = "data"
    CODE = "code"
    ENVIRONMENT = "environment"
    PARAMETERS = "parameters"
    SEED = "seed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncPart:
    """One part of a version: what is recorded, and what is missing."""

    part: Part
    recorded: tuple[str, ...]
    """Values as they are shown: digests, ids, names with versions."""
    missing: Message | None = None


def in_sync(version: ModelVersion, datasets: Iterable[Dataset]) -> tuple[SyncPart, ...]:
    """Return the six parts of a version in their order; empty `missing` everywhere: it stands together."""
    facts = version.training
    return (
        _model(version),
        _data(datasets),
        _code(facts),
        _environment(version, facts),
        _named(Part.PARAMETERS, PARAMETER, facts),
        _seed(facts),
    )


def parameters(facts: Mapping[str, str]) -> dict[str, str]:
    """Return the training parameters among the facts of a version."""
    return _below(PARAMETER, facts)


def libraries(version: ModelVersion) -> dict[str, str]:
    """Return the library versions that are recorded or named in the first model file."""
    inside = dict(version.artifacts[0].libraries) if version.artifacts else {}
    return {**inside, **_below(LIBRARY, version.training)}


def is_commit(text: str) -> bool:
    """Tell whether a text names one state of the code: 7 to 64 hexadecimal digits, never a branch."""
    return _COMMIT.fullmatch(text) is not None


def _below(prefix: str, facts: Mapping[str, str]) -> dict[str, str]:
    return {key.removeprefix(prefix): facts[key] for key in sorted(facts) if key.startswith(prefix)}


def _model(version: ModelVersion) -> SyncPart:
    if version.artifacts:
        shown = tuple(f"{item.format.value} {item.digest[:12]}" for item in version.artifacts)
        return SyncPart(part=Part.MODEL, recorded=shown)
    return SyncPart(part=Part.MODEL, recorded=(), missing=message("There is no model file."))


def _data(datasets: Iterable[Dataset]) -> SyncPart:
    found = tuple(datasets)
    shown = tuple(f"{item.id} {item.digest[:12]}" for item in found)
    if any(item.kind is DatasetKind.TRAINING for item in found):
        return SyncPart(part=Part.DATA, recorded=shown)
    lacking = message("No data set of the kind “training” is registered with the version.")
    return SyncPart(part=Part.DATA, recorded=shown, missing=lacking)


def _code(facts: Mapping[str, str]) -> SyncPart:
    place, commit = facts.get(REPOSITORY, ""), facts.get(COMMIT, "")
    shown = tuple(item for item in (place, commit) if item)
    if not place:
        return SyncPart(part=Part.CODE, recorded=shown, missing=message("The repository is not recorded."))
    if not is_commit(commit):
        lacking = message("The commit is not recorded; a branch can move and names no state of the code.")
        return SyncPart(part=Part.CODE, recorded=shown, missing=lacking)
    return SyncPart(part=Part.CODE, recorded=shown)


def _environment(version: ModelVersion, facts: Mapping[str, str]) -> SyncPart:
    known = libraries(version)
    lock = facts.get(LOCK, "")
    shown = (*(f"{name} {number}" for name, number in sorted(known.items())), *([lock[:12]] if lock else []))
    lacking = None if lock else message("No lock file is recorded, so libraries are known in part only.")
    return SyncPart(part=Part.ENVIRONMENT, recorded=shown, missing=lacking)


def _named(part: Part, prefix: str, facts: Mapping[str, str]) -> SyncPart:
    found = _below(prefix, facts)
    lacking = None if found else message("No parameters of the training are recorded.")
    return SyncPart(part=part, recorded=tuple(f"{k} = {v}" for k, v in found.items()), missing=lacking)


def _seed(facts: Mapping[str, str]) -> SyncPart:
    seed = facts.get(SEED, "")
    lacking = None if seed else message("The seed is not recorded.")
    return SyncPart(part=Part.SEED, recorded=(seed,) if seed else (), missing=lacking)
