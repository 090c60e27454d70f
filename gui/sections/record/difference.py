"""What differs between the chosen version and another one of the model, and what follows from it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.governance.determinations import DeterminationKind
from core.governance.difference import Change, Difference, Kind, MetricChange, Value
from core.governance.rollback import REPLACEABLE
from core.ids import VersionId
from core.measures import measure_label
from core.messages import N_
from core.workspace import Changes
from gui.context import GuiContext
from gui.dialogs.version_change import ReturnDialog, SignificanceDialog
from gui.sections.base import ModelSection
from gui.sections.determined import obstacle, sign
from gui.widgets.basic import EmptyState, SecondaryButton, enable_with_reason, label
from gui.widgets.cells import Cell
from gui.widgets.painting import Tone
from gui.widgets.tables import RecordView, TableColumn
from gui.wording import check_name

_TONES = {Kind.ADDED: Tone.INFO, Kind.REMOVED: Tone.WARN, Kind.CHANGED: Tone.NEUTRAL}
_DIGEST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the table, ready to be shown."""

    area: str
    name: str
    kind: str
    tone: Tone
    before: str
    after: str
    tip: str = ""


class DifferenceSection(ModelSection):
    """The difference of two versions as a table, with the determinations that rest on it."""

    ID: ClassVar[str] = "difference"
    TITLE: ClassVar[str] = N_("Difference")
    ICON: ClassVar[str] = "git-branch"
    ORDER: ClassVar[int] = 54
    TOUCHED: ClassVar[Changes] = (
        Changes.INVENTORY | Changes.CHECKS | Changes.RISK | Changes.FINDINGS | Changes.DETERMINATIONS
    )

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """Build head and table; `refresh` fills them."""
        super().__init__(context, parent)
        self.words = context.translator
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addLayout(self._head())
        self.counted = label("", "muted", wrap=True)
        outer.addWidget(self.counted)
        self.stack = QStackedWidget()
        self.view: RecordView[Line] = RecordView(
            context.theme, self._columns(), name="difference_table", title=self.words.tr("Difference")
        )
        self.stack.addWidget(self.view)
        tr = self.words.tr
        text = tr("The model has one version. A difference needs another one.")
        self.stack.addWidget(EmptyState(context.theme, self.ICON, tr("Nothing to compare"), text))
        outer.addWidget(self.stack, 1)
        context.session.switched.connect(self._show_deeds)

    def _head(self) -> QHBoxLayout:
        tr, theme = self.words.tr, self.context.theme
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(tr("Difference"), "heading"))
        row.addWidget(label(tr("against"), "muted"))
        self.other = QComboBox()
        self.other.setObjectName("difference_other")
        self.other.setAccessibleName(tr("Earlier version"))
        self.other.setMinimumWidth(150)
        self.other.activated.connect(lambda _: self._compare())
        row.addWidget(self.other)
        row.addStretch(1)
        self.copy = SecondaryButton(tr("Copy"), name="copy_difference", theme=theme, icon="copy")
        self.copy.clicked.connect(lambda _=False: self.view.copy())
        self.determine = SecondaryButton(
            tr("Significance …"), name="determine_change", theme=theme, icon="scale"
        )
        self.determine.clicked.connect(lambda _=False: self.ask_significance())
        self.back = SecondaryButton(tr("Return …"), name="return_to", theme=theme, icon="undo-2")
        self.back.clicked.connect(lambda _=False: self.ask_return())
        for button in (self.copy, self.determine, self.back):
            row.addWidget(button)
        return row

    def _columns(self) -> tuple[TableColumn[Line], ...]:
        tr = self.words.tr
        return (
            TableColumn(title=tr("Part"), cell=lambda item: Cell(text=item.area, faint=True), width=128),
            TableColumn(
                title=tr("What differs"), cell=lambda item: Cell(text=item.name, tip=item.tip or item.name)
            ),
            TableColumn(
                title=tr("Kind"),
                cell=lambda item: Cell(text=item.kind, tone=item.tone, badge=True),
                width=150,
            ),
            TableColumn(
                title=tr("Before"), cell=lambda item: Cell(text=item.before, tip=item.before), width=160
            ),
            TableColumn(
                title=tr("After"), cell=lambda item: Cell(text=item.after, tip=item.after), width=180
            ),
        )

    def refresh(self) -> None:
        """List the other versions and compare with the one chosen, first with the one before."""
        chosen = self.other.currentData()
        found = self.context.workspace.inventory.versions(self.model) if self.model else ()
        others = [item.id for item in found if item.id != self.version]
        self.other.clear()
        for item in others:
            self.other.addItem(item.partition("@")[2], item)
        place = self.other.findData(chosen)
        earlier = [item.id for item in found]
        if place < 0 and self.version in earlier:
            place = max(earlier.index(self.version) - 1, 0)
        self.other.setCurrentIndex(min(place, len(others) - 1))
        self._compare()

    def _compare(self) -> None:
        other = self.other.currentData()
        self._show_deeds()
        self.stack.setCurrentIndex(0 if other and self.version else 1)
        if not other or self.version is None:
            self.counted.setText("")
            self.view.fill(())
            return
        found = self.context.workspace.versions.difference(VersionId(other), self.version)
        lines = [self._line(item) for item in found.changes]
        lines += [self._figure(item) for item in found.metrics if item.difference]
        self.view.fill(lines)
        self.counted.setText(self._summary(found))
        self.moved.emit()

    def _summary(self, found: Difference) -> str:
        moved = sum(bool(item.difference) for item in found.metrics)
        return self.words.tr(
            "{count} differences; {moved} of {all} figures on the same data moved; {alone} have no "
            "counterpart.",
            count=len(found.changes),
            moved=moved,
            all=len(found.metrics),
            alone=found.not_comparable,
        )

    def _line(self, item: Change) -> Line:
        detail = item.detail if isinstance(item.detail, str) else self.words.value(item.detail)
        name = self.words.say(item.name) + (f": {detail}" if detail else "")
        return Line(
            area=self.words.label(item.area),
            name=name,
            kind=self.words.label(item.kind),
            tone=_TONES[item.kind],
            before=self._value(item.before),
            after=self._value(item.after),
        )

    def _figure(self, item: MetricChange) -> Line:
        tr, number = self.words.tr, self.words.number
        words = {True: tr("beyond chance"), False: tr("within bounds"), None: tr("Changed")}
        tones = {True: Tone.BAD, False: Tone.NEUTRAL, None: Tone.NEUTRAL}
        name = tr(measure_label(item.measure)) + (f", {item.subject}" if item.subject else "")
        sign_of = "+" if item.difference > 0 else ""
        return Line(
            area=tr("Figures"),
            name=name,
            kind=words[item.apart],
            tone=tones[item.apart],
            before=number(item.before.value),
            after=f"{number(item.after.value)} ({sign_of}{number(item.difference)})",
            tip=f"{name}\n{check_name(self.words, item.check)}",
        )

    def _value(self, value: Value) -> str:
        if not isinstance(value, str) or isinstance(value, StrEnum):
            return self.words.value(value)
        is_digest = len(value) == _DIGEST and all(sign in "0123456789abcdef" for sign in value)
        return value[:12] if is_digest else value

    def _show_deeds(self) -> None:
        other, tr = self.other.currentData(), self.words.tr
        none = None if other and self.version else tr("There is no other version.")
        enable_with_reason(self.copy, none)
        if none or self.version is None:
            enable_with_reason(self.determine, none)
            enable_with_reason(self.back, none)
            return
        change = obstacle(self.context, DeterminationKind.SIGNIFICANT_CHANGE, self.version)
        enable_with_reason(self.determine, change)
        enable_with_reason(self.back, self._no_way_back())

    def _no_way_back(self) -> str | None:
        if self.version is None:
            return None
        if self._in_use() is None:
            return self.words.tr("No other version of the model is in use.")
        return obstacle(self.context, DeterminationKind.ROLLBACK, self.version)

    def _in_use(self) -> VersionId | None:
        versions = self.context.workspace.inventory.versions(self.model) if self.model else ()
        found = [item.id for item in versions if item.state in REPLACEABLE and item.id != self.version]
        return found[-1] if found else None

    def ask_significance(self) -> None:
        """Ask whether the version is a significant change against the other."""
        if self.version is not None:
            before = VersionId(self.other.currentData())
            put = partial(sign, self.context)
            SignificanceDialog(self.context, before, self.version, self, sign=put).open()

    def ask_return(self) -> None:
        """Ask for the return to the chosen version."""
        replaced = self._in_use()
        if self.version is not None and replaced is not None:
            ReturnDialog(self.context, self.version, replaced, self, sign=partial(sign, self.context)).open()

    def arrive(self, selection: Mapping[str, str]) -> None:
        """Compare with the version asked for."""
        place = self.other.findData(selection.get("against", ""))
        if place >= 0:
            self.other.setCurrentIndex(place)
            self._compare()

    def selection(self) -> Mapping[str, str]:
        """Return what it is compared with."""
        other = self.other.currentData()
        return {"against": other} if other else {}


SECTION = DifferenceSection
