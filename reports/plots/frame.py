"""In what frame do charts with two axes stand: grid, ticks, titles, limits, and labels beside the lines?"""

from collections.abc import Iterator
from dataclasses import dataclass

from core.language import Translator
from reports.drawing import Anchor, Color, Line, Rect, Shape, Text, fitted
from reports.fonts import Weight, text_width
from reports.plots.axis import TICK, Scale, digits_for, scale
from reports.plots.parts import axis_title
from reports.plots.values import tick_said

_TAG = 8.5
_TAG_STEP = 11.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A line the values are held against, such as a threshold or the value of all rows."""

    value: float
    label: str
    vertical: bool = False
    """Whether it is a value of the horizontal axis."""
    color: Color = "muted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A name beside the right edge, at the height of what it names."""

    at: float
    """Value on the vertical axis."""
    text: str
    color: Color
    symbol: int | None = None
    """Which marker stands before it, see `symbols`; None: a short dashed line."""
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FramePlan:
    """What a frame must hold and say."""

    xs: tuple[float, ...]
    """Values the horizontal axis holds."""
    ys: tuple[float, ...]
    x_title: str
    y_title: str
    x_percent: bool = False
    y_percent: bool = False
    categories: tuple[str, ...] = ()
    """Words at 0, 1, 2, ... on the horizontal axis instead of numbers."""
    limits: tuple[Limit, ...] = ()
    tags: tuple[Tag, ...] = ()
    shares: bool = False
    """Whether both axes go from 0 to 1."""


