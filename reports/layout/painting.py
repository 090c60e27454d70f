"""How is a display list painted on a PDF page?"""

from typing import Any, assert_never

from reportlab.platypus import Flowable

from reports.drawing import Anchor, Circle, Color, Drawing, Line, Polygon, Rect, Shape, Text
from reports.layout.styles import ink


class Picture(Flowable):  # type: ignore[misc]
    """A drawing between paragraphs."""

    def __init__(self, drawing: Drawing) -> None:
        """Keep the drawing."""
        super().__init__()
        self.drawing = drawing
        self.width, self.height = drawing.width, drawing.height

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Return the size."""
        return self.drawing.width, self.drawing.height

    def draw(self) -> None:
        """Paint every shape."""
        paint(self.canv, self.drawing)


def paint(canvas: Any, drawing: Drawing) -> None:
    """Paint a drawing with its lower left corner at the canvas' origin."""
    for shape in drawing.shapes:
        canvas.saveState()
        _paint(canvas, shape, drawing.height)
        canvas.restoreState()


def _paint(canvas: Any, shape: Shape, height: float) -> None:
    match shape:
        case Rect():
            fill, stroke = _prepare(canvas, shape.fill, shape.stroke, shape)
            y = height - shape.y - shape.height
            canvas.roundRect(shape.x, y, shape.width, shape.height, shape.radius, stroke=stroke, fill=fill)
        case Line():
            _prepare(canvas, None, shape.stroke, shape)
            canvas.line(shape.x1, height - shape.y1, shape.x2, height - shape.y2)
        case Circle():
            fill, stroke = _prepare(canvas, shape.fill, shape.stroke, shape)
            canvas.circle(shape.x, height - shape.y, shape.radius, stroke=stroke, fill=fill)
        case Polygon():
            _polygon(canvas, shape, height)
        case Text():
            _text(canvas, shape, height)
        case _:
            assert_never(shape)


def _prepare(
    canvas: Any,
    fill: Color | None,
    stroke: Color | None,
    shape: Rect | Line | Circle | Polygon,
) -> tuple[int, int]:
    if fill is not None:
        canvas.setFillColor(ink(fill))
    if stroke is not None:
        canvas.setStrokeColor(ink(stroke))
        canvas.setLineWidth(shape.line)
        canvas.setDash(list(shape.dash))
    return int(fill is not None), int(stroke is not None)


def _polygon(canvas: Any, shape: Polygon, height: float) -> None:
    fill, stroke = _prepare(canvas, shape.fill, shape.stroke, shape)
    path = canvas.beginPath()
    path.moveTo(shape.points[0][0], height - shape.points[0][1])
    for x, y in shape.points[1:]:
        path.lineTo(x, height - y)
    if shape.closed:
        path.close()
    canvas.drawPath(path, stroke=stroke, fill=fill)


def _text(canvas: Any, shape: Text, height: float) -> None:
    canvas.setFillColor(ink(shape.color))
    canvas.setFont(shape.weight.font, shape.size)
    y = height - shape.y
    match shape.anchor:
        case Anchor.START:
            canvas.drawString(shape.x, y, shape.text)
        case Anchor.MIDDLE:
            canvas.drawCentredString(shape.x, y, shape.text)
        case Anchor.END:
            canvas.drawRightString(shape.x, y, shape.text)
