"""How are decisions against the model shown?"""

from reports.plots.bars import MOST, Bar, BarChart
from reports.plots.groups import group_word
from reports.results.making import Kind, Line, Shows, bar_part, data_part, figures_part, kept, lines_of
from reports.results.page import ChartPart, Part, ResultPage, TablePart, View


def _parts(view: View) -> tuple[Part, ...]:
    tr = view.tr
    return kept(
        figures_part(view, tr("Overrides and their outcome")),
        _sets(view),
        _chart(view, "favorable", tr("Overridden to the favorable outcome: group minus all others")),
        _chart(view, "unfavorable", tr("Overridden to the unfavorable outcome: group minus all others")),
        _groups(view, "favorable", tr("Who is overridden to the favorable outcome")),
        _groups(view, "unfavorable", tr("Who is overridden to the unfavorable outcome")),
    )


def _sets(view: View) -> TablePart | None:
    tr = view.tr
    words = {"accepted": tr("accepted"), "rejected": tr("rejected")}
    columns = (
        Shows(name="model", title=tr("Model"), words=words),
        Shows(name="decision", title=tr("Decision"), words=words),
        Shows(name="n", title="n", kind=Kind.COUNT),
        Shows(name="known", title=tr("Outcome known"), kind=Kind.COUNT, share=1.3),
        Shows(name="bad", title=tr("Bad"), kind=Kind.COUNT),
        Shows(name="bad_rate", title=tr("Bad rate"), kind=Kind.SHARE),
    )
    return data_part(view, "decisions", columns, title=tr("What the model said and what was decided"))


def _chart(view: View, direction: str, title: str) -> ChartPart | None:
    lines = lines_of(view, f"groups_{direction}")
    chart = BarChart(
        title=title,
        bars=tuple(_bar(view, line) for line in lines[:MOST]),
        x_title=view.tr("difference of the override rates"),
        percent=True,
        span=(0.0,),
    )
    caption = view.tr("Among the rows that could be overridden in this direction; 0 means no difference.")
    return bar_part(view, chart, name=f"{direction}_chart", title=title, caption=caption)


def _bar(view: View, line: Line) -> Bar:
    group = group_word(line.word("group"), view.translator)
    return Bar(
        label=f"{line.word('feature')}: {group}",
        value=line.number("difference"),
        low=line.number("low"),
        high=line.number("high"),
        n=line.count("n"),
    )


def _groups(view: View, direction: str, title: str) -> TablePart | None:
    tr = view.tr
    columns = (
        Shows(name="feature", title=tr("Feature")),
        Shows(name="group", title=tr("Group"), kind=Kind.GROUP, share=1.3),
        Shows(name="n", title=tr("Could be"), kind=Kind.COUNT),
        Shows(name="overridden", title=tr("Overridden"), kind=Kind.COUNT, share=1.2),
        Shows(name="rate", title=tr("Rate"), kind=Kind.SHARE, share=0.8),
        Shows(name="p", title="p", kind=Kind.NUMBER, share=0.8),
        Shows(name="p_holm", title=tr("p after Holm"), kind=Kind.NUMBER, share=1.2),
    )
    return data_part(view, f"groups_{direction}", columns, title=title)


PAGE = ResultPage(check="overrides", parts=_parts)
"""Found by listing this folder."""
