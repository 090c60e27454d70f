"""Do the pages fit a small German window, and does every control have a name?"""

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.texts import Language
from gui.widgets.risk_parts import KindRow
from tests.gui.pages.conftest import Staging, pick

PAGES = ("risk", "checks", "findings", "approvals", "reports")


def clipped(page: QWidget) -> list[str]:
    """Return the texts of labels and buttons that do not fit into their widget."""
    found = []
    for widget in page.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, KindRow):
            continue
        if isinstance(widget, QPushButton) and widget.text():
            if widget.width() < widget.minimumSizeHint().width() - 1:
                found.append(widget.text())
        elif isinstance(widget, QLabel) and widget.text() and not widget.wordWrap():
            lines = widget.text().splitlines()
            wanted = max(QFontMetrics(widget.font()).horizontalAdvance(line) for line in lines)
            if wanted > widget.width() + 1:
                found.append(widget.text())
    return found


@pytest.mark.parametrize("name", PAGES)
def test_no_german_label_is_clipped_in_a_small_window(name: str, staging: Staging, qtbot: QtBot) -> None:
    stage = staging(language=Language.GERMAN)

    page = stage.page(name)

    assert page.width() <= stage.opened.window.width()
    assert clipped(page) == []
    for area in page.findChildren(QScrollArea):
        inner = area.widget()
        if area.isVisible() and inner is not None and area.objectName() != "pdf":
            assert inner.minimumSizeHint().width() <= area.viewport().width() + 1, area.parent()


@pytest.mark.parametrize("check", ["performance", "group_fairness", "explanation"])
def test_no_german_label_of_a_result_is_clipped(check: str, staging: Staging, qtbot: QtBot) -> None:
    page = staging(language=Language.GERMAN).page("checks")

    pick(page, check)

    assert clipped(page) == []
    for area in page.findChildren(QScrollArea):
        inner = area.widget()
        if area.isVisible() and inner is not None:
            assert inner.minimumSizeHint().width() <= area.viewport().width() + 1


@pytest.mark.parametrize("name", PAGES)
def test_every_control_has_a_name(name: str, staging: Staging, qtbot: QtBot) -> None:
    page = staging().page(name)
    kinds = (QComboBox, QLineEdit, QPlainTextEdit, QAbstractSpinBox)

    for widget in page.findChildren(QWidget):
        inside = isinstance(widget.parent(), QComboBox | QAbstractSpinBox)
        if isinstance(widget, kinds) and widget.isVisible() and not inside:
            assert widget.accessibleName(), widget.objectName()
        if isinstance(widget, QPushButton) and widget.isVisible():
            assert widget.text() or widget.accessibleName(), widget.objectName()
