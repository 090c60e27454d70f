"""What is the first step in a workspace?"""

import shutil
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from core.audit import Action
from core.keys.passphrase import check_new
from core.people import PersonKind, Role
from core.policy_file import PolicyFile, default_policy, policy_file
from core.store import Store, schema
from core.store.aggregates import WorkspaceRecord
from core.store.files import write_durably
from core.workspace import folder as places
from core.workspace.desk import Desk
from core.workspace.lock import Lock
from core.workspace.people import make_person, write_keys
from core.workspace.requests import NewPerson
from core.workspace.session import Session

Clock = Callable[[], datetime]


def found(folder: Path, first: NewPerson, policy: bytes | None, clock: Clock) -> tuple[Desk, Session, Lock]:
    """Make the folder, the database, the first person and the policy; leave nothing when it fails."""
    adopted = policy_file(default_policy() if policy is None else policy)
    check_new(first.passphrase)
    existed = folder.exists()
    places.prepare(folder)
    with ExitStack() as undo:
        undo.callback(_clear, folder, keep=existed)
        lock = Lock.take(folder)
        undo.callback(lock.release)
        schema.migrate(folder / places.DATABASE)
        store = Store(folder / places.DATABASE, clock)
        undo.callback(store.close)
        desk = places.desk(folder, store, clock)
        session = _first_step(desk, _administrator(first), adopted)
        write_durably(folder / places.POLICY, adopted.toml.encode())
        undo.pop_all()
    return desk, session, lock


def _administrator(first: NewPerson) -> NewPerson:
    return replace(first, roles=(Role.ADMINISTRATOR, *first.roles), kind=PersonKind.HUMAN)


def _first_step(desk: Desk, first: NewPerson, adopted: PolicyFile) -> Session:
    record = WorkspaceRecord(id=uuid.uuid4().hex, created_at=desk.clock())
    made = make_person(first, desk.clock())
    session = Session(made.person, made.key, desk.clock)
    write_keys(desk.folder / "keys", made)
    with desk.store.founding(session, record) as transaction:
        transaction.put(record, Action.WORKSPACE_CREATED)
        transaction.put(made.person, Action.PERSON_ADDED)
        transaction.put(adopted, Action.POLICY_ADOPTED)
    return session


def _clear(folder: Path, *, keep: bool) -> None:
    for item in folder.iterdir():
        if item.is_dir():
            shutil.rmtree(item, ignore_errors=True)
        else:
            item.unlink(missing_ok=True)
    if not keep:
        folder.rmdir()
