"""Does a trail that is checked in segments give away no less than one that is read as a whole?"""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from subprocess import Popen

import pytest

from core.audit import Merkle, Problem
from core.errors import CancelledError
from core.keys import strength
from core.messages import message
from core.people import Role
from core.trail import contents, links, running
from core.trail.segment import CHUNK, Heard, Segment
from core.trail.worker import check
from core.workspace import Workspace, chain
from tests.conftest import FixedClock
from tests.core import casework
from tests.core.conftest import CHEAP
from tests.core.tampering import ATTACKS, Attack, Case, file_report

SMALL = 4
"""Events in a chunk, so that a short trail has many seams."""


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A workspace with some events and a filed report, made once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strength, "STANDARD", CHEAP)
        clock = FixedClock(datetime(2026, 11, 2, 9, 0, tzinfo=UTC))
        firm = casework.found(tmp_path_factory.mktemp("segments"), clock)
        version = firm.in_validation()
        firm.assess(version.id)
        firm.version("2")
        file_report(firm, version)
        key = firm.as_(Role.ADMINISTRATOR)._key
        assert key is not None
        firm.workspace.close()
    return Case(folder=firm.workspace.folder, clock=clock, key=key)


@pytest.fixture
def case(history: Case, tmp_path: Path) -> Case:
    """A fresh copy to tamper with."""
    shutil.copytree(history.folder, tmp_path / "copy")
    return replace(history, folder=tmp_path / "copy")


@pytest.fixture
def in_segments(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Cut every trail into segments of a few events, read one after the other here; counts the segments."""
    counted: list[int] = []

    def one_by_one(segments: tuple[Segment, ...], say: running.Say) -> tuple[Heard, ...]:
        counted.append(len(segments))
        found = tuple(Heard() for _ in segments)
        for segment, heard in zip(segments, found, strict=True):
            with closing(sqlite3.connect(segment.address, uri=True)) as connection:
                check(connection, segment, heard.hear)
        say(found)
        return found

    for module in (running, chain, links, contents):
        monkeypatch.setattr(module, "CHUNK", SMALL)
    monkeypatch.setattr(chain, "_HEIGHT", SMALL.bit_length() - 1)
    monkeypatch.setattr(chain, "processes_for", lambda _events: 5)
    monkeypatch.setattr(chain, "side_by_side", one_by_one)
    return counted


def outcome(case: Case) -> tuple[str, set[tuple[Problem, str | None]]]:
    """Return the root and the problems that a verification finds."""
    workspace = Workspace.open(case.folder, read_only=True, clock=case.clock)
    try:
        state = workspace.trail.verify()
    finally:
        workspace.close()
    root = "" if state.checkpoint is None else state.checkpoint.root
    return root, {(item.problem, item.object) for item in state.problems}


def test_segments_give_the_same_root_and_checkpoints(case: Case, in_segments: list[int]) -> None:
    assert case.problems() == ()
    assert in_segments[0] >= 3
    workspace = Workspace.open(case.folder, read_only=True, clock=case.clock)
    assert outcome(case)[0] == workspace.trail.checkpoint().root
    workspace.close()


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_tampering_is_found_across_seams(case: Case, attack: Attack, in_segments: list[int]) -> None:
    with case.database() as connection:
        attack(case, connection)
    assert ATTACKS[attack] <= {problem for problem, _ in outcome(case)[1]}
    assert in_segments


@pytest.mark.parametrize("seq", range(3, 12))
def test_a_missing_event_is_a_gap_wherever_the_seam_is(case: Case, seq: int, in_segments: list[int]) -> None:
    with case.database() as connection:
        connection.execute("DELETE FROM event WHERE seq = ?", (seq,))
    assert Problem.GAP in {problem for problem, _ in outcome(case)[1]}


def test_a_process_of_its_own_says_the_same(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = outcome(case)
    monkeypatch.setattr(chain, "processes_for", lambda _events: 2)
    assert outcome(case) == alone
    with case.database() as connection:
        connection.execute("UPDATE event SET signature = zeroblob(64) WHERE seq = 5")
    assert outcome(case)[1] == {(Problem.SIGNATURE_INVALID, None)}


def test_whoever_stops_it_leaves_no_process_behind(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Popen[bytes]] = []
    original = running._started

    def remembered() -> Popen[bytes]:
        started.append(original())
        return started[-1]

    monkeypatch.setattr(running, "_started", remembered)

    def stop(_heard: Sequence[Heard]) -> None:
        raise CancelledError(message("stopped"))

    plan = Segment(
        address=f"file:{case.folder / 'workspace.db'}?mode=ro",
        workspace="",
        first=1,
        low=1,
        high=3,
        keys={},
        sizes=frozenset(),
        contents=True,
        every_signature=False,
        last_signature=False,
    )
    with pytest.raises(CancelledError):
        running.side_by_side((plan, plan), stop)
    assert [process.poll() is not None for process in started] == [True, True]


def test_a_trail_is_cut_without_gap_at_whole_chunks() -> None:
    whole = Segment(
        address="", workspace="", first=1, low=-3, high=1_000_000, keys={}, sizes=frozenset(),
        contents=True, every_signature=False, last_signature=True,
    )  # fmt: skip
    parts = running.cut(whole, 2)
    assert [(part.low, part.high) for part in parts] == [(-3, 503_808), (503_809, 1_000_000)]
    assert [part.last_signature for part in parts] == [False, True]
    assert all((part.first - 1) % CHUNK == 0 for part in parts)


def test_a_tree_of_subtrees_has_the_root_of_its_leaves() -> None:
    leaves = [bytes([number]) * 32 for number in range(11)]
    whole, joined = Merkle(), Merkle()
    for leaf in leaves:
        whole.append(leaf)
    for start in range(0, 11, 4):
        part = Merkle()
        for leaf in leaves[start : start + 4]:
            part.append(leaf)
        for height, node in part.stack:
            joined.extend(height, node)
    assert joined.root() == whole.root()
    with pytest.raises(ValueError, match="whole subtrees"):
        joined.extend(2, leaves[0])
