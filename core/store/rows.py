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
        STRICT,
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    payload: Mapped[bytes]
    prev: Mapped[bytes]
    hash: Mapped[bytes]
    signature: Mapped[bytes]
    ts: Mapped[str]
    actor: Mapped[str] = mapped_column(index=True)
    action: Mapped[str]
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
