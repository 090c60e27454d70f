"""How is shown how much worse the model becomes without a feature?"""

from reports.plots.bars import MOST, Bar, BarChart
from reports.results.making import Kind, Shows, bar_part, data_part, figures_part, kept, lines_of
from reports.results.page import Part, ResultPage, View


def _parts(view: View) -> tuple[Part, ...]:
    tr = view.tr
    return kept(_chart(view), figures_part(view, tr("Figures")), _table(view))


def _chart(view: View) -> Part | None:
    tr = view.tr
    bars = tuple(
        Bar(
            label=line.word("feature"),
            value=line.number("increase"),
            low=line.number("low"),
            high=line.number("high"),
        )
        for line in lines_of(view, "permutation")
    )
    loss = view.result.definition.parameters.get("loss")
    squared, log = tr("increase of the mean squared error"), tr("increase of the mean log loss")
    chart = BarChart(
        title=tr("Increase of the loss when a feature is dealt out anew"),
        x_title=squared if loss == "squared error" else log,
        bars=bars[:MOST],
    )
    caption = tr("A feature whose interval contains 0 cannot be told from one the model does not need.")
    return bar_part(view, chart, name="permutation_chart", title=chart.title, caption=caption)


def _table(view: View) -> Part | None:
    tr = view.tr
    columns = (
        Shows(name="feature", title=tr("Feature"), share=2.0),
        Shows(
            name="increase",
            title=view.measure("permutation_loss"),
            kind=Kind.NUMBER,
            share=2.4,
            low="low",
            high="high",
        ),
        Shows(name="least", title=tr("Smallest repeat"), kind=Kind.NUMBER),
        Shows(name="most", title=tr("Largest repeat"), kind=Kind.NUMBER),
    )
    return data_part(view, "permutation", columns, title=tr("Importance of every feature"))


PAGE = ResultPage(check="permutation_importance", parts=_parts)
