"""Where do all models stand, and which must be assessed again?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.governance.portfolio import Lens, Placed, Stage, Standing, TrendPoint, heatmap, trend
from core.governance.reassessment import Due
from core.governance.scales import Scale, kind_name
from core.ids import VersionId
from core.risk import Band, Level, Perspective, months_later
from core.workspace.risk import RiskOverview
from gui.context import GuiContext
from gui.tables.matrix_table import MatrixData
from gui.widgets.basic import Card, label
from gui.widgets.cells import Cell
from gui.widgets.pickers import today
from gui.widgets.risk_matrix import RiskMatrix
from gui.widgets.tables import RecordView, TableColumn

QUARTERS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A version of the portfolio with the name of its model."""

    name: str
    area: str
    overview: RiskOverview


def choice(name: str, said: str, items: Sequence[tuple[str, object]]) -> QComboBox:
    """Return a box to choose from."""
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(said)
    for text, value in items:
        box.addItem(text, value)
    return box


class PortfolioView(QWidget):
    """All models on the matrix, who stands in a cell, and how that came about."""

    opened = Signal(object)
    """`VersionId` to show."""

    def __init__(self, context: GuiContext) -> None:
        """Build the view without contents."""
        super().__init__()
        self._context, self._words, tr = context, context.translator, context.translator.tr
        self._rows: Mapping[VersionId, Row] = {}
        self._all: tuple[Standing, ...] = ()
        self._cells: Mapping[tuple[int, int], tuple[Placed, ...]] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._filters())
        row = QHBoxLayout()
        row.setSpacing(14)
        left = Card()
        self.matrix = RiskMatrix(context.theme, self._words)
        self.matrix.set_editable(editable=False)
        self.matrix.view.selectionModel().currentChanged.connect(lambda *_: self._show_cell())
        left.body.addWidget(self.matrix, 1)
        row.addWidget(left, 1)
        row.addWidget(self._side())
        outer.addLayout(row, 1)
        self.setAccessibleName(tr("Portfolio"))

    def _filters(self) -> QHBoxLayout:
        words, tr = self._words, self._words.tr
        self.stage = choice("stage", tr("Which risk"), [(words.label(item), item) for item in Stage])
        self.stage.setCurrentIndex(self.stage.findData(Stage.RESIDUAL))
        seen = [(words.label(item), item) for item in Perspective]
        self.perspective = choice("portfolio_perspective", tr("Whose harm is rated"), seen)
        self.kind = choice("portfolio_kind", tr("Kind of risk"), [(tr("Highest of all kinds"), None)])
        self.filter = QLineEdit()
        self.filter.setObjectName("portfolio_filter")
        self.filter.setPlaceholderText(tr("Model or business area"))
        self.filter.setAccessibleName(tr("Model or business area"))
        row = QHBoxLayout()
        for box in (self.stage, self.perspective, self.kind):
            box.currentIndexChanged.connect(lambda _: self._show())
            row.addWidget(box)
        self.filter.textChanged.connect(lambda _: self._show())
        row.addWidget(self.filter, 1)
        return row

    def _side(self) -> Card:
        tr, theme = self._words.tr, self._context.theme
        card = Card()
        card.setFixedWidth(432)
        self.title = label("", "heading", wrap=True)
        card.body.addWidget(self.title)
        columns: tuple[TableColumn[Placed], ...] = (
            TableColumn(title=tr("Model"), cell=lambda item: Cell(text=self._rows[item.version].name)),
            TableColumn(
                title=tr("Risk"),
                cell=lambda item: Cell(
                    text=self._words.label(item.band), band=item.band, points=item.level.score
                ),
                key=lambda item: item.level.score,
                width=160,
            ),
        )
        self.list = RecordView(theme, columns, name="portfolio_models", title=tr("Models in this cell"))
        self.list.opened.connect(lambda item: self.opened.emit(item.version))
        card.body.addWidget(self.list, 2)
        card.body.addWidget(label(tr("Enter or a double click opens a model."), "faint", wrap=True))
        card.body.addWidget(label(tr("TREND PER QUARTER"), "section"))
        points: tuple[TableColumn[TrendPoint], ...] = (
            TableColumn(title=tr("Until"), cell=lambda item: Cell(text=self._words.date(item.day)), width=94),
            *(self._trend_column(item) for item in Band),
        )
        self.trend = RecordView(theme, points, name="portfolio_trend", title=tr("Trend per quarter"))
        card.body.addWidget(self.trend, 1)
        return card

    def _trend_column(self, item: Band) -> TableColumn[TrendPoint]:
        return TableColumn(
            title=self._words.label(item),
            cell=lambda point: Cell(text=str(point.counts[item])),
            width=114 if item is Band.SEVERE else 56,
        )

    def fill(self, rows: Sequence[Row], assessments: tuple[Standing, ...], scale: Scale) -> None:
        """Show other contents; what is chosen stays."""
        self._rows, self._all = {item.overview.version.id: item for item in rows}, assessments
        chosen = self.kind.currentData()
        self.kind.blockSignals(True)
        self.kind.clear()
        self.kind.addItem(self._words.tr("Highest of all kinds"), None)
        rated = [item.kind for assessment in assessments for item in assessment.ratings]
        for kind in dict.fromkeys((*scale.kinds, *rated)):
            self.kind.addItem(kind_name(kind, scale, self._words), kind)
        self.kind.setCurrentIndex(max(0, self.kind.findData(chosen)))
        self.kind.blockSignals(False)
        self._show()

    def look(self, stage: Stage, level: Level) -> None:
        """Show a cell before, after or beyond controls."""
        self.stage.setCurrentIndex(self.stage.findData(stage))
        self.matrix.view.move_to(level)

    @property
    def lens(self) -> Lens:
        """Return what is looked at."""
        kind = self.kind.currentData()
        return Lens(
            stage=Stage(self.stage.currentData()),
            perspective=Perspective(self.perspective.currentData()),
            kind=None if kind is None else str(kind),
        )

    def _wanted(self) -> dict[VersionId, Row]:
        words = self.filter.text().casefold().split()
        return {
            version: row
            for version, row in self._rows.items()
            if all(word in f"{row.name} {row.area}".casefold() for word in words)
        }

    def _show(self) -> None:
        wanted = self._wanted()
        found = [row.overview.assessment for row in wanted.values()]
        self._cells = heatmap((item for item in found if item is not None), self.lens)
        counts = {cell: len(items) for cell, items in self._cells.items()}
        self.matrix.show_data(MatrixData(counts=counts))
        days = [months_later(today(), -3 * back) for back in range(QUARTERS)]
        relevant = (item for item in self._all if item.version in wanted)
        self.trend.fill(trend(relevant, self.lens, days)[::-1])
        if self.matrix.view.current_level() is None and self._cells:
            highest = max(self._cells, key=lambda cell: cell[0] * cell[1])
            self.matrix.view.move_to(Level(likelihood=highest[0], impact=highest[1]))
        self._show_cell()

    def _show_cell(self) -> None:
        level = self.matrix.view.current_level()
        here = () if level is None else self._cells.get((level.likelihood, level.impact), ())
        self.list.fill(here)
        tr = self._words.tr
        one = len(here) == 1
        self.title.setText(
            tr("1 model lies here.") if one else tr("{count} models lie here.", count=len(here))
        )


