"""What is due, and how does it get into a calendar?"""

from pathlib import Path
from typing import Annotated

import typer

from cli.call import of
from cli.tables import table
from core.messages import N_

app = typer.Typer()


@app.command(help=N_("List what is due, or write it as a calendar file."))
def due(
    context: typer.Context,
    person: Annotated[str | None, typer.Option(help=N_("Only what this person has to do."))] = None,
    ics: Annotated[Path | None, typer.Option(help=N_("Write a calendar file (RFC 5545)."))] = None,
) -> None:
    """List due dates, or export them."""
    from core.store.files import write_durably
    from reports.due_calendar import calendar_of, said

    call = of(context)
    with call.reading() as workspace:
        who = None if person is None else workspace.people.find(person).id
        found = workspace.due.items(who)
        names = {item.id: item.name.name() for item in workspace.people.all()}
        if ics is not None:
            write_durably(ics, calendar_of(workspace, call.translator, who))
    if ics is not None:
        call.answer(found, call.tr("{n} due dates written to {file}", n=len(found), file=str(ics)))
        return
    heads = (call.tr("Due"), call.tr("What"), call.tr("Id"), call.tr("Responsible"), call.tr("About"))
    rows = (
        (
            call.translator.date(item.day),
            call.translator.label(item.kind),
            item.id,
            "–" if item.who is None else names.get(item.who, item.who),
            said(call.translator, item),
        )
        for item in found
    )
    call.answer(found, table(heads, rows))
