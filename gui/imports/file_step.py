"""Which file is taken over, what is odd about it, and what does it not say itself?"""

from pathlib import Path

from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.exchange.register_sheet import Aside, SetAside
from core.ids import ImportId, PersonId
from core.inventory import ModelKind
from core.messages import N_
from core.texts import Language
from gui.context import GuiContext
from gui.imports.state import ImportState
from gui.widgets.basic import KeyValueGrid, SecondaryButton, label
from gui.widgets.cells import Cell
from gui.widgets.inputs import choice, line, of_enum, of_people
from gui.widgets.tables import RecordView, TableColumn

FILES = "Excel, CSV (*.xlsx *.xlsm *.csv *.txt *.tsv)"
_WHY = {
    Aside.TITLE: N_("above the head"),
    Aside.HEAD_AGAIN: N_("head again"),
    Aside.TOTAL: N_("a total"),
    Aside.HEADING: N_("a heading"),
}
_LANGUAGES = {Language.GERMAN: N_("German"), Language.ENGLISH: N_("English")}


class FileStep(QWidget):
    """The file, its sheet, and three answers for what the register leaves open."""

    def __init__(self, context: GuiContext, state: ImportState) -> None:
        """Begin without a file."""
        super().__init__()
        self.context, self.words, self.state = context, context.translator, state
        tr = self.words.tr
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        grid = KeyValueGrid(key_width=150)
        self.path: QLineEdit = line("import_path", tr("File"), hint=tr("Excel or CSV"))
        self.path.returnPressed.connect(self._typed)
        grid.add(tr("File"), self._file_row())
        self.sheet: QComboBox = choice("import_sheet", tr("Sheet"), ())
        self.sheet.activated.connect(lambda _: self._sheet_chosen())
        grid.add(tr("Sheet"), self.sheet)
        self._add_mapping(grid)
        self._add_answers(grid)
        layout.addWidget(grid)
        self.said = label("", "muted", wrap=True, selectable=True)
        self.said.setObjectName("import_said")
        layout.addWidget(self.said)
        self.view: RecordView[SetAside] = RecordView(
            context.theme, self._columns(), name="import_aside", title=tr("Rows that are no entries")
        )
        self.view.verticalHeader().setDefaultSectionSize(34)
        layout.addWidget(self.view, 1)
        state.looked_changed.connect(self._show)

    def _file_row(self) -> QWidget:
        row = QWidget()
        row.setProperty("oneLine", True)
        inner = QHBoxLayout(row)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.path, 1)
        self.browse = SecondaryButton(self.words.tr("Choose …"), name="import_browse")
        self.browse.clicked.connect(lambda _=False: self._browse())
        inner.addWidget(self.browse)
        return row

    def _add_mapping(self, grid: KeyValueGrid) -> None:
        tr, words, found = self.words.tr, self.words, self.context.workspace.imports.mappings()
        self._mappings = {item.id: item.columns for item in found}
        earlier = [
            (f"{item.id} · {item.file_name.name()} · {words.date(item.imported_at.date())}", item.id)
            for item in found
        ]
        self.mapping: QComboBox = choice(
            "import_mapping", tr("Columns as in"), earlier, ask=tr("as proposed by name")
        )
        self.mapping.setEnabled(bool(earlier))
        self.mapping.activated.connect(lambda _: self.state.use(self._mappings.get(self._import(), ())))
        grid.add(tr("Columns as in"), self.mapping)

    def _import(self) -> ImportId:
        return ImportId(str(self.mapping.currentData() or ""))

    def take_mapping(self, identity: ImportId) -> None:
        """Take the columns as in an earlier import."""
        self.mapping.setCurrentIndex(max(self.mapping.findData(identity), 0))
        self.state.use(self._mappings.get(self._import(), ()))

    def _add_answers(self, grid: KeyValueGrid) -> None:
        tr, state = self.words.tr, self.state
        people = self.context.workspace.people.all()
        self.owner = of_people("import_owner", tr("Owner if unknown"), people, first=state.owner)
        self.kind = of_enum("import_kind", tr("Kind if unclear"), self.words, ModelKind)
        self.kind.setCurrentIndex(self.kind.findData(state.kind))
        spoken = [(tr(name), language) for language, name in _LANGUAGES.items()]
        self.language = choice("import_language", tr("Written in"), spoken)
        self.language.setCurrentIndex(self.language.findData(state.language))
        for box in (self.owner, self.kind, self.language):
            box.activated.connect(lambda _: self._answered())
        grid.add(tr("Owner if unknown"), self.owner)
        grid.add(tr("Kind if unclear"), self.kind)
        grid.add(tr("Written in"), self.language)

    def _answered(self) -> None:
        self.state.owner = PersonId(str(self.owner.currentData()))
        self.state.kind = ModelKind(self.kind.currentData())
        self.state.language = Language(self.language.currentData())

    def _columns(self) -> tuple[TableColumn[SetAside], ...]:
        tr = self.words.tr
        return (
            TableColumn(
                title=tr("Row"),
                cell=lambda item: Cell(text=str(item.number)),
                key=lambda item: item.number,
                width=70,
            ),
            TableColumn(
                title=tr("No entry because"), cell=lambda item: Cell(text=tr(_WHY[item.why])), width=170
            ),
            TableColumn(title=tr("Written there"), cell=lambda item: Cell(text=item.text, tip=item.text)),
        )

    def _browse(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.words.tr("Import register"), "", FILES)
        if name:
            self.take(Path(name))

    def _typed(self) -> None:
        if self.path.text().strip():
            self.take(Path(self.path.text().strip()))

    def take(self, path: Path) -> None:
        """Read a file."""
        self.path.setText(str(path))
        self.state.read(path)

    def _sheet_chosen(self) -> None:
        looked = self.state.looked
        if looked is not None:
            self.state.read(looked.path, self.sheet.currentText())

    def _show(self) -> None:
        looked = self.state.looked
        if looked is None:
            return
        tr, sheet = self.words.tr, looked.sheet
        self.sheet.clear()
        self.sheet.addItems(sheet.sheets or (tr("the only one"),))
        self.sheet.setCurrentText(sheet.sheet)
        self.sheet.setEnabled(len(sheet.sheets) > 1)
        found = tr(
            "Head in row {row}, {n} entries, {columns} columns.",
            row=sheet.head,
            n=len(sheet.rows),
            columns=len(sheet.heads),
        )
        ours = tr("Exported from here: emptied cells empty their field.") if sheet.ours else ""
        said = (found, ours, *(self.words.say(item) for item in looked.notes))
        self.said.setText("\n".join(item for item in said if item))
        self.view.fill(sheet.aside)
