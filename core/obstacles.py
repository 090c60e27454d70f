"""What stands against a decision on a version, and what is the next step?"""

from collections.abc import Iterable, Iterator
from datetime import date

from core.check_names import CHECK_NAMES
from core.decisions import Obstacle
from core.facts import Facts
from core.findings import Finding, FindingCause, FindingState
from core.governance.determinations import Determination
from core.governance.documents import DocumentKind
from core.governance.exceptions import granted, topic_of
from core.governance.gate import Demand
from core.governance.replacing import demanded, lacks_model
from core.inventory import ColumnRole, DatasetKind, RecordBasis, State
from core.messages import Message, message
from core.people import Person, PersonKind
from core.results import CheckResult, CheckRun, RunState, Verdict
from core.risk import Band
from core.risk_obstacles import risk_obstacles

DECIDABLE = frozenset({State.IN_VALIDATION, State.UNDER_REVIEW})
"""States in which a version can be decided on."""


def approval_obstacles(
    facts: Facts, person: Person, people: Iterable[Person], today: date
) -> tuple[Obstacle, ...]:
    """Return what stands against an approval by the person, in the order in which it is best mended.

    What a signed exception from the policy covers today does not stand against it.
    """
    found = _against_approval(facts, person, people, today)
    return tuple(item for item in found if _exception(facts, item.demand, today) is None)


def used_exceptions(
    facts: Facts, person: Person, people: Iterable[Person], today: date
) -> tuple[Determination, ...]:
    """Return the exceptions without which something would stand against the approval."""
    found = _against_approval(facts, person, people, today)
    used = (_exception(facts, item.demand, today) for item in found)
    return tuple({item.id: item for item in used if item is not None}.values())


def _exception(facts: Facts, topic: str, today: date) -> Determination | None:
    return next((item for item in granted(facts.exceptions, today) if topic and item.topic == topic), None)


def _against_approval(
    facts: Facts, person: Person, people: Iterable[Person], today: date
) -> tuple[Obstacle, ...]:
    return (
        *_origin(facts),
        *_state(facts),
        *_approver(facts, person, people),
        *_four_eyes(facts, person, approves=True),
        *_assessment(facts, today),
        *_evidence(facts),
        *_findings(facts, today),
        *_undecided(facts),
    )


def rejection_obstacles(facts: Facts, person: Person) -> tuple[Obstacle, ...]:
    """Return what stands against a rejection by the person: a rejection needs no evidence."""
    return (*_state(facts), *_role(facts, person), *_four_eyes(facts, person, approves=False))


def _stop(text: Message, demand: Demand | None = None, detail: str = "") -> Obstacle:
    return Obstacle(message=text, demand="" if demand is None else topic_of(demand, detail))


def _origin(facts: Facts) -> Iterator[Obstacle]:
    if facts.model.basis is RecordBasis.TAKEN_OVER:
        yield _stop(
            message(
                "The model was taken over from an older register and is not evidenced, so no version of it "
                "can be approved. Register the model anew with its evidence."
            )
        )


def _state(facts: Facts) -> Iterator[Obstacle]:
    if facts.version.state not in DECIDABLE:
        yield _stop(
            message(
                "{version} is in the state “{state}”; only versions in validation or under review are "
                "decided on. Put it into validation first.",
                version=facts.version.id,
                state=facts.version.state,
            )
        )


def _approver(facts: Facts, person: Person, people: Iterable[Person]) -> Iterator[Obstacle]:
    role = facts.rule.approver
    if not any(role in other.roles and _can_decide(other) for other in people):
        yield _stop(
            message(
                "Nobody here has the role {role}, which must approve in tier {tier}, so the version cannot "
                "be released. An administrator must add a person with this role.",
                role=role,
                tier=facts.tier,
            )
        )
        return
    yield from _role(facts, person)


def _role(facts: Facts, person: Person) -> Iterator[Obstacle]:
    if facts.rule.approver not in person.roles or not _can_decide(person):
        yield _stop(
            message(
                "{name} may not decide in tier {tier}: the policy asks for the role {role}. "
                "Switch to a person with this role.",
                name=person.name.name(),
                tier=facts.tier,
                role=facts.rule.approver,
            )
        )


def _can_decide(person: Person) -> bool:
    return person.active and person.kind is PersonKind.HUMAN


