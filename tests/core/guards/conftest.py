"""Which furnished workspaces do the tests of guards share, and what is a rollback?"""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from core.keys import strength
from core.people import Role
from core.store.transaction import Transaction
from core.workspace import NewPerson, Session, Workspace
from tests.conftest import FixedClock
from tests.core import casework
from tests.core.casework import PASSPHRASE, Firm, said
from tests.core.conftest import CHEAP, START
from tests.core.external_packages import install_example
from tests.core.guards.deed import World, unlocked
from tests.core.guards.world import Ids, add_persons, furnished

OTHERS = "the second administrator"


class UndoneError(Exception):
    """Everything was allowed and written, and is taken back; the next test finds all as it was."""


@pytest.fixture(scope="package")
def patched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pytest.MonkeyPatch]:
    """Cheap keys and an installed check of another maker."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strength, "STANDARD", CHEAP)
        patch.syspath_prepend(str(install_example(tmp_path_factory.mktemp("external"))))
        yield patch


@pytest.fixture(scope="package")
def base(patched: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ids]:
    """A closed workspace with a record of every kind, and a second administrator."""
    folder = tmp_path_factory.mktemp("furnished")
    firm = casework.found(folder, FixedClock(START))
    version = firm.in_validation()
    firm.assess(version.id)
    casework.check(firm, version)
    ids = furnished(firm)
    new = NewPerson(name=said(OTHERS), roles=(Role.ADMINISTRATOR,), passphrase=PASSPHRASE)
    firm.workspace.people.add(firm.as_(Role.ADMINISTRATOR), new)
    firm.workspace.close()
    return folder, ids


def furnish(base: tuple[Path, Ids], folder: Path) -> Path:
    """Copy the furnished workspace with what lies beside it."""
    copytree(base[0], folder, dirs_exist_ok=True)
    return folder


def opened(base: tuple[Path, Ids], folder: Path) -> World:
    """Open a copy, everybody signed in but the second administrator."""
    furnish(base, folder)
    workspace = Workspace.open(folder / "workspace", clock=FixedClock(START))
    sessions = {
        person.roles[0]: workspace.people.sign_in(person.id, PASSPHRASE)
        for person in workspace.people.all()
        if person.name.body != OTHERS
    }
    firm = Firm(workspace=workspace, clock=FixedClock(START), sessions=sessions, folder=folder)
    return World(firm=firm, ids=base[1], keys=unlocked(firm))


@pytest.fixture(scope="module")
def worlds(
    base: tuple[Path, Ids], foreigners: dict[Role, Session], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, World]]:
    """The furnished workspace three times, every step taken back at its end.

    As it is; with everybody deactivated since they signed in; with everybody in another role since then.
    """
    found = {name: opened(base, tmp_path_factory.mktemp(name)) for name in ("here", "deactivated", "demoted")}
    _change_everybody(found["deactivated"], active=False)
    _change_everybody(found["demoted"], active=True)

    def undo(_: Transaction) -> None:
        raise UndoneError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Transaction, "settle", undo)
        yield found
    for one in found.values():
        one.firm.workspace.close()


@pytest.fixture
def world(worlds: dict[str, World]) -> World:
    """The furnished workspace as it is."""
    return worlds["here"]


@pytest.fixture
def own(base: tuple[Path, Ids], tmp_path: Path) -> Iterator[World]:
    """A furnished workspace of one's own, in which what is done stays done."""
    found = opened(base, tmp_path)
    yield found
    found.firm.workspace.close()


@pytest.fixture(scope="package")
def foreigners(
    patched: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[Role, Session]]:
    """Sessions of another workspace, valid there."""
    firm = casework.found(tmp_path_factory.mktemp("foreign"), FixedClock(START))
    add_persons(firm)
    yield firm.sessions
    firm.workspace.close()


def _change_everybody(world: World, *, active: bool) -> None:
    people = world.firm.workspace.people
    administrator = people.sign_in(people.find(OTHERS).id, PASSPHRASE)
    for role, session in world.firm.sessions.items():
        other = Role.AUDITOR if role is Role.DATA_PROTECTION_OFFICER else Role.DATA_PROTECTION_OFFICER
        if role is Role.SERVICE and active:
            continue
        roles = (other,) if active else session.person.roles
        people.change(administrator, session.person.id, roles=roles, active=active)
