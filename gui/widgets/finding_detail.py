"""What is one finding about, what does it rest on, and what can be done with it?"""

from datetime import date
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.findings import Finding, FindingDeed, FindingEntry, FindingState, Severity
from core.governance.ageing import aged
from core.governance.finding_rules import refusal
from core.ids import PersonId, model_of
from core.results import CheckRun, Conclusion
from gui import finding_actions
from gui.context import GuiContext
from gui.finding_deeds import ACTIONS, FindingAction, reason_against
from gui.sections.ticked import evidence_links
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
from gui.widgets.flow import FlowLayout
from gui.widgets.painting import FINDING_TONES, SEVERITY_BANDS
from gui.widgets.pickers import today
from reports.wording import Wording, finding_title, verdict_sentence


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

    def _actions(self) -> FlowLayout:
        grid = FlowLayout(gap=6)
        self.confirm = PrimaryButton(self._words.tr("Confirm …"), name="confirm_finding")
        self.confirm.clicked.connect(self._confirm)
        self.buttons: dict[str, QPushButton] = {"confirm_finding": self.confirm}
        for action in ACTIONS:
            button = SecondaryButton(self._words.tr(action.text), name=action.name)
            button.clicked.connect(partial(self._act, action))
            self.buttons[action.name] = button
        for shown in self.buttons.values():
            grid.addWidget(shown)
        return grid

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
        self._mending(finding)

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
        grid.add(tr("Counts against"), self._words.label(finding.scope))
        grid.add(tr("Responsible"), self._who(finding.owner))
        grid.add(tr("Due"), self._due(finding))
        raised = tr("{who}, {moment}", who=self._who(finding.raised_by), moment=finding.raised_at)
        grid.add(tr("Raised"), raised)
        if finding.accepted_until is not None:
            grid.add(tr("Accepted until"), self._words.date(finding.accepted_until))
        if finding.compensation is not None:
            grid.add(tr("Measure"), self._words.text(finding.compensation))
        for link in finding.links:
            grid.add(self._words.label(link.kind), evidence_links(self.context, (link.to,)))
        if finding.closed_at is not None:
            settled = tr("{who}, {moment}", who=self._who(finding.closed_by), moment=finding.closed_at)
            grid.add(tr("Settled"), settled)
        if finding.closing_reason is not None:
            grid.add(tr("Reason"), self._words.text(finding.closing_reason))
        return grid

    def _due(self, finding: Finding) -> str:
        found, words = aged(finding, today()), self._words
        parts = [words.value(finding.due)]
        if found.overdue:
            parts.append(words.tr("{days} days overdue", days=found.overdue))
        if found.postponed:
            parts.append(words.tr("postponed {n} times", n=found.postponed))
        if finding.stands(today()):
            parts.append(words.tr("{days} days old", days=found.days))
        return ", ".join(parts)

    def _mending(self, finding: Finding) -> None:
        """Show plan, reports and everything that was done."""
        tr, words = self._words.tr, self._words
        plan = finding.remediation
        if plan is not None:
            self._column.addWidget(label(tr("REMEDIATION"), "section"))
            self._column.addWidget(label(words.text(plan.root_cause), wrap=True, selectable=True))
            for number, step in enumerate(plan.steps, 1):
                done = tr("done {day}", day=step.done_at.date()) if step.done_at else words.date(step.due)
                line = f"{number}. {words.text(step.text)} ({self._who(step.who)}, {done})"
                self._column.addWidget(label(line, wrap=True, selectable=True))
        for report in finding.reports[-1:]:
            self._column.addWidget(label(tr("EVIDENCE OF CLOSURE"), "section"))
            self._column.addWidget(label(words.text(report.text), wrap=True, selectable=True))
            for proof in report.proofs:
                line = tr("{proof}, SHA-256 {digest}…", proof=proof.id, digest=proof.digest[:16])
                self._column.addWidget(label(line, "muted", wrap=True, selectable=True))
            if report.proofs:
                proofs = tuple(proof.id for proof in report.proofs)
                self._column.addWidget(evidence_links(self.context, proofs))
        if finding.life:
            self._column.addWidget(label(tr("LIFE-LINE"), "section"))
            for entry in reversed(finding.life):
                self._column.addWidget(label(self._entry(entry), wrap=True, selectable=True))

    def _entry(self, entry: FindingEntry) -> str:
        words = self._words
        head = f"{words.moment(entry.at)} · {words.label(entry.deed)} · {self._who(entry.by)}"
        change = " → ".join(self._said(item) for item in (entry.before, entry.after) if item)
        reason = "" if entry.reason is None else words.text(entry.reason)
        return "\n".join(part for part in (head, change, reason) if part)

    def _said(self, value: str) -> str:
        """Return a severity, a state, a day or a person as people read it."""
        for kind in (Severity, FindingState):
            if value in {item.value for item in kind}:
                return self._words.label(kind(value))
        if value.startswith("P-"):
            return self._who(PersonId(value))
        try:
            return self._words.date(date.fromisoformat(value))
        except ValueError:
            return value

    def _who(self, person: PersonId | None) -> str:
        return "–" if person is None else self.context.workspace.people.get(person).name.name()

    def show_actions(self) -> None:
        """Enable what may be done; say by the rules of the core why the rest may not."""
        finding = self.finding
        if finding is None:
            for button in self.buttons.values():
                enable_with_reason(button, self._words.tr("Choose a finding first."))
            return
        case = self.context.workspace.findings.case(finding.id, self.context.session.person)
        against = refusal(case, FindingDeed.CONFIRMED)
        enable_with_reason(self.confirm, None if against is None else self._words.say(against))
        for action in ACTIONS:
            against = reason_against(case, action)
            said = None if against is None else self._words.say(against)
            enable_with_reason(self.buttons[action.name], said)

    def _act(self, action: FindingAction, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 (Qt)
        if self.finding is not None:
            action.act(self.context, self.finding, self)

    def _confirm(self) -> None:
        if self.finding is not None:
            rests = conclusion_of(self.context, self.finding)
            words = Wording(translator=self._words)
            sentence = "" if rests is None else verdict_sentence(words, rests[1])
            finding_actions.confirm(self.context, self.finding, sentence, self)
