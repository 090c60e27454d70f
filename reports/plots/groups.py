"""How far do groups lie apart, and which of the gaps can be told from chance?"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.language import Translator
from core.policy import Relation
from core.results import CheckResult, Comparison, Group, Interval
from reports.drawing import Anchor, Drawing, Line, Rect, Shape, Text, drawing, fitted
from reports.fonts import Weight, text_width
from reports.plots.axis import Scale, scale, tick_labels
from reports.plots.parts import MARK_COLORS, Mark, axis_title, label_room, mark_word, marker, nothing

MOST_ROWS = 17
"""Rows of a chart that fit on a page with its caption."""


MOST_RATIO = 2.5
"""Larger ratios lie at the edge of the axis."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesRow:
    """One group with its value."""

    label: str
    n: int
    value: float | None
    low: float | None
    high: float | None
    mark: Mark
    reference: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Groups on one axis, with what they are compared with."""

    rows: tuple[SeriesRow, ...]
    title: str
    """What the axis shows."""
    percent: bool
    """Whether values are shares and printed as percent."""
    line: float | None
    """Where the reference line stands."""
    band: tuple[float, float] | None
    """Between which values the threshold is kept."""
    line_label: str = ""
    """What is written above the reference line."""
    span: tuple[float, ...] = ()
    """Further values the axis must hold, so that several charts share one axis."""
    most: float | None = None
    """Where the axis ends at the latest; larger values lie at its edge."""


def ratio_series(result: CheckResult, measure: str, feature: str, translator: Translator) -> Series:
    """Return each group's ratio to the reference group on a measure, marked by the threshold."""
    limit = _limit(result, feature, "impact_ratio" if measure == "selection_rate" else f"{measure}_ratio")
    found = [item for item in result.comparisons if (item.measure, item.feature) == (measure, feature)]
    rows = [_ratio_row(item, _n(result, feature, item.group), limit, translator) for item in found]
    reference = found[0].reference if found else ""
    if found:
        n = _n(result, feature, reference)
        rows.append(replace(_row(group_word(reference, translator), n, 1.0, Mark.PLAIN), reference=True))
    named = {item.group for item in found} | {reference}
    rows += [
        _row(group_word(group.label, translator), group.n, None, Mark.LEFT_OUT)
        for group in result.groups
        if group.feature == feature and group.label not in named
    ]
    title = translator.tr(
        "Ratio of {measure} to the group “{group}”, {level} interval",
        measure=measure_word(measure, translator),
        group=group_word(reference, translator),
        level=level_word(_interval(found), translator),
    )
    band = None if limit is None else (float(limit), float(1 / limit))
    return Series(rows=tuple(rows), title=title, percent=False, line=1.0, band=band, most=MOST_RATIO)


def rate_series(result: CheckResult, measure: str, feature: str, translator: Translator) -> Series:
    """Return each group's rate on a measure, without a verdict of its own."""
    groups = [group for group in result.groups if group.feature == feature]
    rows = tuple(_rate_row(group, measure, translator) for group in groups)
    overall = next((m.value for m in result.measurements if m.measure == measure and not m.subject), None)
    intervals = [m.interval for g in groups for m in g.measurements if m.measure == measure and m.interval]
    title = translator.tr(
        "{measure} by group, {level} interval",
        measure=measure_word(measure, translator),
        level=level_word(intervals[0] if intervals else None, translator),
    )
    share = is_share(measure)
    said = translator.percent(overall) if share else translator.number(overall, 2)
    label = "" if overall is None else translator.tr("all {value}", value=said)
    return Series(rows=rows, title=title, percent=share, line=overall, band=None, line_label=label)


def group_interval_chart(series: Series, translator: Translator, width: float, height: float) -> Drawing:
    """Draw groups with n, interval, reference line, threshold band and values with their words."""
    if not series.rows:
        return nothing(translator.tr("No group can be compared."), width, height)
    plot = _Plot(series, translator, width, height)
    return drawing((width, height), plot.shapes(), series.title)


