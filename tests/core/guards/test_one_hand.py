"""Is one hand one hand, also with two names, two certificates, or a key that claims to be somebody else's?"""

from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from cryptography.x509.oid import NameOID

from core.audit import Action, Problem
from core.canonical import sha256
from core.errors import NotAllowedError
from core.keys import signing
from core.people import Person, Role
from core.workspace import Session, Workspace
from core.workspace.people import SigningKey
from tests.core.casework import PASSPHRASE, Firm
from tests.core.gatework import judged, missing_rules
from tests.core.guards.asked import READY
from tests.core.guards.deed import World
from tests.core.guards.test_stale import by_path

SIGNED = (
    "decisions.decide",
    "determinations.determine",
    "campaigns.attest",
    "certificates.issue",
    "own_certificates.request",
    "own_certificates.install",
)


@pytest.mark.parametrize("path", SIGNED)
@pytest.mark.parametrize("claims", ["to be mine", "nothing"])
def test_nobody_signs_with_a_key_that_is_not_theirs(own: World, path: str, claims: str) -> None:
    deed, firm = by_path[path], own.firm
    session = firm.as_(min(deed.may))
    other = own.keys[firm.person(Role.AUDITOR).id]
    forged = replace(other, person=session.person) if claims == "to be mine" else other
    attacked = replace(own, keys={session.person.id: forged, firm.person(Role.RISK_MANAGER).id: forged})
    before = firm.workspace.trail.count()
    with pytest.raises(NotAllowedError, match="key belongs to somebody else"):
        deed.call(attacked, session)
    assert firm.workspace.trail.count() == before


def recorded(firm: Firm, person: Person) -> None:
    """Record a person otherwise, with a valid event of an administrator: no use case does this."""
    with firm.workspace._desk.store.transaction(firm.as_(Role.ADMINISTRATOR)) as step:
        step.put(person, Action.PERSON_CHANGED)


def the_same(firm: Firm, key: SigningKey) -> Person:
    """Return the risk manager with the very certificate of the developer."""
    owner = firm.person(Role.DEVELOPER)
    return replace(
        firm.person(Role.RISK_MANAGER),
        certificate=owner.certificate,
        certificate_digest=owner.certificate_digest,
    )


def reissued(firm: Firm, key: SigningKey) -> Person:
    """Return the risk manager with another certificate for the developer's key."""
    private, _, _ = pkcs12.load_key_and_certificates(key.pkcs12, key.passphrase)
    made = signing._certificate(private, signing._subject("Somebody", example=False), firm.clock())  # type: ignore[arg-type]
    assert made.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == "Somebody"
    return replace(
        firm.person(Role.RISK_MANAGER),
        certificate=made.public_bytes(Encoding.PEM).decode(),
        certificate_digest=sha256(made.public_bytes(Encoding.DER)),
    )


@pytest.mark.parametrize("make", [the_same, reissued], ids=lambda item: item.__name__)
def test_who_shares_a_key_neither_signs_nor_has_approved(
    own: World, make: Callable[[Firm, SigningKey], Person]
) -> None:
    firm, hers = own.firm, own.keys[own.firm.person(Role.DEVELOPER).id]
    assert missing_rules(judged(firm.workspace, READY)) == set()
    manager = make(firm, hers)
    recorded(firm, manager)
    session = Session(manager, firm.as_(Role.RISK_MANAGER)._key, firm.clock)  # type: ignore[arg-type]
    attacked = replace(own, keys={manager.id: replace(hers, person=manager)})
    before = firm.workspace.trail.count()
    for path in ("decisions.decide", "determinations.determine", "certificates.issue"):
        with pytest.raises(NotAllowedError, match=r"same key or certificate|records or files do not agree"):
            by_path[path].call(attacked, session)
    assert firm.workspace.trail.count() == before
    found = firm.workspace.trail.verify()
    shared = {item.object for item in found.problems if item.problem is Problem.KEY_SHARED}
    assert shared == {f"person {manager.id}", f"person {firm.person(Role.DEVELOPER).id}"}
    assert {"gate.approval.approver", "gate.trail.intact"} <= missing_rules(judged(firm.workspace, READY))


def test_a_shared_ledger_key_lets_neither_of_them_act(own: World) -> None:
    firm, developer = own.firm, own.firm.person(Role.DEVELOPER)
    manager = replace(firm.person(Role.RISK_MANAGER), ledger_key=developer.ledger_key)
    recorded(firm, manager)
    for session in (
        Session(manager, firm.as_(Role.DEVELOPER)._key, firm.clock),  # type: ignore[arg-type]
        firm.as_(Role.DEVELOPER),
    ):
        with pytest.raises(NotAllowedError, match="same key or certificate"):
            by_path["incidents.report"].call(own, session)


def test_who_signed_in_before_their_key_changed_is_out(own: World) -> None:
    firm, other = own.firm, own.firm.person(Role.AUDITOR)
    manager = replace(firm.person(Role.RISK_MANAGER), certificate=None, certificate_digest=None)
    recorded(firm, manager)
    with pytest.raises(NotAllowedError, match="may no longer act"):
        by_path["decisions.decide"].call(own, firm.as_(Role.RISK_MANAGER))
    assert other.certificate is not None
    read = Workspace.open(firm.workspace.folder, read_only=True, clock=firm.clock)
    with pytest.raises(NotAllowedError):
        read.people.signing_key(read.people.sign_in(manager.id, PASSPHRASE), PASSPHRASE)
    read.close()
