"""Who may determine whether a framework applies to a model?"""

from core.governance.determinations import Determination, DeterminationKind
from core.governance.frameworks import FrameworkStatus, ScopeOutcome
from core.ids import Digest
from core.messages import Message, message
from core.people import Permission, Role
from core.regulations.questionnaires import frameworks
from core.workspace.governance.rule import Case, Rule, Subject


def _digest(_topic: str) -> Digest:
    return frameworks().digest


def _follows(determination: Determination) -> bool:
    if determination.catalogue != _digest(""):
        return True  # determined with another list: shown as outdated
    framework = frameworks().get(determination.topic)
    if framework is None:
        return False
    superseded = framework.status is FrameworkStatus.SUPERSEDED
    return not (superseded and determination.outcome == ScopeOutcome.IN_SCOPE)


def _known(case: Case) -> Message | None:
    if case.new is None:
        return None
    framework = frameworks().get(case.new.topic)
    if framework is None:
        return message(
            "There is no framework “{framework}”. Choose one of: {known}.",
            framework=case.new.topic,
            known=", ".join(item.id for item in frameworks().frameworks),
        )
    rule = framework.rule(case.model.kind)
    if rule is not None and rule.binding and case.new.outcome == ScopeOutcome.IN_SCOPE:
        return message(
            "{framework} itself leaves models of the kind “{kind}” out, so they cannot be in its scope. "
            "Choose “not in scope”, or that it is followed voluntarily.",
            framework=framework.id,
            kind=case.model.kind,
        )
    return None


RULE = Rule(
    kind=DeterminationKind.SCOPE,
    subject=Subject.MODEL,
    outcomes=ScopeOutcome,
    permissions=(Permission.ASSESS,),
    roles=(Role.DATA_PROTECTION_OFFICER,),
    not_by_owner=frozenset({ScopeOutcome.NOT_IN_SCOPE}),
    guards=(_known,),
    catalogue=_digest,
    follows=_follows,
)
