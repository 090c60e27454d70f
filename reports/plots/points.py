"""How do two values of the same things lie to each other?

Swap sets, parity of two files, scores of two versions. Points are told apart by series (color and shape)::

    chart = PointChart(
        title=..., x_title=..., y_title=..., diagonal=True, percent=True,
        series=(tr("agreed"), tr("swapped in")),
        points=(PlotPoint(x=0.2, y=0.25, label="row 17", series=1), ...),
    )

`point_chart(chart, translator, width, height)`, `point_height(chart)`, `point_rows(chart, translator)`.
At most a few thousand points: thin them out before, with a seed, and say so in the caption.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from core.language import Translator
from reports.drawing import Circle, Drawing, Line, Shape, Text, drawing, fitted
from reports.fonts import Weight, text_width
from reports.plots.frame import Frame, FramePlan, Limit
from reports.plots.parts import nothing
from reports.plots.symbols import series_color, symbol
from reports.plots.values import counted, said, table_rows, tip

HEIGHT = 260.0
_MANY = 200
_LEGEND = 16.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotPoint:
    """One thing with two values."""

    x: float
    y: float
    label: str = ""
    n: int | None = None
    series: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointChart:
    """Points on two axes."""

    title: str
    points: tuple[PlotPoint, ...]
    x_title: str
    y_title: str
    percent: bool = False
    """Whether the vertical values are shares."""
    x_percent: bool = False
    series: tuple[str, ...] = ()
    """Names of the series, in order; empty for one without name."""
    diagonal: bool = False
    """Whether both axes hold the same values, with the line of equal ones."""
    limits: tuple[Limit, ...] = ()
    empty: str = ""
    height: float = HEIGHT


def point_chart(chart: PointChart, translator: Translator, width: float, height: float) -> Drawing:
    """Draw every point with its series, the diagonal and the limits."""
    if not chart.points:
        return nothing(chart.empty or translator.tr("There is no value to draw."), width, height)
    legend = _LEGEND if chart.series else 0.0
    frame = Frame(_plan(chart), translator, width, height - legend)
    return drawing((width, height), _shapes(chart, frame, translator), chart.title)


def point_height(chart: PointChart) -> float:
    """Return the height in points that shows the chart well."""
    return chart.height + (_LEGEND if chart.series else 0.0)


def point_rows(chart: PointChart, translator: Translator) -> tuple[tuple[str, ...], ...]:
    """Return label, series, both values and n of every point."""
    heads = (translator.tr("Point"), translator.tr("Series"), chart.x_title, chart.y_title, "n")
    lines = (
        (
            point.label or str(at),
            _series(chart, point),
            said(point.x, translator, percent=chart.x_percent),
            said(point.y, translator, percent=chart.percent),
            "" if point.n is None else translator.integer(point.n),
        )
        for at, point in enumerate(chart.points, start=1)
    )
    return table_rows(heads, lines)


def _plan(chart: PointChart) -> FramePlan:
    xs = tuple(point.x for point in chart.points)
    ys = tuple(point.y for point in chart.points)
    both = (*xs, *ys) if chart.diagonal else ()
    return FramePlan(
        xs=both or xs,
        ys=both or ys,
        x_title=chart.x_title,
        y_title=chart.y_title,
        x_percent=chart.x_percent,
        y_percent=chart.percent,
        limits=chart.limits,
    )


def _shapes(chart: PointChart, frame: Frame, translator: Translator) -> Iterator[Shape]:
    yield from frame.behind()
    if chart.diagonal:
        low, high = max(frame.x.low, frame.y.low), min(frame.x.high, frame.y.high)
        yield Line(
            x1=frame.x(low), y1=frame.y(low), x2=frame.x(high), y2=frame.y(high), stroke="faint", dash=(3, 2)
        )
    small = len(chart.points) > _MANY
    for point in chart.points:
        color, words = series_color(point.series), _tip(chart, point, translator)
        x, y = frame.x(point.x), frame.y(point.y)
        if small and point.series == 0:
            yield Circle(x=x, y=y, radius=1.5, fill=color, tip=words)
        else:
            yield symbol(point.series, (x, y), color, size=2.2 if small else 3.4, tip=words)
    yield from frame.names()
    yield from legend(chart.series, frame.height + 9, frame.width)


def legend(names: tuple[str, ...], y: float, width: float, *, size: float = 8.5) -> Iterator[Shape]:
    """Yield shape and name of each series in one line, names shortened where they do not fit."""
    room = width / max(len(names), 1) - 22
    x = 6.0
    for number, name in enumerate(names):
        text = fitted(name, room, size, Weight.MEDIUM) if _wide(names, size) > width else name
        yield symbol(number, (x, y - 3), series_color(number))
        hint = name if text != name else ""
        yield Text(x=x + 8, y=y, text=text, size=size, weight=Weight.MEDIUM, tip=hint)
        x += 8 + text_width(text, size, Weight.MEDIUM) + 14


def _wide(names: tuple[str, ...], size: float) -> float:
    return sum(text_width(name, size, Weight.MEDIUM) + 22 for name in names)


def _series(chart: PointChart, point: PlotPoint) -> str:
    return chart.series[point.series] if point.series < len(chart.series) else ""


def _tip(chart: PointChart, point: PlotPoint, translator: Translator) -> str:
    x = said(point.x, translator, percent=chart.x_percent)
    y = said(point.y, translator, percent=chart.percent)
    place = f"{chart.x_title}: {x}; {chart.y_title}: {y}"
    return tip(point.label, _series(chart, point), place, counted(point.n, translator), point.note)


__all__ = ["Limit", "PlotPoint", "PointChart", "legend", "point_chart", "point_height", "point_rows"]
