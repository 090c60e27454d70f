"""Do overrides, triggers, contradictions and the portfolio follow from what is assessed and recorded?"""

from dataclasses import replace
from datetime import date

import pytest

from core.errors import NotAllowedError, PruefsteinError, UserError
from core.findings import Severity
from core.governance.contradictions import ContradictionCode
from core.governance.determinations import DeterminationKind
from core.governance.portfolio import Lens, Stage, heatmap, trend
from core.governance.scale_file import built_in
from core.governance.scales import Appetite, OwnKind, ScaleDefinition, Words
from core.ids import Exact, VersionId
from core.inventory import State
from core.people import Role
from core.policy_file import default_policy, read_policy
from core.risk import (
    Band,
    ContradictionAnswer,
    Level,
    Perspective,
    Rating,
    RiskAssessment,
    RiskKind,
    Target,
    Trigger,
)
from core.workspace import NewFinding
from core.workspace.finding_desk import case_of
from core.workspace.governance.determinations import NewDetermination
from core.workspace.risk import NewAssessment
from tests.core.casework import Firm, bad_rows, check, ratings, said

READY = VersionId("MOD-0001@1")
LOW = Level(likelihood=1, impact=1)
MIDDLE = Level(likelihood=3, impact=3)
HIGH = Level(likelihood=4, impact=4)
LINE = Appetite(perspective=Perspective.FIRM, highest=4, reason_de="Vorstand", reason_en="Board")
OWN = OwnKind(id="reputation", words=Words(de="Ruf", en="Reputation"), mandatory=True)


def definition(**changes: object) -> ScaleDefinition:
    return replace(built_in().definition, **changes)  # type: ignore[arg-type]


def adopt(firm: Firm, role: Role = Role.RISK_MANAGER, **changes: object) -> str:
    now = firm.workspace.scales.in_force()
    new = replace(now.definition, **changes)  # type: ignore[arg-type]
    return firm.workspace.scales.adopt(firm.as_(role), new, said("a new year"), replaces=now.id)[0].id


def commit(firm: Firm, *rated: Rating, role: Role = Role.VALIDATOR, **more: object) -> RiskAssessment:
    new = NewAssessment(version=READY, ratings=rated or ratings(LOW), materiality=Band.LOW)
    return firm.workspace.risk.commit(firm.as_(role), replace(new, **more))[0]  # type: ignore[arg-type]


def with_first(first: Rating, level: Level = LOW) -> tuple[Rating, ...]:
    return (first, *ratings(level)[1:])


def first(**changes: object) -> Rating:
    return replace(ratings(HIGH)[0], **changes)  # type: ignore[arg-type]


TOMORROW = date(2026, 11, 3)
SOUND = Target(level=LOW, by=TOMORROW, measure=said("retrain"))


def obstacles(firm: Firm) -> str:
    found = firm.workspace.decisions.obstacles(READY, firm.person(Role.RISK_MANAGER))
    return " ".join(str(item.message) for item in found)


def override(firm: Firm, role: Role, tier: Band, **more: object) -> None:
    latest = firm.workspace.risk.latest(READY)
    assert latest is not None
    new = NewDetermination(
        kind=DeterminationKind.TIER_OVERRIDE,
        model=firm.workspace.inventory.version(READY).model,
        version=READY,
        outcome=tier.value,
        reason=said("the board wants it"),
        evidence=(latest.id,),
    )
    firm.workspace.determinations.determine(
        firm.as_(role),
        replace(new, **more),  # type: ignore[arg-type]
        firm.key(role),
    )


