"""What do exceptions and permissions of early use let through, and what never?"""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.audit import Action
from core.decisions import DecisionKind
from core.governance.determinations import DeterminationKind
from core.governance.gate import ALWAYS, Demand, GateVerdict, Outcome, met
from core.governance.gate_norms import NORMS
from core.inventory import State
from core.messages import message
from core.people import Role
from core.stages import Stage
from core.workspace import DecisionRequest
from core.workspace.governance.determinations import NewDetermination
from tests.core.casework import Firm, said
from tests.core.gatework import VERSION, approve, judged, missing_rules


def exception(firm: Firm, topic: str, days: int = 10) -> str:
    new = NewDetermination(
        kind=DeterminationKind.POLICY_EXCEPTION,
        model=firm.workspace.inventory.version(VERSION).model,
        version=VERSION,
        topic=topic,
        outcome="granted",
        reason=said("the auditor is ill"),
        limits=said("until the report is signed"),
        expires=firm.clock().date() + timedelta(days=days),
    )
    key = firm.key(Role.RISK_MANAGER)
    return firm.workspace.determinations.determine(firm.as_(Role.RISK_MANAGER), new, key)[0].id


def test_an_exception_sets_aside_exactly_one_demand_until_it_ends(validated: Firm) -> None:
    firm = validated
    owner, due = firm.person(Role.OWNER).id, firm.clock().date() + timedelta(days=1)
    request = DecisionRequest(
        version=VERSION,
        kind=DecisionKind.APPROVE_WITH_CONDITIONS,
        reason=said("sound"),
        conditions=((said("write the manual"), owner, due),),
        expires=firm.clock().date() + timedelta(days=4),
    )
    firm.workspace.decisions.decide(firm.as_(Role.RISK_MANAGER), request, firm.key(Role.RISK_MANAGER))
    firm.later(days=3)
    assert missing_rules(judged(firm.workspace)) == {"gate.approval.conditions.overdue"}
    given = exception(firm, "approval.conditions", days=1)
    verdict = judged(firm.workspace)
    aside = [line for line in verdict.lines if line.outcome is Outcome.EXCEPTED]
    assert verdict.passed
    assert [line.exception for line in aside] == [given]
    firm.later(days=2)
    expected = {"gate.approval.conditions.overdue", "gate.approval.expired"}
    assert missing_rules(judged(firm.workspace)) == expected


@pytest.mark.parametrize("topic", ["approval.present", "approval.lapsed", "trail.intact", "subject.artifact"])
def test_no_exception_sets_aside_an_approval_or_integrity(validated: Firm, topic: str) -> None:
    """Not even one that was written past the guards."""
    firm = validated
    with pytest.raises(Exception):  # noqa: B017, PT011 (whatever refuses it)
        exception(firm, topic)
    verdict = judged(firm.workspace)
    line = next(item for item in verdict.lines if item.outcome is Outcome.MISSING)
    from core.governance.gate import with_exceptions

    kept = with_exceptions((replace(line, demand=Demand(topic)),), lambda *_: "DT-0001")
    assert kept[0].outcome is Outcome.MISSING


def test_every_demand_has_a_norm_and_integrity_is_always_asked() -> None:
    assert set(NORMS) == set(Demand)
    assert {Demand.TRAIL, Demand.ARTIFACT, Demand.DATA, Demand.STATE} <= ALWAYS
    assert met(Demand.TRAIL, message("whole")).rule == "gate.trail.intact"


def test_all_signatures_are_checked_when_asked(validated: Firm) -> None:
    approve(validated)
    few = judged(validated.workspace)
    many = judged(validated.workspace, every_signature=True)

    def told(verdict: GateVerdict) -> object:
        line = next(item for item in verdict.lines if item.demand is Demand.TRAIL)
        return line.said.values["n"]

    assert (told(few), told(many)) == (1, validated.workspace.trail.count())


def test_judging_writes_nothing(validated: Firm) -> None:
    approve(validated)
    before = validated.workspace.trail.checkpoint().head
    judged(validated.workspace)
    assert validated.workspace.trail.checkpoint().head == before


def permitted(firm: Firm, outcome: str = "permitted") -> None:
    new = NewDetermination(
        kind=DeterminationKind.PRE_VALIDATION_USE,
        model=firm.workspace.inventory.version(VERSION).model,
        version=VERSION,
        outcome=outcome,
        reason=said("needed at once"),
        limits=said("ten loans a day"),
        informed=(firm.person(Role.OWNER).id,),
        expires=firm.clock().date() + timedelta(days=20),
    )
    key = firm.key(Role.RISK_MANAGER)
    firm.workspace.determinations.determine(firm.as_(Role.RISK_MANAGER), new, key)


def test_use_before_validation_passes_for_a_shadow_and_not_for_the_champion(validated: Firm) -> None:
    firm = validated
    permitted(firm)
    if firm.workspace.inventory.version(VERSION).state is not State.PRE_VALIDATION_USE:
        firm.move(VERSION, State.PRE_VALIDATION_USE)
    shadow = judged(firm.workspace, stage=Stage.SHADOW)
    assert missing_rules(shadow) == set()
    assert shadow.passed
    assert any("ten loans" in str(remark) for remark in shadow.remarks)
    assert "gate.stage.state" in missing_rules(judged(firm.workspace))
    version = firm.workspace.inventory.version(VERSION)
    firm.later(minutes=1)
    with firm.workspace._desk.store.transaction(firm.as_(Role.DEVELOPER), said("swap")) as step:
        step.put(replace(version, cut_off=None), Action.VERSION_CHANGED)
    rules = missing_rules(judged(firm.workspace, stage=Stage.SHADOW))
    assert "gate.approval.pre_validation.changed" in rules
