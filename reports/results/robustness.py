"""How are the answers to disturbed inputs shown?"""

from core.language import Translator
from reports.plots.bars import MOST, Bar, BarChart
from reports.plots.frame import Limit
from reports.plots.lines import LineChart, LinePoint, LineSeries
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

_HEADLINES = (
    "noise_flip_rate",
    "tiny_flip_rate",
    "noise_shift",
    "noise_relative_shift",
    "near_cut_off_share",
    "near_cut_off_flip_rate",
    "cut_off_slope",
    "repeat_deviation",
    "monotonicity_violations",
    "monotonicity_violation_rate",
)


def _parts(view: View) -> tuple[Part, ...]:
    curves = lines_of(view, "curves")
    features = dict.fromkeys(line.word("feature") for line in curves)
    return kept(
        figures_part(view, view.tr("Figures"), _HEADLINES),
        _noise(view),
        *(_trial(view, trial, at) for at, trial in enumerate(("single", "swap", "missing"))),
        _near(view),
        *(_curve(view, feature, at) for at, feature in enumerate(features)),
        _noise_table(view),
        _feature_table(view),
        _curve_table(view),
    )


def trial_words(translator: Translator) -> dict[str, str]:
    """Return what was done to one feature."""
    tr = translator.tr
    return {
        "single": tr("noise in one number"),
        "swap": tr("another category"),
        "missing": tr("value missing"),
    }


def _noise(view: View) -> Part | None:
    """Draw the flips over the size of the noise; without decisions the change of the score."""
    tr, lines = view.tr, lines_of(view, "noise")
    decided = any(line.number("flip_rate") is not None for line in lines)
    names = ("flip_rate", "low", "high") if decided else ("shift_95", "", "")
    points = tuple(
        LinePoint(
            x=line.number("share") or 0.0,
            y=line.number(names[0]),
            low=line.number(names[1]),
            high=line.number(names[2]),
            n=line.count("n"),
        )
        for line in lines
    )
    chart = LineChart(
        title=tr("Answers to noise in all numbers at once"),
        series=(LineSeries(label="", points=points),),
        x_title=tr("noise, as share of the standard deviation"),
        y_title=tr("changed decisions") if decided else tr("change of the score, 95 % of the rows"),
        percent=decided,
        x_percent=True,
        span=(0.0,),
        limits=_limits(view, "noise_flip_rate") if decided else (),
    )
    caption = tr(
        "Each point is the same rows, asked again with noise of that size; the whisker is the interval."
    )
    return line_part(view, chart, name="noise_chart", title=chart.title, caption=caption)


def _limits(view: View, measure: str) -> tuple[Limit, ...]:
    found = [item for item in view.result.conclusions if item.measure == measure]
    return tuple(
        Limit(
            value=float(item.threshold.number),
            label=view.tr("threshold {value}", value=view.value(measure, float(item.threshold.number))),
        )
        for item in found[:1]
        if item.threshold is not None
    )


def _trial(view: View, trial: str, at: int) -> Part | None:
    """Draw what changes of one feature do, the strongest first."""
    tr = view.tr
    lines = [line for line in lines_of(view, "feature_trials") if line.word("trial") == trial]
    decided = any(line.number("flip_rate") is not None for line in lines)
    names = ("flip_rate", "low", "high") if decided else ("shift", "shift_low", "shift_high")
    bars = [
        Bar(
            label=line.word("feature"),
            value=line.number(names[0]),
            low=line.number(names[1]),
            high=line.number(names[2]),
            n=line.count("n"),
        )
        for line in lines
    ]
    bars.sort(key=lambda bar: (-(bar.value or 0.0), bar.label))
    titles = (
        tr("Noise in one number alone"),
        tr("One category replaced by another"),
        tr("One value missing"),
    )
    chart = BarChart(
        title=titles[at],
        x_title=tr("changed decisions") if decided else tr("mean absolute change of the score"),
        bars=tuple(bars[:MOST]),
        percent=decided,
    )
    caption = tr("Long bars are features in which errors change most; other features stay as they are.")
    return bar_part(view, chart, name=f"{trial}_chart", title=chart.title, caption=caption)


