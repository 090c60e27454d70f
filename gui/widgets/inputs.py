"""Which input fields do forms share?"""

from collections.abc import Iterable
from enum import StrEnum

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit

from core.language import Translator
from core.people import Person

UNCHOSEN = None
"""Data of the entry that asks for a choice; nothing is guessed in its place."""


def line(name: str, title: str, *, hint: str = "") -> QLineEdit:
    """Return a one-line field."""
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(title)
    field.setPlaceholderText(hint)
    return field


def paragraph(name: str, title: str, *, hint: str = "") -> QPlainTextEdit:
    """Return a field of three lines; Tab leaves it."""
    field = QPlainTextEdit()
    field.setObjectName(name)
    field.setAccessibleName(title)
    field.setPlaceholderText(hint)
    field.setTabChangesFocus(True)
    field.setFixedHeight(64)
    return field


def choice(name: str, title: str, entries: Iterable[tuple[str, object]], *, ask: str = "") -> QComboBox:
    """Return a list to choose from; `ask` puts a first entry that means nothing was chosen yet."""
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setAccessibleName(title)
    if ask:
        combo.addItem(ask, UNCHOSEN)
    for text, value in entries:
        combo.addItem(text, value)
    return combo


def of_enum(
    name: str, title: str, translator: Translator, kind: type[StrEnum], *, ask: str = ""
) -> QComboBox:
    """Return a list of everything an enum holds, in the person's language."""
    return choice(name, title, [(translator.label(item), item) for item in kind], ask=ask)


def of_people(name: str, title: str, people: Iterable[Person], *, first: str) -> QComboBox:
    """Return a list of persons with `first` chosen, if that person is in it."""
    combo = choice(name, title, [(person.name.name(), person.id) for person in people if person.active])
    place = combo.findData(first)
    combo.setCurrentIndex(max(place, 0))
    return combo
