"""Is the audit trail intact, and what stands in it?"""

from typing import Annotated

import typer

from cli.call import of
from cli.inputs import day, one_of
from cli.tables import table
from core.audit import Action, Depth
from core.messages import N_
from core.workspace.trail import TrailQuery

app = typer.Typer()
group = typer.Typer()
app.add_typer(group, name="trail", help=N_("Verify the audit trail, or list it."))


_INTACT = {
    Depth.CHAIN: N_(
        "The chain of the audit trail is unbroken: {n} events. Records and texts were not compared."
    ),
    Depth.RECORDS: N_("The audit trail is intact: {n} events. Only the last signature was checked."),
    Depth.SIGNATURES: N_("The audit trail is intact: {n} events."),
}


@group.command(
    help=N_("Verify chain, signatures, records, files and filed reports. Exit code 1 if not intact.")
)
def verify(
    context: typer.Context,
    depth: Annotated[
        str,
        typer.Option(
            help=N_(
                "chain: the links between the events and the checkpoints of the filed reports, in seconds; "
                "records: also what the events, records, texts and files say; signatures: everything."
            )
        ),
    ] = Depth.SIGNATURES.value,
) -> None:
    """Verify the trail as deep as is asked for."""
    call = of(context)
    with call.reading() as workspace, call.progress() as progress:
        state = workspace.trail.verify(progress, one_of(Depth, depth, "--depth"))
    events = 0 if state.checkpoint is None else state.checkpoint.size
    lines = [
        call.tr(_INTACT[state.depth], n=events)
        if state.intact
        else call.tr("The audit trail is NOT intact. Problems: {n}.", n=len(state.problems))
    ]
    lines += [
        f"  {call.translator.label(item.problem)}: {item.object or item.seq}" for item in state.problems
    ]
    call.answer(state, *lines)
    raise typer.Exit(0 if state.intact else 1)


@group.command("list", help=N_("List the newest events."))
def list_(
    context: typer.Context,
    limit: Annotated[int, typer.Option(help=N_("How many."), min=1, max=10_000)] = 30,
    object_: Annotated[
        str | None, typer.Option("--object", help=N_("Only about the record with this id."))
    ] = None,
    actor: Annotated[str | None, typer.Option(help=N_("Only by this person, name or id."))] = None,
    action: Annotated[
        str | None, typer.Option(help=N_("Only of this kind, for example model.changed."))
    ] = None,
    since: Annotated[str | None, typer.Option(help=N_("First day (UTC), for example 2026-11-01."))] = None,
    until: Annotated[str | None, typer.Option(help=N_("Last day (UTC)."))] = None,
    before: Annotated[
        int | None, typer.Option(help=N_("Only events with a smaller number: the next page."), min=1)
    ] = None,
) -> None:
    """List events, newest first."""
    call = of(context)
    with call.reading() as workspace:
        query = TrailQuery(
            object_id=object_,
            actor=None if actor is None else workspace.people.find(actor).id,
            action=None if action is None else one_of(Action, action, "--action"),
            since=day(since, "--since"),
            until=day(until, "--until"),
            before=before,
            limit=limit,
        )
        events = workspace.trail.events(query)
        names = {person.id: person.name.name() for person in workspace.people.all()}
    headings = (call.tr("No."), call.tr("Time"), call.tr("Person"), call.tr("What"), call.tr("Record"))
    label = call.translator.label
    rows = (
        (str(event.seq), event.ts[:19], names.get(event.actor, event.actor), label(event.action),
         event.object.id)
        for event, _ in events
    )  # fmt: skip
    call.answer([{"event": event, "hash": digest} for event, digest in events], table(headings, rows))
