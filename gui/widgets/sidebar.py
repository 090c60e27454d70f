"""How does one get from page to page?"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gui.theme import Theme, Weight
from gui.widgets.basic import SecondaryButton, icon_label, label

WIDTH = 204


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the navigation."""

    page: str
    title: str
    icon: str
    shortcut: str


class NavButton(QAbstractButton):
    """A line with icon, title and a counter at the right."""

    def __init__(self, theme: Theme, entry: Entry) -> None:
        """Draw an entry."""
        super().__init__()
        self._theme, self.entry, self._count = theme, entry, ""
        self.setObjectName(f"nav_{entry.page}")
        self.setCheckable(True)
        self.setText(entry.title)
        self.setToolTip(f"{entry.title} ({entry.shortcut})")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_count("")

    def set_count(self, text: str) -> None:
        """Show a number beside the title."""
        self._count = text
        self.setAccessibleName(f"{self.entry.title}, {text}" if text else self.entry.title)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room of one line."""
        return QSize(WIDTH - 24, 34)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line in the state it is in."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        self._background(painter, box)
        token = "accent" if self.isChecked() else "text" if self.underMouse() else "muted"
        painter.drawPixmap(QPointF(11, box.center().y() - 8), self._theme.pixmap(self.entry.icon, token))
        painter.setFont(self._theme.font(weight=Weight.SEMIBOLD if self.isChecked() else Weight.MEDIUM))
        painter.setPen(self._theme.color(token))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box.adjusted(37, 0, -30, 0), middle, self.entry.title)
        painter.setFont(self._theme.font(12))
        painter.setPen(self._theme.color("accent" if self.isChecked() else "faint"))
        painter.drawText(box.adjusted(0, 0, -10, 0), middle | Qt.AlignmentFlag.AlignRight, self._count)
        painter.end()

    def _background(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(self._theme.color("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
        fill = "accentSoft" if self.isChecked() else "neutralSoft" if self.underMouse() else "sunken"
        painter.setBrush(self._theme.color(fill))
        painter.drawRoundedRect(box, 7, 7)


class Sidebar(QFrame):
    """Name of the application, the pages, settings below, and the workspace's folder."""

    chosen = Signal(str)
    """Page id."""

    def __init__(self, theme: Theme, entries: Sequence[Entry], *, folder: str, place: str) -> None:
        """Put the last entry at the bottom; `place` says where the data lie."""
        super().__init__()
        self.setObjectName("sidebar")
        self.setFixedWidth(WIDTH)
        self._group = QButtonGroup(self)
        self.buttons = {entry.page: self._button(theme, entry) for entry in entries}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 14, 12, 10)
        layout.setSpacing(2)
        layout.addLayout(_brand(theme))
        layout.addSpacing(10)
        *upper, last = self.buttons.values()
        for button in upper:
            layout.addWidget(button)
        self._place = QVBoxLayout()
        self._place.setContentsMargins(0, 14, 0, 0)
        layout.addLayout(self._place)
        layout.addStretch(1)
        layout.addWidget(last)
        layout.addWidget(_place(theme, folder, place))

    def offer(self, theme: Theme, action: QAction, text: str) -> None:
        """Put a button for something that is no page below the pages; its tip says all with the keys."""
        name = action.objectName().removeprefix("action_")
        button = SecondaryButton(text, name=f"sidebar_{name}", theme=theme, icon="file-check-2")
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        said = action.text().removesuffix(" …")
        button.setToolTip(f"{said} ({keys})")
        button.setAccessibleDescription(said)
        button.clicked.connect(lambda _=False: action.trigger())
        self._place.addWidget(button)

    def show_page(self, page: str) -> None:
        """Mark the page that is shown."""
        if page in self.buttons:
            self.buttons[page].setChecked(True)

    def _button(self, theme: Theme, entry: Entry) -> NavButton:
        button = NavButton(theme, entry)
        self._group.addButton(button)
        button.clicked.connect(lambda _=False: self.chosen.emit(entry.page))
        return button


def _brand(theme: Theme) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(8, 0, 0, 0)
    row.setSpacing(9)
    row.addWidget(icon_label(theme, "shield-check", "accent", 20))
    name = label("Prüfstein")
    name.setObjectName("brand")
    row.addWidget(name, 1)
    return row


def _place(theme: Theme, folder: str, place: str) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(10, 6, 0, 0)
    row.setSpacing(8)
    row.addWidget(icon_label(theme, "database", "faint", 14))
    words = label("", "faint")
    words.setText(words.fontMetrics().elidedText(place, Qt.TextElideMode.ElideMiddle, WIDTH - 60))
    words.setToolTip(folder)
    row.addWidget(words, 1)
    return line
