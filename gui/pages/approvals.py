"""Which versions wait for a decision, what stands against it, and what was decided?"""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.decisions import Decision, DecisionKind, Obstacle
from core.errors import PruefsteinError
from core.ids import VersionId
from core.inventory import State
from core.messages import N_
from core.workspace import Changes, Workspace
from core.workspace.decisions import Outlook
from core.workspace.waiting import Waiting, WaitingKey, WaitingPage
from gui import page_operations
from gui.context import GuiContext
from gui.dialogs.decide import DecideDialog
from gui.pages.base import Page
from gui.widgets.approval_detail import (
    Moves,
    binding_card,
    prerequisites,
    since_callouts,
    stacked,
)
from gui.widgets.basic import (
    EmptyState,
    PrimaryButton,
    SecondaryButton,
    clear_layout,
    enable_with_reason,
    label,
    scrolled,
)
from gui.widgets.cells import Cell
from gui.widgets.chips import chips, choose_chip
from gui.widgets.decision_history import History
from gui.widgets.gate_panel import GatePanel
from gui.widgets.paged import PagedView
from gui.widgets.painting import STATE_TONES
from gui.widgets.tables import TableColumn

SORTED = 1000
"""Versions that are all read, so that they can be sorted."""


class ApprovalsPage(Page):
    """Versions on the left, prerequisites, binding and decisions on the right."""

    TITLE: ClassVar[str] = N_("Approvals")
    ICON: ClassVar[str] = "stamp"
    TOUCHED: ClassVar[Changes] = (
        Changes.DECISIONS
        | Changes.INVENTORY
        | Changes.RISK
        | Changes.CHECKS
        | Changes.FINDINGS
        | Changes.DETERMINATIONS
    )

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """Build the page; it is filled when it is first shown."""
        super().__init__(context, parent)
        self._words = context.translator
        self._chip = "awaits"
        self._shown: Waiting | None = None
        self._outlook: Outlook | None = None
        self._sorting: tuple[int, bool] | None = None
        """Column, and whether it descends; None: those that wait first."""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(18, 14, 18, 14)
        outer.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(label(self._words.tr("Approvals"), "title"))
        head.addStretch(1)
        named = [("awaits", self._words.tr("Awaiting a decision")), ("every", self._words.tr("All versions"))]
        head.addWidget(chips(named, self._chip, self._choose_chip))
        outer.addLayout(head)
        body = QHBoxLayout()
        body.setSpacing(14)
        body.addWidget(self._table(), 5)
        body.addWidget(self._side(), 6)
        outer.addLayout(body, 1)
        context.session.switched.connect(self._show)
        context.watch.changed.connect(self._show_buttons)

    @classmethod
    def count(cls, workspace: Workspace) -> int | None:
        """Return how many versions wait for a decision."""
        return workspace.inventory.number_waiting()

    def _table(self) -> PagedView[Waiting]:
        tr = self._words.tr
        columns: tuple[TableColumn[Waiting], ...] = (
            TableColumn(
                title=tr("Model and version"),
                cell=lambda item: Cell(
                    text=f"{self._words.text(item.model.name)} · {item.version.label}",
                    below=self._below(item),
                    strong=item.awaits,
                    tip=self._words.text(item.model.name),
                ),
            ),
            TableColumn(
                title=tr("State"),
                cell=lambda item: Cell(
                    text=self._words.label(item.version.state),
                    tone=STATE_TONES[item.version.state],
                    badge=True,
                ),
                fits=True,
            ),
        )
        self.view: PagedView[Waiting] = PagedView(
            self.context.theme, columns, name="approvals", title=tr("Versions and their state")
        )
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.chosen.connect(self._chosen)
        self.view.ordered.connect(self._order)
        return self.view

    def _below(self, item: Waiting) -> str:
        if item.open_conditions:
            return self._words.tr("{id} · conditions open: {n}", id=item.id, n=item.open_conditions)
        return item.id

    def _side(self) -> QStackedWidget:
        self._stack = QStackedWidget()
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self._title = label("", "heading", wrap=True)
        column.addWidget(self._title)
        self._place = QVBoxLayout()
        column.addLayout(self._place, 1)
        column.addLayout(self._buttons())
        self._stack.addWidget(holder)
        self._stack.addWidget(
            EmptyState(
                self.context.theme,
                "stamp",
                self._words.tr("Nothing waits for a decision"),
                self._words.tr("Versions appear here when they are submitted for validation."),
            )
        )
        return self._stack

    def _buttons(self) -> QHBoxLayout:
        tr, row = self._words.tr, QHBoxLayout()
        self.reject = SecondaryButton(tr("Reject"), name="reject")
        self.conditional = SecondaryButton(tr("Approve with conditions"), name="approve_with_conditions")
        self.approve = PrimaryButton(tr("Approve"), name="approve", theme=self.context.theme, icon="stamp")
        for button, kind in (
            (self.reject, DecisionKind.REJECT),
            (self.conditional, DecisionKind.APPROVE_WITH_CONDITIONS),
            (self.approve, DecisionKind.APPROVE),
        ):
            button.clicked.connect(lambda _=False, chosen=kind: self.decide(chosen))
        row.addWidget(self.reject)
        row.addStretch(1)
        row.addWidget(self.conditional)
        row.addWidget(self.approve)
        return row

    # what is shown

    def refresh(self) -> None:
        """Read the versions again; the one shown stays, even when it no longer waits."""
        before = self._shown
        self._shown = None if before is None else self.context.workspace.waiting.of(before.id)
        self._read()
        records = self.view.table.records
        if self._shown is None and records:
            self._shown = records[0]
            self.view.choose_first()
        self._show()

    def _read(self) -> None:
        """Read the first versions; few are all read and can be sorted, of many the table reads on."""
        workspace = self.context.workspace
        few = workspace.inventory.number_of_versions() <= SORTED
        self.view.horizontalHeader().setSectionsClickable(few)
        page = self._page(None)
        records, following = page.versions, self._following(page)
        while few and following is not None and (more := following()):
            records += tuple(more)
        self.view.begin(self._sorted(records) if few else records, None if few else following)

    def _page(self, after: WaitingKey | None) -> WaitingPage:
        return self.context.workspace.waiting.page(every=self._chip == "every", after=after)

    def _following(self, page: WaitingPage) -> Callable[[], Sequence[Waiting]]:
        """Return what reads the pages behind a first one."""
        keys = [page.next]

        def following() -> Sequence[Waiting]:
            if keys[0] is None:
                return ()
            found = self._page(keys[0])
            keys[0] = found.next
            return found.versions

        return following

    def _order(self, column: int, order: Qt.SortOrder) -> None:
        self._sorting = column, order is Qt.SortOrder.DescendingOrder
        self._read()

    def _sorted(self, records: tuple[Waiting, ...]) -> tuple[Waiting, ...]:
        if self._sorting is None:
            return records
        column, descending = self._sorting
        cell = self.view.table.columns[column].cell
        return tuple(sorted(records, key=lambda item: cell(item).said.casefold(), reverse=descending))

    def select(self, version: VersionId | None) -> None:
        """Show a version, whether it waits or not, and mark it in the list as far as that was read."""
        found = None if version is None else self.context.workspace.waiting.of(version)
        if found is None:
            return
        if not found.awaits and self._chip == "awaits":
            self._take_chip("every")
        if not self.view.choose_read(lambda item: item.id == version):
            self.view.setCurrentIndex(QModelIndex())
        if self._shown != found:
            self._shown = found
            self._show()

    def selection(self) -> Mapping[str, str]:
        """Return the version shown."""
        return {} if self._shown is None else {"version": self._shown.id}

    def _choose_chip(self, chip: str) -> None:
        self._take_chip(chip)
        if self.view.current() is None:
            self.view.choose_first()

    def _take_chip(self, chip: str) -> None:
        self._chip = chip
        choose_chip(self, chip)
        self._read()

    def _chosen(self, item: object) -> None:
        if isinstance(item, Waiting) and item != self._shown:
            self._shown = item
            self._show()

    def _obstacles(self) -> tuple[Obstacle, ...]:
        if self._shown is None:
            return ()
        return self.context.workspace.decisions.obstacles(self._shown.id, self.context.session.person)

    def _show(self) -> None:
        clear_layout(self._place)
        shown, context = self._shown, self.context
        self._stack.setCurrentIndex(0 if shown is not None else 1)
        if shown is None:
            return
        self._title.setText(f"{self._words.text(shown.model.name)} · {shown.version.label}")
        decidable = shown.version.state in {State.IN_VALIDATION, State.UNDER_REVIEW} or shown.awaits
        outlook = context.workspace.decisions.outlook(shown.id, context.session.person)
        self._outlook, found = outlook, outlook.obstacles
        lapse, other = since_callouts(context, shown.version)
        parts = (
            lapse,
            prerequisites(context, shown.version, found) if decidable else None,
            GatePanel(context, shown.id),
            other,
            Moves(context, shown.version, shown.model.basis),
            binding_card(context, outlook.binding),
            History(context, context.workspace.decisions.of(shown.id)),
        )
        self._place.addWidget(scrolled(stacked(parts)))
        self._show_buttons()

    def _show_buttons(self) -> None:
        if self._shown is None or self._outlook is None:
            return
        say, watch = self._words.say, self.context.watch.obstacle
        approving = [say(item.message) for item in self._outlook.obstacles if not item.waivable]
        rejecting = [say(item.message) for item in self._outlook.rejection]
        if watch is not None:
            approving, rejecting = [say(watch), *approving], [say(watch), *rejecting]
        enable_with_reason(self.approve, "\n".join(approving) or None)
        enable_with_reason(self.conditional, "\n".join(approving) or None)
        enable_with_reason(self.reject, "\n".join(rejecting) or None)

    # what a person does

    def decide(self, kind: DecisionKind) -> DecideDialog | None:
        """Open the dialog that decides and signs."""
        if self._shown is None:
            return None
        waivable = tuple(item.message for item in self._obstacles() if item.waivable)
        dialog = DecideDialog(self.context, self._shown.id, kind, self, waivable=waivable)
        dialog.go.clicked.disconnect()
        dialog.go.clicked.connect(lambda: self._sign(dialog))
        dialog.open()
        return dialog

    def _sign(self, dialog: DecideDialog) -> None:
        dialog.go.setEnabled(False)

        def done(decision: Decision) -> None:
            dialog.accept()
            self.context.notice(self._words.tr("{id} signed and recorded.", id=decision.id))

        def failed(error: PruefsteinError) -> None:
            dialog.failed(error)

        request, phrase = dialog.request(), dialog.passphrase.text()
        page_operations.decide(self.context, request, phrase, done, failed=failed)
