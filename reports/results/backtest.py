"""How are predictions shown beside what happened?"""

from reports.plots.frame import Limit
from reports.plots.lines import LineChart, LineSeries
from reports.results.credit_words import limits, points
from reports.results.making import Kind, Line, Shows, data_part, figures_part, kept, line_part, lines_of
from reports.results.page import ChartPart, Part, ResultPage, TablePart, View


def _parts(view: View) -> tuple[Part, ...]:
    lines = lines_of(view, "windows")
    counted = any(line.number("low") is not None for line in lines)
    return kept(
        _numbers(view, lines) if counted else None,
        _ratios(view, lines),
        figures_part(view, view.tr("Predicted and realized in all")),
        figures_part(view, view.tr("The window that deviates most"), ("window_p",)) if counted else None,
        _table(view, counted=counted),
    )


def _numbers(view: View, lines: tuple[Line, ...]) -> ChartPart | None:
    title = view.tr("Predicted and realized number in each window of time")
    chart = LineChart(
        title=title,
        series=(
            LineSeries(
                label=view.tr("predicted"), points=points(lines, "predicted", "low", "high"), area=True
            ),
            LineSeries(label=view.tr("realized"), points=points(lines, "realized")),
        ),
        x_title=view.tr("window of time"),
        y_title=view.tr("number"),
        categories=tuple(line.word("window") for line in lines),
        span=(0.0,),
    )
    caption = view.tr(
        "The area holds the number in at least 95 of 100 windows "
        "if the probabilities are true and the rows independent."
    )
    return line_part(view, chart, name="numbers_chart", title=title, caption=caption)


def _ratios(view: View, lines: tuple[Line, ...]) -> ChartPart | None:
    title = view.tr("Realized over predicted in each window of time")
    equal = Limit(value=1.0, label=view.tr("as predicted"))
    found = limits(view, "realized_to_predicted")
    chart = LineChart(
        title=title,
        series=(LineSeries(label="", points=points(lines, "ratio", "ratio_low", "ratio_high")),),
        x_title=view.tr("window of time"),
        y_title=view.measure("realized_to_predicted"),
        categories=tuple(line.word("window") for line in lines),
        limits=(equal, *found),
    )
    caption = view.tr(
        "Above 1 more happened than was predicted, below 1 less; with the interval of each window."
    )
    return line_part(view, chart, name="ratios_chart", title=title, caption=caption)


def _table(view: View, *, counted: bool) -> TablePart | None:
    tr = view.tr
    kind = Kind.NUMBER
    columns: tuple[Shows, ...] = (
        Shows(name="window", title=tr("Window of time")),
        Shows(name="n", title="n", kind=Kind.COUNT, share=0.8),
        Shows(name="predicted", title=tr("Predicted"), kind=kind),
        Shows(name="realized", title=tr("Realized"), kind=Kind.COUNT if counted else kind),
        Shows(name="ratio", title=tr("Ratio"), kind=kind, share=1.9, low="ratio_low", high="ratio_high"),
    )
    if counted:
        columns += (
            Shows(name="p", title="p", kind=kind, share=0.8),
            Shows(name="p_holm", title=tr("p after Holm"), kind=kind, share=0.9),
        )
    else:
        error = tr("Mean error")
        columns += (
            Shows(name="mean_error", title=error, kind=kind, share=1.9, low="error_low", high="error_high"),
        )
    return data_part(view, "windows", columns, title=tr("Windows of time"))


PAGE = ResultPage(check="backtest", parts=_parts)
"""Found by listing this folder."""
