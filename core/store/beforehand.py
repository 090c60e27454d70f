"""How are lists over everything made without a query per model?

A guard never asks this: what it read may be older than the transaction in which something is decided.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from core.ids import VersionId
from core.results import CheckRun, RunHead
from core.store.aggregates import T
from core.store.mapping import mapper_of
from core.store.store import Store

Index = Mapping[tuple[str | None, ...], tuple[object, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfVersion:
    """Which version a run is about."""

    version: VersionId


class Beforehand:
    """Answers like the store, and reads every table once; runs, which are large, one version at a time."""

    def __init__(self, store: Store) -> None:
        """Read from a store, as it is when something is first asked for."""
        self._store = store
        self._all: dict[object, tuple[object, ...]] = {}
        self._indexes: dict[tuple[object, tuple[str, ...]], Index] = {}
        self._checked: frozenset[str] | None = None
        self._heads: Mapping[str, Sequence[RunHead]] | None = None

    def today(self) -> date:
        """Return the day by the clock of the workspace."""
        return self._store.today()

    def all(self, kind: type[T]) -> tuple[T, ...]:
        """Return every value, oldest first."""
        if kind not in self._all:
            self._all[kind] = self._store.all(kind)  # one kind of value each
        return cast("tuple[T, ...]", self._all[kind])

    def get(self, kind: type[T], identity: str) -> T | None:
        """Return one value, or None."""
        if kind is CheckRun:
            return self._store.get(kind, identity)
        found = self._index(kind, ("id",)).get((identity,), ())
        return cast("T", found[0]) if found else None

    def select(self, kind: type[T], **columns: str) -> tuple[T, ...]:
        """Return the values whose projection columns hold the given contents, oldest first."""
        if kind is CheckRun:
            return self._runs(kind, columns)
        names = tuple(sorted(columns))
        found = self._index(kind, names).get(tuple(str(columns[name]) for name in names), ())
        return cast("tuple[T, ...]", found)

    def run_heads(self, version: VersionId) -> tuple[RunHead, ...]:
        """Return the newest run of a version on each data set, without its figures."""
        if self._heads is None:
            found: dict[str, list[RunHead]] = {}
            for head in self._store.newest_heads(CheckRun, RunHead, per=("version", "dataset")):
                found.setdefault(head.version, []).append(head)
            self._heads = found
        return tuple(self._heads.get(version, ()))

    def _runs(self, kind: type[T], columns: Mapping[str, str]) -> tuple[T, ...]:
        if self._checked is None:
            heads = self._store.newest_heads(CheckRun, _OfVersion, per=("version",))
            self._checked = frozenset(head.version for head in heads)
        if columns.get("version", "") not in self._checked and "version" in columns:
            return ()
        return self._store.select(kind, **columns)

    def _index(self, kind: type[T], names: tuple[str, ...]) -> Index:
        if (kind, names) not in self._indexes:
            mapper, found = mapper_of(kind), defaultdict[tuple[str | None, ...], list[object]](list)
            for value in self.all(kind):
                row = {"id": mapper.key(value), **mapper.columns(value)}
                found[tuple(row[name] for name in names)].append(value)
            self._indexes[kind, names] = {key: tuple(values) for key, values in found.items()}
        return self._indexes[kind, names]
