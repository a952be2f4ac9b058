"""Forgetting people: receipts, a log of access as a chain of hashes, and ways to find what is left of somebody."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "20261122_1240"
down_revision = "20261122_1230"
branch_labels = None
depends_on = None

ACTS = "'reason', 'opened', 'changed', 'inspected', 'forgot'"
REASONS = "'retention', 'request', 'mistake', 'restored'"
ONLY_GROWS = """
CREATE FUNCTION access_log_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rest text[] := ARRAY['seq', 'at', 'account_id', 'by_whom', 'act', 'page', 'message_id'];
    chain text[] := ARRAY['link', 'digest', 'hash'];
    person text[] := ARRAY['participant_id', 'reason', 'nonce'];
    was jsonb := to_jsonb(OLD);
    now jsonb := to_jsonb(NEW);
BEGIN
    IF TG_OP = 'UPDATE' THEN
        -- Sealing fills the chain of a row once; erasing empties what says whom it was about. Nothing else changes.
        IF OLD.link IS NULL AND was - chain - ARRAY['nonce'] = now - chain - ARRAY['nonce'] THEN
            RETURN NEW;
        END IF;
        IF current_setting('trajectvolger.erasing', true) = 'on' AND was - person = now - person
            AND NEW.participant_id IS NULL AND NEW.reason IS NULL AND NEW.nonce IS NULL THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the log of access only grows' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON access_log
FOR EACH ROW EXECUTE FUNCTION access_log_only_grows();
CREATE FUNCTION access_log_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log of access only grows' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER stays BEFORE TRUNCATE ON access_log
FOR EACH STATEMENT EXECUTE FUNCTION access_log_stays()
"""


def upgrade() -> None:
    create_receipts()
    extend_access_log()
    keep_certificates()
    op.create_index("ix_messages_subject", "messages", ["subject"])
    op.create_index("ix_outbox_subject", "outbox", ["subject"])


def create_receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column("number", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("deleted", JSONB, nullable=False),
        sa.Column("mark", sa.LargeBinary, nullable=False),
        sa.Column("subject", sa.Uuid),
        sa.Column("traject_id", sa.Uuid),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(f"why IN ({REASONS})", name=op.f("ck_receipts_why")),
        sa.CheckConstraint("octet_length(mark) = 32", name=op.f("ck_receipts_mark")),
        sa.CheckConstraint("(subject IS NULL) = (finished_at IS NOT NULL)", name=op.f("ck_receipts_subject")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_receipts")),
        comment="That somebody was forgotten, not who; mark tells under the master key whether an id is theirs",
    )
    op.create_index("ix_receipts_mark", "receipts", ["mark"])
    op.create_index("ix_receipts_subject", "receipts", ["subject"], postgresql_where=sa.text("subject IS NOT NULL"))


def extend_access_log() -> None:
    for name, kind in (
        ("by_whom", sa.Text()),
        ("act", sa.Text()),
        ("page", sa.Text()),
        ("message_id", sa.Uuid()),
        ("link", sa.BigInteger()),
        ("nonce", sa.LargeBinary()),
        ("digest", sa.LargeBinary()),
        ("hash", sa.LargeBinary()),
    ):
        op.add_column("access_log", sa.Column(name, kind))
    op.execute("UPDATE access_log SET act = 'reason', by_whom = account_id::text")
    for name in ("by_whom", "act"):
        op.alter_column("access_log", name, nullable=False)
    for name in ("account_id", "participant_id", "reason"):
        op.alter_column("access_log", name, nullable=True)
    op.create_unique_constraint(op.f("uq_access_log_link"), "access_log", ["link"])
    op.create_check_constraint(op.f("ck_access_log_act"), "access_log", f"act IN ({ACTS})")
    op.create_check_constraint(
        op.f("ck_access_log_sealed"),
        "access_log",
        "(link IS NULL) = (hash IS NULL) AND (link IS NULL) = (digest IS NULL)",
    )
    op.create_check_constraint(op.f("ck_access_log_by_whom_filled"), "access_log", "by_whom <> ''")
    op.create_index("ix_access_log_unsealed", "access_log", ["seq"], postgresql_where=sa.text("link IS NULL"))
    op.create_table_comment(
        "access_log", "Who saw or changed a participant's data; a chain of hashes, which a trigger lets only grow"
    )
    op.execute(ONLY_GROWS)


def keep_certificates() -> None:
    op.add_column("certificates", sa.Column("kept_as", sa.Text))
    op.alter_column("certificates", "participant_id", nullable=True)
    op.create_check_constraint(
        op.f("ck_certificates_kept_as"), "certificates", "kept_as IN ('valid', 'replaced', 'taken_back')"
    )
    op.create_check_constraint(
        op.f("ck_certificates_forgotten"), "certificates", "(participant_id IS NULL) = (kept_as IS NOT NULL)"
    )
    op.create_table_comment(
        "certificates",
        "Issued once a fact carries message_id; of a forgotten person only number, code and what became of it stay",
    )