def test_a_lower_tier_needs_the_approver_another_person_and_a_last_day(validated: Firm) -> None:
    commit(validated, *ratings(HIGH))
    later = date(2027, 6, 1)
    for role in (Role.VALIDATOR, Role.OWNER, Role.DEVELOPER, Role.AUDITOR):
        with pytest.raises(PruefsteinError):
            override(validated, role, Band.LOW, expires=later)
    with pytest.raises(PruefsteinError, match="last day"):
        override(validated, Role.RISK_MANAGER, Band.LOW)
    with pytest.raises(PruefsteinError, match="last day"):
        override(validated, Role.RISK_MANAGER, Band.LOW, expires=date(2030, 1, 1))
    with pytest.raises(PruefsteinError, match="does not name"):
        override(validated, Role.RISK_MANAGER, Band.LOW, expires=later, evidence=())
    with pytest.raises(PruefsteinError, match="already"):
        override(validated, Role.RISK_MANAGER, Band.HIGH, expires=later)
    assert validated.workspace.risk.override(READY) is None
    override(validated, Role.RISK_MANAGER, Band.LOW, expires=later)
    found = validated.workspace.risk.override(READY)
    assert found is not None
    assert (found.tier, found.expires) == (Band.LOW, later)


def test_nobody_lowers_the_tier_of_an_own_assessment_but_whoever_assesses_may_raise_it(
    validated: Firm,
) -> None:
    commit(validated, *ratings(HIGH), role=Role.RISK_MANAGER)
    with pytest.raises(PruefsteinError, match="own assessment"):
        override(validated, Role.RISK_MANAGER, Band.LOW, expires=date(2027, 6, 1))
    override(validated, Role.VALIDATOR, Band.SEVERE)
    found = validated.workspace.risk.override(READY)
    assert found is not None
    assert found.tier is Band.SEVERE


def test_an_override_changes_what_a_decision_is_bound_to_and_ends_with_its_day_or_a_new_assessment(
    validated: Firm,
) -> None:
    commit(validated, *ratings(HIGH))
    decisions = validated.workspace.decisions
    before = decisions.binding(READY)
    override(validated, Role.RISK_MANAGER, Band.MEDIUM, expires=date(2026, 12, 1))
    during = decisions.binding(READY)
    assert (before.tier_override, during.state_digest == before.state_digest) == (None, False)
    validated.later(days=40)
    assert decisions.binding(READY) == before
    override(validated, Role.RISK_MANAGER, Band.MEDIUM, expires=date(2027, 3, 1))
    assert validated.workspace.risk.override(READY) is not None
    commit(validated, *ratings(HIGH))
    assert validated.workspace.risk.override(READY) is None


def test_the_kinds_of_triggers_are_found_with_their_evidence(validated: Firm) -> None:
    risk, inventory = validated.workspace.risk, validated.workspace.inventory
    commit(validated)
    assert risk.due(READY) == ()
    validated.later(days=1200)
    found = {item.trigger: item for item in risk.due(READY)}
    assert set(found) == {Trigger.DATE}
    assert found[Trigger.DATE].blocks
    assert "was due again" in obstacles(validated)
    assert [row.version.id for row in risk.overview() if row.due] == [inventory.version(READY).id]


def test_a_changed_use_asks_for_a_new_assessment_and_blocks(validated: Firm) -> None:
    from core.audit import Action
    from core.inventory import Model

    done = commit(validated)
    desk = validated.workspace.risk._desk
    with desk.store.transaction(validated.as_(Role.OWNER)) as step:
        model = step.get(Model, "MOD-0001")
        assert model is not None
        words = {"limitations": said("No companies any more")}
        changed = replace(model, intended_use=said("Refusals without a person"), words=words)
        step.put(changed, Action.MODEL_CHANGED)
    found = validated.workspace.risk.due(READY)
    used = {"MOD-0001", "intended_use", "limitations"}
    assert [(item.trigger, set(item.evidence)) for item in found] == [(Trigger.USE, used)]
    assert done.id in obstacles(validated)
    commit(validated)
    assert validated.workspace.risk.due(READY) == ()


