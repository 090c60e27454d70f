"""How are weak spots shown?"""

from dataclasses import replace

from reports.plots.bars import Bar, BarChart
from reports.plots.groups import group_word
from reports.plots.heat import HeatCell, HeatChart
from reports.results.data_marks import limits, mark_of
from reports.results.making import Kind, Line, Shows, bar_part, data_part, heat_part, kept, lines_of
from reports.results.page import Part, ResultPage, View

_ROOM, _SHORT = 38, 8
"""Characters of a name that fit, and of the name of a column where it does not."""
_SHOWN = 12
"""Slices drawn for one kind of error."""


def _parts(view: View) -> tuple[Part, ...]:
    measures = list(dict.fromkeys(line.word("measure") for line in lines_of(view, "slices")))
    return kept(
        *(_slices(view, measure) for measure in measures),
        _grid(view),
        _table(view),
    )


def _slices(view: View, measure: str) -> Part | None:
    tr = view.tr
    lines = [line for line in lines_of(view, "slices") if line.word("measure") == measure]
    scale = 100 if measure.endswith("_gap") else 1
    bars = tuple(
        Bar(
            label=_name(view, line),
            value=_scaled(line.number("value"), scale),
            low=_scaled(line.number("low"), scale),
            high=_scaled(line.number("high"), scale),
            n=line.count("n"),
            mark=mark_of(view, measure, line, ("low", "high")),
        )
        for line in lines[:_SHOWN]
    )
    chart = BarChart(
        title=view.measure(measure),
        x_title=_axis(view, measure),
        bars=bars,
        limits=tuple(replace(limit, value=scale * limit.value) for limit in limits(view, measure)),
    )
    caption = tr(
        "Ranked by the lower end of the interval; "
        "intervals are widened so that those of all slices hold at once."
    )
    return bar_part(view, chart, name=f"{measure}_chart", title=chart.title, caption=caption)


def _axis(view: View, measure: str) -> str:
    if measure.endswith("_gap"):
        return view.tr("worse than the rest, in percentage points")
    return view.tr("times the error of the rest")


def _scaled(value: float | None, scale: int) -> float | None:
    return None if value is None else scale * value


def _name(view: View, line: Line) -> str:
    """Return columns and labels; long names of columns are cut where two must fit."""
    pairs = [
        (line.word(column), _label(view, line.word(label)))
        for column, label in (("column", "label"), ("second_column", "second_label"))
        if line.word(column)
    ]
    whole = " · ".join(f"{column}: {label}" for column, label in pairs)
    if len(whole) <= _ROOM:
        return whole
    short = (
        (column if len(column) <= _SHORT else column[: _SHORT - 1] + "…", label) for column, label in pairs
    )
    return " · ".join(f"{column}: {label}" for column, label in short)


def _label(view: View, label: str) -> str:
    return view.tr("others") if label == "…" else group_word(label, view.translator)


def _grid(view: View) -> Part | None:
    """Draw the mean error of the pair of columns with the worst slice."""
    tr, lines = view.tr, lines_of(view, "grid")
    if not lines:
        return None
    rows, columns = (
        tuple(dict.fromkeys(line.word(name) for line in lines)) for name in ("label", "second_label")
    )
    cells = {(line.word("label"), line.word("second_label")): line for line in lines}
    first, second = lines[0].word("column"), lines[0].word("second_column")
    chart = HeatChart(
        title=tr("Mean error by {first} and {second}", first=first, second=second),
        rows=tuple(_label(view, label) for label in rows),
        columns=tuple(_label(view, label) for label in columns),
        cells=tuple(
            tuple(
                HeatCell(value=cells[row, column].number("error"), n=cells[row, column].count("n"))
                for column in columns
            )
            for row in rows
        ),
        row_title=first,
        column_title=second,
        percent=any(line.word("measure") == "pair_accuracy_gap" for line in lines_of(view, "slices")),
        low=0.0,
    )
    caption = tr("The two columns with the worst slice; cells with too few rows are empty.")
    return heat_part(view, chart, name="slices_grid", title=chart.title, caption=caption)


def _table(view: View) -> Part | None:
    tr = view.tr
    measures = {line.word("measure") for line in lines_of(view, "slices")}
    columns = (
        Shows(
            name="measure",
            title=tr("Measure"),
            share=2.4,
            words={item: view.measure(item) for item in measures},
        ),
        Shows(name="column", title=tr("Column")),
        Shows(name="label", title=tr("Slice"), kind=Kind.GROUP, share=1.2),
        Shows(name="second_column", title=tr("and column")),
        Shows(name="second_label", title=tr("and slice"), share=1.2),
        Shows(name="n", title=tr("Rows"), kind=Kind.COUNT, share=0.8),
        Shows(name="error", title=tr("Error"), kind=Kind.NUMBER, share=0.8),
        Shows(name="rest", title=tr("Rest"), kind=Kind.NUMBER, share=0.8),
        Shows(name="value", title=tr("Gap or ratio"), kind=Kind.NUMBER, share=2.0, low="low", high="high"),
        Shows(name="p_holm", title=tr("p (Holm)"), kind=Kind.NUMBER, share=0.8),
    )
    return data_part(view, "slices", columns, title=tr("Slices beside the rest"))


PAGE = ResultPage(check="weak_spots", parts=_parts)
