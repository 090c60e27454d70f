"""What is wrong, who mends it, and what is overdue?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from core.findings import Finding, FindingDeed, FindingState
from core.ids import ModelId, PersonId, VersionId, model_of
from core.messages import N_
from core.texts import Text
from core.workspace import Changes, Workspace
from gui import finding_actions, page_operations
from gui.beside import Reading
from gui.context import GuiContext
from gui.dialogs.finding import RaiseFindingDialog
from gui.due_export import export_due
from gui.pages.base import Page
from gui.widgets.ageing_view import AgeingView
from gui.widgets.basic import PrimaryButton, SecondaryButton, enable_with_reason, label
from gui.widgets.cells import Cell
from gui.widgets.chips import chips, choose_chip
from gui.widgets.finding_detail import FindingDetail
from gui.widgets.painting import FINDING_TONES, SEVERITY_BANDS, Tone
from gui.widgets.pickers import VersionPicker, today
from gui.widgets.tables import RecordView, TableColumn
from reports.wording import Wording, finding_title

LIVING = frozenset({FindingState.PROPOSED, FindingState.OPEN, FindingState.REPORTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What the list shows, read beside the window."""

    findings: tuple[Finding, ...] = ()
    models: Mapping[ModelId, Text] = field(default_factory=dict)
    people: Mapping[PersonId, str] = field(default_factory=dict)


def _read(workspace: Workspace) -> _Read:
    return _Read(
        findings=workspace.findings.all(),
        models={line.id: line.model.name for line in workspace.inventory.lines()},
        people={who.id: who.name.name() for who in workspace.people.all()},
    )


def overdue(finding: Finding) -> bool:
    """Tell whether a finding that still stands should have been mended by now."""
    return finding.overdue(today())


