"""What do the actions do that bring registers in and take the inventory out?"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from core.ids import ModelId
from core.people import Permission
from core.workspace import Changes
from gui.operations import change
from gui.sections.forms import RecordForm

if TYPE_CHECKING:
    from gui.main_window import MainWindow

GUARDED = ("import_register", "import_mlflow")
"""Actions that need the right to register models."""


class ExchangeDeeds:
    """One method per action."""

    def __init__(self, window: "MainWindow") -> None:
        """Act for a window."""
        self._window, self._context = window, window.context
        self.tr = window.context.translator.tr

    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """Return what each action does."""
        return {
            "import_register": self.import_register,
            "import_mlflow": self.import_mlflow,
            "export_register": self.export_register,
            "export_json": self.export_json,
        }

    def _refused(self) -> bool:
        if self._context.session.may(Permission.REGISTER):
            return False
        self._window.notice(self.tr("None of your roles may register models. Switch to a person who may."))
        return True

    def import_register(self) -> None:
        """Open the steps that take a register over."""
        from gui.dialogs.import_register import ImportRegisterDialog

        if not self._refused():
            dialog = ImportRegisterDialog(self._context, self._window)
            dialog.imported.connect(lambda _: self._context.navigate("models"))
            dialog.open()

    def import_mlflow(self) -> None:
        """Open the dialog that takes a registry of MLflow over."""
        from gui.dialogs.import_mlflow import ImportMlflowDialog

        if not self._refused():
            dialog = ImportMlflowDialog(self._context, self._window)
            dialog.imported.connect(lambda _: self._context.navigate("models"))
            dialog.open()

    def export_register(self) -> None:
        """Ask where to, then write the register as a spreadsheet."""
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Export register"), "register.xlsx", "Excel (*.xlsx);;CSV (*.csv)"
        )
        if name:
            self.write_register(Path(name))

    def write_register(self, path: Path) -> None:
        """Write the register beside the window."""
        exports, words = self._context.workspace.exports, self._context.translator
        title = self.tr("Writing {file}", file=path.name)
        change(
            self._context,
            title,
            lambda job: (exports.register(path, words, job), Changes.NONE),
            lambda count: self._window.notice(
                self.tr("{n} models written to {file}", n=count, file=path.name)
            ),
        )

    def export_json(self) -> None:
        """Ask what and where to, then write JSON."""
        form = RecordForm(
            self._context,
            self._window,
            name="export_json_form",
            title=self.tr("Export as JSON"),
            why=self.tr(
                "Models with versions, risk, findings, decisions, determinations and operation, after the "
                "published schema inventory-1. Files and rows of data sets are not part of it; names of "
                "persons are."
            ),
        )
        chosen = self._window.current.selection().get("model")
        entries: list[tuple[str, object]] = [(self.tr("The whole inventory"), None)]
        if chosen is not None:
            entries.append((self.tr("Only {model}", model=self._named(ModelId(chosen))), chosen))
        what = form.add_choice("what", self.tr("What"), entries)
        if not form.ask(self.tr("Choose the file …")):
            return
        model = what.currentData()
        proposed = f"{model or 'inventory'}.json"
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Export as JSON"), proposed, "JSON (*.json)"
        )
        if name:
            self.write_json(Path(name), None if model is None else (ModelId(str(model)),))

    def _named(self, model: ModelId) -> str:
        found = self._context.workspace.inventory.model(model)
        return f"{found.id} {self._context.translator.text(found.name)}"

    def write_json(self, path: Path, models: tuple[ModelId, ...] | None) -> None:
        """Write models, or all, beside the window."""
        exports, words = self._context.workspace.exports, self._context.translator
        change(
            self._context,
            self.tr("Writing {file}", file=path.name),
            lambda job: (exports.inventory(path, words, models, job), Changes.NONE),
            lambda count: self._window.notice(
                self.tr("{n} models written to {file}", n=count, file=path.name)
            ),
        )
