"""How is the performance of a model shown: each class against the trivial answer, and all figures?"""

from reports.plots.groups import group_interval_chart, row_height, split
from reports.plots.heat import HeatCell, HeatChart
from reports.plots.performance import calibration_chart, recall_series, rows_of
from reports.results.making import figures_part, heat_part, kept, lines_of
from reports.results.page import ChartPart, FiguresPart, Head, Part, ResultPage, TablePart, View
from reports.results.score_charts import score_parts
from reports.results.series import series_rows

CLASS_MEASURES = ("base_rate", "recall", "precision")
_MOST_CLASSES = 16
"""With more classes the matrix has no room."""


def _parts(view: View) -> tuple[Part, ...]:
    return kept(
        *_recall(view),
        _classes(view),
        figures_part(view, view.tr("The whole table")),
        _further(view),
        _confusion(view),
        *score_parts(view),
        _calibration(view),
    )


def _recall(view: View) -> tuple[ChartPart, ...]:
    series = recall_series(view.result, view.translator)
    if not series.rows:
        return ()
    caption = view.tr("Recall of each class; the line is the threshold where there is one.")
    caption = " ".join(part for part in (caption, _trivial(view)) if part)
    return tuple(
        ChartPart(
            name="recall_chart",
            title=view.tr("Recall of each class"),
            caption=caption,
            draw=lambda width, height, part=part: group_interval_chart(  # type: ignore[misc]
                part, view.translator, width, height
            ),
            height=row_height(part),
            rows=series_rows(part, view.translator),
        )
        for part in split(series)
    )


def _trivial(view: View) -> str:
    found = {item.measure: item.value for item in view.result.measurements if item.subject is None}
    if "accuracy" not in found or "accuracy_trivial" not in found:
        return ""
    return view.tr(
        "Accuracy {accuracy}; always naming the largest class would give {trivial}.",
        accuracy=view.value("accuracy", found["accuracy"]),
        trivial=view.value("accuracy", found["accuracy_trivial"]),
    )


def _classes(view: View) -> TablePart | None:
    items = [item for item in view.result.measurements if item.subject is not None]
    found = {(item.measure, item.subject): item for item in items}
    names = list(dict.fromkeys(item.subject or "" for item in items if item.measure == "recall"))
    if not names:
        return None
    heads = (
        Head(title=view.tr("Class"), share=1.2),
        Head(title="n", share=0.8, right=True),
        *(Head(title=view.measure(name), share=2, right=True) for name in CLASS_MEASURES),
    )
    rows = tuple(
        (
            name,
            view.translator.integer(rows_of(found["recall", name])),
            *(view.figured(found.get((measure, name))) for measure in CLASS_MEASURES),
        )
        for name in names
    )
    return TablePart(title=view.tr("Each class"), heads=heads, rows=rows)


def _further(view: View) -> FiguresPart | None:
    items = tuple(
        item
        for item in view.result.measurements
        if item.subject is not None and item.measure not in CLASS_MEASURES
    )
    title = view.tr("Further figures of each class")
    return FiguresPart(title=title, measurements=items, whole=True) if items else None


def _confusion(view: View) -> ChartPart | None:
    lines = lines_of(view, "confusion")
    names = tuple(dict.fromkeys(line.word("actual") for line in lines))
    said = tuple(dict.fromkeys((*names, *(line.word("predicted") for line in lines))))
    counts = {(line.word("actual"), line.word("predicted")): line.number("n") for line in lines}
    if len(said) > _MOST_CLASSES:
        return None
    title = view.tr("True and predicted class of the rows")
    chart = HeatChart(
        title=title,
        rows=names,
        columns=said,
        cells=tuple(tuple(_count(view, counts.get((true, name))) for name in said) for true in names),
        row_title=view.tr("true"),
        column_title=view.tr("predicted"),
    )
    caption = view.tr("How many rows of each true class (below each other) were predicted as which class.")
    return heat_part(view, chart, name="confusion_chart", title=title, caption=caption)


def _count(view: View, value: float | None) -> HeatCell:
    if value is None:
        return HeatCell(value=None)
    whole = float(value).is_integer()
    text = view.translator.integer(round(value)) if whole else view.translator.number(value, 1)
    return HeatCell(value=value, text=text)


def _calibration(view: View) -> ChartPart | None:
    lines = lines_of(view, "calibration")
    if not lines:
        return None
    tr, number = view.tr, view.translator.number
    heads = (tr("mean score"), tr("observed share"), tr("Low end"), tr("High end"), "n")
    rows = (
        (
            *(number(line.number(name), 4) for name in ("mean_score", "rate", "low", "high")),
            str(line.count("n")),
        )
        for line in lines
    )
    return ChartPart(
        name="calibration_chart",
        title=tr("Calibration"),
        caption=tr(
            "Calibration: observed share over mean score; on the dashed line scores mean what they say."
        ),
        draw=lambda width, height: calibration_chart(view.result, view.translator, width, height),
        height=220,
        rows=(heads, *rows),
    )


PAGE = ResultPage(check="performance", parts=_parts)
