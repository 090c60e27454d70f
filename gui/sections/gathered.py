"""How does a section read what takes its time beside the window, so that the window never stands still?"""

from collections.abc import Mapping
from typing import TypeVar

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from core.errors import PruefsteinError
from gui.context import GuiContext
from gui.sections.listing import Listing
from gui.widgets.basic import enable_with_reason

R = TypeVar("R")


class Gathered(Listing[R]):
    """A table of records that take their time: `read` runs beside the window, what is shown stays meanwhile.

    `read` is called in another thread, so it touches no widget.
    """

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """Start with nothing read."""
        self._reading, self._again, self._came_once = False, False, False
        self._wanted: Mapping[str, str] = {}
        super().__init__(context, parent)

    @property
    def reading(self) -> bool:
        """Tell whether what is shown is about to be replaced."""
        return self._reading

    def refresh(self) -> None:
        """Read the records again; whoever asks meanwhile is answered by a second reading."""
        if self._reading:
            self._again = True
            return
        self._reading = True
        self.counted.setText(self.words.tr("Reading …"))
        if not self._came_once:
            self.show_deeds()
        self.context.jobs.start("", lambda _: tuple(self.read()), self._came, self._failed, quiet=True)

    def show_deeds(self) -> None:
        """Let nothing be done before the list was read once, or with what is not there any more."""
        try:
            super().show_deeds()
        except PruefsteinError:
            if not self._reading:
                raise
            self._let_nothing_be_done()
        if not self._came_once:
            self._let_nothing_be_done()

    def _let_nothing_be_done(self) -> None:
        for button in self._buttons.values():
            enable_with_reason(button, self.words.tr("Reading …"))

    def arrive(self, selection: Mapping[str, str]) -> None:
        """Choose the record asked for, as soon as it is read."""
        self._wanted = selection if self._reading else {}
        super().arrive(selection)

    def selection(self) -> Mapping[str, str]:
        """Return the chosen record, or the one that will be chosen as soon as it is read."""
        return self._wanted if self._reading and self.KEY in self._wanted else super().selection()

    def _came(self, records: tuple[R, ...]) -> None:
        if not isValid(self):  # the window was closed or replaced meanwhile
            return
        self._reading = False
        if self._again:
            self._again = False
            self.refresh()
            return
        self._came_once = True
        self.fill(records)
        super().arrive(self._wanted)
        self._wanted = {}

    def _failed(self, error: PruefsteinError) -> None:
        if not isValid(self):
            return
        self._reading = self._again = False
        self.counted.setText("")
        self.context.jobs.failed.emit(error)
