"""How are the effects of single features shown?"""

from reports.plots.lines import LineChart, LinePoint, LineSeries
from reports.results.making import Kind, Line, Shows, data_part, kept, line_part, lines_of
from reports.results.page import Part, ResultPage, View

_QUIET = 25
"""Single rows drawn in the background."""


def _parts(view: View) -> tuple[Part, ...]:
    lines, single = lines_of(view, "effects"), lines_of(view, "single_rows")
    features = dict.fromkeys(line.word("feature") for line in lines)
    charts: list[Part | None] = []
    for at, feature in enumerate(features):
        own = [line for line in lines if line.word("feature") == feature]
        rows = [line for line in single if line.word("feature") == feature]
        charts += [_dependence(view, own, rows, at), _accumulated(view, own, at)]
    return kept(*charts, _figures(view), _table(view))


def _places(lines: list[Line]) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """Return where each value stands, and the names of categories."""
    if lines[0].word("kind") == "number":
        return tuple(line.number("x") or 0.0 for line in lines), ()
    return tuple(float(at) for at in range(len(lines))), tuple(line.word("label") for line in lines)


def _dependence(view: View, lines: list[Line], single: list[Line], at: int) -> Part | None:
    """Draw the mean over rows, moved as the single rows are, so that both start at 0."""
    tr, feature = view.tr, lines[0].word("feature")
    places, names = _places(lines)
    mean = tuple(
        LinePoint(
            x=x,
            y=line.number("change"),
            low=line.number("change_low"),
            high=line.number("change_high"),
            n=line.count("n"),
        )
        for x, line in zip(places, lines, strict=True)
    )
    chart = LineChart(
        title=tr("{feature}: partial dependence and single rows", feature=feature),
        series=(
            *_quiet(single, places, len(lines)),
            LineSeries(label=tr("mean of the rows"), points=mean, area=not names),
        ),
        categories=names,
        x_title=feature,
        y_title=tr("change of the score"),
        span=(0.0,),
    )
    caption = tr("Each thin line is one row, moved so that it starts at 0; the strong line is their mean.")
    return line_part(view, chart, name=f"effect_chart_{at}", title=chart.title, caption=caption)


def _quiet(single: list[Line], places: tuple[float, ...], count: int) -> tuple[LineSeries, ...]:
    rows = [single[at : at + count] for at in range(0, len(single), count)][:_QUIET]
    return tuple(
        LineSeries(
            label=row[0].word("row").removesuffix(".0"),
            quiet=True,
            points=tuple(
                LinePoint(x=x, y=line.number("centered")) for x, line in zip(places, row, strict=True)
            ),
        )
        for row in rows
    )


def _accumulated(view: View, lines: list[Line], at: int) -> Part | None:
    tr, feature = view.tr, lines[0].word("feature")
    places, names = _places(lines)
    points = tuple(
        LinePoint(
            x=x,
            y=line.number("accumulated"),
            low=line.number("accumulated_low"),
            high=line.number("accumulated_high"),
        )
        for x, line in zip(places, lines, strict=True)
    )
    chart = LineChart(
        title=tr("{feature}: accumulated local effect", feature=feature),
        series=(LineSeries(label=tr("ALE"), points=points, area=not names),),
        categories=names,
        x_title=feature,
        y_title=tr("effect against the mean"),
        span=(0.0,),
    )
    caption = tr("Made of small steps near what occurs; 0 is the mean over the rows.")
    return line_part(view, chart, name=f"accumulated_chart_{at}", title=chart.title, caption=caption)


def _figures(view: View) -> Part | None:
    from reports.results.making import figures_part

    measures = ("effect_range", "accumulated_range", "effect_disagreement")
    return figures_part(view, view.tr("Range and agreement of the effects"), measures)


def _table(view: View) -> Part | None:
    tr = view.tr
    columns = (
        Shows(name="feature", title=tr("Feature"), share=1.6),
        Shows(name="label", title=tr("Value"), share=1.2),
        Shows(name="n", title=tr("Rows with it"), kind=Kind.COUNT),
        Shows(name="mean", title=tr("Mean score"), kind=Kind.NUMBER, share=2.2, low="low", high="high"),
        Shows(
            name="accumulated",
            title=tr("ALE"),
            kind=Kind.NUMBER,
            share=2.2,
            low="accumulated_low",
            high="accumulated_high",
        ),
    )
    return data_part(view, "effects", columns, title=tr("Effects value by value"))


PAGE = ResultPage(check="effects", parts=_parts)
