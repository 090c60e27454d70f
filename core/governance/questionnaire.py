"""Which questions are asked, in which order, and are the answers complete and free of contradiction?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from core.governance.determinations import Answer
from core.ids import Digest
from core.messages import Message, message
from core.texts import Language

NOT_READ = Digest("")
"""Digest of a questionnaire that was not read from a file."""
Given: TypeAlias = Mapping[str, tuple[str, ...]]
"""Answers by question."""


class QuestionKind(StrEnum):
    """How a question is answered."""

    ONE = "one"
    MANY = "many"
    """One or more; an exclusive answer stands alone."""
    DAY = "day"
    """One of the answers, or a day as 2026-11-21."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One possible answer."""

    id: str
    text_en: str
    text_de: str
    reason_en: str | None = None
    """What it says in the reasons of the outcome."""
    reason_de: str | None = None
    exclusive: bool = False

    def text(self, language: Language) -> str:
        """Return the answer in a language."""
        return self.text_de if language is Language.GERMAN else self.text_en

    def reason(self, language: Language) -> str | None:
        """Return its part in the reasons, in a language."""
        return self.reason_de if language is Language.GERMAN else self.reason_en


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What must have been answered before; all parts that are given must hold."""

    question: str
    any_of: tuple[str, ...] = ()
    at_least: int | None = None
    """So many answers that are not exclusive."""
    at_most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question."""

    id: str
    kind: QuestionKind
    citation: str
    text_en: str
    text_de: str
    help_en: str
    help_de: str
    answers: tuple[Choice, ...]
    ask_if: tuple[Condition, ...] = ()
    """All must hold."""
    ask_any: tuple[Condition, ...] = ()
    """One must hold."""
    skip_if: tuple[Condition, ...] = ()
    """None may hold."""

    def text(self, language: Language) -> str:
        """Return the question in a language."""
        return self.text_de if language is Language.GERMAN else self.text_en

    def help(self, language: Language) -> str:
        """Return the explanation in a language."""
        return self.help_de if language is Language.GERMAN else self.help_en

    def choice(self, answer: str) -> Choice | None:
        """Return the answer of this id, or None."""
        return next((item for item in self.answers if item.id == answer), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyText:
    """One duty that can follow."""

    id: str
    citation: str
    text_en: str
    text_de: str
    roles: tuple[str, ...]
    """Empty: whatever the role."""
    starts: Mapping[str, date]
    """From when it applies, by what it follows from."""

    def text(self, language: Language) -> str:
        """Return the duty in a language."""
        return self.text_de if language is Language.GERMAN else self.text_en


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """A versioned list of questions."""

    schema: int
    id: str
    version: str
    title_en: str
    title_de: str
    basis_en: str
    """Which texts it was compared with."""
    basis_de: str
    questions: tuple[Question, ...]
    duties: tuple[DutyText, ...] = field(default=())
    digest: Digest = NOT_READ

    def title(self, language: Language) -> str:
        """Return the name in a language."""
        return self.title_de if language is Language.GERMAN else self.title_en

    def question(self, question: str) -> Question | None:
        """Return the question of this id, or None."""
        return next((item for item in self.questions if item.id == question), None)

    def count(self, given: Given, question: str) -> int:
        """Return how many answers that are not exclusive a question has."""
        found = self.question(question)
        if found is None:
            return 0
        chosen = (found.choice(answer) for answer in given.get(question, ()))
        return sum(item is None or not item.exclusive for item in chosen)

    def asked(self, given: Given) -> tuple[Question, ...]:
        """Return the questions that are asked with these answers, in their order.

        A question whose conditions rest on one not yet answered is not asked yet.
        """
        asked: list[Question] = []
        known: dict[str, tuple[str, ...]] = {}
        for question in self.questions:
            if self._is_asked(question, known):
                asked.append(question)
                known[question.id] = given.get(question.id, ())
        return tuple(asked)

    def next(self, given: Given) -> Question | None:
        """Return the first question that is asked and not answered; None when all are."""
        return next((item for item in self.asked(given) if not given.get(item.id)), None)

    def refusal(self, given: Given) -> Message | None:
        """Return why the answers are incomplete or contradict each other, or None."""
        asked = {question.id: question for question in self.asked(given)}
        for name in given:
            if self.question(name) is None:
                return message("There is no question “{question}”. Look at the questionnaire.", question=name)
            if name not in asked:
                return message(
                    "The question “{question}” is not asked after the other answers. Leave it out, or change "
                    "the others.",
                    question=name,
                )
        for question in asked.values():
            wrong = _wrong(question, given.get(question.id, ()))
            if wrong is not None:
                return wrong
        return None

    def _is_asked(self, question: Question, known: Given) -> bool:
        return (
            all(self._holds(item, known) for item in question.ask_if)
            and (not question.ask_any or any(self._holds(item, known) for item in question.ask_any))
            and not any(self._holds(item, known) for item in question.skip_if)
        )

    def _holds(self, condition: Condition, known: Given) -> bool:
        answers = known.get(condition.question, ())
        count = self.count(known, condition.question)
        return (
            bool(answers)
            and (not condition.any_of or bool(set(condition.any_of) & set(answers)))
            and (condition.at_least is None or count >= condition.at_least)
            and (condition.at_most is None or count <= condition.at_most)
        )


def given_by(answers: Iterable[Answer]) -> Given:
    """Return the answers by question."""
    found: dict[str, tuple[str, ...]] = {}
    for item in answers:
        found[item.question] = (*found.get(item.question, ()), item.answer)
    return found


def reasons(questionnaire: Questionnaire, given: Given, language: Language) -> tuple[str, ...]:
    """Return what the answers say in the reasons of the outcome, in the order of the questions."""
    found: list[str] = []
    for question in questionnaire.asked(given):
        for answer in given.get(question.id, ()):
            choice = question.choice(answer)
            reason = _day_reason(question, answer, language) if choice is None else choice.reason(language)
            if reason:
                found.append(reason)
    return tuple(found)


def cited(citation: str, language: Language) -> str:
    """Return a citation in a language."""
    if language is not Language.GERMAN:
        return citation
    for english, german in _GERMAN:
        citation = citation.replace(english, german)
    return citation


def day_of(given: Given, question: str) -> date | None:
    """Return the day a question was answered with, or None."""
    for answer in given.get(question, ()):
        day = _day(answer)
        if day is not None:
            return day
    return None


_GERMAN = (
    ("AI Act", "KI-VO"),
    ("GDPR", "DSGVO"),
    ("Arts.", "Art."),
    ("Annex", "Anhang"),
    ("recital", "Erwägungsgrund"),
    ("last subparagraph", "letzter Unterabsatz"),
    ("first subparagraph", "erster Unterabsatz"),
    ("second sentence", "Satz 2"),
    ("section", "Abschnitt"),
    ("Section", "Abschnitt"),
    ("point", "Nr."),
    ("Appendix", "Anhang"),
    ("Principle", "Grundsatz"),
    ("Model approval", "Modellfreigabe"),
)


def _day(answer: str) -> date | None:
    try:
        return date.fromisoformat(answer)
    except ValueError:
        return None


def _day_reason(question: Question, answer: str, language: Language) -> str:
    return f"{question.text(language)} {answer} ({cited(question.citation, language)})."


def _wrong(question: Question, answers: tuple[str, ...]) -> Message | None:
    if not answers:
        return message("The question “{question}” has no answer. Answer it first.", question=question.id)
    for answer in answers:
        if question.choice(answer) is None and not (
            question.kind is QuestionKind.DAY and _day(answer) is not None
        ):
            return message(
                "“{answer}” is no answer to “{question}”. Possible are: {choices}.",
                answer=answer,
                question=question.id,
                choices=", ".join(choice.id for choice in question.answers),
            )
    alone = [choice for choice in map(question.choice, answers) if choice is not None and choice.exclusive]
    single = question.kind is not QuestionKind.MANY
    if len(answers) > 1 and (single or alone or len(set(answers)) < len(answers)):
        return message(
            "The answers to “{question}” exclude each other. Give one of them.", question=question.id
        )
    return None
