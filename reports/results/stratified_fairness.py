"""How are gaps among comparable people shown?"""

from reports.plots.bars import MOST, Bar, BarChart
from reports.plots.groups import group_word
from reports.plots.parts import Mark
from reports.results.fair_words import comparison_table, features, gaps_part, of_feature, p_word, titled
from reports.results.making import Line, bar_part, kept, lines_of
from reports.results.page import Head, Part, ResultPage, SayPart, TablePart, View


def _parts(view: View) -> tuple[Part, ...]:
    every = tuple(part for at, feature in enumerate(features(view)) for part in _feature(view, feature, at))
    said = SayPart(
        text=view.tr(
            "A gap that vanishes among comparable people goes together with the control feature; "
            "that does not justify it: whether that feature may count is for people to decide."
        )
    )
    return (*every, *kept(_search(view)), said)


def _feature(view: View, feature: str, at: int) -> tuple[Part, ...]:
    tr = view.tr
    lines = of_feature(lines_of(view, "pooled"), feature)
    charts = (
        _chart(view, line, f"strata_chart_{at}_{place}")
        for place, line in enumerate(line for line in lines if line.word("rate") == "selection_rate")
    )
    return kept(
        *charts,
        gaps_part(view, feature, titled(view, tr("Figures within strata"), feature)),
        comparison_table(
            view,
            feature,
            titled(view, tr("Groups beside their reference, within strata"), feature),
            ratios=True,
        ),
        _strata(view, feature),
    )


def _chart(view: View, line: Line, name: str) -> Part | None:
    """Draw the difference over all rows, within all strata, and in each of them."""
    tr, feature = view.tr, line.word("feature")
    ends = [group_word(line.word(end), view.translator) for end in ("group", "reference")]
    whole = (
        Bar(label=tr("over all rows"), value=line.number("crude_difference"), n=line.count("rows")),
        Bar(
            label=tr("within strata, pooled"),
            value=line.number("difference"),
            low=line.number("difference_low"),
            high=line.number("difference_high"),
            n=line.count("informative_rows"),
            mark=Mark.PLAIN,
        ),
    )
    each = [
        item
        for item in of_feature(lines_of(view, "strata"), feature)
        if (item.word("group"), item.word("reference")) == (line.word("group"), line.word("reference"))
        and item.number("difference") is not None
    ]
    most = sorted(each, key=lambda item: -((item.number("n_group") or 0) + (item.number("n_reference") or 0)))
    shown = [item for item in each if item in most[: MOST - 2]]
    chart = BarChart(
        title=tr("Selection rate of “{reference}” minus that of “{group}”", group=ends[0], reference=ends[1]),
        bars=(*whole, *(_stratum(item) for item in shown)),
        x_title=tr("difference of selection rates, in percentage points"),
        percent=True,
        span=(0.0,),
    )
    caption = tr(
        "Right of 0 the group is selected less often than the reference. "
        "Strata on the other side than the first bar speak against it; the largest ones are drawn."
    )
    title = titled(view, tr("Gap in every stratum, “{group}”", group=ends[0]), feature)
    return bar_part(view, chart, name=name, title=title, caption=caption)


def _stratum(line: Line) -> Bar:
    n = round((line.number("n_group") or 0) + (line.number("n_reference") or 0))
    return Bar(
        label=line.word("stratum"),
        value=line.number("difference"),
        low=line.number("low"),
        high=line.number("high"),
        n=n,
    )


def _strata(view: View, feature: str) -> TablePart | None:
    tr, translator = view.tr, view.translator
    lines = of_feature(lines_of(view, "strata"), feature)
    if not lines:
        return None
    heads = (
        Head(title=tr("Stratum"), share=1.9),
        Head(title=tr("Group"), share=1.1),
        Head(title="n", share=0.6, right=True),
        Head(title=view.measure("selection_rate"), share=1.0, right=True),
        Head(title=tr("Reference group"), share=1.1),
        Head(title="n", share=0.6, right=True),
        Head(title=view.measure("selection_rate"), share=1.0, right=True),
        Head(title=tr("Difference"), share=1.2, right=True),
    )
    rows = []
    for line in lines:
        cells = [line.word("stratum")]
        for end in ("group", "reference"):
            rate = line.number(f"rate_{end}")
            said = "–" if rate is None else translator.percent(rate)
            cells += [
                group_word(line.word(end), translator),
                translator.integer(line.count(f"n_{end}") or 0),
                said,
            ]
        rows.append((*cells, _points(view, line, ("difference", "low", "high"))))
    return TablePart(title=titled(view, tr("Every stratum"), feature), heads=heads, rows=tuple(rows))


def _points(view: View, line: Line, names: tuple[str, str, str]) -> str:
    value, low, high = (line.number(name) for name in names)
    if value is None:
        return "–"
    if low is None or high is None:
        return view.value("pooled_difference", value)
    bounds = (view.translator.number(end * 100, 1) for end in (low, high))
    return f"{view.value('pooled_difference', value)}\n{' – '.join(bounds)}"


def _search(view: View) -> TablePart | None:
    tr, lines = view.tr, lines_of(view, "simpson")
    if not lines:
        return None
    words = {"reversed": tr("turns around"), "vanished": tr("vanishes"), "same": tr("stays")}
    order = {"reversed": 0, "vanished": 1, "same": 2}
    heads = (
        Head(title=tr("Feature"), share=1.0),
        Head(title=tr("Group against reference"), share=1.9),
        Head(title=tr("Within the values of"), share=1.2),
        Head(title=tr("Over all rows"), share=1.2, right=True),
        Head(title=tr("Within"), share=1.2, right=True),
        Head(title=tr("The gap"), share=1.0),
        Head(title=tr("p (Holm)"), share=1.2, right=True),
    )
    rows = tuple(
        (
            line.word("feature"),
            tr(
                "{group} against {reference}",
                group=group_word(line.word("group"), view.translator),
                reference=group_word(line.word("reference"), view.translator),
            ),
            line.word("column"),
            _points(view, line, ("crude_difference", "crude_low", "crude_high")),
            _points(view, line, ("difference", "low", "high")),
            words[line.word("outcome")],
            f"{p_word(view, line.number('cmh_p'))}\n({p_word(view, line.number('cmh_p_holm'))})",
        )
        for line in sorted(lines, key=lambda item: order[item.word("outcome")])
    )
    caption = tr("Each column alone as control feature: does the gap stay among people with the same value?")
    return TablePart(title=tr("Search for Simpson reversals"), heads=heads, rows=rows, caption=caption)


PAGE = ResultPage(check="stratified_fairness", parts=_parts)
"""Found by listing this folder."""
