"""How is the matrix read: axes, legend, keys?"""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.governance.scales import Scale
from core.language import Translator
from core.risk import BOOK_BORDERS, Perspective, band_ranges
from core.texts import Language
from gui.tables.matrix_table import MatrixData
from gui.theme import Theme
from gui.widgets.basic import label
from gui.widgets.matrix import MatrixView, draw_diamond
from gui.widgets.painting import BAND_TOKENS


def scale_data(scale: Scale, perspective: Perspective, language: Language) -> MatrixData:
    """Return an empty matrix on a scale, with the names of its steps."""
    up, right = scale.definition.likelihood, scale.definition.impact[perspective]
    return MatrixData(
        borders=scale.definition.borders,
        likelihood=tuple(step.name(language) for step in up),
        impact=tuple(step.name(language) for step in right),
        likelihood_tips=tuple(step.about(language) for step in up),
        impact_tips=tuple(step.about(language) for step in right),
    )


class Legend(QWidget):
    """The bands with their ranges, and the two markers."""

    def __init__(self, theme: Theme, translator: Translator, parent: QWidget | None = None) -> None:
        """Say the legend as one accessible sentence, too."""
        super().__init__(parent)
        self.setObjectName("matrixLegend")
        self._theme, self._translator = theme, translator
        self._borders, self._appetite, self._target = BOOK_BORDERS, False, False
        self.setAccessibleName(", ".join(text for _, text in self._entries()))

    def show_data(self, shown: MatrixData) -> None:
        """Name the bands of a scale and the marks that are drawn."""
        self._borders = shown.borders
        self._appetite, self._target = shown.appetite is not None, shown.target is not None
        self.setAccessibleName(", ".join(text for _, text in self._entries()))
        self._fit()
        self.update()

    def _entries(self) -> list[tuple[str, str]]:
        tr = self._translator.tr
        bands = [
            (BAND_TOKENS[band], f"{self._translator.label(band)} {span}")
            for band, span in band_ranges(self._borders).items()
        ]
        marks = [("diamond", tr("dashed = inherent")), ("dot", tr("filled = residual"))]
        marks += [("square", tr("square = target"))] if self._target else []
        marks += [("line", tr("line = appetite"))] if self._appetite else []
        return [*bands, *marks]

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
        self._fit()

    def _fit(self) -> None:
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
        elif mark == "square":
            painter.drawRect(QRectF(at.x() - 4, at.y() - 4, 8, 8))
        elif mark == "line":
            painter.drawRect(QRectF(at.x() - 8, at.y() - 1.6, 16, 3.2))
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

    def show_data(self, shown: MatrixData) -> None:
        """Show markers, counts, bands and the appetite line."""
        self.view.show_data(shown)
        self.legend.show_data(shown)

    def set_editable(self, *, editable: bool) -> None:
        """Show the line about the keys only while a marker can be set."""
        self._hint.setVisible(editable)
