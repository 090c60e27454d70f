"""Is a finding only ever mended, postponed, regraded or accepted by the hands that may?"""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.audit import Action, Problem
from core.errors import NotAllowedError, PruefsteinError, UserError
from core.findings import (
    FINDING_MOVES,
    Finding,
    FindingDeed,
    FindingScope,
    FindingState,
    Severity,
    after,
)
from core.ids import DatasetId, DocumentId, FindingId, PersonId, RunId, VersionId
from core.inventory import State
from core.people import Role
from core.policy_file import default_policy
from core.store.codec import decode, encode
from core.ties import Duty, Responsibility
from core.workspace import NewFinding, RunRequest
from core.workspace.mending import NewPlan
from tests.core.casework import Firm, check, mended, proof_of, reported, said

READY = VersionId("MOD-0001@1")
TODAY = date(2026, 11, 2)
VALIDATOR, RISK, OWNER = Role.VALIDATOR, Role.RISK_MANAGER, Role.OWNER


def raised(
    firm: Firm,
    severity: Severity = Severity.MEDIUM,
    *,
    owner: Role = OWNER,
    scope: FindingScope = FindingScope.VERSION,
    version: VersionId = READY,
) -> Finding:
    new = NewFinding(
        version=version, title=said("Wrong"), severity=severity, owner=firm.person(owner).id, scope=scope
    )
    return firm.workspace.findings.raise_new(firm.as_(Role.AUDITOR), new)[0]


def give_roles(firm: Firm, role: Role, *roles: Role) -> None:
    """Give the person with a role further ones, and sign them in again."""
    admin, person = firm.as_(Role.ADMINISTRATOR), firm.person(role)
    firm.workspace.people.change(admin, person.id, roles=(role, *roles), active=True)
    firm.sessions[role] = firm.workspace.people.sign_in(person.id, "a long enough passphrase")


def test_a_finding_goes_from_plan_to_verified_closure_and_keeps_its_life_line(validated: Firm) -> None:
    finding = raised(validated, Severity.HIGH)
    closed = mended(validated, finding.id)
    assert closed.state is FindingState.CLOSED
    assert [item.deed.value for item in closed.life] == ["planned", "step_done", "reported", "verified"]
    assert closed.reports[-1].proofs[0].id == "DOC-0001"
    assert closed.closed_by == validated.person(VALIDATOR).id
    actions = [event.action for event, _ in validated.workspace.trail.events()[:5]]
    assert actions[0] == Action.FINDING_CLOSED
    assert Action.FINDING_REMEDIED in actions
    assert validated.workspace.trail.verify().intact


def test_a_report_alone_neither_closes_a_finding_nor_lets_a_version_be_approved(validated: Firm) -> None:
    finding = reported(validated, raised(validated, Severity.SEVERE).id)
    assert finding.state is FindingState.REPORTED
    assert finding.stands(TODAY)
    person = validated.person(RISK)
    assert any(
        "blocks" in str(item.message) for item in validated.workspace.decisions.obstacles(READY, person)
    )


def test_the_owner_cannot_verify_even_with_the_right_to_close(validated: Firm) -> None:
    give_roles(validated, OWNER, VALIDATOR)
    finding = reported(validated, raised(validated).id)
    with pytest.raises(NotAllowedError, match="somebody else"):
        validated.workspace.findings.verify(validated.as_(OWNER), finding.id, said("fine"))
    assert validated.workspace.findings.get(finding.id) == finding


def test_the_developer_cannot_verify_even_with_the_right_to_close(validated: Firm) -> None:
    give_roles(validated, Role.DEVELOPER, VALIDATOR)
    finding = reported(validated, raised(validated).id)
    for deed in (FindingDeed.VERIFIED, FindingDeed.RETURNED):
        person = validated.person(Role.DEVELOPER)
        assert validated.workspace.findings.refusal(finding.id, deed, person) is not None
    with pytest.raises(NotAllowedError, match="somebody else"):
        validated.workspace.findings.verify(validated.as_(Role.DEVELOPER), finding.id, said("fine"))


def test_who_did_a_step_of_the_plan_cannot_verify_it(validated: Firm) -> None:
    findings, finding = validated.workspace.findings, raised(validated)
    step = (said("Join by id"), validated.person(VALIDATOR).id, TODAY)
    plan = NewPlan(root_cause=said("A wrong join"), steps=(step,))
    findings.plan(validated.as_(OWNER), finding.id, plan)
    findings.complete_step(validated.as_(VALIDATOR), finding.id, 0, said("joined"))
    proof = proof_of(validated, finding.id)
    findings.report_mended(validated.as_(OWNER), finding.id, said("done"), documents=(proof,))
    with pytest.raises(NotAllowedError):
        findings.verify(validated.as_(VALIDATOR), finding.id, said("fine"))
    assert findings.verify(validated.as_(RISK), finding.id, said("fine"))[0].state is FindingState.CLOSED


