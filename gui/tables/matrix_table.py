"""What stands in each cell of the 5x5 matrix, for the eye and for a screen reader?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.labels import IMPACT_STEPS, LIKELIHOOD_STEPS
from core.language import Translator
from core.risk import BOOK_BORDERS, Borders, Level, band

SIZE = 5
AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixData:
    """What the matrix shows."""

    inherent: Level | None = None
    """Where the risk lies before controls."""
    residual: Level | None = None
    """Where it lies after controls."""
    counts: Mapping[tuple[int, int], int] = field(default_factory=dict)
    """Number of models per (likelihood, impact)."""
    target: Level | None = None
    """Where it shall lie."""
    appetite: int | None = None
    """Highest residual score that is borne; None: no line is drawn."""
    borders: Borders = BOOK_BORDERS
    """Of the bands of the scale."""
    likelihood: tuple[str, ...] = ()
    """Names of the five steps, translated; empty: those of the built-in scale."""
    impact: tuple[str, ...] = ()
    likelihood_tips: tuple[str, ...] = ()
    """Descriptions of the five steps."""
    impact_tips: tuple[str, ...] = ()


EMPTY = MatrixData()


def level_at(row: int, column: int) -> Level:
    """Return the level of a cell; likelihood grows upwards, impact to the right."""
    return Level(likelihood=SIZE - row, impact=column + 1)


def cell_of(level: Level) -> tuple[int, int]:
    """Return row and column of a level."""
    return SIZE - level.likelihood, level.impact - 1


class MatrixTable(QAbstractTableModel):
    """The 25 cells as a table: number, band and the sentence that says everything about a cell."""

    def __init__(self, translator: Translator, parent: QObject | None = None) -> None:
        """Start without markers and counts."""
        super().__init__(parent)
        self._translator = translator
        self.shown = EMPTY

    def show(self, shown: MatrixData) -> None:
        """Replace markers and counts."""
        self.shown = shown
        self.dataChanged.emit(self.index(0, 0), self.index(SIZE - 1, SIZE - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, SIZE - 1)
        self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, SIZE - 1)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        """Return 5."""
        return 0 if parent.isValid() else SIZE

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        """Return 5."""
        return 0 if parent.isValid() else SIZE

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the score, "16 High" or the full sentence."""
        if not index.isValid():
            return None
        level = level_at(index.row(), index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return str(level.score)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{level.score} {self._translator.label(band(level.score, self.shown.borders))}"
            case Qt.ItemDataRole.AccessibleDescriptionRole | Qt.ItemDataRole.ToolTipRole:
                return self.sentence(level)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the name of a step of the scale."""
        across = orientation is Qt.Orientation.Horizontal
        step = section if across else SIZE - 1 - section
        if role == Qt.ItemDataRole.ToolTipRole:
            tips = self.shown.impact_tips if across else self.shown.likelihood_tips
            return tips[step] if tips else None
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return None
        return self._impact(step) if across else self._likelihood(step)

    def _likelihood(self, step: int) -> str:
        own = self.shown.likelihood
        return f"{step + 1} {own[step]}" if own else self._translator.tr(LIKELIHOOD_STEPS[step])

    def _impact(self, step: int) -> str:
        own = self.shown.impact
        return f"{step + 1} {own[step]}" if own else self._translator.tr(IMPACT_STEPS[step])

    def sentence(self, level: Level) -> str:
        """Return everything a cell says, as sentences."""
        tr = self._translator.tr
        parts = [
            tr(
                "Likelihood {likelihood}, impact {impact}: {score} points, {band}.",
                likelihood=self._likelihood(level.likelihood - 1),
                impact=self._impact(level.impact - 1),
                score=level.score,
                band=band(level.score, self.shown.borders),
            )
        ]
        if level == self.shown.inherent:
            parts.append(tr("The inherent risk lies here."))
        if level == self.shown.residual:
            parts.append(tr("The residual risk lies here."))
        if level == self.shown.target:
            parts.append(tr("The target lies here."))
        if self.shown.appetite is not None and level.score > self.shown.appetite:
            parts.append(tr("Above the appetite line."))
        count = self.shown.counts.get((level.likelihood, level.impact), 0)
        if count:
            parts.append(
                tr("1 model lies here.") if count == 1 else tr("{count} models lie here.", count=count)
            )
        return " ".join(parts)
