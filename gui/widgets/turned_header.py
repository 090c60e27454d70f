"""How are many narrow columns named without making the table wider than the window?"""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from gui.theme import Theme, Weight

_ROOM = 22
"""Above and below a turned title."""


class TurnedHeader(QHeaderView):
    """A header that writes the titles of some columns upwards; clicks and sorting stay as usual."""

    def __init__(self, theme: Theme, turned: frozenset[int], parent: QWidget | None = None) -> None:
        """Take the numbers of the columns whose titles are turned."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme, self._turned = theme, turned
        self._face = theme.font(12, weight=Weight.SEMIBOLD)
        self.setSectionsClickable(True)

    def sectionSizeFromContents(self, number: int) -> QSize:
        """Return the room of a title; a turned one needs its length as height."""
        size = super().sectionSizeFromContents(number)
        if number not in self._turned:
            return size
        return QSize(size.height(), QFontMetrics(self._face).horizontalAdvance(self._title(number)) + _ROOM)

    def paintSection(self, painter: QPainter, rect: QRect, number: int) -> None:
        """Draw one title, from below to above where it is turned."""
        if number not in self._turned:
            super().paintSection(painter, rect, number)
            return
        painter.save()
        painter.setPen(self._theme.color("border"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setFont(self._face)
        painter.setPen(self._theme.color("muted"))
        painter.translate(rect.bottomLeft())
        painter.rotate(-90)
        room = QRect(10, 0, rect.height() - 12, rect.width())
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, side, self._title(number))
        painter.restore()

    def _title(self, number: int) -> str:
        return str(self.model().headerData(number, Qt.Orientation.Horizontal) or "")
