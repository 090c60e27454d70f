"""How is a condition of an approval proved, sent back, and confirmed as met?"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from core.audit import Action
from core.decisions import Condition, Decision
from core.errors import NotAllowedError, UserError
from core.ids import DecisionId, PersonId, model_of
from core.messages import Message, message
from core.people import Permission, Person
from core.store.transaction import Transaction
from core.texts import Text
from core.workspace.desk import Desk
from core.workspace.governance.subjects import require_subject
from core.workspace.lookup import Reader, require_one_of, require_text, the_decision, the_model
from core.workspace.session import Session

MAY_CONFIRM = (Permission.CLOSE_FINDING, Permission.DECIDE)
"""One of these permissions is needed to judge a proof."""
About = tuple[DecisionId, int]
"""A decision and the place of the condition in it, from 0 on."""


def proof_refusal(reader: Reader, person: Person, about: About) -> Message | None:
    """Return why a person may not hand in the proof of a condition now, or None."""
    found, condition = _open(reader, about)
    if person.id in _responsible(reader, found, condition):
        return None
    return message("This condition is somebody else's to meet. Whoever has to meet it hands in the proof.")


def judgment_refusal(reader: Reader, person: Person, about: About) -> Message | None:
    """Return why a person may not judge the proof of a condition now, whatever their roles, or None."""
    found, condition = _open(reader, about)
    if person.id in {*_responsible(reader, found, condition), condition.proved_by}:
        return message("You had to meet this condition, so somebody else must confirm that it is met.")
    if not condition.proof:
        return message(
            "Nothing shows yet that the condition is met. Whoever has to meet it must hand in the proof."
        )
    return None


def prove(desk: Desk, session: Session, about: About, proof: tuple[str, ...], note: Text) -> Decision:
    """Hand in what shows that a condition is met; by its owner or their deputy on the model."""
    require_text(note, message("The note is missing. Write how the condition was met."))
    if not proof:
        raise UserError(
            message("Nothing shows that the condition is met. Name a document, run, finding or version.")
        )
    with desk.store.transaction(session, note) as step:
        found, condition = _open(step, about)
        _refuse(proof_refusal(step, session.person, about))
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


def send_back(
    desk: Desk, session: Session, about: About, reason: Text, *, read: datetime | None = None
) -> Decision:
    """Refuse a proof with a reason; by somebody else than who has to meet the condition."""
    require_one_of(session, *MAY_CONFIRM)
    require_text(reason, message("The reason is missing. Write what the proof lacks."))

    def emptied(condition: Condition) -> Condition:
        return replace(condition, proof=(), proof_note=None, proved_by=None, proved_at=None)

    with desk.store.transaction(session, reason) as step:
        _as_read(step, about, read)
        return _judged(step, session, about, emptied, Action.CONDITION_PROVED)


def meet(desk: Desk, session: Session, about: About, *, read: datetime | None = None) -> Decision:
    """Confirm that a condition is met; never lapses the approval; not by who had to meet or proved it.

    `read` is when the proof was handed in that the person looked at; another one is not confirmed by it.
    """
    require_one_of(session, *MAY_CONFIRM)

    def met(condition: Condition) -> Condition:
        return replace(condition, met_at=desk.clock(), met_by=session.person.id)

    with desk.store.transaction(session) as step:
        _as_read(step, about, read)
        return _judged(step, session, about, met, Action.CONDITION_MET)


def _as_read(step: Transaction, about: About, read: datetime | None) -> None:
    if read is not None and _open(step, about)[1].proved_at != read:
        raise UserError(
            message(
                "The proof of this condition was changed since you read it. Nothing was recorded. "
                "Read it again."
            )
        )


def _judged(
    step: Transaction,
    session: Session,
    about: About,
    change: Callable[[Condition], Condition],
    action: Action,
) -> Decision:
    found, condition = _open(step, about)
    _refuse(judgment_refusal(step, session.person, about))
    return _put(step, found, about[1], change(condition), action)


def _refuse(refusal: Message | None) -> None:
    if refusal is not None:
        raise NotAllowedError(refusal)


def _responsible(reader: Reader, decision: Decision, condition: Condition) -> frozenset[PersonId]:
    """Return who has to meet a condition: its owner, and whoever stands in for them on the model."""
    model = the_model(reader, model_of(decision.version))
    deputies = (item.deputy for item in model.duties if item.person == condition.owner and item.deputy)
    return frozenset({condition.owner, *deputies})


def _open(reader: Reader, about: About) -> tuple[Decision, Condition]:
    decision, index = the_decision(reader, about[0]), about[1]
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
