"""What do all pages have in common?"""

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from core.ids import VersionId
from core.workspace import Changes, Workspace
from gui.context import GuiContext


class Page(QWidget):
    """A page of the main window: refreshes only when it is touched, and only when it is seen."""

    TITLE: ClassVar[str]
    """English title marked with `N_`; the window translates it."""
    ICON: ClassVar[str]
    """Name of a shipped icon."""
    TOUCHED: ClassVar[Changes]
    """Which changes concern the page."""

    moved = Signal()
    """The selection changed; the window shows `crumb` anew."""

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """Listen for changes; the page is filled when it is first shown."""
        super().__init__(parent)
        self.setObjectName("page")
        self.setAccessibleName(context.translator.tr(self.TITLE))
        self.context = context
        self._stale = True
        context.bus.changed.connect(self.changed)

    @classmethod
    def count(cls, workspace: Workspace) -> int | None:  # noqa: ARG003 (for subclasses)
        """Return the number shown beside the page's name; None for no number."""
        return None

    def refresh(self) -> None:
        """Read again what the page shows; keep the selection. Every page has its own."""

    def select(self, version: VersionId | None) -> None:
        """Select a version; None selects nothing in particular."""

    def expect(self, selection: Mapping[str, str]) -> None:
        """Take note of what `arrive` will be called with, before anything is read."""

    def arrive(self, selection: Mapping[str, str]) -> None:
        """Take what `navigate(page, **selection)` was called with; refreshed before."""
        if "version" in selection:
            self.select(VersionId(selection["version"]))

    def selection(self) -> Mapping[str, str]:
        """Return what `arrive` needs to show the same again, after a change of language for example."""
        return {}

    def crumb(self) -> str:
        """Return what is selected, for the line that says where one is."""
        return ""

    def topic(self) -> str:
        """Return the id of the check in view, which the help then explains first; empty for none."""
        return ""

    def guide(self) -> str:
        """Return the name of the guide that explains what is shown; empty: the page's own."""
        return ""

    def person_changed(self) -> None:
        """Show what another person may do; by default everything is read again."""
        self._stale = True
        if self.isVisible():
            self.ensure_fresh()

    def ensure_fresh(self) -> None:
        """Refresh if something changed since the last time."""
        if self._stale:
            self._stale = False
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Refresh when the page comes into view."""
        super().showEvent(event)
        self.ensure_fresh()

    def tr_(self, text: str, **values: object) -> str:
        """Translate a text that was marked elsewhere with `N_`."""
        return self.context.translator.tr(text, **values)

    def changed(self, changes: Changes) -> None:
        """Take note of a change; read again only what is seen."""
        if changes & self.TOUCHED:
            self._stale = True
            if self.isVisible():
                self.ensure_fresh()
