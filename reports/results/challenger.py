"""How is the model shown beside a simple one?"""

from reports.plots.bars import Bar, BarChart
from reports.plots.lines import LineChart, LinePoint, LineSeries
from reports.results.making import bar_part, figures_part, kept, line_part, lines_of
from reports.results.page import ChartPart, Part, ResultPage, View

_PAIRS = (("auc", "auc_challenger"), ("rmse", "rmse_challenger"))


def _parts(view: View) -> tuple[Part, ...]:
    return kept(
        *(_pair(view, *names) for names in _PAIRS),
        figures_part(view, view.tr("Model and simple model")),
        _curves(view),
        _coefficients(view),
    )


def _pair(view: View, model: str, simple: str) -> ChartPart | None:
    found = {item.measure: item for item in view.result.measurements}
    if model not in found or simple not in found:
        return None
    title = view.tr("{measure}: model and simple model", measure=view.measure(model))
    bars = []
    for name, label in ((model, view.tr("model")), (simple, view.tr("simple model"))):
        item = found[name]
        low, high = (None, None) if item.interval is None else (item.interval.low, item.interval.high)
        bars.append(Bar(label=label, value=item.value, low=low, high=high, n=item.n))
    chart = BarChart(title=title, bars=tuple(bars), x_title=view.measure(model), span=(0.0,))
    caption = view.tr(
        "The intervals of the two may overlap although the difference, on the same rows, is clear."
    )
    return bar_part(view, chart, name=f"{model}_chart", title=title, caption=caption)


def _curves(view: View) -> ChartPart | None:
    tr = view.tr
    names = {"roc_model": tr("model"), "roc_challenger": tr("simple model")}
    series = tuple(
        LineSeries(
            label=label,
            points=tuple(
                LinePoint(x=line.number("fpr") or 0.0, y=line.number("tpr")) for line in lines_of(view, name)
            ),
        )
        for name, label in names.items()
    )
    title = tr("ROC curves of the model and the simple model")
    chart = LineChart(
        title=title,
        series=series,
        x_title=tr("false positive rate"),
        y_title=tr("true positive rate"),
        percent=True,
        x_percent=True,
        diagonal=True,
        height=240,
    )
    caption = tr("The curve nearer to the upper left corner orders better; the dashed line is chance.")
    return line_part(view, chart, name="roc_chart", title=title, caption=caption)


def _coefficients(view: View) -> ChartPart | None:
    lines = lines_of(view, "coefficients")
    title = view.tr("Largest coefficients of the simple model")
    chart = BarChart(
        title=title,
        bars=tuple(Bar(label=line.word("term"), value=line.number("coefficient")) for line in lines),
        x_title=view.tr("coefficient; numbers per standard deviation"),
        span=(0.0,),
    )
    caption = view.tr(
        "Above 0 the favorable outcome, or the number, rises; categories count against the most frequent one."
    )
    return bar_part(view, chart, name="coefficients_chart", title=title, caption=caption)


PAGE = ResultPage(check="challenger", parts=_parts)
"""Found by listing this folder."""
