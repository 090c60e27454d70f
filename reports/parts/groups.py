"""Which figures does each group have, and how does it compare with the reference?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from core.labels import label
from core.measures import short_test
from core.results import CheckResult, Comparison, Group, Measurement, Significance
from reports.charts import group_word, is_share
from reports.document import Align, Block, Cell, ColumnHead, Statement, Table
from reports.parts.context import Context, Shown, plain, strong
from reports.parts.data_tables import feature_data
from reports.parts.tables import figure_cell

RATES = ("selection_rate", "tpr", "fpr")
"""Printed first; the others in an annex, where every figure is wanted."""
_BESIDE = 4
"""Groups that stand side by side."""


def group_tables(context: Context, run: Shown, result: CheckResult, feature: str) -> tuple[Block, ...]:
    """Return the first figures of each group of a feature, and how they compare."""
    groups = groups_of(result, feature)
    shown = first_measures(groups)
    blocks: list[Block] = [_group_table(context, run, groups)] if groups else []
    compared = tuple(item for item in _compared(result, feature) if item.measure in shown)
    return (*blocks, *comparison_blocks(context, run, compared))


def groups_of(result: CheckResult, feature: str) -> tuple[Group, ...]:
    """Return the groups of a feature."""
    return tuple(group for group in result.groups if group.feature == feature)


def first_measures(groups: tuple[Group, ...]) -> tuple[str, ...]:
    """Return the measures of the first table: the rates, of estimates the first ones taken."""
    return _measured(groups, RATES) or _measured(groups)[:3] or RATES


def further_groups(context: Context, run: Shown, result: CheckResult, feature: str) -> tuple[Block, ...]:
    """Return every figure of a feature that `group_tables` leaves out: of groups, gaps and comparisons."""
    groups = groups_of(result, feature)
    shown = first_measures(groups)
    names = [name for name in _measured(groups) if name not in shown]
    compared = tuple(item for item in _compared(result, feature) if item.measure not in shown)
    return (
        *(_further_table(context, run, chunk, names) for chunk in _portions(groups) if names),
        *_gaps(context, run, result, feature),
        *comparison_blocks(context, run, compared),
        *feature_data(context, run, result, feature),
    )


def _portions(groups: tuple[Group, ...]) -> tuple[tuple[Group, ...], ...]:
    """Return groups in portions that fit beside each other, as even as can be."""
    count = -(-len(groups) // _BESIDE)
    return tuple(groups[len(groups) * at // count : len(groups) * (at + 1) // count] for at in range(count))


def _compared(result: CheckResult, feature: str) -> Iterator[Comparison]:
    return (item for item in result.comparisons if item.feature == feature)


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
    return Table(columns=heads, rows=rows, caption=caption, evidence=(run.id,), compact=True)


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
    tr, rates = context.translator.tr, first_measures(groups)
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


def _further_table(context: Context, run: Shown, groups: tuple[Group, ...], names: Sequence[str]) -> Table:
    """Return measures below each other and groups beside each other."""
    tr = context.translator.tr
    heads = (
        ColumnHead(title=tr("Measure"), share=1.7),
        *(
            ColumnHead(title=group_word(group.label, context.translator), share=1.7, align=Align.RIGHT)
            for group in groups
        ),
    )
    found = [{item.measure: item for item in group.measurements} for group in groups]
    rows = tuple(
        (
            strong(context.measure(name)),
            *(figure_cell(context, figures.get(name), short=True) for figures in found),
        )
        for name in names
    )
    caption = tr("Further figures of each group")
    return Table(columns=heads, rows=rows, caption=caption, evidence=(run.id,), compact=True)


def _group_row(context: Context, group: Group, rates: tuple[str, ...]) -> tuple[Cell, ...]:
    found = {item.measure: item for item in group.measurements}
    remark = "" if group.excluded is None else context.reason(group.excluded)
    return (
        strong(group_word(group.label, context.translator)),
        plain(context.translator.integer(group.n)),
        *(figure_cell(context, found.get(rate)) for rate in rates),
        plain(remark),
    )


def comparison_blocks(context: Context, run: Shown, compared: tuple[Comparison, ...]) -> tuple[Block, ...]:
    """Return a row for each comparison with a column for each test, and what the verdicts rest on."""
    if not compared:
        return ()
    tr = context.translator.tr
    tests = tuple(dict.fromkeys(test.test for item in compared for test in item.tests))
    reasons = _reasons(context, compared)
    judged = any(item.verdict is not None for item in compared)
    rows = tuple(_comparison_row(context, item, tests, reasons if judged else None) for item in compared)
    caption = tr("Comparisons and tests: p, in brackets after Holm") if tests else tr("Comparisons")
    table = Table(
        columns=_comparison_heads(context, compared, tests),
        rows=rows,
        caption=caption,
        evidence=(run.id,),
        compact=True,
    )
    notes = "; ".join(f"{sign}: {reason}" for reason, sign in reasons.items())
    return (table, Statement(text=notes + ".", evidence=(run.id,))) if notes else (table,)


def _comparison_heads(
    context: Context, compared: tuple[Comparison, ...], tests: tuple[str, ...]
) -> tuple[ColumnHead, ...]:
    tr = context.translator.tr
    shares = all(is_share(item.measure) for item in compared)
    points = tr("Difference, pp") if shares else tr("Difference")
    judged = any(item.verdict is not None for item in compared)
    return (
        ColumnHead(title=tr("Measure"), share=2.0),
        ColumnHead(title=tr("Group against reference"), share=1.8),
        ColumnHead(title=points, share=1.5, align=Align.RIGHT),
        ColumnHead(title=tr("Ratio"), share=1.4, align=Align.RIGHT),
        *(ColumnHead(title=tr(short_test(test)), share=1.15, align=Align.RIGHT) for test in tests),
        *((ColumnHead(title=tr("Verdict on the pair"), share=1.7),) if judged else ()),
    )


def _reasons(context: Context, compared: tuple[Comparison, ...]) -> dict[str, str]:
    """Return the reasons of the verdicts, each with the letter that stands for it in the table."""
    said = (context.reason(item.reason) for item in compared if item.verdict and item.reason is not None)
    return {reason: _letter(at) for at, reason in enumerate(dict.fromkeys(said))}


def _letter(at: int) -> str:
    """Return a, b, ... z, aa, ab ..."""
    return (_letter(at // 26 - 1) if at >= 26 else "") + chr(ord("a") + at % 26)


def _pair(context: Context, item: Comparison, reasons: Mapping[str, str]) -> Cell:
    """Return the verdict on one group against its reference, with the letter of its reason."""
    if item.verdict is None:
        return plain("–")
    word = context.translator.tr(label(item.verdict))
    if item.reason is None:
        return plain(word)
    return plain(f"{word} ({reasons[context.reason(item.reason)]})")


def _comparison_row(
    context: Context, item: Comparison, tests: tuple[str, ...], reasons: Mapping[str, str] | None
) -> tuple[Cell, ...]:
    tr, translator = context.translator.tr, context.translator
    groups = tr(
        "{group} against {reference}",
        group=group_word(item.group, translator),
        reference=group_word(item.reference, translator),
    )
    made = {test.test: test for test in item.tests}
    return (
        strong(context.measure(item.measure)),
        plain(groups),
        plain(_difference(context, item)),
        plain(_ratio(context, item.ratio)),
        *(plain(_test(context, made.get(test))) for test in tests),
        *(() if reasons is None else (_pair(context, item, reasons),)),
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


def _test(context: Context, test: Significance | None) -> str:
    if test is None:
        return "–"
    return _p(context, test.p) + ("" if test.p_holm is None else f"\n({_p(context, test.p_holm)})")


def _p(context: Context, value: float | None) -> str:
    if value is None:
        return "–"
    least = 0.0001
    if value < least:
        return f"< {context.translator.number(least, 4)}"
    return context.translator.number(value, 4 if value < 0.01 else 3)
