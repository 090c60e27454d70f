"""How is shown whether predictions come true as often, or as much, as they say?"""

from core.measures import significance_label
from reports.plots.lines import LineChart, LinePoint, LineSeries
from reports.results.making import Kind, Shows, data_part, figures_part, kept, line_part, lines_of
from reports.results.page import ChartPart, FiguresPart, Head, Part, ResultPage, TablePart, View
from reports.results.side_by_side import p_word

_ERRORS = ("ece", "ece_chance", "mce")
_WHOLE = ("calibration_gap", "calibration_ratio", "calibration_intercept", "calibration_slope")
_NUMBERS = ("bias_ratio", "mean_error", "calibration_slope")
_BRIER = ("brier", "brier_skill", "reliability", "resolution", "uncertainty", "within_bins")


def _parts(view: View) -> tuple[Part, ...]:
    if lines_of(view, "deciles"):
        return kept(
            _deciles(view), figures_part(view, view.tr("On the whole"), _NUMBERS), _decile_table(view)
        )
    return kept(
        _curve(view),
        figures_part(view, view.tr("On the whole"), _WHOLE),
        figures_part(view, view.tr("By bins"), _ERRORS),
        _brier(view),
        _tests(view),
        _bins(view),
    )


def _curve(view: View) -> ChartPart | None:
    lines = lines_of(view, "calibration")
    means = [line.number("mean_score") or 0.0 for line in lines]
    ends = [
        value for line in lines for value in (line.number("low"), line.number("high")) if value is not None
    ]
    if not means:
        return None
    first, last = min(means), max(means)
    tr = view.tr
    equal = tuple(LinePoint(x=at, y=at) for at in (first, last))
    observed = tuple(
        LinePoint(
            x=line.number("mean_score") or 0.0,
            y=line.number("rate"),
            low=line.number("low"),
            high=line.number("high"),
            n=line.count("n"),
        )
        for line in lines
    )
    title = tr("Reliability curve of {event}", event=str(view.result.definition.parameters.get("event", "")))
    chart = LineChart(
        title=title,
        series=(
            LineSeries(label=tr("observed"), points=observed),
            LineSeries(label=tr("as predicted"), points=equal if first < last else ()),
        ),
        x_title=tr("mean probability of the bin"),
        y_title=tr("observed share"),
        percent=True,
        x_percent=True,
        span=(min(0.0, *ends),) if ends else (),
        height=250.0,
    )
    caption = tr(
        "Bins of about equally many rows. Points below the line: the event is rarer than predicted; whiskers "
        "are Wilson intervals."
    )
    return line_part(view, chart, name="reliability_chart", title=title, caption=caption)


def _brier(view: View) -> FiguresPart | None:
    return figures_part(view, view.tr("Parts of the Brier score"), _BRIER)


def _tests(view: View) -> TablePart | None:
    lines = lines_of(view, "tests")
    if not lines:
        return None
    tr = view.tr
    heads = (
        Head(title=tr("Test"), share=2.4),
        Head(title=tr("Statistic"), right=True),
        Head(title=tr("Degrees of freedom"), right=True),
        Head(title="p", right=True),
    )
    rows = tuple(
        (
            tr(significance_label(line.word("test"))),
            view.figure(line.number("statistic") or 0.0),
            "–" if line.count("freedom") is None else str(line.count("freedom")),
            p_word(view, line.number("p") or 0.0),
        )
        for line in lines
    )
    return TablePart(
        title=tr("Tests of calibration"),
        heads=heads,
        rows=rows,
        caption=tr("A small p says that chance alone hardly explains the deviation, not that it is large."),
    )


def _bins(view: View) -> TablePart | None:
    tr = view.tr
    columns = (
        Shows(name="mean_score", title=tr("Mean probability"), kind=Kind.SHARE),
        Shows(name="rate", title=tr("Observed share"), kind=Kind.SHARE, share=1.8, low="low", high="high"),
        Shows(name="hits", title=tr("Events"), kind=Kind.COUNT),
        Shows(name="n", title="n", kind=Kind.COUNT),
    )
    return data_part(view, "calibration", columns, title=tr("Bins"))


def _deciles(view: View) -> ChartPart | None:
    lines = lines_of(view, "deciles")
    tr = view.tr
    said = tuple(LinePoint(x=at, y=line.number("predicted")) for at, line in enumerate(lines))
    true = tuple(
        LinePoint(
            x=at,
            y=line.number("actual"),
            low=line.number("low"),
            high=line.number("high"),
            n=line.count("n"),
        )
        for at, line in enumerate(lines)
    )
    title = tr("Predicted and true means by rising prediction")
    chart = LineChart(
        title=title,
        series=(
            LineSeries(label=tr("true"), points=true),
            LineSeries(label=tr("predicted"), points=said),
        ),
        x_title=tr("tenth of the rows by prediction"),
        y_title=tr("mean"),
        categories=tuple(str(at + 1) for at in range(len(lines))),
        height=250.0,
    )
    caption = tr("Bins of about equal weight, such as exposure; whiskers are intervals of the true mean.")
    return line_part(view, chart, name="decile_chart", title=title, caption=caption)


def _decile_table(view: View) -> TablePart | None:
    tr = view.tr
    columns = (
        Shows(name="predicted", title=tr("Mean prediction"), kind=Kind.NUMBER),
        Shows(name="actual", title=tr("True mean"), kind=Kind.NUMBER, share=1.8, low="low", high="high"),
        Shows(name="exposure", title=tr("Weight"), kind=Kind.NUMBER),
        Shows(name="n", title="n", kind=Kind.COUNT),
    )
    return data_part(view, "deciles", columns, title=tr("Tenths"))


PAGE = ResultPage(check="calibration", parts=_parts)
