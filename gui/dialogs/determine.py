"""What must be said to determine the scope of a framework, an exception or early use, and to sign it?"""

from abc import abstractmethod
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from core.errors import PruefsteinError
from core.findings import FindingState
from core.governance.determinations import Determination, DeterminationKind
from core.governance.exceptions import (
    DETAILED,
    EarlyUseOutcome,
    ExceptionOutcome,
    said_of,
    topic_of,
)
from core.governance.frameworks import ScopedFramework, ScopeOutcome
from core.governance.gate import EXCEPTABLE, Demand
from core.ids import ModelId, PersonId, VersionId, model_of
from core.regulations.questionnaires import frameworks
from core.texts import Text
from core.workspace.governance.determinations import NewDetermination
from gui.context import GuiContext
from gui.sections.forms import RecordForm, humans
from gui.widgets.basic import label
from gui.widgets.pickers import DayField
from gui.widgets.signing import PassphraseField
from gui.wording import finding_title

Sign = Callable[[NewDetermination, str, "SignedForm"], None]


class SignedForm(RecordForm):
    """A form that ends with reason, passphrase and signature; it stays open when refused."""

    def __init__(
        self, context: GuiContext, parent: QWidget | None, *, name: str, title: str, sign: Sign
    ) -> None:
        """Make the form without fields."""
        super().__init__(context, parent, name=name, title=title)
        self._sign = sign

    def close_with_signature(self) -> None:
        """Add the last fields."""
        tr = self.words.tr
        self.reason = self.add_text(
            "determination_reason", tr("Reason"), needed=tr("Give the reason of the determination.")
        )
        self.passphrase = PassphraseField(self.context)
        self.grid.add(tr("Passphrase"), self.passphrase)
        self.need(lambda: None if self.passphrase.text() else tr("Enter your passphrase to sign."))
        self.need(self._watched)
        self.passphrase.changed.connect(self.check)
        self.problem = label("", "bad", wrap=True)
        self._layout.addWidget(self.problem)
        self.finish(tr("Sign"), name="sign_determination")
        self.go.clicked.disconnect()
        self.go.clicked.connect(self._go)

    @abstractmethod
    def request(self) -> NewDetermination:
        """Return what was entered."""

    def failed(self, error: PruefsteinError) -> None:
        """Say what went wrong and stay open."""
        self.problem.setText(self.words.say(error.message))
        self.passphrase.clear()
        self.fit()

    def signed(self, _made: Determination) -> None:
        """Close."""
        self.accept()

    def said(self, body: str) -> Text:
        """Return text in the language of the window."""
        return Text(body.strip(), self.words.language)

    def _watched(self) -> str | None:
        found = self.context.watch.obstacle
        return None if found is None else self.words.say(found)

    def _go(self) -> None:
        self._sign(self.request(), self.passphrase.text(), self)


class ScopeDialog(SignedForm):
    """Whether one framework applies to a model, with the reason."""

    def __init__(
        self,
        context: GuiContext,
        model: ModelId,
        parent: QWidget | None = None,
        *,
        framework: str = "",
        sign: Sign,
    ) -> None:
        """Show what the framework says of itself and propose what follows from the kind of model."""
        tr = context.translator.tr
        super().__init__(
            context, parent, name="scope_dialog", title=tr("Scope for {model}", model=model), sign=sign
        )
        self.setMinimumWidth(700)
        self._model = context.workspace.inventory.model(model)
        language = self.words.language
        self.framework = self.add_choice(
            "framework",
            tr("Framework"),
            [(item.title(language), item.id) for item in frameworks().frameworks],
            framework or frameworks().frameworks[0].id,
        )
        self.facts = label("", "muted", wrap=True, selectable=True)
        self.grid.add(tr("It says"), self.facts)
        self.outcome = self.add_enum("scope_outcome", tr("Determination"), ScopeOutcome)
        self.close_with_signature()
        self.framework.currentIndexChanged.connect(lambda _: self._chosen())
        self._chosen()

    def _chosen(self) -> None:
        chosen, language = self._framework(), self.words.language
        rule = chosen.rule(self._model.kind)
        status = self.words.tr(
            "{citation}; {status}, from {day}.",
            citation=chosen.cited(language),
            status=chosen.status,
            day=chosen.effective_from,
        )
        lines = [status, chosen.scope(language)]
        if rule is not None:
            lines.append(rule.reason(language))
            self.outcome.setCurrentIndex(self.outcome.findData(rule.outcome))
        self.facts.setText("\n".join(lines))
        self.fit()

    def _framework(self) -> ScopedFramework:
        found = frameworks().get(str(self.framework.currentData()))
        assert found is not None  # noqa: S101 (the list holds nothing else)
        return found

    def request(self) -> NewDetermination:
        """Return what was entered."""
        return NewDetermination(
            kind=DeterminationKind.SCOPE,
            model=self._model.id,
            topic=self._framework().id,
            outcome=ScopeOutcome(self.outcome.currentData()),
            reason=self.said(self.reason.plain),
            catalogue=frameworks().digest,
        )


