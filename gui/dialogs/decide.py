"""What does an approver enter to decide, and what exactly is signed?"""

from datetime import date, timedelta

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from core.decisions import DecisionKind
from core.errors import PruefsteinError
from core.ids import PersonId, VersionId
from core.messages import Message
from core.risk import Band, months_later
from core.texts import Text
from core.workspace import DecisionRequest
from gui.context import GuiContext
from gui.dialogs.finding import FormDialog
from gui.widgets.basic import Callout, SecondaryButton, label
from gui.widgets.painting import Tone
from gui.widgets.pickers import DayField, PersonPicker, TextField, today
from gui.widgets.signing import PassphraseField
from gui.wording import topic_words

_CONDITION_DAYS = 30


class ConditionRow(QWidget):
    """One condition of approval: what, who, until when."""

    def __init__(self, context: GuiContext, number: int) -> None:
        """Start empty, due in a month."""
        super().__init__()
        tr = context.translator.tr
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.text = QLineEdit()
        self.text.setObjectName(f"condition_{number}")
        self.text.setAccessibleName(tr("Condition of approval"))
        self.text.setPlaceholderText(tr("What must still be done"))
        people = context.workspace.people.all()
        self.owner = PersonPicker(people, name=f"condition_owner_{number}", said=tr("Responsible"))
        due = today() + timedelta(days=_CONDITION_DAYS)
        self.due = DayField(context.translator, due, name=f"condition_due_{number}", said=tr("Due"))
        self.remove = QToolButton()
        self.remove.setIcon(context.theme.icon("x"))
        self.remove.setAccessibleName(tr("Remove the condition"))
        self.remove.setToolTip(tr("Remove the condition"))
        row.addWidget(self.text, 1)
        row.addWidget(self.owner)
        row.addWidget(self.due)
        row.addWidget(self.remove)


