"""On whom does how much depend, and who leaves?"""

from collections.abc import Sequence

from core.governance.skills import PersonLoad
from core.inventory import Model
from core.messages import N_
from core.workspace import Changes
from core.workspace.governance.duties import MAY_ASSIGN
from gui.sections.gathered import Gathered
from gui.sections.held import HeldForm, Work
from gui.sections.listing import Deed, Fact, why_not
from gui.sections.shown import Names, day_cell
from gui.widgets.cells import Cell
from gui.widgets.painting import Tone
from gui.widgets.pickers import today
from gui.widgets.tables import TableColumn


class PeopleSection(Gathered[PersonLoad]):
    """Persons with the models they carry, and those they carry alone."""

    ID = "people"
    TITLE = N_("Persons")
    ICON = "users"
    ORDER = 60
    TOUCHED = Changes.PEOPLE | Changes.INVENTORY
    KEY = "person"
    EMPTY = N_("No model is registered, so nobody carries a duty.")

    def columns(self) -> Sequence[TableColumn[PersonLoad]]:
        """Return person, models, models alone and last day."""
        words = self.words
        return (
            TableColumn(title=words.tr("Person"), cell=self._name),
            TableColumn(
                title=words.tr("Models"),
                cell=lambda load: Cell(text=str(len(load.models))),
                key=lambda load: len(load.models),
                width=80,
                right=True,
            ),
            TableColumn(
                title=words.tr("Alone"),
                cell=lambda load: Cell(
                    text=str(len(load.alone)), tone=Tone.WARN if load.alone else None, faint=not load.alone
                ),
                key=lambda load: len(load.alone),
                width=80,
                right=True,
            ),
            TableColumn(
                title=words.tr("Leaves"),
                cell=lambda load: day_cell(
                    self.context, load.leaves, late=load.leaves is not None and load.leaves < today()
                ),
                key=lambda load: load.leaves,
                width=116,
            ),
        )

    def _name(self, load: PersonLoad) -> Cell:
        below = "" if load.active else self.words.tr("no longer active")
        return Cell(
            text=self.names.person(load.person), below=below, strong=load.active, faint=not load.active
        )

    def read(self) -> Sequence[PersonLoad]:
        """Return everybody who carries something, those on whom alone most depends first."""
        self.names = Names(self.context)
        return self.context.workspace.duties.loads()

    def identity(self, record: PersonLoad) -> str:
        """Return the person's id."""
        return record.person

    def heading(self, record: PersonLoad) -> str:
        """Return the person's name."""
        return self.names.person(record.person)

    def summary(self, records: Sequence[PersonLoad]) -> str:
        """Count persons on whom alone something depends."""
        alone = sum(bool(load.alone) for load in records)
        return self.words.tr("Persons: {count}, alone on a model: {alone}", count=len(records), alone=alone)

    def deeds(self) -> Sequence[Deed[PersonLoad]]:
        """Return stating the last day."""
        return (
            Deed(name="last_day", text=self.words.tr("Last day …"), icon="calendar-clock",
                 obstacle=lambda _: why_not(self.context, *MAY_ASSIGN), act=self._leave),
        )  # fmt: skip

    def _leave(self, load: PersonLoad | None) -> None:
        if load is None:
            return
        tr, duties = self.words.tr, self.context.workspace.duties
        form = HeldForm(
            self.context,
            self,
            name="leave_form",
            title=tr("Last day of {name}", name=self.names.person(load.person)),
            why=tr("It is recorded for every duty on every model. Without a day the person stays."),
        )
        day, reason = form.add_day("leaves", tr("Leaves"), load.leaves), form.add_reason()

        def gather() -> Work[tuple[Model, ...]]:
            leaves, said = day.day, reason.needed
            return lambda session: duties.leave(session, load.person, leaves, said)

        form.hold(tr("Save"), tr("Recording the last day"), gather)

    def facts(self, record: PersonLoad) -> Sequence[Fact]:
        """Return which models, and which alone."""
        tr = self.words.tr
        return (
            (tr("Alone on"), self.names.models(record.alone) or tr("no model")),
            (tr("Carries"), self.names.models(record.models)),
            (tr("Leaves"), "" if record.leaves is None else self.words.date(record.leaves)),
            (tr("State"), tr("active") if record.active else tr("no longer active")),
        )


SECTION = PeopleSection
