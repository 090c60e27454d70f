"""How does an administrator add a person?"""

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from core.people import Person
from gui.context import GuiContext
from gui.operations import add_person
from gui.widgets.basic import PrimaryButton, button_row, enable_with_reason, label
from gui.widgets.person_form import PersonForm


class PersonDialog(QDialog):
    """Name, roles, and the passphrase the person enters themselves."""

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setObjectName("add_person_dialog")
        self._context = context
        tr = context.translator.tr
        self.setWindowTitle(tr("Add a person"))
        self.form = PersonForm(context.translator)
        self.go = PrimaryButton(tr("Add"), name="add_person_go", theme=context.theme, icon="user-plus")
        self.go.clicked.connect(lambda _=False: self._add())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(12)
        layout.addWidget(label(tr("Add a person"), "title"))
        words = tr("Let the person enter the passphrase: whoever knows it can sign in their name.")
        layout.addWidget(label(words, "muted", wrap=True))
        layout.addWidget(self.form)
        layout.addWidget(button_row(context.translator, self, self.go))
        self.setMinimumWidth(560)
        self.form.changed.connect(self._judge)
        self._judge()

    def _judge(self) -> None:
        enable_with_reason(self.go, self.form.obstacle())

    def _add(self) -> None:
        self.go.setEnabled(False)
        add_person(self._context, self.form.person(), self._added)

    def _added(self, person: Person) -> None:
        tr = self._context.translator.tr
        self._context.notice(tr("{name} was added.", name=person.name.name()))
        self.accept()
