"""Who may grant an exception from a demand of the policy?"""

from core.findings import Finding
from core.governance.determinations import DeterminationKind
from core.governance.exceptions import DETAILED, ExceptionOutcome, demand_of
from core.governance.gate import EXCEPTABLE, Demand
from core.messages import Message, message
from core.people import Permission
from core.policy import Policy
from core.workspace.changes import Changes
from core.workspace.governance.rule import Case, Rule, Subject


def _longest(policy: Policy) -> int:
    return policy.exception_days


def _demand(case: Case) -> Message | None:
    if case.new is None or case.version is None:
        return None
    found = demand_of(case.new.topic)
    if found is None:
        return message(
            "From “{demand}” no exception can be granted. Possible are: {possible}.",
            demand=case.new.topic or "–",
            possible=", ".join(_possible()),
        )
    demand, detail = found
    if demand is Demand.CHECKS and detail not in _mandatory(case):
        return message("“{check}” is not a mandatory check of this version in any tier.", check=detail)
    if demand in {Demand.FINDINGS, Demand.UNSEEN}:
        finding = case.reader.get(Finding, detail)
        if finding is None or finding.version.partition("@")[0] != case.model.id:
            return message("There is no finding {id} on this model.", id=detail)
    return None


def _mandatory(case: Case) -> set[str]:
    assert case.version is not None  # noqa: S101 (asked by `_demand`)
    return {check for tier in case.policy.tiers for check in case.policy.checks_for(tier, case.version.task)}


def _possible() -> tuple[str, ...]:
    return tuple(
        f"{demand.value}.…" if demand in DETAILED else demand.value
        for demand in Demand
        if demand in EXCEPTABLE
    )


_GRANTED = frozenset({ExceptionOutcome.GRANTED})
RULE = Rule(
    kind=DeterminationKind.POLICY_EXCEPTION,
    subject=Subject.VERSION,
    outcomes=ExceptionOutcome,
    permissions=(Permission.DECIDE,),
    not_by_owner=frozenset(ExceptionOutcome),
    limits=_GRANTED,
    expiry=_GRANTED,
    longest=_longest,
    guards=(_demand,),
    touched=Changes.DECISIONS,
)
