"""How is one cell of a table drawn: text, second line, badge, chip or marks?"""

from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from core.risk import Band
from gui.theme import Theme, Weight
from gui.tips import plain_tip
from gui.widgets.painting import (
    BadgeLook,
    ChipLook,
    Mark,
    Tone,
    badge_size,
    chip_size,
    paint_badge,
    paint_chip,
    paint_marks,
)

SortKey = str | int | float | date | datetime | None
Index = QModelIndex | QPersistentModelIndex
CELL_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one cell shows: a text, perhaps with a second line, or a badge, chip or marks instead."""

    text: str
    below: str = ""
    """A smaller second line."""
    strong: bool = False
    faint: bool = False
    tone: Tone | None = None
    """Draws the text in this tone's color, or as badge."""
    badge: bool = False
    icon: str = ""
    """Icon of the badge, when it is not the tone's own, or before the text."""
    band: Band | None = None
    """Draws the text as chip on the band's color."""
    points: int | None = None
    marks: tuple[Mark, ...] = ()
    tip: str = ""
    centered: bool = False
    """A sign in a narrow column: in its middle, without the usual room at the sides."""

    @property
    def said(self) -> str:
        """Return the whole content as text."""
        if self.marks:
            return ", ".join(mark.said for mark in self.marks)
        head = self.text if self.points is None else f"{self.points} {self.text}"
        return f"{head}, {self.below}" if self.below else head


class CellDelegate(QStyledItemDelegate):
    """Draws cells with the painters the badges and chips of the pages use."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        """Keep the theme."""
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw background and focus as usual, then the content."""
        self.initStyleOption(option, index)
        option.text = ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        cell = index.data(CELL_ROLE)
        right = index.model().headerData(
            index.column(), Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole
        )
        if not isinstance(cell, Cell):
            return
        painter.save()
        rect: QRect = option.rect
        inner = rect if cell.centered else rect.adjusted(10, 0, -8, 0)
        to_right = bool(Qt.AlignmentFlag(right) & Qt.AlignmentFlag.AlignRight)
        self._content(painter, inner, cell, right=to_right)
        painter.restore()

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Show what a cell says in full where it has no tip of its own and its room is too narrow."""
        cell = index.data(CELL_ROLE)
        asked = event.type() is QEvent.Type.ToolTip and not index.data(Qt.ItemDataRole.ToolTipRole)
        narrow = self.sizeHint(option, index).width() > option.rect.width()
        if asked and narrow and isinstance(cell, Cell):
            whole = "\n".join(part for part in (cell.text, cell.below) if part)
            QToolTip.showText(event.globalPos(), plain_tip(whole), view)
            return True
        return super().helpEvent(event, view, option, index)

    def _content(self, painter: QPainter, rect: QRect, cell: Cell, *, right: bool) -> None:
        theme = self._theme
        if cell.marks:
            paint_marks(painter, rect, theme, cell.marks)
        elif cell.band is not None:
            paint_chip(painter, rect, theme, ChipLook(band=cell.band, points=cell.points, text=cell.text))
        elif cell.badge and cell.tone is not None:
            paint_badge(painter, rect, theme, BadgeLook(tone=cell.tone, text=cell.text, icon=cell.icon))
        else:
            self._text(painter, rect, cell, right=right)

    def _text(self, painter: QPainter, rect: QRect, cell: Cell, *, right: bool) -> None:
        theme = self._theme
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        side = Qt.AlignmentFlag.AlignHCenter if cell.centered else side
        token = "faint" if cell.faint else cell.tone.value if cell.tone else "text"
        if cell.icon:
            painter.drawPixmap(rect.x(), rect.center().y() - 7, theme.pixmap(cell.icon, token, 14))
            rect = rect.adjusted(20, 0, 0, 0)
        heavy = Weight.SEMIBOLD if cell.strong or cell.tone else Weight.REGULAR
        painter.setFont(theme.font(weight=heavy, figures=right))
        painter.setPen(theme.color(token))
        first = rect if not cell.below else QRect(rect.x(), rect.center().y() - 18, rect.width(), 19)
        _one_line(painter, first, cell.text, side)
        if cell.below:
            painter.setFont(theme.font(12))
            painter.setPen(theme.color("faint"))
            _one_line(painter, QRect(rect.x(), rect.center().y() + 1, rect.width(), 18), cell.below, side)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the room the whole content needs."""
        cell = index.data(CELL_ROLE)
        if not isinstance(cell, Cell):
            return super().sizeHint(option, index)
        if cell.band is not None:
            width = chip_size(self._theme, cell.points, cell.text).width()
        elif cell.badge:
            width = badge_size(self._theme, cell.text).width()
        elif cell.marks:
            width = sum(len(mark.text) * 9 + 33 for mark in cell.marks) - 14
        else:
            faces = (self._theme.font(weight=Weight.SEMIBOLD), self._theme.font(figures=True))
            first = max(QFontMetrics(face).horizontalAdvance(cell.text) for face in faces) + 4
            second = QFontMetrics(self._theme.font(12)).horizontalAdvance(cell.below)
            width = max(first, second) + (20 if cell.icon else 0)
        return QSize(width + 20, 48 if cell.below else 36)


def _one_line(painter: QPainter, rect: QRect, text: str, side: Qt.AlignmentFlag) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, shown)
