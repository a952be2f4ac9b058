"""Days and moments are those that our programs can read: `infinity` and the year 12000, set by hand, ended them."""

from collections.abc import Iterator

from alembic import op
from sqlalchemy.exc import IntegrityError

revision = "20261130_1900"
down_revision = "20261130_1100"
branch_labels = None
depends_on = None

DAYS = {  # what everybody locks first, first: else they and we could wait for each other
    "trajects": ("created_on", "next_check", "agreement_on", "plan_on", "ceremony_on", "last_progress", "counted_on"),
    "answer_links": ("expires_on",),
    "facts": ("on_date", "recorded_on"),
    "certificates": ("issued_on",),
    "people": ("birth_date",),
    "invitations": ("day",),
    "participants": ("next_check",),
    "tasks": ("opens", "due", "expires", "closed_on"),
    "stalls": ("since",),
}
MOMENTS = {
    "answer_links": ("made_at", "used_at"),
    "calendar_feeds": ("made_at", "changed_at"),
    "messages": ("recorded_at",),
    "facts": ("recorded_at",),
    "enclosures": ("created_at",),
    "unheard": ("created_at",),
    "outbox": ("created_at", "available_at", "sent_at", "failed_at", "dropped_at"),
    "programmes": ("added_at",),
    "certificates": ("made_at",),
    "notes": ("written_at",),
    "subject_keys": ("created_at",),
    "accounts": ("created_at", "disabled_at"),
    "web_sessions": ("created_at", "seen_at", "expires_at"),
    "sign_in_attempts": ("at",),
    "saved_views": ("created_at",),
    "uploads": ("created_at", "alive_at", "ended_at"),
    "access_log": ("at",),
    "receipts": ("at", "finished_at", "emptied_at"),
    "tasks": ("opened_at", "closed_at"),
}


def upgrade() -> None:
    """Where a row holds such a day already, the rule is for new and changed rows: the home must start all the same."""
    for table in DAYS | MOMENTS:
        for name, rule in _rules(table):
            added = f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({rule})"
            try:
                with op.get_bind().begin_nested():
                    op.execute(added)
            except IntegrityError:
                op.execute(f"{added} NOT VALID")


def _rules(table: str) -> Iterator[tuple[str, str]]:
    for columns, first, last in (
        (DAYS.get(table, ()), "0001-01-01", "9999-12-31"),
        (MOMENTS.get(table, ()), "0001-01-02 00:00Z", "9999-12-31 00:00Z"),
    ):
        for column in columns:
            yield f"ck_{table}_{column}_is_of_ours", f"{column} BETWEEN '{first}' AND '{last}'"
