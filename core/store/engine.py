"""How is the database opened, and what is said when it does not answer?"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, PoolProxiedConnection, create_engine, event
from sqlalchemy.exc import DBAPIError

from core.errors import ConflictError, IntegrityError, PruefsteinError, UserError
from core.messages import message

BUSY_MILLISECONDS = 5000
_PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA secure_delete=ON",
)


def writer(database: Path, *, foreign_keys: bool = True) -> Engine:
    """Return an engine whose transactions take the write lock at once.

    Migrations need `foreign_keys=False`: batch operations would otherwise delete child rows.
    """
    last = () if foreign_keys else ("PRAGMA foreign_keys=OFF",)
    return _engine(str(database), ("PRAGMA journal_mode=WAL", *_PRAGMAS, *last), "BEGIN IMMEDIATE")


def reader(database: Path, *, immutable: bool = False) -> Engine:
    """Return an engine that cannot write; `immutable` for folders in which nothing can be created."""
    return _engine(address(database, immutable=immutable), (*_PRAGMAS, "PRAGMA query_only=ON"), "BEGIN")


def address(database: Path, *, immutable: bool = False) -> str:
    """Return where a database is read, as SQLite writes it."""
    return f"file:{_escaped(database)}?mode=ro{'&immutable=1' if immutable else ''}"


def needs_immutable(database: Path) -> bool:
    """Tell whether SQLite could not make its helper files beside the database."""
    log = database.with_name(f"{database.name}-wal")
    return not os.access(database.parent, os.W_OK) and not log.exists()


def _escaped(database: Path) -> str:
    return database.absolute().as_posix().replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _engine(target: str, pragmas: tuple[str, ...], begin: str) -> Engine:
    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            target, uri=target.startswith("file:"), isolation_level=None, check_same_thread=False
        )

    engine = create_engine("sqlite+pysqlite:///workspace.db", creator=connect, pool_size=8, max_overflow=8)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: PoolProxiedConnection) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        for pragma in pragmas:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin_now(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


@contextmanager
def plain_words() -> Iterator[None]:
    """Turn errors of the database into sentences for people."""
    try:
        yield
    except DBAPIError as error:
        code = getattr(error.orig, "sqlite_errorcode", None)
        if code is None:
            raise
        raise explanation(code) from error
    except sqlite3.Error as error:
        raise explanation(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) from error


def explanation(code: int) -> PruefsteinError:
    """Return what to tell about an SQLite error code (extended codes count as their primary one)."""
    match code & 0xFF:
        case sqlite3.SQLITE_FULL:
            return DiskFullError()
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN:
            return UserError(
                message(
                    "You have no permission for the folder or the files of the workspace. "
                    "Nothing was changed. Get the permission, or open the workspace for reading only."
                )
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return ConflictError(
                message(
                    "Another task is writing to the workspace and did not finish in time. "
                    "Nothing was changed. Wait a moment, then do it again."
                )
            )
        case sqlite3.SQLITE_IOERR:
            return UserError(
                message(
                    "The disk reported an error while the workspace was read or written. "
                    "The last step was not recorded. Check the disk, then open the workspace again."
                )
            )
        case _:
            return damaged()


class DiskFullError(UserError):
    """The disk is full; nothing was changed."""

    def __init__(self) -> None:
        """Say it."""
        super().__init__(message("The disk is full. Nothing was changed. Free some space, then do it again."))


def damaged() -> IntegrityError:
    """Return what to tell when the database file cannot be relied on."""
    return IntegrityError(
        message(
            "The file workspace.db is damaged and cannot be read safely. Nothing was changed. "
            "Keep the folder as it is and go on with a copy of the newest file from its folder “backups”."
        )
    )
