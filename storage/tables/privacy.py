"""Who looked at or changed somebody's data, and proof of what was deleted; neither says who was forgotten."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from domain.terms import ForgetReason
from storage.tables.base import filled, metadata, moment, one_of

ACTS = ("reason", "opened", "changed", "inspected", "forgot")
_ACTS = ", ".join(f"'{act}'" for act in ACTS)

access_log = Table(
    "access_log",
    metadata,
    Column("seq", BigInteger, Identity(always=True), primary_key=True),
    moment("at"),
    Column("account_id", Uuid, ForeignKey("accounts.id")),
    Column("by_whom", Text, nullable=False),
    Column("participant_id", Uuid, ForeignKey("participants.id")),
    Column("act", Text, nullable=False),
    Column("page", Text),
    Column("message_id", Uuid),
    Column("reason", Text),
    Column("link", BigInteger),
    Column("nonce", LargeBinary),
    Column("digest", LargeBinary),
    Column("hash", LargeBinary),
    UniqueConstraint("link"),
    CheckConstraint(f"act IN ({_ACTS})", name="act"),
    CheckConstraint("(link IS NULL) = (hash IS NULL) AND (link IS NULL) = (digest IS NULL)", name="sealed"),
    filled("reason"),
    filled("by_whom"),
    comment="Who saw or changed a participant's data; a chain of hashes, which a trigger lets only grow",
)
Index("ix_access_log_account", access_log.c.account_id, access_log.c.participant_id, access_log.c.at)
Index("ix_access_log_participant", access_log.c.participant_id, access_log.c.at)
Index("ix_access_log_unsealed", access_log.c.seq, postgresql_where=text("link IS NULL"))

receipts = Table(
    "receipts",
    metadata,
    Column("number", BigInteger, Identity(), primary_key=True),
    moment("at"),
    Column("why", Text, nullable=False),
    Column("deleted", JSONB, nullable=False),
    Column("mark", LargeBinary, nullable=False),
    Column("subject", Uuid),
    Column("traject_id", Uuid),
    Column("finished_at", DateTime(timezone=True)),
    Column("emptied_at", DateTime(timezone=True)),
    one_of("why", ForgetReason),
    CheckConstraint("octet_length(mark) = 32", name="mark"),
    CheckConstraint("(subject IS NULL) = (finished_at IS NOT NULL)", name="subject"),
    comment="That somebody was forgotten, not who; mark tells under the master key whether an id is theirs",
)
Index("ix_receipts_mark", receipts.c.mark)
Index("ix_receipts_subject", receipts.c.subject, postgresql_where=text("subject IS NOT NULL"))
