"""How likely is it, by the figures, that the skills to maintain a model are lost?"""

from collections.abc import Sequence

from core.governance.skills import Leaving, SkillsRisk
from core.messages import N_
from core.workspace import Changes
from gui.sections.gathered import Gathered
from gui.sections.listing import Deed, Fact
from gui.sections.shown import Names
from gui.widgets.cells import Cell
from gui.widgets.painting import Tone
from gui.widgets.tables import TableColumn

TONES = {1: Tone.OK, 2: Tone.INFO, 3: Tone.WARN, 4: Tone.BAD, 5: Tone.BAD}


class SkillsSection(Gathered[SkillsRisk]):
    """Models with their bus factor and what follows for the likelihood of lost skills."""

    ID = "skills"
    TITLE = N_("Skills")
    ICON = "life-buoy"
    ORDER = 50
    TOUCHED = Changes.PEOPLE | Changes.INVENTORY
    KEY = "model"
    EMPTY = N_("No model is registered, so no skills are needed yet.")

    def columns(self) -> Sequence[TableColumn[SkillsRisk]]:
        """Return model, bus factor and least likelihood."""
        words = self.words
        return (
            TableColumn(
                title=words.tr("Model"),
                cell=lambda item: Cell(text=self.names.model(item.model), strong=item.bus_factor < 2),
            ),
            TableColumn(
                title=words.tr("Bus factor"),
                cell=lambda item: Cell(text=str(item.bus_factor)),
                key=lambda item: item.bus_factor,
                width=96,
                right=True,
            ),
            TableColumn(
                title=words.tr("Least likelihood"),
                cell=lambda item: Cell(
                    text=str(item.least_likelihood), tone=TONES[item.least_likelihood], badge=True
                ),
                key=lambda item: item.least_likelihood,
                width=148,
            ),
        )

    def read(self) -> Sequence[SkillsRisk]:
        """Return every model, the most endangered first."""
        self.names = Names(self.context)
        return self.context.workspace.duties.portfolio()

    def identity(self, record: SkillsRisk) -> str:
        """Return the model's id."""
        return record.model

    def heading(self, record: SkillsRisk) -> str:
        """Return the model's name."""
        return self.names.model(record.model)

    def summary(self, records: Sequence[SkillsRisk]) -> str:
        """Count models that hang on one person."""
        alone = sum(item.bus_factor < 2 for item in records)
        return self.words.tr(
            "{alone} of {count} models hang on one person or none", alone=alone, count=len(records)
        )

    def facts(self, record: SkillsRisk) -> Sequence[Fact]:
        """Return the figures."""
        tr, label = self.words.tr, self.words.label
        return (
            (tr("Bus factor"), str(record.bus_factor)),
            (tr("Least likelihood"), tr("{least} of 5", least=record.least_likelihood)),
            (tr("Nobody for"), ", ".join(label(duty) for duty in record.uncovered)),
            (tr("No deputy for"), ", ".join(label(duty) for duty in record.without_deputy)),
            (tr("Leaving"), "\n".join(self._leaving(item) for item in record.leaving)),
            (tr("Alone"), ", ".join(self.names.person(who) for who in record.sole_bearers)),
        )

    def _leaving(self, item: Leaving) -> str:
        tr, name = self.words.tr, self.names.person(item.person)
        duty = self.words.label(item.duty)
        if item.day is None:
            return tr("{name} ({duty}) has left", name=name, duty=duty)
        return tr("{name} ({duty}) on {day}", name=name, duty=duty, day=item.day)

    def deeds(self) -> Sequence[Deed[SkillsRisk]]:
        """Return the way to the duties of the model."""
        return (
            Deed(name="open_duties", text=self.words.tr("Show duties"), icon="users",
                 obstacle=lambda _: None, act=self._go),
        )  # fmt: skip

    def opened(self, record: SkillsRisk) -> None:
        """Show the model's duties."""
        self._go(record)

    def _go(self, record: SkillsRisk | None) -> None:
        if record is not None:
            self.context.navigate("record", model=record.model, section="duties")


SECTION = SkillsSection
