"""Is every deed refused to who may not do it, whatever session, key or role they come with?

The list of deeds is found by looking at the use cases of a workspace: whoever adds a method that takes a
session must say in `deeds_process` or `deeds_governance` who may call it.
"""

import inspect
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.errors import NotAllowedError, PruefsteinError
from core.people import Role
from core.workspace import Changes, Session, Workspace
from tests.core.guards import deeds_governance, deeds_process
from tests.core.guards.conftest import UndoneError
from tests.core.guards.deed import Deed, World

DEEDS = (*deeds_process.DEEDS, *deeds_governance.DEEDS)
ELSEWHERE = {
    "people.signing_key": "asks for the passphrase of the person: tests/core/test_people.py",
    "people.unlock": "asks for the passphrase of the person: tests/core/test_people.py",
    "checking.replay": "records nothing; who reads protected columns: tests/core/test_sensitive_cases.py",
}
"""Methods that take a session and are guarded otherwise."""
every_deed = pytest.mark.parametrize("deed", DEEDS, ids=[deed.path for deed in DEEDS])


def topics_of(workspace: Workspace) -> Iterator[tuple[str, Callable[..., object]]]:
    for name in dir(workspace):
        topic = getattr(workspace, name)
        if name.startswith("_") or not type(topic).__module__.startswith("core.workspace"):
            continue
        for method, function in inspect.getmembers(type(topic), inspect.isfunction):
            if not method.startswith("_"):
                yield f"{name}.{method}", function
    for method, function in inspect.getmembers(type(workspace), inspect.isfunction):
        if not method.startswith("_"):
            yield method, function


def with_session(function: Callable[..., object]) -> bool:
    """Tell whether a method is done by somebody."""
    return any("Session" in str(item.annotation) for item in inspect.signature(function).parameters.values())


@contextmanager
def nothing_recorded(world: World) -> Iterator[None]:
    """Fail when another connection has written to the database meanwhile, or a report was left behind."""
    folder = world.firm.workspace.folder
    with closing(sqlite3.connect(folder / "workspace.db")) as connection:
        before = connection.execute("PRAGMA data_version").fetchone()
        reports = sorted(path.name for path in (folder / "reports").iterdir())
        yield
        assert connection.execute("PRAGMA data_version").fetchone() == before
        assert sorted(path.name for path in (folder / "reports").iterdir()) == reports


def test_every_method_that_takes_a_session_stands_in_the_table(world: World) -> None:
    found = {path for path, function in topics_of(world.firm.workspace) if with_session(function)}
    listed = [deed.path for deed in DEEDS]
    assert len(listed) == len(set(listed)) > 90
    assert found - set(listed) == set(ELSEWHERE)
    assert set(listed) <= found


def test_nothing_that_changes_is_done_by_nobody(world: World) -> None:
    changing = {
        path
        for path, function in topics_of(world.firm.workspace)
        if Changes.__name__ in str(inspect.signature(function).return_annotation)
    }
    assert len(changing) > 80
    assert changing <= {path for path, function in topics_of(world.firm.workspace) if with_session(function)}


@every_deed
def test_only_the_named_roles_may_and_they_can(world: World, deed: Deed) -> None:
    with nothing_recorded(world):
        for role, session in world.firm.sessions.items():
            session.touch()
            if role not in deed.may:
                with pytest.raises(NotAllowedError) as caught:
                    deed.call(world, session)
                assert not deed.halts or deed.halts not in str(caught.value), role
        able = sorted(deed.may)[:1] if deed.heavy else sorted(deed.may)
        for role in able:
            done(world, deed, world.firm.as_(role))


def done(world: World, deed: Deed, session: Session) -> None:
    """Go through with a deed to the end of its step, or to the stated point behind all questions of who."""
    if deed.halts:
        with pytest.raises(PruefsteinError, match=deed.halts):
            deed.call(world, session)
    elif deed.writes:
        with pytest.raises(UndoneError):
            deed.call(world, session)
    else:
        deed.call(world, session)


def able(world: World, deed: Deed) -> Session:
    """Return the session of somebody who may."""
    return world.firm.as_(min(deed.may))


def locked(world: World, deed: Deed) -> Session:
    key = Ed25519PrivateKey.generate()
    session = Session(able(world, deed).person, key, world.firm.clock)
    session.lock()
    return session


def with_another_key(world: World, deed: Deed) -> Session:
    return Session(able(world, deed).person, Ed25519PrivateKey.generate(), world.firm.clock)


def of_a_stranger(world: World, deed: Deed) -> Session:
    """Somebody who calls themselves like a person here, with a record and a key of their own making."""
    from core.keys.ledger import public_hex

    key = Ed25519PrivateKey.generate()
    person = replace(able(world, deed).person, ledger_key=public_hex(key))
    return Session(person, key, world.firm.clock)


def with_roles_of_their_own(world: World, deed: Deed) -> Session:
    """Somebody who has the key, and gave themselves every role in memory."""
    unable = min(set(world.firm.sessions) - deed.may, default=Role.SERVICE)
    session = world.firm.as_(unable)
    assert session._key is not None
    person = replace(session.person, roles=tuple(Role))
    return Session(person, session._key, world.firm.clock)


FORGERIES = (locked, with_another_key, of_a_stranger, with_roles_of_their_own)


@every_deed
def test_forged_and_locked_sessions_do_nothing(world: World, deed: Deed) -> None:
    with nothing_recorded(world):
        for forge in FORGERIES:
            with pytest.raises(NotAllowedError) as caught:
                deed.call(world, forge(world, deed))
            assert not deed.halts or deed.halts not in str(caught.value), forge.__name__


@every_deed
def test_sessions_of_another_workspace_or_from_before_a_change_do_nothing(
    worlds: dict[str, World], foreigners: dict[Role, Session], deed: Deed
) -> None:
    role = min(deed.may - {Role.SERVICE})
    for there, session in (
        (worlds["here"], foreigners[role]),
        (worlds["deactivated"], worlds["deactivated"].firm.sessions[role]),
        (worlds["demoted"], worlds["demoted"].firm.sessions[role]),
    ):
        session.touch()
        with nothing_recorded(there), pytest.raises(NotAllowedError) as caught:
            deed.call(there, session)
        assert not deed.halts or deed.halts not in str(caught.value)
