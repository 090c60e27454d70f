"""Who may decide on a version, on what exactly, and does it still hold?"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from core.audit import Action
from core.decisions import (
    STATE_AFTER,
    Binding,
    Condition,
    Decision,
    DecisionKind,
    Lapse,
    Obstacle,
    lapsed,
    signing_bytes,
)
from core.errors import NotAllowedError, UserError
from core.facts import Facts
from core.governance.conditions import ConditionLine, condition_lines
from core.governance.determinations import Determination
from core.governance.exceptions import covering
from core.governance.gate import Demand
from core.governance.since import SinceThen
from core.ids import DecisionId, DeterminationId, VersionId
from core.inventory import Dataset, ModelVersion
from core.messages import Message, message
from core.obstacles import approval_obstacles, rejection_obstacles, used_exceptions
from core.people import Permission, Person
from core.risk import months_later
from core.store.mapping import mapper_of
from core.store.transaction import Transaction
from core.texts import Text
from core.workspace import conditions
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.governance.changes_determined import change_obstacles
from core.workspace.governance.determined import exceptions
from core.workspace.governance.since import since_decision
from core.workspace.lookup import (
    active_person,
    facts_of,
    require_one_of,
    require_text,
    the_version,
)
from core.workspace.own_key import sign_as, signed_by
from core.workspace.people import SigningKey
from core.workspace.requests import DecisionRequest
from core.workspace.review import (
    RELEASED,
    blocked_by_findings,
    early_use_ended,
    set_under_review,
    suspend_early_use,
)
from core.workspace.session import Session
from core.workspace.tables import verified

_TOUCHED = Changes.DECISIONS | Changes.INVENTORY


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signer:
    """Who decides, with which key."""

    session: Session
    key: SigningKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a decision would be bound to, and what stands against it."""

    binding: Binding
    obstacles: tuple[Obstacle, ...]
    """Against an approval."""
    rejection: tuple[Obstacle, ...]


