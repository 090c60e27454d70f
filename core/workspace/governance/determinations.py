"""How is something determined with a signature, withdrawn, and found again?"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from core.audit import Action
from core.errors import NotAllowedError, UserError
from core.governance.determinations import Determination, DeterminationKind, newest, signed_bytes
from core.ids import DeterminationId, ModelId, VersionId, model_of
from core.inventory import ModelVersion
from core.messages import Message, message
from core.people import Person
from core.store.beforehand import Beforehand
from core.store.transaction import Transaction
from core.texts import Text
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.governance.determination_rules import rules
from core.workspace.governance.determined import SignatureState, signature_state
from core.workspace.governance.guards import person_refusal, request_refusal, withdrawal_refusal
from core.workspace.governance.outdated import all_outdated, outdated
from core.workspace.governance.rule import Case, NewDetermination, Rule, Subject
from core.workspace.lookup import Reader, require_text, the_model, the_version
from core.workspace.own_key import sign_as
from core.workspace.people import SigningKey
from core.workspace.session import Session

__all__ = ["Determinations", "NewDetermination", "SignatureState"]


class Determinations:
    """Signed determinations about models and versions."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def all(self) -> tuple[Determination, ...]:
        """Return every determination, newest first."""
        return self._desk.store.all(Determination)[::-1]

    def get(self, determination: DeterminationId) -> Determination:
        """Return one determination; raises `UserError` if there is none."""
        return _the_determination(self._desk.store, determination)

    def of(self, subject: ModelId | VersionId) -> tuple[Determination, ...]:
        """Return what was determined about a version, or a model with all its versions; newest first."""
        return _about(self._desk.store, subject)[::-1]

    def newest(
        self, kind: DeterminationKind, subject: ModelId | VersionId, *, topic: str = ""
    ) -> Determination | None:
        """Return the last determination of one question, even if it was withdrawn or ran out."""
        return newest(_about(self._desk.store, subject), kind, topic=topic)

    def holding(
        self, kind: DeterminationKind, subject: ModelId | VersionId, *, topic: str = ""
    ) -> Determination | None:
        """Return the determination in force: the last one, if it holds today and its signature is valid."""
        found = self.newest(kind, subject, topic=topic)
        if found is None or not found.holds(self._desk.clock().date()):
            return None
        return found if self.signature_valid(found) else None

    def signature_state(self, determination: Determination) -> SignatureState:
        """Tell whether the signature fits what is said and the certificate of who determined it."""
        return signature_state(self._desk.store, determination)

    def signature_states(self, items: Iterable[Determination]) -> tuple[SignatureState, ...]:
        """Tell it of many, for lists: each person is read once."""
        known = Beforehand(self._desk.store)
        return tuple(signature_state(known, item) for item in items)

    def signature_valid(self, determination: Determination) -> bool:
        """Tell whether the signature is valid; one of which a text was erased can no longer be checked."""
        return self.signature_state(determination) is SignatureState.VALID

    def outdated(self, determination: Determination) -> tuple[Message, ...]:
        """Return what changed since, so that it must be determined anew; empty while it is up to date."""
        return outdated(self._desk.store, determination)

    def all_outdated(self, items: Iterable[Determination]) -> tuple[tuple[Message, ...], ...]:
        """Return it of many, for lists: the trail is asked twice, however many there are."""
        return all_outdated(self._desk.store, items)

    def latest_day(self, kind: DeterminationKind) -> date | None:
        """Return the last day the policy allows for a kind; None where it sets none."""
        longest = _rule(kind).longest
        if longest is None:
            return None
        return self._desk.clock().date() + timedelta(days=longest(self._desk.policy))

    def obstacles(
        self, kind: DeterminationKind, subject: ModelId | VersionId, person: Person
    ) -> tuple[Message, ...]:
        """Return what stands against a determination of this kind by this person, whatever its outcome."""
        rule = _rule(kind)
        case = self._case(self._desk.store, subject, person)
        found = (person_refusal(rule, case), *(guard(case) for guard in rule.guards))
        return tuple(item for item in found if item is not None)

    def refusal(self, new: NewDetermination, person: Person) -> Message | None:
        """Return why this may not be determined by this person as it stands, or None."""
        rule = _rule(new.kind)
        subject = _subject(rule, new)
        case = replace(self._case(self._desk.store, subject, person), new=new)
        return person_refusal(rule, case) or request_refusal(rule, case)

    def determine(
        self, session: Session, new: NewDetermination, key: SigningKey
    ) -> tuple[Determination, Changes]:
        """Record a signed determination with what follows from it; all facts are read inside the step."""
        rule = _rule(new.kind)
        require_text(new.reason, message("The determination has no reason. Write why you determine it so."))
        if key.person.id != session.person.id:
            raise NotAllowedError(
                message("The signing key belongs to somebody else. Sign with your own key.")
            )
        with self._desk.store.transaction(session, new.reason) as step:
            person = _acting(step, session)
            case = replace(self._case(step, _subject(rule, new), person), new=new)
            refused = person_refusal(rule, case) or request_refusal(rule, case)
            if refused is not None:
                raise NotAllowedError(refused)
            determination = self._signed(step, case, rule, key)
            step.put(determination, Action.DETERMINED)
            changes = rule.after(step, self._desk, determination)
        return determination, Changes.DETERMINATIONS | rule.touched | changes

    def withdraw(
        self, session: Session, determination: DeterminationId, reason: Text
    ) -> tuple[Determination, Changes]:
        """Withdraw a determination; it stays readable, and no older one comes back in its place."""
        require_text(reason, message("The reason is missing. Write why the determination is withdrawn."))
        with self._desk.store.transaction(session, reason) as step:
            found = _the_determination(step, determination)
            if found.withdrawn_at is not None:
                raise UserError(message("{id} was withdrawn before. Nothing was changed.", id=found.id))
            rule, person = _rule(found.kind), _acting(step, session)
            case = self._case(step, found.version or found.model, person)
            refused = person_refusal(rule, case) or withdrawal_refusal(rule, case, found.decided_by)
            if refused is not None:
                raise NotAllowedError(refused)
            withdrawn = replace(
                found, withdrawn_by=person.id, withdrawn_at=self._desk.clock(), withdrawn_because=reason
            )
            step.put(withdrawn, Action.DETERMINATION_WITHDRAWN)
            changes = rule.after_withdrawal(step, self._desk, withdrawn)
        return withdrawn, Changes.DETERMINATIONS | rule.touched | changes

    def _case(self, reader: Reader, subject: ModelId | VersionId, person: Person) -> Case:
        version = the_version(reader, VersionId(subject)) if "@" in subject else None
        model = the_model(reader, model_of(VersionId(subject)))
        return Case(
            reader=reader,
            policy=self._desk.policy,
            model=model,
            version=version,
            versions=reader.select(ModelVersion, model=model.id),
            given=reader.select(Determination, model=model.id),
            person=person,
            today=self._desk.clock().date(),
            new=None,
        )

    def _signed(self, step: Transaction, case: Case, rule: Rule, key: SigningKey) -> Determination:
        new, person = case.new, case.person
        assert new is not None  # noqa: S101 (set by `determine`)
        assert person.certificate_digest is not None  # noqa: S101 (asked by `person_refusal`)
        unsigned = Determination(
            id=DeterminationId(step.new_id(Determination)),
            kind=new.kind,
            model=case.model.id,
            version=new.version,
            topic=new.topic,
            outcome=new.outcome,
            answers=new.answers,
            reason=new.reason,
            limits=new.limits,
            informed=new.informed,
            evidence=new.evidence,
            catalogue=rule.catalogue(new.topic),
            expires=self._expiry(case, rule),
            decided_by=person.id,
            decided_at=self._desk.clock(),
            certificate_digest=person.certificate_digest,
            signature="",
        )
        signature = sign_as(step, person.id, key, signed_bytes(unsigned))
        signed = replace(unsigned, signature=signature)
        if not rule.follows(signed):
            raise UserError(
                message(
                    "The outcome does not follow from the answers. Nothing was signed. "
                    "Go through the questions again."
                )
            )
        return signed

    def _expiry(self, case: Case, rule: Rule) -> date | None:
        new = case.new
        assert new is not None  # noqa: S101 (set by `determine`)
        if new.expires is not None or new.outcome not in rule.expiry or rule.longest is None:
            return new.expires
        return case.today + timedelta(days=rule.longest(case.policy))


