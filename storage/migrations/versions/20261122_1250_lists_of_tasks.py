"""Open tasks of one kind, and those closed lately, are found by index."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_1250"
down_revision = "20261122_1240"
branch_labels = None
depends_on = None


def upgrade() -> None:
    urgency = ["kind", "due", "priority", "id"]
    op.create_index("ix_tasks_open_kind", "tasks", urgency, postgresql_where=sa.text("state = 'open'"))
    op.create_index("ix_tasks_closed", "tasks", ["closed_on", "id"], postgresql_where=sa.text("state <> 'open'"))
