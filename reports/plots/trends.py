"""How does a monitored figure go over time, beside its limit?"""

from core.governance.monitoring import Trend
from core.language import Translator
from core.measures import measure_label
from core.statistics.trends import mann_kendall
from reports.drawing import Drawing
from reports.plots.frame import Limit
from reports.plots.lines import LineChart, LinePoint, LineSeries, line_chart, line_height, line_rows


def trend_chart(trend: Trend, translator: Translator, width: float, height: float) -> Drawing:
    """Draw one figure with its intervals by day, and say whether it rises or falls by more than chance."""
    return line_chart(_chart(trend, translator), translator, width, height)


def trend_height(trend: Trend, translator: Translator) -> float:
    """Return the height in points that shows the chart well."""
    return line_height(_chart(trend, translator))


def trend_rows(trend: Trend, translator: Translator) -> tuple[tuple[str, ...], ...]:
    """Return the values behind the chart."""
    return line_rows(_chart(trend, translator), translator)


def _chart(trend: Trend, translator: Translator) -> LineChart:
    name = translator.tr(measure_label(trend.measure))
    points = tuple(
        LinePoint(
            x=at,
            y=point.indicator.value,
            low=point.indicator.low,
            high=point.indicator.high,
            n=point.rows,
            note=point.observation,
        )
        for at, point in enumerate(trend.points)
    )
    limits = {point.indicator.limit: None for point in trend.points if point.indicator.limit is not None}
    return LineChart(
        title=_said(trend, translator, name),
        series=(LineSeries(label=trend.subject or "", points=points),),
        x_title=translator.tr("Rows until"),
        y_title=name,
        categories=tuple(translator.date(point.day) for point in trend.points),
        limits=tuple(
            Limit(value=_number(limit), label=translator.tr("threshold {value}", value=_number(limit)))
            for limit in limits
        ),
        height=168,
    )


def _said(trend: Trend, translator: Translator, name: str) -> str:
    tested = mann_kendall(trend.values)
    if tested is None:
        return translator.tr("{figure} over time", figure=name)
    return translator.tr(
        "{figure} over time; slope {slope} per step, p = {p} (Mann and Kendall)",
        figure=name,
        slope=translator.number(tested.slope, 5),
        p=translator.number(tested.p, 3),
    )


def _number(limit: str) -> float:
    from fractions import Fraction

    return float(Fraction(limit))
