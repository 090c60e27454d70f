"""Which fields of the register are filled for a model, and how are they changed?"""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.governance.questionnaire import cited
from core.governance.register import (
    FieldKey,
    FieldList,
    FieldValue,
    FormSection,
    Origin,
    Strength,
    fields,
    value_of,
)
from core.governance.register.completeness import Completeness, Standing, all_lists
from core.governance.register.edits import Edit, FieldEntry
from core.messages import N_
from core.register_words import say_field, say_pieces, say_value, short
from core.workspace import Changes
from gui.context import GuiContext
from gui.operations import change
from gui.register_drafts import RegisterDrafts
from gui.sections.base import ModelSection
from gui.sections.shown import Names, ask_reason
from gui.widgets.basic import (
    Card,
    PrimaryButton,
    SecondaryButton,
    clear_layout,
    enable_with_reason,
    label,
    scrolled,
)
from gui.widgets.cells import Cell
from gui.widgets.field_editor import FieldEditor
from gui.widgets.inputs import choice
from gui.widgets.painting import Tone
from gui.widgets.tables import RecordView, TableColumn

EDITOR_WIDTH = 310
_MISSING, _WHOLE = "missing:", "list:"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLine:
    """One line of the table: a field with what was entered and which lists miss it."""

    value: FieldValue
    draft: str | None
    lists: tuple[FieldList, ...]
    """Lists that count it."""
    missing: tuple[FieldList, ...]