def _rule(kind: DeterminationKind) -> Rule:
    found = rules().get(kind)
    if found is None:
        raise UserError(message("There is no rule for “{kind}”, so it cannot be determined.", kind=kind))
    return found


def _subject(rule: Rule, new: NewDetermination) -> ModelId | VersionId:
    if rule.subject is Subject.MODEL:
        if new.version is not None:
            raise UserError(
                message("“{kind}” is determined for the model, not for one version.", kind=new.kind)
            )
        return new.model
    if new.version is None or model_of(new.version) != new.model:
        raise UserError(message("“{kind}” is determined for one version. Name it.", kind=new.kind))
    return new.version


def _acting(step: Transaction, session: Session) -> Person:
    """Return the acting person as stored now: roles may have changed since the sign-in."""
    step.check_actor()
    person = step.get(Person, session.person.id)
    assert person is not None  # noqa: S101 (asked by `check_actor`)
    return person


def _about(reader: Reader, subject: ModelId | VersionId) -> tuple[Determination, ...]:
    if "@" in subject:
        return reader.select(Determination, version=subject)
    return reader.select(Determination, model=subject)


def _the_determination(reader: Reader, determination: DeterminationId) -> Determination:
    found = reader.get(Determination, determination)
    if found is None:
        raise UserError(
            message("There is no determination {id}. Choose one from the list.", id=determination)
        )
    return found
