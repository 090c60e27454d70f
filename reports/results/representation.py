"""How is representation shown?"""

from reports.plots.bars import MOST, Bar, BarChart
from reports.plots.groups import group_word
from reports.results.data_marks import limits, mark_of
from reports.results.making import Kind, Line, Shows, bar_part, data_part, kept, lines_of
from reports.results.page import Part, ResultPage, View


def _parts(view: View) -> tuple[Part, ...]:
    lines = lines_of(view, "groups")
    pairs = dict.fromkeys((line.word("feature"), line.word("source")) for line in lines)
    return kept(
        *(_shares(view, pair, at) for at, pair in enumerate(pairs)),
        _ratios(view),
        _table(view),
        _tests(view),
    )


def source_words(view: View) -> dict[str, str]:
    """Return with what shares were compared."""
    tr = view.tr
    return {"stated": tr("stated shares"), "reference": tr("reference data"), "none": tr("nothing")}


def _shares(view: View, pair: tuple[str, str], at: int) -> Part | None:
    """Draw the shares of a feature's groups here and in one population."""
    tr, (feature, source) = view.tr, pair
    lines = [line for line in lines_of(view, "groups") if (line.word("feature"), line.word("source")) == pair]
    names = ("share",) if source == "none" else ("share", "population")
    bars = [
        Bar(label=group_word(line.word("group"), view.translator), value=line.number(name), series=series)
        for line in lines
        for series, name in enumerate(names)
    ]
    chart = BarChart(
        title=tr("{feature}: shares of the groups", feature=feature),
        x_title=tr("share of the rows"),
        bars=tuple(bars[: 2 * MOST]),
        percent=True,
        series=() if source == "none" else (tr("here"), source_words(view)[source]),
    )
    caption = tr("Among the rows that state the feature.")
    return bar_part(view, chart, name=f"shares_chart_{at}", title=chart.title, caption=caption)


def _ratios(view: View) -> Part | None:
    tr = view.tr
    lines = [line for line in lines_of(view, "groups") if line.number("ratio") is not None]
    several = len({line.word("source") for line in lines}) > 1
    bars = tuple(
        Bar(
            label=_name(view, line, several=several),
            value=line.number("ratio"),
            low=line.number("low"),
            high=line.number("high"),
            n=line.count("n"),
            mark=mark_of(view, "underrepresentation", line, ("low", "high")),
        )
        for line in lines[:MOST]
    )
    chart = BarChart(
        title=tr("Share here against the share in the population"),
        x_title=view.measure("representation_ratio"),
        bars=bars,
        limits=limits(view, "underrepresentation"),
    )
    caption = tr("1 means the same share; below, the group is underrepresented. The whisker is the interval.")
    return bar_part(view, chart, name="ratios_chart", title=chart.title, caption=caption)


def _name(view: View, line: Line, *, several: bool) -> str:
    name = f"{line.word('feature')}: {group_word(line.word('group'), view.translator)}"
    return f"{name} ({source_words(view)[line.word('source')]})" if several else name


def _table(view: View) -> Part | None:
    tr = view.tr
    columns = (
        Shows(name="feature", title=tr("Feature"), share=1.3),
        Shows(name="group", title=tr("Group"), kind=Kind.GROUP, share=1.4),
        Shows(name="n", title=tr("Rows"), kind=Kind.COUNT, share=0.8),
        Shows(name="share", title=tr("Share"), kind=Kind.SHARE, share=0.8),
        Shows(name="source", title=tr("Compared with"), words=source_words(view), share=1.4),
        Shows(name="population", title=tr("Share there"), kind=Kind.SHARE),
        Shows(name="ratio", title=tr("Ratio"), kind=Kind.NUMBER, share=2.0, low="low", high="high"),
        Shows(name="rows_needed", title=tr("Rows needed in all"), kind=Kind.COUNT, share=1.2),
    )
    caption = tr("Rows needed: drawn from the population they hold the minimum group size with 95 %.")
    return data_part(view, "groups", columns, title=tr("Groups"), caption=caption)


def _tests(view: View) -> Part | None:
    tr = view.tr
    columns = (
        Shows(name="feature", title=tr("Feature"), share=2.0),
        Shows(name="source", title=tr("Compared with"), words=source_words(view), share=1.4),
        Shows(name="statistic", title=tr("χ²"), kind=Kind.NUMBER),
        Shows(name="freedom", title=tr("Degrees of freedom"), kind=Kind.COUNT),
        Shows(name="p", title="p", kind=Kind.NUMBER),
        Shows(name="p_holm", title=tr("p (Holm)"), kind=Kind.NUMBER),
    )
    return data_part(view, "tests", columns, title=tr("Chi-square tests of the shares"))


PAGE = ResultPage(check="representation", parts=_parts)
