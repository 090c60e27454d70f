"""What do several models rest on, so that one failure hits all of them?"""

from collections.abc import Sequence

from core.governance.dependencies import SharedThing
from core.messages import N_
from core.workspace import Changes
from gui.sections.gathered import Gathered
from gui.sections.listing import Fact
from gui.sections.shown import Names, band_cell, band_chip
from gui.widgets.cells import Cell
from gui.widgets.hit_graph import HitGraph
from gui.widgets.tables import TableColumn


class SharedSection(Gathered[SharedThing]):
    """Aggregate risk: shared data, libraries, feeders, sources, systems, assumptions and vendors."""

    ID = "shared"
    TITLE = N_("Shared risk")
    ICON = "git-branch"
    ORDER = 40
    TOUCHED = Changes.ESTATE | Changes.INVENTORY | Changes.RISK
    KEY = "shared"
    EMPTY = N_(
        "No two models rest on the same thing yet. Data sets and libraries are found by themselves; record "
        "feeders, sources, systems and assumptions in the model record."
    )

    def columns(self) -> Sequence[TableColumn[SharedThing]]:
        """Return the thing, the models hit and the worst tier."""
        words = self.words
        return (
            TableColumn(
                title=words.tr("Shared by models"),
                cell=lambda item: Cell(text=item.name, below=words.label(item.kind), strong=True),
            ),
            TableColumn(
                title=words.tr("Models hit"),
                cell=lambda item: Cell(
                    text=str(len(item.hit)),
                    below=words.tr("{percent} %", percent=round(100 * item.share)),
                ),
                key=lambda item: len(item.hit),
                width=104,
            ),
            TableColumn(
                title=words.tr("Worst tier"),
                cell=lambda item: band_cell(self.context, item.worst),
                key=lambda item: -1 if item.worst is None else item.worst.rank,
                fits=True,
            ),
        )

    def read(self) -> Sequence[SharedThing]:
        """Return what at least two models share, what hits most first."""
        self.names = Names(self.context)
        return self.context.workspace.dependencies.shared()

    def heading(self, record: SharedThing) -> str:
        """Return the thing's name."""
        return record.name

    def facts(self, record: SharedThing) -> Sequence[Fact]:
        """Return who is hit, with a picture."""
        tr = self.words.tr
        said = tr(
            "{name} carries {direct} models directly and {indirect} through these.",
            name=record.name,
            direct=len(record.models),
            indirect=len(record.indirect),
        )
        columns = ((record.name,), record.models, record.indirect)
        return (
            (tr("Kind"), self.words.label(record.kind)),
            (tr("Worst tier"), band_chip(self.context, record.worst)),
            (tr("Share"), tr("{percent} % of all models", percent=round(100 * record.share))),
            (tr("Editions"), ", ".join(record.editions)),
            ("", HitGraph(self.context.theme, columns, said=said)),
            (tr("Directly"), self.names.models(record.models)),
            (tr("Indirectly"), self.names.models(record.indirect)),
        )


SECTION = SharedSection
