"""Which models does the firm have, and how do they stand?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from core.ids import ModelId, VersionId, model_of
from core.messages import N_
from core.model_list import ModelCounts, ModelLine, ModelOrder, ModelPage
from core.people import Permission
from core.risk import band
from core.workspace import Changes, Workspace
from core.workspace.inventory import ModelSummary
from gui.context import GuiContext
from gui.pages.base import Page
from gui.widgets.basic import EmptyState, PrimaryButton, SecondaryButton, enable_with_reason, label
from gui.widgets.cells import Cell
from gui.widgets.exchange_button import ExchangeButton
from gui.widgets.filter_bar import FilterBar
from gui.widgets.model_detail import ModelDetail
from gui.widgets.paged import PagedView
from gui.widgets.painting import STATE_TONES, Mark, Tone
from gui.widgets.tables import TableColumn

WIDE = 1440
"""From this window width on, the detail stands beside the table."""

DUE_COLUMN = 4
DUE_WIDTH = 112
"""Pixels the list needs beside whole names to show the day of the reassessment, as the detail does anyway."""


ORDERS = (
    ModelOrder.NAME, ModelOrder.RESIDUAL, ModelOrder.FAILED, ModelOrder.STATE, ModelOrder.REASSESS_BY
)  # fmt: skip
"""What each column sorts by."""


class ModelsPage(Page):
    """The inventory with search, chips and a detail pane."""

    TITLE = N_("Models")
    ICON = "boxes"
    TOUCHED = (
        Changes.INVENTORY
        | Changes.RISK
        | Changes.CHECKS
        | Changes.FINDINGS
        | Changes.DECISIONS
        | (Changes.REPORTS | Changes.PEOPLE)
    )

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """Build the page empty."""
        super().__init__(context, parent)
        tr = context.translator.tr
        self.view: PagedView[ModelLine] = PagedView(
            context.theme, self._columns(), name="models", title=tr("Model inventory")
        )
        self.bar = FilterBar(context)
        self.filter = self.bar.field
        self.detail = ModelDetail(context)
        self._facts = label("", "muted")
        self._list = self._list_side()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        self._stack = QStackedWidget()
        self._wide: bool | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._split)
        layout.addWidget(self._stack)
        self._arrange(wide=True)
        self._connect()

    @classmethod
    def count(cls, workspace: Workspace) -> int | None:
        """Return how many models there are."""
        return workspace.inventory.number()

    def _connect(self) -> None:
        self.bar.changed.connect(self._read)
        self.view.ordered.connect(self._order)
        self.view.chosen.connect(self._show_line)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._show_selected())
        self.view.installEventFilter(self)
        self.view.opened.connect(lambda _record: self._open_detail())
        self.detail.back.connect(self._close_detail)

    def _columns(self) -> tuple[TableColumn[ModelLine], ...]:
        tr = self.context.translator.tr
        return (
            TableColumn(title=tr("Model"), cell=self._name_cell),
            TableColumn(
                title=tr("Residual risk"), cell=self._risk_cell, key=lambda row: row.residual, fits=True
            ),
            TableColumn(title=tr("Checks"), cell=self._checks_cell, key=lambda row: row.failed, fits=True),
            TableColumn(title=tr("Status"), cell=self._status_cell, fits=True),
            TableColumn(
                title=tr("Reassessment"),
                cell=self._due_cell,
                key=lambda row: row.reassess_by,
                width=DUE_WIDTH,
            ),
        )

    def _name_cell(self, row: ModelLine) -> Cell:
        said = self.context.translator.text
        parts = (said(row.model.business_area), row.version.label if row.version else "", row.owner_name)
        below = " · ".join(filter(None, parts))
        name = said(row.model.name)
        return Cell(text=name, below=below, strong=True, tip=f"{name}\n{below}")

    def _risk_cell(self, row: ModelLine) -> Cell:
        if row.residual is None:
            return Cell(text=self.tr_(N_("not assessed")), faint=True)
        level = band(row.residual)
        return Cell(text=self.context.translator.label(level), band=level, points=row.residual)

    def _checks_cell(self, row: ModelLine) -> Cell:
        tr = self.context.translator.tr
        counted = (
            (row.passed, "circle-check", "ok", tr("{n} passed", n=row.passed)),
            (row.failed, "circle-x", "bad", tr("{n} failed", n=row.failed)),
            (row.undecided, "circle-question-mark", "warn", tr("{n} not decidable", n=row.undecided)),
        )
        marks = tuple(
            Mark(icon=icon, token=token, text=str(number), said=said)
            for number, icon, token, said in counted
            if number
        )
        if not marks:
            return Cell(text=tr("none"), faint=True)
        return Cell(text="", marks=marks, tip=", ".join(mark.said for mark in marks))

    def _status_cell(self, row: ModelLine) -> Cell:
        tone, text = status(self.context, row)
        return Cell(text=text, badge=True, tone=tone)

    def _due_cell(self, row: ModelLine) -> Cell:
        if row.reassess_by is None:
            return Cell(text="–", faint=True)
        day = self.context.translator.date(row.reassess_by)
        if not row.overdue:
            return Cell(text=day)
        return Cell(text=day, tone=Tone.BAD, below=self.tr_(N_("overdue")))

    def _ask_register(self) -> None:
        action = self.window().findChild(QAction, "action_register")
        if action is not None:
            action.trigger()

    def _list_side(self) -> QWidget:
        side = QWidget()
        layout = QVBoxLayout(side)
        layout.setContentsMargins(18, 16, 14, 14)
        layout.setSpacing(12)
        layout.addLayout(self._head())
        layout.addWidget(self.bar)
        self._body = QStackedWidget()
        self._body.addWidget(self.view)
        self._body.addWidget(self._empty())
        layout.addWidget(self._body, 1)
        layout.addLayout(self._foot())
        return side

    def _head(self) -> QHBoxLayout:
        tr, theme = self.context.translator.tr, self.context.theme
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(tr("Model inventory"), "title"))
        words.addWidget(self._facts)
        head.addLayout(words, 1)
        self.register = PrimaryButton(tr("Register model"), name="register", theme=theme, icon="plus")
        self.register.clicked.connect(self._ask_register)
        head.addWidget(ExchangeButton(self.context), 0, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(self.register, 0, Qt.AlignmentFlag.AlignBottom)
        return head

    def _foot(self) -> QHBoxLayout:
        tr, theme = self.context.translator.tr, self.context.theme
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self._marked = label("", "muted")
        self.record = SecondaryButton(tr("Open record"), name="open_record", theme=theme, icon="book-open")
        self.record.clicked.connect(lambda _=False: self._open_record())
        self.edit = SecondaryButton(tr("Edit selected …"), name="edit_selected", theme=theme, icon="pencil")
        self.edit.clicked.connect(lambda _=False: self._edit_selected())
        foot.addWidget(self._marked, 1)
        foot.addWidget(self.edit)
        foot.addWidget(self.record)
        return foot

    def _empty(self) -> QWidget:
        tr, theme = self.context.translator.tr, self.context.theme
        button = PrimaryButton(
            tr("Register the first model"), name="register_first", theme=theme, icon="plus"
        )
        button.clicked.connect(self._ask_register)
        return EmptyState(
            theme,
            "boxes",
            tr("No model is registered yet"),
            tr(
                "Drop a model file (skops or ONNX) anywhere on this window, or register a model "
                "without a file."
            ),
            button=button,
        )

    def refresh(self) -> None:
        """Read the inventory again; keep the selection."""
        self._read()
        may = self.context.session.may(Permission.REGISTER)
        reason = self.tr_(N_("None of your roles may register models. Switch to a person who may."))
        enable_with_reason(self.register, None if may else reason)

    def _read(self) -> None:
        """Read the first page of what is asked for; the table reads on as far as somebody scrolls."""
        inventory = self.context.workspace.inventory
        page = inventory.page(self.bar.query)
        self.view.begin(page.lines, self._following(page))
        self._fit_due()
        counts = inventory.counts(self.context.session.person.id)
        self._body.setCurrentIndex(0 if counts.total else 1)
        self._say_facts(counts, page.total)
        self.bar.say(counts)
        kept = self.view.current() is not None
        if not kept:
            self.view.choose_first()  # which shows it
        if kept or self.view.current() is None:
            self._show_line(self.view.current())

    def _following(self, page: ModelPage) -> Callable[[], Sequence[ModelLine]] | None:
        """Return what reads the pages behind a first one; None when nothing follows."""
        query, keys = self.bar.query, [page.next]
        if page.next is None:
            return None

        def following() -> Sequence[ModelLine]:
            key = keys.pop()
            if key is None:
                keys.append(None)
                return ()
            found = self.context.workspace.inventory.page(query, after=key)
            keys.append(found.next)
            return found.lines

        return following

    def _order(self, column: int, order: Qt.SortOrder) -> None:
        wanted = replace(
            self.bar.query, order=ORDERS[column], descending=order is Qt.SortOrder.DescendingOrder
        )
        self.bar.take(wanted)

    def _say_facts(self, counts: ModelCounts, shown: int) -> None:
        tr = self.context.translator.tr
        total = tr("{n} models", n=counts.total) if counts.total != 1 else tr("1 model")
        parts = (
            total if shown == counts.total else tr("{n} of {total}", n=shown, total=total),
            tr("{n} high or severe", n=counts.high),
            tr("{n} reassessments overdue", n=counts.overdue) if counts.overdue else "",
        )
        self._facts.setText(" · ".join(filter(None, parts)))

    def _show_selected(self) -> None:
        tr, chosen = self.context.translator.tr, self.view.selected()
        self._marked.setText(tr("{n} selected", n=len(chosen)) if len(chosen) > 1 else "")
        nothing = None if chosen else tr("Select models first; with Ctrl or Shift, several.")
        enable_with_reason(self.record, nothing)
        may = self.context.session.may(Permission.REGISTER)
        refused = tr("None of your roles may change models. Switch to a person who may.")
        enable_with_reason(self.edit, nothing if may else refused)

    def _open_record(self) -> None:
        line = self.view.current()
        if line is not None:
            self.context.navigate("record", model=line.id)

    def _edit_selected(self) -> None:
        from gui.dialogs.bulk_edit import BulkEditDialog

        BulkEditDialog(self.context, tuple(line.id for line in self.view.selected()), self).exec()

    def select(self, version: VersionId | None) -> None:
        """Show the model of a version, and this version in the detail."""
        if version is None:
            return
        self._choose(model_of(version))
        self.detail.show_version(version)
        self._open_detail()

    def arrive(self, selection: Mapping[str, str]) -> None:
        """Take a version or a model, and perhaps the tab to open."""
        super().arrive(selection)
        if "model" in selection and "version" not in selection:
            self._choose(ModelId(selection["model"]))
        if selection.get("opened") == "yes":
            self._open_detail()
        if "tab" in selection:
            self.detail.show_tab(int(selection["tab"]))

    def selection(self) -> Mapping[str, str]:
        """Return model, version, tab, and whether the detail is open."""
        row = self.view.current()
        if row is None:
            return {}
        version = self.detail.version
        chosen = {"model": row.model.id, "tab": str(self.detail.tab)}
        if version is not None:
            chosen["version"] = version.id
        chosen["opened"] = "yes" if self._stack.currentIndex() == 1 else "no"
        return chosen

    def _choose(self, model: ModelId) -> None:
        if self.context.workspace.inventory.line(model) is None:
            return
        if not self.view.choose(lambda line: line.id == model):
            self.bar.clear()
            self.view.choose(lambda line: line.id == model)

    def _show_line(self, line: ModelLine | None) -> None:
        row = None if line is None else self.context.workspace.inventory.summary(line.id)
        self.detail.show_model(row)
        self._show_selected()
        self.moved.emit()

    def crumb(self) -> str:
        """Return the name of the selected model."""
        return self.context.translator.text(self.detail.row.model.name) if self.detail.row else ""

    def _open_detail(self) -> None:
        if not self._wide:
            self._stack.setCurrentIndex(1)

    def _close_detail(self) -> None:
        self._stack.setCurrentIndex(0)
        self.view.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the detail beside the table where there is room, else on its own page."""
        super().resizeEvent(event)
        self._arrange(wide=self.window().width() >= WIDE)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave out the last column where the list is narrow."""
        if watched is self.view and event.type() is QEvent.Type.Resize:
            self._fit_due()
        return super().eventFilter(watched, event)

    def _fit_due(self) -> None:
        header = self.view.horizontalHeader()
        others = sum(
            max(self.view.sizeHintForColumn(number), header.sectionSizeHint(number))
            for number in range(DUE_COLUMN)
        )
        room = self.view.width() - 2 * self.view.frameWidth()
        self.view.setColumnHidden(DUE_COLUMN, room < others + DUE_WIDTH)

    def _arrange(self, *, wide: bool) -> None:
        if wide == self._wide:
            return
        self._wide = wide
        self.detail.set_alone(alone=not wide)
        if wide:
            self._split.addWidget(self._list)
            self._split.addWidget(self.detail)
            self._split.setSizes([680, 556])
            self._split.setStretchFactor(0, 3)
            self._split.setStretchFactor(1, 2)
            self._list.show()
            self.detail.show()
        else:
            self._stack.addWidget(self._list)
            self._stack.addWidget(self.detail)
            self._stack.setCurrentIndex(0)
        self._split.setVisible(wide)
        self._stack.setVisible(not wide)


def status(context: GuiContext, row: ModelSummary | ModelLine) -> tuple[Tone, str]:
    """Return the flag that asks for something, else the state of the version that counts."""
    tr = context.translator.tr
    if row.version is None:
        return Tone.NEUTRAL, tr("No version")
    if row.overdue:
        return Tone.BAD, tr("Overdue")
    if row.awaits_decision:
        return Tone.WARN, tr("Approval pending")
    if row.open_conditions:
        return Tone.WARN, tr("Conditions open")
    return STATE_TONES[row.version.state], context.translator.label(row.version.state)
