"""How does one value, or several, move along an axis?

Reliability curves, drift over windows, effects (PDP, ICE, ALE), gains and lift, fairness over cut-offs,
sensitivity. Give a `LineChart`, take a drawing::

    chart = LineChart(
        title=tr("PSI of each window"),
        series=(LineSeries(label="income", points=(LinePoint(x=0, y=0.02, low=0.01, high=0.04, n=9), ...)),),
        categories=("2026-01", "2026-02"),      # words at 0, 1, ...; leave away for numbers
        x_title=tr("window"), y_title=tr("PSI"),
        limits=(Limit(value=0.25, label=tr("threshold {value}", value=0.25)),),
    )
    ChartPart(name="drift_chart", title=..., caption=..., height=line_height(chart),
              draw=lambda width, height: line_chart(chart, view.translator, width, height),
              rows=line_rows(chart, view.translator))

Series are told apart by color, shape of the points, and their name beside the line; a series with `quiet`
is a thin line without name (one case of ICE). Up to six series are told apart well.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from core.language import Translator
from reports.drawing import Circle, Color, Drawing, Line, Mix, Polygon, Shape, drawing
from reports.plots.frame import Frame, FramePlan, Limit, Tag
from reports.plots.parts import nothing
from reports.plots.symbols import series_color, series_dash, symbol
from reports.plots.values import counted, said, span_said, table_rows, tip

HEIGHT = 210.0
_MANY = 40
"""Points of a series from which they are drawn small."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePoint:
    """One value of a series."""

    x: float
    """A number, or the place of a category: 0, 1, 2, ..."""
    y: float | None
    """None leaves a gap in the line."""
    low: float | None = None
    high: float | None = None
    n: int | None = None
    note: str = ""
    """What else its tip says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSeries:
    """Values that belong together."""

    label: str
    """Its name beside the line; empty for none."""
    points: tuple[LinePoint, ...]
    area: bool = False
    """Whether intervals are drawn as an area instead of whiskers."""
    quiet: bool = False
    """Whether it is one of many in the background."""
    joined: bool = True
    """Whether points are connected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart:
    """Series over one axis."""

    title: str
    """What it shows, in one sentence; read out by screen readers."""
    series: tuple[LineSeries, ...]
    x_title: str
    y_title: str
    percent: bool = False
    """Whether values are shares."""
    x_percent: bool = False
    categories: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()
    diagonal: bool = False
    """Whether both axes go from 0 to 1 with the line of equal values."""
    span: tuple[float, ...] = ()
    """Further values the vertical axis must hold, for example 0.0."""
    empty: str = ""
    """The sentence drawn where there is no value; ends with a period."""
    height: float = HEIGHT


def line_chart(chart: LineChart, translator: Translator, width: float, height: float) -> Drawing:
    """Draw the series with intervals, limits and names."""
    if not any(point.y is not None for series in chart.series for point in series.points):
        return nothing(chart.empty or translator.tr("There is no value to draw."), width, height)
    frame = Frame(_plan(chart), translator, width, height)
    return drawing((width, height), _shapes(chart, frame, translator), chart.title)


def line_height(chart: LineChart) -> float:
    """Return the height in points that shows the chart well."""
    names = sum(1 for series in chart.series if series.label and not series.quiet) + len(chart.limits)
    return max(chart.height, 62 + 11.5 * names)


def line_rows(chart: LineChart, translator: Translator) -> tuple[tuple[str, ...], ...]:
    """Return the values behind the chart: series, place, value, interval and n, one line each."""
    tr = translator.tr
    heads = (
        chart.x_title or tr("Place"),
        tr("Series"),
        chart.y_title or tr("Value"),
        tr("Low end"),
        tr("High end"),
        "n",
    )
    return table_rows(heads, _lines(chart, translator), keep=1)


def _lines(chart: LineChart, translator: Translator) -> Iterator[tuple[str, ...]]:
    for series in chart.series:
        for point in series.points:
            figures = (
                "" if value is None else said(value, translator, percent=chart.percent)
                for value in (point.y, point.low, point.high)
            )
            n = "" if point.n is None else translator.integer(point.n)
            yield (_place(chart, point, translator), series.label, *figures, n)


