"""How does one number ask to be looked at?"""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from gui.theme import Theme, Weight
from gui.widgets.painting import TONE_ICONS, Tone

HEIGHT = 58
_ICON = 16


class NumberTile(QAbstractButton):
    """A number with what it counts; pressed, it shows the rows behind it."""

    def __init__(self, theme: Theme, title: str, *, name: str) -> None:
        """Draw a tile without a number."""
        super().__init__()
        self._theme, self._title = theme, title
        self._count, self._late, self._tone = "–", "", Tone.NEUTRAL
        self.setObjectName(name)
        self.setText(title)
        self.setAccessibleName(title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_number(self, count: str, late: str, tone: Tone) -> None:
        """Show another number; `late` says how much of it is overdue, empty: nothing."""
        self._count, self._late, self._tone = count, late, tone
        said = ", ".join(part for part in (f"{self._title}: {count}", late) if part)
        self.setAccessibleName(said)
        self.setToolTip(said)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room of number and words."""
        return QSize(190, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw card, number, title and what is overdue."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._card(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1))
        tone = self._tone.value
        painter.setFont(self._theme.font(22, Weight.SEMIBOLD, figures=True))
        painter.setPen(self._theme.color("text" if self._tone is Tone.NEUTRAL else tone))
        left = max(painter.fontMetrics().horizontalAdvance(self._count), 22) + 10.0
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(14, 0, left, HEIGHT), middle, self._count)
        icon = QPointF(self.width() - _ICON - 12, (HEIGHT - _ICON) / 2)
        painter.drawPixmap(icon, self._theme.pixmap(TONE_ICONS[self._tone], tone, _ICON))
        self._words(painter, QRectF(14 + left, 0, self.width() - left - 14 - _ICON - 16, HEIGHT))
        painter.end()

    def _card(self, painter: QPainter, box: QRectF) -> None:
        theme = self._theme
        marked = self.isChecked() or self.hasFocus()
        painter.setPen(QPen(theme.color("accent" if marked else "border"), 2 if marked else 1))
        fill = "accentSoft" if self.isChecked() else "sunken" if self.underMouse() else "surface"
        painter.setBrush(theme.color(fill))
        painter.drawRoundedRect(box, 8, 8)

    def _words(self, painter: QPainter, room: QRectF) -> None:
        theme = self._theme
        painter.setFont(theme.font(13, Weight.MEDIUM))
        painter.setPen(theme.color("text"))
        first = room if not self._late else room.adjusted(0, 10, 0, -28)
        self._line(painter, first, self._title)
        if self._late:
            painter.setFont(theme.font(12))
            painter.setPen(theme.color("bad"))
            self._line(painter, room.adjusted(0, 29, 0, -10), self._late)

    @staticmethod
    def _line(painter: QPainter, room: QRectF, text: str) -> None:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
