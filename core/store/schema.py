"""Which form does the database have, and how does it get the present one?

Migrations run with foreign keys off, in one transaction, and never rebuild the table of events.
"""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from core.canonical import timestamp
from core.errors import IntegrityError, UserError
from core.messages import message
from core.store import engine
from core.store.engine import damaged, plain_words
from core.store.files import sync_folder, writing

AT_ONCE = 64 << 20
"""Bytes of a file that is checked page by page when it is opened; a tenth of a second."""
MIGRATIONS = Path(__file__).parent / "migrations"


def known(migrations: Path) -> tuple[str, ...]:
    """Return the revisions this program knows, oldest first: files are named r<revision>_<what>.py."""
    return tuple(sorted(path.name[1:5] for path in (migrations / "versions").glob("r[0-9]*.py")))


def revision(database: Path) -> str | None:
    """Return the revision of a database; None if it has none.

    Raises `IntegrityError` for a file that is no database or fails SQLite's own check.
    """
    uri = (
        f"{database.absolute().as_uri()}?mode=ro{'&immutable=1' if engine.needs_immutable(database) else ''}"
    )
    with plain_words(), closing(sqlite3.connect(uri, uri=True)) as connection:
        connection.execute(f"PRAGMA busy_timeout={engine.BUSY_MILLISECONDS}")
        if database.stat().st_size <= AT_ONCE and not _is_sound(connection):
            raise damaged()
        tables = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")
        if tables.fetchone() is None:
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def check_pages(database: Path, *, immutable: bool) -> None:
    """Let SQLite check every page of the file; raises `IntegrityError` when one is damaged.

    Small files are checked whenever they are opened, large ones by the verification of the trail.
    """
    address = engine.address(database, immutable=immutable)
    with plain_words(), closing(sqlite3.connect(address, uri=True)) as found:
        if not _is_sound(found):
            raise damaged()


def _is_sound(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))


def is_present(database: Path) -> bool:
    """Tell whether the database has the present form.

    Raises `UserError` when it comes from a newer program or is none of ours.
    """
    found, revisions = revision(database), known(MIGRATIONS)
    if found is None:
        raise IntegrityError(
            message(
                "The file workspace.db is no database of Prüfstein. Nothing was changed. "
                "Choose the folder of a workspace."
            )
        )
    if found not in revisions:
        raise UserError(
            message(
                "The workspace was written by a newer Prüfstein (form {found}; this one knows {known}). "
                "Nothing was changed. Install the newer version to open it.",
                found=found,
                known=revisions[-1],
            )
        )
    return found == revisions[-1]


def migrate(database: Path) -> None:
    """Bring the database to the present form, wholly or not at all."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    target = engine.writer(database, foreign_keys=False)
    try:
        with plain_words(), target.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise damaged()
    finally:
        target.dispose()


def backup(database: Path, target: Path) -> Path:
    """Copy the database, also while others write, and return the copy's path."""
    with writing():
        target.parent.mkdir(exist_ok=True)
        partial = target.with_suffix(".partial")
        try:
            with (
                plain_words(),
                closing(sqlite3.connect(database)) as source,
                closing(sqlite3.connect(partial)) as copy,
            ):
                source.backup(copy)
            partial.replace(target)
            sync_folder(target.parent)
        finally:
            partial.unlink(missing_ok=True)
    return target


def backup_name(revision_found: str | None, now: datetime) -> str:
    """Return the file name of the copy made before a migration."""
    stamp = timestamp(now)[:19].replace(":", "").replace("-", "")
    return f"workspace-form-{revision_found}-{stamp}.db"
