"""How are the effects of shifted inputs shown?"""

from reports.plots.bars import MOST, Bar, BarChart
from reports.plots.lines import LineChart, LinePoint, LineSeries
from reports.plots.values import said
from reports.results.making import (
    Line,
    bar_part,
    figures_part,
    kept,
    line_part,
    lines_of,
)
from reports.results.page import Head, Part, ResultPage, TablePart, View

_HEADLINES = (
    "selection_rate",
    "expected_unfavorable",
    "stressed_unfavorable",
    "largest_selection_shift",
    "largest_relative_shift",
)
_CURVES = 6
"""Features whose curves are drawn, the strongest ones."""
_CATEGORIES = 12


def _parts(view: View) -> tuple[Part, ...]:
    return kept(
        figures_part(view, view.tr("Figures"), _HEADLINES),
        _tornado(view),
        _curves(view),
        _categories(view),
        _scenarios(view),
        _table(view),
    )


def _name(view: View) -> tuple[str, bool]:
    """Return what is drawn: the selection rate, or the score where nothing is accepted or rejected."""
    decided = any(line.number("selection") is not None for line in lines_of(view, "shifts"))
    return ("selection", True) if decided else ("score", False)


def _y_title(view: View) -> str:
    decided = _name(view)[1]
    return view.tr("change of the selection rate") if decided else view.tr("change of the mean score")


def _strongest(view: View) -> list[str]:
    """Return the numbers by the larger change of one standard deviation."""
    name, sizes = _name(view)[0], dict[str, float]()
    for line in _of_kind(view, "step"):
        if abs(line.number("step") or 0.0) == 1:
            feature = line.word("feature")
            sizes[feature] = max(sizes.get(feature, 0.0), abs(line.number(name) or 0.0))
    return sorted(sizes, key=lambda feature: (-sizes[feature], feature))


def _of_kind(view: View, kind: str) -> list[Line]:
    return [line for line in lines_of(view, "shifts") if line.word("kind") == kind]


