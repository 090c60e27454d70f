"""Which tables does the first form have? One per aggregate, the trail, the texts, the counters."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

AGGREGATES: dict[str, tuple[str, ...]] = {
    "meta": (),
    "person": ("kind", "state"),
    "policy": (),
    "model": ("kind", "basis", "owner"),
    "version": ("model", "label", "state", "developer"),
    "dataset": ("kind", "sha256"),
    "assessment": ("version", "tier"),
    "run": ("version", "dataset", "state", "policy"),
    "finding": ("version", "run", "check", "state", "severity", "owner"),
    "decision": ("version", "kind"),
    "report": ("version", "kind", "sha256"),
}
OPTIONAL = {("finding", "run"), ("finding", "check"), ("finding", "owner")}
INDEXED = (
    ("version", "model"),
    ("dataset", "sha256"),
    ("assessment", "version"),
    ("run", "version"),
    ("finding", "version"),
    ("finding", "run"),
    ("decision", "version"),
    ("report", "version"),
    ("report", "sha256"),
)
TRIGGERS = (
    """CREATE TRIGGER event_append BEFORE INSERT ON event
    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event)
      OR NEW.prev IS NOT coalesce((SELECT hash FROM event ORDER BY seq DESC LIMIT 1), zeroblob(32))
    BEGIN SELECT RAISE(ABORT, 'events are appended only'); END""",
    """CREATE TRIGGER event_no_update BEFORE UPDATE ON event
    BEGIN SELECT RAISE(ABORT, 'events are never changed'); END""",
    """CREATE TRIGGER event_no_delete BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END""",
)


def upgrade() -> None:
    """Create everything."""
    for table, columns in AGGREGATES.items():
        _aggregate(table, columns)
    for table, column in INDEXED:
        op.create_index(f"ix_{table}_{column}", table, [column])
    _event()
    _text()
    _table("counter", sa.Column("prefix", sa.Text, nullable=False), _whole("last"), key="prefix")


def _whole(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.Integer, nullable=False)


def _words(name: str, *, optional: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=optional)


def _bytes(name: str) -> "sa.Column[bytes]":
    return sa.Column(name, sa.LargeBinary, nullable=False)


def _table(name: str, *items: "sa.schema.SchemaItem", key: str) -> None:
    op.create_table(name, *items, sa.PrimaryKeyConstraint(key, name=f"pk_{name}"), sqlite_strict=True)


def _aggregate(name: str, columns: tuple[str, ...]) -> None:
    projection = (_words(column, optional=(name, column) in OPTIONAL) for column in columns)
    _table(
        name,
        _words("id"),
        _bytes("document"),
        _whole("created_seq"),
        _whole("rev_seq"),
        *projection,
        key="id",
    )


def _event() -> None:
    lengths = {"prev": 32, "hash": 32, "signature": 64}
    _table(
        "event",
        sa.Column("seq", sa.Integer, nullable=False, autoincrement=False),
        _bytes("payload"),
        *(_bytes(name) for name in lengths),
        *(_words(name) for name in ("ts", "actor", "action", "object_kind", "object_id", "tx")),
        *(
            sa.CheckConstraint(f"length({name}) = {size}", name=f"ck_event_{name}_length")
            for name, size in lengths.items()
        ),
        key="seq",
    )
    op.create_index("ix_run_newest", "run", ["version", "dataset", "created_seq"])
    op.create_index("ix_event_object", "event", ["object_kind", "object_id"])
    op.create_index("ix_event_actor", "event", ["actor"])
    for trigger in TRIGGERS:
        op.execute(trigger)


def _text() -> None:
    _table(
        "text",
        _words("digest"),
        _bytes("salt"),
        _words("body"),
        _words("language"),
        _words("translation", optional=True),
        _whole("erased"),
        key="digest",
    )
