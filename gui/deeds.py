"""What happens when an action of the menu is chosen?"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QLineEdit, QMessageBox

from core.audit import ObjectKind
from core.people import Permission
from core.store.search import Found
from core.texts import Language
from gui.dialogs.help import HelpDialog
from gui.dialogs.unlock import SignInDialog
from gui.exchange_deeds import ExchangeDeeds
from gui.theme import ThemeChoice
from gui.widgets.command_palette import Command, CommandPalette
from gui.widgets.tables import RecordView

if TYPE_CHECKING:
    from gui.main_window import MainWindow

REPORT_FILES = "PDF (*.pdf)"
TABLES = {".csv", ".tsv", ".parquet", ".feather", ".arrow", ".xlsx", ".jsonl", ".ndjson"}
"""Endings of files that are dropped as tables; anything else is taken for a model."""


class Deeds:
    """One method per action of the menu bar, each a few lines."""

    def __init__(self, window: "MainWindow") -> None:
        """Act for a window."""
        self._window = window
        self._context = window.context
        self.tr = window.context.translator.tr

    def handlers(self, pages: tuple[str, ...]) -> Mapping[str, Callable[[], None]]:
        """Return what each action does."""
        return {f"page_{page}": self._goer(page) for page in pages} | {
            "open": self.open_workspace,
            "new_workspace": lambda: self._window.other_workspace.emit(""),
            "export": self.export_table,
            "switch_person": self.switch_person,
            "lock": self.lock,
            "quit": lambda: self._window.leave.emit(),  # noqa: PLW0108 (PySide's emit takes no extra argument)
            "copy": self.copy_table,
            "find": self.find,
            "palette": self.palette,
            "refresh": self.refresh,
            "other_language": self.other_language,
            "other_theme": self.other_theme,
            "register": self.register,
            "add_version": lambda: self.register(mode="version"),
            "add_dataset": lambda: self.register(mode="dataset"),
            "assess": lambda: self.with_version("risk"),
            "approve": lambda: self.with_version("approvals"),
            "examine": self.examine,
            "run_checks": lambda: self.with_version("checks", action="run"),
            "verify_trail": lambda: self._context.navigate("trail", action="verify"),
            "create_report": lambda: self.with_version("reports", action="create"),
            "verify_report": self.verify_report,
            "help": self.help,
            "shortcuts": lambda: self.help(shortcuts=True),
            "about": self.about,
            **ExchangeDeeds(self._window).handlers(),
        }

    def refresh(self) -> None:
        """Read the page again."""
        self._window.current.refresh()

    def _goer(self, page: str) -> Callable[[], None]:
        return lambda: self._context.navigate(page)

    def with_version(self, page: str, **more: str) -> None:
        """Go to a page and take the selected version along."""
        version = self._window.current.selection().get("version")
        self._context.navigate(page, **({"version": version} if version else {}), **more)

    def open_workspace(self) -> None:
        """Ask for another workspace folder."""
        folder = QFileDialog.getExistingDirectory(self._window, self.tr("Open a workspace"))
        if folder:
            self._window.other_workspace.emit(folder)

    def _table(self) -> RecordView[object] | None:
        views = self._window.current.findChildren(RecordView)
        return next((view for view in views if view.isVisible()), None)

    def export_table(self) -> None:
        """Write the table of the page as it is filtered and sorted."""
        table = self._table()
        if table is None:
            self._window.notice(self.tr("This page has no table to export."))
            return
        title = self.tr("Export table")
        name, _ = QFileDialog.getSaveFileName(
            self._window, title, f"{table.objectName()}.csv", "CSV (*.csv);;Excel (*.xlsx)"
        )
        if name:
            table.export(Path(name))
            self._window.notice(self.tr("Exported to {file}", file=Path(name).name))

    def copy_table(self) -> None:
        """Put the table of the page on the clipboard."""
        table = self._table()
        if table is not None:
            table.copy()
            self._window.notice(self.tr("The table is on the clipboard."))

    def find(self) -> None:
        """Go to the page's filter."""
        field = self._window.current.findChild(QLineEdit, "filter")
        if field is not None:
            field.setFocus()
            field.selectAll()

    def palette(self) -> None:
        """Offer all actions and models."""
        commands = self._window.actions_.commands()
        palette = CommandPalette(self._context.translator, commands, self._window, find=self._found)
        place = self._window.topbar.search_button
        palette.move(place.mapToGlobal(place.rect().bottomRight()) - palette.rect().topRight())
        palette.open()

    def _found(self, query: str) -> tuple[Command, ...]:
        """Return the records that hold the words, each as a way to it."""
        label = self._context.translator.label
        return tuple(
            Command(title=hit.title, hint=f"{label(hit.kind)} {hit.id}", run=self._opener(hit))
            for hit in self._context.workspace.inventory.search(query)
        )

    def _opener(self, hit: Found) -> Callable[[], None]:
        page, named = place_of(hit)
        return lambda: self._context.navigate(page, **named)

    def other_language(self) -> None:
        """Change to the language that is not shown."""
        german = self._context.translator.language is Language.GERMAN
        self._window.choose_language(Language.ENGLISH if german else Language.GERMAN)

    def other_theme(self) -> None:
        """Change between light and dark."""
        self._window.choose_theme(ThemeChoice.LIGHT if self._context.theme.dark else ThemeChoice.DARK)

    def switch_person(self) -> None:
        """Let another person sign in."""
        context = self._context
        dialog = SignInDialog(context.theme, context.translator, context.workspace, self._window)
        if dialog.exec() and dialog.session is not None:
            context.session.switch(dialog.session)

    def lock(self) -> None:
        """Drop the key and ask for the passphrase; whoever cancels closes the window."""
        context = self._context
        context.session.lock()
        self._window.cover()
        only = context.session.person
        dialog = SignInDialog(context.theme, context.translator, context.workspace, self._window, only=only)
        if dialog.exec() and dialog.session is not None:
            context.session.switch(dialog.session)
            self._window.uncover()
        else:
            self._window.leave.emit()

    def register(self, path: Path | None = None, *, mode: str = "model") -> None:
        """Open the intake of a model, a version or a data set."""
        from gui.dialogs.register import Intake, RegisterDialog

        if not self._context.session.may(Permission.REGISTER):
            if path is not None:
                self.examine(path)
                return
            self._window.notice(
                self.tr("None of your roles may register models. Switch to a person who may.")
            )
            return
        model = self._window.current.selection().get("model")
        dialog = RegisterDialog(self._context, Intake(mode), self._window, path=path, model=model)
        dialog.registered.connect(self._registered)
        dialog.examine.connect(lambda paths: self.examine(*paths))
        dialog.open()

    def examine(self, *paths: Path) -> None:
        """Open the one-shot audit, with files to begin with."""
        from gui.audit.opening import open_audit

        open_audit(self._context, self._window, paths)

    def _registered(self, model: str, version: str) -> None:
        if version:
            self._context.navigate("models", version=version)
        elif model:
            self._context.navigate("models", model=model)

    def take_file(self, path: Path) -> None:
        """Do what a dropped file is for: verify a report, take in a table or a model."""
        match path.suffix.casefold():
            case ".pdf":
                self._context.navigate("reports", verify=str(path))
            case ".json" if looks_like_certificate(path):
                self.check_certificate(path)
            case suffix if suffix in TABLES:
                self.register(path, mode="dataset")
            case _:
                self.register(path)

    def check_certificate(self, path: Path) -> None:
        """Check a release certificate against a file."""
        from gui.dialogs.certificate import CertificateDialog

        CertificateDialog(self._context, self._window, path=path).open()

    def verify_report(self) -> None:
        """Ask for a PDF and verify it on the page of reports."""
        name, _ = QFileDialog.getOpenFileName(self._window, self.tr("Verify a report"), "", REPORT_FILES)
        if name:
            self._context.navigate("reports", verify=name)

    def help(self, *, shortcuts: bool = False) -> None:
        """Show the guide of the page, or the keys."""
        window = self._window
        page = window.current.guide() or window.place()[0]
        keys = window.actions_.shortcuts()
        dialog = HelpDialog(self._context.translator, page, keys, window, check=window.current.topic())
        if shortcuts:
            dialog.show_shortcuts()
        dialog.open()

    def about(self) -> None:
        """Say what this is."""
        from importlib.metadata import version

        box = QMessageBox(self._window)
        box.setWindowTitle(self.tr("About Prüfstein"))
        box.setText(f"Prüfstein {version('pruefstein')}")
        box.setInformativeText(
            self.tr(
                "Model inventory, checks, decisions and signed reports. Everything stays on this computer. "
                "Apache License 2.0; typeface Inter (SIL OFL 1.1), icons Lucide (ISC)."
            )
        )
        box.addButton(self.tr("Close"), QMessageBox.ButtonRole.AcceptRole)
        box.open()


