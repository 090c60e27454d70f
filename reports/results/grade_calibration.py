"""How is the calibration of rating grades shown?"""

from reports.plots.lines import LineSeries
from reports.results.credit_words import grade_columns, points, two_lines
from reports.results.making import Kind, Shows, data_part, figures_part, kept, line_part, lines_of
from reports.results.page import ChartPart, Part, ResultPage, TablePart, View


def _parts(view: View) -> tuple[Part, ...]:
    return kept(
        _chart(view),
        _lights(view),
        figures_part(view, view.tr("The portfolio")),
        _further(view),
    )


def _chart(view: View) -> ChartPart | None:
    lines = lines_of(view, "grades")
    title = view.tr("Estimated and observed default rate of each grade")
    chart = two_lines(
        title,
        lines,
        ("grade", view.tr("grade, from best to worst")),
        (
            LineSeries(label=view.tr("estimated"), points=points(lines, "pd")),
            LineSeries(label=view.tr("observed"), points=points(lines, "rate", "low", "high")),
        ),
    )
    caption = view.tr(
        "A grade whose interval lies above the estimate defaults more often than its probability says."
    )
    return line_part(view, chart, name="calibration_chart", title=title, caption=caption)


def _lights(view: View) -> TablePart | None:
    tr = view.tr
    lights = {
        "green": tr("green"),
        "yellow": tr("yellow"),
        "red": tr("red"),
        "grey": tr("gray: too few rows"),
    }
    columns = (
        *grade_columns(view),
        Shows(name="pd", title=tr("Estimated"), kind=Kind.SHARE, share=0.9),
        Shows(name="jeffreys_p", title=tr("Jeffreys p"), kind=Kind.NUMBER),
        Shows(name="p_holm", title=tr("p after Holm"), kind=Kind.NUMBER),
        Shows(name="light", title=tr("Traffic light"), share=1.1, words=lights),
    )
    caption = tr(
        "Light by the one-sided Jeffreys test: green from p = {yellow}, yellow below it, red below {red}; "
        "gray where a doubled default rate would not be noticed.",
        yellow=_limit(view, "yellow_below"),
        red=_limit(view, "red_below"),
    )
    return data_part(view, "grades", columns, title=tr("Grades and their lights"), caption=caption)


def _limit(view: View, name: str) -> str:
    value = view.result.definition.parameters.get(name)
    return view.translator.number(float(value), 2) if isinstance(value, int | float) else "–"


def _further(view: View) -> TablePart | None:
    tr = view.tr
    sources = {"stated": tr("stated"), "mean_score": tr("mean score")}
    columns = (
        Shows(name="grade", title=tr("Grade"), share=0.8),
        Shows(name="pd_source", title=tr("Estimate from"), share=1.1, words=sources),
        Shows(name="jeffreys_p_two_sided", title=tr("Jeffreys, two-sided"), kind=Kind.NUMBER, share=1.4),
        Shows(name="binomial_p", title=tr("Binomial, exact"), kind=Kind.NUMBER, share=1.2),
        Shows(name="normal_p", title=tr("Normal approximation"), kind=Kind.NUMBER, share=1.4),
        Shows(name="correlated_p", title=tr("Correlated"), kind=Kind.NUMBER),
    )
    caption = tr(
        "p values of the same question by other tests; one-sided except the first, the last with correlated "
        "defaults."
    )
    return data_part(view, "grades", columns, title=tr("Further tests of the grades"), caption=caption)


PAGE = ResultPage(check="grade_calibration", parts=_parts)
"""Found by listing this folder."""
