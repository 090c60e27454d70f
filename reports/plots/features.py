"""Which features move the model, in general and in one case?"""

from collections.abc import Iterator
from dataclasses import dataclass

from core.language import Translator
from core.results import CheckResult, DataTable
from reports.drawing import Anchor, Circle, Color, Drawing, Line, Mix, Rect, Shape, Text, drawing, fitted
from reports.fonts import Weight, text_width
from reports.plots.axis import Scale, scale, tick_labels
from reports.plots.parts import axis_title, label_room, nothing, numbers, table, words

SHOWN = 12
"""Features drawn at most; the rest is named in the last row of the waterfall."""


def importance_bars(result: CheckResult, translator: Translator, width: float, height: float) -> Drawing:
    """Draw mean absolute attributions with their intervals, largest first."""
    found = table(result.tables, "global_importance")
    if found is None or not found.column("feature"):
        return nothing(translator.tr("No attributions were computed."), width, height)
    title = translator.tr("mean absolute attribution ({scale})", scale=output_scale(result, translator))
    rows = _importance_rows(found)
    return drawing((width, height), _bars(rows, translator, (width, height), title), title)


def beeswarm(result: CheckResult, translator: Translator, width: float, height: float) -> Drawing:
    """Draw one point per explained row and feature, colored by the feature's value."""
    found = table(result.tables, "beeswarm")
    if found is None or not found.column("feature"):
        return nothing(translator.tr("No attributions were computed."), width, height)
    title = translator.tr("attribution ({scale})", scale=output_scale(result, translator))
    return drawing((width, height), _swarm(found, translator, (width, height), title), title)


def local_waterfall(result: CheckResult, translator: Translator, width: float, height: float) -> Drawing:
    """Draw how one case gets from the average output to its own."""
    found = table(result.tables, "local")
    base, output = (_parameter(result, name) for name in ("base", "output"))
    if found is None or base is None or output is None:
        return nothing(translator.tr("No single case was explained."), width, height)
    title = translator.tr(
        "from the average output to the output of this case ({scale})", scale=output_scale(result, translator)
    )
    steps = _steps(found, translator)
    return drawing((width, height), _fall((base, output), steps, translator, (width, height), title), title)


def feature_rows_height(result: CheckResult, name: str, row: float) -> float:
    """Return the height at which a table of features is drawn with rows of a given height."""
    found = table(result.tables, name)
    count = 1 if found is None else min(len(set(found.column("feature"))), SHOWN)
    return 40 + row * (count + (1 if name == "local" else 0))


def output_scale(result: CheckResult, translator: Translator) -> str:
    """Return on which scale attributions are given."""
    scale_name = str(result.definition.parameters.get("scale", ""))
    known = {
        "probability of the favorable class": translator.tr("probability of the favorable class"),
        "log-odds": translator.tr("log-odds"),
        "prediction": translator.tr("unit of the prediction"),
    }
    return known.get(scale_name, scale_name or translator.tr("output units"))


@dataclass(frozen=True, slots=True)
class _Bar:
    label: str
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class _Step:
    label: str
    attribution: float


def _importance_rows(found: DataTable) -> list[_Bar]:
    values = numbers(found, "mean_abs")
    columns = zip(words(found, "feature"), values, numbers(found, "low"), numbers(found, "high"), strict=True)
    bars = [_Bar(label, value, low, high) for label, value, low, high in columns if value is not None]
    return sorted(bars, key=lambda bar: -bar.value)[:SHOWN]


def _bars(rows: list[_Bar], translator: Translator, size: tuple[float, float], title: str) -> Iterator[Shape]:
    width, height = size
    left = label_room([row.label for row in rows], width, 9)
    right = max(text_width(translator.number(row.value), 8.5) for row in rows) + 12
    axis = scale([0.0, *(row.high or row.value for row in rows)], left + 10, width - right)
    bottom, step = height - 32, (height - 32) / len(rows)
    for x in map(axis, axis.ticks):
        yield Line(x1=x, y1=0, x2=x, y2=bottom, stroke="grid", line=0.6)
    for index, row in enumerate(rows):
        y = step * (index + 0.5)
        tip = f"{row.label}: {translator.number(row.value)}"
        yield _feature_label(row.label, left, y, tip)
        yield _bar((axis(0.0), axis(row.value)), y, step, color="accent", tip=tip)
        end = axis(row.value)
        if row.low is not None and row.high is not None:
            yield from _whisker(axis(row.low), axis(row.high), y)
            end = axis(row.high)
        text = translator.number(row.value)
        yield Text(x=end + 6, y=y + 3, text=text, size=8.5, color="muted", room=width - end - 6)
    yield from tick_labels(axis, bottom, translator.number)
    yield from axis_title(title, width / 2, height - 6, width)


