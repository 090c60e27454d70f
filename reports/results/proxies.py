"""How is it shown which features stand for a sensitive one?"""

from reports.plots.bars import MOST, Bar, BarChart
from reports.plots.frame import Limit
from reports.plots.groups import group_word
from reports.results.making import Kind, Line, Shows, bar_part, data_part, figures_part, kept, lines_of
from reports.results.page import Part, ResultPage, View

_SHOWN = 12
"""Features of a chart; the table holds them all."""


def _parts(view: View) -> tuple[Part, ...]:
    lines = lines_of(view, "proxy_features")
    sensitive = dict.fromkeys(line.word("sensitive") for line in lines)
    return kept(
        figures_part(view, view.tr("Figures"), ("proxy_auc", "score_proxy_auc")),
        _groups(view),
        *(
            _singles(view, [line for line in lines if line.word("sensitive") == name], at)
            for at, name in enumerate(sensitive)
        ),
        _table(view),
    )


def _limits(view: View) -> tuple[Limit, ...]:
    found = [item.threshold for item in view.result.conclusions if item.measure == "proxy_auc"]
    chance = Limit(value=0.5, label=view.tr("chance"))
    stated = [item for item in found if item is not None][:1]
    marks = [
        Limit(
            value=float(item.number),
            label=view.tr("threshold {value}", value=view.value("proxy_auc", float(item.number))),
        )
        for item in stated
    ]
    return (chance, *marks)


def _groups(view: View) -> Part | None:
    tr = view.tr
    fits = {"proxy_linear_auc": 0, "proxy_trees_auc": 1}
    bars = tuple(
        Bar(
            label=f"{line.word('feature')}: {group_word(line.word('group'), view.translator)}",
            value=line.number("auc"),
            low=line.number("low"),
            high=line.number("high"),
            n=line.count("n"),
            series=fits.get(line.word("fit"), 0),
        )
        for line in lines_of(view, "proxy_groups")
    )
    chart = BarChart(
        title=tr("All other features together"),
        x_title=tr("area under the ROC curve, on rows the fit has not seen"),
        bars=bars[:MOST],
        series=(tr("linear model"), tr("trees")),
        limits=_limits(view),
        span=(0.5, 1.0),
    )
    caption = tr("0.5 is chance; at 1 the group can be read from the other features.")
    return bar_part(view, chart, name="proxy_group_chart", title=chart.title, caption=caption)


def _singles(view: View, lines: list[Line], at: int) -> Part | None:
    tr = view.tr
    bars = tuple(
        Bar(
            label=line.word("feature"),
            value=line.number("auc"),
            low=line.number("low"),
            high=line.number("high"),
            n=line.count("n"),
        )
        for line in lines[:_SHOWN]
    )
    chart = BarChart(
        title=tr("{feature}: strongest single features", feature=lines[0].word("sensitive")),
        x_title=tr("area under the ROC curve of one feature alone"),
        bars=bars,
        limits=(Limit(value=0.5, label=tr("chance")),),
        span=(0.5,),
    )
    caption = tr("For several groups the one that is predicted best.")
    return bar_part(view, chart, name=f"proxy_chart_{at}", title=chart.title, caption=caption)


def _table(view: View) -> Part | None:
    tr = view.tr
    columns = (
        Shows(name="sensitive", title=tr("Sensitive feature"), share=1.3),
        Shows(name="feature", title=tr("Feature"), share=1.5),
        Shows(name="n", title=tr("Rows"), kind=Kind.COUNT),
        Shows(name="auc", title=tr("AUC"), kind=Kind.NUMBER, share=2.2, low="low", high="high"),
        Shows(name="cramers_v", title=tr("Cramér's V"), kind=Kind.NUMBER),
        Shows(name="bits", title=tr("Shared information, bits"), kind=Kind.NUMBER, share=1.2),
    )
    return data_part(view, "proxy_features", columns, title=tr("Every feature alone"))


PAGE = ResultPage(check="proxies", parts=_parts)
