"""What was said and what it was answered: messages, their facts, and what waits to be taken in or sent on."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables.base import filled, metadata, moment, of_message, of_participant, of_session, of_traject

messages = Table(
    "messages",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("answer", JSONB, nullable=False),
    moment("recorded_at"),
    Column("recorded_by", Text, nullable=False),
    Column("from_file", Boolean, nullable=False, server_default=false()),
    filled("subject"),
    filled("recorded_by"),
    comment="Every message once, with its answer: exactly once, wake-ups included",
)

Index("ix_messages_subject", messages.c.subject)

facts = Table(
    "facts",
    metadata,
    Column("seq", BigInteger, Identity(always=True), primary_key=True),
    of_traject(),
    of_participant(),
    of_session(),
    Column("kind", Text, nullable=False),
    Column("on_date", Date),
    moment("recorded_at"),
    Column("recorded_on", Date, nullable=False),
    Column("recorded_by", Text, nullable=False),
    of_message(),
    Column("ordinal", Integer, nullable=False),
    Column("data", JSONB, nullable=False),
    UniqueConstraint("message_id", "ordinal"),
    CheckConstraint("data ->> 'kind' = kind", name="kind"),
    CheckConstraint("ordinal >= 0", name="ordinal"),
    comment="Append-only: a trigger refuses change and removal; corrections are facts too",
)
Index("ix_facts_traject", facts.c.traject_id, facts.c.seq)
Index(
    "ix_facts_participant",
    facts.c.participant_id,
    facts.c.seq,
    postgresql_where=text("participant_id IS NOT NULL"),
)
Index("ix_facts_host", facts.c.data["organisation"].astext, postgresql_where=text("kind = 'session_hosted'"))
Index("ix_facts_mentor", facts.c.data["mentor"].astext, postgresql_where=text("kind = 'mentor_assigned'"))
Index(
    "ix_facts_sessions",
    facts.c.traject_id,
    facts.c.session_id,
    facts.c.seq,
    postgresql_where=text("kind = 'session_planned'"),
)
Index("ix_facts_retracted", facts.c.traject_id, postgresql_where=text("kind = 'retracted'"))
Index(
    "ix_facts_evaluation",
    facts.c.traject_id,
    facts.c.seq,
    postgresql_where=text("kind IN ('evaluation_recorded', 'evaluation_followed_up')"),
)

enclosures = Table(
    "enclosures",
    metadata,
    Column("message_id", Uuid, primary_key=True),
    Column("data", JSONB, nullable=False),
    moment("created_at"),
    comment="What a message may not carry through Temporal; gone once the message is recorded",
)
Index("ix_enclosures_created_at", enclosures.c.created_at)

unheard = Table(
    "unheard",
    metadata,
    Column("message_id", Uuid, ForeignKey("messages.id"), primary_key=True),
    Column("wakes", JSONB, nullable=False),
    moment("created_at"),
    comment="Who must hear of a message that its workflow may have lost; gone once that has it for sure",
)

MAIL = "nl.trajectvolger.mail"
"""The topic of what goes to a person by mail; everything else in the outbox is an event."""

outbox = Table(
    "outbox",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("seq", BigInteger, Identity(always=True), nullable=False),
    Column("message_id", Uuid, ForeignKey("messages.id")),
    Column("account_id", Uuid, ForeignKey("accounts.id", ondelete="CASCADE")),
    Column("subject", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("payload", JSONB, nullable=False),
    moment("created_at"),
    moment("available_at"),
    Column("sent_at", DateTime(timezone=True)),
    Column("failed_at", DateTime(timezone=True)),
    Column("dropped_at", DateTime(timezone=True)),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("last_error", Text),
    CheckConstraint("attempts >= 0", name="attempts"),
    CheckConstraint(f"(topic = '{MAIL}') = (account_id IS NOT NULL)", name="account_id"),
    CheckConstraint("num_nonnulls(message_id, account_id) = 1", name="cause"),
    CheckConstraint("num_nonnulls(sent_at, failed_at, dropped_at) <= 1", name="ended"),
    filled("topic"),
    comment="What must be sent on, written with its cause; ids and codes only",
)
WAITING = "sent_at IS NULL AND failed_at IS NULL AND dropped_at IS NULL"
Index("ix_outbox_events", outbox.c.seq, postgresql_where=text(f"account_id IS NULL AND {WAITING}"))
Index(
    "ix_outbox_waiting",
    outbox.c.subject,
    outbox.c.seq,
    postgresql_where=text(f"account_id IS NOT NULL AND {WAITING}"),
)
Index("ix_outbox_mail", outbox.c.seq, postgresql_where=text("account_id IS NOT NULL"))
Index("ix_outbox_failed", outbox.c.seq, postgresql_where=text("failed_at IS NOT NULL"))
Index("ix_outbox_account", outbox.c.account_id, outbox.c.created_at)
Index("ix_outbox_message", outbox.c.message_id)
Index("ix_outbox_subject", outbox.c.subject)

programmes = Table(
    "programmes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("status", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    moment("added_at"),
    CheckConstraint("status IN ('draft', 'final')", name="status"),
    CheckConstraint("version >= 1", name="version"),
    CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
    comment="Definitions that municipalities added; a trigger refuses to change a final one",
)
