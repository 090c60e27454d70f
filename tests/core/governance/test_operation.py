"""Does only what may run, run; is every plan tried in time?"""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from core.decisions import DecisionKind
from core.errors import NotAllowedError, UserError
from core.findings import Severity
from core.governance.contingency import PlanTestResult
from core.governance.deployments import Deployment, highest_share
from core.governance.incidents import IncidentKind
from core.ids import DeploymentId, Exact, ModelId, PersonId, VersionId
from core.inventory import ModelVersion, RecordBasis, State
from core.people import Role
from core.policy_file import default_policy
from core.stages import Stage
from core.workspace import DecisionRequest
from core.workspace.governance.contingency import NewPlan, NewTest
from core.workspace.governance.deployments import NewDeployment
from core.workspace.governance.incidents import Facts, NewIncident
from tests.core.casework import Firm, said
from tests.core.conftest import START

READY, MODEL = VersionId("MOD-0001@1"), ModelId("MOD-0001")
TODAY = START.date()


def approve(firm: Firm, version: VersionId = READY) -> None:
    request = DecisionRequest(version=version, kind=DecisionKind.APPROVE, reason=said("it holds"))
    firm.workspace.decisions.decide(firm.as_(Role.RISK_MANAGER), request, firm.key(Role.RISK_MANAGER))


def wish(**given: object) -> NewDeployment:
    plain = NewDeployment(
        version=READY, stage=Stage.CHAMPION, system="Loans / scoring", share=Exact("100"), since=TODAY
    )
    return replace(plain, **given)  # type: ignore[arg-type]


def deploy(firm: Firm, role: Role = Role.OWNER, **given: object) -> Deployment:
    return firm.workspace.deployments.record(firm.as_(role), wish(**given))[0]


def second(firm: Firm) -> ModelVersion:
    """Register another version of the model, which nobody approved yet."""
    return firm.version(label="2", model=MODEL, datasets=())


def test_only_a_version_that_may_be_used_decides_anything(validated: Firm) -> None:
    for stage, share in ((Stage.CHAMPION, "100"), (Stage.PILOT, "5"), (Stage.CHALLENGER, "10")):
        with pytest.raises(NotAllowedError, match="no real decision"):
            deploy(validated, stage=stage, share=Exact(share))
    deploy(validated, stage=Stage.SHADOW, share=Exact("0"))
    deploy(validated, stage=Stage.CHALLENGER, share=Exact("0"))
    approve(validated)
    assert deploy(validated).stage is Stage.CHAMPION
    assert [line.problem for line in validated.workspace.deployments.lines()] == [None, None, None]


def test_an_approval_that_ran_out_or_lapsed_lets_nothing_new_run_and_is_shown(validated: Firm) -> None:
    approve(validated)
    deploy(validated, share=Exact("50"))
    validated.assess(READY)
    with pytest.raises(NotAllowedError, match="has lapsed"):
        deploy(validated, share=Exact("10"))
    line = validated.workspace.deployments.lines()[0]
    assert line.running
    assert line.problem is not None


def test_less_may_always_be_stated_but_never_more_without_an_approval(validated: Firm) -> None:
    approve(validated)
    running = deploy(validated, share=Exact("50"))
    validated.assess(READY)
    deployments, why = validated.workspace.deployments, said("smaller")
    less, _ = deployments.change(validated.as_(Role.OWNER), running.id, wish(share=Exact("20")), why)
    assert less.percent == 20
    with pytest.raises(NotAllowedError, match="has lapsed"):
        deployments.change(validated.as_(Role.OWNER), running.id, wish(share=Exact("21")), why)


def test_a_model_taken_over_runs_as_its_register_said(firm: Firm) -> None:
    version = firm.version(model=firm.model(basis=RecordBasis.TAKEN_OVER))
    with pytest.raises(NotAllowedError):
        deploy(firm, version=version.id)
    firm.move(version.id, State.IN_USE)
    assert deploy(firm, version=version.id).version == version.id


def test_shares_of_one_place_never_exceed_all_decisions(validated: Firm) -> None:
    approve(validated)
    first = deploy(validated, share=Exact("90"), until=date(2026, 12, 31))
    deploy(validated, stage=Stage.CHALLENGER, share=Exact("10"))
    with pytest.raises(NotAllowedError, match="add up to"):
        deploy(validated, stage=Stage.PILOT, share=Exact("1/2"), system=" LOANS / Scoring ")
    with pytest.raises(NotAllowedError, match="add up to"):
        validated.workspace.deployments.change(
            validated.as_(Role.OWNER), first.id, wish(share=Exact("90.5")), said("more")
        )
    deploy(validated, environment="test")
    deploy(validated, share=Exact("90"), since=date(2027, 1, 1))
    with pytest.raises(NotAllowedError, match="add up to"):
        validated.workspace.deployments.change(
            validated.as_(Role.OWNER), first.id, wish(share=Exact("90"), until=None), said("longer")
        )


