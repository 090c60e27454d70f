"""How is drift shown?"""

from core.language import Translator
from reports.plots.bars import MOST, Bar, BarChart
from reports.plots.groups import group_word
from reports.plots.lines import LineChart, LinePoint, LineSeries
from reports.plots.values import said
from reports.results.data_marks import limits, mark_of
from reports.results.making import (
    Kind,
    Line,
    Shows,
    bar_part,
    data_part,
    figures_part,
    kept,
    line_part,
    lines_of,
)
from reports.results.page import Part, ResultPage, View

_PSI = {
    "feature": "psi",
    "score": "psi_score",
    "prediction": "psi_prediction",
    "label": "psi_label",
    "group": "psi_group",
}
_SHOWN = 3
"""Columns whose bins are drawn."""


def _parts(view: View) -> tuple[Part, ...]:
    tr = view.tr
    names = list(dict.fromkeys(line.word("column") for line in lines_of(view, "bins")))
    return kept(
        _psi(view),
        *(_bins(view, name, at) for at, name in enumerate(names[:_SHOWN])),
        _windows(view),
        figures_part(
            view, tr("Performance since the reference"), ("accuracy_loss", "auc_loss", "error_growth")
        ),
        _distances(view),
        _missing(view),
    )


def role_words(translator: Translator) -> dict[str, str]:
    """Return what columns are to the model."""
    tr = translator.tr
    return {
        "feature": tr("feature"),
        "score": tr("score"),
        "prediction": tr("prediction"),
        "label": tr("true value"),
        "group": tr("group"),
    }


def _psi(view: View) -> Part | None:
    tr, lines = view.tr, lines_of(view, "features")
    words = role_words(view.translator)
    bars = tuple(
        Bar(
            label=_name(line, words),
            value=line.number("psi"),
            low=line.number("psi_low"),
            high=line.number("psi_high"),
            n=line.count("n"),
            mark=mark_of(view, _PSI[line.word("role")], line, ("psi_low", "psi_high")),
        )
        for line in lines
    )
    chart = BarChart(
        title=tr("How far columns have moved from the reference"),
        x_title=view.measure("psi"),
        bars=bars[:MOST],
        limits=limits(view, "psi"),
    )
    caption = tr(
        "0 means the same distribution; the whisker is the interval. Chance alone makes the index larger "
        "than 0."
    )
    return bar_part(view, chart, name="drift_chart", title=chart.title, caption=caption)


def _name(line: Line, words: dict[str, str]) -> str:
    role = line.word("role")
    word = words[role]
    return (
        line.word("column")
        if role == "feature"
        else f"{word}: {line.word('column')}".removesuffix(f": {role}")
    )


def _bins(view: View, name: str, at: int) -> Part | None:
    tr = view.tr
    lines = _once([line for line in lines_of(view, "bins") if line.word("column") == name])
    bars = [
        Bar(label=_bin(view, line), value=line.number(column), series=series)
        for line in lines
        for series, column in enumerate(("reference", "share"))
    ]
    chart = BarChart(
        title=tr("{feature}: shares in the reference and here", feature=name),
        x_title=tr("share of the rows"),
        bars=tuple(bars[: 2 * MOST]),
        percent=True,
        series=(tr("reference"), tr("here")),
    )
    caption = tr("Numbers are cut at tenths of the reference.")
    return bar_part(view, chart, name=f"bins_chart_{at}", title=chart.title, caption=caption)


def _once(lines: list[Line]) -> list[Line]:
    """Return the values where a column was cut into ranges as a feature and counted by value as groups."""
    kinds = [line.word("kind") for line in lines]
    return lines[kinds.index("category") :] if {"range", "category"} <= set(kinds) else lines


