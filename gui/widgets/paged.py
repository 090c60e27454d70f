"""How is a table shown of which only some pages were read?"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QAbstractItemView

from gui.theme import Theme
from gui.widgets.cells import Index
from gui.widgets.tables import RecordFilter, RecordTable, RecordView, TableColumn

R = TypeVar("R")
More = Callable[[], Sequence[R]]
"""Reads the next page; empty at the end."""
_ROOT = QModelIndex()


class PagedTable(RecordTable[R]):
    """Records that are read page by page, as far as somebody scrolls."""

    def __init__(self, columns: Sequence[TableColumn[R]], parent: QObject | None = None) -> None:
        """Start without rows."""
        super().__init__(columns, parent)
        self._more: More[R] | None = None

    def begin(self, records: Sequence[R], more: More[R] | None) -> None:
        """Show the first page; `more` reads the following ones, None: there are none."""
        self._more = more
        self.fill(records)

    def canFetchMore(self, parent: Index = _ROOT) -> bool:
        """Tell whether there is another page."""
        return not parent.isValid() and self._more is not None

    def fetchMore(self, parent: Index = _ROOT) -> None:
        """Read the next page and put it below."""
        if parent.isValid() or self._more is None:
            return
        found = tuple(self._more())
        if not found:
            self._more = None
            return
        first = len(self.records)
        self.beginInsertRows(QModelIndex(), first, first + len(found) - 1)
        self.records = (*self.records, *found)
        self.endInsertRows()


class PagedFilter(RecordFilter[R]):
    """Leaves sorting and narrowing to whoever reads the pages."""

    ordered = Signal(int, Qt.SortOrder)
    """Another order is wanted: column and direction."""

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for another order instead of sorting what happens to be read."""
        if column >= 0:
            self.ordered.emit(column, order)

    def filterAcceptsRow(self, _row: int, _parent: Index) -> bool:
        """Show every record that was read."""
        return True


class PagedView(RecordView[R]):
    """A table of records read page by page; several rows can be selected."""

    def __init__(self, theme: Theme, columns: Sequence[TableColumn[R]], *, name: str, title: str) -> None:
        """Make an empty table."""
        super().__init__(theme, columns, name=name, title=title)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    def make_table(self, columns: Sequence[TableColumn[R]]) -> PagedTable[R]:
        """Return a table that reads on demand."""
        return PagedTable(columns, self)

    def make_filter(self) -> PagedFilter[R]:
        """Return a filter that asks instead of sorting."""
        return PagedFilter(self.table, self)

    @property
    def ordered(self) -> SignalInstance:
        """Return the signal that another order is wanted."""
        found = self.filter
        assert isinstance(found, PagedFilter)  # noqa: S101 (made above)
        return found.ordered

    def begin(self, records: Sequence[R], more: More[R] | None) -> None:
        """Show the first page, and keep the current record if it is on it."""
        current = self.current()
        table = self._paged()
        table.begin(records, more)
        if current is not None:
            self.choose_read(lambda record: getattr(record, "id", None) == getattr(current, "id", None))

    def selected(self) -> tuple[R, ...]:
        """Return the records of all selected rows, from above to below."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self.table.records[row] for row in rows)

    def choose_read(self, wanted: Callable[[R], bool]) -> bool:
        """Make the first matching row the current one among those that were read."""
        return super().choose(wanted)

    def choose(self, wanted: Callable[[R], bool]) -> bool:
        """Make the first matching row the current one, reading on until it is found."""
        table = self._paged()
        while not self.choose_read(wanted):
            if not table.canFetchMore():
                return False
            table.fetchMore()
        return True

    def rows_shown(self) -> tuple[tuple[str, ...], ...]:
        """Return titles and cells of all pages, for copy and export."""
        table = self._paged()
        while table.canFetchMore():
            table.fetchMore()
        return super().rows_shown()

    def _paged(self) -> PagedTable[R]:
        found = self.table
        assert isinstance(found, PagedTable)  # noqa: S101 (made above)
        return found
