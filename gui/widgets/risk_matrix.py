"""How is the matrix read: axes, legend, keys?"""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.language import Translator
from core.risk import Band
from gui.theme import Theme
from gui.widgets.basic import label
from gui.widgets.matrix import MatrixView, draw_diamond
from gui.widgets.painting import BAND_TOKENS

RANGES = {Band.LOW: "1–3", Band.MEDIUM: "4–9", Band.HIGH: "10–16", Band.SEVERE: "20–25"}
"""Scores of each band, as printed in the legend."""


class Legend(QWidget):
    """The bands with their ranges, and the two markers."""

    def __init__(self, theme: Theme, translator: Translator, parent: QWidget | None = None) -> None:
        """Say the legend as one accessible sentence, too."""
        super().__init__(parent)
        self.setObjectName("matrixLegend")
        self._theme, self._translator = theme, translator
        self.setAccessibleName(", ".join(text for _, text in self._entries()))

    def _entries(self) -> list[tuple[str, str]]:
        tr = self._translator.tr
        bands = [
            (BAND_TOKENS[band], f"{self._translator.label(band)} {span}") for band, span in RANGES.items()
        ]
        return [*bands, ("diamond", tr("dashed = inherent")), ("dot", tr("filled = residual"))]

    def _places(self, width: float) -> list[tuple[str, str, QPointF]]:
        """Return mark, text and left upper corner of each entry, in as many lines as needed."""
        metrics, found = QFontMetrics(self._theme.font(12)), []
        x, y = 0.0, 0.0
        for mark, text in self._entries():
            room = metrics.horizontalAdvance(text) + 21.0
            if x > 0 and x + room > width:
                x, y = 0.0, y + 20
            found.append((mark, text, QPointF(x, y)))
            x += room + 12
        return found

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as many lines as the width asks for."""
        super().resizeEvent(event)
        self.setFixedHeight(round(self._places(self.width())[-1][2].y()) + 20)

    def sizeHint(self) -> QSize:
        """Return room for one line of four entries."""
        return QSize(420, 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint swatches, marks and words, as many lines as needed."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(12))
        for mark, text, at in self._places(self.width()):
            self._mark(painter, mark, at + QPointF(8, 10))
            painter.setPen(self._theme.color("muted"))
            painter.drawText(at + QPointF(21, 14.5), text)
        painter.end()

    def _mark(self, painter: QPainter, mark: str, at: QPointF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(mark if mark in self._theme.tokens else "text"))
        if mark == "diamond":
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("text"), 1.4, Qt.PenStyle.DashLine))
            draw_diamond(painter, at, 5.5)
        elif mark == "dot":
            painter.drawEllipse(at, 4, 4)
        else:
            painter.drawRoundedRect(QRectF(at.x() - 8, at.y() - 6, 16, 12), 3, 3)


class RiskMatrix(QWidget):
    """The matrix with axis names, legend and a line about the keys."""

    def __init__(self, theme: Theme, translator: Translator, parent: QWidget | None = None) -> None:
        """Lay out the matrix under its axis name."""
        super().__init__(parent)
        self.view = MatrixView(theme, translator, self)
        self.legend = Legend(theme, translator, self)
        self._hint = label(
            translator.tr("Arrow keys move · Enter or a double click sets the marker · Ctrl+Z takes it back"),
            "faint",
            wrap=True,
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._axes(translator))
        layout.addWidget(self.view, 1)
        layout.addWidget(self.legend)
        layout.addWidget(self._hint)

    def _axes(self, translator: Translator) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(label("↑ " + translator.tr("Likelihood"), "section"))
        row.addStretch(1)
        row.addWidget(label(translator.tr("Impact") + " →", "section"))
        return row

    def set_editable(self, *, editable: bool) -> None:
        """Show the line about the keys only while a marker can be set."""
        self._hint.setVisible(editable)
