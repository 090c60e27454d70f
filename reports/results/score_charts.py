"""How is shown what a score, or a prediction of amounts, is worth in order?"""

from dataclasses import replace

from reports.plots.bars import Bar, BarChart
from reports.plots.frame import Limit
from reports.plots.lines import LineChart, LinePoint, LineSeries
from reports.results.making import Kind, Line, Shows, bar_part, data_part, line_part, lines_of
from reports.results.page import ChartPart, Part, TablePart, View


def score_parts(view: View) -> tuple[Part | None, ...]:
    """Return ROC and precision-recall curve, gains, lift and the Lorenz curve, as far as they were taken."""
    return (
        _roc(view),
        _precision_recall(view),
        _gains(view),
        _lift(view),
        _gain_table(view),
        _lorenz(view),
    )


def _points(lines: tuple[Line, ...], x: str, y: str) -> tuple[LinePoint, ...]:
    return tuple(LinePoint(x=line.number(x) or 0.0, y=line.number(y)) for line in lines)


def _roc(view: View) -> ChartPart | None:
    lines, tr = lines_of(view, "roc"), view.tr
    title = tr("ROC curve")
    chart = LineChart(
        title=title,
        series=(LineSeries(label="", points=_points(lines, "fpr", "tpr")),),
        x_title=tr("unfavorable cases above the cut-off"),
        y_title=tr("favorable cases above the cut-off"),
        percent=True,
        x_percent=True,
        diagonal=True,
        height=240.0,
    )
    caption = tr("For every possible cut-off; a score without any order lies on the dashed line.")
    return line_part(view, chart, name="roc_chart", title=title, caption=caption)


def _precision_recall(view: View) -> ChartPart | None:
    lines, tr = lines_of(view, "precision_recall"), view.tr
    found = {item.measure: item.value for item in view.result.measurements if item.subject is None}
    base = found.get("precision_trivial")
    limits = () if base is None else (Limit(value=base, label=tr("at random {value}", value=base)),)
    title = tr("Precision-recall curve")
    chart = LineChart(
        title=title,
        series=(LineSeries(label="", points=_points(lines, "recall", "precision")),),
        x_title=tr("cases found (recall)"),
        y_title=tr("right among those named (precision)"),
        percent=True,
        x_percent=True,
        limits=limits,
        span=(0.0, 1.0),
        height=230.0,
    )
    caption = tr("For the class that must be found, for every possible cut-off of the score.")
    return line_part(view, chart, name="precision_recall_chart", title=title, caption=caption)


def _gains(view: View) -> ChartPart | None:
    lines, tr = lines_of(view, "gains"), view.tr
    points = (LinePoint(x=0.0, y=0.0), *_points(lines, "share", "captured")) if lines else ()
    title = tr("Cumulative gains")
    chart = LineChart(
        title=title,
        series=(LineSeries(label="", points=points),),
        x_title=tr("share of the rows, highest risk first"),
        y_title=tr("cases found"),
        percent=True,
        x_percent=True,
        diagonal=True,
        height=230.0,
    )
    caption = tr("How many of the cases lie among the first rows; at random as many as rows.")
    return line_part(view, chart, name="gains_chart", title=title, caption=caption)


def _lift(view: View) -> ChartPart | None:
    tr = view.tr
    lines = [line for line in lines_of(view, "gains") if line.number("rate") is not None]
    title = tr("Cases in each tenth of the rows")
    chart = BarChart(
        title=title,
        bars=tuple(
            Bar(
                label=tr("tenth {n}", n=line.count("part")),
                value=line.number("rate"),
                low=line.number("low"),
                high=line.number("high"),
                n=line.count("n"),
            )
            for line in lines
        ),
        x_title=tr("share of cases"),
        percent=True,
        span=(0.0,),
    )
    caption = tr("Highest risk first; the rates should fall from part to part.")
    return bar_part(view, chart, name="lift_chart", title=title, caption=caption)


def _gain_table(view: View) -> TablePart | None:
    tr = view.tr
    columns = (
        Shows(name="part", title=tr("Tenth"), kind=Kind.COUNT),
        Shows(name="n", title="n", kind=Kind.COUNT),
        Shows(name="hits", title=tr("Cases"), kind=Kind.COUNT),
        Shows(name="rate", title=tr("Share of cases"), kind=Kind.SHARE, share=1.3),
        Shows(name="lift", title=tr("Lift"), kind=Kind.NUMBER),
        Shows(name="share", title=tr("Rows so far"), kind=Kind.SHARE),
        Shows(name="captured", title=tr("Cases so far"), kind=Kind.SHARE),
    )
    found = data_part(view, "gains", columns, title=tr("Gains and lift"))
    return None if found is None else replace(found, whole=True)


def _lorenz(view: View) -> ChartPart | None:
    lines, tr = lines_of(view, "lorenz"), view.tr
    title = tr("Ordered Lorenz curve")
    chart = LineChart(
        title=title,
        series=(
            LineSeries(label=tr("by prediction"), points=_points(lines, "share", "amount")),
            LineSeries(label=tr("best possible"), points=_points(lines, "share", "best")),
        ),
        x_title=tr("share of the rows or their weight, lowest prediction first"),
        y_title=tr("share of the true sum"),
        percent=True,
        x_percent=True,
        diagonal=True,
        height=240.0,
    )
    caption = tr("The farther below the dashed line, the better predictions rank the true amounts.")
    return line_part(view, chart, name="lorenz_chart", title=title, caption=caption)