class DueView(QWidget):
    """Which versions must be assessed again, and why."""

    opened = Signal(object)

    def __init__(self, context: GuiContext) -> None:
        """Build the list without contents."""
        super().__init__()
        words, tr = context.translator, context.translator.tr
        columns: tuple[TableColumn[tuple[Row, Due]], ...] = (
            TableColumn(title=tr("Model"), cell=lambda item: Cell(text=item[0].name)),
            TableColumn(
                title=tr("Version"), cell=lambda item: Cell(text=item[0].overview.version.id), width=130
            ),
            TableColumn(
                title=tr("Reason"), cell=lambda item: Cell(text=words.label(item[1].trigger)), width=150
            ),
            TableColumn(
                title=tr("Since"),
                cell=lambda item: Cell(text="–" if item[1].day is None else words.date(item[1].day)),
                key=lambda item: item[1].day or date.max,
                width=110,
            ),
            TableColumn(title=tr("Evidence"), cell=lambda item: Cell(text=", ".join(item[1].evidence))),
            TableColumn(
                title=tr("Approval"),
                cell=lambda item: Cell(text=tr("held back") if item[1].blocks else tr("possible")),
                width=110,
            ),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.title = label("", "muted", wrap=True)
        self._words = words
        layout.addWidget(self.title)
        self.list = RecordView(context.theme, columns, name="due_list", title=tr("Due reassessments"))
        self.list.opened.connect(lambda item: self.opened.emit(item[0].overview.version.id))
        layout.addWidget(self.list, 1)

    def fill(self, rows: Sequence[Row]) -> None:
        """List every trigger of every version."""
        found = [(row, item) for row in rows for item in row.overview.due]
        self.list.fill(found)
        count = len({row.overview.version.id for row, _ in found})
        if count == 0:
            text = self._words.tr("No version must be assessed again.")
        else:
            text = self._words.tr("Versions to be assessed again: {count}", count=count)
        self.title.setText(text)
