"""Is there an approval that holds, by somebody who might give it, for this stage?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.decisions import Decision, Lapse, lapsed
from core.facts import Facts
from core.gate_policy import StageRule
from core.governance.determinations import Determination
from core.governance.gate import Demand, GateLine, met, missing
from core.inventory import RecordBasis, State
from core.messages import Message, message
from core.people import PersonKind, Role
from core.stages import Stage

_DECIDE_ANEW = message("Have the version decided on anew on the page Approvals.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Approver:
    """Who decided, as they were at that moment."""

    id: str
    name: str
    kind: PersonKind
    roles: tuple[Role, ...]
    active: bool
    certificate_valid: bool
    """Whether the signing certificate was valid at that moment."""
    key_alone: bool = True
    """Whether nobody else here has a certificate for the same key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalCase:
    """What is known about the approval of a version."""

    facts: Facts
    stage: Stage
    today: date
    decision: Decision | None
    """The newest decision, whatever it says."""
    signed: bool
    """Whether its signature fits what it says and its signer's certificate."""
    approver: Approver | None
    permission: Determination | None = None
    """The permission of use before validation that is in force."""
    permission_outdated: bool = False
    """Whether the version was changed since."""

    @property
    def rule(self) -> StageRule | None:
        """Return what the policy says about the stage; None: nothing passes."""
        return self.facts.policy.gate.stages.get(self.stage)

    @property
    def early(self) -> bool:
        """Tell whether a permission of use before validation is asked for instead of an approval."""
        rule = self.rule
        waiting = self.facts.version.state is State.PRE_VALIDATION_USE
        return rule is not None and rule.pre_validation and waiting


def subject_lines(case: ApprovalCase) -> Iterator[GateLine]:
    """Say whether the model is evidenced and the version in a state that the stage allows."""
    if case.facts.model.basis is RecordBasis.TAKEN_OVER:
        yield missing(
            Demand.BASIS,
            message("The model was taken over from an older register and is not evidenced."),
            message("Register the model anew with its evidence."),
            about=case.facts.model.id,
        )
    else:
        yield met(Demand.BASIS, message("The model is registered with its evidence."), case.facts.model.id)
    state, rule = case.facts.version.state, case.rule
    if rule is not None and (state in rule.states or case.early):
        said = message("The state “{state}” is allowed for the stage {stage}.", state=state, stage=case.stage)
        yield met(Demand.STATE, said, case.facts.version.id)
        return
    yield missing(
        Demand.STATE,
        message(
            "In the state “{state}” nothing passes for the stage {stage}.", state=state, stage=case.stage
        ),
        message("Have it approved or taken into use, or ask for a stage that the policy allows."),
        about=case.facts.version.id,
    )


def approval_lines(case: ApprovalCase) -> Iterator[GateLine]:
    """Say whether there is an approval that holds."""
    decision = case.decision
    if decision is None or not decision.is_approval:
        yield _without(decision)
        return
    yield met(Demand.APPROVAL, message("Approved by the decision {id}.", id=decision.id), decision.id)
    yield _signature(case, decision)
    yield _approver(case, decision)
    yield _expiry(case, decision)
    yield from _lapses(case, decision)
    yield from _conditions(case, decision)


def permission_lines(case: ApprovalCase) -> Iterator[GateLine]:
    """Say whether use before validation is permitted by a signed determination that still fits."""
    found = case.permission
    if found is None:
        yield missing(
            Demand.PRE_VALIDATION,
            message("No signed permission of use before validation holds."),
            message("Have it determined anew with limits, or have the version validated."),
            about=case.facts.version.id,
        )
    elif case.permission_outdated:
        yield missing(
            Demand.PRE_VALIDATION,
            message("The version was changed since {id} permitted its use before validation.", id=found.id),
            message("Have the permission determined anew."),
            detail="changed",
            about=found.id,
        )
    else:
        said = message("{id} permits use before validation until {day}.", id=found.id, day=found.expires)
        yield met(Demand.PRE_VALIDATION, said, found.id)


