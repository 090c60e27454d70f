"""With whose key is something signed?"""

import json
from functools import cache
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from core.people import Person
from gui.context import GuiContext
from gui.widgets.basic import label

_PERSONS = Path(__file__).parent.parent.parent / "resources" / "examples" / "persons.json"


@cache
def _published() -> dict[str, str]:
    if not _PERSONS.is_file():
        return {}
    entries = json.loads(_PERSONS.read_text("utf-8"))["persons"]
    return {str(item["name"]): str(item["passphrase"]) for item in entries}


def demonstration_passphrase(person: Person) -> str | None:
    """Return the published passphrase of an example person; None for everybody else."""
    if not person.example:
        return None
    name = person.name.name()
    return next((phrase for known, phrase in _published().items() if name.startswith(known)), None)


class PassphraseField(QWidget):
    """The passphrase of the person signed in; for example persons the published one is shown below."""

    changed = Signal()

    def __init__(self, context: GuiContext) -> None:
        """Start empty."""
        super().__init__()
        tr = context.translator.tr
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._line = QLineEdit()
        self._line.setObjectName("passphrase")
        self._line.setAccessibleName(tr("Passphrase"))
        self._line.setEchoMode(QLineEdit.EchoMode.Password)
        self._line.textChanged.connect(lambda _: self.changed.emit())
        column.addWidget(self._line)
        person = context.session.person
        phrase = demonstration_passphrase(person)
        if phrase is not None:
            text = tr(
                "Example person {name}: the passphrase is {phrase}", name=person.name.name(), phrase=phrase
            )
            column.addWidget(label(text, "faint", wrap=True, selectable=True))
        self.setFocusProxy(self._line)

    def text(self) -> str:
        """Return what was entered."""
        return self._line.text()

    def set_text(self, text: str) -> None:
        """Enter a passphrase, for tests."""
        self._line.setText(text)

    def clear(self) -> None:
        """Forget what was entered."""
        self._line.clear()
        self._line.setFocus()
