"""How is something read beside the window again and again, so that only the newest reading is shown?"""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from core.errors import PruefsteinError
from gui.context import GuiContext

R = TypeVar("R")


class Reading(Generic[R]):
    """Reads in another thread, where no widget is touched; shows what came unless it was asked for again."""

    def __init__(
        self, owner: QWidget, context: GuiContext, *, read: Callable[[], R], show: Callable[[R], None]
    ) -> None:
        """Read nothing yet; what comes after the owner is gone is dropped."""
        self._owner, self._context = owner, context
        self._read, self._show = read, show
        self._running = self._again = False

    @property
    def running(self) -> bool:
        """Tell whether what is shown is about to be replaced."""
        return self._running

    def start(self) -> None:
        """Read again; whoever asks meanwhile is answered by a second reading."""
        if self._running:
            self._again = True
            return
        self._running = True
        self._context.jobs.start("", lambda _: self._read(), self._came, self._failed, quiet=True)

    def _came(self, found: R) -> None:
        if not isValid(self._owner):  # the window was closed or replaced meanwhile
            return
        self._running = False
        if self._again:
            self._again = False
            self.start()
        else:
            self._show(found)

    def _failed(self, error: PruefsteinError) -> None:
        if isValid(self._owner):
            self._running = self._again = False
            self._context.jobs.failed.emit(error)
