"""How is one question of a questionnaire shown and answered?"""

from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from core.governance.questionnaire import Choice, Question, QuestionKind, cited, day_of
from core.language import Translator
from gui.widgets.basic import label, scrolled
from gui.widgets.pickers import TextField, dated

DAY = "day"
"""Id of the answer that is a day of its own."""


class WrappedChoice(QWidget):
    """A button with a text of several lines; pressing the text presses the button."""

    def __init__(self, button: QAbstractButton, text: str) -> None:
        """Put the text beside the button."""
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(8)
        self.button = button
        button.setAccessibleName(text)
        row.addWidget(button)
        said: QLabel = label(text, wrap=True)
        said.mousePressEvent = lambda _event: button.click()  # type: ignore[method-assign]
        row.addWidget(said, 1)


class QuestionView(QWidget):
    """One question with its source, an explanation, the choices and a note."""

    changed = Signal()

    def __init__(
        self, words: Translator, question: Question, given: tuple[str, ...], *, note: str = ""
    ) -> None:
        """Show the question with what was answered before."""
        super().__init__()
        self.question, self.buttons = question, dict[str, QAbstractButton]()
        self._group = QButtonGroup(self)
        self._group.setExclusive(question.kind is not QuestionKind.MANY)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        language = words.language
        column.addWidget(label(question.text(language), "strong", wrap=True))
        column.addWidget(label(cited(question.citation, language), "faint", wrap=True, selectable=True))
        column.addWidget(label(question.help(language), "muted", wrap=True))
        choices = QWidget()
        self._rows = QVBoxLayout(choices)
        self._rows.setContentsMargins(0, 0, 6, 0)
        self._rows.setSpacing(2)
        for choice in question.answers:
            self._add(choice.id, choice.text(language), checked=choice.id in given)
        if question.kind is QuestionKind.DAY:
            self._add_day(words, given)
        self._rows.addStretch(1)
        column.addWidget(scrolled(choices), 1)
        self.note = TextField(name="answer_note", said=words.tr("Note"), height=44)
        self.note.setPlaceholderText(words.tr("Note on this answer (optional)"))
        self.note.setPlainText(note)
        self.note.textChanged.connect(self.changed)
        column.addWidget(self.note)

    @property
    def answers(self) -> tuple[str, ...]:
        """Return the ids of what is chosen."""
        chosen = tuple(name for name, button in self.buttons.items() if button.isChecked())
        return tuple(self._day() if name == DAY else name for name in chosen)

    def choose(self, *answers: str) -> None:
        """Choose as a click would."""
        for answer in answers:
            self.buttons[answer].click()

    def _add(self, name: str, text: str, *, checked: bool) -> None:
        many = self.question.kind is QuestionKind.MANY
        button: QAbstractButton = QCheckBox() if many else QRadioButton()
        button.setObjectName(f"answer_{name}")
        self._group.addButton(button)
        button.setCheckable(True)
        button.setChecked(checked)
        self.buttons[name] = button
        button.clicked.connect(lambda: self._pressed(name))
        self._rows.addWidget(WrappedChoice(button, text))

    def _add_day(self, words: Translator, given: tuple[str, ...]) -> None:
        known = day_of({self.question.id: given}, self.question.id)
        self._add(DAY, words.tr("On this day:"), checked=known is not None)
        self.day = QDateEdit()
        self.day.setObjectName("answer_date")
        self.day.setAccessibleName(words.tr("On this day:"))
        dated(self.day, words.language)
        shown = known or date.today()  # noqa: DTZ011 (a calendar shows the local day)
        self.day.setDate(QDate(shown.year, shown.month, shown.day))
        self.day.setMaximumWidth(150)
        self.day.dateChanged.connect(lambda _: self._day_changed())
        self._rows.addWidget(self.day)

    def _day_changed(self) -> None:
        if not self.buttons[DAY].isChecked():
            self.buttons[DAY].setChecked(True)
        self.changed.emit()

    def _day(self) -> str:
        day = self.day.date()
        return date(day.year(), day.month(), day.day()).isoformat()

    def _pressed(self, name: str) -> None:
        """Let an exclusive answer stand alone."""
        if self.question.kind is QuestionKind.MANY and self.buttons[name].isChecked():
            alone = _exclusive(self.question.choice(name))
            for other, button in self.buttons.items():
                if other != name and (alone or _exclusive(self.question.choice(other))):
                    button.setChecked(False)
        self.changed.emit()


def _exclusive(choice: Choice | None) -> bool:
    return choice is not None and choice.exclusive
