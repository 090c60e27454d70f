"""What does the fourth form add? Everything around models that is governed: uses, operation, reviews."""

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
