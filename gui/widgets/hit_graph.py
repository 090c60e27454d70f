"""What does a picture of "one thing, the models on it, and the models these feed" look like?"""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import Theme

MOST = 6
"""Boxes in a column; the rest is counted in the last one."""
BOX_HEIGHT = 24
GAP = 8


class HitGraph(QWidget):
    """Up to three columns of boxes with lines between them, from left to right."""

    def __init__(self, theme: Theme, columns: Sequence[Sequence[str]], *, said: str) -> None:
        """Draw the columns; `said` is what a screen reader says instead."""
        super().__init__()
        self._theme = theme
        self._columns = [_shortened(column) for column in columns if column]
        self.setAccessibleName(said)
        self.setToolTip(said)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the room the longest column needs."""
        longest = max((len(column) for column in self._columns), default=1)
        return QSize(190, longest * (BOX_HEIGHT + GAP) + GAP)

    def minimumSizeHint(self) -> QSize:
        """Never become lower than the longest column."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw lines, then boxes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        placed = [self._places(number, len(column)) for number, column in enumerate(self._columns)]
        painter.setPen(QPen(self._theme.color("faint"), 1))
        for left, right in pairwise(placed):
            for start in left:
                for end in right:
                    painter.drawLine(
                        QPointF(start.right(), start.center().y()), QPointF(end.left(), end.center().y())
                    )
        painter.setFont(self._theme.font(12))
        for column, boxes in zip(self._columns, placed, strict=True):
            for text, box in zip(column, boxes, strict=True):
                self._box(painter, box, text)
        painter.end()

    def _box(self, painter: QPainter, box: QRectF, text: str) -> None:
        painter.setPen(QPen(self._theme.color("border"), 1))
        painter.setBrush(self._theme.color("surface"))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(self._theme.color("text"))
        inner = box.adjusted(6, 0, -6, 0)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(inner.width()))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _places(self, number: int, count: int) -> list[QRectF]:
        columns = len(self._columns)
        width = (self.width() - 22 * (columns - 1)) / columns
        high = count * (BOX_HEIGHT + GAP) - GAP
        top = (self.height() - high) / 2
        return [
            QRectF(number * (width + 22) + 0.5, top + place * (BOX_HEIGHT + GAP), width - 1, BOX_HEIGHT)
            for place in range(count)
        ]


def _shortened(column: Sequence[str]) -> list[str]:
    if len(column) <= MOST:
        return list(column)
    return [*column[: MOST - 1], f"+ {len(column) - MOST + 1}"]
