"""How is a workspace of many models, versions and events made in minutes instead of hours?

The rows are those the application writes, each event signed with the person's key; only the tables are filled
in large steps. Verification of every signature and of every record finds nothing wrong in it.
"""

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from os import environ
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

from benchmarks.large_records import USES, VENDORS, Signer, of_models, text, uses_and_vendors
from core.audit import CHAIN_TAG, Action, ObjectKind
from core.canonical import sha256
from core.ids import ModelId, PersonId, UseCaseId, VendorId, VersionId, version_id
from core.inventory import Model, ModelKind, ModelVersion, State, Task
from core.people import Role
from core.store import derived
from core.store.aggregates import Aggregate
from core.store.codec import SaltedText, encode
from core.store.mapping import mapper_of
from core.ties import Dependency, DependencyKind, Duty, Responsibility
from core.workspace import NewPerson, Workspace
from core.workspace.session import Session

PASSPHRASE = "correct horse battery"
AREAS = ("Retail", "Treasury", "Kreditprüfung", "Claims", "Fraud")
_MOVED = (b'"state":"draft"', b'"state":"in_validation"')


@dataclass(frozen=True)
class Size:
    """How much there is."""

    models: int
    versions: int
    events: int


FULL = Size(models=10_000, versions=100_000, events=1_000_000)
QUICK = Size(models=300, versions=900, events=5_000)


def chosen() -> Size:
    """Return the size that is asked for: all of it, or a small one for a first look."""
    return QUICK if environ.get("PRUEFSTEIN_BENCH") == "quick" else FULL


class Writer:
    """Writes documents, texts and signed events in large steps."""

    def __init__(self, workspace: Workspace, session: Session, database: sqlite3.Connection) -> None:
        """Go on behind the last event."""
        self.db, self.session, self.database = workspace.id, session, database
        row = database.execute("SELECT seq, hash, ts FROM event ORDER BY seq DESC LIMIT 1").fetchone()
        self.seq, self.head, self.ts = row
        self.drafts: dict[str, bytes] = {}
        self.given: Counter[str | None] = Counter()
        self.rows: list[tuple[object, ...]] = []
        self.texts: list[SaltedText] = []

    def put(self, value: Aggregate, action: Action) -> None:
        """Write one value and its event."""
        mapper = mapper_of(type(value))
        encoded = encode(value, {})
        self.texts += encoded.fresh
        columns = dict(mapper.columns(value))
        identity = mapper.key(value)
        row = {"id": identity, "document": encoded.document, **columns}
        self.given[mapper.prefix] += 1
        names = ", ".join([*(f'"{name}"' for name in row), "created_seq", "rev_seq"])
        marks = ", ".join("?" * (len(row) + 2))
        self.database.execute(
            f'INSERT INTO "{mapper.row.__tablename__}" ({names}) VALUES ({marks})',
            (*row.values(), self.seq + 1, self.seq + 1),
        )
        if isinstance(value, ModelVersion) and value.state is State.DRAFT:
            self.drafts[identity] = encoded.document
        self.event(action, mapper.kind, identity, None, (sha256(encoded.document), {}))

    def event(
        self,
        action: Action,
        kind: ObjectKind,
        identity: str,
        before: tuple[str, object] | None,
        after: tuple[str, object],
    ) -> None:
        """Append one signed event."""
        person = self.session.person
        self.seq += 1
        state = {"digest": after[0], "fields": after[1]}
        was = None if before is None else {"digest": before[0], "fields": before[1]}
        fields = {
            "v": 1, "db": self.db, "seq": self.seq, "ts": self.ts, "actor": person.id,
            "key": person.ledger_key, "action": action.value,
            "object": {"kind": kind.value, "id": identity, "tx": f"{self.seq // 100:032x}"},
            "before": was, "after": state, "reason": None,
        }  # fmt: skip
        payload = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
        linked = hashlib.sha256(CHAIN_TAG + self.head + hashlib.sha256(payload).digest()).digest()
        tx = f"{self.seq // 100:032x}"
        self.rows.append(
            (self.seq, payload, self.head, linked, self.session.sign(linked), self.ts, person.id,
             action.value, kind.value, identity, tx)
        )  # fmt: skip
        self.head = linked
        if len(self.rows) >= 20_000:
            self.flush()

    def flush(self) -> None:
        """Write what was collected."""
        self.database.executemany(
            "INSERT INTO event (seq, payload, prev, hash, signature, ts, actor, action, object_kind, "
            "object_id, tx) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            self.rows,
        )
        self.database.executemany(
            "INSERT INTO text VALUES (?, ?, ?, ?, ?, 0)",
            ((t.digest, t.salt, t.text.body, t.text.language.value, t.text.translation) for t in self.texts),
        )
        self.rows, self.texts = [], []


def fill(folder: Path, size: Size) -> None:
    """Make a workspace and fill it."""
    first = NewPerson(name=text("Jana Brandt"), roles=(Role.OWNER,), passphrase=PASSPHRASE)
    workspace, session = Workspace.create(folder, first)
    try:
        with closing(sqlite3.connect(folder / "workspace.db", isolation_level=None)) as database:
            triggers = database.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall()
            for name, _ in triggers:
                database.execute(f"DROP TRIGGER {name}")
            database.execute("BEGIN")
            _write(Writer(workspace, session, database), workspace, size)
            for _, sql in triggers:
                database.execute(sql)
            database.execute("COMMIT")
        writer = workspace._desk.store._writer  # noqa: SLF001
        assert writer is not None
        with writer.begin() as connection:
            derived.rebuild(connection)
    finally:
        workspace.close()


