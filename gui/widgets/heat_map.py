"""Where do all models stand on the matrix, before and after controls, at a glance?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from core.governance.portfolio import Lens, Stage, Standing, heatmap
from core.governance.scales import Scale
from core.risk import Level, Perspective
from gui.context import GuiContext
from gui.tables.matrix_table import MatrixData
from gui.widgets.basic import Card, label
from gui.widgets.chips import chips
from gui.widgets.risk_matrix import RiskMatrix, scale_data

STAGES = (Stage.INHERENT, Stage.RESIDUAL)
_CELL = (83, 50)
"""Smallest width and height of a cell in pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCounts:
    """How many models stand in each cell, counted beside the window."""

    assessed: int = 0
    cells: Mapping[Stage, Mapping[tuple[int, int], int]] = field(default_factory=dict)


def counted(standings: Sequence[Standing]) -> HeatCounts:
    """Count the models of each cell before and after controls."""
    cells = {
        stage: {cell: len(found) for cell, found in heatmap(standings, Lens(stage=stage)).items()}
        for stage in STAGES
    }
    return HeatCounts(assessed=len(standings), cells=cells)


class HeatMap(Card):
    """The matrix of the risk page with the number of models per cell."""

    chosen = Signal(object, object)
    """`Stage` and `Level`: the models of a cell are wanted."""

    def __init__(self, context: GuiContext) -> None:
        """Build the map without models."""
        super().__init__()
        self._words, tr = context.translator, context.translator.tr
        self._stage = Stage.RESIDUAL
        self._counts = HeatCounts()
        self._shown = MatrixData()
        head = QHBoxLayout()
        head.addWidget(label(tr("Portfolio"), "heading"), 1)
        named = [(str(item), self._words.label(item)) for item in STAGES]
        head.addWidget(chips(named, str(self._stage), lambda picked: self.show_stage(Stage(picked))))
        self.body.addLayout(head)
        self.matrix = RiskMatrix(context.theme, self._words)
        self.matrix.set_editable(editable=False)
        self.matrix.view.setMinimumSize(108 + 5 * _CELL[0], 30 + 5 * _CELL[1])
        self.matrix.legend.hide()
        self.matrix.view.chosen.connect(self._choose)
        self.matrix.view.clicked.connect(lambda _: self._choose(self.matrix.view.current_level()))
        self.body.addWidget(self.matrix, 1)
        self.facts = label("", "faint", wrap=True)
        self.body.addWidget(self.facts)

    def show_counts(self, shown: HeatCounts, models: int, scale: Scale) -> None:
        """Show other models; the stage stays."""
        self._counts = shown
        self._shown = scale_data(scale, Perspective.FIRM, self._words.language)
        self.facts.setText(
            self._words.tr(
                "{n} of {models} models are assessed. Each stands where its highest rating from the firm's "
                "view lies; a click shows the models of a cell.",
                n=self._words.integer(shown.assessed),
                models=self._words.integer(models),
            )
        )
        self.show_stage(self._stage)

    def show_stage(self, stage: Stage) -> None:
        """Show the risk before or after controls."""
        self._stage = stage
        shown = self._shown
        self.matrix.show_data(
            MatrixData(
                counts=self.cells,
                borders=shown.borders,
                likelihood=shown.likelihood,
                impact=shown.impact,
                likelihood_tips=shown.likelihood_tips,
                impact_tips=shown.impact_tips,
            )
        )

    @property
    def cells(self) -> Mapping[tuple[int, int], int]:
        """Return how many stand in each cell, by (likelihood, impact)."""
        return self._counts.cells.get(self._stage, {})

    def _choose(self, level: Level | None) -> None:
        if level is not None and (level.likelihood, level.impact) in self.cells:
            self.chosen.emit(self._stage, level)
