"""How is shown of what the gap between groups is made?"""

from reports.plots.bars import Bar, BarChart
from reports.plots.features import output_scale
from reports.plots.groups import group_word
from reports.results.making import Kind, Line, Shows, bar_part, data_part, figures_part, kept, lines_of
from reports.results.page import Part, ResultPage, View

_SHOWN = 10
_MOST_PAIRS = 6


def _parts(view: View) -> tuple[Part, ...]:
    tr = view.tr
    return kept(
        figures_part(view, tr("Gaps of mean outputs"), ("mean_output_gap",)),
        *_gaps(view),
        *_profiles(view),
        _table(view),
    )


def _gaps(view: View) -> tuple[Part | None, ...]:
    """Draw the parts of each gap, one chart per pair of groups."""
    pairs: dict[tuple[str, str, str], list[Line]] = {}
    for line in lines_of(view, "gap_parts"):
        key = (line.word("feature"), line.word("group"), line.word("reference"))
        pairs.setdefault(key, []).append(line)
    return tuple(
        _gap(view, key, lines, at) for at, (key, lines) in enumerate(list(pairs.items())[:_MOST_PAIRS])
    )


def _gap(view: View, key: tuple[str, str, str], lines: list[Line], at: int) -> Part | None:
    tr, translator = view.tr, view.translator
    feature, group, reference = key[0], group_word(key[1], translator), group_word(key[2], translator)
    bars = [
        Bar(
            label=line.word("column"),
            value=line.number("part"),
            low=line.number("low"),
            high=line.number("high"),
        )
        for line in lines[:_SHOWN]
    ]
    rest = [line.number("part") or 0.0 for line in lines[_SHOWN:]]
    if rest:
        bars.append(Bar(label=tr("{n} other features", n=len(rest)), value=sum(rest)))
    gap = lines[0].number("gap")
    bars.append(Bar(label=tr("whole gap"), value=gap))
    title = tr(
        "{feature}: what the gap between “{reference}” and “{group}” is made of",
        feature=feature,
        reference=reference,
        group=group,
    )
    chart = BarChart(
        title=title,
        x_title=tr(
            "part of the gap of mean outputs ({scale})", scale=output_scale(view.result, view.translator)
        ),
        bars=tuple(bars),
    )
    caption = tr(
        "Right of 0: through this feature “{reference}” gets a higher output. The parts add up to the gap.",
        reference=reference,
    )
    return bar_part(view, chart, name=f"gap_parts_chart_{at}", title=title, caption=caption)


def _profiles(view: View) -> tuple[Part | None, ...]:
    """Draw the mean size of attributions of each group, one chart per sensitive feature."""
    lines = lines_of(view, "group_attributions")
    features = dict.fromkeys(line.word("feature") for line in lines)
    return tuple(
        _profile(view, feature, [line for line in lines if line.word("feature") == feature], at)
        for at, feature in enumerate(features)
    )


def _profile(view: View, feature: str, lines: list[Line], at: int) -> Part | None:
    tr = view.tr
    groups = tuple(dict.fromkeys(line.word("group") for line in lines))[:4]
    total: dict[str, float] = {}
    for line in lines:
        total[line.word("column")] = max(total.get(line.word("column"), 0.0), line.number("mean_abs") or 0.0)
    shown = sorted(total, key=lambda name: -total[name])[: 24 // max(len(groups), 1)]
    found = {(line.word("column"), line.word("group")): line for line in lines}
    bars = tuple(
        Bar(
            label=column,
            value=found[column, group].number("mean_abs"),
            low=found[column, group].number("low"),
            high=found[column, group].number("high"),
            series=groups.index(group),
        )
        for column in shown
        for group in groups
        if (column, group) in found
    )
    title = tr("{feature}: how strongly each feature moves the output of each group", feature=feature)
    chart = BarChart(
        title=title,
        x_title=tr("mean absolute attribution ({scale})", scale=output_scale(view.result, view.translator)),
        bars=bars,
        series=tuple(group_word(group, view.translator) for group in groups),
    )
    caption = tr("Mean size of the contributions in each group, the strongest features first.")
    return bar_part(view, chart, name=f"group_attributions_chart_{at}", title=title, caption=caption)


def _table(view: View) -> Part | None:
    tr = view.tr
    columns = (
        Shows(name="feature", title=tr("Sensitive feature"), share=1.4),
        Shows(name="group", title=tr("Group"), kind=Kind.GROUP, share=1.2),
        Shows(name="column", title=tr("Feature"), share=1.6),
        Shows(
            name="mean",
            title=tr("Mean contribution"),
            kind=Kind.NUMBER,
            share=2.0,
            low="mean_low",
            high="mean_high",
        ),
        Shows(name="mean_abs", title=tr("Mean size"), kind=Kind.NUMBER, share=2.0, low="low", high="high"),
    )
    return data_part(view, "group_attributions", columns, title=tr("Contributions by group"))


PAGE = ResultPage(check="group_explanation", parts=_parts)
