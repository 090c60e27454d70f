"""Which filters of the inventory did a person keep by name, for the window and the command line alike?"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import msgspec
from platformdirs import user_config_path

from core.errors import UserError
from core.ids import PersonId
from core.messages import message
from core.model_list import EVERY_MODEL, ModelQuery

FILE = "filters.json"
LONGEST = 40
"""Characters of a name: it stands on a button."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFilter:
    """A query with a name; it is the person's own choice and no record of the workspace."""

    name: str
    query: ModelQuery
    """Without a person: `mine` below says that the models of whoever asks are meant."""
    mine: bool = False
    default: bool = False
    """Whether the list begins with it."""

    def for_person(self, person: PersonId | None) -> ModelQuery:
        """Return the query as it is for somebody; raises `UserError` if it needs to know who asks."""
        if not self.mine:
            return self.query
        if person is None:
            raise UserError(
                message(
                    "The filter “{name}” asks for your own models, and nobody is named. Nothing was listed. "
                    "Add --as with a person's name or id.",
                    name=self.name,
                )
            )
        return replace(self.query, mine=person)


def saved(name: str, query: ModelQuery, *, default: bool = False) -> SavedFilter:
    """Return a filter to keep; raises `UserError` for a name that cannot stand on a button."""
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST:
        raise UserError(
            message(
                "A name has 1 to {n} characters. The filter was not kept. Choose another name.", n=LONGEST
            )
        )
    mine = query.mine is not None
    return SavedFilter(name=plain, query=replace(query, mine=None), mine=mine, default=default)


class SavedFilters:
    """Reads and writes the file of one person's filters on this computer."""

    def __init__(self, folder: Path | None = None) -> None:
        """Lie beside the settings of the window; a missing or damaged file means that there are none."""
        self._path = (folder or user_config_path("pruefstein")) / FILE

    def all(self) -> tuple[SavedFilter, ...]:
        """Return all filters by name."""
        try:
            found = msgspec.json.decode(self._path.read_bytes(), type=tuple[SavedFilter, ...])
        except (OSError, msgspec.MsgspecError):
            return ()
        return tuple(sorted(found, key=lambda item: item.name.casefold()))

    def get(self, name: str) -> SavedFilter:
        """Return a filter, whatever the case of its name; raises `UserError` naming those there are."""
        known = self.all()
        for item in known:
            if item.name.casefold() == name.strip().casefold():
                return item
        raise UserError(
            message(
                "There is no saved filter “{name}”. Known filters: {known}.",
                name=name,
                known=", ".join(item.name for item in known) or "–",
            )
        )

    @property
    def default(self) -> SavedFilter | None:
        """Return the filter the list begins with, if one was chosen."""
        return next((item for item in self.all() if item.default), None)

    def put(self, new: SavedFilter) -> None:
        """Keep a filter in place of the one of the same name; only one can be the default."""
        others = self._without(new.name)
        if new.default:
            others = [replace(item, default=False) for item in others]
        self._write((*others, new))

    def add(self, new: SavedFilter) -> None:
        """Keep a further filter; raises `UserError` when there is one of that name already."""
        if len(self._without(new.name)) < len(self.all()):
            raise _taken(new.name)
        self.put(new)

    def remove(self, name: str) -> None:
        """Forget a filter."""
        self._write(self._without(name))

    def rename(self, old: str, new: str) -> None:
        """Call a filter otherwise; raises `UserError` when another one has that name already."""
        found = self.get(old)
        changed = saved(new, found.query, default=found.default)
        if changed.name.casefold() != old.casefold() and len(self._without(changed.name)) < len(self.all()):
            raise _taken(changed.name)
        self.remove(old)
        self.put(replace(changed, mine=found.mine))

    def choose_default(self, name: str | None) -> None:
        """Let the list begin with a filter; None: with all models."""
        wanted = None if name is None else self.get(name).name
        self._write(replace(item, default=item.name == wanted) for item in self.all())

    def _without(self, name: str) -> list[SavedFilter]:
        return [item for item in self.all() if item.name.casefold() != name.casefold()]

    def _write(self, filters: Iterable[SavedFilter]) -> None:
        content = msgspec.json.encode([asdict(item) for item in filters])
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_bytes(msgspec.json.format(content))
        except OSError as error:
            raise UserError(
                message(
                    "The folder of your settings cannot be written, so the filter was not kept. "
                    "Get the permission for “{folder}”.",
                    folder=str(self._path.parent),
                )
            ) from error


def _taken(name: str) -> UserError:
    return UserError(
        message("There is a filter “{name}” already. Nothing was changed. Choose another name.", name=name)
    )


def is_everything(query: ModelQuery) -> bool:
    """Tell whether a query narrows nothing; its order does not matter."""
    return replace(query, order=EVERY_MODEL.order, descending=False) == EVERY_MODEL
