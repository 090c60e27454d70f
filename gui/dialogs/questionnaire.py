"""How does a person answer a questionnaire, one question at a time, and sign what follows?"""

from collections.abc import Callable
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from core.errors import PruefsteinError
from core.governance.ai_act import Classification, classify
from core.governance.determinations import Answer, Determination, DeterminationKind
from core.governance.gdpr_threshold import threshold
from core.governance.questionnaire import Questionnaire, cited, reasons
from core.ids import ModelId
from core.messages import Message
from core.regulations.questionnaires import questionnaire
from core.texts import Text
from core.workspace import Workspace
from core.workspace.governance.determinations import NewDetermination
from gui.context import GuiContext
from gui.widgets.basic import (
    Card,
    PrimaryButton,
    SecondaryButton,
    clear_layout,
    enable_with_reason,
    label,
    scrolled,
)
from gui.widgets.pickers import TextField
from gui.widgets.question import QuestionView
from gui.widgets.signing import PassphraseField


@dataclass(slots=True)
class Draft:
    """What was answered so far."""

    given: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    reason: str = ""


_DRAFTS: WeakKeyDictionary[Workspace, dict[tuple[DeterminationKind, ModelId], Draft]] = WeakKeyDictionary()
"""Kept until the workspace is closed, or the determination is signed."""


def draft_of(workspace: Workspace, kind: DeterminationKind, model: ModelId) -> Draft:
    """Return what was answered so far for a model."""
    return _DRAFTS.setdefault(workspace, {}).setdefault((kind, model), Draft())


def forget(workspace: Workspace, kind: DeterminationKind, model: ModelId) -> None:
    """Forget a draft once it is signed."""
    _DRAFTS.get(workspace, {}).pop((kind, model), None)


Sign = Callable[[NewDetermination, str, "QuestionnaireDialog"], None]


