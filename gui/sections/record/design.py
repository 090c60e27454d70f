"""What was a version made for, is that reached, and does everything it was made from stand together?"""

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.errors import PruefsteinError
from core.governance.design import Criterion, CriterionState, DesignRecord, missing
from core.governance.in_sync import SyncPart
from core.governance.split import ProofState
from core.inventory import State
from core.messages import N_
from core.people import Permission
from core.policy import Relation
from core.texts import Text
from core.workspace import Changes
from core.workspace.governance.designs import DesignEdit
from gui.context import GuiContext
from gui.dialogs.design import CriterionDialog, DesignDialog, SplitDialog
from gui.dialogs.design_parts import ReachedDialog, TrainingDialog
from gui.operations import change
from gui.sections.base import ModelSection
from gui.sections.listing import why_not
from gui.widgets.basic import (
    Badge,
    Card,
    EmptyState,
    KeyValueGrid,
    PrimaryButton,
    SecondaryButton,
    clear_layout,
    enable_with_reason,
    label,
    scrolled,
    show_error,
)
from gui.widgets.painting import Tone

_CRITERIA = {
    CriterionState.REACHED: Tone.OK,
    CriterionState.NOT_REACHED: Tone.BAD,
    CriterionState.OPEN: Tone.NEUTRAL,
}
_PROOFS = {
    ProofState.NO_OVERLAP: Tone.OK,
    ProofState.OVERLAP: Tone.BAD,
    ProofState.NOT_ENOUGH: Tone.WARN,
    ProofState.OUTDATED: Tone.WARN,
}