def test_giving_the_finding_away_does_not_let_the_former_owner_verify_it(validated: Firm) -> None:
    findings, finding = validated.workspace.findings, raised(validated, owner=VALIDATOR)
    findings.reassign(validated.as_(VALIDATOR), finding.id, validated.person(OWNER).id, said("not mine"))
    reported(validated, finding.id)
    with pytest.raises(NotAllowedError, match="somebody else"):
        findings.verify(validated.as_(VALIDATOR), finding.id, said("fine"))


def test_a_role_that_was_taken_away_no_longer_counts_although_the_session_knows_it(validated: Firm) -> None:
    finding, stale = reported(validated, raised(validated).id), validated.as_(VALIDATOR)
    admin = validated.as_(Role.ADMINISTRATOR)
    validated.workspace.people.change(admin, stale.person.id, roles=(Role.DEVELOPER,), active=True)
    with pytest.raises(NotAllowedError):
        validated.workspace.findings.verify(stale, finding.id, said("fine"))
    new = NewFinding(version=READY, title=said("x"), severity=Severity.LOW, owner=stale.person.id)
    with pytest.raises(NotAllowedError):
        validated.workspace.findings.raise_new(stale, new)


@pytest.mark.parametrize("role", [VALIDATOR, RISK, Role.AUDITOR, Role.DEVELOPER], ids=str)
def test_nobody_but_the_owner_or_a_deputy_plans_or_reports(validated: Firm, role: Role) -> None:
    finding = raised(validated)
    plan = NewPlan(root_cause=said("x"), steps=((said("y"), validated.person(OWNER).id, TODAY),))
    with pytest.raises(NotAllowedError, match="responsible"):
        validated.workspace.findings.plan(validated.as_(role), finding.id, plan)
    with pytest.raises(NotAllowedError, match="responsible"):
        validated.workspace.findings.report_mended(validated.as_(role), finding.id, said("done"))


def test_a_deputy_on_the_model_reports_for_the_owner_and_cannot_verify(validated: Firm) -> None:
    finding, deputy = raised(validated), validated.person(VALIDATOR).id
    duty = Responsibility(duty=Duty.OWNER, person=validated.person(OWNER).id, deputy=deputy)
    with validated.workspace._desk.store.transaction(validated.as_(OWNER)) as step:
        model = validated.workspace.inventory.models()[0]
        step.put(replace(model, duties=(duty,)), Action.MODEL_CHANGED)
    findings, proof = validated.workspace.findings, proof_of(validated, finding.id)
    findings.report_mended(validated.as_(VALIDATOR), finding.id, said("done"), documents=(proof,))
    with pytest.raises(NotAllowedError):
        findings.verify(validated.as_(VALIDATOR), finding.id, said("fine"))


def test_severe_findings_need_a_plan_with_all_steps_done_and_evidence(validated: Firm) -> None:
    findings, owner = validated.workspace.findings, validated.as_(OWNER)
    finding = raised(validated, Severity.SEVERE)
    with pytest.raises(NotAllowedError, match="root cause"):
        findings.report_mended(owner, finding.id, said("done"))
    plan = NewPlan(root_cause=said("x"), steps=((said("y"), owner.person.id, TODAY),))
    findings.plan(owner, finding.id, plan)
    with pytest.raises(NotAllowedError, match="not done"):
        findings.report_mended(owner, finding.id, said("done"))
    findings.complete_step(owner, finding.id, 0, said("done"))
    with pytest.raises(UserError, match="evidence of closure"):
        findings.report_mended(owner, finding.id, said("done"))
    with pytest.raises(UserError, match="no document"):
        findings.report_mended(owner, finding.id, said("done"), documents=(DocumentId("DOC-0099"),))


def test_a_run_made_before_the_finding_or_on_another_model_proves_nothing(validated: Firm) -> None:
    finding, findings = raised(validated), validated.workspace.findings
    with pytest.raises(UserError, match="older"):
        findings.report_mended(validated.as_(OWNER), finding.id, said("done"), runs=(RunId("RUN-0001"),))
    other = validated.in_validation()
    run = check(validated, other)
    with pytest.raises(UserError, match="shows nothing"):
        findings.report_mended(validated.as_(OWNER), finding.id, said("done"), runs=(run.id,))
    validated.later(minutes=1)
    request = RunRequest(version=READY, dataset=DatasetId("DS-0001"))
    fresh, _ = validated.workspace.checking.run(validated.as_(VALIDATOR), request)
    done, _ = findings.report_mended(validated.as_(OWNER), finding.id, said("done"), runs=(fresh.id,))
    assert done.reports[-1].proofs[0].digest == fresh.result_digest


