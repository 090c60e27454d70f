"""Which figures of a result stand in tables of their own?"""

from collections.abc import Mapping, Sequence

from core.results import CheckResult, Measurement
from reports.charts import is_share
from reports.document import Align, Block, Cell, ColumnHead, Table
from reports.parts.context import Context, Shown, plain, strong

_PER_TABLE = 4
"""Further measures that stand side by side."""
_MOST_CLASSES = 8
"""With more classes the matrix does not fit on a page."""


def overall_table(
    context: Context, run: Shown, result: CheckResult, *, compact: bool = False
) -> tuple[Block, ...]:
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
    caption = tr("The whole table")
    return (Table(columns=heads, rows=rows, caption=caption, evidence=(run.id,), compact=compact),)


def subject_tables(
    context: Context, run: Shown, result: CheckResult, but: tuple[str, ...] = ()
) -> tuple[Table, ...]:
    """Return the figures of single classes or labels, without those of features and of the measures named."""
    features = {group.feature for group in result.groups}
    found = [
        item
        for item in result.measurements
        if item.subject is not None and item.subject not in features and item.measure not in but
    ]
    names = list(dict.fromkeys(item.measure for item in found))
    figures = {(item.subject or "", item.measure): item for item in found}
    return tuple(_subject_table(context, run, figures, chunk) for chunk in side_by_side(names))


def side_by_side(names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return measures in portions that fit beside each other, as even as can be."""
    count = -(-len(names) // _PER_TABLE)
    return tuple(
        tuple(names[len(names) * at // count : len(names) * (at + 1) // count]) for at in range(count)
    )


def _subject_table(
    context: Context,
    run: Shown,
    figures: Mapping[tuple[str, str], Measurement],
    names: tuple[str, ...],
) -> Table:
    tr = context.translator.tr
    heads = (
        ColumnHead(title=tr("Subject"), share=1.7),
        *(ColumnHead(title=context.measure(name), share=1.7, align=Align.RIGHT) for name in names),
    )
    subjects = dict.fromkeys(subject for subject, measure in figures if measure in names)
    rows = tuple(
        (strong(subject), *(figure_cell(context, figures.get((subject, name))) for name in names))
        for subject in subjects
    )
    return Table(columns=heads, rows=rows, caption=tr("Further figures"), evidence=(run.id,))


def figure_cell(context: Context, item: Measurement | None, *, short: bool = False) -> Cell:
    """Return a figure with its interval, its counts where every figure is wanted, or why there is none.

    `short`: the counts stand beside the figure, not below it.
    """
    if item is None:
        return plain("–")
    if item.value is None:
        return plain("–" if item.reason is None else context.reason(item.reason))
    value = context.value(item.measure, item.value)
    interval = context.interval(item.measure, item.interval)
    counts = _counts(context, item) if context.whole else ""
    ends = "" if interval == "–" else interval
    lines = (f"{value} · {counts}" if counts else value, ends) if short else (value, ends, counts)
    return plain("\n".join(part for part in lines if part))


def _counts(context: Context, item: Measurement) -> str:
    if item.numerator is None or not item.denominator or not is_share(item.measure):
        return ""
    parts = (count_text(context, item.numerator), count_text(context, item.denominator))
    return context.translator.tr("{part} of {whole}", part=parts[0], whole=parts[1])


def count_text(context: Context, value: float) -> str:
    """Return a count; weighted ones need not be whole."""
    if float(value).is_integer():
        return context.translator.integer(round(value))
    return context.translator.number(value, 1)


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
    return plain(count_text(context, value) if isinstance(value, (int, float)) else "–")
