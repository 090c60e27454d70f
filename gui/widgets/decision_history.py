"""What was decided on a version before, with which conditions and exceptions, and how do those stand?"""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QPushButton

from core.decisions import Decision, DecisionKind
from core.governance.conditions import ConditionLine, ConditionState, condition_lines
from core.governance.signatures import SignatureState
from core.ids import DeterminationId, PersonId
from core.inventory import State
from gui.context import GuiContext
from gui.widgets.basic import Badge, Card, label, link_button
from gui.widgets.painting import Tone
from gui.widgets.pickers import today
from gui.wording import topic_words

_STATES = {
    DecisionKind.APPROVE: (State.APPROVED, Tone.OK),
    DecisionKind.APPROVE_WITH_CONDITIONS: (State.APPROVED_WITH_CONDITIONS, Tone.WARN),
    DecisionKind.REJECT: (State.REJECTED, Tone.BAD),
}
_TONES = {
    ConditionState.OPEN: Tone.WARN,
    ConditionState.PROVED: Tone.INFO,
    ConditionState.MET: Tone.OK,
}


class History(Card):
    """Earlier decisions with their conditions and exceptions, each with its state and the way to it."""

    def __init__(self, context: GuiContext, decisions: Sequence[Decision]) -> None:
        """List the decisions, newest first."""
        super().__init__(context.translator.tr("Decisions"))
        self.context, self._words = context, context.translator
        if not decisions:
            self.body.addWidget(label(self._words.tr("Nobody has decided on this version yet."), "muted"))
        lines = condition_lines(decisions, today())
        for decision in decisions:
            own = sorted((line for line in lines if line.decision == decision.id), key=lambda one: one.number)
            self._add(decision, own)

    def _who(self, person: PersonId) -> str:
        return self.context.workspace.people.get(person).name.name()

    def _add(self, decision: Decision, conditions: Sequence[ConditionLine]) -> None:
        tr = self._words.tr
        self.body.addLayout(self._head(decision))
        self.body.addWidget(label(self._words.text(decision.reason), wrap=True, selectable=True))
        if not self.context.workspace.decisions.signature_valid(decision):
            wrong = tr("The signature is not valid. Verify the audit trail.")
            self.body.addWidget(label(wrong, "bad", wrap=True))
        if decision.accepted_undecided is not None:
            accepted = self._words.text(decision.accepted_undecided)
            self.body.addWidget(label(tr("Not decidable, accepted: {why}", why=accepted), wrap=True))
        if decision.expires is not None:
            self.body.addWidget(label(tr("Ends on {day}", day=decision.expires), "faint"))
        for exception in decision.exceptions:
            self.body.addLayout(self._exception(exception))
        for line in conditions:
            self.body.addLayout(self._condition(line))

    def _head(self, decision: Decision) -> QHBoxLayout:
        row, (word, tone) = QHBoxLayout(), _STATES[decision.kind]
        row.addWidget(Badge(self.context.theme, tone, self._words.label(word)))
        text = self._words.tr(
            "{id} · {who} · {moment}",
            id=decision.id,
            who=self._who(decision.decided_by),
            moment=decision.decided_at,
        )
        row.addWidget(label(text, "muted", wrap=True), 1)
        return row

    def _exception(self, identity: DeterminationId) -> QHBoxLayout:
        tr, row, desk = self._words.tr, QHBoxLayout(), self.context.workspace.determinations
        found = desk.get(identity)
        text = tr(
            "Rests on the exception {id}: {topic}, until {day}",
            id=identity,
            topic=topic_words(self._words, found),
            day=found.expires,
        )
        row.addWidget(label("• " + text, wrap=True), 1)
        if desk.signature_state(found) is not SignatureState.VALID:
            badge = Badge(self.context.theme, Tone.BAD, self._words.label(desk.signature_state(found)))
        elif found.holds(today()):
            badge = Badge(self.context.theme, Tone.OK, tr("Holds"))
        else:
            gone = tr("Ended") if found.withdrawn_at is None else tr("Withdrawn")
            badge = Badge(self.context.theme, Tone.BAD, gone)
        row.addWidget(badge)
        row.addWidget(self._show(identity, "exceptions", "determination"))
        return row

    def _condition(self, line: ConditionLine) -> QHBoxLayout:
        tr, row, item = self._words.tr, QHBoxLayout(), line.condition
        text = tr(
            "{what} ({who}, due {day})",
            what=self._words.text(item.text),
            who=self._who(item.owner),
            day=item.due,
        )
        row.addWidget(label("• " + text, wrap=True), 1)
        if line.overdue:
            row.addWidget(Badge(self.context.theme, Tone.BAD, tr("Overdue")))
        state = line.state
        if line.counts or state is ConditionState.MET:
            row.addWidget(Badge(self.context.theme, _TONES[state], self._words.label(state)))
        else:
            row.addWidget(Badge(self.context.theme, Tone.NEUTRAL, tr("Replaced")))
        row.addWidget(self._show(line.id, "conditions", "condition"))
        return row

    def _show(self, identity: str, section: str, key: str) -> QPushButton:
        return link_button(
            self._words.tr("Show"),
            name=f"show_{identity}",
            pressed=lambda: self.context.navigate("reviews", section=section, **{key: identity}),
        )
