"""What stands beside a rating: details, contradictions, complexity, override, acceptance?"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QPushButton

from core.governance.contradictions import Contradiction
from core.governance.determinations import DeterminationKind
from core.governance.reassessment import Due
from core.governance.scales import kind_name
from core.people import Permission
from core.risk import ContradictionAnswer, Perspective, Rating, RiskAssessment, TierOverride
from core.tiering import complexity_of
from core.workspace import Changes
from gui import page_operations
from gui.context import GuiContext
from gui.dialogs.finding import RaiseFindingDialog, ReasonDialog
from gui.dialogs.risk import ComplexityDialog, FiguresDialog, RatingDialog
from gui.dialogs.risk_rules import OverrideDialog
from gui.drafts import RiskDraft, Slot
from gui.jobs import Job
from gui.operations import change
from gui.risk_words import contradiction_words, due_words, rating_details
from gui.sections.determined import obstacle, sign
from gui.widgets.basic import Callout, SecondaryButton, clear_layout, enable_with_reason
from gui.widgets.painting import Tone
from gui.widgets.rating_card import RatingCard


class RiskDetails(QObject):
    """Fills and follows the parts of the rating card that are more than cells and words."""

    committed = Signal()
    """A signed or recorded change was made; read again."""

    def __init__(
        self, context: GuiContext, card: RatingCard, change_draft: Callable[[RiskDraft], None]
    ) -> None:
        """Follow the card's buttons."""
        super().__init__(card)
        self._context, self._card, self._change = context, card, change_draft
        self._words = context.translator
        self._draft = RiskDraft()
        self._chosen: Slot = ("", Perspective.FIRM)
        self._saved: RiskAssessment | None = None
        self._is_draft = False
        self._scale = context.workspace.scales.in_force()
        self.against: tuple[Contradiction, ...] = ()
        self.override: TierOverride | None = None
        self._due: tuple[Due, ...] = ()
        self._boxes: tuple[object, ...] = ()
        card.details_wanted.connect(self._edit_rating)
        card.figures_wanted.connect(self._edit_figures)
        card.complexity_wanted.connect(self._edit_complexity)

    def show(self, draft: RiskDraft, slot: Slot, saved: RiskAssessment | None, *, is_draft: bool) -> None:
        """Show what belongs to the chosen kind, and what speaks against the assessment in force."""
        if saved is not self._saved or saved is None:
            self._read(saved)
        self._draft, self._chosen, self._is_draft = draft, slot, is_draft
        finished = {item.slot: item for item in draft.finished(self._scale)}
        rating = finished.get(slot)
        kept = None if saved is None else saved.rating(*slot)
        if rating is not None and kept is not None and kept.residual == rating.residual:
            rating = replace(rating, acceptance=kept.acceptance)
        parts = rating_details(len(draft.rating(slot).controls), rating, self._scale, self._words)
        tr = self._words.tr
        self._card.details_text.setText(" · ".join(parts) or tr("No controls, target or evidence yet."))
        self._card.complexity_text.setText(self._complexity())
        above = rating is not None and self._scale.exceeds(rating)
        boxes = (saved, slot[1], slot if above else None, above, is_draft, draft.answers)
        if boxes != self._boxes:
            self._boxes = boxes
            self._show_standing(rating)
            self._show_against()

    def _read(self, saved: RiskAssessment | None) -> None:
        """Read what is known about the assessment in force; typing does not ask again."""
        workspace = self._context.workspace
        self._saved, self._scale, self._boxes = saved, workspace.scales.in_force(), ()
        self.against, self.override, self._due = (), None, ()
        if saved is not None:
            self.against = workspace.risk.contradicted(saved)
            self.override = workspace.risk.override(saved.version)
            self._due = workspace.risk.due(saved.version)

    def _complexity(self) -> str:
        if not self._draft.complexity:
            return self._words.tr("not rated")
        rated = complexity_of(self._draft.complexity, self._context.workspace.policy.complexity)
        return self._words.tr("{band} ({points} of 21 points)", band=rated.band, points=rated.points)

    # what speaks against the assessment

    def _show_against(self) -> None:
        saved = self._saved
        clear_layout(self._card.against)
        flagged = {item.kind for item in self.against if item.perspective is self._chosen[1]}
        self._card.flag(flagged, self._words.tr("Contradicted by measurements or records"))
        if not self.against:
            return
        answered = {item.contradiction for item in self._draft.answers}
        if saved is not None and not self._is_draft:
            answered |= {item.contradiction for item in saved.answers}
        lines = []
        for item in self.against:
            said = contradiction_words(item, self._scale, self._words)
            lines.append(said + (" ✓" if item.key in answered else ""))
        title = self._words.tr("Contradicted by measurements or records: {count}", count=len(self.against))
        box = Callout(self._context.theme, Tone.WARN, title, lines)
        box.setObjectName("contradictions")
        answer = SecondaryButton(self._words.tr("Answer …"), name="answer_contradictions")
        answer.clicked.connect(self._answer)
        may = self._context.session.may(Permission.ASSESS)
        enable_with_reason(answer, None if may else self._no_right())
        raised = SecondaryButton(self._words.tr("Raise finding …"), name="raise_contradiction")
        raised.clicked.connect(self._raise)
        may = self._context.session.may(Permission.RAISE_FINDING)
        why = self._words.tr("Your roles do not allow you to raise findings.")
        enable_with_reason(raised, None if may else why)
        box.add_button(answer)
        box.add_button(raised)
        self._card.against.addWidget(box)

    def _no_right(self) -> str:
        return self._words.tr("Your roles do not allow you to assess risk.")

    def _answer(self) -> None:
        tr = self._words.tr
        why = tr("The answer is kept in the assessment; it holds for this evidence only.")
        reason = ReasonDialog(
            self._context,
            self._card,
            title=tr("Why do the ratings stand?"),
            why=why,
            action=tr("Take over"),
        ).ask()
        if reason is None:
            return
        answers = tuple(ContradictionAnswer(contradiction=item.key, reason=reason) for item in self.against)
        self._change(replace(self._draft, answers=answers))

    def _raise(self) -> None:
        if self._saved is None:
            return
        first = self.against[0]
        kind = kind_name(first.kind, self._scale, self._words)
        title = f"{kind}: {self._words.label(first.code)}"
        lines = "\n".join(contradiction_words(item, self._scale, self._words) for item in self.against)
        dialog = RaiseFindingDialog(
            self._context, self._saved.version, self._card, title=title, description=lines
        )
        if dialog.exec() == QDialog.DialogCode.Accepted:
            page_operations.raise_finding(self._context, dialog.request(), lambda _: None)

    # override, acceptance, triggers

    def _show_standing(self, rating: Rating | None) -> None:
        clear_layout(self._card.standing)
        saved, tr = self._saved, self._words.tr
        if saved is None:
            return
        due = [due_words(item, self._words) for item in self._due]
        if due:
            self._card.standing.addWidget(
                Callout(self._context.theme, Tone.WARN, tr("To be assessed again"), due)
            )
        if rating is not None and self._scale.exceeds(rating):
            self._card.standing.addWidget(self._above(rating))
        self._card.standing.addWidget(self._override_box(saved))

    def _above(self, rating: Rating) -> Callout:
        tr = self._words.tr
        lines = [tr("Set a target with a measure under the details, or have the risk accepted by name.")]
        if rating.perspective is Perspective.DATA_SUBJECT and self._high(rating):
            lines.append(
                tr(
                    "A high residual risk to persons calls for prior consultation of the supervisory "
                    "authority (GDPR Art. 36)."
                )
            )
        box = Callout(self._context.theme, Tone.WARN, tr("Above the appetite line"), lines)
        box.setObjectName("above_appetite")
        accept = SecondaryButton(tr("Accept risk …"), name="accept_risk")
        accept.clicked.connect(lambda: self._accept(rating))
        reason = None
        if not self._context.session.may(Permission.DECIDE):
            reason = tr("Your roles do not allow you to accept a risk.")
        elif self._is_draft:
            reason = tr("Commit the draft first.")
        enable_with_reason(accept, reason)
        box.add_button(accept)
        return box

    def _high(self, rating: Rating) -> bool:
        return self._scale.band(rating.residual).rank >= 2

    def _accept(self, rating: Rating) -> None:
        saved, tr = self._saved, self._words.tr
        if saved is None:
            return
        dialog = ReasonDialog(
            self._context,
            self._card,
            title=tr("Accept the residual risk"),
            why=tr("You bear this risk by name until a day; then an approval is blocked again."),
            action=tr("Accept risk"),
        ).with_day(tr("Until"), 30)
        reason = dialog.ask()
        if reason is None or dialog.until is None:
            return
        until, session, risk = dialog.until.day, self._context.session.current, self._context.workspace.risk

        def work(_job: Job) -> tuple[RiskAssessment, Changes]:
            return risk.accept(session, saved.version, rating.slot, reason=reason, until=until)

        change(self._context, tr("Accepting the risk"), work, lambda _: self.committed.emit())

    def _override_box(self, saved: RiskAssessment) -> QPushButton:
        tr = self._words.tr
        if self.override is None:
            text = tr("Override the tier …")
        else:
            text = tr(
                "{id}: tier {tier} instead of {other} …",
                id=self.override.id,
                tier=self.override.tier,
                other=saved.tier,
            )
        button = SecondaryButton(text, name="override_tier")
        button.clicked.connect(lambda: self._override(saved))
        watched = self._context.watch.obstacle
        reason = obstacle(self._context, DeterminationKind.TIER_OVERRIDE, saved.version)
        if reason is None and watched is not None:
            reason = self._words.say(watched)
        enable_with_reason(button, reason)
        return button

    def _override(self, saved: RiskAssessment) -> None:
        dialog = OverrideDialog(self._context, saved, self._card, sign=partial(sign, self._context))
        dialog.accepted.connect(self.committed.emit)
        dialog.open()

    # what a person enters

    def _edit_rating(self) -> None:
        kind = kind_name(self._chosen[0], self._scale, self._words)
        dialog = RatingDialog(self._context, self._draft.rating(self._chosen), kind, self._card)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._change(self._draft.detail(self._chosen, dialog.rating()))

    def _edit_figures(self) -> None:
        dialog = FiguresDialog(self._context, self._draft.figures, self._card)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._change(replace(self._draft, figures=dialog.figures()))

    def _edit_complexity(self) -> None:
        dialog = ComplexityDialog(self._context, self._draft.complexity, self._card)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._change(replace(self._draft, complexity=dialog.answers()))
