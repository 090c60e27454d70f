"""How far do groups lie apart, and what can be said about it?"""

from core.results import CheckResult, Comparison, Group, Measurement
from reports.charts import group_interval_chart, group_word, rate_series, ratio_series, row_height
from reports.document import (
    Align,
    Block,
    Cell,
    ColumnHead,
    Figure,
    Gap,
    Method,
    Section,
    Statement,
    Table,
)
from reports.layout_sizes import TEXT_WIDTH
from reports.parts.context import Context, Shown, plain, strong
from reports.parts.summary import check_title
from reports.parts.verdicts import conclusion_table, four_fifths_statements, verdict_statements

_RATES = ("selection_rate", "tpr", "fpr")


def fairness_section(context: Context, number: str) -> Section:
    """Return a part for every run and sensitive feature."""
    found = context.results("group_fairness")
    title = check_title("group_fairness", context.language)
    if not found:
        missing = context.translator.tr(
            "Groups were not compared on this version; the validator must run it."
        )
        return Section(number=number, title=title, blocks=(Gap(text=missing),))
    parts = [(run, result, feature) for run, result in found for feature in _features(result) or [""]]
    sections = tuple(
        _feature_section(context, run, result, feature, f"{number}.{index}")
        for index, (run, result, feature) in enumerate(parts, start=1)
    )
    return Section(
        number=number,
        title=title,
        blocks=(method(context, "group_fairness"), *_definitions(context, found)),
        sections=sections,
        outdated=outdated(context, tuple(run for run, _ in found)),
    )


def method(context: Context, check: str) -> Method:
    """Return how a check measures, from its own text."""
    from core.checks.texts import check_text

    text = check_text(check, context.language).method
    first = text.split("\n\n")[0].replace("\n", " ").replace("*", "").replace("`", "")
    return Method(text=first or check)


def outdated(context: Context, runs: tuple[Shown, ...]) -> str:
    """Return why runs judged something else than the version is now; empty when none did."""
    old = [run.id for run in runs if run.outdated]
    if not old:
        return ""
    return context.translator.tr(
        "{runs}: model file, cut-off, data or policy have been replaced since.", runs=", ".join(old)
    )


def definition(context: Context, run: Shown, result: CheckResult) -> Statement:
    """Return which rows, which favorable class and which cut-off a result is about."""
    tr, found = context.translator.tr, result.definition
    text = tr(
        "Run {run} on “{data}”: {rows} of {total} rows, favorable class {favorable}, cut-off {cut_off}, "
        "seed {seed}.",
        run=run.id,
        data=run.data,
        rows=found.rows,
        total=found.rows_total,
        favorable=found.favorable,
        cut_off=None if found.cut_off is None else found.cut_off.value,
        seed=run.seed,
    )
    return Statement(text=text, evidence=(run.id,))


def notes(context: Context, run: Shown, result: CheckResult) -> tuple[Block, ...]:
    """Return the notes of a result as sentences."""
    return tuple(Statement(text=_sentence(context.reason(note)), evidence=(run.id,)) for note in result.notes)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _definitions(context: Context, found: tuple[tuple[Shown, CheckResult], ...]) -> tuple[Block, ...]:
    return tuple(
        block
        for run, result in found
        for block in (definition(context, run, result), *notes(context, run, result))
    )


def _features(result: CheckResult) -> list[str]:
    judged = [item.subject for item in result.conclusions if item.subject]
    return list(dict.fromkeys(judged or [group.feature for group in result.groups]))


def _feature_section(context: Context, run: Shown, result: CheckResult, feature: str, number: str) -> Section:
    tr = context.translator.tr
    judged = tuple(item for item in result.conclusions if item.subject == feature)
    blocks: list[Block] = [*_charts(context, run, result, feature)]
    if judged:
        blocks.append(conclusion_table(context, run, judged))
        blocks += verdict_statements(context, run, judged)
    blocks += four_fifths_statements(context, run, feature)
    blocks += _tables(context, run, result, feature)
    title = tr("Sensitive feature {feature}, {data}", feature=feature, data=run.data)
    return Section(number=number, title=title if feature else run.data, blocks=tuple(blocks))


