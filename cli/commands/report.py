"""How is a signed report issued from the command line?"""

from typing import Annotated

import typer

from cli.call import of
from cli.inputs import one_of
from core.evidence import ReportKind, SignatureMeaning
from core.labels import N_
from core.texts import Language

app = typer.Typer()


@app.command(help=N_("Write, sign and file a report; prints its path alone on a line."))
def report(
    context: typer.Context,
    version: Annotated[str, typer.Argument(help=N_("Version, as MODEL@LABEL or MODEL."))],
    kind: Annotated[str, typer.Option(help=N_("model_risk or gdpr_audit."))] = "model_risk",
    report_language: Annotated[
        str | None, typer.Option(help=N_("Language of the report: de or en; default: the one spoken here."))
    ] = None,
    meaning: Annotated[
        str, typer.Option(help=N_("What the signature says: authorship, review, approval or responsibility."))
    ] = "review",
) -> None:
    """Issue one report."""
    from reports.issue import IssueRequest, issue_report

    call = of(context)
    language = report_language or call.translator.language.value
    wanted = (
        one_of(ReportKind, kind, "--kind"),
        one_of(Language, language, "--report-language"),
        one_of(SignatureMeaning, meaning, "--meaning"),
    )
    with call.acting() as (workspace, session, passphrase), call.progress() as progress:
        request = IssueRequest(
            version=workspace.inventory.resolve(version).id,
            kind=wanted[0],
            language=wanted[1],
            meaning=wanted[2],
        )
        issued, _changes = issue_report(workspace, session, request, passphrase, progress)
        path = workspace.reporting.path(issued).resolve()
    call.answer({"report": issued, "path": str(path)}, str(path))
