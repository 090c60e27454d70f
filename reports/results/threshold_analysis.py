"""How is shown what other cut-offs would change?"""

from dataclasses import replace

from reports.document import Tone
from reports.plots.frame import Limit
from reports.plots.groups import group_word
from reports.plots.lines import LineChart, LinePoint, LineSeries
from reports.results.fair_words import of_feature, titled
from reports.results.making import Line, figures_part, kept, line_part, lines_of
from reports.results.page import Head, Part, ResultPage, SayPart, TablePart, View

_MOST_ROWS = 24
_RATIO = "impact_ratio"
_MOST_RATIO = 1.5
"""Where intervals of ratios end in the chart."""


def _parts(view: View) -> tuple[Part, ...]:
    gaps = lines_of(view, "cut_off_gaps")
    names = tuple(dict.fromkeys(line.word("feature") for line in gaps))
    charts = (part for at, name in enumerate(names) for part in _gaps(view, of_feature(gaps, name), name, at))
    return (
        *kept(_rates(view), _costs(view)),
        *charts,
        *kept(figures_part(view, view.tr("At the cut-off of the version")), _table(view)),
        *_by_group(view),
    )


def _own(view: View) -> tuple[Limit, ...]:
    """Return the version's own cut-off as a vertical line."""
    return tuple(
        Limit(value=line.number("cut_off") or 0.0, label=view.tr("cut-off of the version"), vertical=True)
        for line in lines_of(view, "cut_offs")
        if line.number("own")
    )


def _points(lines: tuple[Line, ...], names: tuple[str, str, str]) -> tuple[LinePoint, ...]:
    return tuple(
        LinePoint(
            x=line.number("cut_off") or 0.0,
            y=line.number(names[0]),
            low=line.number(names[1]) if names[1] else None,
            high=line.number(names[2]) if names[2] else None,
        )
        for line in lines
    )


def _capped(lines: tuple[Line, ...]) -> tuple[LinePoint, ...]:
    """Return ratios with intervals that end at the edge of the chart."""
    found = _points(lines, ("value", "low", "high"))
    return tuple(
        replace(point, high=None if point.high is None else min(point.high, max(_MOST_RATIO, point.y or 0.0)))
        for point in found
    )


def _rates(view: View) -> Part | None:
    lines = lines_of(view, "cut_offs")
    measures = ("selection_rate", "tpr", "fpr", "accuracy")
    ends = {"selection_rate": ("selection_low", "selection_high")}
    chart = LineChart(
        title=view.tr("Rates over the cut-off"),
        series=tuple(
            LineSeries(
                label=view.measure(name), points=_points(lines, (name, *ends.get(name, ("", "")))), area=True
            )
            for name in measures
            if any(line.number(name) is not None for line in lines)
        ),
        x_title=view.tr("cut-off"),
        y_title=view.tr("rate"),
        percent=True,
        limits=_own(view),
        span=(0.0, 1.0),
    )
    caption = view.tr("All rows; the vertical line is the cut-off the version decides by.")
    return line_part(view, chart, name="rates_chart", title=view.tr("All people"), caption=caption)


def _costs(view: View) -> Part | None:
    lines = lines_of(view, "cut_offs")
    chart = LineChart(
        title=view.tr("Cost over the cut-off"),
        series=(LineSeries(label="", points=_points(lines, ("cost", "", ""))),),
        x_title=view.tr("cut-off"),
        y_title=view.measure("mean_cost"),
        limits=_own(view),
        span=(0.0,),
    )
    known = [line for line in lines if line.number("cost") is not None]
    best = min(known, key=lambda line: line.number("cost") or 0.0, default=None)
    caption = (
        ""
        if best is None
        else view.tr(
            "The lowest cost, {cost}, lies at the cut-off {cut_off}.",
            cost=view.figure(best.number("cost") or 0.0),
            cut_off=view.figure(best.number("cut_off") or 0.0),
        )
    )
    return line_part(
        view, chart, name="cost_chart", title=view.tr("Cost of wrong decisions"), caption=caption
    )


def _gaps(view: View, lines: tuple[Line, ...], feature: str, at: int) -> tuple[Part, ...]:
    tr = view.tr
    return kept(
        line_part(
            view,
            _ratio_chart(view, lines),
            name=f"ratio_chart_{at}",
            title=titled(view, view.measure(_RATIO), feature),
            caption=tr("The area is the interval for all pairs of groups at one cut-off, drawn up to 1.5."),
        ),
        line_part(
            view,
            _gap_chart(view, lines),
            name=f"gaps_chart_{at}",
            title=titled(view, tr("Differences between groups"), feature),
            caption=tr("Largest difference between two groups, with the favorable class as positive."),
        ),
    )


