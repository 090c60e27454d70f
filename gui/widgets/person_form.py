"""How is a person with roles and a passphrase asked for?"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from core.language import Translator
from core.people import PersonKind, Role
from core.texts import Text
from core.workspace import NewPerson
from gui.widgets.basic import KeyValueGrid, label

SHORTEST = 10
"""Characters a passphrase needs."""


class RoleBoxes(QWidget):
    """A box for each role of a person."""

    changed = Signal()

    def __init__(self, translator: Translator, roles: tuple[Role, ...] = ()) -> None:
        """Start with some roles chosen."""
        super().__init__()
        self.boxes = {role: QCheckBox(translator.label(role)) for role in Role if role is not Role.SERVICE}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        for number, (role, check) in enumerate(self.boxes.items()):
            check.setObjectName(f"role_{role}")
            check.setAccessibleName(check.text())
            check.setChecked(role in roles)
            check.toggled.connect(lambda _on: self.changed.emit())
            grid.addWidget(check, number // 2, number % 2)

    @property
    def roles(self) -> tuple[Role, ...]:
        """Return the chosen roles."""
        return tuple(role for role, check in self.boxes.items() if check.isChecked())


class PersonForm(QWidget):
    """Name, roles, and the passphrase twice."""

    changed = Signal()

    def __init__(self, translator: Translator, roles: tuple[Role, ...] = ()) -> None:
        """Start with some roles chosen."""
        super().__init__()
        self._translator = translator
        tr = translator.tr
        self.name = _field("person_name", tr("Name"))
        self.first = _field("person_passphrase", tr("Passphrase"), secret=True)
        self.second = _field("person_passphrase_again", tr("Passphrase again"), secret=True)
        self.chosen = RoleBoxes(translator, roles)
        self.roles = self.chosen.boxes
        grid = KeyValueGrid(key_width=150)
        grid.add(tr("Name"), self.name)
        grid.add(tr("Roles"), self.chosen)
        grid.add(tr("Passphrase"), self.first)
        grid.add(tr("Passphrase again"), self.second)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(grid)
        words = tr(
            "The passphrase protects your two keys: one signs the audit trail, the other signs decisions and "
            "reports. Nobody can recover it."
        )
        layout.addWidget(label(words, "faint", wrap=True))
        self.chosen.changed.connect(self.changed)
        for field in (self.name, self.first, self.second):
            field.textChanged.connect(lambda _text: self.changed.emit())

    def obstacle(self) -> str | None:
        """Return what is still missing, as a sentence; None: nothing."""
        tr = self._translator.tr
        if not self.name.text().strip():
            return tr("Enter a name.")
        if not any(check.isChecked() for check in self.roles.values()):
            return tr("Choose at least one role.")
        if len(self.first.text()) < SHORTEST:
            return tr("The passphrase needs at least {n} characters.", n=SHORTEST)
        if self.first.text() != self.second.text():
            return tr("The two passphrases differ.")
        return None

    def person(self) -> NewPerson:
        """Return what was entered."""
        return NewPerson(
            name=Text(self.name.text().strip(), self._translator.language),
            roles=self.chosen.roles,
            passphrase=self.first.text(),
            kind=PersonKind.HUMAN,
        )


def _field(name: str, title: str, *, secret: bool = False) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(title)
    if secret:
        field.setEchoMode(QLineEdit.EchoMode.Password)
    return field
