"""Which measure of fairness fits, asked one question after the other, and why?"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from core.measures import measure_label
from core.metric_guide import SOURCES, Answer, Question, choice_of, walk
from core.options import MetricChoice
from core.texts import Text
from gui.context import Look
from gui.widgets.basic import (
    Callout,
    PrimaryButton,
    SecondaryButton,
    button_row,
    clear_layout,
    enable_with_reason,
    label,
    scrolled,
)
from gui.widgets.inputs import line
from gui.widgets.painting import Tone


class MetricGuideDialog(QDialog):
    """The questions on the way, each with its answers, and the measure they lead to."""

    def __init__(self, look: Look, before: MetricChoice | None, parent: QWidget | None = None) -> None:
        """Go on from what was answered before."""
        super().__init__(parent)
        tr = look.translator.tr
        self.setObjectName("metric_guide")
        self.setWindowTitle(tr("Which measure fits?"))
        self.resize(760, 680)
        self._look = look
        kept = () if before is None else before.answers
        self.answers = {item.question: item.answer for item in kept}
        self._reasons = {item.question: item.reason.body for item in kept if item.reason is not None}
        self._fields: dict[str, QLineEdit] = {}
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(2, 2, 10, 8)
        self._column.setSpacing(8)
        self._area = scrolled(inner)
        self.go = PrimaryButton(tr("Choose this measure"), name="guide_go", theme=look.theme, icon="check")
        self.go.clicked.connect(lambda _=False: self.accept())
        again = SecondaryButton(
            tr("From the beginning"), name="guide_again", theme=look.theme, icon="rotate-ccw"
        )
        again.clicked.connect(lambda _=False: self._restart())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.setSpacing(10)
        layout.addWidget(label(tr("Which measure fits?"), "title"))
        layout.addWidget(self._area, 1)
        foot = QHBoxLayout()
        foot.addWidget(again)
        foot.addStretch(1)
        foot.addWidget(button_row(look.translator, self, self.go))
        layout.addLayout(foot)
        self._show()

    def choose(self, question: str, answer: str) -> None:
        """Answer a question; later answers of another way are forgotten."""
        self._keep_reasons()
        found = walk(self.answers)
        places = [item.id for item, _ in found.steps]
        later = places[places.index(question) + 1 :] if question in places else []
        for name in later:
            self.answers.pop(name, None)
        self.answers[question] = answer
        self._show()

    def _restart(self) -> None:
        self.answers, self._reasons = {}, {}
        self._fields = {}
        self._show()

    def _keep_reasons(self) -> None:
        for name, field in self._fields.items():
            self._reasons[name] = field.text().strip()

    def _show(self) -> None:
        """Show the questions answered, the next one, or where they lead."""
        tr = self._look.translator.tr
        clear_layout(self._column)
        self._fields = {}
        found = walk(self.answers)
        for number, (question, answer) in enumerate(found.steps, 1):
            self._ask(number, question, answer)
        if found.open is not None:
            self._ask(len(found.steps) + 1, found.open, None)
        if found.measure is not None:
            title = tr("The measure that fits: {measure}", measure=tr(measure_label(found.measure)))
            box = Callout(self._look.theme, Tone.INFO, title, [tr(found.steps[-1][1].why)])
            box.setObjectName("guide_measure")
            self._column.addWidget(box)
            sources = tr("Sources of the guide: {sources}", sources=" ".join(SOURCES))
            self._column.addWidget(label(sources, "faint", wrap=True, selectable=True))
        self._column.addStretch(1)
        open_ = tr("Answer the questions first.") if found.measure is None else None
        enable_with_reason(self.go, open_)
        bar = self._area.verticalScrollBar()
        bar.rangeChanged.connect(
            lambda _low, high: bar.setValue(high), Qt.ConnectionType.SingleShotConnection
        )

    def _ask(self, number: int, question: Question, chosen: Answer | None) -> None:
        tr = self._look.translator.tr
        self._column.addWidget(label(f"{number}. {tr(question.text)}", "heading", wrap=True))
        self._column.addWidget(label(tr(question.help), "muted", wrap=True))
        group = QButtonGroup(self)
        for item in question.answers:
            button = QRadioButton(tr(item.text).replace("&", "&&"))
            button.setObjectName(f"answer_{question.id}_{item.id}")
            button.setChecked(chosen is not None and item.id == chosen.id)
            button.setAccessibleDescription(tr(item.why))
            button.clicked.connect(lambda _=False, key=item.id: self.choose(question.id, key))
            group.addButton(button)
            self._column.addWidget(button)
        if chosen is None:
            group.buttons()[0].setFocus()
            return
        why = label(tr(chosen.why), wrap=True)
        why.setContentsMargins(22, 0, 0, 0)
        self._column.addWidget(why)
        hint = tr("Your reason, for the record (may stay empty)")
        field = line(f"reason_{question.id}", tr("Your reason"), hint=hint)
        field.setText(self._reasons.get(question.id, ""))
        self._fields[question.id] = field
        self._column.addWidget(field)

    def choice(self) -> MetricChoice:
        """Return the measure with answers and reasons; only when every question is answered."""
        self._keep_reasons()
        language = self._look.translator.language
        said = {name: Text(body, language) for name, body in self._reasons.items() if body}
        return choice_of(self.answers, said)


def ask_measure(look: Look, before: MetricChoice | None, parent: QWidget) -> MetricChoice | None:
    """Ask which measure fits; None when they cancel."""
    dialog = MetricGuideDialog(look, before, parent)
    return dialog.choice() if dialog.exec() == QDialog.DialogCode.Accepted else None
