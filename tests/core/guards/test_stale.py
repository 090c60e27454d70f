"""Is what somebody has done meanwhile seen, whatever the window or script of another person still shows?"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.errors import NotAllowedError, PruefsteinError
from core.governance.campaigns import AttestationAnswer
from core.people import Role
from core.policy_file import default_policy
from core.workspace import Session
from core.workspace.governance.campaigns import NewAttestation
from tests.core.casework import PASSPHRASE, said
from tests.core.guards.asked import MODEL
from tests.core.guards.conftest import OTHERS
from tests.core.guards.deed import Deed, World
from tests.core.guards.test_every_deed import DEEDS

ONCE = {
    "life": (
        "inventory.set_state",
        "findings.confirm",
        "findings.verify",
        "findings.complete_step",
        "findings.merge",
        "decisions.decide",
        "decisions.meet_condition",
        "determinations.withdraw",
        "requests.accept",
        "requests.cancel",
        "scales.adopt",
    ),
    "turns": (
        "findings.dismiss",
        "findings.send_back",
        "findings.reopen",
        "decisions.return_proof",
        "requests.send_back",
        "requests.answer",
        "campaigns.close",
        "challenges.conclude",
        "deployments.end",
        "incidents.close",
        "incidents.reopen",
        "incidents.sent",
    ),
    "plans": (
        "requests.reopen",
        "documents.withdraw",
        "duties.take_away",
        "dependencies.remove",
        "externals.withdraw",
        "monitoring.stop",
        "imports.run",
        "mlflow.run",
        "register.change_many",
        "sensitive.delete",
        "trail.erase",
        "people.change",
    ),
}
"""What can be done once; the second person has the list of before, and does it again."""
by_path = {deed.path: deed for deed in DEEDS}


@pytest.mark.parametrize("paths", ONCE.values(), ids=ONCE)
def test_what_was_done_meanwhile_is_not_done_again(own: World, paths: tuple[str, ...]) -> None:
    for path in paths:
        deed: Deed = by_path[path]
        session = own.firm.as_(min(deed.may))
        deed.call(own, session)
        before = own.firm.workspace.trail.count()
        with pytest.raises(PruefsteinError):
            deed.call(own, session)
        assert own.firm.workspace.trail.count() == before, path
    assert own.firm.workspace.trail.verify().intact


def changes_while_open(own: World, session: Session) -> Callable[[], object]:
    workspace = own.firm.workspace
    preview = workspace.register.preview(own.firm.person(Role.OWNER), (MODEL,), own.ids.edit)
    workspace.register.change(own.firm.as_(Role.OWNER), MODEL, own.ids.edit, said("first"))
    return lambda: workspace.register.change_many(session, own.ids.edit, preview, said("second"))


def policy_compared_before(own: World, session: Session) -> Callable[[], object]:
    workspace, seen = own.firm.workspace, own.firm.workspace.policy.digest
    workspace.adopt_policy(own.firm.as_(Role.ADMINISTRATOR), default_policy() + b"# stricter\n")
    other = default_policy() + b"# other\n"
    return lambda: workspace.adopt_policy(session, other, said("second"), replaces=seen)


def attested_as_read(own: World, session: Session) -> Callable[[], object]:
    workspace = own.firm.workspace
    read = workspace.campaigns.record_of(MODEL)
    workspace.register.change(own.firm.as_(Role.OWNER), MODEL, own.ids.edit, said("meanwhile"))
    given = NewAttestation(
        campaign=own.ids.campaign, model=MODEL, answer=AttestationAnswer.AFFIRMED, record=read
    )
    return lambda: workspace.campaigns.attest(session, given, own.key(session))


Prepare = Callable[[World, Session], Callable[[], object]]
STALE: dict[Prepare, Role] = {
    changes_while_open: Role.OWNER,
    policy_compared_before: Role.ADMINISTRATOR,
    attested_as_read: Role.OWNER,
}


@pytest.mark.parametrize("prepare", STALE, ids=lambda item: item.__name__)
def test_what_was_read_before_a_change_is_not_written_over_it(own: World, prepare: Prepare) -> None:
    session = own.firm.as_(STALE[prepare])
    act = prepare(own, session)
    before = own.firm.workspace.trail.count()
    with pytest.raises(PruefsteinError, match=r"meanwhile|since you read|was changed|changed since"):
        act()
    assert own.firm.workspace.trail.count() == before


def test_the_last_administrator_stays_whoever_asks_and_however(own: World) -> None:
    people = own.firm.workspace.people
    second = people.sign_in(people.find(OTHERS).id, PASSPHRASE)
    first = own.firm.as_(Role.ADMINISTRATOR)
    people.change(first, second.person.id, roles=(Role.AUDITOR,), active=True)
    last = first.person.id
    for roles, active in (((Role.OWNER,), True), ((Role.ADMINISTRATOR,), False), ((Role.OWNER,), False)):
        with pytest.raises(NotAllowedError, match="last administrator"):
            people.change(first, last, roles=roles, active=active)
    with pytest.raises(NotAllowedError, match="other roles than at sign-in"):
        people.change(second, last, roles=(Role.OWNER,), active=True)
    forged = Session(replace(second.person), second._key, own.firm.clock)  # type: ignore[arg-type]
    with pytest.raises(NotAllowedError):
        people.change(forged, last, roles=(Role.OWNER,), active=False)
    assert [person.id for person in people.all() if Role.ADMINISTRATOR in person.roles] == [last]
