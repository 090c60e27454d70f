"""What must be said to open an attestation campaign, and to attest for a model?"""

from datetime import timedelta

from PySide6.QtWidgets import QComboBox, QWidget

from core.governance.campaigns import Addressee, AttestationAnswer, Campaign
from core.ids import ModelId
from core.workspace.governance.campaigns import NewAttestation, NewCampaign
from gui.context import GuiContext
from gui.sections.held import HeldForm, SignedHeldForm
from gui.sections.ticked import TickList
from gui.widgets.basic import label
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
        self.due = DayField(today() + timedelta(days=_DAYS), name="due", said=tr("Due"))
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
        tr, words, workspace = self.words.tr, self.words, self.context.workspace
        model = workspace.inventory.model(self._model)
        versions = ", ".join(
            f"{item.label} ({words.label(item.state)})" for item in workspace.inventory.versions(model.id)
        )
        for title, value in (
            (tr("Model"), words.text(model.name)),
            (tr("Purpose"), words.text(model.purpose)),
            (tr("Intended use"), words.text(model.intended_use)),
            (tr("Responsible"), workspace.people.get(model.owner).name.name()),
            (tr("Business area"), words.text(model.business_area)),
            (tr("Versions"), versions),
        ):
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
