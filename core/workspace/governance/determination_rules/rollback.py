"""Who may return to a version that was approved before, to which one, and what moves with it?"""

from dataclasses import replace

from core.audit import Action
from core.decisions import Decision, signing_bytes
from core.errors import NotAllowedError
from core.governance.determinations import Determination, DeterminationKind
from core.governance.rollback import (
    PLACES,
    REPLACEABLE,
    REPLACED_GOES_TO,
    RETURNABLE,
    RollbackOutcome,
)
from core.inventory import ModelVersion, RecordBasis, State
from core.messages import Message, message
from core.people import Permission, Person
from core.store.mapping import mapper_of
from core.store.transaction import Transaction
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.governance.changes_determined import compared_with
from core.workspace.governance.rule import Case, NewDetermination, Rule, Subject
from core.workspace.lookup import Reader, facts_of, the_version
from core.workspace.movement import no_longer
from core.workspace.own_key import signed_by
from core.workspace.tables import verified


def _returnable(case: Case) -> Message | None:
    """Refuse a version that was not approved, or whose approval does not hold today."""
    version = case.version
    if version is None:
        return None
    if case.model.basis is RecordBasis.TAKEN_OVER or version.state not in RETURNABLE:
        return message(
            "{version} is in the state “{state}”; only a version that was approved before and is not in use "
            "can be returned to.",
            version=version.id,
            state=version.state,
        )
    decisions = case.reader.select(Decision, version=version.id)
    newest = decisions[-1] if decisions else None
    if newest is None or not newest.is_approval or not _signed(case.reader, newest):
        return message(
            "{version} has no approval with a valid signature, so nobody can return to it. Have it approved "
            "first.",
            version=version.id,
        )
    facts = facts_of(case.reader, version.id, case.policy)
    if facts.changed:
        return message(
            "A table of {version} lies outside the workspace and was changed or removed: {dataset}. Restore "
            "it first.",
            version=version.id,
            dataset=facts.changed[0],
        )
    return no_longer(newest, facts, case.today)


def _replaced(case: Case) -> Message | None:
    """Refuse without the version that is replaced and the state it goes to."""
    new, version = case.new, case.version
    if new is None or version is None:
        return None
    named = compared_with(new.evidence)
    in_use = {item.id: item for item in case.versions if item.state in REPLACEABLE and item.id != version.id}
    if named not in in_use:
        return message(
            "Name the version that is replaced; it must be another one of {model} that is in use. Possible "
            "are: {versions}.",
            model=case.model.id,
            versions=", ".join(sorted(in_use)) or "–",
        )
    if _place(new) is None:
        return message("Say whether the replaced version is suspended or goes under review.")
    return None


def _place(said: NewDetermination | Determination) -> State | None:
    found = [item.answer for item in said.answers if item.question == REPLACED_GOES_TO]
    return next((place for place in PLACES if found == [place.value]), None)


def _moved(step: Transaction, desk: Desk, determination: Determination) -> Changes:
    """Bring back the version and take the replaced one out of use, after its files were found unchanged."""
    assert determination.version is not None  # noqa: S101 (a kind about a version)
    named = compared_with(determination.evidence)
    place = _place(determination)
    assert named is not None  # noqa: S101 (asked by `_replaced`)
    assert place is not None  # noqa: S101 (asked by `_replaced`)
    version, replaced = the_version(step, determination.version), the_version(step, named)
    for digest in mapper_of(ModelVersion).files(version):
        verified(desk, digest)
    step.put(replace(version, state=State.IN_USE), Action.STATE_CHANGED)
    if replaced.state is not place:
        step.put(replace(replaced, state=place), Action.STATE_CHANGED)
    return Changes.INVENTORY | Changes.DECISIONS


def _not_taken_back(step: Transaction, desk: Desk, determination: Determination) -> Changes:
    del step, desk
    raise NotAllowedError(
        message(
            "{id} was carried out and cannot be withdrawn. Return to the other version by a determination of "
            "its own.",
            id=determination.id,
        )
    )


def _signed(reader: Reader, decision: Decision) -> bool:
    """Tell whether a decision still carries the signature of who decided."""
    person = reader.get(Person, decision.decided_by)
    signed = signed_by(person, decision.certificate_digest, signing_bytes(decision), decision.signature)
    return signed and decision.binding.state_digest == decision.state_digest


RULE = Rule(
    kind=DeterminationKind.ROLLBACK,
    subject=Subject.VERSION,
    outcomes=RollbackOutcome,
    permissions=(Permission.DECIDE,),
    guards=(_returnable, _replaced),
    after=_moved,
    after_withdrawal=_not_taken_back,
    touched=Changes.INVENTORY | Changes.DECISIONS,
)
