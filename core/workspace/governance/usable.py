"""May real decisions rest on a version today, and if not, why?"""

from core.decisions import Binding, Decision, lapsed
from core.facts import Known
from core.governance.deployments import USABLE
from core.governance.determinations import Determination, DeterminationKind
from core.ids import VersionId
from core.inventory import ModelVersion, RecordBasis, State
from core.messages import Message, message
from core.policy import Policy
from core.risk import RiskAssessment
from core.store.beforehand import Beforehand
from core.workspace.desk import Desk
from core.workspace.governance.determined import in_force
from core.workspace.lookup import Reader, facts_of, the_dataset, the_model, the_version
from core.workspace.references import changed_references
from core.workspace.risk_facts import tier_override


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
            "{version} is in the state “{state}”, so no real decision may rest on it. "
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
    replaced = lapsed(newest.binding, _binding(reader, version, desk, policy or desk.policy))
    if replaced:
        return message(
            "The approval {decision} has lapsed because this was replaced: {what}. "
            "Have the version decided on again.",
            decision=newest.id,
            what=replaced[0],
        )
    return None


def _binding(reader: Reader, version: VersionId, desk: Desk, policy: Policy) -> Binding:
    """Return what an approval would be bound to now; of a list only what can lapse one is gathered."""
    if not isinstance(reader, Beforehand):
        return facts_of(reader, version, policy).binding(desk.clock().date())
    found, runs = the_version(reader, version), reader.run_heads(version)
    assessments = reader.select(RiskAssessment, version=version)
    used = dict.fromkeys((*found.datasets, *(run.dataset for run in runs)))
    datasets = tuple(the_dataset(reader, dataset) for dataset in used)
    known = Known(
        model=the_model(reader, found.model),
        version=found,
        datasets=datasets,
        assessment=assessments[-1] if assessments else None,
        runs=runs,
        findings=(),
        policy=policy,
        changed=changed_references(datasets),
        override=tier_override(reader, version),
    )
    return known.binding(desk.clock().date())


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