def looks_like_certificate(path: Path) -> bool:
    """Tell whether a file names itself a release certificate; whether it is one, the check says."""
    from core.governance.certificates import SCHEMA

    try:
        with path.open("rb") as stream:
            return SCHEMA.encode() in stream.read(1 << 16)
    except OSError:
        return False


def place_of(hit: Found) -> tuple[str, dict[str, str]]:
    """Return the page of a record, and what is to be selected there."""
    version = {} if hit.version is None else {"version": str(hit.version)}
    match hit.kind:
        case ObjectKind.MODEL:
            return "models", {"model": hit.id}
        case ObjectKind.VERSION | ObjectKind.DATASET:
            return "models", version
        case ObjectKind.FINDING:
            return "findings", {**version, "finding": hit.id}
        case ObjectKind.RUN:
            return "checks", version
        case ObjectKind.ASSESSMENT:
            return "risk", version
        case ObjectKind.DECISION:
            return "approvals", version
        case ObjectKind.REPORT | ObjectKind.OPINION:
            return "reports", version
        case ObjectKind.REQUEST | ObjectKind.CAMPAIGN | ObjectKind.CHALLENGE:
            return "reviews", {"section": f"{hit.kind.value}s", hit.kind.value: hit.id}
        case ObjectKind.USE_CASE | ObjectKind.VENDOR | ObjectKind.DOCUMENT if hit.model is None:
            return "estate", {hit.kind.value: hit.id}
        case ObjectKind.IMPORT:
            return "estate", {"section": "imports", "import": hit.id}
    if hit.model is None:
        return "trail", {"object": hit.id}
    return "record", {"model": str(hit.model), **version}
