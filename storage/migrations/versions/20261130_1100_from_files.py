"""Which messages are rows of a file: those are not taken back, but corrected by a file."""

import sqlalchemy as sa
from alembic import op

revision = "20261130_1100"
down_revision = "20261129_1900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was taken in before is left as it is: a day later nobody can take it back anyway."""
    op.add_column("messages", sa.Column("from_file", sa.Boolean, nullable=False, server_default=sa.false()))
