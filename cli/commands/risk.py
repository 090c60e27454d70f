"""How is the risk of a version rated from the command line?"""

from typing import Annotated

import typer

from cli.call import of
from cli.inputs import one_of, rating
from core.messages import N_
from core.risk import Band, Rating

app = typer.Typer()


@app.command(help=N_("Commit a risk assessment of a version: the four kinds, inherent and residual."))
def assess(
    context: typer.Context,
    version: Annotated[str, typer.Argument(help=N_("Version, as MODEL@LABEL or MODEL."))],
    ratings: Annotated[
        list[str],
        typer.Option("--rating", help=N_("KIND:LxI:LxI:RATIONALE, inherent then residual; once per kind.")),
    ],
    materiality: Annotated[str, typer.Option(help=N_("Exposure and purpose: low, medium, high or severe."))],
) -> None:
    """Commit an assessment."""
    call = of(context)
    parsed = [rating(item) for item in ratings]
    level = one_of(Band, materiality, "--materiality")
    rated = tuple(
        Rating(kind=kind, inherent=inherent, residual=residual, rationale=call.text(why))
        for kind, inherent, residual, why in parsed
    )
    with call.acting() as (workspace, session, _):
        meant = workspace.inventory.resolve(version)
        assessment, _changes = workspace.risk.assess(session, meant.id, rated, level)
    call.answer(
        assessment,
        call.tr(
            "Committed: {id}. Tier {tier}, next assessment by {day}.",
            id=assessment.id,
            tier=assessment.tier,
            day=assessment.reassess_by,
        ),
    )
