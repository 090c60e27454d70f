"""Where in a matrix are values large?

Migration between grades, proxies by sensitive feature, pairwise slices, confusion::

    chart = HeatChart(
        title=..., row_title=tr("before"), column_title=tr("after"), percent=True,
        rows=("A", "B"), columns=("A", "B"),
        cells=((HeatCell(value=0.9, n=90), HeatCell(value=0.1, n=10)), (HeatCell(value=None), ...)),
    )

`heat_chart(chart, translator, width, height)`, `heat_height(chart)`, `heat_rows(chart, translator)`.
Every cell prints its value, so that color is never alone; `middle` makes two colors around a value
(a correlation around 0); a mark other than plain puts an edge and its shape into the cell.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from core.language import Translator
from reports.drawing import Anchor, Color, Drawing, Mix, Rect, Shape, Text, drawing, fitted, wrapped
from reports.fonts import Weight, text_width
from reports.layout_sizes import TEXT_WIDTH
from reports.plots.parts import MARK_COLORS, Mark, label_room, mark_word, marker, nothing
from reports.plots.values import counted, said, tip

_DEEPEST = 0.5
"""Share of the full color in the deepest cell: text stays readable on it."""
_LINES = 3
_NARROW = 12.0
"""Points of a column below which nothing is written."""
_FORMS = ((False, 8.6), (False, 7.6), (True, 8.6), (True, 7.4), (True, 6.4))
"""With all decimals or few, and in which size: the first in which every value fits is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """One cell."""

    value: float | None
    text: str = ""
    """What is printed instead of the value, for example a count."""
    n: int | None = None
    mark: Mark = Mark.PLAIN
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatChart:
    """A matrix with names at its left and above."""

    title: str
    """What it shows, in one sentence; read out by screen readers."""
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[HeatCell, ...], ...]
    """One tuple for each row."""
    row_title: str = ""
    column_title: str = ""
    percent: bool = False
    low: float | None = None
    """Value without color; None: the smallest (0 where all are above)."""
    high: float | None = None
    """Value of the full color; None: the largest."""
    middle: float | None = None
    empty: str = ""


def heat_chart(chart: HeatChart, translator: Translator, width: float, height: float) -> Drawing:
    """Draw the matrix with a value in every cell."""
    if not chart.rows or not chart.columns:
        return nothing(chart.empty or translator.tr("There is no value to draw."), width, height)
    return drawing((width, height), _Plot(chart, translator, width, height).shapes(), chart.title)


def heat_height(chart: HeatChart) -> float:
    """Return the height in points that shows the matrix well."""
    return _head(chart) + 24.0 * max(len(chart.rows), 1) + 2


def heat_rows(chart: HeatChart, translator: Translator) -> tuple[tuple[str, ...], ...]:
    """Return the matrix as a table."""
    corner = " / ".join(part for part in (chart.row_title, chart.column_title) if part)
    lines = (
        (name, *(_said(chart, cell, translator) for cell in cells))
        for name, cells in zip(chart.rows, chart.cells, strict=True)
    )
    return ((corner or translator.tr("Name"), *chart.columns), *lines)


def _said(chart: HeatChart, cell: HeatCell, translator: Translator) -> str:
    return cell.text or said(cell.value, translator, percent=chart.percent)


def _left(chart: HeatChart, width: float) -> float:
    return label_room([*chart.rows, f"{chart.row_title} ↓"], width, 8.8) + 8


def _head(chart: HeatChart, width: float = TEXT_WIDTH) -> float:
    """Return the height of the names above the columns."""
    room = (width - _left(chart, width)) / max(len(chart.columns), 1) - 3
    lines = max((len(wrapped(name, room, 8.2, Weight.MEDIUM)) for name in chart.columns), default=1)
    return 10.0 * min(lines, _LINES) + 6 + (13 if chart.column_title or chart.row_title else 0)


def _rest(lines: tuple[str, ...], room: float) -> tuple[str, ...]:
    return (fitted(" ".join(lines), room, 8.2, Weight.MEDIUM),) if lines else ()


