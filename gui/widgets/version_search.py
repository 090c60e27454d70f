"""How is one of very many versions found: by typing, or page by page?"""

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from core.ids import VersionId
from core.language import Translator
from core.model_list import PageKey
from core.workspace import Workspace
from gui.widgets.cells import Index

_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
_ROOT = QModelIndex()


class Choosable(QAbstractListModel):
    """The versions that are called as typed, read as far as somebody scrolls."""

    def __init__(self, translator: Translator, workspace: Workspace, parent: QObject) -> None:
        """Start without rows."""
        super().__init__(parent)
        self._translator, self._workspace = translator, workspace
        self._typed = ""
        self._next: PageKey | None = None
        self.versions: tuple[tuple[str, VersionId], ...] = ()

    def look_for(self, typed: str) -> None:
        """Show the first versions that are called so."""
        self.beginResetModel()
        self._typed = typed
        self.versions, self._next = (), None
        while True:
            self.versions += self._page()
            if self.versions or self._next is None:
                break
        self.endResetModel()

    def _page(self) -> tuple[tuple[str, VersionId], ...]:
        found = self._workspace.inventory.choices(self._typed, after=self._next)
        self._next = found.next
        text = self._translator.text
        return tuple((f"{text(name)} · {line.label}", line.id) for name, line in found.versions)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many were read."""
        return 0 if parent.isValid() else len(self.versions)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the name, or the id as a tip."""
        named, identity = self.versions[index.row()]
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
        more, first = self._page(), len(self.versions)
        if more:
            self.beginInsertRows(QModelIndex(), first, first + len(more) - 1)
            self.versions += more
            self.endInsertRows()


class VersionSearch(QFrame):
    """A field and the versions that are called as typed; Enter takes the marked one, Escape none."""

    taken = Signal(object)
    """`VersionId`"""

    def __init__(self, translator: Translator, workspace: Workspace, parent: QWidget) -> None:
        """Offer the first versions."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("version_search")
        self.setAccessibleName(translator.tr("Find a version"))
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.field = QLineEdit()
        self.field.setObjectName("version_search_field")
        self.field.setPlaceholderText(translator.tr("Name or id of a model, perhaps @version"))
        self.field.setAccessibleName(self.field.placeholderText())
        self.list = QListView()
        self.list.setObjectName("version_search_list")
        self.list.setAccessibleName(translator.tr("Model and version"))
        self.list.setUniformItemSizes(True)
        self.found = Choosable(translator, workspace, self)
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
        """Offer the versions that are called so, the first one marked."""
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
            self.taken.emit(self.found.versions[index.row()][1])
