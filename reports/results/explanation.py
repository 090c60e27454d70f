"""How is shown which features move the output, over all rows and for one case, with the certificate?"""

from collections.abc import Callable
from dataclasses import replace

from core.language import Translator
from core.results import CheckResult, DataColumn, DataTable
from reports.drawing import Drawing
from reports.plots.features import (
    beeswarm,
    feature_rows_height,
    importance_bars,
    local_waterfall,
    output_scale,
)
from reports.plots.parts import table
from reports.results.making import Kind, Line, Shows, data_part, kept, lines_of
from reports.results.page import ChartPart, FactsPart, Part, ResultPage, Rows, View

Chart = Callable[[CheckResult, Translator, float, float], Drawing]
_CERTIFIED = ("explainer", "background_rows", "background_digest", "explained_rows")


def _parts(view: View) -> tuple[Part, ...]:
    tr = view.tr
    case = str(view.result.definition.parameters.get("local_row", "–"))
    return kept(
        _chart(
            view,
            "beeswarm",
            beeswarm,
            tr("Most important features"),
            tr(
                "One point per explained row: to the right it raises the output, color is the feature's "
                "value."
            ),
        ),
        _chart(
            view,
            "global_importance",
            importance_bars,
            tr("Importance"),
            tr("Importance of each feature over all explained rows."),
        ),
        _chart(
            view,
            "local",
            local_waterfall,
            tr("One case: row {row} of the data set", row=case),
            tr("Example of one case: row {row} of the data set.", row=case),
        ),
        *_cases(view),
        _importance(view),
        _certificate(view),
    )


def _cases(view: View) -> tuple[Part, ...]:
    """Draw further rows that tell much, each as the example is drawn."""
    found, charts = lines_of(view, "cases"), []
    example = view.result.definition.parameters.get("local_row")
    for kind in dict.fromkeys(line.word("case") for line in found):
        lines = [line for line in found if line.word("case") == kind]
        row, output = lines[0].count("row"), lines[0].number("output")
        if row is None or output is None or row == example:
            continue
        chart = _case(view, kind, lines, (row, output))
        if chart is not None:
            charts.append(replace(chart, name=f"case_{kind}_chart"))
    return tuple(charts)


def _case(view: View, kind: str, lines: list[Line], place: tuple[int, float]) -> ChartPart | None:
    local = DataTable(
        id="local",
        columns=(
            DataColumn(name="feature", values=tuple(line.word("feature") for line in lines)),
            DataColumn(name="value", values=tuple(line.word("value") or None for line in lines)),
            DataColumn(name="attribution", values=tuple(line.number("attribution") for line in lines)),
        ),
    )
    row, output = place
    parameters = {**view.result.definition.parameters, "output": output, "local_row": row}
    definition = replace(view.result.definition, parameters=parameters)
    single = replace(view, result=replace(view.result, tables=(local,), definition=definition))
    title, caption = _case_words(view, kind, row)
    return _chart(single, "local", local_waterfall, title, caption)


def _case_words(view: View, kind: str, row: int) -> tuple[str, str]:
    tr = view.tr
    match kind:
        case "nearest":
            return tr("Nearest to the cut-off: row {row}", row=row), tr(
                "The explained row whose score lies nearest to the cut-off."
            )
        case "error":
            return tr("Gravest error: row {row}", row=row), tr(
                "The explained row whose score is farthest from what was true."
            )
        case "highest":
            return tr("Highest output: row {row}", row=row), tr("The explained row with the highest output.")
        case "lowest":
            return tr("Lowest output: row {row}", row=row), tr("The explained row with the lowest output.")
        case _:
            return tr("One case: row {row} of the data set", row=row), tr(
                "Example of one case: row {row} of the data set.", row=row
            )


_ROW = {"beeswarm": 24.0, "global_importance": 19.0, "local": 21.0}
"""Height of a feature's row in each chart."""


def _chart(view: View, name: str, chart: Chart, title: str, caption: str) -> ChartPart | None:
    if not lines_of(view, name):
        return None
    return ChartPart(
        name=f"{name}_chart",
        title=title,
        caption=caption,
        draw=lambda width, height: chart(view.result, view.translator, width, height),
        height=feature_rows_height(view.result, name, _ROW[name]),
        rows=_rows(view, name),
    )


def _rows(view: View, name: str) -> Rows:
    """Return the data behind a chart, values as they are stored."""
    found = table(view.result.tables, name)
    if found is None:
        return ()
    values = zip(*(column.values for column in found.columns), strict=True)
    lines = (tuple("" if cell is None else str(cell) for cell in line) for line in values)
    return (tuple(column.name for column in found.columns), *lines)


def _importance(view: View) -> Part | None:
    columns = (
        Shows(name="feature", title=view.tr("Feature"), share=3),
        Shows(
            name="mean_abs",
            title=view.measure("mean_abs_attribution"),
            kind=Kind.NUMBER,
            share=3,
            low="low",
            high="high",
        ),
    )
    title = view.tr("Importance of every feature")
    found = data_part(view, "global_importance", columns, title=title)
    return None if found is None else replace(found, whole=True)


def _certificate(view: View) -> FactsPart:
    """Return background, seed and additivity: what another person needs to get the same values."""
    tr, parameters = view.tr, view.result.definition.parameters
    names = (tr("Explainer"), tr("Background rows"), tr("Background digest"), tr("Explained rows"))
    rows = [(tr("Output scale"), output_scale(view.result, view.translator))]
    rows += [
        (name, view.translator.value(parameters[key]))
        for key, name in zip(_CERTIFIED, names, strict=True)
        if key in parameters
    ]
    if "seed" in parameters:
        rows.append((tr("Seed"), str(parameters["seed"])))
    rows += [
        (view.measure(item.measure), view.value(item.measure, item.value))
        for item in view.result.measurements
        if item.subject is None
    ]
    return FactsPart(title=tr("Certificate of the explanation"), rows=tuple(rows))


PAGE = ResultPage(check="explanation", parts=_parts)
