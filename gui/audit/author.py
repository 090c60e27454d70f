"""Who consents or signs when no workspace is open: a recent workspace, a person, a passphrase?"""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.errors import PruefsteinError
from core.ids import PersonId
from core.people import Person, PersonKind, Role
from core.workspace import Session, Workspace
from gui.audit import operations
from gui.audit.context import AuditContext
from gui.dialogs.create import CreateDialog
from gui.examples import example_passphrase
from gui.widgets.basic import (
    KeyValueGrid,
    PrimaryButton,
    SecondaryButton,
    button_row,
    enable_with_reason,
    label,
)

OWN_FOLDER = "Pruefstein-Opinions"


class AuthorForm(QWidget):
    """Workspace, person and passphrase; or the way to an own key."""

    changed = Signal()
    entered = Signal()
    """Somebody is signed in."""

    def __init__(self, context: AuditContext) -> None:
        """Offer the recent workspaces, the newest first."""
        super().__init__()
        self.setObjectName("author")
        self._context, self._people = context, tuple[Person, ...]()
        tr = context.translator.tr
        self.folders = QComboBox()
        self.folders.setObjectName("author_folder")
        self.folders.setAccessibleName(tr("Workspace"))
        self.folders.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.folders.setMinimumContentsLength(14)
        self.who = QComboBox()
        self.who.setObjectName("author_person")
        self.who.setAccessibleName(tr("Person"))
        self.passphrase = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.passphrase.setObjectName("author_passphrase")
        self.passphrase.setAccessibleName(tr("Passphrase"))
        self._note, self._problem = label("", "faint", wrap=True), label("", "bad", wrap=True)
        self._problem.hide()
        self._build()
        for folder in context.recent():
            self._offer(folder)
        self.folders.activated.connect(lambda _i: self._read_people())
        self.who.activated.connect(lambda _i: self._show_hint())
        self.passphrase.textChanged.connect(lambda _t: self.changed.emit())
        self._read_people()

    def _build(self) -> None:
        tr = self._context.translator.tr
        self._grid = grid = KeyValueGrid(key_width=110)
        grid.add(tr("Workspace"), self._folder_row())
        grid.add(tr("Person"), self.who)
        grid.add(tr("Passphrase"), self.passphrase)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(grid)
        column.addWidget(self._note)
        column.addWidget(self._problem)
        own = SecondaryButton(
            tr("No workspace yet: make an own key …"),
            name="own_key",
            theme=self._context.theme,
            icon="key-round",
        )
        own.clicked.connect(lambda _=False: self._own_key())
        column.addWidget(own, 0, Qt.AlignmentFlag.AlignLeft)

    def _folder_row(self) -> QWidget:
        holder = QWidget()
        holder.setProperty("oneLine", True)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.folders, 1)
        other = SecondaryButton(self._context.translator.tr("Other …"), name="author_other")
        other.clicked.connect(lambda _=False: self._other())
        row.addWidget(other)
        return holder

    def _offer(self, folder: Path) -> None:
        if self.folders.findData(str(folder)) < 0:
            self.folders.addItem(folder.name, str(folder))
            self.folders.setItemData(self.folders.count() - 1, str(folder), 3)

    def _other(self) -> None:
        title = self._context.translator.tr("Open a workspace")
        name = QFileDialog.getExistingDirectory(self, title)
        if name:
            self.choose(Path(name))

    def choose(self, folder: Path) -> None:
        """Choose a workspace by its folder."""
        self._offer(folder)
        self.folders.setCurrentIndex(self.folders.findData(str(folder)))
        self._read_people()

    def _read_people(self) -> None:
        """List who works in the chosen workspace, without opening it for writing."""
        self.who.clear()
        self._say("")
        folder = self.folders.currentData()
        for field in (self.who, self.passphrase):
            self._grid.show_row(field, shown=folder is not None)
        if folder is None:
            tr = self._context.translator.tr
            self._note.setText(tr("A signature needs a key, and keys live in a workspace."))
            self._people = ()
            self.changed.emit()
            return
        try:
            self._people = _people(Path(folder))
        except PruefsteinError as error:
            self._people = ()
            self._say(self._context.translator.say(error.message))
        for person in self._people:
            roles = ", ".join(self._context.translator.label(role) for role in person.roles)
            self.who.addItem(f"{person.name.name()} – {roles}", person.id)
        self._show_hint()

    def _show_hint(self) -> None:
        """Say the published passphrase of a demonstration person."""
        row, tr = self.who.currentIndex(), self._context.translator.tr
        person = self._people[row] if 0 <= row < len(self._people) else None
        phrase = None if person is None else example_passphrase(person)
        self._note.setText(
            "" if phrase is None else tr("Example person: the passphrase is {phrase}", phrase=phrase)
        )
        self.changed.emit()

    def _say(self, problem: str) -> None:
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    def obstacle(self) -> str | None:
        """Return what is missing; None: nothing."""
        tr = self._context.translator.tr
        if self.folders.currentData() is None:
            return tr("Choose a workspace, or make an own key.")
        if self.who.currentData() is None:
            return tr("Choose who signs.")
        if not self.passphrase.text():
            return tr("Enter the passphrase.")
        return None

    def enter(self) -> None:
        """Open the workspace and sign in."""
        given = operations.Credentials(
            folder=Path(self.folders.currentData()),
            person=PersonId(self.who.currentData()),
            passphrase=self.passphrase.text(),
        )

        def done(found: tuple[Workspace, Session]) -> None:
            self._context.borrow(*found)
            self.entered.emit()

        operations.open_to_sign(self._context, given, done, failed=self._failed)

    def _failed(self, error: PruefsteinError) -> None:
        self._say(self._context.translator.say(error.message))
        self.passphrase.clear()
        self.changed.emit()

    def _own_key(self) -> None:
        """Make a small workspace that holds the key and the opinions."""
        context = self._context
        dialog = CreateDialog(context.theme, context.translator, self, roles=(Role.AUDITOR,))
        dialog.folder_field.setText(str(Path.home() / OWN_FOLDER))
        if dialog.exec() and dialog.created is not None:
            context.borrow(*dialog.created)
            self.entered.emit()


class AuthorDialog(QDialog):
    """Asks who is there, for a consent."""

    def __init__(self, context: AuditContext, parent: QWidget | None = None) -> None:
        """Offer the recent workspaces."""
        super().__init__(parent)
        self.setObjectName("author_dialog")
        tr = context.translator.tr
        self.setWindowTitle(tr("Sign in"))
        self.setMinimumWidth(560)
        self.form = AuthorForm(context)
        self.go = PrimaryButton(tr("Sign in"), name="author_go", theme=context.theme, icon="lock-open")
        self.go.clicked.connect(lambda _=False: self.form.enter())
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(14)
        column.addWidget(label(tr("Who are you?"), "title"))
        column.addWidget(self.form)
        column.addWidget(button_row(context.translator, self, self.go))
        self.form.changed.connect(self._judge)
        self.form.entered.connect(self.accept)
        self._judge()
        self.form.passphrase.setFocus()

    def _judge(self) -> None:
        enable_with_reason(self.go, self.form.obstacle())


def _people(folder: Path) -> tuple[Person, ...]:
    """Return the persons of a workspace; it is only read, and closed at once."""
    workspace = Workspace.open(folder, read_only=True)
    try:
        found = workspace.people.all()
    finally:
        workspace.close()
    return tuple(who for who in found if who.active and who.kind is PersonKind.HUMAN)