def test_a_rating_that_failed_checks_contradict_is_flagged_until_it_is_answered(firm: Firm) -> None:
    table = firm.table(bad_rows())
    version = firm.in_validation(datasets=(table.id,))
    firm.assess(version.id)
    assert not [
        item
        for item in firm.workspace.risk.contradictions(version.id)
        if item.code is ContradictionCode.WRONG_DESPITE_FAILURE
    ]
    run = check(firm, version)
    found = {item.code: item for item in firm.workspace.risk.contradictions(version.id)}
    wrong = found[ContradictionCode.WRONG_DESPITE_FAILURE]
    assert wrong.kind == RiskKind.WRONG_PREDICTION
    assert {proof.source for proof in wrong.proofs} == {run.id}
    assert all(proof.value is not None and proof.limit for proof in wrong.proofs)
    answer = ContradictionAnswer(contradiction=wrong.key, reason=said("a test table of last year"))
    new = NewAssessment(
        version=version.id,
        ratings=ratings(Level(likelihood=1, impact=2)),
        materiality=Band.LOW,
        answers=(answer,),
    )
    done, _ = firm.workspace.risk.commit(firm.as_(Role.VALIDATOR), new)
    assert done.answers == (answer,)
    with pytest.raises(UserError, match="evidence changed"):
        firm.workspace.risk.commit(
            firm.as_(Role.VALIDATOR), replace(new, answers=(replace(answer, contradiction="else"),))
        )
    likely = ratings(Level(likelihood=4, impact=3))
    honest = tuple(replace(item, residual=Level(likelihood=4, impact=2)) for item in likely)
    firm.workspace.risk.commit(firm.as_(Role.VALIDATOR), replace(new, ratings=honest, answers=()))
    codes = {item.code for item in firm.workspace.risk.contradictions(version.id)}
    assert ContradictionCode.WRONG_DESPITE_FAILURE not in codes
    assert ContradictionCode.SKILLS_WITHOUT_DEPUTY not in codes


def test_the_heat_map_and_the_trend_count_each_version_once(validated: Firm) -> None:
    commit(validated, *ratings(MIDDLE))
    commit(validated, *with_first(first(residual=MIDDLE, target=SOUND)))
    newest = [row.assessment for row in validated.workspace.risk.overview() if row.assessment]
    inherent = heatmap(newest, Lens(stage=Stage.INHERENT))
    assert {cell: len(found) for cell, found in inherent.items()} == {(4, 4): 1}
    assert set(heatmap(newest, Lens(stage=Stage.RESIDUAL))) == {(3, 3)}
    assert set(heatmap(newest, Lens(stage=Stage.TARGET))) == {(1, 1)}
    assert heatmap(newest, Lens(perspective=Perspective.DATA_SUBJECT)) == {}
    points = trend(validated.workspace.risk.all(), Lens(), [date(2026, 11, 1), date(2026, 11, 2)])
    assert [sum(point.counts.values()) for point in points] == [0, 1]


def test_two_assessments_are_compared_cell_by_cell(validated: Firm) -> None:
    before = commit(validated, *ratings(MIDDLE))
    after = commit(validated, *with_first(first(rationale=said("new data")), MIDDLE))
    changes = validated.workspace.risk.compare(before.id, after.id)
    assert [(item.kind, item.moved, item.reworded) for item in changes if item.moved or item.reworded] == [
        (RiskKind.UNAVAILABLE, True, True)
    ]


def test_the_policy_refuses_figures_that_do_not_rise_and_unknown_keys() -> None:
    good = default_policy().decode()
    for old, new in (
        ("decisions = [1000, 50000, 500000]", "decisions = [1000, 500, 500000]"),
        ('effect = "step"', 'effect = "sometimes"'),
        ("override_days = 365", "override_days = 0"),
        ('currency = "EUR"', 'currency = "EUR"\ncolor = "red"'),
    ):
        assert old in good
        with pytest.raises(UserError):
            read_policy(good.replace(old, new).encode())


def test_a_policy_may_ask_for_figures_and_complexity(validated: Firm) -> None:
    text = default_policy().decode().replace("figures_for = []", 'figures_for = ["low"]')
    text = text.replace("required_for = []", 'required_for = ["low"]')
    validated.workspace.adopt_policy(validated.as_(Role.RISK_MANAGER), text.encode())
    commit(validated)
    assert "exposure in figures" in obstacles(validated)
    assert "asks for the complexity" in obstacles(validated)


def test_a_retired_version_is_not_assessed(validated: Firm) -> None:
    validated.move(READY, State.RETIRED)
    with pytest.raises(NotAllowedError, match="retired"):
        commit(validated)


