"""Certificates with their files, and the name as a participant writes it."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_1230"
down_revision = "20261122_1210"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("own_name", sa.Text))
    op.create_table(
        "certificates",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("traject_id", sa.Uuid, nullable=False),
        sa.Column("participant_id", sa.Uuid, nullable=False),
        sa.Column("message_id", sa.Uuid, nullable=False),
        sa.Column("series", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("code_hash", sa.LargeBinary, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("issued_on", sa.Date, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("content_hash", sa.LargeBinary),
        sa.Column("file", sa.LargeBinary),
        sa.CheckConstraint("sequence >= 1", name=op.f("ck_certificates_sequence")),
        sa.CheckConstraint("octet_length(code_hash) = 32", name=op.f("ck_certificates_code_hash")),
        sa.CheckConstraint("language IN ('nl', 'en')", name=op.f("ck_certificates_language")),
        sa.CheckConstraint("(file IS NULL) = (content_hash IS NULL)", name=op.f("ck_certificates_file")),
        sa.CheckConstraint("series <> ''", name=op.f("ck_certificates_series_filled")),
        sa.ForeignKeyConstraint(["traject_id"], ["trajects.id"], name=op.f("fk_certificates_traject_id")),
        sa.ForeignKeyConstraint(["participant_id"], ["participants.id"], name=op.f("fk_certificates_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("message_id", name=op.f("uq_certificates_message_id")),
        sa.UniqueConstraint("number", name=op.f("uq_certificates_number")),
        sa.UniqueConstraint("series", "year", "sequence", name=op.f("uq_certificates_series_year_sequence")),
        comment="Issued once a fact carries message_id; erasing a person empties file and content_hash, no more",
    )
    op.create_index("ix_certificates_participant", "certificates", ["participant_id"])
    op.create_index("ix_certificates_traject", "certificates", ["traject_id"])
