"""Who may decide, on what, and when does it lapse?"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.decisions import DecisionKind, Lapse
from core.errors import IntegrityError, NotAllowedError, UserError
from core.findings import FindingState, Severity
from core.ids import VersionId
from core.inventory import DatasetKind, ModelVersion, State
from core.people import Role
from core.policy_file import default_policy
from core.results import RunState, Verdict
from core.workspace import Changes, DecisionRequest, NewFinding, RunRequest
from tests.core.casework import Firm, bad_rows, check, mended, said


def ready(firm: Firm) -> ModelVersion:
    """Return the version of the fixture `validated`, on which nothing is missing."""
    return firm.workspace.inventory.version(VersionId("MOD-0001@1"))


def request(
    version: VersionId, kind: DecisionKind = DecisionKind.APPROVE, **given: object
) -> DecisionRequest:
    return DecisionRequest(version=version, kind=kind, reason=said("as tested"), **given)  # type: ignore[arg-type]


def decide(firm: Firm, asked: DecisionRequest, role: Role = Role.RISK_MANAGER) -> object:
    return firm.workspace.decisions.decide(firm.as_(role), asked, firm.key(role))[0]


def said_against(firm: Firm, version: VersionId, role: Role = Role.RISK_MANAGER) -> list[str]:
    return [str(item.message) for item in firm.workspace.decisions.obstacles(version, firm.person(role))]


def refused(firm: Firm, asked: DecisionRequest, role: Role = Role.RISK_MANAGER) -> str:
    """Assert that the decision is refused and leaves nothing behind; return why."""
    before = firm.workspace.trail.count()
    with pytest.raises((NotAllowedError, UserError)) as caught:
        decide(firm, asked, role)
    assert firm.workspace.trail.count() == before
    return str(caught.value)


def test_a_draft_without_anything_names_every_obstacle_in_a_stable_order(firm: Firm) -> None:
    version = firm.version()
    found = said_against(firm, version.id)
    assert [text.split(".")[0][:40] for text in found] == [
        f"{version.id} is in the state “draft”; only ve"[:40],
        "There is no risk assessment of this vers",
        "The mandatory check “Quality of the pred",
        "The mandatory check “Fairness between gr",
        "The mandatory check “Explanation of the ",
    ]
    assert said_against(firm, version.id) == found
    assert refused(firm, request(version.id)) == found[0]


def test_an_approval_is_signed_bound_and_moves_the_state_in_one_step(validated: Firm) -> None:
    version = ready(validated)
    assert said_against(validated, version.id) == []
    before = validated.workspace.trail.count()
    decision, changes = validated.workspace.decisions.decide(
        validated.as_(Role.RISK_MANAGER), request(version.id), validated.key(Role.RISK_MANAGER)
    )
    assert changes == Changes.DECISIONS | Changes.INVENTORY
    assert validated.workspace.inventory.version(version.id).state is State.APPROVED
    events = validated.workspace.trail.events()[: validated.workspace.trail.count() - before]
    assert [event.action for event, _ in events] == ["version.state_changed", "decision.recorded"]
    assert len({event.object.tx for event, _ in events}) == 1
    assert decision.expires == date(2029, 11, 2)
    assert decision.state_digest == validated.workspace.decisions.binding(version.id).state_digest
    assert validated.workspace.decisions.signature_valid(decision)
    assert not validated.workspace.decisions.signature_valid(replace(decision, reason=said("something else")))
    assert not validated.workspace.decisions.signature_valid(replace(decision, expires=date(2099, 1, 1)))
    assert validated.workspace.trail.verify().intact


def test_nothing_is_approved_whose_stored_file_was_changed(validated: Firm) -> None:
    version = ready(validated)
    stored = validated.workspace._desk.files.path(
        validated.workspace.inventory.dataset(version.datasets[0]).digest
    )
    stored.chmod(0o600)
    stored.write_bytes(b"changed")
    before = validated.workspace.trail.count()
    with pytest.raises(IntegrityError, match="does not fit its digest"):
        decide(validated, request(version.id))
    assert validated.workspace.trail.count() == before


def test_nobody_decides_without_the_role_nor_on_their_own_work(validated: Firm) -> None:
    version = ready(validated)
    assert any("asks for the role" in text for text in said_against(validated, version.id, Role.VALIDATOR))
    assert any("own work" in text for text in said_against(validated, version.id, Role.DEVELOPER))
    assert any("owner does not approve" in text for text in said_against(validated, version.id, Role.OWNER))
    assert "role" in refused(validated, request(version.id), Role.OWNER)


def test_without_anybody_in_the_approving_role_nothing_can_be_released(validated: Firm) -> None:
    from core.obstacles import approval_obstacles
    from core.workspace.lookup import facts_of

    version = ready(validated)
    facts = facts_of(validated.workspace.decisions._desk.store, version.id, validated.workspace.policy)
    manager = validated.person(Role.RISK_MANAGER)
    others = [person for person in validated.workspace.people.all() if person.id != manager.id]
    today = validated.clock().date()
    (found,) = approval_obstacles(facts, validated.person(Role.VALIDATOR), others, today)
    assert "cannot be released" in str(found.message)
    (found,) = approval_obstacles(facts, manager, [*others, replace(manager, active=False)], today)
    assert "cannot be released" in str(found.message)


def test_checks_run_by_the_developer_are_no_evidence_until_somebody_else_gets_the_same(firm: Firm) -> None:
    version = firm.in_validation()
    firm.assess(version.id)
    check(firm, version, Role.DEVELOPER)
    assert all("developer or the owner" in text for text in said_against(firm, version.id))
    assert said_against(firm, version.id)
    check(firm, version, Role.VALIDATOR)
    assert said_against(firm, version.id) == []
    check(firm, version, Role.OWNER)
    assert said_against(firm, version.id) == []


def test_training_data_alone_are_no_evidence(firm: Firm) -> None:
    version = firm.in_validation(datasets=(firm.table(kind=DatasetKind.TRAINING).id,))
    firm.assess(version.id)
    check(firm, version)
    assert ["training data only" in text for text in said_against(firm, version.id)] == [True]


def test_an_assessment_that_is_overdue_stands_against_an_approval(validated: Firm) -> None:
    version = ready(validated)
    validated.later(days=3 * 366)
    assert any("due again" in text for text in said_against(validated, version.id))


def test_a_failed_check_must_be_looked_at_before_an_approval(firm: Firm) -> None:
    version = firm.in_validation(datasets=(firm.table(bad_rows()).id,))
    firm.assess(version.id)
    assert check(firm, version).verdict is Verdict.FAILED
    proposed = list(firm.workspace.findings.of(version.id))
    assert any("nobody has looked at it" in text for text in said_against(firm, version.id))
    for finding in proposed:
        firm.workspace.findings.dismiss(firm.as_(Role.VALIDATOR), finding.id, said("known and harmless"))
    assert said_against(firm, version.id) == []


def test_in_tier_high_what_is_missing_is_accepted_by_name_only(validated: Firm) -> None:
    kinds = b'kinds = ["statistical", "machine_learning"]'
    assert kinds in default_policy()
    nothing_instead = default_policy().replace(kinds, b'kinds = ["machine_learning"]')
    validated.workspace.adopt_policy(validated.as_(Role.ADMINISTRATOR), nothing_instead)
    version = ready(validated)
    validated.assess(version.id, high=True)
    check(validated, version)
    (obstacle,) = validated.workspace.decisions.obstacles(version.id, validated.person(Role.RISK_MANAGER))
    assert obstacle.waivable
    refused(validated, request(version.id))
    refused(validated, request(version.id, accepted_undecided=said("  ")))
    accepted = said("The vendor does not hand out the model")
    decision = validated.workspace.decisions.decide(
        validated.as_(Role.RISK_MANAGER),
        request(version.id, accepted_undecided=accepted),
        validated.key(Role.RISK_MANAGER),
    )[0]
    assert decision.accepted_undecided == accepted
    assert validated.workspace.decisions.of(version.id) == (decision,)


def test_conditions_belong_to_an_approval_with_conditions_and_only_there(validated: Firm) -> None:
    version = ready(validated)
    owner, tomorrow = validated.person(Role.OWNER).id, validated.clock().date() + timedelta(days=1)
    one = ((said("Measure again"), owner, tomorrow),)
    kind = DecisionKind.APPROVE_WITH_CONDITIONS
    refused(validated, request(version.id, kind))
    refused(validated, request(version.id, conditions=one))
    refused(validated, request(version.id, kind, conditions=((said(" "), owner, tomorrow),)))
    refused(validated, request(version.id, kind, conditions=((one[0][0], owner, date(2020, 1, 1)),)))
    refused(validated, request(version.id, kind, conditions=((one[0][0], "P-nobody00", tomorrow),)))
    refused(validated, replace(request(version.id), reason=said("")))


def test_an_approval_never_lasts_longer_than_the_policy_allows(validated: Firm) -> None:
    version = ready(validated)
    refused(validated, request(version.id, expires=date(2029, 11, 3)))
    refused(validated, request(version.id, expires=validated.clock().date()))
    decide(validated, request(version.id, expires=date(2027, 1, 31)))
    validated.move(version.id, State.IN_USE)
    validated.later(days=200)
    validated.move(version.id, State.UNDER_REVIEW)
    with pytest.raises(NotAllowedError, match="ended on"):
        validated.move(version.id, State.IN_USE)


def test_meeting_a_condition_keeps_signature_and_approval(validated: Firm) -> None:
    version = ready(validated)
    due = validated.clock().date() + timedelta(days=30)
    conditions = ((said("Measure again"), validated.person(Role.RISK_MANAGER).id, due), (
        said("Document"), validated.person(Role.OWNER).id, due))  # fmt: skip
    decision, _ = validated.workspace.decisions.decide(
        validated.as_(Role.RISK_MANAGER),
        request(version.id, DecisionKind.APPROVE_WITH_CONDITIONS, conditions=conditions),
        validated.key(Role.RISK_MANAGER),
    )
    decisions = validated.workspace.decisions
    with pytest.raises(NotAllowedError, match="somebody else"):
        decisions.meet_condition(validated.as_(Role.RISK_MANAGER), decision.id, 0)
    with pytest.raises(UserError):
        decisions.meet_condition(validated.as_(Role.VALIDATOR), decision.id, 2)
    with pytest.raises(NotAllowedError, match="Nothing shows yet"):
        decisions.meet_condition(validated.as_(Role.VALIDATOR), decision.id, 1)
    proof = (version.id,)
    with pytest.raises(NotAllowedError, match="somebody else's to meet"):
        decisions.prove_condition(validated.as_(Role.VALIDATOR), decision.id, 1, proof, said("see"))
    with pytest.raises(UserError, match="nothing with the id DOC-9"):
        decisions.prove_condition(validated.as_(Role.OWNER), decision.id, 1, ("DOC-9",), said("see"))
    decisions.prove_condition(validated.as_(Role.OWNER), decision.id, 1, proof, said("see"))
    decisions.return_proof(validated.as_(Role.VALIDATOR), decision.id, 1, said("the page is missing"))
    with pytest.raises(NotAllowedError, match="Nothing shows yet"):
        decisions.meet_condition(validated.as_(Role.VALIDATOR), decision.id, 1)
    decisions.prove_condition(validated.as_(Role.OWNER), decision.id, 1, proof, said("with the page"))
    with pytest.raises(NotAllowedError):
        decisions.meet_condition(validated.as_(Role.OWNER), decision.id, 1)
    met, _ = decisions.meet_condition(validated.as_(Role.VALIDATOR), decision.id, 1)
    assert [item.met_by for item in met.conditions] == [None, validated.person(Role.VALIDATOR).id]
    with pytest.raises(UserError):
        decisions.meet_condition(validated.as_(Role.VALIDATOR), decision.id, 1)
    assert decisions.signature_valid(met)
    assert decisions.lapsed(version.id) == ()
    assert validated.workspace.inventory.summaries()[0].open_conditions == 1


def test_an_overdue_condition_sets_the_version_under_review(validated: Firm) -> None:
    version = ready(validated)
    due = validated.clock().date() + timedelta(days=5)
    condition = ((said("Measure again"), validated.person(Role.OWNER).id, due),)
    decide(validated, request(version.id, DecisionKind.APPROVE_WITH_CONDITIONS, conditions=condition))
    validated.move(version.id, State.IN_USE)
    decisions = validated.workspace.decisions
    validated.later(days=5)
    assert decisions.review_overdue(validated.as_(Role.RISK_MANAGER)) == ((), Changes.NONE)
    validated.later(days=1)
    assert decisions.review_overdue(validated.as_(Role.RISK_MANAGER))[0] == (version.id,)
    assert validated.workspace.inventory.version(version.id).state is State.UNDER_REVIEW
    assert decisions.review_overdue(validated.as_(Role.RISK_MANAGER))[0] == ()
    with pytest.raises(NotAllowedError, match="overdue"):
        validated.move(version.id, State.IN_USE)


def test_a_rejection_needs_no_evidence_but_role_and_other_eyes(firm: Firm) -> None:
    version = firm.in_validation()
    decisions = firm.workspace.decisions
    assert decisions.rejection_obstacles(version.id, firm.person(Role.RISK_MANAGER)) == ()
    assert decisions.rejection_obstacles(version.id, firm.person(Role.DEVELOPER)) != ()
    decide(firm, request(version.id, DecisionKind.REJECT))
    assert firm.workspace.inventory.version(version.id).state is State.REJECTED
    assert decisions.lapsed(version.id) == ()
    assert decisions.of(version.id)[0].expires is None


def test_an_approval_lapses_when_something_is_replaced_but_not_by_a_repeat(validated: Firm) -> None:
    version = ready(validated)
    decide(validated, request(version.id))
    decisions = validated.workspace.decisions
    check(validated, version)
    assert decisions.lapsed(version.id) == ()
    other = validated.table(kind=DatasetKind.OUT_OF_TIME)
    validated.workspace.checking.run(
        validated.as_(Role.VALIDATOR), RunRequest(version=version.id, dataset=other.id)
    )
    assert decisions.lapsed(version.id) == ()
    validated.assess(version.id)
    assert decisions.lapsed(version.id) == (Lapse.ASSESSMENT,)
    assert validated.workspace.inventory.summaries()[0].awaits_decision
    with pytest.raises(NotAllowedError, match="lapsed"):
        validated.move(version.id, State.IN_USE)


def test_another_policy_outdates_the_evidence_and_lapses_the_approval(validated: Firm) -> None:
    from core.policy_file import default_policy

    version = ready(validated)
    decide(validated, request(version.id))
    changed = default_policy().replace(b'version = "1"', b'version = "2"')
    validated.workspace.adopt_policy(validated.as_(Role.RISK_MANAGER), changed)
    assert validated.workspace.decisions.lapsed(version.id) == (Lapse.POLICY,)
    validated.move(version.id, State.UNDER_REVIEW)
    assert any("outdated" in text for text in said_against(validated, version.id))


def finding(validated: Firm, version: VersionId, severity: Severity) -> NewFinding:
    return NewFinding(
        version=version, title=said("Wrong"), severity=severity, owner=validated.person(Role.OWNER).id
    )


def test_a_blocking_finding_sets_a_released_version_under_review(validated: Firm) -> None:
    version = ready(validated)
    decide(validated, request(version.id))
    validated.move(version.id, State.IN_USE)
    findings = validated.workspace.findings
    findings.raise_new(validated.as_(Role.AUDITOR), finding(validated, version.id, Severity.MEDIUM))
    assert validated.workspace.inventory.version(version.id).state is State.IN_USE
    severe, _ = findings.raise_new(
        validated.as_(Role.AUDITOR), finding(validated, version.id, Severity.SEVERE)
    )
    assert validated.workspace.inventory.version(version.id).state is State.UNDER_REVIEW
    assert [event.action for event, _ in validated.workspace.trail.events()[:2]] == [
        "version.state_changed",
        "finding.raised",
    ]
    assert any("blocks an approval" in text for text in said_against(validated, version.id))
    with pytest.raises(NotAllowedError, match="blocks the use"):
        validated.move(version.id, State.IN_USE)
    mended(validated, severe.id)
    assert validated.workspace.decisions.lapsed(version.id) == ()
    assert validated.move(version.id, State.IN_USE).state is State.IN_USE


def test_a_failure_on_monitoring_data_sets_the_version_under_review(validated: Firm) -> None:
    version = ready(validated)
    decide(validated, request(version.id))
    validated.move(version.id, State.IN_USE)
    watched = validated.table(bad_rows(), kind=DatasetKind.MONITORING)
    run, _ = validated.workspace.checking.run(
        validated.as_(Role.VALIDATOR), RunRequest(version=version.id, dataset=watched.id)
    )
    assert run.verdict is Verdict.FAILED
    assert validated.workspace.inventory.version(version.id).state is State.UNDER_REVIEW


def test_an_accepted_finding_blocks_again_when_the_acceptance_runs_out(validated: Firm) -> None:
    version = ready(validated)
    severe, _ = validated.workspace.findings.raise_new(
        validated.as_(Role.AUDITOR), finding(validated, version.id, Severity.SEVERE)
    )
    until = validated.clock().date() + timedelta(days=10)
    accepted, _ = validated.workspace.findings.accept(
        validated.as_(Role.RISK_MANAGER),
        severe.id,
        said("Until the next release"),
        until,
        measure=said("Every case is decided by hand"),
    )
    assert accepted.state is FindingState.ACCEPTED
    assert said_against(validated, version.id) == []
    validated.later(days=10)
    assert said_against(validated, version.id) == []
    validated.later(days=1)
    assert any("which has passed" in text for text in said_against(validated, version.id))


def test_a_check_that_ended_with_an_error_is_no_evidence(validated: Firm) -> None:
    from core.obstacles import approval_obstacles
    from core.workspace.lookup import facts_of

    version = ready(validated)
    facts = facts_of(validated.workspace.decisions._desk.store, version.id, validated.workspace.policy)
    (run,) = facts.runs
    broken = replace(run, results=tuple(replace(item, state=RunState.ERRORED) for item in run.results))
    found = approval_obstacles(
        replace(facts, runs=(broken,)),
        validated.person(Role.RISK_MANAGER),
        validated.workspace.people.all(),
        validated.clock().date(),
    )
    assert ["ended with an error" in str(item.message) for item in found] == [True]
