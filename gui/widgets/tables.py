"""How does a tuple of records become a table that sorts, filters, copies and reads aloud?"""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QMimeData,
    QModelIndex,
    QObject,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
)

from core.data.spreadsheet import as_cell, as_line
from gui.theme import Theme
from gui.tips import plain_tip
from gui.widgets.cells import CELL_ROLE, Cell, CellDelegate, Index, SortKey
from gui.widgets.turned_header import TurnedHeader

R = TypeVar("R")
SORT_ROLE = Qt.ItemDataRole.UserRole + 2
FITTED = 40
"""Rows that are measured for a column as wide as its widest cell."""
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn(Generic[R]):
    """One column: its title, its cells and how it sorts."""

    title: str
    cell: Callable[[R], Cell]
    key: Callable[[R], SortKey] | None = None
    """Default: by text."""
    width: int = 0
    """Pixels; 0 takes what is left."""
    fits: bool = False
    """As wide as its widest cell instead."""
    right: bool = False
    """Numbers stand right, with digits of equal width."""
    turned: bool = False
    """The title is written upwards, so that the column can be as narrow as a sign."""


class RecordTable(QAbstractTableModel, Generic[R]):
    """A Qt table over a tuple of frozen records; everything it shows was read before."""

    def __init__(self, columns: Sequence[TableColumn[R]], parent: QObject | None = None) -> None:
        """Start without rows."""
        super().__init__(parent)
        self.columns = tuple(columns)
        self.records: tuple[R, ...] = ()

    def fill(self, records: Sequence[R]) -> None:
        """Show other records."""
        self.beginResetModel()
        self.records = tuple(records)
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of records."""
        return 0 if parent.isValid() else len(self.records)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return text, cell or sorting key."""
        column, record = self.columns[index.column()], self.records[index.row()]
        if role == SORT_ROLE:
            return column.key(record) if column.key else column.cell(record).said.casefold()
        cell = column.cell(record)
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return cell.said
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(cell.tip) or None
            case _ if role == CELL_ROLE:
                return cell
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's title."""
        if orientation is Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        named = role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}
        return self.columns[section].title if named else None


class RecordFilter(QSortFilterProxyModel, Generic[R]):
    """Sorts by key and shows the records that contain every word and satisfy the chosen condition."""

    def __init__(self, table: RecordTable[R], parent: QObject | None = None) -> None:
        """Show everything at first."""
        super().__init__(parent)
        self.table = table
        self._words: tuple[str, ...] = ()
        self._condition: Callable[[R], bool] | None = None
        self.setSourceModel(table)

    def search(self, text: str) -> None:
        """Keep the rows in which every word occurs somewhere."""
        self.beginFilterChange()
        self._words = tuple(text.casefold().split())
        self.endFilterChange()

    def restrict(self, condition: Callable[[R], bool] | None) -> None:
        """Keep the records that satisfy a condition; None: all."""
        self.beginFilterChange()
        self._condition = condition
        self.endFilterChange()

    def filterAcceptsRow(self, row: int, _parent: Index) -> bool:
        """Tell whether a record is shown."""
        record = self.table.records[row]
        if self._condition is not None and not self._condition(record):
            return False
        if not self._words:
            return True
        text = " ".join(column.cell(record).said for column in self.table.columns).casefold()
        return all(word in text for word in self._words)

    def lessThan(self, left: Index, right: Index) -> bool:
        """Compare two cells; what is missing comes last in ascending order."""
        first, second = left.data(SORT_ROLE), right.data(SORT_ROLE)
        if first is None or second is None:
            return first is not None
        return bool(first < second)


