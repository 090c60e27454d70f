"""Which runs does an SQLite file of MLflow hold?

It is opened read-only, without trust in its schema: only plain tables are asked, so that no view or trigger
of the file is run; rows, lengths and time are limited.
"""

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from core.errors import UserError
from core.exchange.mlflow_files import MOST_ENTRIES, MOST_RUNS, damaged, short, too_many
from core.exchange.mlflow_runs import COMMIT_TAG, NAME_TAG, RawRun
from core.messages import message

_TABLES = frozenset({"runs", "params", "latest_metrics", "tags"})
_SECONDS, _STEPS = 20.0, 10_000


def runs_of(path: Path) -> list[RawRun]:
    """Return the runs that are not deleted; raises `UserError` for a file that is no database of MLflow."""
    with reading(path, _TABLES) as connection:
        return _read(connection, path.name)


@contextmanager
def reading(path: Path, tables: frozenset[str]) -> Iterator[sqlite3.Connection]:
    """Open a database for reading that holds these plain tables.

    Raises `UserError` for a file that is no database of MLflow, or damaged.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            _guard(connection)
            _check(connection, path.name, tables)
            yield connection
    except (sqlite3.Error, OverflowError, UnicodeDecodeError):
        raise damaged(path.name) from None


def _guard(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA query_only=ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 1 << 20)
    deadline = time.monotonic() + _SECONDS
    connection.set_progress_handler(lambda: int(time.monotonic() > deadline), _STEPS)


def _check(connection: sqlite3.Connection, name: str, tables: frozenset[str]) -> None:
    statement = "SELECT name FROM sqlite_master WHERE type = 'table'"
    plain = {str(row[0]) for row in connection.execute(statement)}
    if not plain >= tables:
        raise UserError(
            message(
                "“{name}” is no database of MLflow: tables are missing. Nothing was taken over. Name the "
                "file that MLflow uses as its store, usually mlflow.db.",
                name=name,
            )
        )


def _read(connection: sqlite3.Connection, name: str) -> list[RawRun]:
    statement = "SELECT run_uuid, name, status, start_time FROM runs WHERE lifecycle_stage = 'active' LIMIT ?"
    rows = connection.execute(statement, (MOST_RUNS + 1,)).fetchall()
    if len(rows) > MOST_RUNS:
        raise too_many(name)
    return [_run(connection, row, name) for row in rows]


def run_of(connection: sqlite3.Connection, run: str, name: str) -> RawRun | None:
    """Return one run by its id; None if there is none, or it was deleted."""
    statement = (
        "SELECT run_uuid, name, status, start_time FROM runs "
        "WHERE run_uuid = ? AND lifecycle_stage = 'active'"
    )
    row = connection.execute(statement, (run,)).fetchone()
    return None if row is None else _run(connection, row, name)


def _run(connection: sqlite3.Connection, row: tuple[object, ...], name: str) -> RawRun:
    run, title, status, started = (as_text(item) for item in row)
    metrics = "SELECT key, value FROM latest_metrics WHERE run_uuid = ? AND is_nan = 0 LIMIT ?"
    parameters = "SELECT key, value FROM params WHERE run_uuid = ? LIMIT ?"
    tags = "SELECT key, value FROM tags WHERE run_uuid = ? AND key IN (?, ?)"
    limits = (run, MOST_ENTRIES + 1)
    return RawRun(
        run=run,
        name=title,
        status=status,
        started_ms=started,
        parameters=pairs(connection.execute(parameters, limits), name),
        metrics=pairs(connection.execute(metrics, limits), name),
        tags=pairs(connection.execute(tags, (run, NAME_TAG, COMMIT_TAG)), name),
    )


def pairs(rows: Iterable[tuple[object, object]], name: str) -> dict[str, str]:
    """Return rows of key and value; raises `UntrustedArtifactError` when there are too many."""
    found = {as_text(key): as_text(value) for key, value in rows}
    if len(found) > MOST_ENTRIES:
        raise too_many(name)
    return found


def as_text(value: object) -> str:
    """Return a cell as printable text of bounded length."""
    if isinstance(value, float):
        return repr(value)
    text = (
        value if isinstance(value, str) else "" if value is None or isinstance(value, bytes) else str(value)
    )
    return short(text)
