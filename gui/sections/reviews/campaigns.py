"""Who was asked to attest the records of the models, who did so, and who is missing?"""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.governance.campaigns import (
    Attestation,
    AttestationAnswer,
    AttestationLine,
    AttestationState,
    Campaign,
)
from core.ids import AttestationId, CampaignId, ModelId, PersonId
from core.messages import N_
from core.workspace import Changes
from core.workspace.governance.campaigns import MAY_OPEN
from gui.context import GuiContext
from gui.dialogs.campaign import AttestForm, AttestManyForm, CampaignForm
from gui.sections.gathered import Gathered
from gui.sections.held import ReasonForm, Work
from gui.sections.listing import Deed, Fact, why_not
from gui.sections.shown import Names
from gui.sections.sifted import Sieve, Sifted
from gui.widgets.basic import Badge, label
from gui.widgets.cells import Cell
from gui.widgets.chips import chips
from gui.widgets.inputs import choice
from gui.widgets.painting import Tone
from gui.widgets.tables import TableColumn

TONES = {
    AttestationState.OPEN: Tone.WARN,
    AttestationState.OVERDUE: Tone.BAD,
    AttestationState.GIVEN: Tone.OK,
    AttestationState.CHANGED_SINCE: Tone.WARN,
}
ANSWERS = {
    AttestationAnswer.AFFIRMED: Tone.OK,
    AttestationAnswer.WITH_EXCEPTIONS: Tone.WARN,
    AttestationAnswer.REFUSED: Tone.BAD,
}


def missing(line: AttestationLine) -> bool:
    """Tell whether somebody still has to attest, or to do so again."""
    return line.state is not AttestationState.GIVEN


