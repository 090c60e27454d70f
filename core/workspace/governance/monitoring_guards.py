"""What stands against watching a version, or against rows that are handed in?"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from core.errors import NotAllowedError, UserError
from core.governance.monitoring import (
    Monitor,
    Observation,
)
from core.ids import DatasetId, Digest, MonitorId, PersonId, VersionId
from core.inventory import State
from core.messages import message
from core.store.transaction import Transaction
from core.texts import Text
from core.workspace.lookup import (
    Reader,
    active_person,
    the_dataset,
    the_version,
)

UNLABELED = ("data_quality", "drift")
"""Checks that need no true values: missing, out of range, new categories; drift of inputs and scores."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMonitor:
    """A monitoring to be set up."""

    version: VersionId
    name: Text
    reference: DatasetId
    owner: PersonId
    checks: tuple[str, ...] = UNLABELED
    label_checks: tuple[str, ...] | None = None
    """None: those the policy makes mandatory for the tier, without the explanation."""
    folder: Path | None = None
    pattern: str = "*.csv"
    row_id: str | None = None
    time: str | None = None
    label_lag_days: int | None = None
    every_days: int = 30
    example: bool = False


def the_monitor(reader: Reader, monitor: MonitorId) -> Monitor:
    """Return a monitoring; raises `UserError` if there is none."""
    found = reader.get(Monitor, monitor)
    if found is None:
        raise UserError(message("There is no monitoring {id}. Choose one from the list.", id=monitor))
    return found


def active_monitor(reader: Reader, monitor: MonitorId) -> Monitor:
    """Return a monitoring that was not stopped; raises `NotAllowedError` otherwise."""
    found = the_monitor(reader, monitor)
    if not found.active:
        raise NotAllowedError(
            message("{monitor} was stopped. Nothing was recorded. Set up a new one.", monitor=monitor)
        )
    return found


def digest_of(path: Path) -> Digest:
    """Return the digest of a file; raises `UserError` if it is none."""
    from core.data.digest import file_digest

    if not path.is_file():
        raise UserError(message("“{name}” is no file. Nothing was recorded. Choose a table.", name=path.name))
    return file_digest(path)


def require_unseen(reader: Reader, monitor: Monitor, digest: Digest, path: Path) -> None:
    """Raise `UserError` if the same rows were observed before."""
    seen: Iterable[Observation] = reader.select(Observation, state=monitor.id)
    for item in seen:
        if item.source == digest:
            raise UserError(
                message(
                    "The rows of “{name}” were observed before, as {item}. Nothing was recorded. "
                    "Hand in new rows.",
                    name=path.name,
                    item=item.id,
                )
            )


def check_new(step: Transaction, new: NewMonitor) -> None:
    """Raise what stands against setting up a monitoring."""
    from core.checks.registry import get

    version = the_version(step, new.version)
    if version.state is State.RETIRED:
        raise NotAllowedError(
            message("{version} is retired and is no longer watched. Choose another.", version=version.id)
        )
    the_dataset(step, new.reference)
    active_person(step, new.owner)
    for check in (*new.checks, *(new.label_checks or ())):
        get(check)
    if not new.checks:
        raise UserError(message("No check was chosen. Choose at least one."))
    if not 1 <= new.every_days <= 3660 or not 0 <= (new.label_lag_days or 0) <= 3660:
        raise UserError(
            message("Days lie between 1 and 3,660. Nothing was set up. Correct the number of days.")
        )
    if new.label_lag_days is not None and new.row_id is None:
        raise UserError(
            message(
                "Labels that come later need a row id to be joined by. Nothing was set up. "
                "Name the column of row ids, or state no lag."
            )
        )
    if new.folder is not None and not new.folder.is_dir():
        raise UserError(
            message("“{folder}” is no folder. Nothing was set up. Choose a folder.", folder=str(new.folder))
        )
