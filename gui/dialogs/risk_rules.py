"""What does a person say to override a tier, or to adopt other scales?"""

from datetime import timedelta

from PySide6.QtWidgets import QWidget

from core.errors import UserError
from core.governance.scale_file import read_scale, scale_toml
from core.governance.scales import Scale
from core.risk import Band, RiskAssessment
from gui.context import GuiContext
from gui.dialogs.finding import FormDialog
from gui.dialogs.risk import combo
from gui.widgets.pickers import DayField, TextField, today
from gui.widgets.signing import PassphraseField


class OverrideDialog(FormDialog):
    """Another tier than the assessment gives, signed."""

    def __init__(
        self, context: GuiContext, assessment: RiskAssessment, parent: QWidget | None = None
    ) -> None:
        """Offer the other tiers."""
        tr = context.translator.tr
        title = tr("Override the tier of {version}", version=assessment.version)
        why = tr(
            "{assessment} gives the tier {tier}. A lower one needs the approver of that tier, not who "
            "assessed or owns, and ends on its last day.",
            assessment=assessment.id,
            tier=assessment.tier,
        )
        super().__init__(context, parent, title=title, why=why)
        self.setObjectName("tier_override")
        others = [item for item in Band if item is not assessment.tier]
        self.tier = combo("tier", tr("Tier"), [(self.words.label(item), item) for item in others])
        self.until = DayField(today() + timedelta(days=180), name="until", said=tr("Until"))
        self.reason = TextField(name="reason", said=tr("Reason"))
        self.passphrase = PassphraseField(context)
        self.grid.add(tr("Tier"), self.tier)
        self.grid.add(tr("Until"), self.until)
        self.grid.add(tr("Reason"), self.reason)
        self.grid.add(tr("Passphrase"), self.passphrase)
        self.need_text(self.reason, tr("Give a reason; it is kept in the audit trail."))
        missing = tr("Enter your passphrase.")
        self.need(lambda: None if self.passphrase.text() else missing)
        self.passphrase.changed.connect(self.check)
        self.finish(tr("Sign"), name="sign_override")

    @property
    def chosen(self) -> Band:
        """Return the tier that was chosen."""
        return Band(self.tier.currentData())


class ScaleDialog(FormDialog):
    """Bands, appetite lines and own kinds of the next version of the scales."""

    def __init__(self, context: GuiContext, scale: Scale, parent: QWidget | None = None) -> None:
        """Prefill with the scale in force, as its file."""
        tr = context.translator.tr
        why = tr(
            "Change steps, bands, kinds or appetite lines. A new version comes into force; assessments keep "
            "the scale they were made on."
        )
        super().__init__(context, parent, title=tr("Next version of the scales"), why=why)
        self.setObjectName("scale_editor")
        self.setMinimumWidth(820)
        self.text = TextField(name="scale_text", said=tr("Scales"), height=380)
        self.text.setPlainText(scale_toml(scale.definition))
        self.text.setProperty("kind", "code")
        self.reason = TextField(name="reason", said=tr("Reason"), height=52)
        self.grid.add(tr("Scales"), self.text)
        self.grid.add(tr("Reason"), self.reason)
        self.need_text(self.reason, tr("Give a reason; it is kept in the audit trail."))
        self.need(self._problem)
        self.text.textChanged.connect(self.check)
        self.finish(tr("Adopt"), name="adopt_scale")

    def _problem(self) -> str | None:
        try:
            read_scale(self.text.toPlainText().encode())
        except UserError as error:
            return self.words.say(error.message)
        return None
