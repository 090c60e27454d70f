"""What must be done now, how does the portfolio stand, and what happened last?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.audit import AuditEvent
from core.errors import PruefsteinError
from core.governance.overview import Matter, Overview, Tile, TileKind
from core.governance.portfolio import Stage
from core.governance.scales import Scale
from core.ids import PersonId
from core.messages import N_
from core.people import Permission
from core.risk import Level
from core.workspace import Changes, Workspace
from core.workspace.trail import TrailQuery
from gui.context import GuiContext
from gui.due_export import export_due
from gui.pages.base import Page
from gui.places import place_of
from gui.widgets.basic import (
    EmptyState,
    PrimaryButton,
    SecondaryButton,
    enable_with_reason,
    label,
    scrolled,
)
from gui.widgets.heat_map import HeatCounts, HeatMap, counted
from gui.widgets.matter_list import MatterList
from gui.widgets.number_tile import NumberTile
from gui.widgets.painting import Tone
from gui.widgets.portfolio_figures import KeyFigures, LatestEvents

DUE = "due"
"""Name of the list that shows everything due, when no tile is pressed."""
EVENTS = 12
_PER_ROW = 4
R = TypeVar("R")
_BAD = frozenset({TileKind.OVERDUE, TileKind.LAPSED, TileKind.REVIEWS, TileKind.ALARMS, TileKind.BLOCKING})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Glimpse:
    """What is read in a moment however many models there are: it is shown before the numbers."""

    models: int
    heat: HeatCounts
    scale: Scale
    events: tuple[AuditEvent, ...]
    names: Mapping[PersonId, str]


def _glimpse(workspace: Workspace, person: PersonId) -> _Glimpse:
    models = workspace.inventory.counts(person).total
    return _Glimpse(
        models=models,
        heat=counted(workspace.overview.standings() if models else ()),
        scale=workspace.scales.in_force(),
        events=tuple(event for event, _ in workspace.trail.events(TrailQuery(limit=EVENTS))),
        names={item.id: item.name.name() for item in workspace.people.all()},
    )


def _with_due(found: Overview) -> tuple[Overview, tuple[Matter, ...]]:
    return found, found.matters


class OverviewPage(Page):
    """Tiles, what is due, the heat map, key figures and the latest events."""

    TITLE: ClassVar[str] = N_("Dashboard")
    ICON: ClassVar[str] = "layout-grid"
    TOUCHED: ClassVar[Changes] = ~Changes.NONE

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """Build the page without numbers; they are read beside the window."""
        super().__init__(context, parent)
        self._words = context.translator
        self.found: Overview | None = None
        self._due: tuple[Matter, ...] = ()
        self._names: Mapping[PersonId, str] = {}
        self._reading = self._again = False
        self.listed = DUE
        self._body = QStackedWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._body)
        self._body.addWidget(scrolled(self._content()))
        self._body.addWidget(self._empty())
        self.matters.opened.connect(self._open)
        self.heat_map.chosen.connect(self._open_cell)
        self.events.opened.connect(lambda seq: context.navigate("trail", seq=str(seq)))

    def _content(self) -> QWidget:
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(18, 14, 18, 14)
        layout.setSpacing(12)
        layout.addLayout(self._head())
        layout.addLayout(self._tiles())
        self.matters, self.heat_map = MatterList(self.context), HeatMap(self.context)
        self.figures, self.events = KeyFigures(self.context), LatestEvents(self.context)
        layout.addLayout(_row((self.matters, 1), (self.heat_map, 0)))
        layout.addLayout(_row((self.figures, 3), (self.events, 2)))
        layout.addStretch(1)
        return content

    def _head(self) -> QHBoxLayout:
        tr, head = self._words.tr, QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(label(tr("Dashboard"), "title"))
        self.facts = label(tr("Reading …"), "muted")
        head.addWidget(self.facts, 1, Qt.AlignmentFlag.AlignBottom)
        self.export = SecondaryButton(
            tr("Export due dates …"), name="export_due", theme=self.context.theme, icon="download"
        )
        self.export.clicked.connect(lambda _=False: export_due(self.context, self))
        head.addWidget(self.export)
        return head

    def _tiles(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(8)
        self.tiles: dict[TileKind, NumberTile] = {}
        for number, kind in enumerate(TileKind):
            tile = NumberTile(self.context.theme, self._words.label(kind), name=f"tile_{kind}")
            tile.clicked.connect(lambda _=False, chosen=kind: self._press(chosen))
            self.tiles[kind] = tile
            grid.addWidget(tile, number // _PER_ROW, number % _PER_ROW)
        return grid

    def _empty(self) -> QWidget:
        tr, theme = self._words.tr, self.context.theme
        self.first = PrimaryButton(
            tr("Register the first model"), name="register_first", theme=theme, icon="plus"
        )
        self.first.clicked.connect(self._register)
        return EmptyState(
            theme,
            "layout-grid",
            tr("Nothing is governed here yet"),
            tr(
                "First register a model: drop its file anywhere on this window, or enter it without a file. "
                "Then rate its risk, run checks, settle the findings and decide. What is due, where the "
                "models stand and what happened appear here."
            ),
            button=self.first,
        )

    # reading

    def refresh(self) -> None:
        """Read everything again beside the window; what is shown stays until then."""
        if self._reading:
            self._again = True
            return
        self._reading, workspace = True, self.context.workspace
        me = self.context.session.person.id
        self._start(lambda: _glimpse(workspace, me), self._glimpsed)

    def _start(self, read: Callable[[], R], done: Callable[[R], None]) -> None:
        self.context.jobs.start("", lambda _: read(), done, self._failed, quiet=True)

    def _failed(self, error: PruefsteinError) -> None:
        self._reading = False
        self.context.jobs.failed.emit(error)

    def _glimpsed(self, read: _Glimpse) -> None:
        if self._gone():
            return
        self._names = read.names
        self._body.setCurrentIndex(0 if read.models else 1)
        self._allow()
        self.heat_map.show_counts(read.heat, read.models, read.scale)
        self.events.show_events(read.events, read.names)
        overview = self.context.workspace.overview
        self._start(lambda: _with_due(overview.all()), self._filled)

    def _allow(self) -> None:
        may = self.context.session.may(Permission.REGISTER)
        reason = self._words.tr("None of your roles may register models. Switch to a person who may.")
        enable_with_reason(self.first, None if may else reason)

    def _filled(self, read: tuple[Overview, tuple[Matter, ...]]) -> None:
        if self._gone():
            return
        found, self._due = read
        self._reading = False
        if self._again:
            self._again = False
            self.refresh()
        self.found = found
        self._show_facts(found)
        for tile in found.tiles:
            self._show_tile(tile)
        self._show_list()
        self.figures.show_figures(found)

    def _gone(self) -> bool:
        """Tell whether the window was replaced while the numbers were read."""
        try:
            self.isVisible()
        except RuntimeError:
            return True
        return False

    def _show_facts(self, found: Overview) -> None:
        words, tr = self._words, self._words.tr
        parts = (
            tr("{n} models", n=words.integer(found.models)) if found.models != 1 else tr("1 model"),
            tr("{n} in operation", n=words.integer(found.kpis.in_operation)),
            tr("as of {day}", day=words.date(found.day)),
        )
        self.facts.setText(" · ".join(parts))

    def _show_tile(self, tile: Tile) -> None:
        words = self._words
        late = tile.overdue if tile.kind not in {TileKind.OVERDUE, TileKind.REVIEWS} else 0
        said = words.tr("{n} of them overdue", n=words.integer(late)) if late else ""
        tone = Tone.OK if not tile.count else Tone.BAD if tile.kind in _BAD or late else Tone.WARN
        self.tiles[tile.kind].show_number(words.integer(tile.count), said, tone)

    def _show_list(self) -> None:
        if self.found is None:
            return
        for kind, button in self.tiles.items():
            button.setChecked(kind == self.listed)
        if self.listed == DUE:
            self.matters.show_matters(self._words.tr("What is due"), self._due, self._names)
        else:
            tile = self.found.tile(TileKind(self.listed))
            self.matters.show_matters(self._words.label(tile.kind), tile.matters, self._names)

    # what a person does

    def _press(self, kind: TileKind) -> None:
        self.listed = DUE if self.listed == kind else kind.value
        self._show_list()

    def _open(self, matter: Matter) -> None:
        page, selection = place_of(matter)
        self.context.navigate(page, **selection)

    def _open_cell(self, stage: Stage, level: Level) -> None:
        cell = f"{level.likelihood}-{level.impact}"
        self.context.navigate("risk", tab="portfolio", stage=stage.value, cell=cell)

    def _register(self) -> None:
        action = self.window().findChild(QAction, "action_register")
        if action is not None:
            action.trigger()

    def arrive(self, selection: Mapping[str, str]) -> None:
        """Show the rows behind a number (`tile`)."""
        if selection.get("tile") in {DUE, *(kind.value for kind in TileKind)}:
            self.listed = selection["tile"]
            self._show_list()

    def selection(self) -> Mapping[str, str]:
        """Return which rows are shown."""
        return {"tile": self.listed}


def _row(*parts: tuple[QWidget, int]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    for widget, stretch in parts:
        row.addWidget(widget, stretch)
    return row