def test_an_incident_asks_for_a_new_assessment_and_contradicts_what_was_rated_rare(validated: Firm) -> None:
    from core.findings import Severity
    from core.governance.incidents import IncidentKind
    from core.workspace.governance.incidents import Facts, NewIncident

    commit(validated)
    validated.later(hours=2)
    facts = Facts(
        title=said("Scores missing"),
        description=said("No score for three hours"),
        kind=IncidentKind.UNAVAILABLE,
        severity=Severity.MEDIUM,
    )
    new = NewIncident(
        model=validated.workspace.inventory.version(READY).model,
        detected_at=validated.clock(),
        facts=facts,
    )
    incident, _ = validated.workspace.incidents.report(validated.as_(Role.OWNER), new)
    found = validated.workspace.risk.due(READY)
    assert [(item.trigger, item.evidence, item.blocks) for item in found] == [
        (Trigger.INCIDENT, (incident.id,), True)
    ]
    assert incident.id in obstacles(validated)
    against = {item.code: item for item in validated.workspace.risk.contradictions(READY)}
    proof = against[ContradictionCode.RARE_DESPITE_INCIDENT].proofs[0]
    assert proof.source == incident.id
    commit(validated)
    assert validated.workspace.risk.due(READY) == ()


def test_a_cut_off_changed_past_the_use_cases_asks_for_a_new_assessment(validated: Firm) -> None:
    from core.audit import Action
    from core.inventory import ModelVersion

    commit(validated)
    desk = validated.workspace.risk._desk
    with desk.store.transaction(validated.as_(Role.OWNER)) as step:
        version = step.get(ModelVersion, READY)
        assert version is not None
        assert version.cut_off is not None
        moved = replace(version, cut_off=replace(version.cut_off, value=Exact("0.7")), datasets=())
        step.put(moved, Action.VERSION_CHANGED)
    found = {item.trigger for item in validated.workspace.risk.due(READY)}
    assert found == {Trigger.VERSION, Trigger.DATA}


def test_the_list_of_models_knows_the_override_an_approval_is_bound_to(validated: Firm) -> None:
    from core.decisions import DecisionKind
    from core.workspace import DecisionRequest

    def awaits() -> bool:
        return validated.workspace.inventory.summaries()[0].awaits_decision

    commit(validated, *ratings(MIDDLE))
    override(validated, Role.RISK_MANAGER, Band.LOW, expires=date(2026, 12, 1))
    manager = validated.as_(Role.RISK_MANAGER)
    request = DecisionRequest(version=READY, kind=DecisionKind.APPROVE, reason=said("fine"))
    decision, _ = validated.workspace.decisions.decide(manager, request, validated.key(Role.RISK_MANAGER))
    assert decision.binding.tier_override is not None
    assert validated.workspace.decisions.signature_valid(decision)
    assert not awaits()
    validated.later(days=40)
    assert awaits()
    assert validated.workspace.trail.verify().intact


def test_an_override_counts_wherever_the_policy_asks_by_tier(
    validated: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(validated, *ratings(HIGH))
    desk, reports = validated.workspace._desk, validated.workspace.reporting
    new = NewFinding(
        version=READY, title=said("x"), severity=Severity.LOW, owner=validated.person(Role.OWNER).id
    )
    finding = validated.workspace.findings.raise_new(validated.as_(Role.VALIDATOR), new)[0]
    low = replace(desk.policy.tiers[Band.LOW], acceptance_approver=Role.AUDITOR)
    policy = replace(desk.policy, tiers={**desk.policy.tiers, Band.LOW: low})
    monkeypatch.setattr(type(desk), "policy", policy)

    def approver() -> Role:
        return case_of(desk.store, desk, finding.id, validated.person(Role.OWNER)).approver

    assert (approver(), reports.evidence(READY).tier) == (Role.RISK_MANAGER, Band.HIGH)
    override(validated, Role.RISK_MANAGER, Band.LOW, expires=date(2026, 12, 1))
    assert (approver(), reports.evidence(READY).tier) == (Role.AUDITOR, Band.LOW)
    validated.later(days=40)
    assert (approver(), reports.evidence(READY).tier) == (Role.RISK_MANAGER, Band.HIGH)
