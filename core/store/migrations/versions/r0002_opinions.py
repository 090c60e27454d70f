"""What does the second form add? Audit opinions, and reports that are about one instead of a version."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

STRICT = {"sqlite_strict": True}


def upgrade() -> None:
    """Add the table of opinions; let reports do without a version."""
    op.create_table(
        "opinion",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.Column("created_seq", sa.Integer, nullable=False),
        sa.Column("rev_seq", sa.Integer, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("grade", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_opinion"),
        **STRICT,
    )
    with op.batch_alter_table("report", table_kwargs=STRICT) as batch:
        batch.alter_column("version", existing_type=sa.Text, nullable=True)
        batch.add_column(sa.Column("opinion", sa.Text, nullable=True))
    op.create_index("ix_report_opinion", "report", ["opinion"])
