"""How are the parts of a result's page printed, and what stands around them on paper?"""

from collections.abc import Iterator, Sequence

from core.results import CheckResult, Conclusion, Measurement
from reports.document import (
    Align,
    Block,
    Callout,
    Cell,
    ColumnHead,
    Figure,
    Statement,
    Table,
    Tone,
)
from reports.layout_sizes import TEXT_WIDTH
from reports.parts.context import Context, Shown, code, plain, strong
from reports.parts.stated import definition, notes
from reports.parts.tables import figure_cell, side_by_side
from reports.parts.verdicts import conclusion_table, verdict_statements
from reports.results import parts
from reports.results.facts import external_words, settings
from reports.results.page import (
    ChartPart,
    FactsPart,
    FiguresPart,
    Part,
    SayPart,
    TablePart,
    View,
    view_of,
)

MOST_HEIGHT = 600.0
"""Points of a chart that fit on a page with its caption."""
_FEW_ROWS = 10
"""Printed of a table where not every figure is wanted."""
_MANY_ROWS = 120
"""Printed of a table where every figure is wanted; the rest stands in the evidence file."""
_WIDE = 5
"""Columns from which a table is set small."""
_DIGEST = 40
"""Characters without a space from which a value is set so that it may break anywhere."""


def result_blocks(context: Context, run: Shown, result: CheckResult) -> tuple[Block, ...]:
    """Return definition, verdicts and the parts of the page of a result."""
    view = view_of(result, context.translator)
    return (
        *external_callout(context, run, view),
        definition(context, run, result),
        *notes(context, run, result),
        *_verdicts(context, run, result.conclusions),
        *_parts(context, run, view),
        *_settings(context, run, view),
    )


def external_callout(context: Context, run: Shown, view: View) -> Iterator[Callout]:
    """Yield whose check it is, where it is not ours."""
    said = external_words(view)
    if said:
        title = context.translator.tr("External check")
        yield Callout(title=title, text=said, tone=Tone.INFO, evidence=(run.id,))


def _verdicts(context: Context, run: Shown, items: tuple[Conclusion, ...]) -> Iterator[Block]:
    """Yield the table of verdicts and a sentence for each."""
    if items:
        yield conclusion_table(context, run, items)
        yield from verdict_statements(context, run, items)


def _parts(context: Context, run: Shown, view: View) -> Iterator[Block]:
    for part in parts(view):
        yield from part_blocks(context, run, part)


def part_blocks(context: Context, run: Shown, part: Part) -> tuple[Block, ...]:
    """Return what is printed of a part."""
    match part:
        case ChartPart():
            return (_figure(run, part),)
        case TablePart():
            return () if part.whole and not context.whole else _table(context, run, part)
        case FiguresPart():
            return () if part.whole and not context.whole else _figures(context, run, part)
        case FactsPart():
            return (_facts(context, run, part.title, part.rows),)
        case SayPart():
            return (_said(context, run, part),)


def _figure(run: Shown, part: ChartPart) -> Figure:
    drawing = part.draw(TEXT_WIDTH, min(part.height, MOST_HEIGHT))
    title = part.title.rstrip(".")
    words = part.caption or title
    caption = words if words.startswith(title) else f"{title}. {words}"
    return Figure(drawing=drawing, caption=caption, evidence=(run.id,))


def _said(context: Context, run: Shown, part: SayPart) -> Block:
    if part.tone is Tone.NEUTRAL:
        return Statement(text=part.text, evidence=(run.id,))
    title = context.translator.tr("To be kept in mind")
    return Callout(title=title, text=part.text, tone=part.tone, evidence=(run.id,))


def _table(context: Context, run: Shown, part: TablePart) -> tuple[Block, ...]:
    if not part.rows:
        return ()
    heads = tuple(
        ColumnHead(title=head.title, share=head.share, align=Align.RIGHT if head.right else Align.LEFT)
        for head in part.heads
    )
    lines = part.rows[: _MANY_ROWS if context.whole else _FEW_ROWS]
    rows = tuple(tuple(_cell(text, first=at == 0) for at, text in enumerate(line)) for line in lines)
    caption = _counted(context, part.title, len(lines), len(part.rows))
    compact = context.whole or len(heads) >= _WIDE
    table = Table(columns=heads, rows=rows, caption=caption, evidence=(run.id,), compact=compact)
    return (table, Statement(text=part.caption, evidence=(run.id,))) if part.caption else (table,)


