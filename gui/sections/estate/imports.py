"""Which registers and registries were taken over, when, by whom, and what came of it?"""

from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap

from PySide6.QtWidgets import QFileDialog

from core.governance.register.importing import RowAction
from core.governance.register.imports import RegisterImport
from core.messages import N_
from core.people import Permission
from core.workspace import Changes
from gui.dialogs.import_made import ImportMadeDialog
from gui.dialogs.import_register import ImportRegisterDialog
from gui.sections.gathered import Gathered
from gui.sections.listing import Deed, Fact, why_not
from gui.widgets.cells import Cell
from gui.widgets.tables import TableColumn

_SHOWN_DIGEST, _LINE = 12, 16
"""Signs of a digest in the table, and in one line of the detail."""


class ImportsSection(Gathered[RegisterImport]):
    """Every import with its file, which is kept, its columns, and what became of rows and model files."""

    ID = "imports"
    TITLE = N_("Imports")
    ICON = "file-up"
    ORDER = 60
    TOUCHED = Changes.INVENTORY | Changes.ESTATE
    KEY = "import"
    EMPTY = N_(
        "Nothing was imported yet. A register from Excel or CSV, or a registry of MLflow, is taken over on "
        "the page “Models”."
    )

    def columns(self) -> Sequence[TableColumn[RegisterImport]]:
        """Return file, moment, person and counts."""
        words = self.words
        return (
            TableColumn(title=words.tr("File"), cell=self._file),
            TableColumn(
                title=words.tr("When"),
                cell=lambda item: Cell(
                    text=words.moment(item.imported_at),
                    below=self._people.get(item.imported_by, item.imported_by),
                ),
                key=lambda item: item.imported_at,
                width=166,
            ),
            TableColumn(
                title=words.tr("New"),
                cell=lambda item: Cell(text=words.value(item.count(RowAction.NEW))),
                key=lambda item: item.count(RowAction.NEW),
                fits=True,
            ),
            TableColumn(
                title=words.tr("Changed"),
                cell=lambda item: Cell(text=words.value(item.count(RowAction.CHANGE))),
                key=lambda item: item.count(RowAction.CHANGE),
                fits=True,
            ),
        )

    def _file(self, item: RegisterImport) -> Cell:
        name = item.file_name.name()
        below = " · ".join((item.id, item.source[:_SHOWN_DIGEST]))
        return Cell(text=name, below=below, strong=True, tip=f"{name}\nSHA-256 {item.source}")

    def read(self) -> Sequence[RegisterImport]:
        """Return the imports, newest first."""
        workspace = self.context.workspace
        self._people = {str(who.id): who.name.name() for who in workspace.people.all()}
        return workspace.imports.all()

    def heading(self, record: RegisterImport) -> str:
        """Return id and file."""
        return f"{record.id} · {record.file_name.name()}"

    def facts(self, record: RegisterImport) -> Sequence[Fact]:
        """Return who took over what, and what came of it."""
        words = self.words
        counts = (
            f"{words.value(record.count(action))} {words.label(action)}"
            for action in RowAction
            if record.count(action)
        )
        taken = sum(item.taken for item in record.files)
        files = words.tr("{n} of {count} taken in", n=taken, count=len(record.files)) if record.files else ""
        fields = sum(item.field is not None for item in record.columns)
        columns = words.tr("{n} of {count} taken over", n=fields, count=len(record.columns))
        return (
            (words.tr("When"), words.moment(record.imported_at)),
            (words.tr("Who"), self._people.get(record.imported_by, record.imported_by)),
            (words.tr("Reason"), words.text(record.reason)),
            (words.tr("Sheet"), record.sheet),
            (words.tr("Columns"), columns if record.columns else ""),
            (words.tr("Rows"), "\n".join(counts)),
            (words.tr("Model files"), files),
            ("SHA-256", "\n".join(wrap(record.source, _LINE))),
        )

    def deeds(self) -> Sequence[Deed[RegisterImport]]:
        """Return looking at the rows, importing again in the same way, and saving the file."""
        tr = self.words.tr
        return (
            Deed(name="open_import", text=tr("Columns and rows …"), icon="table-2",
                 obstacle=lambda _: None, act=self._open),
            Deed(name="import_alike", text=tr("Import another file so …"), icon="file-up",
                 obstacle=self._why_alike, act=self._alike),
            Deed(name="save_import_file", text=tr("Save a copy"), icon="save",
                 obstacle=lambda _: None, act=self._save),
        )  # fmt: skip

    def opened(self, record: RegisterImport) -> None:
        """Show columns and rows."""
        self._open(record)

    def _open(self, record: RegisterImport | None) -> None:
        if record is not None:
            ImportMadeDialog(self.context, record, self).open()

    def _why_alike(self, record: RegisterImport | None) -> str | None:
        if record is not None and not record.columns:
            return self.words.tr("A registry of MLflow has no columns that could be assigned.")
        return why_not(self.context, Permission.REGISTER)

    def _alike(self, record: RegisterImport | None) -> None:
        if record is not None:
            ImportRegisterDialog(self.context, self.window(), like=record.id).open()

    def _save(self, record: RegisterImport | None) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.words.tr("Save a copy in"))
        if record is None or not folder:
            return
        imports = self.context.workspace.imports
        self.context.jobs.start(
            self.words.tr("Writing {file}", file=record.file_name.name()),
            lambda _job: imports.save_copy(record.id, Path(folder)),
            lambda path: self.context.notice(self.words.tr("Saved as {file}.", file=path.name)),
        )


SECTION = ImportsSection
