"""Which registered models does an SQLite file of MLflow hold?

Several workspaces of one MLflow server may lie in one file; then their names stand before the models'.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

from core.exchange.mlflow_database import as_text, pairs, reading, run_of
from core.exchange.mlflow_files import MOST_ENTRIES, MOST_RUNS, too_many
from core.exchange.mlflow_registry import (
    RegisteredModel,
    RegistryVersion,
    kept,
    ordered,
    stage_of,
)

_RUNS = frozenset({"runs", "params", "latest_metrics", "tags"})
_TABLES = _RUNS | {"registered_models", "model_versions", "registered_model_tags", "model_version_tags"}
_ALIASES = "registered_model_aliases"


def models_of(path: Path) -> list[RegisteredModel]:
    """Return the registered models; raises `UserError` for a file that is no database of MLflow."""
    with reading(path, _TABLES) as connection:
        return _Registry(connection, path.name).models()


class _Registry:
    """Asks the tables of the registry, whatever version of MLflow made them."""

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        """Look which columns there are."""
        self._connection, self._name = connection, name
        columns = {as_text(row[1]) for row in connection.execute("PRAGMA table_info(registered_models)")}
        self._parted = "workspace" in columns
        stated = {as_text(row[1]) for row in connection.execute("PRAGMA table_info(model_versions)")}
        self._storage = "storage_location" if "storage_location" in stated else "''"
        statement = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
        self._aliased = connection.execute(statement, (_ALIASES,)).fetchone() is not None

    def models(self) -> list[RegisteredModel]:
        """Return every model."""
        part = "workspace" if self._parted else "''"
        statement = f"SELECT name, {part}, description FROM registered_models LIMIT ?"  # noqa: S608
        rows = self._limited(statement, ())
        single = len({as_text(row[1]) for row in rows}) <= 1
        return [self._model(row, single=single) for row in rows]

    def _model(self, row: tuple[object, ...], *, single: bool) -> RegisteredModel:
        name, part, description = row
        said = as_text(name)
        key = (name, part) if self._parted else (name,)
        versions = self._versions(key)
        return RegisteredModel(
            name=said if single else f"{as_text(part)}/{said}",
            description=as_text(description),
            tags=kept(self._pairs("SELECT key, value FROM registered_model_tags", key)),
            versions=ordered(versions, self._aliases(key)),
        )

    def _versions(self, key: tuple[object, ...]) -> list[RegistryVersion]:
        columns = "version, description, current_stage, status, source, run_id, creation_time"
        statement = f"SELECT {columns}, {self._storage} FROM model_versions{self._of}"  # noqa: S608
        return [self._version(key, row) for row in self._limited(f"{statement} LIMIT ?", key)]

    def _version(self, key: tuple[object, ...], row: tuple[object, ...]) -> RegistryVersion:
        number, description, stage, status, source, run, created, storage = (as_text(item) for item in row)
        tags = "SELECT key, value FROM model_version_tags"
        return RegistryVersion(
            number=number,
            description=description,
            stage=stage_of(stage),
            status=status,
            source=source,
            storage=storage,
            run_id=run,
            created_ms=created,
            tags=kept(self._pairs(tags, key, " AND version = ?", row[0])),
            run=run_of(self._connection, run, self._name) if run else None,
        )

    def _aliases(self, key: tuple[object, ...]) -> Mapping[str, str]:
        return self._pairs(f"SELECT alias, version FROM {_ALIASES}", key) if self._aliased else {}  # noqa: S608

    @property
    def _of(self) -> str:
        return " WHERE name = ?" + (" AND workspace = ?" if self._parted else "")

    def _pairs(
        self, statement: str, key: tuple[object, ...], more: str = "", *values: object
    ) -> dict[str, str]:
        rows = self._connection.execute(
            f"{statement}{self._of}{more} LIMIT ?", (*key, *values, MOST_ENTRIES + 1)
        )
        return pairs(rows, self._name)

    def _limited(self, statement: str, key: Iterable[object]) -> list[tuple[object, ...]]:
        rows = self._connection.execute(statement, (*key, MOST_RUNS + 1)).fetchall()
        if len(rows) > MOST_RUNS:
            raise too_many(self._name)
        return rows
