"""What lies in a workspace's folder, and may it be opened as it is?"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from core.errors import PruefsteinError, UserError
from core.messages import message
from core.store import Files, Store, schema
from core.store.files import writing
from core.workspace.desk import Desk
from core.workspace.network import network_type
from core.workspace.people import People

DATABASE = "workspace.db"
POLICY = "policy.toml"
BACKUPS = "backups"
REPORTS = "reports"
DAILY_COPIES = 7
_log = logging.getLogger(__name__)


def check_is_workspace(folder: Path) -> None:
    """Raise `UserError` unless the folder holds a workspace on a local disk."""
    try:
        there = (folder / DATABASE).is_file()
    except PermissionError:
        there = False
    if not there:
        raise UserError(
            message(
                "There is no workspace in “{folder}”. Nothing was changed. "
                "Choose another folder, or create a workspace there.",
                folder=str(folder),
            )
        )
    check_is_local(folder)


def check_is_local(folder: Path) -> None:
    """Raise `UserError` for a folder on a network share."""
    kind = network_type(folder)
    if kind is not None:
        raise UserError(
            message(
                "“{folder}” lies on a network share ({kind}), where the database could be damaged when two "
                "computers write. Nothing was changed. Choose a folder on this computer.",
                folder=str(folder),
                kind=kind,
            )
        )


def prepare(folder: Path) -> None:
    """Make the folder of a new workspace; raises `UserError` when it holds anything already."""
    with writing():
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UserError(
                message(
                    "The folder “{folder}” is not empty. Nothing was changed. "
                    "Choose an empty folder or a new one.",
                    folder=str(folder),
                )
            )
        check_is_local(folder)
        for name in ("files", REPORTS, "keys", BACKUPS):
            (folder / name).mkdir()


def desk(folder: Path, store: Store, clock: Callable[[], datetime]) -> Desk:
    """Lay out the tools of a workspace."""
    files = Files(folder / "files")
    people = People(store, files, folder, clock)
    return Desk(store=store, files=files, folder=folder, clock=clock, people=people)


def bring_up_to_date(folder: Path, now: datetime, *, read_only: bool) -> None:
    """Migrate an older form after a backup copy; raises `UserError` for a newer one."""
    database = folder / DATABASE
    if schema.is_present(database):
        return
    if read_only:
        raise UserError(
            message(
                "The workspace has the form of an older Prüfstein and must be brought up to date first. "
                "Nothing was changed. Open it once for writing; a backup copy is made before."
            )
        )
    name = schema.backup_name(schema.revision(database), now)
    schema.backup(database, folder / BACKUPS / name)
    schema.migrate(database)


def daily_copy(folder: Path, now: datetime) -> None:
    """Copy the database once a day and keep the last seven copies; a full disk is no reason to stop."""
    backups = folder / BACKUPS
    target = backups / f"workspace-{now.astimezone(UTC):%Y-%m-%d}.db"
    try:
        if not target.exists():
            schema.backup(folder / DATABASE, target)
        for old in sorted(backups.glob("workspace-[0-9]*.db"))[:-DAILY_COPIES]:
            old.unlink()
    except (PruefsteinError, OSError) as error:
        _log.warning("no daily copy: %s", error)
