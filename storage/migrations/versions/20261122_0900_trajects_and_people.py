"""Who takes part in what: trajects, participants and sessions, and apart from them everything personal."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "20261122_0900"
down_revision = None
branch_labels = None
depends_on = None

ORGANISATIONS_KIND = """
    'company', 'guest_speaker', 'partner', 'volunteer'
"""
TRAJECTS_PHASE = """
    'preparation', 'kick_off', 'programme', 'ceremony', 'follow_up', 'closed', 'cancelled'
"""
PARTICIPANTS_PHASE = """
    'intake', 'refused', 'waiting_list', 'kick_off', 'programme', 'certificate', 'follow_up', 'withdrawn',
    'closed'
"""
PARTICIPANTS_VERDICT = """
    'in_progress', 'eligible', 'awaiting_approval', 'not_eligible', 'withdrawn'
"""


def upgrade() -> None:
    create_staff()
    create_organisations()
    create_trajects()
    create_participants()
    create_sessions()
    create_imported_rows()
    create_people()
    create_subject_keys()


def create_staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("email", sa.Text),
        sa.Column("name", sa.Text),
        sa.CheckConstraint("coalesce(email, name) <> ''", name=op.f("ck_staff_named")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
        comment="Coordinators, trainers and project leads",
    )


def create_organisations() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("municipality", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("sector", sa.Text),
        sa.Column("levels_of_work", sa.Text),
        sa.Column("capacity", sa.Integer()),
        sa.Column("contact_name", sa.Text),
        sa.Column("contact_phone", sa.Text),
        sa.Column("contact_email", sa.Text),
        sa.CheckConstraint(f"kind IN ({ORGANISATIONS_KIND})", name=op.f("ck_organisations_kind")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_organisations_name_filled")),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_organisations_capacity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        comment="A municipality's network: who receives visits, gives lessons, lends a mentor",
    )
    op.create_index("ix_organisations_municipality", "organisations", ["municipality", "name"])


def create_trajects() -> None:
    op.create_table(
        "trajects",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("municipality", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("programme", sa.Text, nullable=False),
        sa.Column("programme_version", sa.Integer(), nullable=False),
        sa.Column("coordinator_id", sa.Uuid),
        sa.Column("trainer_id", sa.Uuid),
        sa.Column("created_on", sa.Date()),
        sa.Column("phase", sa.Text, nullable=False),
        sa.Column("next_check", sa.Date()),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("agreement_on", sa.Date()),
        sa.Column("plan_on", sa.Date()),
        sa.Column("ceremony_on", sa.Date()),
        sa.Column("last_progress", sa.Date()),
        sa.Column("tally", JSONB, nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.CheckConstraint("key <> ''", name=op.f("ck_trajects_key_filled")),
        sa.CheckConstraint("municipality <> ''", name=op.f("ck_trajects_municipality_filled")),
        sa.CheckConstraint(f"phase IN ({TRAJECTS_PHASE})", name=op.f("ck_trajects_phase")),
        sa.CheckConstraint("next_check > counted_on", name=op.f("ck_trajects_next_check")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_trajects_version")),
        sa.ForeignKeyConstraint(["coordinator_id"], ["staff.id"], name=op.f("fk_trajects_coordinator_id")),
        sa.ForeignKeyConstraint(["trainer_id"], ["staff.id"], name=op.f("fk_trajects_trainer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trajects")),
        comment="One row a traject; standing and tally are what the assessment of counted_on said",
    )
    op.create_index("ix_trajects_ceremony_on", "trajects", ["ceremony_on"])
    op.create_index("ix_trajects_key", "trajects", ["key"])
    op.create_index("uq_trajects_name", "trajects", [sa.literal_column("lower(municipality)"), "key"], unique=True)


def create_participants() -> None:
    op.create_table(
        "participants",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("traject_id", sa.Uuid, nullable=False),
        sa.Column("municipality", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("phase", sa.Text, nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("admitted", sa.Boolean(), nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("next_check", sa.Date()),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("key <> ''", name=op.f("ck_participants_key_filled")),
        sa.CheckConstraint("municipality <> ''", name=op.f("ck_participants_municipality_filled")),
        sa.CheckConstraint(f"phase IN ({PARTICIPANTS_PHASE})", name=op.f("ck_participants_phase")),
        sa.CheckConstraint(f"verdict IN ({PARTICIPANTS_VERDICT})", name=op.f("ck_participants_verdict")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_participants_version")),
        sa.ForeignKeyConstraint(["traject_id"], ["trajects.id"], name=op.f("fk_participants_traject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
        comment="One row a participant, without anything personal",
    )
    op.create_index("ix_participants_key", "participants", ["key"])
    op.create_index("ix_participants_traject", "participants", ["traject_id", "key"])
    op.create_index(
        "uq_participants_name", "participants", [sa.literal_column("lower(municipality)"), "key"], unique=True
    )


def create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("traject_id", sa.Uuid, nullable=False),
        sa.Column("municipality", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.CheckConstraint("key <> ''", name=op.f("ck_sessions_key_filled")),
        sa.CheckConstraint("municipality <> ''", name=op.f("ck_sessions_municipality_filled")),
        sa.ForeignKeyConstraint(["traject_id"], ["trajects.id"], name=op.f("fk_sessions_traject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        comment="What sessions are called; kind, day and status are facts",
    )
    op.create_index("ix_sessions_key", "sessions", ["key"])
    op.create_index("ix_sessions_traject", "sessions", ["traject_id"])
    op.create_index("uq_sessions_name", "sessions", [sa.literal_column("lower(municipality)"), "key"], unique=True)


def create_imported_rows() -> None:
    op.create_table(
        "imported_rows",
        sa.Column("municipality", sa.Text, nullable=False),
        sa.Column("sheet", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("traject_id", sa.Uuid, nullable=False),
        sa.Column("row", JSONB, nullable=False),
        sa.ForeignKeyConstraint(["traject_id"], ["trajects.id"], name=op.f("fk_imported_rows_traject_id")),
        sa.PrimaryKeyConstraint("municipality", "sheet", "key", name=op.f("pk_imported_rows")),
        comment="Each row as the last import had it, so that an unchanged row does nothing",
    )
    op.create_index("ix_imported_rows_traject", "imported_rows", ["traject_id"])


def create_people() -> None:
    op.create_table(
        "people",
        sa.Column("participant_id", sa.Uuid, nullable=False),
        sa.Column("first_name", sa.Text),
        sa.Column("infix", sa.Text),
        sa.Column("last_name", sa.Text),
        sa.Column("sort_name", sa.Text),
        sa.Column("birth_date", sa.Date()),
        sa.Column("gender", sa.Text),
        sa.Column("phone", sa.Text),
        sa.Column("email", sa.Text),
        sa.CheckConstraint("gender IN ('woman', 'man', 'other')", name=op.f("ck_people_gender")),
        sa.ForeignKeyConstraint(["participant_id"], ["participants.id"], name=op.f("fk_people_participant_id")),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_people")),
        comment="A participant's own data; erasing a person deletes this row",
    )
    op.create_index("ix_people_sort_name", "people", ["sort_name"])


def create_subject_keys() -> None:
    op.create_table(
        "subject_keys",
        sa.Column("subject", sa.Uuid, nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("octet_length(wrapped) = 60", name=op.f("ck_subject_keys_wrapped")),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_subject_keys")),
        comment="The key that encrypts what Temporal keeps of a subject, wrapped under the master key",
    )
