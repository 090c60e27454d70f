"""Which findings, steps of plans and ends of acceptances are due?"""

from collections.abc import Iterator
from datetime import date

from core.findings import Finding, FindingDeed, FindingState
from core.governance.due import DueItem, DueKind
from core.ids import PersonId, model_of
from core.measures import measure_label
from core.messages import Message, message
from core.policy import Policy
from core.store import Store
from core.texts import Text


def items(store: Store, _policy: Policy, today: date) -> Iterator[DueItem]:
    """Yield what is due about findings that a person confirmed."""
    for finding in store.all(Finding):
        if finding.state is not FindingState.PROPOSED and finding.due is not None and finding.owner:
            yield _finding(finding, finding.due, today)
            yield from _steps(finding, today)
            yield from _acceptance(finding)


def about(finding: Finding) -> Text | Message:
    """Return what a finding says, in short."""
    if finding.title is not None:
        return finding.title
    measure = Message(measure_label(finding.measure)) if finding.measure else Message(finding.check or "")
    return message("{cause}: {measure}", cause=finding.cause, measure=measure)


def _finding(finding: Finding, due: date, today: date) -> DueItem:
    return DueItem(
        kind=DueKind.FINDING,
        id=finding.id,
        what=about(finding),
        who=finding.owner,
        former=_former(finding),
        day=due,
        model=model_of(finding.version),
        version=finding.version,
        settled=not finding.stands(today),
        revision=len(finding.life),
    )


def _steps(finding: Finding, today: date) -> Iterator[DueItem]:
    plan = finding.remediation
    if plan is None:
        return
    for number, step in enumerate(plan.steps, 1):
        yield DueItem(
            kind=DueKind.FINDING_STEP,
            id=finding.id,
            part=str(number),
            what=step.text,
            who=step.who,
            day=step.due,
            model=model_of(finding.version),
            version=finding.version,
            settled=step.done_at is not None or not (finding.stands(today) or _accepted(finding)),
            revision=len(finding.life),
        )


def _acceptance(finding: Finding) -> Iterator[DueItem]:
    """Yield the end of the last acceptance, for who accepted the risk."""
    accepted = [item for item in finding.life if item.deed in {FindingDeed.ACCEPTED, FindingDeed.RENEWED}]
    until = finding.accepted_until
    if until is None and accepted and accepted[-1].after:
        until = date.fromisoformat(accepted[-1].after)
    if until is None:
        return
    yield DueItem(
        kind=DueKind.ACCEPTANCE,
        id=finding.id,
        what=about(finding),
        who=accepted[-1].by if accepted else finding.closed_by,
        former=tuple({item.by for item in accepted[:-1]} - {accepted[-1].by}) if accepted else (),
        day=until,
        model=model_of(finding.version),
        version=finding.version,
        settled=not _accepted(finding),
        revision=len(finding.life),
    )


def _accepted(finding: Finding) -> bool:
    return finding.accepted_until is not None and finding.state in {
        FindingState.ACCEPTED,
        FindingState.REPORTED,
    }


def _former(finding: Finding) -> tuple[PersonId, ...]:
    before = [item.before for item in finding.life if item.deed is FindingDeed.REASSIGNED and item.before]
    return tuple(PersonId(who) for who in dict.fromkeys(before) if who != finding.owner)
