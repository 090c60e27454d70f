"""How do sections write names, days and bands, and how do they ask for a reason?"""

from collections.abc import Iterable
from datetime import date

from PySide6.QtWidgets import QWidget

from core.ids import ModelId, PersonId
from core.risk import Band
from core.texts import Text
from gui.context import GuiContext
from gui.dialogs.finding import ReasonDialog
from gui.widgets.basic import BandChip
from gui.widgets.cells import Cell
from gui.widgets.painting import Tone

MOST_MODELS = 40
"""More lines than this in one detail nobody reads, and laying out ten thousand takes seconds."""


class Names:
    """Names of persons and models, read once per refresh."""

    def __init__(self, context: GuiContext, *, every: bool = True) -> None:
        """Read the names; without `every` those of models one by one, for what is about one model."""
        self._words, self._inventory, self._every = context.translator, context.workspace.inventory, every
        self._people = {who.id: who.name.name() for who in context.workspace.people.all()}
        self._models = self._of_all() if every else {}

    def _of_all(self) -> dict[ModelId, Text]:
        return {item.id: item.model.name for item in self._inventory.lines()}

    def person(self, person: PersonId | None) -> str:
        """Return a person's name; a dash for nobody."""
        return "–" if person is None else self._people.get(person, person)

    def model(self, model: ModelId | None) -> str:
        """Return id and name of a model; a dash for none."""
        if model is None:
            return "–"
        if model not in self._models and not self._every:
            line = self._inventory.line(model)
            self._models |= {} if line is None else {model: line.model.name}
        name = self._models.get(model)
        return model if name is None else f"{model} · {self._words.text(name)}"

    def models(self, models: Iterable[ModelId]) -> str:
        """Return models one a line; of very many the first ones and how many more; empty for none."""
        listed = tuple(models)
        lines = [self.model(model) for model in listed[:MOST_MODELS]]
        if len(listed) > MOST_MODELS:
            lines.append(self._words.tr("and {n} more", n=len(listed) - MOST_MODELS))
        return "\n".join(lines)

    @property
    def entries(self) -> tuple[tuple[str, ModelId], ...]:
        """Return all models for a list to choose from."""
        listed = self._models if self._every else self._of_all()
        return tuple((f"{model} · {self._words.text(name)}", model) for model, name in listed.items())


def band_cell(context: GuiContext, band: Band | None) -> Cell:
    """Return a cell with a band's chip; a dash where there is none."""
    if band is None:
        return Cell(text="–", faint=True)
    return Cell(text=context.translator.label(band), band=band)


def band_chip(context: GuiContext, band: Band | None) -> str | QWidget:
    """Return a band's chip for a detail."""
    return "–" if band is None else BandChip(context.theme, context.translator, band)


def day_cell(context: GuiContext, day: date | None, *, late: bool) -> Cell:
    """Return a cell with a day, marked when it is past due."""
    text = "–" if day is None else context.translator.date(day)
    if not late:
        return Cell(text=text, faint=day is None)
    return Cell(text=text, tone=Tone.BAD, icon="triangle-alert", tip=context.translator.tr("overdue"))


def ask_reason(context: GuiContext, parent: QWidget, *, title: str, why: str, action: str) -> Text | None:
    """Ask for a reason; None when the person cancels."""
    return ReasonDialog(context, parent, title=title, why=why, action=action).ask()