def test_the_largest_sum_is_looked_for_on_every_day_on_which_something_begins() -> None:
    def item(number: int, share: str, since: int, until: int | None = None) -> Deployment:
        return Deployment(
            id=DeploymentId(f"DEP-{number}"),
            version=READY,
            stage=Stage.CHAMPION,
            system="s",
            environment="e",
            share=Exact(share),
            since=date(2026, 1, since),
            until=None if until is None else date(2026, 1, until),
            recorded_by=PersonId("ann"),
            recorded_at=START,
        )

    others = (item(1, "60", 1, 9), item(2, "60", 10), item(3, "30", 5, 10))
    assert highest_share(others, item(4, "10", 1)) == (Fraction(100), date(2026, 1, 5))
    assert highest_share(others, item(4, "1", 11)) == (Fraction(61), date(2026, 1, 11))
    assert highest_share(others, item(2, "70", 10)) == (Fraction(100), date(2026, 1, 10))


def test_a_rollback_target_is_an_approved_earlier_version_of_the_same_model(validated: Firm) -> None:
    newer = second(validated)

    def shadow(rollback: VersionId, since: date = TODAY) -> Deployment:
        return deploy(
            validated,
            version=newer.id,
            stage=Stage.SHADOW,
            share=Exact("0"),
            rollback=rollback,
            since=since,
        )

    with pytest.raises(NotAllowedError, match="return to it"):
        shadow(READY)
    approve(validated)
    other = validated.version(model=validated.model(name="Other"), datasets=())
    for target in (newer.id, other.id):
        with pytest.raises(NotAllowedError, match="return to it"):
            shadow(target)
    with pytest.raises(NotAllowedError, match="came after"):
        deploy(validated, rollback=newer.id)
    running, deployments = shadow(READY), validated.workspace.deployments
    assert deployments.lines()[0].no_rollback is None
    validated.assess(READY)
    assert deployments.lines()[0].no_rollback is not None
    deployments.end(validated.as_(Role.OWNER), running.id, TODAY, said("over"))
    with pytest.raises(NotAllowedError, match="has lapsed"):
        shadow(READY, TODAY + timedelta(days=1))


def test_a_deployment_that_cannot_be_is_refused_whoever_asks(validated: Firm) -> None:
    approve(validated)
    before = validated.workspace.trail.count()
    for role in (Role.DEVELOPER, Role.VALIDATOR, Role.AUDITOR, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowedError):
            deploy(validated, role)
    for given in (
        {"share": Exact("101")},
        {"share": Exact("-1")},
        {"share": Exact("half")},
        {"share": Exact("0")},
        {"stage": Stage.SHADOW},
        {"system": "  "},
        {"until": TODAY - timedelta(days=1)},
        {"version": VersionId("MOD-0099@1")},
        {"rollback": VersionId("MOD-0001@9")},
    ):
        with pytest.raises(UserError):
            deploy(validated, **given)
    assert validated.workspace.trail.count() == before


def test_an_ended_deployment_stays_as_it_is(validated: Firm) -> None:
    approve(validated)
    running, deployments = deploy(validated), validated.workspace.deployments
    with pytest.raises(UserError, match="cannot end before"):
        deployments.end(validated.as_(Role.OWNER), running.id, TODAY - timedelta(days=1), said("x"))
    deployments.end(validated.as_(Role.OWNER), running.id, TODAY, said("replaced"))
    with pytest.raises(NotAllowedError, match="has ended"):
        deployments.change(validated.as_(Role.OWNER), running.id, wish(), said("again"))
    with pytest.raises(NotAllowedError, match="has ended"):
        deployments.end(validated.as_(Role.OWNER), running.id, TODAY, said("again"))
    validated.later(days=1)
    assert not deployments.lines()[0].running


def plan(firm: Firm, model: ModelId = MODEL, **given: object) -> NewPlan:
    plain = NewPlan(
        model=model, fallback=said("Decide by hand"), responsible=firm.person(Role.OWNER).id, outage_hours=4
    )
    return replace(plain, **given)  # type: ignore[arg-type]


def tried(day: date, result: PlanTestResult = PlanTestResult.PASSED) -> NewTest:
    return NewTest(model=MODEL, day=day, result=result, note=said("Switched off for an hour"))