def _without(decision: Decision | None) -> GateLine:
    if decision is None:
        return missing(
            Demand.APPROVAL,
            message("Nobody has decided on this version."),
            message("Put it into validation and have it decided on."),
        )
    return missing(
        Demand.APPROVAL,
        message("The newest decision, {id}, is a rejection.", id=decision.id),
        message("Mend what the rejection names, then have it decided on anew."),
        detail="rejected",
        about=decision.id,
    )


def _signature(case: ApprovalCase, decision: Decision) -> GateLine:
    bound = decision.binding.state_digest == decision.state_digest
    valid_then = case.approver is not None and case.approver.certificate_valid
    if case.signed and bound and valid_then:
        return met(Demand.SIGNATURE, message("The decision's signature is valid."), decision.id)
    return missing(
        Demand.SIGNATURE,
        message(
            "The signature of {id} cannot be confirmed: it does not fit the decision, its "
            "certificate or its time, or a text it covers was erased.",
            id=decision.id,
        ),
        message("Verify the audit trail; then have the version decided on anew."),
        about=decision.id,
    )


def _approver(case: ApprovalCase, decision: Decision) -> GateLine:
    problem = _approver_problem(case)
    if problem is None:
        said = message("The approver had the role and is neither developer nor owner.")
        return met(Demand.APPROVER, said, decision.decided_by)
    step = message("Have it decided on by somebody with the role {role}.", role=case.facts.rule.approver)
    return missing(Demand.APPROVER, problem, step, about=decision.decided_by)


def _approver_problem(case: ApprovalCase) -> Message | None:
    who = case.approver
    if who is None:
        return message("Nobody knows who decided.")
    if who.kind is not PersonKind.HUMAN or not who.active or case.facts.rule.approver not in who.roles:
        return message(
            "{name} did not have the role {role}, which must approve in tier {tier}.",
            name=who.name,
            role=case.facts.rule.approver,
            tier=case.facts.tier,
        )
    if who.id in {case.facts.version.developer, case.facts.model.owner}:
        return message("{name} is developer or owner of what was approved.", name=who.name)
    if not who.key_alone:
        return message("Another person has the signing key of {name} as well.", name=who.name)
    return None


def _expiry(case: ApprovalCase, decision: Decision) -> GateLine:
    if decision.in_force(case.today):
        said = message("The approval holds until {day}.", day=decision.expires)
        return met(Demand.EXPIRY, said, decision.id)
    said = message("The approval ended on {day}.", day=decision.expires)
    return missing(Demand.EXPIRY, said, _DECIDE_ANEW, about=decision.id)


_REPLACED = {
    Lapse.ARTIFACT: message("The approval lapsed: the model file was replaced since."),
    Lapse.CUT_OFF: message("The approval lapsed: the cut-off was changed since."),
    Lapse.DATA: message("The approval lapsed: a data set was replaced since."),
    Lapse.RUNS: message("The approval lapsed: check results it rests on were replaced since."),
    Lapse.ASSESSMENT: message("The approval lapsed: there is another risk assessment since."),
    Lapse.POLICY: message("The approval lapsed: another policy is in force since."),
    Lapse.TIER: message("The approval lapsed: the tier was determined otherwise since."),
}


def _lapses(case: ApprovalCase, decision: Decision) -> Iterator[GateLine]:
    found = lapsed(decision.binding, case.facts.binding(case.today))
    if not found:
        yield met(Demand.LAPSE, message("Nothing that was approved has been replaced since."), decision.id)
    for lapse in found:
        yield missing(
            Demand.LAPSE,
            _REPLACED.get(lapse, message("The approval lapsed: what it rests on was replaced since.")),
            message("Run the checks again where they are outdated, then have the version decided on anew."),
            detail=lapse.value,
            about=decision.id,
        )


def _conditions(case: ApprovalCase, decision: Decision) -> Iterator[GateLine]:
    overdue = decision.overdue_conditions(case.today)
    if not overdue:
        said = message("No condition is overdue; {n} open.", n=len(decision.open_conditions))
        yield met(Demand.CONDITIONS, said, decision.id)
    for condition in overdue:
        yield missing(
            Demand.CONDITIONS,
            message(
                "A condition of {id} was due on {day} and is not met.", id=decision.id, day=condition.due
            ),
            message("Meet the condition and have somebody else record it as met."),
            detail="overdue",
            about=decision.id,
        )
