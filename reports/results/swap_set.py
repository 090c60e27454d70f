"""How is shown whom two versions decide otherwise?"""

from reports.plots.bars import MOST, Bar, BarChart
from reports.plots.groups import group_word
from reports.results.making import Kind, Shows, bar_part, data_part, figures_part, kept, lines_of
from reports.results.page import ChartPart, Part, ResultPage, TablePart, View


def _parts(view: View) -> tuple[Part, ...]:
    tr = view.tr
    return kept(
        _rates(view, "swap", tr("Bad rate of the sets")),
        figures_part(view, tr("Exchange of decisions")),
        _sets(view, "swap", tr("The four sets")),
        _sets(view, "matched_swap", tr("The four sets at the same acceptance rate")),
        _change(view),
        _groups(view),
    )


def _words(view: View) -> dict[str, str]:
    tr = view.tr
    return {
        "both_accepted": tr("accepted by both"),
        "swapped_in": tr("swapped in"),
        "swapped_out": tr("swapped out"),
        "both_rejected": tr("rejected by both"),
    }


def _rates(view: View, name: str, title: str) -> ChartPart | None:
    words = _words(view)
    lines = [line for line in lines_of(view, name) if line.number("bad_rate") is not None]
    chart = BarChart(
        title=title,
        bars=tuple(
            Bar(
                label=words[line.word("set")],
                value=line.number("bad_rate"),
                low=line.number("low"),
                high=line.number("high"),
                n=line.count("known"),
            )
            for line in lines
        ),
        x_title=view.measure("swap_bad_rate"),
        percent=True,
        span=(0.0,),
    )
    caption = view.tr("A better version swaps in cases with a lower bad rate than those it swaps out.")
    return bar_part(view, chart, name="rates_chart", title=title, caption=caption)


def _sets(view: View, name: str, title: str) -> TablePart | None:
    tr = view.tr
    columns = (
        Shows(name="set", title=tr("Set"), share=1.8, words=_words(view)),
        Shows(name="n", title="n", kind=Kind.COUNT, share=0.7),
        Shows(name="share", title=tr("Share"), kind=Kind.SHARE, share=0.8),
        Shows(name="known", title=tr("Outcome known"), kind=Kind.COUNT, share=1.4),
        Shows(name="bad", title=tr("Bad"), kind=Kind.COUNT, share=0.8),
        Shows(name="bad_rate", title=tr("Bad rate"), kind=Kind.SHARE, share=1.5, low="low", high="high"),
    )
    return data_part(view, name, columns, title=title)


def _change(view: View) -> ChartPart | None:
    lines = lines_of(view, "groups")
    title = view.tr("Change of the acceptance rate in each group")
    chart = BarChart(
        title=title,
        bars=tuple(
            Bar(
                label=f"{line.word('feature')}: {group_word(line.word('group'), view.translator)}",
                value=line.number("change"),
                low=line.number("low"),
                high=line.number("high"),
                n=line.count("n"),
            )
            for line in lines[:MOST]
        ),
        x_title=view.measure("acceptance_change"),
        percent=True,
        span=(0.0,),
    )
    caption = view.tr("Above 0 this version accepts more of the group than the other one.")
    return bar_part(view, chart, name="change_chart", title=title, caption=caption)


def _groups(view: View) -> TablePart | None:
    tr = view.tr
    words = {
        "both_accepted": tr("both accept"),
        "swapped_in": tr("swapped in"),
        "swapped_out": tr("swapped out"),
        "both_rejected": tr("both reject"),
    }
    columns = (
        Shows(name="feature", title=tr("Feature")),
        Shows(name="group", title=tr("Group"), kind=Kind.GROUP, share=1.2),
        Shows(name="n", title="n", kind=Kind.COUNT, share=0.7),
        *(Shows(name=name, title=word, kind=Kind.COUNT, share=1.3) for name, word in words.items()),
    )
    return data_part(view, "groups", columns, title=tr("The sets by group"))


PAGE = ResultPage(check="swap_set", parts=_parts)
"""Found by listing this folder."""
