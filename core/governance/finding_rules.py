"""Who may do what with a finding, and when?

All guards that need no database stand here, so that the window asks the same rules that a use case enforces.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from core.findings import Finding, FindingDeed, FindingState, Severity, after
from core.ids import PersonId
from core.inventory import Model, ModelVersion
from core.messages import Message, message
from core.people import Permission, Person, PersonKind, Role
from core.policy import FindingRules


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingCase:
    """A finding with what its guards ask for."""

    finding: Finding
    version: ModelVersion
    model: Model
    rules: FindingRules
    approver: Role
    """Role that accepts risks in the version's tier."""
    person: Person
    """Who wants to do something."""
    today: date

    @property
    def answers(self) -> bool:
        """Tell whether the person owns the finding or is a deputy of who owns it."""
        return self.finding.owner is not None and stands_for(self.model, self.person.id, self.finding.owner)

    @property
    def interested(self) -> bool:
        """Tell whether the person owns the finding, worked on it, or made what it is about."""
        return self.person.id in _workers(self)


def stands_for(model: Model, person: PersonId, other: PersonId) -> bool:
    """Tell whether a person is another one, or their deputy in a duty on the model."""
    return person == other or any(duty.person == other and duty.deputy == person for duty in model.duties)


def refusal(case: FindingCase, deed: FindingDeed) -> Message | None:
    """Return why the person may not do this with the finding now, or None."""
    if after(case.finding, deed) is None:
        return message(
            "{finding} is in the state “{state}”, so this cannot be done with it. Nothing was "
            "changed. Refresh the list.",
            finding=case.finding.id,
            state=case.finding.state,
        )
    permissions = _PERMISSIONS.get(deed)
    if permissions and not any(case.person.may(item) for item in permissions):
        return message(
            "{name} may not do this: none of their roles allows it. Switch to a person who may.",
            name=case.person.name.name(),
        )
    return next((found for guard in _GUARDS.get(deed, ()) if (found := guard(case)) is not None), None)


def regrade_refusal(case: FindingCase, severity: Severity) -> Message | None:
    """Return why the person may not give the finding this severity, or None."""
    found = refusal(case, FindingDeed.REGRADED)
    if found is not None:
        return found
    if severity is case.finding.severity:
        return message("{finding} has this severity already.", finding=case.finding.id)
    if severity.rank < case.finding.severity.rank and (case.interested or case.person.id == case.model.owner):
        return message(
            "You own {finding} or the model, or worked on either, so you cannot lower the severity. "
            "Somebody else must do it.",
            finding=case.finding.id,
        )
    return None


def _workers(case: FindingCase) -> set[PersonId]:
    """Return who answers or answered for the finding, worked on it, or developed what it is about."""
    finding = case.finding
    found = {case.version.developer, *(report.by for report in finding.reports)}
    if finding.owner is not None:
        found.add(finding.owner)
    for entry in finding.life:
        if entry.deed in _WORK:
            found.add(entry.by)
        if entry.deed is FindingDeed.REASSIGNED and entry.before:
            found.add(PersonId(entry.before))
    if finding.remediation is not None:
        found |= {step.who for step in finding.remediation.steps}
    return found


_WORK = frozenset({FindingDeed.PLANNED, FindingDeed.STEP_DONE, FindingDeed.REPORTED})


def _human(case: FindingCase) -> Message | None:
    if case.person.kind is PersonKind.HUMAN and case.person.active:
        return None
    return message(
        "{name} is a service or no longer active and cannot do this. Switch to a person.",
        name=case.person.name.name(),
    )


def _owner_only(case: FindingCase) -> Message | None:
    if case.answers:
        return None
    return message(
        "Only who is responsible for {finding}, or their deputy, can do this. "
        "An entry of a deputy stands on the model's page.",
        finding=case.finding.id,
    )


def _worker(case: FindingCase) -> Message | None:
    plan = case.finding.remediation
    if plan is None:
        return message("{finding} has no plan yet. Write one first.", finding=case.finding.id)
    if case.answers or any(stands_for(case.model, case.person.id, step.who) for step in plan.steps):
        return None
    return _owner_only(case)


