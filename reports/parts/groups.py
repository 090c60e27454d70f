"""Which figures does each group have, and how does it compare with the reference?"""

from collections.abc import Iterable

from core.labels import label
from core.measures import significance_label
from core.results import CheckResult, Comparison, Group, Measurement
from reports.charts import group_word, is_share
from reports.document import Align, Block, Cell, ColumnHead, Statement, Table
from reports.parts.context import Context, Shown, plain, strong
from reports.parts.data_tables import feature_data
from reports.parts.tables import figure_cell, side_by_side

RATES = ("selection_rate", "tpr", "fpr")
"""Printed first; the others where every figure is wanted."""


def group_tables(context: Context, run: Shown, result: CheckResult, feature: str) -> tuple[Block, ...]:
    """Return the figures of each group of a feature, and its comparisons."""
    groups = tuple(group for group in result.groups if group.feature == feature)
    compared = tuple(
        item
        for item in result.comparisons
        if item.feature == feature and (context.whole or item.measure in RATES)
    )
    blocks: list[Block] = []
    if groups:
        blocks.append(_group_table(context, run, groups))
    if groups and context.whole:
        blocks += _further(context, run, groups)
    if context.whole:
        blocks += _gaps(context, run, result, feature)
    if compared:
        blocks.append(_comparison_table(context, run, compared))
    if context.whole:
        blocks += feature_data(context, run, result, feature)
    return tuple(blocks)


def _gaps(context: Context, run: Shown, result: CheckResult, feature: str) -> tuple[Block, ...]:
    """Return the gaps and ratios measured between the groups of a feature, and why others were not."""
    found = tuple(item for item in result.measurements if feature and item.subject == feature)
    known = tuple(item for item in found if item.value is not None)
    table = (_gap_table(context, run, known),) if known else ()
    return (*table, *_unknown(context, run, found))


def _gap_table(context: Context, run: Shown, known: tuple[Measurement, ...]) -> Table:
    tr = context.translator.tr
    heads = (
        ColumnHead(title=tr("Measure"), share=3),
        ColumnHead(title=tr("Value"), share=1.4, align=Align.RIGHT),
        ColumnHead(title=tr("Interval"), share=2, align=Align.RIGHT),
        ColumnHead(title="n", share=0.8, align=Align.RIGHT),
    )
    rows = tuple(
        (
            strong(context.measure(item.measure)),
            plain(context.value(item.measure, item.value)),
            plain(context.interval(item.measure, item.interval)),
            plain(context.translator.integer(item.n)),
        )
        for item in known
    )
    caption = tr("Gaps between the groups of this feature")
    return Table(columns=heads, rows=rows, caption=caption, evidence=(run.id,))


def _unknown(context: Context, run: Shown, found: tuple[Measurement, ...]) -> tuple[Statement, ...]:
    """Return one sentence for each reason why a measure has no value."""
    reasons: dict[str, list[str]] = {}
    for item in found:
        if item.value is None and item.reason is not None:
            reasons.setdefault(context.reason(item.reason), []).append(context.measure(item.measure))
    tr = context.translator.tr
    return tuple(
        Statement(
            text=tr("{measures}: {reason}.", measures=", ".join(names), reason=reason), evidence=(run.id,)
        )
        for reason, names in reasons.items()
    )


def _group_table(context: Context, run: Shown, groups: tuple[Group, ...]) -> Table:
    tr, rates = context.translator.tr, _first(groups)
    heads = (
        ColumnHead(title=tr("Group"), share=1.7),
        ColumnHead(title="n", share=0.7, align=Align.RIGHT),
        *(ColumnHead(title=context.measure(rate), share=1.7, align=Align.RIGHT) for rate in rates),
        ColumnHead(title=tr("Remark"), share=1.7),
    )
    rows = tuple(_group_row(context, group, rates) for group in groups)
    caption = tr("Rates of each group, with their intervals")
    return Table(columns=heads, rows=rows, caption=caption, evidence=(run.id,))


def _measured(groups: Iterable[Group], wanted: Iterable[str] | None = None) -> tuple[str, ...]:
    """Return the measures that were taken on a group, in the order wanted, else as they come."""
    found = dict.fromkeys(item.measure for group in groups for item in group.measurements)
    return tuple(found if wanted is None else (name for name in wanted if name in found))


def _further(context: Context, run: Shown, groups: tuple[Group, ...]) -> tuple[Table, ...]:
    """Return all other measures of the groups, with numerator and denominator."""
    names = [name for name in _measured(groups) if name not in _first(groups)]
    return tuple(_further_table(context, run, groups, chunk) for chunk in side_by_side(names))


