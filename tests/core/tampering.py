"""In which ways can somebody tamper with a workspace?"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.audit import Action, Depth, Problem, TrailProblem, event_hash
from core.canonical import sha256
from core.evidence import IssuedReport, ReportKind, SignatureMeaning
from core.ids import ReportId
from core.inventory import ModelVersion
from core.keys.ledger import public_hex
from core.people import Role
from core.texts import Language
from core.workspace import Workspace
from tests.conftest import FixedClock
from tests.core.casework import Firm, said


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

    def problems(self, depth: Depth = Depth.SIGNATURES) -> tuple[TrailProblem, ...]:
        """Return what a verification finds."""
        workspace = Workspace.open(self.folder, read_only=True, clock=self.clock)
        try:
            return workspace.trail.verify(depth=depth).problems
        finally:
            workspace.close()


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


def other_version(case: Case, connection: sqlite3.Connection) -> None:
    """Say by the key of somebody here that an event has a form nobody knows."""
    seq = last(connection)
    payload = edited(row(connection, seq)[0], v=2)
    connection.execute("UPDATE event SET payload = ? WHERE seq = ?", (payload, seq))
    rechain(connection, case.key, seq)


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


def lower_counter(case: Case, connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE counter SET last = 0 WHERE prefix = 'MOD'")


def raise_counter(case: Case, connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE counter SET last = last + 7 WHERE prefix = 'MOD'")


def empty_counters(case: Case, connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM counter")


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
    other_version: {Problem.PAYLOAD_NOT_CANONICAL},
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
    lower_counter: {Problem.COLUMNS_DIFFER},
    raise_counter: {Problem.COLUMNS_DIFFER},
    empty_counters: {Problem.COLUMNS_DIFFER},
    edit_file: {Problem.ARTIFACT_CHANGED},
    delete_file: {Problem.ARTIFACT_MISSING},
    edit_report: {Problem.REPORT_CHANGED},
    delete_report: {Problem.ARTIFACT_MISSING},
}


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