def _independent(case: FindingCase) -> Message | None:
    if not case.interested:
        return None
    return message(
        "You own {finding}, worked on it or developed the version, so somebody else must judge it.",
        finding=case.finding.id,
    )


def _not_own(case: FindingCase) -> Message | None:
    if not case.interested and case.person.id != case.model.owner:
        return None
    return message(
        "You own {finding} or the model, or developed the version, so you cannot accept the risk yourself. "
        "Somebody else with the right to decide must do it.",
        finding=case.finding.id,
    )


def _approver(case: FindingCase) -> Message | None:
    if case.approver in case.person.roles:
        return None
    return message(
        "In the tier of this version the policy asks for the role {role} to accept a risk. "
        "Switch to a person with this role.",
        role=case.approver,
    )


def _planned(case: FindingCase) -> Message | None:
    plan = case.finding.remediation
    if plan is None and case.finding.severity in case.rules.plan_required:
        return message(
            "{finding} is of severity {severity} and needs a root cause and a plan before it is reported "
            "mended. Write the plan first.",
            finding=case.finding.id,
            severity=case.finding.severity,
        )
    if plan is not None and plan.open_steps:
        return message(
            "{n} steps of the plan of {finding} are not done. Record them as done, or change the plan.",
            n=len(plan.open_steps),
            finding=case.finding.id,
        )
    return None


def _direct(case: FindingCase) -> Message | None:
    if case.finding.severity in case.rules.direct_closing:
        return None
    return message(
        "By the policy a finding of severity {severity} is closed by verifying what its owner reported. "
        "{finding} must be reported mended first.",
        severity=case.finding.severity,
        finding=case.finding.id,
    )


def _may_postpone(case: FindingCase) -> Message | None:
    if case.finding.times(FindingDeed.POSTPONED) < case.rules.postponements:
        return None
    return message(
        "{finding} was postponed {n} times, which is all the policy permits. "
        "Mend it, or have the risk accepted.",
        finding=case.finding.id,
        n=case.finding.times(FindingDeed.POSTPONED),
    )


_Guard = Callable[[FindingCase], Message | None]
_D = FindingDeed
_PERMISSIONS: Mapping[FindingDeed, tuple[Permission, ...]] = {
    _D.CONFIRMED: (Permission.RAISE_FINDING,),
    _D.DISMISSED: (Permission.CLOSE_FINDING,),
    _D.MERGED: (Permission.CLOSE_FINDING,),
    _D.RETURNED: (Permission.CLOSE_FINDING,),
    _D.VERIFIED: (Permission.CLOSE_FINDING,),
    _D.CLOSED: (Permission.CLOSE_FINDING,),
    _D.ACCEPTED: (Permission.DECIDE,),
    _D.RENEWED: (Permission.DECIDE,),
    _D.REOPENED: (Permission.RAISE_FINDING,),
    _D.REGRADED: (Permission.RAISE_FINDING,),
    _D.POSTPONED: (Permission.CLOSE_FINDING, Permission.DECIDE),
    _D.REASSIGNED: (Permission.RAISE_FINDING,),
    _D.LINKED: (Permission.RAISE_FINDING,),
}
"""Where none is named, being responsible counts instead of a role."""
_GUARDS: Mapping[FindingDeed, tuple[_Guard, ...]] = {
    _D.DISMISSED: (_human, _independent),
    _D.MERGED: (_human, _independent),
    _D.PLANNED: (_human, _owner_only),
    _D.STEP_DONE: (_human, _worker),
    _D.REPORTED: (_human, _owner_only, _planned),
    _D.RETURNED: (_human, _independent),
    _D.VERIFIED: (_human, _independent),
    _D.CLOSED: (_human, _independent, _direct),
    _D.ACCEPTED: (_human, _approver, _not_own),
    _D.RENEWED: (_human, _approver, _not_own),
    _D.REOPENED: (_human,),
    _D.REGRADED: (_human,),
    _D.POSTPONED: (_human, _independent, _may_postpone),
    _D.REASSIGNED: (_human,),
}


def accepting(finding: Finding) -> FindingDeed:
    """Return what accepting the finding would be: for the first time, or once more."""
    return FindingDeed.RENEWED if finding.state is FindingState.ACCEPTED else FindingDeed.ACCEPTED