def test_evidence_that_was_withdrawn_since_does_not_carry_a_verification(validated: Firm) -> None:
    finding = reported(validated, raised(validated).id)
    document = DocumentId(finding.reports[-1].proofs[0].id)
    validated.workspace.documents.withdraw(validated.as_(OWNER), document, said("wrong file"))
    with pytest.raises(NotAllowedError, match="no longer what was named"):
        validated.workspace.findings.verify(validated.as_(VALIDATOR), finding.id, said("fine"))


def test_what_is_sent_back_is_open_again_and_stays_due(validated: Firm) -> None:
    findings, finding = validated.workspace.findings, reported(validated, raised(validated).id)
    with pytest.raises(UserError):
        findings.send_back(validated.as_(VALIDATOR), finding.id, said(" "))
    back, _ = findings.send_back(validated.as_(VALIDATOR), finding.id, said("Rows 7 to 9 are still wrong"))
    assert (back.state, back.due) == (FindingState.OPEN, finding.due)
    assert back.times(FindingDeed.RETURNED) == 1
    with pytest.raises(NotAllowedError):
        findings.verify(validated.as_(VALIDATOR), finding.id, said("fine after all"))


def test_direct_closing_takes_a_policy_that_permits_it_for_the_severity(validated: Firm) -> None:
    findings, finding = validated.workspace.findings, raised(validated, Severity.LOW)
    with pytest.raises(NotAllowedError, match="reported mended first"):
        findings.close(validated.as_(VALIDATOR), finding.id, said("mended"))
    policy = default_policy().replace(b"direct_closing = []", b'direct_closing = ["low"]')
    validated.workspace.adopt_policy(validated.as_(RISK), policy)
    severe = raised(validated, Severity.SEVERE)
    with pytest.raises(NotAllowedError):
        findings.close(validated.as_(VALIDATOR), severe.id, said("mended"))
    assert (
        findings.close(validated.as_(VALIDATOR), finding.id, said("mended"))[0].state is FindingState.CLOSED
    )


def test_a_severity_is_lowered_only_by_somebody_without_interest_and_raised_by_any_who_may(
    validated: Firm,
) -> None:
    findings, finding = validated.workspace.findings, raised(validated, Severity.MEDIUM, owner=VALIDATOR)
    with pytest.raises(NotAllowedError, match="cannot lower"):
        findings.regrade(validated.as_(VALIDATOR), finding.id, Severity.LOW, said("small"))
    with pytest.raises(NotAllowedError):
        findings.regrade(validated.as_(OWNER), finding.id, Severity.LOW, said("small"))
    with pytest.raises(UserError):
        findings.regrade(validated.as_(RISK), finding.id, Severity.LOW, said(" "))
    worse, _ = findings.regrade(validated.as_(VALIDATOR), finding.id, Severity.HIGH, said("worse"))
    assert (worse.severity, worse.due) == (Severity.HIGH, TODAY + timedelta(days=30))
    lower, _ = findings.regrade(validated.as_(RISK), finding.id, Severity.LOW, said("small"))
    assert lower.due == worse.due
    assert [item.before for item in lower.life] == ["medium", "high"]


def test_the_owner_of_the_model_cannot_lower_a_severity(validated: Firm) -> None:
    give_roles(validated, OWNER, Role.AUDITOR)
    finding = raised(validated, Severity.HIGH, owner=Role.DEVELOPER)
    with pytest.raises(NotAllowedError, match="cannot lower"):
        validated.workspace.findings.regrade(validated.as_(OWNER), finding.id, Severity.LOW, said("small"))


def test_each_postponement_is_counted_and_the_policy_ends_them(validated: Firm) -> None:
    findings, finding = validated.workspace.findings, raised(validated)
    assert finding.due is not None
    for days in (0, -1, 91):
        due = finding.due + timedelta(days=days)
        with pytest.raises(UserError, match="postponed to a day"):
            findings.postpone(validated.as_(VALIDATOR), finding.id, due, said("supplier"))
    for times in (1, 2):
        due = finding.due + timedelta(days=10 * times)
        later, _ = findings.postpone(validated.as_(VALIDATOR), finding.id, due, said("supplier"))
        assert later.times(FindingDeed.POSTPONED) == times
    with pytest.raises(NotAllowedError, match="postponed 2 times"):
        findings.postpone(validated.as_(RISK), finding.id, due + timedelta(days=1), said("again"))


@pytest.mark.parametrize("role", [OWNER, Role.DEVELOPER, Role.AUDITOR], ids=str)
def test_who_may_not_close_may_not_postpone(validated: Firm, role: Role) -> None:
    finding = raised(validated)
    with pytest.raises(NotAllowedError):
        validated.workspace.findings.postpone(
            validated.as_(role), finding.id, TODAY + timedelta(days=100), said("x")
        )