class Frame:
    """Lays the axes out and draws what stands behind and around the data."""

    def __init__(self, plan: FramePlan, translator: Translator, width: float, height: float) -> None:
        """Measure titles, ticks and tags; the rest is left to the data."""
        self._plan, self._translator = plan, translator
        self.width, self.height = width, height
        upright = [limit.value for limit in plan.limits if not limit.vertical]
        self.tags = (*plan.tags, *(_limit_tag(limit) for limit in plan.limits if not limit.vertical))
        self._vertical = tuple(limit for limit in plan.limits if limit.vertical)
        self.top = 22.0 + (12.0 * self._limit_rows() if self._vertical else 0.0)
        self.bottom = height - (34.0 if plan.x_title else 22.0)
        values = [0.0, 1.0] if plan.shares else [*plan.ys, *upright]
        self.y = scale(values, self.bottom, self.top, ticks=_tick_count(self.bottom - self.top, 30.0))
        self.left = max(text_width(label, TICK) for _, label in self._y_ticks()) + 8
        widest = max((text_width(tag.text, _TAG, Weight.MEDIUM) for tag in self.tags), default=0.0)
        self.tag_room = min(widest + 1, width * 0.3)
        self.right = width - (self.tag_room + 22 if self.tags else 12)
        self.x = self._x_scale()

    def _x_scale(self) -> Scale:
        plan = self._plan
        if plan.categories:
            count = len(plan.categories)
            return Scale(low=-0.5, high=count - 0.5, start=self.left, end=self.right, step=1.0)
        values = [0.0, 1.0] if plan.shares else [*plan.xs, *(limit.value for limit in self._vertical)]
        ticks = _tick_count(self.right - self.left, 60.0)
        return scale(values, self.left + 6, self.right - 6, ticks=ticks)

    def behind(self) -> Iterator[Shape]:
        """Yield grid, ticks, titles and limits."""
        for value, label in self._y_ticks():
            y = self.y(value)
            yield Line(x1=self.left, y1=y, x2=self.right, y2=y, stroke="grid", line=0.6)
            yield Text(x=self.left - 5, y=y + 3, text=label, size=TICK, color="muted", anchor=Anchor.END)
        yield Line(x1=self.left, y1=self.bottom, x2=self.right, y2=self.bottom, stroke="border2", line=0.8)
        yield from self._x_ticks()
        title = fitted(self._plan.y_title, self.width, 8)
        tip = self._plan.y_title if title != self._plan.y_title else ""
        yield Text(x=0, y=9, text=title, size=8, color="muted", room=self.width, tip=tip)
        if self._plan.x_title:
            whole = self._plan.x_title
            title, middle = fitted(whole, self.width, 8), (self.left + self.right) / 2
            half = text_width(title, 8) / 2
            spot = min(max(middle, half), self.width - half)
            yield from axis_title(title, spot, self.height - 6, self.width)
        yield from self._limits()

    def names(self) -> Iterator[Shape]:
        """Yield the tags beside the right edge, moved apart where they would touch."""
        from reports.plots.symbols import symbol

        ordered = sorted(self.tags, key=lambda tag: self.y(tag.at))
        places = _apart([self.y(tag.at) for tag in ordered], self.top, self.bottom)
        for tag, y in zip(ordered, places, strict=True):
            start = self.right + 4
            if abs(y - self.y(tag.at)) > 3:
                yield Line(x1=self.right, y1=self.y(tag.at), x2=start, y2=y, stroke="border2", line=0.6)
            if tag.symbol is None:
                yield Line(x1=start, y1=y, x2=start + 11, y2=y, stroke=tag.color, line=1.1, dash=(3.0, 2.0))
            else:
                yield Line(x1=start, y1=y, x2=start + 11, y2=y, stroke=tag.color, line=1.2, dash=tag.dash)
                yield symbol(tag.symbol, (start + 5.5, y), tag.color)
            text = fitted(tag.text, self.tag_room, _TAG, Weight.MEDIUM)
            tip = tag.text if text != tag.text else ""
            yield Text(
                x=start + 15,
                y=y + 3,
                text=text,
                size=_TAG,
                weight=Weight.MEDIUM,
                room=self.tag_room + 1,
                tip=tip,
            )

    def _y_ticks(self) -> list[tuple[float, str]]:
        digits = digits_for(self.y.step)
        said = (
            tick_said(value, digits, self._translator, percent=self._plan.y_percent) for value in self.y.ticks
        )
        return list(zip(self.y.ticks, said, strict=True))

    def _x_ticks(self) -> Iterator[Shape]:
        edge, y = float("-inf"), self.bottom
        slot = (self.right - self.left) / max(len(self._plan.categories), 1)
        for value, whole in self._x_labels():
            x = self.x(value)
            yield Line(x1=x, y1=y, x2=x, y2=y + 3, stroke="border2", line=0.7)
            text = fitted(whole, max(slot - 4, 34.0), TICK) if self._plan.categories else whole
            half = text_width(text, TICK) / 2
            spot = min(max(x, half), self.width - half)
            tip = whole if text != whole else ""
            label = Text(x=spot, y=y + 12, text=text, size=TICK, color="muted", anchor=Anchor.MIDDLE, tip=tip)
            if label.left > edge + 3:
                yield label
                edge = label.left + label.width

    def _x_labels(self) -> list[tuple[float, str]]:
        if self._plan.categories:
            return [(float(at), name) for at, name in enumerate(self._plan.categories)]
        digits = digits_for(self.x.step)
        percent = self._plan.x_percent
        return [(tick, tick_said(tick, digits, self._translator, percent=percent)) for tick in self.x.ticks]

    def _limits(self) -> Iterator[Shape]:
        for limit in self._plan.limits:
            if limit.vertical:
                continue
            y = self.y(limit.value)
            yield Line(
                x1=self.left,
                y1=y,
                x2=self.right,
                y2=y,
                stroke=limit.color,
                line=1.0,
                dash=(4.0, 2.5),
                tip=limit.label,
            )
        for limit, row in zip(self._vertical, self._rows(), strict=True):
            x = self.x(limit.value)
            yield Line(
                x1=x,
                y1=self.top - 2,
                x2=x,
                y2=self.bottom,
                stroke=limit.color,
                line=1.0,
                dash=(4.0, 2.5),
                tip=limit.label,
            )
            text = fitted(limit.label, self.width - 8, TICK, Weight.MEDIUM)
            half = text_width(text, TICK, Weight.MEDIUM) / 2
            spot = min(max(x, half), self.width - half)
            yield Text(
                x=spot,
                y=self.top - 6 - 12 * row,
                text=text,
                size=TICK,
                weight=Weight.MEDIUM,
                color="muted",
                anchor=Anchor.MIDDLE,
                tip=limit.label if text != limit.label else "",
            )

    def _rows(self) -> list[int]:
        """Return in which row above the plot the label of each vertical limit stands."""
        return list(range(len(self._vertical)))

    def _limit_rows(self) -> int:
        return len(self._vertical)


def ground(frame: Frame) -> Rect:
    """Return the area of the data, for tests and shading."""
    return Rect(x=frame.left, y=frame.top, width=frame.right - frame.left, height=frame.bottom - frame.top)


def _limit_tag(limit: Limit) -> Tag:
    return Tag(at=limit.value, text=limit.label, color=limit.color)


def _tick_count(room: float, each: float) -> int:
    return int(min(max(room // each, 2), 7))


def _apart(wanted: list[float], top: float, bottom: float) -> list[float]:
    """Return places in order, at least a line apart, within top and bottom as far as they fit."""
    step = min(_TAG_STEP, (bottom - top) / max(len(wanted) - 1, 1))
    places: list[float] = []
    for place in wanted:
        places.append(max(place, places[-1] + step) if places else place)
    lowest = bottom
    for index in range(len(places) - 1, -1, -1):
        places[index] = min(places[index], lowest)
        lowest = places[index] - step
    return places