def split(series: Series, rows: int = MOST_ROWS) -> tuple[Series, ...]:
    """Return charts that fit on a page, all with the same axis; one where it fits anyway."""
    if len(series.rows) <= rows:
        return (series,)
    values = [value for row in series.rows for value in (row.value, row.low, row.high) if value is not None]
    span = (min(values), max(values)) if values else ()
    count = -(-len(series.rows) // rows)
    size = -(-len(series.rows) // count)
    parts = (series.rows[at : at + size] for at in range(0, len(series.rows), size))
    return tuple(replace(series, rows=part, span=span) for part in parts)


def row_height(series: Series) -> float:
    """Return the height that shows a series at its natural size."""
    return 62 + 30 * max(len(series.rows), 1)


def measure_word(measure: str, translator: Translator) -> str:
    """Return the name of a measure in the translator's language."""
    from core.measures import measure_label

    return translator.tr(measure_label(measure))


def is_share(measure: str) -> bool:
    """Tell whether a measure is a share, printed as percent."""
    from core.measures import MEASURES, Unit

    return measure not in MEASURES or MEASURES[measure].unit is Unit.SHARE


def group_word(label: str, translator: Translator) -> str:
    """Return how a group is printed: typographic comparison signs, "not stated" for the missing value."""
    if not label:
        return translator.tr("not stated")
    return label.replace("<=", "≤").replace(">=", "≥")


def level_word(interval: Interval | None, translator: Translator) -> str:
    """Return a confidence level as percent."""
    return translator.percent(float(interval.level) if interval else 0.95, 0)


class _Plot:
    """Places the parts of one chart."""

    def __init__(self, series: Series, translator: Translator, width: float, height: float) -> None:
        self.series, self.translator, self.width, self.height = series, translator, width, height
        labels = [self._label(row) for row in series.rows]
        counts = [translator.tr("n = {n}", n=row.n) for row in series.rows]
        self.left = max(
            label_room(labels, width, 9.5, Weight.SEMIBOLD), label_room(counts, width, 8, Weight.REGULAR)
        )
        self.right = max(self._value_width(row) for row in series.rows) + 4
        self.top, self.bottom = 30.0, height - 34.0
        self.axis = self._scale()

    def shapes(self) -> Iterator[Shape]:
        """Yield everything from back to front."""
        yield from self._background()
        step = (self.bottom - self.top) / len(self.series.rows)
        for index, row in enumerate(self.series.rows):
            y = self.top + step * (index + 0.5)
            if index:
                edge = self.top + step * index
                yield Line(x1=0, y1=edge, x2=self.width, y2=edge, stroke="grid", line=0.6)
            yield from self._row(row, y)
        yield from tick_labels(self.axis, self.bottom, self._tick)
        yield from axis_title(self.series.title, self.width / 2, self.height - 8, self.width)

    def _scale(self) -> Scale:
        values = [v for row in self.series.rows for v in (row.value, row.low, row.high) if v is not None]
        values += [
            *self.series.span,
            *(self.series.band or ()),
            *([self.series.line] if self.series.line is not None else []),
        ]
        if self.series.percent:
            values = [min(max(value, 0.0), 1.0) for value in values]
        else:
            most = self.series.most
            values = values if most is None else [min(value, most) for value in values]
        return scale(values, self.left + 14, self.width - self.right - 12)

    def _background(self) -> Iterator[Shape]:
        if self.series.band is not None:
            low, high = (self.axis(value) for value in self.series.band)
            height = self.bottom - self.top
            yield Rect(x=low, y=self.top, width=high - low, height=height, fill="band")
            for value, x in zip(self.series.band, (low, high), strict=True):
                yield Line(
                    x1=x, y1=self.top, x2=x, y2=self.bottom, stroke="bandEdge", line=0.9, dash=(3.0, 2.0)
                )
                label = self.translator.number(value, 2)
                yield Text(x=x, y=self.top - 5, text=label, size=8.5, color="muted", anchor=Anchor.MIDDLE)
            allowed = self.translator.tr("within the threshold")
            yield Text(
                x=(low + high) / 2,
                y=self.top - 17,
                text=allowed,
                size=8.5,
                weight=Weight.SEMIBOLD,
                color="ok",
                anchor=Anchor.MIDDLE,
            )
        if self.series.line is not None:
            x = self.axis(self.series.line)
            yield Line(x1=x, y1=self.top, x2=x, y2=self.bottom, stroke="faint", line=0.9)
            half = text_width(self.series.line_label, 8.5) / 2
            spot = min(max(x, half), self.width - half)
            yield Text(
                x=spot,
                y=self.top - 5,
                text=self.series.line_label,
                size=8.5,
                color="muted",
                anchor=Anchor.MIDDLE,
            )

    def _row(self, row: SeriesRow, y: float) -> Iterator[Shape]:
        name = self._fitted(row)
        count = self.translator.tr("n = {n}", n=row.n)
        tip = self._tip(row)
        yield Text(
            x=self.left,
            y=y - 1,
            text=name,
            size=9.5,
            weight=Weight.SEMIBOLD,
            anchor=Anchor.END,
            room=self.left,
            tip=tip,
        )
        yield Text(
            x=self.left, y=y + 10, text=count, size=8, color="muted", anchor=Anchor.END, room=self.left
        )
        yield from self._interval(row, y)
        if row.value is not None:
            yield marker(self.axis(row.value), y, row.mark, tip)
        yield from self._values(row, y)

    def _fitted(self, row: SeriesRow) -> str:
        """Return a group's name as far as it fits; that it is the reference is never cut off."""
        whole = self._label(row)
        if not row.reference or text_width(whole, 9.5, Weight.SEMIBOLD) <= self.left:
            return fitted(whole, self.left, 9.5, Weight.SEMIBOLD)
        mark = self._label(replace(row, label=""))
        room = self.left - text_width(mark, 9.5, Weight.SEMIBOLD)
        return fitted(row.label, room, 9.5, Weight.SEMIBOLD) + mark

    def _interval(self, row: SeriesRow, y: float) -> Iterator[Shape]:
        if row.low is None and row.high is None:
            return
        color = MARK_COLORS[row.mark]
        low = self.axis(self.axis.low if row.low is None else row.low)
        high = self.axis(self.axis.high if row.high is None else row.high)
        yield Line(x1=low, y1=y, x2=high, y2=y, stroke=color, line=1.4)
        for x, end in ((low, row.low), (high, row.high)):
            if end is not None:
                yield Line(x1=x, y1=y - 3.5, x2=x, y2=y + 3.5, stroke=color, line=1.4)

    def _values(self, row: SeriesRow, y: float) -> Iterator[Shape]:
        x = self.width - self.right + 4
        value, interval = self._figures(row)
        word = self._word(row)
        down = 0.0 if word else 4.0
        yield Text(x=x, y=y - 1 + down, text=value, size=9.5, weight=Weight.SEMIBOLD, room=self.right)
        after = x + text_width(value, 9.5, Weight.SEMIBOLD) + 5
        yield Text(x=after, y=y - 1 + down, text=interval, size=8.5, color="muted", room=self.width - after)
        if word:
            yield Text(
                x=x,
                y=y + 10,
                text=word,
                size=8,
                weight=Weight.SEMIBOLD,
                color=MARK_COLORS[row.mark] if row.mark is not Mark.LEFT_OUT else "muted",
                room=self.right,
            )

    def _word(self, row: SeriesRow) -> str:
        if row.value is None and row.mark is not Mark.LEFT_OUT:
            return self.translator.tr("not computable")
        return mark_word(row.mark, self.translator)

    def _label(self, row: SeriesRow) -> str:
        return self.translator.tr("{group} (reference)", group=row.label) if row.reference else row.label

    def _figures(self, row: SeriesRow) -> tuple[str, str]:
        if row.value is None:
            return "–", ""
        if row.low is None and row.high is None:
            return self._say(row.value), ""
        low = "…" if row.low is None else self._say(row.low)
        high = "…" if row.high is None else self._say(row.high)
        return self._say(row.value), f"[{low} – {high}]"

    def _say(self, value: float) -> str:
        return self.translator.percent(value) if self.series.percent else self.translator.number(value, 2)

    def _tick(self, value: float, digits: int) -> str:
        if self.series.percent:
            return self.translator.percent(value, max(digits - 2, 0))
        return self.translator.number(value, max(digits, 1))

    def _value_width(self, row: SeriesRow) -> float:
        value, interval = self._figures(row)
        above = text_width(value, 9.5, Weight.SEMIBOLD) + 5 + text_width(interval, 8.5)
        return max(above, text_width(self._word(row), 8, Weight.SEMIBOLD)) + 4

    def _tip(self, row: SeriesRow) -> str:
        parts = (self._label(row), " ".join(self._figures(row)).strip(), self._word(row))
        return " · ".join(part for part in parts if part)


def _ratio_row(item: Comparison, n: int, limit: float | None, translator: Translator) -> SeriesRow:
    interval = item.ratio.interval
    mark = _mark(item.ratio.value, interval, limit)
    return _row(group_word(item.group, translator), n, item.ratio.value, mark, interval)


def _rate_row(group: Group, measure: str, translator: Translator) -> SeriesRow:
    found = next((item for item in group.measurements if item.measure == measure), None)
    mark = Mark.LEFT_OUT if group.excluded is not None else Mark.PLAIN
    value, interval = (None, None) if found is None else (found.value, found.interval)
    return _row(group_word(group.label, translator), group.n, value, mark, interval)


def _row(label: str, n: int, value: float | None, mark: Mark, interval: Interval | None = None) -> SeriesRow:
    low, high = (None, None) if interval is None else (interval.low, interval.high)
    return SeriesRow(label=label, n=n, value=value, low=low, high=high, mark=mark)


def _mark(value: float | None, interval: Interval | None, limit: float | None) -> Mark:
    if value is None or limit is None:
        return Mark.PLAIN
    low = value if interval is None or interval.low is None else interval.low
    high = value if interval is None or interval.high is None else interval.high
    if low >= limit and high <= 1 / limit:
        return Mark.WITHIN
    if high < limit or low > 1 / limit:
        return Mark.OUTSIDE
    return Mark.UNCERTAIN


def _limit(result: CheckResult, feature: str, measure: str) -> float | None:
    found = next(
        (item for item in result.conclusions if (item.subject, item.measure) == (feature, measure)), None
    )
    threshold = None if found is None else found.threshold
    return None if threshold is None or threshold.relation is Relation.AT_MOST else float(threshold.number)


def _n(result: CheckResult, feature: str, label: str) -> int:
    return next((g.n for g in result.groups if (g.feature, g.label) == (feature, label)), 0)


def _interval(found: list[Comparison]) -> Interval | None:
    return next((item.ratio.interval for item in found if item.ratio.interval is not None), None)


__all__ = [
    "Series",
    "SeriesRow",
    "group_interval_chart",
    "group_word",
    "is_share",
    "level_word",
    "measure_word",
    "rate_series",
    "ratio_series",
    "row_height",
    "split",
]
