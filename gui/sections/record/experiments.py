"""Which candidates and experiments were tried for a version?"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from core.governance.design import Experiment
from core.ids import Exact
from core.messages import N_
from core.workspace import Changes
from gui.sections.listing import Fact, Listing
from gui.widgets.cells import Cell
from gui.widgets.painting import Tone
from gui.widgets.tables import TableColumn


class ExperimentsSection(Listing[Experiment]):
    """Experiments of the chosen version with figures and parameters."""

    ID: ClassVar[str] = "experiments"
    TITLE: ClassVar[str] = N_("Experiments")
    ICON: ClassVar[str] = "list-checks"
    ORDER: ClassVar[int] = 52
    TOUCHED: ClassVar[Changes] = Changes.INVENTORY
    KEY: ClassVar[str] = "experiment"
    EMPTY: ClassVar[str] = N_(
        "No experiment is recorded for this version. Take them over from a folder of MLflow in the section "
        "“Design”, or with pruefstein design import-mlflow."
    )

    def columns(self) -> Sequence[TableColumn[Experiment]]:
        """Return the columns of the list."""
        tr = self.words.tr
        return (
            TableColumn(title=tr("Experiment"), cell=lambda item: Cell(text=item.name, below=item.run[:12])),
            TableColumn(title=tr("Figures"), cell=lambda item: Cell(text=_listed(item.metrics))),
            TableColumn(
                title=tr("Source"), cell=lambda item: Cell(text=self.words.label(item.source)), width=92
            ),
            TableColumn(title=tr("Chosen"), cell=self._chosen_cell, width=112),
        )

    def _chosen_cell(self, item: Experiment) -> Cell:
        if item.chosen:
            return Cell(text=self.words.tr("chosen"), tone=Tone.OK, badge=True)
        return Cell(text="–", faint=True)

    def read(self) -> Sequence[Experiment]:
        """Return the experiments of the version."""
        record = self.context.workspace.designs.of(self.version) if self.version else None
        return () if record is None else record.experiments

    def identity(self, record: Experiment) -> str:
        """Return run id, or the name."""
        return record.run or record.name

    def heading(self, record: Experiment) -> str:
        """Return the name."""
        return record.name

    def facts(self, record: Experiment) -> Sequence[Fact]:
        """Return everything recorded about an experiment."""
        tr = self.words.tr
        return (
            (tr("Run"), "\n".join(filter(None, (record.run[:16], record.run[16:])))),
            (tr("State"), record.status),
            (tr("Started"), "" if record.started_at is None else self.words.moment(record.started_at)),
            (tr("Code"), record.code),
            (tr("Figures"), "\n".join(f"{key} = {value}" for key, value in record.metrics.items())),
            (tr("Parameters"), "\n".join(f"{key} = {value}" for key, value in record.parameters.items())),
            (tr("Remark"), "" if record.remark is None else self.words.text(record.remark)),
        )


def _listed(values: Mapping[str, Exact]) -> str:

    return ", ".join(f"{key} = {value}" for key, value in values.items())


SECTION = ExperimentsSection
