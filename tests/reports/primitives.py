"""Which charts show every primitive, with names as long as they come?"""

from collections.abc import Callable

from core.language import Translator
from reports.drawing import Drawing
from reports.plots.bars import Bar, BarChart, bar_chart, bar_height
from reports.plots.frame import Limit
from reports.plots.heat import HeatCell, HeatChart, heat_chart, heat_height
from reports.plots.lines import LineChart, LinePoint, LineSeries, line_chart, line_height
from reports.plots.parts import Mark
from reports.plots.points import PlotPoint, PointChart, point_chart, point_height

WIDTH = 481.0
Make = Callable[[Translator], Drawing]
LONG = "Beschäftigungsdauer beim derzeitigen Arbeitgeber in vollen Jahren"


def _points(values: tuple[float | None, ...], spread: float = 0.0) -> tuple[LinePoint, ...]:
    return tuple(
        LinePoint(
            x=at, y=y, low=None if y is None else y - spread, high=None if y is None else y + spread, n=900
        )
        if spread
        else LinePoint(x=at, y=y)
        for at, y in enumerate(values)
    )


WINDOWS = LineChart(
    title="PSI of each window",
    series=(
        LineSeries(label="income", points=_points((0.02, 0.05, 0.11, 0.24, 0.31), 0.02)),
        LineSeries(label=LONG, points=_points((0.02, 0.06, None, 0.25, 0.30), 0.01)),
        LineSeries(label="age", points=_points((0.01, 0.015, 0.02, 0.02, 0.01))),
        LineSeries(label="score", points=_points((0.0, 0.015, 0.012, 0.02, 0.015))),
    ),
    categories=("2026-01", "2026-02", "2026-03", "2026-04", "2026-05"),
    x_title="window",
    y_title="population stability index",
    limits=(Limit(value=0.25, label="threshold 0.25"), Limit(value=0.1, label="watch 0.10")),
)
RELIABILITY = LineChart(
    title="observed share over mean score",
    series=(
        LineSeries(
            label="",
            points=tuple(
                LinePoint(
                    x=p / 10 + 0.05,
                    y=(p / 10) ** 1.3,
                    low=(p / 10) ** 1.3 * 0.8,
                    high=min((p / 10) ** 1.3 * 1.2 + 0.02, 1),
                    n=40,
                )
                for p in range(10)
            ),
        ),
    ),
    x_title="mean score",
    y_title="observed share of the favorable class",
    percent=True,
    x_percent=True,
    diagonal=True,
)
CUT_OFFS = LineChart(
    title="measures over cut-offs",
    series=tuple(
        LineSeries(
            label=name,
            points=tuple(LinePoint(x=at / 100, y=1 - (at / 100) ** power) for at in range(101)),
            area=True,
        )
        for name, power in (
            ("selection rate", 1.0),
            ("recall", 2.0),
            ("impact ratio", 4.0),
            ("accuracy", 0.5),
            ("precision", 0.4),
        )
    ),
    x_title="cut-off",
    y_title="share",
    percent=True,
    limits=(
        Limit(value=0.8, label="threshold 80 %"),
        Limit(value=0.5, label="cut-off in use 0.5", vertical=True),
        Limit(value=0.52, label="cheapest cut-off 0.52", vertical=True),
    ),
)
EFFECTS = LineChart(
    title="effect of income",
    series=(
        *(
            LineSeries(
                label=f"case {case}",
                points=tuple(LinePoint(x=x * 7300.0, y=0.2 + case / 60 + x / 30) for x in range(12)),
                quiet=True,
            )
            for case in range(25)
        ),
        LineSeries(
            label="mean of all (PDP)",
            points=tuple(
                LinePoint(x=x * 7300.0, y=0.4 + x / 30, low=0.35 + x / 30, high=0.45 + x / 30)
                for x in range(12)
            ),
            area=True,
        ),
    ),
    x_title="income",
    y_title="probability of the favorable class",
)
TINY = LineChart(
    title="tiny",
    series=(LineSeries(label="a", points=(LinePoint(x=1, y=1e-7),)),),
    x_title="seed",
    y_title="deviation",
)
HUGE = LineChart(
    title="huge",
    series=(LineSeries(label="a", points=(LinePoint(x=1, y=-2.5e6), LinePoint(x=2, y=7e6))),),
    x_title="year",
    y_title="loss in €",
)
FEATURES = BarChart(
    title="PSI of each feature",
    bars=(
        Bar(label="income", value=0.31, low=0.27, high=0.36, n=900, mark=Mark.OUTSIDE),
        Bar(label=LONG, value=0.24, low=0.2, high=0.29, n=900, mark=Mark.UNCERTAIN),
        Bar(label="age", value=0.02, low=0.01, high=0.04, n=900, mark=Mark.WITHIN),
        Bar(label="constant", value=None, n=900),
        Bar(label="rare", value=0.05, n=12, mark=Mark.LEFT_OUT, note="fewer than 30 rows in the reference"),
    ),
    x_title="population stability index",
    limits=(Limit(value=0.25, label="threshold 0.25"), Limit(value=0.27, label="last approval 0.27")),
)
PLAIN_BARS = BarChart(
    title="importance",
    bars=tuple(
        Bar(
            label=f"feature {at}",
            value=0.3 / (at + 1) - 0.08,
            low=0.28 / (at + 1) - 0.08,
            high=0.32 / (at + 1) - 0.08,
        )
        for at in range(8)
    ),
    x_title="drop of the AUC when shuffled",
)
GRADES = BarChart(
    title="grades",
    bars=tuple(
        Bar(
            label=name,
            value=rate * factor,
            low=None if series == 0 else rate * factor * 0.7,
            high=None if series == 0 else rate * factor * 1.4,
            series=series,
            mark=Mark.OUTSIDE if series and rate > 0.1 else Mark.PLAIN,
            note="red" if series and rate > 0.1 else "",
        )
        for name, rate in (("AAA", 0.002), ("AA", 0.01), ("B", 0.05), ("CCC", 0.2))
        for series, factor in ((0, 1.0), (1, 1.3))
    ),
    series=("expected (mean score)", "observed"),
    x_title="probability of default",
    percent=True,
)
MIGRATION = HeatChart(
    title="migration",
    rows=("AAA", "AA", "B", LONG),
    columns=("AAA", "AA", "B", LONG),
    cells=tuple(
        tuple(
            HeatCell(
                value=0.7 if a == b else 0.1,
                n=70 if a == b else 10,
                mark=Mark.OUTSIDE if (a, b) == (0, 3) else Mark.PLAIN,
            )
            for b in range(4)
        )
        for a in range(4)
    ),
    row_title="before",
    column_title="after",
    percent=True,
)
PROXIES = HeatChart(
    title="proxies",
    rows=tuple(f"feature {at}" for at in range(6)),
    columns=tuple(f"group {at}" for at in range(16)),
    cells=tuple(tuple(HeatCell(value=None if a == b else (a - b) / 16) for b in range(16)) for a in range(6)),
    middle=0.0,
)
SWAPS = PointChart(
    title="scores of two versions",
    points=tuple(
        PlotPoint(x=at / 40, y=((at * 7) % 40) / 40, label=f"row {at}", series=at % 3) for at in range(40)
    ),
    x_title="score of version 1.4.0",
    y_title="score of version 1.5.0",
    series=("agreed", "swapped in", "swapped out by the other version because of the cut-off"),
    diagonal=True,
    percent=True,
    x_percent=True,
    limits=(Limit(value=0.5, label="cut-off"), Limit(value=0.5, label="cut-off", vertical=True)),
)
CLOUD = PointChart(
    title="cloud",
    points=tuple(PlotPoint(x=(at * 37 % 1000) / 1000, y=(at * 91 % 1000) / 700) for at in range(1000)),
    x_title="first file",
    y_title="second file",
    diagonal=True,
)


