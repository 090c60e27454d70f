"""Does the tier set who decides, and does nobody of another level get around it?"""

import pytest

from core.decisions import DecisionKind
from core.errors import NotAllowedError, UserError
from core.ids import VersionId
from core.people import Role
from core.policy_file import default_policy
from core.workspace import DecisionRequest
from tests.core.casework import PASSPHRASE, Firm, check, said

READY = VersionId("MOD-0001@1")
HEAD = (Role.ADMINISTRATOR, Role.HEAD_OF_RISK)
APPROVE = DecisionRequest(version=READY, kind=DecisionKind.APPROVE, reason=said("fine"))


def test_a_tier_that_asks_for_the_head_of_risk_is_decided_by_nobody_below(validated: Firm) -> None:
    workspace, risk = validated.workspace, Role.RISK_MANAGER
    text = default_policy().replace(b'approver = "risk_manager"', b'approver = "head_of_risk"', 1)
    workspace.adopt_policy(validated.as_(Role.ADMINISTRATOR), text)
    check(validated, workspace.inventory.version(READY))
    with pytest.raises((NotAllowedError, UserError)):
        workspace.decisions.decide(validated.as_(risk), APPROVE, validated.key(risk))
    told = " ".join(
        str(item.message) for item in workspace.decisions.obstacles(READY, validated.person(risk))
    )
    assert "Head of risk" in told or "head_of_risk" in told
    admin = validated.as_(Role.ADMINISTRATOR)
    workspace.people.change(admin, admin.person.id, roles=HEAD, active=True)
    head = workspace.people.sign_in(admin.person.id, PASSPHRASE)
    decision, _ = workspace.decisions.decide(head, APPROVE, workspace.people.signing_key(head, PASSPHRASE))
    assert decision.decided_by == head.person.id
    assert workspace.decisions.signature_valid(decision)


def test_the_head_of_risk_alone_decides_nothing_the_policy_gives_to_others(validated: Firm) -> None:
    workspace, admin = validated.workspace, validated.as_(Role.ADMINISTRATOR)
    workspace.people.change(admin, admin.person.id, roles=HEAD, active=True)
    head = workspace.people.sign_in(admin.person.id, PASSPHRASE)
    with pytest.raises((NotAllowedError, UserError)):
        workspace.decisions.decide(head, APPROVE, workspace.people.signing_key(head, PASSPHRASE))
