"""Is every way of tampering with records, texts and files found and named?"""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.audit import Action, Merkle, ObjectKind, Problem, TrailProblem, event_hash, merkle_root
from core.canonical import sha256
from core.evidence import IssuedReport, ReportKind, SignatureMeaning
from core.ids import Digest, ReportId
from core.inventory import ModelVersion, State
from core.keys import strength
from core.keys.ledger import public_hex
from core.people import Role
from core.store.events import parsed
from core.texts import Language
from core.workspace import Workspace
from core.workspace.chain import read_payload
from core.workspace.trail import TrailQuery
from tests.conftest import FixedClock
from tests.core import casework
from tests.core.casework import Firm, said
from tests.core.conftest import CHEAP


@dataclass
class Case:
    """A closed workspace with some history, and a copy of it to tamper with."""

    folder: Path
    clock: FixedClock
    key: Ed25519PrivateKey
    """The administrator's ledger key, for attacks by somebody who has a key."""

    @contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        """Open the database without its triggers, as an attacker would."""
        with closing(sqlite3.connect(self.folder / "workspace.db")) as connection:
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            yield connection
            connection.commit()

    def problems(self, *, every_signature: bool = True) -> tuple[TrailProblem, ...]:
        """Return what a verification finds."""
        workspace = Workspace.open(self.folder, read_only=True, clock=self.clock)
        try:
            return workspace.trail.verify(every_signature=every_signature).problems
        finally:
            workspace.close()


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A workspace in which each kind of thing happened once; made once, copied for every attack."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strength, "STANDARD", CHEAP)
        clock = FixedClock(datetime(2026, 11, 2, 9, 0, tzinfo=UTC))
        folder = tmp_path_factory.mktemp("history")
        firm = casework.found(folder, clock)
        version = firm.in_validation()
        firm.assess(version.id)
        firm.later(days=1)
        firm.version("2")
        file_report(firm, version)
        key = firm.as_(Role.ADMINISTRATOR)._key
        assert key is not None
        assert firm.workspace.trail.verify().intact
        firm.workspace.close()
    return Case(folder=firm.workspace.folder, clock=clock, key=key)


def file_report(firm: Firm, version: ModelVersion) -> None:
    """File a report that is no PDF: the trail does not look inside."""
    name = f"reports/{version.id}_model_risk_en_REP-0001.pdf"
    data = b"%PDF-1.7 not really"
    (firm.workspace.folder / name).write_bytes(data)
    report = IssuedReport(
        id=ReportId("REP-0001"),
        kind=ReportKind.MODEL_RISK,
        language=Language.ENGLISH,
        version=version.id,
        path=name,
        sha256=sha256(data),
        evidence=sha256(b"evidence"),
        signed_by=firm.person(Role.RISK_MANAGER).id,
        meaning=SignatureMeaning.APPROVAL,
        issued_at=firm.clock(),
        checkpoint=firm.workspace.trail.checkpoint(),
    )
    with firm.workspace._desk.store.transaction(firm.as_(Role.RISK_MANAGER), said("filed")) as step:
        step.put(report, Action.REPORT_ISSUED)


@pytest.fixture
def case(history: Case, tmp_path: Path) -> Case:
    """A fresh copy to tamper with."""
    folder = tmp_path / "copy"
    shutil.copytree(history.folder, folder)
    return replace(history, folder=folder)


def test_an_untouched_workspace_verifies(case: Case) -> None:
    assert case.problems() == ()
    assert case.problems(every_signature=False) == ()


def edited(payload: bytes, **changes: object) -> bytes:
    fields: dict[str, object] = json.loads(payload)
    return rfc8785.dumps({**fields, **changes})  # type: ignore[dict-item]


def row(connection: sqlite3.Connection, seq: int) -> tuple[bytes, bytes, bytes]:
    found = connection.execute("SELECT payload, prev, hash FROM event WHERE seq = ?", (seq,)).fetchone()
    assert found is not None
    return found[0], found[1], found[2]


def rechain(connection: sqlite3.Connection, key: Ed25519PrivateKey | None, since: int) -> None:
    """Give all events from one on new hashes, signed by somebody."""
    previous = row(connection, since - 1)[2] if since > 1 else bytes(32)
    for seq, payload in connection.execute(
        "SELECT seq, payload FROM event WHERE seq >= ? ORDER BY seq", (since,)
    ).fetchall():
        linked = event_hash(previous, payload)
        connection.execute(
            "UPDATE event SET prev = ?, hash = ?, signature = coalesce(?, signature) WHERE seq = ?",
            (previous, linked, None if key is None else key.sign(linked), seq),
        )
        previous = linked