def _swarm(
    found: DataTable, translator: Translator, size: tuple[float, float], title: str
) -> Iterator[Shape]:
    width, height = size
    points = _points(found)
    names = list(points)[:SHOWN]
    left, right = label_room(names, width, 9), _legend_room(translator)
    axis = scale([0.0, *(x for name in names for x, _ in points[name])], left + 12, width - right - 10)
    bottom, step = height - 32, (height - 32) / len(names)
    yield Line(x1=axis(0.0), y1=0, x2=axis(0.0), y2=bottom, stroke="faint", line=0.8)
    for index, name in enumerate(names):
        y = step * (index + 0.5)
        if index:
            yield Line(x1=0, y1=step * index, x2=width - right, y2=step * index, stroke="grid", line=0.6)
        yield _feature_label(name, left, y, name)
        yield from _cloud(points[name], axis, y, step / 2 - 3)
    yield from tick_labels(axis, bottom, translator.number)
    yield from axis_title(title, (axis.start + axis.end) / 2, height - 6, 2 * (width / 2 - left / 2))
    yield from _legend(translator, width - right, (6, bottom))


def _points(found: DataTable) -> dict[str, list[tuple[float, float | None]]]:
    points: dict[str, list[tuple[float, float | None]]] = {}
    values, positions = numbers(found, "attribution"), numbers(found, "position")
    for name, value, position in zip(words(found, "feature"), values, positions, strict=True):
        if value is not None:
            points.setdefault(name, []).append((value, position))
    spread = {name: sum(abs(x) for x, _ in rows) / len(rows) for name, rows in points.items()}
    return {name: points[name] for name in sorted(points, key=lambda item: -spread[item])}


def _cloud(points: list[tuple[float, float | None]], axis: Scale, y: float, room: float) -> Iterator[Circle]:
    taken: dict[int, int] = {}
    for value, position in points:
        x = axis(value)
        place = round(x / 2.4)
        count = taken.get(place, 0)
        taken[place] = count + 1
        shift = (count + 1) // 2 * (1.9 if count % 2 else -1.9)
        shift = max(-room, min(room, shift))
        yield Circle(x=x, y=y + shift, radius=1.35, fill=_value_color(position))


def _value_color(position: float | None) -> Color:
    if position is None:
        return "faint"
    if position < 0.5:
        return Mix("c1", "border2", position * 2)
    return Mix("border2", "c2", position * 2 - 1)


def _legend_room(translator: Translator) -> float:
    return max(text_width(word, 8) for word in (translator.tr("high"), translator.tr("low"))) + 10


def _legend(translator: Translator, left: float, span: tuple[float, float]) -> Iterator[Shape]:
    top, bottom = span[0] + 12, span[1] - 14
    center, parts = left + _legend_room(translator) / 2, 24
    step = (bottom - top) / parts
    for index in range(parts):
        color = _value_color(1 - index / (parts - 1))
        yield Rect(x=center - 3, y=top + index * step, width=6, height=step + 0.4, fill=color)
    for word, y in ((translator.tr("high"), top - 5), (translator.tr("low"), bottom + 11)):
        yield Text(x=center, y=y, text=word, size=8, color="muted", anchor=Anchor.MIDDLE)


def _steps(found: DataTable, translator: Translator) -> list[_Step]:
    rows = [
        (f"{name} = {_value(value, translator)}", attribution)
        for name, value, attribution in zip(
            words(found, "feature"), found.column("value"), numbers(found, "attribution"), strict=True
        )
        if attribution is not None
    ]
    rows.sort(key=lambda row: -abs(row[1]))
    steps = [_Step(label, value) for label, value in rows[: SHOWN - 1]]
    rest = rows[SHOWN - 1 :]
    if len(rest) == 1:
        steps.append(_Step(*rest[0]))
    elif rest:
        label = translator.tr("{n} other features", n=len(rest))
        steps.append(_Step(label, sum(value for _, value in rest)))
    return steps


