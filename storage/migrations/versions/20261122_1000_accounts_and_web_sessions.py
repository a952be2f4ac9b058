"""Who may use the portal, what they may see, and where they are signed in."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_1000"
down_revision = "20261122_0920"
branch_labels = None
depends_on = None

ROLES = "'coordinator', 'trainer', 'project_lead', 'administrator'"


def upgrade() -> None:
    create_accounts()
    create_account_scopes()
    create_web_sessions()
    create_sign_in_attempts()
    create_access_log()
    create_saved_views()


def moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def create_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("staff_id", sa.Uuid),
        sa.Column("roles", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("everywhere", sa.Boolean, server_default=sa.text("false"), nullable=False),
        sa.Column("password_hash", sa.Text),
        sa.Column("must_change", sa.Boolean, server_default=sa.text("false"), nullable=False),
        sa.Column("identity", sa.Text),
        sa.Column("language", sa.Text, server_default="nl", nullable=False),
        moment("created_at"),
        sa.Column("disabled_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("email <> ''", name=op.f("ck_accounts_email_filled")),
        sa.CheckConstraint("language IN ('nl', 'en')", name=op.f("ck_accounts_language")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_accounts_name_filled")),
        sa.CheckConstraint(f"roles <@ ARRAY[{ROLES}]", name=op.f("ck_accounts_roles")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("identity", name=op.f("uq_accounts_identity")),
        comment="Who can sign in; identity is what the provider of OpenID Connect calls them",
    )
    op.create_index("uq_accounts_email", "accounts", [sa.text("lower(email)")], unique=True)


def create_account_scopes() -> None:
    op.create_table(
        "account_scopes",
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("municipality", sa.Text),
        sa.Column("traject_id", sa.Uuid),
        sa.CheckConstraint("municipality = lower(municipality)", name=op.f("ck_account_scopes_municipality")),
        sa.CheckConstraint("num_nonnulls(municipality, traject_id) = 1", name=op.f("ck_account_scopes_one")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_account_scopes_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["traject_id"], ["trajects.id"], name=op.f("fk_account_scopes_traject_id")),
        sa.UniqueConstraint(
            "account_id",
            "municipality",
            "traject_id",
            name="uq_account_scopes_scope",
            postgresql_nulls_not_distinct=True,
        ),
        comment="A municipality (in small letters), or a traject, that an account may see",
    )


def create_web_sessions() -> None:
    op.create_table(
        "web_sessions",
        sa.Column("id", sa.LargeBinary, nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        moment("created_at"),
        moment("seen_at"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("octet_length(id) = 32", name=op.f("ck_web_sessions_id")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_web_sessions_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_sessions")),
        comment="Where somebody is signed in; id is the hash of what the cookie says",
    )
    op.create_index("ix_web_sessions_account", "web_sessions", ["account_id"])
    op.create_index("ix_web_sessions_expires_at", "web_sessions", ["expires_at"])


def create_sign_in_attempts() -> None:
    op.create_table(
        "sign_in_attempts",
        sa.Column("seq", sa.BigInteger, sa.Identity(always=True), nullable=False),
        moment("at"),
        sa.Column("email_hash", sa.LargeBinary, nullable=False),
        sa.Column("address_hash", sa.LargeBinary, nullable=False),
        sa.Column("succeeded", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_sign_in_attempts")),
        comment="Attempts to sign in, by keyed hashes of e-mail address and network address, kept for a day",
    )
    op.create_index("ix_sign_in_attempts_address", "sign_in_attempts", ["address_hash", "at"])
    op.create_index("ix_sign_in_attempts_at", "sign_in_attempts", ["at"])
    op.create_index("ix_sign_in_attempts_email", "sign_in_attempts", ["email_hash", "at"])


def create_access_log() -> None:
    op.create_table(
        "access_log",
        sa.Column("seq", sa.BigInteger, sa.Identity(always=True), nullable=False),
        moment("at"),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("participant_id", sa.Uuid, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_access_log_reason_filled")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_access_log_account_id")),
        sa.ForeignKeyConstraint(["participant_id"], ["participants.id"], name=op.f("fk_access_log_participant_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_access_log")),
        comment="Who opened a person that their role sees only in counts, and why",
    )
    op.create_index("ix_access_log_account", "access_log", ["account_id", "participant_id", "at"])
    op.create_index("ix_access_log_participant", "access_log", ["participant_id", "at"])


def create_saved_views() -> None:
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("page", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("query", sa.Text, nullable=False),
        moment("created_at"),
        sa.CheckConstraint("name <> ''", name=op.f("ck_saved_views_name_filled")),
        sa.CheckConstraint("page <> ''", name=op.f("ck_saved_views_page_filled")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_saved_views_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("account_id", "page", "name", name="uq_saved_views_name"),
        comment="Filters of a list that somebody kept under a name; query is that of the address",
    )
