"""How is a condition of an approval proved, sent back, and confirmed as met?"""

from collections.abc import Callable
from dataclasses import replace

from core.audit import Action
from core.decisions import Condition, Decision
from core.errors import NotAllowedError, UserError
from core.ids import DecisionId, PersonId, model_of
from core.messages import message
from core.people import Permission
from core.store.transaction import Transaction
from core.texts import Text
from core.workspace.desk import Desk
from core.workspace.governance.subjects import require_subject
from core.workspace.lookup import require_one_of, require_text, the_decision, the_model
from core.workspace.session import Session

_MAY_CONFIRM = (Permission.CLOSE_FINDING, Permission.DECIDE)


def prove(
    desk: Desk, session: Session, about: tuple[DecisionId, int], proof: tuple[str, ...], note: Text
) -> Decision:
    """Hand in what shows that a condition is met; by its owner or their deputy on the model."""
    require_text(note, message("The note is missing. Write how the condition was met."))
    if not proof:
        raise UserError(
            message("Nothing shows that the condition is met. Name a document, run, finding or version.")
        )
    with desk.store.transaction(session, note) as step:
        found, condition = _open(step, about)
        if session.person.id not in _responsible(step, found, condition):
            raise NotAllowedError(
                message(
                    "This condition is somebody else's to meet. Whoever has to meet it hands in the proof."
                )
            )
        for item in proof:
            require_subject(step, item)
        proved = replace(
            condition,
            proof=tuple(dict.fromkeys(proof)),
            proof_note=note,
            proved_by=session.person.id,
            proved_at=desk.clock(),
        )
        return _put(step, found, about[1], proved, Action.CONDITION_PROVED)


def send_back(desk: Desk, session: Session, about: tuple[DecisionId, int], reason: Text) -> Decision:
    """Refuse a proof with a reason; by somebody else than who has to meet the condition."""
    require_one_of(session, *_MAY_CONFIRM)
    require_text(reason, message("The reason is missing. Write what the proof lacks."))

    def emptied(condition: Condition) -> Condition:
        return replace(condition, proof=(), proof_note=None, proved_by=None, proved_at=None)

    with desk.store.transaction(session, reason) as step:
        return _judged(step, session, about, emptied, Action.CONDITION_PROVED)


def meet(desk: Desk, session: Session, about: tuple[DecisionId, int]) -> Decision:
    """Confirm that a condition is met; never lapses the approval; not by who had to meet or proved it."""
    require_one_of(session, *_MAY_CONFIRM)

    def met(condition: Condition) -> Condition:
        return replace(condition, met_at=desk.clock(), met_by=session.person.id)

    with desk.store.transaction(session) as step:
        return _judged(step, session, about, met, Action.CONDITION_MET)


def _judged(
    step: Transaction,
    session: Session,
    about: tuple[DecisionId, int],
    change: Callable[[Condition], Condition],
    action: Action,
) -> Decision:
    found, condition = _open(step, about)
    if session.person.id in {*_responsible(step, found, condition), condition.proved_by}:
        raise NotAllowedError(
            message("You had to meet this condition, so somebody else must confirm that it is met.")
        )
    if not condition.proof:
        raise NotAllowedError(
            message(
                "Nothing shows yet that the condition is met. Whoever has to meet it must hand in the proof."
            )
        )
    return _put(step, found, about[1], change(condition), action)


def _responsible(step: Transaction, decision: Decision, condition: Condition) -> frozenset[PersonId]:
    """Return who has to meet a condition: its owner, and whoever stands in for them on the model."""
    model = the_model(step, model_of(decision.version))
    deputies = (item.deputy for item in model.duties if item.person == condition.owner and item.deputy)
    return frozenset({condition.owner, *deputies})


def _open(step: Transaction, about: tuple[DecisionId, int]) -> tuple[Decision, Condition]:
    decision, index = the_decision(step, about[0]), about[1]
    if not 0 <= index < len(decision.conditions) or decision.conditions[index].met_at is not None:
        raise UserError(
            message("{decision} has no such open condition. Refresh the list.", decision=decision.id)
        )
    return decision, decision.conditions[index]


def _put(step: Transaction, decision: Decision, index: int, condition: Condition, action: Action) -> Decision:
    conditions = (*decision.conditions[:index], condition, *decision.conditions[index + 1 :])
    changed = replace(decision, conditions=conditions)
    step.put(changed, action)
    return changed