def _fall(
    ends: tuple[float, float],
    steps: list[_Step],
    translator: Translator,
    size: tuple[float, float],
    title: str,
) -> Iterator[Shape]:
    width, height = size
    start, output = ends
    left = label_room([step.label for step in steps], width, 9)
    levels = [start]
    for step in steps:
        levels.append(levels[-1] + step.attribution)
    right = max(text_width(_signed(step.attribution, translator), 8.5) for step in steps) + 8
    axis = scale([*levels, output], left + 14 + right, width - right - 6)
    bottom, row = height - 32, (height - 50) / len(steps)
    yield from _ends(ends, axis, (width, bottom), translator)
    for index, step in enumerate(steps):
        y = 18 + row * (index + 0.5)
        yield from _fall_row(step, (levels[index], levels[index + 1]), axis, (left, y, row), translator)
    yield from tick_labels(axis, bottom, translator.number)
    yield from axis_title(title, width / 2, height - 6, width)


def _fall_row(
    step: _Step,
    levels: tuple[float, float],
    axis: Scale,
    place: tuple[float, float, float],
    translator: Translator,
) -> Iterator[Shape]:
    left, y, row = place
    signed = _signed(step.attribution, translator)
    tip = f"{step.label}: {signed}"
    color = "c1" if step.attribution >= 0 else "c2"
    low, high = sorted(map(axis, levels))
    yield _feature_label(step.label, left, y, tip)
    yield _bar((low, max(high, low + 0.8)), y, row, color=color, tip=tip)
    end = axis(levels[1])
    yield Line(x1=end, y1=y, x2=end, y2=y + row, stroke="border2", line=0.6)
    if step.attribution >= 0:
        yield Text(x=high + 4, y=y + 3, text=signed, size=8.5, color="muted")
    else:
        yield Text(x=low - 4, y=y + 3, text=signed, size=8.5, color="muted", anchor=Anchor.END)


def _ends(
    ends: tuple[float, float], axis: Scale, area: tuple[float, float], translator: Translator
) -> Iterator[Shape]:
    width, bottom = area
    labels = (
        translator.tr("average {value}", value=translator.number(ends[0])),
        translator.tr("this case {value}", value=translator.number(ends[1])),
    )
    widths = [text_width(label, 8.5, Weight.SEMIBOLD) for label in labels]
    places = [min(max(axis(v), w / 2), width - w / 2) for v, w in zip(ends, widths, strict=True)]
    places = _apart(places, widths, width)
    for value, label, x, color in zip(ends, labels, places, ("muted", "text"), strict=True):
        yield Line(
            x1=axis(value), y1=16, x2=axis(value), y2=bottom, stroke="faint", dash=(2.5, 2.0), line=0.8
        )
        yield Text(x=x, y=10, text=label, size=8.5, weight=Weight.SEMIBOLD, color=color, anchor=Anchor.MIDDLE)


def _apart(places: list[float], widths: list[float], width: float) -> list[float]:
    """Move two labels apart so that they neither touch nor leave the drawing."""
    needed = sum(widths) / 2 + 8
    gap = abs(places[1] - places[0])
    if gap >= needed:
        return places
    sign = 1 if places[1] >= places[0] else -1
    moved = [places[0] - sign * (needed - gap) / 2, places[1] + sign * (needed - gap) / 2]
    overflow = max(x + w / 2 - width for x, w in zip(moved, widths, strict=True))
    return [x - max(overflow, 0.0) for x in moved]


def _feature_label(text: str, left: float, y: float, tip: str) -> Text:
    shown = fitted(text, left, 9, Weight.MEDIUM)
    return Text(
        x=left, y=y + 3, text=shown, size=9, weight=Weight.MEDIUM, anchor=Anchor.END, room=left, tip=tip
    )


def _bar(ends: tuple[float, float], y: float, step: float, *, color: Color, tip: str) -> Rect:
    low, high = ends
    thick = min(step * 0.62, 13)
    return Rect(x=low, y=y - thick / 2, width=high - low, height=thick, fill=color, radius=1.5, tip=tip)


def _whisker(low: float, high: float, y: float) -> Iterator[Line]:
    yield Line(x1=low, y1=y, x2=high, y2=y, stroke="text", line=0.9)
    for x in (low, high):
        yield Line(x1=x, y1=y - 2.5, x2=x, y2=y + 2.5, stroke="text", line=0.9)


def _signed(value: float, translator: Translator) -> str:
    return ("+" if value > 0 else "") + translator.number(value)


def _value(value: float | str | None, translator: Translator) -> str:
    if isinstance(value, float | int):
        return translator.integer(int(value)) if float(value).is_integer() else translator.number(value, 2)
    return "–" if value is None else value


def _parameter(result: CheckResult, name: str) -> float | None:
    value = result.definition.parameters.get(name)
    return float(value) if isinstance(value, int | float) else None
