"""Can a workspace be opened, and if not, is the reason said and nothing changed?"""

import contextlib
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import ConflictError, IntegrityError, NotAllowedError, UserError
from core.people import Role
from core.policy_file import default_policy
from core.store import engine, files, schema
from core.store.reserve import SIZE, Reserve
from core.workspace import NewPerson, Workspace, network
from core.workspace import lock as locking
from core.workspace.lock import Lock
from tests.conftest import ROOT, FixedClock
from tests.core.casework import PASSPHRASE, Firm, said

SOMEBODY = NewPerson(name=said("Ada"), roles=(Role.RISK_MANAGER,), passphrase=PASSPHRASE)

pytestmark = pytest.mark.usefixtures("cheap_keys")


@pytest.fixture
def folder(tmp_path: Path, clock: FixedClock, cheap_keys: None) -> Path:
    """A closed workspace."""
    workspace, _ = Workspace.create(tmp_path / "w", SOMEBODY, clock=clock)
    workspace.close()
    return tmp_path / "w"


def everything(folder: Path) -> dict[str, bytes]:
    """Return all contents, without what SQLite and the lock come and go with."""
    passing = ("-wal", "-shm", ".lock")
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(passing)
    }


def test_a_workspace_comes_back_as_it_was_left(folder: Path, clock: FixedClock) -> None:
    workspace = Workspace.open(folder, clock=clock)
    (person,) = workspace.people.all()
    assert person.roles == (Role.ADMINISTRATOR, Role.RISK_MANAGER)
    assert workspace.trail.verify().intact
    assert (folder / "policy.toml").read_bytes() == default_policy()
    assert workspace.people.sign_in(person.id, PASSPHRASE).person == person
    workspace.close()
    workspace.close()


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UserError, match="not empty"):
        Workspace.create(tmp_path, SOMEBODY)
    assert everything(tmp_path) == {"thesis.txt": b"mine"}


@pytest.mark.parametrize("exists", [True, False])
def test_a_failed_creation_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, exists: bool
) -> None:
    folder = tmp_path / "new"
    if exists:
        folder.mkdir()

    def fail(*_: object) -> None:
        raise engine.DiskFullError

    monkeypatch.setattr("core.workspace.founding.write_keys", fail)
    with pytest.raises(UserError, match="disk is full"):
        Workspace.create(folder, SOMEBODY)
    assert folder.exists() == exists
    assert not exists or not list(folder.iterdir())


def test_a_wrong_policy_or_passphrase_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="policy file"):
        Workspace.create(tmp_path / "new", SOMEBODY, policy=b"schema = 7")
    short = NewPerson(name=said("Ada"), roles=(Role.OWNER,), passphrase="short")
    with pytest.raises(UserError, match="fewer than 8"):
        Workspace.create(tmp_path / "new", short)
    assert not (tmp_path / "new").exists()


def test_a_folder_without_a_workspace_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no workspace in"):
        Workspace.open(tmp_path)
    with pytest.raises(UserError, match="no workspace in"):
        Workspace.open(tmp_path / "nowhere")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough for a header" * 40])
def test_a_file_that_is_no_database_of_ours_is_refused(folder: Path, content: bytes) -> None:
    (folder / "workspace.db").write_bytes(content)
    before = everything(folder)
    with pytest.raises(IntegrityError, match=r"damaged|no database of"):
        Workspace.open(folder)
    assert everything(folder) == before


