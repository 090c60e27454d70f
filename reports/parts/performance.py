"""How well does the model do on each class, against the trivial answer?"""

from core.results import CheckResult, Measurement
from reports.charts import calibration_chart, recall_series, rows_of
from reports.document import Align, Block, Cell, ColumnHead, Figure, Section, Statement, Table
from reports.layout_sizes import TEXT_WIDTH
from reports.parts.checks import check_section
from reports.parts.context import Context, Shown, plain, strong
from reports.parts.fairness import definition, interval_figures, notes
from reports.parts.tables import confusion_tables, overall_table
from reports.parts.verdicts import conclusion_table, verdict_statements

CLASS_MEASURES = ("base_rate", "recall", "precision")


def performance_section(context: Context, number: str) -> Section:
    """Return a part for every run."""
    missing = context.translator.tr(
        "Performance was not measured on this version; the validator must run it."
    )
    return check_section(context, number, check="performance", missing=missing, blocks=_blocks)


def _blocks(context: Context, run: Shown, result: CheckResult) -> tuple[Block, ...]:
    blocks: list[Block] = [definition(context, run, result), *notes(context, run, result)]
    if result.conclusions:
        blocks.append(conclusion_table(context, run, result.conclusions))
        blocks += verdict_statements(context, run, result.conclusions)
    blocks += [*_recall(context, run, result), *_trivial(context, run, result)]
    blocks += [*_class_table(context, run, result), *overall_table(context, run, result)]
    if context.whole:
        blocks += confusion_tables(context, run, result)
    blocks += _calibration(context, run, result)
    return tuple(blocks)


def _recall(context: Context, run: Shown, result: CheckResult) -> tuple[Block, ...]:
    series = recall_series(result, context.translator)
    if not series.rows:
        return ()
    caption = context.translator.tr("Recall of each class; the line is the threshold where there is one.")
    return interval_figures(context, series, caption, run.id)


def _trivial(context: Context, run: Shown, result: CheckResult) -> tuple[Block, ...]:
    accuracy, trivial = _whole(result, "accuracy"), _whole(result, "accuracy_trivial")
    if accuracy is None or trivial is None:
        return ()
    text = context.translator.tr(
        "Accuracy {accuracy}; always naming the largest class would give {trivial}.",
        accuracy=context.value("accuracy", accuracy.value),
        trivial=context.value("accuracy", trivial.value),
    )
    return (Statement(text=text, evidence=(run.id,)),)


def _class_table(context: Context, run: Shown, result: CheckResult) -> tuple[Block, ...]:
    classes = list(
        dict.fromkeys(
            item.subject for item in result.measurements if item.measure == "recall" and item.subject
        )
    )
    if not classes:
        return ()
    tr = context.translator.tr
    heads = (
        ColumnHead(title=tr("Class"), share=1.2),
        ColumnHead(title="n", share=0.8, align=Align.RIGHT),
        *(ColumnHead(title=context.measure(name), share=2, align=Align.RIGHT) for name in CLASS_MEASURES),
    )
    found = {(item.measure, item.subject): item for item in result.measurements}
    rows = tuple(
        (
            strong(name),
            plain(context.translator.integer(rows_of(found["recall", name]))),
            *(_figure(context, found.get((measure, name))) for measure in CLASS_MEASURES),
        )
        for name in classes
    )
    return (Table(columns=heads, rows=rows, caption=tr("Each class"), evidence=(run.id,)),)


def _calibration(context: Context, run: Shown, result: CheckResult) -> tuple[Block, ...]:
    if not any(item.id == "calibration" for item in result.tables):
        return ()
    drawing = calibration_chart(result, context.translator, TEXT_WIDTH, 210)
    caption = context.translator.tr(
        "Calibration: observed share over mean score; on the dashed line scores mean what they say."
    )
    return (Figure(drawing=drawing, caption=caption, evidence=(run.id,)),)


def _figure(context: Context, item: Measurement | None) -> Cell:
    if item is None or item.value is None:
        return plain("–")
    value = context.value(item.measure, item.value)
    interval = context.interval(item.measure, item.interval)
    return plain(value if interval == "–" else f"{value}  [{interval}]")


def _whole(result: CheckResult, measure: str) -> Measurement | None:
    for item in result.measurements:
        if item.measure == measure and item.subject is None:
            return item
    return None
