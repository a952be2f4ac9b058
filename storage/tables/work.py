"""What the last assessment asks of people: tasks and stalls, rewritten until they equal it."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from domain.terms import Role, TaskKind, TaskState
from storage.tables.base import metadata, of_participant, of_session, of_traject, one_of

tasks = Table(
    "tasks",
    metadata,
    Column("id", Uuid, primary_key=True),
    of_traject(),
    of_participant(),
    of_session(),
    Column("kind", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("milestone", SmallInteger),
    Column("opens", Date, nullable=False),
    Column("due", Date, nullable=False),
    Column("expires", Date),
    Column("priority", SmallInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("facts", JSONB, nullable=False),
    Column("programme", Text, nullable=False),
    Column("programme_version", Integer, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("closed_at", DateTime(timezone=True)),
    Column("closed_on", Date),
    Column("assignee", Uuid, ForeignKey("staff.id")),
    one_of("kind", TaskKind),
    one_of("role", Role),
    one_of("state", TaskState),
    CheckConstraint("milestone > 0", name="milestone"),
    CheckConstraint("kind <> 'follow_up' OR milestone IS NOT NULL", name="follow_up"),
    CheckConstraint("priority BETWEEN 1 AND 9", name="priority"),
    CheckConstraint("expires >= due", name="expires"),
    CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="closed_at"),
    CheckConstraint("(closed_at IS NULL) = (closed_on IS NULL)", name="closed_on"),
    comment="Needs that were open at some assessment, by the state of the latest",
)
_OPEN = text("state = 'open'")
_BY_URGENCY = (tasks.c.due, tasks.c.priority, tasks.c.id)
Index("ix_tasks_open", *_BY_URGENCY, postgresql_where=_OPEN)
Index("ix_tasks_open_role", tasks.c.role, *_BY_URGENCY, postgresql_where=_OPEN)
Index("ix_tasks_open_traject", tasks.c.traject_id, *_BY_URGENCY, postgresql_where=_OPEN)
Index("ix_tasks_open_assignee", tasks.c.assignee, *_BY_URGENCY, postgresql_where=_OPEN)
Index("ix_tasks_open_kind", tasks.c.kind, *_BY_URGENCY, postgresql_where=_OPEN)
Index("ix_tasks_closed", tasks.c.closed_on, tasks.c.id, postgresql_where=text("state <> 'open'"))
Index("ix_tasks_traject", tasks.c.traject_id)
Index("ix_tasks_participant", tasks.c.participant_id)

stalls = Table(
    "stalls",
    metadata,
    of_traject(),
    of_participant(),
    Column("rule", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("waiting_on", Text, nullable=False),
    Column("facts", JSONB, nullable=False),
    UniqueConstraint("traject_id", "participant_id", "rule", name="uq_stalls_rule", postgresql_nulls_not_distinct=True),
    CheckConstraint("rule LIKE 'STL-%'", name="rule"),
    comment="Where nothing moves although something should, one row a rule and traject or participant",
)
Index("ix_stalls_since", stalls.c.since, stalls.c.traject_id)
Index("ix_stalls_participant", stalls.c.participant_id)
