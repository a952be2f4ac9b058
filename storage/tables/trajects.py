"""Trajects, participants and sessions, each with what the last assessment said of it (its standing)."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from domain.terms import Phase, TrajectPhase, Verdict
from storage.tables.base import filled, metadata, of_traject, one_of

trajects = Table(
    "trajects",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("municipality", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("programme", Text, nullable=False),
    Column("programme_version", Integer, nullable=False),
    Column("coordinator_id", Uuid, ForeignKey("staff.id")),
    Column("trainer_id", Uuid, ForeignKey("staff.id")),
    Column("created_on", Date),
    Column("phase", Text, nullable=False),
    Column("next_check", Date),
    Column("ended", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("agreement_on", Date),
    Column("plan_on", Date),
    Column("ceremony_on", Date),
    Column("last_progress", Date),
    Column("tally", JSONB, nullable=False),
    Column("counted_on", Date, nullable=False),
    Column("phases", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    one_of("phase", TrajectPhase),
    filled("municipality"),
    filled("key"),
    CheckConstraint("version >= 1", name="version"),
    CheckConstraint("next_check > counted_on", name="next_check"),
    comment="One row a traject; standing and tally are what the assessment of counted_on said",
)
Index("uq_trajects_name", func.lower(trajects.c.municipality), trajects.c.key, unique=True)
Index("ix_trajects_key", trajects.c.key)
Index("ix_trajects_ceremony_on", trajects.c.ceremony_on)
Index("ix_trajects_coordinator", trajects.c.coordinator_id)
Index("ix_trajects_trainer", trajects.c.trainer_id)

participants = Table(
    "participants",
    metadata,
    Column("id", Uuid, primary_key=True),
    of_traject(),
    Column("municipality", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("phase", Text, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("admitted", Boolean, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("next_check", Date),
    Column("ended", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    one_of("phase", Phase),
    one_of("verdict", Verdict),
    filled("municipality"),
    filled("key"),
    CheckConstraint("version >= 1", name="version"),
    comment="One row a participant, without anything personal",
)
Index("uq_participants_name", func.lower(participants.c.municipality), participants.c.key, unique=True)
Index("ix_participants_key", participants.c.key)
Index("ix_participants_traject", participants.c.traject_id, participants.c.key)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Uuid, primary_key=True),
    of_traject(),
    Column("municipality", Text, nullable=False),
    Column("key", Text, nullable=False),
    filled("municipality"),
    filled("key"),
    comment="What sessions are called; kind, day and status are facts",
)
Index("uq_sessions_name", func.lower(sessions.c.municipality), sessions.c.key, unique=True)
Index("ix_sessions_key", sessions.c.key)
Index("ix_sessions_traject", sessions.c.traject_id)

imported_rows = Table(
    "imported_rows",
    metadata,
    Column("municipality", Text, primary_key=True),
    Column("sheet", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    of_traject(),
    Column("row", JSONB, nullable=False),
    comment="Each row as the last import had it, so that an unchanged row does nothing",
)
Index("ix_imported_rows_traject", imported_rows.c.traject_id)