def _ratio_chart(view: View, lines: tuple[Line, ...]) -> LineChart:
    tr, ratio = view.tr, tuple(line for line in lines if line.word("measure") == _RATIO)
    return LineChart(
        title=tr("Impact ratio over the cut-off"),
        series=(LineSeries(label="", points=_capped(ratio), area=True),),
        x_title=tr("cut-off"),
        y_title=view.measure(_RATIO),
        limits=(*_own(view), Limit(value=0.8, label=tr("four fifths"))),
        span=(0.0, 1.0),
    )


def _gap_chart(view: View, lines: tuple[Line, ...]) -> LineChart:
    tr, measures = view.tr, dict.fromkeys(line.word("measure") for line in lines)
    return LineChart(
        title=tr("Gaps between groups over the cut-off"),
        series=tuple(
            LineSeries(label=view.measure(name), points=_points(_of(lines, name), ("value", "", "")))
            for name in measures
            if not name.endswith("_ratio")
        ),
        x_title=tr("cut-off"),
        y_title=tr("difference"),
        percent=True,
        limits=_own(view),
        span=(0.0,),
    )


def _of(lines: tuple[Line, ...], measure: str) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.word("measure") == measure)


def _table(view: View) -> TablePart | None:
    tr, lines = view.tr, lines_of(view, "cut_offs")
    if not lines:
        return None
    step = -(-len(lines) // _MOST_ROWS)
    shown = [line for at, line in enumerate(lines) if at % step == 0 or line.number("own")]
    measures = ("selection_rate", "tpr", "fpr", "ppv", "tnr", "accuracy")
    known = [name for name in measures if any(line.number(name) is not None for line in lines)]
    heads = (
        Head(title=tr("Cut-off"), right=True),
        *(Head(title=view.measure(name), right=True, share=1.2) for name in known),
        Head(title=view.measure("mean_cost"), right=True),
        Head(title=tr("Policy kept"), share=1.1),
    )
    kept_words = {1.0: tr("yes"), 0.0: tr("no")}
    rows = tuple(
        (
            view.figure(line.number("cut_off") or 0.0) + (" *" if line.number("own") else ""),
            *(view.value(name, line.number(name)) for name in known),
            "–" if (cost := line.number("cost")) is None else view.figure(cost),
            "–" if (flag := line.number("kept")) is None else kept_words[flag],
        )
        for line in shown
    )
    caption = tr(
        "* the cut-off of the version; policy kept by point values, of every limit that can be measured."
    )
    return TablePart(title=tr("Cut-offs in steps"), heads=heads, rows=rows, caption=caption)


def _by_group(view: View) -> tuple[Part, ...]:
    tr, lines = view.tr, lines_of(view, "group_cut_offs")
    if not lines:
        return ()
    heads = (
        Head(title=tr("Feature"), share=1.0),
        Head(title=tr("Rate"), share=1.9),
        Head(title=tr("Group"), share=1.1),
        Head(title="n", share=0.7, right=True),
        Head(title=tr("now"), right=True),
        Head(title=tr("wanted"), right=True),
        Head(title=tr("Cut-off"), right=True),
        Head(title=tr("reached"), share=1.2, right=True),
    )
    rows = tuple(_group_row(view, line) for line in lines)
    warning = tr(
        "Analysis only, no advice. To decide by different cut-offs for different groups is to treat people "
        "differently by a protected attribute. That may be unlawful, among others under equal treatment and "
        "credit law (AGG, ECOA), and may concern automated decisions under GDPR Art. 22. Nothing of the kind "
        "may be used before counsel has reviewed it."
    )
    caption = tr("At which cut-off of its own each group would have the rate that all rows have now.")
    return (
        SayPart(text=warning, tone=Tone.WARN),
        TablePart(title=tr("Cut-offs by group, as an analysis"), heads=heads, rows=rows, caption=caption),
    )


def _group_row(view: View, line: Line) -> tuple[str, ...]:
    percent = view.translator.percent
    ends = [percent(line.number(name) or 0.0) for name in ("low", "high")]
    values = [
        "–" if line.number(name) is None else percent(line.number(name) or 0.0) for name in ("now", "wanted")
    ]
    reached = percent(line.number("reached") or 0.0)
    return (
        line.word("feature"),
        view.measure(line.word("rate")),
        group_word(line.word("group"), view.translator),
        view.translator.integer(line.count("n") or 0),
        *values,
        view.figure(line.number("cut_off") or 0.0),
        f"{reached}\n{ends[0]} – {ends[1]}",
    )


PAGE = ResultPage(check="threshold_analysis", parts=_parts)
"""Found by listing this folder."""
