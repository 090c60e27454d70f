"""How is a campaign of attestations opened, answered and closed?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.audit import Action
from core.canonical import sha256
from core.errors import NotAllowedError, UserError
from core.governance.campaigns import (
    Addressee,
    Attestation,
    AttestationAnswer,
    AttestationLine,
    Campaign,
    attested_bytes,
    lines,
)
from core.ids import AttestationId, CampaignId, Digest, ModelId, PersonId
from core.inventory import Model
from core.messages import Message, message
from core.people import Permission, Person, PersonKind
from core.store.transaction import Transaction
from core.texts import Text
from core.ties import Duty
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.lookup import Reader, require_one_of, require_text, the_model
from core.workspace.own_key import sign_as, signed_by
from core.workspace.people import SigningKey
from core.workspace.session import Session

MAY_OPEN = (Permission.DECIDE, Permission.MANAGE_PEOPLE)
"""One of these permissions is needed to open or close a campaign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCampaign:
    """A campaign to be opened."""

    title: Text
    statement: Text
    due: date
    models: tuple[ModelId, ...] = ()
    """Empty: every model."""
    example: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAttestation:
    """What a person states for one model of a campaign."""

    campaign: CampaignId
    model: ModelId
    answer: AttestationAnswer
    text: Text | None = None
    record: Digest | None = None
    """Digest of the record the person read; refused when the record has changed since. None: as it is."""


class Campaigns:
    """Attestation campaigns."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def all(self) -> tuple[Campaign, ...]:
        """Return every campaign, newest first."""
        return self._desk.store.all(Campaign)[::-1]

    def get(self, campaign: CampaignId) -> Campaign:
        """Return one campaign; raises `UserError` if there is none."""
        return the_campaign(self._desk.store, campaign)

    def lines(self, campaign: CampaignId) -> tuple[AttestationLine, ...]:
        """Return each addressee with what was stated."""
        found = self.get(campaign)
        given = self._desk.store.select(Attestation, state=campaign)
        return lines(found, given, self._records(found), self._desk.clock().date())

    def attest_obstacle(self, campaign: CampaignId, model: ModelId, person: Person) -> Message | None:
        """Return why a person may not attest for a model now; None: they may."""
        found = self.get(campaign)
        return (
            _closed(found)
            or _unable(person)
            or _not_asked(person, _addressee(found, model), the_model(self._desk.store, model))
        )

    def close_obstacle(self, campaign: CampaignId) -> Message | None:
        """Return why a campaign cannot be closed, whoever wants it; None: it can."""
        return _closed(self.get(campaign))

    def who_may(self, campaign: CampaignId) -> Mapping[ModelId, frozenset[PersonId]]:
        """Return who may attest for each model of a campaign: who was asked, and deputies of the owner."""
        models = {item.id: item for item in self._desk.store.all(Model)}
        return {
            item.model: frozenset({item.person, *deputies(models[item.model])})
            for item in self.get(campaign).addressees
            if item.model in models
        }

    def records(self, campaign: CampaignId) -> Mapping[ModelId, Digest]:
        """Return the digest of the record of each model of a campaign as it is now."""
        return self._records(self.get(campaign))

    def record_of(self, model: ModelId) -> Digest:
        """Return the digest of a model's record as it is now."""
        stored = self._desk.store.last_event(Model, model)
        if stored is None:
            raise UserError(message("There is no model {id}. Choose one from the list.", id=model))
        return sha256(stored[0])

    def open(self, session: Session, new: NewCampaign) -> tuple[Campaign, Changes]:
        """Ask the owner of each model; the list of addressees stays as it is now."""
        require_one_of(session, *MAY_OPEN)
        require_text(new.title, message("The campaign has no title. Give it one."))
        require_text(
            new.statement, message("The statement is missing. Write what is to be attested, word for word.")
        )
        if new.due < self._desk.clock().date():
            raise UserError(message("The campaign would be due in the past. Choose a later day."))
        with self._desk.store.transaction(session) as step:
            chosen = [the_model(step, model) for model in new.models] or list(step.all(Model))
            if not chosen:
                raise UserError(message("There is no model to be attested. Register one first."))
            campaign = Campaign(
                id=CampaignId(step.new_id(Campaign)),
                title=new.title,
                statement=new.statement,
                addressees=tuple(Addressee(model=item.id, person=item.owner) for item in chosen),
                due=new.due,
                opened_by=session.person.id,
                opened_at=self._desk.clock(),
                example=new.example,
            )
            step.put(campaign, Action.CAMPAIGN_OPENED)
        return campaign, Changes.REVIEWS

    def attest(self, session: Session, new: NewAttestation, key: SigningKey) -> tuple[Attestation, Changes]:
        """State for one model, signed; by its addressee or the owner's deputy, and only while it is open."""
        (attestation,), changes = self.attest_many(session, (new,), key)
        return attestation, changes

    def attest_many(
        self, session: Session, given: Sequence[NewAttestation], key: SigningKey
    ) -> tuple[tuple[Attestation, ...], Changes]:
        """State for several models at once: each is signed by itself, and all are recorded or none."""
        _check_key(session, key)
        if not given:
            raise UserError(message("No model was chosen. Nothing was signed. Choose at least one."))
        if any(item.answer is not AttestationAnswer.AFFIRMED and not _says(item) for item in given):
            raise UserError(message("Say what is not as the statement has it."))
        with self._desk.store.transaction(session) as step:
            made = tuple(self._attested(step, item, session, key) for item in given)
        return made, Changes.REVIEWS

    def close(self, session: Session, campaign: CampaignId, note: Text) -> tuple[Campaign, Changes]:
        """End a campaign; what is missing stays visible as overdue."""
        require_one_of(session, *MAY_OPEN)
        require_text(note, message("The note is missing. Write what the campaign showed."))
        with self._desk.store.transaction(session, note) as step:
            found = _open(step, campaign)
            closed = replace(
                found, closed_by=session.person.id, closed_at=self._desk.clock(), closing_note=note
            )
            step.put(closed, Action.CAMPAIGN_CHANGED)
        return closed, Changes.REVIEWS

    def signature_valid(self, attestation: Attestation) -> bool:
        """Tell whether the signature fits what was stated and the certificate of who stated it."""
        person = self._desk.store.get(Person, attestation.given_by)
        campaign = self._desk.store.get(Campaign, attestation.campaign)
        return campaign is not None and attested(attestation, campaign, person)

    def _attested(
        self, step: Transaction, new: NewAttestation, session: Session, key: SigningKey
    ) -> Attestation:
        campaign = _open(step, new.campaign)
        addressee = _addressee(campaign, new.model)
        _refuse(_not_asked(session.person, addressee, the_model(step, new.model)))
        record = self.record_of(new.model)
        if new.record is not None and new.record != record:
            raise UserError(
                message(
                    "The record of {model} was changed since you read it. Nothing was signed. Read it "
                    "again, then attest.",
                    model=new.model,
                )
            )
        attestation = self._signed(step, new, (session, key, addressee), record, campaign)
        step.put(attestation, Action.ATTESTED)
        return attestation

    def _records(self, campaign: Campaign) -> Mapping[ModelId, Digest]:
        digests = self._desk.store.digests(Model)
        return {item.model: digests[item.model] for item in campaign.addressees if item.model in digests}

    def _signed(
        self,
        step: Transaction,
        new: NewAttestation,
        who: tuple[Session, SigningKey, Addressee],
        record: Digest,
        campaign: Campaign,
    ) -> Attestation:
        session, key, addressee = who
        certificate = session.person.certificate_digest or Digest("")
        unsigned = Attestation(
            id=AttestationId(step.new_id(Attestation)),
            campaign=campaign.id,
            model=new.model,
            answer=new.answer,
            text=new.text,
            record=record,
            given_by=session.person.id,
            for_=addressee.person,
            given_at=self._desk.clock(),
            certificate_digest=certificate,
            signature="",
            certificates=session.person.chain_of(certificate),
        )
        said = attested_bytes(unsigned, campaign.statement)
        return replace(unsigned, signature=sign_as(step, session.person.id, key, said))


