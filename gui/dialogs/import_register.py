"""How is a register taken over, step by step, without anything happening before the last one?"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.errors import PruefsteinError
from core.governance.register.imports import RegisterImport
from core.ids import ImportId
from core.people import Permission
from gui.audit.stepper import Stepper
from gui.context import GuiContext
from gui.dialogs.help import HelpDialog
from gui.imports.columns_step import ColumnsStep
from gui.imports.file_step import FileStep
from gui.imports.preview_step import PreviewStep
from gui.imports.rows_step import RowsStep
from gui.imports.state import ImportState
from gui.widgets.basic import (
    Callout,
    PrimaryButton,
    SecondaryButton,
    clear_layout,
    confirm,
    enable_with_reason,
    label,
)
from gui.widgets.job_line import JobLine
from gui.widgets.painting import Tone

GUIDE = "import-register"


class ImportRegisterDialog(QDialog):
    """File, columns, rows, preview; everything is taken over, or nothing."""

    imported = Signal(object)
    """`RegisterImport` that was made."""

    def __init__(
        self,
        context: GuiContext,
        parent: QWidget | None = None,
        *,
        path: Path | None = None,
        like: ImportId | None = None,
    ) -> None:
        """Begin with the choice of a file, or with one that was dropped; with the columns of an import."""
        super().__init__(parent)
        self.context, self.words = context, context.translator
        tr = self.words.tr
        self.setObjectName("import_register")
        self.setWindowTitle(tr("Import register"))
        self.resize(1080, 660)
        self.setMinimumSize(860, 560)
        self.state = ImportState(context, self)
        self.file = FileStep(context, self.state)
        self.columns = ColumnsStep(context, self.state)
        self.rows = RowsStep(context, self.state)
        self.preview = PreviewStep(context, self.state)
        self._busy = False
        self._build((tr("File"), tr("Columns"), tr("Rows"), tr("Preview")))
        self._connect()
        self._show(0)
        if like is not None:
            self.file.take_mapping(like)
        if path is not None:
            self.file.take(path)

    def _build(self, titles: tuple[str, ...]) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 18, 20, 16)
        outer.setSpacing(12)
        outer.addWidget(label(self.words.tr("Import register"), "heading"))
        self.stepper = Stepper(self.words, titles)
        self.stepper.setAccessibleName(self.words.tr("Steps of the import"))
        outer.addWidget(self.stepper)
        self._box = QVBoxLayout()
        outer.addLayout(self._box)
        self.pages = QStackedWidget()
        for step in (self.file, self.columns, self.rows, self.preview):
            self.pages.addWidget(step)
        outer.addWidget(self.pages, 1)
        outer.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        tr, foot = self.words.tr, QHBoxLayout()
        foot.setSpacing(8)
        self.help = SecondaryButton(tr("Help"), name="import_help")
        self.cancel = SecondaryButton(tr("Cancel"), name="cancel")
        self.back = SecondaryButton(tr("Back"), name="import_back")
        self.next = PrimaryButton(tr("Continue"), name="import_next")
        self.line = JobLine(self.context.theme, self.words, self.context.jobs)
        foot.addWidget(self.help)
        foot.addWidget(self.line)
        foot.addStretch(1)
        for button in (self.cancel, self.back, self.next):
            foot.addWidget(button)
        return foot

    def _connect(self) -> None:
        state = self.state
        state.looked_changed.connect(self._read)
        state.planned.connect(self._check)
        state.failed.connect(self._failed)
        state.busy.connect(self._set_busy)
        state.stopped.connect(self._stopped)
        self.columns.field.activated.connect(lambda _: self._check())
        self.preview.edited.connect(self._check)
        self.stepper.chosen.connect(self._go)
        self.back.clicked.connect(lambda _=False: self._go(self.pages.currentIndex() - 1))
        self.next.clicked.connect(lambda _=False: self._forward())
        self.cancel.clicked.connect(lambda _=False: self.reject())
        self.help.clicked.connect(lambda _=False: self.show_help())
        QShortcut(QKeySequence("F1"), self).activated.connect(self.show_help)

    def show_help(self) -> None:
        """Show the guide."""
        HelpDialog(self.words, GUIDE, (), self).open()

    def _problems(self) -> tuple[str | None, ...]:
        """Return for each step why the next one cannot be gone to."""
        busy = self.words.tr("One moment: the file is being read.") if self._busy else None
        none = self.words.tr("Choose a file first.") if self.state.looked is None else None
        checks: tuple[Callable[[], str | None], ...] = (
            lambda: none or busy,
            lambda: none or self.columns.problem(),
            lambda: self.rows.problem() or busy,
            lambda: self.preview.problem() or busy or self._refusal(),
        )
        return tuple(check() for check in checks)

    def _refusal(self) -> str | None:
        if self.context.session.may(Permission.REGISTER):
            return None
        return self.words.tr("None of your roles may register models. Switch to a person who may.")

    def _check(self) -> None:
        at, problems = self.pages.currentIndex(), self._problems()
        reachable: list[str | None] = [None]
        for problem in problems[:-1]:
            reachable.append(reachable[-1] or problem)
        self.stepper.show_step(at, reachable)
        self.back.setEnabled(at > 0)
        last = at == self.pages.count() - 1
        self.next.setText(self.words.tr("Take over") if last else self.words.tr("Continue"))
        enable_with_reason(self.next, problems[at])

    def _show(self, step: int) -> None:
        self.pages.setCurrentIndex(step)
        self._check()
        begin = (self.file.path, self.columns.view, self.rows.view, self.preview.reason)
        begin[step].setFocus()

    def _go(self, step: int) -> None:
        if step == 2 and (self.state.plan is None or self.pages.currentIndex() < 2):
            self.state.plan = None
            self.state.make_plan()
        if 0 <= step < self.pages.count():
            self._show(step)

    def _forward(self) -> None:
        if self.pages.currentIndex() < self.pages.count() - 1:
            self._go(self.pages.currentIndex() + 1)
            return
        clear_layout(self._box)
        self.state.run(self.preview.text(), self._done)

    def _read(self) -> None:
        clear_layout(self._box)
        self._check()

    def _set_busy(self, busy: bool) -> None:  # noqa: FBT001 (a signal passes it)
        self._busy = busy
        self._check()

    def _failed(self, error: PruefsteinError) -> None:
        """Say what went wrong; what was entered stays, and the preview is made anew where it was on."""
        clear_layout(self._box)
        callout = Callout(self.context.theme, Tone.BAD, self.words.say(error.message))
        self._box.addWidget(callout)
        if self.pages.currentIndex() >= 2 and self.state.looked is not None:
            again = SecondaryButton(self.words.tr("Read again"), name="import_again")
            again.clicked.connect(lambda _=False: self._again())
            callout.add_button(again)
        self._check()

    def _stopped(self) -> None:
        """Say that nothing happened; without a preview go back to the columns, from which it is made."""
        clear_layout(self._box)
        said = self.words.tr("Stopped. Nothing was taken over; what you chose is kept.")
        self._box.addWidget(Callout(self.context.theme, Tone.INFO, said))
        if self.state.plan is None and self.pages.currentIndex() >= 2:
            self._show(1)
        self._check()

    def _again(self) -> None:
        """Read the file anew; columns and rows that were decided on are kept."""
        looked = self.state.looked
        if looked is not None:
            self._show(1)
            self.state.read(looked.path, looked.sheet.sheet or None)

    def _done(self, made: RegisterImport) -> None:
        said = self.words.tr(
            "{id}: {n} rows were taken over.", id=made.id, n=sum(row.model is not None for row in made.rows)
        )
        self.context.notice(said)
        self.imported.emit(made)
        self.accept()

    def reject(self) -> None:
        """Stop what is running, else leave; ask first where choices would be lost."""
        if self.state.stop():
            return
        question = self.words.tr("Leave the import? What you chose for columns and rows is lost.")
        if not self.state.entered or confirm(self, self.words, question, yes=self.words.tr("Leave")):
            super().reject()
