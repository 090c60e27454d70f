"""Does the 5x5 matrix obey keys, say everything aloud, and show both markers?"""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.language import Translator
from core.risk import Level
from core.texts import Language
from gui.tables.matrix_table import MatrixData, MatrixTable, cell_of, level_at
from gui.theme import ThemeChoice, apply_theme, load_theme
from gui.widgets.risk_matrix import RiskMatrix

HIGH = Level(likelihood=4, impact=4)
LOWER = Level(likelihood=3, impact=4)


def matrix(qtbot: QtBot, qapp: QApplication, language: Language = Language.ENGLISH) -> RiskMatrix:
    theme = load_theme(ThemeChoice.LIGHT)
    apply_theme(qapp, theme)
    widget = RiskMatrix(theme, Translator(language))
    qtbot.addWidget(widget)
    widget.resize(640, 560)
    widget.show()
    return widget


def test_arrow_keys_move_and_enter_sets_the_marker(qtbot: QtBot, qapp: QApplication) -> None:
    widget = matrix(qtbot, qapp)
    view = widget.view
    view.move_to(LOWER)
    chosen: list[Level] = []
    view.chosen.connect(chosen.append)

    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Return)

    assert chosen == [Level(likelihood=4, impact=5)]


def test_a_double_click_sets_the_marker(qtbot: QtBot, qapp: QApplication) -> None:
    widget = matrix(qtbot, qapp)
    view = widget.view
    chosen: list[Level] = []
    view.chosen.connect(chosen.append)

    place = view.visualRect(view.table.index(*cell_of(HIGH))).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert chosen == [HIGH]


def test_ctrl_z_asks_to_take_back(qtbot: QtBot, qapp: QApplication) -> None:
    widget = matrix(qtbot, qapp)
    view = widget.view

    with qtbot.waitSignal(view.undo_requested, timeout=500):
        QTest.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_every_cell_is_said_with_score_and_band() -> None:
    table = MatrixTable(Translator(Language.ENGLISH))
    role = Qt.ItemDataRole.AccessibleTextRole

    said = {
        level_at(row, column): table.index(row, column).data(role) for row in range(5) for column in range(5)
    }

    assert said[HIGH] == "16 High"
    assert said[Level(likelihood=1, impact=1)] == "1 Low"
    assert said[Level(likelihood=5, impact=5)] == "25 Severe"
    assert said[Level(likelihood=1, impact=5)] == "5 Medium"


def test_the_description_names_axes_markers_and_models() -> None:
    table = MatrixTable(Translator(Language.GERMAN))
    table.show(MatrixData(inherent=HIGH, residual=LOWER, counts={(4, 4): 2}))

    said = table.index(*cell_of(HIGH)).data(Qt.ItemDataRole.AccessibleDescriptionRole)

    assert "4 Wahrscheinlich" in said
    assert "4 Groß" in said
    assert "Bruttorisiko" in said
    assert "Restrisiko" not in said
    assert "2 Modelle" in said


def test_markers_are_painted_where_the_levels_are(qtbot: QtBot, qapp: QApplication) -> None:
    widget = matrix(qtbot, qapp)
    empty = widget.view.grab().toImage()

    widget.view.show_data(MatrixData(inherent=HIGH, residual=LOWER))
    full = widget.view.grab().toImage()

    for level, changes in ((HIGH, True), (LOWER, True), (Level(likelihood=1, impact=1), False)):
        rect = widget.view.visualRect(widget.view.table.index(*cell_of(level)))
        origin = widget.view.viewport().pos()
        part = rect.translated(origin)
        assert (empty.copy(part) != full.copy(part)) is changes


def test_the_legend_names_bands_and_both_markers(qtbot: QtBot, qapp: QApplication) -> None:
    widget = matrix(qtbot, qapp, Language.GERMAN)
    said = widget.legend.accessibleName()

    for word in ("Gering 1–3", "Mittel 4–9", "Hoch 10–16", "Schwerwiegend 20–25", "gestrichelt", "gefüllt"):
        assert word in said
