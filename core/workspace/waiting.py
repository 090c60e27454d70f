"""Which versions wait for a decision, and which do not, page by page?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from core.decisions import Decision
from core.ids import ModelId, VersionId
from core.inventory import ModelVersion, State
from core.model_list import ListedModel, ModelLine, ModelQuery, Now, PageKey, VersionLine
from core.store import paging
from core.workspace.desk import Desk

MODELS = 40
"""Models whose versions are read at once."""
_OTHERS = tuple(state.value for state in State if state is not State.IN_VALIDATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One version as the list shows it."""

    id: VersionId
    model: ListedModel
    version: VersionLine
    awaits: bool
    """Whether somebody should decide on it: in validation, or the one that counts and decided but lapsed."""
    open_conditions: int
    """Of its newest decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingKey:
    """Where a page ended: among those that wait, or behind them, and with which model."""

    awaits: bool
    model: ModelId


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingPage:
    """Some versions, and where they end."""

    versions: tuple[Waiting, ...]
    next: WaitingKey | None
    """None: nothing follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Condition:
    met_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decided:
    """What the list needs of a decision."""

    version: VersionId
    conditions: tuple[_Condition, ...] = ()


_START = WaitingKey(awaits=True, model=ModelId(""))


class WaitingList:
    """All versions, those that wait for a decision first, then by model, the oldest first."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def page(self, *, every: bool, after: WaitingKey | None = None, limit: int = MODELS) -> WaitingPage:
        """Return the versions behind a key; without `every` only those that wait. Never empty but at the end.

        For lists only: whoever decides reads the records.
        """
        key = after or _START
        while True:
            page = self._page(key, limit)
            following = page.next or (WaitingKey(awaits=False, model=ModelId("")) if key.awaits else None)
            if following is not None and not following.awaits and not every:
                following = None
            if page.versions or following is None:
                return WaitingPage(versions=page.versions, next=following)
            key = following

    def of(self, version: VersionId) -> Waiting | None:
        """Return how one version stands; None if there is none."""
        found = self._desk.store.get(ModelVersion, version)
        if found is None:
            return None
        return next((item for item in self._of_models((found.model,)) if item.id == version), None)

    def _page(self, key: WaitingKey, limit: int) -> WaitingPage:
        models = self._awaiting(key.model, limit) if key.awaits else self._settled(key.model, limit)
        shown = models[:limit]
        found = tuple(item for item in self._of_models(shown) if item.awaits is key.awaits)
        more = WaitingKey(awaits=key.awaits, model=shown[-1]) if len(models) > limit else None
        return WaitingPage(versions=found, next=more)

    def _awaiting(self, after: ModelId, limit: int) -> tuple[ModelId, ...]:
        """Return models with a version that waits, and one more where there is one."""
        store = self._desk.store
        ids = store.contents(
            ModelVersion, "model", after=after, limit=limit + 1, state=State.IN_VALIDATION.value
        )
        query, key = ModelQuery(awaits_decision=True), PageKey(value=after, id=after)
        with store.lists() as lists:
            lapsed = paging.page(lists, query, self._now(), after=key, limit=limit + 1).lines
        models = {*(ModelId(item) for item in ids), *(line.id for line in lapsed)}
        return tuple(sorted(models))[: limit + 1]

    def _settled(self, after: ModelId, limit: int) -> tuple[ModelId, ...]:
        found = self._desk.store.contents(ModelVersion, "model", after=after, limit=limit + 1, state=_OTHERS)
        return tuple(ModelId(item) for item in found)

    def _of_models(self, models: tuple[ModelId, ...]) -> tuple[Waiting, ...]:
        store = self._desk.store
        with store.lists() as lists:
            lines = paging.some(lists, models, self._now())
        versions = store.heads(ModelVersion, VersionLine, model=models)
        decided = store.heads(Decision, _Decided, version=tuple(line.id for line in versions))
        conditions = {item.version: _open(item.conditions) for item in decided}
        by_model: dict[ModelId, list[VersionLine]] = {model: [] for model in models}
        for line in versions:
            by_model[line.model].append(line)
        return tuple(
            _waiting(lines[model], version, conditions.get(version.id, 0))
            for model in models
            if model in lines
            for version in by_model[model]
        )

    def _now(self) -> Now:
        return Now(today=self._desk.clock().date(), policy=self._desk.policy_digest)


def _open(conditions: Iterable[_Condition]) -> int:
    return sum(one.met_at is None for one in conditions)


def _waiting(line: ModelLine, version: VersionLine, conditions: int) -> Waiting:
    counts = line.version is not None and line.version.id == version.id
    return Waiting(
        id=version.id,
        model=line.model,
        version=version,
        awaits=version.state is State.IN_VALIDATION or (counts and line.awaits_decision),
        open_conditions=conditions,
    )
