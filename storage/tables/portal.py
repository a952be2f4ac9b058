"""Who may use the portal, what they may see, and where they are signed in."""

from sqlalchemy import (
    ARRAY,
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
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)

from domain.terms import SessionKind
from storage.tables.base import filled, metadata, moment, one_of

ROLES = ("coordinator", "trainer", "project_lead", "administrator")
_ROLES = ", ".join(f"'{role}'" for role in ROLES)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("staff_id", Uuid),
    Column("roles", ARRAY(Text), nullable=False),
    Column("everywhere", Boolean, nullable=False, server_default=text("false")),
    Column("password_hash", Text),
    Column("must_change", Boolean, nullable=False, server_default=text("false")),
    Column("identity", Text),
    Column("language", Text, nullable=False, server_default="nl"),
    Column("digest", Text, nullable=False, server_default="daily"),
    Column("urgent", Boolean, nullable=False, server_default=text("true")),
    Column("invitations", Boolean, nullable=False, server_default=text("true")),
    moment("created_at"),
    Column("disabled_at", DateTime(timezone=True)),
    UniqueConstraint("identity"),
    CheckConstraint(f"roles <@ ARRAY[{_ROLES}]", name="roles"),
    CheckConstraint("language IN ('nl', 'en')", name="language"),
    CheckConstraint("digest IN ('daily', 'weekly', 'never')", name="digest"),
    filled("email"),
    filled("name"),
    comment="Who can sign in; identity is what the provider of OpenID Connect calls them",
)
Index("uq_accounts_email", func.lower(accounts.c.email), unique=True)


def _of_account(*, nullable: bool = False) -> Column[object]:
    return Column("account_id", Uuid, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=nullable)


account_scopes = Table(
    "account_scopes",
    metadata,
    _of_account(),
    Column("municipality", Text),
    Column("traject_id", Uuid, ForeignKey("trajects.id")),
    UniqueConstraint(
        "account_id", "municipality", "traject_id", name="uq_account_scopes_scope", postgresql_nulls_not_distinct=True
    ),
    CheckConstraint("num_nonnulls(municipality, traject_id) = 1", name="one"),
    CheckConstraint("municipality = lower(municipality)", name="municipality"),
    comment="A municipality (in small letters), or a traject, that an account may see",
)

invitations = Table(
    "invitations",
    metadata,
    Column("session_id", Uuid, ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("account_id", Uuid, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("session_kind", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("sequence", Integer, nullable=False, server_default="0"),
    Column("withdrawn", Boolean, nullable=False, server_default=text("false")),
    one_of("session_kind", SessionKind),
    CheckConstraint("sequence >= 0", name="sequence"),
    comment="What somebody's calendar was last told of a session, and for the how-manieth time",
)
Index("ix_invitations_account", invitations.c.account_id)

web_sessions = Table(
    "web_sessions",
    metadata,
    Column("id", LargeBinary, primary_key=True),
    _of_account(),
    moment("created_at"),
    moment("seen_at"),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("octet_length(id) = 32", name="id"),
    comment="Where somebody is signed in; id is the hash of what the cookie says",
)
Index("ix_web_sessions_account", web_sessions.c.account_id)
Index("ix_web_sessions_expires_at", web_sessions.c.expires_at)

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("seq", BigInteger, Identity(always=True), primary_key=True),
    moment("at"),
    Column("email_hash", LargeBinary, nullable=False),
    Column("address_hash", LargeBinary, nullable=False),
    Column("succeeded", Boolean, nullable=False),
    comment="Attempts to sign in, by keyed hashes of e-mail address and network address, kept for a day",
)
Index("ix_sign_in_attempts_email", sign_in_attempts.c.email_hash, sign_in_attempts.c.at)
Index("ix_sign_in_attempts_address", sign_in_attempts.c.address_hash, sign_in_attempts.c.at)
Index("ix_sign_in_attempts_at", sign_in_attempts.c.at)

saved_views = Table(
    "saved_views",
    metadata,
    Column("id", Uuid, primary_key=True),
    _of_account(),
    Column("page", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("query", Text, nullable=False),
    moment("created_at"),
    UniqueConstraint("account_id", "page", "name", name="uq_saved_views_name"),
    filled("page"),
    filled("name"),
    comment="Filters of a list that somebody kept under a name; query is that of the address",
)

UPLOAD_STATES = ("received", "checked", "unreadable", "wanted", "taken_in", "dropped", "failed")
_UPLOAD_STATES = ", ".join(f"'{state}'" for state in UPLOAD_STATES)

uploads = Table(
    "uploads",
    metadata,
    Column("id", Uuid, primary_key=True),
    _of_account(),
    Column("state", Text, nullable=False, server_default="received"),
    Column("content", LargeBinary),
    Column("findings", LargeBinary),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False, server_default="0"),
    moment("created_at"),
    Column("alive_at", DateTime(timezone=True)),
    Column("ended_at", DateTime(timezone=True)),
    CheckConstraint(f"state IN ({_UPLOAD_STATES})", name="state"),
    CheckConstraint("done >= 0 AND total >= 0", name="counts"),
    CheckConstraint("content IS NULL OR state IN ('received', 'checked', 'wanted')", name="content"),
    comment="A file on its way in, encrypted; its content is gone once it is taken in, or after a day",
)
Index("ix_uploads_account", uploads.c.account_id, uploads.c.created_at)
Index("ix_uploads_created_at", uploads.c.created_at)
