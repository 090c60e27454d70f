"""How does the portfolio stand, in figures, from the command line?"""

from collections.abc import Iterator

import typer

from cli.call import Call, of
from cli.tables import table
from core.governance.kpis import Kpis, Share
from core.messages import N_
from reports.kpi_words import figures_of

app = typer.Typer()


@app.command(help=N_("Show what must be done, and key figures of the portfolio."))
def overview(context: typer.Context) -> None:
    """Show tiles and key figures."""
    call = of(context)
    with call.reading() as workspace:
        found = workspace.overview.all()
    tiles = table(
        (call.tr("What"), call.tr("Count"), call.tr("Overdue")),
        (
            (
                call.translator.label(tile.kind),
                call.translator.integer(tile.count),
                call.translator.integer(tile.overdue),
            )
            for tile in found.tiles
        ),
    )
    figures = table((call.tr("Key figure"), call.tr("Value"), ""), _rows(call, found.kpis))
    call.answer(found, tiles, figures)


def _rows(call: Call, found: Kpis) -> Iterator[tuple[str, str, str]]:
    for title, value in figures_of(found):
        if isinstance(value, Share):
            parts = call.tr("{part} of {whole}", part=value.part, whole=value.whole)
            yield call.tr(title), call.translator.percent(value.value), parts
        else:
            yield call.tr(title), call.translator.number(value), call.tr("days")