def _plan(chart: LineChart) -> FramePlan:
    points = [point for series in chart.series for point in series.points if point.y is not None]
    ys = [value for point in points for value in (point.y, point.low, point.high) if value is not None]
    return FramePlan(
        xs=tuple(point.x for point in points),
        ys=(*ys, *chart.span),
        x_title=chart.x_title,
        y_title=chart.y_title,
        x_percent=chart.x_percent,
        y_percent=chart.percent,
        categories=chart.categories,
        limits=chart.limits,
        tags=tuple(_tags(chart)),
        shares=chart.diagonal,
    )


def _tags(chart: LineChart) -> Iterator[Tag]:
    loud = [series for series in chart.series if not series.quiet]
    for number, series in enumerate(loud):
        last = next((point.y for point in reversed(series.points) if point.y is not None), None)
        if series.label and last is not None:
            color, dash = series_color(number), series_dash(number)
            yield Tag(at=last, text=series.label, color=color, symbol=number, dash=dash)


def _shapes(chart: LineChart, frame: Frame, translator: Translator) -> Iterator[Shape]:
    yield from frame.behind()
    if chart.diagonal:
        yield Line(
            x1=frame.x(0), y1=frame.y(0), x2=frame.x(1), y2=frame.y(1), stroke="faint", dash=(3, 2), line=0.9
        )
    for series in chart.series:
        if series.quiet:
            for run in _runs(series):
                yield Polygon(
                    points=tuple((frame.x(point.x), frame.y(point.y or 0.0)) for point in run),
                    stroke=Mix("surface", "neutral", 0.45),
                    line=0.6,
                    closed=False,
                    tip=series.label,
                )
    loud = [series for series in chart.series if not series.quiet]
    for number, series in enumerate(loud):
        yield from _series(chart, series, number, frame, translator)
    yield from frame.names()


def _series(
    chart: LineChart, series: LineSeries, number: int, frame: Frame, translator: Translator
) -> Iterator[Shape]:
    color = series_color(number)
    for run in _runs(series):
        if series.area:
            yield from _area(run, frame, color)
        line = tuple((frame.x(point.x), frame.y(point.y or 0.0)) for point in run)
        if series.joined and len(line) > 1:
            yield Polygon(points=line, stroke=color, line=1.4, closed=False, dash=series_dash(number))
    small = len(series.points) > _MANY
    for point in series.points:
        if point.y is None:
            continue
        x, y = frame.x(point.x), frame.y(point.y)
        if not series.area:
            yield from _whisker(point, x, frame, color)
        words = _tip(chart, series, point, translator)
        if small:
            yield Circle(x=x, y=y, radius=1.4, fill=color, tip=words)
        else:
            yield symbol(number, (x, y), color, tip=words)


def _runs(series: LineSeries) -> Iterator[list[LinePoint]]:
    run: list[LinePoint] = []
    for point in series.points:
        if point.y is not None:
            run.append(point)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _area(run: list[LinePoint], frame: Frame, color: Color) -> Iterator[Shape]:
    held = [point for point in run if point.low is not None and point.high is not None]
    if len(held) > 1 and isinstance(color, str):
        upper = [(frame.x(point.x), frame.y(point.high or 0.0)) for point in held]
        lower = [(frame.x(point.x), frame.y(point.low or 0.0)) for point in reversed(held)]
        yield Polygon(points=(*upper, *lower), fill=Mix("surface", color, 0.16))


def _whisker(point: LinePoint, x: float, frame: Frame, color: Color) -> Iterator[Shape]:
    if point.low is None and point.high is None:
        return
    low = frame.y(frame.y.low if point.low is None else point.low)
    high = frame.y(frame.y.high if point.high is None else point.high)
    yield Line(x1=x, y1=low, x2=x, y2=high, stroke=color, line=1.0)
    for y, end in ((low, point.low), (high, point.high)):
        if end is not None:
            yield Line(x1=x - 2.5, y1=y, x2=x + 2.5, y2=y, stroke=color, line=1.0)


def _place(chart: LineChart, point: LinePoint, translator: Translator) -> str:
    if chart.categories:
        return chart.categories[round(point.x)]
    return said(point.x, translator, percent=chart.x_percent)


def _tip(chart: LineChart, series: LineSeries, point: LinePoint, translator: Translator) -> str:
    figure = said(point.y, translator, percent=chart.percent)
    interval = span_said(point.low, point.high, translator, percent=chart.percent)
    value = f"{figure} {interval}".strip()
    return tip(
        series.label, _place(chart, point, translator), value, counted(point.n, translator), point.note
    )


__all__ = ["Limit", "LineChart", "LinePoint", "LineSeries", "line_chart", "line_height", "line_rows"]
