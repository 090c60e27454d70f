"""What can be said about a measure and its threshold, in whole sentences?"""

from core.results import Conclusion
from reports.charts import group_word
from reports.document import Align, Cell, ColumnHead, Statement, Table
from reports.parts.context import Context, Shown, plain, strong
from reports.wording import verdict_sentence


def conclusion_table(context: Context, run: Shown, conclusions: tuple[Conclusion, ...]) -> Table:
    """Return measure, value, interval, threshold and verdict."""
    tr = context.translator.tr
    level = context.level(next((item.interval for item in conclusions if item.interval), None))
    heads = (
        ColumnHead(title=tr("Measure"), share=2.35),
        ColumnHead(title=tr("Subject"), share=1.5),
        ColumnHead(title=tr("Value"), share=1.35, align=Align.RIGHT),
        ColumnHead(title=tr("{level} interval", level=level), share=1.75, align=Align.RIGHT),
        ColumnHead(title=tr("Threshold"), share=1.5, align=Align.RIGHT),
        ColumnHead(title=tr("Verdict"), share=1.65),
    )
    rows = tuple(_row(context, item) for item in conclusions)
    return Table(columns=heads, rows=rows, caption=tr("Verdicts"), evidence=(run.id,))


def verdict_statements(
    context: Context, run: Shown, conclusions: tuple[Conclusion, ...]
) -> tuple[Statement, ...]:
    """Return one sentence for each conclusion."""
    return tuple(Statement(text=verdict_sentence(context, item), evidence=(run.id,)) for item in conclusions)


def four_fifths_statements(context: Context, run: Shown, feature: str) -> tuple[Statement, ...]:
    """Return the four-fifths flag by exact point value, apart from the verdict."""
    tr = context.translator.tr
    compared = (item for result in run.results for item in result.comparisons)
    found = [item for item in compared if item.feature == feature and item.below_four_fifths]
    return tuple(
        Statement(
            text=tr(
                "By its exact point value, the group “{group}” lies below four fifths of the group "
                "“{reference}”; "
                "this flag looks at the point value only, the verdict at the whole interval.",
                group=group_word(item.group, context.translator),
                reference=group_word(item.reference, context.translator),
            ),
            evidence=(run.id,),
        )
        for item in found
        if item.measure == "selection_rate"
    )


def _row(context: Context, item: Conclusion) -> tuple[Cell, ...]:
    return (
        strong(context.measure(item.measure)),
        plain(context.subject(item)),
        plain(context.value(item.measure, item.value)),
        plain(context.interval(item.measure, item.interval)),
        plain(context.threshold(item.threshold, two_sided=item.two_sided)),
        context.judged(item),
    )