def test_a_database_cut_off_in_the_middle_is_damaged(folder: Path) -> None:
    database = folder / "workspace.db"
    data = database.read_bytes()
    database.write_bytes(data[: len(data) // 2])
    with pytest.raises(IntegrityError, match="damaged"):
        Workspace.open(folder)
    assert database.stat().st_size == len(data) // 2


def test_a_damaged_record_does_not_keep_anybody_from_verifying(folder: Path, clock: FixedClock) -> None:
    for table in ("person", "policy", "meta"):
        with closing(sqlite3.connect(folder / "workspace.db")) as connection:
            connection.execute(f"UPDATE {table} SET document = x'00'")
            connection.commit()
    workspace = Workspace.open(folder, clock=clock)
    assert {str(item.object).split()[0] for item in workspace.trail.verify().problems if item.object} == {
        "person",
        "policy",
        "workspace",
        "text",
    }
    workspace.close()


def test_a_creation_that_was_interrupted_is_explained(tmp_path: Path) -> None:
    (tmp_path / "w").mkdir()
    schema.migrate(tmp_path / "w" / "workspace.db")
    with pytest.raises(UserError, match="interrupted"):
        Workspace.open(tmp_path / "w")


HOLD = """
import sys
from pathlib import Path
from core.workspace.lock import Lock
lock = Lock.take(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@contextlib.contextmanager
def another_process(folder: Path) -> "Iterator[subprocess.Popen[str]]":
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


def test_a_second_writer_is_told_who_holds_the_workspace_and_readers_get_in(
    folder: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "WAIT_SECONDS", 0.3)
    with another_process(folder) as holder:
        with pytest.raises(ConflictError, match=f"process {holder.pid}"):
            Workspace.open(folder, clock=clock)
        reading = Workspace.open(folder, read_only=True, clock=clock)
        assert reading.trail.verify().intact
        reading.close()


def test_the_lock_of_a_process_that_died_is_no_obstacle(folder: Path, clock: FixedClock) -> None:
    with another_process(folder) as holder:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        assert str(holder.pid) in (folder / locking.NAME).read_text()
        Workspace.open(folder, clock=clock).close()
    (folder / locking.NAME).write_text('{"pid": 1, "host": "elsewhere", "name": "x"}')
    Workspace.open(folder, clock=clock).close()


def test_a_waiting_writer_gets_in_as_soon_as_the_other_is_done(folder: Path, clock: FixedClock) -> None:
    with another_process(folder) as holder:
        assert holder.stdin is not None
        holder.stdin.close()
        Workspace.open(folder, clock=clock).close()


def test_the_same_process_cannot_write_twice(
    folder: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "WAIT_SECONDS", 0.1)
    workspace = Workspace.open(folder, clock=clock)
    with pytest.raises(ConflictError):
        Workspace.open(folder, clock=clock)
    workspace.close()
    lock = Lock.take(folder)
    (folder / locking.NAME).write_text("?")
    with pytest.raises(ConflictError, match="another window or program"):
        Lock.take(folder)
    lock.release()
    lock.release()


def test_nothing_can_be_written_when_opened_for_reading(folder: Path, clock: FixedClock) -> None:
    before = everything(folder)
    workspace = Workspace.open(folder, read_only=True, clock=clock)
    session = workspace.people.sign_in(workspace.people.all()[0].id, PASSPHRASE)
    with pytest.raises(NotAllowedError, match="reading only"):
        workspace.adopt_policy(session, default_policy())
    workspace.close()
    assert everything(folder) == before


MOUNTS = r"""
/dev/vda1 / ext4 rw 0 0
server:/export /mnt/models nfs4 rw 0 0
//server/share /mnt/with\040space cifs rw 0 0
/dev/vdb1 /mnt/models/local ext4 rw 0 0
"""


@pytest.mark.parametrize(
    ("folder_name", "kind"),
    [
        ("/home/ada/w", "ext4"),
        ("/mnt/models/w", "nfs4"),
        ("/mnt/models", "nfs4"),
        ("/mnt/modelsx", "ext4"),
        ("/mnt/with space/w", "cifs"),
        ("/mnt/models/local/w", "ext4"),
    ],
)
def test_the_nearest_mount_point_tells_the_kind_of_disk(folder_name: str, kind: str) -> None:
    assert network.mount_type(MOUNTS, Path(folder_name)) == kind


def test_a_workspace_on_a_network_share_is_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/x / ext4 rw 0 0\nserver:/e {tmp_path.resolve()} nfs rw 0 0\n")
    monkeypatch.setattr(network, "MOUNTS", mounts)
    with pytest.raises(UserError, match="network share"):
        Workspace.open(folder)
    with pytest.raises(UserError, match="network share"):
        Workspace.create(tmp_path / "other", SOMEBODY)
    monkeypatch.setattr(network, "MOUNTS", tmp_path / "none")
    assert network.network_type(folder) is None


@contextlib.contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    """Take away write permission from a folder; even from root where the file system knows how."""
    flag = ["chattr", "-R", "+i", str(folder)]
    if os.geteuid() == 0 and (shutil.which("chattr") is None or subprocess.run(flag, check=False).returncode):
        subprocess.run(["chattr", "-R", "-i", str(folder)], check=False)
        pytest.skip("root may write everywhere here")
    if os.geteuid() != 0:
        subprocess.run(["chmod", "-R", "a-w", str(folder)], check=True)
    try:
        yield
    finally:
        undo = ["chattr", "-R", "-i"] if os.geteuid() == 0 else ["chmod", "-R", "u+w"]
        subprocess.run([*undo, str(folder)], check=True)


def test_without_write_permission_a_workspace_opens_for_reading_only(folder: Path, clock: FixedClock) -> None:
    before = everything(folder)
    with unwritable(folder):
        with pytest.raises(UserError, match="no permission"):
            Workspace.open(folder, clock=clock)
        reading = Workspace.open(folder, read_only=True, clock=clock)
        assert reading.trail.verify().intact
        reading.close()
        with pytest.raises(UserError, match="no permission"):
            Workspace.create(folder / "files" / "inside", SOMEBODY)
    assert everything(folder) == before


def test_a_full_database_is_explained_and_nothing_is_lost(firm: Firm) -> None:
    firm.model()
    store, before = firm.workspace._desk.store, firm.workspace.trail.count()
    assert store._writer is not None
    reserve = firm.workspace.folder / "reserve.bin"
    assert reserve.stat().st_size == SIZE
    with store._writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(UserError, match="disk is full"):
        fill(firm)
    assert not reserve.exists()
    after = firm.workspace.trail.count()
    assert after >= before
    assert firm.workspace.trail.verify().intact
    firm.workspace.close()
    workspace = Workspace.open(firm.workspace.folder, clock=firm.clock)
    assert workspace.trail.count() == after
    assert workspace.trail.verify().intact
    assert reserve.stat().st_size == SIZE
    workspace.close()


def fill(firm: Firm) -> None:
    for number in range(2000):
        firm.model(name=f"Model {number} " + "x" * 2000)


@contextlib.contextmanager
def no_large_files(limit: int) -> Iterator[None]:
    """Let every write beyond a size fail, as a full disk does."""
    old, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_file_that_does_not_fit_is_explained_and_leaves_nothing(tmp_path: Path) -> None:
    stored = files.Files(tmp_path / "files")
    stored.add(b"fits")
    with no_large_files(1000), pytest.raises(UserError, match="disk is full"):
        stored.add(bytes(100_000))
    assert len([path for path in stored.folder.rglob("*") if path.is_file()]) == 1
    with no_large_files(1000):
        assert not Reserve(tmp_path / "reserve").keep()
    assert not (tmp_path / "reserve").exists()
    with no_large_files(1000), pytest.raises(UserError, match="disk is full"):
        files.write_durably(tmp_path / "policy.toml", bytes(100_000))
    assert not (tmp_path / "policy.toml").exists()


def test_opening_loads_neither_alembic_nor_a_heavy_library(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from core.workspace import Workspace\n"
        "Workspace.open(Path(sys.argv[1])).close()\n"
        "print([n for n in ('alembic', 'numpy', 'pandas', 'sklearn', 'pyarrow') if n in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, str(folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"


def test_what_an_interrupted_copy_left_is_removed_at_opening(folder: Path, clock: FixedClock) -> None:
    (folder / "files" / ".incoming-x").write_bytes(b"half")
    Workspace.open(folder, clock=clock).close()
    assert not list((folder / "files").iterdir())
