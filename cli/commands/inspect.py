"""What is a model file or folder, and what is to be done with one that is not opened?"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from cli.call import Call, of
from core.artifacts.recognition import ArtifactReport
from core.errors import UserError
from core.inventory import Artifact, ArtifactFormat, Consent
from core.messages import N_, Message, message

app = typer.Typer()

ModelFile = Annotated[Path, typer.Argument(help=N_("The model file, or a folder with an MLflow model."))]
ConsentReason = Annotated[
    str | None,
    typer.Option(
        help=N_("Why a pickled model may be opened in the confined process; needs --as with your name.")
    ),
]


@app.command(
    help=N_(
        "Say what a model file or MLflow folder is and whether it can be opened; for a pickled model, print "
        "a script that saves it safely."
    )
)
def inspect(
    context: typer.Context,
    file: ModelFile,
    consent: ConsentReason = None,
) -> None:
    """Inspect a file without registering it; exit code 1 if it would be refused."""
    from core.jobs.tasks import inspect_model

    call = of(context)
    given = consented(call, consent)
    with call.progress() as progress:
        report = inspect_model(there(file), progress, consent=given is not None)
    if report.artifact is not None and report.artifact.format is ArtifactFormat.PICKLE:
        report = replace(report, artifact=replace(report.artifact, consent=given))
    call.answer(report, *_lines(call, report))
    raise typer.Exit(0 if report.artifact is not None else 1)


def consented(call: Call, reason: str | None) -> Consent | None:
    """Return the consent of the person named with --as; raises `UserError` when nobody is named."""
    if reason is None:
        return None
    if call.person is None or not call.person.strip() or not reason.strip():
        raise UserError(
            message(
                "A consent needs a reason and a name. Add --as with your name and say why after --consent."
            )
        )
    from datetime import UTC, datetime

    moment = datetime.now(UTC)
    return Consent(by=None, name=call.person.strip(), reason=call.text(reason), given_at=moment)


def there(path: Path) -> Path:
    """Return a path under which something lies; raises `UserError` if there is nothing."""
    if not path.exists():
        raise UserError(message("There is no file {path}. Check the path.", path=str(path)))
    return path


def _lines(call: Call, report: ArtifactReport) -> Iterator[str]:
    say, tr = call.translator.say, call.tr
    yield say(report.recognized)
    if report.digest is not None:
        yield tr("SHA-256 {digest}, {size} bytes", digest=report.digest, size=report.size)
    yield from (say(item) for item in report.facts)
    if report.artifact is not None:
        yield from _model(call, report.artifact, report)
    for scan in report.scans:
        found = f": {', '.join(map(tr, scan.found))}" if scan.found else ""
        verdict = call.translator.label(scan.verdict)
        yield tr("Scan by {scanner} (a hint only): {verdict}", scanner=scan.scanner, verdict=verdict) + found
    if report.confinement:
        yield tr("Confinement of the model worker: {level}", level=report.confinement)
    yield from (tr("Note: {said}", said=say(item)) for item in report.warnings)
    yield from (say(item) for item in (report.refusal, report.advice) if item is not None)
    if report.consent_needed and report.artifact is None:
        yield tr(
            "If you know where it comes from, it can be opened in the confined process, by a reviewed list "
            "of what it may contain: add --consent with the reason and --as with your name."
        )
    if report.script is not None and report.artifact is None:
        yield report.script


def _model(call: Call, artifact: Artifact, report: ArtifactReport) -> Iterator[str]:
    tr = call.tr
    yield tr("Model: {estimator}", estimator=artifact.estimator)
    if artifact.libraries:
        stated = ", ".join(f"{name} {version}" for name, version in artifact.libraries.items())
        yield tr("Versions named in the file: {versions}", versions=stated)
    names = ", ".join(artifact.features) or tr("not named in the file")
    yield tr("Input columns: {names}", names=names)
    yield tr("Outputs: {names}", names=", ".join(report.outputs) or tr("one number per row"))
    if artifact.consent is not None:
        yield tr(
            "Opened with the consent of {name}: {reason}",
            name=artifact.consent.name,
            reason=artifact.consent.reason.body,
        )


def refusal(report: ArtifactReport, path: Path) -> Message:
    """Return why a file is not opened and what to do instead."""
    why = report.refusal or report.recognized
    if report.consent_needed and report.advice is not None:
        return message(
            "{why} {advice} A ready script: pruefstein inspect {file}. If you know where the file comes "
            "from, consent to opening it in the confined process: --consent with the reason.",
            why=why,
            advice=report.advice,
            file=str(path),
        )
    if report.script is not None:
        return message(
            "{why} {advice} A ready script: pruefstein inspect {file}",
            why=why,
            advice=report.advice,
            file=str(path),
        )
    return why if report.advice is None else message("{why} {advice}", why=why, advice=report.advice)