def _line(chart: LineChart) -> Make:
    return lambda translator: line_chart(chart, translator, WIDTH, line_height(chart))


def _bar(chart: BarChart) -> Make:
    return lambda translator: bar_chart(chart, translator, WIDTH, bar_height(chart))


def _heat(chart: HeatChart) -> Make:
    return lambda translator: heat_chart(chart, translator, WIDTH, heat_height(chart))


def _point(chart: PointChart) -> Make:
    return lambda translator: point_chart(chart, translator, WIDTH, point_height(chart))


MANY = 48
MONTHS = LineChart(
    title="many months",
    series=tuple(
        LineSeries(label=f"{LONG} {at}", points=_points(tuple((at + x) / 90 for x in range(MANY))))
        for at in range(9)
    ),
    categories=tuple(f"{2020 + at // 12}-{at % 12 + 1:02}" for at in range(MANY)),
    x_title=LONG * 2,
    y_title=LONG * 3,
    limits=tuple(Limit(value=at / 10, label=f"{LONG} {at}", vertical=at == 3) for at in range(4)),
)
ONE = LineChart(
    title="one",
    series=(LineSeries(label="a", points=_points((-3.0,))),),
    categories=(LONG,),
    x_title="",
    y_title="v",
)
BELOW = BarChart(
    title="below zero",
    bars=tuple(Bar(label=LONG, value=-at / 3, n=at, mark=Mark.UNCERTAIN, note=LONG) for at in range(1, 4)),
    x_title=LONG * 2,
    limits=(Limit(value=-0.5, label=LONG * 2),),
)
WIDE = HeatChart(
    title="wide",
    rows=(LONG, "b"),
    columns=tuple(f"{LONG} {at}" for at in range(60)),
    cells=tuple(tuple(HeatCell(value=at / 60, mark=Mark.OUTSIDE) for at in range(60)) for _ in range(2)),
    row_title=LONG,
    column_title=LONG,
    percent=True,
)
PRIMITIVES: dict[str, Make] = {
    "windows": _line(WINDOWS),
    "reliability": _line(RELIABILITY),
    "cut-offs": _line(CUT_OFFS),
    "effects": _line(EFFECTS),
    "tiny values": _line(TINY),
    "huge values": _line(HUGE),
    "features": _bar(FEATURES),
    "plain bars": _bar(PLAIN_BARS),
    "grades": _bar(GRADES),
    "migration": _heat(MIGRATION),
    "proxies": _heat(PROXIES),
    "swaps": _point(SWAPS),
    "cloud": _point(CLOUD),
    "many months": _line(MONTHS),
    "one point": _line(ONE),
    "below zero": _bar(BELOW),
    "wide matrix": _heat(WIDE),
}
