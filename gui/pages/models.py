"""Which models does the firm have, and how do they stand?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.ids import ModelId, VersionId, model_of
from core.messages import N_
from core.people import Permission
from core.risk import Band, band
from core.workspace import Changes, Workspace
from core.workspace.inventory import ModelSummary
from gui.context import GuiContext
from gui.pages.base import Page
from gui.widgets.basic import EmptyState, PrimaryButton, SecondaryButton, enable_with_reason, label
from gui.widgets.model_detail import ModelDetail
from gui.widgets.painting import STATE_TONES, Mark, Tone
from gui.widgets.tables import Cell, RecordView, TableColumn

WIDE = 1440
"""From this window width on, the detail stands beside the table."""

DUE_COLUMN = 4
DUE_WIDTH = 112
"""Pixels the list needs beside whole names to show the day of the reassessment, as the detail does anyway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A condition that can be switched on above the table."""

    id: str
    text: str
    """With the placeholder {n}."""
    holds: Callable[[ModelSummary], bool]


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
        self.view = RecordView(context.theme, self._columns(), name="models", title=tr("Model inventory"))
        self.filter = QLineEdit()
        self.filter.setObjectName("filter")
        self.filter.setPlaceholderText(tr("Filter models"))
        self.filter.setAccessibleName(tr("Filter models"))
        self.filter.setClearButtonEnabled(True)
        self.filter.addAction(context.theme.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.detail = ModelDetail(context)
        self._chips = {chip.id: (chip, self._chip_button(chip)) for chip in self._conditions()}
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
        return len(workspace.inventory.summaries())

    def _connect(self) -> None:
        self.filter.textChanged.connect(self.view.filter.search)
        self.view.chosen.connect(self._show_model)
        self.view.installEventFilter(self)
        self.view.opened.connect(lambda _record: self._open_detail())
        self.detail.back.connect(self._close_detail)

    def _columns(self) -> tuple[TableColumn[ModelSummary], ...]:
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

    def _name_cell(self, row: ModelSummary) -> Cell:
        said = self.context.translator.text
        parts = (said(row.model.business_area), row.version.label if row.version else "", row.owner_name)
        below = " · ".join(filter(None, parts))
        name = said(row.model.name)
        return Cell(text=name, below=below, strong=True, tip=f"{name}\n{below}")

    def _risk_cell(self, row: ModelSummary) -> Cell:
        if row.residual is None:
            return Cell(text=self.tr_(N_("not assessed")), faint=True)
        level = band(row.residual)
        return Cell(text=self.context.translator.label(level), band=level, points=row.residual)

    def _checks_cell(self, row: ModelSummary) -> Cell:
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

    def _status_cell(self, row: ModelSummary) -> Cell:
        tone, text = status(self.context, row)
        return Cell(text=text, badge=True, tone=tone)

    def _due_cell(self, row: ModelSummary) -> Cell:
        if row.reassess_by is None:
            return Cell(text="–", faint=True)
        day = self.context.translator.date(row.reassess_by)
        if not row.overdue:
            return Cell(text=day)
        return Cell(text=day, tone=Tone.BAD, below=self.tr_(N_("overdue")))

    def _conditions(self) -> tuple[Chip, ...]:
        high = {Band.HIGH, Band.SEVERE}
        return (
            Chip(id="high", text=N_("High & severe · {n}"), holds=lambda row: row.tier in high),
            Chip(id="pending", text=N_("Approval pending · {n}"), holds=lambda row: row.awaits_decision),
            Chip(id="overdue", text=N_("Overdue · {n}"), holds=lambda row: row.overdue),
            Chip(id="mine", text=N_("Mine · {n}"), holds=self._is_mine),
        )

    def _is_mine(self, row: ModelSummary) -> bool:
        person = self.context.session.person.id
        return row.model.owner == person or (row.version is not None and row.version.developer == person)

    def _chip_button(self, chip: Chip) -> QPushButton:
        button = SecondaryButton("", name=f"chip_{chip.id}")
        button.setProperty("kind", "chip")
        button.setCheckable(True)
        button.toggled.connect(lambda _on: self._restrict())
        return button

    def _restrict(self) -> None:
        active = [chip.holds for chip, button in self._chips.values() if button.isChecked()]
        self.view.filter.restrict(lambda row: all(holds(row) for holds in active) if active else True)

    def _ask_register(self) -> None:
        action = self.window().findChild(QAction, "action_register")
        if action is not None:
            action.trigger()

    def _list_side(self) -> QWidget:
        tr, theme = self.context.translator.tr, self.context.theme
        side = QWidget()
        layout = QVBoxLayout(side)
        layout.setContentsMargins(18, 16, 14, 14)
        layout.setSpacing(12)
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(tr("Model inventory"), "title"))
        words.addWidget(self._facts)
        head.addLayout(words, 1)
        self.register = PrimaryButton(tr("Register model"), name="register", theme=theme, icon="plus")
        self.register.clicked.connect(self._ask_register)
        head.addWidget(self.register, 0, Qt.AlignmentFlag.AlignBottom)
        layout.addLayout(head)
        chips = QHBoxLayout()
        chips.setSpacing(8)
        layout.addWidget(self.filter)
        for _, button in self._chips.values():
            chips.addWidget(button)
        chips.addStretch(1)
        layout.addLayout(chips)
        self._body = QStackedWidget()
        self._body.addWidget(self.view)
        self._body.addWidget(self._empty())
        layout.addWidget(self._body, 1)
        return side

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
        rows = self.context.workspace.inventory.summaries()
        self.view.fill(rows)
        self._fit_due()
        self._body.setCurrentIndex(0 if rows else 1)
        self._say_facts(rows)
        may = self.context.session.may(Permission.REGISTER)
        reason = self.tr_(N_("None of your roles may register models. Switch to a person who may."))
        enable_with_reason(self.register, None if may else reason)
        if self.view.current() is None:
            self.view.choose_first()
        self._show_model(self.view.current())

    def _say_facts(self, rows: tuple[ModelSummary, ...]) -> None:
        tr = self.context.translator.tr
        for chip, button in self._chips.values():
            text = tr(chip.text, n=sum(chip.holds(row) for row in rows))
            button.setText(text.replace("&", "&&"))
            button.setAccessibleName(text)
        high = sum(row.tier in {Band.HIGH, Band.SEVERE} for row in rows)
        overdue = sum(row.overdue for row in rows)
        parts = (
            tr("{n} models", n=len(rows)) if len(rows) != 1 else tr("1 model"),
            tr("{n} high or severe", n=high),
            tr("{n} reassessments overdue", n=overdue) if overdue else "",
        )
        self._facts.setText(" · ".join(filter(None, parts)))

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
        if not self.view.choose(lambda row: row.model.id == model):
            self.filter.clear()
            for _, button in self._chips.values():
                button.setChecked(False)
            self.view.choose(lambda row: row.model.id == model)

    def _show_model(self, row: ModelSummary | None) -> None:
        self.detail.show_model(row)
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


def status(context: GuiContext, row: ModelSummary) -> tuple[Tone, str]:
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
