"""Secret addresses: each opens one thing to whoever has it, without signing in; only its hash is kept."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from storage.tables.base import metadata, moment

_ONE_HASH = "octet_length(hash) = 32"

answer_links = Table(
    "answer_links",
    metadata,
    Column("participant_id", Uuid, ForeignKey("participants.id"), primary_key=True),
    Column("months", SmallInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    Column("made_by", Uuid, ForeignKey("accounts.id", ondelete="SET NULL")),
    moment("made_at"),
    Column("expires_on", Date, nullable=False),
    Column("used_at", DateTime(timezone=True)),
    UniqueConstraint("hash"),
    CheckConstraint("months > 0", name="months"),
    CheckConstraint(_ONE_HASH, name="hash"),
    comment="Where participants answer for themselves: one address a follow-up, through expires_on; used once",
)

calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    Column("account_id", Uuid, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("hash", LargeBinary, nullable=False),
    moment("made_at"),
    Column("etag", Text),
    moment("changed_at"),
    UniqueConstraint("hash"),
    CheckConstraint(_ONE_HASH, name="hash"),
    comment="The address of somebody's calendar; etag is of what it last said, and changed_at since when",
)
