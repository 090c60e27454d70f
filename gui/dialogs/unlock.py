"""How does a person sign in, or come back after being away?"""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from core.errors import NotAllowedError
from core.language import Translator
from core.people import Person, PersonKind
from core.workspace import Session, Workspace
from gui.examples import example_passphrase
from gui.theme import Theme
from gui.widgets.basic import Callout, PrimaryButton, Tone, button_row, clear_layout, label


class SignInDialog(QDialog):
    """Choose a person and give the passphrase."""

    def __init__(
        self,
        theme: Theme,
        translator: Translator,
        workspace: Workspace,
        parent: QWidget | None = None,
        *,
        only: Person | None = None,
    ) -> None:
        """Offer everybody, or unlock `only` one person again."""
        super().__init__(parent)
        self.setObjectName("sign_in")
        self._theme, self._translator, self._workspace = theme, translator, workspace
        self.session: Session | None = None
        tr = translator.tr
        self.setWindowTitle(tr("Unlock") if only else tr("Sign in"))
        people = (only,) if only else workspace.people.all()
        self._people = _usable(people)
        self.who = self._choice()
        self.passphrase = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.passphrase.setObjectName("passphrase")
        self.passphrase.setAccessibleName(tr("Passphrase"))
        self._problem = label("", "bad", wrap=True)
        self._problem.hide()
        self._hint = QVBoxLayout()
        self._build(tr("You are locked out. Enter your passphrase to go on.") if only else tr("Who are you?"))
        self.who.currentIndexChanged.connect(lambda _=0: self._show_hint())
        self._show_hint()
        self.passphrase.setFocus()

    def _choice(self) -> QComboBox:
        who = QComboBox()
        who.setObjectName("who")
        who.setAccessibleName(self._translator.tr("Person"))
        for person in self._people:
            roles = ", ".join(self._translator.label(role) for role in person.roles)
            who.addItem(f"{person.name.name()} – {roles}", person.id)
        who.setEnabled(len(self._people) > 1)
        return who

    def _build(self, heading: str) -> None:
        tr = self._translator.tr
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(14)
        layout.addWidget(label(heading, "title", wrap=True))
        folder = label(str(self._workspace.folder), "faint", wrap=True)
        layout.addWidget(folder)
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(label(tr("Person"), "muted"), self.who)
        form.addRow(label(tr("Passphrase"), "muted"), self.passphrase)
        layout.addLayout(form)
        layout.addWidget(self._problem)
        layout.addLayout(self._hint)
        self.go = PrimaryButton(self.windowTitle(), name="sign_in_go", theme=self._theme, icon="lock-open")
        self.go.clicked.connect(lambda _=False: self._try())
        layout.addWidget(button_row(self._translator, self, self.go))
        self.setMinimumWidth(620)

    def _show_hint(self) -> None:
        """Say the published passphrase of a demonstration person."""
        clear_layout(self._hint)
        person = self._chosen()
        known = example_passphrase(person) if person is not None else None
        if known is None:
            return
        tr = self._translator.tr
        title = tr("Demonstration person: the passphrase is {passphrase}", passphrase=known)
        box = Callout(self._theme, Tone.INFO, title, [tr("It is published. Never use it for real work.")])
        box.findChildren(type(self._problem))[1].setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self._hint.addWidget(box)

    def _chosen(self) -> Person | None:
        number = self.who.currentIndex()
        return self._people[number] if 0 <= number < len(self._people) else None

    def _try(self) -> None:
        person = self._chosen()
        if person is None:
            return
        try:
            self.session = self._workspace.people.sign_in(person.id, self.passphrase.text())
        except NotAllowedError as error:
            self._problem.setText(self._translator.say(error.message))
            self._problem.show()
            self.adjustSize()
            self.passphrase.selectAll()
            self.passphrase.setFocus()
        else:
            self.accept()


def _usable(people: Sequence[Person]) -> tuple[Person, ...]:
    return tuple(person for person in people if person.active and person.kind is PersonKind.HUMAN)
