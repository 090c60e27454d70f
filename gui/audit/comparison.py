"""Which checks are made of a received table, with what is it compared, and with which options?"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from core.checks.base import Need
from core.checks.texts import check_text
from core.messages import Message, message
from gui.audit.context import AuditContext
from gui.audit.entry import PlanEntry
from gui.audit.state import AuditState
from gui.checks.entry import OptionsEntry, Preset
from gui.checks.reading import Known
from gui.checks.situation import Situation
from gui.dialogs.choose_checks import CHECKS, OPTIONS, choose_checks
from gui.widgets.basic import Card, KeyValueGrid, SecondaryButton, label, link_button
from gui.widgets.dataset_form import TABLE_FILES
from gui.widgets.file_card import MODEL_FILES
from gui.widgets.inputs import choice, line

_NAMED = 6
"""Checks that are named in one line."""


def situation_of(state: AuditState, context: AuditContext, entry: PlanEntry) -> Situation:
    """Return what the received files and the plan offer to checks."""
    from core.checks.registry import STANDARD, get

    asking = frozenset({Need.ATTRIBUTIONS, Need.ANSWERS})
    base = {
        Need.LABELS: bool(entry.label),
        Need.SCORES: state.scored or entry.score is not None,
        Need.GROUPS: bool(entry.sensitive),
        Need.ATTRIBUTIONS: state.scored,
        Need.ANSWERS: state.scored,
        Need.REFERENCE: bool(entry.reference),
        Need.OTHER_VERSION: bool(entry.other_model or entry.other_prediction or entry.other_score),
    }
    score = () if entry.score is None else (entry.score,)
    return Situation(
        task=entry.task,
        known=Known(
            columns=state.columns,
            sensitive=tuple(entry.sensitive),
            outcomes=(*entry.label, *entry.prediction, *score),
        ),
        base=frozenset(need for need, there in base.items() if there),
        standard=tuple(item for item in STANDARD if state.scored or not asking & get(item).needs),
        usual=context.translator.tr("The usual checks"),
        comparing=False,
    )


def missing_files(entry: PlanEntry) -> tuple[Message, ...]:
    """Return which files to compare with are not there."""
    return tuple(
        message(
            "The file “{name}” is not there. Choose another one, or compare without it.", name=Path(name).name
        )
        for name in (entry.reference, entry.other_model)
        if name and not Path(name).is_file()
    )


class ChecksCard(Card):
    """The chosen checks in one line; what to compare with unfolds below."""

    changed = Signal()

    def __init__(self, context: AuditContext, state: AuditState, entry: PlanEntry) -> None:
        """Show what was entered before."""
        tr = context.translator.tr
        super().__init__(tr("Checks and comparison"))
        self.setObjectName("audit_checks_card")
        self._context, self._state, self._words = context, state, context.translator
        self.checks = entry.checks
        self.said = label("", wrap=True)
        self.said.setObjectName("audit_checks_said")
        self.body.addWidget(self.said)
        self.body.addLayout(self._buttons())
        self.more = self._comparison(entry)
        self.body.addWidget(self.more)
        self.body.addStretch(1)
        compared = (entry.reference, entry.other_model, entry.other_prediction, entry.other_score)
        self._unfold(shown=any(compared))

    def _buttons(self) -> QHBoxLayout:
        tr, row = self._words.tr, QHBoxLayout()
        row.setSpacing(8)
        choose = SecondaryButton(tr("Choose checks …"), name="audit_choose_checks")
        choose.clicked.connect(lambda _=False: self._ask(CHECKS))
        options = SecondaryButton(tr("Options …"), name="audit_options")
        options.clicked.connect(lambda _=False: self._ask(OPTIONS))
        self.unfold = link_button(
            tr("Compare with …"),
            name="audit_compare",
            pressed=lambda: self._unfold(shown=self.more.isHidden()),
        )
        for button in (choose, options, self.unfold):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _unfold(self, *, shown: bool) -> None:
        self.more.setVisible(shown)
        self.unfold.setAccessibleDescription(
            self._words.tr("unfolded") if shown else self._words.tr("folded")
        )

    def _comparison(self, entry: PlanEntry) -> QWidget:
        tr = self._words.tr
        none = tr("none")
        self.reference = line(
            "audit_reference", tr("Reference table"), hint=tr("rows the model learned from")
        )
        self.other_model = line(
            "audit_other_model", tr("Other model file"), hint=tr("asked about the same rows")
        )
        names = [(column.name, column.name) for column in self._state.columns]
        self.other_prediction = choice("audit_other_prediction", tr("Other prediction"), names, ask=none)
        self.other_score = choice("audit_other_score", tr("Other score"), names, ask=none)
        self.reference.setText(entry.reference)
        self.other_model.setText(entry.other_model)
        grid = KeyValueGrid(key_width=130)
        grid.add(tr("Reference table"), self._row(self.reference, self._browse_table, "reference_browse"))
        grid.add(tr("Other model file"), self._row(self.other_model, self._browse_model, "other_browse"))
        for title, combo, value in (
            (tr("Other prediction"), self.other_prediction, entry.other_prediction),
            (tr("Other score"), self.other_score, entry.other_score),
        ):
            combo.setSizeAdjustPolicy(combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(12)
            combo.setCurrentIndex(max(combo.findData(value), 0))
            combo.activated.connect(lambda _i: self.changed.emit())
            grid.add(title, combo)
        for field in (self.reference, self.other_model):
            field.textChanged.connect(lambda _t: self.changed.emit())
        return grid

    def _row(self, field: QLineEdit, browse: Callable[[], None], name: str) -> QWidget:
        holder = QWidget()
        holder.setProperty("oneLine", True)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(field, 1)
        button = SecondaryButton(self._words.tr("Choose …"), name=name)
        button.clicked.connect(lambda _=False: browse())
        row.addWidget(button)
        return holder

    def _browse_table(self) -> None:
        kinds = self._words.tr("Tables ({endings});;All files (*)", endings=TABLE_FILES)
        self._browse(self.reference, self._words.tr("Reference table"), kinds)

    def _browse_model(self) -> None:
        kinds = self._words.tr("Model files ({endings});;All files (*)", endings=MODEL_FILES)
        self._browse(self.other_model, self._words.tr("Other model file"), kinds)

    def _browse(self, field: QLineEdit, title: str, kinds: str) -> None:
        name, _ = QFileDialog.getOpenFileName(self, title, str(Path.home()), kinds)
        if name:
            field.setText(name)

    def _ask(self, tab: str) -> None:
        situation = situation_of(self._state, self._context, self._state.entry)
        chosen = choose_checks(self._context, situation, self.checks, self, tab=tab)
        if chosen is not None:
            self.checks = chosen
            self.changed.emit()

    def read(self, entry: PlanEntry) -> PlanEntry:
        """Return the entry with what stands here."""
        prediction, score = self.other_prediction.currentData(), self.other_score.currentData()
        return replace(
            entry,
            checks=self.checks,
            reference=self.reference.text().strip(),
            other_model=self.other_model.text().strip(),
            other_prediction=None if prediction is None else str(prediction),
            other_score=None if score is None else str(score),
        )

    def say(self, entry: PlanEntry) -> None:
        """Say which checks are made, and whether options are stated."""
        situation = situation_of(self._state, self._context, entry)
        ids = situation.checks(entry.checks) or situation.standard
        language = self._context.translator.language
        names = [check_text(item, language).title for item in ids]
        shown = ", ".join(names[:_NAMED])
        if len(names) > _NAMED:
            shown = self._words.tr("{names} and {n} more", names=shown, n=len(names) - _NAMED)
        words = {
            Preset.STANDARD: self._words.tr("The usual checks: {names}.", names=shown),
            Preset.APPLICABLE: self._words.tr(
                "All {n} checks that apply: {names}.", n=len(names), names=shown
            ),
            Preset.OWN: self._words.tr("{n} checks of your choice: {names}.", n=len(names), names=shown),
        }
        stated = self._words.tr("Options are stated.") if entry.checks.options != OptionsEntry() else ""
        self.said.setText(" ".join(filter(None, (words[entry.checks.preset], stated))))


def chosen(state: AuditState, context: AuditContext) -> tuple[str, ...] | None:
    """Return the ids of the checks the plan asks for; None: the usual ones."""
    return situation_of(state, context, state.entry).checks(state.entry.checks)
