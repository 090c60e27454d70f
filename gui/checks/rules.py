"""What may be changed about each feature, in which limits, at which effort, and what is expected of it?"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from core.options import Change, Direction
from gui.checks.entry import RuleEntry
from gui.context import Look
from gui.tips import plain_tip
from gui.widgets.basic import SecondaryButton
from gui.widgets.inputs import choice, line, of_enum

_WIDTHS = (150, 196, 88, 88, 84)


class RulesTable(QWidget):
    """One line per feature for which something was said."""

    changed = Signal()

    def __init__(self, look: Look, names: Sequence[str]) -> None:
        """Offer the features of the table."""
        super().__init__()
        self._look, self._names = look, tuple(names)
        self._lines: list[_Line] = []
        tr = look.translator.tr
        self.table = _table(tr("What may be changed"))
        self.table.setHorizontalHeaderLabels(
            [tr("Feature"), tr("May change"), tr("Smallest"), tr("Largest"), tr("Effort"), tr("Expected")]
        )
        self.feature = choice("rule_feature", tr("Feature"), [(name, name) for name in names])
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self.feature)
        for name, text, act in (
            ("rule_add", tr("Add feature"), lambda: self._add(self.feature.currentData())),
            ("rule_all", tr("Add all"), self._add_all),
            ("rule_remove", tr("Remove line"), self._remove),
        ):
            button = SecondaryButton(text, name=name)
            button.clicked.connect(lambda _=False, act=act: act())
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.table, 1)
        column.addLayout(buttons)

    def fill(self, rules: Sequence[RuleEntry]) -> None:
        """Show what was entered before."""
        self.table.setRowCount(0)
        self._lines = []
        for rule in rules:
            self._put(rule)

    def read(self) -> tuple[RuleEntry, ...]:
        """Return every line."""
        return tuple(item.entry() for item in self._lines)

    def _put(self, rule: RuleEntry) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        found = _Line(self._look, rule, self.changed.emit)
        self._lines.append(found)
        self.table.setItem(row, 0, found.name)
        for place, widget in enumerate(found.widgets, 1):
            self.table.setCellWidget(row, place, widget)

    def _add(self, name: object) -> None:
        if name is not None and all(item.column != name for item in self._lines):
            self._put(RuleEntry(column=str(name)))
            self.changed.emit()

    def _add_all(self) -> None:
        for name in self._names:
            self._add(name)

    def _remove(self) -> None:
        row = self.table.currentRow()
        if row >= 0:
            self.table.removeRow(row)
            del self._lines[row]
            self.changed.emit()


class _Line:
    """The fields of one feature."""

    def __init__(self, look: Look, rule: RuleEntry, touched: Callable[[], None]) -> None:
        tr, words, column = look.translator.tr, look.translator, rule.column
        self.column = column
        self.name = QTableWidgetItem(column)
        self.name.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        self.name.setToolTip(plain_tip(column))
        self.change = of_enum(f"change_{column}", tr("{column} may change", column=column), words, Change)
        self.low = line(f"low_{column}", tr("Smallest value of {column}", column=column))
        self.high = line(f"high_{column}", tr("Largest value of {column}", column=column))
        self.cost = line(f"cost_{column}", tr("Effort of changing {column}", column=column), hint="1")
        said = tr("What is expected when {column} rises", column=column)
        self.expected = of_enum(f"expected_{column}", said, words, Direction, ask=tr("nothing"))
        self.widgets = (self.change, self.low, self.high, self.cost, self.expected)
        self.change.setCurrentIndex(self.change.findData(rule.change))
        self.expected.setCurrentIndex(max(self.expected.findData(rule.expected), 0))
        for field, text in ((self.low, rule.low), (self.high, rule.high), (self.cost, rule.cost)):
            field.setText(text)
            field.textChanged.connect(lambda _t: touched())
        for combo in (self.change, self.expected):
            combo.activated.connect(lambda _i: touched())

    def entry(self) -> RuleEntry:
        expected = self.expected.currentData()
        return RuleEntry(
            column=self.column,
            change=Change(self.change.currentData()),
            low=self.low.text().strip(),
            high=self.high.text().strip(),
            cost=self.cost.text().strip(),
            expected=None if expected is None else Direction(expected),
        )


def _table(title: str) -> QTableWidget:
    table = QTableWidget(0, 6)
    table.setObjectName("rules")
    table.setAccessibleName(title)
    table.setCornerButtonEnabled(False)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(38)
    head = table.horizontalHeader()
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    head.setSectionResizeMode(5, QHeaderView.ResizeMode.Stretch)
    for place, width in enumerate(_WIDTHS):
        table.setColumnWidth(place, width)
    return table
