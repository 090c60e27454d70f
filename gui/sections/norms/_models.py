"""How does a section show every model with its newest determination of one kind?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from core.governance.determinations import DeterminationKind
from core.inventory import Model
from core.workspace import Changes
from gui.sections.determined import (
    Shown,
    ask,
    facts_of,
    obstacle,
    outcome_words,
    shown,
    state_cell,
)
from gui.sections.gathered import Gathered
from gui.sections.listing import Deed, Fact
from gui.widgets.cells import Cell
from gui.widgets.painting import Tone
from gui.widgets.tables import TableColumn


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """A model with the newest determination of the kind, if there is one."""

    model: Model
    newest: Shown | None

    @property
    def id(self) -> str:
        """Return the model's id."""
        return self.model.id


class ByModel(Gathered[Classified]):
    """Every model with its class; the wizard is opened for the chosen one."""

    TOUCHED: ClassVar[Changes] = Changes.DETERMINATIONS | Changes.INVENTORY
    KEY: ClassVar[str] = "model"
    KIND: ClassVar[DeterminationKind]

    def read(self) -> Sequence[Classified]:
        """Return every model."""
        workspace = self.context.workspace
        given = [item for item in workspace.determinations.all() if item.kind is self.KIND]
        newest = {one.item.model: one for one in shown(workspace, given) if not one.replaced}
        return [
            Classified(model=model, newest=newest.get(model.id)) for model in workspace.inventory.models()
        ]

    def columns(self) -> Sequence[TableColumn[Classified]]:
        """Return the columns of the list."""
        tr, words = self.words.tr, self.words
        return (
            TableColumn(
                title=tr("Model"),
                cell=lambda one: Cell(text=words.text(one.model.name), below=one.model.id, strong=True),
            ),
            TableColumn(title=tr("Outcome"), cell=self._outcome, width=210),
            TableColumn(title=tr("State"), cell=self._state, width=130),
        )

    def _outcome(self, one: Classified) -> Cell:
        if one.newest is None:
            return Cell(text="–", faint=True)
        return Cell(text=outcome_words(self.words, one.newest.item))

    def _state(self, one: Classified) -> Cell:
        if one.newest is None:
            return Cell(text=self.words.tr("Missing"), tone=Tone.WARN, badge=True)
        return state_cell(self.words, one.newest)

    def heading(self, record: Classified) -> str:
        """Return the model."""
        return f"{record.model.id} · {self.words.text(record.model.name)}"

    def facts(self, record: Classified) -> Sequence[Fact]:
        """Return what was determined last."""
        if record.newest is None:
            return [(self.words.tr("State"), self.words.tr("Nobody has determined it yet."))]
        return facts_of(self.context, record.newest)

    def summary(self, records: Sequence[Classified]) -> str:
        """Say how many are missing or outdated."""
        missing = sum(one.newest is None or not one.newest.holds for one in records)
        late = sum(
            one.newest is not None and one.newest.holds and bool(one.newest.outdated) for one in records
        )
        return self.words.tr(
            "{count} models, {missing} missing, {late} outdated",
            count=len(records),
            missing=missing,
            late=late,
        )

    def deeds(self) -> Sequence[Deed[Classified]]:
        """Return what can be done: answer the questions."""
        return (
            Deed(
                name=f"ask_{self.ID}",
                text=self.words.tr("Answer questions"),
                icon="list-checks",
                obstacle=lambda one: None if one is None else obstacle(self.context, self.KIND, one.model.id),
                act=lambda one: None if one is None else self._ask(one),
            ),
        )

    def opened(self, record: Classified) -> None:
        """Open the wizard on a double click."""
        if obstacle(self.context, self.KIND, record.model.id) is None:
            self._ask(record)

    def _ask(self, one: Classified) -> None:
        self.dialog = ask(self, self.KIND, one.model.id)
