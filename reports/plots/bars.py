"""How large is each of several things, with its interval and against a limit?

PSI per feature, importance, missing shares, grades observed against expected. Bars with the same label
that follow each other form one group, told apart by `series`::

    chart = BarChart(
        title=..., x_title=tr("PSI"),
        limits=(Limit(value=0.25, label=tr("threshold {value}", value=0.25)),),
        bars=(Bar(label="income", value=0.31, low=0.27, high=0.36, n=900, mark=Mark.OUTSIDE), ...),
    )
    grouped = BarChart(..., series=(tr("expected"), tr("observed")),
                       bars=(Bar(label="A", value=0.01, series=0), Bar(label="A", value=0.02, series=1), ...))

`bar_chart(chart, translator, width, height)`, `bar_height(chart)`, `bar_rows(chart, translator)`.
The mark (see `reports.plots.parts.Mark`) gives shape, color and the word below the value; `note` replaces
that word. Show at most about 25 bars (`MOST`) and leave the rest to the table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from core.language import Translator
from reports.drawing import Anchor, Color, Drawing, Line, Mix, Rect, Shape, Text, drawing, fitted
from reports.fonts import Weight, text_width
from reports.plots.axis import Scale, digits_for, scale, tick_labels
from reports.plots.frame import Limit
from reports.plots.parts import MARK_COLORS, Mark, axis_title, label_room, mark_word, marker, nothing
from reports.plots.points import legend
from reports.plots.symbols import series_color, symbol
from reports.plots.values import counted, said, span_said, table_rows, tick_said, tip

MOST = 25
_LABEL, _VALUE, _SMALL = 9.2, 9.2, 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar."""

    label: str
    value: float | None
    """None: not computable; the row stays, with a dash."""
    low: float | None = None
    high: float | None = None
    n: int | None = None
    mark: Mark = Mark.PLAIN
    note: str = ""
    """A word below the value, instead of the one of the mark."""
    series: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart:
    """Bars on one axis that begins at 0 (or goes to both sides of it)."""

    title: str
    """What it shows, in one sentence; read out by screen readers."""
    bars: tuple[Bar, ...]
    x_title: str
    percent: bool = False
    limits: tuple[Limit, ...] = ()
    series: tuple[str, ...] = ()
    """Names of the bars of a group; empty for single bars."""
    span: tuple[float, ...] = ()
    """Further values the axis must hold."""
    empty: str = ""


def bar_chart(chart: BarChart, translator: Translator, width: float, height: float) -> Drawing:
    """Draw the bars with interval, value, limit and word."""
    if not chart.bars:
        return nothing(chart.empty or translator.tr("There is no value to draw."), width, height)
    return drawing((width, height), _Plot(chart, translator, width, height).shapes(), chart.title)


def bar_height(chart: BarChart) -> float:
    """Return the height in points that shows the chart well."""
    bars = max(len(chart.bars), 1)
    each = 15.0 if chart.series else (26.0 if _two_lines(chart) else 20.0)
    gaps = 6.0 * len(_groups(chart)) if chart.series else 0.0
    return _above(chart) + each * bars + gaps + 34


def bar_rows(chart: BarChart, translator: Translator) -> tuple[tuple[str, ...], ...]:
    """Return label, series, value, interval, n and word of every bar."""
    tr = translator.tr
    heads = (
        tr("Name"),
        tr("Series"),
        chart.x_title or tr("Value"),
        tr("Low end"),
        tr("High end"),
        "n",
        tr("Note"),
    )
    return table_rows(heads, (_line(chart, bar, translator) for bar in chart.bars))


def _line(chart: BarChart, bar: Bar, translator: Translator) -> tuple[str, ...]:
    figures = (
        "" if value is None else said(value, translator, percent=chart.percent)
        for value in (bar.value, bar.low, bar.high)
    )
    n = "" if bar.n is None else translator.integer(bar.n)
    return (bar.label, _name(chart, bar), *figures, n, _word(bar, translator))


def _name(chart: BarChart, bar: Bar) -> str:
    return chart.series[bar.series] if bar.series < len(chart.series) else ""


def _word(bar: Bar, translator: Translator) -> str:
    if bar.note:
        return bar.note
    if bar.value is None and bar.mark is not Mark.LEFT_OUT:
        return translator.tr("not computable")
    return mark_word(bar.mark, translator)