class _Plot:
    """Places the parts of one matrix."""

    def __init__(self, chart: HeatChart, translator: Translator, width: float, height: float) -> None:
        self.chart, self.translator, self.width, self.height = chart, translator, width, height
        self.left = _left(chart, width)
        self.top = _head(chart, width)
        self.cell = ((width - self.left) / len(chart.columns), (height - self.top) / len(chart.rows))
        values = [cell.value for row in chart.cells for cell in row if cell.value is not None]
        self.marked = any(cell.mark is not Mark.PLAIN for row in chart.cells for cell in row)
        self.form = self._form()
        self.low = chart.low if chart.low is not None else min([0.0, *values])
        self.high = chart.high if chart.high is not None else max(values, default=1.0)

    def shapes(self) -> Iterator[Shape]:
        """Yield everything from back to front."""
        yield from self._titles()
        for at, name in enumerate(self.chart.columns):
            yield from self._column(at, name)
        for at, (name, cells) in enumerate(zip(self.chart.rows, self.chart.cells, strict=True)):
            y = self.top + self.cell[1] * (at + 0.5)
            text = fitted(name, self.left - 8, 8.8, Weight.MEDIUM)
            hint = name if text != name else ""
            yield Text(
                x=self.left - 6,
                y=y + 3,
                text=text,
                size=8.8,
                weight=Weight.MEDIUM,
                anchor=Anchor.END,
                room=self.left,
                tip=hint,
            )
            for number, cell in enumerate(cells):
                yield from self._cell(cell, (number, at), self.chart.columns[number], name)

    def _titles(self) -> Iterator[Shape]:
        if self.chart.row_title:
            text = fitted(self.chart.row_title + " ↓", self.left - 6, 8)
            yield Text(x=self.left - 6, y=self.top - 5, text=text, size=8, color="muted", anchor=Anchor.END)
        if self.chart.column_title:
            text = fitted(self.chart.column_title + " →", self.width - self.left, 8)
            yield Text(x=self.left, y=9, text=text, size=8, color="muted")

    def _column(self, at: int, name: str) -> Iterator[Shape]:
        middle, room = self.left + self.cell[0] * (at + 0.5), self.cell[0] - 3
        if room < _NARROW:  # the cells say it when pointed at
            return
        lines = wrapped(name, room, 8.2, Weight.MEDIUM)
        cut = len(lines) > _LINES or any(line.endswith("…") for line in lines)
        lines = (*lines[: _LINES - 1], *_rest(lines[_LINES - 1 :], room))
        base = self.top - 5 - 10 * (len(lines) - 1)
        for row, line in enumerate(lines):
            yield Text(
                x=middle,
                y=base + 10 * row,
                text=line,
                size=8.2,
                weight=Weight.MEDIUM,
                anchor=Anchor.MIDDLE,
                room=self.cell[0],
                tip=name if cut else "",
            )

    def _cell(self, cell: HeatCell, place: tuple[int, int], column: str, row: str) -> Iterator[Shape]:
        x = self.left + self.cell[0] * place[0]
        y = self.top + self.cell[1] * place[1]
        value = _said(self.chart, cell, self.translator)
        word = cell.note or mark_word(cell.mark, self.translator)
        words = tip(f"{row} / {column}", value, counted(cell.n, self.translator), word)
        marked = cell.mark is not Mark.PLAIN
        stroke = MARK_COLORS[cell.mark] if marked else None
        yield Rect(
            x=x + 1,
            y=y + 1,
            width=max(self.cell[0] - 2, 0.5),
            height=self.cell[1] - 2,
            fill=self._fill(cell.value),
            stroke=stroke,
            line=1.2,
            radius=2,
            tip=words,
        )
        room = self.cell[0] - (16 if marked else 4)
        text, size = self._fitted(cell)
        if room > _NARROW and text != "…":
            yield Text(
                x=x + self.cell[0] / 2,
                y=y + self.cell[1] / 2 + 3,
                text=text,
                size=size,
                weight=Weight.SEMIBOLD if marked else Weight.REGULAR,
                anchor=Anchor.MIDDLE,
                room=self.cell[0],
                color="faint" if cell.value is None else "text",
                tip=words,
            )
        if marked:
            yield marker(x + self.cell[0] - 7, y + 7, cell.mark, words)

    def _fitted(self, cell: HeatCell) -> tuple[str, float]:
        """Return what is printed into a cell, and its size: the same for all, cut where nothing fits."""
        short, size = self.form
        text = self._written(cell, short=short)
        room = self.cell[0] - 4
        return fitted(text, room, size, Weight.SEMIBOLD), size

    def _form(self) -> tuple[bool, float]:
        """Return whether decimals are left away, and the size of the text, so that every value fits."""
        cells = [cell for row in self.chart.cells for cell in row]
        for short, size in _FORMS:
            widths = (text_width(self._written(cell, short=short), size, Weight.SEMIBOLD) for cell in cells)
            if max(widths, default=0.0) <= self.cell[0] - (16 if self.marked else 4):
                return short, size
        return _FORMS[-1]

    def _written(self, cell: HeatCell, *, short: bool) -> str:
        if not short or cell.text or cell.value is None:
            return _said(self.chart, cell, self.translator)
        if self.chart.percent:
            return self.translator.percent(cell.value, 0)
        return self.translator.number(cell.value, 2)

    def _fill(self, value: float | None) -> Color:
        if value is None:
            return "sunken"
        middle = self.chart.middle
        if middle is None:
            share = (value - self.low) / ((self.high - self.low) or 1.0)
            return Mix("surface", "c1", min(max(share, 0.0), 1.0) * _DEEPEST)
        far = max(abs(self.high - middle), abs(self.low - middle)) or 1.0
        share = min(abs(value - middle) / far, 1.0) * _DEEPEST
        return Mix("surface", "c1" if value >= middle else "c2", share)


__all__ = ["HeatCell", "HeatChart", "Mark", "heat_chart", "heat_height", "heat_rows"]
