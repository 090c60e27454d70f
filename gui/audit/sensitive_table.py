"""Which columns are sensitive, for which purpose, in which groups, against which reference?"""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHeaderView, QLineEdit, QTableWidget, QTableWidgetItem

from core.data.preview import TablePreview
from core.inventory import Column, Grouping, SensitivePurpose
from gui.audit.entry import SensitiveEntry
from gui.context import Look
from gui.tips import plain_tip
from gui.widgets.column_table import edges_of, purpose_choice
from gui.widgets.dataset_form import values_of
from gui.widgets.inputs import line
from gui.widgets.profile_table import type_name

_WIDTHS = (162, 102, 188, 124)


class SensitiveTable(QTableWidget):
    """One line per column of the table; none is ticked beforehand."""

    changed = Signal()

    def __init__(self, look: Look, preview: TablePreview, chosen: Mapping[str, SensitiveEntry]) -> None:
        """Show the columns, with what was entered before."""
        super().__init__(len(preview.columns), 5)
        self.look, self.preview = look, preview
        tr = look.translator.tr
        self.setObjectName("sensitive_columns")
        self.setAccessibleName(tr("Sensitive columns"))
        self.setHorizontalHeaderLabels(
            [tr("Column"), tr("Type"), tr("Purpose"), tr("Groups up to"), tr("Compare with")]
        )
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(40)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.horizontalHeader().setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        for place, width in enumerate(_WIDTHS):
            self.setColumnWidth(place, width)
        self._lines = [
            _Line(self, column, number, chosen.get(column.name))
            for number, column in enumerate(preview.columns)
        ]

    def search(self, text: str) -> None:
        """Keep the columns in sight whose names hold a text; those that are ticked always stay."""
        wanted = text.casefold().strip()
        for row, item in enumerate(self._lines):
            self.setRowHidden(row, wanted not in item.column.name.casefold() and not item.tick.isChecked())

    def show_ticked(self) -> None:
        """Bring the first ticked column into sight."""
        row = next((row for row, item in enumerate(self._lines) if item.tick.isChecked()), None)
        if row is not None:
            self.verticalScrollBar().setValue(row)

    def entries(self) -> dict[str, SensitiveEntry]:
        """Return what was entered for the ticked columns."""
        return {item.column.name: item.entry() for item in self._lines if item.tick.isChecked()}


class _Line:
    """The fields of one column."""

    def __init__(
        self, table: SensitiveTable, column: Column, number: int, before: SensitiveEntry | None
    ) -> None:
        self.column, self._table, self._number = column, table, number
        self._made = False
        tr, name = table.look.translator.tr, column.name
        self.tick = QCheckBox(name.replace("&", "&&"))
        self.tick.setObjectName(f"sensitive_{name}")
        self.tick.setAccessibleName(tr("{column} is sensitive", column=name))
        self.tick.setToolTip(plain_tip(name))
        kind = QTableWidgetItem(type_name(table.look, column.dtype))
        table.setItem(number, 1, kind)
        table.setCellWidget(number, 0, self.tick)
        if before is not None:
            self.tick.setChecked(True)
            self._make()
            self._fill(before)
        self.tick.toggled.connect(lambda on: self._ticked(on=on))

    def _make(self) -> None:
        """Make the fields of a ticked column: a wide table would wait long for those nobody needs."""
        look, name = self._table.look, self.column.name
        tr = look.translator.tr
        self._made = True
        self.purpose = purpose_choice(look, name)
        self.edges: QLineEdit = line(f"edges_{name}", tr("Cut points of {column}", column=name))
        self.reference = QComboBox()
        self.reference.setObjectName(f"reference_{name}")
        self.reference.setAccessibleName(tr("Reference group of {column}", column=name))
        self.reference.setEditable(True)
        for place, widget in ((2, self.purpose), (3, self.edges), (4, self.reference)):
            self._table.setCellWidget(self._number, place, widget)
        self._offer_groups()
        self.reference.setEditText("")
        self._enable()
        self._listen()

    def _fill(self, before: SensitiveEntry) -> None:
        self.purpose.setCurrentIndex(max(self.purpose.findData(before.purpose), 0))
        self.edges.setText(before.edges)
        self._offer_groups()
        self.reference.setEditText(before.reference)

    def _listen(self) -> None:
        self.purpose.activated.connect(lambda _i: self._table.changed.emit())
        self.edges.editingFinished.connect(self._cut)
        self.edges.textChanged.connect(lambda _t: self._table.changed.emit())
        self.reference.editTextChanged.connect(lambda _t: self._table.changed.emit())

    def _enable(self) -> None:
        on, tr = self.tick.isChecked(), self._table.look.translator.tr
        self.purpose.setEnabled(on)
        self.reference.setEnabled(on)
        self.edges.setEnabled(on and self.column.dtype in {"number", "integer"})
        self.edges.setPlaceholderText(tr("for example 25") if self.edges.isEnabled() else "")
        edit = self.reference.lineEdit()
        if edit is not None:
            edit.setPlaceholderText(tr("highest rate") if on else "")

    def _ticked(self, *, on: bool) -> None:
        """Propose cut points of a column that looks continuous; the purpose is never proposed."""
        if not self._made:
            self._make()
        self._enable()
        if on and self.edges.isEnabled() and not self.edges.text():
            found = (item for item in self._table.preview.groupings if item.column == self.column.name)
            self.edges.setText("; ".join(next((item.edges for item in found), ())))
        self._offer_groups()
        self._table.changed.emit()

    def _cut(self) -> None:
        self._offer_groups()

    def _offer_groups(self) -> None:
        """Offer the groups that the cut points make, or the values seen; others can be typed."""
        written = self.reference.currentText()
        edges = edges_of(self.edges.text())
        groups = values_of(self._table.preview, self.column.name)
        if edges:
            from core.statistics.encoding import edge_labels

            groups = list(edge_labels(Grouping(column=self.column.name, edges=edges)))
        self.reference.blockSignals(True)
        self.reference.clear()
        self.reference.addItems(groups)
        self.reference.setEditText(written)
        self.reference.blockSignals(False)

    def entry(self) -> SensitiveEntry:
        stated = self.purpose.currentData()
        return SensitiveEntry(
            purpose=None if stated is None else SensitivePurpose(stated),
            edges=self.edges.text().strip() if self.edges.isEnabled() else "",
            reference=self.reference.currentText().strip(),
        )
