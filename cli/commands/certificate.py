"""How is a release certificate issued, listed and printed again?"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.call import Call, of
from cli.files import taken, write_new
from core.governance.certificates import ReleaseCertificate
from core.ids import CertificateId, DecisionId, VersionId
from core.messages import N_

app = typer.Typer()
certificate_app = typer.Typer(
    name="certificate",
    help=N_("Release certificates: an approval as a signed file for those who deploy."),
    no_args_is_help=True,
)
app.add_typer(certificate_app)


@certificate_app.command(help=N_("Issue a release certificate on an approval that passes the gate."))
def issue(
    context: typer.Context,
    decision: Annotated[str, typer.Argument(help=N_("The decision, for example D-0001."))],
    output: Annotated[Path | None, typer.Option(help=N_("Write the certificate to this new file."))] = None,
) -> None:
    """Sign with the passphrase of the person named by --as."""
    from reports.gating import report_check

    call = of(context)
    if output is not None and output.exists():
        raise taken(output)
    with call.acting() as (workspace, session, passphrase), call.progress() as progress:
        key = workspace.people.signing_key(session, passphrase)
        record, _ = workspace.certificates.issue(
            session,
            DecisionId(decision),
            key,
            report_check=report_check(workspace),
            progress=progress,
        )
        if output is not None:
            write_new(output, workspace.certificates.data(record.id))
    call.answer(record, call.tr("{id} issued for {version}: {stages}.", **_said(call, record)))


@certificate_app.command("list", help=N_("List release certificates, of all versions or of one."))
def list_(
    context: typer.Context,
    version: Annotated[str | None, typer.Argument(help=N_("Version, such as MOD-0001@2."))] = None,
) -> None:
    """List the certificates, newest first."""
    call = of(context)
    with call.reading() as workspace:
        certificates = workspace.certificates
        found = certificates.all() if version is None else certificates.of(VersionId(version))
    lines = [
        call.tr("{id}: {version}, {stages}, issued {moment}, holds until {day}", **_said(call, item))
        for item in found
    ]
    call.answer(found, *(lines or [call.tr("No release certificate was issued.")]))


@certificate_app.command(help=N_("Print a release certificate exactly as it was issued."))
def show(
    context: typer.Context,
    certificate: Annotated[str, typer.Argument(help=N_("The certificate, for example RC-0001."))],
    output: Annotated[Path | None, typer.Option(help=N_("Write the certificate to this new file."))] = None,
) -> None:
    """Print the bytes, without a line end behind them, or write them to a file."""
    call = of(context)
    with call.reading() as workspace:
        record = workspace.certificates.get(CertificateId(certificate))
        data = workspace.certificates.data(record.id)
    if output is not None:
        write_new(output, data)
        call.answer(record, call.tr("{id} written to {file}.", id=record.id, file=output.name))
    elif call.json:
        call.answer(record)
    else:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def _said(call: Call, record: ReleaseCertificate) -> dict[str, object]:
    return {
        "id": record.id,
        "version": record.version,
        "stages": ", ".join(call.translator.label(stage) for stage in record.stages),
        "moment": record.issued_at,
        "day": record.holds_until,
    }
