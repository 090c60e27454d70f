"""How is shown what lowered the chance of those who were refused?"""

from reports.document import Tone
from reports.plots.bars import MOST, Bar, BarChart
from reports.plots.groups import group_word
from reports.results.change_words import change_words
from reports.results.making import Kind, Shows, bar_part, data_part, figures_part, kept, lines_of
from reports.results.page import Part, ResultPage, SayPart, View


def _parts(view: View) -> tuple[Part, ...]:
    tr = view.tr
    return kept(
        SayPart(
            text=tr(
                "Reasons say what lowered the chance in the model. What a person cannot change is marked and "
                "is never advice."
            ),
            tone=Tone.NEUTRAL,
        ),
        _frequency(view),
        _by_group(view),
        figures_part(view, tr("Figures")),
        _reasons(view),
        _cases(view),
    )


def _frequency(view: View) -> Part | None:
    tr, words = view.tr, change_words(view)
    bars = tuple(
        Bar(
            label=line.word("feature"),
            value=line.number("share"),
            low=line.number("low"),
            high=line.number("high"),
            note=words.get(line.word("change"), ""),
        )
        for line in lines_of(view, "reasons")
    )
    chart = BarChart(
        title=tr("How often each feature is among the reasons"),
        x_title=tr("share of refused rows"),
        bars=bars[:MOST],
        percent=True,
    )
    caption = tr("Up to four reasons per refused row; the word says whether the feature can be changed.")
    return bar_part(view, chart, name="reasons_chart", title=chart.title, caption=caption)


def _by_group(view: View) -> Part | None:
    tr, lines = view.tr, lines_of(view, "reason_groups")
    series = tuple(dict.fromkeys(line.word("column") for line in lines))
    bars = tuple(
        Bar(
            label=f"{line.word('feature')}: {group_word(line.word('group'), view.translator)}",
            value=line.number("share"),
            low=line.number("low"),
            high=line.number("high"),
            n=line.count("n"),
            series=series.index(line.word("column")),
        )
        for line in lines
    )
    chart = BarChart(
        title=tr("The most frequent reasons by group"),
        x_title=tr("share of refused rows of the group"),
        bars=bars[: MOST - MOST % max(len(series), 1)],
        series=series,
        percent=True,
    )
    caption = tr("How often the most frequent reasons are given in each group, with intervals.")
    return bar_part(view, chart, name="reason_groups_chart", title=chart.title, caption=caption)


def _reasons(view: View) -> Part | None:
    tr = view.tr
    columns = (
        Shows(name="feature", title=tr("Feature"), share=2.0),
        Shows(
            name="share",
            title=tr("Share of refused rows"),
            kind=Kind.SHARE,
            share=2.2,
            low="low",
            high="high",
        ),
        Shows(name="first", title=tr("First reason"), kind=Kind.SHARE),
        Shows(name="mean_attribution", title=tr("Mean contribution"), kind=Kind.NUMBER),
        Shows(name="change", title=tr("Change"), words=change_words(view), share=1.4),
    )
    return data_part(view, "reasons", columns, title=tr("Reasons"))


def _cases(view: View) -> Part | None:
    tr = view.tr
    columns = (
        Shows(name="row", title=tr("Row"), kind=Kind.COUNT, share=0.7),
        Shows(name="place", title=tr("Place"), kind=Kind.COUNT, share=0.7),
        Shows(name="feature", title=tr("Feature"), share=2.0),
        Shows(name="value", title=tr("Value"), share=1.4),
        Shows(name="attribution", title=tr("Contribution"), kind=Kind.NUMBER, share=1.2),
        Shows(name="change", title=tr("Change"), words=change_words(view), share=1.4),
    )
    caption = tr("Refused rows from the nearest to the cut-off to the farthest.")
    return data_part(view, "reason_cases", columns, title=tr("Reasons of single rows"), caption=caption)


PAGE = ResultPage(check="reason_codes", parts=_parts)
