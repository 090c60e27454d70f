"""How is something determined with a signature from the command line?"""

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from cli.call import Call, of
from cli.inputs import day, one_of
from cli.tables import table
from core.errors import UserError
from core.governance.ai_act import Classification, classify
from core.governance.determinations import Answer, Determination, DeterminationKind
from core.governance.gdpr_threshold import threshold
from core.governance.questionnaire import Questionnaire, cited, given_by, reasons
from core.ids import DeterminationId, ModelId, VersionId
from core.messages import N_, Message, message
from core.regulations.questionnaires import frameworks, questionnaire
from core.workspace import Workspace
from core.workspace.governance.determination_rules import rules
from core.workspace.governance.determinations import NewDetermination, SignatureState
from core.workspace.governance.rule import Subject

app = typer.Typer()
listed = typer.Typer(help=N_("Signed determinations: list, show, withdraw, verify."))
app.add_typer(listed, name="determinations")
asked = typer.Typer(help=N_("Print the questions that lead to a class, and what follows from answers."))
app.add_typer(asked, name="classify")

Id = Annotated[str, typer.Argument(help=N_("Id of the determination, for example DT-0001."))]
Kind = Annotated[
    str,
    typer.Argument(
        help=N_("Kind: ai_act, gdpr_threshold, scope, policy_exception, pre_validation_use and others.")
    ),
]
Answers = Annotated[
    Path | None,
    typer.Option("--answers", help=N_("TOML file: question = answer, or a list of answers.")),
]
Given = Annotated[list[str] | None, typer.Option("--answer", help=N_("QUESTION=ANSWER; may be repeated."))]


@app.command(help=N_("Determine something about a model or version; signed with your key."))
def determine(
    context: typer.Context,
    kind: Kind,
    about: Annotated[str, typer.Argument(help=N_("Model, or version as MODEL@VERSION."))],
    reason: Annotated[str, typer.Option(help=N_("Why; it stands in the reports."))],
    outcome: Annotated[
        str | None, typer.Option(help=N_("Outcome; left out where it follows from the answers."))
    ] = None,
    topic: Annotated[
        str, typer.Option(help=N_("The framework of a scope, the demand of an exception."))
    ] = "",
    answers: Answers = None,
    answer: Given = None,
    note: Annotated[
        list[str] | None, typer.Option(help=N_("QUESTION=NOTE on an answer; may be repeated."))
    ] = None,
    limits: Annotated[str | None, typer.Option(help=N_("Within which limits it holds."))] = None,
    informed: Annotated[
        list[str] | None, typer.Option(help=N_("Who was informed: name or id; may be repeated."))
    ] = None,
    evidence: Annotated[
        list[str] | None, typer.Option(help=N_("Id of what it rests on; may be repeated."))
    ] = None,
    expires: Annotated[str | None, typer.Option(help=N_("Last day, as 2027-01-31."))] = None,
) -> None:
    """Record a signed determination."""
    call = of(context)
    wanted, last = one_of(DeterminationKind, kind, "KIND"), day(expires, "--expires")
    given = _answers(call, answers, answer or [], note or [])
    with call.acting() as (workspace, session, passphrase):
        model, version = _subject(workspace, wanted, about)
        new = NewDetermination(
            kind=wanted,
            model=model,
            version=version,
            topic=topic,
            outcome=outcome or _following(wanted, given),
            answers=given,
            reason=call.text(reason),
            limits=None if limits is None else call.text(limits),
            informed=tuple(workspace.people.find(who).id for who in informed or ()),
            evidence=tuple(evidence or ()),
            expires=last,
        )
        key = workspace.people.signing_key(session, passphrase)
        made, _changes = workspace.determinations.determine(session, new, key)
    call.answer(made, _line(call, made))


