"""Where in the 5x5 matrix does a risk lie, before and after controls?"""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from core.language import Translator
from core.risk import Level, band
from gui.tables.matrix_table import MatrixData, MatrixTable, cell_of, level_at
from gui.theme import Theme, Weight
from gui.widgets.painting import BAND_TOKENS

_GAP = 2
_RADIUS = 6.0
_PILL_HEIGHT = 21.0


class AxisHeader(QHeaderView):
    """A header that prints the steps of a scale as plain text."""

    def __init__(self, orientation: Qt.Orientation, theme: Theme, parent: QWidget) -> None:
        """Stretch the sections; nobody drags or clicks them."""
        super().__init__(orientation, parent)
        self._theme = theme
        self.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)

    def sizeHint(self) -> QSize:
        """Return room for two lines of a step's name."""
        if self.orientation() is Qt.Orientation.Horizontal:
            return QSize(100, 30)
        return QSize(108, 100)

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        """Print one step."""
        painter.save()
        upright = self.orientation() is Qt.Orientation.Vertical
        painter.setFont(self._theme.font(11 if upright else 12))
        painter.setPen(self._theme.color("muted"))
        text = str(self.model().headerData(logical, self.orientation(), Qt.ItemDataRole.DisplayRole))
        if self.orientation() is Qt.Orientation.Horizontal:
            align = Qt.AlignmentFlag.AlignCenter
        else:
            align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            rect = rect.adjusted(0, 0, -6, 0)
        painter.drawText(rect, align | Qt.TextFlag.TextWordWrap, text)
        painter.restore()


