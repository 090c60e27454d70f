"""Who carries which duty on one model, who stands in, and what does that mean for its skills?"""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from core.governance.separation import Clash
from core.messages import N_
from core.ties import Duty, Responsibility
from core.workspace import Changes
from core.workspace.governance.duties import MAY_ASSIGN
from gui.sections.forms import RecordForm
from gui.sections.listing import Deed, Fact, Listing, why_not
from gui.sections.shown import Names, ask_reason, day_cell
from gui.widgets.basic import label
from gui.widgets.cells import Cell
from gui.widgets.pickers import today
from gui.widgets.tables import TableColumn


class DutiesSection(Listing[Responsibility]):
    """The duties on the model of the page."""

    ID = "duties"
    TITLE = N_("Duties")
    ICON = "users"
    ORDER = 30
    TOUCHED = Changes.INVENTORY | Changes.PEOPLE
    KEY = "duty"
    EMPTY = N_("There is no model yet, so there are no duties.")

    def columns(self) -> Sequence[TableColumn[Responsibility]]:
        """Return duty, person, deputy and last day."""
        words = self.words
        return (
            TableColumn(
                title=words.tr("Duty"), cell=lambda item: Cell(text=words.label(item.duty), strong=True)
            ),
            TableColumn(
                title=words.tr("Person"),
                cell=lambda item: Cell(text=self.names.person(item.person)),
                fits=True,
            ),
            TableColumn(
                title=words.tr("Deputy"),
                cell=lambda item: Cell(text=self.names.person(item.deputy), faint=item.deputy is None),
                fits=True,
            ),
            TableColumn(
                title=words.tr("Leaves"),
                cell=lambda item: day_cell(
                    self.context, item.leaves, late=item.leaves is not None and item.leaves < today()
                ),
                key=lambda item: item.leaves,
                width=96,
            ),
        )

    def above(self) -> QWidget | None:
        """Return the line with the figures of the model."""
        self.figures = label("", "muted", wrap=True, selectable=True)
        self.figures.setObjectName("skills_figures")
        return self.figures

    def read(self) -> Sequence[Responsibility]:
        """Return the duties; owner and developers also where they are not recorded as such."""
        self.names = Names(self.context, every=False)
        if self.model is None:
            self.figures.setText("")
            return ()
        duties = self.context.workspace.duties
        risk = duties.skills(self.model)
        text = self.words.tr(
            "Bus factor {factor}: the likelihood of lost skills is at least {least} of 5.",
            factor=risk.bus_factor,
            least=risk.least_likelihood,
        )
        clashes = [self._clash(item) for item in duties.clashes(self.model)]
        self.figures.setText("\n".join((text, *clashes)))
        return duties.of(self.model)

    def _clash(self, clash: Clash) -> str:
        return self.words.tr(
            "{name} is both “{one}” and “{other}”; these must lie in different hands.",
            name=self.names.person(clash.person),
            one=clash.judging,
            other=clash.judged,
        )

    def identity(self, record: Responsibility) -> str:
        """Return duty and person."""
        return f"{record.duty}:{record.person}"

    def heading(self, record: Responsibility) -> str:
        """Return what the duty is called."""
        return self.words.label(record.duty)

    def facts(self, record: Responsibility) -> Sequence[Fact]:
        """Return person, deputy and last day."""
        tr = self.words.tr
        return (
            (tr("Person"), self.names.person(record.person)),
            (tr("Deputy"), self.names.person(record.deputy)),
            (tr("Leaves"), self.words.value(record.leaves)),
            (tr("Basis"), tr("recorded") if self._recorded(record) else tr("follows from the registration")),
        )

    def _recorded(self, record: Responsibility) -> bool:
        return self.model is not None and record in self.context.workspace.inventory.model(self.model).duties

    def deeds(self) -> Sequence[Deed[Responsibility]]:
        """Return assigning, changing and taking away."""
        tr = self.words.tr
        return (
            Deed(name="assign_duty", text=tr("Assign a duty"), icon="user-plus", new=True,
                 obstacle=self._why, act=lambda _: self._assign(None)),
            Deed(name="change_duty", text=tr("Deputy and last day"), icon="pencil", obstacle=self._why,
                 act=self._assign),
            Deed(name="end_duty", text=tr("Take away"), icon="trash-2", obstacle=self._why_recorded,
                 act=self._end),
        )  # fmt: skip

    def opened(self, record: Responsibility) -> None:
        """Change it, if the person may."""
        if self._why(record) is None:
            self._assign(record)

    def _why(self, _record: Responsibility | None) -> str | None:
        if self.model is None:
            return self.words.tr("There is no model yet.")
        return why_not(self.context, *MAY_ASSIGN)

    def _why_recorded(self, record: Responsibility | None) -> str | None:
        if record is not None and not self._recorded(record):
            return self.words.tr("It follows from the registration and is not recorded as a duty.")
        return self._why(record)

    def _assign(self, old: Responsibility | None) -> None:
        form = DutyForm(self, old)
        if form.ask(self.words.tr("Save")) and self.model is not None:
            session, duties, model = self.context.session.current, self.context.workspace.duties, self.model
            new, reason = form.entered(), form.reason.needed
            self.run(self.words.tr("Recording the duty"), lambda: duties.assign(session, model, new, reason))

    def _end(self, record: Responsibility | None) -> None:
        tr = self.words.tr
        reason = ask_reason(
            self.context,
            self,
            title=tr("Take away"),
            why=tr("The person then no longer carries this duty on the model."),
            action=tr("Take away"),
        )
        if record is not None and reason is not None and self.model is not None:
            session, duties, model = self.context.session.current, self.context.workspace.duties, self.model
            self.run(
                tr("Recording the duty"),
                lambda: duties.take_away(session, model, record.duty, record.person, reason=reason),
            )


class DutyForm(RecordForm):
    """Duty, person, deputy and last day."""

    def __init__(self, section: DutiesSection, old: Responsibility | None) -> None:
        """Fill in what is known; duty and person of an entry stay."""
        tr = section.words.tr
        super().__init__(section.context, section, name="duty_form", title=tr("Assign a duty"))
        self.duty = self.add_enum("duty", tr("Duty"), Duty, old.duty if old else Duty.DATA_SCIENTIST)
        self.person = self.add_person("person", tr("Person"), old.person if old else None)
        self.deputy = self.add_person(
            "deputy", tr("Deputy"), old.deputy if old else None, nobody=tr("nobody yet")
        )
        self.leaves = self.add_day("leaves", tr("Leaves"), old.leaves if old else None)
        self.reason = self.add_reason()
        self.duty.setEnabled(old is None)
        self.person.setEnabled(old is None)

    def entered(self) -> Responsibility:
        """Return what was entered."""
        return Responsibility(
            duty=Duty(self.duty.currentData()),
            person=self.person.currentData(),
            deputy=self.deputy.currentData(),
            leaves=self.leaves.day,
        )


SECTION = DutiesSection
