"""What does a table hold, how was it read, and what does each column mean?"""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from core.data.preview import TablePreview
from core.errors import PruefsteinError
from core.inventory import ColumnRole, DatasetKind, TableDialect
from core.texts import Text
from core.workspace import NewDataset
from gui.context import GuiContext
from gui.operations import preview_table
from gui.widgets.basic import KeyValueGrid, clear_layout, label
from gui.widgets.column_table import ColumnTable
from gui.widgets.dialect_form import DialectForm
from gui.widgets.file_card import DropZone
from gui.widgets.inputs import line, of_enum
from gui.widgets.profile_table import first_rows, profile_table
from gui.widgets.protected import ProtectionForm

TABLE_FILES = "*.csv *.tsv *.txt *.parquet *.feather *.arrow *.xlsx *.jsonl *.ndjson"
"""Usual endings; the content counts."""


class DatasetForm(QWidget):
    """File, how it was read (correctable), profiles, the first rows, and the role of each column."""

    changed = Signal()

    def __init__(self, context: GuiContext) -> None:
        """Start without a file."""
        super().__init__()
        self._context = context
        self._words = context.translator
        self.path: Path | None = None
        self.preview: TablePreview | None = None
        self.problem = ""
        text = self._words.tr("Drop a table here: CSV, Parquet, Feather, XLSX or JSON lines")
        kinds = self._words.tr("Tables ({endings});;All files (*)", endings=TABLE_FILES)
        self.zone = DropZone(context, text, name="choose_table", kinds=kinds)
        self.zone.dropped.connect(self.take)
        self._problem = label("", "bad", wrap=True)
        self._problem.hide()
        self._details = QWidget()
        self._inner = QVBoxLayout(self._details)
        self._inner.setContentsMargins(0, 0, 0, 0)
        self._inner.setSpacing(10)
        self.protection = ProtectionForm(context)
        self.protection.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for widget in (self.zone, self._problem, self._details, self.protection):
            layout.addWidget(widget)
        self._make_fields()
        layout.addWidget(self._facts)

    def _make_fields(self) -> None:
        """Make the fields that outlive a re-reading of the file."""
        tr, words = self._words.tr, self._context.translator
        ask = tr("– please choose –")
        self.name = line("dataset_name", tr("Name of the data set"))
        self.kind = of_enum("dataset_kind", tr("Used for"), words, DatasetKind, ask=ask)
        self.favorable = QComboBox()
        self.favorable.setObjectName("favorable")
        self.favorable.setAccessibleName(tr("Favorable class"))
        self.favorable.setEditable(True)
        self.source = line("dataset_source", tr("Source and license"))
        self._facts = KeyValueGrid(key_width=150)
        self._facts.add(tr("Name"), self.name)
        self._facts.add(tr("Used for"), self.kind)
        self._facts.add(tr("Favorable class"), self.favorable)
        self._facts.add(tr("Source and license"), self.source)
        self._facts.hide()
        self.name.textChanged.connect(lambda _t: self.changed.emit())
        self.kind.activated.connect(lambda _i: self.changed.emit())
        self.favorable.editTextChanged.connect(lambda _t: self.changed.emit())
        self.protection.changed.connect(self.changed.emit)

    def take(self, path: Path, dialect: TableDialect | None = None) -> None:
        """Read the head of a table."""
        self.path = path
        if not self.name.text():
            self.name.setText(path.name.partition(".")[0])
        preview_table(self._context, path, dialect, self._read, self._failed)

    def _failed(self, error: PruefsteinError) -> None:
        self.preview, self.problem = None, self._context.translator.say(error.message)
        clear_layout(self._inner)
        self._problem.setText(self.problem)
        self._problem.show()
        self._facts.hide()
        self.protection.hide()
        self.changed.emit()

    def _read(self, preview: TablePreview) -> None:
        self.preview, self.problem = preview, ""
        self._problem.hide()
        clear_layout(self._inner)
        self._inner.addWidget(label(self._words.tr("HOW IT WAS READ"), "section"))
        self._inner.addWidget(label(self._said(preview), "faint", wrap=True))
        dialect = DialectForm(self._context, preview.dialect, preview.sheets)
        dialect.corrected.connect(self._correct)
        if not dialect.empty:
            self._inner.addWidget(dialect)
        self._inner.addWidget(first_rows(self._context, preview, height=170))
        if preview.profiles:
            self._inner.addWidget(label(self._words.tr("WHAT THE COLUMNS HOLD"), "section"))
            self._inner.addWidget(profile_table(self._context, preview))
        self._inner.addWidget(label(self._words.tr("MEANING OF THE COLUMNS"), "section"))
        self.columns = ColumnTable(self._context, preview)
        self.columns.changed.connect(self._roles_changed)
        self._inner.addWidget(self.columns)
        self._facts.show()
        self._offer_classes()
        self.changed.emit()

    def _said(self, preview: TablePreview) -> str:
        words = [self._context.translator.say(item) for item in preview.assumptions]
        if preview.row_count is not None:
            words.insert(0, self._words.tr("{n} rows", n=preview.row_count))
        return " · ".join(item.rstrip(".") for item in words)

    def _correct(self, dialect: TableDialect) -> None:
        """Read the file again with one assumption corrected."""
        if self.path is not None:
            self.take(self.path, dialect)

    def _roles_changed(self) -> None:
        self.protection.setVisible(bool(self.columns.protected))
        self._offer_classes()
        self.changed.emit()

    def _offer_classes(self) -> None:
        """Offer the values of the target that the first rows show; others can be typed."""
        if self.preview is None:
            return
        chosen = self.favorable.currentText()
        target = next((item.name for item in self.columns.columns() if ColumnRole.TARGET in item.roles), None)
        self.favorable.clear()
        self.favorable.addItems(values_of(self.preview, target) if target is not None else [])
        self.favorable.setEditText(chosen)
        edit = self.favorable.lineEdit()
        if edit is not None:
            edit.setPlaceholderText(self._words.tr("Which value is good for the person? (classes only)"))

    def obstacle(self) -> str | None:
        """Return what is still missing; None: nothing."""
        tr = self._words.tr
        if self.problem:
            return self.problem
        if self.path is None or self.preview is None:
            return tr("Choose the table.")
        if not self.name.text().strip():
            return tr("Give the data set a name.")
        if self.kind.currentData() is None:
            return tr("Say what the data set was used for.")
        wrong = self.columns.obstacle()
        if wrong is None and self.columns.protected:
            return self.protection.obstacle()
        return wrong

    def dataset(self) -> NewDataset:
        """Return what was entered; only when nothing is missing."""
        if self.path is None or self.preview is None:
            raise ValueError("no table was chosen")
        language = self._context.translator.language
        source = self.source.text().strip()
        protected = bool(self.columns.protected)
        return NewDataset(
            path=self.path,
            name=Text(self.name.text().strip(), language),
            kind=DatasetKind(self.kind.currentData()),
            dialect=self.preview.dialect,
            columns=self.columns.columns(),
            favorable=self.favorable.currentText().strip() or None,
            groupings=self.columns.groupings(),
            source=Text(source, language) if source else None,
            delete_by=self.protection.delete_by if protected else None,
            necessity=self.protection.reason() if protected else None,
        )


def values_of(preview: TablePreview, column: str, *, most: int = 20) -> list[str]:
    """Return the values of a column that were seen, if they are few enough to choose from."""
    profile = next((item for item in preview.profiles if item.name == column), None)
    place = next((i for i, item in enumerate(preview.columns) if item.name == column), None)
    seen = {row[place] for row in preview.rows} if place is not None else set()
    if profile is not None:
        seen |= {item.value for item in profile.frequent}
    return sorted(value for value in seen if value) if len(seen) <= most else []
