"""Mail: rows of the outbox that go to a person, what each person wants, and what their calendars were told."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_1300"
down_revision = "20261122_1260"
branch_labels = None
depends_on = None

MAIL = "nl.trajectvolger.mail"
WAITING = "sent_at IS NULL AND failed_at IS NULL AND dropped_at IS NULL"
KINDS = "'kick_off', 'training', 'company_visit', 'guest_lesson', 'network_meeting', 'ceremony', 'side_activity'"


def upgrade() -> None:
    _outbox()
    _wishes()
    _invitations()


def _outbox() -> None:
    op.alter_column("outbox", "message_id", nullable=True)
    op.add_column("outbox", sa.Column("seq", sa.BigInteger, sa.Identity(always=True), nullable=False))
    op.add_column("outbox", sa.Column("account_id", sa.Uuid))
    op.add_column("outbox", sa.Column("failed_at", sa.DateTime(timezone=True)))
    op.add_column("outbox", sa.Column("dropped_at", sa.DateTime(timezone=True)))
    op.create_foreign_key("fk_outbox_account_id", "outbox", "accounts", ["account_id"], ["id"], ondelete="CASCADE")
    op.create_check_constraint("account_id", "outbox", f"(topic = '{MAIL}') = (account_id IS NOT NULL)")
    op.create_check_constraint("cause", "outbox", "num_nonnulls(message_id, account_id) = 1")
    op.create_check_constraint("ended", "outbox", "num_nonnulls(sent_at, failed_at, dropped_at) <= 1")
    op.drop_index("ix_outbox_available_at", "outbox")
    _index("events", ["seq"], f"account_id IS NULL AND {WAITING}")
    _index("waiting", ["subject", "seq"], f"account_id IS NOT NULL AND {WAITING}")
    _index("mail", ["seq"], "account_id IS NOT NULL")
    _index("failed", ["seq"], "failed_at IS NOT NULL")
    op.create_index("ix_outbox_account", "outbox", ["account_id", "created_at"])


def _index(name: str, columns: list[str], condition: str) -> None:
    op.create_index(f"ix_outbox_{name}", "outbox", columns, postgresql_where=sa.text(condition))


def _wishes() -> None:
    op.add_column("accounts", sa.Column("digest", sa.Text, nullable=False, server_default="daily"))
    op.add_column("accounts", sa.Column("urgent", sa.Boolean, nullable=False, server_default=sa.text("true")))
    op.add_column("accounts", sa.Column("invitations", sa.Boolean, nullable=False, server_default=sa.text("true")))
    op.create_check_constraint("digest", "accounts", "digest IN ('daily', 'weekly', 'never')")


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("session_id", sa.Uuid, sa.ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("session_kind", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False, server_default="0"),
        sa.Column("withdrawn", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.CheckConstraint(f"session_kind IN ({KINDS})", name="session_kind"),
        sa.CheckConstraint("sequence >= 0", name="sequence"),
        comment="What somebody's calendar was last told of a session, and for the how-manieth time",
    )
    op.create_index("ix_invitations_account", "invitations", ["account_id"])