class DesignSection(ModelSection):
    """The design record of the chosen version beside what it was made from."""

    ID: ClassVar[str] = "design"
    TITLE: ClassVar[str] = N_("Design")
    ICON: ClassVar[str] = "pencil"
    ORDER: ClassVar[int] = 50
    TOUCHED: ClassVar[Changes] = Changes.INVENTORY | Changes.CHECKS

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """Build head and body without contents."""
        super().__init__(context, parent)
        self.words = context.translator
        self.record: DesignRecord | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addLayout(self._head())
        inner = QWidget()
        self._body = QVBoxLayout(inner)
        self._body.setContentsMargins(0, 0, 6, 0)
        self._body.setSpacing(12)
        outer.addWidget(scrolled(inner), 1)
        context.session.switched.connect(self._show_deeds)

    def _head(self) -> QHBoxLayout:
        tr, theme = self.words.tr, self.context.theme
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(tr("Design"), "heading"))
        row.addStretch(1)
        self.buttons = {
            "edit_design": (
                PrimaryButton(tr("Edit …"), name="edit_design", theme=theme, icon="pencil"),
                self._edit,
            ),
            "add_criterion": (SecondaryButton(tr("Criterion …"), name="add_criterion"), self._criterion),
            "edit_split": (SecondaryButton(tr("Split, labels …"), name="edit_split"), self._split),
            "prove_split": (SecondaryButton(tr("Prove split"), name="prove_split"), self._prove),
            "import_mlflow": (SecondaryButton(tr("From MLflow …"), name="import_mlflow"), self._import),
        }
        for button, act in self.buttons.values():
            button.clicked.connect(lambda _=False, act=act: act())
            row.addWidget(button)
        return row

    def refresh(self) -> None:
        """Read the record of the version again."""
        clear_layout(self._body)
        self._show_deeds()
        if self.version is None:
            tr = self.words.tr
            self._body.addWidget(
                EmptyState(
                    self.context.theme, self.ICON, tr("No version yet"), tr("Register a version first.")
                )
            )
            return
        workspace = self.context.workspace
        self.record = workspace.designs.of(self.version)
        self._add(self.words.tr("Goal and reasons"), self._texts())
        self._add(self.words.tr("Success criteria"), self._criteria(), self._reach_button())
        self._add(self.words.tr("Data"), self._data())
        parts = self._parts(workspace.versions.in_sync(self.version))
        self._add(self.words.tr("Made from"), parts, self._training_button())
        lacking = missing(self.record)
        if lacking:
            self._add(
                self.words.tr("Missing"),
                *(label(self.words.say(item), "muted", wrap=True) for item in lacking),
            )
        self._body.addStretch(1)

    def _add(self, title: str, *widgets: QWidget) -> None:
        card = Card(title)
        for widget in widgets:
            card.body.addWidget(widget)
        self._body.addWidget(card)

    def _below(self, name: str, text: str, why: str | None, act: Callable[[], None]) -> QWidget:
        """Return a button that stands inside a card."""
        button = SecondaryButton(text, name=name)
        button.clicked.connect(lambda _=False: act())
        enable_with_reason(button, why)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(button)
        row.addStretch(1)
        return holder

    def _reach_button(self) -> QWidget:
        tr = self.words.tr
        why = why_not(self.context, Permission.REGISTER, Permission.RUN_CHECKS)
        if self.record is None or not self.record.criteria:
            why = tr("State a criterion first.")
        return self._below("reach_criterion", tr("Value from a run …"), why, self._reach)

    def _training_button(self) -> QWidget:
        tr = self.words.tr
        why = why_not(self.context, Permission.REGISTER)
        if self.version and self.context.workspace.inventory.version(self.version).state is not State.DRAFT:
            why = tr("Only a draft can be completed; register another version instead.")
        return self._below("complete_training", tr("Complete …"), why, self._complete)

    def _reach(self) -> None:
        version, session = self.version, self.context.session.current
        if version is None or self.record is None:
            return
        dialog = ReachedDialog(self.context, version, self.record, self)
        if dialog.ask(self.words.tr("Record it")):
            value, reason = dialog.value, None if dialog.reason is None else dialog.reason.text
            designs = self.context.workspace.designs
            title = self.words.tr("Recording the design")
            change(self.context, title, lambda _: designs.reached(session, version, value, reason))

    def _complete(self) -> None:
        version, session = self.version, self.context.session.current
        if version is None:
            return
        facts = self.context.workspace.inventory.version(version).training
        dialog = TrainingDialog(self.context, version, facts, self)
        if dialog.ask(self.words.tr("Record it")):
            made, versions = dialog.change, self.context.workspace.versions
            title = self.words.tr("Completing the version")
            change(self.context, title, lambda _: versions.complete(session, version, made))

    def _texts(self) -> QWidget:
        grid, tr, record = KeyValueGrid(key_width=170), self.words.tr, self.record
        fields: tuple[tuple[str, Text | None], ...] = (
            (tr("Business goal"), None if record is None else record.goal),
            (tr("Why machine learning"), None if record is None else record.why_learning),
            (tr("Benefit"), None if record is None else record.benefit),
            (tr("Cost"), None if record is None else record.cost),
            (tr("Use outside the firm"), None if record is None else record.outside_use),
        )
        for name, text in fields:
            grid.add(name, self.words.text(text) if text is not None else "")
        for item in () if record is None else record.simpler:
            value = "" if item.value is None else f" ({item.value})"
            result = "" if item.result is None else f": {self.words.text(item.result)}"
            grid.add(tr("Simpler approach"), f"{self.words.text(item.approach)}{value}{result}")
        return grid

    def _criteria(self) -> QWidget:
        found = () if self.record is None else self.record.criteria
        if not found:
            return label(self.words.tr("No success criterion is stated."), "muted")
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(0, 1)
        for row, item in enumerate(found):
            said = label(self.words.text(item.measure), wrap=True)
            grid.addWidget(said, row, 0)
            grid.addWidget(label(self._target(item)), row, 1)
            grid.addWidget(label(self._value(item), "muted"), row, 2)
            badge = Badge(self.context.theme, _CRITERIA[item.state], self.words.label(item.state))
            grid.addWidget(badge, row, 3)
        return holder

    def _target(self, item: Criterion) -> str:
        sign = "≥" if item.relation is Relation.AT_LEAST else "≤"
        moved = ", ".join(item.earlier_targets)
        return f"{sign} {item.target}" + (
            f" ({self.words.tr('was {targets}', targets=moved)})" if moved else ""
        )

    def _value(self, item: Criterion) -> str:
        if item.value is None:
            return "–"
        source = self.words.tr("entered") if item.source is None else item.source.run
        return f"{self.words.number(float(item.value)) if '/' not in item.value else item.value} · {source}"

    def _data(self) -> QWidget:
        grid, tr, record = KeyValueGrid(key_width=170), self.words.tr, self.record
        split = None if record is None else record.split
        said = ""
        if split is not None:
            seed = "" if split.seed is None else tr("seed {seed}", seed=split.seed)
            shares = ", ".join(f"{self.words.label(item.kind)} {item.share}" for item in split.shares)
            said = " · ".join(filter(None, (self.words.label(split.method), split.column, shares, seed)))
        grid.add(tr("Split method"), said)
        state = self.context.workspace.designs.proof_state(self.version) if self.version else None
        if state is None or record is None or record.proof is None:
            grid.add(tr("Proof"), "")
        else:
            grid.add(tr("Proof"), Badge(self.context.theme, _PROOFS[state], self.words.label(state)))
            rows = {part.dataset: part.rows for part in record.proof.parts}
            for pair in record.proof.pairs:
                text = tr(
                    "{equal} of {rows} rows of {second} also occur in {first}; shared row ids: {ids}",
                    equal=pair.equal_in_second,
                    rows=rows[pair.second],
                    second=pair.second,
                    first=pair.first,
                    ids="–" if pair.ids_shared is None else pair.ids_shared,
                )
                grid.add(f"{pair.first} / {pair.second}", text)
        labeling = None if record is None else record.labeling
        grid.add(tr("Labeled by"), "" if labeling is None else self.words.text(labeling.by))
        if labeling is not None and (labeling.guideline or labeling.guideline_words):
            words = None if labeling.guideline_words is None else self.words.text(labeling.guideline_words)
            grid.add(tr("Labeling guideline"), ", ".join(filter(None, (labeling.guideline, words))))
        if labeling is not None and labeling.agreement is not None:
            measure = (
                "" if labeling.agreement_measure is None else self.words.text(labeling.agreement_measure)
            )
            grid.add(tr("Agreement"), f"{labeling.agreement} {measure}")
        if labeling is not None and labeling.subjectivity is not None:
            grid.add(tr("Known to be subjective"), self.words.text(labeling.subjectivity))
        return grid

    def _parts(self, parts: tuple[SyncPart, ...]) -> QWidget:
        grid = KeyValueGrid(key_width=170)
        for item in parts:
            lacking = "" if item.missing is None else self.words.say(item.missing)
            grid.add(
                self.words.label(item.part), "\n".join(filter(None, (", ".join(item.recorded), lacking)))
            )
        return grid

    def _show_deeds(self) -> None:
        tr = self.words.tr
        none = tr("There is no version yet.") if self.version is None else None
        writing = none or why_not(self.context, Permission.REGISTER)
        proving = none or why_not(self.context, Permission.REGISTER, Permission.RUN_CHECKS)
        for name, (button, _) in self.buttons.items():
            enable_with_reason(button, proving if name == "prove_split" else writing)

    def _record(self, edit: Callable[[], DesignEdit], reason: Text | None) -> None:
        version, session = self.version, self.context.session.current
        designs = self.context.workspace.designs
        try:
            made = edit()
        except PruefsteinError as error:
            show_error(self, self.words, error)
            return
        if version is not None:
            title = self.words.tr("Recording the design")
            change(self.context, title, lambda _: designs.record(session, version, made, reason))

    def _edit(self) -> None:
        if self.version is not None:
            dialog = DesignDialog(self.context, self.version, self.record, self)
            if dialog.ask(self.words.tr("Record it")):
                self._record(lambda: dialog.edit, None if dialog.reason is None else dialog.reason.text)

    def _criterion(self) -> None:
        if self.version is not None:
            dialog = CriterionDialog(self.context, self.version, self)
            if dialog.ask(self.words.tr("Record it")):
                known = {item.measure.body: item for item in self.record.criteria} if self.record else {}
                new = dialog.criterion
                known[new.measure.body] = new
                edit = DesignEdit(criteria=tuple(known.values()))
                self._record(lambda: edit, None if dialog.reason is None else dialog.reason.text)

    def _split(self) -> None:
        if self.version is not None:
            dialog = SplitDialog(self.context, self.version, self.record, self)
            if dialog.ask(self.words.tr("Record it")):
                self._record(lambda: dialog.edit, None if dialog.reason is None else dialog.reason.text)

    def _prove(self) -> None:
        version, session = self.version, self.context.session.current
        designs = self.context.workspace.designs
        if version is not None:
            reason = Text(self.words.tr("Split proven from the window"), self.words.language)
            title = self.words.tr("Comparing the data of {version}", version=version)
            change(self.context, title, lambda job: designs.prove_split(session, version, job, reason))

    def _import(self) -> None:
        place = QFileDialog.getExistingDirectory(self, self.words.tr("Folder of MLflow"))
        version, session = self.version, self.context.session.current
        designs = self.context.workspace.designs
        if place and version is not None:
            from pathlib import Path

            from core.exchange.mlflow_runs import read_runs

            reason = Text(self.words.tr("Taken over from MLflow"), self.words.language)
            title = self.words.tr("Reading experiments")
            change(
                self.context,
                title,
                lambda _: designs.add_experiments(session, version, read_runs(Path(place)), reason),
            )


SECTION = DesignSection
