"""Who works here?"""

from typing import Annotated

import typer

from cli.call import of
from cli.inputs import one_of
from cli.tables import table
from core.errors import UserError
from core.messages import N_, message
from core.people import PersonKind, Role
from core.texts import Text
from core.workspace import NewPerson

app = typer.Typer()
group = typer.Typer()
app.add_typer(group, name="people", help=N_("List the persons of the workspace, or add one."))


@group.command("list", help=N_("List the persons of the workspace."))
def list_(context: typer.Context) -> None:
    """List persons with their roles."""
    call = of(context)
    with call.reading() as workspace:
        everybody = workspace.people.all()
    headings = (call.tr("Id"), call.tr("Name"), call.tr("Roles"))
    rows = (
        (person.id, person.name.name(), ", ".join(call.translator.label(role) for role in person.roles))
        for person in everybody
    )
    call.answer(everybody, table(headings, rows))


@group.command(help=N_("Add a person, or a service identity that can run checks but not sign."))
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help=N_("Name of the new person."))],
    role: Annotated[list[str], typer.Option(help=N_("Role of the person; may be given several times."))],
    new_passphrase_fd: Annotated[
        int | None, typer.Option(help=N_("Descriptor with the new person's passphrase; else a prompt."))
    ] = None,
) -> None:
    """Add a person."""
    from cli.passphrase import new_passphrase

    call = of(context)
    roles = tuple(one_of(Role, item, "--role") for item in role)
    kind = PersonKind.SERVICE if Role.SERVICE in roles else PersonKind.HUMAN
    if call.passphrase_fd is not None and call.passphrase_fd == new_passphrase_fd:
        raise UserError(message("The two descriptors must differ: one passphrase each."))
    with call.acting() as (workspace, session, _):
        chosen = new_passphrase(call.translator, name, new_passphrase_fd)
        text = Text(name, call.translator.language)
        person, _changes = workspace.people.add(
            session, NewPerson(name=text, roles=roles, passphrase=chosen, kind=kind)
        )
    call.answer(person, call.tr("Added: {name} ({id}).", name=name, id=person.id))
