"""How was a table read, and how does a person correct what was assumed?"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QSpinBox, QWidget

from core.data.dates import EXCEL
from core.data.encodings import ENCODINGS
from core.data.layout import ONE_COLUMN
from core.inventory import TableDialect, TableFormat
from gui.context import Look
from gui.widgets.basic import label
from gui.widgets.inputs import choice, line

DELIMITERS = (";", ",", "\t", "|", ":", " ")
DECIMALS = (".", ",")
THOUSANDS = (None, ".", ",", " ", "'", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}")
QUOTES = ('"', "'", None)
DATES = (None, "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%Y%m%d", EXCEL)
_EXAMPLE = date(2026, 12, 31)
_PER_ROW = 5
Entries = list[tuple[str, str | None]]


class DialectForm(QWidget):
    """One field for everything that was assumed; each correction asks to read the file again."""

    corrected = Signal(object)
    """`TableDialect` the file is to be read with."""

    def __init__(self, look: Look, dialect: TableDialect, sheets: tuple[str, ...] = ()) -> None:
        """Show what was assumed for a file."""
        super().__init__()
        self.setObjectName("dialect")
        self._look, self._dialect = look, dialect
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._number = 0
        self._add_marks(sheets)
        self._add_lines()
        for place in range(_PER_ROW):
            self._grid.setColumnStretch(place, 1)

    @property
    def empty(self) -> bool:
        """Tell whether the format leaves nothing to be corrected."""
        return self._number == 0

    def _add_marks(self, sheets: tuple[str, ...]) -> None:
        tr, dialect = self._look.translator.tr, self._dialect
        csv = dialect.format is TableFormat.CSV
        if csv:
            self._combo(tr("Delimiter"), self._signs(DELIMITERS, dialect.delimiter), "delimiter")
        if csv or dialect.format is TableFormat.JSON_LINES:
            codes: Entries = [(name, name) for name in _with(ENCODINGS, dialect.encoding) if name]
            self._combo(tr("Encoding"), codes, "encoding")
        if sheets:
            self._combo(tr("Sheet"), [(name, name) for name in sheets], "sheet")
        if csv or dialect.format is TableFormat.XLSX:
            self._combo(tr("Decimal mark"), self._signs(DECIMALS, dialect.decimal), "decimal")
            self._combo(tr("Thousands mark"), self._signs(THOUSANDS, dialect.thousands), "thousands")
        if csv:
            self._combo(tr("Quotation mark"), self._signs(QUOTES, dialect.quote), "quote")

    def _add_lines(self) -> None:
        tr, dialect = self._look.translator.tr, self._dialect
        if dialect.format in {TableFormat.PARQUET, TableFormat.FEATHER}:
            return
        if dialect.format is not TableFormat.JSON_LINES:
            self._add(tr("Lines above the header"), self._lines(tr("Lines above the header"), "skipped"))
            self._add(tr("Header"), self._header())
            self._add(tr("Lines at the end"), self._lines(tr("Lines at the end"), "footer"))
        self._combo(tr("Days are written"), self._days(), "date_format")
        words = line("dialect_missing", tr("Words for “missing”"), hint=tr("for example NA; n/a"))
        words.setText("; ".join(word for word in dialect.missing if word))
        words.setToolTip(tr("Separate several words by a semicolon. An empty cell is always missing."))
        words.editingFinished.connect(lambda: self._missing(words.text()))
        self._add(tr("Words for “missing”"), words)

    def _add(self, title: str, widget: QWidget) -> None:
        row, place = divmod(self._number, _PER_ROW)
        name = label(title, "muted")
        name.setBuddy(widget)
        self._grid.addWidget(name, 2 * row, place)
        self._grid.addWidget(widget, 2 * row + 1, place)
        self._number += 1

    def _combo(self, title: str, entries: Entries, field: str) -> None:
        combo = choice(f"dialect_{field}", title, entries)
        combo.setMinimumWidth(60)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setCurrentIndex(combo.findData(getattr(self._dialect, field)))
        combo.activated.connect(lambda _i: self._correct(field, combo.currentData()))
        self._add(title, combo)

    def _signs(self, signs: Iterable[str | None], now: str | None) -> Entries:
        tr = self._look.translator.tr
        names = {
            None: tr("none"),
            "\t": tr("Tab"),
            " ": tr("Space"),
            ONE_COLUMN: tr("none"),
            "\N{NO-BREAK SPACE}": tr("No-break space"),
            "\N{NARROW NO-BREAK SPACE}": tr("Narrow no-break space"),
        }
        return [(names.get(sign) or str(sign), sign) for sign in _with(signs, now)]

    def _days(self) -> Entries:
        shown: Entries = []
        for form in _with(DATES, self._dialect.date_format):
            text = _EXAMPLE.strftime(form) if form else _EXAMPLE.isoformat()
            text = self._look.translator.tr("Excel's day numbers") if form == EXCEL else text
            shown.append((text, form))
        return shown

    def _lines(self, title: str, field: str) -> QSpinBox:
        """Return a number of lines that are no part of the table: above it or at its end."""
        box = QSpinBox()
        box.setObjectName(f"dialect_{field}")
        box.setAccessibleName(title)
        box.setRange(0, 10_000)
        box.setValue(self._dialect.skipped if field == "skipped" else self._dialect.footer)
        box.lineEdit().setTextMargins(6, 0, 0, 0)
        box.setKeyboardTracking(False)
        box.valueChanged.connect(lambda value: self._left_out(field, value))
        return box

    def _left_out(self, field: str, value: int) -> None:
        above = field == "skipped"
        changed = replace(self._dialect, skipped=value) if above else replace(self._dialect, footer=value)
        self._send(changed)

    def _header(self) -> QCheckBox:
        box = QCheckBox(self._look.translator.tr("first line names columns"))
        box.setObjectName("dialect_header")
        box.setChecked(self._dialect.header)
        box.toggled.connect(lambda on: self._send(replace(self._dialect, header=on)))
        return box

    def _missing(self, text: str) -> None:
        words = tuple(part.strip() for part in text.split(";") if part.strip())
        self._send(replace(self._dialect, missing=("", *words)))

    def _correct(self, field: str, value: str | None) -> None:
        dialect = self._dialect
        match field:
            case "delimiter":
                dialect = replace(dialect, delimiter=value, decimal=None)  # the rest is recognized anew
            case "encoding":
                dialect = replace(dialect, encoding=value)
            case "decimal":
                dialect = replace(dialect, decimal=value)
            case "thousands":
                dialect = replace(dialect, thousands=value)
            case "quote":
                dialect = replace(dialect, quote=value)
            case "date_format":
                dialect = replace(dialect, date_format=value)
            case _:
                dialect = replace(dialect, sheet=value, decimal=None)
        self._send(dialect)

    def _send(self, dialect: TableDialect) -> None:
        if dialect != self._dialect:
            self._dialect = dialect
            self.corrected.emit(dialect)


def _with(known: Iterable[str | None], now: str | None) -> tuple[str | None, ...]:
    """Return the usual values, and what the file has besides."""
    usual = tuple(known)
    return usual if now in usual or now is None else (*usual, now)