class CampaignsSection(Gathered[AttestationLine], Sifted[AttestationLine]):
    """One campaign with everybody who was asked."""

    ID = "campaigns"
    TITLE = N_("Attestations")
    ICON = "file-pen"
    ORDER = 40
    TOUCHED = Changes.REVIEWS | Changes.INVENTORY | Changes.PEOPLE
    KEY = "model"
    EMPTY = N_(
        "No campaign was opened. In a campaign the owner of each model states, signed, that its record is "
        "true and complete."
    )

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """Start with the newest campaign."""
        self._campaigns: tuple[Campaign, ...] = ()
        self._shown: CampaignId | None = None
        self._valid: dict[AttestationId, bool] = {}
        self._may: Mapping[ModelId, frozenset[PersonId]] = {}
        super().__init__(context, parent)

    def above(self) -> QWidget | None:
        """Return the choice of a campaign, its statement, and the chips."""
        tr, holder = self.words.tr, QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(10)
        self.chosen = choice("campaign", tr("Campaign"), ())
        self.chosen.setMinimumWidth(330)
        self.chosen.activated.connect(lambda _: self.refresh())
        row.addWidget(self.chosen)
        self._badge = Badge(self.context.theme, Tone.NEUTRAL, tr("closed"))
        row.addWidget(self._badge)
        row.addStretch(1)
        row.addWidget(chips([(id_, text) for id_, text, _ in self.sieves()], "every", self.pick))
        column.addLayout(row)
        self._statement = label("", "muted", wrap=True, selectable=True)
        column.addWidget(self._statement)
        return holder

    def sieves(self) -> Sequence[Sieve[AttestationLine]]:
        """Return everything, what is missing, and what the person signed in is asked for."""
        tr, me = self.words.tr, self.context.session
        return (
            ("every", tr("All"), None),
            ("missing", tr("Missing"), missing),
            ("mine", tr("Mine"), lambda line: line.addressee.person == me.person.id),
        )

    def columns(self) -> Sequence[TableColumn[AttestationLine]]:
        """Return model, who is asked, and the answer or what is missing."""
        words = self.words
        return (
            TableColumn(
                title=words.tr("Model"),
                cell=lambda line: Cell(
                    text=self.names.model(line.addressee.model).partition(" · ")[2] or line.addressee.model,
                    below=line.addressee.model,
                    strong=missing(line),
                ),
            ),
            TableColumn(
                title=words.tr("Asked"),
                cell=lambda line: Cell(text=self.names.person(line.addressee.person)),
                width=128,
            ),
            TableColumn(title=words.tr("State"), cell=self._state, fits=True),
        )

    def _state(self, line: AttestationLine) -> Cell:
        """Return the answer of who attested, else what is missing."""
        given, label_of = line.attestation, self.words.label
        if given is not None and not self._valid[given.id]:
            return Cell(text=self.words.tr("Signature not valid"), tone=Tone.BAD, badge=True)
        if given is not None and line.state is AttestationState.GIVEN:
            return Cell(text=label_of(given.answer), tone=ANSWERS[given.answer], badge=True)
        return Cell(text=label_of(line.state), tone=TONES[line.state], badge=True)

    @property
    def campaign(self) -> Campaign | None:
        """Return the campaign that is shown."""
        data = self.chosen.currentData()
        return next((item for item in self._campaigns if item.id == data), None)

    def refresh(self) -> None:
        """List the campaigns, then read the one chosen."""
        before = self.chosen.currentData()
        self._campaigns = self.context.workspace.campaigns.all()
        self.chosen.clear()
        for item in self._campaigns:
            self.chosen.addItem(f"{item.id} · {self.words.text(item.title)}", item.id)
        self.chosen.setCurrentIndex(max(self.chosen.findData(before), 0))
        found = self.campaign
        self._shown = None if found is None else found.id
        self._describe()
        super().refresh()

    def read(self) -> Sequence[AttestationLine]:
        """Return everybody who was asked in the campaign chosen, who is missing first."""
        self.names = Names(self.context)
        campaigns, shown = self.context.workspace.campaigns, self._shown
        if shown is None:
            return ()
        lines, self._may = campaigns.lines(shown), campaigns.who_may(shown)
        given = [line.attestation for line in lines if line.attestation is not None]
        self._valid |= {item.id: campaigns.signature_valid(item) for item in given}
        return sorted(lines, key=lambda line: (not missing(line), line.addressee.model))

    def _describe(self) -> None:
        found, tr = self.campaign, self.words.tr
        self._badge.setVisible(found is not None)
        if found is None:
            self._statement.setText("")
            return
        state = tr("open until {day}", day=found.due) if found.is_open else tr("closed")
        self._badge.set(Tone.INFO if found.is_open else Tone.NEUTRAL, state)
        lines = [tr("Statement: “{statement}”", statement=self.words.text(found.statement))]
        opened = tr("Opened by {who} on {day}", who=self._by(found.opened_by), day=found.opened_at.date())
        lines.append(opened)
        if found.closed_by is not None and found.closed_at is not None:
            lines[-1] += "; " + tr(
                "closed by {who} on {day}: {note}",
                who=self._by(found.closed_by),
                day=found.closed_at.date(),
                note=self.words.text(found.closing_note),
            )
        self._statement.setText("\n".join(lines))

    def _by(self, who: str) -> str:
        return next((item.name.name() for item in self.context.workspace.people.all() if item.id == who), who)

    def identity(self, record: AttestationLine) -> str:
        """Return the model."""
        return record.addressee.model

    def summary(self, records: Sequence[AttestationLine]) -> str:
        """Say how many attested and how many are overdue."""
        states = [line.state for line in records]
        return self.words.tr(
            "{given} of {all} attested, {late} overdue",
            given=sum(line.attestation is not None for line in records),
            all=len(records),
            late=states.count(AttestationState.OVERDUE),
        )

    def heading(self, record: AttestationLine) -> str:
        """Return the model."""
        return self.names.model(record.addressee.model)

    def facts(self, record: AttestationLine) -> Sequence[Fact]:
        """Return who is asked and what was signed."""
        tr, words, given = self.words.tr, self.words, record.attestation
        facts: list[Fact] = [
            (tr("Asked"), self.names.person(record.addressee.person)),
            (tr("State"), words.label(record.state)),
        ]
        if given is None:
            return facts
        signed = tr("valid") if self._valid[given.id] else tr("NOT VALID")
        return (
            *facts,
            (tr("Answer"), words.label(given.answer)),
            (tr("It says"), words.text(given.text)),
            (tr("Signed by"), self.names.person(given.given_by)),
            (tr("On"), words.moment(given.given_at)),
            (tr("Signature"), signed),
            (tr("Certificate"), f"{given.certificate_digest[:16]}…"),
            (tr("Record"), f"SHA-256 {given.record[:16]}…"),
            (tr("Attestation"), given.id),
        )

    def deeds(self) -> Sequence[Deed[AttestationLine]]:
        """Return opening and closing a campaign, and attesting."""
        tr = self.words.tr
        return (
            Deed(name="close_campaign", text=tr("Close campaign …"), new=True,
                 obstacle=self._why_not_close, act=lambda _: self._close()),
            Deed(name="open_campaign", text=tr("New campaign"), icon="plus", new=True,
                 obstacle=self._why_not_open, act=lambda _: self._open()),
            Deed(name="attest", text=tr("Attest …"), icon="stamp", obstacle=self._why_not_attest,
                 act=self._attest),
            Deed(name="attest_many", text=tr("Attest several …"), icon="list-checks",
                 obstacle=lambda _: self._why_not_many(), act=lambda _: self._attest_many()),
            Deed(name="go_record", text=tr("Show the record"), icon="arrow-right",
                 obstacle=lambda _: None, act=self._go),
        )  # fmt: skip

    def _why_not_open(self, _: AttestationLine | None) -> str | None:
        if not self.context.workspace.inventory.number():
            return self.words.tr("No model is registered yet.")
        return why_not(self.context, *MAY_OPEN)

    def _why_not_close(self, _: AttestationLine | None) -> str | None:
        if self.campaign is None:
            return self.words.tr("No campaign was opened.")
        found = self.context.workspace.campaigns.close_obstacle(self.campaign.id)
        return self.words.say(found) if found is not None else why_not(self.context, *MAY_OPEN)

    def _why_not_attest(self, line: AttestationLine | None) -> str | None:
        if line is None or self.campaign is None:
            return None
        if self.reading:
            return self.words.tr("Reading …")
        campaigns, person = self.context.workspace.campaigns, self.context.session.person
        found = campaigns.attest_obstacle(self.campaign.id, line.addressee.model, person)
        return None if found is None else self.words.say(found)

    def awaited(self) -> tuple[ModelId, ...]:
        """Return the models the person signed in may attest for and did not attest as they are."""
        me = self.context.session.person.id
        asked = (line.addressee.model for line in self.records if missing(line))
        return tuple(model for model in asked if me in self._may.get(model, ()))

    def _why_not_many(self) -> str | None:
        tr, waiting = self.words.tr, self.awaited()
        if self.reading or self.campaign is None:
            return tr("Reading …")
        if not waiting:
            return tr("Nothing is missing that you could attest.")
        person = self.context.session.person
        found = self.context.workspace.campaigns.attest_obstacle(self.campaign.id, waiting[0], person)
        return None if found is None else self.words.say(found)

    def _open(self) -> None:
        form, campaigns = CampaignForm(self.context, self), self.context.workspace.campaigns

        def gather() -> Work[Campaign]:
            new = form.entered()
            return lambda session: campaigns.open(session, new)

        form.hold(
            self.words.tr("Open the campaign"), self.words.tr("Opening the campaign"), gather, self._opened
        )

    def _opened(self, made: Campaign) -> None:
        self.show_campaign(made.id)

    def _close(self) -> None:
        found = self.campaign
        if found is None:
            return
        tr, campaigns = self.words.tr, self.context.workspace.campaigns
        form = ReasonForm(
            self.context,
            self,
            title=tr("Close {id}", id=found.id),
            why=tr("Nobody attests in it any more. Who is missing stays visible as overdue."),
            said=tr("What the campaign showed"),
        )

        def gather() -> Work[Campaign]:
            note = form.given
            return lambda session: campaigns.close(session, found.id, note)

        form.hold(tr("Close"), tr("Closing the campaign"), gather)

    def _attest(self, line: AttestationLine | None) -> None:
        if line is None or self.campaign is None:
            return
        form = AttestForm(self.context, self, self.campaign, line.addressee)
        campaigns = self.context.workspace.campaigns

        def gather() -> Work[Attestation]:
            new, unlock = form.entered(), form.unlock()
            return lambda session: campaigns.attest(session, new, unlock(session))

        form.hold(self.words.tr("Sign"), self.words.tr("Signing the attestation"), gather)

    def _attest_many(self) -> None:
        if self.campaign is None:
            return
        campaigns = self.context.workspace.campaigns
        records = campaigns.records(self.campaign.id)
        offered = {model: records[model] for model in self.awaited() if model in records}
        form = AttestManyForm(self.context, self, self.campaign, offered)

        def gather() -> Work[tuple[Attestation, ...]]:
            given, unlock = form.entered(), form.unlock()
            return lambda session: campaigns.attest_many(session, given, unlock(session))

        form.hold(self.words.tr("Sign"), self.words.tr("Signing the attestations"), gather)

    def _go(self, line: AttestationLine | None) -> None:
        if line is not None:
            self.context.navigate("record", model=line.addressee.model)

    def show_campaign(self, campaign: CampaignId) -> None:
        """Show another campaign."""
        place = self.chosen.findData(campaign)
        if place >= 0:
            self.chosen.setCurrentIndex(place)
            self.refresh()

    def arrive(self, selection: Mapping[str, str]) -> None:
        """Show the campaign asked for, and the model in it."""
        if "campaign" in selection:
            self.show_campaign(CampaignId(selection["campaign"]))
        super().arrive(selection)

    def selection(self) -> Mapping[str, str]:
        """Return campaign and model."""
        found = self.campaign
        return {**super().selection(), **({} if found is None else {"campaign": found.id})}


SECTION = CampaignsSection
