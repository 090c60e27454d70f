"""Does a version hold up: what was measured, with which verdict, and can it be repeated?"""

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.checks.texts import check_text
from core.ids import DatasetId, RunId, VersionId
from core.messages import N_
from core.results import CheckRun
from core.workspace import Changes, RunRequest
from core.workspace.checking import Replay
from gui import page_operations
from gui.checks.run_row import RunRow
from gui.context import GuiContext
from gui.dialogs.check_text import CheckTextDialog
from gui.finding_actions import finding_button
from gui.pages.base import Page
from gui.widgets.basic import (
    Callout,
    EmptyState,
    SecondaryButton,
    clear_layout,
    enable_with_reason,
    label,
    scrolled,
)
from gui.widgets.case_choice import with_case
from gui.widgets.cells import Cell
from gui.widgets.check_list import CheckList
from gui.widgets.figures import figures_button
from gui.widgets.metric_choice import with_measure
from gui.widgets.painting import VERDICT_ICONS, VERDICT_TONES, Mark, Tone
from gui.widgets.pickers import VersionPicker
from gui.widgets.result_cards import Shown, result_badge
from gui.widgets.result_views import result_view
from gui.widgets.tables import RecordView, TableColumn
from gui.wording import check_name
from reports.wording import Wording

_SIDE = 250
"""Pixels of the lists at the left."""


