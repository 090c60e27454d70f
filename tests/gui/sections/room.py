"""What do tests of sections stand on that need somebody of every role? A window on a small firm."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from core.audit import Depth
from core.people import Role
from core.texts import Language
from core.workspace import Session
from gui.pages.sectioned import SectionedPage
from gui.sections.listing import Listing
from gui.settings import Settings
from gui.start import Face, Opened
from gui.theme import ThemeChoice, apply_theme, load_theme
from gui.widgets.signing import PassphraseField
from tests.core.casework import PASSPHRASE, Firm
from tests.gui.conftest import settle

R = TypeVar("R")


@dataclass
class Room:
    """A window on a firm."""

    firm: Firm
    opened: Opened

    def be(self, role: Role) -> None:
        """Let the person with a role sign in."""
        self.opened.services.session.switch(signed_in(self.firm, role))
        self.read()

    def section(self, name: str, page: str = "reviews") -> Listing[object]:
        """Open a section."""
        self.opened.window.navigate(page, section=name)
        found = self.opened.window.page(page)
        assert isinstance(found, SectionedPage)
        section = found.section(name)
        assert isinstance(section, Listing)
        self.read()
        return section

    def read(self) -> None:
        """Wait until what is read beside the window is there."""
        settle(self.opened)

    def wait(self, qtbot: QtBot) -> None:
        """Wait until nothing runs any more."""
        qtbot.waitUntil(lambda: not self.opened.services.jobs.running, timeout=60_000)
        self.read()

    def press(self, section: Listing[R], name: str) -> QDialog:
        """Press a button of a section; return the form it opens."""
        button = section._buttons[name]
        assert button.isEnabled(), f"{name}: {button.toolTip()}"
        button.click()
        QApplication.processEvents()
        form = QApplication.activeModalWidget()
        assert isinstance(form, QDialog), name
        return form

    def tip(self, section: Listing[R], name: str) -> str:
        """Return why a button cannot be pressed; empty: it can."""
        button = section._buttons[name]
        return "" if button.isEnabled() else button.toolTip()

    def go(self, form: QDialog, qtbot: QtBot) -> None:
        """Press the action of a form and wait for what follows."""
        button = form.findChild(QPushButton, "go")
        assert button is not None
        assert button.isEnabled(), button.toolTip()
        button.click()
        self.wait(qtbot)


def signed_in(firm: Firm, role: Role) -> Session:
    """Return a session of its own: the window locks one when it changes to another."""
    return firm.workspace.people.sign_in(firm.person(role).id, PASSPHRASE)


def write(form: QDialog, name: str, text: str) -> None:
    """Fill in a field of a form."""
    if name == "passphrase":
        phrase = form.findChild(PassphraseField)
        assert phrase is not None
        phrase.set_text(text)
        return
    line, field = form.findChild(QLineEdit, name), form.findChild(QPlainTextEdit, name)
    if line is not None:
        line.setText(text)
    else:
        assert field is not None, name
        field.setPlainText(text)


def choose(form: QDialog, name: str, value: object) -> None:
    """Choose an entry of a list."""
    box = form.findChild(QComboBox, name)
    assert box is not None, name
    assert box.findData(value) >= 0, value
    box.setCurrentIndex(box.findData(value))


def said_in(form: QDialog) -> str:
    """Return all that a form says."""
    return "\n".join(item.text() for item in form.findChildren(QLabel))


@contextmanager
def window_on(firm: Firm, folder: Path) -> Iterator[Room]:
    """Open a window for the risk manager on a firm."""
    workspace = firm.workspace
    face = Face(theme=load_theme(ThemeChoice.LIGHT), language=Language.ENGLISH)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, face.theme)
    settings = Settings(folder / "settings.json")
    opened = Opened(workspace, signed_in(firm, Role.RISK_MANAGER), settings, face)
    opened.services.watch.settle(workspace.trail.verify(depth=Depth.CHAIN))
    opened.window.resize(1280, 800)
    opened.window.show()
    yield Room(firm=firm, opened=opened)
    opened.services.jobs.close()
    opened.instance.close()
    opened.window.discard()


@pytest.fixture
def room(validated: Firm, tmp_path: Path, qapp: QApplication) -> Iterator[Room]:
    """A window for the risk manager on a firm whose only version nothing stands against."""
    with window_on(validated, tmp_path) as found:
        yield found
