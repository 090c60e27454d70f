"""May real decisions rest on a version today, and if not, why?"""

from core.decisions import Decision, lapsed
from core.governance.deployments import USABLE
from core.governance.determinations import Determination, DeterminationKind
from core.ids import VersionId
from core.inventory import ModelVersion, RecordBasis, State
from core.messages import Message, message
from core.policy import Policy
from core.workspace.desk import Desk
from core.workspace.governance.determined import in_force
from core.workspace.lookup import Reader, facts_of, the_model, the_version


def use_refusal(
    reader: Reader, version: VersionId, desk: Desk, policy: Policy | None = None
) -> Message | None:
    """Return why a version may not be used now; None: it may.

    It may by an approval that holds, by a signed permission to use it before validation that holds, or, if
    its model was taken over from an older register, as that register recorded it. A list over many versions
    hands the policy in, so that it is read once.
    """
    found = the_version(reader, version)
    if found.state not in USABLE:
        return message(
            "{version} is in the state “{state}”, so no real decision may rest on it. Nothing was changed. "
            "Have it approved first.",
            version=version,
            state=found.state,
        )
    if found.state is State.PRE_VALIDATION_USE:
        return _before_validation(reader, found, desk)
    if the_model(reader, found.model).basis is RecordBasis.TAKEN_OVER and found.state is State.IN_USE:
        return None
    return approval_refusal(reader, version, desk, policy)


def approval_refusal(
    reader: Reader, version: VersionId, desk: Desk, policy: Policy | None = None
) -> Message | None:
    """Return why a version has no approval that holds today; None: it has one."""
    decisions = reader.select(Decision, version=version)
    newest = decisions[-1] if decisions else None
    if newest is None or not newest.is_approval:
        return message(
            "{version} has no approval, so it cannot be used. Have it approved first.", version=version
        )
    if not newest.in_force(desk.clock().date()):
        return message(
            "The approval {decision} ended on {day}. Have the version decided on again.",
            decision=newest.id,
            day=newest.expires,
        )
    now = facts_of(reader, version, policy or desk.policy).binding(desk.clock().date())
    replaced = lapsed(newest.binding, now)
    if replaced:
        return message(
            "The approval {decision} has lapsed because this was replaced: {what}. "
            "Have the version decided on again.",
            decision=newest.id,
            what=replaced[0],
        )
    return None


def _before_validation(reader: Reader, version: ModelVersion, desk: Desk) -> Message | None:
    made = reader.select(Determination, version=version.id)
    holding = in_force(reader, made, desk.clock().date())
    if any(item.kind is DeterminationKind.PRE_VALIDATION_USE for item in holding):
        return None
    return message(
        "The permission to use {version} before validation is missing or no longer holds. "
        "Have it determined again, or end the use.",
        version=version.id,
    )
