"""How does a section show what matters of many records, chosen at a glance?"""

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, TypeVar

from PySide6.QtWidgets import QWidget

from gui.context import GuiContext
from gui.sections.listing import Listing
from gui.widgets.chips import chips, choose_chip

R = TypeVar("R")
Sieve = tuple[str, str, Callable[[R], bool] | None]
"""Id, what it is called, and which records stay; None: all of them."""


class Sifted(Listing[R]):
    """A table of records with chips above it that narrow it."""

    FIRST: ClassVar[str] = ""
    """Id of the sieve that is on at first; empty: the first one."""

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """Build the section and let only what the first sieve keeps be shown."""
        super().__init__(context, parent)
        self.sieve = self.FIRST or self.sieves()[0][0]
        self.pick(self.sieve)
        context.session.switched.connect(self.sift_again)

    @abstractmethod
    def sieves(self) -> Sequence[Sieve[R]]:
        """Return what can be chosen."""

    def above(self) -> QWidget | None:
        """Return the chips."""
        named = [(id_, text) for id_, text, _ in self.sieves()]
        return chips(named, self.FIRST or named[0][0], self.pick)

    def pick(self, sieve: str) -> None:
        """Narrow the table."""
        self.sieve = sieve
        choose_chip(self, sieve)
        self.view.filter.restrict(next(keep for id_, _, keep in self.sieves() if id_ == sieve))
        if self.view.current() is None:
            self.view.choose_first()

    def sift_again(self) -> None:
        """Narrow it for somebody else."""
        self.pick(self.sieve)

    def everything(self) -> None:
        """Show all records."""
        self.pick(next(id_ for id_, _, keep in self.sieves() if keep is None))

    def arrive(self, selection: Mapping[str, str]) -> None:
        """Choose the record asked for, also where the sieve would hide it."""
        if self.KEY in selection:
            self.search.clear()
            if not self.choose(selection[self.KEY]):
                self.everything()
                self.choose(selection[self.KEY])
