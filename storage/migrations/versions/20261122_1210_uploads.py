"""Files that somebody handed to the portal, and quick ways to what organisations and evaluations left in the log."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_1210"
down_revision = "20261122_1200"
branch_labels = None
depends_on = None

UPLOADS_STATE = "'received', 'checked', 'unreadable', 'wanted', 'taken_in', 'dropped', 'failed'"


def upgrade() -> None:
    create_uploads()
    index_facts()


def create_uploads() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("state", sa.Text, server_default="received", nullable=False),
        sa.Column("content", sa.LargeBinary),
        sa.Column("findings", sa.LargeBinary),
        sa.Column("done", sa.Integer, server_default="0", nullable=False),
        sa.Column("total", sa.Integer, server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("alive_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(f"state IN ({UPLOADS_STATE})", name=op.f("ck_uploads_state")),
        sa.CheckConstraint("done >= 0 AND total >= 0", name=op.f("ck_uploads_counts")),
        sa.CheckConstraint(
            "content IS NULL OR state IN ('received', 'checked', 'wanted')", name=op.f("ck_uploads_content")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_uploads_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
        comment="A file on its way in, encrypted; its content is gone once it is taken in, or after a day",
    )
    op.create_index("ix_uploads_account", "uploads", ["account_id", "created_at"])
    op.create_index("ix_uploads_created_at", "uploads", ["created_at"])


def index_facts() -> None:
    op.create_index(
        "ix_facts_host",
        "facts",
        [sa.text("(data ->> 'organisation')")],
        postgresql_where=sa.text("kind = 'session_hosted'"),
    )
    op.create_index(
        "ix_facts_mentor",
        "facts",
        [sa.text("(data ->> 'mentor')")],
        postgresql_where=sa.text("kind = 'mentor_assigned'"),
    )
    op.create_index(
        "ix_facts_evaluation",
        "facts",
        ["traject_id", "seq"],
        postgresql_where=sa.text("kind IN ('evaluation_recorded', 'evaluation_followed_up')"),
    )
