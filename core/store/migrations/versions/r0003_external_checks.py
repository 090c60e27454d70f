"""What does the third form add? Which checks of other makers were allowed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table of what was said of external checks."""
    op.create_table(
        "external",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.Column("created_seq", sa.Integer, nullable=False),
        sa.Column("rev_seq", sa.Integer, nullable=False),
        sa.Column("package", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_external"),
        sqlite_strict=True,
    )
