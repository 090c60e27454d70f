"""How is a new workspace made, with its first person?"""

from pathlib import Path

from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.errors import PruefsteinError
from core.language import Translator
from core.people import Role
from core.texts import Language
from core.workspace import Session, Workspace
from gui.theme import Theme
from gui.widgets.basic import (
    KeyValueGrid,
    PrimaryButton,
    SecondaryButton,
    button_row,
    enable_with_reason,
    label,
    show_error,
)
from gui.widgets.person_form import PersonForm
from gui.widgets.topbar import LANGUAGE_NAMES


class CreateDialog(QDialog):
    """Folder, name, roles, passphrase, language: one page."""

    def __init__(
        self,
        theme: Theme,
        translator: Translator,
        parent: QWidget | None = None,
        *,
        roles: tuple[Role, ...] = (Role.RISK_MANAGER,),
    ) -> None:
        """Propose a folder in the home folder, and the roles of the first person."""
        super().__init__(parent)
        self.setObjectName("create")
        self._translator = translator
        self.created: tuple[Workspace, Session] | None = None
        tr = translator.tr
        self.setWindowTitle(tr("Create a workspace"))
        self.folder_field = QLineEdit(str(Path.home() / "Pruefstein"))
        self.folder_field.setObjectName("create_folder")
        self.folder_field.setAccessibleName(tr("Folder"))
        self.languages = QComboBox()
        self.languages.setObjectName("create_language")
        for language, name in LANGUAGE_NAMES.items():
            self.languages.addItem(name, language)
        self.languages.setCurrentIndex(self.languages.findData(translator.language))
        self.form = PersonForm(translator, roles)
        self.go = PrimaryButton(tr("Create"), name="create_go", theme=theme, icon="plus")
        self.go.clicked.connect(lambda _=False: self._create())
        self._build()
        self.form.changed.connect(self._judge)
        self.folder_field.textChanged.connect(lambda _text: self._judge())
        self._judge()
        self.form.name.setFocus()

    def _build(self) -> None:
        tr = self._translator.tr
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(12)
        layout.addWidget(label(tr("Create a workspace"), "title"))
        words = tr("You become its administrator as well and add the other persons later.")
        layout.addWidget(label(words, "muted", wrap=True))
        grid = KeyValueGrid(key_width=150)
        grid.add(tr("Language"), self.languages)
        grid.add(tr("Folder"), self._folder_row())
        layout.addWidget(grid)
        layout.addWidget(self.form)
        layout.addWidget(button_row(self._translator, self, self.go))
        self.setMinimumWidth(600)

    def _folder_row(self) -> QWidget:
        box = QWidget()
        box.setProperty("oneLine", True)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.folder_field, 1)
        browse = SecondaryButton(self._translator.tr("Choose …"), name="create_browse")
        browse.clicked.connect(lambda _=False: self._browse())
        row.addWidget(browse)
        return box

    def _browse(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self._translator.tr("Folder"))
        if folder:
            self.folder_field.setText(folder)

    def _judge(self) -> None:
        reason = self.form.obstacle()
        if not self.folder_field.text().strip():
            reason = self._translator.tr("Choose a folder.")
        enable_with_reason(self.go, reason)

    @property
    def language(self) -> Language:
        """Return the language to work in."""
        return Language(self.languages.currentData())

    def _create(self) -> None:
        folder = Path(self.folder_field.text().strip()).expanduser()
        try:
            self.created = Workspace.create(folder, self.form.person())
        except PruefsteinError as error:
            show_error(self, self._translator, error)
        else:
            self.accept()
