"""How does a challenge get into the log, and how is it concluded?"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from core.audit import Action
from core.errors import NotAllowedError, UserError
from core.governance.challenges import Challenge, ChallengeOutcome, ChallengeTopic
from core.ids import ChallengeId, ModelId, PersonId, VersionId, model_of
from core.inventory import Model, ModelVersion
from core.messages import Message, message
from core.people import Permission, Person
from core.store.transaction import Transaction
from core.texts import Text
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.governance.subjects import require_subject
from core.workspace.lookup import Reader, require_text, the_model, the_version
from core.workspace.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class NewChallenge:
    """A challenge to be recorded."""

    model: ModelId
    topic: ChallengeTopic
    question: Text
    expertise: Text
    standing: Text
    version: VersionId | None = None
    due: date | None = None
    example: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewConclusion:
    """What came of a challenge."""

    outcome: ChallengeOutcome
    text: Text
    evidence: tuple[str, ...] = ()
    """Ids of what shows it."""
    read: datetime | None = None
    """When the answer was given that the person read; another one is not judged by it. None: as it is."""


class Challenges:
    """The log of effective challenge."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def all(self) -> tuple[Challenge, ...]:
        """Return every challenge, newest first."""
        return self._desk.store.all(Challenge)[::-1]

    def of(self, model: ModelId) -> tuple[Challenge, ...]:
        """Return the challenges of a model, newest first."""
        return self._desk.store.select(Challenge, model=model)[::-1]

    def get(self, challenge: ChallengeId) -> Challenge:
        """Return one challenge; raises `UserError` if there is none."""
        return the_challenge(self._desk.store, challenge)

    def answer_obstacle(self, challenge: ChallengeId, person: Person) -> Message | None:
        """Return why a person may not answer a challenge now; None: they may."""
        return _answer_refusal(self._desk.store, self.get(challenge), person)

    def conclusion_obstacle(self, challenge: ChallengeId, person: Person) -> Message | None:
        """Return why a person may not conclude a challenge now, whatever their roles; None: roles decide."""
        found = self.get(challenge)
        return _concluded(found) or _dependence(self._desk.store, person.id, found)

    def raise_new(self, session: Session, new: NewChallenge) -> tuple[Challenge, Changes]:
        """Question a model; by somebody who neither owns nor developed it, who says why they can judge."""
        session.require(Permission.RAISE_FINDING)
        require_text(new.question, message("The challenge is empty. Write what is questioned, and why."))
        require_text(
            new.expertise, message("The expertise is missing. Write why the challenger can judge it.")
        )
        require_text(
            new.standing,
            message("The standing is missing. Write what lets the challenger bring about a change."),
        )
        if new.due is not None and new.due < self._desk.clock().date():
            raise UserError(message("The answer would be due in the past. Choose a later day."))
        with self._desk.store.transaction(session) as step:
            model = the_model(step, new.model)
            _require_about(step, new)
            if session.person.id in interested(step, model, new.version):
                raise NotAllowedError(
                    message(
                        "{name} owns or developed {model}, so this would be no independent challenge. "
                        "Somebody else must raise it.",
                        name=session.person.name.name(),
                        model=model.id,
                    )
                )
            challenge = Challenge(
                id=ChallengeId(step.new_id(Challenge)),
                model=new.model,
                version=new.version,
                topic=new.topic,
                question=new.question,
                expertise=new.expertise,
                standing=new.standing,
                raised_by=session.person.id,
                raised_at=self._desk.clock(),
                due=new.due,
                example=new.example,
            )
            step.put(challenge, Action.CHALLENGE_RECORDED)
        return challenge, Changes.REVIEWS

    def answer(self, session: Session, challenge: ChallengeId, answer: Text) -> tuple[Challenge, Changes]:
        """Answer for the model; by somebody who owns or developed it. Earlier answers stay beside it."""
        require_text(answer, message("The answer is empty. Write what is said to the challenge."))
        with self._desk.store.transaction(session) as step:
            found = the_challenge(step, challenge)
            _refuse(_answer_refusal(step, found, session.person))
            answered = replace(
                found,
                answer=answer,
                answered_by=session.person.id,
                answered_at=self._desk.clock(),
                earlier=found.answers,
            )
            step.put(answered, Action.CHALLENGE_CHANGED)
        return answered, Changes.REVIEWS

    def conclude(
        self, session: Session, challenge: ChallengeId, new: NewConclusion
    ) -> tuple[Challenge, Changes]:
        """Say what came of it; by the challenger or somebody else independent, never by who answered.

        A change needs something that shows it; without an answer only a dispute can be recorded.
        """
        session.require(Permission.RAISE_FINDING)
        require_text(new.text, message("The conclusion is missing. Write what came of the challenge."))
        if new.outcome is ChallengeOutcome.OPEN:
            raise UserError(message("Choose what came of the challenge."))
        with self._desk.store.transaction(session, new.text) as step:
            found = the_challenge(step, challenge)
            _refuse(_concluded(found) or _dependence(step, session.person.id, found))
            _as_read(found, new.read)
            _require_shown(step, found, new)
            concluded = replace(
                found,
                outcome=new.outcome,
                conclusion=new.text,
                evidence=new.evidence,
                closed_by=session.person.id,
                closed_at=self._desk.clock(),
            )
            step.put(concluded, Action.CHALLENGE_CHANGED)
        return concluded, Changes.REVIEWS


