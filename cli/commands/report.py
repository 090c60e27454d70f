"""How is a signed report issued from the command line?"""

from typing import Annotated

import typer

from cli.call import of
from cli.inputs import one_of
from cli.issuing import Meaning, ReportLanguage, answer_issued, languages_of, meaning_of, paths_of
from core.errors import UserError
from core.evidence import VERSION_KINDS, ReportKind
from core.messages import N_, message

app = typer.Typer()


@app.command(help=N_("Write, sign and file a report; prints each path alone on a line."))
def report(
    context: typer.Context,
    version: Annotated[str, typer.Argument(help=N_("Version, as MODEL@LABEL or MODEL."))],
    kind: Annotated[str, typer.Option(help=N_("model_risk or gdpr_audit."))] = "model_risk",
    lang: ReportLanguage = None,
    meaning: Meaning = "review",
) -> None:
    """Issue one report, or the same in both languages."""
    from reports.issue import IssueRequest, issue_reports

    call = of(context)
    languages = languages_of(call, lang)
    wanted, says = one_of(ReportKind, kind, "--kind"), meaning_of(meaning)
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
        paths = paths_of(workspace, issued)
    answer_issued(call, issued, paths)
