"""What is drawn where, before anybody decides whether on a screen or on paper?

A display list: y grows downwards from the upper edge, lengths are points, colors are names of
`resources/tokens.json`. Windows draw it with their painter, reports as vectors.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeAlias

from reports.fonts import Weight, text_width

TOKENS = Path(__file__).parent.parent / "resources" / "tokens.json"


@dataclass(frozen=True, slots=True)
class Mix:
    """A color between two tokens."""

    first: str
    second: str
    share: float
    """0 gives the first color, 1 the second."""


Color: TypeAlias = str | Mix
"""The name of a token, for example "accent", or a mix of two."""


class Anchor(StrEnum):
    """Which part of a text lies at its x."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rect:
    """A rectangle, with rounded corners when `radius` is above 0."""

    x: float
    y: float
    width: float
    height: float
    fill: Color | None = None
    stroke: Color | None = None
    line: float = 1.0
    radius: float = 0.0
    dash: tuple[float, ...] = ()
    tip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    stroke: Color
    line: float = 1.0
    dash: tuple[float, ...] = ()
    tip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A circle around its center."""

    x: float
    y: float
    radius: float
    fill: Color | None = None
    stroke: Color | None = None
    line: float = 1.0
    dash: tuple[float, ...] = ()
    tip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Polygon:
    """A chain of points, closed into an area unless `closed` is false."""

    points: tuple[tuple[float, float], ...]
    fill: Color | None = None
    stroke: Color | None = None
    line: float = 1.0
    closed: bool = True
    dash: tuple[float, ...] = ()
    tip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One line of text on its base line."""

    x: float
    y: float
    """Of the base line."""
    text: str
    size: float = 9.0
    weight: Weight = Weight.REGULAR
    color: Color = "text"
    anchor: Anchor = Anchor.START
    room: float | None = None
    """Width it may take; tests hold every text to it."""
    tip: str = ""

    @property
    def width(self) -> float:
        """Return the width in points."""
        return text_width(self.text, self.size, self.weight)

    @property
    def left(self) -> float:
        """Return the x of the left edge."""
        shift = {Anchor.START: 0.0, Anchor.MIDDLE: 0.5, Anchor.END: 1.0}[self.anchor]
        return self.x - shift * self.width


Shape: TypeAlias = Rect | Line | Circle | Polygon | Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Shapes in painting order on an area."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    description: str
    """What it shows in one sentence, for screen readers."""

    @property
    def texts(self) -> tuple[Text, ...]:
        """Return every text."""
        return tuple(shape for shape in self.shapes if isinstance(shape, Text))


def drawing(size: tuple[float, float], shapes: Iterable[Shape], description: str) -> Drawing:
    """Make a drawing of a (width, height)."""
    return Drawing(width=size[0], height=size[1], shapes=tuple(shapes), description=description)


def fitted(text: str, room: float, size: float, weight: Weight = Weight.REGULAR) -> str:
    """Return the text, cut with "…" when it is wider than the room."""
    if text_width(text, size, weight) <= room:
        return text
    while text and text_width(text.rstrip() + "…", size, weight) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def wrapped(text: str, room: float, size: float, weight: Weight = Weight.REGULAR) -> tuple[str, ...]:
    """Return the text in lines that keep to the room; a longer word is cut."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, weight) <= room:
            lines[-1] = longer
        else:
            lines.append(fitted(word, room, size, weight))
    return tuple(lines)


def resolve(color: Color, tokens: Mapping[str, str]) -> str:
    """Return a color as "#RRGGBB" in a set of tokens; `KeyError` for an unknown name."""
    if isinstance(color, str):
        return tokens[color]
    first, second = (_channels(tokens[name]) for name in (color.first, color.second))
    share = min(max(color.share, 0.0), 1.0)
    mixed = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return "#" + "".join(f"{channel:02X}" for channel in mixed)


@cache
def light_tokens() -> Mapping[str, str]:
    """Return the colors of the light set, which paper uses."""
    loaded: dict[str, dict[str, str]] = json.loads(TOKENS.read_text("utf-8"))
    return loaded["light"]


def _channels(value: str) -> tuple[int, int, int]:
    return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)
