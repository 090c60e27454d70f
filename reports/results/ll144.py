"""How are the tables of Local Law 144 shown?"""

from reports.plots.bars import MOST, Bar, BarChart
from reports.plots.frame import Limit
from reports.plots.groups import group_word
from reports.results.fair_words import titled
from reports.results.making import Line, bar_part, kept, lines_of
from reports.results.page import Head, Part, ResultPage, SayPart, TablePart, View


def _parts(view: View) -> tuple[Part, ...]:
    lines = lines_of(view, "ll144")
    tables = tuple(dict.fromkeys((line.word("kind"), line.word("feature")) for line in lines))
    said = SayPart(
        text=view.tr(
            "The rule sets no limit for impact ratios and asks for these figures, not for a verdict. Whether "
            "the "
            "law applies, whether the auditor is independent and what follows is for people to decide."
        )
    )
    parts: list[Part] = []
    for at, (kind, feature) in enumerate(tables):
        some = tuple(item for item in lines if (item.word("kind"), item.word("feature")) == (kind, feature))
        parts += kept(_chart(view, some, at), _table(view, some))
    return (said, *parts)


def _title(view: View, line: Line) -> str:
    selection = line.word("kind") == "selection"
    name = (
        view.tr("Selection rates and impact ratios")
        if selection
        else view.tr("Scoring rates and impact ratios")
    )
    return titled(view, name, line.word("feature"))


def _chart(view: View, lines: tuple[Line, ...], at: int) -> Part | None:
    tr = view.tr
    chart = BarChart(
        title=_title(view, lines[0]),
        bars=tuple(
            Bar(
                label=group_word(line.word("group"), view.translator),
                value=line.number("ratio"),
                low=line.number("ratio_low"),
                high=line.number("ratio_high"),
                n=line.count("n"),
                note=tr("below 2 %") if line.number("small") else "",
            )
            for line in lines[:MOST]
        ),
        x_title=tr("Impact ratio"),
        limits=(Limit(value=0.8, label=tr("four fifths")),),
        span=(0.0, 1.0),
    )
    caption = tr(
        "Rate of each category over the highest one; the line of four fifths is a convention, no limit of "
        "the rule."
    )
    return bar_part(view, chart, name=f"ll144_chart_{at}", title=_title(view, lines[0]), caption=caption)


def _table(view: View, lines: tuple[Line, ...]) -> TablePart:
    tr = view.tr
    selection = lines[0].word("kind") == "selection"
    heads = (
        Head(title=tr("Category"), share=2.4),
        Head(title=tr("Individuals"), share=0.9, right=True),
        Head(title=tr("Share of the data"), share=0.9, right=True),
        Head(title=tr("Selected") if selection else tr("Above the median"), share=0.9, right=True),
        Head(title=view.measure("selection_rate" if selection else "scoring_rate"), share=1.2, right=True),
        Head(title=tr("Impact ratio"), share=1.2, right=True),
        Head(title=tr("without categories below 2 %"), share=1.2, right=True),
    )
    unknown = lines[0].count("unknown") or 0
    caption = tr("Not part of the table: {n} individuals of an unknown category.", n=unknown)
    rows = tuple(_row(view, line) for line in lines)
    return TablePart(title=_title(view, lines[0]), heads=heads, rows=rows, caption=caption)


def _row(view: View, line: Line) -> tuple[str, ...]:
    percent, number = view.translator.percent, view.translator.number
    rate, low, high = (line.number(name) for name in ("rate", "low", "high"))
    ratio, least, most = (line.number(name) for name in ("ratio", "ratio_low", "ratio_high"))
    kept_ratio = line.number("ratio_without_small")
    interval = "" if low is None or high is None else f"\n{percent(low)} – {percent(high)}"
    bounds = "" if least is None else f"\n{number(least, 2)} – {'…' if most is None else number(most, 2)}"
    return (
        group_word(line.word("group"), view.translator),
        view.translator.integer(line.count("n") or 0),
        percent(line.number("share") or 0.0),
        "–" if line.number("selected") is None else _count(view, line.number("selected") or 0.0),
        "–" if rate is None else percent(rate) + interval,
        "–" if ratio is None else number(ratio, 3) + bounds,
        "–" if kept_ratio is None else number(kept_ratio, 3),
    )


def _count(view: View, value: float) -> str:
    """Return a number of people; weighted tables have parts of them."""
    return view.translator.integer(round(value)) if value == round(value) else view.figure(value)


PAGE = ResultPage(check="ll144", parts=_parts)
"""Found by listing this folder."""
