"""What is one finding about, what does it rest on, and what can be done with it?"""

from datetime import timedelta

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.findings import Finding, FindingState
from core.ids import PersonId, model_of
from core.people import Permission
from core.results import CheckRun, Conclusion
from gui import finding_actions, page_operations
from gui.context import GuiContext
from gui.dialogs.finding import ReasonDialog
from gui.widgets.basic import (
    Badge,
    BandChip,
    Card,
    KeyValueGrid,
    PrimaryButton,
    SecondaryButton,
    clear_layout,
    enable_with_reason,
    label,
    link_button,
    scrolled,
)
from gui.widgets.painting import FINDING_TONES, SEVERITY_BANDS
from gui.widgets.pickers import today
from reports.wording import Wording, finding_title, verdict_sentence

_SETTLING = timedelta(days=90)
"""Proposed length of an acceptance."""


def conclusion_of(context: GuiContext, finding: Finding) -> tuple[CheckRun, Conclusion] | None:
    """Return the run and the conclusion a finding rests on; None for an observed one."""
    if finding.run is None:
        return None
    run = context.workspace.checking.get(finding.run)
    for result in run.results:
        for item in result.conclusions:
            if (result.check, item.measure, item.subject) == (
                finding.check,
                finding.measure,
                finding.subject,
            ):
                return run, item
    return None