class ChecksPage(Page):
    """Runs of a version on the left, the result of one of them on the right."""

    TITLE: ClassVar[str] = N_("Checks")
    ICON: ClassVar[str] = "shield-check"
    TOUCHED: ClassVar[Changes] = Changes.CHECKS | Changes.INVENTORY | Changes.FINDINGS

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """Build the page; it is filled when it is first shown."""
        super().__init__(context, parent)
        self._words = context.translator
        self._check = ""
        self._run: CheckRun | None = None
        self._replay: Replay | None = None
        self.picker = VersionPicker(self._words)
        self.picker.picked.connect(lambda _: self._load())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(18, 14, 18, 14)
        outer.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(label(self._words.tr("Checks"), "title"))
        head.addStretch(1)
        head.addWidget(self.picker)
        outer.addLayout(head)
        self.row = RunRow(context)
        self.row.wanted.connect(self._start)
        outer.addWidget(self.row)
        body = QHBoxLayout()
        body.setSpacing(14)
        body.addLayout(self._lists())
        body.addWidget(self._result_side(), 1)
        outer.addLayout(body, 1)
        context.session.switched.connect(self._show_controls)

    def _lists(self) -> QVBoxLayout:
        """Return the runs above and the checks of the chosen one below."""
        self.checks = CheckList(self.context.theme, self._words)
        self.checks.picked.connect(self._choose_check)
        self.checks.setFixedWidth(_SIDE)
        column = QVBoxLayout()
        column.setSpacing(10)
        column.addWidget(self._run_list(), 1)
        column.addWidget(self.checks, 2)
        return column

    def _run_list(self) -> RecordView[CheckRun]:
        columns: tuple[TableColumn[CheckRun], ...] = (
            TableColumn(title=self._words.tr("Run"), cell=self._run_cell, key=lambda item: item.started_at),
            TableColumn(title="", cell=self._verdict_cell, width=44),
        )
        self.runs = RecordView(
            self.context.theme, columns, name="runs", title=self._words.tr("Runs of this version")
        )
        self.runs.setFixedWidth(_SIDE)
        self.runs.chosen.connect(self._chosen)
        return self.runs

    def _run_cell(self, item: CheckRun) -> Cell:
        return Cell(text=f"{item.id} · {self._moment(item)}", below=self._dataset_name(item.dataset))

    def _moment(self, item: CheckRun) -> str:
        return self._words.date(item.started_at.date())

    def _verdict_cell(self, item: CheckRun) -> Cell:
        verdict = item.verdict
        word, tone = self._words.label(verdict), VERDICT_TONES[verdict]
        mark = Mark(icon=VERDICT_ICONS[verdict], token=tone.value, text="", said=word)
        return Cell(text=word, marks=(mark,), tip=word)

    def _dataset_name(self, dataset: DatasetId) -> str:
        return self._words.text(self.context.workspace.inventory.dataset(dataset).name)

    def _result_side(self) -> QStackedWidget:
        self._stack = QStackedWidget()
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(8)
        self._meta = label("", "muted", wrap=True)
        head.addWidget(self._meta, 1)
        self.info = SecondaryButton(
            self._words.tr("About this check"), name="check_info", theme=self.context.theme, icon="info"
        )
        self.info.clicked.connect(self._explain_check)
        self.again = SecondaryButton(
            self._words.tr("Run again"), name="replay", theme=self.context.theme, icon="rotate-ccw"
        )
        self.again.setToolTip(
            self._words.tr("Repeats the run with the same seed and compares the digests; nothing is stored.")
        )
        self.again.clicked.connect(self._repeat)
        self._figures = QHBoxLayout()
        head.addLayout(self._figures)
        head.addWidget(self.info)
        head.addWidget(self.again)
        column.addLayout(head)
        self._above = QVBoxLayout()
        column.addLayout(self._above)
        self._below = QVBoxLayout()
        column.addLayout(self._below, 1)
        self._stack.addWidget(holder)
        self._stack.addWidget(
            EmptyState(
                self.context.theme,
                "shield-check",
                self._words.tr("No checks were run yet"),
                self._words.tr("Choose a data set above and run the checks that the policy asks for."),
            )
        )
        return self._stack

    # what is shown

    def refresh(self) -> None:
        """Read versions, data sets and runs again; keep what is chosen."""
        self.picker.fill(self.context.workspace)
        self._load()

    def select(self, version: VersionId | None) -> None:
        """Show a version's runs."""
        if self.picker.choose(version):
            self._load()

    def arrive(self, selection: Mapping[str, str]) -> None:
        """Show a run, or one check of it."""
        if "run" in selection:
            run = self.context.workspace.checking.get(RunId(selection["run"]))
            self._check = selection.get("check", self._check)
            self.select(run.version)
            self.runs.choose(lambda item: item.id == run.id)
        else:
            super().arrive(selection)

    def selection(self) -> Mapping[str, str]:
        """Return what is shown now."""
        if self._run is not None:
            return {"run": self._run.id, "check": self._check}
        return {} if self.picker.version is None else {"version": self.picker.version}

    def topic(self) -> str:
        """Return the check whose result is shown."""
        return "" if self._run is None else self._check

    def _load(self) -> None:
        version = self.picker.version
        self.row.show_version(version)
        runs = () if version is None else self.context.workspace.checking.runs(version)
        before = self._run
        self.runs.fill(runs)
        kept = before is not None and self.runs.choose(lambda item: item.id == before.id)
        if not kept:
            self.runs.choose_first()
        current = self.runs.current()
        self._run = current if isinstance(current, CheckRun) else None
        self._show_controls()
        self._show_run()

    def _show_controls(self) -> None:
        enable_with_reason(
            self.again, None if self._run is not None else self._words.tr("There is no run to repeat.")
        )
        if self._run is not None:
            self.again.setToolTip(
                self._words.tr(
                    "Repeats the run with the same seed and compares the digests; nothing is stored."
                )
            )

    def _chosen(self, run: object) -> None:
        if isinstance(run, CheckRun) and run != self._run:
            self._run, self._replay = run, None
            self._show_controls()
            self._show_run()

    def _show_run(self) -> None:
        run = self._run
        self._stack.setCurrentIndex(0 if run is not None else 1)
        if run is None:
            return
        self._meta.setText(self._run_words(run))
        self.checks.fill(run.results, self._check)
        self._check = self.checks.current
        self._show_result()

    def _run_words(self, run: CheckRun) -> str:
        person = self.context.workspace.people.get(run.run_by).name.name()
        seconds = (run.finished_at - run.started_at).total_seconds()
        return self._words.tr(
            "{run} · {moment} · {data} · seed {seed} · {person} · {seconds} s",
            run=run.id,
            moment=run.started_at,
            data=self._dataset_name(run.dataset),
            seed=str(run.seed),
            person=person,
            seconds=self._words.number(seconds, 1),
        )

    def _show_result(self) -> None:
        clear_layout(self._above)
        clear_layout(self._below)
        clear_layout(self._figures)
        run = self._run
        if run is None:
            return
        self._add_replay()
        result = next((item for item in run.results if item.check == self._check), None)
        if result is None:
            return
        words = Wording(translator=self._words)
        shown = Shown(
            theme=self.context.theme,
            words=words,
            seed=run.seed,
            result=result,
            act=lambda item: finding_button(self.context, run, result.check, item, self),
        )
        self._figures.addWidget(figures_button(shown, self, small=True))
        head = QHBoxLayout()
        head.addWidget(label(check_name(self._words, result.check), "heading", wrap=True), 1)
        head.addWidget(result_badge(self.context.theme, words, result))
        self._above.addLayout(head)
        view = with_measure(shown, run.options, with_case(shown, result_view(shown)))
        self._below.addWidget(scrolled(view))

    def _add_replay(self) -> None:
        replay = self._replay
        if replay is None or self._run is None or replay.run != self._run.id:
            return
        tone = Tone.OK
        text = self._words.tr("{run} was repeated: every result is equal.", run=replay.run)
        if replay.differing:
            tone, names = Tone.BAD, self._titles(replay.differing)
            text = self._words.tr(
                "{run} was repeated and differs in: {checks}.", run=replay.run, checks=names
            )
        elif replay.older:
            tone, names = Tone.WARN, self._titles(replay.older)
            text = self._words.tr(
                "{run} cannot be compared: an older version of the check computed {checks}. "
                "Run the checks again.",
                run=replay.run,
                checks=names,
            )
        digest = self._words.tr("Digest of the results: {digest}", digest=self._run.result_digest)
        self._above.addWidget(Callout(self.context.theme, tone, text, [digest]))

    def _titles(self, checks: tuple[str, ...]) -> str:
        return ", ".join(check_text(item, self._words.language).title for item in checks)

    # what a person does

    def _choose_check(self, check: str) -> None:
        self._check = check
        self._show_result()

    def _start(self, request: object) -> None:
        if isinstance(request, RunRequest):
            page_operations.run_checks(self.context, request, self._ran)

    def _ran(self, run: CheckRun) -> None:
        if self.picker.version == run.version:
            self.runs.choose(lambda item: item.id == run.id)
        verdict = self._words.label(run.verdict)
        self.context.notice(self._words.tr("{run} finished: {verdict}.", run=run.id, verdict=verdict))

    def _repeat(self) -> None:
        if self._run is not None:
            page_operations.replay(self.context, self._run.id, self._repeated)

    def _repeated(self, replay: Replay) -> None:
        self._replay = replay
        self._show_result()

    def _explain_check(self) -> None:
        CheckTextDialog(self.context, self._check, self).exec()
