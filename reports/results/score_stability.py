"""How are shifts of scores and grades shown?"""

from reports.plots.heat import HeatCell, HeatChart
from reports.plots.lines import LineChart, LineSeries
from reports.results.credit_words import limits, points, two_lines
from reports.results.making import Kind, Shows, data_part, figures_part, heat_part, kept, line_part, lines_of
from reports.results.page import ChartPart, Part, ResultPage, TablePart, View

_STABILITY = ("score_psi", "grade_psi", "herfindahl", "herfindahl_normalized", "concentration_p")
_MIGRATION = (
    "migration_stable",
    "migration_worse",
    "migration_better",
    "migration_notches",
    "bandwidth_worse",
    "bandwidth_better",
)
_MOST_GRADES = 14


def _parts(view: View) -> tuple[Part, ...]:
    tr = view.tr
    migrated = lines_of(view, "migration")
    return kept(
        _shares(view, "score_bins", "bin", tr("bin of the score, from best to worst")),
        _shares(view, "grade_shares", "grade", tr("grade, from best to worst")),
        figures_part(view, tr("Stability and concentration"), _STABILITY),
        _windows(view),
        _migration(view),
        figures_part(view, tr("Migration from the other version"), _MIGRATION) if migrated else None,
        _bins(view),
    )


def _shares(view: View, name: str, column: str, head: str) -> ChartPart | None:
    lines = lines_of(view, name)
    grades = name == "grade_shares"
    title = view.tr("Share of the rows in each grade") if grades else view.tr("Share of the rows in each bin")
    series = (
        LineSeries(label=view.tr("reference"), points=points(lines, "reference")),
        LineSeries(label=view.tr("now"), points=points(lines, "share")),
    )
    chart = two_lines(title, lines, (column, head), series)
    caption = view.tr("The further the lines lie apart, the more the scores have shifted.")
    return line_part(view, chart, name=f"{name}_chart", title=title, caption=caption)


def _windows(view: View) -> ChartPart | None:
    lines = lines_of(view, "windows")
    title = view.tr("Stability index of the score in each window of time")
    chart = LineChart(
        title=title,
        series=(
            LineSeries(label="", points=points(lines, "psi", "low", "high")),
            LineSeries(label=view.tr("by chance"), points=points(lines, "by_chance"), quiet=True),
        ),
        x_title=view.tr("window of time"),
        y_title=view.measure("score_psi"),
        categories=tuple(line.word("window") for line in lines),
        limits=limits(view, "score_psi"),
        span=(0.0,),
    )
    caption = view.tr(
        "Against the reference; the thin line is what 95 of 100 such samples without a change stay below."
    )
    return line_part(view, chart, name="windows_chart", title=title, caption=caption)


def _migration(view: View) -> ChartPart | None:
    lines = lines_of(view, "migration")
    names = tuple(dict.fromkeys(line.word("before") for line in lines))
    if not names or len(names) > _MOST_GRADES:
        return None
    cells = {(line.word("before"), line.word("after")): line for line in lines}
    title = view.tr("Migration between the versions")
    chart = HeatChart(
        title=title,
        rows=names,
        columns=names,
        cells=tuple(
            tuple(
                HeatCell(value=cells[row, column].number("share"), n=cells[row, column].count("n"))
                for column in names
            )
            for row in names
        ),
        row_title=view.tr("other version"),
        column_title=view.tr("this version"),
        percent=True,
    )
    caption = view.tr("Of the rows in a bin under the other version: which share this version puts where.")
    return heat_part(view, chart, name="migration_chart", title=title, caption=caption)


def _bins(view: View) -> TablePart | None:
    tr = view.tr
    columns = (
        Shows(name="bin", title=tr("Bin"), share=0.6),
        Shows(name="above", title=tr("Score above"), kind=Kind.NUMBER),
        Shows(name="up_to", title=tr("Score up to"), kind=Kind.NUMBER),
        Shows(name="reference", title=tr("Reference"), kind=Kind.SHARE),
        Shows(name="share", title=tr("Now"), kind=Kind.SHARE),
        Shows(name="n", title="n", kind=Kind.COUNT),
        Shows(name="psi", title=tr("Part of the index"), kind=Kind.NUMBER),
    )
    return data_part(view, "score_bins", columns, title=tr("Bins of the score"))


PAGE = ResultPage(check="score_stability", parts=_parts)
"""Found by listing this folder."""