class FieldsSection(ModelSection):
    """All fields of one model."""

    ID = "fields"
    TITLE = N_("Fields of the register")
    ICON = "file-pen"
    ORDER = 10
    TOUCHED = Changes.INVENTORY | Changes.RISK | Changes.FINDINGS | Changes.DECISIONS | Changes.DETERMINATIONS

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """Build filters, table and editor."""
        super().__init__(context, parent)
        self.words = context.translator
        self.drafts = RegisterDrafts(context.workspace.folder / "drafts")
        self.lines: tuple[FieldLine, ...] = ()
        self._key: FieldKey | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addLayout(self._head())
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self._table(), 1)
        body.addWidget(self._side())
        outer.addLayout(body, 1)
        context.session.switched.connect(self._show_save)

    def _head(self) -> QHBoxLayout:
        row, tr = QHBoxLayout(), self.words.tr
        row.setSpacing(10)
        sections: list[tuple[str, object]] = [(tr("All sections"), "")]
        sections += [(self.words.label(item), item.value) for item in FormSection]
        self.part = choice("fields_part", tr("Section"), sections)
        self.only = choice("fields_filter", tr("Show"), self._filters())
        for box in (self.part, self.only):
            box.currentIndexChanged.connect(self._restrict)
            row.addWidget(box)
        self.counted = label("", "muted")
        self.counted.setObjectName("fields_counted")
        row.addWidget(self.counted)
        row.addStretch(1)
        self.drop = SecondaryButton(tr("Discard"), name="fields_drop")
        self.drop.clicked.connect(self._drop)
        self.save = PrimaryButton(tr("Save …"), name="fields_save")
        self.save.clicked.connect(self._save)
        row.addWidget(self.drop)
        row.addWidget(self.save)
        return row

    def _filters(self) -> list[tuple[str, object]]:
        tr = self.words.tr
        lists = [item for item in FieldList if item not in {FieldList.SR_26_2, FieldList.MARISK}]
        return [
            (tr("All fields"), ""),
            (tr("Unsaved entries"), "draft"),
            *((tr("Missing: {list}", list=item), f"{_MISSING}{item.value}") for item in lists),
            *((tr("Whole list: {list}", list=item), f"{_WHOLE}{item.value}") for item in FieldList),
        ]

    def _table(self) -> QWidget:
        self.view: RecordView[FieldLine] = RecordView(
            self.context.theme, self._columns(), name="fields_table", title=self.words.tr(self.TITLE)
        )
        self.view.chosen.connect(self._chosen)
        return self.view

    def _columns(self) -> tuple[TableColumn[FieldLine], ...]:
        tr = self.words.tr
        return (
            TableColumn(title=tr("Field"), cell=self._name_cell, width=200),
            TableColumn(title=tr("Value"), cell=self._value_cell),
            TableColumn(title=tr("Asked for by"), cell=self._lists_cell, width=92),
        )

    def _name_cell(self, item: FieldLine) -> Cell:
        field = item.value.field
        name = say_field(self.words, field)
        return Cell(text=name, below=self.words.label(field.section), strong=True, tip=name)

    def _value_cell(self, item: FieldLine) -> Cell:
        tr = self.words.tr
        if item.draft is not None:
            return Cell(text=item.draft.replace("\n", "; ") or "–", below=tr("not saved"), tone=Tone.WARN)
        if item.value.origin is Origin.MISSING:
            counted = say_pieces(self.words, item.value.pieces)
            tone = Tone.BAD if item.missing else None
            return Cell(text=counted or tr("missing"), tone=tone, faint=tone is None)
        if item.value.origin is Origin.OTHER_KIND:
            return Cell(text=self.words.label(Origin.OTHER_KIND), faint=True)
        said = say_value(self.words, item.value).replace("\n", "; ")
        return Cell(
            text=said, below=self.words.label(item.value.origin), tip=say_value(self.words, item.value)
        )

    def _lists_cell(self, item: FieldLine) -> Cell:
        named = ", ".join(short(self.words, one) for one in item.lists)
        full = ", ".join(self.words.label(one) for one in item.lists)
        return Cell(text=named or "–", faint=not item.missing, tip=full)

    def _side(self) -> QWidget:
        card = Card("")
        inner = QWidget()
        self.side = QVBoxLayout(inner)
        self.side.setContentsMargins(0, 0, 8, 0)
        self.side.setSpacing(8)
        area = scrolled(inner)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        card.body.addWidget(area)
        card.setFixedWidth(EDITOR_WIDTH)
        return card

    def refresh(self) -> None:
        """Read the fields and what the lists miss again."""
        self.names = Names(self.context, every=False)
        if self.model is None:
            self.lines = ()
        else:
            facts = self.context.workspace.register.facts(self.model)
            lists, entries = all_lists(facts), self.drafts.entries(self.model)
            self.lines = tuple(self._line(value_of(item, facts), lists, entries) for item in fields())
        self.view.fill(self.lines)
        self._restrict()
        if not self.view.choose(lambda item: item.value.field.key == self._key):
            self.view.choose_first()
        self._show_side()
        self._show_save()

    def _line(
        self, value: FieldValue, lists: tuple[Completeness, ...], entries: Mapping[FieldKey, str]
    ) -> FieldLine:
        key = value.field.key
        asking = [item for item in lists if item.standing is not Standing.NOT_CONCERNED]
        counting = {
            item.list
            for item in asking
            if (found := value.field.demand(item.list)) is not None and found.strength is not Strength.IMPLIED
        }
        missing = tuple(
            item.list
            for item in lists
            if any(field.key == key for state in item.missing for field in state.missing)
        )
        return FieldLine(
            value=value,
            draft=entries.get(key),
            lists=tuple(item for item in FieldList if item in counting),
            missing=missing,
        )

    def _restrict(self, *_: object) -> None:
        part, only = str(self.part.currentData()), str(self.only.currentData())
        shown = [item for item in self.lines if _fits(item, part, only)]
        keys = {item.value.field.key for item in shown}
        self.view.filter.restrict(lambda item: item.value.field.key in keys)
        missing = sum(bool(item.missing) for item in shown)
        self.counted.setText(
            self.words.tr("{count} fields, {missing} missing", count=len(shown), missing=missing)
        )

    def _chosen(self, item: FieldLine | None) -> None:
        key = None if item is None else item.value.field.key
        if key != self._key:
            self._key = key
            self._show_side()
            self.moved.emit()

    def _current(self) -> FieldLine | None:
        return next((item for item in self.lines if item.value.field.key == self._key), None)

    def _show_side(self) -> None:
        clear_layout(self.side)
        item = self._current()
        if item is None or self.model is None:
            return
        tr, field = self.words.tr, item.value.field
        self.side.addWidget(label(say_field(self.words, field), "heading", wrap=True))
        kind = self.context.workspace.inventory.model(self.model).kind
        for hint in filter(None, (field.hint, field.kind_hints.get(kind))):
            self.side.addWidget(label(tr(hint), "muted", wrap=True))
        if not field.meant_for(kind):
            kinds = ", ".join(self.words.label(item) for item in field.kinds)
            self.side.addWidget(label(tr("Made for: {kinds}", kinds=kinds), "muted", wrap=True))
        self._add_editor(item)
        for demand in field.demands:
            text = tr(
                "{citation}: {strength}",
                citation=cited(demand.citation, self.words.language),
                strength=demand.strength,
            )
            self.side.addWidget(label(text, "faint", wrap=True))
        self._add_history(field.key)
        self.side.addStretch(1)

    def _add_editor(self, item: FieldLine) -> None:
        tr, value = self.words.tr, item.value
        refusal = self.context.workspace.register.refusal(self.context.session.current.person, value.field)
        if not value.enterable:
            self.side.addWidget(label(say_value(self.words, value) or "–", wrap=True, selectable=True))
            self.side.addWidget(
                label(tr("It follows from other records and is changed there."), "muted", wrap=True)
            )
            return
        raw = value.raw if item.draft is None else item.draft
        self.editor = FieldEditor(self.context, value.field, raw)
        self.editor.edited.connect(self._edited)
        enable_with_reason(self.editor, None if refusal is None else self.words.say(refusal))
        self.side.addWidget(self.editor)

    def _add_history(self, key: FieldKey) -> None:
        tr = self.words.tr
        if self.model is None:
            return
        changes = self.context.workspace.register.history(self.model, key)
        self.side.addWidget(label(tr("History"), "strong"))
        if not changes:
            self.side.addWidget(label(tr("Not changed since the registration."), "muted", wrap=True))
        for item in changes[:10]:
            head = tr("{moment}, {who}", moment=item.when, who=self.names.person(item.who))
            old, new = (say_pieces(self.words, part) or "–" for part in (item.old, item.new))
            self.side.addWidget(label(head, "muted", wrap=True))
            self.side.addWidget(label(f"{old} → {new}", wrap=True, selectable=True))
            if item.reason is not None:
                self.side.addWidget(label(self.words.text(item.reason), "faint", wrap=True))

    def _edited(self, raw: str) -> None:
        item = self._current()
        if item is None or self.model is None:
            return
        self.drafts.enter(self.model, item.value.field.key, raw, before=item.value.raw)
        entries = self.drafts.entries(self.model)
        self.lines = tuple(
            FieldLine(
                value=one.value,
                draft=entries.get(one.value.field.key),
                lists=one.lists,
                missing=one.missing,
            )
            for one in self.lines
        )
        chosen = self._key
        self.view.blockSignals(True)
        self.view.fill(self.lines)
        self.view.choose(lambda one: one.value.field.key == chosen)
        self.view.blockSignals(False)
        self._restrict()
        self._show_save()

    def _show_save(self) -> None:
        entered = bool(self.model is not None and self.drafts.entries(self.model))
        nothing = self.words.tr("Nothing was entered yet.")
        enable_with_reason(self.save, None if entered else nothing)
        enable_with_reason(self.drop, None if entered else nothing)

    def _drop(self) -> None:
        if self.model is not None:
            self.drafts.drop(self.model)
            self.refresh()

    def _save(self) -> None:
        if self.model is None:
            return
        tr, model = self.words.tr, self.model
        entries = tuple(
            FieldEntry(key=key, raw=raw, seen=self.drafts.seen(model, key))
            for key, raw in self.drafts.entries(model).items()
        )
        reason = ask_reason(
            self.context,
            self,
            title=tr("Save {count} fields", count=len(entries)),
            why=tr("Who changed what, when and why is kept in the audit trail."),
            action=tr("Save"),
        )
        if reason is None:
            return
        session, register = self.context.session.current, self.context.workspace.register
        edit = Edit(entries=entries, language=self.words.language)
        change(
            self.context,
            tr("Saving the register"),
            lambda _job: register.change(session, model, edit, reason),
            lambda _model: self._saved(),
        )

    def _saved(self) -> None:
        if self.model is not None:
            self.drafts.drop(self.model)
            self.refresh()

    def arrive(self, selection: Mapping[str, str]) -> None:
        """Choose a field, or show what a list misses."""
        if "missing" in selection:
            self.only.setCurrentIndex(max(self.only.findData(f"{_MISSING}{selection['missing']}"), 0))
        if "list" in selection:
            self.only.setCurrentIndex(max(self.only.findData(f"{_WHOLE}{selection['list']}"), 0))
        if "field" in selection:
            self.view.choose(lambda item: item.value.field.key == selection["field"])

    def selection(self) -> Mapping[str, str]:
        """Return the chosen field."""
        return {} if self._key is None else {"field": self._key}


def _fits(item: FieldLine, part: str, only: str) -> bool:
    if part and item.value.field.section != part:
        return False
    if only == "draft":
        return item.draft is not None
    if only.startswith(_WHOLE):
        return item.value.field.demand(FieldList(only.removeprefix(_WHOLE))) is not None
    return not only or any(only == f"{_MISSING}{one.value}" for one in item.missing)


SECTION = FieldsSection
