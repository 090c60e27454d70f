"""What do the columns of a table hold, and which of them ask for a look at data protection?"""

import math

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem

from core.data.preview import TablePreview
from core.data.profile_types import ColumnProfile
from core.messages import N_
from gui.context import Look
from gui.widgets.cells import Cell
from gui.widgets.result_cards import compact
from gui.widgets.tables import RecordView, TableColumn

_DECIMALS = 4
"""Decimals that are shown; the tip has all."""
TYPES = {
    "number": N_("Number"),
    "integer": N_("Whole number"),
    "text": N_("Text"),
    "boolean": N_("Yes or no"),
    "date": N_("Date"),
}


def type_name(look: Look, dtype: str) -> str:
    """Return the word for a column's type."""
    return look.translator.tr(TYPES.get(dtype, dtype))


def profile_table(look: Look, preview: TablePreview) -> RecordView[ColumnProfile]:
    """Return one line per column: type, missing, distinct, range, most frequent values, privacy hints."""
    tr = look.translator.tr
    columns: tuple[TableColumn[ColumnProfile], ...] = (
        TableColumn(
            title=tr("Column"),
            cell=lambda item: Cell(text=item.name, below=_kind(look, item), strong=True),
            width=170,
        ),
        TableColumn(
            title=tr("Missing"),
            cell=lambda item: _missing(look, item),
            key=lambda item: item.missing,
            width=92,
            right=True,
        ),
        TableColumn(
            title=tr("Distinct"),
            cell=lambda item: Cell(text=look.translator.integer(item.distinct)),
            key=lambda item: item.distinct,
            width=92,
            right=True,
        ),
        TableColumn(title=tr("Range"), cell=lambda item: _range(look, item), width=170),
        TableColumn(title=tr("Most frequent"), cell=lambda item: _frequent(look, item)),
        TableColumn(title=tr("Hints"), cell=lambda item: _hints(look, item), width=250),
    )
    view = RecordView(look.theme, columns, name="profiles", title=tr("What the columns hold"))
    view.fill(preview.profiles)
    return compact(view, rows=8)


def _kind(look: Look, item: ColumnProfile) -> str:
    kind = type_name(look, item.dtype)
    if not item.mixed:
        return kind
    return look.translator.tr("{kind}, {n} cells do not fit", kind=kind, n=item.mixed)


def _missing(look: Look, item: ColumnProfile) -> Cell:
    share = look.translator.percent(item.missing / item.n) if item.n and item.missing else ""
    return Cell(text=look.translator.integer(item.missing), below=share)


def _value(look: Look, item: ColumnProfile, value: str) -> str:
    """Return a value as the language writes it; whole numbers stay as they are, they may be codes."""
    if item.dtype != "number":
        return value
    try:
        number, digits = float(value), len(value.partition(".")[2])
    except ValueError:
        return value
    return look.translator.number(number, min(digits, _DECIMALS)) if math.isfinite(number) else value


def _range(look: Look, item: ColumnProfile) -> Cell:
    if item.lowest is None or item.highest is None:
        return Cell(text="–", faint=True)
    low, high = _value(look, item, item.lowest), _value(look, item, item.highest)
    return Cell(text=low if low == high else f"{low} – {high}", tip=f"{item.lowest} – {item.highest}")


def _frequent(look: Look, item: ColumnProfile) -> Cell:
    def shown(value: str) -> str:
        return _value(look, item, value) if value else look.translator.tr("not stated")

    parts = [f"{shown(found.value)} ({look.translator.integer(found.n)})" for found in item.frequent]
    text = " · ".join(parts) or "–"
    return Cell(text=text, faint=not parts, tip=text)


def _hints(look: Look, item: ColumnProfile) -> Cell:
    words = [look.translator.label(suspicion) for suspicion in item.suspicions]
    if not words:
        return Cell(text="–", faint=True)
    from gui.widgets.painting import Tone

    why = look.translator.tr("A hint with a reason, never a verdict: look at data protection first.")
    return Cell(
        text=", ".join(words), tone=Tone.WARN, icon="triangle-alert", tip="\n".join((", ".join(words), why))
    )


def first_rows(look: Look, preview: TablePreview, *, height: int = 190) -> QTableWidget:
    """Return the first rows of a table as they stand in the file; at most 20."""
    table = QTableWidget(min(len(preview.rows), 20), len(preview.columns))
    table.setObjectName("preview")
    table.setAccessibleName(look.translator.tr("First rows of the table"))
    table.setHorizontalHeaderLabels([column.name for column in preview.columns])
    for number, cells in enumerate(preview.rows[:20]):
        for place, cell in enumerate(cells):
            table.setItem(number, place, QTableWidgetItem(cell))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setCornerButtonEnabled(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(26)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.resizeColumnsToContents()
    for place in range(table.columnCount()):
        table.setColumnWidth(place, min(max(table.columnWidth(place) + 12, 84), 240))
    table.setFixedHeight(height)
    return table
