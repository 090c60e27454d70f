"""How is the agreement of two files of one version shown?"""

from reports.plots.points import PlotPoint, PointChart
from reports.results.making import Kind, Shows, data_part, figures_part, kept, lines_of, point_part
from reports.results.page import ChartPart, Head, Part, ResultPage, TablePart, View


def _parts(view: View) -> tuple[Part, ...]:
    return kept(
        _scatter(view),
        figures_part(view, view.tr("Agreement of both files")),
        _quantiles(view),
        _rows(view),
    )


def _scatter(view: View) -> ChartPart | None:
    points = [(line.number("here"), line.number("other")) for line in lines_of(view, "points")]
    title = view.tr("Scores of both files")
    chart = PointChart(
        title=title,
        points=tuple(PlotPoint(x=x, y=y) for x, y in points if x is not None and y is not None),
        x_title=view.tr("score of this file"),
        y_title=view.tr("score of the other file"),
        diagonal=True,
    )
    caption = view.tr(
        "Each point is a row; on the line both files give the same score. Of large tables the rows that "
        "differ most and a sample of the others are drawn."
    )
    return point_part(view, chart, name="parity_chart", title=title, caption=caption)


def _quantiles(view: View) -> TablePart | None:
    lines = lines_of(view, "differences")
    if not lines:
        return None
    heads = (
        Head(title=view.tr("Share of the rows"), share=1.0),
        Head(title=view.tr("differ by no more than"), share=1.4, right=True),
    )
    rows = tuple(
        (
            view.translator.percent(line.number("quantile"), 1),
            view.figure(line.number("value") or 0.0),
        )
        for line in lines
    )
    caption = view.tr("Difference of the scores as share of max(1, |score|).")
    return TablePart(title=view.tr("Size of the differences"), heads=heads, rows=rows, caption=caption)


def _rows(view: View) -> TablePart | None:
    tr = view.tr
    columns = [
        Shows(name="row", title=tr("Row"), kind=Kind.COUNT),
        Shows(name="here", title=tr("This file"), kind=Kind.NUMBER),
        Shows(name="other", title=tr("Other file"), kind=Kind.NUMBER),
    ]
    if any(line.word("said") or line.word("said_other") for line in lines_of(view, "rows")):
        columns += [
            Shows(name="said", title=tr("Decision of this file")),
            Shows(name="said_other", title=tr("Decision of the other file")),
        ]
    caption = tr("Rows decided in another way come first; at most 50 are named. Rows are counted from 1.")
    return data_part(view, "rows", tuple(columns), title=tr("Rows that differ"), caption=caption)


PAGE = ResultPage(check="artifact_parity", parts=_parts)
