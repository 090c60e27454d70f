"""What does the auditor conclude, and on which observations does it rest?"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from core.messages import N_
from core.opinion import Observation, OpinionGrade
from gui.audit.context import AuditContext
from gui.audit.observation import ObservationDialog
from gui.audit.state import AuditState
from gui.audit.step import Step
from gui.widgets.basic import (
    BandChip,
    Card,
    KeyValueGrid,
    SecondaryButton,
    clear_layout,
    label,
    link_button,
    scrolled,
)
from gui.widgets.inputs import line
from gui.widgets.painting import SEVERITY_BANDS
from gui.widgets.pickers import TextField

EXPLAINED: Mapping[OpinionGrade, str] = {
    OpinionGrade.UNQUALIFIED: N_(
        "The evidence suffices, and nothing material speaks against what was claimed."
    ),
    OpinionGrade.QUALIFIED: N_("With the exception of what is named, nothing material speaks against it."),
    OpinionGrade.ADVERSE: N_("What was found is material and pervasive: the claim does not hold."),
    OpinionGrade.DISCLAIMED: N_("The evidence does not suffice to express an opinion."),
}
"""One line for each kind, after ISA 700 and 705."""
_RIGHT = 480


class OpinionStep(Step):
    """Title, engagement and observations; the kind of opinion and its words."""

    TITLE = N_("Opinion")
    ICON = "file-pen"

    def __init__(self, context: AuditContext, state: AuditState) -> None:
        """Show what was written before; no kind is chosen beforehand."""
        super().__init__(context, state)
        self._filling = False
        inner = QWidget()
        row = QHBoxLayout(inner)
        row.setContentsMargins(20, 14, 20, 16)
        row.setSpacing(14)
        left = QVBoxLayout()
        left.setSpacing(14)
        left.addWidget(self._about())
        left.addWidget(self._observed(), 1)
        row.addLayout(left, 1)
        row.addWidget(self._concluded())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(inner))
        self.fill()
        state.written.connect(self.fill)
        state.received.connect(self.fill)

    def _about(self) -> Card:
        tr, card = self.words.tr, Card(self.words.tr("What was examined"))
        self.title = line("opinion_title", tr("Title"), hint=tr("for example Scoring of supplier X"))
        hint = tr("By whom received, when, for which question?")
        self.subject = TextField(name="opinion_subject", said=tr("Engagement"), hint=hint, height=70)
        grid = KeyValueGrid(key_width=110)
        grid.add(tr("Title"), self.title)
        grid.add(tr("Engagement"), self.subject)
        card.body.addWidget(grid)
        self.title.textChanged.connect(lambda _t: self._write())
        self.subject.textChanged.connect(self._write)
        return card

    def _observed(self) -> Card:
        tr, card = self.words.tr, Card(self.words.tr("Observations"))
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        card.body.addLayout(self._list)
        add = SecondaryButton(
            tr("Add an observation …"), name="add_observation", theme=self.context.theme, icon="plus"
        )
        add.clicked.connect(lambda _=False: self._add())
        row = QHBoxLayout()
        row.addWidget(add)
        row.addStretch(1)
        card.body.addLayout(row)
        card.body.addStretch(1)
        return card

    def _concluded(self) -> Card:
        tr, card = self.words.tr, Card(self.words.tr("Opinion"))
        card.setFixedWidth(_RIGHT)
        words = tr(
            "Without a kind of opinion the report records figures only. The kind is yours to choose; "
            "nothing is suggested."
        )
        card.body.addWidget(label(words, "muted", wrap=True))
        self._group = QButtonGroup(self)
        self.grades: dict[OpinionGrade, QRadioButton] = {}
        for grade, said in EXPLAINED.items():
            button = QRadioButton(self.context.translator.label(grade))
            button.setObjectName(f"grade_{grade.value}")
            button.setAccessibleDescription(tr(said))
            button.toggled.connect(lambda _on: self._write())
            self._group.addButton(button)
            self.grades[grade] = button
            card.body.addWidget(button)
            explained = label(tr(said), "faint", wrap=True)
            explained.setContentsMargins(24, 0, 0, 4)
            card.body.addWidget(explained)
        card.body.addWidget(link_button(tr("Choose none"), name="grade_none", pressed=self._choose_none))
        name = label(tr("Opinion in your own words"), "strong")
        self.conclusion = TextField(
            name="opinion_text",
            said=tr("Opinion in your own words"),
            hint=tr("What do you conclude, and why?"),
        )
        self.conclusion.setMinimumHeight(150)
        self.conclusion.setMaximumHeight(16777215)
        name.setBuddy(self.conclusion)
        card.body.addWidget(name)
        card.body.addWidget(self.conclusion, 1)
        self.conclusion.textChanged.connect(self._write)
        return card

    # what is written

    def fill(self) -> None:
        """Show the words as they are kept; what is being typed is left alone."""
        words = self.state.words
        self._filling = True
        if self.title.text().strip() != words.title.strip():
            self.title.setText(words.title)
        if self.subject.toPlainText().strip() != words.subject.strip():
            self.subject.setPlainText(words.subject)
        if self.conclusion.toPlainText().strip() != words.conclusion.strip():
            self.conclusion.setPlainText(words.conclusion)
        self._check(words.grade)
        self._filling = False
        self._show_observations()
        self.changed.emit()

    def _check(self, grade: OpinionGrade | None) -> None:
        self._group.setExclusive(False)
        for item, button in self.grades.items():
            button.setChecked(item is grade)
        self._group.setExclusive(True)

    def _write(self) -> None:
        if self._filling:
            return
        chosen = next((grade for grade, button in self.grades.items() if button.isChecked()), None)
        self.state.write(
            replace(
                self.state.words,
                title=self.title.text(),
                subject=self.subject.toPlainText(),
                grade=chosen,
                conclusion=self.conclusion.toPlainText(),
            )
        )

    def _choose_none(self) -> None:
        self._filling = True
        self._check(None)
        self._filling = False
        self._write()

    def _show_observations(self) -> None:
        clear_layout(self._list)
        observations = self.state.words.observations
        if not observations:
            words = self.words.tr(
                "None yet. Raise them from a failed result on the page Checks, or add them here."
            )
            self._list.addWidget(label(words, "muted", wrap=True))
        for number, item in enumerate(observations):
            self._list.addLayout(self._row(number, item))

    def _row(self, number: int, item: Observation) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        band = SEVERITY_BANDS[item.severity]
        row.addWidget(BandChip(self.context.theme, self.context.translator, band))
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(label(self.context.translator.text(item.title), "strong", wrap=True))
        if item.description is not None:
            words.addWidget(label(self.context.translator.text(item.description), "faint", wrap=True))
        row.addLayout(words, 1)
        row.addWidget(
            link_button(self.words.tr("Edit"), name="edit_observation", pressed=self._editor(number, item))
        )
        row.addWidget(
            link_button(self.words.tr("Remove"), name="remove_observation", pressed=self._remover(number))
        )
        return row

    def _add(self) -> None:
        dialog = ObservationDialog(self.context, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.state.observe(dialog.observation())

    def _editor(self, number: int, item: Observation) -> Callable[[], None]:
        def edit() -> None:
            dialog = ObservationDialog(self.context, self, item, severity=item.severity)
            if dialog.exec() == QDialog.DialogCode.Accepted:
                self._replace(number, dialog.observation())

        return edit

    def _remover(self, number: int) -> Callable[[], None]:
        return lambda: self._replace(number, None)

    def _replace(self, number: int, item: Observation | None) -> None:
        found = list(self.state.words.observations)
        found[number : number + 1] = [item] if item is not None else []
        self.state.write(replace(self.state.words, observations=tuple(found)))

    def obstacles(self) -> tuple[str, ...]:
        """Return what the opinion lacks."""
        words, tr = self.state.words, self.words.tr
        found = []
        if self.state.examination is None:
            found.append(tr("Run the checks first."))
        if not words.title.strip():
            found.append(tr("Give the opinion a title."))
        if words.grade is not None and not words.conclusion.strip():
            found.append(tr("Write the opinion in your own words, or choose no kind."))
        if words.grade is None and words.conclusion.strip():
            found.append(tr("Choose the kind of opinion, or remove its text."))
        return tuple(found)

    def onward(self) -> str:
        """Return what the button says."""
        return self.words.tr("To the signature")
