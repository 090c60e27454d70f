"""Which candidates and experiments were tried for a version?"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from core.governance.design import Experiment
from core.ids import Exact
from core.inventory import State
from core.messages import N_
from core.people import Permission
from core.workspace import Changes
from gui.dialogs.design_parts import ExperimentDialog
from gui.dialogs.finding import ReasonDialog
from gui.sections.listing import Deed, Fact, Listing, why_not
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
        "No experiment is recorded for this version. Enter one here, take them over from a folder of MLflow "
        "in the section “Design”, or with pruefstein design import-mlflow."
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

    def deeds(self) -> Sequence[Deed[Experiment]]:
        """Return entering one, and saying which one the version came from."""
        tr = self.words.tr
        return (
            Deed(name="add_experiment", text=tr("Enter …"), icon="plus", new=True, obstacle=self._why,
                 act=lambda _: self._add()),
            Deed(name="choose_experiment", text=tr("Version came from it"), icon="check",
                 obstacle=self._why_not_chosen, act=self._take),
        )  # fmt: skip

    def _why(self, _item: Experiment | None) -> str | None:
        if self.version is None:
            return self.words.tr("There is no version yet.")
        return why_not(self.context, Permission.REGISTER)

    def _why_not_chosen(self, item: Experiment | None) -> str | None:
        if item is not None and item.chosen:
            return self.words.tr("It is chosen already.")
        return self._why(item)

    def _add(self) -> None:
        version, session = self.version, self.context.session.current
        if version is None:
            return
        dialog = ExperimentDialog(self.context, version, self)
        if not dialog.ask(self.words.tr("Record it")):
            return
        made, reason = dialog.experiment, None if dialog.reason is None else dialog.reason.text
        designs = self.context.workspace.designs
        self.run(
            self.words.tr("Recording the experiment"),
            lambda: designs.add_experiments(session, version, (made,), reason),
            lambda _: self.arrive({self.KEY: made.name}),
        )

    def _take(self, item: Experiment | None) -> None:
        version, session = self.version, self.context.session.current
        if item is None or version is None:
            return
        tr, name = self.words.tr, self.identity(item)
        reason = None
        if self.context.workspace.inventory.version(version).state is not State.DRAFT:
            dialog = ReasonDialog(
                self.context,
                self,
                title=tr("{version} came from {name}", version=version, name=item.name),
                why=tr("The version has left the draft: the change is kept with its reason."),
                action=tr("Record it"),
            )
            reason = dialog.ask()
            if reason is None:
                return
        designs = self.context.workspace.designs
        self.run(tr("Recording the experiment"), lambda: designs.choose(session, version, name, reason))

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
