"""Who works here?"""

from pathlib import Path
from typing import Annotated

import typer

from cli.call import of
from cli.files import write_new
from cli.inputs import one_of
from cli.tables import table
from core.errors import UserError
from core.messages import N_, message
from core.people import PersonKind, Role
from core.texts import Text
from core.workspace import NewPerson

app = typer.Typer()
group = typer.Typer()
app.add_typer(
    group, name="people", help=N_("Persons: list, add, give other roles, end their work, save a certificate.")
)


@group.command("list", help=N_("List the persons of the workspace."))
def list_(context: typer.Context) -> None:
    """List persons with their roles."""
    call = of(context)
    with call.reading() as workspace:
        everybody = workspace.people.all()
    headings = (call.tr("Id"), call.tr("Name"), call.tr("Roles"), call.tr("Works here"))
    rows = (
        (
            person.id,
            person.name.name(),
            ", ".join(call.translator.label(role) for role in person.roles),
            call.tr("yes") if person.active else call.tr("no"),
        )
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


@group.command(help=N_("Give a person other roles, or end their work here; by an administrator."))
def change(
    context: typer.Context,
    who: Annotated[str, typer.Argument(metavar="PERSON", help=N_("Name or id of the person."))],
    reason: Annotated[str, typer.Option(help=N_("Why; it is kept in the audit trail."))],
    role: Annotated[
        list[str] | None, typer.Option(help=N_("A role from now on; may be repeated. Without: as before."))
    ] = None,
    active: Annotated[
        bool | None,
        typer.Option("--works-here/--left", help=N_("Whether the person may still sign in and act.")),
    ] = None,
) -> None:
    """Change a person; the last administrator stays one."""
    call = of(context)
    if role is None and active is None:
        raise UserError(message("Nothing is to be changed. Name roles with --role, or add --left."))
    with call.acting() as (workspace, session, _):
        person = workspace.people.find(who)
        roles = person.roles if role is None else tuple(one_of(Role, item, "--role") for item in role)
        changed, _changes = workspace.people.change(
            session,
            person.id,
            roles=roles,
            active=person.active if active is None else active,
            reason=call.text(reason),
        )
    said = ", ".join(call.translator.label(item) for item in changed.roles)
    text = call.tr("{name}: {roles}.", name=changed.name.name(), roles=said)
    call.answer(changed, text if changed.active else call.tr("{name} left.", name=changed.name.name()))


@group.command(help=N_("Save a person's certificate (PEM), to name it with --trust elsewhere."))
def certificate(
    context: typer.Context,
    who: Annotated[str, typer.Argument(metavar="PERSON", help=N_("Name or id of the person."))],
    output: Annotated[Path, typer.Option(help=N_("Write the certificate to this new file."))],
) -> None:
    """Write the certificate, and say its digest, so that it can be compared by telephone."""
    call = of(context)
    with call.reading() as workspace:
        person = workspace.people.find(who)
    if person.certificate is None or person.certificate_digest is None:
        raise UserError(message("{name} has no certificate.", name=person.name.name()))
    write_new(output, person.certificate.encode())
    text = call.tr(
        "{file} written. SHA-256 of the certificate of {name}: {digest}",
        file=output.name,
        name=person.name.name(),
        digest=person.certificate_digest,
    )
    call.answer(person.certificate_digest, text)
