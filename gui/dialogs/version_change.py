"""What must be answered to say whether a change is significant, or to return to an approved version?"""

from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from core.governance.determinations import Answer, DeterminationKind
from core.governance.questionnaire import cited
from core.governance.rollback import PLACES, REPLACED_GOES_TO, RollbackOutcome
from core.governance.significance import Significance, prefilled
from core.ids import VersionId, model_of
from core.regulations.questionnaires import questionnaire
from core.workspace.governance.determinations import NewDetermination
from gui.context import GuiContext
from gui.dialogs.determine import Sign, SignedForm
from gui.widgets.basic import label, scrolled


class SignificanceDialog(SignedForm):
    """The questions on a change, answered as far as the difference tells, and the outcome."""

    def __init__(
        self,
        context: GuiContext,
        before: VersionId,
        after: VersionId,
        parent: QWidget | None = None,
        *,
        sign: Sign,
    ) -> None:
        """Answer what follows from the difference; the rest is a person's."""
        tr = context.translator.tr
        title = tr("Is {after} a significant change against {before}?", after=after, before=before)
        super().__init__(context, parent, name="significance_dialog", title=title, sign=sign)
        self.setMinimumWidth(760)
        self._before, self._after = before, after
        found = context.workspace.versions.difference(before, after)
        self.shown = {item.question: item.answer for item in prefilled(found)}
        self.answers: dict[str, QComboBox] = {}
        self._layout.insertWidget(self._layout.indexOf(self.grid), self._questions())
        self.note = self.add_line(
            "note", tr("Note"), hint=tr("Why a yes does not matter, or why the difference misleads")
        )
        self.outcome = self.add_enum("significance", tr("Determination"), Significance)
        self.need(self._unanswered)
        self.close_with_signature()

    def _unanswered(self) -> str | None:
        if all(box.currentData() for box in self.answers.values()):
            return None
        return self.words.tr("Answer every question.")

    def _questions(self) -> QWidget:
        inner, language = QWidget(), self.words.language
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setColumnStretch(0, 1)
        for row, question in enumerate(questionnaire("significant_change").questions):
            text = label(f"{row + 1}. {question.text(language)}", wrap=True)
            text.setToolTip(f"{question.help(language)} ({cited(question.citation, language)})")
            box = QComboBox()
            box.setObjectName(f"answer_{question.id}")
            box.setAccessibleName(question.text(language))
            if question.id not in self.shown:
                box.addItem(self.words.tr("Answer …"), "")
            for choice in question.answers:
                box.addItem(choice.text(language), choice.id)
            box.setCurrentIndex(max(box.findData(self.shown.get(question.id, "")), 0))
            box.currentIndexChanged.connect(lambda _: self.recheck())
            self.answers[question.id] = box
            grid.addWidget(text, row, 0)
            grid.addWidget(box, row, 1)
        area = scrolled(inner)
        area.setFixedHeight(250)
        return area

    def request(self) -> NewDetermination:
        """Return what was entered; the note goes to each answer that needs one."""
        note = self.said(self.note.plain) if self.note.plain else None
        answers = []
        for question, box in self.answers.items():
            answer = str(box.currentData())
            told = answer == "yes" or self.shown.get(question, answer) != answer
            answers.append(Answer(question=question, answer=answer, note=note if told else None))
        return NewDetermination(
            kind=DeterminationKind.SIGNIFICANT_CHANGE,
            model=model_of(self._after),
            version=self._after,
            outcome=Significance(self.outcome.currentData()),
            answers=tuple(answers),
            reason=self.said(self.reason.plain),
            evidence=(self._before,),
            catalogue=questionnaire("significant_change").digest,
        )


class ReturnDialog(SignedForm):
    """The return to a version that was approved before."""

    def __init__(
        self,
        context: GuiContext,
        version: VersionId,
        replaced: VersionId,
        parent: QWidget | None = None,
        *,
        sign: Sign,
    ) -> None:
        """Ask where the replaced version goes."""
        tr = context.translator.tr
        title = tr("Return to {version}", version=version)
        super().__init__(context, parent, name="return_dialog", title=title, sign=sign)
        self._version, self._replaced = version, replaced
        self.grid.add(tr("Replaced"), replaced)
        entries = [(self.words.label(place), place) for place in PLACES]
        self.place = self.add_choice("place", tr("It goes to"), entries)
        self.close_with_signature()

    def request(self) -> NewDetermination:
        """Return what was entered."""
        answer = Answer(question=REPLACED_GOES_TO, answer=str(self.place.currentData()))
        return NewDetermination(
            kind=DeterminationKind.ROLLBACK,
            model=model_of(self._version),
            version=self._version,
            outcome=RollbackOutcome.RETURNED,
            answers=(answer,),
            reason=self.said(self.reason.plain),
            evidence=(self._replaced,),
        )