def the_challenge(reader: Reader, challenge: ChallengeId) -> Challenge:
    """Return a challenge; raises `UserError` if there is none."""
    found = reader.get(Challenge, challenge)
    if found is None:
        raise UserError(message("There is no challenge {id}. Choose one from the list.", id=challenge))
    return found


def interested(reader: Reader, model: Model, version: VersionId | None) -> frozenset[PersonId]:
    """Return who owns the model or developed the version (or, without one, any version)."""
    versions = reader.select(ModelVersion, model=model.id)
    about = [item for item in versions if version in {None, item.id}]
    return frozenset({model.owner, *(item.developer for item in about)})


def _require_about(step: Transaction, new: NewChallenge) -> None:
    if new.version is None:
        return
    the_version(step, new.version)
    if model_of(new.version) != new.model:
        raise UserError(message("The version belongs to another model. Choose one of this model."))


def _refuse(refusal: Message | None) -> None:
    if refusal is not None:
        raise NotAllowedError(refusal)


def _concluded(found: Challenge) -> Message | None:
    if found.is_open:
        return None
    return message(
        "{challenge} is concluded, so it stays as it is. Raise a new challenge.", challenge=found.id
    )


def _answer_refusal(reader: Reader, found: Challenge, person: Person) -> Message | None:
    if not found.is_open:
        return _concluded(found)
    if person.id in interested(reader, the_model(reader, found.model), found.version):
        return None
    return message(
        "{name} neither owns nor developed {model}. Its owner or developer must answer.",
        name=person.name.name(),
        model=found.model,
    )


def _dependence(reader: Reader, person: PersonId, found: Challenge) -> Message | None:
    model = the_model(reader, found.model)
    answering = {item.by for item in found.answers}
    if person not in answering and person not in interested(reader, model, found.version):
        return None
    return message("Who owns, developed or answered for the model cannot conclude a challenge of it.")


def _as_read(found: Challenge, read: datetime | None) -> None:
    if read is not None and found.answered_at != read:
        raise UserError(
            message(
                "The answer to {challenge} was changed since you read it. Nothing was recorded. "
                "Read it again.",
                challenge=found.id,
            )
        )


def _require_shown(step: Transaction, found: Challenge, new: NewConclusion) -> None:
    if found.answer is None and new.outcome is not ChallengeOutcome.DISPUTED:
        raise NotAllowedError(
            message(
                "Nobody has answered {challenge} yet. Wait for the answer, or record a dispute.",
                challenge=found.id,
            )
        )
    if new.outcome in {ChallengeOutcome.CHANGED, ChallengeOutcome.PLANNED} and not new.evidence:
        raise UserError(
            message("A change needs something that shows it. Name a finding, run, version or document.")
        )
    for item in new.evidence:
        require_subject(step, item)
