"""Which measure of fairness fits a decision, and for which reasons?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.errors import UserError
from core.messages import message
from core.metric_tree import QUESTIONS, SOURCES, START, Answer, Question
from core.options import MetricAnswer, MetricChoice
from core.texts import Text

__all__ = [
    "QUESTIONS",
    "SOURCES",
    "START",
    "Answer",
    "Question",
    "Walk",
    "choice_of",
    "paths",
    "steps",
    "walk",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """How far some answers lead."""

    steps: tuple[tuple[Question, Answer], ...]
    """Questions answered so far, in their order."""
    open: Question | None
    """The next question; None: there is a measure."""
    measure: str | None
    """Id of the measure; None: questions are open."""


def walk(answers: Mapping[str, str]) -> Walk:
    """Follow answers (question id to answer id) as far as they lead; those off the way are not looked at.

    Raises `UserError` for an answer the question does not have.
    """
    taken: list[tuple[Question, Answer]] = []
    place = START
    while place in QUESTIONS:
        question = QUESTIONS[place]
        if place not in answers:
            return Walk(steps=tuple(taken), open=question, measure=None)
        answer = _answer(question, answers[place])
        taken.append((question, answer))
        place = answer.then
    return Walk(steps=tuple(taken), open=None, measure=place)


def _answer(question: Question, id_: str) -> Answer:
    found = next((item for item in question.answers if item.id == id_), None)
    if found is None:
        raise UserError(
            message(
                "The question “{question}” has no answer “{answer}”. Choose from: {answers}.",
                question=question.id,
                answer=id_,
                answers=", ".join(item.id for item in question.answers),
            )
        )
    return found


def choice_of(answers: Mapping[str, str], reasons: Mapping[str, Text] | None = None) -> MetricChoice:
    """Return the measure with the way to it; raises `UserError` while a question is open.

    Only answers on the way are kept, with the reason somebody wrote to each.
    """
    for name in answers:
        if name not in QUESTIONS:
            raise UserError(
                message(
                    "There is no question “{question}”. The questions are: {questions}.",
                    question=name,
                    questions=", ".join(QUESTIONS),
                )
            )
    found = walk(answers)
    if found.measure is None or found.open is not None:
        raise UserError(
            message(
                "The question “{question}” is not answered yet. Choose from: {answers}.",
                question="" if found.open is None else found.open.id,
                answers=", ".join(item.id for item in found.open.answers) if found.open else "",
            )
        )
    said = reasons or {}
    return MetricChoice(
        measure=found.measure,
        answers=tuple(
            MetricAnswer(question=question.id, answer=answer.id, reason=said.get(question.id))
            for question, answer in found.steps
        ),
    )


def steps(choice: MetricChoice) -> tuple[tuple[Question, Answer, Text | None], ...]:
    """Return question, answer and reason of a kept choice; what the guide no longer asks is left out."""
    found = []
    for item in choice.answers:
        question = QUESTIONS.get(item.question)
        answer = None
        if question is not None:
            answer = next((one for one in question.answers if one.id == item.answer), None)
        if question is not None and answer is not None:
            found.append((question, answer, item.reason))
    return tuple(found)


def paths(place: str = START) -> Iterator[tuple[tuple[str, str], ...]]:
    """Yield every way through the guide as pairs of question and answer, the last pair's answer a measure."""
    if place not in QUESTIONS:
        yield ()
        return
    for answer in QUESTIONS[place].answers:
        for rest in paths(answer.then):
            yield ((place, answer.id), *rest)
