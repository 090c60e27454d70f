"""Which column is which field?"""

from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.governance.register import FieldKey, field_of, fields
from core.governance.register.importing import ColumnMatch, Matched
from core.register_words import say_field
from gui.context import GuiContext
from gui.imports.state import ImportState
from gui.widgets.basic import KeyValueGrid, label
from gui.widgets.cells import Cell
from gui.widgets.inputs import choice
from gui.widgets.painting import Tone
from gui.widgets.tables import RecordView, TableColumn

_TONES = {Matched.GUESS: Tone.WARN, Matched.NONE: Tone.NEUTRAL}


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnLine:
    """One column as it is listed."""

    id: str
    match: ColumnMatch
    examples: tuple[str, ...]


class ColumnsStep(QWidget):
    """The columns with examples and proposals; the field of the marked one can be changed below."""

    def __init__(self, context: GuiContext, state: ImportState) -> None:
        """Begin without columns."""
        super().__init__()
        self.context, self.words, self.state = context, context.translator, state
        tr = self.words.tr
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        self.said = label("", "muted", wrap=True)
        layout.addWidget(self.said)
        self.view: RecordView[ColumnLine] = RecordView(
            context.theme, self._columns(), name="import_columns", title=tr("Columns of the register")
        )
        self.view.chosen.connect(lambda _: self._show_field())
        layout.addWidget(self.view, 1)
        grid = KeyValueGrid(key_width=150)
        named = sorted((say_field(self.words, item), item.key) for item in fields())
        self.field = choice("import_field", tr("Field"), named, ask=tr("Do not take it over"))
        self.field.setMaxVisibleItems(24)
        self.field.activated.connect(lambda _: self._chosen())
        grid.add(tr("Field of the column"), self.field)
        layout.addWidget(grid)
        state.looked_changed.connect(self.refresh)

    def _columns(self) -> tuple[TableColumn[ColumnLine], ...]:
        tr = self.words.tr
        return (
            TableColumn(
                title=tr("Column"), cell=lambda item: Cell(text=item.id[:120], strong=True, tip=item.id[:500])
            ),
            TableColumn(title=tr("Examples"), cell=self._examples),
            TableColumn(title=tr("Field"), cell=self._field_cell),
            TableColumn(title=tr("Recognized"), cell=self._how, fits=True),
        )

    def _examples(self, item: ColumnLine) -> Cell:
        said = " · ".join(part.replace("\n", " ")[:60] for part in item.examples)
        return Cell(text=said or self.words.tr("empty"), faint=not said, tip=said)

    def _field_cell(self, item: ColumnLine) -> Cell:
        if item.match.field is None:
            return Cell(text="–", faint=True)
        return Cell(text=say_field(self.words, field_of(item.match.field)), below=item.match.field)

    def _how(self, item: ColumnLine) -> Cell:
        tone = _TONES.get(item.match.how)
        return Cell(text=self.words.label(item.match.how), tone=tone, faint=tone is Tone.NEUTRAL)

    def refresh(self) -> None:
        """List the columns again."""
        lines = tuple(
            ColumnLine(id=item.head, match=item, examples=self.state.examples(item.head))
            for item in self.state.columns
        )
        self.view.fill(lines)
        if self.view.current() is None:
            self.view.choose_first()
        taken = sum(item.match.field is not None for item in lines)
        guesses = sum(item.match.how is Matched.GUESS and item.match.field is not None for item in lines)
        said = self.words.tr(
            "{taken} of {n} columns are taken over. Mark a column to change its field.",
            taken=taken,
            n=len(lines),
        )
        doubt = self.words.tr("{n} are only alike: please check them.", n=guesses) if guesses else ""
        self.said.setText(f"{said} {doubt}".strip())
        self._show_field()

    def _show_field(self) -> None:
        line = self.view.current()
        self.field.setEnabled(line is not None)
        with QSignalBlocker(self.field):
            place = 0 if line is None or line.match.field is None else self.field.findData(line.match.field)
            self.field.setCurrentIndex(max(place, 0))

    def _chosen(self) -> None:
        line = self.view.current()
        if line is not None:
            data = self.field.currentData()
            self.state.choose_field(line.id, None if data is None else FieldKey(str(data)))
            self.refresh()

    def problem(self) -> str | None:
        """Return why nobody can go on: without names or ids no row is a model."""
        keys = {item.field for item in self.state.columns}
        if keys & {"name", "model_id", "foreign_id"}:
            return None
        return self.words.tr("Say which column holds the name of the model, or its ID.")
