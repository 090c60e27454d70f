"""What is a model file, and what is to be done with one that is not opened?"""

from pathlib import Path
from typing import Annotated

import typer

from cli.call import of
from cli.inputs import existing
from core.artifacts.recognition import ArtifactReport
from core.labels import N_
from core.messages import Message, message

app = typer.Typer()


@app.command(help=N_("Say what a model file is; for a pickled model, print a script that saves it safely."))
def inspect(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=N_("The model file."))],
) -> None:
    """Inspect a file without registering it; exit code 1 if it would be refused."""
    from core.jobs.tasks import inspect_model

    call = of(context)
    with call.progress() as progress:
        report = inspect_model(existing(file), progress)
    said = (report.recognized, report.refusal, report.advice, *report.warnings)
    lines = [call.translator.say(item) for item in said if item is not None]
    if report.artifact is not None:
        lines.append(f"{report.artifact.estimator}  sha256 {report.artifact.digest}")
        lines.append(call.tr("Input columns: {names}", names=", ".join(report.artifact.features)))
    if report.script is not None:
        lines.append(report.script)
    call.answer(report, *lines)
    raise typer.Exit(0 if report.artifact is not None else 1)


def refusal(report: ArtifactReport, path: Path) -> Message:
    """Return why a file is not opened and what to do instead."""
    why = report.refusal or report.recognized
    if report.script is not None:
        return message(
            "{why} {advice} A ready script: pruefstein inspect {file}",
            why=why,
            advice=report.advice,
            file=str(path),
        )
    return why if report.advice is None else message("{why} {advice}", why=why, advice=report.advice)
