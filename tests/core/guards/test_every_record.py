"""Is an edited or removed record of every kind named by the verification, and does it shut the gate?"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from core.audit import Depth, Problem, TrailProblem
from core.errors import IntegrityError, PruefsteinError
from core.store.aggregates import Aggregate
from core.store.mapping import mapper_of
from core.workspace import Workspace
from tests.conftest import FixedClock
from tests.core.conftest import START
from tests.core.gatework import edited, judged, missing_rules
from tests.core.guards.asked import READY
from tests.core.guards.conftest import furnish
from tests.core.guards.world import Ids

KINDS = {mapper_of(kind).kind.value: mapper_of(kind) for kind in Aggregate.__args__}
MEANT = ((b'"active":true', b'"active":false'), (b"2026-11-02", b"2026-11-03"), (b"false", b"true"))
"""What somebody would like to read instead; the first that the record holds."""


@pytest.fixture(scope="module")
def folder(base: tuple[Path, Ids], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the furnished workspace to be edited; each test puts back what it took."""
    return furnish(base, tmp_path_factory.mktemp("edited")) / "workspace"


@pytest.fixture
def reader(folder: Path) -> Iterator[Callable[[], Workspace]]:
    """Open the workspace for reading, as a pipeline or an auditor does."""
    opened: list[Workspace] = []

    def read() -> Workspace:
        opened.append(Workspace.open(folder, read_only=True, clock=FixedClock(START)))
        return opened[-1]

    yield read
    for one in opened:
        one.close()


def found(workspace: Workspace) -> tuple[TrailProblem, ...]:
    return workspace.trail.verify(depth=Depth.RECORDS).problems


def changed(document: bytes) -> bytes:
    """Return the record as somebody would like it to be; any record holds something of that."""
    old, new = next((pair for pair in MEANT if pair[0] in document), (b"}", b" }"))
    return document.replace(old, new, 1)


def lets_nothing_through(workspace: Workspace) -> bool:
    """Tell whether the gate stays shut, be it that it cannot even be judged."""
    try:
        verdict = judged(workspace, READY)
    except PruefsteinError:
        return True
    broken = {rule for rule in missing_rules(verdict) if rule.startswith("gate.trail.intact")}
    return not verdict.passed and bool(broken)


def test_the_furnished_workspace_is_whole_and_passes_the_gate(reader: Callable[[], Workspace]) -> None:
    workspace = reader()
    assert found(workspace) == ()
    verdict = judged(workspace, READY)
    assert missing_rules(verdict) == set()


def test_there_is_a_record_of_every_kind(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "workspace.db")) as connection:
        for name, mapper in KINDS.items():
            (count,) = connection.execute(f"SELECT count(*) FROM {mapper.row.__tablename__}").fetchone()
            assert count > 0, name
    assert len(KINDS) > 30


def newest(connection: sqlite3.Connection, kind: str) -> tuple[str, bytes, tuple[object, ...]]:
    """Return id, document and the whole row of the record of a kind that was changed last."""
    table = KINDS[kind].row.__tablename__
    cursor = connection.execute(f"SELECT * FROM {table} ORDER BY rev_seq DESC LIMIT 1")
    row, columns = cursor.fetchone(), [item[0] for item in cursor.description]
    return row[columns.index("id")], row[columns.index("document")], row


@contextmanager
def edits(folder: Path, kinds: Iterable[str], *, remove: bool = False) -> Iterator[set[str]]:
    """Edit or remove a record of each kind, and put all back as it was; gives what was touched."""
    rows = {}
    with edited(folder) as connection:
        for kind in kinds:
            identity, document, row = newest(connection, kind)
            rows[kind, identity] = row
            table = KINDS[kind].row.__tablename__
            if remove:
                connection.execute(f"DELETE FROM {table} WHERE id = ?", (identity,))
            else:
                assert changed(document) != document
                new = (changed(document), identity)
                connection.execute(f"UPDATE {table} SET document = ? WHERE id = ?", new)
    try:
        yield {f"{kind} {identity}" for kind, identity in rows}
    finally:
        with edited(folder) as connection:
            for (kind, _), row in rows.items():
                marks = ", ".join("?" * len(row))
                table = KINDS[kind].row.__tablename__
                connection.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", row)


@pytest.mark.parametrize("kind", KINDS)
def test_an_edited_record_of_any_kind_shuts_the_gate(
    folder: Path, reader: Callable[[], Workspace], kind: str
) -> None:
    with edits(folder, (kind,)):
        assert lets_nothing_through(reader())


def test_every_edited_record_is_named(folder: Path, reader: Callable[[], Workspace]) -> None:
    with edits(folder, KINDS) as touched:
        problems = found(reader())
    assert touched == {item.object for item in problems if item.problem is Problem.OBJECT_CHANGED}


def test_every_removed_record_is_named(folder: Path, reader: Callable[[], Workspace]) -> None:
    with edits(folder, set(KINDS) - {"workspace"}, remove=True) as touched:
        problems = found(reader())
    assert touched == {item.object for item in problems if item.problem is Problem.OBJECT_MISSING}


@pytest.mark.parametrize("kind", ["policy", "person", "version", "decision", "run", "finding"])
def test_a_removed_record_that_something_rests_on_shuts_the_gate(
    folder: Path, reader: Callable[[], Workspace], kind: str
) -> None:
    with edits(folder, (kind,), remove=True):
        assert lets_nothing_through(reader())


def test_without_the_record_of_the_workspace_nothing_is_read(
    folder: Path, reader: Callable[[], Workspace]
) -> None:
    with edits(folder, ("workspace",), remove=True), pytest.raises(IntegrityError, match="is damaged"):
        found(reader())
