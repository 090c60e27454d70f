"""What does the fourth form add? Everything around models that is governed, and caches for long lists."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

GOVERNED = (
    "use_case",
    "vendor",
    "document_record",
    "design",
    "reproduction",
    "deployment",
    "contingency",
    "incident",
    "determination",
    "scale",
    "request",
    "campaign",
    "attestation",
    "challenge",
    "certificate",
    "monitor",
    "observation",
    "register_import",
)

SORTED = (
    "name", "area", "owner_name", "state", "tier", "inherent", "residual", "failed", "reassess_by"
)  # fmt: skip
NARROWED = (
    "owner", "developer", "kind", "area", "state", "tier", "overdue_from", "awaits_from", "bound_policy",
    "finding_from", "open_conditions", "id",
)  # fmt: skip

SOUGHT = ("object_kind", "action", "ts")
"""Columns by which the trail is narrowed."""
CACHES = ("model_summary", "search_entry", "search_text", "watermark")


def upgrade() -> None:
    """Add a table of the same shape for each kind of record."""
    for name in GOVERNED:
        op.create_table(
            name,
            sa.Column("id", sa.Text, nullable=False),
            sa.Column("document", sa.LargeBinary, nullable=False),
            sa.Column("created_seq", sa.Integer, nullable=False),
            sa.Column("rev_seq", sa.Integer, nullable=False),
            sa.Column("model", sa.Text, nullable=True),
            sa.Column("version", sa.Text, nullable=True),
            sa.Column("state", sa.Text, nullable=True),
            sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
            sqlite_strict=True,
        )
        op.create_index(f"ix_{name}_model", name, ["model"])
        op.create_index(f"ix_{name}_version", name, ["version"])
    op.add_column("document_record", sa.Column("subject", sa.Text, nullable=True))
    op.create_index("ix_document_record_subject", "document_record", ["subject"])
    _events()
    _summary()
    _search()


def _events() -> None:
    for column in SOUGHT:
        op.create_index(f"ix_event_{column}", "event", [column])


def _summary() -> None:
    words = ("name", "area", "owner_name", "owner", "developer", "kind", "state")
    numbers = ("tier", "inherent", "residual", "failed")
    days = ("reassess_by", "overdue_from", "awaits_from", "bound_policy", "finding_from")
    op.create_table(
        "model_summary",
        sa.Column("id", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in words),
        *(sa.Column(name, sa.Integer, nullable=False) for name in numbers),
        *(sa.Column(name, sa.Text, nullable=False) for name in days),
        sa.Column("open_conditions", sa.Integer, nullable=False),
        sa.Column("line", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_model_summary"),
        sqlite_strict=True,
    )
    for name in SORTED:
        op.create_index(f"ix_model_summary_{name}", "model_summary", [name, "id"])
    op.create_index("ix_model_summary_narrowed", "model_summary", list(NARROWED))


def _search() -> None:
    op.create_table(
        "search_entry",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("object", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=True),
        sa.Column("version", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_search_entry"),
        sqlite_strict=True,
    )
    op.create_index("ix_search_entry_object", "search_entry", ["kind", "object"], unique=True)
    op.create_index("ix_search_entry_model", "search_entry", ["model"])
    op.execute(
        "CREATE VIRTUAL TABLE search_text USING fts5 "
        "(title, body, people, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3')"
    )
    op.create_table(
        "watermark",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("form", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_watermark"),
        sqlite_strict=True,
    )
