"""Which small pieces do several charts share?"""

from collections.abc import Iterator
from enum import StrEnum

from core.language import Translator
from core.results import DataTable
from reports.drawing import Anchor, Circle, Color, Drawing, Polygon, Shape, Text, drawing, wrapped
from reports.fonts import Weight, text_width


class Mark(StrEnum):
    """How a value lies to its threshold; each has a shape of its own, so that color is never alone."""

    WITHIN = "within"
    OUTSIDE = "outside"
    UNCERTAIN = "uncertain"
    LEFT_OUT = "left_out"
    PLAIN = "plain"


MARK_COLORS: dict[Mark, Color] = {
    Mark.WITHIN: "accent",
    Mark.OUTSIDE: "bad",
    Mark.UNCERTAIN: "warn",
    Mark.LEFT_OUT: "faint",
    Mark.PLAIN: "accent",
}


def mark_word(mark: Mark, translator: Translator) -> str:
    """Return the word printed beside a value."""
    match mark:
        case Mark.WITHIN:
            return translator.tr("within")
        case Mark.OUTSIDE:
            return translator.tr("outside")
        case Mark.UNCERTAIN:
            return translator.tr("uncertain")
        case Mark.LEFT_OUT:
            return translator.tr("too few rows")
        case Mark.PLAIN:
            return ""


def marker(x: float, y: float, mark: Mark, tip: str = "") -> Shape:
    """Return the marker of a value: disc, diamond, triangle or ring."""
    color, size = MARK_COLORS[mark], 4.4
    match mark:
        case Mark.OUTSIDE:
            diamond = ((x, y - size), (x + size, y), (x, y + size), (x - size, y))
            return Polygon(points=diamond, fill=color, stroke="surface", line=1.0, tip=tip)
        case Mark.UNCERTAIN:
            triangle = ((x, y - size), (x + size, y + size * 0.8), (x - size, y + size * 0.8))
            return Polygon(points=triangle, fill=color, stroke="surface", line=1.0, tip=tip)
        case Mark.LEFT_OUT:
            return Circle(x=x, y=y, radius=3.4, fill="surface", stroke=color, line=1.2, tip=tip)
        case _:
            return Circle(x=x, y=y, radius=4.0, fill=color, stroke="surface", line=1.0, tip=tip)


def nothing(text: str, width: float, height: float) -> Drawing:
    """Return a drawing that only says why there is nothing to draw."""
    lines = wrapped(text, width - 24, 9)
    top = height / 2 - 6 * (len(lines) - 1)
    rows = (
        Text(x=width / 2, y=top + 12 * index, text=line, color="muted", anchor=Anchor.MIDDLE, room=width)
        for index, line in enumerate(lines)
    )
    return drawing((width, height), rows, text)


def label_room(labels: list[str], width: float, size: float, weight: Weight = Weight.MEDIUM) -> float:
    """Return the width a label column takes: as wide as needed, at most a third of the drawing."""
    widest = max((text_width(label, size, weight) for label in labels), default=0.0)
    return min(widest + 2, width / 3)


def table(tables: tuple[DataTable, ...], name: str) -> DataTable | None:
    """Return the named table of a result."""
    return next((item for item in tables if item.id == name), None)


def numbers(found: DataTable, name: str) -> list[float | None]:
    """Return a column as numbers; None where there is none or the column is absent."""
    if name not in {column.name for column in found.columns}:
        return [None] * len(found.columns[0].values)
    return [float(value) if isinstance(value, int | float) else None for value in found.column(name)]


def words(found: DataTable, name: str) -> list[str]:
    """Return a column as text; "–" where there is no value."""
    return ["–" if value is None else str(value) for value in found.column(name)]


def axis_title(text: str, x: float, y: float, room: float) -> Iterator[Text]:
    """Yield the line below an axis, centered on x."""
    for index, line in enumerate(wrapped(text, room, 8)):
        yield Text(x=x, y=y + 10 * index, text=line, size=8, color="muted", anchor=Anchor.MIDDLE, room=room)
