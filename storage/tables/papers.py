"""Certificates on paper: each with a number of its own, its file, and the message that said it was issued."""

from sqlalchemy import CheckConstraint, Column, Date, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, Uuid
from sqlalchemy.schema import ForeignKey

from storage.tables.base import filled, metadata, moment, of_traject

certificates = Table(
    "certificates",
    metadata,
    Column("id", Uuid, primary_key=True),
    of_traject(),
    Column("participant_id", Uuid, ForeignKey("participants.id")),
    Column("message_id", Uuid, nullable=False),
    Column("series", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("number", Text, nullable=False),
    Column("code_hash", LargeBinary, nullable=False),
    Column("language", Text, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("made_by", Text, nullable=False),
    moment("made_at"),
    Column("content_hash", LargeBinary),
    Column("file", LargeBinary),
    Column("kept_as", Text),
    UniqueConstraint("message_id"),
    UniqueConstraint("number"),
    UniqueConstraint("series", "year", "sequence"),
    CheckConstraint("sequence >= 1", name="sequence"),
    CheckConstraint("octet_length(code_hash) = 32", name="code_hash"),
    CheckConstraint("language IN ('nl', 'en')", name="language"),
    CheckConstraint("(file IS NULL) = (content_hash IS NULL)", name="file"),
    CheckConstraint("kept_as IN ('valid', 'replaced', 'taken_back')", name="kept_as"),
    CheckConstraint("(participant_id IS NULL) = (kept_as IS NOT NULL)", name="forgotten"),
    filled("series"),
    comment="Issued once a fact carries message_id; of a forgotten person only number, code and what became of it stay",
)
Index("ix_certificates_participant", certificates.c.participant_id)
Index("ix_certificates_traject", certificates.c.traject_id)
