"""How are the parts of a result's page shown in the window, and what stands around them?"""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.language import Translator
from gui.theme import Weight
from gui.widgets.basic import Callout, Card, KeyValueGrid, SecondaryButton, label
from gui.widgets.cells import Cell
from gui.widgets.chart_view import ChartView
from gui.widgets.painting import Tone
from gui.widgets.result_cards import (
    Shown,
    broken,
    column,
    compact,
    conclusion_card,
    measures_card,
    notes_card,
    titled_card,
    verdict_callout,
)
from gui.widgets.tables import RecordView, TableColumn
from reports import document
from reports.results import parts
from reports.results.facts import definition_facts, external_words
from reports.results.page import (
    ChartPart,
    FactsPart,
    FiguresPart,
    Part,
    Rows,
    SayPart,
    TablePart,
    View,
    view_of,
)

SCALE = 1.25
"""Pixels per point of all charts."""
_TONES = {
    document.Tone.INFO: Tone.INFO,
    document.Tone.OK: Tone.OK,
    document.Tone.WARN: Tone.WARN,
    document.Tone.BAD: Tone.BAD,
}
_TABLE_WIDTH = 690
"""Pixels that a table surely has in a window of 1280."""
_MOST, _LEAST_OF_WIDEST, _LEAST_OF_WORDS = 230, 150, 116
_ROOM = 30
"""Pixels around the text of a cell."""
_LOOKED, _SHORT = 60, 16
"""Lines that are measured, and characters from which a cell says itself whole when pointed at."""
Line = tuple[str, ...]


class CheckResultPage(QWidget):
    """A result: its first chart, its verdicts, everything else its page has, notes and definition."""

    def __init__(self, shown: Shown) -> None:
        """Build the cards once."""
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        body, self._cards = column()
        view = view_of(shown.result, shown.words.translator)
        found = parts(view)
        first = _first(found)
        self._external(shown, view)
        for part in found[:first]:
            self._add(part_card(shown, part))
        self._verdicts(shown)
        for part in found[first:]:
            self._add(part_card(shown, part))
        self._add(notes_card(shown))
        self._add(definition_card(shown, view))
        self._cards.addStretch(1)
        outer.addWidget(body)

    def _add(self, widget: QWidget | None) -> None:
        if widget is not None:
            self._cards.addWidget(widget)

    def _external(self, shown: Shown, view: View) -> None:
        said = external_words(view)
        if said:
            box = Callout(shown.theme, Tone.INFO, shown.tr("External check"), [said])
            box.setObjectName("external_check")
            self._add(box)

    def _verdicts(self, shown: Shown) -> None:
        self._add(verdict_callout(shown, shown.result.conclusions))
        if shown.result.conclusions:
            self._add(conclusion_card(shown, shown.result.conclusions, shown.tr("Measures and thresholds")))


def _first(found: Sequence[Part]) -> int:
    """Return how many parts stand above the verdicts: sentences and the first chart."""
    for at, part in enumerate(found):
        if isinstance(part, ChartPart):
            return at + 1
        if not isinstance(part, SayPart):
            return at
    return 0


def part_card(shown: Shown, part: Part) -> QWidget | None:
    """Return the card of a part; None where it has nothing to show."""
    match part:
        case ChartPart():
            return ChartCard(shown, part)
        case TablePart():
            return table_card(shown, part)
        case FiguresPart():
            return measures_card(shown, part.measurements, part.title)
        case FactsPart():
            return facts_card(part.title, part.rows)
        case SayPart():
            return _said(shown, part)


def _said(shown: Shown, part: SayPart) -> QWidget:
    """Return a sentence, in color where it must not be overlooked."""
    if part.tone is not document.Tone.NEUTRAL:
        return Callout(shown.theme, _TONES[part.tone], part.text)
    card = Card()
    card.body.addWidget(label(part.text, wrap=True, selectable=True))
    return card


def facts_card(title: str, rows: Sequence[tuple[str, str]]) -> Card:
    """Return names and values in a card."""
    card, grid = Card(title), KeyValueGrid(key_width=190)
    for name, value in rows:
        grid.add(name, broken(value))
    card.body.addWidget(grid)
    return card


def definition_card(shown: Shown, view: View) -> Card:
    """Return what the figures of a result mean: rows, classes, and settings that no part has named."""
    named = {name for part in parts(view) if isinstance(part, FactsPart) for name, _ in part.rows}
    rows = [(name, value) for name, value in definition_facts(view, shown.seed) if name not in named]
    return facts_card(shown.tr("Definition"), rows)


class ChartCard(Card):
    """A chart with its caption, and the data behind it as table and for the clipboard."""

    def __init__(self, shown: Shown, part: ChartPart) -> None:
        """Show the chart."""
        super().__init__()
        self._shown, self._part = shown, part
        self._table: RecordView[Line] | None = None
        self.chart = ChartView(shown.theme, shown.words.translator, name=part.name, scale=SCALE)
        self.chart.set_height(round(part.height * SCALE))
        self.chart.show_chart(part.draw, part.rows)
        row = QHBoxLayout()
        row.addWidget(label(part.title, "heading", wrap=True), 1)
        for button in self._buttons():
            row.addWidget(button)
        self.body.addLayout(row)
        self.body.addWidget(self.chart)
        if part.caption:
            self.body.addWidget(label(part.caption, "muted", wrap=True))

    def _buttons(self) -> tuple[QPushButton, ...]:
        if len(self._part.rows) < 2:
            return ()
        tr, name = self._shown.tr, self._part.name
        self._switch = _icon_button(self._shown, "table-2", tr("Show as table"), f"{name}_table")
        self._switch.setCheckable(True)
        self._switch.toggled.connect(self._toggle)
        copy = _icon_button(self._shown, "copy", tr("Copy data"), f"{name}_copy")
        copy.clicked.connect(lambda _=False: self.chart.copy_data())
        return self._switch, copy

    def _toggle(self, on: bool) -> None:  # noqa: FBT001 (given by the signal)
        if self._table is None:
            self._table = _data_view(self._shown, self._part)
            self.body.insertWidget(self.body.indexOf(self.chart) + 1, self._table)
        said = self._shown.tr("Show as chart") if on else self._shown.tr("Show as table")
        self._switch.setToolTip(said)
        self._switch.setAccessibleName(said)
        self.chart.setVisible(not on)
        self._table.setVisible(on)