class FindingsPage(Page):
    """All findings with filters, and one of them in detail."""

    TITLE: ClassVar[str] = N_("Findings")
    ICON: ClassVar[str] = "triangle-alert"
    TOUCHED: ClassVar[Changes] = Changes.FINDINGS | Changes.CHECKS | Changes.PEOPLE

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """Build the page; it is filled when it is first shown."""
        super().__init__(context, parent)
        self._words = context.translator
        self._chip = "living"
        self._found, workspace = _Read(), context.workspace
        self._reading = Reading(self, context, read=lambda: _read(workspace), show=self._fill)
        self._wanted: Mapping[str, str] = {}
        """What to choose as soon as it is read."""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(18, 14, 18, 14)
        outer.setSpacing(12)
        outer.addLayout(self._head())
        outer.addLayout(self._filters())
        listed = QWidget()
        body = QHBoxLayout(listed)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(14)
        body.addWidget(self._table(), 1)
        self.detail = FindingDetail(context)
        self.detail.setFixedWidth(400)
        body.addWidget(self.detail)
        self.ages = AgeingView(context)
        self.stack = QStackedWidget()
        self.stack.addWidget(listed)
        self.stack.addWidget(self.ages)
        outer.addWidget(self.stack, 1)
        context.session.switched.connect(self._show_actions)

    @classmethod
    def count(cls, workspace: Workspace) -> int | None:
        """Return how many findings are proposed or open."""
        return workspace.findings.number(LIVING)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(label(self._words.tr("Findings"), "title"))
        self._facts = label("", "muted")
        row.addWidget(self._facts)
        row.addStretch(1)
        self.picker = VersionPicker(self._words)
        row.addWidget(self.picker)
        self.raise_new = PrimaryButton(
            self._words.tr("Raise finding"), name="raise_new", theme=self.context.theme, icon="plus"
        )
        self.raise_new.clicked.connect(self._raise)
        row.addWidget(self.raise_new)
        return row

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.search = QLineEdit()
        self.search.setObjectName("search_findings")
        self.search.setPlaceholderText(self._words.tr("Filter findings"))
        self.search.setAccessibleName(self._words.tr("Filter findings"))
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(230)
        self.search.textChanged.connect(self._search)
        row.addWidget(self.search)
        tr = self._words.tr
        named = [
            ("living", tr("Proposed and open")),
            ("overdue", tr("Overdue")),
            ("mine", tr("Mine")),
            ("waiting", tr("To be verified")),
            ("accepted", tr("Accepted")),
            ("reopened", tr("Opened again")),
            ("every", tr("All")),
        ]
        row.addWidget(chips(named, self._chip, self._choose_chip))
        row.addStretch(1)
        self.ages_button = SecondaryButton(tr("Ageing"), name="show_ageing")
        self.ages_button.setCheckable(True)
        self.ages_button.toggled.connect(self._show_ages)
        row.addWidget(self.ages_button)
        export = SecondaryButton(tr("Export due dates …"), name="export_due")
        export.clicked.connect(lambda: export_due(self.context, self))
        row.addWidget(export)
        return row

    def _show_ages(self, shown: bool) -> None:  # noqa: FBT001 (a Qt signal)
        self.stack.setCurrentIndex(1 if shown else 0)
        if shown:
            self.ages.refresh()

    def _table(self) -> RecordView[Finding]:
        tr = self._words.tr
        words = Wording(translator=self._words)
        columns: tuple[TableColumn[Finding], ...] = (
            TableColumn(
                title=tr("Finding"),
                cell=lambda item: Cell(
                    text=self._short(words, item),
                    below=f"{item.id} · {item.subject or self._model(item)}",
                    strong=item.state in LIVING,
                    tip=finding_title(words, item),
                ),
            ),
            TableColumn(
                title=tr("Severity"),
                cell=lambda item: Cell(
                    text=self._words.label(item.severity), band=SEVERITY_BANDS[item.severity]
                ),
                key=lambda item: SEVERITY_BANDS[item.severity].rank,
                fits=True,
            ),
            TableColumn(
                title=tr("State"),
                cell=lambda item: Cell(
                    text=self._words.label(item.state), tone=FINDING_TONES[item.state], badge=True
                ),
                fits=True,
            ),
            TableColumn(title=tr("Due"), cell=self._due, key=lambda item: item.due, width=116),
        )
        self.view: RecordView[Finding] = RecordView(
            self.context.theme, columns, name="findings", title=tr("Findings")
        )
        self.view.chosen.connect(self._chosen)
        return self.view

    def _short(self, words: Wording, item: Finding) -> str:
        return finding_title(words, item) if item.measure is None else words.measure(item.measure)

    def _model(self, item: Finding) -> str:
        name = self._found.models.get(model_of(item.version))
        return f"{self._words.text(name)} · {item.version.partition('@')[2]}" if name else item.version

    def _due(self, item: Finding) -> Cell:
        owner = "" if item.owner is None else self._found.people.get(item.owner, item.owner)
        if item.due is None:
            return Cell(text="–", below=owner)
        if overdue(item):
            tip = self._words.tr("overdue since {day}", day=item.due)
            day = self._words.date(item.due)
            return Cell(text=day, below=owner, tone=Tone.BAD, icon="triangle-alert", tip=tip)
        return Cell(text=self._words.date(item.due), below=owner, faint=item.state not in LIVING)

    def refresh(self) -> None:
        """Read the findings again; keep the chosen one."""
        self.picker.fill(self.context.workspace)
        self._reading.start()
        self._show_actions()

    def _fill(self, found: _Read) -> None:
        self._found, findings = found, found.findings
        self.view.fill(findings)
        self._choose_chip(self._chip)
        living = sum(item.state in LIVING for item in findings)
        late = sum(overdue(item) for item in findings)
        self._facts.setText(
            self._words.tr("{living} proposed or open, {late} overdue", living=living, late=late)
        )
        if self.stack.currentIndex():
            self.ages.refresh()
        wanted, self._wanted = self._wanted, {}
        self._choose(wanted)
        if self.view.current() is None:
            self.view.choose_first()
        self._chosen(self.view.current())
        self._show_actions()

    def _show_actions(self) -> None:
        why = finding_actions.why_not_raise(self.context)
        if why is None and self.picker.version is None:
            why = self._words.tr("There is no version to raise a finding on.")
        enable_with_reason(self.raise_new, why)
        self.detail.show_actions()

    def select(self, version: VersionId | None) -> None:
        """Make a version the one new findings are raised on; its newest finding is shown by `arrive`."""
        self.picker.choose(version)

    def arrive(self, selection: Mapping[str, str]) -> None:
        """Show a finding, or the newest one of a version, or use a filter; as soon as they are read."""
        super().arrive(selection)
        if self._reading.running:
            self._wanted = selection
        else:
            self._choose(selection)

    def _choose(self, selection: Mapping[str, str]) -> None:
        if "version" in selection:
            self.view.choose(lambda item: item.version == selection["version"])
        if "filter" in selection:
            self._choose_chip(selection["filter"])
        if "finding" in selection:
            self._choose_chip("every")
            self.view.choose(lambda item: item.id == selection["finding"])

    def selection(self) -> Mapping[str, str]:
        """Return the finding shown, or what will be as soon as it is read."""
        if self._reading.running and self._wanted:
            return self._wanted
        finding = self.detail.finding
        return {} if finding is None else {"finding": finding.id}

    def _search(self, text: str) -> None:
        self.view.filter.search(text)

    def _choose_chip(self, chip: str) -> None:
        self._chip = chip
        me = self.context.session.person.id
        conditions: Mapping[str, Callable[[Finding], bool] | None] = {
            "living": lambda item: item.state in LIVING or item.stands(today()),
            "overdue": overdue,
            "mine": lambda item: item.owner == me,
            "waiting": lambda item: item.state is FindingState.REPORTED,
            "accepted": lambda item: item.state is FindingState.ACCEPTED,
            "reopened": lambda item: item.times(FindingDeed.REOPENED) > 0,
            "every": None,
        }
        self.view.filter.restrict(conditions.get(chip))
        choose_chip(self, chip)

    def _chosen(self, finding: object) -> None:
        self.detail.show_finding(finding if isinstance(finding, Finding) else None)

    def _raise(self) -> None:
        version = self.picker.version
        if version is None:
            return
        dialog = RaiseFindingDialog(self.context, version, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            page_operations.raise_finding(
                self.context, dialog.request(), lambda new: self.arrive({"finding": new.id})
            )
