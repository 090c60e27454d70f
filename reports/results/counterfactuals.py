"""How is shown what would have turned a refusal?"""

from reports.document import Tone
from reports.plots.bars import MOST, Bar, BarChart
from reports.plots.groups import group_word
from reports.results.making import Kind, Shows, bar_part, data_part, figures_part, kept, lines_of
from reports.results.page import Part, ResultPage, SayPart, View


def _parts(view: View) -> tuple[Part, ...]:
    tr = view.tr
    return kept(
        SayPart(
            text=tr(
                "Each change was confirmed by the model itself, under the stated rules. It is no promise: "
                "costs are the cheapest found."
            ),
            tone=Tone.NEUTRAL,
        ),
        figures_part(view, tr("Figures")),
        _features(view),
        _groups(view),
        _cases(view),
        _group_table(view),
    )


def _features(view: View) -> Part | None:
    tr = view.tr
    bars = tuple(
        Bar(
            label=line.word("feature"),
            value=line.number("share"),
            low=line.number("low"),
            high=line.number("high"),
        )
        for line in lines_of(view, "counterfactual_features")
    )
    chart = BarChart(
        title=tr("Which features take part in the cheapest changes"),
        x_title=tr("share of turned refusals"),
        bars=bars[:MOST],
        percent=True,
    )
    caption = tr("A change may need several features, so the shares can add up to more than 100 %.")
    return bar_part(view, chart, name="counterfactual_features_chart", title=chart.title, caption=caption)


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
        for line in lines_of(view, "counterfactual_groups")
    )
    chart = BarChart(
        title=tr("Refusals with a way out, by group"),
        x_title=view.measure("counterfactual_share"),
        bars=bars[:MOST],
        percent=True,
    )
    caption = tr("Share of the drawn refusals of each group for which a change was found.")
    return bar_part(view, chart, name="counterfactual_groups_chart", title=chart.title, caption=caption)


def _cases(view: View) -> Part | None:
    tr = view.tr
    columns = (
        Shows(name="row", title=tr("Row"), kind=Kind.COUNT, share=0.7),
        Shows(name="feature", title=tr("Feature"), share=1.8),
        Shows(name="value", title=tr("Own value"), share=1.3),
        Shows(name="change", title=tr("New value"), share=1.3),
        Shows(name="cost", title=tr("Cost"), kind=Kind.NUMBER),
        Shows(name="chance", title=tr("Chance after it"), kind=Kind.NUMBER),
    )
    caption = tr(
        "The cheapest changes first; one line per feature that changes. Cost is that of all of them."
    )
    return data_part(view, "counterfactual_cases", columns, title=tr("Single cases"), caption=caption)


def _group_table(view: View) -> Part | None:
    tr = view.tr
    columns = (
        Shows(name="feature", title=tr("Sensitive feature"), share=1.4),
        Shows(name="group", title=tr("Group"), kind=Kind.GROUP, share=1.4),
        Shows(name="n", title=tr("Drawn refusals"), kind=Kind.COUNT),
        Shows(
            name="share",
            title=view.measure("counterfactual_share"),
            kind=Kind.SHARE,
            share=2.2,
            low="low",
            high="high",
        ),
        Shows(name="cost", title=tr("Mean cost"), kind=Kind.NUMBER),
    )
    return data_part(view, "counterfactual_groups", columns, title=tr("Ways out by group"))


PAGE = ResultPage(check="counterfactuals", parts=_parts)
