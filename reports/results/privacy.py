"""How is it shown who could be recognized, in the table and through the model?"""

from reports.plots.bars import MOST, Bar, BarChart
from reports.plots.lines import LineChart, LinePoint, LineSeries
from reports.results.making import (
    Kind,
    Line,
    Shows,
    bar_part,
    data_part,
    figures_part,
    kept,
    line_part,
    lines_of,
)
from reports.results.page import Part, ResultPage, View


def _parts(view: View) -> tuple[Part, ...]:
    return kept(
        figures_part(view, view.tr("Figures")),
        _sizes(view),
        _without(view),
        _roc(view),
        _losses(view),
        _size_table(view),
    )


def _size(view: View, line: Line) -> str:
    least, most = line.count("least") or 0, line.count("most")
    if most is None:
        return view.tr("{n} and more", n=least)
    return view.tr("only one row") if least == most == 1 else f"{least} – {most}"


def _sizes(view: View) -> Part | None:
    tr = view.tr
    bars = tuple(
        Bar(label=_size(view, line), value=line.number("share"), n=line.count("rows"))
        for line in lines_of(view, "combination_sizes")
    )
    chart = BarChart(
        title=tr("Rows by how many share their combination"),
        x_title=tr("share of the rows"),
        bars=bars,
        percent=True,
    )
    caption = tr("Columns taken: {columns}.", columns=view.result.definition.parameters.get("columns", "–"))
    return bar_part(view, chart, name="combination_chart", title=chart.title, caption=caption)


def _without(view: View) -> Part | None:
    tr = view.tr
    bars = tuple(
        Bar(label=line.word("column"), value=line.number("unique_share"), n=line.count("n"))
        for line in lines_of(view, "unique_without")
    )
    chart = BarChart(
        title=tr("Unique rows when one column is left out"),
        x_title=tr("share of unique rows"),
        bars=bars[:MOST],
        percent=True,
        span=(0.0,),
    )
    caption = tr("The column at the top makes most rows unique.")
    return bar_part(view, chart, name="without_chart", title=chart.title, caption=caption)


def _roc(view: View) -> Part | None:
    tr = view.tr
    points = tuple(
        LinePoint(x=line.number("fpr") or 0.0, y=line.number("tpr"))
        for line in lines_of(view, "membership_roc")
    )
    chart = LineChart(
        title=tr("Training rows recognized by their loss"),
        series=(LineSeries(label="", points=points),),
        x_title=tr("other rows taken for training rows"),
        y_title=tr("recognized training rows"),
        percent=True,
        x_percent=True,
        diagonal=True,
    )
    caption = tr("On the diagonal nothing can be told; the left edge shows what few false alarms give away.")
    return line_part(view, chart, name="membership_chart", title=chart.title, caption=caption)


def _losses(view: View) -> Part | None:
    tr, lines = view.tr, lines_of(view, "membership_losses")
    names = (("members", tr("training rows")), ("others", tr("other rows")))
    series = tuple(
        LineSeries(
            label=label,
            points=tuple(LinePoint(x=line.number("place") or 0.0, y=line.number(name)) for line in lines),
        )
        for name, label in names
    )
    chart = LineChart(
        title=tr("Losses of training rows and of others"),
        series=series if lines else (),
        x_title=tr("share of the rows with a smaller loss"),
        y_title=tr("loss"),
        x_percent=True,
        span=(0.0,),
    )
    caption = tr(
        "The further the lines lie apart, the better losses tell training rows from others; "
        "the rows may also differ for other reasons."
    )
    return line_part(view, chart, name="loss_chart", title=chart.title, caption=caption)


def _size_table(view: View) -> Part | None:
    tr = view.tr
    columns = (
        Shows(name="least", title=tr("Rows of the combination, from"), kind=Kind.COUNT),
        Shows(name="most", title=tr("to"), kind=Kind.COUNT),
        Shows(name="combinations", title=tr("Combinations"), kind=Kind.COUNT),
        Shows(name="rows", title=tr("Rows"), kind=Kind.COUNT),
        Shows(name="share", title=tr("Share of the rows"), kind=Kind.SHARE),
    )
    return data_part(view, "combination_sizes", columns, title=tr("How many rows share their combination"))


PAGE = ResultPage(check="privacy", parts=_parts)
