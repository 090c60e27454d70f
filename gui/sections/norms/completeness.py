"""How much of what each list asks for does the register hold, model by model?"""

from collections.abc import Mapping

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.governance.register import FieldList
from core.governance.register.completeness import Completeness, Standing
from core.messages import N_
from core.register_words import say_field, short
from core.workspace import Changes
from core.workspace.governance.register import ModelCompleteness
from gui.context import GuiContext
from gui.sections.base import Section
from gui.widgets.basic import Card, SecondaryButton, clear_layout, enable_with_reason, label, scrolled
from gui.widgets.cells import Cell
from gui.widgets.painting import Tone
from gui.widgets.tables import RecordView, TableColumn

DETAIL_WIDTH = 280
SHOWN = tuple(item for item in FieldList if item not in {FieldList.SR_26_2, FieldList.MARISK})
"""Lists with fields to count; the other two are explained below the table."""


class CompletenessSection(Section):
    """Models against lists."""

    ID = "completeness"
    TITLE = N_("Completeness")
    ICON = "list-checks"
    ORDER = 60
    TOUCHED = Changes.INVENTORY | Changes.RISK | Changes.FINDINGS | Changes.DECISIONS | Changes.DETERMINATIONS

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """Build the table and the detail; `refresh` counts."""
        super().__init__(context, parent)
        self.words = context.translator
        self.records: tuple[ModelCompleteness, ...] = ()
        self._wanted: str | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        head = QHBoxLayout()
        head.addWidget(label(self.words.tr(self.TITLE), "heading"))
        self.counted = label("", "muted")
        self.counted.setObjectName("completeness_counted")
        head.addWidget(self.counted)
        head.addStretch(1)
        outer.addLayout(head)
        body = QHBoxLayout()
        body.setSpacing(12)
        self.view: RecordView[ModelCompleteness] = RecordView(
            context.theme, self._columns(), name="completeness_table", title=self.words.tr(self.TITLE)
        )
        self.view.chosen.connect(self._chosen)
        self.view.opened.connect(self._open)
        body.addWidget(self.view, 1)
        body.addWidget(self._side())
        outer.addLayout(body, 1)
        note = self.words.tr("SR 26-2 and MaRisk AT 4.3.5 list no fields, so nothing is counted for them.")
        outer.addWidget(label(note, "muted", wrap=True))

    def _columns(self) -> tuple[TableColumn[ModelCompleteness], ...]:
        model: TableColumn[ModelCompleteness] = TableColumn(
            title=self.words.tr("Model"),
            cell=lambda item: Cell(text=self.words.text(item.model.name), below=item.model.id, strong=True),
        )
        return (model, *(self._column(wanted) for wanted in SHOWN))

    def _column(self, wanted: FieldList) -> TableColumn[ModelCompleteness]:
        return TableColumn(
            title=short(self.words, wanted),
            cell=lambda item: self._cell(_of(item, wanted)),
            key=lambda item: _share(_of(item, wanted)),
            width=64,
        )

    def _cell(self, found: Completeness) -> Cell:
        why = self.words.say(found.because)
        if not found.counts:
            return Cell(text="–", faint=True, tip=why)
        text = f"{found.filled}/{found.required}"
        below = self.words.tr("scope?") if found.standing is Standing.UNDETERMINED else ""
        return Cell(text=text, below=below, tone=Tone.OK if found.complete else Tone.WARN, tip=why)

    def _side(self) -> QWidget:
        card, inner = Card(""), QWidget()
        self.side = QVBoxLayout(inner)
        self.side.setContentsMargins(0, 0, 8, 0)
        self.side.setSpacing(6)
        card.body.addWidget(scrolled(inner))
        self.show_record = SecondaryButton(self.words.tr("Open the record"), name="open_record")
        self.show_record.clicked.connect(lambda _=False: self._open(self.view.current()))
        card.body.addWidget(self.show_record)
        card.setFixedWidth(DETAIL_WIDTH)
        return card

    def refresh(self) -> None:
        """Count anew beside the window: many models take a while."""
        register = self.context.workspace.register
        self.context.jobs.start(
            self.words.tr("Counting the fields"), lambda _job: register.portfolio(), self._counted, quiet=True
        )

    def _counted(self, records: tuple[ModelCompleteness, ...]) -> None:
        self.records = records
        self.view.fill(records)
        complete = sum(all(found.complete for found in item.lists) for item in records)
        self.counted.setText(
            self.words.tr("{complete} of {count} models complete", complete=complete, count=len(records))
        )
        if not self.view.choose(lambda item: item.model.id == self._wanted):
            self.view.choose_first()
        self._show(self.view.current())

    def _chosen(self, item: ModelCompleteness | None) -> None:
        self._show(item)
        self.moved.emit()

    def _show(self, item: ModelCompleteness | None) -> None:
        clear_layout(self.side)
        enable_with_reason(self.show_record, None if item else self.words.tr("There is no model yet."))
        if item is None:
            return
        self._wanted = item.model.id
        self.side.addWidget(label(self.words.text(item.model.name), "heading", wrap=True))
        for found in item.lists:
            self._show_list(found)
        self.side.addStretch(1)

    def _show_list(self, found: Completeness) -> None:
        tr = self.words.tr
        title = self.words.label(found.list)
        if found.counts:
            title = tr(
                "{list}: {filled} of {count}", list=found.list, filled=found.filled, count=found.required
            )
        self.side.addWidget(label(title, "strong", wrap=True))
        self.side.addWidget(label(self.words.say(found.because), "muted", wrap=True))
        for state in found.missing:
            names = ", ".join(say_field(self.words, field) for field in state.missing)
            line = label(
                tr("missing: {fields} ({citation})", fields=names, citation=state.citations[0]), wrap=True
            )
            self.side.addWidget(line)

    def _open(self, item: ModelCompleteness | None) -> None:
        if item is not None:
            self.context.navigate("record", model=item.model.id, section="fields")

    def arrive(self, selection: Mapping[str, str]) -> None:
        """Choose a model."""
        self._wanted = selection.get("model", self._wanted)
        self.view.choose(lambda item: item.model.id == self._wanted)

    def selection(self) -> Mapping[str, str]:
        """Return the chosen model."""
        return {} if self._wanted is None else {"model": self._wanted}


def _of(item: ModelCompleteness, wanted: FieldList) -> Completeness:
    return next(found for found in item.lists if found.list is wanted)


def _share(found: Completeness) -> float:
    return found.filled / found.required if found.required else 2.0


SECTION = CompletenessSection
