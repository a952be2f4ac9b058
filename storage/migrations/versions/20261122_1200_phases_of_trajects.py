"""Since when each traject was in each of its phases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "20261122_1200"
down_revision = "20261122_1100"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("trajects", sa.Column("phases", JSONB, server_default=sa.text("'[]'::jsonb"), nullable=False))
