"""How is a workspace of many models, versions and events made in minutes instead of hours?

The rows are those the application writes, each event signed with the person's key; only the tables are filled
in large steps. Verification of every signature and of every record finds nothing wrong in it.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from os import environ
from pathlib import Path
from tempfile import TemporaryDirectory

from core.audit import CHAIN_TAG, Action, ObjectKind
from core.canonical import sha256
from core.ids import ModelId, PersonId
from core.inventory import Model, ModelKind, ModelVersion, State, Task
from core.people import Role
from core.store import derived
from core.store.codec import SaltedText, encode
from core.store.mapping import mapper_of
from core.texts import Language, Text
from core.workspace import NewPerson, Workspace
from core.workspace.session import Session

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


def text(body: str) -> Text:
    """Return an English text."""
    return Text(body, Language.ENGLISH)


class Writer:
    """Writes documents, texts and signed events in large steps."""

    def __init__(self, workspace: Workspace, session: Session, database: sqlite3.Connection) -> None:
        """Go on behind the last event."""
        self.db, self.session, self.database = workspace.id, session, database
        row = database.execute("SELECT seq, hash, ts FROM event ORDER BY seq DESC LIMIT 1").fetchone()
        self.seq, self.head, self.ts = row
        self.last: dict[tuple[str, str], bytes] = {}
        self.rows: list[tuple[object, ...]] = []
        self.texts: list[SaltedText] = []

    def put(self, value: Model | ModelVersion, action: Action) -> None:
        """Write one value and its event."""
        mapper = mapper_of(type(value))
        encoded = encode(value, {})
        self.texts += encoded.fresh
        columns = dict(mapper.columns(value))
        row = {"id": value.id, "document": encoded.document, **columns}
        names = ", ".join([*row, "created_seq", "rev_seq"])
        marks = ", ".join("?" * (len(row) + 2))
        self.database.execute(
            f"INSERT INTO {mapper.row.__tablename__} ({names}) VALUES ({marks})",
            (*row.values(), self.seq + 1, self.seq + 1),
        )
        self.last[mapper.kind.value, value.id] = encoded.document
        self.event(action, mapper.kind, value.id, None, (sha256(encoded.document), {}))

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
    first = NewPerson(name=text("Jana Brandt"), roles=(Role.OWNER,), passphrase="correct horse battery")
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
    for number in range(1, size.models + 1):
        session_kept_awake(writer.session)
        writer.put(_model(number, owner, now - timedelta(days=number % 900)), Action.MODEL_REGISTERED)
    for number in range(size.versions):
        session_kept_awake(writer.session)
        model, label = number % size.models + 1, str(number // size.models + 1)
        writer.put(_version(model, label, owner, now), Action.VERSION_REGISTERED)
    _changes(writer, size)
    writer.flush()
    writer.database.execute("INSERT INTO counter VALUES ('MOD', ?)", (size.models,))


def session_kept_awake(session: Session) -> None:
    """Act, so that the key is not dropped."""
    session.touch()


def _changes(writer: Writer, size: Size) -> None:
    """Move versions to and fro, in the documents and in the trail."""
    names = [name for name in writer.last if name[0] == ObjectKind.VERSION.value]
    digests = {name: sha256(writer.last[name]) for name in names}
    other = {
        name: sha256(writer.last[name].replace(b'"state":"draft"', b'"state":"in_validation"'))
        for name in names
    }
    turned: dict[tuple[str, str], int] = {}
    states: dict[tuple[str, str], bool] = dict.fromkeys(names, False)
    while writer.seq < size.events:
        name = names[writer.seq * 7919 % len(names)]
        was = states[name]
        old, new = (other[name], digests[name]) if was else (digests[name], other[name])
        words = ("in_validation", "draft") if was else ("draft", "in_validation")
        session_kept_awake(writer.session)
        writer.event(
            Action.STATE_CHANGED, ObjectKind.VERSION, name[1],
            (old, {"state": words[0]}), (new, {"state": words[1]}),
        )  # fmt: skip
        states[name], turned[name] = not was, writer.seq
    for name, seq in turned.items():
        document = writer.last[name]
        state = "in_validation" if states[name] else "draft"
        if states[name]:
            document = document.replace(*_MOVED)
        writer.database.execute(
            "UPDATE version SET document = ?, state = ?, rev_seq = ? WHERE id = ?",
            (document, state, seq, name[1]),
        )


def _model(number: int, owner: PersonId, moment: object) -> Model:
    return Model(
        id=ModelId(f"MOD-{number:04d}"),
        name=text(f"Model {number:05d} {'scoring' if number % 3 else 'Prüfung'}"),
        purpose=text(f"Estimate repayment of portfolio {number % 97}"),
        intended_use=text(f"Proposals to desk {number % 41}"),
        kind=list(ModelKind)[number % len(ModelKind)],
        owner=owner,
        business_area=text(AREAS[number % len(AREAS)]),
        registered_at=moment,  # type: ignore[arg-type]
    )


def _version(model: int, label: str, owner: PersonId, moment: object) -> ModelVersion:
    identity = ModelId(f"MOD-{model:04d}")
    return ModelVersion(
        id=f"{identity}@{label}",  # type: ignore[arg-type]
        model=identity,
        label=label,
        task=Task.BINARY,
        state=State.DRAFT,
        developer=owner,
        registered_at=moment,  # type: ignore[arg-type]
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
