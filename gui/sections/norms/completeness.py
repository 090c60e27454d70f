"""How much of what each list asks for does the register hold, model by model?"""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.governance.questionnaire import cited
from core.governance.register import FieldList
from core.governance.register.completeness import Completeness, Count, Standing
from core.messages import N_
from core.register_words import say_field, short
from core.workspace import Changes
from core.workspace.governance.register import ModelCounts
from gui.sections.gathered import Gathered
from gui.sections.listing import Deed, Fact
from gui.widgets.basic import label
from gui.widgets.cells import Cell
from gui.widgets.painting import Tone
from gui.widgets.tables import TableColumn

SHOWN = tuple(item for item in FieldList if item not in {FieldList.SR_26_2, FieldList.MARISK})
"""Lists with fields to count; the other two are explained above the table."""


class CompletenessSection(Gathered[ModelCounts]):
    """Models against lists; what is missing is read for the chosen model alone."""

    ID = "completeness"
    TITLE = N_("Completeness")
    ICON = "list-checks"
    ORDER = 60
    TOUCHED = Changes.INVENTORY | Changes.RISK | Changes.FINDINGS | Changes.DECISIONS | Changes.DETERMINATIONS
    KEY = "model"
    EMPTY = N_("There is no model yet. Register one on the page Models.")

    def above(self) -> QWidget | None:
        """Return for which frameworks nothing is counted."""
        note = self.words.tr("SR 26-2 and MaRisk AT 4.3.5 list no fields, so nothing is counted for them.")
        return label(note, "muted", wrap=True)

    def columns(self) -> Sequence[TableColumn[ModelCounts]]:
        """Return the model, then a column per list."""
        model: TableColumn[ModelCounts] = TableColumn(
            title=self.words.tr("Model"),
            cell=lambda item: Cell(text=self.words.text(item.model.name), below=item.model.id, strong=True),
        )
        return (model, *(self._column(wanted) for wanted in SHOWN))

    def _column(self, wanted: FieldList) -> TableColumn[ModelCounts]:
        return TableColumn(
            title=short(self.words, wanted),
            cell=lambda item: self._cell(_of(item, wanted)),
            key=lambda item: _share(_of(item, wanted)),
            width=56,
        )

    def _cell(self, found: Count) -> Cell:
        why = self.words.say(found.because)
        if not found.counts:
            return Cell(text="–", faint=True, tip=why)
        text = f"{found.filled}/{found.required}"
        below = self.words.tr("scope?") if found.standing is Standing.UNDETERMINED else ""
        return Cell(text=text, below=below, tone=Tone.OK if found.complete else Tone.WARN, tip=why)

    def read(self) -> Sequence[ModelCounts]:
        """Count the fields of every model."""
        return self.context.workspace.register.counts()

    def summary(self, records: Sequence[ModelCounts]) -> str:
        """Say how many models lack nothing."""
        complete = sum(all(found.complete for found in item.lists) for item in records)
        return self.words.tr("{complete} of {count} models complete", complete=complete, count=len(records))

    def heading(self, record: ModelCounts) -> str:
        """Return the model."""
        return f"{record.model.id} · {self.words.text(record.model.name)}"

    def facts(self, record: ModelCounts) -> Sequence[Fact]:
        """Return of each list what is missing, with its citation."""
        found = self.context.workspace.register.completeness(record.model.id)
        return [("", self._list(item)) for item in found.lists]

    def _list(self, found: Completeness) -> QWidget:
        tr, box = self.words.tr, QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(6)
        title = self.words.label(found.list)
        if found.counts:
            title = tr(
                "{list}: {filled} of {count}", list=found.list, filled=found.filled, count=found.required
            )
        column.addWidget(label(title, "strong", wrap=True))
        column.addWidget(label(self.words.say(found.because), "muted", wrap=True))
        for state in found.missing:
            names = ", ".join(say_field(self.words, field) for field in state.missing)
            source = cited(state.citations[0], self.words.language)
            said = tr("missing: {fields} ({citation})", fields=names, citation=source)
            column.addWidget(label(said, wrap=True))
        return box

    def deeds(self) -> Sequence[Deed[ModelCounts]]:
        """Return what can be done: open the form."""
        return (
            Deed(
                name="open_record",
                text=self.words.tr("Open the record"),
                obstacle=lambda _: None,
                act=lambda item: None if item is None else self.opened(item),
            ),
        )

    def opened(self, record: ModelCounts) -> None:
        """Open the form of the model."""
        self.context.navigate("record", model=record.model.id, section="fields")


def _of(item: ModelCounts, wanted: FieldList) -> Count:
    return next(found for found in item.lists if found.list is wanted)


def _share(found: Count) -> float:
    return found.filled / found.required if found.required else 2.0


SECTION = CompletenessSection