def _four_eyes(facts: Facts, person: Person, *, approves: bool) -> Iterator[Obstacle]:
    if person.id == facts.version.developer:
        yield _stop(
            message(
                "{name} developed this version, and nobody decides on their own work. "
                "Switch to another person.",
                name=person.name.name(),
            )
        )
    if approves and person.id == facts.model.owner:
        yield _stop(
            message(
                "{name} owns this model, and an owner does not approve it. Switch to another person.",
                name=person.name.name(),
            )
        )


def _assessment(facts: Facts, today: date) -> Iterator[Obstacle]:
    if facts.assessment is None:
        yield _stop(message("There is no risk assessment of this version. Commit one on the page Risk."))
        return
    late = facts.assessment.reassess_by < today
    for number, text in enumerate(risk_obstacles(facts, facts.assessment, today)):
        yield _stop(text, Demand.REASSESSMENT if late and number == 0 else None)


def _evidence(facts: Facts) -> Iterator[Obstacle]:
    if not facts.version.artifacts and not _has_predictions(facts):
        yield _stop(
            message(
                "The version has neither a model file nor a data set with predictions, so nothing can be "
                "checked. Register a version with one of them."
            )
        )
        return
    for check in facts.mandatory:
        problem = _problem_of(check, facts) or _replacement_problem(check, facts)
        if problem is not None:
            yield _stop(problem, Demand.CHECKS, check)


def _replacement_problem(check: str, facts: Facts) -> Message | None:
    """Return what is missing instead of a check that needs the model file the version does not have."""
    rule = demanded(facts.policy, facts.model, facts.version, check)
    results = (_result(run, check) for run in facts.latest_runs)
    if rule is None or not any(result is not None and lacks_model(result) for result in results):
        return None
    if any(item.check == check for item in facts.replaced):
        return None
    return message(
        "The mandatory check “{check}” is not applicable: the version has no model file. By the policy a "
        "document of the kind “{document}” takes its place, filed by {who} and not by the developer. "
        "File it on the page Model record, section Documents.",
        check=_name(check),
        document=DocumentKind(rule.documents[0]),
        who=rule.filed_by[0] if rule.filed_by else message("somebody else"),
    )


def evidence_obstacles(facts: Facts) -> tuple[Obstacle, ...]:
    """Return what is missing of the mandatory checks, whoever decides."""
    return tuple(_evidence(facts))


def undecided_obstacles(facts: Facts) -> tuple[Obstacle, ...]:
    """Return the results that are not decidable and count as missing evidence."""
    return tuple(_undecided(facts))


def _has_predictions(facts: Facts) -> bool:
    return any(
        dataset.named(role)
        for dataset in facts.datasets
        for role in (ColumnRole.PREDICTION, ColumnRole.SCORE)
    )


def _problem_of(check: str, facts: Facts) -> Message | None:
    """Return why there is no usable evidence from a mandatory check, or None."""
    with_check = [run for run in facts.latest_runs if _result(run, check) is not None]
    if not with_check:
        return message(
            "The mandatory check “{check}” has not been run on this version. Run it on the page Checks.",
            check=_name(check),
        )
    current = [run for run in with_check if is_current(run, facts)]
    if not current:
        return _outdated(check, moved=all(run.dataset in facts.changed for run in with_check))
    held_back = [run for run in current if facts.dataset(run.dataset).kind is not DatasetKind.TRAINING]
    if not held_back:
        return message(
            "The mandatory check “{check}” was run on training data only. "
            "Run it on data the model was not trained on.",
            check=_name(check),
        )
    if any(_errored(run, check) for run in held_back):
        return message(
            "The mandatory check “{check}” ended with an error. Look at the run and run it again.",
            check=_name(check),
        )
    if not any(validated(run, facts) for run in held_back):
        return message(
            "The mandatory check “{check}” was run only by the developer or the owner of this version. "
            "Somebody else must run it.",
            check=_name(check),
        )
    return None


def _outdated(check: str, *, moved: bool) -> Message:
    if moved:
        return message(
            "The result of the mandatory check “{check}” is outdated: the table it was made on lies "
            "outside the workspace and was changed or removed. Restore the file, or register it anew "
            "and run the check again.",
            check=_name(check),
        )
    return message(
        "The result of the mandatory check “{check}” is outdated: model file, cut-off, data or policy "
        "have been replaced since, or the tier has changed. Run it again on the page Checks.",
        check=_name(check),
    )


def _name(check: str) -> Message:
    return CHECK_NAMES.get(check, Message(check))


def _result(run: CheckRun, check: str) -> CheckResult | None:
    return next((result for result in run.results if result.check == check), None)


