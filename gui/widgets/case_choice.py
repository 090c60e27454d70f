"""What was found about one row, where a result tells of several?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.results import CheckResult, DataTable
from gui.widgets.basic import Card, clear_layout, label
from gui.widgets.inputs import choice
from gui.widgets.result_cards import Shown
from gui.widgets.result_page import part_card
from reports.results import parts
from reports.results.page import TablePart, view_of

ROW = "row"
"""The column of a table that says to which row of the data set a line belongs."""

CASES = "_cases"
"""How the tables end that tell of several rows, such as "reason_cases"."""


def cases_of(result: CheckResult) -> tuple[int, ...]:
    """Return the rows of which a result tells, each once, in its own order."""
    found = (value for table in result.tables if table.id.endswith(CASES) for value in _numbers(table))
    return tuple(dict.fromkeys(found))


def only_case(result: CheckResult, row: int) -> CheckResult:
    """Return the result with the lines of one row in every table that tells of rows."""
    return replace(result, tables=tuple(_only(table, row) for table in result.tables))


def _numbers(table: DataTable) -> tuple[int, ...]:
    found = next((column.values for column in table.columns if column.name == ROW), ())
    return tuple(int(value) for value in found if isinstance(value, int | float))


def _only(table: DataTable, row: int) -> DataTable:
    numbers = next((column.values for column in table.columns if column.name == ROW), None)
    if numbers is None or not table.id.endswith(CASES):
        return table
    kept = [place for place, number in enumerate(numbers) if number == row]
    columns = (replace(item, values=tuple(item.values[place] for place in kept)) for item in table.columns)
    return replace(table, columns=tuple(columns))


class CaseCard(Card):
    """A row to be chosen by its number, and what the tables say of it."""

    def __init__(self, shown: Shown, cases: Sequence[int]) -> None:
        """Begin with the first case."""
        super().__init__()
        self.setObjectName("case_card")
        self._shown = shown
        self._whole = _tables(shown, shown.result)
        tr = shown.tr
        entries = [(tr("Row {row}", row=str(row)), row) for row in cases]
        self.row = choice("case_row", tr("Row of the data set"), entries)
        self.row.setEditable(True)
        self.row.setInsertPolicy(self.row.InsertPolicy.NoInsert)
        head = QHBoxLayout()
        head.addWidget(label(tr("One case"), "heading"))
        head.addStretch(1)
        head.addWidget(label(tr("{n} rows are told of", n=len(cases)), "faint"))
        head.addWidget(self.row)
        self.body.addLayout(head)
        self._found = QVBoxLayout()
        self._found.setSpacing(8)
        self.body.addLayout(self._found)
        self.row.activated.connect(lambda _i: self.show_case(int(self.row.currentData())))
        edit = self.row.lineEdit()
        if edit is not None:
            edit.returnPressed.connect(self._typed)
        self.show_case(cases[0])

    def _typed(self) -> None:
        """Take a number that was typed; say when nothing is told of that row."""
        written = "".join(sign for sign in self.row.currentText() if sign.isdigit())
        place = self.row.findData(int(written)) if written else -1
        if place >= 0:
            self.row.setCurrentIndex(place)
            self.show_case(int(written))
            return
        clear_layout(self._found)
        said = self._shown.tr("Nothing is told of this row. Choose one from the list.")
        self._found.addWidget(label(said, "muted", wrap=True))

    def show_case(self, row: int) -> None:
        """Show what is told of a row."""
        clear_layout(self._found)
        for title, part in _tables(self._shown, only_case(self._shown.result, row)).items():
            if len(part.rows) < len(self._whole[title].rows):
                card = part_card(self._shown, part)
                if card is not None and part.rows:
                    self._found.addWidget(card)


def _tables(shown: Shown, result: CheckResult) -> Mapping[str, TablePart]:
    found = parts(view_of(result, shown.words.translator))
    return {part.title: part for part in found if isinstance(part, TablePart)}


def with_case(shown: Shown, view: QWidget) -> QWidget:
    """Return the view of a result, with a row to choose above it where several are told of."""
    cases = cases_of(shown.result)
    if len(cases) < 2:
        return view
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(12)
    above = QHBoxLayout()
    above.setContentsMargins(0, 0, 8, 0)
    above.addWidget(CaseCard(shown, cases))
    column.addLayout(above)
    column.addWidget(view, 1)
    return holder