def _charts(context: Context, run: Shown, result: CheckResult, feature: str) -> tuple[Figure, ...]:
    tr, found = context.translator.tr, []
    ratios = ratio_series(result, "selection_rate", feature, context.translator)
    rates = rate_series(result, "selection_rate", feature, context.translator)
    captions = (
        tr("Selection rate of each group against the group with the highest rate."),
        tr("Selection rate of each group; groups with a ring are too small to be compared."),
    )
    for series, caption in zip((ratios, rates), captions, strict=True):
        if any(row.value is not None for row in series.rows):
            height = row_height(series)
            drawing = group_interval_chart(series, context.translator, TEXT_WIDTH, height)
            found.append(Figure(drawing=drawing, caption=caption, evidence=(run.id,)))
    return tuple(found)


def _tables(context: Context, run: Shown, result: CheckResult, feature: str) -> tuple[Block, ...]:
    groups = tuple(group for group in result.groups if group.feature == feature)
    compared = tuple(
        item for item in result.comparisons if item.feature == feature and item.measure in _RATES
    )
    blocks: list[Block] = []
    if groups:
        blocks.append(_group_table(context, run, groups))
    if compared:
        blocks.append(_comparison_table(context, run, compared))
    return tuple(blocks)


def _group_table(context: Context, run: Shown, groups: tuple[Group, ...]) -> Table:
    tr = context.translator.tr
    heads = (
        ColumnHead(title=tr("Group"), share=1.7),
        ColumnHead(title="n", share=0.7, align=Align.RIGHT),
        *(ColumnHead(title=context.measure(rate), share=1.7, align=Align.RIGHT) for rate in _RATES),
        ColumnHead(title=tr("Remark"), share=1.7),
    )
    rows = tuple(_group_row(context, group) for group in groups)
    caption = tr("Rates of each group, with their intervals")
    return Table(columns=heads, rows=rows, caption=caption, evidence=(run.id,))


def _group_row(context: Context, group: Group) -> tuple[Cell, ...]:
    found = {item.measure: item for item in group.measurements}
    remark = "" if group.excluded is None else context.reason(group.excluded)
    return (
        strong(group_word(group.label, context.translator)),
        plain(context.translator.integer(group.n)),
        *(_rate_cell(context, found.get(rate)) for rate in _RATES),
        plain(remark),
    )


def _rate_cell(context: Context, item: Measurement | None) -> Cell:
    if item is None:
        return plain("–")
    if item.value is None:
        return plain("–" if item.reason is None else context.reason(item.reason))
    value = context.value(item.measure, item.value)
    interval = context.interval(item.measure, item.interval)
    return plain(value if interval == "–" else f"{value}\n{interval}")


def _comparison_table(context: Context, run: Shown, compared: tuple[Comparison, ...]) -> Table:
    tr = context.translator.tr
    heads = (
        ColumnHead(title=tr("Measure"), share=1.8),
        ColumnHead(title=tr("Group against reference"), share=1.5),
        ColumnHead(title=tr("Difference, percentage points"), share=1.35, align=Align.RIGHT),
        ColumnHead(title=tr("Ratio"), share=1.1, align=Align.RIGHT),
        ColumnHead(title=tr("Tests: p (after Holm)"), share=2.9),
    )
    rows = tuple(_comparison_row(context, item) for item in compared)
    return Table(columns=heads, rows=rows, caption=tr("Comparisons and tests"), evidence=(run.id,))


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
        plain(_difference(context, item.difference)),
        plain(_ratio(context, item.ratio)),
        plain(_tests(context, item)),
    )


def _difference(context: Context, item: Measurement) -> str:
    if item.value is None:
        return "–"
    value = context.translator.number(item.value * 100, 1)
    interval = item.interval
    if interval is None or interval.low is None or interval.high is None:
        return value
    ends = (context.translator.number(end * 100, 1) for end in (interval.low, interval.high))
    return f"{value}\n{' – '.join(ends)}"


def _ratio(context: Context, item: Measurement) -> str:
    value = context.value("impact_ratio", item.value)
    interval = context.interval("impact_ratio", item.interval)
    return value if interval == "–" else f"{value}\n{interval}"


def _tests(context: Context, item: Comparison) -> str:
    from core.measures import significance_label

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
