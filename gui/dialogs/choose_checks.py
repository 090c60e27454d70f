"""Which checks are run, with what are they compared, and what is asked of them besides?"""

from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QTabWidget, QVBoxLayout, QWidget

from core.messages import N_
from gui.checks.entry import CheckEntry
from gui.checks.options_form import OptionsForm
from gui.checks.picker import CheckPicker
from gui.checks.situation import Situation
from gui.context import Look
from gui.dialogs.metric_guide import ask_measure
from gui.widgets.basic import KeyValueGrid, PrimaryButton, button_row, enable_with_reason, label
from gui.widgets.inputs import choice

CHECKS, OPTIONS = "checks", "options"
_REFERENCE = N_(
    "Reference data are the rows the model learned from, or was approved on. Drift, leakage, "
    "the overfit gap and what an attacker could learn about the training data rest on them."
)
_OTHER = N_(
    "The other version is asked about the same rows: which decisions swap, and which of the two "
    "predicts better."
)
_WAIT = 250
"""Milliseconds without typing after which an entry is judged."""


class ChecksDialog(QDialog):
    """Three tabs: checks, comparison, options; what cannot be read stands above the buttons."""

    def __init__(
        self,
        look: Look,
        situation: Situation,
        entry: CheckEntry,
        parent: QWidget | None = None,
        *,
        tab: str = CHECKS,
    ) -> None:
        """Show what was entered last."""
        super().__init__(parent)
        tr = look.translator.tr
        self.setObjectName("choose_checks")
        self.setWindowTitle(tr("Checks and options"))
        self.resize(1000, 690)
        self._look, self._situation = look, situation
        self.entry = entry
        self.picker = CheckPicker(look, situation)
        self.options = OptionsForm(look, situation.known, guide=lambda old: ask_measure(look, old, self))
        options = self._add_tabs()
        self.go = PrimaryButton(tr("Take over"), name="checks_go", theme=look.theme, icon="check")
        self.go.clicked.connect(lambda _=False: self.accept())
        self.problem = label("", "bad", wrap=True)
        self.problem.setObjectName("checks_problem")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 12, 18, 14)
        layout.setSpacing(10)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.problem)
        layout.addWidget(button_row(look.translator, self, self.go))
        self._later = QTimer(self, singleShot=True, interval=_WAIT)
        self._later.timeout.connect(self.judge)
        self._fill()
        self.tabs.setCurrentIndex(options if tab == OPTIONS else 0)

    def _add_tabs(self) -> int:
        """Add the tabs; return the place of the options."""
        tr = self._look.translator.tr
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(tr("Checks and options"))
        self.tabs.addTab(_padded(self.picker), tr("Checks"))
        if self._situation.comparing:
            self.tabs.addTab(_padded(self._comparison()), tr("Comparison"))
        return self.tabs.addTab(_padded(self.options), tr("Options"))

    def _comparison(self) -> QWidget:
        tr, situation = self._look.translator.tr, self._situation
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        training = next((name for name, id_ in situation.references if id_ == situation.training), None)
        first = tr("none: the version has no other training data")
        if training is not None:
            first = tr("the training data: {name}", name=training)
        self.reference = choice("check_reference", tr("Reference data"), situation.references, ask=first)
        none = tr("none") if situation.versions else tr("none: there is no other version of this task")
        self.other = choice("check_other_version", tr("Other version"), situation.versions, ask=none)
        for words, key, widget in (
            (tr(_REFERENCE), tr("Reference data"), self.reference),
            (tr(_OTHER), tr("Other version"), self.other),
        ):
            column.addWidget(label(words, "muted", wrap=True))
            grid = KeyValueGrid(key_width=150)
            grid.add(key, widget)
            column.addWidget(grid)
        column.addStretch(1)
        return page

    def _fill(self) -> None:
        if self._situation.comparing:
            for combo, value in (
                (self.reference, self.entry.reference),
                (self.other, self.entry.other_version),
            ):
                combo.setCurrentIndex(max(combo.findData(value), 0))
                combo.activated.connect(lambda _i: self.judge())
        self.options.fill(self.entry.options)
        self.picker.fill(self.entry, self._situation.at_hand(self.entry))
        self.picker.changed.connect(self.judge)
        self.options.changed.connect(self._later.start)
        self.judge()

    def judge(self) -> None:
        """Read everything, and say what is wrong and which checks it concerns."""
        self._later.stop()
        read = replace(self.entry, options=self.options.read(self.entry.options))
        if self._situation.comparing:
            reference, other = self.reference.currentData(), self.other.currentData()
            read = replace(
                read,
                reference=None if reference is None else str(reference),
                other_version=None if other is None else str(other),
            )
        before = self._situation.at_hand(self.entry)
        self.entry = self.picker.read(read)
        now = self._situation.at_hand(self.entry)
        if now != before:
            self.picker.fill(self.entry, now)
        say = self._look.translator.say
        wrong = [say(item) for item in self._situation.problems(self.entry)]
        if not self.picker.ticked:
            wrong.append(self._look.translator.tr("Choose at least one check."))
        self.problem.setText(" ".join(wrong[:3]))
        self.problem.setVisible(bool(wrong))
        enable_with_reason(self.go, " ".join(wrong) if wrong else None)

    def accept(self) -> None:
        """Take over only what can be read."""
        self.judge()
        if self.go.isEnabled():
            super().accept()


def choose_checks(
    look: Look, situation: Situation, entry: CheckEntry, parent: QWidget, *, tab: str = CHECKS
) -> CheckEntry | None:
    """Ask which checks and options; None when they cancel."""
    dialog = ChecksDialog(look, situation, entry, parent, tab=tab)
    return dialog.entry if dialog.exec() == QDialog.DialogCode.Accepted else None


def _padded(widget: QWidget) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(2, 12, 2, 2)
    column.addWidget(widget)
    return box
