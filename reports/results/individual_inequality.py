"""How is the inequality of benefits shown?"""

from reports.plots.bars import MOST, Bar, BarChart
from reports.plots.groups import group_word
from reports.results.fair_words import features, gaps_part, group_table, interval_chart, of_feature, titled
from reports.results.making import bar_part, figures_part, kept, lines_of
from reports.results.page import Head, Part, ResultPage, TablePart, View

_BETWEEN = "*"
_MEASURES = ("mean_benefit", "theil", "generalized_entropy_0", "generalized_entropy_2")


def _parts(view: View) -> tuple[Part, ...]:
    whole = kept(figures_part(view, view.tr("Inequality over all people")))
    each = (part for at, feature in enumerate(features(view)) for part in _feature(view, feature, at))
    return (*whole, *each)


def _feature(view: View, feature: str, at: int) -> tuple[Part, ...]:
    tr = view.tr
    return kept(
        _split(view, feature, at),
        interval_chart(view, feature, "mean_benefit", at),
        gaps_part(view, feature, titled(view, tr("Theil index between and within groups"), feature)),
        group_table(view, feature, _MEASURES, titled(view, tr("Benefits by group"), feature)),
        _table(view, feature),
    )


def _word(view: View, label: str) -> str:
    return view.tr("between the groups") if label == _BETWEEN else group_word(label, view.translator)


def _split(view: View, feature: str, at: int) -> Part | None:
    tr, lines = view.tr, of_feature(lines_of(view, "inequality"), feature)
    chart = BarChart(
        title=tr("What each part contributes to the Theil index"),
        bars=tuple(
            Bar(
                label=_word(view, line.word("group")),
                value=line.number("part_1"),
                note=""
                if line.number("share") is None
                else tr("{share} of the people", share=view.translator.percent(line.number("share") or 0.0)),
            )
            for line in (*lines[-1:], *lines[:-1][: MOST - 1])
        ),
        x_title=view.measure("theil"),
        span=(0.0,),
    )
    caption = tr(
        "The first bar is what remains if everybody has the mean of their group; all bars add up to the "
        "index."
    )
    title = titled(view, tr("Where the inequality lies"), feature)
    return bar_part(view, chart, name=f"inequality_chart_{at}", title=title, caption=caption)


def _table(view: View, feature: str) -> TablePart | None:
    tr, lines = view.tr, of_feature(lines_of(view, "inequality"), feature)
    if not lines:
        return None
    heads = (
        Head(title=tr("Part"), share=2.0),
        Head(title=tr("Share of the people"), right=True),
        Head(title=view.measure("mean_benefit"), right=True),
        *(Head(title=tr("Part of GE({alpha})", alpha=alpha), right=True) for alpha in (0, 1, 2)),
    )
    rows = []
    for line in lines:
        share = line.number("share")
        numbers = (line.number(name) for name in ("mean", "part_0", "part_1", "part_2"))
        said = ("–" if value is None else view.figure(value) for value in numbers)
        rows.append(
            (_word(view, line.word("group")), "–" if share is None else view.translator.percent(share), *said)
        )
    return TablePart(
        title=titled(view, tr("Parts of the inequality"), feature), heads=heads, rows=tuple(rows)
    )


PAGE = ResultPage(check="individual_inequality", parts=_parts)
"""Found by listing this folder."""
