"""How far do groups lie apart, and what can be said about it?"""

from core.results import CheckResult
from reports.charts import Series, group_interval_chart, rate_series, ratio_series, row_height, split
from reports.document import (
    Block,
    Figure,
    Gap,
    Section,
)
from reports.layout_sizes import TEXT_WIDTH
from reports.parts.brief import further_runs, verdict_blocks
from reports.parts.context import Context, Shown
from reports.parts.groups import group_tables
from reports.parts.result_page import part_blocks
from reports.parts.stated import definition, method, notes, outdated
from reports.parts.summary import check_title
from reports.parts.verdicts import conclusion_table, four_fifths_statements, verdict_statements
from reports.results.metric_choice import metric_choice_parts

Found = tuple[tuple[Shown, CheckResult], ...]
_CHARTED = ("selection_rate", "mean_prediction", "mean_error")


def fairness_section(context: Context, number: str) -> Section:
    """Return a part for every run and sensitive feature."""
    found = context.results("group_fairness")
    title = check_title("group_fairness", context.language)
    if not found:
        missing = context.translator.tr(
            "Groups were not compared on this version; the validator must run it."
        )
        return Section(number=number, title=title, blocks=(Gap(text=missing),))
    full, brief = _in_full(context, found)
    parts = [(run, result, feature) for run, result in full for feature in features_of(context, result)]
    sections = tuple(
        _feature_section(context, run, result, feature, f"{number}.{index}")
        for index, (run, result, feature) in enumerate(parts, start=1)
    ) + tuple(
        Section(
            number=f"{number}.{index}",
            title=run.data,
            blocks=verdict_blocks(context, run, result),
            listed=context.listed(f"{number}.{index}"),
        )
        for index, (run, result) in enumerate(brief, start=len(parts) + 1)
    )
    return Section(
        number=number,
        title=title,
        blocks=(
            *method(context, "group_fairness"),
            *((further_runs(context),) if brief else ()),
            *_definitions(context, full),
        ),
        sections=sections,
        outdated=outdated(context, tuple(run for run, _ in found)),
    )


def _definitions(context: Context, found: tuple[tuple[Shown, CheckResult], ...]) -> tuple[Block, ...]:
    return tuple(
        block
        for run, result in found
        for block in (
            definition(context, run, result),
            *notes(context, run, result),
            *_chosen_measure(context, run),
        )
    )


def _chosen_measure(context: Context, run: Shown) -> tuple[Block, ...]:
    """Return which measure was chosen beforehand and why."""
    chosen = metric_choice_parts(run.options, context.translator)
    return tuple(block for part in chosen for block in part_blocks(context, run, part))


def _in_full(context: Context, found: Found) -> tuple[Found, Found]:
    """Return the runs that are printed with their figures, and those with their verdicts only."""
    main = context.main_run("group_fairness")
    full = tuple(pair for pair in found if context.whole or pair[0].id == main)
    return full, tuple(pair for pair in found if pair not in full)


def features_of(context: Context, result: CheckResult) -> list[str]:
    """Return the judged features; with every figure, also those that were only counted."""
    judged = [item.subject for item in result.conclusions if item.subject]
    counted = [group.feature for group in result.groups]
    named = [*judged, *counted] if context.whole else judged or counted
    return list(dict.fromkeys(named)) or [""]


def _feature_section(context: Context, run: Shown, result: CheckResult, feature: str, number: str) -> Section:
    tr = context.translator.tr
    judged = tuple(item for item in result.conclusions if (item.subject or "") == feature)
    blocks: list[Block] = [*_charts(context, run, result, feature)]
    if judged:
        blocks.append(conclusion_table(context, run, judged))
        blocks += verdict_statements(context, run, judged)
    blocks += four_fifths_statements(context, run, feature)
    blocks += group_tables(context, run, result, feature)
    title = tr("Sensitive feature {feature}, {data}", feature=feature, data=run.data)
    if run.examined:
        title = tr("Sensitive feature {feature}", feature=feature.replace(" x ", " × "))
    return Section(
        number=number,
        title=title if feature else run.data,
        blocks=tuple(blocks),
        listed=context.listed(number),
    )


def _charts(context: Context, run: Shown, result: CheckResult, feature: str) -> tuple[Figure, ...]:
    measure = _charted(result, feature)
    ratios = ratio_series(result, measure, feature, context.translator)
    rates = rate_series(result, measure, feature, context.translator)
    captions = _captions(context, result, feature, measure)
    found: list[Figure] = []
    for series, caption in zip((ratios, rates), captions, strict=True):
        if any(row.value is not None and not row.reference for row in series.rows):
            found += interval_figures(context, series, caption, run.id)
    return tuple(found)


def _charted(result: CheckResult, feature: str) -> str:
    """Return the measure that is drawn: of decisions their rate, of estimates their mean."""
    taken = {
        item.measure for group in result.groups if group.feature == feature for item in group.measurements
    }
    return next((name for name in _CHARTED if name in taken), _CHARTED[0])


def _captions(context: Context, result: CheckResult, feature: str, measure: str) -> tuple[str, str]:
    tr = context.translator.tr
    rules = {item.reference_rule for item in result.comparisons if item.feature == feature}
    name = context.measure(measure)
    if measure != _CHARTED[0]:
        return (
            tr("{measure} of each group against the reference group.", measure=name),
            tr("{measure} of each group; groups with a ring are too small to be compared.", measure=name),
        )
    against = tr("Selection rate of each group against the group with the highest rate.")
    if rules == {"chosen"}:
        against = tr("Selection rate of each group against the chosen group.")
    return against, tr("Selection rate of each group; groups with a ring are too small to be compared.")


def interval_figures(context: Context, series: Series, caption: str, evidence: str) -> tuple[Figure, ...]:
    """Return a chart with its caption, on as many pages as it has rows for."""
    parts = split(series)
    counted = [
        caption
        if len(parts) == 1
        else context.translator.tr("{caption} Part {at} of {n}.", caption=caption, at=at, n=len(parts))
        for at in range(1, len(parts) + 1)
    ]
    return tuple(
        Figure(
            drawing=group_interval_chart(part, context.translator, TEXT_WIDTH, row_height(part)),
            caption=text,
            evidence=(evidence,),
        )
        for part, text in zip(parts, counted, strict=True)
    )
