"""How old are the findings, whose are they, and is it getting better?"""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.governance.ageing import EDGES, Ageing, AgeLine, Month
from gui.beside import Reading
from gui.context import GuiContext
from gui.widgets.basic import Card, label
from gui.widgets.cells import Cell
from gui.widgets.chart_view import ChartView
from gui.widgets.chips import chips, choose_chip
from gui.widgets.tables import RecordView, TableColumn
from reports.plots.ageing import ageing_chart, ageing_rows


class AgeingView(QWidget):
    """A chart by severity and age, a table by severity, person or model, and the last twelve months."""

    def __init__(self, context: GuiContext) -> None:
        """Build the view; `refresh` fills it."""
        super().__init__()
        self.context, self._words = context, context.translator
        self.found: Ageing | None = None
        self._names: dict[str, str] = {}
        self._reading = Reading(self, context, read=self._read, show=self._fill)
        self._by = "severity"
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        card = Card(self._words.tr("Standing findings by severity and age"))
        self.chart = ChartView(context.theme, self._words, name="ageing_chart", height=180)
        card.body.addWidget(self.chart)
        outer.addWidget(card)
        lower = QHBoxLayout()
        lower.setSpacing(14)
        lower.addLayout(self._left(), 3)
        lower.addLayout(self._right(), 2)
        outer.addLayout(lower, 1)

    def _left(self) -> QVBoxLayout:
        tr, column = self._words.tr, QVBoxLayout()
        named = [("severity", tr("By severity")), ("owner", tr("By person")), ("model", tr("By model"))]
        column.addWidget(chips(named, self._by, self._choose))
        ages = tuple(
            _bucket(at, said) for at, said in enumerate((*(f"≤ {edge}" for edge in EDGES), f"> {EDGES[-1]}"))
        )
        columns: tuple[TableColumn[AgeLine], ...] = (
            TableColumn(title=tr("Group"), cell=lambda line: Cell(text=self._name(line), strong=True)),
            TableColumn(
                title=tr("Overdue"),
                cell=lambda line: Cell(text=str(line.overdue), faint=not line.overdue),
                key=lambda line: line.overdue,
                right=True,
                fits=True,
            ),
            *ages,
        )
        self.table: RecordView[AgeLine] = RecordView(
            self.context.theme, columns, name="ageing", title=tr("Ageing")
        )
        column.addWidget(self.table, 1)
        return column

    def _right(self) -> QVBoxLayout:
        tr, column = self._words.tr, QVBoxLayout()
        column.addWidget(label(tr("LAST TWELVE MONTHS"), "section"))

        def number(title: str, of: Callable[[Month], int]) -> TableColumn[Month]:
            return TableColumn(
                title=title, cell=lambda month: Cell(text=str(of(month))), key=of, right=True, width=116
            )

        columns: tuple[TableColumn[Month], ...] = (
            TableColumn(
                title=tr("Until"),
                cell=lambda month: Cell(text=self._words.date(month.last)),
                key=lambda month: month.last,
            ),
            number(tr("Raised"), lambda month: month.raised),
            number(tr("Settled"), lambda month: month.settled),
            number(tr("Standing"), lambda month: month.standing),
        )
        self.trend: RecordView[Month] = RecordView(
            self.context.theme, columns, name="ageing_trend", title=tr("Last twelve months")
        )
        column.addWidget(self.trend, 1)
        return column

    def refresh(self) -> None:
        """Read the ages again."""
        self._reading.start()

    def _read(self) -> tuple[Ageing, dict[str, str]]:
        workspace, text = self.context.workspace, self._words.text
        people = {str(who.id): who.name.name() for who in workspace.people.all()}
        models = {str(line.id): text(line.model.name) for line in workspace.inventory.lines()}
        return workspace.findings.ageing(), people | models

    def _fill(self, read: tuple[Ageing, dict[str, str]]) -> None:
        self.found, self._names = read
        found, words = read[0], self._words
        self.chart.show_chart(
            lambda width, height: ageing_chart(found, words, width, height), ageing_rows(found, words)
        )
        self.trend.fill(found.trend[::-1])
        self._choose(self._by)

    def _choose(self, by: str) -> None:
        self._by = by
        choose_chip(self, by)
        if self.found is not None:
            lines = {
                "severity": self.found.severities,
                "owner": self.found.owners,
                "model": self.found.models,
            }
            self.table.fill(lines[by])

    def _name(self, line: AgeLine) -> str:
        if line.severity is not None:
            return self._words.label(line.severity)
        key = line.owner or line.model or ""
        return self._names.get(key, key or "–")


def _bucket(at: int, said: str) -> TableColumn[AgeLine]:
    """Return the column of one age."""
    return TableColumn(
        title=said,
        cell=lambda line: Cell(text=str(line.buckets[at]), faint=not line.buckets[at]),
        key=lambda line: line.buckets[at],
        right=True,
        fits=True,
    )
