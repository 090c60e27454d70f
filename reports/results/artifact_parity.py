"""How is the agreement of two files of one version shown?"""

from reports.plots.points import PlotPoint, PointChart
from reports.results.making import figures_part, kept, lines_of, point_part
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
    tr, lines = view.tr, lines_of(view, "rows")
    decided = any(line.word("said") or line.word("said_other") for line in lines)
    titles = [tr("Row"), tr("This file"), tr("Other file")]
    titles += [tr("Decision here"), tr("Decision there")] if decided else []
    rows = []
    for line in lines:
        cells = [view.translator.integer(line.count("row") or 0)]
        cells += [view.translator.number(line.number(name), 9) for name in ("here", "other")]
        cells += [line.word(name) or "–" for name in ("said", "said_other")] if decided else []
        rows.append(tuple(cells))
    if not rows:
        return None
    caption = tr("Rows decided in another way come first; at most 50 are named. Rows are counted from 1.")
    return TablePart(
        title=tr("Rows that differ"),
        heads=tuple(Head(title=title, right=at < 3) for at, title in enumerate(titles)),
        rows=tuple(rows),
        caption=caption,
    )


PAGE = ResultPage(check="artifact_parity", parts=_parts)
