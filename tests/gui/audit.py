"""How do tests press, choose and drop in the window of the one-shot audit?"""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from core.language import Translator
from core.texts import Language
from gui.audit.window import AuditWindow
from gui.settings import Settings
from gui.theme import Theme


def settle(window: AuditWindow, qtbot: QtBot) -> None:
    """Wait until nothing runs any more."""
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not window.context.jobs.running, timeout=120_000)
    QApplication.processEvents()


def drop(widget: QWidget, *paths: Path) -> None:
    """Drop files on a widget."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(20, 20),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    widget.dropEvent(event)
    QApplication.processEvents()


def make_audit(
    theme: Theme, settings: Settings, qtbot: QtBot, language: Language = Language.ENGLISH
) -> "Audit":
    """Open the window without a workspace, in the size of a small screen."""
    window = AuditWindow(theme, Translator(language), settings)
    qtbot.addWidget(window, before_close_func=lambda item: item.done(0))
    window.resize(1280, 800)
    window.show()
    return Audit(window, qtbot)


class Audit:
    """Presses and chooses in a window, and counts: one for each click or choice, none for typing."""

    def __init__(self, window: AuditWindow, qtbot: QtBot) -> None:
        """Start counting."""
        self.window, self.qtbot, self.clicks = window, qtbot, 0

    def _visible(self, name: str) -> QWidget:
        QApplication.processEvents()
        found = [item for item in self.window.findChildren(QWidget, name) if item.isVisible()]
        assert found, f"there is no {name}; missing: {self.window.reason.text()}"
        assert found[0].isEnabled(), f"{name} is disabled: {found[0].toolTip()}"
        return found[0]

    def click(self, name: str) -> None:
        """Press a button or tick a box."""
        button = self._visible(name)
        assert isinstance(button, QAbstractButton)
        button.click()
        self.clicks += 1
        QApplication.processEvents()

    def pick(self, name: str, value: object) -> None:
        """Choose from a list; what is not in it is typed."""
        combo = self._visible(name)
        assert isinstance(combo, QComboBox)
        row = combo.findData(value) if combo.findData(value) >= 0 else combo.findText(str(value))
        assert row >= 0, f"{name} does not offer {value}"
        combo.setCurrentIndex(row)
        combo.activated.emit(row)
        self.clicks += 1
        QApplication.processEvents()

    def type(self, name: str, words: str) -> None:
        """Enter words."""
        field = self._visible(name)
        if isinstance(field, QPlainTextEdit):
            field.setPlainText(words)
        else:
            assert isinstance(field, QLineEdit)
            field.setText(words)
        QApplication.processEvents()
