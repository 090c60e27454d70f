"""How does an auditor go from a received file to a signed opinion, in one window?"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.language import Translator
from gui.audit.author import AuthorDialog
from gui.audit.checks import ChecksStep
from gui.audit.context import AuditContext
from gui.audit.intake import IntakeStep
from gui.audit.opinion import OpinionStep
from gui.audit.plan import PlanStep
from gui.audit.sign import SignStep
from gui.audit.state import AuditState
from gui.audit.step import Step
from gui.audit.stepper import Stepper
from gui.context import GuiContext
from gui.dialogs.help import HelpDialog
from gui.settings import Settings
from gui.theme import Theme
from gui.widgets.basic import PrimaryButton, SecondaryButton, enable_with_reason, label
from gui.widgets.job_line import JobLine

_NOTICE = 6000


class AuditWindow(QDialog):
    """Five steps; whatever is entered is kept as a draft at once."""

    def __init__(
        self,
        theme: Theme,
        translator: Translator,
        settings: Settings,
        *,
        work: GuiContext | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Start with an empty intake; `work` is the main window's workspace."""
        super().__init__(parent)
        self.setObjectName("audit")
        self.context = AuditContext(theme, translator, settings, work, self)
        self.context.notice = self._say
        self.state = AuditState(self.context)
        self.words = translator
        self.setWindowTitle(self.words.tr("Open a file, check, sign"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint, True)
        self._make_steps()
        self._build()
        self._show_step(0)
        self.resize(1240, 780)

    def _make_steps(self) -> None:
        self.intake = IntakeStep(self.context, self.state)
        self.plan = PlanStep(self.context, self.state)
        self.checks = ChecksStep(self.context, self.state, self.plan)
        self.opinion = OpinionStep(self.context, self.state)
        self.sign = SignStep(self.context, self.state)
        self.steps: tuple[Step, ...] = (self.intake, self.plan, self.checks, self.opinion, self.sign)
        self.intake.sign_in.connect(self._sign_in)

    def _build(self) -> None:
        self._stack = QStackedWidget()
        for step in self.steps:
            self._stack.addWidget(step)
            step.changed.connect(self._judge)
        self.stepper = Stepper(self.context.translator, [self.words.tr(step.TITLE) for step in self.steps])
        self.stepper.chosen.connect(self.go_to)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head())
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._foot())
        self.state.found.connect(self._results_came)
        self.context.jobs.started.connect(lambda _job: self._judge())
        self.context.jobs.ended.connect(lambda _job: self._judge())
        for keys, pressed in (
            ("F1", self._help),
            ("Ctrl+Return", self.go_on),
            ("Alt+Left", self._back),
            ("Ctrl+O", self._open),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(pressed)

    def _head(self) -> QFrame:
        frame = QFrame()
        frame.setObjectName("topbar")
        row = QHBoxLayout(frame)
        row.setContentsMargins(20, 12, 20, 12)
        row.setSpacing(24)
        row.addWidget(label(self.words.tr("Open a file, check, sign"), "title"))
        row.addWidget(self.stepper, 1)
        return frame

    def _foot(self) -> QFrame:
        frame = QFrame()
        frame.setObjectName("audit_foot")
        frame.setProperty("kind", "foot")
        row = QHBoxLayout(frame)
        row.setContentsMargins(20, 10, 20, 12)
        row.setSpacing(10)
        self._line = JobLine(self.context.theme, self.context.translator, self.context.jobs)
        self.reason = label("", "muted", wrap=True)
        self.reason.setObjectName("audit_missing")
        row.addWidget(self._line)
        row.addWidget(self.reason, 1)
        close = SecondaryButton(self.words.tr("Close"), name="audit_close")
        close.clicked.connect(lambda _=False: self.reject())
        self.back = SecondaryButton(self.words.tr("Back"), name="audit_back")
        self.back.clicked.connect(lambda _=False: self._back())
        self.go = PrimaryButton(
            self.words.tr("Continue"), name="audit_go", theme=self.context.theme, icon="arrow-right"
        )
        self.go.clicked.connect(lambda _=False: self.go_on())
        self.go.setDefault(True)
        for button in (close, self.back, self.go):
            row.addWidget(button)
        return frame

    # where one is

    @property
    def current(self) -> int:
        """Return the number of the step that is shown."""
        return self._stack.currentIndex()

    def take(self, *paths: Path) -> None:
        """Receive files that were dropped or chosen elsewhere."""
        for path in paths:
            self.intake.take(path)

    def _open(self) -> None:
        """Ask for a file on the first step."""
        self.go_to(0)
        if self.current == 0:
            self.intake.zone.choose()

    def go_to(self, number: int) -> None:
        """Show a step that may be gone to."""
        if self._barrier(number) is None:
            self._show_step(number)
        else:
            self._judge()

    def go_on(self) -> None:
        """Do what the step's button says, and show the next step."""
        step = self.steps[self.current]
        if not self.go.isEnabled() or step.obstacles():
            return
        if step.act() and self.current + 1 < len(self.steps):
            self._show_step(self.current + 1)

    def _back(self) -> None:
        if self.back.isEnabled() and self.current:
            self.go_to(self.current - 1)

    def _show_step(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        step = self.steps[number]
        step.arrive()
        self._judge()
        QTimer.singleShot(0, step, lambda: self._focus(step))

    def _focus(self, step: Step) -> None:
        """Begin where something is to be entered, else at the button that leads on."""
        if step is self.steps[self.current] and not _focus_first(step):
            self.go.setFocus()

    def _results_came(self) -> None:
        if self.steps[self.current] is self.checks and self.state.examination is not None:
            QTimer.singleShot(0, self, self.go.setFocus)

    def _barrier(self, number: int) -> str | None:
        """Return why a step cannot be shown: something before it is missing, or all is filed."""
        if self.state.opinion is not None and number + 1 < len(self.steps):
            return self.words.tr(
                "The opinion is filed and can no longer be changed. Another audit is a new one."
            )
        for step in self.steps[:number]:
            found = step.obstacles()
            if found:
                return found[0]
        return None

    def _judge(self) -> None:
        """Say what is missing, on the button and beside it."""
        if not hasattr(self, "go"):
            return
        step = self.steps[self.current]
        missing = step.obstacles()
        self.go.setText(step.onward().replace("&", "&&"))
        self.go.setAccessibleName(step.onward())
        self.go.setIcon(self.context.theme.icon(step.ICON, "onAccent"))
        enable_with_reason(self.go, "\n".join(missing) or None)
        self.reason.setText("" if self.context.jobs.visible else _together(missing))
        self.reason.setVisible(self.context.jobs.visible is None)
        self.back.setEnabled(self.current > 0 and self._barrier(self.current - 1) is None)
        self.stepper.show_step(self.current, [self._barrier(item) for item in range(len(self.steps))])

    # around it

    def _sign_in(self) -> None:
        AuthorDialog(self.context, self).open()

    def _say(self, text: str) -> None:
        self.reason.setText(text)
        QTimer.singleShot(_NOTICE, self, self._judge)

    def _help(self) -> None:
        tr = self.words.tr
        keys: Sequence[tuple[str, str]] = (
            (tr("Do what the button says"), "Ctrl+Enter"),
            (tr("Open a file"), "Ctrl+O"),
            (tr("Back"), "Alt+←"),
            (tr("Help on this page"), "F1"),
            (tr("Close; the draft is kept"), "Esc"),
        )
        topic = self.steps[self.current].topic()
        HelpDialog(self.context.translator, "audit", keys, self, check=topic).open()

    def done(self, result: int) -> None:
        """Stop what runs, keep the draft, give back what was opened."""
        self.state.save()
        self.context.jobs.close()
        self.context.give_back()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close like Esc does."""
        self.done(QDialog.DialogCode.Rejected)
        event.accept()


def _together(missing: Sequence[str]) -> str:
    """Return the first sentences that say what is missing."""
    shown = " ".join(missing[:2])
    return f"{shown} (+ {len(missing) - 2})" if len(missing) > 2 else shown


def _focus_first(step: Step) -> bool:
    """Focus the first control of a step; tell whether there is one."""
    widget = step.nextInFocusChain()
    while widget is not None and widget is not step and step.isAncestorOf(widget):
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            widget.setFocus()
            return True
        widget = widget.nextInFocusChain()
    return False