def the_campaign(reader: Reader, campaign: CampaignId) -> Campaign:
    """Return a campaign; raises `UserError` if there is none."""
    found = reader.get(Campaign, campaign)
    if found is None:
        raise UserError(message("There is no campaign {id}. Choose one from the list.", id=campaign))
    return found


def attested(attestation: Attestation, campaign: Campaign, person: Person | None) -> bool:
    """Tell whether an attestation is signed with a person's key, for the words of its campaign.

    The certificates that it carries must be those the person had.
    """
    said = attested_bytes(attestation, campaign.statement)
    known = () if person is None else person.chain_of(attestation.certificate_digest)
    if attestation.certificates and attestation.certificates != known:
        return False
    return signed_by(person, attestation.certificate_digest, said, attestation.signature)


def deputies(model: Model) -> frozenset[PersonId]:
    """Return who may attest for the owner."""
    return frozenset(item.deputy for item in model.duties if item.duty is Duty.OWNER and item.deputy)


def _says(new: NewAttestation) -> bool:
    return new.text is not None and bool(new.text.body.strip())


def _open(step: Transaction, campaign: CampaignId) -> Campaign:
    found = the_campaign(step, campaign)
    _refuse(_closed(found))
    return found


def _refuse(refusal: Message | None) -> None:
    if refusal is not None:
        raise NotAllowedError(refusal)


def _closed(campaign: Campaign) -> Message | None:
    if campaign.is_open:
        return None
    return message(
        "{campaign} is closed, so nothing is attested in it any more. Open a new one.",
        campaign=campaign.id,
    )


def _addressee(campaign: Campaign, model: ModelId) -> Addressee:
    found = next((item for item in campaign.addressees if item.model == model), None)
    if found is None:
        raise UserError(
            message(
                "{model} is not part of {campaign}. Choose one of its models.",
                model=model,
                campaign=campaign.id,
            )
        )
    return found


def _not_asked(person: Person, addressee: Addressee, model: Model) -> Message | None:
    if person.id == addressee.person or person.id in deputies(model):
        return None
    return message(
        "{name} is neither asked for {model} nor the deputy of its owner. Nothing was signed. "
        "Whoever is asked must attest.",
        name=person.name.name(),
        model=model.id,
    )


def _unable(person: Person) -> Message | None:
    if person.kind is PersonKind.SERVICE or person.certificate_digest is None or not person.active:
        return message("Only a person can attest. Switch to one who may sign.")
    return None


def _check_key(session: Session, key: SigningKey) -> None:
    _refuse(_unable(session.person))
    if key.person.id != session.person.id:
        raise NotAllowedError(message("The signing key belongs to somebody else. Sign with your own key."))