def _cell(text: str, *, first: bool) -> Cell:
    if len(text) >= _DIGEST and " " not in text:
        return code(text)
    return strong(text) if first else plain(text)


def _counted(context: Context, title: str, shown: int, total: int) -> str:
    if shown == total:
        return title
    return context.translator.tr(
        "{title}: the first {shown} of {total} rows; all stand in the evidence file",
        title=title,
        shown=shown,
        total=total,
    )


def _facts(context: Context, run: Shown, title: str, rows: Sequence[tuple[str, str]]) -> Table:
    tr = context.translator.tr
    heads = (ColumnHead(title=tr("Name"), share=1), ColumnHead(title=tr("Value"), share=1.6))
    lines = tuple((plain(name), _cell(value, first=False)) for name, value in rows)
    return Table(columns=heads, rows=lines, caption=title, evidence=(run.id,), compact=True)


def _settings(context: Context, run: Shown, view: View) -> Iterator[Statement]:
    """Yield the settings of the check in one sentence, where every figure is wanted."""
    shown = {name for part in parts(view) if isinstance(part, FactsPart) for name, _ in part.rows}
    named = [f"{name}: {value}" for name, value in settings(view) if name not in shown]
    if context.whole and named:
        text = context.translator.tr("Settings of the check: {settings}.", settings="; ".join(named))
        yield Statement(text=text, evidence=(run.id,))


def _figures(context: Context, run: Shown, part: FiguresPart) -> tuple[Block, ...]:
    whole = [item for item in part.measurements if item.subject is None]
    single = [item for item in part.measurements if item.subject is not None]
    return (*_whole_table(context, run, part.title, whole), *_single_tables(context, run, part.title, single))


def _whole_table(context: Context, run: Shown, title: str, items: Sequence[Measurement]) -> tuple[Block, ...]:
    every = [item for item in items if item.value is not None or item.reason is not None]
    known = every if context.whole else every[:_FEW_ROWS]
    if not known:
        return ()
    caption = _counted(context, title, len(known), len(every))
    tr = context.translator.tr
    heads = (
        ColumnHead(title=tr("Measure"), share=3),
        ColumnHead(title=tr("Value"), share=1.4, align=Align.RIGHT),
        ColumnHead(title=tr("Interval"), share=1.8, align=Align.RIGHT),
        ColumnHead(title="n", share=0.8, align=Align.RIGHT),
    )
    rows = tuple(_whole_row(context, item) for item in known)
    return (Table(columns=heads, rows=rows, caption=caption, evidence=(run.id,), compact=context.whole),)


def _whole_row(context: Context, item: Measurement) -> tuple[Cell, ...]:
    why = "" if item.value is not None or item.reason is None else f"\n{context.reason(item.reason)}"
    return (
        strong(context.measure(item.measure) + why),
        plain(context.value(item.measure, item.value)),
        plain(context.interval(item.measure, item.interval)),
        plain(context.translator.integer(item.n)),
    )


def _single_tables(
    context: Context, run: Shown, title: str, items: Sequence[Measurement]
) -> tuple[Table, ...]:
    """Return measures of classes, features or groups beside each other, subjects below each other."""
    names = tuple(dict.fromkeys(item.measure for item in items))
    chunks = side_by_side(names)
    found = {(item.subject or "", item.measure): item for item in items}
    wanted = chunks if context.whole else chunks[:1]
    return tuple(_single_table(context, run, title, found, chunk) for chunk in wanted)


def _single_table(
    context: Context,
    run: Shown,
    title: str,
    found: dict[tuple[str, str], Measurement],
    names: tuple[str, ...],
) -> Table:
    tr = context.translator.tr
    heads = (
        ColumnHead(title=tr("Subject"), share=1.7),
        *(ColumnHead(title=context.measure(name), share=1.7, align=Align.RIGHT) for name in names),
    )
    subjects = tuple(dict.fromkeys(subject for subject, measure in found if measure in names))
    shown = subjects if context.whole else subjects[:_FEW_ROWS]
    rows = tuple(
        (strong(subject), *(figure_cell(context, found.get((subject, name))) for name in names))
        for subject in shown
    )
    caption = _counted(context, title, len(shown), len(subjects))
    return Table(columns=heads, rows=rows, caption=caption, evidence=(run.id,), compact=context.whole)
