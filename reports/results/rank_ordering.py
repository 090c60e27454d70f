"""How is the order of grades and score shown?"""

from reports.plots.lines import LineChart, LinePoint, LineSeries
from reports.results.credit_words import answers, grade_columns, points, two_lines
from reports.results.making import Kind, Shows, data_part, figures_part, kept, line_part, lines_of
from reports.results.page import ChartPart, Part, ResultPage, TablePart, View


def _parts(view: View) -> tuple[Part, ...]:
    return kept(
        _rates(view),
        figures_part(view, view.tr("Order of score and grades")),
        _table(view),
        _cap(view),
        _evidence(view),
    )


def _rates(view: View) -> ChartPart | None:
    lines = lines_of(view, "grades")
    title = view.tr("Default rate of each grade")
    rates = LineSeries(label="", points=points(lines, "rate", "low", "high"))
    chart = two_lines(title, lines, ("grade", view.tr("grade, from best to worst")), (rates,))
    caption = view.tr("The rates should rise from grade to grade; a fall is an inversion.")
    return line_part(view, chart, name="grades_chart", title=title, caption=caption)


def _table(view: View) -> TablePart | None:
    tr = view.tr
    columns = (
        *grade_columns(view),
        Shows(name="inverted", title=tr("Below the better grade"), share=1.7, words=answers(view)),
        Shows(name="pair_p_holm", title=tr("p after Holm"), kind=Kind.NUMBER),
    )
    caption = tr(
        "p: how likely so much lower a rate than that of the next better grade would be if both were equal."
    )
    return data_part(view, "grades", columns, title=tr("Grades and their neighbors"), caption=caption)


def _evidence(view: View) -> TablePart | None:
    tr = view.tr
    columns = (
        Shows(name="grade", title=tr("Grade")),
        Shows(name="n", title="n", kind=Kind.COUNT),
        Shows(name="weight_of_evidence", title=tr("Weight of evidence"), kind=Kind.NUMBER, share=1.5),
        Shows(name="information_value", title=tr("Information value"), kind=Kind.NUMBER, share=1.5),
    )
    caption = tr("Weight of evidence above 0: the grade holds more of the good cases than of the bad ones.")
    return data_part(view, "grades", columns, title=tr("What each grade tells"), caption=caption)


def _cap(view: View) -> ChartPart | None:
    lines = lines_of(view, "cap")
    if not lines:
        return None
    tr, share = view.tr, lines[0].number("default_share") or 0.0
    title = tr("Share of the defaults found in the riskiest rows (CAP curve)")
    curve = tuple(LinePoint(x=line.number("rows") or 0.0, y=line.number("defaults")) for line in lines)
    perfect = tuple(LinePoint(x=x, y=y) for x, y in ((0.0, 0.0), (share, 1.0), (1.0, 1.0)))
    chart = LineChart(
        title=title,
        series=(LineSeries(label=tr("score"), points=curve), LineSeries(label=tr("perfect"), points=perfect)),
        x_title=tr("share of the rows, riskiest first"),
        y_title=tr("share of the defaults"),
        percent=True,
        x_percent=True,
        diagonal=True,
        height=240,
    )
    caption = tr("The dashed line is chance; the nearer the curve to the perfect one, the higher the Gini.")
    return line_part(view, chart, name="cap_chart", title=title, caption=caption)


PAGE = ResultPage(check="rank_ordering", parts=_parts)
"""Found by listing this folder."""
