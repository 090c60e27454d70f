"""How is one of very many models or versions found: by typing, or page by page?"""

from collections.abc import Callable

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from core.model_list import PageKey
from gui.widgets.cells import Index

_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
_ROOT = QModelIndex()


Offered = tuple[tuple[tuple[str, str], ...], PageKey | None]
"""What can be chosen, each with its name and id, and behind which key it goes on."""
Offer = Callable[[str, PageKey | None], Offered]
"""Reads what is called as typed, behind a key."""


class Choosable(QAbstractListModel):
    """What is called as typed, read as far as somebody scrolls."""

    def __init__(self, offer: Offer, parent: QObject) -> None:
        """Start without rows."""
        super().__init__(parent)
        self._offer = offer
        self._typed = ""
        self._next: PageKey | None = None
        self.entries: tuple[tuple[str, str], ...] = ()

    def look_for(self, typed: str) -> None:
        """Show the first ones that are called so."""
        self.beginResetModel()
        self._typed = typed
        self.entries, self._next = self._offer(typed, None)
        while not self.entries and self._next is not None:
            self.entries, self._next = self._offer(typed, self._next)
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many were read."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the name, or the id as a tip."""
        named, identity = self.entries[index.row()]
        return {Qt.ItemDataRole.DisplayRole: named, Qt.ItemDataRole.ToolTipRole: identity}.get(
            Qt.ItemDataRole(role)
        )

    def canFetchMore(self, parent: Index = _ROOT) -> bool:
        """Tell whether there are more."""
        return not parent.isValid() and self._next is not None

    def fetchMore(self, parent: Index = _ROOT) -> None:
        """Read the next ones."""
        if parent.isValid() or self._next is None:
            return
        (more, self._next), first = self._offer(self._typed, self._next), len(self.entries)
        if more:
            self.beginInsertRows(QModelIndex(), first, first + len(more) - 1)
            self.entries += more
            self.endInsertRows()


class Search(QFrame):
    """A field and what is called as typed; Enter takes the marked one, Escape none."""

    taken = Signal(object)
    """The id."""

    def __init__(self, offer: Offer, parent: QWidget, *, said: str, hint: str) -> None:
        """Offer the first ones; `said` names the list, `hint` tells what to type."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("search_choice")
        self.setAccessibleName(said)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.field = QLineEdit()
        self.field.setObjectName("search_choice_field")
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(self.field.placeholderText())
        self.list = QListView()
        self.list.setObjectName("search_choice_list")
        self.list.setAccessibleName(said)
        self.list.setUniformItemSizes(True)
        self.found = Choosable(offer, self)
        self.list.setModel(self.found)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.field)
        column.addWidget(self.list)
        self.field.textChanged.connect(self.look_for)
        self.field.returnPressed.connect(lambda: self._take(self.list.currentIndex()))
        self.list.clicked.connect(self._take)
        self.list.activated.connect(self._take)
        self.field.installEventFilter(self)
        self.look_for("")

    def open_below(self, widget: QWidget) -> None:
        """Appear below a widget."""
        self.resize(max(widget.width(), 360), 340)
        self.move(widget.mapToGlobal(QPoint(0, widget.height() + 2)))
        self.show()
        self.field.setFocus()

    def look_for(self, typed: str) -> None:
        """Offer what is called so, the first one marked."""
        self.found.look_for(typed)
        self.list.setCurrentIndex(self.found.index(0, 0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list with the arrow keys while typing."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() in _MOVES:
            self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def _take(self, index: Index) -> None:
        if self.isVisible() and index.isValid():  # a double click takes once
            self.close()
            self.taken.emit(self.found.entries[index.row()][1])
