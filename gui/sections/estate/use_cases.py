"""What are models used for, and how risky is each use?"""

from collections.abc import Sequence

from core.governance.use_cases import UseCaseStatus
from core.messages import N_
from core.workspace import Changes
from core.workspace.governance.use_cases import MAY_RECORD, NewUseCase, UseCaseLine
from gui.sections.forms import RecordForm
from gui.sections.gathered import Gathered
from gui.sections.listing import Deed, Fact, why_not
from gui.sections.shown import Names, band_cell, band_chip
from gui.widgets.cells import Cell
from gui.widgets.painting import Tone
from gui.widgets.tables import TableColumn

TONES = {
    UseCaseStatus.PLANNED: Tone.INFO,
    UseCaseStatus.ACTIVE: Tone.OK,
    UseCaseStatus.ENDED: Tone.NEUTRAL,
}


class UseCasesSection(Gathered[UseCaseLine]):
    """Use cases with their models; the risk of a use case is that of its riskiest model."""

    ID = "use_cases"
    TITLE = N_("Use cases")
    ICON = "layout-grid"
    ORDER = 10
    TOUCHED = Changes.ESTATE | Changes.INVENTORY | Changes.RISK
    KEY = "use_case"
    EMPTY = N_("A use case says what models are used for and which decision they support. Record the first.")

    def columns(self) -> Sequence[TableColumn[UseCaseLine]]:
        """Return name, risk, models and status."""
        words = self.words
        return (
            TableColumn(
                title=words.tr("Use case"),
                cell=lambda line: Cell(
                    text=words.text(line.use_case.name), below=line.use_case.id, strong=True
                ),
            ),
            TableColumn(
                title=words.tr("Risk"),
                cell=lambda line: band_cell(self.context, line.risk),
                key=lambda line: -1 if line.risk is None else line.risk.rank,
                fits=True,
            ),
            TableColumn(
                title=words.tr("Models"),
                cell=lambda line: Cell(text=str(len(line.models))),
                key=lambda line: len(line.models),
                width=76,
                right=True,
            ),
            TableColumn(
                title=words.tr("Status"),
                cell=lambda line: Cell(
                    text=words.label(line.use_case.status), tone=TONES[line.use_case.status], badge=True
                ),
                fits=True,
            ),
        )

    def read(self) -> Sequence[UseCaseLine]:
        """Return every use case."""
        self.names = Names(self.context)
        return self.context.workspace.use_cases.lines()

    def identity(self, record: UseCaseLine) -> str:
        """Return the use case's id."""
        return record.use_case.id

    def heading(self, record: UseCaseLine) -> str:
        """Return the use case's name."""
        return self.words.text(record.use_case.name)

    def facts(self, record: UseCaseLine) -> Sequence[Fact]:
        """Return all that is stated about a use case."""
        tr, text, item = self.words.tr, self.words.text, record.use_case
        return (
            (tr("Risk"), band_chip(self.context, record.risk)),
            (tr("Goal"), text(item.goal)),
            (tr("Decision"), text(item.decision)),
            (tr("Affected"), text(item.affected)),
            (tr("Owner"), self.names.person(item.owner)),
            (tr("Area"), text(item.business_area)),
            (tr("Models"), self.names.models(model.id for model in record.models) or "–"),
        )

    def deeds(self) -> Sequence[Deed[UseCaseLine]]:
        """Return recording, changing and assigning."""
        tr = self.words.tr
        return (
            Deed(name="new_use_case", text=tr("New use case"), icon="plus", new=True,
                 obstacle=self._why, act=lambda _: self._new()),
            Deed(name="change_use_case", text=tr("Edit"), icon="pencil", obstacle=self._why,
                 act=self._change),
            Deed(name="assign_use_case", text=tr("Assign a model"), icon="link",
                 obstacle=self._why_not_assign, act=self._assign),
        )  # fmt: skip

    def opened(self, record: UseCaseLine) -> None:
        """Change it, if the person may."""
        if self._why(record) is None:
            self._change(record)

    def _why(self, _line: UseCaseLine | None) -> str | None:
        return why_not(self.context, *MAY_RECORD)

    def _why_not_assign(self, line: UseCaseLine | None) -> str | None:
        if line is not None and line.use_case.status is UseCaseStatus.ENDED:
            return self.words.tr("The use case has ended.")
        return self._why(line)

    def _new(self) -> None:
        form = UseCaseForm(self, None)
        if form.ask(self.words.tr("Save")):
            session, cases = self.context.session.current, self.context.workspace.use_cases
            new = form.entered()
            self.run(
                self.words.tr("Recording the use case"),
                lambda: cases.record(session, new),
                lambda made: self.arrive({self.KEY: made.id}),
            )

    def _change(self, line: UseCaseLine | None) -> None:
        if line is None:
            return
        form = UseCaseForm(self, line)
        if form.ask(self.words.tr("Save")) and form.reason is not None:
            session, cases = self.context.session.current, self.context.workspace.use_cases
            new, reason = form.entered(), form.reason.needed
            self.run(
                self.words.tr("Recording the use case"),
                lambda: cases.change(session, line.use_case.id, new, reason),
            )

    def _assign(self, line: UseCaseLine | None) -> None:
        if line is None:
            return
        tr = self.words.tr
        form = RecordForm(
            self.context,
            self,
            name="assign_model",
            title=tr("Assign a model"),
            why=tr("A model serves one use case; it is taken out of the one it served before."),
        )
        box = form.add_choice("model", tr("Model"), self.names.entries)
        if form.ask(tr("Assign")):
            session, cases, model = (
                self.context.session.current,
                self.context.workspace.use_cases,
                box.currentData(),
            )
            self.run(tr("Assigning the model"), lambda: cases.assign(session, model, line.use_case.id))


class UseCaseForm(RecordForm):
    """All that is stated about a use case."""

    def __init__(self, section: UseCasesSection, line: UseCaseLine | None) -> None:
        """Fill in what is known."""
        tr, old = section.words.tr, None if line is None else line.use_case
        title = tr("New use case") if old is None else tr("Change {id}", id=old.id)
        super().__init__(section.context, section, name="use_case_form", title=title)
        me = section.context.session.person.id
        self.called = self.add_line(
            "name", tr("Name"), old.name if old else None, needed=tr("Give it a name.")
        )
        self.goal = self.add_text("goal", tr("Goal"), old.goal if old else None, needed=tr("State the goal."))
        self.decision = self.add_text(
            "decision", tr("Decision"), old.decision if old else None, needed=tr("State the decision.")
        )
        self.affected = self.add_text("affected", tr("Affected"), old.affected if old else None)
        self.owner = self.add_person("owner", tr("Owner"), old.owner if old else me)
        self.area = self.add_line(
            "area", tr("Area"), old.business_area if old else None, needed=tr("Name the area.")
        )
        self.status = self.add_enum("status", tr("Status"), UseCaseStatus, old.status if old else None)
        self.reason = self.add_reason() if old else None

    def entered(self) -> NewUseCase:
        """Return what was entered."""
        return NewUseCase(
            name=self.called.needed,
            goal=self.goal.needed,
            decision=self.decision.needed,
            affected=self.affected.text,
            owner=self.owner.currentData(),
            business_area=self.area.needed,
            status=UseCaseStatus(self.status.currentData()),
        )


SECTION = UseCasesSection
