"""How well is each class found, and do scores mean what they say?"""

from collections.abc import Iterator

from core.language import Translator
from core.results import CheckResult, Conclusion, DataTable, Measurement, Verdict
from reports.drawing import Anchor, Circle, Drawing, Line, Polygon, Shape, Text, drawing
from reports.plots.axis import Scale, scale, tick_labels
from reports.plots.groups import Series, SeriesRow, group_interval_chart
from reports.plots.parts import Mark, axis_title, nothing, numbers, table

_MARKS = {
    Verdict.PASSED: Mark.WITHIN,
    Verdict.FAILED: Mark.OUTSIDE,
    Verdict.NOT_DECIDABLE: Mark.UNCERTAIN,
    Verdict.NOT_APPLICABLE: Mark.PLAIN,
}


def class_recall_chart(result: CheckResult, translator: Translator, width: float, height: float) -> Drawing:
    """Draw the share of each class that was found, with interval and threshold."""
    return group_interval_chart(recall_series(result, translator), translator, width, height)


def recall_series(result: CheckResult, translator: Translator) -> Series:
    """Return the recall of each class with the verdict where the policy sets a threshold."""
    judged = {item.subject: item for item in result.conclusions if item.measure == "recall"}
    rows = []
    for found in result.measurements:
        if found.measure != "recall" or found.subject is None:
            continue
        mark = _MARKS[judged[found.subject].verdict] if found.subject in judged else Mark.PLAIN
        low, high = (None, None) if found.interval is None else (found.interval.low, found.interval.high)
        label = translator.tr("Class {name}", name=found.subject)
        rows.append(
            SeriesRow(label=label, n=rows_of(found), value=found.value, low=low, high=high, mark=mark)
        )
    title = translator.tr("share of each class that the model finds (recall)")
    limit = _limit(judged)
    label = "" if limit is None else translator.tr("threshold {value}", value=translator.percent(limit, 0))
    return Series(rows=tuple(rows), title=title, percent=True, line=limit, band=None, line_label=label)


def rows_of(found: Measurement) -> int:
    """Return on how many rows a rate rests: its denominator where there is one."""
    return found.n if found.denominator is None else round(found.denominator)


def calibration_chart(result: CheckResult, translator: Translator, width: float, height: float) -> Drawing:
    """Draw observed shares over mean scores in bins; the diagonal is perfect calibration."""
    found = table(result.tables, "calibration")
    if found is None or not found.column("rate"):
        return nothing(translator.tr("No calibration was computed."), width, height)
    title = translator.tr("mean score (horizontal) and observed share (vertical), by bin")
    return drawing((width, height), _curve(found, translator, (width, height), title), title)


def _limit(judged: dict[str | None, Conclusion]) -> float | None:
    limits = [float(item.threshold.number) for item in judged.values() if item.threshold is not None]
    return limits[0] if limits else None


def _curve(
    found: DataTable, translator: Translator, size: tuple[float, float], title: str
) -> Iterator[Shape]:
    width, height = size
    bottom, side = height - 34, 36.0
    x_axis = scale([0.0, 1.0], side, width - 14)
    y_axis = scale([0.0, 1.0], bottom, 8)
    yield from _grid(x_axis, y_axis, translator)
    yield Line(x1=x_axis(0), y1=y_axis(0), x2=x_axis(1), y2=y_axis(1), stroke="faint", dash=(3, 2), line=0.9)
    yield from _bins(found, x_axis, y_axis, translator)
    yield from tick_labels(x_axis, bottom, lambda value, digits: translator.number(value, max(digits, 1)))
    yield from axis_title(title, (x_axis.start + x_axis.end) / 2, height - 7, width - side)


def _grid(x_axis: Scale, y_axis: Scale, translator: Translator) -> Iterator[Shape]:
    for value in y_axis.ticks:
        y = y_axis(value)
        yield Line(x1=x_axis.start, y1=y, x2=x_axis.end, y2=y, stroke="grid", line=0.6)
        label = translator.number(value, 1)
        yield Text(x=x_axis.start - 6, y=y + 3, text=label, size=8, color="muted", anchor=Anchor.END, room=30)


def _bins(found: DataTable, x_axis: Scale, y_axis: Scale, translator: Translator) -> Iterator[Shape]:
    columns = (numbers(found, name) for name in ("mean_score", "rate", "low", "high", "n"))
    rows = [row for row in zip(*columns, strict=True) if row[0] is not None and row[1] is not None]
    points = tuple((x_axis(score or 0.0), y_axis(rate or 0.0)) for score, rate, *_ in rows)
    if len(points) > 1:
        yield Polygon(points=points, stroke="accent", line=1.2, closed=False)
    for (x, y), (_, rate, low, high, n) in zip(points, rows, strict=True):
        if low is not None and high is not None:
            yield Line(x1=x, y1=y_axis(low), x2=x, y2=y_axis(high), stroke="accent", line=1.0)
        tip = translator.tr("observed share {rate}, n = {n}", rate=rate, n=None if n is None else int(n))
        yield Circle(x=x, y=y, radius=3.2, fill="accent", stroke="surface", tip=tip)
