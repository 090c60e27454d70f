"""Do workers that are forked come and go as they should, whatever happens to what they are forked from?"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.errors import CancelledError, PruefsteinError
from core.jobs import keeper as keeper_module
from core.jobs import zygotes
from core.jobs.job import MODEL, PROBE, STATISTICS, Job
from core.jobs.keeper import Keeper, Kind
from core.jobs.process import run
from tests.conftest import ROOT
from tests.core.jobs.children import CODED, alive, descendants, job
from tests.core.jobs.test_process import Recorder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")


def gone(pids: set[int], seconds: float = 2.0) -> bool:
    deadline = time.monotonic() + seconds
    while any(map(alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not any(map(alive, pids))


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_workers_are_forked_from_one_process_and_inherit_nothing_but_their_pipes(forking: Keeper) -> None:
    code = """
import gc
channel.result({"parent": os.getppid(), "group": os.getpgid(0) == os.getpid() == os.getsid(0),
    "files": sorted(os.listdir("/proc/self/fd")), "home": os.environ["HOME"] == start.scratch == os.getcwd(),
    "collecting": gc.isenabled(), "pid": os.getpid()})
"""
    first, second = (json.loads(run(job(code)).body) for _ in range(2))
    assert first["parent"] == second["parent"] == forking.pid
    assert first["pid"] != second["pid"]
    assert first["group"]
    assert first["home"]
    assert first["collecting"]
    # three pipes, the copy of standard output the protocol keeps for itself, and the listing of this folder
    assert first["files"] == ["0", "1", "2", "3", "4"]


def test_what_one_worker_changes_no_other_worker_sees(forking: Keeper) -> None:
    run(job("import json; json.dumps = lambda *_: 'forged'; os.environ['MARK'] = '1'; channel.result({})"))
    clean = "import json; channel.result([json.dumps([1]), os.environ.get('MARK')])"
    assert json.loads(run(job(clean)).body) == ["[1]", None]


def test_everything_is_imported_by_a_single_thread_before_models_come() -> None:
    for command in (MODEL, STATISTICS):
        keeper = zygotes.serving(Job(arguments=command))
        assert keeper is not None
        assert keeper.warm(60.0), command
    assert zygotes.serving(Job(arguments=MODEL)) is zygotes.serving(Job(arguments=PROBE))
    assert zygotes.serving(Job(arguments=MODEL)) is not zygotes.serving(Job(arguments=STATISTICS))


def test_no_zombie_is_left(forking: Keeper) -> None:
    run(job("channel.result({})"))
    with pytest.raises(PruefsteinError, match="SIGABRT"):
        run(job("os.abort()"))
    children = Path(f"/proc/{forking.pid}/task/{forking.pid}/children")
    deadline = time.monotonic() + 2
    while children.read_text() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert children.read_text() == ""


def test_when_the_forking_process_is_killed_in_between_the_next_job_works(forking: Keeper) -> None:
    assert forking.pid is not None
    os.kill(forking.pid, signal.SIGKILL)
    assert run(job("channel.result([os.getppid()])")).body != b""
    assert forking.over or gone({forking.pid})


def test_when_it_is_killed_during_a_job_the_job_is_run_again_cold(forking: Keeper, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    code = f"""
import signal
with open({str(mark)!r}, "a") as file: file.write("x")
if os.getppid() == {forking.pid}:
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(60)
channel.result("done")
"""
    assert run(job(code)).body == b'"done"'
    assert mark.read_text() == "xx"
    assert forking.over


def test_when_it_cannot_be_started_workers_start_cold(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Kind(name="broken", entry="core.no_such_module", walled=True)
    monkeypatch.setitem(zygotes.KINDS, CODED, broken)
    for _ in range(2):
        assert run(job("channel.result([os.getppid()])")).body == json.dumps([os.getpid()]).encode()
    assert zygotes.keeper(broken) is None
    zygotes.close()


def test_when_it_dies_again_and_again_workers_start_cold(forking: Keeper) -> None:
    for _ in range(4):
        keeper = zygotes.keeper(forking.kind)
        if keeper is None:
            break
        run(job("channel.result({})"))
        assert keeper.pid is not None
        os.kill(keeper.pid, signal.SIGKILL)
        assert keeper._over.wait(5)
    assert zygotes.keeper(forking.kind) is None
    assert run(job("channel.result([os.getppid()])")).body == json.dumps([os.getpid()]).encode()


def test_it_outlives_the_thread_that_needed_it_first(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    kind = Kind(name="threaded", entry="tests.core.jobs.coded", walled=False)
    monkeypatch.setitem(zygotes.KINDS, CODED, kind)
    found: list[bytes] = []
    code = "channel.result([os.getppid()])"
    for _ in range(2):
        thread = threading.Thread(target=lambda: found.append(run(job(code)).body))
        thread.start()
        thread.join()
    assert found[0] == found[1]
    assert json.loads(found[0]) != [os.getpid()]
    zygotes.close()


_APPLICATION = """
import os, sys, threading, time
from core.jobs import zygotes
from core.jobs.job import MODEL, PROBE, Job
from core.jobs.process import run
from tests.core.jobs.children import CODED, descendants, job
from tests.core.jobs.conftest import KIND
zygotes.KINDS[CODED] = KIND
run(Job(arguments=PROBE)); run(job("channel.result({})"))
busy = job("open('personal data', 'w').write('x'); time.sleep(600)")
threading.Thread(target=lambda: run(busy), daemon=True).start()
keepers = [zygotes.keeper(zygotes.KINDS[name]) for name in (PROBE, CODED)]
while not list(keepers[1]._base.glob("job-*/personal data")): time.sleep(0.01)
print(*descendants()); print(*(keeper._base for keeper in keepers), flush=True)
"""


@pytest.mark.parametrize("ending", ["time.sleep(600)", "sys.exit(0)", "os._exit(0)", "os.abort()"])
def test_nothing_survives_the_application_however_it_ends(ending: str) -> None:
    command = [sys.executable, "-c", _APPLICATION + ending]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        pids = {int(text) for text in process.stdout.readline().split()}
        bases = [Path(text.decode()) for text in process.stdout.readline().split()]
        assert len(pids) >= 3
        assert all(map(alive, pids)) or ending != "time.sleep(600)"
        if ending == "time.sleep(600)":
            os.kill(process.pid, signal.SIGKILL)
    assert gone(pids, 5.0)
    for base in bases:
        assert not base.exists() or list(base.iterdir()) == []
        if base.exists():
            base.rmdir()


def test_closing_ends_what_runs_and_removes_its_folder(forking: Keeper) -> None:
    before, base = descendants(), forking._base
    assert forking.pid in before
    zygotes.close()
    assert gone({forking.pid or 0})
    assert forking.pid not in descendants()
    assert not base.exists()


def test_one_that_does_not_move_is_given_up_and_the_job_is_run_cold(
    forking: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert forking.pid is not None
    monkeypatch.setattr(keeper_module, "_BIRTH", 0.5)
    os.kill(forking.pid, signal.SIGSTOP)
    assert run(job("channel.result([os.getppid()])")).body == json.dumps([os.getpid()]).encode()


def test_a_job_is_cancelled_though_the_forking_process_does_not_move(forking: Keeper) -> None:
    assert forking.pid is not None
    os.kill(forking.pid, signal.SIGSTOP)
    started = time.monotonic()
    recorder = Recorder(cancel_after=0.2)
    recorder.said.append((0.0, "asked for"))
    with pytest.raises(CancelledError):
        run(job("channel.result({})"), recorder)
    assert time.monotonic() - started < 2.0


def test_a_scratch_folder_comes_and_goes_with_its_worker(forking: Keeper) -> None:
    code = "open('left', 'w').write('x'); channel.result(start.scratch)"
    scratch = Path(json.loads(run(job(code)).body))
    assert scratch.parent == forking._base
    assert list(forking._base.iterdir()) == []


def test_it_gives_its_memory_back_when_nobody_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = Kind(name="resting", entry="tests.core.jobs.coded", walled=False, rest=1.5)
    monkeypatch.setitem(zygotes.KINDS, CODED, kind)
    monkeypatch.setattr(zygotes, "_STARTS", 1)
    for _ in range(2):
        keeper = zygotes.keeper(kind)
        assert keeper is not None, "ending by itself does not count as a failure"
        assert json.loads(run(job("channel.result([os.getppid()])")).body) == [keeper.pid]
        keeper._thread.join(10)
        assert keeper.over
        assert keeper.rested
    zygotes.close()
