"""Secret addresses: where participants answer for themselves, and calendars; and sessions by index for the latter."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_1310"
down_revision = "20261122_1300"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _answer_links()
    _calendar_feeds()
    _sessions_by_index()


def _answer_links() -> None:
    op.create_table(
        "answer_links",
        sa.Column("participant_id", sa.Uuid, nullable=False),
        sa.Column("months", sa.SmallInteger, autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("made_by", sa.Uuid),
        _now("made_at"),
        sa.Column("expires_on", sa.Date, nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("months > 0", name=op.f("ck_answer_links_months")),
        sa.CheckConstraint("octet_length(hash) = 32", name=op.f("ck_answer_links_hash")),
        sa.ForeignKeyConstraint(["participant_id"], ["participants.id"], name=op.f("fk_answer_links_participant_id")),
        sa.ForeignKeyConstraint(
            ["made_by"], ["accounts.id"], name=op.f("fk_answer_links_made_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("participant_id", "months", name=op.f("pk_answer_links")),
        sa.UniqueConstraint("hash", name=op.f("uq_answer_links_hash")),
        comment="Where participants answer for themselves: one address a follow-up, through expires_on; used once",
    )


def _calendar_feeds() -> None:
    op.create_table(
        "calendar_feeds",
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        _now("made_at"),
        sa.Column("etag", sa.Text),
        _now("changed_at"),
        sa.CheckConstraint("octet_length(hash) = 32", name=op.f("ck_calendar_feeds_hash")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_calendar_feeds_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("hash", name=op.f("uq_calendar_feeds_hash")),
        comment="The address of somebody's calendar; etag is of what it last said, and changed_at since when",
    )


def _sessions_by_index() -> None:
    op.create_index(
        "ix_facts_sessions",
        "facts",
        ["traject_id", "session_id", "seq"],
        postgresql_where=sa.text("kind = 'session_planned'"),
    )
    op.create_index("ix_facts_retracted", "facts", ["traject_id"], postgresql_where=sa.text("kind = 'retracted'"))


def _now(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)
