"""Which column is the outcome, the prediction, the score, and what is favorable?"""

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from core.data.preview import TablePreview
from core.inventory import ScoreMeans, Task
from gui.audit.entry import PlanEntry
from gui.context import Look
from gui.widgets.basic import KeyValueGrid, SecondaryButton, enable_with_reason, label
from gui.widgets.dataset_form import values_of
from gui.widgets.inputs import choice, line, of_enum


class RolesForm(QWidget):
    """Task, outcome, prediction or score, cut-off, direction, favorable class, weights."""

    changed = Signal()

    def __init__(self, look: Look, preview: TablePreview, entry: PlanEntry, *, scored: bool) -> None:
        """Show what was entered or suggested; `scored`: a model says the predictions."""
        super().__init__()
        self._look, self._preview, self._scored = look, preview, scored
        tr, words = look.translator.tr, look.translator
        self.task = of_enum("audit_task", tr("Task"), words, Task, ask=tr("– please choose –"))
        self.label = self._column("audit_label", tr("True outcome"), tr("none: rates only"))
        self.prediction = self._column("audit_prediction", tr("Prediction"), tr("none"))
        self.score = self._column("audit_score", tr("Score"), tr("none"))
        self.pairs = Pairs(look, [column.name for column in preview.columns])
        self.cut_off = line("audit_cut_off", tr("Cut-off"), hint=tr("for example 0.5 or 5/6"))
        ask = tr("– please choose –")
        self.means = of_enum("audit_means", tr("Meaning of the score"), words, ScoreMeans, ask=ask)
        self.favorable = QComboBox()
        self.favorable.setObjectName("audit_favorable")
        self.favorable.setAccessibleName(tr("Favorable class"))
        self.favorable.setEditable(True)
        self.weight = self._column("audit_weight", tr("Weight or count"), tr("none: each row counts once"))
        self._build()
        self.fill(entry)
        self._listen()

    def _column(self, name: str, title: str, nothing: str) -> QComboBox:
        combo = choice(name, title, [(item.name, item.name) for item in self._preview.columns], ask=nothing)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(12)
        return combo

    def _build(self) -> None:
        tr = self._look.translator.tr
        self._grid = KeyValueGrid(key_width=130)
        for key, widget in (
            (tr("Task"), self.task),
            (tr("Outcomes"), self.pairs),
            (tr("True outcome"), self.label),
            (tr("Prediction"), self.prediction),
            (tr("Score"), self.score),
            (tr("Cut-off"), self.cut_off),
            (tr("Meaning"), self.means),
            (tr("Favorable class"), self.favorable),
            (tr("Weight or count"), self.weight),
        ):
            self._grid.add(key, widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._grid)

    def _listen(self) -> None:
        for combo in (self.task, self.label, self.prediction, self.score, self.means, self.weight):
            combo.activated.connect(lambda _i: self._touched())
        self.cut_off.textChanged.connect(lambda _t: self._touched())
        self.favorable.editTextChanged.connect(lambda _t: self.changed.emit())
        self.pairs.changed.connect(self._touched)

    def _touched(self) -> None:
        self._enable()
        self._offer_classes()
        self.changed.emit()

    def fill(self, entry: PlanEntry) -> None:
        """Show what was entered before."""
        for combo, value in (
            (self.task, entry.task),
            (self.label, entry.label[0] if entry.label else None),
            (self.prediction, entry.prediction[0] if entry.prediction else None),
            (self.score, entry.score),
            (self.means, entry.means),
            (self.weight, entry.weight),
        ):
            combo.setCurrentIndex(max(combo.findData(value), 0))
        self.pairs.fill(entry.label, entry.prediction)
        self.cut_off.setText(entry.cut_off)
        self._enable()
        self._offer_classes()
        self.favorable.setEditText(entry.favorable)

    def _enable(self) -> None:
        """Switch off what the task or the model leaves no room for, and say why."""
        tr, task = self._look.translator.tr, self.task.currentData()
        several = task == Task.MULTILABEL
        self._grid.show_row(self.pairs, shown=several)
        for widget in (self.label, self.prediction):
            self._grid.show_row(widget, shown=not several)
        if self._scored:
            said = tr(
                "The model says it. Name a column only to see whether the model gives what stands there."
            )
            for widget in (self.prediction, self.score):
                widget.setToolTip(said)
        binary = None if task == Task.BINARY else tr("Only a model with two classes has a cut-off.")
        for field in (self.cut_off, self.means):
            enable_with_reason(field, binary)
        classes = None
        if task == Task.REGRESSION:
            classes = tr("A regression has no classes.")
        enable_with_reason(self.favorable, classes)

    def _offer_classes(self) -> None:
        """Offer the values seen in outcome and prediction; none is chosen beforehand."""
        written = self.favorable.currentText()
        names = [self.label.currentData(), self.prediction.currentData()]
        seen = {value for name in names if name for value in values_of(self._preview, str(name))}
        self.favorable.blockSignals(True)
        self.favorable.clear()
        self.favorable.addItems(sorted(seen))
        self.favorable.setEditText(written)
        self.favorable.blockSignals(False)
        edit = self.favorable.lineEdit()
        if edit is not None:
            edit.setPlaceholderText(self._look.translator.tr("Which value is good for the person?"))

    def read(self, entry: PlanEntry) -> PlanEntry:
        """Return the entry with what stands in the form."""
        task = self.task.currentData()
        labels, predictions = self.pairs.read()
        if task != Task.MULTILABEL:
            labels, predictions = _one(self.label), _one(self.prediction)
        binary, means, score = task == Task.BINARY, self.means.currentData(), self.score.currentData()
        return replace(
            entry,
            task=None if task is None else Task(task),
            label=labels,
            prediction=predictions,
            score=None if score is None else str(score),
            cut_off=self.cut_off.text().strip() if binary else "",
            means=ScoreMeans(means) if binary and means is not None else None,
            favorable=self.favorable.currentText().strip() if task != Task.REGRESSION else "",
            weight=None if self.weight.currentData() is None else str(self.weight.currentData()),
        )