@listed.command("list", help=N_("List determinations, newest first."))
def list_all(
    context: typer.Context,
    about: Annotated[str | None, typer.Argument(help=N_("Only of this model or version."))] = None,
    kind: Annotated[str | None, typer.Option(help=N_("Only of this kind."))] = None,
) -> None:
    """Print what was determined."""
    call = of(context)
    wanted = None if kind is None else one_of(DeterminationKind, kind, "--kind")
    with call.reading() as workspace:
        desk = workspace.determinations
        found = desk.all() if about is None else desk.of(_id(workspace, about))
        chosen = [item for item in found if wanted in {None, item.kind}]
        rows = [
            (item.id, item.version or item.model, call.translator.label(item.kind), _outcome(call, item),
             item.topic, _state(call, workspace, item))
            for item in chosen
        ]  # fmt: skip
    heads = (N_("Determination"), N_("About"), N_("Kind"), N_("Outcome"), N_("Topic"), N_("State"))
    call.answer(chosen, table([call.tr(head) for head in heads], rows))


@listed.command("show", help=N_("Show one determination with its answers and reasons."))
def show(context: typer.Context, determination: Id) -> None:
    """Print one determination."""
    call = of(context)
    with call.reading() as workspace:
        found = workspace.determinations.get(DeterminationId(determination))
        state = _state(call, workspace, found)
    lines = [_line(call, found), call.translator.text(found.reason), state]
    if found.limits is not None:
        lines.append(call.tr("Limits: {limits}", limits=call.translator.text(found.limits)))
    lines += [f"{item.question} = {item.answer}" for item in found.answers]
    if found.kind in _QUESTIONS:
        asked_with = questionnaire(found.kind.value)
        if asked_with.digest == found.catalogue:
            lines += reasons(asked_with, given_by(found.answers), call.translator.language)
    call.answer(found, *lines)


