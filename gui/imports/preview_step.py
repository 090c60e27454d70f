"""What exactly would the import change?"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.governance.register import FieldSpec, field_of, shown
from core.governance.register.importing import RowAction
from core.governance.register.imports import ImportPlan, RowPlan
from core.register_words import say_field, say_pieces
from core.texts import Text
from gui.context import GuiContext
from gui.imports.state import ImportState
from gui.jobs import Job
from gui.widgets.basic import KeyValueGrid, label
from gui.widgets.cells import Cell
from gui.widgets.inputs import choice
from gui.widgets.painting import Tone
from gui.widgets.pickers import TextField
from gui.widgets.tables import RecordView, TableColumn

EVERYTHING, CHANGED, NEW, LOST = "everything", "changed", "new", "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One field of one model as it would be, or one cell that is not taken over."""

    row: int
    model: str
    name: str
    field: FieldSpec
    before: str
    after: str
    sort: str
    """CHANGED, NEW or LOST."""
    why: str = ""


class PreviewStep(QWidget):
    """Every difference, every new entry, every cell that stays behind; and the reason."""

    edited = Signal()

    def __init__(self, context: GuiContext, state: ImportState) -> None:
        """Begin without a plan."""
        super().__init__()
        self.context, self.words, self.state = context, context.translator, state
        tr = self.words.tr
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        head = QHBoxLayout()
        self.said = label("", "muted", wrap=True)
        self.shown = choice("import_entries", tr("Shown entries"), ())
        self.shown.setSizeAdjustPolicy(self.shown.SizeAdjustPolicy.AdjustToContents)
        self.shown.activated.connect(lambda _: self._fill())
        head.addWidget(self.said, 1)
        head.addWidget(self.shown)
        layout.addLayout(head)
        self.view: RecordView[EntryLine] = RecordView(
            context.theme, self._columns(), name="import_preview", title=tr("Preview")
        )
        layout.addWidget(self.view, 1)
        grid = KeyValueGrid(key_width=110)
        self.reason = TextField(name="import_reason", said=tr("Reason"), height=56)
        self.reason.textChanged.connect(self.edited.emit)
        grid.add(tr("Reason"), self.reason)
        layout.addWidget(grid)
        self.lines: tuple[EntryLine, ...] = ()
        state.planned.connect(self.refresh)

    def _columns(self) -> tuple[TableColumn[EntryLine], ...]:
        tr = self.words.tr
        return (
            TableColumn(
                title=tr("Row"),
                cell=lambda item: Cell(text=str(item.row)),
                key=lambda item: item.row,
                width=64,
            ),
            TableColumn(
                title=tr("Model"),
                cell=lambda item: Cell(
                    text=item.name[:200], below=item.model, strong=True, tip=item.name[:1000]
                ),
            ),
            TableColumn(
                title=tr("Field"), cell=lambda item: Cell(text=say_field(self.words, item.field)), width=190
            ),
            TableColumn(title=tr("Now"), cell=lambda item: _cell(item.before), width=190),
            TableColumn(title=tr("New"), cell=self._after),
        )

    def _after(self, item: EntryLine) -> Cell:
        if item.sort != LOST:
            return _cell(item.after)
        said = self.words.tr("“{written}” is not taken over", written=item.after[:80])
        return Cell(text=said, below=item.why, tone=Tone.WARN, tip=f"{item.after}\n{item.why}")

    def refresh(self) -> None:
        """Show the plan; its entries, of which there can be very many, are worded beside the window."""
        plan = self.state.plan
        if plan is None:
            return
        self.said.setText(self._summary(plan))
        people = self.context.workspace.people.all()
        names = {str(person.id): person.name.name() for person in people}
        self.context.jobs.start(
            self.words.tr("Making the preview"),
            lambda job: self._worded(plan, names, job),
            lambda lines: self._show(plan, lines),
            quiet=True,
        )

    def _worded(self, plan: ImportPlan, names: Mapping[str, str], job: Job) -> tuple[EntryLine, ...]:
        found: list[EntryLine] = []
        for row in plan.rows:
            job.check()
            found.extend(self._of(row, names))
        return tuple(found)

    def _show(self, plan: ImportPlan, lines: tuple[EntryLine, ...]) -> None:
        """Show the entries, unless another plan was made meanwhile."""
        if plan is not self.state.plan:
            return
        tr, self.lines = self.words.tr, lines
        count = Counter(line.sort for line in self.lines)
        before = self.shown.currentData()
        self.shown.clear()
        self.shown.addItem(tr("Everything ({n})", n=len(self.lines)), EVERYTHING)
        self.shown.addItem(tr("Differences ({n})", n=count[CHANGED]), CHANGED)
        self.shown.addItem(tr("Of new models ({n})", n=count[NEW]), NEW)
        self.shown.addItem(tr("Not taken over ({n})", n=count[LOST]), LOST)
        self.shown.setCurrentIndex(max(self.shown.findData(before), 0))
        self._fill()

    def _summary(self, plan: ImportPlan) -> str:
        tr = self.words.tr
        said = tr(
            "New models: {new} · changed: {changed} ({fields} fields) · unchanged: {same} · rows left out: "
            "{skipped}.",
            new=plan.count(RowAction.NEW),
            changed=plan.count(RowAction.CHANGE),
            fields=sum(len(row.differences) for row in plan.rows),
            same=plan.count(RowAction.SAME),
            skipped=plan.count(RowAction.SKIP),
        )
        named = ", ".join((*(head[:40] for head in plan.lost[:8]), *(("…",) if len(plan.lost) > 8 else ())))
        lost = tr("Columns that are not taken over: {heads}", heads=named) if plan.lost else ""
        return f"{said} {lost}".strip()

    def _of(self, row: RowPlan, names: Mapping[str, str]) -> tuple[EntryLine, ...]:
        return (*self._changed(row), *self._new(row, names), *self._lost(row))

    def _changed(self, row: RowPlan) -> list[EntryLine]:
        return [
            EntryLine(
                row=row.number,
                model=str(item.model),
                name=item.name,
                field=item.field,
                before=say_pieces(self.words, item.old),
                after=say_pieces(self.words, item.new),
                sort=CHANGED,
            )
            for item in row.differences
        ]

    def _new(self, row: RowPlan, names: Mapping[str, str]) -> list[EntryLine]:
        if row.action is not RowAction.NEW:
            return []
        return [
            EntryLine(
                row=row.number,
                model="",
                name=row.name,
                field=field_of(key),
                before="",
                after=say_pieces(self.words, shown(field_of(key), raw, None, names)),
                sort=NEW,
            )
            for key, raw in row.entries
            if raw
        ]

    def _lost(self, row: RowPlan) -> list[EntryLine]:
        if row.action not in {RowAction.NEW, RowAction.CHANGE, RowAction.SAME}:
            return []
        return [
            EntryLine(
                row=row.number,
                model=row.model or "",
                name=row.name,
                field=field_of(item.field),
                before="",
                after=item.written,
                sort=LOST,
                why=self.words.say(item.why),
            )
            for item in row.problems
        ]

    def _fill(self) -> None:
        wanted = self.shown.currentData()
        self.view.fill(tuple(line for line in self.lines if wanted in {EVERYTHING, line.sort}))

    def text(self) -> Text:
        """Return the reason."""
        return Text(self.reason.toPlainText().strip(), self.words.language)

    def problem(self) -> str | None:
        """Return why nothing can be taken over yet."""
        plan, tr = self.state.plan, self.words.tr
        if plan is None:
            return tr("The preview is being made.")
        if not plan.count(RowAction.NEW) and not plan.count(RowAction.CHANGE):
            return tr("This changes nothing: the register says so already.")
        if not self.text().body:
            return tr("Give a reason; it is kept in the audit trail.")
        return None


def _cell(said: str) -> Cell:
    shown = said.replace("\n", "; ")
    return Cell(text=shown[:200] or "–", faint=not said, tip=said[:2000])
