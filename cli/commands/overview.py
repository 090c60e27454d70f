"""How does the portfolio stand, in figures, from the command line?"""

from collections.abc import Iterator

import typer

from cli.call import Call, of
from cli.tables import table
from core.governance.overview import Overview
from core.messages import N_
from reports.kpi_words import count_of, figures_of, value_of

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
    heads = (call.tr("Key figure"), call.tr("Value"), "", call.tr("What is counted"))
    call.answer(found, tiles, table(heads, _rows(call, found)))


def _rows(call: Call, found: Overview) -> Iterator[tuple[str, str, str, str]]:
    words = call.translator
    for figure in figures_of(found):
        yield call.tr(figure.title), value_of(words, figure), count_of(words, figure), call.tr(figure.counts)
