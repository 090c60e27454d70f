"""By which color and shape is each of several series told from the others?"""

from reports.drawing import Circle, Color, Polygon, Rect, Shape

COLORS: tuple[Color, ...] = ("c1", "c2", "c3", "c4", "c5", "neutral")
"""Of the first, second, ... series; each has a shape of its own too."""
_DASHES: tuple[tuple[float, ...], ...] = ((), (5.0, 2.0), (2.0, 2.0), (6.0, 2.0, 1.5, 2.0), (), (3.0, 3.0))


def series_color(number: int) -> Color:
    """Return the color of a series; after the last they begin anew."""
    return COLORS[number % len(COLORS)]


def series_dash(number: int) -> tuple[float, ...]:
    """Return how the line of a series is broken."""
    return _DASHES[number % len(_DASHES)]


def symbol(
    number: int, place: tuple[float, float], color: Color, *, size: float = 3.2, tip: str = ""
) -> Shape:
    """Return the marker of a series: disc, square, diamond, triangle, ring, triangle downwards."""
    x, y = place
    match number % 6:
        case 0:
            return Circle(x=x, y=y, radius=size, fill=color, stroke="surface", line=0.8, tip=tip)
        case 1:
            side = 1.8 * size
            return Rect(
                x=x - side / 2,
                y=y - side / 2,
                width=side,
                height=side,
                fill=color,
                stroke="surface",
                line=0.8,
                tip=tip,
            )
        case 2:
            far = 1.3 * size
            corners = ((x, y - far), (x + far, y), (x, y + far), (x - far, y))
            return Polygon(points=corners, fill=color, stroke="surface", line=0.8, tip=tip)
        case 3:
            far = 1.2 * size
            points = ((x, y - far), (x + far, y + far * 0.85), (x - far, y + far * 0.85))
        case 4:
            return Circle(x=x, y=y, radius=size - 0.4, fill="surface", stroke=color, line=1.3, tip=tip)
        case _:
            far = 1.2 * size
            points = ((x, y + far), (x + far, y - far * 0.85), (x - far, y - far * 0.85))
    return Polygon(points=points, fill=color, stroke="surface", line=0.8, tip=tip)
