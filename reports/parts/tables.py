"""Which figures of a result stand in tables of their own?"""

from core.results import CheckResult
from reports.document import Align, Block, Cell, ColumnHead, Table
from reports.parts.context import Context, Shown, plain, strong

_MOST_CLASSES = 8
"""With more classes the matrix does not fit on a page."""


def overall_table(context: Context, run: Shown, result: CheckResult) -> tuple[Block, ...]:
    """Return the figures of the whole table."""
    items = [item for item in result.measurements if item.subject is None and item.value is not None]
    if not items:
        return ()
    tr = context.translator.tr
    heads = (
        ColumnHead(title=tr("Measure"), share=3),
        ColumnHead(title=tr("Value"), share=1.2, align=Align.RIGHT),
        ColumnHead(title=tr("Interval"), share=1.8, align=Align.RIGHT),
        ColumnHead(title="n", share=0.8, align=Align.RIGHT),
    )
    rows = tuple(
        (
            strong(context.measure(item.measure)),
            plain(context.value(item.measure, item.value)),
            plain(context.interval(item.measure, item.interval)),
            plain(context.translator.integer(item.n)),
        )
        for item in items
    )
    return (Table(columns=heads, rows=rows, caption=tr("The whole table"), evidence=(run.id,)),)


def confusion_tables(context: Context, run: Shown, result: CheckResult) -> tuple[Block, ...]:
    """Return how many rows of each true class were predicted as which."""
    found = next((item for item in result.tables if item.id == "confusion"), None)
    if found is None:
        return ()
    tr = context.translator.tr
    actual, predicted = found.column("actual"), found.column("predicted")
    cells = dict(zip(zip(actual, predicted, strict=True), found.column("n"), strict=True))
    classes = tuple(dict.fromkeys(actual))
    if len(classes) > _MOST_CLASSES:
        return ()
    heads = (
        ColumnHead(title=tr("True class"), share=1.4),
        *(ColumnHead(title=tr("predicted {name}", name=str(name)), align=Align.RIGHT) for name in classes),
    )
    rows = tuple(
        (strong(str(name)), *(_count(context, cells.get((name, said))) for said in classes))
        for name in classes
    )
    caption = tr("True and predicted class of the rows")
    return (Table(columns=heads, rows=rows, caption=caption, evidence=(run.id,)),)


def _count(context: Context, value: float | str | None) -> Cell:
    if not isinstance(value, (int, float)):
        return plain("–")
    whole = float(value).is_integer()
    return plain(context.translator.number(float(value), 0 if whole else 1))
