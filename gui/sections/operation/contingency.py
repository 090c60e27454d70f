"""What is done when a model is unavailable, and which plans must be tried again?"""

from collections.abc import Sequence

from core.governance.contingency import PlanTestResult
from core.governance.documents import DocumentKind
from core.messages import N_
from core.people import Permission
from core.workspace import Changes
from core.workspace.governance.contingency import MAY_TEST, NewPlan, NewTest, PlanLine
from gui.sections.forms import RecordForm
from gui.sections.gathered import Gathered
from gui.sections.listing import Deed, Fact, why_not
from gui.sections.shown import Names, band_chip, day_cell
from gui.widgets.cells import Cell
from gui.widgets.painting import Tone
from gui.widgets.pickers import today
from gui.widgets.tables import TableColumn

TONES = {
    PlanTestResult.PASSED: Tone.OK,
    PlanTestResult.PARTLY: Tone.WARN,
    PlanTestResult.FAILED: Tone.BAD,
}


class ContingencySection(Gathered[PlanLine]):
    """Every model with its contingency plan, what is overdue first."""

    ID = "contingency"
    TITLE = N_("Contingency")
    ICON = "life-buoy"
    ORDER = 20
    TOUCHED = Changes.OPERATION | Changes.INVENTORY | Changes.RISK
    KEY = "model"
    EMPTY = N_("No model is registered, so no plan is needed yet.")

    def columns(self) -> Sequence[TableColumn[PlanLine]]:
        """Return model, last test and when the next is due."""
        words = self.words
        return (
            TableColumn(
                title=words.tr("Model"),
                cell=lambda line: Cell(
                    text=words.text(line.model.name), below=line.model.id, strong=line.operating
                ),
            ),
            TableColumn(title=words.tr("Last test"), cell=self._test, width=190),
            TableColumn(title=words.tr("Due"), cell=self._due, key=lambda line: line.due, width=116),
        )

    def _test(self, line: PlanLine) -> Cell:
        tr = self.words.tr
        if line.plan is None:
            return Cell(
                text=tr("no plan"), tone=Tone.BAD if line.operating else None, faint=not line.operating
            )
        last = line.plan.last_test
        if last is None:
            return Cell(text=tr("never tested"), tone=Tone.WARN)
        return Cell(text=self.words.label(last.result), tone=TONES[last.result], badge=True)

    def _due(self, line: PlanLine) -> Cell:
        return day_cell(self.context, line.due, late=line.overdue)

    def read(self) -> Sequence[PlanLine]:
        """Return every model with or without a plan."""
        self.names = Names(self.context)
        return self.context.workspace.contingency.lines()

    def heading(self, record: PlanLine) -> str:
        """Return the model's name."""
        return self.names.model(record.model.id)

    def summary(self, records: Sequence[PlanLine]) -> str:
        """Count what is overdue."""
        return self.words.tr(
            "Models: {count}, overdue or without a plan: {late}",
            count=len(records),
            late=sum(line.overdue for line in records),
        )

    def facts(self, record: PlanLine) -> Sequence[Fact]:
        """Return the plan and its tests."""
        words, plan = self.words, record.plan
        tier = (words.tr("Tier"), band_chip(self.context, record.tier))
        if plan is None:
            missing = (
                words.tr("It operates without a plan.") if record.operating else words.tr("There is no plan.")
            )
            return tier, (words.tr("Plan"), missing)
        hours = "" if plan.outage_hours is None else words.tr("after {hours} hours", hours=plan.outage_hours)
        tests = (
            f"{words.date(test.day)} {words.label(test.result)}: {words.text(test.note)}"
            for test in reversed(plan.tests)
        )
        return (
            tier,
            (words.tr("Fallback"), words.text(plan.fallback)),
            (words.tr("Begins"), hours),
            (words.tr("Responsible"), self.names.person(plan.responsible)),
            (words.tr("Document"), plan.plan or words.tr("none")),
            (words.tr("Next test"), "" if record.due is None else words.date(record.due)),
            (words.tr("Tests"), "\n".join(tests) or words.tr("never tested")),
        )

    def deeds(self) -> Sequence[Deed[PlanLine]]:
        """Return stating the plan and recording a test."""
        tr = self.words.tr
        return (
            Deed(name="record_plan", text=tr("State the plan"), icon="pencil", obstacle=self._why,
                 act=self._plan),
            Deed(name="record_test", text=tr("Record a test"), icon="check", obstacle=self._why_test,
                 act=self._tried),
        )  # fmt: skip

    def opened(self, record: PlanLine) -> None:
        """State the plan, if the person may."""
        if self._why(record) is None:
            self._plan(record)

    def _why(self, _line: PlanLine | None) -> str | None:
        return why_not(self.context, Permission.OPERATE)

    def _why_test(self, line: PlanLine | None) -> str | None:
        if line is not None and line.plan is None:
            return self.words.tr("There is no plan yet.")
        return why_not(self.context, *MAY_TEST)

    def _plan(self, line: PlanLine | None) -> None:
        if line is None:
            return
        form = PlanForm(self, line)
        if form.ask(self.words.tr("Save")):
            session, plans = self.context.session.current, self.context.workspace.contingency
            new, reason = form.entered(), None if form.reason is None else form.reason.needed
            self.run(self.words.tr("Recording the plan"), lambda: plans.record(session, new, reason))

    def _tried(self, line: PlanLine | None) -> None:
        if line is None:
            return
        tr = self.words.tr
        form = RecordForm(self.context, self, name="test_form", title=tr("Record a test"))
        day = form.add_day("day", tr("Day"), today(), optional=False)
        result = form.add_enum("result", tr("Result"), PlanTestResult)
        note = form.add_text(
            "note", tr("What happened"), needed=tr("Write what was tried and what happened.")
        )
        if form.ask(tr("Save")):
            session, plans = self.context.session.current, self.context.workspace.contingency
            new = NewTest(
                model=line.model.id,
                day=day.day or today(),
                result=PlanTestResult(result.currentData()),
                note=note.needed,
            )
            self.run(tr("Recording the test"), lambda: plans.record_test(session, new))


