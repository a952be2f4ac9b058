"""Everything personal, apart from the journeys, so that it can be erased while they stay countable."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from domain.terms import Gender
from storage.tables.base import (
    filled,
    metadata,
    moment,
    of_message,
    of_participant,
    of_session,
    of_traject,
    one_of,
)

people = Table(
    "people",
    metadata,
    Column("participant_id", Uuid, ForeignKey("participants.id"), primary_key=True),
    Column("first_name", Text),
    Column("infix", Text),
    Column("last_name", Text),
    Column("own_name", Text),
    Column("sort_name", Text),
    Column("birth_date", Date),
    Column("gender", Text),
    Column("phone", Text),
    Column("email", Text),
    one_of("gender", Gender),
    comment="A participant's own data; erasing a person deletes this row",
)
Index("ix_people_sort_name", people.c.sort_name)

staff = Table(
    "staff",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("email", Text),
    Column("name", Text),
    UniqueConstraint("email"),
    CheckConstraint("coalesce(email, name) <> ''", name="named"),
    comment="Coordinators, trainers and project leads",
)

organisations = Table(
    "organisations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("municipality", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("sector", Text),
    Column("levels_of_work", Text),
    Column("capacity", Integer),
    Column("contact_name", Text),
    Column("contact_phone", Text),
    Column("contact_email", Text),
    CheckConstraint("kind IN ('company', 'guest_speaker', 'partner', 'volunteer')", name="kind"),
    CheckConstraint("capacity > 0", name="capacity"),
    filled("name"),
    comment="A municipality's network: who receives visits, gives lessons, lends a mentor",
)
Index("ix_organisations_municipality", organisations.c.municipality, organisations.c.name)

notes = Table(
    "notes",
    metadata,
    Column("id", Integer, Identity(always=True), primary_key=True),
    of_message(),
    of_traject(),
    of_participant(),
    of_session(),
    Column("field", Text, nullable=False),
    Column("text", Text),
    moment("written_at"),
    filled("field"),
    comment="All free text; no text takes back what the field said before",
)
Index("ix_notes_traject", notes.c.traject_id, notes.c.participant_id)
Index("ix_notes_message", notes.c.message_id)

subject_keys = Table(
    "subject_keys",
    metadata,
    Column("subject", Uuid, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    moment("created_at"),
    CheckConstraint("octet_length(wrapped) = 60", name="wrapped"),
    comment="The key that encrypts what Temporal keeps of a subject, wrapped under the master key",
)
