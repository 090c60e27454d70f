"""Which tab of the risk page is shown, and what do the tabs beside the assessment read?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QTabWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from core.governance.portfolio import Stage, Standing
from core.governance.scale_file import read_scale
from core.governance.scales import Scale
from core.ids import VersionId
from core.risk import Level
from core.workspace import Changes, Workspace
from core.workspace.governance.scales import MAY_ADOPT
from gui.context import GuiContext
from gui.dialogs.risk_rules import ScaleDialog
from gui.jobs import Job
from gui.operations import change
from gui.widgets.basic import enable_with_reason
from gui.widgets.risk_portfolio import DueView, PortfolioView, Row
from gui.widgets.risk_views import HistoryView, ScaleView

V = TypeVar("V", bound=QWidget)
TABS = ("assess", "portfolio", "history", "due", "scales")


class RiskTabs(QTabWidget):
    """The assessment and four views beside it; each reads only when it is seen."""

    opened = Signal(object)
    """`VersionId` to assess."""

    def __init__(self, context: GuiContext, assess: QWidget) -> None:
        """Put the views behind the assessment."""
        super().__init__()
        self.setObjectName("risk_tabs")
        self.setDocumentMode(True)
        self._context = context
        self._version: VersionId | None = None
        self._stale: set[str] = set(TABS)
        self._asked = 0
        self._views: dict[str, QWidget] = {}
        tr = context.translator.tr
        self.setAccessibleName(tr("Risk"))
        titles = (tr("Assess"), tr("Portfolio"), tr("History"), tr("Due"), tr("Scales and appetite"))
        self._places: dict[str, QVBoxLayout] = {}
        for name, title in zip(TABS, titles, strict=True):
            page = QWidget()
            self._places[name] = QVBoxLayout(page)
            self._places[name].setContentsMargins(0, 10, 0, 0)
            self.addTab(page, title)
        self._places["assess"].addWidget(assess)
        self.currentChanged.connect(lambda _: self._show())

    @property
    def portfolio(self) -> PortfolioView:
        """Return the matrix of all models, made when it is first asked for."""
        return self._view("portfolio", PortfolioView, lambda made: made.opened.connect(self.opened))

    @property
    def due(self) -> DueView:
        """Return what must be assessed again."""
        return self._view("due", DueView, lambda made: made.opened.connect(self.opened))

    @property
    def history(self) -> HistoryView:
        """Return the assessments of the version."""
        return self._view("history", HistoryView, lambda _: None)

    @property
    def scales(self) -> ScaleView:
        """Return the scales there are."""
        return self._view("scales", ScaleView, lambda made: made.change.clicked.connect(self._next_scale))

    def _view(self, name: str, kind: Callable[[GuiContext], V], connect: Callable[[V], object]) -> V:
        if name not in self._views:
            made = kind(self._context)
            connect(made)
            self._places[name].addWidget(made)
            self._views[name] = made
        return cast("V", self._views[name])

    @property
    def shown(self) -> str:
        """Return the name of the tab that is shown."""
        return TABS[self.currentIndex()]

    def open(self, name: str) -> None:
        """Show a tab; an unknown name changes nothing."""
        if name in TABS:
            self.setCurrentIndex(TABS.index(name))

    def arrive(self, selection: Mapping[str, str]) -> None:
        """Show a tab (`tab`) and a cell of the portfolio (`cell`, likelihood-impact; `stage`)."""
        if "cell" in selection:
            up, right = (int(step) for step in selection["cell"].split("-"))
            stage = Stage(selection.get("stage", Stage.RESIDUAL))
            self.portfolio.look(stage, Level(likelihood=up, impact=right))
        self.open(selection.get("tab", "assess"))

    def refresh(self) -> None:
        """Read again what is seen; the rest when it is."""
        self._stale = set(TABS)
        self._show()

    def show_version(self, version: VersionId | None) -> None:
        """Show the history of another version."""
        self._version = version
        self._stale.add("history")
        self._show()

    def _show(self) -> None:
        name = self.shown
        if name not in self._stale:
            return
        self._stale.discard(name)
        if name in {"portfolio", "due"}:
            self._stale -= {"portfolio", "due"}
            workspace = self._context.workspace
            self._asked += 1
            asked = self._asked
            self._context.jobs.start(
                "", lambda _: _read(workspace), lambda read: self._filled(read, asked), quiet=True
            )
        elif name == "history":
            history = () if self._version is None else self._context.workspace.risk.history(self._version)
            self.history.fill(history)
        elif name == "scales":
            self._show_scales()

    def _filled(self, read: "_Read", asked: int) -> None:
        """Show what was read, unless the window was closed or something newer was asked for meanwhile."""
        if isValid(self) and asked == self._asked:
            self.due.fill(read.rows)
            self.portfolio.fill(read.rows, read.standings, read.scale)

    def _show_scales(self) -> None:
        self.scales.fill()
        may = MAY_ADOPT.intersection(self._context.session.person.roles)
        why = self._context.translator.tr("A risk manager or an administrator adopts scales.")
        enable_with_reason(self.scales.change, None if may else why)

    def _next_scale(self) -> None:
        context, now = self._context, self._context.workspace.scales.in_force()
        dialog = ScaleDialog(context, now, self)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        definition = read_scale(dialog.text.toPlainText().encode())
        reason = dialog.reason.text(context.translator)
        session, scales = context.session.current, context.workspace.scales
        assert reason is not None  # noqa: S101 (the dialog demands one)

        def work(_job: Job) -> tuple[Scale, Changes]:
            return scales.adopt(session, definition, reason, replaces=now.id)

        def done(adopted: Scale) -> None:
            said = context.translator.tr("{id} is in force; older assessments keep theirs.", id=adopted.id)
            context.notice(said)

        change(context, context.translator.tr("Adopting the scales"), work, done)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What portfolio and due list show, read beside the window."""

    rows: tuple[Row, ...]
    standings: tuple[Standing, ...]
    scale: Scale


def _read(workspace: Workspace) -> _Read:
    models = {model.id: model for model in workspace.inventory.models()}
    rows = [
        Row(name=model.name.body, area=model.business_area.body, overview=item)
        for item in workspace.risk.overview()
        if (model := models.get(item.version.model)) is not None
    ]
    shown = {row.overview.version.id for row in rows}
    return _Read(
        rows=tuple(rows),
        standings=tuple(item for item in workspace.risk.standings() if item.version in shown),
        scale=workspace.scales.in_force(),
    )
