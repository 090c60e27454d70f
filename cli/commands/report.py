"""How is a signed report issued from the command line?"""

from typing import Annotated

import typer

from cli.call import of
from cli.inputs import one_of
from core.errors import UserError
from core.evidence import VERSION_KINDS, ReportKind, SignatureMeaning
from core.labels import N_
from core.messages import message
from core.texts import Language

app = typer.Typer()
BOTH = "both"


@app.command(help=N_("Write, sign and file a report; prints each path alone on a line."))
def report(
    context: typer.Context,
    version: Annotated[str, typer.Argument(help=N_("Version, as MODEL@LABEL or MODEL."))],
    kind: Annotated[str, typer.Option(help=N_("model_risk or gdpr_audit."))] = "model_risk",
    report_language: Annotated[
        str | None,
        typer.Option(
            help=N_(
                "Language of the report: de, en, or both from one evidence set; default: the one spoken here."
            )
        ),
    ] = None,
    meaning: Annotated[
        str, typer.Option(help=N_("What the signature says: authorship, review, approval or responsibility."))
    ] = "review",
) -> None:
    """Issue one report, or the same in both languages."""
    from reports.issue import IssueRequest, issue_reports

    call = of(context)
    chosen = report_language or call.translator.language.value
    languages = tuple(Language) if chosen == BOTH else (one_of(Language, chosen, "--report-language"),)
    wanted, says = one_of(ReportKind, kind, "--kind"), one_of(SignatureMeaning, meaning, "--meaning")
    if wanted not in VERSION_KINDS:
        raise UserError(
            message("An audit opinion is not about a version. Issue it with “pruefstein opinions report”.")
        )
    with call.acting() as (workspace, session, passphrase), call.progress() as progress:
        meant = workspace.inventory.resolve(version).id
        requests = [
            IssueRequest(version=meant, kind=wanted, language=language, meaning=says)
            for language in languages
        ]
        issued, _changes = issue_reports(workspace, session, requests, passphrase, progress)
        paths = [str(workspace.reporting.path(item).resolve()) for item in issued]
    rows = [{"report": item, "path": path} for item, path in zip(issued, paths, strict=True)]
    call.answer({"reports": rows}, "\n".join(paths))
