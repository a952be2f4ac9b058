"""What was said: messages, append-only facts, notes, what waits to be sent, and the towns' own programmes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "20261122_0910"
down_revision = "20261122_0900"
branch_labels = None
depends_on = None

APPEND_ONLY = """
CREATE FUNCTION facts_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Erasing a person's traces is the one exception; whoever does it says so, in that transaction.
    IF current_setting('trajectvolger.erasing', true) = 'on' AND TG_OP <> 'TRUNCATE' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'facts are append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON facts
FOR EACH STATEMENT EXECUTE FUNCTION facts_are_append_only()
"""
FINAL_STAYS = """
CREATE FUNCTION final_programmes_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a final definition is never changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER final_stays BEFORE UPDATE OR DELETE ON programmes
FOR EACH ROW WHEN (OLD.status = 'final') EXECUTE FUNCTION final_programmes_stay()
"""


def upgrade() -> None:
    create_messages()
    create_facts()
    create_notes()
    create_enclosures()
    create_outbox()
    create_programmes()
    op.execute(APPEND_ONLY)
    op.execute(FINAL_STAYS)


def create_messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("answer", JSONB, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.CheckConstraint("recorded_by <> ''", name=op.f("ck_messages_recorded_by_filled")),
        sa.CheckConstraint("subject <> ''", name=op.f("ck_messages_subject_filled")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        comment="Every message once, with its answer: exactly once, wake-ups included",
    )


def create_facts() -> None:
    op.create_table(
        "facts",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("traject_id", sa.Uuid, nullable=False),
        sa.Column("participant_id", sa.Uuid),
        sa.Column("session_id", sa.Uuid),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("on_date", sa.Date()),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("message_id", sa.Uuid, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("data", JSONB, nullable=False),
        sa.CheckConstraint("data ->> 'kind' = kind", name=op.f("ck_facts_kind")),
        sa.CheckConstraint("ordinal >= 0", name=op.f("ck_facts_ordinal")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_facts_message_id")),
        sa.ForeignKeyConstraint(["participant_id"], ["participants.id"], name=op.f("fk_facts_participant_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_facts_session_id")),
        sa.ForeignKeyConstraint(["traject_id"], ["trajects.id"], name=op.f("fk_facts_traject_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_facts")),
        sa.UniqueConstraint("message_id", "ordinal", name=op.f("uq_facts_message_id_ordinal")),
        comment="Append-only: a trigger refuses change and removal; corrections are facts too",
    )
    op.create_index(
        "ix_facts_participant",
        "facts",
        ["participant_id", "seq"],
        postgresql_where=sa.text("participant_id IS NOT NULL"),
    )
    op.create_index("ix_facts_traject", "facts", ["traject_id", "seq"])


def create_notes() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("message_id", sa.Uuid, nullable=False),
        sa.Column("traject_id", sa.Uuid, nullable=False),
        sa.Column("participant_id", sa.Uuid),
        sa.Column("session_id", sa.Uuid),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("written_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("field <> ''", name=op.f("ck_notes_field_filled")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_notes_message_id")),
        sa.ForeignKeyConstraint(["participant_id"], ["participants.id"], name=op.f("fk_notes_participant_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_notes_session_id")),
        sa.ForeignKeyConstraint(["traject_id"], ["trajects.id"], name=op.f("fk_notes_traject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
        comment="All free text; no text takes back what the field said before",
    )
    op.create_index("ix_notes_message", "notes", ["message_id"])
    op.create_index("ix_notes_traject", "notes", ["traject_id", "participant_id"])


def create_enclosures() -> None:
    op.create_table(
        "enclosures",
        sa.Column("message_id", sa.Uuid, nullable=False),
        sa.Column("data", JSONB, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_enclosures")),
        comment="What a message may not carry through Temporal; gone once the message is recorded",
    )
    op.create_index("ix_enclosures_created_at", "enclosures", ["created_at"])


def create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("message_id", sa.Uuid, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("payload", JSONB, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("available_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_error", sa.Text),
        sa.CheckConstraint("topic <> ''", name=op.f("ck_outbox_topic_filled")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_outbox_attempts")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_outbox_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        comment="What must be sent on, written with its cause; ids and codes only",
    )
    op.create_index("ix_outbox_available_at", "outbox", ["available_at"], postgresql_where=sa.text("sent_at IS NULL"))
    op.create_index("ix_outbox_message", "outbox", ["message_id"])


def create_programmes() -> None:
    op.create_table(
        "programmes",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_programmes_sha256")),
        sa.CheckConstraint("status IN ('draft', 'final')", name=op.f("ck_programmes_status")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_programmes_version")),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_programmes")),
        comment="Definitions that municipalities added; a trigger refuses to change a final one",
    )