class PlanForm(RecordForm):
    """Fallback, responsible person and document of a plan."""

    def __init__(self, section: ContingencySection, line: PlanLine) -> None:
        """Fill in what is known."""
        tr, old = section.words.tr, line.plan
        super().__init__(
            section.context,
            section,
            name="plan_form",
            title=tr("Contingency plan of {model}", model=line.model.id),
            why=tr("A plan with another fallback counts as never tested."),
        )
        self._model = line.model.id
        self.fallback = self.add_text(
            "fallback",
            tr("Fallback"),
            old.fallback if old else None,
            needed=tr("Write what is done when the model is unavailable."),
            height=84,
        )
        hours = None if old is None else old.outage_hours
        self.hours = self.add_line("hours", tr("After hours"), "" if hours is None else str(hours))
        self.responsible = self.add_person(
            "responsible", tr("Responsible"), old.responsible if old else line.model.owner
        )
        plans = [
            (f"{item.id} · {self.words.text(item.title)}", item.id)
            for item in section.context.workspace.documents.all()
            if item.kind is DocumentKind.CONTINGENCY_PLAN and item.withdrawn_at is None
        ]
        self.plan = self.add_choice("plan", tr("Document"), plans, old.plan if old else None, ask=tr("none"))
        self.reason = self.add_reason() if old else None
        self.need(
            lambda: (
                None if not self.hours.plain or self.hours.plain.isdecimal() else tr("Hours are a number.")
            )
        )
        self.hours.widget.textChanged.connect(lambda *_: self.recheck())

    def entered(self) -> NewPlan:
        """Return what was entered."""
        return NewPlan(
            model=self._model,
            fallback=self.fallback.needed,
            outage_hours=int(self.hours.plain) if self.hours.plain else None,
            plan=self.plan.currentData(),
            responsible=self.responsible.currentData(),
        )


SECTION = ContingencySection
