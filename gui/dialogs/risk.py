"""What does a person say about a rating, the materiality, the complexity, a tier or an acceptance?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QSpinBox, QWidget

from core.ids import Exact, PersonId
from core.labels.risk import COMPLEXITY_QUESTIONS
from core.risk import (
    Axis,
    Band,
    ComplexityAnswer,
    ComplexityFactor,
    Control,
    Effectiveness,
    Exposure,
    Level,
    Target,
)
from core.texts import Text
from core.tiering import complexity_of, materiality_of
from core.workspace.risk import NewMateriality
from gui.context import GuiContext
from gui.dialogs.finding import FormDialog
from gui.drafts import RatingDraft
from gui.widgets.basic import label
from gui.widgets.pickers import DayField, TextField, today

ROWS = 4
"""Controls that can be entered for one rating; further ones stay as they were."""


def combo(name: str, said: str, items: Sequence[tuple[str, object]]) -> QComboBox:
    """Return a choice of texts, each with its value."""
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(said)
    for text, value in items:
        box.addItem(text, value)
    return box


def band_box(context: GuiContext, name: str, said: str, chosen: Band | None) -> QComboBox:
    """Return a choice of the four bands."""
    box = combo(name, said, [(context.translator.label(item), item) for item in Band])
    box.setPlaceholderText(context.translator.tr("Please choose"))
    box.setCurrentIndex(-1 if chosen is None else box.findData(chosen))
    return box


def line(name: str, said: str, text: str = "") -> QLineEdit:
    """Return a field of one line."""
    field = QLineEdit(text)
    field.setObjectName(name)
    field.setAccessibleName(said)
    return field


class _ControlRow(QWidget):
    """One control: name, owner, how well it works, what it lowers."""

    def __init__(self, context: GuiContext, number: int, control: Control | None) -> None:
        super().__init__()
        words, tr = context.translator, context.translator.tr
        self._words, self._was = words, control
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        name = "" if control is None else words.text(control.name)
        self.name = line(f"control_{number}", tr("Name of control {number}", number=number), name)
        self.name.setPlaceholderText(tr("Name of the control"))
        self.name.setMinimumWidth(180)
        people = [item for item in context.workspace.people.all() if item.active]
        self.owner = combo(
            f"control_owner_{number}", tr("Owner"), [("–", None), *((p.name.name(), p.id) for p in people)]
        )
        self.works = combo(
            f"control_works_{number}",
            tr("Effectiveness"),
            [(words.label(item), item) for item in Effectiveness],
        )
        self.lowers = combo(
            f"control_lowers_{number}", tr("Lowers"), [(words.label(item), item) for item in Axis]
        )
        if control is not None:
            self.owner.setCurrentIndex(max(0, self.owner.findData(control.owner)))
            self.works.setCurrentIndex(self.works.findData(control.effectiveness))
            self.lowers.setCurrentIndex(self.lowers.findData(control.reduces))
        for widget, share in ((self.name, 3), (self.owner, 2), (self.works, 2), (self.lowers, 2)):
            row.addWidget(widget, share)

    def control(self) -> Control | None:
        name = self.name.text().strip()
        if not name:
            return None
        same = self._was is not None and self._words.text(self._was.name) == name
        owner = self.owner.currentData()
        return Control(
            name=self._was.name if same and self._was is not None else Text(name, self._words.language),
            owner=None if owner is None else PersonId(owner),
            effectiveness=Effectiveness(self.works.currentData()),
            reduces=Axis(self.lowers.currentData()),
        )


class RatingDialog(FormDialog):
    """Controls, target and evidence of one rating."""

    def __init__(
        self, context: GuiContext, rating: RatingDraft, title: str, parent: QWidget | None = None
    ) -> None:
        """Prefill with what was entered."""
        super().__init__(context, parent, title=title)
        self.setObjectName("rating_details")
        self.setMinimumWidth(940)
        self._rating = rating
        tr = self.words.tr
        known = (*rating.controls[:ROWS], *[None] * max(0, ROWS - len(rating.controls)))
        self.controls = [_ControlRow(context, number, item) for number, item in enumerate(known, 1)]
        for number, row in enumerate(self.controls):
            self.grid.add(tr("Controls") if number == 0 else "", row)
        self._add_target(rating.target)
        self.evidence = line("evidence", tr("Evidence"), ", ".join(rating.evidence))
        self.evidence.setPlaceholderText("RUN-0001, F-0002, DOC-0003")
        self.grid.add(tr("Evidence"), self.evidence)
        self.raised = TextField(name="raised_because", said=tr("Why controls raise the risk"), height=52)
        self.raised.setPlainText(self.words.text(rating.raised_because))
        self.grid.add(tr("Above inherent"), self.raised)
        self.finish(tr("Take over"), name="take_over")

    def _add_target(self, target: Target | None) -> None:
        tr = self.words.tr
        self.has_target = QCheckBox(tr("The risk shall be lowered"))
        self.has_target.setObjectName("has_target")
        self.has_target.setChecked(target is not None)
        self.grid.add(tr("Target risk"), self.has_target)
        self.likelihood, self.impact = QSpinBox(), QSpinBox()
        row = QWidget()
        inside = QHBoxLayout(row)
        inside.setContentsMargins(0, 0, 0, 0)
        level = Level(likelihood=1, impact=1) if target is None else target.level
        for box, name, said, value in (
            (self.likelihood, "target_likelihood", tr("Likelihood"), level.likelihood),
            (self.impact, "target_impact", tr("Impact"), level.impact),
        ):
            box.setObjectName(name)
            box.setAccessibleName(said)
            box.setRange(1, 5)
            box.setValue(value)
            inside.addWidget(label(said, "muted"))
            inside.addWidget(box)
        day = today() + timedelta(days=90) if target is None else target.by
        self.by = DayField(self.words, day, name="target_by", said=tr("By"))
        inside.addWidget(label(tr("by"), "muted"))
        inside.addWidget(self.by)
        inside.addStretch(1)
        self.grid.add("", row)
        self.measure = line(
            "target_measure", tr("Measure"), self.words.text(None if target is None else target.measure)
        )
        self.measure.setPlaceholderText(tr("What brings it there"))
        self.grid.add(tr("Remediation"), self.measure)
        need = tr("Say what brings the risk to its target.")
        self.need(lambda: need if self.has_target.isChecked() and not self.measure.text().strip() else None)
        self.has_target.toggled.connect(lambda _: self.check())
        self.measure.textChanged.connect(lambda _: self.check())

    def rating(self) -> RatingDraft:
        """Return the rating with what was entered."""
        found = (row.control() for row in self.controls)
        target = None
        if self.has_target.isChecked():
            target = Target(
                level=Level(likelihood=self.likelihood.value(), impact=self.impact.value()),
                by=self.by.day,
                measure=Text(self.measure.text().strip(), self.words.language),
            )
        return replace(
            self._rating,
            controls=(*(item for item in found if item is not None), *self._rating.controls[ROWS:]),
            target=target,
            evidence=tuple(item.strip() for item in self.evidence.text().split(",") if item.strip()),
            raised_because=self.raised.text(self.words),
        )


class FiguresDialog(FormDialog):
    """Exposure in figures, and how much the purpose weighs."""

    def __init__(
        self, context: GuiContext, given: NewMateriality | None, parent: QWidget | None = None
    ) -> None:
        """Prefill with what was entered."""
        tr = context.translator.tr
        why = tr("Exposure is counted, the purpose is judged; the policy makes the materiality of both.")
        super().__init__(context, parent, title=tr("Materiality from figures"), why=why)
        self.setObjectName("materiality_figures")
        self._rule = context.workspace.policy.materiality
        exposure = Exposure() if given is None else given.exposure
        self.amount = line("amount", tr("Amount"), exposure.amount or "")
        self.decisions = line("decisions", tr("Decisions in one year"), _written(exposure.decisions))
        self.persons = line("persons", tr("Persons in one year"), _written(exposure.persons))
        self.purpose = band_box(context, "purpose", tr("Purpose"), None if given is None else given.purpose)
        self.reason = TextField(name="purpose_reason", said=tr("Why"), height=60)
        self.reason.setPlainText("" if given is None else self.words.text(given.reason))
        self.grid.add(tr("Amount in {currency}", currency=self._rule.currency), self.amount)
        self.grid.add(tr("Decisions in one year"), self.decisions)
        self.grid.add(tr("Persons in one year"), self.persons)
        self.grid.add(tr("Purpose"), self.purpose)
        self.grid.add(tr("Why"), self.reason)
        self.follows = label("", "strong", wrap=True)
        self.grid.add(tr("Materiality"), self.follows)
        self.need_text(self.reason, tr("Say why the purpose weighs so much."))
        self.need(lambda: None if self._exposure() else tr("Enter at least one figure, in digits."))
        self.need(lambda: None if self.purpose.currentIndex() >= 0 else tr("Rate the purpose."))
        for field in (self.amount, self.decisions, self.persons):
            field.textChanged.connect(lambda _: self._changed())
        self.purpose.currentIndexChanged.connect(lambda _: self._changed())
        self.finish(tr("Take over"), name="take_over")
        self._changed()

    def _exposure(self) -> Exposure | None:
        try:
            amount = self.amount.text().strip().replace(",", ".")
            decisions, persons = self.decisions.text().strip(), self.persons.text().strip()
            if amount and Fraction(amount) < 0:
                return None
            found = Exposure(
                amount=Exact(amount) if amount else None,
                currency=self._rule.currency if amount else "",
                decisions=int(decisions) if decisions else None,
                persons=int(persons) if persons else None,
            )
        except (ValueError, ZeroDivisionError):
            return None
        counts = [item for item in (found.decisions, found.persons) if item is not None]
        return found if (amount or counts) and all(item >= 0 for item in counts) else None

    def _changed(self) -> None:
        self.check()
        exposure = self._exposure()
        if exposure is None or self.purpose.currentIndex() < 0:
            self.follows.setText("–")
            return
        purpose = Band(self.purpose.currentData())
        found = materiality_of(exposure, purpose, Text("", self.words.language), self._rule)
        self.follows.setText(
            self.words.tr(
                "{band} (exposure {exposure}, purpose {purpose})",
                band=found.band,
                exposure=found.exposure_band,
                purpose=purpose,
            )
        )

    def figures(self) -> NewMateriality:
        """Return what was entered; complete when the dialog was accepted."""
        exposure, reason = self._exposure(), self.reason.text(self.words)
        if exposure is None or reason is None:
            raise ValueError("the dialog was not complete")
        return NewMateriality(exposure=exposure, purpose=Band(self.purpose.currentData()), reason=reason)


class ComplexityDialog(FormDialog):
    """The seven factors of the complexity."""

    def __init__(
        self, context: GuiContext, given: Sequence[ComplexityAnswer], parent: QWidget | None = None
    ) -> None:
        """Prefill with what was rated."""
        tr = context.translator.tr
        super().__init__(context, parent, title=tr("Complexity"), why=tr("Low: no concern. Severe: grave."))
        self.setObjectName("complexity")
        self.setMinimumWidth(700)
        rated = {item.factor: item for item in given}
        self.boxes: dict[ComplexityFactor, QComboBox] = {}
        for factor in ComplexityFactor:
            was = rated.get(factor)
            word = self.words.label(factor)
            box = band_box(context, f"factor_{factor}", word, None if was is None else was.rating)
            box.currentIndexChanged.connect(lambda _: self._changed())
            self.boxes[factor] = box
            row = QWidget()
            inside = QHBoxLayout(row)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.addWidget(label(tr(COMPLEXITY_QUESTIONS[factor]), wrap=True), 1)
            inside.addWidget(box)
            self.grid.add(word, row)
        self.reason = TextField(name="complexity_reason", said=tr("Why"), height=52)
        reasons = dict.fromkeys(self.words.text(item.reason) for item in given if item.reason is not None)
        self.reason.setPlainText("\n".join(reasons))
        self.grid.add(tr("Why"), self.reason)
        self.follows = label("–", "strong")
        self.grid.add(tr("Complexity"), self.follows)
        self.need(
            lambda: (
                None
                if all(box.currentIndex() >= 0 for box in self.boxes.values())
                else tr("Rate all seven factors.")
            )
        )
        self.need_text(self.reason, tr("Say why the factors are rated so."))
        self.finish(tr("Take over"), name="take_over")
        self._changed()

    def answers(self) -> tuple[ComplexityAnswer, ...]:
        """Return the factors that were rated, each with the reason."""
        return tuple(
            ComplexityAnswer(
                factor=factor, rating=Band(box.currentData()), reason=self.reason.text(self.words)
            )
            for factor, box in self.boxes.items()
            if box.currentIndex() >= 0
        )

    def _changed(self) -> None:
        self.check()
        found = self.answers()
        if len(found) < len(self.boxes):
            self.follows.setText("–")
            return
        rated = complexity_of(found, self.context.workspace.policy.complexity)
        text = self.words.tr("{band} ({points} of 21 points)", band=rated.band, points=rated.points)
        self.follows.setText(text)


def _written(number: int | None) -> str:
    return "" if number is None else str(number)
