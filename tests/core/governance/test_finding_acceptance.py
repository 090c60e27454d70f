"""Are risks accepted within bounds, and are findings reopened, widened and merged without a way around?"""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.audit import Action
from core.errors import NotAllowedError, UserError
from core.findings import FindingDeed, FindingScope, FindingState, LinkKind, Severity
from core.governance.finding_rules import refusal
from core.people import Role
from core.policy_file import default_policy
from tests.core.casework import Firm, mended, reported, said
from tests.core.governance.test_finding_life import OWNER, RISK, TODAY, VALIDATOR, give_roles, raised


def test_an_acceptance_is_bounded_compensated_renewed_and_ends(validated: Firm) -> None:
    findings, finding = validated.workspace.findings, raised(validated, Severity.SEVERE)
    risk, measure = validated.as_(RISK), said("Every case is decided by hand")
    with pytest.raises(UserError, match="at most"):
        findings.accept(risk, finding.id, said("x"), TODAY + timedelta(days=31), measure=measure)
    with pytest.raises(UserError, match="lowers the risk"):
        findings.accept(risk, finding.id, said("x"), TODAY + timedelta(days=30))
    until = TODAY + timedelta(days=30)
    accepted, _ = findings.accept(risk, finding.id, said("x"), until, measure=measure)
    assert accepted.compensation == measure
    validated.later(days=31)
    assert findings.get(finding.id).stands(validated.clock().date())
    until = validated.clock().date() + timedelta(days=20)
    renewed, _ = findings.accept(validated.as_(RISK), finding.id, said("y"), until, measure=measure)
    assert [item.deed for item in renewed.life] == [FindingDeed.ACCEPTED, FindingDeed.RENEWED]
    assert not renewed.stands(until)


def test_only_the_role_that_the_policy_names_accepts(validated: Firm) -> None:
    findings, finding = validated.workspace.findings, raised(validated)
    case = findings.case(finding.id, validated.person(RISK))
    assert refusal(case, FindingDeed.ACCEPTED) is None
    assert refusal(replace(case, approver=Role.AUDITOR), FindingDeed.ACCEPTED) is not None
    wrong = default_policy().replace(b"[tiers.low]\n", b'[tiers.low]\nacceptance_approver = "auditor"\n')
    with pytest.raises(UserError) as error:
        validated.workspace.adopt_policy(validated.as_(RISK), wrong)
    assert error.value.message.values["key"] == "tiers.low.acceptance_approver"


def test_the_owner_of_the_model_never_accepts_its_risk(validated: Firm) -> None:
    give_roles(validated, OWNER, RISK)
    finding = raised(validated, owner=Role.DEVELOPER)
    with pytest.raises(NotAllowedError, match="cannot accept"):
        validated.workspace.findings.accept(
            validated.as_(OWNER), finding.id, said("x"), TODAY + timedelta(days=3)
        )


def test_an_acceptance_stays_while_it_is_reported_and_after_it_is_sent_back(validated: Firm) -> None:
    findings, finding = validated.workspace.findings, raised(validated)
    until = TODAY + timedelta(days=30)
    findings.accept(validated.as_(RISK), finding.id, said("x"), until)
    assert not reported(validated, finding.id).stands(TODAY)
    back, _ = findings.send_back(validated.as_(VALIDATOR), finding.id, said("no"))
    assert (back.state, back.accepted_until) == (FindingState.ACCEPTED, until)


def test_a_closed_finding_is_reopened_with_reason_and_counts_again(validated: Firm) -> None:
    findings, finding = validated.workspace.findings, mended(validated, raised(validated).id)
    with pytest.raises(NotAllowedError):
        findings.reopen(validated.as_(OWNER), finding.id, said("again"))
    with pytest.raises(UserError):
        findings.reopen(validated.as_(Role.AUDITOR), finding.id, said(""))
    again, _ = findings.reopen(validated.as_(Role.AUDITOR), finding.id, said("It is back"))
    assert (again.state, again.closed_by, again.times(FindingDeed.REOPENED)) == (FindingState.OPEN, None, 1)
    assert again.stands(TODAY)
    events = validated.workspace.trail.events()
    assert events[0][0].action == Action.FINDING_REOPENED


def test_a_finding_on_the_model_blocks_every_version_of_it(validated: Firm) -> None:
    second = validated.version("2", model=validated.workspace.inventory.models()[0].id)
    finding = raised(validated, Severity.SEVERE, scope=FindingScope.MODEL)
    own = raised(validated, Severity.SEVERE)
    found = {item.id for item in validated.workspace.findings.concerning(second.id)}
    assert finding.id in found
    assert own.id not in found
    person = validated.person(RISK)
    said_against = [str(item.message) for item in validated.workspace.decisions.obstacles(second.id, person)]
    assert any(finding.id in text for text in said_against)
    assert not any(own.id in text for text in said_against)


def test_merging_cannot_hide_a_finding_in_a_weaker_or_foreign_one(validated: Firm) -> None:
    findings = validated.workspace.findings
    second = validated.version("2", model=validated.workspace.inventory.models()[0].id)
    severe, weak = raised(validated, Severity.SEVERE), raised(validated, Severity.LOW)
    foreign = raised(validated, Severity.SEVERE, version=second.id)
    for other in (weak, foreign, severe):
        with pytest.raises(NotAllowedError, match="cannot be merged"):
            findings.merge(validated.as_(VALIDATOR), severe.id, other.id, said("same"))
    with pytest.raises(NotAllowedError):
        findings.merge(validated.as_(OWNER), weak.id, severe.id, said("same"))
    merged, _ = findings.merge(validated.as_(VALIDATOR), weak.id, severe.id, said("same"))
    assert merged.state is FindingState.DISMISSED
    assert (merged.links[0].kind, merged.links[0].to) == (LinkKind.MERGED_INTO, severe.id)
