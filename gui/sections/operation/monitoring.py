"""What is watched, what was seen, and how do the figures go over time?"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from core.errors import UserError
from core.governance.monitoring import LabelState, Monitor, Observation, Trend, trends
from core.messages import N_, message
from core.people import Permission
from core.results import Verdict
from core.statistics.trends import SHORT
from core.workspace import Changes
from core.workspace.governance.monitoring import MonitorStatus, Watched
from gui.context import GuiContext
from gui.dialogs.monitor import MonitorDialog, ReasonDialog
from gui.operations import change
from gui.sections.gathered import Gathered
from gui.sections.listing import Deed, Fact, why_not
from gui.widgets.basic import Card, label, show_error
from gui.widgets.cells import Cell
from gui.widgets.chart_view import ChartView
from gui.widgets.painting import VERDICT_TONES
from gui.widgets.tables import TableColumn
from reports.plots.trends import trend_chart, trend_height, trend_rows

TABLES = "CSV, Parquet, XLSX (*.csv *.tsv *.txt *.parquet *.feather *.xlsx *.jsonl)"


class MonitoringSection(Gathered[MonitorStatus]):
    """All monitoring with the trend of a figure of the chosen one."""

    ID: ClassVar[str] = "monitoring"
    TITLE: ClassVar[str] = N_("Monitoring")
    ICON: ClassVar[str] = "eye"
    ORDER: ClassVar[int] = 40
    TOUCHED: ClassVar[Changes] = Changes.OPERATION | Changes.CHECKS
    KEY: ClassVar[str] = "monitor"
    EMPTY: ClassVar[str] = N_(
        "No version is watched. Set up a monitoring: new rows are then compared with the data the version "
        "was approved on, and alarms become findings."
    )

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """Build the section; the trend follows the chosen monitoring."""
        self._trends: tuple[Trend, ...] = ()
        super().__init__(context, parent)
        self.view.chosen.connect(self._show_figures)

    def above(self) -> QWidget | None:
        """Return the chart of one figure over time."""
        card = Card()
        row = QHBoxLayout()
        row.addWidget(label(self.words.tr("Trend"), "strong"))
        self.figures = QComboBox()
        self.figures.setObjectName("monitored_figure")
        self.figures.setAccessibleName(self.words.tr("Figure"))
        self.figures.setMinimumWidth(300)
        self.figures.activated.connect(lambda _: self._show_trend())
        row.addWidget(self.figures)
        row.addStretch(1)
        card.body.addLayout(row)
        self.chart = ChartView(self.context.theme, self.words, name="monitoring_trend", height=210)
        card.body.addWidget(self.chart)
        self.trend_card = card
        return card

    def columns(self) -> Sequence[TableColumn[MonitorStatus]]:
        """Return the columns of the list."""
        tr, words = self.words.tr, self.words
        return (
            TableColumn(
                title=tr("Monitoring"),
                cell=lambda item: Cell(text=item.monitor.version, below=words.text(item.monitor.name)),
            ),
            TableColumn(title=tr("Verdict"), cell=self._verdict, width=172),
            TableColumn(
                title=tr("Last"),
                cell=lambda item: Cell(text=words.date(item.last.last_day) if item.last else "–"),
                key=lambda item: item.last.last_day if item.last else None,
                width=104,
            ),
            TableColumn(title=tr("Next"), cell=self._due, key=lambda item: item.due, width=104),
        )

    def _verdict(self, item: MonitorStatus) -> Cell:
        if item.last is None:
            return Cell(text="–", faint=True)
        verdict = item.last.verdict
        return Cell(text=self.words.label(verdict), tone=VERDICT_TONES[verdict], badge=True)

    def _due(self, item: MonitorStatus) -> Cell:
        if not item.monitor.active:
            return Cell(text=self.words.tr("stopped"), faint=True)
        tone = VERDICT_TONES[Verdict.FAILED] if item.overdue else None
        return Cell(text=self.words.date(item.due), tone=tone)

    def read(self) -> Sequence[MonitorStatus]:
        """Return every monitoring; what tests long trends is loaded meanwhile, which takes a second."""
        found = self.context.workspace.monitoring.all()
        if any(len(item.observations) > SHORT for item in found):
            import scipy.stats  # noqa: F401 (the window would stand still on the first trend)
        return found

    def identity(self, record: MonitorStatus) -> str:
        """Return the id."""
        return record.monitor.id

    def heading(self, record: MonitorStatus) -> str:
        """Return the name of the monitoring."""
        return f"{record.monitor.id} · {self.words.text(record.monitor.name)}"

    def summary(self, records: Sequence[MonitorStatus]) -> str:
        """Say how many there are and how many are overdue."""
        late = sum(item.overdue for item in records)
        return self.words.tr("Entries: {count}, overdue: {late}", count=len(records), late=late)

    def facts(self, record: MonitorStatus) -> Sequence[Fact]:
        """Return each observation, the newest first, then what is watched."""
        tr, monitor = self.words.tr, record.monitor
        lag = "" if monitor.label_lag_days is None else tr("{n} days", n=monitor.label_lag_days)
        facts: list[Fact] = [
            (tr("Version"), monitor.version),
            (tr("Reference"), monitor.reference),
            (tr("Folder"), monitor.folder or tr("none, files are handed in")),
            (tr("Every"), tr("{n} days", n=monitor.every_days)),
            (tr("Labels after"), lag or tr("not expected")),
            (tr("Findings to"), self._name(monitor.owner)),
        ]
        return [*(self._seen(monitor, item) for item in record.observations[::-1]), *facts]

    def _name(self, person: str) -> str:
        people = self.context.workspace.people.all()
        return next((who.name.name() for who in people if who.id == person), person)

    def _seen(self, monitor: Monitor, item: Observation) -> Fact:
        state = item.labels(monitor, self.context.workspace.today)
        lines = [
            self.words.tr(
                "{rows} rows until {day}: {verdict}", rows=item.rows, day=item.last_day, verdict=item.verdict
            )
        ]
        if state is not LabelState.NOT_EXPECTED:
            known, rows = item.labeled, item.rows
            lines.append(
                self.words.tr("Labels {state}: {known} of {rows}", state=state, known=known, rows=rows)
            )
        if item.findings:
            lines.append(self.words.tr("Findings: {ids}", ids=", ".join(item.findings)))
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        for text in lines:
            column.addWidget(label(text, wrap=True, selectable=True))
        return item.id, box

    def deeds(self) -> Sequence[Deed[MonitorStatus]]:
        """Return what can be done."""
        tr, new = self.words.tr, self.words.tr("Set up …")
        return (
            Deed(name="set_up", text=new, icon="plus", new=True, obstacle=self._may_set_up, act=self._set_up),
            Deed(name="look", text=tr("Look now"), icon="play", obstacle=self._may_look, act=self._look),
            Deed(name="rows", text=tr("New rows …"), icon="upload", obstacle=self._may_run, act=self._rows),
            Deed(name="labels", text=tr("Labels …"), icon="file-up", obstacle=self._labels, act=self._join),
            Deed(name="stop", text=tr("Stop …"), icon="circle-x", obstacle=self._may_stop, act=self._stop),
        )

    def _may_set_up(self, _item: MonitorStatus | None) -> str | None:
        return why_not(self.context, Permission.OPERATE, Permission.RAISE_FINDING)

    def _may_stop(self, item: MonitorStatus | None) -> str | None:
        return self._ended(item) or self._may_set_up(item)

    def _may_run(self, item: MonitorStatus | None) -> str | None:
        return self._ended(item) or why_not(self.context, Permission.RUN_CHECKS)

    def _may_look(self, item: MonitorStatus | None) -> str | None:
        if item is not None and item.monitor.folder is None:
            return self.words.tr("It watches no folder.")
        return self._may_run(item)

    def _labels(self, item: MonitorStatus | None) -> str | None:
        if item is not None and (item.monitor.row_id is None or not item.observations):
            return self.words.tr("There are no rows with ids that labels could be joined to.")
        return self._may_run(item)

    def _ended(self, item: MonitorStatus | None) -> str | None:
        ended = item is not None and not item.monitor.active
        return self.words.tr("It was stopped.") if ended else None

    def _set_up(self, _item: MonitorStatus | None) -> None:
        dialog = MonitorDialog(self.context, self)
        if dialog.ask(self.words.tr("Set up")):
            session, new = self.context.session.current, dialog.request()
            self.run(
                self.words.tr("Setting up the monitoring"),
                partial(self.context.workspace.monitoring.set_up, session, new),
                self._made,
            )

    def _made(self, monitor: Monitor) -> None:
        self.arrive({self.KEY: monitor.id})

    def _look(self, item: MonitorStatus | None) -> None:
        if item is None:
            return
        monitoring, session = self.context.workspace.monitoring, self.context.session.current
        title = self.words.tr("Looking into the folder")
        change(self.context, title, lambda job: monitoring.watch(session, item.monitor.id, job), self._looked)

    def _looked(self, found: Watched) -> None:
        tr = self.words.tr
        names = ", ".join(found.later)
        later = tr("Written a moment ago, perhaps not to the end; the next look takes: {names}.", names=names)
        count = tr("Tables observed: {n}.", n=len(found.observations))
        self.context.notice(f"{count} {later}" if names else count)
        if found.refused:
            told = "\n\n".join(self.words.say(why) for _, why in found.refused)
            show_error(self, self.words, UserError(message("Some tables were refused.\n\n{told}", told=told)))

    def _rows(self, item: MonitorStatus | None) -> None:
        path = self._file(self.words.tr("New rows"))
        if item is None or path is None:
            return
        monitoring, session = self.context.workspace.monitoring, self.context.session.current
        title = self.words.tr("Observing {file}", file=path.name)
        change(self.context, title, lambda job: monitoring.observe(session, item.monitor.id, path, job))

    def _join(self, item: MonitorStatus | None) -> None:
        path = self._file(self.words.tr("Labels by row id"))
        if item is None or path is None:
            return
        monitoring, session = self.context.workspace.monitoring, self.context.session.current
        title = self.words.tr("Joining labels")
        change(
            self.context,
            title,
            lambda job: monitoring.join_labels(session, item.monitor.id, path, job),
            self._joined,
        )

    def _joined(self, done: tuple[Observation, ...]) -> None:
        tr = self.words.tr
        said = [tr("Labels were joined to {n} observations.", n=len(done))]
        if n := done[0].labelings[-1].unmatched:
            said.append(tr("{n} row ids of the file belong to no observation.", n=n))
        self.context.notice(" ".join(said))

    def _stop(self, item: MonitorStatus | None) -> None:
        if item is None:
            return
        dialog = ReasonDialog(
            self.context, self, title=self.words.tr("Stop {monitor}", monitor=item.monitor.id)
        )
        if dialog.ask(self.words.tr("Stop")):
            session, reason = self.context.session.current, dialog.reason()
            stop = partial(self.context.workspace.monitoring.stop, session, item.monitor.id, reason)
            self.run(self.words.tr("Stopping the monitoring"), stop)

    def _file(self, title: str) -> Path | None:
        name, _ = QFileDialog.getOpenFileName(self, title, "", TABLES)
        return Path(name) if name else None

    def _show_figures(self, item: MonitorStatus | None) -> None:
        """Offer the figures of the chosen monitoring; those beyond a limit come first."""
        before = self.figures.currentData()
        self._trends = () if item is None else trends(item.observations)
        order = sorted(range(len(self._trends)), key=lambda at: (not _beyond(self._trends[at]), at))
        self.figures.clear()
        for at in order:
            self.figures.addItem(self._called(self._trends[at]), at)
        kept = self.figures.findData(before)
        self.figures.setCurrentIndex(max(kept, 0) if order else -1)
        self.trend_card.setVisible(bool(order))
        self._show_trend()

    def _called(self, trend: Trend) -> str:
        from core.measures import measure_label

        return f"{self.words.tr(measure_label(trend.measure))} {trend.subject or ''}".strip()

    def _show_trend(self) -> None:
        at = self.figures.currentData()
        if at is None:
            return
        trend = self._trends[at]
        self.chart.set_height(round(trend_height(trend, self.words) * 1.25))
        self.chart.show_chart(
            lambda width, height: trend_chart(trend, self.words, width, height), trend_rows(trend, self.words)
        )


def _beyond(trend: Trend) -> bool:
    return any(point.indicator.verdict is Verdict.FAILED for point in trend.points)


SECTION = MonitoringSection