class Pairs(QWidget):
    """Several outcomes, each with the column that predicts it, in the same order."""

    changed = Signal()

    def __init__(self, look: Look, names: Iterable[str]) -> None:
        """Start without a pair."""
        super().__init__()
        self.setObjectName("pairs")
        self._look, tr = look, look.translator.tr
        self._list = QListWidget()
        self._list.setObjectName("pair_list")
        self._list.setAccessibleName(tr("Outcomes and their predictions"))
        self._list.setFixedHeight(96)
        columns = [(name, name) for name in names]
        self.label = choice("pair_label", tr("True outcome"), columns, ask=tr("Outcome"))
        self.prediction = choice("pair_prediction", tr("Prediction"), columns, ask=tr("Prediction"))
        add = SecondaryButton(tr("Add"), name="pair_add", theme=look.theme, icon="plus")
        add.clicked.connect(lambda _=False: self._add())
        remove = SecondaryButton(tr("Remove"), name="pair_remove")
        remove.clicked.connect(lambda _=False: self._remove())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label(tr("Columns of 0 and 1, one per outcome"), "faint", wrap=True))
        column.addWidget(self._list)
        for widgets in ((self.label, self.prediction), (add, remove)):
            row = QHBoxLayout()
            for widget in widgets:
                row.addWidget(widget)
            column.addLayout(row)

    def fill(self, labels: tuple[str, ...], predictions: tuple[str, ...]) -> None:
        """Show pairs; without predictions the outcomes alone."""
        self._list.clear()
        for number, outcome in enumerate(labels):
            self._put(outcome, predictions[number] if number < len(predictions) else "")

    def _put(self, outcome: str, prediction: str) -> None:
        item = QListWidgetItem(f"{outcome} ← {prediction}" if prediction else outcome)
        item.setData(256, (outcome, prediction))
        self._list.addItem(item)

    def _add(self) -> None:
        outcome, prediction = self.label.currentData(), self.prediction.currentData()
        if outcome is not None:
            self._put(str(outcome), "" if prediction is None else str(prediction))
            self.changed.emit()

    def _remove(self) -> None:
        row = self._list.currentRow()
        if row >= 0:
            self._list.takeItem(row)
            self.changed.emit()

    def read(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return outcomes and predictions in one order."""
        found = [self._list.item(row).data(256) for row in range(self._list.count())]
        return tuple(item[0] for item in found), tuple(item[1] for item in found if item[1])


def _one(combo: QComboBox) -> tuple[str, ...]:
    value = combo.currentData()
    return () if value is None else (str(value),)
