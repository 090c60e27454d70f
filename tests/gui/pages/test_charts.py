"""Can a chart be pointed at, walked through with keys, read out and copied? Can pages be turned?"""

from pathlib import Path

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from core.language import Translator
from core.texts import Language
from gui.theme import ThemeChoice, apply_theme, load_theme
from gui.widgets.chart_view import ChartView
from gui.widgets.pdf_view import PdfView
from reports.drawing import Circle, Drawing, Rect, Text, drawing

ROWS = (("group", "value"), ("a", "0.5"))


def draw(width: float, height: float) -> Drawing:
    """Draw two elements with a tip."""
    shapes = (
        Rect(x=10, y=10, width=40, height=20, fill="accent", tip="group a: 50 %"),
        Circle(x=100, y=40, radius=6, fill="bad", tip="group b: 20 %"),
        Text(x=10, y=60, text="plain"),
    )
    return drawing((width, height), shapes, "Two groups")


def chart(qtbot: QtBot, qapp: QApplication, theme: str = "light") -> ChartView:
    chosen = load_theme(ThemeChoice(theme))
    apply_theme(qapp, chosen)
    view = ChartView(chosen, Translator(Language.ENGLISH), name="chart", scale=2.0, height=160)
    qtbot.addWidget(view)
    view.resize(400, 160)
    view.show_chart(draw, ROWS)
    view.show()
    return view


def test_the_drawing_is_made_for_the_size_of_the_widget(qtbot: QtBot, qapp: QApplication) -> None:
    view = chart(qtbot, qapp)

    assert view.drawing is not None
    assert (view.drawing.width, view.drawing.height) == (200, 80)
    assert view.accessibleName() == "Two groups"


def test_an_element_says_its_tip_under_the_pointer(qtbot: QtBot, qapp: QApplication) -> None:
    view = chart(qtbot, qapp)

    assert view.tip_at(QPointF(60, 40)) == "group a: 50 %"
    assert view.tip_at(QPointF(200, 80)) == "group b: 20 %"
    assert view.tip_at(QPointF(380, 150)) == ""


def test_a_click_picks_an_element(qtbot: QtBot, qapp: QApplication) -> None:
    view = chart(qtbot, qapp)

    with qtbot.waitSignal(view.picked, timeout=500) as signal:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPointF(200, 80).toPoint())

    assert signal.args == ["group b: 20 %"]


def test_arrow_keys_walk_through_the_elements(qtbot: QtBot, qapp: QApplication) -> None:
    view = chart(qtbot, qapp)

    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.accessibleDescription() == "group a: 50 %"
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.accessibleDescription() == "group b: 20 %"
    with qtbot.waitSignal(view.picked, timeout=500):
        QTest.keyClick(view, Qt.Key.Key_Return)


def test_the_data_behind_the_chart_can_be_copied(qtbot: QtBot, qapp: QApplication) -> None:
    view = chart(qtbot, qapp)

    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text() == "group\tvalue\na\t0.5"


def test_colors_follow_the_theme(qtbot: QtBot, qapp: QApplication) -> None:
    colors = {
        theme: chart(qtbot, qapp, theme).grab().toImage().pixelColor(60, 40).name()
        for theme in ("light", "dark")
    }

    assert colors["light"] == load_theme(ThemeChoice.LIGHT).color("accent").name()
    assert colors["dark"] == load_theme(ThemeChoice.DARK).color("accent").name()


def two_pages() -> bytes:
    """Make a PDF with two empty pages."""
    from io import BytesIO

    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    for _ in range(2):
        document.new_page(200, 300)
    target = BytesIO()
    document.save(target)
    document.close()
    return target.getvalue()


def test_pages_are_turned_and_zoomed(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    theme = load_theme(ThemeChoice.LIGHT)
    apply_theme(qapp, theme)
    view = PdfView(theme, Translator(Language.GERMAN))
    qtbot.addWidget(view)
    view.resize(400, 500)
    view.show()

    view.open(two_pages())
    back, on = (view.findChild(QToolButton, name) for name in ("pdf_back", "pdf_on"))

    assert (view.pages, view.page) == (2, 0)
    assert back is not None
    assert not back.isEnabled()
    assert on is not None
    on.click()
    assert view.page == 1
    assert not on.isEnabled()
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    assert view.page == 0
    view.zoom(1)
    view.close_document()
    assert view.pages == 0