class Decisions:
    """Signed decisions."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def binding(self, version: VersionId) -> Binding:
        """Return what a decision taken now would be bound to."""
        return facts_of(self._desk.store, version, self._desk.policy).binding(self._today())

    def obstacles(self, version: VersionId, person: Person) -> tuple[Obstacle, ...]:
        """Return what stands against an approval of the version by this person; empty: nothing.

        Waivable ones do not stand against it when `DecisionRequest.accepted_undecided` gives a reason.
        """
        facts = facts_of(self._desk.store, version, self._desk.policy)
        store, today = self._desk.store, self._today()
        found = approval_obstacles(facts, person, store.all(Person), today)
        return (*found, *change_obstacles(store, facts, today))

    def resting_on(self, version: VersionId, person: Person) -> tuple[Determination, ...]:
        """Return the exceptions without which something would stand against an approval by this person."""
        facts = facts_of(self._desk.store, version, self._desk.policy)
        return used_exceptions(facts, person, self._desk.store.all(Person), self._today())

    def rejection_obstacles(self, version: VersionId, person: Person) -> tuple[Obstacle, ...]:
        """Return what stands against a rejection of the version by this person; empty: nothing."""
        return rejection_obstacles(facts_of(self._desk.store, version, self._desk.policy), person)

    def outlook(self, version: VersionId, person: Person) -> Outlook:
        """Return all of this about a version, read once: for pages."""
        store, today = self._desk.store, self._today()
        facts = facts_of(store, version, self._desk.policy)
        against = approval_obstacles(facts, person, store.all(Person), today)
        return Outlook(
            binding=facts.binding(today),
            obstacles=(*against, *change_obstacles(store, facts, today)),
            rejection=rejection_obstacles(facts, person),
        )

    def decide(self, session: Session, request: DecisionRequest, key: SigningKey) -> tuple[Decision, Changes]:
        """Record a signed decision and move the state; `NotAllowedError` names the first obstacle."""
        require_text(request.reason, message("The decision has no reason. Write why you decide so."))
        if key.person.id != session.person.id:
            raise NotAllowedError(
                message("The signing key belongs to somebody else. Sign with your own key.")
            )
        with self._desk.store.transaction(session, request.reason) as step:
            facts = facts_of(step, request.version, self._desk.policy)
            self._refuse(step, facts, request, session.person)
            self._check_conditions(step, request)
            if request.kind is not DecisionKind.REJECT:
                self._check_files(facts)
            decision = self._signed(step, facts, request, _Signer(session=session, key=key))
            step.put(decision, Action.DECISION_RECORDED)
            step.put(replace(facts.version, state=STATE_AFTER[request.kind]), Action.STATE_CHANGED)
        return decision, _TOUCHED

    def of(self, version: VersionId) -> tuple[Decision, ...]:
        """Return a version's decisions, newest first."""
        return self._desk.store.select(Decision, version=version)[::-1]

    def all(self) -> tuple[Decision, ...]:
        """Return every decision, newest first."""
        return self._desk.store.all(Decision)[::-1]

    def lapsed(self, version: VersionId) -> tuple[Lapse, ...]:
        """Return what was replaced since the newest approval; empty while it holds or there is none."""
        newest = next(iter(self.of(version)), None)
        if newest is None or not newest.is_approval:
            return ()
        return lapsed(newest.binding, self.binding(version))

    def since(self, version: VersionId) -> tuple[SinceThen, ...]:
        """Return each thing that was replaced, added or settled since the newest decision, by name."""
        return since_decision(self._desk, version)

    def conditions(self, version: VersionId | None = None) -> tuple[ConditionLine, ...]:
        """Return the conditions of all approvals, or of those of one version; what is open comes first."""
        return condition_lines(self.all() if version is None else self.of(version), self._today())

    def proof_obstacle(self, decision: DecisionId, index: int, person: Person) -> Message | None:
        """Return why a person may not hand in the proof of an open condition; None: they may."""
        return conditions.proof_refusal(self._desk.store, person, (decision, index))

    def judgment_obstacle(self, decision: DecisionId, index: int, person: Person) -> Message | None:
        """Return why a person may not judge the proof of an open condition; None: their roles decide."""
        return conditions.judgment_refusal(self._desk.store, person, (decision, index))

    def meet_condition(
        self, session: Session, decision: DecisionId, index: int, *, read: datetime | None = None
    ) -> tuple[Decision, Changes]:
        """Record that a condition is met; never lapses the approval; not by who had to meet it.

        `read` is when the proof was handed in that the person looked at.
        """
        return conditions.meet(self._desk, session, (decision, index), read=read), _TOUCHED

    def prove_condition(
        self, session: Session, decision: DecisionId, index: int, proof: tuple[str, ...], note: Text
    ) -> tuple[Decision, Changes]:
        """Hand in what shows that a condition is met; by its owner or their deputy on the model."""
        return conditions.prove(self._desk, session, (decision, index), proof, note), _TOUCHED

    def return_proof(
        self,
        session: Session,
        decision: DecisionId,
        index: int,
        reason: Text,
        *,
        read: datetime | None = None,
    ) -> tuple[Decision, Changes]:
        """Refuse a proof with a reason, so that it must be handed in again."""
        return conditions.send_back(self._desk, session, (decision, index), reason, read=read), _TOUCHED

    def review_overdue(self, session: Session) -> tuple[tuple[VersionId, ...], Changes]:
        """Set released versions under review whose approval ran out, or that something speaks against now.

        That is an overdue condition of the newest decision, or a finding of blocking severity that stands
        again because its acceptance ran out, or that blocks since the tier or the policy became stricter,
        or an exception from the policy that no longer holds. Use before validation is suspended when its
        permission ended.
        """
        require_one_of(session, Permission.OPERATE, Permission.RAISE_FINDING)
        self._desk.store.check_actor(session)
        overdue = [item.version for item in self._newest_by_version() if self._is_overdue(item)]
        found = dict.fromkeys((*overdue, *blocked_by_findings(self._desk.store, self._desk)))
        candidates = [item for item in found if the_version(self._desk.store, item).state in RELEASED]
        ended = early_use_ended(self._desk.store)
        if not candidates and not ended:
            return (), Changes.NONE
        with self._desk.store.transaction(session) as step:
            for version in candidates:
                set_under_review(step, the_version(step, version))
            for version in ended:
                suspend_early_use(step, version)
        return (*candidates, *ended), _TOUCHED

    def signature_valid(self, decision: Decision) -> bool:
        """Tell whether the signature fits what the decision says and the certificate of who decided."""
        person = self._desk.store.get(Person, decision.decided_by)
        said = signing_bytes(decision)
        return signed_by(person, decision.certificate_digest, said, decision.signature)

    def _newest_by_version(self) -> tuple[Decision, ...]:
        return tuple({item.version: item for item in self._desk.store.all(Decision)}.values())

    def _is_overdue(self, decision: Decision) -> bool:
        if not decision.is_approval:
            return False
        today, holding = self._today(), exceptions(self._desk.store, decision.version)
        excepted = covering(holding, Demand.CONDITIONS, "", today) is not None
        return (
            (bool(decision.overdue_conditions(today)) and not excepted)
            or not decision.in_force(today)
            or not {item.id for item in holding}.issuperset(decision.exceptions)
        )

    def _refuse(self, step: Transaction, facts: Facts, request: DecisionRequest, person: Person) -> None:
        if request.kind is DecisionKind.REJECT:
            found = rejection_obstacles(facts, person)
        else:
            found = approval_obstacles(facts, person, step.all(Person), self._today())
            found = (*found, *change_obstacles(step, facts, self._today()))
        waived = request.accepted_undecided is not None and bool(request.accepted_undecided.body.strip())
        for obstacle in found:
            if not (obstacle.waivable and waived):
                raise NotAllowedError(obstacle.message)

    def _check_conditions(self, step: Transaction, request: DecisionRequest) -> None:
        conditional = request.kind is DecisionKind.APPROVE_WITH_CONDITIONS
        if conditional and not request.conditions:
            raise UserError(
                message("An approval with conditions needs at least one condition. Add one, or just approve.")
            )
        if request.conditions and not conditional:
            raise UserError(
                message("Only an approval with conditions has conditions. Choose it, or remove them.")
            )
        for text, owner, due in request.conditions:
            require_text(text, message("A condition has no text. Write what must still be done."))
            active_person(step, owner)
            if due < self._today():
                raise UserError(message("A condition would be due in the past. Choose a later day."))

    def _check_files(self, facts: Facts) -> None:
        """Refuse an approval of what is no longer there: the stored model files and data sets."""
        kept = [*mapper_of(ModelVersion).files(facts.version)]
        for dataset in facts.datasets:
            kept += mapper_of(Dataset).files(dataset)
        for digest in kept:
            verified(self._desk, digest)

    def _signed(self, step: Transaction, facts: Facts, request: DecisionRequest, signer: _Signer) -> Decision:
        person, binding = signer.session.person, facts.binding(self._today())
        if person.certificate_digest is None:
            raise NotAllowedError(
                message("You have no signing key, so you cannot decide. Switch to a person.")
            )
        unsigned = Decision(
            id=DecisionId(step.new_id(Decision)),
            version=request.version,
            kind=request.kind,
            reason=request.reason,
            conditions=tuple(
                Condition(text=text, owner=owner, due=due) for text, owner, due in request.conditions
            ),
            binding=binding,
            state_digest=binding.state_digest,
            decided_by=person.id,
            decided_at=self._desk.clock(),
            expires=self._expiry(facts, request),
            accepted_undecided=_accepted(request),
            exceptions=self._exceptions(step, facts, request, person),
            certificate_digest=person.certificate_digest,
            signature="",
        )
        signature = sign_as(step, person.id, signer.key, signing_bytes(unsigned))
        return replace(unsigned, signature=signature)

    def _exceptions(
        self, step: Transaction, facts: Facts, request: DecisionRequest, person: Person
    ) -> tuple[DeterminationId, ...]:
        if request.kind is DecisionKind.REJECT:
            return ()
        used = used_exceptions(facts, person, step.all(Person), self._today())
        return tuple(item.id for item in used)

    def _expiry(self, facts: Facts, request: DecisionRequest) -> date | None:
        if request.kind is DecisionKind.REJECT:
            return None
        today = self._today()
        latest = months_later(today, facts.rule.approval_months)
        if request.expires is not None and not today < request.expires <= latest:
            raise UserError(
                message(
                    "In tier {tier} an approval ends between tomorrow and {latest}. Choose a day in between.",
                    tier=facts.tier,
                    latest=latest,
                )
            )
        return request.expires or latest

    def _today(self) -> date:
        return self._desk.clock().date()


def _accepted(request: DecisionRequest) -> Text | None:
    text = request.accepted_undecided
    if request.kind is DecisionKind.REJECT or text is None or not text.body.strip():
        return None
    return text