class DecideDialog(FormDialog):
    """Approve, approve with conditions or reject, then sign."""

    def __init__(
        self,
        context: GuiContext,
        version: VersionId,
        kind: DecisionKind,
        parent: QWidget | None = None,
        *,
        waivable: tuple[Message, ...] = (),
    ) -> None:
        """Prefill the kind and the longest expiry the policy allows."""
        tr = context.translator.tr
        super().__init__(context, parent, title=tr("Decide on {version}", version=version))
        self.setObjectName("decide")
        self.setMinimumWidth(760)
        self._version, self._waivable = version, waivable
        self._rows: list[ConditionRow] = []
        self._add_kind(kind)
        self.reason = TextField(name="decision_reason", said=tr("Reason"), height=70)
        self.grid.add(tr("Reason"), self.reason)
        self.need_text(self.reason, tr("Give the reason of the decision."))
        self._add_conditions()
        self._latest = months_later(today(), self._rule_months())
        self.expires = DayField(self.words, self._latest, name="expires", said=tr("Approval ends"))
        self.expires.setMaximumDate(QDate(self._latest.year, self._latest.month, self._latest.day))
        self.grid.add(tr("Approval ends"), self.expires)
        self._add_undecided()
        self._add_binding()
        self.passphrase = PassphraseField(context)
        self.grid.add(tr("Passphrase"), self.passphrase)
        self.need(lambda: None if self.passphrase.text() else tr("Enter your passphrase to sign."))
        self.passphrase.changed.connect(self.check)
        self._problem = label("", "bad", wrap=True)
        self._layout.addWidget(self._problem)
        self.finish(tr("Sign"), name="sign_decision")
        self._kind_changed()
        self.reason.setFocus()

    def _add_kind(self, kind: DecisionKind) -> None:
        self.kind = QComboBox()
        self.kind.setObjectName("decision_kind")
        self.kind.setAccessibleName(self.words.tr("Decision"))
        for item in DecisionKind:
            self.kind.addItem(self.words.label(item), item)
        self.kind.setCurrentIndex(self.kind.findData(kind))
        self.kind.activated.connect(lambda _: self._kind_changed())
        self.grid.add(self.words.tr("Decision"), self.kind)

    def _add_conditions(self) -> None:
        tr = self.words.tr
        self._conditions = QWidget()
        column = QVBoxLayout(self._conditions)
        column.setContentsMargins(0, 0, 0, 0)
        self._list = QVBoxLayout()
        column.addLayout(self._list)
        self.more = SecondaryButton(
            tr("Add condition"), name="add_condition", theme=self.context.theme, icon="plus"
        )
        self.more.clicked.connect(self.add_condition)
        row = QHBoxLayout()
        row.addWidget(self.more)
        row.addStretch(1)
        column.addLayout(row)
        self.grid.add(tr("Conditions"), self._conditions)
        self.need(self._conditions_missing)

    def _conditions_missing(self) -> str | None:
        if self.decision is not DecisionKind.APPROVE_WITH_CONDITIONS:
            return None
        if not self._rows or any(not row.text.text().strip() for row in self._rows):
            return self.words.tr("Say what each condition asks for.")
        return None

    def add_condition(self) -> ConditionRow:
        """Add an empty condition."""
        row = ConditionRow(self.context, len(self._rows) + 1)
        inventory = self.context.workspace.inventory
        row.owner.choose(inventory.model(inventory.version(self._version).model).owner)
        row.text.textChanged.connect(lambda _: self.check())
        row.remove.clicked.connect(lambda: self._remove(row))
        self._rows.append(row)
        self._list.addWidget(row)
        self.check()
        self.fit()
        return row

    def _remove(self, row: ConditionRow) -> None:
        self._rows.remove(row)
        row.hide()
        row.deleteLater()
        self.check()

    def _rule_months(self) -> int:
        risk = self.context.workspace.risk
        assessment, override = risk.latest(self._version), risk.override(self._version)
        assessed = Band.SEVERE if assessment is None else assessment.tier
        tier = assessed if override is None else override.tier
        return self.context.workspace.policy.tiers[tier].approval_months

    def _add_undecided(self) -> None:
        tr = self.words.tr
        self.acceptance = TextField(name="accepted_undecided", said=tr("Why this is accepted"), height=54)
        if not self._waivable:
            return
        lines = [self.words.say(item) for item in self._waivable]
        title = tr("These results count as missing evidence unless you accept them by name:")
        callout = Callout(self.context.theme, Tone.WARN, title, lines)
        self.grid.add(tr("Not decidable"), callout)
        self.grid.add(tr("Accepted because"), self.acceptance)
        self.need(self._acceptance_missing)
        self.acceptance.textChanged.connect(self.check)

    def _acceptance_missing(self) -> str | None:
        if self.decision is DecisionKind.REJECT or self.acceptance.toPlainText().strip():
            return None
        return self.words.tr("Say why the results that are not decidable are accepted.")

    def _add_binding(self) -> None:
        binding = self.context.workspace.decisions.binding(self._version)
        digest = binding.state_digest
        text = self.words.tr(
            "You sign the state {digest} of {version}: model file, cut-off, data, results, risk "
            "assessment, policy and open findings as they are now.",
            digest=f"{digest[:16]}…",
            version=self._version,
        )
        shown = label(text, "muted", wrap=True)
        shown.setToolTip(digest)
        self.grid.add(self.words.tr("What is signed"), shown)
        self._add_exceptions()

    def _add_exceptions(self) -> None:
        """Say which exceptions from the policy an approval would rest on; it stands or falls with them."""
        tr, person = self.words.tr, self.context.session.person
        found = self.context.workspace.decisions.resting_on(self._version, person)
        if not found:
            return
        lines = [
            tr(
                "• {id}: {topic}, until {day}",
                id=item.id,
                topic=topic_words(self.words, item),
                day=item.expires,
            )
            for item in found
        ]
        title = tr("An approval rests on exceptions from the policy:")
        self.exceptions = Callout(self.context.theme, Tone.WARN, title, lines)
        self.grid.add(tr("Exceptions"), self.exceptions)

    @property
    def decision(self) -> DecisionKind:
        """Return the kind that is chosen."""
        return DecisionKind(self.kind.currentData())

    def _kind_changed(self) -> None:
        with_conditions = self.decision is DecisionKind.APPROVE_WITH_CONDITIONS
        self._conditions.setEnabled(with_conditions)
        self.expires.setEnabled(self.decision is not DecisionKind.REJECT)
        if with_conditions and not self._rows:
            self.add_condition()
        self.check()

    def _given_conditions(self) -> tuple[tuple[Text, PersonId, date], ...]:
        if self.decision is not DecisionKind.APPROVE_WITH_CONDITIONS:
            return ()
        language = self.words.language
        return tuple(
            (Text(row.text.text().strip(), language), row.owner.person, row.due.day) for row in self._rows
        )

    def request(self) -> DecisionRequest:
        """Return what was entered."""
        reject = self.decision is DecisionKind.REJECT
        return DecisionRequest(
            version=self._version,
            kind=self.decision,
            reason=self.reason.text(self.words) or Text("", self.words.language),
            conditions=self._given_conditions(),
            expires=None if reject else self.expires.day,
            accepted_undecided=None if reject else self.acceptance.text(self.words),
        )

    def failed(self, error: PruefsteinError) -> None:
        """Say what went wrong and stay open."""
        self._problem.setText(self.words.say(error.message))
        self.passphrase.clear()
        self.check()
