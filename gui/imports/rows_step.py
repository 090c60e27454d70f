"""What becomes of each row, and which may be a model that is there already?"""

from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QVBoxLayout, QWidget

from core.governance.register import field_of
from core.governance.register.importing import RowAction
from core.governance.register.imports import RowChoice, RowPlan
from core.ids import ModelId
from core.register_words import say_field
from gui.context import GuiContext
from gui.imports.state import ImportState
from gui.widgets.basic import SecondaryButton, enable_with_reason, label
from gui.widgets.cells import Cell
from gui.widgets.inputs import choice
from gui.widgets.painting import Tone
from gui.widgets.tables import RecordView, TableColumn

TONES = {
    RowAction.NEW: Tone.OK,
    RowAction.CHANGE: Tone.INFO,
    RowAction.SAME: Tone.NEUTRAL,
    RowAction.SKIP: Tone.NEUTRAL,
    RowAction.DECIDE: Tone.WARN,
}
ALL, PROBLEMS = "all", "problems"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowLine:
    """One row as it is listed."""

    id: int
    plan: RowPlan


class RowsStep(QWidget):
    """The rows with what becomes of them; a person decides on those in doubt, many at once if wanted."""

    def __init__(self, context: GuiContext, state: ImportState) -> None:
        """Begin without rows."""
        super().__init__()
        self.context, self.words, self.state = context, context.translator, state
        tr = self.words.tr
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(self._head())
        self.view: RecordView[RowLine] = RecordView(
            context.theme, self._columns(), name="import_rows", title=tr("Rows of the register")
        )
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._show_choice())
        layout.addWidget(self.view, 1)
        layout.addLayout(self._foot())
        state.planned.connect(self.refresh)

    def _head(self) -> QHBoxLayout:
        tr, head = self.words.tr, QHBoxLayout()
        self.said = label("", "muted", wrap=True)
        self.shown = choice("import_shown", tr("Shown rows"), ())
        self.shown.setSizeAdjustPolicy(self.shown.SizeAdjustPolicy.AdjustToContents)
        self.shown.activated.connect(lambda _: self._fill())
        head.addWidget(self.said, 1)
        head.addWidget(self.shown)
        return head

    def _foot(self) -> QHBoxLayout:
        tr, foot = self.words.tr, QHBoxLayout()
        foot.setSpacing(8)
        self.marked = label("", "muted")
        self.decision = choice("import_choice", tr("What the marked rows are"), ())
        self.decision.setMinimumWidth(280)
        self.apply = SecondaryButton(tr("Set for marked"), name="import_decide")
        self.apply.clicked.connect(lambda _=False: self._decide())
        foot.addWidget(self.marked, 1)
        foot.addWidget(self.decision)
        foot.addWidget(self.apply)
        return foot

    def _columns(self) -> tuple[TableColumn[RowLine], ...]:
        tr = self.words.tr
        return (
            TableColumn(
                title=tr("Row"), cell=lambda item: Cell(text=str(item.id)), key=lambda item: item.id, width=64
            ),
            TableColumn(title=tr("Model"), cell=self._name),
            TableColumn(title=tr("What happens"), cell=self._action, width=150),
            TableColumn(title=tr("Why"), cell=self._why),
            TableColumn(
                title=tr("Not taken over"),
                cell=self._lost,
                key=lambda item: len(item.plan.problems),
                width=170,
            ),
        )

    def _name(self, item: RowLine) -> Cell:
        name = item.plan.name or item.plan.model or "–"
        return Cell(text=name[:200], below=item.plan.model or "", strong=True, tip=name[:1000])

    def _action(self, item: RowLine) -> Cell:
        action = item.plan.action
        return Cell(text=self.words.label(action), badge=True, tone=TONES[action])

    def _why(self, item: RowLine) -> Cell:
        tr, plan = self.words.tr, item.plan
        if plan.action is RowAction.CHANGE:
            return Cell(text=tr("{n} fields", n=len(plan.differences)))
        said = "" if plan.why is None else self.words.say(plan.why)
        others = (
            tr("row {row}: {name}", row=twin.row, name=twin.name)
            if twin.model is None
            else tr("{model}: {name}", model=twin.model, name=twin.name)
            for twin in plan.twins
        )
        below = ", ".join(others)
        return Cell(text=said or below, below=below if said else "", faint=not said, tip=f"{said}\n{below}")

    def _lost(self, item: RowLine) -> Cell:
        problems = item.plan.problems
        tip = "\n".join(
            f"{say_field(self.words, field_of(one.field))}: “{one.written[:120]}” – {self.words.say(one.why)}"
            for one in problems
        )
        named = ", ".join(say_field(self.words, field_of(one.field)) for one in problems)
        return Cell(text=named, tone=Tone.WARN if problems else None, tip=tip)

    def refresh(self) -> None:
        """Show the new plan; what was marked stays marked."""
        plan = self.state.plan
        if plan is None:
            return
        tr = self.words.tr
        parts = (
            f"{plan.count(action)} {self.words.label(action)}" for action in RowAction if plan.count(action)
        )
        cells = tr("{n} cells cannot be taken over", n=plan.problems) if plan.problems else ""
        self.said.setText(" · ".join(filter(None, (*parts, cells))))
        self._offer()
        self._fill()

    def _offer(self) -> None:
        tr, plan, before = self.words.tr, self.state.plan, self.shown.currentData()
        if plan is None:
            return
        with QSignalBlocker(self.shown):
            self.shown.clear()
            self.shown.addItem(tr("All rows ({n})", n=len(plan.rows)), ALL)
            for action in RowAction:
                if plan.count(action):
                    self.shown.addItem(f"{self.words.label(action)} ({plan.count(action)})", action)
            lost = sum(bool(row.problems) for row in plan.rows)
            if lost:
                self.shown.addItem(tr("With cells not taken over ({n})", n=lost), PROBLEMS)
            first = RowAction.DECIDE if before is None and plan.count(RowAction.DECIDE) else before
            self.shown.setCurrentIndex(max(self.shown.findData(first), 0))

    def _fill(self) -> None:
        plan, wanted = self.state.plan, self.shown.currentData()
        if plan is None:
            return
        rows = (
            row for row in plan.rows if wanted in {ALL, row.action} or (wanted == PROBLEMS and row.problems)
        )
        self.view.fill(tuple(RowLine(id=row.number, plan=row) for row in rows))
        if self.view.current() is None:
            self.view.choose_first()
        self._show_choice()

    def marked_rows(self) -> tuple[RowPlan, ...]:
        """Return the marked rows."""
        view = self.view
        places = sorted(index.row() for index in view.selectionModel().selectedRows())
        sources = (view.filter.mapToSource(view.filter.index(place, 0)).row() for place in places)
        return tuple(view.table.records[source].plan for source in sources)

    def _show_choice(self) -> None:
        tr, rows = self.words.tr, self.marked_rows()
        self.marked.setText(tr("{n} marked", n=len(rows)) if rows else "")
        self.decision.clear()
        self.decision.addItem(tr("as proposed"), None)
        self.decision.addItem(tr("a new model"), RowChoice(action=RowAction.NEW))
        self.decision.addItem(tr("leave out"), RowChoice(action=RowAction.SKIP))
        if len(rows) == 1:
            for model, name in _models(rows[0]).items():
                self.decision.addItem(
                    tr("change {model}: {name}", model=model, name=name),
                    RowChoice(action=RowAction.CHANGE, model=model),
                )
            self._show_chosen(self.state.rows.get(rows[0].number))
        none = None if rows else tr("Mark rows first; with Ctrl or Shift, several.")
        enable_with_reason(self.apply, none)
        self.decision.setEnabled(bool(rows))

    def _show_chosen(self, chosen: RowChoice | None) -> None:
        for place in range(self.decision.count()):
            if self.decision.itemData(place) == chosen:
                self.decision.setCurrentIndex(place)

    def _decide(self) -> None:
        data = self.decision.currentData()
        choice_ = data if isinstance(data, RowChoice) else None
        self.state.choose_rows({row.number: choice_ for row in self.marked_rows()})

    def problem(self) -> str | None:
        """Return why nobody can go on."""
        if self.state.plan is None:
            return self.words.tr("The preview is being made.")
        waiting = self.state.open_rows()
        if waiting:
            return self.words.tr(
                "{n} rows may be models that are there already: say for each what it is.", n=waiting
            )
        return None


def _models(row: RowPlan) -> dict[ModelId, str]:
    found = {twin.model: twin.name for twin in row.twins if twin.model is not None}
    return found | ({row.model: row.name} if row.model is not None else {})
