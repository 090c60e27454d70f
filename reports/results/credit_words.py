"""Which words and charts do the pages of credit checks share?"""

from core.results import Conclusion
from reports.plots.frame import Limit
from reports.plots.lines import LineChart, LinePoint, LineSeries
from reports.results.making import Kind, Line, Shows
from reports.results.page import View


def limits(view: View, measure: str) -> tuple[Limit, ...]:
    """Return the policy's limits of a measure as lines of a chart."""
    found: dict[float, Conclusion] = {}
    for item in view.result.conclusions:
        if item.measure == measure and item.threshold is not None:
            found.setdefault(float(item.threshold.number), item)
    return tuple(
        Limit(value=value, label=view.tr("threshold {value}", value=view.value(measure, value)))
        for value in found
    )


def points(lines: tuple[Line, ...], name: str, low: str = "", high: str = "") -> tuple[LinePoint, ...]:
    """Return one point for each line of a table, at 0, 1, 2, ..."""
    return tuple(
        LinePoint(
            x=at,
            y=line.number(name),
            low=line.number(low) if low else None,
            high=line.number(high) if high else None,
            n=line.count("n"),
        )
        for at, line in enumerate(lines)
    )


def two_lines(
    title: str, lines: tuple[Line, ...], names: tuple[str, str], series: tuple[LineSeries, ...]
) -> LineChart:
    """Return a chart of shares over categories; `names` are the category's column and its title."""
    column, head = names
    return LineChart(
        title=title,
        series=series,
        x_title=head,
        y_title="",
        percent=True,
        categories=tuple(line.word(column) for line in lines),
        span=(0.0,),
    )


def grade_columns(view: View) -> tuple[Shows, ...]:
    """Return grade, rows, defaults and default rate."""
    return (
        Shows(name="grade", title=view.tr("Grade"), share=0.8),
        Shows(name="n", title="n", kind=Kind.COUNT, share=0.8),
        Shows(name="defaults", title=view.tr("Defaults"), kind=Kind.COUNT, share=0.8),
        Shows(name="rate", title=view.tr("Default rate"), kind=Kind.SHARE, share=1.7, low="low", high="high"),
    )


def answers(view: View) -> dict[str, str]:
    """Return the words of yes and no."""
    return {"yes": view.tr("yes"), "no": view.tr("no"), "": "–"}
