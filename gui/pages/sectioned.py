"""How does a page show one of several sections, chosen from a list at the left?"""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import ClassVar

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

from core.workspace import Changes
from gui.context import GuiContext
from gui.pages.base import Page
from gui.sections.base import Section, sections_of

LIST_WIDTH = 216


class SectionedPage(Page):
    """A page whose sections are made when they are first opened."""

    ID: ClassVar[str]
    """Id of the page, which is the folder of its sections."""
    TOUCHED: ClassVar[Changes] = ~Changes.NONE

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """List the sections; the first is chosen."""
        super().__init__(context, parent)
        self.kinds = {kind.ID: kind for kind in sections_of(self.ID)}
        self.made: dict[str, Section] = {}
        self._stale_sections: set[str] = set(self.kinds)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(18, 14, 18, 14)
        outer.setSpacing(12)
        head = self.head()
        if head is not None:
            outer.addWidget(head)
        body = QHBoxLayout()
        body.setSpacing(14)
        self.list = self._make_list()
        body.addWidget(self.list)
        self.stack = QStackedWidget()
        body.addWidget(self.stack, 1)
        outer.addLayout(body, 1)
        self.list.setCurrentRow(0)
        self.list.currentRowChanged.connect(self._opened)

    def head(self) -> QWidget | None:
        """Return what stands above list and section; None for nothing."""
        return None

    def prepare(self, section: Section) -> None:
        """Tell a section what it is about, before it is refreshed."""

    def _make_list(self) -> QListWidget:
        listed = QListWidget()
        listed.setObjectName(f"{self.ID}_sections")
        listed.setProperty("kind", "sections")
        listed.setAccessibleName(self.context.translator.tr(self.TITLE))
        listed.setFixedWidth(LIST_WIDTH)
        listed.setIconSize(QSize(16, 16))
        listed.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for kind in self.kinds.values():
            item = QListWidgetItem(
                self.context.theme.icon(kind.ICON), self.context.translator.tr(kind.TITLE), listed
            )
            item.setToolTip(self.context.translator.tr(kind.TITLE))
            item.setData(Qt.ItemDataRole.UserRole, kind.ID)
            item.setSizeHint(QSize(0, 36))
        return listed

    @property
    def opened(self) -> str:
        """Return the id of the section that is shown; empty while there is none."""
        item = self.list.currentItem()
        return "" if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    def section(self, name: str) -> Section:
        """Return a section, made now if it was never shown."""
        if name not in self.made:
            self.made[name] = self.kinds[name](self.context)
            self.made[name].moved.connect(self.moved)
            self.stack.addWidget(self.made[name])
        return self.made[name]

    def open(self, name: str) -> None:
        """Show a section; an unknown name changes nothing."""
        if name in self.kinds:
            self.list.setCurrentRow(list(self.kinds).index(name))

    def _opened(self, _row: int) -> None:
        if self.opened:
            self._show()
            self.moved.emit()

    def _show(self) -> None:
        section = self.section(self.opened)
        self.stack.setCurrentWidget(section)
        if self.opened in self._stale_sections:
            self._stale_sections.discard(self.opened)
            self.prepare(section)
            section.refresh()

    def refresh(self) -> None:
        """Read the section that is shown again; the others when they are opened."""
        self._stale_sections |= set(self.kinds)
        if self.opened:
            self._show()

    def changed(self, changes: Changes) -> None:
        """Take note of a change for each section it concerns."""
        concerned = {name for name, kind in self.kinds.items() if changes & kind.TOUCHED}
        self._stale_sections |= concerned
        if self.opened in concerned and self.isVisible():
            self._show()

    def ensure_fresh(self) -> None:
        """Refresh the open section if something changed since the last time."""
        if self._stale:
            self._stale = False
            self.refresh()
        elif self.opened in self._stale_sections:
            self._show()

    def expect(self, selection: Mapping[str, str]) -> None:
        """Turn to the section that will be asked for, so that no other is read first."""
        wanted = selection.get("section", "")
        if wanted in self.kinds:
            with QSignalBlocker(self.list):
                self.list.setCurrentRow(list(self.kinds).index(wanted))

    def arrive(self, selection: Mapping[str, str]) -> None:
        """Open a section (`section`) and let it select what was asked for."""
        self.open(selection.get("section", self.opened))
        if self.opened:
            self._show()
            self.section(self.opened).arrive(selection)

    def selection(self) -> Mapping[str, str]:
        """Return the open section and what is selected in it."""
        if not self.opened:
            return {}
        return {"section": self.opened, **self.section(self.opened).selection()}

    def crumb(self) -> str:
        """Return the title of the open section."""
        kind = self.kinds.get(self.opened)
        return "" if kind is None else self.context.translator.tr(kind.TITLE)

    def guide(self) -> str:
        """Return the name of the guide of what is shown."""
        return f"{self.ID}-{self.opened}" if self.opened else self.ID

    @property
    def touched(self) -> Changes:
        """Return all changes that concern one of the sections."""
        return reduce(or_, (kind.TOUCHED for kind in self.kinds.values()), Changes.NONE)