def _icon_button(shown: Shown, icon: str, said: str, name: str) -> QPushButton:
    button = SecondaryButton(said, name=name, theme=shown.theme, icon=icon)
    button.setText("")
    button.setToolTip(said)
    return button


def _data_view(shown: Shown, part: ChartPart) -> RecordView[Line]:
    """Return the rows behind a chart; columns of figures stand right."""
    heads, *lines = part.rows
    translator = shown.words.translator
    right = [bool(lines) and all(_figure(line[at], translator) for line in lines) for at in range(len(heads))]
    share = [1.0 if side else 2.0 for side in right]
    name = f"{part.name}_data"
    return _view(shown, name, part.title, tuple(zip(heads, share, right, strict=True)), tuple(lines))


def table_card(shown: Shown, part: TablePart) -> Card | None:
    """Return a table with its caption; None without a row."""
    if not part.rows:
        return None
    card = titled_card(part.title)
    heads = tuple((head.title, head.share, head.right) for head in part.heads)
    card.body.addWidget(_view(shown, "part_table", part.title, heads, part.rows))
    if part.caption:
        card.body.addWidget(label(part.caption, "muted", wrap=True))
    return card


def _view(
    shown: Shown, name: str, title: str, heads: tuple[tuple[str, float, bool], ...], lines: Rows
) -> RecordView[Line]:
    words = [at for at, head in enumerate(heads) if not head[2]]
    if words:
        widths = _widths(shown, heads, lines, max(words, key=lambda at: (heads[at][1], -at)))
    else:
        widths = (0,) * len(heads)
    columns = tuple(_column(shown, at, head, widths[at]) for at, head in enumerate(heads))
    view: RecordView[Line] = RecordView(shown.theme, columns, name=name, title=title)
    view.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
    view.fill(lines)
    compact(view)
    if sum(widths) > _TABLE_WIDTH:
        view.setFixedHeight(view.height() + view.horizontalScrollBar().sizeHint().height())
    return view


def _widths(
    shown: Shown, heads: tuple[tuple[str, float, bool], ...], lines: Rows, widest: int
) -> tuple[int, ...]:
    """Return how wide columns are: as their head and cells need, less where all together have no room.

    The widest one takes what is left (0); figures are never cut, rather the table is moved sideways.
    """
    metrics = QFontMetrics(shown.theme.font(weight=Weight.SEMIBOLD))

    def needed(texts: Iterable[str]) -> int:
        return max((metrics.horizontalAdvance(text) for text in texts), default=0) + _ROOM

    cells = [
        needed(part for line in lines[:_LOOKED] for part in _split(line[at])) for at in range(len(heads))
    ]
    wanted = [min(max(needed([head[0]]), cells[at]), _MOST) for at, head in enumerate(heads)]
    least = [min(cells[at], _MOST if head[2] else _LEAST_OF_WORDS) for at, head in enumerate(heads)]
    room = _TABLE_WIDTH - (min(cells[widest], _LEAST_OF_WIDEST) if heads else 0)
    others = [at for at in range(len(heads)) if at != widest]
    total, spare = sum(wanted[at] for at in others), sum(least[at] for at in others)
    if spare > room:
        return tuple(least)
    share = min((room - spare) / max(total - spare, 1), 1.0)
    return tuple(
        0 if at == widest else round(least[at] + (wanted[at] - least[at]) * share) for at in range(len(heads))
    )


def _split(text: str) -> tuple[str, str]:
    """Return the two lines of a cell: a figure and its interval, or what stands before and after a break."""
    first, bracket, rest = text.partition(" [")
    if bracket and rest.endswith("]"):
        return first, rest[:-1]
    first, _, below = text.partition("\n")
    return first, below.replace("\n", " · ")


def _column(shown: Shown, at: int, head: tuple[str, float, bool], width: int) -> TableColumn[Line]:
    title, _, right = head
    translator = shown.words.translator

    def cell(line: Line) -> Cell:
        first, below = _split(line[at])
        return Cell(text=first, below=below, tip=line[at] if len(line[at]) > _SHORT else "")

    def key(line: Line) -> float | str | None:
        if not right:
            return line[at].casefold()
        return as_number(line[at], translator)

    return TableColumn(title=title, cell=cell, key=key, width=width, right=right)


def _figure(text: str, translator: Translator) -> bool:
    return text in {"", "–"} or as_number(text, translator) is not None


def as_number(text: str, translator: Translator) -> float | None:
    """Return the number a cell begins with, as the language writes it; None where it is none."""
    parts = text.replace("\N{NO-BREAK SPACE}", " ").replace("−", "-").split()
    head = parts[0].rstrip("%") if parts else ""
    german = translator.language == "de"
    plain = head.replace(".", "").replace(",", ".") if german else head.replace(",", "")
    try:
        found = float(plain)
    except ValueError:
        return None
    return found * 10.0 ** _power(parts[2]) if len(parts) > 2 and parts[1] == "×" else found


def _power(text: str) -> int:
    """Return the exponent of "10⁻⁷"."""
    signs = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    try:
        return int(text.removeprefix("10").translate(signs))
    except ValueError:
        return 0
