"""How does the inventory leave the workspace from the command line?"""

from pathlib import Path
from typing import Annotated

import typer

from cli.call import of
from cli.commands.record import model_named
from core.messages import N_

app = typer.Typer()
group = typer.Typer()
app.add_typer(group, name="export", help=N_("Write the register as a spreadsheet, or the inventory as JSON."))

Target = Annotated[Path, typer.Argument(help=N_("File to write."))]


@group.command("register", help=N_("Write the register as XLSX or CSV, to be edited and imported again."))
def register_(context: typer.Context, file: Target) -> None:
    """Export the register."""
    call = of(context)
    with call.reading() as workspace, call.progress() as progress:
        count = workspace.exports.register(file, call.translator, progress)
    said = call.tr("{n} models written to {file}", n=count, file=str(file))
    call.answer({"file": str(file), "models": count}, said)


@group.command("json", help=N_("Write one model, several, or the whole inventory as JSON."))
def json_(
    context: typer.Context,
    file: Target,
    model: Annotated[
        list[str] | None, typer.Option(help=N_("Id or unique name of the model; repeat it. Default: all."))
    ] = None,
) -> None:
    """Export models as JSON."""
    call = of(context)
    with call.reading() as workspace, call.progress() as progress:
        models = None if not model else [model_named(workspace, name) for name in model]
        count = workspace.exports.inventory(file, call.translator, models, progress)
    said = call.tr("{n} models written to {file}", n=count, file=str(file))
    call.answer({"file": str(file), "models": count, "schema": "inventory-1"}, said)