def last(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT max(seq) FROM event").fetchone()[0])


def edit_payload(case: Case, connection: sqlite3.Connection) -> None:
    payload, _, _ = row(connection, 5)
    connection.execute("UPDATE event SET payload = ? WHERE seq = 5", (edited(payload, ts="2020"),))


def edit_and_rehash(case: Case, connection: sqlite3.Connection) -> None:
    payload, prev, _ = row(connection, 5)
    payload = edited(payload, reason="0" * 64)
    connection.execute(
        "UPDATE event SET payload = ?, hash = ? WHERE seq = 5", (payload, event_hash(prev, payload))
    )


def edit_and_rechain(case: Case, connection: sqlite3.Connection) -> None:
    edit_payload(case, connection)
    rechain(connection, None, 5)


def rechain_with_foreign_key(case: Case, connection: sqlite3.Connection) -> None:
    thief = Ed25519PrivateKey.generate()
    for seq in range(5, last(connection) + 1):
        payload = edited(row(connection, seq)[0], key=public_hex(thief))
        connection.execute("UPDATE event SET payload = ? WHERE seq = ?", (payload, seq))
    rechain(connection, thief, 5)


def rechain_with_stolen_key(case: Case, connection: sqlite3.Connection) -> None:
    """Somebody with one person's key rewrites history before the filed report."""
    payload = json.loads(row(connection, 2)[0])
    for seq in range(5, last(connection) + 1):
        own = edited(row(connection, seq)[0], key=payload["key"], actor=payload["actor"])
        connection.execute(
            "UPDATE event SET payload = ?, actor = ? WHERE seq = ?", (own, payload["actor"], seq)
        )
    rechain(connection, case.key, 5)


def delete_event(case: Case, connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM event WHERE seq = 5")


def delete_and_renumber(case: Case, connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM event WHERE seq = 5")
    for seq in range(6, last(connection) + 1):
        payload = edited(row(connection, seq)[0], seq=seq - 1)
        connection.execute("UPDATE event SET seq = ?, payload = ? WHERE seq = ?", (seq - 1, payload, seq))
    rechain(connection, case.key, 5)


def swap_events(case: Case, connection: sqlite3.Connection) -> None:
    for old, new in ((5, -1), (6, 5), (-1, 6)):
        connection.execute("UPDATE event SET seq = ? WHERE seq = ?", (new, old))


def insert_event(case: Case, connection: sqlite3.Connection) -> None:
    seq = last(connection) + 1
    connection.execute(
        "INSERT INTO event SELECT ?, payload, hash, hash, signature, ts, actor, action, object_kind, "
        "object_id, tx FROM event WHERE seq = ?",
        (seq, seq - 1),
    )


def graft(case: Case, connection: sqlite3.Connection) -> None:
    seq = last(connection)
    payload, prev, _ = row(connection, seq)
    payload = edited(payload, db="f" * 32)
    linked = event_hash(prev, payload)
    connection.execute(
        "UPDATE event SET payload = ?, hash = ?, signature = ? WHERE seq = ?",
        (payload, linked, case.key.sign(linked), seq),
    )


def cut_tail(case: Case, connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM event WHERE seq > ?", (last(connection) - 2,))


def empty_log(case: Case, connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM event")


def clock_back(case: Case, connection: sqlite3.Connection) -> None:
    seq = last(connection)
    payload, prev, _ = row(connection, seq)
    early = "2026-11-01T09:00:00.000000Z"
    payload = edited(payload, ts=early)
    linked = event_hash(prev, payload)
    connection.execute(
        "UPDATE event SET payload = ?, ts = ?, hash = ?, signature = ? WHERE seq = ?",
        (payload, early, linked, case.key.sign(linked), seq),
    )


def not_canonical(case: Case, connection: sqlite3.Connection) -> None:
    seq = last(connection)
    payload, prev, _ = row(connection, seq)
    payload = payload.replace(b'"v":1', b'"v": 1')
    connection.execute(
        "UPDATE event SET payload = ?, hash = ? WHERE seq = ?", (payload, event_hash(prev, payload), seq)
    )


def not_json(case: Case, connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE event SET payload = x'ff' WHERE seq = 5")


def edit_copy(case: Case, connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE event SET actor = 'P-00000000' WHERE seq = 5")


def break_signature(case: Case, connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE event SET signature = zeroblob(64) WHERE seq = 5")


def edit_document(case: Case, connection: sqlite3.Connection) -> None:
    connection.execute(
        "UPDATE version SET document = "
        "CAST(replace(CAST(document AS TEXT), 'in_validation', 'approved') AS BLOB)"
    )


def break_document(case: Case, connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE model SET document = x'7b7d' WHERE id = 'MOD-0001'")


def delete_document(case: Case, connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM assessment")


def extra_document(case: Case, connection: sqlite3.Connection) -> None:
    connection.execute(
        "INSERT INTO model (id, document, created_seq, rev_seq, kind, basis, owner) "
        "SELECT 'MOD-0099', CAST(replace(CAST(document AS TEXT), 'MOD-0001', 'MOD-0099') AS BLOB), 1, 1, "
        "kind, basis, owner FROM model"
        " WHERE id = 'MOD-0001'"
    )


def edit_column(case: Case, connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE version SET state = 'approved' WHERE id = 'MOD-0001@1'")


def edit_revision(case: Case, connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE version SET rev_seq = rev_seq - 1 WHERE id = 'MOD-0001@1'")


def edit_text(case: Case, connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE text SET body = 'better' WHERE body = 'Credit score'")


def edit_translation(case: Case, connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE text SET translation = 'besser' WHERE body = 'Credit score'")


def delete_text(case: Case, connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM text WHERE body = 'filed'")


def erase_unrecorded(case: Case, connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE text SET body = '', salt = x'', erased = 1 WHERE body = 'Credit score'")


def extra_text(case: Case, connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO text VALUES (?, x'00', 'x', 'en', NULL, 0)", ("a" * 64,))


def swap_person_key(case: Case, connection: sqlite3.Connection) -> None:
    connection.execute(
        "UPDATE person SET document = (SELECT document FROM person ORDER BY created_seq DESC LIMIT 1) "
        "WHERE created_seq = (SELECT min(created_seq) FROM person)"
    )


def edit_file(case: Case, connection: sqlite3.Connection) -> None:
    stored = next(path for path in (case.folder / "files").rglob("*") if path.is_file())
    stored.chmod(0o600)
    stored.write_bytes(b"changed")


def delete_file(case: Case, connection: sqlite3.Connection) -> None:
    next(path for path in (case.folder / "files").rglob("*") if path.is_file()).unlink()


def edit_report(case: Case, connection: sqlite3.Connection) -> None:
    next((case.folder / "reports").glob("*.pdf")).write_bytes(b"%PDF-1.7 really not")


def delete_report(case: Case, connection: sqlite3.Connection) -> None:
    next((case.folder / "reports").glob("*.pdf")).unlink()


Attack = Callable[[Case, sqlite3.Connection], None]
ATTACKS: dict[Attack, set[Problem]] = {
    edit_payload: {Problem.CHAIN_BROKEN},
    edit_and_rehash: {Problem.SIGNATURE_INVALID, Problem.CHAIN_BROKEN},
    edit_and_rechain: {Problem.SIGNATURE_INVALID},
    rechain_with_foreign_key: {Problem.KEY_UNKNOWN, Problem.CHECKPOINT_DIFFERS},
    rechain_with_stolen_key: {Problem.CHECKPOINT_DIFFERS},
    delete_event: {Problem.GAP, Problem.CHAIN_BROKEN},
    delete_and_renumber: {Problem.OBJECT_NOT_RECORDED, Problem.CHECKPOINT_DIFFERS},
    swap_events: {Problem.CHAIN_BROKEN, Problem.COLUMNS_DIFFER},
    insert_event: {Problem.CHAIN_BROKEN},
    graft: {Problem.OTHER_WORKSPACE},
    cut_tail: {Problem.OBJECT_NOT_RECORDED},
    empty_log: {Problem.OBJECT_NOT_RECORDED, Problem.CHECKPOINT_DIFFERS},
    clock_back: {Problem.CLOCK_SET_BACK},
    not_canonical: {Problem.PAYLOAD_NOT_CANONICAL},
    not_json: {Problem.PAYLOAD_NOT_CANONICAL, Problem.CHAIN_BROKEN},
    edit_copy: {Problem.COLUMNS_DIFFER},
    break_signature: {Problem.SIGNATURE_INVALID},
    edit_document: {Problem.OBJECT_CHANGED},
    break_document: {Problem.OBJECT_CHANGED},
    delete_document: {Problem.OBJECT_MISSING},
    extra_document: {Problem.OBJECT_NOT_RECORDED},
    edit_column: {Problem.COLUMNS_DIFFER},
    edit_revision: {Problem.COLUMNS_DIFFER},
    edit_text: {Problem.TEXT_CHANGED},
    edit_translation: {Problem.TEXT_CHANGED},
    delete_text: {Problem.TEXT_CHANGED},
    erase_unrecorded: {Problem.TEXT_CHANGED},
    extra_text: {Problem.OBJECT_NOT_RECORDED},
    swap_person_key: {Problem.OBJECT_CHANGED, Problem.KEY_UNKNOWN},
    edit_file: {Problem.ARTIFACT_CHANGED},
    delete_file: {Problem.ARTIFACT_MISSING},
    edit_report: {Problem.REPORT_CHANGED},
    delete_report: {Problem.ARTIFACT_MISSING},
}


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_tampering_is_found_and_named(case: Case, attack: Attack) -> None:
    with case.database() as connection:
        attack(case, connection)
    found = case.problems()
    assert ATTACKS[attack] <= {problem.problem for problem in found}
    assert all(problem.seq is not None or problem.object is not None for problem in found)


@pytest.mark.parametrize("attack", [edit_payload, edit_and_rechain, delete_event, cut_tail, edit_document])
def test_the_quick_verification_finds_it_too(case: Case, attack: Attack) -> None:
    with case.database() as connection:
        attack(case, connection)
    assert case.problems(every_signature=False)


def test_an_edited_document_is_named(case: Case) -> None:
    with case.database() as connection:
        edit_document(case, connection)
    assert "version MOD-0001@1" in {problem.object for problem in case.problems()}


def test_an_older_database_put_back_is_shown_by_the_report_that_is_newer(firm: Firm, tmp_path: Path) -> None:
    version, folder = firm.in_validation(), firm.workspace.folder
    with (
        closing(sqlite3.connect(folder / "workspace.db")) as source,
        closing(sqlite3.connect(tmp_path / "old.db")) as old,
    ):
        source.backup(old)
    file_report(firm, version)
    firm.workspace.close()
    shutil.copy(tmp_path / "old.db", folder / "workspace.db")
    workspace = Workspace.open(folder, read_only=True, clock=firm.clock)
    found = workspace.trail.verify().problems
    workspace.close()
    assert [problem.problem for problem in found] == [Problem.OBJECT_NOT_RECORDED]
    assert "REP-0001.pdf" in str(found[0].object)


def test_an_older_database_put_back_without_any_newer_report_is_not_found(firm: Firm, tmp_path: Path) -> None:
    """The limit of a trail without a witness outside; the documentation says so."""
    folder = firm.workspace.folder
    with (
        closing(sqlite3.connect(folder / "workspace.db")) as source,
        closing(sqlite3.connect(tmp_path / "old.db")) as old,
    ):
        source.backup(old)
    firm.model()
    firm.workspace.close()
    shutil.copy(tmp_path / "old.db", folder / "workspace.db")
    workspace = Workspace.open(folder, read_only=True, clock=firm.clock)
    assert workspace.trail.verify().intact
    workspace.close()


def test_a_person_who_was_deactivated_cannot_have_signed_later_events(firm: Firm) -> None:
    owner, administrator = firm.as_(Role.OWNER), firm.as_(Role.ADMINISTRATOR)
    firm.model()
    firm.workspace.people.change(administrator, owner.person.id, roles=(Role.OWNER,), active=False)
    assert firm.workspace.trail.verify().intact
    record = firm.workspace._desk.store
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.store.transaction.Transaction.check_actor", lambda _: None)
        model = firm.workspace.inventory.model("MOD-0001")  # type: ignore[arg-type]
        with record.transaction(owner) as step:
            step.put(replace(model, name=said("Later")), Action.MODEL_CHANGED)
    found = firm.workspace.trail.verify().problems
    assert [problem.problem for problem in found] == [Problem.KEY_UNKNOWN]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_every_flipped_bit_in_a_record_is_found(history: Case, tmp_path: Path, data: st.DataObject) -> None:
    folder = tmp_path / "flip"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(history.folder, folder)
    case = replace(history, folder=folder)
    with case.database() as connection:
        table, column, key = data.draw(st.sampled_from(BLOBS))
        keys = [found[0] for found in connection.execute(f"SELECT {key} FROM {table} ORDER BY 1")]
        chosen = data.draw(st.sampled_from(keys))
        (old,) = connection.execute(f"SELECT {column} FROM {table} WHERE {key} = ?", (chosen,)).fetchone()
        bit = data.draw(st.integers(0, len(old) * 8 - 1))
        new = bytearray(old)
        new[bit // 8] ^= 1 << (bit % 8)
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (bytes(new), chosen))
    assert case.problems()


BLOBS = [
    ("event", "payload", "seq"),
    ("event", "prev", "seq"),
    ("event", "hash", "seq"),
    ("event", "signature", "seq"),
    ("text", "salt", "digest"),
    ("version", "document", "id"),
    ("person", "document", "id"),
    ("report", "document", "id"),
    ("policy", "document", "id"),
    ("meta", "document", "id"),
]


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=40))
def test_the_growing_tree_has_the_root_of_rfc_6962(hashes: list[bytes]) -> None:
    tree = Merkle()
    for number, item in enumerate(hashes, 1):
        tree.append(item)
        assert tree.root() == by_definition(hashes[:number])
    assert tree.root() == merkle_root(hashes) == by_definition(hashes)


def by_definition(hashes: list[bytes]) -> bytes:
    """The recursive definition in RFC 6962, section 2.1."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashlib.sha256(b"\x00" + hashes[0]).digest()
    half = 1
    while half * 2 < len(hashes):
        half *= 2
    return hashlib.sha256(b"\x01" + by_definition(hashes[:half]) + by_definition(hashes[half:])).digest()


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_payloads_are_canonical_exactly_when_rfc_8785_writes_the_same_bytes(tree: object) -> None:
    try:
        canonical = rfc8785.dumps(tree)  # type: ignore[arg-type]
    except (rfc8785.CanonicalizationError, UnicodeEncodeError):
        return
    assert read_payload(canonical)[1]
    assert not read_payload(canonical + b" ")[1]


def test_the_list_of_events_can_be_narrowed_and_paged(firm: Firm) -> None:
    version = firm.in_validation()
    trail, total = firm.workspace.trail, firm.workspace.trail.count()
    first = trail.events(TrailQuery(limit=2))
    second = trail.events(TrailQuery(limit=2, before=first[-1][0].seq))
    assert [event.seq for event, _ in first + second] == [total, total - 1, total - 2, total - 3]
    about = trail.events(TrailQuery(object_kind=ObjectKind.VERSION, object_id=version.id))
    assert [event.action for event, _ in about] == [Action.STATE_CHANGED, Action.VERSION_REGISTERED]
    mine = trail.events(TrailQuery(actor=firm.person(Role.OWNER).id))
    assert {event.actor for event, _ in mine} == {firm.person(Role.OWNER).id}
    assert trail.text("0" * 64) is None


def test_events_name_the_value_before_and_after(firm: Firm) -> None:
    version = firm.in_validation()
    event, _ = firm.workspace.trail.events(TrailQuery(object_id=version.id, limit=1))[0]
    assert event.before is not None
    assert event.after is not None
    assert event.before.fields == {"state": State.DRAFT.value}
    assert event.after.fields == {"state": State.IN_VALIDATION.value}
    assert event.reason is not None
    assert parsed(msgspec.json.encode(event)) == event


def test_verification_reports_progress_and_can_be_stopped(firm: Firm) -> None:
    class Stop(Exception):  # noqa: N818
        pass

    class Watcher:
        seen: list[float] = []  # noqa: RUF012

        def __call__(self, fraction: float, doing: object) -> None:
            self.seen.append(fraction)

        def check(self) -> None:
            if len(self.seen) > 1:
                raise Stop

    firm.version()
    watcher = Watcher()
    with pytest.raises(Stop):
        firm.workspace.trail.verify(watcher)
    assert all(0 <= fraction <= 1 for fraction in watcher.seen)
    assert firm.workspace.trail.verify().intact


def test_writing_goes_on_while_a_verification_runs(firm: Firm, clock: FixedClock) -> None:
    class Writer:
        done = False

        def __call__(self, fraction: float, doing: object) -> None:
            if not self.done:
                self.done = True
                firm.model(name="Meanwhile")

        def check(self) -> None:
            clock.advance(timedelta(0))

    firm.model()
    size = firm.workspace.trail.count()
    state = firm.workspace.trail.verify(Writer())
    assert state.intact
    assert state.checkpoint is not None
    assert state.checkpoint.size == size
    assert firm.workspace.trail.count() == size + 1
    assert Digest(firm.workspace.trail.checkpoint().head) != state.checkpoint.head
