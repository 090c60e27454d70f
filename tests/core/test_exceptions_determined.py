"""What does an exception set aside, and what does a permission of early use allow, and how long?"""

from dataclasses import replace

import pytest

from core.decisions import DecisionKind
from core.errors import NotAllowedError
from core.findings import Severity
from core.governance.ai_act import AiActOutcome
from core.governance.exceptions import EarlyUseOutcome, ExceptionOutcome
from core.ids import VersionId
from core.inventory import State
from core.people import Role
from core.workspace import Changes, DecisionRequest, NewFinding
from core.workspace.governance.determinations import SignatureState
from tests.core.casework import Firm, said
from tests.core.normwork import VERSION, day, determine, early, exception, refused

HIGH = AiActOutcome.HIGH_RISK_ANNEX_III


def bare(firm: Firm) -> VersionId:
    """Return a version on which only the mandatory checks are missing."""
    version = firm.in_validation()
    firm.assess(version.id)
    return version.id


def against(firm: Firm, version: VersionId) -> list[str]:
    person = firm.person(Role.RISK_MANAGER)
    return [str(item.message) for item in firm.workspace.decisions.obstacles(version, person)]


def approve(firm: Firm, version: VersionId) -> None:
    firm.workspace.decisions.decide(
        firm.as_(Role.RISK_MANAGER),
        DecisionRequest(version=version, kind=DecisionKind.APPROVE, reason=said("with the exception")),
        firm.key(Role.RISK_MANAGER),
    )


def test_an_exception_sets_aside_exactly_one_demand_while_it_holds(firm: Firm) -> None:
    version = bare(firm)
    missing = against(firm, version)
    assert len(missing) == 1
    assert "mandatory check" in missing[0]
    assert "not a mandatory check" in refused(firm, exception(firm, "evidence.checks.gaming"))
    determine(firm, exception(firm, "evidence.checks.explanation"))
    assert against(firm, version) == missing
    made = determine(firm, exception(firm))
    assert against(firm, version) == []
    approve(firm, version)
    (decision,) = firm.workspace.decisions.of(version)
    assert decision.exceptions == (made.id,)
    assert firm.workspace.decisions.signature_valid(decision)
    assert not firm.workspace.decisions.signature_valid(replace(decision, exceptions=()))
    assert firm.move(version, State.IN_USE).state is State.IN_USE
    firm.later(days=30)
    assert firm.workspace.decisions.review_overdue(firm.as_(Role.OWNER)) == ((), Changes.NONE)
    firm.later(days=1)
    assert firm.workspace.decisions.review_overdue(firm.as_(Role.OWNER))[0] == (version,)
    with pytest.raises(NotAllowedError, match="no longer holds"):
        firm.move(version, State.IN_USE)
    assert missing[0] in against(firm, version)


def test_a_withdrawn_or_refused_exception_sets_nothing_aside(firm: Firm) -> None:
    version = bare(firm)
    missing = against(firm, version)
    made = determine(firm, exception(firm))
    firm.workspace.determinations.withdraw(firm.as_(Role.RISK_MANAGER), made.id, said("labels are here"))
    assert against(firm, version) == missing
    plain = replace(exception(firm), outcome=ExceptionOutcome.REFUSED, limits=None, expires=None)
    determine(firm, plain)
    assert against(firm, version) == missing


def test_an_exception_needs_limits_and_ends_within_the_policys_days(firm: Firm) -> None:
    bare(firm)
    assert "limits" in refused(firm, exception(firm, limits=None))
    assert "at the latest" in refused(firm, exception(firm, expires=day(firm, 181)))
    assert "future" in refused(firm, exception(firm, expires=day(firm, 0)))
    for topic in ("", "approval.signature", "trail.intact", "evidence.checks", "findings.blocking."):
        assert "no exception can be granted" in refused(firm, exception(firm, topic))
    assert "no finding" in refused(firm, exception(firm, "findings.blocking.F-9999"))
    assert determine(firm, exception(firm, expires=None)).expires == day(firm, 180)


def test_an_exception_for_a_finding_covers_that_finding_alone(validated: Firm) -> None:
    raised = [
        validated.workspace.findings.raise_new(
            validated.as_(Role.AUDITOR),
            NewFinding(version=VERSION, title=said(name), severity=Severity.SEVERE,
                       owner=validated.person(Role.OWNER).id),
        )[0]
        for name in ("Wrong", "Also wrong")
    ]  # fmt: skip
    determine(validated, exception(validated, f"findings.blocking.{raised[0].id}"))
    (left,) = against(validated, VERSION)
    assert raised[1].id in left


def test_use_before_validation_needs_a_signed_permission(firm: Firm) -> None:
    version = firm.in_validation()
    with pytest.raises(NotAllowedError, match="No signed permission"):
        firm.move(version.id, State.PRE_VALIDATION_USE)
    assert "limits" in refused(firm, early(firm, limits=None))
    assert "Nobody was told" in refused(firm, early(firm, informed=()))
    assert "no active person" in refused(firm, early(firm, informed=("P-00000000",)))
    assert "at the latest" in refused(firm, early(firm, expires=day(firm, 91)))
    determine(firm, replace(early(firm), outcome=EarlyUseOutcome.REFUSED))
    with pytest.raises(NotAllowedError, match="No signed permission"):
        firm.move(version.id, State.PRE_VALIDATION_USE)
    determine(firm, early(firm))
    assert firm.move(version.id, State.PRE_VALIDATION_USE).state is State.PRE_VALIDATION_USE


def test_use_before_validation_is_suspended_when_its_permission_ends(firm: Firm) -> None:
    version = firm.in_validation().id
    determine(firm, early(firm))
    firm.move(version, State.PRE_VALIDATION_USE)
    firm.later(days=30)
    assert firm.workspace.decisions.review_overdue(firm.as_(Role.OWNER)) == ((), Changes.NONE)
    firm.later(days=1)
    assert firm.workspace.decisions.review_overdue(firm.as_(Role.OWNER))[0] == (version,)
    assert firm.workspace.inventory.version(version).state is State.SUSPENDED


def test_withdrawing_the_permission_suspends_the_use_in_the_same_step(firm: Firm) -> None:
    version = firm.in_validation().id
    made = determine(firm, early(firm))
    firm.move(version, State.PRE_VALIDATION_USE)
    _, changes = firm.workspace.determinations.withdraw(
        firm.as_(Role.RISK_MANAGER), made.id, said("complaints")
    )
    assert Changes.INVENTORY in changes
    assert firm.workspace.inventory.version(version).state is State.SUSPENDED
    first, second = (event for event, _ in firm.workspace.trail.events()[:2])
    assert first.object.tx == second.object.tx


def test_an_erased_text_makes_the_signature_uncheckable_and_nothing_rests_on_it(firm: Firm) -> None:
    version = bare(firm)
    made = determine(firm, exception(firm))
    assert against(firm, version) == []
    from core.workspace.governance.determined import state_with

    erased = replace(made, reason=replace(made.reason, body="", erased=True))
    assert state_with(firm.person(Role.RISK_MANAGER), erased) is SignatureState.TEXT_ERASED
