"""How are two sides of the same figures shown: this version or sample, and what it is compared with?"""

from core.ids import Exact
from core.measures import MEASURES, Unit, significance_label
from core.results import Interval
from reports.plots.bars import Bar, BarChart
from reports.results.making import Line, bar_part, lines_of
from reports.results.page import ChartPart, Head, TablePart, View

_SHARES = (Unit.SHARE, Unit.SCORE)
_LEFT_OUT = frozenset({"r2", "log_loss"})
"""Figures that are no shares between 0 and 1 although they have no unit."""


def name_of(view: View, line: Line) -> str:
    """Return the name of a line's figure with its class or label."""
    subject = line.word("subject")
    measure = view.measure(line.word("measure"))
    return f"{measure}: {subject}" if subject else measure


def sides_chart(view: View, title: str, sides: tuple[str, str], caption: str) -> ChartPart | None:
    """Return bars of both sides; of numbers their errors, of everything else what lies between 0 and 1."""
    lines = lines_of(view, "side_by_side")
    shown = [line for line in lines if _is_share(line)]
    percent = bool(shown)
    shown = shown or [line for line in lines if line.word("measure") in {"rmse", "mae"}]
    bars = tuple(
        Bar(
            label=name_of(view, line),
            value=line.number(side),
            low=line.number(f"{side}_low"),
            high=line.number(f"{side}_high"),
            series=at,
        )
        for line in shown[:10]
        for at, side in enumerate(("other", "here"))
    )
    axis = view.tr("value with interval")
    chart = BarChart(title=title, bars=bars, x_title=axis, series=sides, span=(0.0,))
    return (
        bar_part(view, chart, name="sides_chart", title=title, caption=caption) if percent or bars else None
    )


def _is_share(line: Line) -> bool:
    name = line.word("measure")
    return name in MEASURES and MEASURES[name].unit in _SHARES and name not in _LEFT_OUT


def sides_table(view: View, title: str, sides: tuple[str, str], caption: str = "") -> TablePart | None:
    """Return every figure of both sides, how much worse it is here, and its test where there is one."""
    lines = lines_of(view, "side_by_side")
    if not lines:
        return None
    tested = any(line.number("p") is not None for line in lines)
    heads = [
        Head(title=view.tr("Measure"), share=1.9),
        *(Head(title=side, share=1.1, right=True) for side in sides),
        Head(title=view.tr("Worse by"), share=1.8, right=True),
    ]
    if tested:
        heads.append(Head(title="p", share=0.8, right=True))
    rows = tuple(_row(view, line, tested=tested) for line in lines)
    return TablePart(title=title, heads=tuple(heads), rows=rows, caption=caption)


def _row(view: View, line: Line, *, tested: bool) -> tuple[str, ...]:
    measure, loss = line.word("measure"), line.word("loss_measure")
    cells = (
        name_of(view, line),
        view.value(measure, line.number("other")),
        view.value(measure, line.number("here")),
        spanned(view, line, loss, "loss"),
    )
    if not tested:
        return cells
    p = line.number("p")
    return (*cells, "–" if p is None else p_word(view, p))


def tests_said(view: View) -> str:
    """Say which test the p values of which figures come from."""
    names: dict[str, list[str]] = {}
    for line in lines_of(view, "side_by_side"):
        if line.word("test") and line.number("p") is not None:
            names.setdefault(line.word("test"), []).append(view.measure(line.word("measure")))
    parts = (f"{view.tr(significance_label(test))}: {', '.join(said)}" for test, said in names.items())
    text = "; ".join(parts)
    return f"{text}." if text else ""


def spanned(view: View, line: Line, measure: str, name: str) -> str:
    """Return a value of a line as its measure is read, with its interval."""
    value, low, high = (line.number(f"{name}{end}") for end in ("", "_low", "_high"))
    if low is None or high is None:
        return view.value(measure, value)
    ends = Interval(low=low, high=high, level=Exact("0.95"), method="")
    return f"{view.value(measure, value)} [{view.interval(measure, ends)}]"


def p_word(view: View, p: float) -> str:
    """Return a p value; very small ones as a bound."""
    return "< " + view.translator.number(0.0001, 4) if p < 0.0001 else view.translator.number(p, 4)