class CellDelegate(QStyledItemDelegate):
    """Paints a cell: score, band word, number of models, focus ring."""

    def __init__(self, theme: Theme, translator: Translator, parent: QWidget) -> None:
        """Keep words and colors."""
        super().__init__(parent)
        self._theme, self._translator = theme, translator

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell."""
        level = level_at(index.row(), index.column())
        back = BAND_TOKENS[band(level.score, _table(index).shown.borders)]
        front = f"{back}T"
        cell = QRectF(option.rect).adjusted(_GAP, _GAP, -_GAP, -_GAP)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(back))
        painter.drawRoundedRect(cell, _RADIUS, _RADIUS)
        if option.state & QStyle.StateFlag.State_Selected:
            self._ring(painter, cell)
        self._words(painter, cell, index, self._theme.color(front))
        count = _table(index).shown.counts.get((level.likelihood, level.impact), 0)
        if count:
            self._count(painter, cell, count, front)
        painter.restore()

    def _ring(self, painter: QPainter, cell: QRectF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.color("surface"), 5))
        painter.drawRoundedRect(cell.adjusted(2, 2, -2, -2), _RADIUS - 1, _RADIUS - 1)
        painter.setPen(QPen(self._theme.color("accent"), 2.5))
        painter.drawRoundedRect(cell.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)

    def _words(
        self, painter: QPainter, cell: QRectF, index: QModelIndex | QPersistentModelIndex, color: QColor
    ) -> None:
        level = level_at(index.row(), index.column())
        painter.setPen(color)
        inner = cell.adjusted(7, 6, 0, -6)
        painter.setFont(self._theme.font(19, Weight.SEMIBOLD))
        painter.drawText(inner, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, str(level.score))
        word = self._translator.label(band(level.score, _table(index).shown.borders))
        fitting = (size for size in (11, 10) if self._width(word, size) <= inner.width())
        painter.setFont(self._theme.font(next(fitting, 9)))
        corner = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
        painter.drawText(inner, corner | Qt.TextFlag.TextDontClip, word)

    def _width(self, word: str, size: int) -> int:
        return QFontMetrics(self._theme.font(size)).horizontalAdvance(word)

    def _count(self, painter: QPainter, cell: QRectF, count: int, token: str) -> None:
        color = self._theme.color(token)
        painter.setPen(color)
        painter.setFont(self._theme.font(12, Weight.SEMIBOLD))
        text = str(count)
        width = painter.fontMetrics().horizontalAdvance(text)
        right, top = cell.right() - 9, cell.top() + 8
        painter.drawText(QPointF(right - width, top + 11), text)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color, 1.3))
        left = right - width - 16
        for x, y in ((left + 3, top), (left, top + 6), (left + 6, top + 6)):
            painter.drawRoundedRect(QRectF(x, y, 5, 5), 1, 1)


def _table(index: QModelIndex | QPersistentModelIndex) -> MatrixTable:
    table = index.model()
    assert isinstance(table, MatrixTable)  # noqa: S101 (narrows Qt's type)
    return table


class MatrixView(QTableView):
    """The matrix itself: arrow keys move, Enter sets, Ctrl+Z takes back, a double click sets."""

    chosen = Signal(object)
    """The `Level` that Enter or a double click chose."""
    undo_requested = Signal()

    def __init__(self, theme: Theme, translator: Translator, parent: QWidget | None = None) -> None:
        """Build the 25 cells."""
        super().__init__(parent)
        self.setObjectName("riskMatrix")
        self.setAccessibleName(translator.tr("Risk matrix, likelihood by impact"))
        self.table = MatrixTable(translator, self)
        self.setModel(self.table)
        self._theme, self._translator = theme, translator
        self.setItemDelegate(CellDelegate(theme, translator, self))
        self.setHorizontalHeader(AxisHeader(Qt.Orientation.Horizontal, theme, self))
        self.setVerticalHeader(AxisHeader(Qt.Orientation.Vertical, theme, self))
        self._quiet()
        self.doubleClicked.connect(lambda index: self.chosen.emit(level_at(index.row(), index.column())))

    def _quiet(self) -> None:
        self.setProperty("kind", "matrix")
        self.setCornerButtonEnabled(False)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setMinimumSize(108 + 5 * 84, 30 + 5 * 72)

    def show_data(self, shown: MatrixData) -> None:
        """Show markers and counts."""
        self.table.show(shown)
        self.viewport().update()

    def move_to(self, level: Level) -> None:
        """Put the focus cell on a level."""
        self.setCurrentIndex(self.table.index(*cell_of(level)))

    def current_level(self) -> Level | None:
        """Return the level of the focus cell."""
        index = self.currentIndex()
        return level_at(index.row(), index.column()) if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle Enter and undo; arrow keys are Qt's own."""
        level = self.current_level()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and level is not None:
            self.chosen.emit(level)
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo_requested.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells, then the markers and the arrow between them."""
        super().paintEvent(event)
        shown = self.table.shown
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._line_of_appetite(painter)
        shared = shown.inherent == shown.residual
        pills = {
            name: self._pill(painter, name, level, shared=shared)
            for name, level in (
                ("target", shown.target),
                ("inherent", shown.inherent),
                ("residual", shown.residual),
            )
            if level is not None
        }
        if shown.inherent is not None and shown.residual is not None and not shared:
            self._arrow(painter, pills["inherent"], pills["residual"])
        for name, rect in pills.items():
            self._draw_pill(painter, name, rect)
        painter.end()

    def _line_of_appetite(self, painter: QPainter) -> None:
        """Draw the border between what is borne and what is not."""
        line = self.table.shown.appetite
        if line is None:
            return
        painter.setPen(QPen(self._theme.color("text"), 3.2))
        for row in range(5):
            for column in range(5):
                if level_at(row, column).score > line:
                    continue
                cell = QRectF(self.visualRect(self.table.index(row, column)))
                if column < 4 and level_at(row, column + 1).score > line:
                    painter.drawLine(cell.topRight(), cell.bottomRight())
                if row > 0 and level_at(row - 1, column).score > line:
                    painter.drawLine(cell.topLeft(), cell.topRight())

    def _word(self, name: str) -> str:
        if name == "inherent":
            return self._translator.tr("Inherent")
        if name == "target":
            return self._translator.tr("Target risk")
        return self._translator.tr("Residual")

    def _pill(self, painter: QPainter, name: str, level: Level, *, shared: bool) -> QRectF:
        painter.setFont(self._theme.font(11, Weight.SEMIBOLD))
        cell = QRectF(self.visualRect(self.table.index(*cell_of(level))))
        width = min(painter.fontMetrics().horizontalAdvance(self._word(name)) + 28.0, cell.width() - 6)
        center = cell.center() + QPointF(0, 3)
        if shared and name != "target":
            step = _PILL_HEIGHT / 2 + 1
            center += QPointF(cell.width() / 2 - width / 2 - 7, -step if name == "inherent" else step)
        rect = QRectF(0, 0, width, _PILL_HEIGHT)
        rect.moveCenter(center)
        return rect

    def _draw_pill(self, painter: QPainter, name: str, rect: QRectF) -> None:
        dark, light = self._theme.color("text"), self._theme.color("surface")
        inherent = name == "inherent"
        back, front = (dark, light) if name == "residual" else (light, dark)
        painter.setBrush(back)
        painter.setPen(QPen(dark, 1.6, Qt.PenStyle.DashLine if inherent else Qt.PenStyle.SolidLine))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(front)
        mark = QPointF(rect.left() + 12, rect.center().y())
        if inherent:
            draw_diamond(painter, mark)
        elif name == "target":
            painter.drawRect(QRectF(mark.x() - 3.4, mark.y() - 3.4, 6.8, 6.8))
        else:
            painter.drawEllipse(mark, 3.6, 3.6)
        painter.setPen(front)
        text = rect.adjusted(20, 0, -4, 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._word(name))

    def _arrow(self, painter: QPainter, start: QRectF, end: QRectF) -> None:
        color = self._theme.color("text")
        line = _between(start, end)
        if line is None:
            return
        first, last, unit = line
        painter.setPen(QPen(color, 2))
        painter.drawLine(first, last - unit * 7)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        side = QPointF(-unit.y(), unit.x()) * 4.5
        painter.drawPolygon(QPolygonF([last, last - unit * 9 + side, last - unit * 9 - side]))


def draw_diamond(painter: QPainter, center: QPointF, half: float = 4.6) -> None:
    """Draw the mark of the inherent risk with the current brush."""
    corners = [QPointF(0, -half), QPointF(half, 0), QPointF(0, half), QPointF(-half, 0)]
    painter.drawPolygon(QPolygonF([center + corner for corner in corners]))


def _between(start: QRectF, end: QRectF) -> tuple[QPointF, QPointF, QPointF] | None:
    """Return where an arrow leaves one box, where it reaches the other, and its unit vector."""
    way = end.center() - start.center()
    length = (way.x() ** 2 + way.y() ** 2) ** 0.5
    if length < 1:
        return None
    unit = way / length
    first, last = start.center() + unit * _reach(start, unit), end.center() - unit * _reach(end, unit)
    return (first, last, unit) if QPointF.dotProduct(last - first, unit) > 10 else None


def _reach(box: QRectF, unit: QPointF) -> float:
    """Return how far the border of a box lies from its center in a direction."""
    across = box.width() / 2 / abs(unit.x()) if abs(unit.x()) > 1e-6 else float("inf")
    up = box.height() / 2 / abs(unit.y()) if abs(unit.y()) > 1e-6 else float("inf")
    return min(across, up) + 2
