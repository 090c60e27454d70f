"""Which tables does the database have?"""

from sqlalchemy import CheckConstraint, Index, Integer, LargeBinary, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
STRICT = {"sqlite_strict": True}
NARROWED = (
    "owner", "developer", "kind", "area", "state", "tier", "overdue_from", "awaits_from", "bound_policy",
    "finding_from", "open_conditions", "id",
)  # fmt: skip
"""What lists of models are narrowed by: one index holds it all, so that counting reads nothing else."""


class Base(DeclarativeBase):
    """All tables; every constraint has a name, so that migrations can keep it."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {str: Text, bytes: LargeBinary, int: Integer}  # noqa: RUF012 (SQLAlchemy's form)


class DocumentRow(Base):
    """What every aggregate's table has; each adds its projection columns."""

    __abstract__ = True
    __table_args__: object = STRICT

    id: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[bytes]
    """RFC 8785 bytes of the value, texts replaced by their salted digests."""
    created_seq: Mapped[int]
    """Sequence number of the object's first event: the order of creation."""
    rev_seq: Mapped[int]
    """Sequence number of the object's last event."""


class GovernedRow(DocumentRow):
    """A record about a model, one of its versions, or the whole portfolio."""

    __abstract__ = True

    model: Mapped[str | None] = mapped_column(index=True)
    version: Mapped[str | None] = mapped_column(index=True)
    state: Mapped[str | None]
    """What a list is narrowed by: a state or a kind."""


class EventRow(Base):
    """The audit trail; the payload is the record, the other columns are copies to search by."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("length(prev) = 32", name="prev_length"),
        CheckConstraint("length(hash) = 32", name="hash_length"),
        CheckConstraint("length(signature) = 64", name="signature_length"),
        Index("ix_event_object", "object_kind", "object_id"),
        Index("ix_event_object_kind", "object_kind"),
        STRICT,
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    payload: Mapped[bytes]
    prev: Mapped[bytes]
    hash: Mapped[bytes]
    signature: Mapped[bytes]
    ts: Mapped[str] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(index=True)
    object_kind: Mapped[str]
    object_id: Mapped[str]
    tx: Mapped[str]


class TextRow(Base):
    """Free text and personal data: erasable, known to the trail by its salted digest only."""

    __tablename__ = "text"
    __table_args__ = STRICT

    digest: Mapped[str] = mapped_column(primary_key=True)
    salt: Mapped[bytes]
    body: Mapped[str]
    language: Mapped[str]
    translation: Mapped[str | None]
    erased: Mapped[int]


class CounterRow(Base):
    """The last number given to an id of a prefix."""

    __tablename__ = "counter"
    __table_args__ = STRICT

    prefix: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


class SummaryRow(Base):
    """One line of the inventory: a cache (ADR 16), rebuilt when in doubt, never read by a guard."""

    __tablename__ = "model_summary"
    __table_args__ = (
        Index("ix_model_summary_name", "name", "id"),
        Index("ix_model_summary_area", "area", "id"),
        Index("ix_model_summary_owner_name", "owner_name", "id"),
        Index("ix_model_summary_state", "state", "id"),
        Index("ix_model_summary_tier", "tier", "id"),
        Index("ix_model_summary_inherent", "inherent", "id"),
        Index("ix_model_summary_residual", "residual", "id"),
        Index("ix_model_summary_failed", "failed", "id"),
        Index("ix_model_summary_reassess_by", "reassess_by", "id"),
        Index("ix_model_summary_narrowed", *NARROWED),
        STRICT,
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    """Keys to sort by: without marks and case; what is missing comes last."""
    area: Mapped[str]
    owner_name: Mapped[str]
    """As said. It does not lie in `line`, so that one statement changes it everywhere."""
    owner: Mapped[str]
    developer: Mapped[str]
    kind: Mapped[str]
    state: Mapped[str]
    tier: Mapped[int]
    inherent: Mapped[int]
    residual: Mapped[int]
    failed: Mapped[int]
    reassess_by: Mapped[str]
    overdue_from: Mapped[str]
    awaits_from: Mapped[str]
    bound_policy: Mapped[str]
    finding_from: Mapped[str]
    open_conditions: Mapped[int]
    line: Mapped[bytes]
    """Everything a line shows, as JSON."""


class EntryRow(Base):
    """What a row of the full-text index is about; the index itself is the virtual table `search_text`."""

    __tablename__ = "search_entry"
    __table_args__ = (Index("ix_search_entry_object", "kind", "object", unique=True), STRICT)

    number: Mapped[int] = mapped_column(primary_key=True)
    """The same number as the row of the index."""
    kind: Mapped[str]
    object: Mapped[str]
    model: Mapped[str | None] = mapped_column(index=True)
    version: Mapped[str | None]


class WatermarkRow(Base):
    """Up to which event the caches are filled, and by which form of the rules."""

    __tablename__ = "watermark"
    __table_args__ = STRICT

    name: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int]
    form: Mapped[int]
