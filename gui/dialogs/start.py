"""Which workspace is to be opened, and how is the first one made?"""

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
)

from core.errors import PruefsteinError, UserError
from core.language import Translator
from core.messages import message
from core.texts import Language
from core.workspace import Session, Workspace
from gui.context import Appearance
from gui.dialogs.create import CreateDialog
from gui.examples import example_folder
from gui.jobs import Job, JobRunner
from gui.settings import Settings
from gui.theme import Theme
from gui.widgets.basic import Card, PrimaryButton, SecondaryButton, icon_label, label, show_error
from gui.widgets.topbar import LANGUAGE_NAMES

if TYPE_CHECKING:
    from gui.audit.window import AuditWindow
    from reports.verification import Verification


class StartDialog(QDialog):
    """Create, open, or look at the example; recent workspaces below."""

    def __init__(self, theme: Theme, translator: Translator, settings: Settings) -> None:
        """Offer the ways in."""
        super().__init__()
        self.setObjectName("start")
        self.setAcceptDrops(True)
        self._settings = settings
        self.setWindowTitle("Prüfstein")
        self._theme, self._translator = theme, translator
        self.language = translator.language
        self.language_changed = False
        """Whether the page is to be shown again in another language."""
        self.folder: Path | None = None
        self.created: tuple[Workspace, Session] | None = None
        self._jobs = JobRunner(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 22)
        layout.setSpacing(16)
        layout.addLayout(self._head())
        layout.addWidget(self._ways())
        layout.addWidget(self._audit_card())
        self._recent_place = self._recent_card()
        layout.addWidget(self._recent_place)
        self._show_recent()
        self._state = label("", "muted", wrap=True)
        layout.addWidget(self._state)
        self.setMinimumWidth(680)

    def _head(self) -> QHBoxLayout:
        tr = self._translator.tr
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(icon_label(self._theme, "shield-check", "accent", 36))
        words = QVBoxLayout()
        words.addWidget(label("Prüfstein", "title"))
        words.addWidget(label(tr("Model inventory, checks, decisions, signed reports"), "muted"))
        row.addLayout(words, 1)
        self.languages = QComboBox()
        self.languages.setObjectName("start_language")
        self.languages.setAccessibleName(tr("Language"))
        for language, name in LANGUAGE_NAMES.items():
            self.languages.addItem(name, language)
        self.languages.setCurrentIndex(self.languages.findData(self.language))
        self.languages.activated.connect(lambda _i: self._choose_language())
        row.addWidget(self.languages)
        return row

    def _choose_language(self) -> None:
        self.language = Language(self.languages.currentData())
        self.language_changed = True
        self.reject()

    def _ways(self) -> Card:
        tr, theme = self._translator.tr, self._theme
        card = Card(tr("Where do you want to work?"))
        words = tr(
            "A workspace is a folder on this computer. It holds the inventory, the model files, the audit "
            "trail and the reports. Nothing leaves this computer."
        )
        card.body.addWidget(label(words, "muted", wrap=True))
        self.create_button = PrimaryButton(
            tr("Create a workspace …"), name="create_workspace", theme=theme, icon="plus"
        )
        self.create_button.setShortcut("Ctrl+Shift+N")
        self.create_button.setDefault(True)
        self.create_button.clicked.connect(lambda _=False: self._create())
        self.open_button = SecondaryButton(
            tr("Open a workspace …"), name="open_workspace", theme=theme, icon="folder-open"
        )
        self.open_button.setShortcut("Ctrl+O")
        self.open_button.clicked.connect(lambda _=False: self._open())
        self.example = SecondaryButton(
            tr("Look at the example"), name="open_example", theme=theme, icon="book-open"
        )
        self.example.clicked.connect(lambda _=False: self._example())
        row = QHBoxLayout()
        for button in (self.create_button, self.open_button, self.example):
            row.addWidget(button)
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def _audit_card(self) -> Card:
        tr, theme = self._translator.tr, self._theme
        card = Card(tr("Or examine a single file?"))
        words = tr(
            "Drop a table or a model file anywhere on this page: it is checked, and you sign an opinion on "
            "it. This needs no workspace before the signature."
        )
        card.body.addWidget(label(words, "muted", wrap=True))
        self.audit_button = SecondaryButton(
            tr("Open a file, check, sign"), name="open_audit", theme=theme, icon="file-check-2"
        )
        self.audit_button.setShortcut("Ctrl+Shift+E")
        self.audit_button.clicked.connect(lambda _=False: self.examine())
        row = QHBoxLayout()
        row.addWidget(self.audit_button)
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def examine(self, *paths: Path) -> "AuditWindow":
        """Open the one-shot audit, with files to begin with."""
        from gui.audit.window import AuditWindow

        window = AuditWindow(self._theme, self._translator, self._settings, parent=self)
        window.finished.connect(lambda _result: self._show_recent())
        window.open()
        window.take(*paths)
        return window

    def showEvent(self, event: QShowEvent) -> None:
        """Take the height that wrapped texts need; Qt itself does not count their lines."""
        super().showEvent(event)
        self.create_button.setFocus()
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files anywhere on the page."""
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open a workspace that was dropped, verify a report, examine anything else."""
        event.acceptProposedAction()
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls()]
        QTimer.singleShot(0, self, lambda: self.take_files(paths))

    def take_files(self, paths: list[Path]) -> None:
        """Do what dropped files are for."""
        if (paths[0] / "workspace.db").exists():
            self._take(paths[0])
        elif paths[0].suffix.casefold() == ".pdf":
            self._verify(paths[0])
        else:
            self.examine(*paths[:2])

    def _verify(self, path: Path) -> None:
        from gui.audit.filed import VerifiedDialog
        from reports.verification import verify

        def shown(found: "Verification") -> None:
            VerifiedDialog(Appearance(theme=self._theme, translator=self._translator), found, self).open()

        title = self._translator.tr("Verifying {file}", file=path.name)
        self._jobs.start(title, lambda _job: verify(path), shown, self._failed)

    def _recent_card(self) -> Card:
        card = Card(self._translator.tr("Recently opened"))
        self.recent = QListWidget()
        self.recent.setObjectName("recent")
        self.recent.setAccessibleName(self._translator.tr("Recently opened"))
        self.recent.itemActivated.connect(self._take_recent)
        card.body.addWidget(self.recent)
        return card

    def _show_recent(self) -> None:
        """List the workspaces that were opened lately and still exist."""
        self.recent.clear()
        folders = [Path(name) for name in self._settings.values.recent]
        for folder in (item for item in folders if (item / "workspace.db").exists()):
            item = QListWidgetItem(self._theme.icon("database"), str(folder))
            item.setData(Qt.ItemDataRole.UserRole, str(folder))
            self.recent.addItem(item)
        self.recent.setFixedHeight(min(150, 36 * self.recent.count() + 12))
        self._recent_place.setVisible(self.recent.count() > 0)

    def _take_recent(self, item: QListWidgetItem) -> None:
        self._take(Path(item.data(Qt.ItemDataRole.UserRole)))

    def _take(self, folder: Path) -> None:
        self.folder = folder
        self.accept()

    def _create(self) -> None:
        dialog = CreateDialog(self._theme, self._translator, self)
        if dialog.exec() and dialog.created is not None:
            self.created = dialog.created
            self.language = dialog.language
            self._take(dialog.created[0].folder)

    def _open(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self._translator.tr("Open a workspace"))
        if folder:
            self._take(Path(folder))

    def _example(self) -> None:
        folder = example_folder()
        if (folder / "workspace.db").exists():
            self._take(folder)
            return
        tr = self._translator.tr
        for button in (self.create_button, self.open_button, self.example):
            button.setEnabled(False)
        self._state.setText(tr("The example is being made. This takes about a minute …"))
        self._jobs.start(
            tr("Making the example"), lambda job: make_example(folder, job), self._take, self._failed
        )

    def _failed(self, error: PruefsteinError) -> None:
        self._state.clear()
        for button in (self.create_button, self.open_button, self.example):
            button.setEnabled(True)
        show_error(self, self._translator, error)

    def done(self, result: int) -> None:
        """Stop what runs for this page."""
        self._jobs.close()
        super().done(result)


def make_example(folder: Path, job: Job) -> Path:
    """Let the command build the example beside the window, with the same steps a user would take."""
    command = [sys.executable, "-m", "cli.main", "example", str(folder)]
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    try:
        while process.poll() is None:
            job.check()
            try:
                process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
    finally:
        if process.poll() is None:
            process.kill()
    errors = process.stderr.read() if process.stderr else ""
    if process.returncode:
        raise UserError(message("The example could not be made: {why}", why=errors.strip()[-300:]))
    return folder
