"""How is shown how strongly decisions draw on the score?"""

from reports.document import Tone
from reports.plots.bars import MOST, Bar, BarChart
from reports.plots.groups import group_word
from reports.plots.lines import LineChart, LinePoint, LineSeries
from reports.results.making import Kind, Shows, bar_part, data_part, figures_part, kept, line_part, lines_of
from reports.results.page import Part, ResultPage, SayPart, View


def _parts(view: View) -> tuple[Part, ...]:
    tr = view.tr
    return kept(
        SayPart(
            text=tr(
                "An indication only: whether a decision draws strongly on a score in the sense of the "
                "judgment C-634/21 (SCHUFA Holding) also depends on who examines the case, and how. These "
                "figures do not answer that question."
            ),
            tone=Tone.WARN,
        ),
        figures_part(view, tr("Figures")),
        _bands(view),
        _groups(view),
        _table(view),
    )


def _bands(view: View) -> Part | None:
    tr, lines = view.tr, lines_of(view, "decision_bands")
    decided = tuple(
        LinePoint(
            x=at,
            y=line.number("favorable"),
            low=line.number("low"),
            high=line.number("high"),
            n=line.count("n"),
        )
        for at, line in enumerate(lines)
    )
    proposed = tuple(LinePoint(x=at, y=line.number("proposed")) for at, line in enumerate(lines))
    chart = LineChart(
        title=tr("Favorable decisions by band of the score"),
        series=(
            LineSeries(label=tr("final decision"), points=decided),
            LineSeries(label=tr("score alone"), points=proposed),
        ),
        categories=tuple(str(at + 1) for at in range(len(lines))),
        x_title=tr("band of the score, from the lowest chance to the highest"),
        y_title=tr("favorable decisions"),
        percent=True,
        span=(0.0, 1.0),
    )
    caption = tr(
        "The closer both lines, the more the decision follows the score; bands hold about equal numbers of "
        "rows."
    )
    return line_part(view, chart, name="decision_bands_chart", title=chart.title, caption=caption)


def _groups(view: View) -> Part | None:
    tr = view.tr
    bars = tuple(
        Bar(
            label=f"{line.word('feature')}: {group_word(line.word('group'), view.translator)}",
            value=line.number("share"),
            low=line.number("low"),
            high=line.number("high"),
            n=line.count("n"),
        )
        for line in lines_of(view, "departure_groups")
    )
    chart = BarChart(
        title=tr("Departures from the score by group"),
        x_title=view.measure("decision_departures"),
        bars=bars[:MOST],
        percent=True,
    )
    caption = tr("Share of rows of each group that were decided otherwise than by the score.")
    return bar_part(view, chart, name="departure_groups_chart", title=chart.title, caption=caption)


def _table(view: View) -> Part | None:
    tr = view.tr
    columns = (
        Shows(name="low_score", title=tr("Chance from"), kind=Kind.NUMBER),
        Shows(name="high_score", title=tr("to"), kind=Kind.NUMBER),
        Shows(name="n", title=tr("Rows"), kind=Kind.COUNT),
        Shows(
            name="favorable",
            title=tr("Favorable"),
            kind=Kind.SHARE,
            share=2.2,
            low="low",
            high="high",
        ),
        Shows(name="proposed", title=tr("Score alone"), kind=Kind.SHARE),
        Shows(name="departures", title=tr("Departures"), kind=Kind.SHARE),
    )
    return data_part(view, "decision_bands", columns, title=tr("Bands of the score"))


PAGE = ResultPage(check="decision_reliance", parts=_parts)
