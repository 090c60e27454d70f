"""How risky is a version, in whose words, and what follows from it?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import ClassVar

from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.errors import PruefsteinError
from core.ids import VersionId
from core.messages import N_
from core.people import Permission
from core.risk import Band, Level, Perspective, RiskAssessment, RiskKind, months_later
from core.texts import Text
from core.tiering import Tiering
from core.workspace import Changes
from core.workspace.risk import NewAssessment
from gui import page_operations
from gui.beside import Reading
from gui.context import GuiContext
from gui.drafts import RiskDraft, Slot, book_of, draft_of
from gui.pages.base import Page
from gui.risk_cells import Counts, Occupied, occupied
from gui.risk_words import materiality_band, outcome, override_words, tier_words
from gui.widgets.basic import (
    BandChip,
    Card,
    EmptyState,
    clear_layout,
    enable_with_reason,
    label,
    show_error,
)
from gui.widgets.pickers import VersionPicker, today
from gui.widgets.rating_card import ModelsInCell, RatingCard
from gui.widgets.risk_details import RiskDetails
from gui.widgets.risk_matrix import RiskMatrix, scale_data
from gui.widgets.risk_tabs import RiskTabs

INHERENT, RESIDUAL, ALL = "inherent", "residual", "all"


class RiskPage(Page):
    """The matrix, the ratings of one version, and what follows from them."""

    TITLE: ClassVar[str] = N_("Risk")
    ICON: ClassVar[str] = "grid-3x3"
    TOUCHED: ClassVar[Changes] = Changes.RISK | Changes.INVENTORY | Changes.CHECKS | Changes.OPERATION

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """Build the page; it is filled when it is first shown."""
        super().__init__(context, parent)
        self._words = context.translator
        self._kind: str = RiskKind.UNAVAILABLE
        self._perspective, self._mode = Perspective.FIRM, RESIDUAL
        self._saved: RiskAssessment | None = None
        self._scale = context.workspace.scales.in_force()
        self._occupied, workspace = Occupied(), context.workspace
        self._reading = Reading(
            self, context, read=lambda: occupied(workspace, self._words), show=self._count
        )
        self._stack = QStackedWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(18, 14, 18, 14)
        outer.setSpacing(12)
        outer.addLayout(self._head())
        self.tabs = RiskTabs(context, self._stack)
        self.tabs.opened.connect(self._open_version)
        outer.addWidget(self.tabs, 1)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self._matrix_card(), 1)
        row.addWidget(self._side())
        self._stack.addWidget(body)
        self._stack.addWidget(
            EmptyState(
                context.theme,
                "grid-3x3",
                self._words.tr("No version to assess"),
                self._words.tr("Register a model with a version; then its risk can be rated here."),
            )
        )
        context.session.switched.connect(self._show)
        QShortcut("Ctrl+Return", self, self._commit)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(label(self._words.tr("Risk assessment"), "title"))
        self._tier_place = QHBoxLayout()
        row.addLayout(self._tier_place)
        row.addStretch(1)
        self._status = label("", "faint")
        row.addWidget(self._status)
        self.picker = VersionPicker(self._words)
        self.picker.picked.connect(lambda _: self._load())
        row.addWidget(self.picker)
        return row

    def _matrix_card(self) -> Card:
        card = Card()
        top = QHBoxLayout()
        top.addWidget(label(self._words.tr("Risk matrix"), "heading"))
        top.addStretch(1)
        self._modes = QButtonGroup(self)
        words = {
            INHERENT: self._words.tr("Inherent"),
            RESIDUAL: self._words.tr("Residual"),
            ALL: self._words.tr("All models"),
        }
        for mode, word in words.items():
            button = QPushButton(word)
            button.setObjectName(f"mode_{mode}")
            button.setProperty("kind", "chip")
            button.setCheckable(True)
            button.setChecked(mode == self._mode)
            button.clicked.connect(lambda _=False, chosen=mode: self._set_mode(chosen))
            self._modes.addButton(button)
            top.addWidget(button)
        card.body.addLayout(top)
        self.matrix = RiskMatrix(self.context.theme, self._words)
        self.matrix.view.chosen.connect(self._place)
        self.matrix.view.undo_requested.connect(self._undo)
        self.matrix.view.selectionModel().currentChanged.connect(lambda *_: self._show_cell())
        card.body.addWidget(self.matrix, 1)
        return card

    def _side(self) -> QStackedWidget:
        self._sides = QStackedWidget()
        self._sides.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._sides.setFixedWidth(432)
        self.card = RatingCard(self.context.theme, self._words)
        self.card.kind_chosen.connect(self._choose_kind)
        self.card.perspective_chosen.connect(self._choose_perspective)
        self.card.explained.connect(self._explained)
        self.card.materiality_chosen.connect(self._materiality_chosen)
        self.details = RiskDetails(self.context, self.card, self._change)
        self.details.committed.connect(self._load)
        self.card.undo.clicked.connect(self._undo)
        self.card.discard.clicked.connect(self._discard)
        self.card.commit.clicked.connect(self._commit)
        self.models = ModelsInCell(self.context.theme, self._words)
        self.models.opened.connect(lambda version: self.context.navigate("risk", version=version))
        self._sides.addWidget(self.card)
        self._sides.addWidget(self.models)
        return self._sides

    # what is shown

    def refresh(self) -> None:
        """Read versions and assessments again; drafts stay."""
        self.picker.fill(self.context.workspace)
        self._scale = self.context.workspace.scales.in_force()
        if self._kind not in self._scale.kinds_for(self._perspective):
            self._kind = RiskKind.UNAVAILABLE
        self._load()
        self._reading.start()
        self.tabs.refresh()

    def select(self, version: VersionId | None) -> None:
        """Show a version's ratings."""
        if self.picker.choose(version):
            self._set_mode(RESIDUAL if self._mode == ALL else self._mode)
            self._load()

    def selection(self) -> Mapping[str, str]:
        """Return the version shown."""
        shown = {} if self.picker.version is None else {"version": self.picker.version}
        return {**shown, "tab": self.tabs.shown}

    def arrive(self, selection: Mapping[str, str]) -> None:
        """Show a version and a tab; a version alone is shown to be assessed."""
        super().arrive(selection)
        if "tab" in selection or "version" in selection:
            self.tabs.arrive(selection)

    def _open_version(self, version: VersionId) -> None:
        self.select(version)
        self.tabs.open("assess")

    def _count(self, found: Occupied) -> None:
        self._occupied = found
        self._show_matrix(self.draft)
        self._show_cell()

    def _load(self) -> None:
        version = self.picker.version
        self._stack.setCurrentIndex(0 if version is not None else 1)
        self._saved = None if version is None else self.context.workspace.risk.latest(version)
        self._fill_history()
        self.tabs.show_version(version)
        self._show()
        level = self.draft.rating(self._slot).residual
        self.matrix.view.move_to(level or Level(likelihood=3, impact=3))

    @property
    def draft(self) -> RiskDraft:
        """Return what is entered now: the draft, else the assessment in force."""
        version = self.picker.version
        draft = None if version is None else book_of(self.context.workspace).current(version)
        return draft or draft_of(self._saved)

    @property
    def _slot(self) -> Slot:
        return self._kind, self._perspective

    def _show(self) -> None:
        draft = self.draft
        material = materiality_band(draft.stated, self.context.workspace.policy)
        self.card.show_draft(draft, self._slot, self._scale, material)
        self.details.show(draft, self._slot, self._saved, is_draft=self._is_draft())
        self._show_matrix(draft)
        self._show_outcome()
        self._show_buttons(draft)

    def _show_matrix(self, draft: RiskDraft) -> None:
        rating = draft.rating(self._slot)
        shown = scale_data(self._scale, self._perspective, self._words.language)
        if self._mode != ALL:
            line = self._scale.appetite(*self._slot)
            shown = replace(
                shown,
                inherent=rating.inherent,
                residual=rating.residual,
                target=None if rating.target is None else rating.target.level,
                appetite=None if line is None else line.highest,
            )
        self.matrix.show_data(replace(shown, counts=self._counts()))
        self.matrix.set_editable(editable=self._mode != ALL)

    def _counts(self) -> Counts:
        if self._mode == ALL:
            return self._occupied.worst
        found = self._occupied.inherent if self._mode == INHERENT else self._occupied.residual
        return found.get(self._slot, {})

    def _show_outcome(self) -> None:
        tiered = self.tiering
        clear_layout(self._tier_place)
        if tiered is None:
            text = self._words.tr("The tier follows when all kinds and the materiality are rated.")
        else:
            override = self.details.override
            tier = tiered.tier if override is None else override.tier
            self._tier_place.addWidget(BandChip(self.context.theme, self._words, tier))
            text = self._words.tr(
                "Tier {tier}, set by {factors}. Next assessment by {day}.",
                tier=tiered.tier,
                factors=tier_words(tiered.factors, self._scale, self._words),
                day=self._next_day(tiered.tier),
            )
            if override is not None:
                text = f"{override_words(override, self._words)} {text}"
        self.card.follows.setText(text)
        self._status.setText(self._status_words())

    @property
    def tiering(self) -> Tiering | None:
        """Return the tier that follows from what is entered, and what set it."""
        return outcome(self.draft, self._scale, self.context.workspace.policy)

    def _next_day(self, tier: Band) -> date:
        if self._is_draft() or self._saved is None:
            return months_later(today(), self.context.workspace.policy.tiers[tier].reassess_months)
        return self._saved.reassess_by

    def _is_draft(self) -> bool:
        version = self.picker.version
        return version is not None and book_of(self.context.workspace).current(version) is not None

    def _status_words(self) -> str:
        if self._is_draft():
            return self._words.tr("Draft, not committed")
        if self._saved is None:
            return self._words.tr("Not assessed yet")
        return self._words.tr("{id} of {day}", id=self._saved.id, day=self._saved.committed_at.date())

    def _show_buttons(self, draft: RiskDraft) -> None:
        nothing = None if self._is_draft() else self._words.tr("Nothing was changed.")
        enable_with_reason(self.card.undo, nothing)
        if nothing is None:
            self.card.undo.setToolTip(self._words.tr("Undo"))
        enable_with_reason(self.card.discard, nothing)
        enable_with_reason(self.card.commit, self._obstacle(draft))

    def _obstacle(self, draft: RiskDraft) -> str | None:
        if not self.context.session.may(Permission.ASSESS):
            return self._words.tr("Your roles do not allow you to assess risk.")
        if not self._is_draft():
            return self._words.tr("Nothing was changed.")
        missing = draft.missing(self._scale)
        return "\n".join(self._words.say(item) for item in missing) if missing else None

    def _fill_history(self) -> None:
        version, workspace = self.picker.version, self.context.workspace
        earlier = () if version is None else workspace.risk.history(version)
        self.card.show_history(
            [(item, workspace.people.get(item.committed_by).name.name()) for item in earlier]
        )

    def _show_cell(self) -> None:
        level = self.matrix.view.current_level()
        if level is not None and self._mode == ALL:
            self.models.show_cell(level, self._occupied.standings)

    # what a person does

    def _set_mode(self, mode: str) -> None:
        self._mode = mode
        button = self.findChild(QPushButton, f"mode_{mode}")
        if button is not None:
            button.setChecked(True)
        self._sides.setCurrentIndex(1 if mode == ALL else 0)
        self._show_matrix(self.draft)
        self._show_cell()

    def _choose_kind(self, kind: str) -> None:
        self._kind = kind
        self._show()
        rating = self.draft.rating(self._slot)
        level = rating.inherent if self._mode == INHERENT else rating.residual
        if level is not None:
            self.matrix.view.move_to(level)

    def _choose_perspective(self, perspective: Perspective) -> None:
        self._perspective = perspective
        if self._kind not in self._scale.kinds_for(perspective):
            self._kind = RiskKind.UNAVAILABLE
        self._show()

    def _change(self, draft: RiskDraft, *, typing: str = "") -> None:
        version = self.picker.version
        if version is not None and draft != self.draft:
            book_of(self.context.workspace).change(version, draft, before=self.draft, typing=typing)
            self._show()

    def _place(self, level: Level) -> None:
        if self._mode != ALL:
            self._change(self.draft.place(self._slot, level, inherent=self._mode == INHERENT))

    def _explained(self, body: str) -> None:
        said = Text(body, self._words.language)
        kind, perspective = self._slot
        self._change(self.draft.explain(self._slot, said), typing=f"rationale {kind} {perspective}")

    def _materiality_chosen(self, band: Band) -> None:
        self._change(replace(self.draft, materiality=band, figures=None))

    def _undo(self) -> None:
        version = self.picker.version
        if version is not None and book_of(self.context.workspace).undo(version):
            self._show()

    def _discard(self) -> None:
        version = self.picker.version
        if version is not None:
            book_of(self.context.workspace).discard(version)
            self._show()

    def _commit(self) -> None:
        version, draft = self.picker.version, self.draft
        if version is None or draft.stated is None or not self.card.commit.isEnabled():
            return
        self.card.commit.setEnabled(False)
        new = NewAssessment(
            version=version,
            ratings=draft.finished(self._scale),
            materiality=draft.stated,
            complexity=draft.complexity,
            answers=draft.answers,
            scale=self._scale.id,
        )
        page_operations.assess(self.context, new, done=self._committed, failed=self._refused)

    def _refused(self, error: PruefsteinError) -> None:
        show_error(self, self._words, error)
        self._show()

    def _committed(self, assessment: RiskAssessment) -> None:
        book_of(self.context.workspace).discard(assessment.version)
        self._load()
        self.context.notice(
            self._words.tr("{id} committed: tier {tier}.", id=assessment.id, tier=assessment.tier)
        )
