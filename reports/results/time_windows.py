"""How is shown whether predictions stay as good over time?"""

from collections.abc import Mapping

from core.results import Verdict
from reports.plots.frame import Limit
from reports.plots.lines import LineChart, LinePoint, LineSeries
from reports.results.making import Line, kept, line_part, lines_of
from reports.results.page import ChartPart, Head, Part, ResultPage, TablePart, View
from reports.results.side_by_side import name_of, p_word, sides_table

_QUALITY = ("auc", "balanced_accuracy", "recall", "macro_f1", "r2")
_ERRORS = ("rmse", "mae")
_SHARES = ("selection_rate", "base_rate")
_MEANS = ("mean_prediction", "mean_outcome", "mean_score")
_COLUMNS = ("base_rate", "selection_rate", "auc", "balanced_accuracy", "mean_outcome", "rmse", "macro_f1")
_MOST = 4
"""Columns of the table besides window and rows."""
_SERIES = 4
_CHANCE = 0.05


def _parts(view: View) -> tuple[Part, ...]:
    tr = view.tr
    quality = tr("Quality over time")
    lines = lines_of(view, "windows")
    return kept(
        _chart(view, lines, _QUALITY, (("quality_chart", quality), tr("value with interval"))),
        _chart(view, lines, _ERRORS, (("error_chart", tr("Errors over time")), tr("value with interval"))),
        _chart(view, lines, _SHARES, (("share_chart", tr("Shares over time")), tr("share"))),
        _chart(view, lines, _MEANS, (("mean_chart", tr("Means over time")), tr("mean"))),
        _table(view, lines),
        sides_table(
            view,
            tr("Recent rows against those before"),
            (tr("before"), tr("recent")),
            tr("“Worse by” above 0 (a ratio above 1) means that recent rows are judged worse."),
        ),
        _trends(view),
    )


def _chart(
    view: View, lines: tuple[Line, ...], measures: tuple[str, ...], words: tuple[tuple[str, str], str]
) -> ChartPart | None:
    (name, title), axis = words
    windows = tuple(dict.fromkeys(line.word("window") for line in lines))
    keys = dict.fromkeys(
        (line.word("measure"), line.word("subject"))
        for measure in measures
        for line in lines
        if line.word("measure") == measure
    )
    series = tuple(
        _series(view, lines, key, {label: at for at, label in enumerate(windows)})
        for key in list(keys)[:_SERIES]
    )
    chart = LineChart(
        title=title,
        series=series,
        x_title=view.tr("time window"),
        y_title=axis,
        percent=measures == _SHARES,
        categories=windows,
        limits=_limits(view, measures),
        height=230.0,
    )
    caption = view.tr("One point a window with its interval; windows with too few rows have none.")
    return line_part(view, chart, name=name, title=title, caption=caption)


def _series(
    view: View, lines: tuple[Line, ...], key: tuple[str, str], places: Mapping[str, int]
) -> LineSeries:
    mine = [line for line in lines if (line.word("measure"), line.word("subject")) == key]
    points = tuple(
        LinePoint(
            x=places[line.word("window")],
            y=line.number("value") if line.number("enough") else None,
            low=line.number("low"),
            high=line.number("high"),
            n=line.count("n"),
        )
        for line in mine
    )
    return LineSeries(label=name_of(view, mine[0]), points=points)


def _limits(view: View, measures: tuple[str, ...]) -> tuple[Limit, ...]:
    found = {
        item.measure: item.threshold
        for item in view.result.conclusions
        if item.threshold is not None and item.measure in measures
    }
    return tuple(
        Limit(
            value=float(threshold.number),
            label=view.tr("threshold {value}", value=view.value(measure, float(threshold.number))),
        )
        for measure, threshold in found.items()
    )


def _table(view: View, lines: tuple[Line, ...]) -> TablePart | None:
    there = {line.word("measure") for line in lines}
    shown = [name for name in _COLUMNS if name in there][:_MOST]
    if not lines or not shown:
        return None
    worst = {item.detail for item in view.result.conclusions if item.verdict is Verdict.FAILED}
    rows = []
    for window in dict.fromkeys(line.word("window") for line in lines):
        mine = [line for line in lines if line.word("window") == window]
        first = {name: next((one for one in mine if one.word("measure") == name), None) for name in shown}
        label = f"{window} · {view.tr('failed')}" if window in worst else window
        if not mine[0].number("enough"):
            label = f"{window} · {view.tr('too few rows')}"
        cells = (
            "–" if line is None else view.value(name, line.number("value")) for name, line in first.items()
        )
        rows.append((label, view.translator.integer(mine[0].count("n") or 0), *cells))
    heads = (
        Head(title=view.tr("Window"), share=1.5),
        Head(title="n", share=0.7, right=True),
        *(Head(title=_short(view, name), share=1.2, right=True) for name in shown),
    )
    caption = view.tr("Prevalence: of the class that must be found. Intervals stand behind the charts.")
    return TablePart(title=view.tr("Each window"), heads=heads, rows=tuple(rows), caption=caption)


def _short(view: View, measure: str) -> str:
    words = {
        "base_rate": view.tr("Prevalence"),
        "auc": view.tr("AUC"),
        "balanced_accuracy": view.tr("Bal. accuracy"),
        "rmse": view.tr("RMSE"),
        "macro_f1": view.tr("Mean F1"),
    }
    return words.get(measure) or view.measure(measure)


def _trends(view: View) -> TablePart | None:
    lines = lines_of(view, "trends")
    if not lines:
        return None
    tr = view.tr
    heads = (
        Head(title=tr("Measure"), share=2.4),
        Head(title=tr("Trend"), share=1.6),
        Head(title=tr("p of the trend"), right=True),
        Head(title=tr("p of differences"), right=True),
    )
    rows = []
    for name in dict.fromkeys(name_of(view, line) for line in lines):
        mine = [line for line in lines if name_of(view, line) == name]
        trend = next((line for line in mine if line.word("test") != "cochran_q"), None)
        spread = next((line for line in mine if line.word("test") == "cochran_q"), None)
        rows.append((name, _direction(view, trend), _p(view, trend), _p(view, spread)))
    caption = tr(
        "Trend: Cochran and Armitage for shares, else a weighted straight line. Differences: Cochran's Q. "
        "Many figures are tested, so a single small p among them may be chance."
    )
    title = tr("Trends and differences between windows")
    return TablePart(title=title, heads=heads, rows=tuple(rows), caption=caption)


def _direction(view: View, line: Line | None) -> str:
    if line is None or (line.number("p") or 0.0) >= _CHANCE:
        return view.tr("none shown")
    return view.tr("rising") if (line.number("statistic") or 0.0) > 0 else view.tr("falling")


def _p(view: View, line: Line | None) -> str:
    p = None if line is None else line.number("p")
    return "–" if p is None else p_word(view, p)


PAGE = ResultPage(check="time_windows", parts=_parts)
