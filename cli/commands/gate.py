"""May a model be deployed, as a build pipeline asks?"""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.call import Call, of
from cli.inputs import existing, one_of
from core.canonical import to_json
from core.errors import PruefsteinError, UserError
from core.exchange.gate_document import gate_document
from core.exchange.junit import junit
from core.exchange.sarif import sarif
from core.governance.gate import GateLine, GateVerdict, Outcome
from core.governance.gate_norms import NORMS
from core.governance.questionnaire import cited
from core.messages import N_, message
from core.stages import Stage
from core.workspace.governance.certificate_check import CertificateRequest, check_certificate
from core.workspace.governance.gate_subject import GateRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

app = typer.Typer()
NOT_PASSED = 1
BAD_INPUT = 2


class Format(StrEnum):
    """In which form the verdict is printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"


@app.command(
    help=N_(
        "Say whether a version or a file may be deployed. Exit code 0: approved for the stage and complete; "
        "1: something is missing; 2: bad input."
    )
)
def gate(
    context: typer.Context,
    subject: Annotated[
        str | None,
        typer.Argument(metavar=N_("MODEL[@VERSION]"), help=N_("Such as MOD-0001@2.")),
    ] = None,
    artifact: Annotated[Path | None, typer.Option(help=N_("The very file that is to be deployed."))] = None,
    stage: Annotated[
        str, typer.Option(help=N_("What for: shadow, pilot, challenger or champion."))
    ] = Stage.CHAMPION.value,
    form: Annotated[
        str, typer.Option("--format", help=N_("text, json, sarif or junit."))
    ] = Format.TEXT.value,
    certificate: Annotated[
        Path | None, typer.Option(help=N_("A release certificate; then no workspace is needed."))
    ] = None,
    trust: Annotated[
        list[Path] | None,
        typer.Option(help=N_("Trusted certificate (PEM), can be repeated.")),
    ] = None,
    max_age: Annotated[
        int | None, typer.Option(min=0, help=N_("Days a release certificate counts, if fewer than it says."))
    ] = None,
    verify_trail: Annotated[
        bool,
        typer.Option("--verify-trail", help=N_("Check every signature of the audit trail.")),
    ] = False,
) -> None:
    """Judge, print, and leave with the exit code; whatever goes wrong lets nothing through."""
    call = of(context)
    chosen, wanted = one_of(Stage, stage, "--stage"), one_of(Format, form, "--format")
    trusted = tuple(_pem(path) for path in trust or ())
    try:
        if certificate is not None:
            verdict = _by_certificate(subject, certificate, artifact, (chosen, trusted, max_age))
        else:
            request = GateRequest(
                subject=subject,
                artifact=artifact,
                stage=chosen,
                every_signature=verify_trail,
                trust=trusted,
            )
            verdict = _by_workspace(call, request)
        _print(call, verdict, wanted)
    except (PruefsteinError, BrokenPipeError):
        raise
    except Exception as error:
        detail = f"{type(error).__name__}: {error}"
        raise UserError(message("The gate could not be judged: {detail}", detail=detail)) from error
    raise typer.Exit(0 if verdict.passed else NOT_PASSED)


def _by_workspace(call: Call, request: GateRequest) -> GateVerdict:
    from reports.gating import report_check

    if request.artifact is not None:
        existing(request.artifact)
    with call.reading() as workspace, call.progress() as progress:
        return workspace.gate.judge(request, report_check=report_check(workspace), progress=progress)


def _by_certificate(
    subject: str | None,
    certificate: Path,
    artifact: Path | None,
    rest: tuple[Stage, tuple[bytes, ...], int | None],
) -> GateVerdict:
    from core.workspace.facade import local_clock

    stage, trusted, max_age = rest
    if artifact is None or not trusted or subject is not None:
        raise UserError(
            message(
                "With --certificate exactly --artifact and --trust are needed, and no model. Nothing was "
                "judged. Name the file to be deployed and the trusted certificates."
            )
        )
    existing(certificate)
    existing(artifact)
    request = CertificateRequest(
        certificate=certificate,
        artifact=artifact,
        trust=b"\n".join(trusted),
        stage=stage,
        max_age_days=max_age,
    )
    return check_certificate(request, local_clock())


def _pem(path: Path) -> bytes:
    existing(path)
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(
            message("“{name}” cannot be read. Nothing was judged. Name another file.", name=path.name)
        ) from error


def _print(call: Call, verdict: GateVerdict, form: Format) -> None:
    if call.json:
        call.answer(gate_document(verdict, call.translator))
        return
    match form:
        case Format.JSON:
            print(_json(to_json(gate_document(verdict, call.translator))))
        case Format.SARIF:
            print(_json(sarif(verdict, call.translator)))
        case Format.JUNIT:
            print(junit(verdict, call.translator).decode(), end="")
        case Format.TEXT:
            call.answer(None, *_lines(call, verdict))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _lines(call: Call, verdict: GateVerdict) -> "Iterator[str]":
    values = {"subject": verdict.subject, "stage": verdict.stage}
    if verdict.passed:
        yield call.tr("PASSED: {subject} may be deployed for the stage {stage}.", **values)
    else:
        n = len(verdict.missing)
        yield call.tr("NOT PASSED: {subject}, stage {stage}; missing: {n}.", n=n, **values)
    for outcome in (Outcome.MISSING, Outcome.EXCEPTED, Outcome.MET):
        for line in verdict.every_line:
            if line.outcome is outcome:
                yield from _demand(call, line)
    for remark in verdict.remarks:
        yield call.tr("Note: {remark}", remark=remark)


def _demand(call: Call, line: GateLine) -> "Iterator[str]":
    sign = {Outcome.MET: "+", Outcome.MISSING: "-", Outcome.EXCEPTED: "~"}[line.outcome]
    yield f"{sign} {call.translator.label(line.demand)}: {call.translator.say(line.said)}"
    if line.exception is not None:
        yield "    " + call.tr("Set aside by the signed exception {id}.", id=line.exception)
    if line.outcome is not Outcome.MISSING:
        return
    if line.step is not None:
        yield "    " + call.tr("Next step: {step}", step=line.step)
    language, say = call.translator.language, call.translator.say
    norms = "; ".join(f"{cited(item.citation, language)} ({say(item.title)})" for item in NORMS[line.demand])
    yield "    " + call.tr("Norm: {norms}", norms=norms)
    yield f"    {line.rule}"
