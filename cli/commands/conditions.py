"""What became of decisions and their conditions, and how are conditions proved and judged from here?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import typer

from cli.call import Call, of
from cli.tables import table
from core.decisions import Decision, Lapse
from core.errors import UserError
from core.governance.conditions import ConditionLine, ConditionState, state_of
from core.governance.since import SinceThen
from core.ids import DecisionId
from core.messages import N_, message

app = typer.Typer()
group = typer.Typer()
decisions = typer.Typer()
app.add_typer(group, name="condition", help=N_("Conditions of approvals: prove, send back, confirm."))
app.add_typer(decisions, name="decisions", help=N_("What was decided, and what changed since."))

Id = Annotated[str, typer.Argument(help=N_("Id of the decision, for example D-0001."))]
Number = Annotated[int, typer.Argument(help=N_("Number of the condition, from 1 on."))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The decisions on a version and what changed since the newest."""

    decisions: tuple[Decision, ...]
    lapsed: tuple[Lapse, ...]
    since: tuple[SinceThen, ...]


@group.command("list", help=N_("List open conditions of approvals; with --all also those met or replaced."))
def list_(
    context: typer.Context,
    version: Annotated[str | None, typer.Argument(help=N_("Version, as MODEL@LABEL or MODEL."))] = None,
    every: Annotated[
        bool, typer.Option("--all", help=N_("Also those that are met or belong to an earlier decision."))
    ] = False,
) -> None:
    """List conditions."""
    call = of(context)
    with call.reading() as workspace:
        meant = None if version is None else workspace.inventory.resolve(version).id
        lines = workspace.decisions.conditions(meant)
        names = {item.id: item.name.name() for item in workspace.people.all()}
    found = [item for item in lines if every or (item.counts and item.state is not ConditionState.MET)]
    heads = (
        call.tr("Decision"),
        call.tr("No."),
        call.tr("Version"),
        call.tr("Due"),
        call.tr("Responsible"),
        call.tr("State"),
        call.tr("Condition"),
    )
    rows = (
        (
            item.decision,
            str(item.number),
            item.version,
            call.translator.date(item.condition.due),
            names.get(item.condition.owner, item.condition.owner),
            _state(call, item),
            call.translator.text(item.condition.text),
        )
        for item in found
    )
    call.answer(found, table(heads, rows))


def _state(call: Call, item: ConditionLine) -> str:
    words = [call.translator.label(item.state)]
    if item.overdue:
        words.append(call.tr("overdue"))
    if not item.counts:
        words.append(call.tr("replaced by a later decision"))
    return ", ".join(words)


@group.command(help=N_("Hand in what shows that a condition is met; by whoever has to meet it."))
def prove(
    context: typer.Context,
    decision: Id,
    number: Number,
    proof: Annotated[
        list[str], typer.Option(help=N_("Id of a document, run, finding or version; repeat for more."))
    ],
    note: Annotated[str, typer.Option(help=N_("How the condition was met."))],
) -> None:
    """Hand in a proof."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.decisions.prove_condition(
            session, DecisionId(decision), _index(number), tuple(proof), call.text(note)
        )
    _say(call, done, number)


@group.command("return", help=N_("Send a proof back with a reason; by somebody else."))
def return_(
    context: typer.Context,
    decision: Id,
    number: Number,
    reason: Annotated[str, typer.Option(help=N_("What the proof lacks."))],
) -> None:
    """Send a proof back."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.decisions.return_proof(
            session, DecisionId(decision), _index(number), call.text(reason)
        )
    _say(call, done, number)


@group.command(help=N_("Confirm that a condition is met; by somebody else than who proved it."))
def met(context: typer.Context, decision: Id, number: Number) -> None:
    """Confirm a condition."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        done, _changes = workspace.decisions.meet_condition(session, DecisionId(decision), _index(number))
    _say(call, done, number)


@decisions.command(help=N_("Show the decisions on a version and what changed since the newest."))
def show(
    context: typer.Context,
    version: Annotated[str, typer.Argument(help=N_("Version, as MODEL@LABEL or MODEL."))],
) -> None:
    """Show decisions and what was replaced, added or settled since."""
    call = of(context)
    with call.reading() as workspace:
        meant = workspace.inventory.resolve(version).id
        shown = Shown(
            decisions=workspace.decisions.of(meant),
            lapsed=workspace.decisions.lapsed(meant),
            since=workspace.decisions.since(meant),
        )
        names = {item.id: item.name.name() for item in workspace.people.all()}
    heads = (call.tr("Decision"), call.tr("Kind"), call.tr("Decided by"), call.tr("On"), call.tr("Ends on"))
    rows = (
        (
            item.id,
            call.translator.label(item.kind),
            names.get(item.decided_by, item.decided_by),
            call.translator.date(item.decided_at.date()),
            "–" if item.expires is None else call.translator.date(item.expires),
        )
        for item in shown.decisions
    )
    call.answer(shown, table(heads, rows), *_since(call, shown))


def _since(call: Call, shown: Shown) -> Iterator[str]:
    from reports.since_words import since_line

    if not shown.decisions:
        return
    if shown.lapsed:
        yield call.tr("The newest decision no longer holds: something it was bound to was replaced")
    else:
        yield call.tr("Nothing it was bound to was replaced since.")
    yield from (since_line(call.translator, item) for item in shown.since)


def _index(number: int) -> int:
    if number < 1:
        raise UserError(message("Conditions are numbered from 1 on. Give such a number."))
    return number - 1


def _say(call: Call, decision: Decision, number: int) -> None:
    state = call.translator.label(state_of(decision.conditions[number - 1]))
    call.answer(decision, call.tr("{id}, condition {n}: {state}", id=decision.id, n=number, state=state))