def _bin(view: View, line: Line) -> str:
    tr, low, high = view.tr, line.number("low"), line.number("high")
    match line.word("kind"):
        case "category":
            return group_word(line.word("label"), view.translator)
        case "rest":
            return tr("other categories")
        case "new":
            return tr("new categories")
        case "missing":
            return tr("missing")
    if low is None and high is None:
        return tr("all numbers")
    if low is None:
        return f"≤ {said(high, view.translator)}"
    if high is None:
        return f"> {said(low, view.translator)}"
    return tr("{low} to {high}", low=said(low, view.translator), high=said(high, view.translator))


def _windows(view: View) -> Part | None:
    tr, lines = view.tr, lines_of(view, "windows")
    words, names = role_words(view.translator), list(dict.fromkeys(line.word("window") for line in lines))
    series = tuple(
        LineSeries(
            label=words[role],
            points=tuple(
                LinePoint(
                    x=float(names.index(line.word("window"))),
                    y=line.number("psi"),
                    low=line.number("psi_low"),
                    high=line.number("psi_high"),
                    n=line.count("n"),
                )
                for line in lines
                if line.word("of") == role
            ),
        )
        for role in dict.fromkeys(line.word("of") for line in lines)
    )
    chart = LineChart(
        title=tr("Distance from the reference over time"),
        series=series,
        x_title=tr("window of time"),
        y_title=view.measure("psi"),
        categories=tuple(names),
        limits=limits(view, "psi_score") or limits(view, "psi"),
        span=(0.0,),
    )
    caption = tr("Windows with few rows lie higher by chance; the whisker is the interval.")
    return line_part(view, chart, name="windows_chart", title=chart.title, caption=caption)


def _distances(view: View) -> Part | None:
    tr = view.tr
    tests = {"ks": tr("KS"), "chi_square": tr("χ²")}
    columns = (
        Shows(name="column", title=tr("Column"), share=1.8),
        Shows(name="role", title=tr("Role"), share=1.1, words=role_words(view.translator)),
        Shows(name="psi", title="PSI", kind=Kind.NUMBER, share=1.9, low="psi_low", high="psi_high"),
        Shows(name="psi_by_chance", title=tr("By chance below"), kind=Kind.NUMBER),
        Shows(name="ks", title=tr("KS distance"), kind=Kind.NUMBER),
        Shows(name="jensen_shannon", title=tr("Jensen-Shannon"), kind=Kind.NUMBER),
        Shows(name="wasserstein", title=tr("Wasserstein (SD)"), kind=Kind.NUMBER),
        Shows(name="test", title=tr("Test"), words=tests, share=0.6),
        Shows(name="p", title="p", kind=Kind.NUMBER, share=0.8),
        Shows(name="p_holm", title=tr("p (Holm)"), kind=Kind.NUMBER, share=0.8),
    )
    caption = tr("“By chance below”: two samples of these sizes from one distribution stay below it in 95 %.")
    return data_part(view, "features", columns, title=tr("Distances from the reference"), caption=caption)


def _missing(view: View) -> Part | None:
    tr = view.tr
    lines = lines_of(view, "features")
    if not any(line.number("missing") or line.number("missing_reference") for line in lines):
        return None
    columns = (
        Shows(name="column", title=tr("Column"), share=2.0),
        Shows(name="role", title=tr("Role"), words=role_words(view.translator)),
        Shows(name="n_reference", title=tr("Rows of the reference"), kind=Kind.COUNT),
        Shows(name="n", title=tr("Rows here"), kind=Kind.COUNT),
        Shows(name="missing_reference", title=tr("Missing in the reference"), kind=Kind.SHARE, share=1.2),
        Shows(name="missing", title=tr("Missing here"), kind=Kind.SHARE),
        Shows(name="missing_p", title="p", kind=Kind.NUMBER),
        Shows(name="missing_p_holm", title=tr("p (Holm)"), kind=Kind.NUMBER),
    )
    return data_part(view, "features", columns, title=tr("Missing values"))


PAGE = ResultPage(check="drift", parts=_parts)