class QuestionnaireDialog(QDialog):
    """A stepper: one question, the reasons so far beside it, then the result to be signed."""

    def __init__(
        self,
        context: GuiContext,
        kind: DeterminationKind,
        model: ModelId,
        parent: QWidget | None = None,
        *,
        sign: Sign,
    ) -> None:
        """Go on where the draft ended."""
        super().__init__(parent)
        self.context, self.words, self.kind, self.model = context, context.translator, kind, model
        self.asked_with: Questionnaire = questionnaire(kind.value)
        self.draft, self._sign = draft_of(context.workspace, kind, model), sign
        self.setObjectName("questionnaire")
        name = self.words.text(context.workspace.inventory.model(model).name)
        self.setWindowTitle(self.asked_with.title(self.words.language))
        self.resize(940, 620)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 18, 20, 16)
        outer.setSpacing(10)
        outer.addWidget(label(f"{self.asked_with.title(self.words.language)} · {name}", "heading", wrap=True))
        outer.addLayout(self._progress_row())
        body = QHBoxLayout()
        body.setSpacing(14)
        self.stack = QStackedWidget()
        body.addWidget(self.stack, 3)
        body.addWidget(self._reasons_card(), 2)
        outer.addLayout(body, 1)
        outer.addLayout(self._buttons())
        self.view: QuestionView | None = None
        self._path: list[str] = []
        self._go_on()

    def _progress_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.step = label("", "muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName(self.words.tr("Progress"))
        row.addWidget(self.step)
        row.addWidget(self.bar, 1)
        return row

    def _reasons_card(self) -> Card:
        card = Card()
        card.body.addWidget(label(self.words.tr("Reasons so far"), "strong"))
        inner = QWidget()
        self._reasons = QVBoxLayout(inner)
        self._reasons.setContentsMargins(0, 0, 6, 0)
        self._reasons.setSpacing(8)
        card.body.addWidget(scrolled(inner), 1)
        basis = self.asked_with.basis_de if self.words.language.value == "de" else self.asked_with.basis_en
        card.body.addWidget(label(basis, "faint", wrap=True))
        return card

    def _buttons(self) -> QHBoxLayout:
        tr, row = self.words.tr, QHBoxLayout()
        self.problem = label("", "bad", wrap=True)
        row.addWidget(self.problem, 1)
        self.cancel = SecondaryButton(tr("Close, keep draft"), name="keep_draft")
        self.cancel.clicked.connect(self.reject)
        self.back = SecondaryButton(tr("Back"), name="back")
        self.back.clicked.connect(self.go_back)
        self.next = PrimaryButton(tr("Continue"), name="next")
        self.next.clicked.connect(self.go_next)
        for button in (self.cancel, self.back, self.next):
            button.setAutoDefault(False)
            row.addWidget(button)
        return row

    def go_next(self) -> None:
        """Take the answer, drop later ones that are no longer asked, show the next question; or sign."""
        if self.view is None:
            self._finish()
            return
        self._take()
        self._path.append(self.view.question.id)
        self._go_on(after=self.view.question.id)

    def go_back(self) -> None:
        """Show the question before; the answers stay."""
        if self.view is not None:
            self._take()
        if self._path:
            self._show(self._path.pop())

    def result_of(self) -> Classification | str | Message:
        """Return what follows from the answers, or why nothing does."""
        if self.kind is DeterminationKind.AI_ACT:
            return classify(self.asked_with, self.draft.given)
        found = threshold(self.asked_with, self.draft.given)
        return found if isinstance(found, Message) else found.value

    def failed(self, error: PruefsteinError) -> None:
        """Say what went wrong and stay open."""
        self.problem.setText(self.words.say(error.message))
        self.next.setEnabled(True)

    def reject(self) -> None:
        """Keep what was entered and close."""
        if self.view is not None:
            self._take()
        elif hasattr(self, "reason"):
            self.draft.reason = self.reason.toPlainText()
        super().reject()

    def _take(self) -> None:
        if self.view is None:
            return
        name = self.view.question.id
        self.draft.given.pop(name, None)
        if self.view.answers:
            self.draft.given[name] = self.view.answers
        self.draft.notes[name] = self.view.note.toPlainText().strip()
        asked = {question.id for question in self.asked_with.asked(self.draft.given)}
        for old in [item for item in self.draft.given if item not in asked]:
            del self.draft.given[old]

    def _go_on(self, after: str | None = None) -> None:
        """Show the question after this one; at first the first without an answer."""
        asked = [question.id for question in self.asked_with.asked(self.draft.given)]
        if after is None:
            following = self.asked_with.next(self.draft.given)
            name = None if following is None else following.id
            self._path = asked[: asked.index(name)] if name is not None else asked
        else:
            place = asked.index(after) + 1
            name = asked[place] if place < len(asked) else None
        if name is None:
            self._show_result()
        else:
            self._show(name)

    def _show(self, name: str) -> None:
        question = self.asked_with.question(name)
        assert question is not None  # noqa: S101 (names come from the questionnaire)
        view = QuestionView(
            self.words, question, self.draft.given.get(name, ()), note=self.draft.notes.get(name, "")
        )
        view.changed.connect(self._checked)
        self.view = view
        self._put(view)
        self.next.setText(self.words.tr("Continue"))
        self._checked()

    def _put(self, widget: QWidget) -> None:
        old = self.stack.currentWidget()
        self.stack.addWidget(widget)
        self.stack.setCurrentWidget(widget)
        if old is not None:
            self.stack.removeWidget(old)
            old.deleteLater()
        self.problem.setText("")
        self.back.setEnabled(bool(self._path))
        self._show_progress()
        self._show_reasons()

    def _checked(self) -> None:
        assert self.view is not None  # noqa: S101 (only a question can change)
        reason = None if self.view.answers else self.words.tr("Choose an answer.")
        enable_with_reason(self.next, reason)

    def _show_progress(self) -> None:
        asked, done = len(self.asked_with.asked(self.draft.given)), len(self._path)
        self.bar.setMaximum(max(asked, 1))
        self.bar.setValue(min(done, asked))
        if self.view is None:
            self.step.setText(self.words.tr("Result"))
        else:
            self.step.setText(self.words.tr("Question {n} of {all}", n=done + 1, all=max(asked, done + 1)))

    def _show_reasons(self) -> None:
        clear_layout(self._reasons)
        for text in reasons(self.asked_with, self.draft.given, self.words.language):
            self._reasons.addWidget(label(text, wrap=True, selectable=True))
        self._reasons.addStretch(1)

    def _show_result(self) -> None:
        self.view = None
        found = self.result_of()
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.reason = TextField(name="determination_reason", said=self.words.tr("Reason"), height=64)
        self.reason.setPlainText(self.draft.reason)
        self.passphrase = PassphraseField(self.context)
        if isinstance(found, Message):
            column.addWidget(label(self.words.say(found), "bad", wrap=True))
            column.addStretch(1)
        else:
            column.addWidget(label(self._outcome_words(found), "title", wrap=True))
            column.addWidget(self._duties(found), 1)
            column.addWidget(label(self.words.tr("Reason"), "strong"))
            column.addWidget(self.reason)
            column.addWidget(label(self.words.tr("Passphrase"), "strong"))
            column.addWidget(self.passphrase)
        self.reason.textChanged.connect(self._may_sign)
        self.passphrase.changed.connect(self._may_sign)
        self._put(page)
        self.next.setText(self.words.tr("Sign"))
        self._may_sign()

    def _outcome_words(self, found: Classification | str) -> str:
        from core.workspace.governance.determination_rules import rules

        outcome = found.outcome.value if isinstance(found, Classification) else found
        return self.words.label(rules()[self.kind].outcomes(outcome))

    def _duties(self, found: Classification | str) -> QWidget:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 6, 0)
        if isinstance(found, Classification):
            if found.became_provider:
                column.addWidget(
                    label(self.words.tr("The firm counts as provider (AI Act Art. 25)."), wrap=True)
                )
            for item in found.duties:
                day = item.applies_from
                since = (
                    self.words.tr("only after a significant change of design")
                    if day is None
                    else self.words.tr("from {day}", day=day)
                )
                source = cited(item.duty.citation, self.words.language)
                text = item.duty.text(self.words.language)
                column.addWidget(label(f"{since} · {source}: {text}", wrap=True, selectable=True))
        column.addStretch(1)
        return scrolled(inner)

    def _may_sign(self) -> None:
        tr, found = self.words.tr, self.result_of()
        missing: list[str] = []
        watched = self.context.watch.obstacle
        if isinstance(found, Message):
            missing.append(self.words.say(found))
        if watched is not None:
            missing.append(self.words.say(watched))
        if not self.reason.toPlainText().strip():
            missing.append(tr("Give the reason of the determination."))
        if not self.passphrase.text():
            missing.append(tr("Enter your passphrase to sign."))
        enable_with_reason(self.next, "\n".join(missing) or None)

    def request(self) -> NewDetermination:
        """Return what is to be signed."""
        found, language = self.result_of(), self.words.language
        outcome = found.outcome.value if isinstance(found, Classification) else str(found)
        notes = {key: Text(note, language) for key, note in self.draft.notes.items() if note}
        return NewDetermination(
            kind=self.kind,
            model=self.model,
            outcome=outcome,
            answers=tuple(
                Answer(question=question.id, answer=answer, note=notes.get(question.id))
                for question in self.asked_with.asked(self.draft.given)
                for answer in self.draft.given.get(question.id, ())
            ),
            reason=Text(self.reason.toPlainText().strip(), language),
            catalogue=self.asked_with.digest,
        )

    def _finish(self) -> None:
        self.draft.reason = self.reason.toPlainText()
        self.next.setEnabled(False)
        self._sign(self.request(), self.passphrase.text(), self)

    def signed(self, _made: Determination) -> None:
        """Forget the draft and close."""
        forget(self.context.workspace, self.kind, self.model)
        self.accept()
