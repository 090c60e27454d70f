"""What does a person say to override a tier, or to adopt other scales?"""

from datetime import timedelta

from PySide6.QtWidgets import QWidget

from core.errors import UserError
from core.governance.determinations import DeterminationKind
from core.governance.scale_file import read_scale, scale_toml
from core.governance.scales import Scale
from core.ids import model_of
from core.risk import Band, RiskAssessment
from core.workspace.governance.determinations import NewDetermination
from gui.context import GuiContext
from gui.dialogs.determine import Sign, SignedForm
from gui.dialogs.finding import FormDialog
from gui.widgets.basic import label
from gui.widgets.pickers import TextField


class OverrideDialog(SignedForm):
    """Another tier than the assessment gives, signed; it stays open when it is refused."""

    def __init__(
        self,
        context: GuiContext,
        assessment: RiskAssessment,
        parent: QWidget | None = None,
        *,
        sign: Sign,
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
        super().__init__(context, parent, name="tier_override", title=title, sign=sign)
        self._layout.insertWidget(self._layout.indexOf(self.grid), label(why, "muted", wrap=True))
        self._assessment = assessment
        self._latest = context.workspace.today + timedelta(
            days=context.workspace.policy.reassessment.override_days
        )
        others = [(self.words.label(item), item) for item in Band if item is not assessment.tier]
        self.tier = self.add_choice("tier", tr("Tier"), others)
        self.until = self.add_day("until", tr("Until"), self._latest)
        self.until.known.setText(tr("limited"))
        self.until.known.toggled.connect(lambda _: self.recheck())
        self.until.field.dateChanged.connect(lambda _: self.recheck())
        self.need(self._endless)
        self.close_with_signature()

    @property
    def chosen(self) -> Band:
        """Return the tier that was chosen."""
        return Band(self.tier.currentData())

    def _endless(self) -> str | None:
        """Return what a lower tier lacks before it can be signed."""
        day = self.until.day
        if self.chosen.rank > self._assessment.tier.rank or (day is not None and day <= self._latest):
            return None
        return self.words.tr("A lower tier needs a last day, on {latest} at the latest.", latest=self._latest)

    def request(self) -> NewDetermination:
        """Return what was entered."""
        return NewDetermination(
            kind=DeterminationKind.TIER_OVERRIDE,
            model=model_of(self._assessment.version),
            version=self._assessment.version,
            outcome=self.chosen.value,
            reason=self.said(self.reason.plain),
            evidence=(self._assessment.id,),
            expires=self.until.day,
        )


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