def _first(groups: tuple[Group, ...]) -> tuple[str, ...]:
    """Return the measures of the first table: the rates, of estimates the first ones taken."""
    return _measured(groups, RATES) or _measured(groups)[:3] or RATES[:1]


def _further_table(context: Context, run: Shown, groups: tuple[Group, ...], names: tuple[str, ...]) -> Table:
    tr = context.translator.tr
    heads = (
        ColumnHead(title=tr("Group"), share=1.7),
        *(ColumnHead(title=context.measure(name), share=1.7, align=Align.RIGHT) for name in names),
    )
    found = ({item.measure: item for item in group.measurements} for group in groups)
    rows = tuple(
        (
            strong(group_word(group.label, context.translator)),
            *(figure_cell(context, figures.get(name)) for name in names),
        )
        for group, figures in zip(groups, found, strict=True)
    )
    return Table(columns=heads, rows=rows, caption=tr("Further figures of each group"), evidence=(run.id,))


def _group_row(context: Context, group: Group, rates: tuple[str, ...]) -> tuple[Cell, ...]:
    found = {item.measure: item for item in group.measurements}
    remark = "" if group.excluded is None else context.reason(group.excluded)
    return (
        strong(group_word(group.label, context.translator)),
        plain(context.translator.integer(group.n)),
        *(figure_cell(context, found.get(rate)) for rate in rates),
        plain(remark),
    )


def _comparison_table(context: Context, run: Shown, compared: tuple[Comparison, ...]) -> Table:
    tr = context.translator.tr
    judged = any(item.verdict is not None for item in compared)
    shares = all(is_share(item.measure) for item in compared)
    points = tr("Difference, percentage points") if shares else tr("Difference")
    widths = (2.0, 1.3, 1.45, 1.25, 2.4) if judged else (1.8, 1.5, 1.35, 1.1, 2.9)
    heads = (
        ColumnHead(title=tr("Measure"), share=widths[0]),
        ColumnHead(title=tr("Group against reference"), share=widths[1]),
        ColumnHead(title=points, share=widths[2], align=Align.RIGHT),
        ColumnHead(title=tr("Ratio"), share=widths[3], align=Align.RIGHT),
        ColumnHead(title=tr("Tests: p (after Holm)"), share=widths[4]),
        *((ColumnHead(title=tr("Verdict on the pair"), share=1.8),) if judged else ()),
    )
    rows = tuple(
        (*_comparison_row(context, item), *((_pair(context, item),) if judged else ())) for item in compared
    )
    return Table(columns=heads, rows=rows, caption=tr("Comparisons and tests"), evidence=(run.id,))


def _pair(context: Context, item: Comparison) -> Cell:
    """Return verdict and reason of one group against its reference."""
    if item.verdict is None:
        return plain("–")
    word = context.translator.tr(label(item.verdict))
    return strong(word if item.reason is None else f"{word}\n{context.reason(item.reason)}")


def _comparison_row(context: Context, item: Comparison) -> tuple[Cell, ...]:
    tr, translator = context.translator.tr, context.translator
    groups = tr(
        "{group} against {reference}",
        group=group_word(item.group, translator),
        reference=group_word(item.reference, translator),
    )
    return (
        strong(context.measure(item.measure)),
        plain(groups),
        plain(_difference(context, item)),
        plain(_ratio(context, item.ratio)),
        plain(_tests(context, item)),
    )


def _difference(context: Context, item: Comparison) -> str:
    found, factor, digits = item.difference, 100, 1
    if found.value is None:
        return "–"
    if not is_share(item.measure):
        factor, digits = 1, 3
    value = context.translator.number(found.value * factor, digits)
    interval = found.interval
    if interval is None or interval.low is None or interval.high is None:
        return value
    ends = (context.translator.number(end * factor, digits) for end in (interval.low, interval.high))
    return f"{value}\n{' – '.join(ends)}"


def _ratio(context: Context, item: Measurement) -> str:
    value = context.value("impact_ratio", item.value)
    interval = context.interval("impact_ratio", item.interval)
    return value if interval == "–" else f"{value}\n{interval}"


def _tests(context: Context, item: Comparison) -> str:
    rows = []
    for test in item.tests:
        name = context.translator.tr(significance_label(test.test))
        p = _p(context, test.p)
        holm = "" if test.p_holm is None else f" ({_p(context, test.p_holm)})"
        rows.append(f"{name}: {p}{holm}")
    return "\n".join(rows) or "–"


def _p(context: Context, value: float | None) -> str:
    if value is None:
        return "–"
    least = 0.0001
    if value < least:
        return f"< {context.translator.number(least, 4)}"
    return context.translator.number(value, 4 if value < 0.01 else 3)
