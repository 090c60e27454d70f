"""Is the audit trail intact, and what stands in it?"""

from typing import Annotated

import typer

from cli.call import of
from cli.tables import table
from core.messages import N_
from core.workspace.trail import TrailQuery

app = typer.Typer()
group = typer.Typer()
app.add_typer(group, name="trail", help=N_("Verify the audit trail, or list it."))


@group.command(
    help=N_("Verify chain, signatures, records, files and filed reports. Exit code 1 if not intact.")
)
def verify(context: typer.Context) -> None:
    """Verify the whole trail."""
    call = of(context)
    with call.reading() as workspace, call.progress() as progress:
        state = workspace.trail.verify(progress)
    lines = [
        call.tr(
            "The audit trail is intact: {n} events.",
            n=0 if state.checkpoint is None else state.checkpoint.size,
        )
        if state.intact
        else call.tr("The audit trail is NOT intact: {n} problems.", n=len(state.problems))
    ]
    lines += [
        f"  {call.translator.label(item.problem)}: {item.object or item.seq}" for item in state.problems
    ]
    call.answer(state, *lines)
    raise typer.Exit(0 if state.intact else 1)


@group.command("list", help=N_("List the newest events."))
def list_(
    context: typer.Context, limit: Annotated[int, typer.Option(help=N_("How many."), min=1, max=10_000)] = 30
) -> None:
    """List events, newest first."""
    call = of(context)
    with call.reading() as workspace:
        events = workspace.trail.events(TrailQuery(limit=limit))
        names = {person.id: person.name.name() for person in workspace.people.all()}
    headings = (call.tr("No."), call.tr("Time"), call.tr("Person"), call.tr("What"), call.tr("Record"))
    label = call.translator.label
    rows = (
        (str(event.seq), event.ts[:19], names.get(event.actor, event.actor), label(event.action),
         event.object.id)
        for event, _ in events
    )  # fmt: skip
    call.answer([{"event": event, "hash": digest} for event, digest in events], table(headings, rows))