def _two_lines(chart: BarChart) -> bool:
    return any(
        bar.note or bar.mark is not Mark.PLAIN or bar.n is not None or bar.value is None for bar in chart.bars
    )


def _groups(chart: BarChart) -> list[tuple[str, list[Bar]]]:
    if not chart.series:
        return [(bar.label, [bar]) for bar in chart.bars]
    return [(label, list(bars)) for label, bars in groupby(chart.bars, key=lambda bar: bar.label)]


def _above(chart: BarChart) -> float:
    return (16.0 if chart.series else 2.0) + 12.0 * len(chart.limits)


class _Plot:
    """Places the parts of one chart."""

    def __init__(self, chart: BarChart, translator: Translator, width: float, height: float) -> None:
        self.chart, self.translator, self.width, self.height = chart, translator, width, height
        counts = [counted(bar.n, translator) for bar in chart.bars]
        self.left = max(
            label_room([bar.label for bar in chart.bars], width, _LABEL),
            label_room(counts, width, _SMALL, Weight.REGULAR) if not chart.series else 0.0,
        )
        self.right = min(max(self._value_width(bar) for bar in chart.bars) + 6, width * 0.36)
        self.top, self.bottom = _above(chart), height - 32.0
        self.axis = self._scale()

    def _scale(self) -> Scale:
        bars = self.chart.bars
        values = [v for bar in bars for v in (bar.value, bar.low, bar.high) if v is not None]
        values += [0.0, *self.chart.span, *(limit.value for limit in self.chart.limits)]
        return scale(values, self.left + 8, self.width - self.right - 6, ticks=5)

    def shapes(self) -> Iterator[Shape]:
        """Yield everything from back to front."""
        digits = digits_for(self.axis.step)
        for value in self.axis.ticks:
            x = self.axis(value)
            yield Line(x1=x, y1=self.top, x2=x, y2=self.bottom, stroke="grid", line=0.6)
        if self.chart.series:
            yield from legend(self.chart.series, 9, self.width)
        yield from self._rows()
        zero = self.axis(0.0)
        yield Line(x1=zero, y1=self.top, x2=zero, y2=self.bottom, stroke="border2", line=0.9)
        yield from self._limits()
        percent = self.chart.percent
        yield from tick_labels(
            self.axis,
            self.bottom,
            lambda value, _: tick_said(value, digits, self.translator, percent=percent),
        )
        title = fitted(self.chart.x_title, self.width, 8)
        half = text_width(title, 8) / 2
        middle = min(max((self.axis.start + self.axis.end) / 2, half), self.width - half)
        yield from axis_title(title, middle, self.height - 6, self.width)

    def _rows(self) -> Iterator[Shape]:
        groups = _groups(self.chart)
        gap = 6.0 if self.chart.series else 0.0
        room = self.bottom - self.top - gap * len(groups)
        step = room / len(self.chart.bars)
        y = self.top
        for label, bars in groups:
            y += gap / 2
            yield from self._group_label(label, bars, y + step * len(bars) / 2)
            for bar in bars:
                yield from self._bar(bar, y + step / 2, step)
                y += step
            y += gap / 2

    def _group_label(self, label: str, bars: list[Bar], y: float) -> Iterator[Shape]:
        text = fitted(label, self.left, _LABEL, Weight.MEDIUM)
        count = "" if self.chart.series else counted(bars[0].n, self.translator)
        hint = label if text != label else ""
        yield Text(
            x=self.left,
            y=y + (-1 if count else 3),
            text=text,
            size=_LABEL,
            weight=Weight.MEDIUM,
            anchor=Anchor.END,
            room=self.left,
            tip=hint,
        )
        if count:
            count = fitted(count, self.left, _SMALL)
            yield Text(
                x=self.left,
                y=y + 9,
                text=count,
                size=_SMALL,
                color="muted",
                anchor=Anchor.END,
                room=self.left,
            )

    def _bar(self, bar: Bar, y: float, step: float) -> Iterator[Shape]:
        color = self._color(bar)
        words = self._tip(bar)
        if bar.value is not None:
            start, end = sorted((self.axis(0.0), self.axis(bar.value)))
            thick = min(step * 0.62, 13.0)
            fill = Mix("surface", color, 0.55) if isinstance(color, str) else color
            yield Rect(
                x=start,
                y=y - thick / 2,
                width=max(end - start, 0.8),
                height=thick,
                fill=fill,
                radius=1.5,
                tip=words,
            )
            yield from self._interval(bar, y, color)
            spot = self.axis(bar.value)
            if self.chart.series:
                yield symbol(bar.series, (spot, y), color, size=2.6, tip=words)
            elif bar.mark is not Mark.PLAIN:
                yield marker(spot, y, bar.mark, words)
        yield from self._value(bar, y)

    def _interval(self, bar: Bar, y: float, color: Color) -> Iterator[Shape]:
        if bar.low is None and bar.high is None:
            return
        low = self.axis(self.axis.low if bar.low is None else bar.low)
        high = self.axis(self.axis.high if bar.high is None else bar.high)
        yield Line(x1=low, y1=y, x2=high, y2=y, stroke=color, line=1.3)
        for x, end in ((low, bar.low), (high, bar.high)):
            if end is not None:
                yield Line(x1=x, y1=y - 3, x2=x, y2=y + 3, stroke=color, line=1.3)

    def _color(self, bar: Bar) -> Color:
        return series_color(bar.series) if self.chart.series else MARK_COLORS[bar.mark]

    def _value(self, bar: Bar, y: float) -> Iterator[Shape]:
        x = self.width - self.right + 4
        value, interval, word = self._figures(bar)
        beside = bool(word) and bool(self.chart.series)
        base = y + 3 if beside or not word else y - 1
        size = _SMALL if self.chart.series else _VALUE
        yield Text(x=x, y=base, text=value, size=size, weight=Weight.SEMIBOLD, room=self.right)
        after = x + text_width(value, size, Weight.SEMIBOLD) + 4
        rest = " ".join(part for part in (interval, word if beside else "") if part)
        text = fitted(rest, self.width - after, _SMALL) if rest and self.width - after > 12 else ""
        if text:
            yield Text(
                x=after,
                y=base,
                text=text,
                size=_SMALL,
                color="muted",
                room=self.width - after + 0.5,
                tip=rest if text != rest else "",
            )
        if word and not beside:
            color = MARK_COLORS[bar.mark] if bar.mark not in {Mark.PLAIN, Mark.LEFT_OUT} else "muted"
            short = fitted(word, self.right - 4, _SMALL, Weight.SEMIBOLD)
            yield Text(
                x=x,
                y=y + 9,
                text=short,
                size=_SMALL,
                weight=Weight.SEMIBOLD,
                color=color,
                room=self.right,
                tip=word if short != word else "",
            )

    def _figures(self, bar: Bar) -> tuple[str, str, str]:
        percent = self.chart.percent
        value = said(bar.value, self.translator, percent=percent)
        interval = span_said(bar.low, bar.high, self.translator, percent=percent)
        return value, interval, _word(bar, self.translator)

    def _value_width(self, bar: Bar) -> float:
        value, interval, word = self._figures(bar)
        size = _SMALL if self.chart.series else _VALUE
        above = text_width(value, size, Weight.SEMIBOLD) + 5 + text_width(interval, _SMALL)
        below = text_width(word, _SMALL, Weight.SEMIBOLD)
        return above + below + 4 if self.chart.series else max(above, below)

    def _limits(self) -> Iterator[Shape]:
        first = 24.0 if self.chart.series else 9.0
        for row, limit in enumerate(self.chart.limits):
            x = self.axis(limit.value)
            base = first + 12 * row
            yield Line(
                x1=x,
                y1=base + 2,
                x2=x,
                y2=self.bottom,
                stroke=limit.color,
                line=1.1,
                dash=(4.0, 2.5),
                tip=limit.label,
            )
            text = fitted(limit.label, self.width, _SMALL, Weight.MEDIUM)
            half = text_width(text, _SMALL, Weight.MEDIUM) / 2
            spot = min(max(x, half), self.width - half)
            yield Rect(x=spot - half - 2, y=base - 8, width=2 * half + 4, height=10, fill="surface")
            yield Text(
                x=spot,
                y=base,
                text=text,
                size=_SMALL,
                weight=Weight.MEDIUM,
                color="muted",
                anchor=Anchor.MIDDLE,
            )

    def _tip(self, bar: Bar) -> str:
        value, interval, word = self._figures(bar)
        count = counted(bar.n, self.translator)
        return tip(bar.label, _name(self.chart, bar), f"{value} {interval}".strip(), count, word)


__all__ = ["MOST", "Bar", "BarChart", "Limit", "Mark", "bar_chart", "bar_height", "bar_rows"]
