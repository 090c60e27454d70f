"""Who works here?"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from cli.call import Call, of
from cli.files import taken, write_new
from cli.inputs import one_of
from cli.tables import table
from core.errors import UserError
from core.keys.described import described
from core.keys.issued import IssuedCertificate
from core.keys.signing import RequestNames
from core.messages import N_, message
from core.people import Person, PersonKind, Role
from core.texts import Text
from core.workspace import NewPerson, Workspace
from core.workspace.own_certificates import NewCertificate, certificate_files

app = typer.Typer()
group = typer.Typer()
app.add_typer(
    group,
    name="people",
    help=N_("Persons and their certificates: list, add, change, request, install, save."),
)


@group.command("list", help=N_("List the persons of the workspace."))
def list_(context: typer.Context) -> None:
    """List persons with their roles."""
    call = of(context)
    with call.reading() as workspace:
        everybody = workspace.people.all()
        today = workspace.today
    headings = (
        call.tr("Id"),
        call.tr("Name"),
        call.tr("Roles"),
        call.tr("Works here"),
        call.tr("Certificate issued by"),
        call.tr("Holds until"),
    )
    rows = (
        (
            person.id,
            person.name.name(),
            ", ".join(call.translator.label(role) for role in person.roles),
            call.tr("yes") if person.active else call.tr("no"),
            *_certified(call, person, today),
        )
        for person in everybody
    )
    call.answer(everybody, table(headings, rows))


def _certified(call: Call, person: Person, today: date) -> tuple[str, str]:
    """Return who issued a person's certificate, and until when it holds."""
    facts = described(person.certificate or "")
    if facts is None:
        return "–", "–"
    issuer = call.tr("self-signed") if facts.self_signed else facts.issuer_name
    day = call.translator.date(facts.ends.date())
    if facts.ends.date() < today:
        return issuer, call.tr("{day} (ended)", day=day)
    return issuer, call.tr("{day} (ends soon)", day=day) if facts.ends_soon(today) else day


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


@group.command(
    "request-certificate",
    help=N_("Write a request (PKCS#10) for your own signing key, to be sent to a certification authority."),
)
def request_certificate(
    context: typer.Context,
    output: Annotated[Path, typer.Option(help=N_("Write the request to this new file."))],
    organization: Annotated[str, typer.Option(help=N_("Organization the request names."))] = "",
    country: Annotated[str, typer.Option(help=N_("Country the request names, two letters, as DE."))] = "",
    email: Annotated[str, typer.Option(help=N_("E-mail address the request names."))] = "",
) -> None:
    """Sign a request with the key of the person named by --as; nothing in the workspace changes."""
    call = of(context)
    if output.exists():
        raise taken(output)
    names = RequestNames(organization=organization, country=country, email=email)
    with call.acting() as (workspace, session, passphrase):
        key = workspace.people.signing_key(session, passphrase)
        text = workspace.own_certificates.request(session, key, names)
    write_new(output, text.encode())
    said = call.tr(
        "{file} written. Send it to the certification authority; install what comes back.", file=output.name
    )
    call.answer(output.name, said)


@group.command(
    "install-certificate",
    help=N_("Install the certificate an authority issued for your signing key; without --yes only shows it."),
)
def install_certificate(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help=N_("Certificate and those above it: PEM, DER or PKCS#7, one or more files."),
        ),
    ],
    yes: Annotated[bool, typer.Option("--yes", help=N_("Sign with it from now on."))] = False,
) -> None:
    """Show what was issued to the person named by --as, and install it."""
    call, data = of(context), certificate_files(files)
    with call.acting() as (workspace, session, passphrase):
        person = session.person
        issued = workspace.own_certificates.preview(person.id, data)
        lines = tuple(_issued(call, workspace, person, issued))
        if yes:
            key = workspace.people.signing_key(session, passphrase)
            new = NewCertificate(files=data, seen=issued.digest)
            workspace.own_certificates.install(session, key, new)
    done = call.tr("Installed: {name} signs with it from now on.", name=person.name.name())
    call.answer(issued, *lines, done if yes else call.tr("Nothing was changed yet; add --yes."))


def _issued(call: Call, workspace: Workspace, person: Person, issued: IssuedCertificate) -> Iterator[str]:
    facts, words = issued.facts, call.translator
    yield call.tr("Issued to: {name}", name=facts.subject)
    yield call.tr("Issued by: {name}", name=facts.issuer)
    begin, end = words.date(facts.begins.date()), words.date(facts.ends.date())
    yield call.tr("Holds from {begin} to {end}", begin=begin, end=end)
    yield f"SHA-256: {issued.digest}"
    yield call.tr("Root: {name}", name=issued.root or call.tr("not sent along"))
    yield from (words.say(item) for item in workspace.own_certificates.remarks(person, issued))