def _tornado(view: View) -> Part | None:
    tr = view.tr
    name, percent = _name(view)
    by_place = {(line.word("feature"), line.number("step")): line for line in _of_kind(view, "step")}
    bars = []
    for feature in _strongest(view)[: MOST // 2]:
        for number, step in enumerate((-1.0, 1.0)):
            line = by_place[feature, step]
            bars.append(
                Bar(
                    label=feature,
                    value=line.number(name),
                    low=line.number(f"{name}_low"),
                    high=line.number(f"{name}_high"),
                    n=line.count("n"),
                    series=number,
                )
            )
    chart = BarChart(
        title=tr("One number after the other, by one standard deviation"),
        x_title=_y_title(view),
        bars=tuple(bars),
        series=(tr("one standard deviation down"), tr("one standard deviation up")),
        percent=percent,
    )
    caption = tr("All rows are shifted in this feature alone; the strongest feature stands at the top.")
    return bar_part(view, chart, name="tornado_chart", title=chart.title, caption=caption)


def _curves(view: View) -> Part | None:
    tr = view.tr
    name, percent = _name(view)
    series = []
    for feature in _strongest(view)[:_CURVES]:
        lines = [line for line in _of_kind(view, "step") if line.word("feature") == feature]
        points = [LinePoint(x=0.0, y=0.0), *(_point(line, name) for line in lines)]
        series.append(LineSeries(label=feature, points=tuple(sorted(points, key=lambda point: point.x))))
    chart = LineChart(
        title=tr("Shifts of one to three standard deviations"),
        series=tuple(series),
        x_title=tr("shift of all rows, in standard deviations"),
        y_title=_y_title(view),
        percent=percent,
        span=(0.0,),
    )
    caption = tr("Each line is one feature; the others stay as they are.")
    return line_part(view, chart, name="shift_chart", title=chart.title, caption=caption)


def _point(line: Line, name: str) -> LinePoint:
    return LinePoint(
        x=line.number("step") or 0.0,
        y=line.number(name),
        low=line.number(f"{name}_low"),
        high=line.number(f"{name}_high"),
        n=line.count("n"),
    )


def _categories(view: View) -> Part | None:
    tr = view.tr
    name, percent = _name(view)
    bars = [
        Bar(
            label=f"{line.word('feature')} = {line.word('value')}",
            value=line.number(name),
            low=line.number(f"{name}_low"),
            high=line.number(f"{name}_high"),
            n=line.count("n"),
        )
        for line in _of_kind(view, "category")
    ]
    bars.sort(key=lambda bar: (-abs(bar.value or 0.0), bar.label))
    chart = BarChart(
        title=tr("All rows set to one category"),
        x_title=_y_title(view),
        bars=tuple(bars[:_CATEGORIES]),
        percent=percent,
    )
    caption = tr("The strongest changes; the table holds them all.")
    return bar_part(view, chart, name="category_chart", title=chart.title, caption=caption)


def _scenarios(view: View) -> Part | None:
    tr, lines = view.tr, _of_kind(view, "scenario")
    measures = (
        ("score", tr("mean score")),
        ("selection", tr("selection rate")),
        ("unfavorable", tr("expected unfavorable")),
    )
    series = tuple(
        LineSeries(label=label, points=(LinePoint(x=0.0, y=0.0), *(_point(line, name) for line in lines)))
        for name, label in measures
        if any(line.number(name) is not None for line in lines)
    )
    if _name(view)[1] is False:
        series = series[:1]
    chart = LineChart(
        title=tr("All numbers worsen together"),
        series=series if lines else (),
        x_title=tr("shift against the person, in standard deviations"),
        y_title=tr("change"),
        percent=_name(view)[1],
        span=(0.0,),
    )
    caption = tr("Every number is shifted in the direction that lowers the mean score for the person.")
    return line_part(view, chart, name="scenario_chart", title=chart.title, caption=caption)


def _table(view: View) -> Part | None:
    """Lay out every shift with its figures; those nobody took have no column."""
    tr, lines = view.tr, lines_of(view, "shifts")
    taken = [
        (name, title, percent)
        for name, title, percent in (
            ("score", tr("Mean score"), False),
            ("selection", tr("Selection rate"), True),
            ("unfavorable", tr("Expected unfavorable"), True),
        )
        if any(line.number(name) is not None for line in lines)
    ]
    if not taken:
        return None
    heads = (
        Head(title=tr("Feature"), share=1.2),
        Head(title=tr("Shift"), share=1.6),
        *(Head(title=title, share=1.8, right=True) for _, title, _ in taken),
    )
    rows = tuple(
        (
            line.word("feature") or tr("all numbers"),
            _shift(view, line),
            *(_figure(view, line, name, percent=percent) for name, _, percent in taken),
        )
        for line in lines
    )
    rows_asked = view.translator.integer(lines[0].count("n") or 0)
    caption = tr("Each line is made of {n} rows.", n=rows_asked)
    title = tr("Every shift, as change against the rows as they are")
    return TablePart(title=title, heads=heads, rows=rows, caption=caption)


def _shift(view: View, line: Line) -> str:
    """Say what was done to the rows."""
    number, step = view.translator.number, line.number("step") or 0.0
    match line.word("kind"):
        case "step":
            sign = "+" if step > 0 else "−"
            return view.tr("{size} SD", size=f"{sign}{number(abs(step), 0)}")
        case "scenario":
            return view.tr("{size} SD worse", size=number(step, 0))
        case "level":
            share = view.translator.percent(step, 0)
            value = said(_parsed(line.word("value")), view.translator)
            return view.tr("{value} ({share} quantile)", value=value, share=share)
    return line.word("value")


def _parsed(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _figure(view: View, line: Line, name: str, *, percent: bool) -> str:
    value, low, high = (
        said(line.number(key), view.translator, percent=percent)
        for key in (name, f"{name}_low", f"{name}_high")
    )
    return value if low == high == "–" else f"{value} [{low} – {high}]"


PAGE = ResultPage(check="sensitivity", parts=_parts)
