"""Which features move the model, and can the attributions be trusted?"""

from core.results import CheckResult
from reports.charts import beeswarm, feature_rows_height, importance_bars, local_waterfall, output_scale
from reports.document import Align, Block, Cell, ColumnHead, Figure, KeyFacts, Section, Table
from reports.layout_sizes import TEXT_WIDTH
from reports.parts.checks import check_section
from reports.parts.context import Context, Shown, code, plain, strong
from reports.parts.fairness import definition, notes
from reports.parts.verdicts import conclusion_table, verdict_statements


def explanation_section(context: Context, number: str) -> Section:
    """Return a part for every run."""
    missing = context.translator.tr("The model was not explained on this version; the validator must run it.")
    return check_section(context, number, check="explanation", missing=missing, blocks=_blocks)


def _blocks(context: Context, run: Shown, result: CheckResult) -> tuple[Block, ...]:
    blocks: list[Block] = [definition(context, run, result), *figures(context, run, result)]
    if context.whole:
        blocks += importance_table(context, run, result)
    blocks.append(certificate(context, run, result))
    if result.conclusions:
        blocks.append(conclusion_table(context, run, result.conclusions))
        blocks += verdict_statements(context, run, result.conclusions)
    return (*blocks, *notes(context, run, result))


def importance_table(context: Context, run: Shown, result: CheckResult) -> tuple[Table, ...]:
    """Return the importance of every feature; the chart shows the most important ones only."""
    found = next((item for item in result.tables if item.id == "global_importance"), None)
    if found is None or not found.column("feature"):
        return ()
    tr = context.translator.tr
    heads = (
        ColumnHead(title=tr("Feature"), share=3),
        ColumnHead(title=context.measure("mean_abs_attribution"), share=2, align=Align.RIGHT),
        ColumnHead(title=tr("Interval"), share=2, align=Align.RIGHT),
    )
    columns = (found.column(name) for name in ("feature", "mean_abs", "low", "high"))
    lines = sorted(zip(*columns, strict=True), key=lambda line: -_number(line[1]))
    rows = tuple(
        (strong(str(feature)), plain(_figure(context, value)), plain(_ends(context, low, high)))
        for feature, value, low, high in lines
    )
    caption = tr("Importance of every feature")
    return (Table(columns=heads, rows=rows, caption=caption, evidence=(run.id,)),)


def _number(value: float | str | None) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _figure(context: Context, value: float | str | None) -> str:
    return context.figure(float(value)) if isinstance(value, (int, float)) else "–"


def _ends(context: Context, low: float | str | None, high: float | str | None) -> str:
    ends = (_figure(context, low), _figure(context, high))
    return "–" if ends == ("–", "–") else " – ".join(ends)


def figures(context: Context, run: Shown, result: CheckResult) -> tuple[Figure, ...]:
    """Return the charts for which there is data: global, per row, one case."""
    tr, have = context.translator.tr, {table.id for table in result.tables if table.columns[0].values}
    case = result.definition.parameters.get("local_row", "–")
    charts = (
        (
            "global_importance",
            importance_bars,
            19.0,
            tr("Importance of each feature over all explained rows."),
        ),
        (
            "beeswarm",
            beeswarm,
            24.0,
            tr(
                "One point per explained row: to the right it raises the output, color is the feature's "
                "value."
            ),
        ),
        (
            "local",
            local_waterfall,
            21.0,
            tr("Example of one case: row {row} of the data set.", row=str(case)),
        ),
    )
    found = []
    for table, chart, row, caption in charts:
        if table in have:
            height = feature_rows_height(result, table, row)
            drawing = chart(result, context.translator, TEXT_WIDTH, height)
            found.append(Figure(drawing=drawing, caption=caption, evidence=(run.id,)))
    return tuple(found)


def certificate(context: Context, run: Shown, result: CheckResult) -> KeyFacts:
    """Return background, seed and additivity: what another person needs to get the same values."""
    tr, parameters = context.translator.tr, result.definition.parameters
    rows: list[tuple[str, Cell]] = [(tr("Output scale"), plain(output_scale(result, context.translator)))]
    named = (
        ("explainer", tr("Explainer")),
        ("background_rows", tr("Background rows")),
        ("background_digest", tr("Background digest")),
        ("explained_rows", tr("Explained rows")),
        ("seed", tr("Seed")),
    )
    for key, name in named:
        value = parameters.get(key, run.seed if key == "seed" else None)
        if value is not None:
            rows.append(
                (name, code(str(value)) if "digest" in key else plain(context.translator.value(value)))
            )
    for measure in ("additivity_deviation", "rank_stability", "top_overlap"):
        rows += [
            (context.measure(measure), plain(context.value(measure, item.value)))
            for item in result.measurements
            if item.measure == measure and item.subject is None
        ]
    return KeyFacts(rows=tuple(rows), evidence=(run.id,))
