"""Does a cell that has too little room say everything in a tip?"""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolTip
from pytestqt.qtbot import QtBot

from gui.theme import Theme
from gui.widgets.basic import KeyValueGrid
from gui.widgets.cells import Cell
from gui.widgets.cut_label import CutLabel
from gui.widgets.tables import RecordView, TableColumn

LONG = "Share of values outside the range of the reference"


def test_a_cell_that_is_cut_off_says_the_whole_in_a_tip(qtbot: QtBot, theme: Theme) -> None:
    columns: tuple[TableColumn[str], ...] = (
        TableColumn(title="Name", cell=lambda text: Cell(text=text, below="<b>amount</b>"), width=90),
        TableColumn(title="Short", cell=lambda _: Cell(text="short"), width=90),
        TableColumn(title="Own", cell=lambda text: Cell(text=text, tip="its own"), width=90),
    )
    view: RecordView[str] = RecordView(theme, columns, name="cells", title="Cells")
    qtbot.addWidget(view)
    view.resize(320, 160)
    view.fill((LONG,))
    view.show()

    def tip(column: int) -> str:
        spot = view.visualRect(view.model().index(0, column)).center()
        event = QHelpEvent(QEvent.Type.ToolTip, spot, view.viewport().mapToGlobal(spot))
        QApplication.sendEvent(view.viewport(), event)
        return QToolTip.text()

    assert tip(1) == ""
    assert tip(0) == f"{LONG}<br>&lt;b&gt;amount&lt;/b&gt;"
    assert tip(2) == "its own"


def test_a_line_without_room_ends_in_dots_and_says_the_whole_in_a_tip(qtbot: QtBot) -> None:
    line = CutLabel("muted")
    qtbot.addWidget(line)
    line.setText(LONG)
    line.resize(line.sizeHint())
    line.grab()
    assert (line.shown, line.toolTip()) == (LONG, "")
    line.resize(80, 20)
    line.grab()
    assert line.shown.endswith("…")
    assert line.toolTip() == LONG


def test_a_long_name_of_a_fact_wraps_and_leaves_the_room_to_its_value(qtbot: QtBot) -> None:
    grid = KeyValueGrid(key_width=40, key_most=60)
    qtbot.addWidget(grid)
    grid.add("Standing in the whole firm", "Reports to the board")
    grid.add("Due", "today")
    names = {item.text(): item for item in grid.findChildren(QLabel)}
    assert (names["Standing in the whole firm"].wordWrap(), names["Due"].wordWrap()) == (True, False)
    assert names["Standing in the whole firm"].maximumWidth() == 60
