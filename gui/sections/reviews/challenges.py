"""Who challenged which model, what was answered, and did anything come of it?"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.governance.challenges import (
    Challenge,
    ChallengeAnswer,
    ChallengeOutcome,
    ChallengeTopic,
    effect,
)
from core.ids import ModelId, PersonId, VersionId
from core.messages import N_, Message
from core.people import Permission
from core.workspace import Changes
from core.workspace.governance.challenges import NewChallenge, NewConclusion
from gui.sections.gathered import Gathered
from gui.sections.held import HeldForm, Work
from gui.sections.listing import Deed, Fact, why_not
from gui.sections.shown import Names, day_cell
from gui.sections.sifted import Sieve, Sifted
from gui.sections.ticked import Evidence, evidence_about, evidence_links
from gui.widgets.cells import Cell
from gui.widgets.painting import Tone
from gui.widgets.pickers import today
from gui.widgets.tables import TableColumn

TONES = {
    ChallengeOutcome.OPEN: Tone.WARN,
    ChallengeOutcome.CHANGED: Tone.OK,
    ChallengeOutcome.PLANNED: Tone.INFO,
    ChallengeOutcome.UPHELD: Tone.NEUTRAL,
    ChallengeOutcome.DISPUTED: Tone.BAD,
}
_ANSWER_DAYS = 30


class ChallengesSection(Gathered[Challenge], Sifted[Challenge]):
    """The log of effective challenge."""

    ID = "challenges"
    TITLE = N_("Challenges")
    ICON = "circle-help"
    ORDER = 50
    TOUCHED = Changes.REVIEWS | Changes.PEOPLE
    KEY = "challenge"
    EMPTY = N_(
        "Nobody has challenged a model yet. Whoever neither owns nor developed it questions its purpose, "
        "data, method or use; the log shows what came of it."
    )

    def sieves(self) -> Sequence[Sieve[Challenge]]:
        """Return everything, what is open, and what is disputed."""
        tr = self.words.tr
        return (
            ("every", tr("All"), None),
            ("open", tr("Not concluded"), lambda item: item.is_open),
            ("unanswered", tr("Not answered"), lambda item: item.is_open and item.answer is None),
            ("disputed", tr("Disputed"), lambda item: item.outcome is ChallengeOutcome.DISPUTED),
        )

    def columns(self) -> Sequence[TableColumn[Challenge]]:
        """Return the question, who asks it, what came of it and the day."""
        words = self.words
        return (
            TableColumn(
                title=words.tr("Challenge"),
                cell=lambda item: Cell(
                    text=words.text(item.question),
                    below=f"{item.id} · {item.version or item.model} · {self.names.person(item.raised_by)}",
                    strong=item.is_open,
                    tip=words.text(item.question),
                ),
            ),
            TableColumn(title=words.tr("State"), cell=self._state, fits=True),
            TableColumn(
                title=words.tr("Due"),
                cell=lambda item: day_cell(self.context, item.due, late=item.overdue(today())),
                key=lambda item: item.due,
                width=104,
            ),
        )

    def _state(self, item: Challenge) -> Cell:
        if item.is_open and item.answer is not None:
            return Cell(text=self.words.tr("Answered"), tone=Tone.INFO, badge=True)
        return Cell(text=self.words.label(item.outcome), tone=TONES[item.outcome], badge=True)

    def read(self) -> Sequence[Challenge]:
        """Return every challenge, newest first."""
        self.names = Names(self.context)
        return self.context.workspace.challenges.all()

    def summary(self, records: Sequence[Challenge]) -> str:
        """Say how much came of them."""
        found = effect(records, today())
        return self.words.tr(
            "{raised} raised, {open} open, {late} overdue, {changed} with a change",
            raised=found.raised,
            open=found.open,
            late=found.overdue,
            changed=found.led_to_change,
        )

    def heading(self, record: Challenge) -> str:
        """Return id and topic."""
        return f"{record.id} · {self.words.label(record.topic)}"

    def facts(self, record: Challenge) -> Sequence[Fact]:
        """Return question, every answer and conclusion, each with who and when."""
        tr, text = self.words.tr, self.words.text
        facts: list[Fact] = [
            (tr("About"), self.names.model(record.model)),
            (tr("Version"), record.version or ""),
            (tr("Question"), text(record.question)),
            (tr("Raised by"), self._who(record.raised_by, record.raised_at)),
            (tr("Expertise"), text(record.expertise)),
            (tr("Standing in the firm"), text(record.standing)),
            (tr("Due"), "" if record.due is None else self.words.date(record.due)),
            *self._answers(record),
            (tr("Outcome"), self.words.label(record.outcome)),
            (tr("Conclusion"), text(record.conclusion)),
        ]
        if record.evidence:
            facts.append((tr("What shows it"), evidence_links(self.context, record.evidence)))
        facts.append((tr("Concluded by"), self._who(record.closed_by, record.closed_at)))
        return facts

    def _answers(self, record: Challenge) -> Sequence[Fact]:
        """Return every answer, oldest first, numbered where there are several."""
        tr, several = self.words.tr, len(record.answers) > 1
        if not record.answers:
            return ((tr("Answer"), tr("none yet")),)
        return [
            fact
            for number, item in enumerate(record.answers, 1)
            for fact in (
                (tr("Answer {n}", n=number) if several else tr("Answer"), self.words.text(item.text)),
                (tr("Answered by"), self._who(item.by, item.at)),
            )
        ]

    def _who(self, who: PersonId | None, at: datetime | None) -> str:
        if who is None or at is None:
            return ""
        return self.words.tr("{who}, {moment}", who=self.names.person(who), moment=at)

    def deeds(self) -> Sequence[Deed[Challenge]]:
        """Return raising, answering and concluding."""
        tr = self.words.tr
        return (
            Deed(name="raise_challenge", text=tr("Raise a challenge"), icon="plus", new=True,
                 obstacle=self._why_not_raise, act=lambda _: self._raise()),
            Deed(name="answer_challenge", text=tr("Answer …"), icon="pencil",
                 obstacle=self._why_not_answer, act=self._answer),
            Deed(name="conclude_challenge", text=tr("Conclude …"), icon="circle-check",
                 obstacle=self._why_not_conclude, act=self._conclude),
        )  # fmt: skip

    def _said(self, found: Message | None) -> str | None:
        return None if found is None else self.words.say(found)

    def _why_not_raise(self, _: Challenge | None) -> str | None:
        if not self.context.workspace.inventory.number():
            return self.words.tr("No model is registered yet.")
        return why_not(self.context, Permission.RAISE_FINDING)

    def _why_not_answer(self, item: Challenge | None) -> str | None:
        if item is None:
            return None
        log, person = self.context.workspace.challenges, self.context.session.person
        return self._said(log.answer_obstacle(item.id, person))

    def _why_not_conclude(self, item: Challenge | None) -> str | None:
        if item is None:
            return None
        log, person = self.context.workspace.challenges, self.context.session.person
        refused = self._said(log.conclusion_obstacle(item.id, person))
        return refused or why_not(self.context, Permission.RAISE_FINDING)

    def _raise(self) -> None:
        form, log = ChallengeForm(self), self.context.workspace.challenges

        def gather() -> Work[Challenge]:
            new = form.entered()
            return lambda session: log.raise_new(session, new)

        form.hold(
            self.words.tr("Raise"),
            self.words.tr("Recording the challenge"),
            gather,
            lambda made: self.arrive({self.KEY: made.id}),
        )

    def _answer(self, item: Challenge | None) -> None:
        if item is None:
            return
        tr, log = self.words.tr, self.context.workspace.challenges
        form = HeldForm(
            self.context,
            self,
            name="answer_form",
            title=tr("Answer {id}", id=item.id),
            why=self.words.text(item.question),
        )
        said_before(form, item.answers)
        answer = form.add_text(
            "answer", tr("Answer"), needed=tr("Write what is said to the challenge."), height=120
        )

        def gather() -> Work[Challenge]:
            said = answer.needed
            return lambda session: log.answer(session, item.id, said)

        form.hold(tr("Submit"), tr("Recording the answer"), gather)

    def _conclude(self, item: Challenge | None) -> None:
        if item is None:
            return
        form, log = ConclusionForm(self, item), self.context.workspace.challenges

        def gather() -> Work[Challenge]:
            new = NewConclusion(
                outcome=form.came,
                text=form.conclusion.needed,
                evidence=form.evidence.ids,
                read=item.answered_at,
            )
            return lambda session: log.conclude(session, item.id, new)

        form.hold(self.words.tr("Conclude"), self.words.tr("Recording the conclusion"), gather)


def said_before(form: HeldForm, answers: Sequence[ChallengeAnswer]) -> None:
    """Show in a form what was answered, each with its day; all of it stays."""
    words = form.words
    lines = [f"{words.date(item.at.date())}: {words.text(item.text)}" for item in answers]
    form.grid.add(words.tr("Said so far"), "\n".join(lines) or words.tr("none yet"))


class ChallengeForm(HeldForm):
    """What is questioned, and why the challenger can judge it and be heard."""

    def __init__(self, section: ChallengesSection) -> None:
        """Start with the first model."""
        tr, inventory = section.words.tr, section.context.workspace.inventory
        super().__init__(
            section.context,
            section,
            name="challenge_form",
            title=tr("Raise a challenge"),
            why=tr(
                "A challenge counts as effective only from somebody with expertise, independence and the "
                "standing to bring about a change. Who owns or developed the model cannot raise it."
            ),
        )
        subjects: list[tuple[str, str]] = []
        for model in inventory.models():
            subjects.append((f"{model.id} · {self.words.text(model.name)}", model.id))
            subjects += [(f"    {item.id}", item.id) for item in inventory.versions(model.id)]
        self.subject = self.add_choice("subject", tr("About"), subjects)
        self.topic = self.add_enum("topic", tr("Topic"), ChallengeTopic)
        self.question = self.add_text(
            "question", tr("Question"), needed=tr("Write what is questioned, and why."), height=84
        )
        self.expertise = self.add_text("expertise", tr("Expertise"), needed=tr("Write why you can judge it."))
        self.standing = self.add_text(
            "standing", tr("Standing in the firm"), needed=tr("Write what lets you bring about a change.")
        )
        self.due = self.add_day("due", tr("Answer due"), today() + timedelta(days=_ANSWER_DAYS))

    def entered(self) -> NewChallenge:
        """Return what was entered."""
        subject = str(self.subject.currentData())
        return NewChallenge(
            model=ModelId(subject.partition("@")[0]),
            version=VersionId(subject) if "@" in subject else None,
            topic=ChallengeTopic(self.topic.currentData()),
            question=self.question.needed,
            expertise=self.expertise.needed,
            standing=self.standing.needed,
            due=self.due.day,
        )


class ConclusionForm(HeldForm):
    """What came of a challenge, and what shows it."""

    def __init__(self, section: ChallengesSection, item: Challenge) -> None:
        """Offer what can be said: without an answer only a dispute."""
        tr = section.words.tr
        super().__init__(
            section.context,
            section,
            name="conclusion_form",
            title=tr("Conclude {id}", id=item.id),
            why=section.words.text(item.question),
        )
        self._answered = item.answer is not None
        said_before(self, item.answers)
        outcomes = [one for one in ChallengeOutcome if one is not ChallengeOutcome.OPEN]
        self.outcome = self.add_choice(
            "outcome",
            tr("Outcome"),
            [(self.words.label(one), one) for one in outcomes],
            ask=tr("Choose"),
        )
        self.conclusion = self.add_text(
            "conclusion", tr("Conclusion"), needed=tr("Write what came of it, and why."), height=84
        )
        offered = evidence_about(section.context, item.model, item.version)
        self.evidence = Evidence(section.context, offered, self.recheck)
        self.grid.add(tr("What shows it"), self.evidence)
        self.need(self._against)

    @property
    def came(self) -> ChallengeOutcome:
        """Return what came of it."""
        return ChallengeOutcome(self.outcome.currentData())

    def _against(self) -> str | None:
        tr = self.words.tr
        if self.outcome.currentData() is None:
            return tr("Choose what came of it.")
        if not self._answered and self.came is not ChallengeOutcome.DISPUTED:
            return tr("Nobody has answered yet: only a dispute can be recorded.")
        changes = {ChallengeOutcome.CHANGED, ChallengeOutcome.PLANNED}
        if self.came in changes and not self.evidence.ids:
            return tr("A change needs something that shows it.")
        return None


SECTION = ChallengesSection
