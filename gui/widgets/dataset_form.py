"""What does a table hold, how was it read, and what does each column mean?"""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.data.preview import TablePreview
from core.errors import PruefsteinError
from core.ids import Exact
from core.inventory import Column, ColumnRole, DatasetKind, Grouping, TableDialect, TableFormat
from core.labels import N_
from core.texts import Text
from core.workspace import NewDataset
from gui.context import GuiContext
from gui.operations import preview_table
from gui.widgets.basic import KeyValueGrid, clear_layout, label
from gui.widgets.file_card import DropZone
from gui.widgets.inputs import choice, line, of_enum

MAIN_ROLES = tuple(role for role in ColumnRole if role is not ColumnRole.SENSITIVE)
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252")
DELIMITERS = (";", ",", "\t", "|")
DECIMALS = (".", ",")


class DatasetForm(QWidget):
    """File, how it was read (correctable), the first rows, and the role of each column."""

    changed = Signal()

    def __init__(self, context: GuiContext) -> None:
        """Start without a file."""
        super().__init__()
        self._context = context
        self._words = context.translator
        self.path: Path | None = None
        self.preview: TablePreview | None = None
        self.problem = ""
        text = self._words.tr("Drop a table here: CSV, Parquet or XLSX")
        kinds = self._words.tr("Tables (*.csv *.tsv *.parquet *.xlsx);;All files (*)")
        self.zone = DropZone(context, text, name="choose_table", kinds=kinds)
        self.zone.dropped.connect(self.take)
        self._problem = label("", "bad", wrap=True)
        self._problem.hide()
        self._details = QWidget()
        self._inner = QVBoxLayout(self._details)
        self._inner.setContentsMargins(0, 0, 0, 0)
        self._inner.setSpacing(10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.zone)
        layout.addWidget(self._problem)
        layout.addWidget(self._details)
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
        self.source = line("dataset_source", tr("Source and licence"))
        self._facts = KeyValueGrid(key_width=150)
        self._facts.add(tr("Name"), self.name)
        self._facts.add(tr("Used for"), self.kind)
        self._facts.add(tr("Favorable class"), self.favorable)
        self._facts.add(tr("Source and licence"), self.source)
        self._facts.hide()
        self.name.textChanged.connect(lambda _t: self.changed.emit())
        self.kind.activated.connect(lambda _i: self.changed.emit())
        self.favorable.editTextChanged.connect(lambda _t: self.changed.emit())

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
        self.changed.emit()

    def _read(self, preview: TablePreview) -> None:
        self.preview, self.problem = preview, ""
        self._problem.hide()
        clear_layout(self._inner)
        self._inner.addWidget(label(self._said(preview), "faint", wrap=True))
        self._inner.addLayout(self._dialect_row(preview))
        self._inner.addWidget(self._rows(preview))
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

    def _dialect_row(self, preview: TablePreview) -> QHBoxLayout:
        """Offer to correct what was assumed."""
        tr, dialect = self._words.tr, preview.dialect
        row = QHBoxLayout()
        tab = tr("Tab")
        if dialect.format is TableFormat.CSV:
            marks = [(tab if mark == "\t" else mark, mark) for mark in DELIMITERS]
            self._add_combo(row, tr("Delimiter"), marks, dialect.delimiter, "delimiter")
            self._add_combo(row, tr("Encoding"), [(e, e) for e in ENCODINGS], dialect.encoding, "encoding")
            self._add_combo(row, tr("Decimal mark"), [(d, d) for d in DECIMALS], dialect.decimal, "decimal")
        if preview.sheets:
            self._add_combo(row, tr("Sheet"), [(s, s) for s in preview.sheets], dialect.sheet, "sheet")
        row.addStretch(1)
        return row

    def _add_combo(
        self, row: QHBoxLayout, title: str, entries: list[tuple[str, str]], value: str | None, field: str
    ) -> None:
        combo = choice(f"dialect_{field}", title, entries)
        combo.setCurrentIndex(combo.findData(value))
        combo.activated.connect(lambda _i: self._correct(field, combo.currentData()))
        row.addWidget(label(title, "muted"))
        row.addWidget(combo)

    def _correct(self, field: str, value: str) -> None:
        """Read the file again with one assumption corrected."""
        if self.preview is None or self.path is None:
            return
        dialect = self.preview.dialect
        match field:
            case "delimiter":
                dialect = replace(dialect, delimiter=value)
            case "encoding":
                dialect = replace(dialect, encoding=value)
            case "decimal":
                dialect = replace(dialect, decimal=value)
            case _:
                dialect = replace(dialect, sheet=value)
        self.take(self.path, dialect)

    def _rows(self, preview: TablePreview) -> QTableWidget:
        table = QTableWidget(min(len(preview.rows), 20), len(preview.columns))
        table.setObjectName("preview")
        table.setAccessibleName(self._words.tr("First rows of the table"))
        table.setHorizontalHeaderLabels([column.name for column in preview.columns])
        for number, cells in enumerate(preview.rows[:20]):
            for place, cell in enumerate(cells):
                table.setItem(number, place, QTableWidgetItem(cell))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setCornerButtonEnabled(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(26)
        table.setFixedHeight(170)
        return table

    def _roles_changed(self) -> None:
        self._offer_classes()
        self.changed.emit()

    def _offer_classes(self) -> None:
        """Offer the values of the target that the first rows show; others can be typed."""
        if self.preview is None:
            return
        chosen = self.favorable.currentText()
        target = next((item.name for item in self.columns.columns() if ColumnRole.TARGET in item.roles), None)
        place = next((i for i, item in enumerate(self.preview.columns) if item.name == target), None)
        seen = sorted({row[place] for row in self.preview.rows}) if place is not None else []
        self.favorable.clear()
        self.favorable.addItems(seen if len(seen) <= 20 else [])
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
        return self.columns.obstacle()

    def dataset(self) -> NewDataset:
        """Return what was entered; only when nothing is missing."""
        if self.path is None or self.preview is None:
            raise ValueError("no table was chosen")
        language = self._context.translator.language
        source = self.source.text().strip()
        return NewDataset(
            path=self.path,
            name=Text(self.name.text().strip(), language),
            kind=DatasetKind(self.kind.currentData()),
            dialect=self.preview.dialect,
            columns=self.columns.columns(),
            favorable=self.favorable.currentText().strip() or None,
            groupings=self.columns.groupings(),
            source=Text(source, language) if source else None,
        )


class ColumnTable(QTableWidget):
    """One line per column: name, type, role, sensitive or not, and the cut points of its groups."""

    changed = Signal()

    def __init__(self, context: GuiContext, preview: TablePreview) -> None:
        """Show the suggested roles; nothing is suggested to be sensitive."""
        super().__init__(len(preview.columns), 5)
        self._context, self._preview = context, preview
        tr = context.translator.tr
        self.setObjectName("columns")
        self.setAccessibleName(tr("Meaning of the columns"))
        self.setHorizontalHeaderLabels(
            [tr("Column"), tr("Type"), tr("Role"), tr("Sensitive"), tr("Groups up to")]
        )
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(40)
        self.horizontalHeader().setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        for place, width in enumerate((180, 120, 190, 110)):
            self.setColumnWidth(place, width)
        self.setMinimumHeight(260)
        self._roles: list[QComboBox] = []
        self._sensitive: list[QCheckBox] = []
        self._edges: list[QLineEdit] = []
        for number, column in enumerate(preview.columns):
            self._add(number, column)

    def _add(self, number: int, column: Column) -> None:
        tr = self._context.translator.tr
        for place, text in ((0, column.name), (1, tr(TYPES.get(column.dtype, column.dtype)))):
            item = QTableWidgetItem(text)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            self.setItem(number, place, item)
        entries = [(self._context.translator.label(role), role) for role in MAIN_ROLES]
        roles = choice(f"role_{column.name}", tr("Role of {column}", column=column.name), entries)
        suggested = next((role for role in column.roles if role in MAIN_ROLES), ColumnRole.FEATURE)
        roles.setCurrentIndex(roles.findData(suggested))
        roles.activated.connect(lambda _i: self.changed.emit())
        sensitive = QCheckBox()
        sensitive.setObjectName(f"sensitive_{column.name}")
        sensitive.setAccessibleName(tr("{column} is sensitive", column=column.name))
        sensitive.toggled.connect(lambda on: self._toggled(number, on=on))
        edges = line(f"edges_{column.name}", tr("Cut points of {column}", column=column.name))
        edges.textChanged.connect(lambda _t: self.changed.emit())
        edges.setEnabled(False)
        self._roles.append(roles)
        self._sensitive.append(sensitive)
        self._edges.append(edges)
        for place, widget in ((2, roles), (3, sensitive), (4, edges)):
            self.setCellWidget(number, place, widget)

    def _toggled(self, number: int, *, on: bool) -> None:
        """Ask for cut points of a sensitive column that looks continuous; suggest, never decide."""
        column, edges = self._preview.columns[number], self._edges[number]
        edges.setEnabled(on and column.dtype in {"number", "integer"})
        if on and edges.isEnabled():
            edges.setPlaceholderText(self._context.translator.tr("for example 25; empty: each value a group"))
            suggested = next((item for item in self._preview.groupings if item.column == column.name), None)
            if suggested is not None and not edges.text():
                edges.setText("; ".join(suggested.edges))
        self.changed.emit()

    def obstacle(self) -> str | None:
        """Return what is wrong with the roles; None: nothing."""
        tr = self._context.translator.tr
        for number, column in enumerate(self._preview.columns):
            if any(_exact(part) is None for part in _parts(self._edges[number].text())):
                return tr("The cut points of {column} are not numbers.", column=column.name)
        targets = sum(roles.currentData() == ColumnRole.TARGET for roles in self._roles)
        return tr("Only one column can be the target.") if targets > 1 else None

    def columns(self) -> tuple[Column, ...]:
        """Return the columns with the roles chosen."""
        return tuple(
            replace(column, roles=self._chosen(number)) for number, column in enumerate(self._preview.columns)
        )

    def _chosen(self, number: int) -> tuple[ColumnRole, ...]:
        main = ColumnRole(self._roles[number].currentData())
        return (main, ColumnRole.SENSITIVE) if self._sensitive[number].isChecked() else (main,)

    def groupings(self) -> tuple[Grouping, ...]:
        """Return how the sensitive columns become groups."""
        return tuple(
            Grouping(
                column=column.name, edges=tuple(filter(None, map(_exact, _parts(self._edges[number].text()))))
            )
            for number, column in enumerate(self._preview.columns)
            if self._sensitive[number].isChecked()
        )


TYPES = {
    "number": N_("Number"),
    "integer": N_("Whole number"),
    "text": N_("Text"),
    "boolean": N_("Yes or no"),
    "date": N_("Date"),
}


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _exact(text: str) -> Exact | None:
    """Read a number as written, with decimal point or comma; None: it is none."""
    written = text.replace(",", ".").strip()
    try:
        Fraction(written)
    except (ValueError, ZeroDivisionError):
        return None
    return Exact(written)
