"""What can a confined worker still do?"""

import json
import platform
import sys

import msgspec
import pytest

from core.confinement import Confinement, ConfinementFacts, Gap, Layer, may_unpickle
from core.jobs import bubblewrap, keeper, landlock, linux, seccomp, zygotes
from core.jobs.confinement import readable
from core.jobs.frames import JSON
from core.jobs.keeper import Kind
from core.jobs.probe_targets import Outcome
from core.jobs.probes import PROBE_LIST, Trial, _targets, try_out
from core.jobs.process import run
from core.jobs.syscalls import AARCH64, CLONE3, X86_64, Table
from core.jobs.tasks import confinement_level
from tests.conftest import ROOT
from tests.core.jobs.children import CODED, job

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in {"x86_64", "aarch64"},
    reason="confinement was run on Linux only",
)

_CONFINED = """
import json, threading
from pathlib import Path
from core.jobs import landlock, linux
from core.jobs.confinement import confine, limit
{before}
limit(start.memory, start.seconds)
facts = confine(Path(start.scratch))
channel.hello(facts.level, facts)
from core.jobs.worker_probes import work
work(channel, forked=False)
"""


def reached(before: str = "") -> tuple[ConfinementFacts, set[str]]:
    """What a worker that confines itself after `before` says, and which probes reached their aim."""
    with _targets() as targets:
        answer = run(job(_CONFINED.format(before=before), (JSON, msgspec.json.encode(targets))))
    outcomes = msgspec.json.decode(answer.body, type=tuple[Outcome, ...])
    assert {item.name for item in outcomes} == set(PROBE_LIST)
    assert answer.facts is not None
    return answer.facts, {item.name for item in outcomes if item.reached}


@pytest.fixture(scope="module")
def trial() -> Trial:
    """Every probe without and within the confinement of the product's own model workers."""
    return try_out()


def test_every_probe_is_blocked_within_the_confinement(trial: Trial) -> None:
    assert trial.facts.level is Confinement.FULL
    assert [item.name for item in trial.tried if item.within and item.gap not in trial.facts.gaps] == []
    assert trial.breaches == ()
    assert len(trial.tried) == len(PROBE_LIST) >= 50


SYSTEM_MAY_REFUSE = {
    "list_home", "watch", "netlink", "process_handle", "trace", "read_memory", "open_memory", "attributes",
    "message_queue", "memory", "asynchronous", "kernel_program", "page_faults", "counters", "keys",
    "user_namespace", "change_root", "signal_thread", "hard_link",
}  # fmt: skip
"""What a system may keep from every process: a container's own filter, or rules for other users than root."""


def test_every_probe_succeeds_without_confinement(trial: Trial) -> None:
    """Otherwise a probe could be blocked for the wrong reason."""
    unproven = {item.name for item in trial.tried if not item.without}
    assert unproven <= SYSTEM_MAY_REFUSE
    assert sum(item.without for item in trial.tried) >= 30


def test_the_walls_hold_in_both_ways_of_starting(way: str) -> None:
    facts, found = reached()
    assert facts == linux.facts(walled=True, filtered=True, apart=False)
    assert found == {"see"}, way


def test_without_landlock_nothing_is_written_and_the_level_says_partial() -> None:
    facts, found = reached("landlock.version = lambda: 0")
    assert facts.level is Confinement.PARTIAL
    assert set(facts.gaps) == {Gap.READING, Gap.NAMES}
    assert found <= {name for name, probe in PROBE_LIST.items() if probe.gap in facts.gaps}
    assert {"read", "list_folder"} <= found


def test_an_old_landlock_is_helped_out_where_it_cannot_see() -> None:
    facts, found = reached("landlock.version = lambda: 1")
    assert facts.level is Confinement.FULL
    assert found == {"see"}


def test_a_thread_started_before_lowers_the_level() -> None:
    before = "waiting = threading.Event(); threading.Thread(target=waiting.wait, daemon=True).start()"
    facts, found = reached(before)
    assert facts.level is Confinement.PARTIAL
    assert found <= {name for name, probe in PROBE_LIST.items() if probe.gap in facts.gaps}


def test_what_a_model_needs_still_works(way: str) -> None:
    code = """
import threading
from pathlib import Path
from core.jobs.confinement import confine, limit
limit(start.memory, start.seconds)
confine(Path(start.scratch))
works = []
Path("inside").write_text("x"); works.append(Path("inside").read_text() == "x")
Path("inside").rename("moved"); Path("moved").unlink(); works.append(not Path("moved").exists())
done = threading.Event(); thread = threading.Thread(target=done.set); thread.start(); thread.join()
works.append(done.is_set())
works.append(len(os.urandom(8)) == 8)
works.append(__import__("resource").getrlimit(7)[0] == 256)
works.append(Path(os.__file__).read_bytes() != b"")
channel.result(works)
"""
    assert json.loads(run(job(code)).body) == [True] * 6, way


def test_this_system_confines_fully_when_its_kernel_can() -> None:
    assert confinement_level() == ("full" if landlock.version() >= 1 else "partial")


def test_bubblewrap_is_the_outer_layer_where_it_can_be_used(trial: Trial) -> None:
    """It hides even the names of files, which neither Landlock nor seccomp can."""
    if Layer.NAMESPACES not in trial.facts.layers:
        pytest.skip("bubblewrap is not installed here or may not make namespaces")
    assert Gap.NAMES not in trial.facts.gaps
    assert {item.name: item.within for item in trial.tried}["see"] is False


