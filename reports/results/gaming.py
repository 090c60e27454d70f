"""How is it shown what turns a rejection, and at which cost?"""

from reports.plots.bars import MOST, Bar, BarChart
from reports.plots.frame import Limit
from reports.plots.lines import LineChart, LinePoint, LineSeries
from reports.results.making import (
    Kind,
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
        _costs(view),
        _features(view),
        _table(view),
        _cost_table(view),
    )


def _costs(view: View) -> Part | None:
    tr = view.tr
    points = tuple(
        LinePoint(
            x=line.number("cost") or 0.0,
            y=line.number("share"),
            low=line.number("low"),
            high=line.number("high"),
            n=line.count("n"),
        )
        for line in lines_of(view, "gaming_costs")
    )
    limit = float(view.result.definition.parameters.get("cost_limit", 1.0))
    chart = LineChart(
        title=tr("Rejections that can be turned, by the effort"),
        series=(LineSeries(label="", points=points),),
        x_title=tr("cost: 1 is one standard deviation of a feature with cost 1"),
        y_title=tr("share of the rejections"),
        percent=True,
        span=(0.0,),
        limits=(Limit(value=limit, label=tr("cost limit"), vertical=True),),
    )
    caption = tr(
        "The cheapest change found for each rejection; a steep start means that little effort suffices."
    )
    return line_part(view, chart, name="gaming_cost_chart", title=chart.title, caption=caption)


def _features(view: View) -> Part | None:
    tr = view.tr
    bars = tuple(
        Bar(
            label=line.word("feature"),
            value=line.number("share"),
            low=line.number("low"),
            high=line.number("high"),
            n=line.count("n"),
        )
        for line in lines_of(view, "gaming_features")
    )
    chart = BarChart(
        title=tr("Features in the cheapest changes"),
        x_title=tr("share of the turned rejections"),
        bars=bars[:MOST],
        percent=True,
    )
    caption = tr("A change may use several features, so that the shares add up to more than 100 %.")
    return bar_part(view, chart, name="gaming_feature_chart", title=chart.title, caption=caption)


def _table(view: View) -> Part | None:
    tr = view.tr
    columns = (
        Shows(name="feature", title=tr("Feature"), share=1.6),
        Shows(
            name="share",
            title=tr("Share of the turned rejections"),
            kind=Kind.SHARE,
            share=2.2,
            low="low",
            high="high",
        ),
        Shows(
            name="median_move", title=tr("Median move, in standard deviations"), kind=Kind.NUMBER, share=1.6
        ),
        Shows(name="cheap", title=tr("Within the cost limit"), kind=Kind.COUNT, share=1.2),
    )
    return data_part(view, "gaming_features", columns, title=tr("Features in the cheapest changes"))


def _cost_table(view: View) -> Part | None:
    tr = view.tr
    columns = (
        Shows(name="cost", title=tr("Cost"), kind=Kind.NUMBER),
        Shows(name="n", title=tr("Rejections"), kind=Kind.COUNT),
        Shows(name="share", title=tr("Can be turned"), kind=Kind.SHARE, share=2.0, low="low", high="high"),
    )
    return data_part(view, "gaming_costs", columns, title=tr("Rejections that can be turned, by the effort"))


PAGE = ResultPage(check="gaming", parts=_parts)