def test_a_plan_is_due_by_the_policy_of_the_tier_and_a_failed_test_does_not_count(validated: Firm) -> None:
    plans = validated.workspace.contingency
    plans.record(validated.as_(Role.OWNER), plan(validated))
    assert (plans.due(MODEL), plans.overdue(MODEL)) == (TODAY, False)
    validated.later(days=1)
    assert plans.overdue(MODEL)
    today = TODAY + timedelta(days=1)
    plans.record_test(validated.as_(Role.VALIDATOR), tried(today, PlanTestResult.FAILED))
    validated.later(days=1)
    assert plans.overdue(MODEL)
    plans.record_test(validated.as_(Role.VALIDATOR), tried(today + timedelta(days=1), PlanTestResult.PARTLY))
    assert plans.due(MODEL) == date(2028, 11, 4)
    validated.assess(READY, high=True)
    assert plans.due(MODEL) == date(2027, 11, 4)
    shorter = default_policy().replace(b"contingency_test_months = 12", b"contingency_test_months = 1")
    validated.workspace.adopt_policy(validated.as_(Role.ADMINISTRATOR), shorter)
    assert plans.due(MODEL) == date(2026, 12, 4)


def test_another_fallback_counts_as_never_tried(validated: Firm) -> None:
    plans = validated.workspace.contingency
    plans.record(validated.as_(Role.OWNER), plan(validated))
    plans.record_test(validated.as_(Role.OWNER), tried(TODAY))
    kept, _ = plans.record(validated.as_(Role.OWNER), plan(validated, outage_hours=8), said("longer"))
    assert len(kept.tests) == 1
    other, _ = plans.record(
        validated.as_(Role.OWNER), plan(validated, fallback=said("Version 0")), said("new")
    )
    assert other.tests == ()


def test_plans_and_tests_that_cannot_be_are_refused(validated: Firm) -> None:
    plans = validated.workspace.contingency
    with pytest.raises(UserError, match="no contingency plan"):
        plans.record_test(validated.as_(Role.OWNER), tried(TODAY))
    with pytest.raises(NotAllowedError):
        plans.record(validated.as_(Role.AUDITOR), plan(validated))
    for given in ({"fallback": said("")}, {"outage_hours": -1}, {"responsible": PersonId("P-x")}):
        with pytest.raises(UserError):
            plans.record(validated.as_(Role.OWNER), plan(validated, **given))
    plans.record(validated.as_(Role.OWNER), plan(validated))
    with pytest.raises(UserError, match="reason is missing"):
        plans.record(validated.as_(Role.OWNER), plan(validated))
    for day in (TODAY + timedelta(days=1), TODAY - timedelta(days=1)):
        with pytest.raises(UserError, match="lies between"):
            plans.record_test(validated.as_(Role.OWNER), tried(day))
    with pytest.raises(NotAllowedError):
        plans.record_test(validated.as_(Role.DEVELOPER), tried(TODAY))


def test_a_model_in_operation_without_a_plan_comes_first(firm: Firm) -> None:
    firm.model(name="Idle")
    running = firm.version(model=firm.model(basis=RecordBasis.TAKEN_OVER))
    firm.move(running.id, State.IN_USE)
    lines = firm.workspace.contingency.lines()
    assert [(line.model.id, line.operating, line.overdue) for line in lines] == [
        (running.model, True, True),
        ("MOD-0001", False, False),
    ]


EDITED = {
    "deployment": ('"100"', '"10"'),
    "contingency": ('"outage_hours":4', '"outage_hours":9'),
    "incident": ("high", "low"),
}


def test_editing_operation_in_the_database_is_found_by_the_trail(validated: Firm) -> None:
    approve(validated)
    deploy(validated)
    validated.workspace.contingency.record(validated.as_(Role.OWNER), plan(validated))
    wrong = Facts(
        title=said("Wrong"),
        description=said("x"),
        kind=IncidentKind.WRONG_OUTPUT,
        severity=Severity.HIGH,
    )
    told = NewIncident(model=MODEL, detected_at=START, facts=wrong)
    validated.workspace.incidents.report(validated.as_(Role.OWNER), told)
    assert validated.workspace.trail.verify().intact
    with closing(sqlite3.connect(validated.workspace.folder / "workspace.db")) as connection:
        for table, (old, new) in EDITED.items():
            written = "CAST(replace(CAST(document AS TEXT), ?, ?) AS BLOB)"
            edit = f"UPDATE {table} SET document = {written}"
            assert connection.execute(edit, (old, new)).rowcount == 1
        connection.commit()
    found = {item.object for item in validated.workspace.trail.verify().problems}
    assert found == {"deployment DEP-0001", "contingency MOD-0001", "incident INC-0001"}
