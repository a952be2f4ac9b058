"""Whose trajects these are: what somebody may see is found by index."""

from alembic import op

revision = "20261122_1260"
down_revision = "20261122_1250"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_trajects_coordinator", "trajects", ["coordinator_id"])
    op.create_index("ix_trajects_trainer", "trajects", ["trainer_id"])
