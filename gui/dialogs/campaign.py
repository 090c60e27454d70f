"""What must be said to open an attestation campaign, and to attest for a model?"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from core.governance.campaigns import Addressee, AttestationAnswer, Campaign
from core.ids import Digest, ModelId
from core.workspace.governance.campaigns import NewAttestation, NewCampaign
from gui.context import GuiContext
from gui.sections.held import HeldForm, SignedHeldForm
from gui.sections.ticked import TickList
from gui.widgets.basic import label, link_button
from gui.widgets.pickers import DayField, today

_DAYS = 30


class CampaignForm(HeldForm):
    """Statement, last day and models of a new campaign."""

    def __init__(self, context: GuiContext, parent: QWidget) -> None:
        """Propose a statement, a month and every model."""
        tr = context.translator.tr
        super().__init__(
            context,
            parent,
            name="campaign_form",
            title=tr("New attestation campaign"),
            why=tr("The owner of each model is asked. Statement and addressees stay as they are now."),
        )
        self.called = self.add_line("title", tr("Title"), needed=tr("Give the campaign a title."))
        proposed = tr(
            "The record of the model in the inventory is true and complete, and the model is used only for "
            "what is recorded."
        )
        self.statement = self.add_text(
            "statement",
            tr("Statement"),
            needed=tr("Write what is to be attested, word for word."),
            height=84,
        )
        self.statement.write(proposed)
        self.due = DayField(self.words, today() + timedelta(days=_DAYS), name="due", said=tr("Due"))
        self.grid.add(tr("Due"), self.due)
        words = context.translator
        entries = [
            (f"{item.id} · {words.text(item.name)}", str(item.id))
            for item in context.workspace.inventory.models()
        ]
        self.models = TickList("models", tr("Models"), entries)
        self.grid.add(tr("Models"), self.models)
        self.grid.add("", label(tr("Without a tick every model is part of it."), "faint", wrap=True))

    def entered(self) -> NewCampaign:
        """Return what was entered."""
        return NewCampaign(
            title=self.called.needed,
            statement=self.statement.needed,
            due=self.due.day,
            models=tuple(ModelId(item) for item in self.models.ticked),
        )


def record_facts(context: GuiContext, identity: ModelId) -> Sequence[tuple[str, str]]:
    """Return what is read of a model before somebody attests that it is true."""
    tr, words, workspace = context.translator.tr, context.translator, context.workspace
    model = workspace.inventory.model(identity)
    versions = ", ".join(
        f"{item.label} ({words.label(item.state)})" for item in workspace.inventory.versions(model.id)
    )
    return (
        (tr("Model"), words.text(model.name)),
        (tr("Purpose"), words.text(model.purpose)),
        (tr("Intended use"), words.text(model.intended_use)),
        (tr("Responsible"), workspace.people.get(model.owner).name.name()),
        (tr("Business area"), words.text(model.business_area)),
        (tr("Versions"), versions),
    )


class AttestForm(SignedHeldForm):
    """The statement, the record it is about, the answer and the signature."""

    def __init__(
        self, context: GuiContext, parent: QWidget, campaign: Campaign, addressee: Addressee
    ) -> None:
        """Show the record as it is now; what is signed is bound to exactly this record."""
        tr, words = context.translator.tr, context.translator
        super().__init__(
            context,
            parent,
            name="attest_form",
            title=tr("Attest for {model}", model=addressee.model),
            why=tr("Statement: “{statement}”", statement=words.text(campaign.statement)),
        )
        self._campaign, self._model = campaign.id, addressee.model
        self._record = context.workspace.campaigns.record_of(addressee.model)
        self._add_record()
        self.answer: QComboBox = self.add_enum("answer", tr("Answer"), AttestationAnswer)
        self.text = self.add_text("text", tr("Exceptions or reasons"))
        self.text.widget.textChanged.connect(lambda *_: self.recheck())
        self.need(self._unsaid)
        digest = label(tr("The record {digest}", digest=f"{self._record[:16]}…"), "muted", wrap=True)
        digest.setToolTip(self._record)
        self.grid.add(tr("What is signed"), digest)
        self.add_passphrase()

    def _add_record(self) -> None:
        for title, value in record_facts(self.context, self._model):
            self.grid.add(title, value or "–")

    def _unsaid(self) -> str | None:
        if self.given is AttestationAnswer.AFFIRMED or self.text.plain:
            return None
        return self.words.tr("Say what is not as the statement has it.")

    @property
    def given(self) -> AttestationAnswer:
        """Return the answer."""
        return AttestationAnswer(self.answer.currentData())

    def entered(self) -> NewAttestation:
        """Return what was entered, bound to the record that was shown."""
        return NewAttestation(
            campaign=self._campaign,
            model=self._model,
            answer=self.given,
            text=None if self.given is AttestationAnswer.AFFIRMED else self.text.text,
            record=self._record,
        )


class AttestManyForm(SignedHeldForm):
    """Several models that are affirmed with one passphrase; each is signed by itself."""

    def __init__(
        self,
        context: GuiContext,
        parent: QWidget,
        campaign: Campaign,
        records: Mapping[ModelId, Digest],
    ) -> None:
        """Offer models with the records as they are now; nothing is ticked until somebody read it."""
        tr, words = context.translator.tr, context.translator
        super().__init__(
            context,
            parent,
            name="attest_many_form",
            title=tr("Attest for several models"),
            why=tr("Statement: “{statement}”", statement=words.text(campaign.statement)),
        )
        self._campaign, self._records = campaign.id, records
        names = {item.id: words.text(item.name) for item in context.workspace.inventory.models()}
        entries = [(f"{item} · {names.get(item, '')}", str(item)) for item in records]
        self.models = TickList("models", tr("Models"), entries)
        self.models.itemChanged.connect(lambda _: self._ticked())
        self.models.currentRowChanged.connect(self._show)
        self.grid.add(tr("Models"), self._picking())
        self._record = label("", "muted", wrap=True, selectable=True)
        self.grid.add(tr("Record"), self._record)
        self._signed = label("", "muted", wrap=True)
        self.grid.add(tr("What is signed"), self._signed)
        self.need(lambda: None if self.models.ticked else tr("Tick the models you attest for."))
        self.add_passphrase()
        self.models.setCurrentRow(0)
        self._ticked()

    def _picking(self) -> QWidget:
        tr, holder = self.words.tr, QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.models)
        row = QHBoxLayout()
        row.addWidget(link_button(tr("Tick all"), name="tick_all", pressed=self.tick_all))
        row.addStretch(1)
        column.addLayout(row)
        return holder

    def tick_all(self) -> None:
        """Tick every model."""
        for item in self._records:
            self.models.tick(item)

    def _show(self, row: int) -> None:
        identity = list(self._records)[max(row, 0)]
        facts = record_facts(self.context, identity)[1:]
        self._record.setText("\n".join(f"{title}: {value or '–'}" for title, value in facts))
        self.fit()

    def _ticked(self) -> None:
        text = self.words.tr(
            "The statement for each of the {n} models ticked, affirmed without exception and bound to its "
            "record as it is now. Where something is otherwise, attest that model alone.",
            n=len(self.models.ticked),
        )
        self._signed.setText(text)
        self.recheck()

    def entered(self) -> tuple[NewAttestation, ...]:
        """Return one attestation for each model ticked, bound to the record that was offered."""
        return tuple(
            NewAttestation(
                campaign=self._campaign,
                model=ModelId(item),
                answer=AttestationAnswer.AFFIRMED,
                record=self._records[ModelId(item)],
            )
            for item in self.models.ticked
        )