def _near(view: View) -> Part | None:
    tr, lines = view.tr, lines_of(view, "cut_off_bands")
    names = tuple(_band(view, line) for line in lines)
    points = tuple(
        LinePoint(x=float(at), y=line.number("slope"), n=line.count("n")) for at, line in enumerate(lines)
    )
    chart = LineChart(
        title=tr("Slope of the score by the distance from the cut-off"),
        series=(LineSeries(label="", points=points),),
        categories=names,
        x_title=tr("distance of the score from the cut-off"),
        y_title=tr("change per standard deviation"),
        span=(0.0,),
    )
    caption = tr("A peak at the left is a cliff: near the cut-off tiny differences move the score much.")
    return line_part(view, chart, name="cut_off_chart", title=chart.title, caption=caption)


def _band(view: View, line: Line) -> str:
    percent = view.translator.percent
    return "≤ " + percent(line.number("up_to") or 0.0, 1 if (line.number("up_to") or 0) < 0.01 else 0)


def _curve(view: View, feature: str, at: int) -> Part | None:
    tr = view.tr
    lines = [line for line in lines_of(view, "curves") if line.word("feature") == feature]
    summary = [line for line in lines_of(view, "monotonicity") if line.word("feature") == feature]
    rising = any(line.word("expected") == "up" for line in summary)
    points = tuple(
        LinePoint(
            x=line.number("value") or 0.0,
            y=line.number("median"),
            low=line.number("low"),
            high=line.number("high"),
        )
        for line in lines
    )
    expected = tr("expected to rise") if rising else tr("expected to fall")
    chart = LineChart(
        title=tr("{feature}: response, {expected}", feature=feature, expected=expected),
        series=(LineSeries(label=tr("median"), points=points, area=True),),
        x_title=feature,
        y_title=tr("response, higher is better for the person"),
    )
    caption = tr("Median and the middle 80 % of the rows when only this feature changes.")
    return line_part(view, chart, name=f"curve_chart_{at}", title=chart.title, caption=caption)


def _noise_table(view: View) -> Part | None:
    tr = view.tr
    columns = (
        Shows(name="share", title=tr("Noise"), kind=Kind.SHARE),
        Shows(name="n", title=tr("Rows"), kind=Kind.COUNT),
        Shows(
            name="flip_rate",
            title=tr("Changed decisions"),
            kind=Kind.SHARE,
            share=2.2,
            low="low",
            high="high",
        ),
        Shows(name="shift_median", title=tr("Change of the score: median"), kind=Kind.NUMBER, share=1.3),
        Shows(name="shift_95", title=tr("95 % of the rows"), kind=Kind.NUMBER, share=1.2),
        Shows(name="shift_largest", title=tr("Largest"), kind=Kind.NUMBER),
    )
    return data_part(view, "noise", columns, title=tr("Noise in all numbers at once"))


def _feature_table(view: View) -> Part | None:
    tr = view.tr
    columns = (
        Shows(name="feature", title=tr("Feature"), share=1.6),
        Shows(name="trial", title=tr("Change"), share=1.5, words=trial_words(view.translator)),
        Shows(name="n", title=tr("Rows"), kind=Kind.COUNT),
        Shows(
            name="flip_rate",
            title=tr("Changed decisions"),
            kind=Kind.SHARE,
            share=2.2,
            low="low",
            high="high",
        ),
        Shows(
            name="shift",
            title=tr("Mean absolute change of the score"),
            kind=Kind.NUMBER,
            share=2.2,
            low="shift_low",
            high="shift_high",
        ),
    )
    return data_part(view, "feature_trials", columns, title=tr("One feature after the other"))


def _curve_table(view: View) -> Part | None:
    tr = view.tr
    words = {"up": tr("rises"), "down": tr("falls")}
    columns = (
        Shows(name="feature", title=tr("Feature"), share=1.6),
        Shows(name="expected", title=tr("Expected response"), share=1.2, words=words),
        Shows(name="n", title=tr("Rows"), kind=Kind.COUNT),
        Shows(name="moves", title=tr("Moves tried"), kind=Kind.COUNT),
        Shows(name="largest", title=tr("Largest move against it"), kind=Kind.NUMBER, share=1.4),
    )
    return data_part(view, "monotonicity", columns, title=tr("Expected directions"))


PAGE = ResultPage(check="robustness", parts=_parts)
