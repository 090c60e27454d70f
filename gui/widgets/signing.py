"""With whose key is something signed?"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from gui.context import GuiContext
from gui.examples import example_passphrase
from gui.widgets.basic import label


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
        phrase = example_passphrase(person)
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
