"""Which checks of other makers are installed, and which are allowed?"""

from typing import Annotated

import typer

from cli.call import Call, of
from cli.tables import table
from core.external import Admission, ExternalCheck
from core.messages import N_
from core.texts import Text

app = typer.Typer()
group = typer.Typer()
app.add_typer(
    group, name="external", help=N_("List the checks of other makers; allow one, or withdraw that.")
)

_ID = Annotated[str, typer.Argument(help=N_("Id of the check, for example external.approval_ceiling."))]
_REASON = Annotated[str, typer.Option(help=N_("Why; it is recorded with your name."))]


@group.command("list", help=N_("List what is installed, with its digest, and whether it is allowed."))
def list_(context: typer.Context) -> None:
    """List installed checks."""
    call = of(context)
    with call.reading() as workspace:
        installed = workspace.externals.installed()
        admissions = {item.id: item for item in workspace.externals.admissions()}
    headings = (call.tr("Id"), call.tr("Package"), call.tr("Digest"), call.tr("State"))
    rows = (
        (
            item.id,
            f"{item.package} {item.version}",
            item.digest[:16],
            state_word(call, item, admissions.get(item.id)),
        )
        for item in installed
    )
    call.answer(installed, table(headings, rows) if installed else call.tr("No external check is installed."))


@group.command(help=N_("Allow a check with the digest it has now; for administrators."))
def allow(context: typer.Context, check: _ID, reason: _REASON) -> None:
    """Allow a check."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        text = Text(reason, call.translator.language)
        admission, _changes = workspace.externals.allow(session, check, text)
    call.answer(
        admission,
        call.tr(
            "{id} of {package} {version} is allowed with the digest {digest}.",
            id=admission.id,
            package=admission.package,
            version=admission.version,
            digest=admission.digest,
        ),
    )


@group.command(help=N_("Withdraw what was allowed; results made before stay."))
def withdraw(context: typer.Context, check: _ID, reason: _REASON) -> None:
    """Withdraw the permission of a check."""
    call = of(context)
    with call.acting() as (workspace, session, _):
        text = Text(reason, call.translator.language)
        admission, _changes = workspace.externals.withdraw(session, check, text)
    call.answer(admission, call.tr("{id} may not run any more.", id=admission.id))


def state_word(call: Call, check: ExternalCheck, admission: Admission | None) -> str:
    """Return whether a check may run."""
    if admission is None:
        return call.tr("not allowed")
    if not admission.allowed:
        return call.tr("withdrawn")
    return call.tr("allowed") if admission.digest == check.digest else call.tr("changed since it was allowed")
