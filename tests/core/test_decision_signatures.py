"""With whose key is a decision signed, and when is its signature no longer valid?"""

from dataclasses import replace

import pytest

from core.audit import Action
from core.decisions import Decision, DecisionKind
from core.errors import NotAllowedError
from core.ids import VersionId
from core.inventory import ModelVersion
from core.people import Role
from core.workspace import DecisionRequest, NewPerson
from tests.core.casework import PASSPHRASE, Firm, said


def request(
    version: VersionId, kind: DecisionKind = DecisionKind.APPROVE, **given: object
) -> DecisionRequest:
    return DecisionRequest(version=version, kind=kind, reason=said("as tested"), **given)  # type: ignore[arg-type]


def decide(firm: Firm, asked: DecisionRequest, role: Role = Role.RISK_MANAGER) -> object:
    return firm.workspace.decisions.decide(firm.as_(role), asked, firm.key(role))[0]


def ready(firm: Firm) -> ModelVersion:
    """Return the version of the fixture `validated`, on which nothing is missing."""
    return firm.workspace.inventory.version(VersionId("MOD-0001@1"))


def test_a_decision_is_signed_with_the_own_key(validated: Firm) -> None:
    version = ready(validated)
    with pytest.raises(NotAllowedError, match="own key"):
        validated.workspace.decisions.decide(
            validated.as_(Role.RISK_MANAGER), request(version.id), validated.key(Role.VALIDATOR)
        )


def test_a_service_identity_never_decides(validated: Firm) -> None:
    from core.people import PersonKind

    version = ready(validated)
    service, _ = validated.workspace.people.add(
        validated.as_(Role.ADMINISTRATOR),
        NewPerson(name=said("CI"), roles=(Role.SERVICE,), passphrase=PASSPHRASE, kind=PersonKind.SERVICE),
    )
    pretending = replace(service, roles=(Role.SERVICE, Role.RISK_MANAGER))
    assert validated.workspace.decisions.obstacles(version.id, pretending) != ()


def test_an_unreadable_certificate_makes_a_signature_invalid_and_nothing_else(validated: Firm) -> None:
    decisions = validated.workspace.decisions
    decision = decide(validated, request(ready(validated).id))
    assert isinstance(decision, Decision)
    assert decisions.signature_valid(decision)

    broken = replace(validated.person(Role.RISK_MANAGER), certificate="no certificate")
    with decisions._desk.store.transaction(validated.as_(Role.ADMINISTRATOR)) as step:
        step.put(broken, Action.PERSON_CHANGED)

    assert not decisions.signature_valid(decision)
