"""How does somebody begin: with an empty workspace, or with the example?"""

from pathlib import Path
from typing import Annotated

import typer

from cli.call import of
from cli.inputs import one_of
from cli.passphrase import new_passphrase
from core.messages import N_
from core.people import Role
from core.texts import Text
from core.workspace import NewPerson, Workspace

app = typer.Typer()


@app.command(help=N_("Create an empty workspace with its first person, who also administers it."))
def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help=N_("New folder of the workspace."))],
    name: Annotated[str, typer.Option(help=N_("Name of the first person."))],
    role: Annotated[
        list[str] | None, typer.Option(help=N_("Role of the person; may be given several times."))
    ] = None,
    policy: Annotated[
        Path | None, typer.Option(help=N_("Policy file; default: the one that is shipped."))
    ] = None,
) -> None:
    """Create an empty workspace."""
    call = of(context)
    roles = tuple(one_of(Role, item, "--role") for item in role or [Role.OWNER.value])
    passphrase = new_passphrase(call.translator, name, call.passphrase_fd)
    person = NewPerson(name=Text(name, call.translator.language), roles=roles, passphrase=passphrase)
    text = None if policy is None else policy.read_bytes()
    workspace, session = Workspace.create(folder, person, policy=text)
    workspace.close()
    call.answer(
        {"folder": str(folder.resolve()), "person": session.person},
        call.tr(
            "The workspace {folder} is ready. First person: {name}.", folder=str(folder.resolve()), name=name
        ),
    )


@app.command(help=N_("Build the example workspace with its signed reports, or reuse it."))
def example(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help=N_("Folder of the example workspace."))],
) -> None:
    """Build or reuse the example."""
    from cli.example.build import build

    call = of(context)
    with call.progress() as progress:
        built = build(folder, progress)
    lines = [str(path) for path in built.reports]
    lines.append(
        call.tr(
            "Persons of the example and their demonstration passphrases (published, never for real work):"
        )
    )
    for person in built.persons:
        roles = ", ".join(call.translator.label(role) for role in person.roles)
        lines.append(f"  {person.name} ({roles}): {person.passphrase}")
    call.answer(built, *lines)
