"""What did an import take over, and what became of each row and model file?"""

from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from core.governance.register import FieldKey, field_of
from core.governance.register.importing import ColumnMatch
from core.governance.register.imports import ImportedFile, ImportedRow, RegisterImport
from core.register_words import say_field
from gui.context import GuiContext
from gui.imports.files_view import short_name
from gui.imports.rows_step import TONES
from gui.widgets.basic import PrimaryButton, label
from gui.widgets.cells import Cell
from gui.widgets.painting import Tone
from gui.widgets.tables import RecordView, TableColumn


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeRow:
    """One row as it is listed."""

    id: int
    row: ImportedRow


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeColumn:
    """One column as it is listed."""

    id: str
    match: ColumnMatch


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFile:
    """One model file as it is listed."""

    id: str
    file: ImportedFile


class ImportMadeDialog(QDialog):
    """Columns with their fields, rows with what became of them, and model files; nothing can be changed."""

    def __init__(self, context: GuiContext, made: RegisterImport, parent: QWidget | None = None) -> None:
        """Show an import."""
        super().__init__(parent)
        self.context, self.words, self.made = context, context.translator, made
        tr = self.words.tr
        self.setObjectName("import_made")
        title = tr("Import {id}: {file}", id=made.id, file=made.file_name.name())
        self.setWindowTitle(title)
        self.resize(980, 620)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 18, 20, 16)
        outer.setSpacing(10)
        outer.addWidget(label(title, "heading"))
        self.tabs = QTabWidget()
        if made.columns:
            self.tabs.addTab(self._columns(), tr("Columns ({n})", n=len(made.columns)))
        self.tabs.addTab(self._rows(), tr("Rows ({n})", n=len(made.rows)))
        if made.files:
            self.tabs.addTab(self._files(), tr("Model files ({n})", n=len(made.files)))
        outer.addWidget(self.tabs, 1)
        foot = QHBoxLayout()
        close = PrimaryButton(tr("Close"), name="close_import_made")
        close.clicked.connect(lambda _=False: self.accept())
        foot.addStretch(1)
        foot.addWidget(close)
        outer.addLayout(foot)

    def _columns(self) -> QWidget:
        tr = self.words.tr
        columns: tuple[TableColumn[MadeColumn], ...] = (
            TableColumn(title=tr("Column"), cell=lambda item: Cell(text=item.id, strong=True, tip=item.id)),
            TableColumn(title=tr("Field"), cell=self._field),
            TableColumn(
                title=tr("Recognized"),
                cell=lambda item: Cell(text=self.words.label(item.match.how)),
                width=180,
            ),
        )
        view = RecordView(self.context.theme, columns, name="import_made_columns", title=tr("Columns"))
        view.fill(tuple(MadeColumn(id=item.head, match=item) for item in self.made.columns))
        return view

    def _field(self, item: MadeColumn) -> Cell:
        if item.match.field is None:
            return Cell(text=self.words.tr("not taken over"), faint=True)
        return Cell(text=say_field(self.words, field_of(item.match.field)), below=item.match.field)

    def _rows(self) -> QWidget:
        tr = self.words.tr
        columns: tuple[TableColumn[MadeRow], ...] = (
            TableColumn(
                title=tr("Row"), cell=lambda item: Cell(text=str(item.id)), key=lambda item: item.id, width=80
            ),
            TableColumn(title=tr("What happened"), cell=self._action, width=170),
            TableColumn(title=tr("Model"), cell=lambda item: Cell(text=item.row.model or "–"), width=120),
            TableColumn(title=tr("Not taken over"), cell=self._lost),
        )
        view = RecordView(self.context.theme, columns, name="import_made_rows", title=tr("Rows"))
        view.fill(tuple(MadeRow(id=item.number, row=item) for item in self.made.rows))
        return view

    def _action(self, item: MadeRow) -> Cell:
        return Cell(text=self.words.label(item.row.action), badge=True, tone=TONES[item.row.action])

    def _lost(self, item: MadeRow) -> Cell:
        named = ", ".join(say_field(self.words, field_of(FieldKey(key))) for key in item.row.problems)
        return Cell(text=named, tip=named)

    def _files(self) -> QWidget:
        tr = self.words.tr
        columns: tuple[TableColumn[MadeFile], ...] = (
            TableColumn(title=tr("Version"), cell=lambda item: Cell(text=item.id, strong=True), width=130),
            TableColumn(title=tr("Model file"), cell=self._file),
            TableColumn(title=tr("What happened"), cell=self._outcome),
        )
        view = RecordView(self.context.theme, columns, name="import_made_files", title=tr("Model files"))
        view.fill(tuple(MadeFile(id=item.version, file=item) for item in self.made.files))
        return view

    def _file(self, item: MadeFile) -> Cell:
        size = self.words.tr("{n} bytes", n=item.file.size) if item.file.digest else ""
        digest = f" · SHA-256 {item.file.digest[:12]}" if item.file.digest else ""
        tip = f"{item.file.name.name()}\n{item.file.digest or ''}".strip()
        return Cell(text=short_name(item.file.name.name()), below=f"{size}{digest}", tip=tip)

    def _outcome(self, item: MadeFile) -> Cell:
        if item.file.taken:
            return Cell(text=self.words.tr("taken in"), tone=Tone.OK)
        why = self.words.text(item.file.why)
        return Cell(text=why, tone=Tone.WARN, tip=why)
