"""How does a page turn the tables and figures of a result into parts, without writing it anew each time?

A page usually reads the lines of a `DataTable`, makes a chart of `reports.plots` from them, and shows the
same table::

    def _parts(view: View) -> tuple[Part, ...]:
        lines = lines_of(view, "psi")
        bars = tuple(Bar(label=line.word("feature"), value=line.number("psi")) for line in lines)
        chart = BarChart(title=..., x_title=view.measure("psi"), bars=bars[:MOST])
        columns = (Shows(name="feature", title=view.tr("Feature"), share=2.0),
                   Shows(name="psi", title=view.measure("psi"), kind=Kind.NUMBER))
        return kept(
            bar_part(view, chart, name="psi_chart", title=..., caption=...),
            data_part(view, "psi", columns, title=...),
        )
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.results import Measurement
from reports.plots.bars import BarChart, bar_chart, bar_height, bar_rows
from reports.plots.groups import group_word
from reports.plots.heat import HeatChart, heat_chart, heat_height, heat_rows
from reports.plots.lines import LineChart, line_chart, line_height, line_rows
from reports.plots.parts import table
from reports.plots.points import PointChart, point_chart, point_height, point_rows
from reports.plots.values import said
from reports.results.page import ChartPart, FiguresPart, Head, Part, TablePart, View


class Kind(StrEnum):
    """How the values of a column are said."""

    WORD = "word"
    GROUP = "group"
    """A group's label: "<= 25" is printed as "≤ 25", nothing as "not stated"."""
    NUMBER = "number"
    SHARE = "share"
    COUNT = "count"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shows:
    """One column of a table: which values, under which head, said how."""

    name: str
    title: str
    kind: Kind = Kind.WORD
    share: float = 1.0
    low: str = ""
    """Columns with the ends of the interval, printed in brackets behind the value."""
    high: str = ""
    words: Mapping[str, str] | None = None
    """What stored words, such as ids of measures or states, are called."""


class Line:
    """One line of a table of a result, with its values by column."""

    def __init__(self, values: Mapping[str, float | str | None]) -> None:
        """Keep the values."""
        self._values = values

    def number(self, name: str) -> float | None:
        """Return a value as number; None where there is none."""
        value = self._values.get(name)
        return float(value) if isinstance(value, int | float) else None

    def count(self, name: str) -> int | None:
        """Return a value as whole number."""
        value = self.number(name)
        return None if value is None else round(value)

    def word(self, name: str) -> str:
        """Return a value as text; empty where there is none."""
        value = self._values.get(name)
        return "" if value is None else str(value)


def lines_of(view: View, name: str) -> tuple[Line, ...]:
    """Return the lines of a table of the result; none if it has no such table."""
    found = table(view.result.tables, name)
    if found is None:
        return ()
    names = [column.name for column in found.columns]
    values = zip(*(column.values for column in found.columns), strict=True)
    return tuple(Line(dict(zip(names, line, strict=True))) for line in values)


def kept(*parts: Part | None) -> tuple[Part, ...]:
    """Return the parts that are there."""
    return tuple(part for part in parts if part is not None)


def line_part(view: View, chart: LineChart, *, name: str, title: str, caption: str) -> ChartPart | None:
    """Return a line chart as part; None where no point has a value."""
    if not any(point.y is not None for series in chart.series for point in series.points):
        return None
    return ChartPart(
        name=name,
        title=title,
        caption=caption,
        draw=lambda width, height: line_chart(chart, view.translator, width, height),
        height=line_height(chart),
        rows=line_rows(chart, view.translator),
    )


def bar_part(view: View, chart: BarChart, *, name: str, title: str, caption: str) -> ChartPart | None:
    """Return a bar chart as part; None without a bar."""
    if not chart.bars:
        return None
    return ChartPart(
        name=name,
        title=title,
        caption=caption,
        draw=lambda width, height: bar_chart(chart, view.translator, width, height),
        height=bar_height(chart),
        rows=bar_rows(chart, view.translator),
    )


def heat_part(view: View, chart: HeatChart, *, name: str, title: str, caption: str) -> ChartPart | None:
    """Return a matrix as part; None without a cell."""
    if not chart.rows or not chart.columns:
        return None
    return ChartPart(
        name=name,
        title=title,
        caption=caption,
        draw=lambda width, height: heat_chart(chart, view.translator, width, height),
        height=heat_height(chart),
        rows=heat_rows(chart, view.translator),
    )


def point_part(view: View, chart: PointChart, *, name: str, title: str, caption: str) -> ChartPart | None:
    """Return points on two axes as part; None without a point."""
    if not chart.points:
        return None
    return ChartPart(
        name=name,
        title=title,
        caption=caption,
        draw=lambda width, height: point_chart(chart, view.translator, width, height),
        height=point_height(chart),
        rows=point_rows(chart, view.translator),
    )


def data_part(
    view: View, name: str, columns: tuple[Shows, ...], *, title: str, caption: str = ""
) -> TablePart | None:
    """Return a table of the result under heads in the language; None where it is absent or empty."""
    lines = lines_of(view, name)
    if not lines:
        return None
    numeric = {Kind.NUMBER, Kind.SHARE, Kind.COUNT}
    heads = tuple(
        Head(title=column.title, share=column.share, right=column.kind in numeric) for column in columns
    )
    rows = tuple(tuple(_cell(view, line, column) for column in columns) for line in lines)
    return TablePart(title=title, heads=heads, rows=rows, caption=caption)


def figures_part(view: View, title: str, measures: tuple[str, ...] = ()) -> FiguresPart | None:
    """Return the figures of the whole table, or those of the named measures; None where there is none."""

    def wanted(item: Measurement) -> bool:
        return item.measure in measures if measures else item.subject is None

    found = tuple(item for item in view.result.measurements if wanted(item))
    return FiguresPart(title=title, measurements=found) if found else None


def _cell(view: View, line: Line, column: Shows) -> str:
    match column.kind:
        case Kind.WORD:
            word = line.word(column.name)
            return (column.words or {}).get(word, word) or "–"
        case Kind.GROUP:
            return group_word(line.word(column.name), view.translator)
        case Kind.COUNT:
            count = line.count(column.name)
            return "–" if count is None else view.translator.integer(count)
    percent = column.kind is Kind.SHARE
    value, low, high = (
        said(line.number(name), view.translator, percent=percent)
        for name in (column.name, column.low, column.high)
    )
    return value if low == high == "–" else f"{value} [{low} – {high}]"
