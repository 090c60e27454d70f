"""Who may permit use before validation, and what ends it?"""

from dataclasses import replace

from core.audit import Action
from core.governance.determinations import Determination, DeterminationKind
from core.governance.exceptions import EarlyUseOutcome
from core.inventory import ModelVersion, RecordBasis, State, next_states
from core.messages import Message, message
from core.people import Permission
from core.policy import Policy
from core.store.transaction import Transaction
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.governance.rule import Case, Rule, Subject
from core.workspace.lookup import the_version


def _longest(policy: Policy) -> int:
    return policy.pre_validation_days


def _state(case: Case) -> Message | None:
    if case.version is None:
        return None
    if case.model.basis is RecordBasis.TAKEN_OVER:
        return message(
            "The model was taken over from an older register and is not evidenced, so its use before "
            "validation cannot be permitted. Register the model anew with its evidence."
        )
    state = case.version.state
    if state is State.PRE_VALIDATION_USE or State.PRE_VALIDATION_USE in next_states(state, case.model.basis):
        return None
    return message(
        "{version} is in the state “{state}”, from which nobody uses it before validation.",
        version=case.version.id,
        state=state,
    )


def _ends(step: Transaction, desk: Desk, determination: Determination) -> Changes:
    """Suspend the use when the permission was withdrawn or refused anew."""
    del desk
    if determination.outcome == EarlyUseOutcome.PERMITTED and determination.withdrawn_at is None:
        return Changes.NONE
    assert determination.version is not None  # noqa: S101 (a kind about a version)
    version: ModelVersion = the_version(step, determination.version)
    if version.state is not State.PRE_VALIDATION_USE or _another(step, determination):
        return Changes.NONE
    step.put(replace(version, state=State.SUSPENDED), Action.STATE_CHANGED)
    return Changes.INVENTORY | Changes.DECISIONS


def _another(step: Transaction, determination: Determination) -> bool:
    """Tell whether it is not the newest of its version, so that nothing rested on it."""
    assert determination.version is not None  # noqa: S101 (a kind about a version)
    found = [
        item
        for item in step.select(Determination, version=determination.version)
        if item.kind is DeterminationKind.PRE_VALIDATION_USE
    ]
    return found[-1].id != determination.id


_PERMITTED = frozenset({EarlyUseOutcome.PERMITTED})
RULE = Rule(
    kind=DeterminationKind.PRE_VALIDATION_USE,
    subject=Subject.VERSION,
    outcomes=EarlyUseOutcome,
    permissions=(Permission.DECIDE,),
    not_by_owner=frozenset(EarlyUseOutcome),
    limits=_PERMITTED,
    informed=_PERMITTED,
    expiry=_PERMITTED,
    longest=_longest,
    guards=(_state,),
    after=_ends,
    after_withdrawal=_ends,
    touched=Changes.INVENTORY | Changes.DECISIONS,
)