@listed.command("withdraw", help=N_("Withdraw a determination; it stays readable."))
def withdraw(
    context: typer.Context,
    determination: Id,
    reason: Annotated[str, typer.Option(help=N_("Why; it is kept in the audit trail."))],
) -> None:
    """Withdraw one."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        gone, _changes = workspace.determinations.withdraw(
            session, DeterminationId(determination), call.text(reason)
        )
    call.answer(gone, _line(call, gone))


@listed.command("verify", help=N_("Check the signature of every determination; exit 1 if one is wrong."))
def verify(context: typer.Context) -> None:
    """Check signatures, and whether outcomes follow from their answers."""
    call = of(context)
    with call.reading() as workspace:
        desk = workspace.determinations
        found = [
            (item, desk.signature_state(item), rules()[item.kind].follows(item))
            for item in desk.all()
            if item.kind in rules()
        ]
    bad = [item.id for item, state, follows in found if state is SignatureState.INVALID or not follows]
    call.answer(
        {"checked": len(found), "wrong": bad},
        call.tr("{count} determinations checked, {wrong} wrong: {ids}", count=len(found), wrong=len(bad),
                ids=", ".join(bad) or "–"),
    )  # fmt: skip
    if bad:
        raise typer.Exit(1)


@asked.command("questions", help=N_("Print a questionnaire: ai_act, gdpr_threshold or scope."))
def questions(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help=N_("ai_act, gdpr_threshold or scope."))] = "ai_act",
) -> None:
    """Print questions with the ids of their answers."""
    call = of(context)
    language = call.translator.language
    if name == "scope":
        found = frameworks()
        call.answer(found, *(f"{item.id}: {item.title(language)}" for item in found.frameworks))
        return
    asked_with = questionnaire(_named(name).value)
    lines: list[str] = []
    for question in asked_with.questions:
        source = cited(question.citation, language)
        lines.append(f"{question.id}: {question.text(language)} ({source}; {question.kind})")
        lines += [f"    {choice.id}: {choice.text(language)}" for choice in question.answers]
    call.answer(asked_with, *lines)


@asked.command("try", help=N_("Say what follows from answers; nothing is stored."))
def try_out(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help=N_("ai_act or gdpr_threshold."))],
    answers: Answers = None,
    answer: Given = None,
) -> None:
    """Evaluate answers without a workspace."""
    call = of(context)
    kind, given = _named(name), _answers(call, answers, answer or [], [])
    outcome, asked_with = _following(kind, given), questionnaire(kind.value)
    lines = [outcome, *reasons(asked_with, given_by(given), call.translator.language)]
    result = classify(asked_with, given_by(given)) if kind is DeterminationKind.AI_ACT else outcome
    if isinstance(result, Classification):
        lines += [
            f"{cited(item.duty.citation, call.translator.language)}: "
            f"{item.duty.text(call.translator.language)} ({_from(call, item.applies_from)})"
            for item in result.duties
        ]
    call.answer(result, *lines)


_QUESTIONS = (DeterminationKind.AI_ACT, DeterminationKind.GDPR_THRESHOLD)


def _named(name: str) -> DeterminationKind:
    kind = one_of(DeterminationKind, name, "NAME")
    if kind not in _QUESTIONS:
        raise UserError(message("“{name}” has no questions. Choose ai_act or gdpr_threshold.", name=name))
    return kind


def _from(call: Call, start: date | None) -> str:
    if start is None:
        return call.tr("only after a significant change of design")
    return call.tr("from {day}", day=start)


def _following(kind: DeterminationKind, given: tuple[Answer, ...]) -> str:
    asked_with: Questionnaire
    if kind not in _QUESTIONS:
        raise UserError(message("The outcome is missing. Give it with --outcome."))
    asked_with = questionnaire(kind.value)
    if kind is DeterminationKind.AI_ACT:
        found = classify(asked_with, given_by(given))
        result: object = found if isinstance(found, Message) else found.outcome
    else:
        result = threshold(asked_with, given_by(given))
    if isinstance(result, Message):
        raise UserError(result)
    return str(result)


def _answers(call: Call, file: Path | None, given: list[str], notes: list[str]) -> tuple[Answer, ...]:
    pairs = [*_from_file(file), *(_pair(item) for item in given)]
    noted = dict(_pair(item) for item in notes)
    return tuple(
        Answer(question=name, answer=value, note=call.text(noted[name]) if name in noted else None)
        for name, value in pairs
    )


def _pair(item: str) -> tuple[str, str]:
    name, sign, value = item.partition("=")
    if not sign:
        raise UserError(message("“{given}” is not of the form QUESTION=ANSWER. Write it so.", given=item))
    return name.strip(), value.strip()


def _from_file(file: Path | None) -> list[tuple[str, str]]:
    if file is None:
        return []
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(
            message("{file} cannot be read as TOML ({error}).", file=str(file), error=str(error))
        ) from error
    pairs: list[tuple[str, str]] = []
    for name, value in content.items():
        values = value if isinstance(value, list) else [value]
        pairs += [(name, str(one)) for one in values]
    return pairs


def _subject(workspace: Workspace, kind: DeterminationKind, about: str) -> tuple[ModelId, VersionId | None]:
    rule = rules().get(kind)
    if rule is not None and rule.subject is Subject.MODEL:
        return _model(workspace, about), None
    version = workspace.inventory.resolve(about)
    return version.model, version.id


def _model(workspace: Workspace, about: str) -> ModelId:
    models = workspace.inventory.models()
    for model in models:
        if about in {model.id, model.name.name()}:
            return model.id
    raise UserError(message("There is no model {id}. Choose one from the list.", id=about))


def _id(workspace: Workspace, about: str) -> ModelId | VersionId:
    return workspace.inventory.version(VersionId(about)).id if "@" in about else _model(workspace, about)


def _outcome(call: Call, item: Determination) -> str:
    rule = rules().get(item.kind)
    known = rule is not None and item.outcome in {str(one) for one in rule.outcomes}
    return call.translator.label(rule.outcomes(item.outcome)) if rule is not None and known else item.outcome


def _line(call: Call, item: Determination) -> str:
    return call.tr(
        "{id}: {kind}, {about}: {outcome}",
        id=item.id,
        kind=item.kind,
        about=item.version or item.model,
        outcome=_outcome(call, item) + (f" ({item.topic})" if item.topic else ""),
    )


def _state(call: Call, workspace: Workspace, item: Determination) -> str:
    signature = workspace.determinations.signature_state(item)
    parts = [call.translator.label(signature)]
    if item.withdrawn_at is not None:
        parts.append(call.tr("withdrawn"))
    elif item.expires is not None:
        over = item.expires < workspace.today
        parts.append(
            call.tr("ended on {day}", day=item.expires) if over else call.tr("until {day}", day=item.expires)
        )
    parts += [call.translator.say(text) for text in workspace.determinations.outdated(item)]
    return ", ".join(parts)