def _errored(run: CheckRun, check: str) -> bool:
    result = _result(run, check)
    return result is None or result.state is not RunState.FINISHED


def is_current(run: CheckRun, facts: Facts) -> bool:
    """Tell whether a run was made on what the version, its data and the policy are now."""
    artifacts = {artifact.digest for artifact in facts.version.artifacts}
    return (
        (run.artifact in artifacts if artifacts else run.artifact is None)
        and run.cut_off == facts.version.cut_off
        and run.dataset_digest == facts.dataset(run.dataset).digest
        and run.dataset not in facts.changed
        and run.policy == facts.policy.digest
        and not any(_other_tier(result, run, facts) for result in run.results)
    )


def _other_tier(result: CheckResult, run: CheckRun, facts: Facts) -> bool:
    limits = facts.policy.thresholds_for(result.check, run.task, facts.tier)
    return any(
        conclusion.threshold in facts.policy.thresholds and conclusion.threshold not in limits
        for conclusion in result.conclusions
    )


def validated(run: CheckRun, facts: Facts) -> bool:
    """Tell whether somebody who is neither developer nor owner made the run or one with the same result."""
    interested = {facts.version.developer, facts.model.owner}
    return any(
        other.run_by not in interested
        and other.dataset_digest == run.dataset_digest
        and other.artifact == run.artifact
        and other.result_digest == run.result_digest
        for other in facts.runs
    )


def _findings(facts: Facts, today: date) -> Iterator[Obstacle]:
    for finding in facts.findings:
        if finding.state is FindingState.PROPOSED and finding.cause is FindingCause.FAILED:
            yield _stop(
                message(
                    "{finding} was proposed because a check failed, and nobody has looked at it. "
                    "Confirm or dismiss it on the page Findings.",
                    finding=finding.id,
                ),
                Demand.UNSEEN,
                finding.id,
            )
    for finding in standing_blockers(facts, today):
        yield _stop(_blocks(finding, facts.tier), Demand.FINDINGS, finding.id)


def blocking(facts: Facts, today: date) -> tuple[Finding, ...]:
    """Return the standing findings that block an approval, but those a signed exception covers."""
    return tuple(
        finding
        for finding in standing_blockers(facts, today)
        if _exception(facts, topic_of(Demand.FINDINGS, finding.id), today) is None
    )


def standing_blockers(facts: Facts, today: date) -> tuple[Finding, ...]:
    """Return the standing findings whose severity blocks an approval in the tier, excepted or not."""
    return tuple(
        finding
        for finding in facts.findings
        if finding.stands(today) and finding.severity in facts.rule.blocks
    )


def _blocks(finding: Finding, tier: Band) -> Message:
    if finding.state is FindingState.ACCEPTED:
        return message(
            "{finding} of severity {severity} was accepted until {day}, which has passed. "
            "Mend it or accept it anew.",
            finding=finding.id,
            severity=finding.severity,
            day=finding.accepted_until,
        )
    return message(
        "{finding} of severity {severity} is open and blocks an approval in tier {tier}. "
        "Close it or have the risk accepted.",
        finding=finding.id,
        severity=finding.severity,
        tier=tier,
    )


def _undecided(facts: Facts) -> Iterator[Obstacle]:
    if not facts.rule.undecided_is_missing:
        return
    for run in facts.latest_runs:
        for result in run.results:
            text = _missing_verdict(result, facts)
            if text is not None:
                topic = topic_of(Demand.UNDECIDED, result.check)
                yield Obstacle(message=text, waivable=True, demand=topic)


def _missing_verdict(result: CheckResult, facts: Facts) -> Message | None:
    count = sum(item.verdict is Verdict.NOT_DECIDABLE for item in result.conclusions)
    if count:
        return message(
            "“{check}” left {count} results not decidable, which counts as missing evidence in tier {tier}. "
            "Add data, or give the reason why they are accepted.",
            check=_name(result.check),
            count=count,
            tier=facts.tier,
        )
    if lacks_model(result) and demanded(facts.policy, facts.model, facts.version, result.check) is not None:
        return None
    if result.verdict is Verdict.NOT_APPLICABLE and result.check in facts.mandatory:
        return message(
            "The mandatory check “{check}” is not applicable to the data it was run on, which counts as "
            "missing evidence in tier {tier}. Add what it needs, or give the reason why this is accepted.",
            check=_name(result.check),
            tier=facts.tier,
        )
    return None
