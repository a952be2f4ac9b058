"""When the files were emptied of what was deleted."""

import sqlalchemy as sa
from alembic import op

revision = "20261129_1900"
down_revision = "20261122_1310"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("receipts", sa.Column("emptied_at", sa.DateTime(timezone=True)))
