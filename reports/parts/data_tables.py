"""Which further data of a feature does a check lay out by group?"""

from collections.abc import Callable
from dataclasses import dataclass

from core.results import CheckResult, DataTable
from reports.charts import group_word
from reports.document import Align, Cell, ColumnHead, Table
from reports.parts.context import Context, Shown, plain, strong
from reports.parts.tables import count_text
from reports.results.group_spread import apart

Line = dict[str, float | str | None]


@dataclass(frozen=True, slots=True)
class _Column:
    """One printed column: its head and how a line of the data becomes its cell."""

    head: ColumnHead
    cell: Callable[[Context, Line], Cell]


def feature_data(context: Context, run: Shown, result: CheckResult, feature: str) -> tuple[Table, ...]:
    """Return the tables of scores above the median and of predicted classes, where there are any."""
    found = []
    for table in result.tables:
        lines = [line for line in _lines(table) if line.get("feature") == feature]
        made = _KNOWN.get(table.id)
        if lines and made is not None:
            found.append(made(context, run, lines))
    return tuple(found)


def _lines(table: DataTable) -> list[Line]:
    names = [column.name for column in table.columns]
    values = zip(*(column.values for column in table.columns), strict=True)
    return [dict(zip(names, line, strict=True)) for line in values]


def _scoring(context: Context, run: Shown, lines: list[Line]) -> Table:
    tr = context.translator.tr
    columns = (
        _group_column(context),
        _count_column("n", "n"),
        _count_column(tr("Above the median"), "above"),
        _share_column(tr("Share above the median"), ("rate", "low", "high")),
        _Column(
            ColumnHead(title=tr("Ratio to the highest share"), share=1.7, align=Align.RIGHT),
            lambda context, line: _with_ends(
                context, line, ("ratio", "ratio_low", "ratio_high"), lambda value: _ratio(context, value)
            ),
        ),
    )
    return _table(context, run, lines, columns, tr("Scores above the median of all"))


def _classes(context: Context, run: Shown, lines: list[Line]) -> Table:
    tr = context.translator.tr
    columns = (
        _group_column(context),
        _Column(ColumnHead(title=tr("Class"), share=1.2), lambda _, line: plain(str(line["class"]))),
        _count_column("n", "n"),
        _count_column(tr("Predicted"), "predicted"),
        _share_column(tr("Share of the predictions"), ("rate", "low", "high")),
        _share_column(tr("Share of the true classes"), ("true",)),
    )
    return _table(context, run, lines, columns, tr("Predicted classes of each group"))


def _table(
    context: Context, run: Shown, lines: list[Line], columns: tuple[_Column, ...], caption: str
) -> Table:
    rows = tuple(tuple(column.cell(context, line) for column in columns) for line in lines)
    heads = tuple(column.head for column in columns)
    return Table(columns=heads, rows=rows, caption=caption, evidence=(run.id,), compact=True)


def _group_column(context: Context) -> _Column:
    head = ColumnHead(title=context.translator.tr("Group"), share=1.7)
    return _Column(head, lambda context, line: strong(group_word(str(line["group"]), context.translator)))


def _count_column(title: str, name: str) -> _Column:
    head = ColumnHead(title=title, share=1, align=Align.RIGHT)
    return _Column(head, lambda context, line: plain(_said(line[name], lambda n: count_text(context, n))))


def _share_column(title: str, names: tuple[str, ...]) -> _Column:
    head = ColumnHead(title=title, share=1.7, align=Align.RIGHT)
    return _Column(head, lambda context, line: _with_ends(context, line, names, context.translator.percent))


def _with_ends(_context: Context, line: Line, names: tuple[str, ...], say: Callable[[float], str]) -> Cell:
    value, *ends = (_said(line.get(name), say) for name in names)
    return plain(f"{value}\n{' – '.join(ends)}" if any(end != "–" for end in ends) else value)


def _said(value: float | str | None, say: Callable[[float], str]) -> str:
    return say(float(value)) if isinstance(value, (int, float)) else "–"


def _ratio(context: Context, value: float) -> str:
    return context.value("impact_ratio", value)


def _spread(context: Context, run: Shown, lines: list[Line]) -> Table:
    """Return every measure of every group beside the highest, the lowest and all people."""
    tr = context.translator.tr
    columns = (
        _Column(
            ColumnHead(title=tr("Measure"), share=2.5),
            lambda context, line: strong(context.measure(str(line["measure"]))),
        ),
        _group_column(context),
        _Column(
            ColumnHead(title=tr("Value"), share=1.2, align=Align.RIGHT),
            lambda context, line: plain(
                _said(line["value"], lambda value: context.value(str(line["measure"]), value))
            ),
        ),
        *(_beside(title, base) for base, title in _bases(context)),
    )
    caption = tr("Difference (base minus group) and ratio (group over base), with the ratio's interval")
    return _table(context, run, lines, columns, caption)


def _bases(context: Context) -> tuple[tuple[str, str], ...]:
    tr = context.translator.tr
    return (
        ("reference", tr("Reference group")),
        ("highest", tr("Highest group")),
        ("lowest", tr("Lowest group")),
        ("overall", tr("All people")),
    )


def _beside(title: str, base: str) -> _Column:
    names = (f"ratio_{base}", f"ratio_{base}_low", f"ratio_{base}_high")

    def cell(context: Context, line: Line) -> Cell:
        measure = str(line["measure"])
        gap = _said(line[f"difference_{base}"], lambda value: apart(context, measure, value))
        ratio, low, high = (_said(line[name], lambda value: _ratio(context, value)) for name in names)
        interval = "" if low == "–" else f" [{low} – {high}]"
        return plain(f"{gap}\n{ratio}{interval}")

    return _Column(ColumnHead(title=title, share=1.8, align=Align.RIGHT), cell)


_KNOWN = {"scoring_rates": _scoring, "class_rates": _classes, "spread": _spread}
"""Tables that are printed by feature; the others stand in figures, or repeat them."""
