"""What is the table that was received, how was it read, and what do its columns hold?"""

from PySide6.QtCore import Signal

from core.data.preview import TablePreview
from core.examining import Intake
from gui.context import Look
from gui.widgets.basic import Badge, Card, KeyValueGrid, label
from gui.widgets.dialect_form import DialectForm
from gui.widgets.painting import Tone
from gui.widgets.profile_table import first_rows, profile_table
from gui.widgets.result_cards import titled_card


class TableReceived(Card):
    """Facts, assumptions with their correction, first rows, and a profile per column."""

    corrected = Signal(object)
    """`TableDialect` the file is to be read with."""

    def __init__(self, look: Look, intake: Intake) -> None:
        """Show a table."""
        super().__init__()
        self.setObjectName("table_received")
        self._look, self._intake = look, intake
        tr = look.translator.tr
        self.body.addWidget(self._head())
        preview = intake.table
        if preview is None:
            return
        self.body.addWidget(self._facts(preview))
        self.body.addWidget(label(tr("HOW IT WAS READ"), "section"))
        said = "\n".join(f"• {look.translator.say(assumption)}" for assumption in preview.assumptions)
        self.body.addWidget(label(said, wrap=True, selectable=True))
        form = DialectForm(look, preview.dialect, preview.sheets)
        form.corrected.connect(self.corrected.emit)
        if form.empty:
            words = tr("This format states its own types, so nothing had to be assumed.")
            self.body.addWidget(label(words, "muted", wrap=True))
        else:
            self.body.addWidget(form)
        self.body.addWidget(label(tr("FIRST ROWS"), "section"))
        self.body.addWidget(first_rows(look, preview))
        if preview.profiles:
            self.body.addWidget(label(self._profiled(preview), "section"))
            self.body.addWidget(profile_table(look, preview))

    def _head(self) -> Card:
        """Return name and kind in one line."""
        tr, look = self._look.translator.tr, self._look
        kind = "" if self._intake.table is None else look.translator.label(self._intake.table.dialect.format)
        badge = Badge(look.theme, Tone.OK, tr("Table, {format}", format=kind))
        card = titled_card(self._intake.path.name, [badge])
        card.setProperty("kind", "")
        card.body.setContentsMargins(0, 0, 0, 0)
        return card

    def _facts(self, preview: TablePreview) -> KeyValueGrid:
        tr = self._look.translator.tr
        grid = KeyValueGrid(key_width=130)
        grid.add("SHA-256", self._intake.digest)
        size = tr("{n} bytes", n=self._intake.size)
        number = len(preview.columns)
        columns = tr("1 column") if number == 1 else tr("{n} columns", n=number)
        rows = tr("rows not counted")
        if preview.row_count is not None:
            rows = tr("1 row") if preview.row_count == 1 else tr("{n} rows", n=preview.row_count)
        grid.add(tr("Size"), f"{size} · {rows} · {columns}")
        return grid

    def _profiled(self, preview: TablePreview) -> str:
        tr = self._look.translator.tr
        if preview.row_count is not None and preview.profiled_rows >= preview.row_count:
            return tr("WHAT THE COLUMNS HOLD")
        return tr("WHAT THE COLUMNS HOLD, BY THE FIRST {n} ROWS", n=preview.profiled_rows)