def test_nobody_postpones_what_they_must_mend(validated: Firm) -> None:
    finding = raised(validated, owner=VALIDATOR)
    with pytest.raises(NotAllowedError):
        validated.workspace.findings.postpone(
            validated.as_(VALIDATOR), finding.id, TODAY + timedelta(days=100), said("x")
        )


def test_a_stale_finding_in_hand_changes_nothing(validated: Firm) -> None:
    findings, finding = validated.workspace.findings, raised(validated)
    mended(validated, finding.id)
    with pytest.raises(NotAllowedError, match="state"):
        findings.postpone(validated.as_(VALIDATOR), finding.id, TODAY + timedelta(days=100), said("x"))


def test_an_edited_finding_is_found_by_the_trail(validated: Firm) -> None:
    raised(validated, Severity.SEVERE)
    with closing(sqlite3.connect(validated.workspace.folder / "workspace.db")) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute(
            "UPDATE finding SET state = 'closed', "
            "document = CAST(replace(CAST(document AS TEXT), '\"open\"', '\"closed\"') AS BLOB)"
        )
        database.commit()
    problems = validated.workspace.trail.verify().problems
    assert Problem.OBJECT_CHANGED in {item.problem for item in problems}


def test_a_blocking_finding_whose_acceptance_ran_out_sets_the_version_under_review(validated: Firm) -> None:
    from tests.core.test_decisions_cases import decide, request

    finding, measure = raised(validated, Severity.SEVERE), said("By hand")
    until = TODAY + timedelta(days=30)
    findings = validated.workspace.findings
    findings.accept(validated.as_(RISK), finding.id, said("x"), until, measure=measure)
    decide(validated, request(READY))
    validated.move(READY, State.IN_USE)
    assert validated.workspace.decisions.review_overdue(validated.as_(RISK))[0] == ()
    validated.later(days=31)
    assert validated.workspace.decisions.review_overdue(validated.as_(RISK))[0] == (READY,)
    assert validated.workspace.inventory.version(READY).state is State.UNDER_REVIEW


def test_a_finding_stored_before_there_were_life_lines_still_decodes(validated: Firm) -> None:
    finding = raised(validated)
    document = encode(finding, {}).document
    for field in ("scope", "remediation", "reports", "compensation", "links", "life"):
        start = document.index(f'"{field}":'.encode())
        end = document.index(b',"', start) if b',"' in document[start:] else document.index(b"}", start)
        document = document[:start] + document[end + 1 :]
    old = decode(Finding, document, {})
    assert (old.life, old.scope, old.reports) == ((), FindingScope.VERSION, ())


SETTLED = frozenset({FindingState.CLOSED, FindingState.DISMISSED})


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    deeds=st.lists(st.sampled_from(FindingDeed), max_size=12),
    start=st.sampled_from([FindingState.PROPOSED, FindingState.OPEN]),
)
def test_whatever_is_done_in_whatever_order_nothing_is_closed_without_verification(
    deeds: list[FindingDeed], start: FindingState
) -> None:
    finding = _plain(start)
    for deed in deeds:
        state = after(finding, deed)
        if state is None:
            continue
        if state is FindingState.CLOSED and finding.state is not FindingState.CLOSED:
            assert deed in {FindingDeed.VERIFIED, FindingDeed.CLOSED}
            assert deed is FindingDeed.CLOSED or finding.state is FindingState.REPORTED
        if finding.state in SETTLED and state not in SETTLED:
            assert deed is FindingDeed.REOPENED
        accepted = TODAY if state is FindingState.ACCEPTED else finding.accepted_until
        finding = replace(finding, state=state, accepted_until=accepted)
    assert set(FINDING_MOVES) == set(FindingDeed)


def _plain(state: FindingState) -> Finding:
    from core.findings import FindingCause

    return Finding(
        id=FindingId("F-0001"),
        version=READY,
        cause=FindingCause.OBSERVED,
        severity=Severity.LOW,
        state=state,
        raised_by=PersonId("P-x"),
        raised_at=datetime.fromisoformat("2026-11-02T09:00:00+00:00"),
    )


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_the_rules_and_the_use_cases_say_the_same_to_everybody(validated: Firm, role: Role) -> None:
    """What the window is told and what a direct call meets can never differ."""
    if role not in validated.sessions:
        return
    findings, finding = validated.workspace.findings, reported(validated, raised(validated).id)
    allowed = findings.refusal(finding.id, FindingDeed.VERIFIED, validated.person(role)) is None
    assert allowed is (role in {VALIDATOR, RISK})
    try:
        findings.verify(validated.as_(role), finding.id, said("looked"))
    except PruefsteinError:
        assert not allowed
    else:
        assert allowed
