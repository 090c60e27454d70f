"""What is due in the whole workspace, and what for one person?"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from core.governance.due import DueItem
from core.ids import PersonId
from core.policy import Policy
from core.store import Store
from core.workspace.desk import Desk

Topic = Callable[[Store, Policy, date], Iterator[DueItem]]


@cache
def topics() -> tuple[Topic, ...]:
    """Return every topic's function, found by listing the folder."""
    package = import_module("core.workspace.governance.due_topics")
    return tuple(
        cast("Topic", import_module(f"{package.__name__}.{module.name}").items)
        for module in iter_modules(package.__path__)
    )


class Due:
    """Everything that must be done by a day."""

    def __init__(self, desk: Desk) -> None:
        """Read from the desk of one workspace."""
        self._desk = desk

    def items(self, person: PersonId | None = None) -> tuple[DueItem, ...]:
        """Return what is due, earliest first: everything, or what one person has to do."""
        return tuple(item for item in self._of(person) if not item.settled)

    def with_settled(self, person: PersonId | None = None) -> tuple[DueItem, ...]:
        """Return the same with what is done or was given to somebody else, to take it off calendars."""
        return self._of(person)

    def _of(self, person: PersonId | None) -> tuple[DueItem, ...]:
        today, policy, store = self._desk.clock().date(), self._desk.policy, self._desk.store
        found = [item for topic in topics() for item in topic(store, policy, today)]
        if person is not None:
            found = [
                item if item.who == person else replace(item, settled=True)
                for item in found
                if person in {item.who, *item.former}
            ]
        return tuple(sorted(found, key=lambda item: (item.day, item.uid)))
