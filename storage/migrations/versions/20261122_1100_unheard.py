"""What is in the tables, and may not have reached its workflow."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "20261122_1100"
down_revision = "20261122_1000"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unheard",
        sa.Column("message_id", sa.Uuid, nullable=False),
        sa.Column("wakes", JSONB, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_unheard_message_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_unheard")),
        comment="Who must hear of a message that its workflow may have lost; gone once that has it for sure",
    )
