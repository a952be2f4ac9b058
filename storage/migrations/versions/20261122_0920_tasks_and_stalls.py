"""What the last assessment asks of people."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "20261122_0920"
down_revision = "20261122_0910"
branch_labels = None
depends_on = None

TASKS_KIND = """
    'sign_agreement', 'write_plan_of_approach', 'appoint_trainer', 'recruit_participants', 'plan_kick_off',
    'write_activity_plan', 'plan_next_activity', 'organise_company_visit', 'organise_guest_lesson',
    'organise_network_meeting', 'prepare_guest', 'register_attendance', 'interim_evaluation',
    'plan_ceremony', 'confirm_ceremony', 'evaluate_traject', 'report_outcomes', 'decide_on_traject',
    'unblock_traject', 'hold_intake', 'decide_admission', 'refer_on', 'ask_consent', 'record_baseline',
    'record_end_measurement', 'call_absentee', 'talk_at_risk', 'talk_out_of_reach', 'catch_up_visit',
    'record_competences', 'approve_certificate', 'issue_certificate', 'follow_up', 'aftercare',
    'review_pause', 'exit_talk'
"""
TASKS_ROLE = """
    'coordinator', 'trainer', 'project_lead'
"""
TASKS_STATE = """
    'open', 'done', 'cancelled', 'missed'
"""


def upgrade() -> None:
    create_tasks()
    index_tasks()
    create_stalls()


def create_tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("traject_id", sa.Uuid, nullable=False),
        sa.Column("participant_id", sa.Uuid),
        sa.Column("session_id", sa.Uuid),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("milestone", sa.SmallInteger()),
        sa.Column("opens", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("expires", sa.Date()),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("facts", JSONB, nullable=False),
        sa.Column("programme", sa.Text, nullable=False),
        sa.Column("programme_version", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("closed_on", sa.Date()),
        sa.Column("assignee", sa.Uuid),
        sa.CheckConstraint("(state = 'open') = (closed_at IS NULL)", name=op.f("ck_tasks_closed_at")),
        sa.CheckConstraint("kind <> 'follow_up' OR milestone IS NOT NULL", name=op.f("ck_tasks_follow_up")),
        sa.CheckConstraint(f"kind IN ({TASKS_KIND})", name=op.f("ck_tasks_kind")),
        sa.CheckConstraint(f"role IN ({TASKS_ROLE})", name=op.f("ck_tasks_role")),
        sa.CheckConstraint(f"state IN ({TASKS_STATE})", name=op.f("ck_tasks_state")),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_on IS NULL)", name=op.f("ck_tasks_closed_on")),
        sa.CheckConstraint("expires >= due", name=op.f("ck_tasks_expires")),
        sa.CheckConstraint("milestone > 0", name=op.f("ck_tasks_milestone")),
        sa.CheckConstraint("priority BETWEEN 1 AND 9", name=op.f("ck_tasks_priority")),
        sa.ForeignKeyConstraint(["assignee"], ["staff.id"], name=op.f("fk_tasks_assignee")),
        sa.ForeignKeyConstraint(["participant_id"], ["participants.id"], name=op.f("fk_tasks_participant_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_tasks_session_id")),
        sa.ForeignKeyConstraint(["traject_id"], ["trajects.id"], name=op.f("fk_tasks_traject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        comment="Needs that were open at some assessment, by the state of the latest",
    )


def index_tasks() -> None:
    op.create_index("ix_tasks_open", "tasks", ["due", "priority", "id"], postgresql_where=sa.text("state = 'open'"))
    op.create_index(
        "ix_tasks_open_assignee",
        "tasks",
        ["assignee", "due", "priority", "id"],
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_tasks_open_role", "tasks", ["role", "due", "priority", "id"], postgresql_where=sa.text("state = 'open'")
    )
    op.create_index(
        "ix_tasks_open_traject",
        "tasks",
        ["traject_id", "due", "priority", "id"],
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_tasks_participant", "tasks", ["participant_id"])
    op.create_index("ix_tasks_traject", "tasks", ["traject_id"])


def create_stalls() -> None:
    op.create_table(
        "stalls",
        sa.Column("traject_id", sa.Uuid, nullable=False),
        sa.Column("participant_id", sa.Uuid),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("waiting_on", sa.Text, nullable=False),
        sa.Column("facts", JSONB, nullable=False),
        sa.CheckConstraint("rule LIKE 'STL-%'", name=op.f("ck_stalls_rule")),
        sa.ForeignKeyConstraint(["participant_id"], ["participants.id"], name=op.f("fk_stalls_participant_id")),
        sa.ForeignKeyConstraint(["traject_id"], ["trajects.id"], name=op.f("fk_stalls_traject_id")),
        sa.UniqueConstraint(
            "traject_id", "participant_id", "rule", name="uq_stalls_rule", postgresql_nulls_not_distinct=True
        ),
        comment="Where nothing moves although something should, one row a rule and traject or participant",
    )
    op.create_index("ix_stalls_participant", "stalls", ["participant_id"])
    op.create_index("ix_stalls_since", "stalls", ["since", "traject_id"])
