"""What did the checks find, and what of it becomes an observation of the opinion?"""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from core.errors import PruefsteinError
from core.examination import Examination, ModelAgreement
from core.examining import ExamineRequest
from core.examining.agreement import agreement_text
from core.messages import N_
from core.results import Conclusion
from gui.audit import operations
from gui.audit.comparison import chosen
from gui.audit.context import AuditContext
from gui.audit.entry import plan_of
from gui.audit.observation import observe
from gui.audit.plan import PlanStep
from gui.audit.state import AuditState
from gui.audit.step import Step
from gui.dialogs.check_text import CheckTextDialog
from gui.jobs import Job
from gui.widgets.basic import (
    Callout,
    EmptyState,
    PrimaryButton,
    SecondaryButton,
    clear_layout,
    label,
    scrolled,
)
from gui.widgets.case_choice import with_case
from gui.widgets.check_list import CheckList
from gui.widgets.figures import figures_button
from gui.widgets.metric_choice import with_measure
from gui.widgets.painting import Tone
from gui.widgets.result_cards import Shown, result_badge
from gui.widgets.result_views import result_view
from gui.wording import check_name
from reports.wording import Wording

_RUNNING, _RESULTS = range(2)


class ChecksStep(Step):
    """Runs the plan, then shows each check with its charts, tables and sentences."""

    TITLE = N_("Checks")
    observed = Signal()
    """An observation was added."""

    def __init__(self, context: AuditContext, state: AuditState, plan: PlanStep) -> None:
        """Wait for the plan."""
        super().__init__(context, state)
        self._plan, self._check = plan, ""
        self.job: Job | None = None
        self._stack = QStackedWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 14, 20, 12)
        outer.addWidget(self._stack)
        self._stack.addWidget(self._waiting())
        self._stack.addWidget(self._results())
        state.found.connect(self._show)
        context.jobs.ended.connect(self._ended)

    def _waiting(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        self._state = QVBoxLayout()
        column.addLayout(self._state)
        self.again = PrimaryButton(
            self.words.tr("Run the checks"), name="run_audit", theme=self.context.theme, icon="play"
        )
        self.again.clicked.connect(lambda _=False: self.start())
        text = self.words.tr("The checks run in processes of their own; you can stop them at any time.")
        empty = EmptyState(
            self.context.theme, "shield-check", self.words.tr("No results yet"), text, button=self.again
        )
        column.addWidget(empty, 1)
        return holder

    def _results(self) -> QWidget:
        holder = QWidget()
        whole = QHBoxLayout(holder)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(14)
        self.checks = CheckList(self.context.theme, self.context.translator)
        self.checks.picked.connect(self._choose)
        whole.addWidget(self.checks)
        column = QVBoxLayout()
        column.setSpacing(10)
        self._above = QVBoxLayout()
        self._below = QVBoxLayout()
        column.addLayout(self._above)
        column.addLayout(self._below, 1)
        whole.addLayout(column, 1)
        return holder

    def arrive(self) -> None:
        """Run the checks unless their results are there."""
        if self.state.examination is None and self.job is None and not self._plan.obstacles():
            self.start()
        self._show()

    def start(self) -> None:
        """Run all checks the plan allows."""
        table = self.state.table
        if table is None or table.table is None or self.job is not None:
            return
        clear_layout(self._state)
        try:
            policy = self._plan.chosen_policy()
        except PruefsteinError as error:
            self._failed(error)
            return
        model = None if self.state.model is None or not self.state.scored else self.state.model.path
        request = ExamineRequest(
            table=table.path,
            dialect=table.table.dialect,
            columns=self.state.named_columns(),
            plan=replace(plan_of(self.state.entry), checks=chosen(self.state, self.context)),
            policy=policy,
            model=model,
            consent=self.state.consent,
            reference=_path(self.state.entry.reference),
            other_model=_path(self.state.entry.other_model),
            assumptions=table.table.assumptions,
        )
        self.job = operations.examine_file(self.context, request, self._found, failed=self._failed)
        self.changed.emit()

    def _found(self, examination: Examination) -> None:
        self.state.examined(examination)

    def _failed(self, error: PruefsteinError) -> None:
        clear_layout(self._state)
        box = Callout(
            self.context.theme,
            Tone.BAD,
            self.words.tr("The checks could not be run"),
            [self.context.translator.say(error.message)],
        )
        box.setObjectName("audit_failed")
        self._state.addWidget(box)

    def _ended(self, job: object) -> None:
        if job is self.job:
            self.job = None
            self._show()

    # what is shown

    def _show(self) -> None:
        found = self.state.examination
        self._stack.setCurrentIndex(_RUNNING if found is None else _RESULTS)
        self.again.setEnabled(self.job is None and found is None)
        if found is not None:
            self._show_results(found)
        self.changed.emit()

    def _show_results(self, found: Examination) -> None:
        clear_layout(self._above)
        clear_layout(self._below)
        self.checks.fill(found.results, self._check)
        self._check = self.checks.current
        result = next((item for item in found.results if item.check == self._check), None)
        self._above.addLayout(self._head(found))
        if found.agreement is not None:
            self._above.addWidget(self._agreement(found.agreement))
        if result is None:
            return
        words = Wording(translator=self.context.translator)
        row = QHBoxLayout()
        row.addWidget(label(check_name(self.context.translator, result.check), "heading", wrap=True), 1)
        row.addWidget(result_badge(self.context.theme, words, result))
        self._above.addLayout(row)
        shown = Shown(
            theme=self.context.theme,
            words=words,
            seed=found.plan.seed,
            result=result,
            act=lambda item: self._observe_button(words, result.check, item),
        )
        view = with_measure(shown, found.plan.options, with_case(shown, result_view(shown)))
        self._below.addWidget(scrolled(view))
        row.insertWidget(row.count() - 1, figures_button(shown, self))

    def _agreement(self, found: ModelAgreement) -> Callout:
        """Say whether the model gives the predictions that came with it."""
        title = (
            self.words.tr("The model gives the predictions of the table")
            if found.agrees
            else self.words.tr("The model and the table contradict each other")
        )
        said = self.context.translator.say(agreement_text(found))
        box = Callout(self.context.theme, Tone.OK if found.agrees else Tone.BAD, title, [said])
        box.setObjectName("agreement")
        return box

    def _head(self, found: Examination) -> QHBoxLayout:
        tr, row = self.words.tr, QHBoxLayout()
        said = tr(
            "{rows} of {total} rows · {moment} · seed {seed} · results {digest}",
            rows=found.rows,
            total=found.table.rows,
            moment=found.examined_at,
            seed=str(found.plan.seed),
            digest=f"{found.result_digest[:16]}…",
        )
        text = label(said, "muted", wrap=True, selectable=True)
        text.setToolTip(found.result_digest)
        row.addWidget(text, 1)
        about = SecondaryButton(
            tr("About this check"), name="check_info", theme=self.context.theme, icon="info"
        )
        about.clicked.connect(lambda _=False: CheckTextDialog(self.context, self._check, self).exec())
        row.addWidget(about)
        return row

    def topic(self) -> str:
        """Return the check whose result is shown."""
        return "" if self.state.examination is None else self._check

    def _choose(self, check: str) -> None:
        self._check = check
        if self.state.examination is not None:
            self._show_results(self.state.examination)

    def _observe_button(self, words: Wording, check: str, item: Conclusion) -> QPushButton:
        known = next(
            (
                seen
                for seen in self.state.words.observations
                if (seen.check, seen.measure, seen.subject) == (check, item.measure, item.subject)
            ),
            None,
        )
        if known is not None:
            button: QPushButton = SecondaryButton(
                self.words.tr("Raised"), name="observed", theme=self.context.theme, icon="check"
            )
            button.setEnabled(False)
            button.setToolTip(self.words.tr("It stands among the observations of the opinion."))
            return button
        button = SecondaryButton(
            self.words.tr("Raise observation"),
            name="raise_observation",
            theme=self.context.theme,
            icon="plus",
        )
        button.clicked.connect(lambda _=False: self._observe(words, check, item))
        return button

    def _observe(self, words: Wording, check: str, item: Conclusion) -> None:
        found = observe(self.context, words, check, item, self)
        if found is not None:
            self.state.observe(found)
            self._choose(self._check)
            self.observed.emit()

    def obstacles(self) -> tuple[str, ...]:
        """Return what is missing before an opinion can be written."""
        if self.job is not None:
            return (self.words.tr("The checks are running."),)
        if self.state.examination is None:
            return (self.words.tr("Run the checks first."),)
        return ()

    def onward(self) -> str:
        """Return what the button says."""
        return self.words.tr("Write the opinion")


def _path(name: str) -> Path | None:
    return Path(name) if name else None
