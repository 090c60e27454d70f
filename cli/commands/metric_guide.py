"""Which measure of fairness fits a decision, asked question by question?"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

import typer

from cli.call import Call, of
from core.errors import UserError
from core.measures import measure_label
from core.messages import N_, message
from core.metric_guide import SOURCES, Question, Walk, choice_of, walk
from core.options import MetricChoice
from core.texts import Text

app = typer.Typer()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAnswer:
    """One possible answer to the next question."""

    answer: str
    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """The next question, for programs that ask it themselves."""

    question: str
    text: str
    help: str
    answers: tuple[OpenAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guided:
    """Where the answers lead: a measure with its reasons, or the next question."""

    choice: MetricChoice | None
    reasons: tuple[str, ...] = ()
    """Why each answer counts, in the language of the output."""
    open: OpenQuestion | None = None
    sources: tuple[str, ...] = SOURCES


@app.command(
    "metric-guide", help=N_("Ask what fairness means for a decision, and name the measure that fits.")
)
def metric_guide(
    context: typer.Context,
    answer: Annotated[
        list[str] | None,
        typer.Option(help=N_("An answer as QUESTION=ANSWER; may be given several times.")),
    ] = None,
    reason: Annotated[
        list[str] | None,
        typer.Option(help=N_("Your reason for an answer as QUESTION=TEXT; may be given several times.")),
    ] = None,
) -> None:
    """Walk through the guide; what is not answered is asked, or shown where nobody can answer."""
    call = of(context)
    answers = _pairs(answer or [], "--answer")
    reasons = {key: call.text(body) for key, body in _pairs(reason or [], "--reason").items()}
    asking = not call.json and sys.stdin.isatty()
    found = _asked(call, answers, reasons) if asking else walk(answers)
    if found.open is not None:
        _show_open(call, found)
        raise typer.Exit(1)
    choice = choice_of(answers, reasons)
    lines = tuple(_lines(call, found, choice))
    call.answer(Guided(choice=choice, reasons=tuple(call.tr(item.why) for _, item in found.steps)), *lines)


def _pairs(given: list[str], option: str) -> dict[str, str]:
    found = {}
    for item in given:
        key, sign, value = item.partition("=")
        if not (sign and key.strip() and value.strip()):
            raise UserError(
                message("{value} is no value of {option}. Write QUESTION=ANSWER.", value=item, option=option)
            )
        found[key.strip()] = value.strip()
    return found


def _asked(call: Call, answers: dict[str, str], reasons: dict[str, Text]) -> Walk:
    """Ask what is open, one question after the other; answers are added to those given."""
    found = walk(answers)
    while found.open is not None:
        question = found.open
        for line in _question_lines(call, question):
            typer.echo(line)
        number = 0
        while not 1 <= number <= len(question.answers):
            number = typer.prompt(call.tr("Your answer"), type=int)
        answers[question.id] = question.answers[number - 1].id
        why = typer.prompt(call.tr("Your reason, for the record (may stay empty)"), default="")
        if why.strip():
            reasons[question.id] = call.text(why.strip())
        found = walk(answers)
    return found


def _question_lines(call: Call, question: Question) -> Iterator[str]:
    yield ""
    yield f"{call.tr(question.text)}  [{question.id}]"
    yield f"  {call.tr(question.help)}"
    for number, item in enumerate(question.answers, 1):
        yield f"  {number}. {call.tr(item.text)}  [{item.id}]"
        yield f"     {call.tr(item.why)}"


def _show_open(call: Call, found: Walk) -> None:
    question = found.open
    if question is None:
        return
    answers = tuple(
        OpenAnswer(answer=item.id, text=call.tr(item.text), why=call.tr(item.why))
        for item in question.answers
    )
    shown = OpenQuestion(
        question=question.id, text=call.tr(question.text), help=call.tr(question.help), answers=answers
    )
    hint = call.tr("Answer it with --answer {question}=ANSWER.", question=question.id)
    call.answer(Guided(choice=None, open=shown), *_question_lines(call, question), "", hint)


def _lines(call: Call, found: Walk, choice: MetricChoice) -> Iterator[str]:
    reasons: Mapping[str, Text | None] = {item.question: item.reason for item in choice.answers}
    for question, item in found.steps:
        yield f"{call.tr(question.text)} {call.tr(item.text)}"
        yield f"  {call.tr(item.why)}"
        said = reasons.get(question.id)
        if said is not None:
            yield "  " + call.tr("Reason: {reason}", reason=said)
    yield ""
    yield call.tr(
        "The measure that fits: {measure} ({id})",
        measure=call.tr(measure_label(choice.measure)),
        id=choice.measure,
    )