class RecordView(QTableView, Generic[R]):
    """A table of records: whole rows, sortable, copied as text and HTML; Enter opens a row."""

    chosen = Signal(object)
    """The record of the current row, whenever it changes; None when there is none."""
    opened = Signal(object)
    """The record that was double-clicked or entered."""

    def __init__(self, theme: Theme, columns: Sequence[TableColumn[R]], *, name: str, title: str) -> None:
        """Make an empty table; `title` is what a screen reader calls it."""
        super().__init__()
        self._theme = theme
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.table: RecordTable[R] = self.make_table(columns)
        self.filter: RecordFilter[R] = self.make_filter()
        self.setModel(self.filter)
        self.setItemDelegate(CellDelegate(theme, self))
        self._set_up()
        self._size_columns()
        self.selectionModel().currentRowChanged.connect(self._moved)
        self.doubleClicked.connect(self._open)

    def make_table(self, columns: Sequence[TableColumn[R]]) -> RecordTable[R]:
        """Return the table of records; a subclass may read them otherwise."""
        return RecordTable(columns, self)

    def make_filter(self) -> RecordFilter[R]:
        """Return what sorts and narrows; a subclass may leave that to the query."""
        return RecordFilter(self.table, self)

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setSortingEnabled(True)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(48)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)

    def _size_columns(self) -> None:
        turned = frozenset(at for at, column in enumerate(self.table.columns) if column.turned)
        if turned:
            self.setHorizontalHeader(TurnedHeader(self._theme, turned, self))
            self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setResizeContentsPrecision(FITTED)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(24 if turned else 40)
        for number, column in enumerate(self.table.columns):
            if column.fits:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.ResizeToContents)
            elif column.width:
                header.resizeSection(number, column.width)
            else:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)

    def fill(self, records: Sequence[R]) -> None:
        """Show other records and keep the current one if it is still there."""
        current = self.current()
        self.table.fill(records)
        if current is not None:
            self.choose(lambda record: _same(record, current))

    def current(self) -> R | None:
        """Return the record of the current row, or None."""
        index = self.currentIndex()
        return self.table.records[self.filter.mapToSource(index).row()] if index.isValid() else None

    def choose(self, wanted: Callable[[R], bool]) -> bool:
        """Make the first matching row the current one; tell whether there is one."""
        for row, record in enumerate(self.table.records):
            if wanted(record):
                index = self.filter.mapFromSource(self.table.index(row, 0))
                if index.isValid():
                    self.setCurrentIndex(index)
                    self.scrollTo(index)
                    return True
        return False

    def choose_first(self) -> None:
        """Make the first shown row the current one."""
        if self.filter.rowCount():
            self.setCurrentIndex(self.filter.index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy with Ctrl+C, open with Enter."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def rows_shown(self) -> tuple[tuple[str, ...], ...]:
        """Return titles and cells as filtered and sorted, for copy and export."""
        head = tuple(column.title for column in self.table.columns)
        body = tuple(
            tuple(str(self.filter.index(row, column).data()) for column in range(self.filter.columnCount()))
            for row in range(self.filter.rowCount())
        )
        return head, *body

    def copy(self) -> None:
        """Put the shown table on the clipboard as tab-separated text and as HTML."""
        rows = self.rows_shown()
        data = QMimeData()
        data.setText("\n".join(map(as_line, rows)))
        lines = ("".join(f"<td>{escape(as_cell(cell))}</td>" for cell in row) for row in rows)
        data.setHtml("<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>")
        QGuiApplication.clipboard().setMimeData(data)

    def export(self, path: Path) -> None:
        """Write the shown table as CSV that spreadsheets open without questions, or as XLSX by its name."""
        if path.suffix.casefold() == ".xlsx":
            from core.exchange.sheet_writing import write_sheet

            write_sheet(path, self.rows_shown())
            return
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            rows = ([as_cell(cell) for cell in row] for row in self.rows_shown())
            csv.writer(file, delimiter=";").writerows(rows)

    def _moved(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.chosen.emit(
            self.table.records[self.filter.mapToSource(current).row()] if current.isValid() else None
        )

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self.table.records[self.filter.mapToSource(index).row()])


def _same(first: object, second: object) -> bool:
    """Tell whether two records stand for the same object, even if it changed."""
    if first == second:
        return True
    one, two = getattr(first, "id", None), getattr(second, "id", None)
    return one is not None and one == two
