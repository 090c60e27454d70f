"""How are a few lines of words and numbers entered, pasted and put in order?"""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from gui.context import Look
from gui.widgets.basic import SecondaryButton

_ROW = 34


class Lines(QWidget):
    """A small table to type into; Ctrl+V takes lines of a spreadsheet."""

    changed = Signal()

    def __init__(
        self, look: Look, heads: Sequence[str], *, name: str, title: str, ordered: bool = False
    ) -> None:
        """Start empty; `ordered` lines can be moved."""
        super().__init__()
        self._width = len(heads)
        tr = look.translator.tr
        self.table = _Table(self)
        self.table.setColumnCount(len(heads))
        self.table.setHorizontalHeaderLabels(list(heads))
        self.table.setObjectName(name)
        self.table.setAccessibleName(title)
        self.table.itemChanged.connect(lambda _item: self.changed.emit())
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(6)
        wanted = [
            ("add", tr("Add line"), "plus", self._add),
            ("remove", tr("Remove line"), "x", self._remove),
        ]
        if ordered:
            wanted += [
                ("up", tr("Move up"), "chevron-up", lambda: self._move(-1)),
                ("down", tr("Move down"), "chevron-down", lambda: self._move(1)),
            ]
        for key, text, icon, act in wanted:
            button = SecondaryButton(text, name=f"{name}_{key}", theme=look.theme, icon=icon)
            button.clicked.connect(lambda _=False, act=act: act())
            self.buttons.addWidget(button)
        self.buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.table, 1)
        column.addLayout(self.buttons)

    def fill(self, rows: Iterable[Sequence[str]]) -> None:
        """Show lines, and one empty line to begin with if there are none."""
        self.table.blockSignals(True)
        self.table.setRowCount(0)
        for row in rows:
            self._put(row)
        self.table.blockSignals(False)
        self.changed.emit()

    def rows(self) -> list[tuple[str, ...]]:
        """Return the lines that hold anything."""
        found = [
            tuple(self._text(row, place) for place in range(self._width))
            for row in range(self.table.rowCount())
        ]
        return [row for row in found if any(row)]

    def _text(self, row: int, place: int) -> str:
        item = self.table.item(row, place)
        return "" if item is None else item.text().strip()

    def _put(self, cells: Sequence[str], row: int | None = None) -> None:
        place = self.table.rowCount() if row is None else row
        self.table.insertRow(place)
        for number in range(self._width):
            text = cells[number] if number < len(cells) else ""
            self.table.setItem(place, number, QTableWidgetItem(text))

    def _add(self) -> None:
        self._put(())
        last = self.table.rowCount() - 1
        self.table.setCurrentCell(last, 0)
        self.table.edit(self.table.currentIndex())

    def _remove(self) -> None:
        row = self.table.currentRow()
        if row >= 0:
            self.table.removeRow(row)
            self.changed.emit()

    def _move(self, step: int) -> None:
        row = self.table.currentRow()
        target = row + step
        if row < 0 or not 0 <= target < self.table.rowCount():
            return
        cells = [self._text(row, place) for place in range(self._width)]
        self.table.removeRow(row)
        self._put(cells, target)
        self.table.setCurrentCell(target, 0)
        self.changed.emit()

    def paste(self, text: str) -> None:
        """Append lines whose cells are parted by tabs or semicolons."""
        self.table.blockSignals(True)
        for line in text.splitlines():
            if line.strip():
                sign = "\t" if "\t" in line else ";"
                self._put([cell.strip() for cell in line.split(sign)])
        self.table.blockSignals(False)
        self.changed.emit()


class _Table(QTableWidget):
    """A table that takes pasted lines and deletes with the key of that name."""

    def __init__(self, lines: Lines) -> None:
        super().__init__()
        self._lines = lines
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take pasted lines; leave the rest to the table."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self._lines.paste(QGuiApplication.clipboard().text())
        elif event.key() == Qt.Key.Key_Delete:
            self._lines._remove()  # noqa: SLF001 (one pair of classes)
        else:
            super().keyPressEvent(event)