class FindingDetail(Card):
    """One finding with its evidence and its actions."""

    def __init__(self, context: GuiContext) -> None:
        """Start empty."""
        super().__init__()
        self.context, self._words = context, context.translator
        self.finding: Finding | None = None
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 6, 0)
        self._column.setSpacing(10)
        self.body.addWidget(scrolled(inner), 1)
        self.body.addLayout(self._actions())

    def _actions(self) -> QVBoxLayout:
        tr, theme, box = self._words.tr, self.context.theme, QVBoxLayout()
        first, second = QHBoxLayout(), QHBoxLayout()
        self.confirm = PrimaryButton(tr("Confirm"), name="confirm_finding", theme=theme, icon="check")
        self.dismiss = SecondaryButton(tr("Dismiss"), name="dismiss_finding")
        self.close_finding = SecondaryButton(tr("Close finding"), name="close_finding")
        self.accept = SecondaryButton(tr("Accept risk"), name="accept_finding")
        for row, buttons in (
            (first, (self.close_finding, self.accept)),
            (second, (self.dismiss, self.confirm)),
        ):
            row.addStretch(1)
            for button in buttons:
                row.addWidget(button)
            box.addLayout(row)
        self.confirm.clicked.connect(self._confirm)
        self.dismiss.clicked.connect(self._dismiss)
        self.close_finding.clicked.connect(self._close)
        self.accept.clicked.connect(self._accept)
        return box

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """Return the four actions."""
        return self.confirm, self.dismiss, self.close_finding, self.accept

    def show_finding(self, finding: Finding | None) -> None:
        """Show another finding."""
        self.finding = finding
        clear_layout(self._column)
        if finding is not None:
            self._fill(finding)
        self._column.addStretch(1)
        self.show_actions()

    def _fill(self, finding: Finding) -> None:
        words = Wording(translator=self._words)
        self._column.addWidget(label(finding_title(words, finding), "heading", wrap=True, selectable=True))
        chips = QHBoxLayout()
        tone = FINDING_TONES[finding.state]
        chips.addWidget(BandChip(self.context.theme, self._words, SEVERITY_BANDS[finding.severity]))
        chips.addWidget(Badge(self.context.theme, tone, self._words.label(finding.state)))
        chips.addStretch(1)
        self._column.addLayout(chips)
        rests = conclusion_of(self.context, finding)
        if rests is not None:
            self._column.addWidget(label(self._words.tr("RESTS ON"), "section"))
            self._column.addWidget(label(verdict_sentence(words, rests[1]), wrap=True, selectable=True))
            self._column.addLayout(self._evidence(finding, rests[0]))
        if finding.description is not None:
            self._column.addWidget(label(self._words.tr("DESCRIPTION"), "section"))
            self._column.addWidget(label(self._words.text(finding.description), wrap=True, selectable=True))
        self._column.addWidget(self._facts(finding))

    def _evidence(self, finding: Finding, run: CheckRun) -> QHBoxLayout:
        row = QHBoxLayout()
        text = self._words.tr("Show {run}", run=run.id)
        check = finding.check or ""
        row.addWidget(
            link_button(
                text,
                name="show_run",
                pressed=lambda: self.context.navigate("checks", run=run.id, check=check),
            )
        )
        row.addStretch(1)
        return row

    def _facts(self, finding: Finding) -> KeyValueGrid:
        tr, grid = self._words.tr, KeyValueGrid(key_width=110)
        model = self.context.workspace.inventory.model(model_of(finding.version))
        grid.add(tr("Finding"), finding.id)
        grid.add(tr("Model"), f"{self._words.text(model.name)} ({finding.version})")
        grid.add(tr("Cause"), self._words.label(finding.cause))
        grid.add(tr("Responsible"), self._who(finding.owner))
        grid.add(tr("Due"), self._words.value(finding.due))
        raised = tr("{who}, {moment}", who=self._who(finding.raised_by), moment=finding.raised_at)
        grid.add(tr("Raised"), raised)
        if finding.accepted_until is not None:
            grid.add(tr("Accepted until"), self._words.date(finding.accepted_until))
        if finding.closed_at is not None:
            settled = tr("{who}, {moment}", who=self._who(finding.closed_by), moment=finding.closed_at)
            grid.add(tr("Settled"), settled)
        if finding.closing_reason is not None:
            grid.add(tr("Reason"), self._words.text(finding.closing_reason))
        return grid

    def _who(self, person: PersonId | None) -> str:
        return "–" if person is None else self.context.workspace.people.get(person).name.name()

    def show_actions(self) -> None:
        """Enable what may be done; say why the rest may not."""
        finding, may = self.finding, self.context.session.may
        for button in self.buttons:
            enable_with_reason(button, self._words.tr("Choose a finding first."))
        if finding is None:
            return
        raising = finding_actions.why_not_raise(self.context)
        settling = None
        if not may(Permission.CLOSE_FINDING):
            settling = self._words.tr("Your roles do not allow you to close or dismiss findings.")
        accepting = None
        if not may(Permission.DECIDE):
            accepting = self._words.tr("Accepting a risk needs the right to decide.")
        elif self._own(finding):
            accepting = self._words.tr("You own this finding; somebody else must accept the risk.")
        mine = self._words.tr("You own this finding; somebody else must close it.")
        enable_with_reason(self.confirm, self._unproposed(finding) or raising)
        enable_with_reason(self.dismiss, self._unproposed(finding) or settling)
        closing = self._unsettled(finding) or settling or (mine if self._own(finding) else None)
        enable_with_reason(self.close_finding, closing)
        enable_with_reason(self.accept, self._unopened(finding) or accepting)

    def _own(self, finding: Finding) -> bool:
        return finding.owner == self.context.session.person.id

    def _unproposed(self, finding: Finding) -> str | None:
        if finding.state is FindingState.PROPOSED:
            return None
        return self._words.tr("Only a proposed finding is confirmed or dismissed.")

    def _unopened(self, finding: Finding) -> str | None:
        if finding.stands(today()):
            return None
        return self._words.tr("Only an open finding can be accepted.")

    def _unsettled(self, finding: Finding) -> str | None:
        if finding.state in {FindingState.OPEN, FindingState.ACCEPTED}:
            return None
        return self._words.tr("Only an open or accepted finding can be closed.")

    def _confirm(self) -> None:
        if self.finding is not None:
            rests = conclusion_of(self.context, self.finding)
            words = Wording(translator=self._words)
            sentence = "" if rests is None else verdict_sentence(words, rests[1])
            finding_actions.confirm(self.context, self.finding, sentence, self)

    def _ask(self, title: str, why: str, action: str) -> ReasonDialog:
        return ReasonDialog(self.context, self, title=title, why=why, action=action)

    def _dismiss(self) -> None:
        finding, tr = self.finding, self._words.tr
        if finding is None:
            return
        dialog = self._ask(
            tr("Dismiss {finding}", finding=finding.id), tr("Why is this not a finding?"), tr("Dismiss")
        )
        reason = dialog.ask()
        if reason is not None:
            page_operations.dismiss_finding(self.context, finding.id, reason)

    def _close(self) -> None:
        finding, tr = self.finding, self._words.tr
        if finding is None:
            return
        dialog = self._ask(
            tr("Close {finding}", finding=finding.id), tr("How was it mended?"), tr("Close finding")
        )
        reason = dialog.ask()
        if reason is not None:
            page_operations.close_finding(self.context, finding.id, reason)

    def _accept(self) -> None:
        finding, tr = self.finding, self._words.tr
        if finding is None:
            return
        dialog = self._ask(
            tr("Accept the risk of {finding}", finding=finding.id),
            tr("The finding stays on record and counts again when the acceptance ends."),
            tr("Accept risk"),
        ).with_day(tr("Accepted until"), _SETTLING.days)
        if (reason := dialog.ask()) is not None and dialog.until is not None:
            page_operations.accept_finding(self.context, finding.id, reason, dialog.until.day)
