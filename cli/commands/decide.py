"""How is a release decided on, and a version's state moved, from the command line?"""

from typing import Annotated

import typer

from cli.call import of
from cli.inputs import condition, day, one_of
from cli.tables import version_line
from core.decisions import DecisionKind
from core.inventory import State
from core.messages import N_
from core.workspace import DecisionRequest

app = typer.Typer()


@app.command(help=N_("Approve, approve with conditions, or reject a version; signed with your key."))
def decide(
    context: typer.Context,
    version: Annotated[str, typer.Argument(help=N_("Version, as MODEL@LABEL or MODEL."))],
    decision: Annotated[str, typer.Argument(help=N_("approve, approve_with_conditions or reject."))],
    reason: Annotated[str, typer.Option(help=N_("Why; it stands in the reports."))],
    conditions: Annotated[
        list[str] | None,
        typer.Option("--condition", help=N_("PERSON:2027-01-31:TEXT; may be given several times.")),
    ] = None,
    expires: Annotated[str | None, typer.Option(help=N_("Last day of the approval."))] = None,
    accept_undecided: Annotated[
        str | None, typer.Option(help=N_("Why results that are not decidable are accepted by name."))
    ] = None,
) -> None:
    """Record a signed decision."""
    call = of(context)
    kind, last = one_of(DecisionKind, decision, "DECISION"), day(expires, "--expires")
    asked = [condition(item) for item in conditions or ()]
    with call.acting() as (workspace, session, passphrase):
        request = DecisionRequest(
            version=workspace.inventory.resolve(version).id,
            kind=kind,
            reason=call.text(reason),
            conditions=tuple(
                (call.text(text), workspace.people.find(who).id, due) for who, due, text in asked
            ),
            expires=last,
            accepted_undecided=None if accept_undecided is None else call.text(accept_undecided),
        )
        key = workspace.people.signing_key(session, passphrase)
        recorded, _changes = workspace.decisions.decide(session, request, key)
    call.answer(
        recorded,
        call.tr(
            "{id}: {kind}, {version}, state digest {digest}",
            id=recorded.id,
            kind=recorded.kind,
            version=recorded.version,
            digest=recorded.state_digest[:16],
        ),
    )


@app.command(help=N_("Move a version to another state, for example in_validation, in_use or retired."))
def state(
    context: typer.Context,
    version: Annotated[str, typer.Argument(help=N_("Version, as MODEL@LABEL or MODEL."))],
    to: Annotated[str, typer.Argument(help=N_("The state to go to."))],
    reason: Annotated[str, typer.Option(help=N_("Why; it is kept in the audit trail."))],
) -> None:
    """Move a version along the permitted transitions."""
    call = of(context)
    wanted = one_of(State, to, "TO")
    with call.acting() as (workspace, session, _):
        meant = workspace.inventory.resolve(version)
        moved, _changes = workspace.inventory.set_state(session, meant.id, wanted, call.text(reason))
    call.answer(moved, version_line(call, moved))
