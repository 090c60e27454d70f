"""How does a display list become a chart on the screen that can be pointed at, read out and copied?"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QFont,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from core.data.spreadsheet import as_line
from core.language import Translator
from gui.theme import Theme
from gui.theme import Weight as Face
from reports.drawing import Circle, Drawing, Line, Polygon, Rect, Shape, Text, resolve
from reports.drawing import Color as Token

Draw = Callable[[float, float], Drawing]
"""Makes the chart for a width and height in points."""
Rows = Sequence[Sequence[str]]
"""The data behind a chart: a row of titles, then rows of values."""
_REACH = 5.0
"""How near, in points, the pointer must come to a line."""


class ChartView(QWidget):
    """One chart: hover or arrow keys show value, n and interval; Ctrl+C copies the data."""

    picked = Signal(str)
    """What the element says that was clicked, or entered with the keyboard."""

    def __init__(
        self, theme: Theme, translator: Translator, *, name: str, scale: float = 1.25, height: int = 240
    ) -> None:
        """Start empty; `scale` is the number of pixels per point."""
        super().__init__()
        self._theme, self._translator, self._scale = theme, translator, scale
        self._draw: Draw | None = None
        self._rows: Rows = ()
        self.drawing: Drawing | None = None
        self._at = -1
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_height(height)

    def set_height(self, pixels: int) -> None:
        """Take another height."""
        self.setFixedHeight(pixels)

    def sizeHint(self) -> QSize:
        """Return a comfortable width."""
        return QSize(480, self.height())

    def show_chart(self, draw: Draw, rows: Rows = ()) -> None:
        """Show another chart with the data behind it."""
        self._draw, self._rows, self._at = draw, rows, -1
        self._redraw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the chart out anew for the new size."""
        super().resizeEvent(event)
        self._redraw()

    def _redraw(self) -> None:
        if self._draw is None or self.width() < 40:
            return
        self.drawing = self._draw(self.width() / self._scale, self.height() / self._scale)
        self.setAccessibleName(self.drawing.description)
        self.update()

    @property
    def tipped(self) -> tuple[Shape, ...]:
        """Return the elements that say something, in painting order."""
        return () if self.drawing is None else tuple(shape for shape in self.drawing.shapes if shape.tip)

    def tip_at(self, place: QPointF) -> str:
        """Return what lies under a place in pixels; empty if nothing does."""
        point = place / self._scale
        return next((shape.tip for shape in reversed(self.tipped) if _near(shape, point)), "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the display list, and the ring around the element the keyboard is at."""
        if self.drawing is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self._scale, self._scale)
        for shape in self.drawing.shapes:
            _paint(painter, shape, self._theme)
        if self.hasFocus():
            self._focus_ring(painter)
        painter.end()

    def _focus_ring(self, painter: QPainter) -> None:
        tipped = self.tipped
        if 0 <= self._at < len(tipped):
            box = _box(tipped[self._at]).adjusted(-4, -4, 4, 4)
        else:
            box = QRectF(0, 0, self.width() / self._scale, self.height() / self._scale).adjusted(1, 1, -1, -1)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.color("accent"), 1.4))
        painter.drawRoundedRect(box, 4, 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the elements with the arrow keys, copy with Ctrl+C, pick with Enter."""
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        moved = step.get(Qt.Key(event.key()))
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_data()
        elif moved is not None and self.tipped:
            self._go((self._at + moved) % len(self.tipped))
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and 0 <= self._at < len(self.tipped):
            self.picked.emit(self.tipped[self._at].tip)
        else:
            super().keyPressEvent(event)

    def _go(self, number: int) -> None:
        self._at = number
        shape = self.tipped[number]
        self.setAccessibleDescription(shape.tip)
        corner = _box(shape).bottomLeft() * self._scale
        QToolTip.showText(self.mapToGlobal(corner.toPoint() + QPoint(0, 6)), shape.tip, self)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what lies under the pointer."""
        tip = self.tip_at(event.position())
        if tip:
            QToolTip.showText(event.globalPosition().toPoint(), tip, self)
        else:
            QToolTip.hideText()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick the element under the pointer."""
        tip = self.tip_at(event.position())
        if tip and event.button() is Qt.MouseButton.LeftButton:
            self.picked.emit(tip)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy the data."""
        menu = QMenu(self)
        copy = QAction(self._translator.tr("Copy data"), menu)
        copy.triggered.connect(self.copy_data)
        copy.setEnabled(bool(self._rows))
        menu.addAction(copy)
        menu.exec(event.globalPos())

    def copy_data(self) -> None:
        """Put the data behind the chart on the clipboard as tab-separated text."""
        if self._rows:
            QGuiApplication.clipboard().setText("\n".join(as_line(tuple(row)) for row in self._rows))


def _pen(theme: Theme, color: Token | None, width: float, dash: tuple[float, ...]) -> QPen:
    if color is None:
        return QPen(Qt.PenStyle.NoPen)
    pen = QPen(QColor(resolve(color, theme.tokens)), width)
    if dash:
        pen.setDashPattern([length / width for length in dash])
    return pen


def _paint(painter: QPainter, shape: Shape, theme: Theme) -> None:
    if isinstance(shape, Text):
        _paint_text(painter, shape, theme)
        return
    painter.setPen(_pen(theme, shape.stroke, shape.line, shape.dash))
    if isinstance(shape, Line):
        painter.drawLine(QPointF(shape.x1, shape.y1), QPointF(shape.x2, shape.y2))
        return
    fill = shape.fill
    painter.setBrush(Qt.BrushStyle.NoBrush if fill is None else QColor(resolve(fill, theme.tokens)))
    match shape:
        case Rect():
            box = QRectF(shape.x, shape.y, shape.width, shape.height)
            painter.drawRoundedRect(box, shape.radius, shape.radius)
        case Circle():
            painter.drawEllipse(QPointF(shape.x, shape.y), shape.radius, shape.radius)
        case Polygon():
            points = QPolygonF([QPointF(x, y) for x, y in shape.points])
            if shape.closed:
                painter.drawPolygon(points)
            else:
                painter.drawPolyline(points)


def _paint_text(painter: QPainter, shape: Text, theme: Theme) -> None:
    font: QFont = theme.font(weight=Face[shape.weight.name])
    font.setPixelSize(max(1, round(shape.size)))
    painter.save()
    ratio = shape.size / font.pixelSize()
    painter.translate(shape.left, shape.y)
    painter.scale(ratio, ratio)
    painter.setFont(font)
    painter.setPen(QColor(resolve(shape.color, theme.tokens)))
    painter.drawText(QPointF(0, 0), shape.text)
    painter.restore()


def _box(shape: Shape) -> QRectF:
    """Return the area an element covers."""
    match shape:
        case Rect():
            return QRectF(shape.x, shape.y, shape.width, shape.height)
        case Circle():
            side = 2 * shape.radius
            return QRectF(shape.x - shape.radius, shape.y - shape.radius, side, side)
        case Polygon():
            return QPolygonF([QPointF(x, y) for x, y in shape.points]).boundingRect()
        case Line():
            return QRectF(QPointF(shape.x1, shape.y1), QPointF(shape.x2, shape.y2)).normalized()
        case Text():
            return QRectF(shape.left, shape.y - shape.size, shape.width, shape.size * 1.2)


def _near(shape: Shape, point: QPointF) -> bool:
    slack = 1.0 if isinstance(shape, Rect | Text) else _REACH
    return _box(shape).adjusted(-slack, -slack, slack, slack).contains(point)
