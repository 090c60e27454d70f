"""How is one field changed in many models at once, with a preview first?"""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from core.governance.register import FieldSpec, Piece, Place, fields
from core.governance.register.edits import Difference, Edit, FieldEntry, Preview
from core.ids import ModelId
from core.register_words import say_field, say_pieces
from core.texts import Text
from gui.context import GuiContext
from gui.operations import change
from gui.widgets.basic import (
    KeyValueGrid,
    PrimaryButton,
    button_row,
    clear_layout,
    enable_with_reason,
    label,
)
from gui.widgets.cells import Cell
from gui.widgets.field_editor import FieldEditor
from gui.widgets.inputs import choice
from gui.widgets.pickers import TextField
from gui.widgets.tables import RecordView, TableColumn

MOST_REFUSED = 3
NEVER_IN_BULK = frozenset({"name", "foreign_id"})
"""What tells one model from another."""


class BulkEditDialog(QDialog):
    """Choose a field and a value, see what changes, give a reason, change all or none."""

    def __init__(self, context: GuiContext, models: Sequence[ModelId], parent: QWidget | None = None) -> None:
        """Make the dialog for the chosen models."""
        super().__init__(parent)
        self.context, self.words, self.models = context, context.translator, tuple(models)
        self.preview = Preview(differences=())
        tr = self.words.tr
        self.setObjectName("bulk_edit")
        self.setWindowTitle(tr("Change many models"))
        self.setMinimumSize(760, 560)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 18, 20, 16)
        outer.setSpacing(10)
        outer.addWidget(label(tr("Change many models"), "heading"))
        why = tr("{count} models are chosen. All of them change, or none.", count=len(self.models))
        outer.addWidget(label(why, "muted", wrap=True))
        grid = KeyValueGrid(key_width=110)
        self.field = choice("bulk_field", tr("Field"), self._fields())
        self.field.currentIndexChanged.connect(self._field_chosen)
        grid.add(tr("Field"), self.field)
        self._place = QWidget()
        self._slot = QVBoxLayout(self._place)
        self._slot.setContentsMargins(0, 0, 0, 0)
        grid.add(tr("New value"), self._place)
        self.reason = TextField(name="bulk_reason", said=tr("Reason"), height=56)
        self.reason.textChanged.connect(lambda *_: self._check())
        grid.add(tr("Reason"), self.reason)
        outer.addWidget(grid)
        self.said = label("", "muted", wrap=True)
        self.said.setObjectName("bulk_said")
        outer.addWidget(self.said)
        self.view: RecordView[Difference] = RecordView(
            context.theme, self._columns(), name="bulk_preview", title=tr("Preview")
        )
        outer.addWidget(self.view, 1)
        self.go = PrimaryButton(tr("Change all"), name="bulk_go")
        self.go.clicked.connect(self._go)
        outer.addWidget(button_row(self.words, self, self.go))
        self._field_chosen()

    def _fields(self) -> list[tuple[str, object]]:
        """Return what can be changed in many models, by name; what tells models apart is left out."""
        person, register = self.context.session.current.person, self.context.workspace.register
        allowed = [
            item
            for item in fields()
            if item.enterable
            and item.place is not Place.DUTY
            and item.key not in NEVER_IN_BULK
            and register.refusal(person, item) is None
        ]
        return sorted(((say_field(self.words, item), item) for item in allowed), key=lambda entry: entry[0])

    def _columns(self) -> tuple[TableColumn[Difference], ...]:
        tr = self.words.tr
        return (
            TableColumn(
                title=tr("Model"), cell=lambda item: Cell(text=item.name, below=item.model, strong=True)
            ),
            TableColumn(title=tr("Now"), cell=lambda item: self._pieces(item.old), width=200),
            TableColumn(title=tr("New"), cell=lambda item: self._pieces(item.new), width=200),
        )

    def _pieces(self, pieces: tuple[Piece, ...]) -> Cell:
        said = say_pieces(self.words, pieces).replace("\n", "; ")
        return Cell(text=said or "–", faint=not said, tip=said)

    @property
    def chosen(self) -> FieldSpec | None:
        """Return the field that is changed."""
        found = self.field.currentData()
        return found if isinstance(found, FieldSpec) else None

    def edit(self) -> Edit | None:
        """Return what was entered."""
        if self.chosen is None:
            return None
        entry = FieldEntry(key=self.chosen.key, raw=self.editor.raw())
        return Edit(entries=(entry,), language=self.words.language)

    def _field_chosen(self, *_: object) -> None:
        clear_layout(self._slot)
        if self.chosen is not None:
            self.editor = FieldEditor(self.context, self.chosen, "", name="bulk_value")
            self.editor.edited.connect(lambda _: self._show())
            self._slot.addWidget(self.editor)
        self._show()

    def _show(self) -> None:
        edit, register = self.edit(), self.context.workspace.register
        if edit is not None:
            person = self.context.session.current.person
            self.preview = register.preview(person, self.models, edit)
        self.view.fill(self.preview.differences)
        self.said.setText("\n".join(self._lines()))
        self._check()

    def _lines(self) -> list[str]:
        tr, found = self.words.tr, self.preview
        counted = tr(
            "{changed} change, {same} stay as they are, {refused} cannot take it.",
            changed=len(found.differences),
            same=len(found.untouched),
            refused=len(found.refused),
        )
        refused = (
            tr("{model}: {why}", model=item.model, why=item.because) for item in found.refused[:MOST_REFUSED]
        )
        return [counted, *refused]

    def _check(self) -> None:
        tr, problem = self.words.tr, None
        if self.preview.refused:
            problem = tr("Some models cannot take this value. Choose another value or fewer models.")
        elif not self.preview.differences:
            problem = tr("This changes nothing.")
        elif not self.reason.toPlainText().strip():
            problem = tr("Give a reason; it is kept in the audit trail.")
        enable_with_reason(self.go, problem)

    def _go(self) -> None:
        edit, preview = self.edit(), self.preview
        if edit is None:
            return
        reason = Text(self.reason.toPlainText().strip(), self.words.language)
        session, register = self.context.session.current, self.context.workspace.register
        change(
            self.context,
            self.words.tr("Changing {count} models", count=len(preview.differences)),
            lambda _job: register.change_many(session, edit, preview, reason),
        )
        self.accept()