def _write(writer: Writer, workspace: Workspace, size: Size) -> None:
    now, owner = workspace._desk.clock(), writer.session.person.id  # noqa: SLF001
    by = _signer(workspace, writer.session)
    for value, action in uses_and_vendors(by):
        writer.put(value, action)
    for number in range(1, size.models + 1):
        session_kept_awake(writer.session)
        writer.put(_model(number, owner, now - timedelta(days=number % 900)), Action.MODEL_REGISTERED)
    newest: dict[int, VersionId] = {}
    for number in range(size.versions):
        session_kept_awake(writer.session)
        model, last = number % size.models + 1, number >= size.versions - size.models
        version = _version(model, str(number // size.models + 1), owner, now)
        state = State.IN_USE if last and model % 2 == 0 else State.DRAFT
        writer.put(replace(version, state=state), Action.VERSION_REGISTERED)
        newest[model] = version.id
    for value, action in of_models(by, newest):
        session_kept_awake(writer.session)
        writer.put(value, action)
    _changes(writer, size)
    writer.flush()
    numbers = [(prefix, last) for prefix, last in writer.given.items() if prefix is not None]
    writer.database.executemany("INSERT INTO counter VALUES (?, ?)", numbers)


def _signer(workspace: Workspace, session: Session) -> Signer:
    packed = workspace.people.signing_key(session, PASSPHRASE)
    key = load_key_and_certificates(packed.pkcs12, packed.passphrase)[0]
    certificate = session.person.certificate_digest
    assert isinstance(key, EllipticCurvePrivateKey)
    assert certificate is not None
    return Signer(
        person=session.person.id,
        certificate=certificate,
        sign=lambda data: key.sign(data, ECDSA(hashes.SHA256())).hex(),
        policy=workspace._desk.policy_digest,  # noqa: SLF001
        now=workspace._desk.clock(),  # noqa: SLF001
    )


def session_kept_awake(session: Session) -> None:
    """Act, so that the key is not dropped."""
    session.touch()


def _changes(writer: Writer, size: Size) -> None:
    """Move versions to and fro, in the documents and in the trail."""
    names = list(writer.drafts)
    digests = {name: sha256(document) for name, document in writer.drafts.items()}
    other = {name: sha256(document.replace(*_MOVED)) for name, document in writer.drafts.items()}
    turned: dict[str, int] = {}
    states = dict.fromkeys(names, False)
    while writer.seq < size.events:
        name = names[writer.seq * 7919 % len(names)]
        was = states[name]
        old, new = (other[name], digests[name]) if was else (digests[name], other[name])
        words = ("in_validation", "draft") if was else ("draft", "in_validation")
        session_kept_awake(writer.session)
        writer.event(
            Action.STATE_CHANGED, ObjectKind.VERSION, name,
            (old, {"state": words[0]}), (new, {"state": words[1]}),
        )  # fmt: skip
        states[name], turned[name] = not was, writer.seq
    for name, seq in turned.items():
        document = writer.drafts[name]
        if states[name]:
            document = document.replace(*_MOVED)
        writer.database.execute(
            "UPDATE version SET document = ?, state = ?, rev_seq = ? WHERE id = ?",
            (document, "in_validation" if states[name] else "draft", seq, name),
        )


def _model(number: int, owner: PersonId, moment: datetime) -> Model:
    feeder = Dependency(kind=DependencyKind.FEEDER_MODEL, name=f"MOD-{number - number % 7:04d}")
    shared = Dependency(kind=DependencyKind.LIBRARY, name=f"library {number % 30}")
    return Model(
        id=ModelId(f"MOD-{number:04d}"),
        name=text(f"Model {number:05d} {'scoring' if number % 3 else 'Prüfung'}"),
        purpose=text(f"Estimate repayment of portfolio {number % 97}"),
        intended_use=text(f"Proposals to desk {number % 41}"),
        kind=list(ModelKind)[number % len(ModelKind)],
        owner=owner,
        business_area=text(AREAS[number % len(AREAS)]),
        registered_at=moment,
        use_case=UseCaseId(f"UC-{number % USES + 1:04d}") if number % 4 else None,
        vendor_record=None if number % 6 else VendorId(f"VEN-{number % VENDORS + 1:04d}"),
        duties=tuple(Responsibility(duty=duty, person=owner) for duty in (Duty.DEVELOPER, Duty.VALIDATOR)),
        dependencies=(feeder, shared) if number % 7 and number > 7 else (shared,),
    )  # fmt: skip


def _version(model: int, label: str, owner: PersonId, moment: datetime) -> ModelVersion:
    identity = ModelId(f"MOD-{model:04d}")
    return ModelVersion(
        id=version_id(identity, label),
        model=identity,
        label=label,
        task=Task.BINARY,
        state=State.DRAFT,
        developer=owner,
        registered_at=moment,
    )


@contextmanager
def workspace(size: Size) -> Iterator[Path]:
    """Give the folder of a large workspace; PRUEFSTEIN_BENCH_WORKSPACE names one to be kept for next time."""
    kept = environ.get("PRUEFSTEIN_BENCH_WORKSPACE")
    if kept:
        if not Path(kept).exists():
            fill(Path(kept), size)
        yield Path(kept)
        return
    with TemporaryDirectory() as folder:
        fill(Path(folder) / "w", size)
        yield Path(folder) / "w"
