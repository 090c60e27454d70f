"""What is said of a check's result in a report whose details stand elsewhere?"""

from collections.abc import Iterator, Sequence

from core.results import CheckResult, Conclusion, Measurement, Verdict
from reports.document import Align, Block, Callout, Cell, ColumnHead, Method, Table, Tone
from reports.parts.context import Context, Shown, plain, strong
from reports.parts.result_page import external_callout, part_blocks
from reports.parts.stated import definition, notes
from reports.parts.summary import check_title
from reports.parts.verdicts import conclusion_table, verdict_statements
from reports.results import parts
from reports.results.page import ChartPart, SayPart, View, view_of

Found = tuple[Shown, CheckResult]
_SENTENCES = 3
"""Said of what does not hold; the rest is counted in the table and stands in the evidence."""
_HIGH = 340.0
"""Points from which another chart of the page is preferred."""
_OPEN = {Verdict.FAILED: 0, Verdict.NOT_DECIDABLE: 1}


def open_result(result: CheckResult) -> bool:
    """Tell whether a result failed or could not be decided."""
    return result.verdict in _OPEN


def elsewhere(context: Context) -> Method:
    """Return where the details stand that a brief part leaves out."""
    tr = context.translator.tr
    text = tr(
        "Each check is said with the figure that weighs most; what failed or is undecided follows with its "
        "reasons and one chart. All figures stand in the embedded evidence and in the application."
    )
    return Method(text=text)


def further_runs(context: Context) -> Method:
    """Return why only one run of a check is printed with its figures."""
    text = context.translator.tr(
        "One run is printed with its figures, the others with their verdicts; all figures stand in the "
        "embedded evidence and in the application."
    )
    return Method(text=text)


def verdict_blocks(context: Context, run: Shown, result: CheckResult) -> tuple[Block, ...]:
    """Return definition and verdicts of a result, in sentences what does not hold, and no figures besides."""
    view = view_of(result, context.translator)
    table = (conclusion_table(context, run, result.conclusions),) if result.conclusions else ()
    open_ = tuple(item for item in gravest(result) if item.verdict in _OPEN)
    return (
        *external_callout(context, run, view),
        definition(context, run, result),
        *notes(context, run, result),
        *table,
        *verdict_statements(context, run, open_),
    )


def results_table(context: Context, found: Sequence[Found]) -> Table:
    """Return a row for each result: the gravest figure with interval, threshold, rows and verdict."""
    tr = context.translator.tr
    several = len({run.id for run, _ in found}) > 1
    heads = (
        ColumnHead(title=tr("Check"), share=2.1),
        ColumnHead(title=tr("Figure that weighs most"), share=2.5),
        ColumnHead(title=tr("Value, interval"), share=1.6, align=Align.RIGHT),
        ColumnHead(title=tr("Threshold"), share=1.2, align=Align.RIGHT),
        ColumnHead(title=tr("Rows"), share=0.9, align=Align.RIGHT),
        ColumnHead(title=tr("Verdict"), share=1.5),
    )
    rows = tuple(_row(context, run, result, several=several) for run, result in found)
    evidence = tuple(dict.fromkeys(run.id for run, _ in found))
    return Table(
        columns=heads, rows=rows, caption=tr("Verdict of each check"), evidence=evidence, compact=True
    )


def brief_blocks(context: Context, run: Shown, result: CheckResult) -> tuple[Block, ...]:
    """Return definition, what does not hold in sentences, one chart, and what must be said besides."""
    view = view_of(result, context.translator)
    return (
        *external_callout(context, run, view),
        definition(context, run, result),
        *notes(context, run, result),
        *verdict_statements(context, run, gravest(result)[:_SENTENCES]),
        *_first_chart(context, run, view),
    )


def warnings(context: Context, run: Shown, result: CheckResult) -> Iterator[Block]:
    """Yield what must be said of a result whose figures are not printed: whose it is, and warnings."""
    view = view_of(result, context.translator)
    yield from external_callout(context, run, view)
    for part in parts(view):
        if isinstance(part, SayPart) and part.tone is not Tone.NEUTRAL:
            for block in part_blocks(context, run, part):
                yield _named(context, block, result)


def gravest(result: CheckResult) -> tuple[Conclusion, ...]:
    """Return what failed, then what is undecided; where all holds, what was judged."""
    open_ = sorted(
        (item for item in result.conclusions if item.verdict in _OPEN), key=lambda item: _OPEN[item.verdict]
    )
    judged = [item for item in result.conclusions if item.verdict is Verdict.PASSED]
    return tuple(open_ or judged[:1] or result.conclusions[:1])


def _named(context: Context, block: Block, result: CheckResult) -> Block:
    title = check_title(result.check, context.language)
    if isinstance(block, Callout):
        return Callout(title=title, text=block.text, tone=block.tone, evidence=block.evidence)
    return block


def _first_chart(context: Context, run: Shown, view: View) -> Iterator[Block]:
    shown = parts(view)
    charts = sorted(
        (part for part in shown if isinstance(part, ChartPart)), key=lambda part: part.height > _HIGH
    )
    for part in shown:
        if isinstance(part, SayPart) or part in charts[:1]:
            yield from part_blocks(context, run, part)


def _row(context: Context, run: Shown, result: CheckResult, *, several: bool) -> tuple[Cell, ...]:
    title = check_title(result.check, context.language) + (f"\n{run.id}" if several else "")
    rows = context.translator.integer(result.definition.rows)
    return (
        strong(title),
        *_figure(context, result),
        plain(rows),
        context.result_verdict(result),
    )


def _figure(context: Context, result: CheckResult) -> tuple[Cell, Cell, Cell]:
    found = gravest(result)
    if not found:
        return _measured(context, result)
    first = found[0]
    name = f"{context.measure(first.measure)}, {context.subject(first)}"
    if len(found) > 1:
        name += "\n" + context.translator.tr(
            "and {n} more that failed or are not decidable", n=len(found) - 1
        )
    return (
        plain(name),
        _value(context, first),
        plain(context.threshold(first.threshold, two_sided=first.two_sided)),
    )


def _measured(context: Context, result: CheckResult) -> tuple[Cell, Cell, Cell]:
    """Return the first figure of a check that judges nothing."""
    first = next((item for item in result.measurements if item.value is not None), None)
    if first is None:
        return plain("–"), plain("–"), plain("–")
    name = context.measure(first.measure) + ("" if first.subject is None else f", {first.subject}")
    return plain(name), _value(context, first), plain("–")


def _value(context: Context, item: Conclusion | Measurement) -> Cell:
    value = context.value(item.measure, item.value)
    interval = context.interval(item.measure, item.interval)
    return plain(value if interval == "–" else f"{value}\n{interval}")
