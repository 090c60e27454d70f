"""Is a received report what was signed?"""

from pathlib import Path
from typing import Annotated

import typer

from cli.call import Call, of
from cli.inputs import existing
from core.errors import PruefsteinError
from core.messages import N_

app = typer.Typer()


@app.command(help=N_("Verify a signed report. Exit code 0: intact and valid; 1: changed or not valid."))
def verify(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=N_("The PDF file."))],
    trust: Annotated[
        list[Path] | None,
        typer.Option(help=N_("Certificates (PEM) that confirm the signer: the own one, or those of roots.")),
    ] = None,
) -> None:
    """Verify a report; compares it with the workspace if there is one."""
    from reports.verification import verify as verify_report

    call, trusted = of(context), tuple(trust or ())
    for path in (file, *trusted):
        existing(path)
    try:
        with call.reading() as workspace:
            result = verify_report(file, workspace, trust=trusted)
    except PruefsteinError:
        if _is_workspace(call):
            raise
        result = verify_report(file, None, trust=trusted)
    sentences = tuple(call.translator.say(item) for item in result.sentences)
    call.answer(result, *sentences)
    raise typer.Exit(0 if result.accepted else 1)


def _is_workspace(call: Call) -> bool:
    return (call.folder / "workspace.db").exists()
