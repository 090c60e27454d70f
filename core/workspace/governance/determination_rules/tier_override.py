"""Who may set another tier than the assessment gives?

Upward whoever may assess. Downward only the approver the policy names for the computed tier, never the
person who assessed, nor the owner, and only until a day.
It holds for the assessment it names: a new one makes it void.
"""

from datetime import timedelta

from core.governance.determinations import DeterminationKind
from core.messages import Message, message
from core.people import Permission
from core.risk import Band, RiskAssessment
from core.workspace.changes import Changes
from core.workspace.governance.rule import Case, Rule, Subject


def _assessment(case: Case) -> RiskAssessment | None:
    found = () if case.version is None else case.reader.select(RiskAssessment, version=case.version.id)
    return found[-1] if found else None


def _assessed(case: Case) -> Message | None:
    assessment = _assessment(case)
    if assessment is None:
        return message("There is no risk assessment of this version. Commit one on the page Risk.")
    if case.new is None:
        return None
    if assessment.id not in case.new.evidence:
        return message(
            "The assessment in force is {assessment}, and the override does not name it. Nothing was signed. "
            "Look at the assessment, then sign anew.",
            assessment=assessment.id,
        )
    if case.new.outcome == assessment.tier:
        return message(
            "The assessment gives the tier {tier} already. Choose another tier, or withdraw the override.",
            tier=assessment.tier,
        )
    return None


def _downward(case: Case) -> Message | None:
    assessment = _assessment(case)
    if case.new is None or assessment is None or case.new.outcome not in set(Band):
        return None
    if Band(case.new.outcome).rank >= assessment.tier.rank:
        return None
    return _person(case, assessment) or _period(case)


def _person(case: Case, assessment: RiskAssessment) -> Message | None:
    role, person = case.policy.tiers[assessment.tier].approver, case.person
    if role not in person.roles or not person.may(Permission.DECIDE):
        return message(
            "{name} may not lower the tier {tier}: the policy asks for the role {role}. "
            "Switch to a person with this role.",
            name=person.name.name(),
            tier=assessment.tier,
            role=role,
        )
    if person.id == assessment.committed_by:
        return message(
            "{name} committed {assessment}, and nobody lowers the tier of an own assessment. "
            "Switch to another person.",
            name=person.name.name(),
            assessment=assessment.id,
        )
    if person.id == case.model.owner:
        return message(
            "{name} owns this model, and an owner does not lower its tier. Switch to another person.",
            name=person.name.name(),
        )
    return None


def _period(case: Case) -> Message | None:
    assert case.new is not None  # noqa: S101 (asked by `_downward`)
    latest = case.today + timedelta(days=case.policy.reassessment.override_days)
    if case.new.expires is None or case.new.expires > latest:
        return message(
            "A lower tier needs a last day, on {latest} at the latest. Say until when it holds.",
            latest=latest,
        )
    return None


RULE = Rule(
    kind=DeterminationKind.TIER_OVERRIDE,
    subject=Subject.VERSION,
    outcomes=Band,
    permissions=(Permission.ASSESS, Permission.DECIDE),
    guards=(_assessed, _downward),
    touched=Changes.RISK | Changes.INVENTORY | Changes.DECISIONS,
)