def test_within_bubblewrap_scratch_folders_lie_in_memory_and_have_a_limit(
    monkeypatch: pytest.MonkeyPatch, trial: Trial
) -> None:
    """Otherwise many small files could fill the disk: the limit of the process is one per file."""
    if Layer.NAMESPACES not in trial.facts.layers:
        pytest.skip("bubblewrap is not installed here or may not make namespaces")
    code = "space = os.statvfs('.'); channel.result([space.f_blocks * space.f_frsize, os.getppid()])"
    kind = Kind(name="shown", entry="tests.core.jobs.coded", walled=True)
    monkeypatch.setitem(zygotes.KINDS, CODED, kind)
    monkeypatch.setattr(keeper, "readable", lambda: (*readable(), ROOT / "tests"))
    size, parent = json.loads(run(job(code)).body)
    assert size == 1 << 30
    assert parent < 10, "numbers of processes start anew"
    zygotes.close()


def test_without_the_program_there_is_no_outer_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    from pathlib import Path

    monkeypatch.setenv("PATH", "")
    assert bubblewrap.command(["python"], Path("/nowhere"), ()) is None


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        (linux.facts(walled=True, filtered=True, apart=True), "full"),
        (linux.facts(walled=True, filtered=True, apart=False), "full"),
        (linux.facts(walled=False, filtered=True, apart=True), "full"),
        (linux.facts(walled=False, filtered=True, apart=False), "partial"),
        (linux.facts(walled=True, filtered=False, apart=False), "partial"),
        (linux.facts(walled=False, filtered=False, apart=True), "partial"),
        (linux.facts(walled=False, filtered=False, apart=False), "none"),
        (ConfinementFacts(), "none"),
    ],
)
def test_the_level_follows_from_what_is_left_open(facts: ConfinementFacts, level: str) -> None:
    assert facts.level == level
    assert may_unpickle(facts.level) is (level != "none")


def test_pickles_are_not_opened_where_no_level_is_known() -> None:
    assert not may_unpickle("")
    assert not may_unpickle("not needed")


def decide(table: Table, number: int, *arguments: int, pid: int = 7, read_only: bool = False) -> str:
    """What the filter says to a system call, by following its instructions."""
    code = seccomp.program(table, pid, read_only=read_only, truncate=read_only)
    return follow(code, table.architecture, number, arguments)


def follow(code: bytes, architecture: int, number: int, arguments: tuple[int, ...]) -> str:
    import struct

    data = struct.pack("=IIQ6Q", number, architecture, 0, *arguments, *(0 for _ in range(6 - len(arguments))))
    lines = [struct.unpack_from("=HBBI", code, place) for place in range(0, len(code), 8)]
    place, held = 0, 0
    while True:
        kind, then, otherwise, value = lines[place]
        place += 1
        if kind == 0x20:
            held = struct.unpack_from("=I", data, value)[0]
        elif kind == 0x06:
            return {0x7FFF0000: "allow", 0x80000000: "kill", 0x50001: "refuse", 0x50026: "unknown"}[value]
        else:
            holds = {0x15: held == value, 0x35: held >= value, 0x45: bool(held & value)}[kind]
            place += then if holds else otherwise


@pytest.mark.parametrize("table", [X86_64, AARCH64], ids=["x86-64", "aarch64"])
def test_the_filter_decides_as_the_table_says(table: Table) -> None:
    """The one for aarch64 was never installed; here its instructions are followed."""
    for number in table.refused.values():
        assert decide(table, number) == "refuse"
    assert decide(table, CLONE3) == "unknown"
    assert decide(table, table.clone, 17) == "refuse"
    assert decide(table, table.clone, 0x00010000) == "allow"
    assert decide(table, table.tgkill, 7, 7, 6) == "allow"
    assert decide(table, table.tgkill, 8, 8, 6) == "refuse"
    assert decide(table, table.prlimit, 0, 7, 0) == "allow"
    assert decide(table, table.prlimit, 0, 7, 1) == "refuse"
    assert decide(table, table.prlimit, 0, 7, 1 << 32) == "refuse"
    assert [decide(table, table.prctl, option) for option in (1, 4, 35, 15)] == ["refuse"] * 3 + ["allow"]
    assert [decide(table, table.affinity, pid) for pid in (0, 7, 8)] == ["allow", "allow", "refuse"]
    assert [decide(table, table.fcntl, 3, option) for option in (8, 10, 15, 1024, 1026)] == ["refuse"] * 5
    assert [decide(table, table.fcntl, 3, option) for option in (1, 2, 3, 4, 6)] == ["allow"] * 5
    code = seccomp.program(table, 7, read_only=False)
    assert follow(code, 0x40000003, 1, ()) == "kill"
    if table.above is not None:
        assert decide(table, table.above + 1) == "refuse"


@pytest.mark.parametrize("table", [X86_64, AARCH64], ids=["x86-64", "aarch64"])
def test_without_landlock_files_are_opened_for_reading_only(table: Table) -> None:
    for number, argument in table.opening.items():
        for flags, answer in (
            (0, "allow"),
            (1, "refuse"),
            (2, "refuse"),
            (0x40, "refuse"),
            (0x80000, "allow"),
        ):
            given = [0] * 6
            given[argument] = flags
            assert decide(table, number, *given, read_only=True) == answer
            assert decide(table, number, *given) == "allow"
    for number in table.changing.values():
        assert decide(table, number, read_only=True) == "refuse"


def test_no_number_stands_twice_and_none_takes_tgkill_away() -> None:
    for table in (X86_64, AARCH64):
        numbers = [*table.refused.values(), *table.changing.values()]
        assert len(set(numbers)) == len(numbers)
        assert table.tgkill not in numbers
