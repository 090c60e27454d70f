"""What of a worker could reach the application or the next worker, and does not?"""

import json
import sys
from pathlib import Path

import pytest

from core.errors import PruefsteinError
from core.jobs import scratch
from core.jobs.keeper import Keeper
from core.jobs.process import Limits, run
from tests.core.jobs.children import job
from tests.core.jobs.test_process import Recorder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")

NEST = """
for level in range(1200):
    os.mkdir("inner")
    os.chdir("inner")
    if level % 400 == 399:
        with open("weight", "wb") as file:
            file.write(bytes(1 << 20))
        os.mkdir("locked", 0)
channel.result({})
"""


def test_folders_nested_beyond_every_limit_end_nothing_and_leave_nothing(forking: Keeper) -> None:
    run(job(NEST))
    said = "channel.result({'parent': os.getppid(), 'left': os.listdir(os.path.dirname(start.scratch))})"
    after = json.loads(run(job(said)).body)
    assert after["parent"] == forking.pid
    assert len(after["left"]) == 1


def test_a_cold_worker_leaves_no_nested_folders_either() -> None:
    folder = json.loads(run(job(NEST.replace("{}", "start.scratch"))).body)
    assert not Path(folder).exists()


def test_what_links_of_a_scratch_folder_lead_to_stays(tmp_path: Path) -> None:
    kept, folder = tmp_path / "kept", tmp_path / "scratch"
    kept.mkdir()
    (kept / "file").write_text("kept", encoding="utf-8")
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "link").symlink_to(kept, target_is_directory=True)
    (folder / "link").symlink_to(kept, target_is_directory=True)
    scratch.remove(folder)
    assert not folder.exists()
    assert (kept / "file").read_text(encoding="utf-8") == "kept"


def test_no_worker_keeps_others_from_opening_the_program() -> None:
    code = """
import fcntl
from pathlib import Path
from core.jobs.confinement import confine
import core.jobs.frames as program
facts = confine(Path(start.scratch))
try:
    with open(program.__file__) as file:
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
    channel.result("held")
except PermissionError:
    channel.result("refused")
"""
    assert json.loads(run(job(code)).body) == "refused"


def test_a_body_that_would_fill_the_memory_once_parsed_is_refused_unread() -> None:
    with pytest.raises(PruefsteinError, match="not allowed"):
        run(job("channel.result(['x' * 100] * 20_000)", limits=Limits(seconds=30, body=1 << 20)))


def test_a_worker_is_the_first_to_go_when_memory_runs_out(forking: Keeper) -> None:
    code = "channel.result(open('/proc/self/oom_score_adj').read().strip())"
    assert json.loads(run(job(code)).body) == "1000"


def test_a_worker_that_chatters_does_not_keep_the_window_busy() -> None:
    code = """
for step in range(20_000):
    channel._say(Note(kind=NoteKind.PROGRESS, fraction=step / 20_000, said=WireMessage("Scoring", {})))
channel.result({})
"""
    heard = Recorder()
    run(job(code), heard)
    assert 0 < len(heard.said) < 1_000
