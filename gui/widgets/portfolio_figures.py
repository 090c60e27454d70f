"""How well is the portfolio governed, and what happened last?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import Qt, Signal

from core.audit import AuditEvent
from core.governance.overview import Overview
from core.ids import PersonId
from gui.context import GuiContext
from gui.widgets.basic import Card
from gui.widgets.cells import Cell
from gui.widgets.tables import RecordView, TableColumn
from gui.wording import event_moment
from reports.kpi_words import KeyFigure, count_of, figures_of, value_of

ROW = 48
R = TypeVar("R")


def whole(view: RecordView[R], rows: int) -> None:
    """Give a table the height of its rows: the page scrolls, not the table in it."""
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setFixedHeight(view.horizontalHeader().sizeHint().height() + rows * ROW + 2 * view.frameWidth())


class KeyFigures(Card):
    """Each figure with its value, of how many, and what is counted."""

    def __init__(self, context: GuiContext) -> None:
        """Build the table without figures."""
        super().__init__(context.translator.tr("Key figures"))
        self._words, tr = context.translator, context.translator.tr
        columns: tuple[TableColumn[KeyFigure], ...] = (
            TableColumn(
                title=tr("Key figure"),
                cell=lambda item: Cell(text=tr(item.title), below=tr(item.counts), tip=tr(item.counts)),
            ),
            TableColumn(
                title=tr("Value"),
                cell=lambda item: Cell(
                    text=value_of(self._words, item), below=count_of(self._words, item), strong=True
                ),
                right=True,
                width=112,
            ),
        )
        self.view: RecordView[KeyFigure] = RecordView(
            context.theme, columns, name="key_figures", title=tr("Key figures")
        )
        self.view.setSortingEnabled(False)
        self.body.addWidget(self.view)
        self.body.addStretch(1)

    def show_figures(self, found: Overview) -> None:
        """Show the figures of a day."""
        figures = tuple(figures_of(found))
        self.view.fill(figures)
        whole(self.view, len(figures))


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event with the name of who did it."""

    id: int
    event: AuditEvent
    who: str


class LatestEvents(Card):
    """The newest lines of the audit trail; a click shows one there."""

    opened = Signal(int)
    """Sequence number."""

    def __init__(self, context: GuiContext) -> None:
        """Build the table without events."""
        super().__init__(context.translator.tr("Latest events"))
        words, tr = context.translator, context.translator.tr
        columns: tuple[TableColumn[Happening], ...] = (
            TableColumn(
                title=tr("What happened"),
                cell=lambda item: Cell(
                    text=words.label(item.event.action),
                    tip=words.label(item.event.action),
                    below=f"{words.label(item.event.object.kind)} {item.event.object.id}",
                ),
            ),
            TableColumn(
                title=tr("Person"),
                cell=lambda item: Cell(text=item.who, below=event_moment(words, item.event)),
                width=158,
            ),
        )
        self.view: RecordView[Happening] = RecordView(
            context.theme, columns, name="latest_events", title=tr("Latest events")
        )
        self.view.setSortingEnabled(False)
        self.view.clicked.connect(lambda _: self._open())
        self.view.opened.connect(lambda item: self.opened.emit(item.id))
        self.body.addWidget(self.view)
        self.body.addStretch(1)

    def show_events(self, events: Sequence[AuditEvent], names: Mapping[PersonId, str]) -> None:
        """Show other events, newest first."""
        found = [
            Happening(id=event.seq, event=event, who=names.get(event.actor, event.actor)) for event in events
        ]
        self.view.fill(found)
        whole(self.view, len(found))

    def _open(self) -> None:
        current = self.view.current()
        if current is not None:
            self.opened.emit(current.id)
