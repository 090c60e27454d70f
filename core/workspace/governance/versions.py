"""What stands together in a version, what differs between two, and how are training facts completed?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from core.audit import Action
from core.errors import NotAllowedError, UserError
from core.findings import Finding
from core.governance import in_sync as sync
from core.governance.design import DesignRecord
from core.governance.difference import Difference, Side, difference
from core.ids import DatasetId, VersionId
from core.inventory import ModelVersion, State
from core.messages import message
from core.people import Permission, Person
from core.results import CheckRun
from core.risk import RiskAssessment
from core.store.transaction import Transaction
from core.texts import Text
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.lookup import Reader, the_dataset, the_version
from core.workspace.session import Session

_MOST, _LONGEST, _LOCK_BYTES = 500, 1_000, 16 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionChange:
    """What is added to a draft; a fact with an empty value is taken away."""

    facts: Mapping[str, str] = field(default_factory=dict)
    """Keys as in `core.governance.in_sync`: repository, commit, seed, parameter:NAME, library:NAME."""
    lock_file: Path | None = None
    """Kept by digest and name only; the file itself is not copied."""
    datasets: tuple[DatasetId, ...] = ()
    """Registered data sets the version is also made from."""
    notes: Text | None = None


class Versions:
    """Facts of versions and their differences."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def in_sync(self, version: VersionId) -> tuple[sync.SyncPart, ...]:
        """Return model, data, code, environment, parameters and seed of a version, and what is missing."""
        found = the_version(self._desk.store, version)
        datasets = tuple(the_dataset(self._desk.store, item) for item in found.datasets)
        return sync.in_sync(found, datasets)

    def difference(self, before: VersionId, after: VersionId) -> Difference:
        """Return everything that differs between two versions."""
        store = self._desk.store
        return difference(side_of(store, before), side_of(store, after))

    def complete(
        self, session: Session, version: VersionId, change: VersionChange
    ) -> tuple[ModelVersion, Changes]:
        """Complete the training facts of a draft; later the version is what was handed in for validation."""
        session.require(Permission.REGISTER)
        facts = _checked({**change.facts, **_lock(change.lock_file)})
        with self._desk.store.transaction(session) as step:
            found = _draft(step, version)
            merged = {**found.training, **facts}
            datasets = (*found.datasets, *(the_dataset(step, item).id for item in change.datasets))
            changed = replace(
                found,
                training={key: value for key, value in sorted(merged.items()) if value},
                datasets=tuple(dict.fromkeys(datasets)),
                notes=change.notes or found.notes,
            )
            if len(changed.training) > _MOST:
                raise _too_many()
            step.put(changed, Action.VERSION_CHANGED)
        return changed, Changes.INVENTORY


def side_of(reader: Reader, version: VersionId) -> Side:
    """Return all a comparison needs to know of one version."""
    found = the_version(reader, version)
    assessments = reader.select(RiskAssessment, version=version)
    return Side(
        version=found,
        datasets=tuple(the_dataset(reader, item) for item in found.datasets),
        assessment=assessments[-1] if assessments else None,
        runs=reader.select(CheckRun, version=version),
        findings=reader.select(Finding, version=version),
        design=reader.get(DesignRecord, version),
        names={person.id: person.name.name() for person in (reader.get(Person, found.developer),) if person},
    )


def _draft(step: Transaction, version: VersionId) -> ModelVersion:
    found = the_version(step, version)
    if found.state is not State.DRAFT:
        raise NotAllowedError(
            message(
                "{version} is in the state “{state}”; its training facts are completed while it is a draft. "
                "Nothing was changed. Register a new version.",
                version=version,
                state=found.state,
            )
        )
    return found


def _checked(facts: Mapping[str, str]) -> dict[str, str]:
    found = {key.strip(): value.strip() for key, value in facts.items()}
    if len(found) > _MOST or any(len(text) > _LONGEST for item in found.items() for text in item):
        raise _too_many()
    if "" in found:
        raise UserError(message("A training fact has no name. Nothing was changed. Write NAME=VALUE."))
    commit = found.get(sync.COMMIT, "")
    if commit and not sync.is_commit(commit):
        raise UserError(
            message(
                "“{commit}” is no commit: 7 to 64 hexadecimal digits are needed, because a branch can move. "
                "Nothing was changed.",
                commit=commit[:80],
            )
        )
    seed = found.get(sync.SEED, "")
    if seed and not seed.lstrip("-").isdecimal():
        raise UserError(message("“{seed}” is no seed: write a whole number.", seed=seed[:40]))
    return found


def _lock(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    from core.data.digest import file_digest

    if path.is_file() and path.stat().st_size > _LOCK_BYTES:
        raise UserError(
            message("“{name}” is too large for a lock file. Choose another file.", name=path.name)
        )
    return {sync.LOCK: file_digest(path), sync.LOCK_NAME: path.name}


def _too_many() -> UserError:
    return UserError(
        message(
            "These are too many training facts, or one is too long ({most} facts of {letters} characters). "
            "Nothing was changed.",
            most=_MOST,
            letters=_LONGEST,
        )
    )