class _VersionForm(SignedForm):
    """What exceptions and early use have in common: a version, limits, a last day."""

    KIND: DeterminationKind

    def add_version(self, version: VersionId | None) -> None:
        """Add the choice of a version."""
        entries = [
            (f"{item.version.id} · {self.words.text(item.model.name)}", item.version.id)
            for item in self.context.workspace.inventory.lines()
            if item.version is not None
        ]
        self.version = self.add_choice("version", self.words.tr("Version"), entries, version)

    def add_limits(self) -> None:
        """Add limits and last day, at most what the policy allows."""
        tr = self.words.tr
        self.limits = self.add_text("limits", tr("Limits"), needed=tr("Say within which limits it holds."))
        latest = self.context.workspace.determinations.latest_day(self.KIND)
        last = latest or self.context.workspace.today
        self.expires = DayField(self.words, last, name="expires", said=tr("Last day"))
        self.grid.add(tr("Last day"), self.expires)

    def chosen(self) -> VersionId:
        """Return the version."""
        return VersionId(str(self.version.currentData()))


class ExceptionDialog(_VersionForm):
    """An exception from exactly one demand of the policy."""

    KIND = DeterminationKind.POLICY_EXCEPTION

    def __init__(
        self,
        context: GuiContext,
        parent: QWidget | None = None,
        *,
        version: VersionId | None = None,
        sign: Sign,
    ) -> None:
        """Offer the demands of the policy."""
        tr = context.translator.tr
        super().__init__(
            context, parent, name="exception_dialog", title=tr("Exception from the policy"), sign=sign
        )
        self.add_version(version)
        self.demand = self.add_choice("demand", tr("Demand"), [])
        self.demand.setMinimumWidth(360)
        self.outcome = self.add_enum("outcome", tr("Determination"), ExceptionOutcome)
        self.add_limits()
        self.close_with_signature()
        self.version.currentIndexChanged.connect(lambda _: self._fill())
        self._fill()

    def _fill(self) -> None:
        self.demand.clear()
        if self.version.currentData() is None:
            return
        for text, topic in self._demands():
            self.demand.addItem(text, topic)

    def _demands(self) -> list[tuple[str, str]]:
        workspace = self.context.workspace
        version = workspace.inventory.version(self.chosen())
        policy = workspace.policy
        checks = dict.fromkeys(
            name for tier in policy.tiers for name in policy.checks_for(tier, version.task)
        )
        topics = [topic_of(demand, name) for name in checks for demand in (Demand.CHECKS, Demand.UNDECIDED)]
        found = [(self._said(topic), topic) for topic in topics]
        for finding in workspace.findings.of(version.id):
            if finding.state is FindingState.CLOSED or finding.state is FindingState.DISMISSED:
                continue
            unseen = finding.state is FindingState.PROPOSED
            topic = topic_of(Demand.UNSEEN if unseen else Demand.FINDINGS, finding.id)
            found.append((f"{self._said(topic)} · {finding_title(self.words, finding)}", topic))
        whole = [item.value for item in Demand if item in EXCEPTABLE - DETAILED]
        return found + [(self._said(topic), topic) for topic in whole]

    def _said(self, topic: str) -> str:
        said = said_of(topic)
        return topic if said is None else self.words.say(said)

    def request(self) -> NewDetermination:
        """Return what was entered."""
        outcome = ExceptionOutcome(self.outcome.currentData())
        granted = outcome is ExceptionOutcome.GRANTED
        return NewDetermination(
            kind=self.KIND,
            model=model_of(self.chosen()),
            version=self.chosen(),
            topic=str(self.demand.currentData()),
            outcome=outcome,
            reason=self.said(self.reason.plain),
            limits=self.said(self.limits.plain),
            expires=self.expires.day if granted else None,
        )


class EarlyUseDialog(_VersionForm):
    """Use before validation, with limits, informed users and an end."""

    KIND = DeterminationKind.PRE_VALIDATION_USE

    def __init__(
        self,
        context: GuiContext,
        parent: QWidget | None = None,
        *,
        version: VersionId | None = None,
        sign: Sign,
    ) -> None:
        """Offer everybody as informed."""
        tr = context.translator.tr
        super().__init__(
            context, parent, name="early_use_dialog", title=tr("Use before validation"), sign=sign
        )
        self.add_version(version)
        self.outcome = self.add_enum("outcome", tr("Determination"), EarlyUseOutcome)
        self.add_limits()
        self.people = QListWidget()
        self.people.setObjectName("informed")
        self.people.setAccessibleName(tr("Informed"))
        self.people.setMaximumHeight(104)
        for person in humans(context.workspace.people.all()):
            item = QListWidgetItem(person.name.name(), self.people)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            item.setData(Qt.ItemDataRole.UserRole, person.id)
        self.grid.add(tr("Informed"), self.people)
        self.need(lambda: None if self.informed() else tr("Name who was informed."))
        self.people.itemChanged.connect(lambda _: self.recheck())
        self.close_with_signature()

    def informed(self) -> tuple[PersonId, ...]:
        """Return who is ticked."""
        items = [self.people.item(row) for row in range(self.people.count())]
        return tuple(
            PersonId(str(item.data(Qt.ItemDataRole.UserRole)))
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        )

    def request(self) -> NewDetermination:
        """Return what was entered."""
        outcome = EarlyUseOutcome(self.outcome.currentData())
        return NewDetermination(
            kind=self.KIND,
            model=model_of(self.chosen()),
            version=self.chosen(),
            outcome=outcome,
            reason=self.said(self.reason.plain),
            limits=self.said(self.limits.plain),
            informed=self.informed(),
            expires=self.expires.day if outcome is EarlyUseOutcome.PERMITTED else None,
        )
