"""How does an administrator add a person, give other roles, or end somebody's work here?"""

from PySide6.QtWidgets import QCheckBox, QDialog, QVBoxLayout, QWidget

from core.people import Person, PersonKind, Role
from gui.context import GuiContext
from gui.operations import add_person, change
from gui.sections.forms import RecordForm
from gui.widgets.basic import PrimaryButton, button_row, enable_with_reason, label
from gui.widgets.person_form import PersonForm, RoleBoxes


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


class ChangePersonDialog(RecordForm):
    """The roles of a person from now on, and whether they still work here."""

    def __init__(self, context: GuiContext, person: Person, parent: QWidget | None = None) -> None:
        """Start with what holds now."""
        tr = context.translator.tr
        super().__init__(
            context,
            parent,
            name="change_person_dialog",
            title=tr("Change {name}", name=person.name.name()),
            why=tr(
                "What was signed before stays valid. Who left can no longer sign in; the last administrator "
                "stays one."
            ),
        )
        self.person = person
        self.roles = RoleBoxes(context.translator, person.roles)
        self.active = QCheckBox(tr("may sign in and act"))
        self.active.setObjectName("person_active")
        self.active.setChecked(person.active)
        if person.kind is PersonKind.HUMAN:
            self.grid.add(tr("Roles"), self.roles)
        self.grid.add(tr("Works here"), self.active)
        self.reason = self.add_reason()
        self.need(lambda: None if self.wanted() else tr("Choose at least one role."))
        self.need(lambda: None if self.is_changed() else tr("Nothing was changed yet."))
        self.roles.changed.connect(self.recheck)
        self.active.toggled.connect(lambda _on: self.recheck())

    def wanted(self) -> tuple[Role, ...]:
        """Return the roles from now on; a pipeline keeps its only one."""
        return self.person.roles if self.person.kind is PersonKind.SERVICE else self.roles.roles

    def is_changed(self) -> bool:
        """Tell whether anything differs from what holds now."""
        return (set(self.wanted()), self.active.isChecked()) != (
            set(self.person.roles),
            self.person.active,
        )


def change_person(context: GuiContext, person: Person, parent: QWidget) -> None:
    """Ask for the new roles, and record them."""
    dialog = ChangePersonDialog(context, person, parent)
    if not dialog.ask(context.translator.tr("Change")):
        return
    session, people = context.session.current, context.workspace.people
    roles, active, why = dialog.wanted(), dialog.active.isChecked(), dialog.reason.needed
    title = context.translator.tr("Changing {name}", name=person.name.name())
    change(
        context,
        title,
        lambda _job: people.change(session, person.id, roles=roles, active=active, reason=why),
    )
